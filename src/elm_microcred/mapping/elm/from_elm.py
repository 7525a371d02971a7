"""A European Digital Credential as a micro-credential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from elm_microcred.errors import MappingError, ModelError, ParseError
from elm_microcred.mapping.document import unwrapped
from elm_microcred.mapping.elm.agents import AGENT, gather
from elm_microcred.mapping.elm.claim import read_activities, read_assessments
from elm_microcred.mapping.elm.codecs import TEXT
from elm_microcred.mapping.elm.concepts import read_language
from elm_microcred.mapping.elm.credential import (
    ASSESSORS,
    AWARDED,
    AWARDING,
    CLAIM,
    DATES,
    IDENTIFIERS,
    OF_INSTITUTION,
)
from elm_microcred.mapping.elm.learning import reference
from elm_microcred.mapping.elm.media import read_media_object
from elm_microcred.mapping.elm.person import PERSON, read_names
from elm_microcred.mapping.elm.reading import Found, Json, Reading, Slot
from elm_microcred.mapping.elm.rows import Row, read_rows
from elm_microcred.mapping.elm.specification import SPECIFICATION
from elm_microcred.mapping.elm.to_elm import MAIN_LANGUAGE, PROFILE, SCHEMA
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem, json_pointer, shorten


@dataclass(frozen=True, slots=True)
class ElmReading:
    """A micro-credential as it was read, and where each part of it stood.

    Attributes:
        micro: The micro-credential.
        reading: What was noted on the way.
        found: Its members as they were read.
    """

    micro: MicroCredential
    reading: Reading
    found: Found

    @property
    def losses(self) -> tuple[Problem, ...]:
        """What was read less exactly, or not at all: the document is walked once more for it."""
        return (*self.reading.losses, *self.reading.unread())

    def place(self, pointer: str) -> str:
        """The JSON Pointer into the document for one into the micro-credential."""
        return json_pointer(self.found.place(pointer))


def from_elm(
    document: Mapping[str, Any], *, losses: list[Problem] | None = None
) -> MicroCredential:
    """The micro-credential that a European Digital Credential describes.

    One value and several are read alike, wherever they stand, and so are the form in which
    Europass takes uploads, and nodes that are written once and named again.

    Args:
        document: The parsed document: sealed payload, draft, or upload.
        losses: A list that takes what was read less exactly, or not at all.

    Raises:
        MappingError: If it holds no single achievement, or a value of the wrong type.
        ModelError: If a value cannot be; pointers lead into the document.
        LimitError: If it is nested too deeply, or too long.
    """
    reading = read_elm(document)
    if losses is not None:
        losses += reading.losses
    return reading.micro


UNNAMED: Final = "urn:uuid:00000000-0000-0000-0000-000000000000"
"""The id of an achievement that was read for a look at it only, and has none of its own."""


def read_elm(document: Mapping[str, Any], *, named: bool = True) -> ElmReading:
    """As `from_elm`, with the places in the document.

    Args:
        document: The parsed document.
        named: Whether an achievement without an id gets that of its content: to work it out
            takes longer than all else where the document holds pictures.
    """
    if not isinstance(document, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "A credential is a JSON object.",
            found=shorten(document),
            expected="a JSON object",
        )
    reading = Reading(document)
    path = () if unwrapped(document) is document else ("credential",)
    found = _credential(Slot(unwrapped(document), path, reading))
    if reading.problems:
        raise MappingError.from_problems(reading.problems)
    if not named:
        found["achievement"].setdefault("id", UNNAMED)
        found["award"].setdefault("id", UNNAMED)
    try:
        micro = MicroCredential.parse(found)
    except ModelError as error:
        raise ModelError.from_problems(
            [replace(p, pointer=json_pointer(found.place(p.pointer))) for p in error.problems]
        ) from error
    return ElmReading(micro, reading, found)


def _credential(slot: Slot) -> Found:
    reading = slot.reading
    if slot.path:
        reading.parts.add(())
    slot = slot.entered()
    for term in ("@context", "proof"):
        for value in slot.many(term):
            value.taken()
    found, achievement, award = Found(slot.path), Found(slot.path), Found(slot.path)
    if slot.id is not None:
        award.put("id", slot.id, (*slot.path, "id"))
    _read_envelope(slot, achievement)
    _read_dates(slot, award)
    read_rows(IDENTIFIERS, slot, award)
    _read_issuer(slot, achievement)
    subject = slot.one("credentialSubject")
    if subject is None or not isinstance(subject.value, dict):
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "The credential has no subject.",
            pointer=json_pointer((*slot.path, "credentialSubject")),
            found=None if subject is None else shorten(subject.value),
            expected="a `Person` with a claim",
        )
    _read_subject(subject, achievement, award)
    _read_evidence(slot, achievement)
    _read_display_title(slot, achievement)
    found.put("achievement", achievement, slot.path)
    found.put("award", award, slot.path)
    return found


def _read_envelope(slot: Slot, achievement: Found) -> None:
    """Language and picture, and what every credential of this kind has alike."""
    for term, usual in (("credentialSchema", SCHEMA), ("credentialProfiles", PROFILE)):
        for value in slot.many(term):
            if value.id is not None and value.id.endswith(usual):
                value.taken()
    display = slot.one("displayParameter")
    if display is None:
        return
    display = display.entered()
    primary = display.one("primaryLanguage")
    language = read_language(primary) if primary is not None else None
    if primary is not None and language is not None:
        achievement.put("language", language, primary.path)
    for value in display.many("language"):
        value.taken()
    for individual in map(Slot.entered, display.many("individualDisplay")):
        for value in individual.many("language"):
            value.taken()
        for detail in map(Slot.entered, individual.many("displayDetail")):
            for value in detail.many("page"):
                value.taken()
            image = detail.one("image")
            if image is not None and not achievement.has("image"):
                read = read_media_object(image)
                if read is not None:
                    achievement.put("image", read, image.path)


def _read_display_title(slot: Slot, achievement: Found) -> None:
    """The title in the display, where it is that of the achievement."""
    display = slot.one("displayParameter")
    title = display.entered().one("title") if display is not None else None
    if title is not None and title.value == achievement.get("title"):
        title.taken()


def _read_dates(slot: Slot, award: Found) -> None:
    for row in DATES:
        for value in slot.many(row.term):
            said = row.codec.read(value)
            if said is None:
                continue
            if not award.has(row.member):
                award.put(row.member, said, value.path)
            elif award[row.member] != said:
                slot.reading.narrow(
                    value, f"`{row.term}` says otherwise than another date of the same meaning."
                )


def _read_issuer(slot: Slot, achievement: Found) -> None:
    issuer = slot.one("issuer")
    if issuer is None:
        return
    if isinstance(issuer.value, str) and slot.reading.node(issuer.value) is None:
        issuer.taken()
        slot.reading.narrow(
            issuer, "The issuer is named by its id alone: it has no legal name to read."
        )
        return
    read = AGENT.read(issuer)
    if read is not None:
        achievement.put("issuer", read, issuer.path)


def _read_subject(slot: Slot, achievement: Found, award: Found) -> None:
    learner = PERSON.read(slot)
    claim = _main_claim(slot)
    _read_claim(claim, achievement, award)
    if learner:
        read_names(claim, learner)
        award.put("learner", learner, slot.path)


_CLAIMS = ("LearningAchievement", "LearningActivity", "LearningAssessment")


def _main_claim(subject: Slot) -> Slot:
    """The one claim that the micro-credential is about."""
    claims = [(kind, claim) for claim in subject.many("hasClaim") for kind in _types(claim)]
    for wanted in _CLAIMS:
        found = [claim for kind, claim in claims if kind == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            break
    raise MappingError(
        "MAPPING_NO_COUNTERPART",
        "A micro-credential is about one achievement.",
        pointer=json_pointer((*subject.path, "hasClaim")),
        found=", ".join(kind for kind, _ in claims) or "no claim",
        expected="one `LearningAchievement`",
        remedy="Read each achievement as a credential of its own.",
    )


def _types(slot: Slot) -> list[str]:
    types = slot.members.get("type")
    return [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def _read_claim(slot: Slot, achievement: Found, award: Found) -> None:
    kind = next(kind for kind in _CLAIMS if kind in _types(slot))
    slot = slot.entered()
    titled = slot.one("title")
    title = TEXT.read(titled) if titled is not None else None
    if kind == "LearningAchievement":
        _read_achievement(slot, achievement, award)
        if titled is not None and title != achievement.get("title", title):
            slot.reading.narrow(titled, "The specification has another title, which was taken.")
    else:
        slot.reading.narrow(
            slot,
            f"The claim is a {kind}, not an achievement: it was read as an achievement of its "
            "title.",
        )
        read = read_activities if kind == "LearningActivity" else None
        if read is not None:
            read_activities([slot], achievement, award)
        else:
            read_assessments([slot], None, achievement, award)
    if titled is not None and title is not None and not achievement.has("title"):
        achievement.put("title", title, titled.path)
    read_rows(_FURTHER_NOTES, slot, achievement)
    process = slot.one("awardedBy")
    if process is not None:
        _read_process(process.entered(), achievement, award)


def _read_achievement(slot: Slot, achievement: Found, award: Found) -> None:
    specification = slot.one("specifiedBy")
    if specification is not None:
        _read_specification(specification, achievement)
    titled = slot.one("title")
    title = achievement.get("title") or (titled.value if titled is not None else None)
    read_activities(slot.many("influencedBy"), achievement, award)
    read_assessments(slot.many("provenBy"), title, achievement, award)
    opportunity = slot.one("learningOpportunity")
    if opportunity is not None:
        _read_opportunity(opportunity.entered(), title, achievement)
    read_rows(CLAIM, slot, award)
    read_rows(ASSESSORS, slot, achievement)
    read_rows(_FURTHER, slot, achievement)


_FURTHER = (
    Row("description", "description", TEXT),
    Row("stackability.part_of", "isPartOf", reference(), many=True),
    Row("stackability.has_part", "hasPart", reference(), many=True),
)
"""What a claim says of the achievement, where others write what we write into its specification."""

_FURTHER_NOTES = tuple(row for row in SPECIFICATION.rows if row.member == "notes")


def _read_specification(slot: Slot, achievement: Found) -> None:
    found = SPECIFICATION.read(slot)
    if found is None:
        return
    slot = slot.entered()
    for note in slot.many("additionalNote"):
        if MAIN_LANGUAGE.accepts(note):
            achievement.put("language", MAIN_LANGUAGE.read(note), note.path)
    for member, value in found.items():
        achievement[member] = value
        achievement.places[member] = found.places[member]
    achievement.path = found.path


def _read_process(slot: Slot, achievement: Found, award: Found) -> None:
    read_rows(AWARDING, slot, achievement)
    read_rows(AWARDED, slot, award)
    for body in map(Slot.entered, slot.many("awardingBody")):
        for value in body.many("accreditation"):
            read = OF_INSTITUTION.read(value)
            if read is not None:
                achievement.put("quality_assurance", read, value.path, many=True)


def _read_opportunity(slot: Slot, title: Json | None, achievement: Found) -> None:
    titled = slot.one("title")
    if titled is not None and titled.value == title:
        TEXT.read(titled)
    gather(slot.many("providedBy"), "providers", achievement)


def _read_evidence(slot: Slot, achievement: Found) -> None:
    """Accreditations that stand as evidence of the credential."""
    for evidence in slot.many("evidence"):
        accreditation = evidence.one("accreditation")
        if accreditation is None:
            continue
        read = OF_INSTITUTION.read(accreditation)
        if read is not None:
            achievement.put("quality_assurance", read, accreditation.path, many=True)
