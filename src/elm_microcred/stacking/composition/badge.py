"""The larger credential as an Open Badge 3.0: the parts are its evidence, and related to it."""

from __future__ import annotations

from typing import Any

from elm_microcred.mapping.open_badges import to_open_badge
from elm_microcred.stacking.composition.whole import (
    PROVENANCE_NAME,
    PROVENANCE_TYPE,
    Whole,
    data_url,
)

Json = dict[str, Any]


def badge_document(whole: Whole) -> Json:
    """The badge, not secured yet."""
    badge: Json = dict(to_open_badge(whole.micro, id=whole.id, issuer_id=whole.issuer_id))
    achievement = badge["credentialSubject"]["achievement"]
    related = [
        {"type": ["Related"], "id": part.achievement}
        for part in {part.achievement: part for part in whole.parts if part.achievement}.values()
    ]
    achievement["related"] = [*achievement.get("related", ()), *related]
    badge["evidence"] = [*badge.get("evidence", ()), *evidence_nodes(whole)]
    return badge


def evidence_nodes(whole: Whole, *, leave_out: frozenset[str] = frozenset()) -> list[Json]:
    """Evidence of Open Badges for the parts and for the assessment.

    Args:
        whole: The larger credential.
        leave_out: Ids of parts that stand elsewhere in it.
    """
    contents = {part.id: data_url(raw, kind) for part, raw, kind in whole.originals()}
    nodes: list[Json] = []
    for part in whole.parts:
        if part.id in leave_out:
            continue
        node: Json = {
            "type": ["Evidence"],
            "name": str(part.title),
            "description": f"{part.digest} of {part.id}",
        }
        if whole.copies and part.id in contents:
            node = {"id": contents[part.id], **node}
        nodes.append(node)
    content = whole.provenance_bytes()
    nodes.append(
        {
            "id": data_url(content, PROVENANCE_TYPE),
            "type": ["Evidence"],
            "name": PROVENANCE_NAME,
        }
    )
    return nodes
