"""What a profile asks of a micro-credential, element by element, and what is found.

The letters are those of Annex I of Council Recommendation 2022/C 243/02: A1 to A11 are
mandatory, B1 to B5 optional.

Spec: https://eur-lex.europa.eu/eli/reco/2022/627/oj
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from elm_microcred.model import MicroCredential, Organisation, SystemRelation, Text
from elm_microcred.model.base import Record
from elm_microcred.model.values import Concept
from elm_microcred.problem import shorten


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one element.

    Attributes:
        where: JSON Pointers into the micro-credential.
        evidence: What stands there, in a few words.
        lacking: What is missing of it; empty if nothing is.
    """

    where: tuple[str, ...] = ()
    evidence: str = ""
    lacking: str = ""

    @property
    def state(self) -> str:
        """`found`, `partly` or `missing`."""
        if not self.where:
            return "missing"
        return "partly" if self.lacking else "found"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a profile asks for.

    Attributes:
        id: Its name in the profile.
        name: What it is, in words.
        mandatory: Whether a micro-credential must have it.
        look: Looks for it.
        elm: Where it stands in a European Digital Credential.
        open_badge: Where it stands in an Open Badge 3.0.
        member: Where it stands in the files of the model.
    """

    id: str
    name: str
    mandatory: bool
    look: Callable[[MicroCredential], Finding]
    elm: str
    open_badge: str
    member: str


def of(record: Record | None, base: str, *names: str) -> tuple[str, ...]:
    """Pointers of those of the members that are given."""
    return tuple(f"{base}/{name}" for name in names if record and getattr(record, name))


def said(text: Text | None) -> str:
    """A text, shortened, in quotation marks."""
    return "" if text is None else f"“{shorten(str(text))}”"


def named(concept: Concept | None) -> str:
    """What people call a concept."""
    if concept is None:
        return ""
    return concept.code or str(concept.label or concept.iri)


def listed(items: Iterable[str]) -> str:
    """Items in a row, at most three of them."""
    given = [item for item in items if item]
    more = f" and {len(given) - 3} more" if len(given) > 3 else ""
    return ", ".join(given[:3]) + more


# Annex I


def _learner(micro: MicroCredential) -> Finding:
    learner = micro.award.learner
    names = of(learner, "/award/learner", "full_name", "given_name", "family_name")
    other = of(learner, "/award/learner", "national_id", "identifiers", "email", "id")
    vague = of(learner, "/award/learner", "date_of_birth", "citizenships")
    where = (*names, *other, *vague)
    if learner.identity == "hashed":
        where = ("/award/learner/hashed_identities",)
        return Finding(where, "by salted hash: the holder shows what was hashed")
    if learner.identity == "did":
        return Finding(where, "by identifier alone")
    if not names and not other:
        return Finding(where, "", "a name or number" if where else "")
    full = learner.full_name or learner.family_name or learner.given_name
    return Finding(where, said(full) or listed(p.rpartition("/")[2] for p in other))


def _title(micro: MicroCredential) -> Finding:
    return Finding(("/achievement/title",), said(micro.achievement.title))


def _country(micro: MicroCredential) -> Finding:
    issuer = micro.achievement.issuer
    if issuer is None:
        return Finding()
    place = issuer.location
    where = of(place, "/achievement/issuer/location", "country", "region")
    if place is not None and where:
        return Finding(where, listed((place.country or "", place.region or "")))
    for number, identifier in enumerate(issuer.identifiers):
        if identifier.country is not None:
            pointer = f"/achievement/issuer/identifiers/{number}/country"
            return Finding((pointer,), f"{identifier.country}, by its {identifier.kind} number")
    return Finding()


def _awarding_body(micro: MicroCredential) -> Finding:
    bodies = micro.achievement.awarding_bodies
    where = tuple(f"/achievement/awarding_bodies/{n}" for n in range(len(bodies)))
    return Finding(where, listed(said(body.legal_name) for body in bodies))


def _date(micro: MicroCredential) -> Finding:
    award = micro.award
    where = of(award, "/award", "awarded_at", "issued_at")
    if award.awarded_at is not None:
        return Finding(where, f"awarded {award.awarded_at:%Y-%m-%d}")
    if award.issued_at is not None:
        return Finding(where, f"issued {award.issued_at:%Y-%m-%d}", "the date of the award")
    return Finding()


def _outcomes(micro: MicroCredential) -> Finding:
    outcomes = micro.achievement.outcomes
    where = tuple(f"/achievement/outcomes/{n}" for n in range(len(outcomes)))
    where += of(micro.achievement, "/achievement", "outcome_summary")
    if outcomes:
        return Finding(where, listed(said(outcome.title) for outcome in outcomes))
    return Finding(where, said(micro.achievement.outcome_summary))


def _workload(micro: MicroCredential) -> Finding:
    achievement = micro.achievement
    where = of(achievement, "/achievement", "workload", "credits")
    work = achievement.workload
    units = ("months", "days", "hours")
    parts = [f"{getattr(work, u)} {u}" for u in units if work and getattr(work, u) is not None]
    points = [f"{credit.points} {credit.system}" for credit in achievement.credits]
    if where:
        return Finding(where, listed([*parts, *points]))
    earned = micro.award.credits_earned
    where = ("/award/credits_earned",) if earned else ()
    return Finding(where, listed(f"{credit.points} {credit.system}" for credit in earned))


def _level(micro: MicroCredential) -> Finding:
    levels = micro.achievement.levels
    where = ("/achievement/levels",) if levels else ()
    evidence = listed(f"{level.framework} {level.level}" for level in levels)
    european = any(level.framework in ("EQF", "QF-EHEA") for level in levels)
    return Finding(where, evidence, "" if european else "the level of the EQF or the QF-EHEA")


def _assessment(micro: MicroCredential) -> Finding:
    assessments = micro.achievement.assessments
    where = tuple(f"/achievement/assessments/{n}" for n in range(len(assessments)))
    typed = [assessment for assessment in assessments if assessment.type is not None]
    lacking = "" if len(typed) == len(assessments) else "the type of assessment"
    kinds = [named(assessment.type) or said(assessment.title) for assessment in assessments]
    return Finding(where, listed(kinds), lacking)


def _participation(micro: MicroCredential) -> Finding:
    achievement = micro.achievement
    if achievement.participation:
        evidence = listed(named(mode) for mode in achievement.participation)
        return Finding(("/achievement/participation",), evidence)
    modes = [(n, activity.mode) for n, activity in enumerate(achievement.activities)]
    where = tuple(f"/achievement/activities/{n}/mode" for n, mode in modes if mode is not None)
    if where:
        return Finding(where, listed(named(mode) for _, mode in modes))
    where = of(achievement, "/achievement", "learning_setting")
    return Finding(where, named(achievement.learning_setting), "whether in person or online")


def _quality(micro: MicroCredential) -> Finding:
    achievement = micro.achievement
    assured = achievement.quality_assurance
    if assured:
        where = tuple(f"/achievement/quality_assurance/{n}" for n in range(len(assured)))
        typed = any(assurance.type is not None for assurance in assured)
        evidence = listed(named(each.type) or said(each.title) for each in assured)
        return Finding(where, evidence, "" if typed else "the type of quality assurance")
    where = of(achievement, "/achievement", "authorised_by", "accreditors")
    bodies = [achievement.authorised_by, *achievement.accreditors]
    evidence = listed(said(body.legal_name) for body in bodies if body is not None)
    return Finding(where, evidence, "the type of quality assurance")


def _prerequisites(micro: MicroCredential) -> Finding:
    where = of(micro.achievement, "/achievement", "prerequisites")
    return Finding(where, said(micro.achievement.prerequisites))


def _supervision(micro: MicroCredential) -> Finding:
    rules = [(n, a.supervision) for n, a in enumerate(micro.achievement.assessments)]
    where = tuple(f"/achievement/assessments/{n}/supervision" for n, rule in rules if rule)
    lacking = "" if len(where) == len(rules) else "supervision of every assessment"
    return Finding(where, listed(named(rule) for _, rule in rules), lacking)


def _grade(micro: MicroCredential) -> Finding:
    results = micro.award.results
    where = tuple(f"/award/results/{n}" for n in range(len(results)))
    return Finding(where, listed(said(result.grade) for result in results))


def _stackability(micro: MicroCredential) -> Finding:
    stackability = micro.achievement.stackability
    names = ("statement", "part_of", "has_part", "entitles_to", "partial_qualification")
    where = of(stackability, "/achievement/stackability", *names)
    statement = stackability.statement if stackability is not None else None
    return Finding(where, said(statement) or listed(p.rpartition("/")[2] for p in where))


def _further(micro: MicroCredential) -> Finding:
    achievement = micro.achievement
    where = of(achievement, "/achievement", "notes", "links", "homepage")
    where += of(micro.award, "/award", "evidence")
    if where:
        return Finding(where, listed(pointer.rpartition("/")[2] for pointer in where))
    where = of(achievement, "/achievement", "description")
    for number, activity in enumerate(achievement.activities):
        where += of(activity, f"/achievement/activities/{number}", "description")
    return Finding(where, "a description", "a note, document or page")


def not_applicable(element: Element, micro: MicroCredential) -> bool:
    """Whether a mandatory element does not apply: a level, outside the qualification system."""
    outside = (SystemRelation.STANDALONE, SystemRelation.PARALLEL_FUNDED)
    return element.id == "A8" and micro.achievement.system_relation in outside


ANNEX_1 = (
    Element(
        "A1",
        "identification of the learner",
        True,
        _learner,
        "credentialSubject.givenName and familyName",
        "credentialSubject.identifier or id",
        "award.learner",
    ),
    Element(
        "A2",
        "title of the micro-credential",
        True,
        _title,
        "credentialSubject.hasClaim.title",
        "credentialSubject.achievement.name",
        "achievement.title",
    ),
    Element(
        "A3",
        "country or region of the issuer",
        True,
        _country,
        "issuer.location.address.countryCode",
        "issuer.address.addressCountryCode",
        "achievement.issuer.location.country",
    ),
    Element(
        "A4",
        "awarding body",
        True,
        _awarding_body,
        "credentialSubject.hasClaim.awardedBy.awardingBody",
        "credentialSubject.achievement.creator",
        "achievement.awarding_bodies",
    ),
    Element(
        "A5",
        "date of issuing",
        True,
        _date,
        "issued, and credentialSubject.hasClaim.awardedBy.awardingDate",
        "awardedDate and validFrom",
        "award.awarded_at",
    ),
    Element(
        "A6",
        "learning outcomes",
        True,
        _outcomes,
        "credentialSubject.hasClaim.specifiedBy.learningOutcome",
        "credentialSubject.achievement.alignment and criteria.narrative",
        "achievement.outcomes",
    ),
    Element(
        "A7",
        "notional workload",
        True,
        _workload,
        "credentialSubject.hasClaim.specifiedBy.volumeOfLearning or creditPoint",
        "credentialSubject.achievement.creditsAvailable",
        "achievement.workload or achievement.credits",
    ),
    Element(
        "A8",
        "level of the learning experience",
        True,
        _level,
        "credentialSubject.hasClaim.specifiedBy.eqfLevel, of a Qualification",
        "credentialSubject.achievement.alignment with targetType ext:EQF",
        "achievement.levels",
    ),
    Element(
        "A9",
        "type of assessment",
        True,
        _assessment,
        "credentialSubject.hasClaim.provenBy.specifiedBy.dcType",
        "credentialSubject.achievement.resultDescription, with the extension",
        "achievement.assessments",
    ),
    Element(
        "A10",
        "form of participation",
        True,
        _participation,
        "credentialSubject.hasClaim.specifiedBy.mode",
        "credentialSubject.achievement, with the extension",
        "achievement.participation",
    ),
    Element(
        "A11",
        "type of quality assurance",
        True,
        _quality,
        "credentialSubject.hasClaim.specifiedBy.accreditation, of a Qualification, or "
        "accreditation of the awarding body",
        "credentialSubject.achievement.alignment with targetType ext:QualityAssurance",
        "achievement.quality_assurance",
    ),
    Element(
        "B1",
        "prerequisites to enrol",
        False,
        _prerequisites,
        "credentialSubject.hasClaim.specifiedBy.entryRequirement",
        "credentialSubject.achievement, with the extension",
        "achievement.prerequisites",
    ),
    Element(
        "B2",
        "supervision and identity verification during assessment",
        False,
        _supervision,
        "credentialSubject.hasClaim.provenBy.idVerification",
        "credentialSubject.achievement.resultDescription, with the extension",
        "achievement.assessments[].supervision",
    ),
    Element(
        "B3",
        "grade achieved",
        False,
        _grade,
        "credentialSubject.hasClaim.provenBy.grade",
        "credentialSubject.result",
        "award.results",
    ),
    Element(
        "B4",
        "integration and stackability options",
        False,
        _stackability,
        "credentialSubject.hasClaim.specifiedBy.isPartOf",
        "credentialSubject.achievement.related, with the extension",
        "achievement.stackability",
    ),
    Element(
        "B5",
        "further information",
        False,
        _further,
        "credentialSubject.hasClaim.specifiedBy.additionalNote, supplementaryDocument or homepage",
        "credentialSubject.achievement.criteria.id, with the extension",
        "achievement.notes, achievement.links or achievement.homepage",
    ),
)
"""The elements of Annex I."""


# The smallest certificate that a labour market asks for


def _purpose(micro: MicroCredential) -> Finding:
    where = of(micro.achievement, "/achievement", "purpose")
    return Finding(where, said(micro.achievement.purpose))


def _issuer(micro: MicroCredential) -> Finding:
    issuer = micro.achievement.issuer
    base = "/achievement/issuer"
    where = of(issuer, base, "legal_name", "identifiers", "contacts")
    parts = {
        "a registration number": bool(issuer and issuer.identifiers),
        "a contact": bool(issuer and (issuer.contacts or issuer.homepage)),
    }
    lacking = " and ".join(name for name, there in parts.items() if not there)
    return Finding(where, said(issuer.legal_name if issuer else None), lacking)


def _date_and_place(micro: MicroCredential) -> Finding:
    award, dated = micro.award, _date(micro)
    where = dated.where + of(award, "/award", "place")
    parts = {"the date": bool(dated.where), "the place": award.place is not None}
    lacking = " and ".join(name for name, there in parts.items() if not there)
    return Finding(where, dated.evidence, lacking)


def _authorising(micro: MicroCredential) -> Finding:
    achievement = micro.achievement
    where = of(achievement, "/achievement", "authorised_by", "accreditors")
    bodies: list[Organisation | None] = [achievement.authorised_by, *achievement.accreditors]
    for number, assurance in enumerate(achievement.quality_assurance):
        where += of(assurance, f"/achievement/quality_assurance/{number}", "agency")
        bodies.append(assurance.agency)
    return Finding(where, listed(said(body.legal_name) for body in bodies if body is not None))


_BY_ID = {element.id: element for element in ANNEX_1}

MINIMUM_CERTIFICATE = (
    _BY_ID["A2"],
    Element(
        "purpose",
        "purpose",
        True,
        _purpose,
        "credentialSubject.hasClaim.specifiedBy.additionalNote with the subject Purpose",
        "credentialSubject.achievement, with the extension",
        "achievement.purpose",
    ),
    _BY_ID["A6"],
    _BY_ID["A1"],
    Element(
        "issuer",
        "legal identity of the issuer, with contacts",
        True,
        _issuer,
        "issuer.legalName, registration and contactPoint",
        "issuer.name, otherIdentifier, email and phone",
        "achievement.issuer",
    ),
    Element(
        "date-and-place",
        "date and place of issuing",
        True,
        _date_and_place,
        "credentialSubject.hasClaim.awardedBy.awardingDate and location",
        "awardedDate, and the place with the extension",
        "award.awarded_at and award.place",
    ),
    Element(
        "authorisation",
        "body that authorised the programme",
        True,
        _authorising,
        "credentialSubject.hasClaim.specifiedBy.accreditation.accreditingAgent",
        "credentialSubject.achievement, with the extension",
        "achievement.authorised_by",
    ),
)
"""Title, purpose, outcomes, holder, legal issuer with contacts, date and place, authorisation."""
