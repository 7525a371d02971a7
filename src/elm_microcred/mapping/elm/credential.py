"""The rows of the credential itself, of its claim, and of the process that awarded it."""

from __future__ import annotations

from elm_microcred.mapping.elm.agents import AGENT, IDENTIFIER, PLACE, named
from elm_microcred.mapping.elm.codecs import (
    INSTANT,
    TERMS,
    TEXT,
    Codec,
    concept_node,
    named_note,
    write_text,
)
from elm_microcred.mapping.elm.learning import quality
from elm_microcred.mapping.elm.levels import CREDITS
from elm_microcred.mapping.elm.media import PAGE
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot
from elm_microcred.mapping.elm.rows import Row
from elm_microcred.model import Evidence, SystemRelation

# Evidence: work of the learner; the `evidence` of a credential is for mandates and the like.


def _write_evidence(value: Evidence, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    node: Json = {"id": pen.id(value.id, "webResource", at), "type": "WebResource"}
    if value.link is not None:
        pen.unknown(value.link, (*at, "link"))
        node["contentURL"] = value.link.url
    title = value.title or (value.link.title if value.link is not None else None)
    if title is not None:
        node["title"] = write_text(title)
    if value.link is not None and value.link.title is not None:
        where = (*at, "link", "title")
        if value.title is None:
            pen.narrow(where, "The title of the link is kept as the title of the evidence.")
        else:
            pen.lose(where, "ELM has one title for evidence and its link.", found=value.link.title)
    if value.description is not None:
        pen.lose(
            (*at, "description"),
            "ELM has no description of a document.",
            found=value.description,
            remedy="Put it into the document.",
        )
    return node


def _read_evidence(slot: Slot) -> Found | None:
    slot = slot.entered()
    found = Found(slot.path)
    url = PAGE.read(slot)
    if slot.id is not None and not isinstance(slot.value, str):
        found.put("id", slot.id, (*slot.path, "id"))
    if url is not None:
        found.put("link", {"url": url}, slot.path)
    title = slot.one("title")
    if title is not None:
        found.put("title", TEXT.read(title), title.path)
    return found or None


_EVIDENCE = Codec(
    "`WebResource` with `contentURL` and `title`",
    _write_evidence,
    _read_evidence,
    fits=lambda value, _pen: value.link is not None,
)

_EVIDENCE_NAME = named_note("evidence", "Evidence")


def _write_evidence_note(value: Evidence, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    text = value.title or value.description
    for name, gone in (("id", value.id), ("description", value.description)):
        if gone is not None:
            pen.narrow(
                (*at, name),
                "Evidence without a link is kept as a note: its title, or else its description.",
                found=gone,
                remedy="Give the evidence a link.",
            )
    return dict(_EVIDENCE_NAME.write(text, pen, at)) if text is not None else {}


_EVIDENCE_NOTE = Codec(
    _EVIDENCE_NAME.form,
    _write_evidence_note,
    lambda slot: {"title": _EVIDENCE_NAME.read(slot)},
    fits=lambda value, _pen: value.title is not None or value.description is not None,
    accepts=_EVIDENCE_NAME.accepts,
)

CLAIM = (
    Row("credits_earned", "creditReceived", CREDITS, many=True),
    Row("evidence", "supplementaryDocument", _EVIDENCE, many=True),
    Row("evidence", "additionalNote", _EVIDENCE_NOTE, many=True, remark="without a link"),
    Row("renewal_of", "additionalNote", named_note("renewal-of", "Renews", string_only=True)),
)
"""Members of the award in the `LearningAchievement`."""

ASSESSORS = (Row("assessors", "additionalNote", named("assessor", "Assessor"), many=True),)
"""Assessors where no assessment is described and no result is told."""

# The process of awarding

_RELATIONS = {
    SystemRelation.INTEGRATED: "Part of the national qualification system",
    SystemRelation.CREDIT_BEARING: "Gives credit within the national qualification system",
    SystemRelation.STANDALONE: "Outside the national qualification system",
    SystemRelation.PARALLEL_FUNDED: "Publicly funded beside the national qualification system",
}
_RELATION = f"{TERMS}#system-relation-"


def _write_relation(value: SystemRelation, _pen: Pen, _at: Path) -> Json:
    label = {"en": _RELATIONS[value]}
    return concept_node(name=f"system-relation-{value.value}", label=label)


def _read_relation(slot: Slot) -> str | None:
    slot.entered().taken()
    return None if slot.id is None else slot.id.removeprefix(_RELATION)


SYSTEM_RELATION = Codec(
    "concept of our own",
    _write_relation,
    _read_relation,
    accepts=lambda slot: slot.id is not None and slot.id.startswith(_RELATION),
)

AWARDING = (
    Row("awarding_bodies", "awardingBody", AGENT, many=True),
    Row("system_relation", "educationalSystemNote", SYSTEM_RELATION),
)
"""Members of the achievement in the `AwardingProcess`."""

AWARDED = (
    Row("awarded_at", "awardingDate", INSTANT),
    Row("place", "location", PLACE),
)
"""Members of the award in the `AwardingProcess`."""

OF_INSTITUTION = quality("institution")
"""Quality assurance of the awarding body, at its `accreditation`."""

DATES = (
    Row("issued_at", "issuanceDate", INSTANT),
    Row("issued_at", "issued", INSTANT),
    Row("valid_from", "validFrom", INSTANT),
    Row("valid_until", "expirationDate", INSTANT),
    Row("valid_until", "validUntil", INSTANT),
)
"""Dates of the award in the credential: each term says the same."""

IDENTIFIERS = (Row("identifiers", "identifier", IDENTIFIER, many=True),)
"""Members of the award in the credential."""
