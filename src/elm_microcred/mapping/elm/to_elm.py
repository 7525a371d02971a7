"""A micro-credential as a European Digital Credential, unsecured."""

from __future__ import annotations

from elm_microcred import vocabularies
from elm_microcred.errors import MappingError
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.elm.agents import AGENT
from elm_microcred.mapping.elm.claim import write_activities, write_assessments
from elm_microcred.mapping.elm.codecs import named_note, write_text
from elm_microcred.mapping.elm.concepts import language_node, read_tag
from elm_microcred.mapping.elm.credential import (
    ASSESSORS,
    AWARDED,
    AWARDING,
    CLAIM,
    DATES,
    IDENTIFIERS,
    OF_INSTITUTION,
)
from elm_microcred.mapping.elm.envelopes import ENVELOPES, Envelope, check_envelope
from elm_microcred.mapping.elm.media import media_object
from elm_microcred.mapping.elm.pen import Pen, add, copied
from elm_microcred.mapping.elm.person import NAMES, PERSON
from elm_microcred.mapping.elm.reading import Json
from elm_microcred.mapping.elm.rows import values_of, write_rows
from elm_microcred.mapping.elm.specification import SPECIFICATION, is_qualification
from elm_microcred.model import Achievement, MicroCredential

SCHEMA = "http://data.europa.eu/snb/model/ap/edc-generic-full"
PROFILE = "e34929035b"
"""The credential profile `Generic`."""

MAIN_LANGUAGE = named_note("main-language", "Main language", string_only=True)
"""The main language, where the list of languages has no region or script for it."""

_ACHIEVEMENT = ("achievement",)
_AWARD = ("award",)


def to_elm(
    micro: MicroCredential,
    *,
    envelope: Envelope = "edc",
    id: str | None = None,
    issuer_id: str | None = None,
) -> Document:
    """The micro-credential as a European Digital Credential, with what ELM cannot say.

    Dates that nobody stated are left out, as Europass has it before sealing.

    Args:
        micro: The micro-credential.
        envelope: `edc`: Verifiable Credentials 1.1 under the published context, which Europass
            takes; `vcdm2`: Verifiable Credentials 2.0 under a context of ours, the same RDF.
        id: Id of the credential; that of the award where it is absent.
        issuer_id: Id of the issuer; under Data Integrity, the controller of the key.

    Raises:
        MappingError: If a word, code, country or language is in no list.
        UsageError: If there is no such envelope.

    Spec: http://data.europa.eu/snb/model/ap/edc-generic-full (ELM 3.2)
    """
    check_envelope(envelope)
    achievement, award = micro.achievement, micro.award
    pen = Pen(achievement.language, qualification=is_qualification(achievement))
    pen.unknown(micro, ())
    pen.unknown(award, _AWARD)
    document: Json = {
        "id": id or pen.id(award.id, "credential", _AWARD),
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": vocabularies.elm_concept(vocabularies.concept("credential", PROFILE)),
        "displayParameter": _display(achievement, pen),
    }
    write_rows(IDENTIFIERS, award, document, pen, _AWARD)
    document["credentialSchema"] = {"id": SCHEMA, "type": "ShaclValidator2017"}
    document["credentialSubject"] = _subject(micro, pen)
    for row in DATES:
        value = values_of(award, row.member)
        if value is not None:
            document[row.term] = row.codec.write(value, pen, (*_AWARD, row.member))
    if achievement.issuer is not None:
        issuer = AGENT.write(achievement.issuer, pen, (*_ACHIEVEMENT, "issuer"))
        document["issuer"] = {**issuer, "id": issuer_id} if issuer_id else issuer
    elif issuer_id:
        document["issuer"] = {"id": issuer_id, "type": "Organisation"}
    document["@context"] = list(ENVELOPES[envelope])
    return Document(document, pen.losses)


def _display(achievement: Achievement, pen: Pen) -> Json:
    """How it is shown: the title in its languages, and a picture, which the profile demands."""
    language = language_node(achievement.language, (*_ACHIEVEMENT, "language"))
    languages = [language]
    for tag in achievement.title.languages:
        try:
            other = language_node(tag, ())
        except MappingError:
            continue
        if other not in languages:
            languages.append(other)
    image = media_object(achievement.image, pen, (*_ACHIEVEMENT, "image"))
    detail = {"id": pen.local("displayDetail"), "type": "DisplayDetail", "image": image, "page": 1}
    return {
        "id": pen.local("displayParameter"),
        "type": "DisplayParameter",
        "individualDisplay": {
            "id": pen.local("individualDisplay"),
            "type": "IndividualDisplay",
            "displayDetail": detail,
            "language": copied(language),
        },
        "primaryLanguage": copied(language),
        "language": languages if len(languages) > 1 else language,
        "title": write_text(achievement.title),
    }


def _subject(micro: MicroCredential, pen: Pen) -> Json:
    learner = micro.award.learner
    person = PERSON.write(learner, pen, (*_AWARD, "learner"))
    return {**person, "hasClaim": _claim(micro, pen)}


def _claim(micro: MicroCredential, pen: Pen) -> Json:
    achievement, award = micro.achievement, micro.award
    process = _process(micro, pen)
    claim: Json = {
        "id": pen.local("learningAchievement"),
        "type": "LearningAchievement",
        "awardedBy": process,
    }
    for node in write_activities(micro, process, pen):
        add(claim, "influencedBy", node)
    assessments = write_assessments(micro, process, pen)
    for node in assessments:
        add(claim, "provenBy", node)
    if achievement.providers and not achievement.activities:
        claim["learningOpportunity"] = _opportunity(achievement, pen)
    if not assessments:
        write_rows(ASSESSORS, achievement, claim, pen, _ACHIEVEMENT)
    claim["specifiedBy"] = _specification(achievement, pen)
    write_rows(CLAIM, award, claim, pen, _AWARD)
    for row in NAMES:
        name = values_of(award, row.member)
        if name is not None and row.codec.fits(name, pen):
            add(claim, row.term, row.codec.write(name, pen, _AWARD))
    return {**claim, "title": write_text(achievement.title)}


def _process(micro: MicroCredential, pen: Pen) -> Json:
    """Who awarded it, when and where; the first body with the quality assurance of institutions."""
    process: Json = {"id": pen.local("awardingProcess"), "type": "AwardingProcess"}
    write_rows(AWARDING, micro.achievement, process, pen, _ACHIEVEMENT)
    write_rows(AWARDED, micro.award, process, pen, _AWARD)
    bodies = process.get("awardingBody")
    first = bodies[0] if isinstance(bodies, list) else bodies
    for place, assurance in enumerate(micro.achievement.quality_assurance):
        at = (*_ACHIEVEMENT, "quality_assurance", place)
        if not OF_INSTITUTION.fits(assurance, pen):
            continue
        if first is None:
            pen.lose(
                at,
                "Quality assurance of the institution needs an awarding body.",
                found=assurance.title,
                remedy="Name the awarding body.",
            )
            continue
        add(first, "accreditation", OF_INSTITUTION.write(assurance, pen, at))
    return process


def _opportunity(achievement: Achievement, pen: Pen) -> Json:
    """The providers, where no activity is described that they could direct."""
    node: Json = {
        "id": pen.local("learningOpportunity"),
        "type": "LearningOpportunity",
        "title": write_text(achievement.title),
    }
    for place, provider in enumerate(achievement.providers):
        at = (*_ACHIEVEMENT, "providers", place)
        add(node, "providedBy", AGENT.write(provider, pen, at))
    return node


def _specification(achievement: Achievement, pen: Pen) -> Json:
    node = SPECIFICATION.write(achievement, pen, _ACHIEVEMENT)
    if not pen.qualification:
        node["type"] = "LearningAchievementSpecification"
    language = language_node(achievement.language, ())["id"]
    if read_tag(language) != achievement.language:
        note = MAIN_LANGUAGE.write(achievement.language, pen, _ACHIEVEMENT)
        add(node, "additionalNote", note)
    return node
