"""Assessments, their results, and evidence as Open Badges has them."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.mapping.open_badges.classes import GRADING_SCHEME, LINK
from elm_microcred.mapping.open_badges.kinds import (
    COMPANION,
    INSTANT,
    IRI,
    STRING,
    TEXT,
    ConceptOf,
    ObjectOf,
    Path,
)
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Shape
from elm_microcred.mapping.open_badges.rows import Value, only, plain, text
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record, is_unnamed

_RESULT_TYPE: Final = "Result"


def _get_id(node: Node) -> str | None:
    found = node.string("id")
    return None if is_unnamed(found) else found


def _get_scheme(node: Node) -> dict[str, Any] | None:
    """The grading scheme that a type of result and its bounds describe."""
    type, values = node.string("resultType") or _RESULT_TYPE, node.strings("allowedValue")
    least, most = node.string("valueMin"), node.string("valueMax")
    required = node.string("requiredValue") or node.string("requiredLevel")
    bounds = (
        f"{least or '…'} – {most or '…'}" if least or most else "",
        ", ".join(values),
        f"≥ {required}" if required else "",
    )
    description = "; ".join(bound for bound in bounds if bound)
    if type == _RESULT_TYPE and not description:
        return None
    scheme: dict[str, Any] = {"title": {"en": type.removeprefix("ext:")}}
    return {**scheme, "description": {"en": description}} if description else scheme


ASSESSMENT: Final = Shape(
    "ResultDescription",
    lambda record, badge, path: {
        "id": record.get("id") or badge.unnamed(path),
        "type": ["ResultDescription"],
        "resultType": _RESULT_TYPE,
    },
    (
        Value(
            member="id",
            what="The id of an assessment",
            badge="id",
            term="statedId",
            get=_get_id,
            kind=IRI,
        ),
        text("title", "name", "The name of an assessment"),
        only("description", "description", COMPANION, "The description of an assessment"),
        only("type", "typeOfAssessment", ConceptOf("assessment"), "The type of assessment", "A9"),
        only(
            "mode",
            "formOfParticipation",
            ConceptOf("learning-assessment"),
            "The form of participation in an assessment",
            "A9",
        ),
        only(
            "supervision",
            "supervision",
            ConceptOf("supervision-verification"),
            "Supervision and identity verification in an assessment",
            "B2",
            lost="is left out: Open Badges has no member for it",
        ),
        only("language", "inLanguage", STRING, "The language of an assessment"),
        Value(
            member="grading_scheme",
            what="The grading scheme",
            badge="resultType, valueMin, valueMax, requiredValue, allowedValue (read only)",
            term="gradingScheme",
            get=_get_scheme,
            kind=ObjectOf(GRADING_SCHEME),
            elements="B3",
        ),
    ),
)
"""An assessment."""


def _new_result(record: Record, badge: Badge, path: Path) -> Object:
    """A result, tied to its assessment: by id, or else to the one in its place."""
    assessments, place = badge.achievement.get("resultDescription", []), int(path[-1])
    by_order = assessments[place]["id"] if place < len(assessments) else None
    assessment = record.get("assessment") or by_order
    return {"type": ["Result"]} | ({"resultDescription": assessment} if assessment else {})


def _get_assessment(node: Node) -> str | None:
    found = node.string("resultDescription")
    return None if is_unnamed(found) else found


def _without_value(node: Node) -> dict[str, str] | None:
    """What stands for a grade in a result that has no value."""
    said = node.string("achievedLevel") or node.string("status")
    return {"en": said} if said else None


RESULT: Final = Shape(
    "Result",
    _new_result,
    (
        Value(
            member="assessment",
            what="The assessment that a result belongs to",
            badge="resultDescription",
            term="statedAssessment",
            get=_get_assessment,
            kind=IRI,
        ),
        text("grade", "value", "A grade", "B3", otherwise=_without_value),
        plain("status", "status", "The status of a result"),
        only("assessed_at", "assessedAt", INSTANT, "The date of an assessment"),
        only("note", "resultNote", TEXT, "The note beside a grade"),
    ),
)
"""The result of an assessment."""


def _put_link(value: Any, node: Object, _badge: Badge) -> None:
    if value:
        node["id"] = value["url"]


def _get_link(node: Node) -> dict[str, str] | None:
    url = node.string("id")
    return {"url": url} if url else None


EVIDENCE: Final = Shape(
    "Evidence",
    lambda _record, _badge, _path: {"type": ["Evidence"]},
    (
        Value(
            member="link",
            what="The title of the address of evidence",
            badge="id",
            term="statedLink",
            put=_put_link,
            get=_get_link,
            kind=ObjectOf(LINK),
        ),
        only("id", "statedId", IRI, "The id of evidence"),
        text("title", "name", "The title of evidence"),
        text(
            "description",
            "description",
            "The description of evidence",
            otherwise=lambda node: node.text("narrative"),
        ),
    ),
)
"""Work that proves the achievement."""
