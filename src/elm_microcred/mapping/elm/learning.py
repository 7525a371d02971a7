"""What is learned and how it is assured, in ELM: outcomes, accreditations, workloads."""

from __future__ import annotations

import re
from typing import Any

from elm_microcred.mapping.durations import duration_of, read_duration
from elm_microcred.mapping.elm.agents import AGENT, ORGANISATION
from elm_microcred.mapping.elm.codecs import (
    INSTANT,
    NOTE_TEXT,
    TERMS,
    TEXT,
    Codec,
    concept_node,
    note_node,
    own_subject,
    read_note_text,
    read_text,
    string,
    write_text,
)
from elm_microcred.mapping.elm.concepts import concept
from elm_microcred.mapping.elm.levels import plain
from elm_microcred.mapping.elm.media import LINK, PAGE
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot, is_local
from elm_microcred.mapping.elm.rows import Row, Shape
from elm_microcred.model import Concept, QualityAssurance, Reference, Workload
from elm_microcred.model.text import UNDETERMINED

OUTCOME = Shape(
    "LearningOutcome",
    "learningOutcome",
    (
        Row("title", "title", TEXT),
        Row("description", "additionalNote", NOTE_TEXT),
        Row("kind", "dcType", concept("skill-type")),
        Row("reuse_level", "reusabilityLevel", concept("skill-reuse-level")),
        Row("skills", "relatedESCOSkill", concept(None, only="esco-skill"), many=True),
        Row("skills", "relatedSkill", concept(None), many=True, remark="skills not of ESCO"),
    ),
)

# Quality assurance

ACCREDITATION = Shape(
    "Accreditation",
    "accreditation",
    (
        Row("title", "title", TEXT),
        Row("description", "description", TEXT),
        Row("type", "dcType", concept("accreditation")),
        Row("agency", "accreditingAgent", AGENT),
        Row("decision", "decision", concept(None)),
        Row("report", "report", LINK),
        Row("homepage", "homepage", PAGE),
        Row("decided_at", "dateIssued", INSTANT),
        Row("expires_at", "expiryDate", INSTANT),
    ),
)


def quality(scope: str) -> Codec:
    """Quality assurance of that scope, which ELM knows by where the accreditation stands."""

    def read(slot: Slot) -> Found | None:
        found = ACCREDITATION.read(slot)
        if found is not None:
            found.put("scope", scope, found.path)
        return found

    def fits(value: QualityAssurance, _pen: Pen) -> bool:
        return value.scope.value == scope

    def accepts(slot: Slot) -> bool:
        return _role(slot) is None

    return Codec("`Accreditation`", ACCREDITATION.write, read, fits, accepts)


def _role(slot: Slot) -> str | None:
    """The role of our own that an accreditation was written for."""
    names = (own_subject(note) for note in slot.many("additionalNote"))
    return next((name for name in names if name is not None), None)


def accredited_by(role: str, label: str, word: str) -> Codec:
    """A body that authorises or accredits, as the agent of an `Accreditation`.

    Args:
        role: Name of the role, as the subject of a note.
        label: Title of the accreditation, and what people read as the subject.
        word: Our word for the type of the accreditation.
    """

    def write(value: Any, pen: Pen, at: Path) -> Json:
        subject = concept_node(name=role, label={"en": label})
        return {
            "id": pen.local("accreditation"),
            "type": "Accreditation",
            "title": {"en": label},
            "dcType": concept("accreditation").write(Concept(code=word), pen, at),
            "accreditingAgent": AGENT.write(value, pen, at),
            "additionalNote": note_node({"en": label}, pen, subject),
        }

    def read(slot: Slot) -> Found | None:
        slot = slot.entered()
        for term in ("title", "dcType", "additionalNote"):
            for value in slot.many(term):
                value.taken()
        agent = slot.one("accreditingAgent")
        return ORGANISATION.read(agent) if agent is not None else None

    return Codec(
        f"`Accreditation` with `accreditingAgent`, subject of its note `{role}`",
        write,
        read,
        accepts=lambda slot: _role(slot) == role,
    )


# Workload


def _write_duration(value: Workload, pen: Pen, at: Path) -> str:
    pen.unknown(value, at)
    return duration_of(value) or ""


def _read_duration(slot: Slot) -> Json | None:
    text = string(slot)
    duration = None if text is None else read_duration(text)
    if text is None:
        return None
    if duration is None:
        slot.reading.refuse(
            slot, "This is not a duration.", "an xsd:duration, as PT60H", "MODEL_VALUE"
        )
        return None
    if not duration.exact:
        slot.reading.narrow(slot, "The duration is no decimal number of hours: it was rounded.")
    parts = {"hours": duration.hours, "days": duration.days, "months": duration.months}
    return {unit: plain(number) for unit, number in parts.items() if number is not None}


DURATION = Codec(
    "`xsd:duration`",
    _write_duration,
    _read_duration,
    fits=lambda value, _pen: duration_of(value) is not None,
)

_WORKLOAD = "workload"
_PART = re.compile(r"([0-9.]+) (hours|days|months)", re.ASCII)


def _write_parts(value: Workload, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    parts = {"months": value.months, "days": value.days, "hours": value.hours}
    said = ", ".join(f"{plain(n)} {unit}" for unit, n in parts.items() if n is not None)
    pen.narrow(
        at,
        "A duration has no parts of days or months: the workload is kept in a note, which other "
        "systems do not read as a workload.",
        found=said,
        remedy="State it in hours.",
    )
    subject = concept_node(name=_WORKLOAD, label={"en": "Workload"})
    return note_node({"en": said}, pen, subject)


def _read_parts(slot: Slot) -> Json | None:
    text = read_note_text(slot)
    subject = slot.one("subject")
    if subject is not None:
        subject.taken()
    said = next(iter(text.values())) if text else ""
    return {unit: number for number, unit in _PART.findall(said)} or None


WORKLOAD_NOTE = Codec(
    "`Note`, subject `workload`",
    _write_parts,
    _read_parts,
    accepts=lambda slot: own_subject(slot) == _WORKLOAD,
)

# References to other achievements


def reference(type: str = "") -> Codec:
    """Another achievement, named by its id, its title, or both.

    Args:
        type: Class of ELM; that of the achievement itself where it is empty.
    """

    def write(value: Reference, pen: Pen, at: Path) -> Json:
        pen.unknown(value, at)
        own = "Qualification" if pen.qualification else "LearningAchievementSpecification"
        if value.title is None and value.id is not None and is_local(value.id):
            pen.narrow(at, "An id of one document only is kept as a title.", found=value.id)
        return {
            "id": pen.id(value.id, "learningAchievementSpec", at),
            "type": type or own,
            # ELM wants a title; that of an id alone is the id, in an undetermined language.
            "title": write_text(value.title) if value.title else {UNDETERMINED: value.id},
        }

    def read(slot: Slot) -> Json | None:
        slot = slot.entered()
        title = slot.one("title")
        found: Json = {} if slot.id is None else {"id": slot.id}
        text = read_text(title) if title is not None else None
        if text is not None and text != {UNDETERMINED: slot.id}:
            found["title"] = text
        return found or None

    return Codec("its class, with `title`", write, read)


_NOT_STATED = "not-stated"


def _write_entitlement(value: Reference, pen: Pen, at: Path) -> Json:
    node = reference("LearningEntitlementSpecification").write(value, pen, at)
    return {
        **node,
        "dcType": concept_node(name=_NOT_STATED, label={"en": "not stated"}),
        "entitlementStatus": concept("entitlement-status").write(
            Concept(code="5b8d6b34fb"), pen, at
        ),
    }


def _read_entitlement(slot: Slot) -> Json | None:
    found: Json | None = reference().read(slot)
    for term in ("dcType", "entitlementStatus"):
        for value in slot.many(term):
            if value.id == f"{TERMS}#{_NOT_STATED}" or term == "entitlementStatus":
                value.taken()
    return found


ENTITLEMENT = Codec(
    "`LearningEntitlementSpecification`, prospective", _write_entitlement, _read_entitlement
)
