"""Quality assurance as alignments."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.mapping.open_badges import alignments
from elm_microcred.mapping.open_badges.alignments import get_url, put_url
from elm_microcred.mapping.open_badges.classes import LINK
from elm_microcred.mapping.open_badges.kinds import INSTANT, IRI, STRING, ConceptOf, ObjectOf
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Parts, Shape
from elm_microcred.mapping.open_badges.profiles import PROFILE
from elm_microcred.mapping.open_badges.rows import Value, only, text
from elm_microcred.mapping.open_badges.scope import Badge, Object
from elm_microcred.model.words import QUALITY_ASSURANCE_TYPES


def _put_type(value: Any, node: Object, _badge: Badge) -> None:
    if value and value.get("code") in QUALITY_ASSURANCE_TYPES:
        node["targetCode"] = value["code"]


def _get_type(node: Node) -> dict[str, str] | None:
    word = node.peek("targetCode")
    return {"code": node.string("targetCode") or ""} if word in QUALITY_ASSURANCE_TYPES else None


def _get_decision(node: Node) -> dict[str, str] | None:
    """The number of the decision: a code that is none of our words."""
    if "targetCode" not in node or node.peek("targetCode") in QUALITY_ASSURANCE_TYPES:
        return None
    number = node.string("targetCode")
    return {"code": number} if number else None


def _put_report(value: Any, node: Object, badge: Badge) -> None:
    put_url(value and value["url"], node, badge)


def _get_report(node: Node) -> dict[str, str] | None:
    url = get_url(node)
    return {"url": url} if url else None


ASSURANCE: Final = Shape(
    "Alignment",
    alignments.new(alignments.QUALITY),
    (
        only("id", "statedId", IRI, "The id of quality assurance"),
        text("title", "targetName", "The name of quality assurance", "A11"),
        text("description", "targetDescription", "The description of quality assurance"),
        Value(
            member="type",
            what="The type of quality assurance",
            badge="targetCode",
            term="typeOfQualityAssurance",
            put=_put_type,
            get=_get_type,
            kind=ConceptOf("accreditation"),
            elements="A11",
        ),
        Value(
            member="scope",
            what="That quality assurance is the institution's",
            badge="(the programme's)",
            term="assuranceScope",
            get=lambda _node: "programme",
            kind=STRING,
        ),
        Parts(
            member="agency",
            what="The quality assurance agency",
            shape=PROFILE,
            term="assuranceAgency",
            one=True,
            elements="A11",
        ),
        Value(
            member="decision",
            what="The decision on quality assurance",
            badge="targetCode (read only)",
            term="assuranceDecision",
            get=_get_decision,
            kind=ConceptOf(),
        ),
        Value(
            member="report",
            what="The title of the report on quality assurance",
            badge="targetUrl",
            term="assuranceReport",
            put=_put_report,
            get=_get_report,
            kind=ObjectOf(LINK),
            elements="A11",
        ),
        only("homepage", "webPage", IRI, "The page of quality assurance"),
        only("decided_at", "decidedAt", INSTANT, "The date of the decision on quality assurance"),
        only("expires_at", "expiresAt", INSTANT, "The end of quality assurance"),
    ),
)
"""Quality assurance that stands behind an achievement."""
