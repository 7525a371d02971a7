"""The larger credential as a Comprehensive Learner Record 2.0.

Credentials of version 2.0 of the data model with a proof of their own are its members; what such a
record cannot hold (tokens, seals, pictures, version 1.1) goes with it as evidence, byte by byte.

Spec: https://www.imsglobal.org/spec/clr/v2p0/#clrcredential
"""

from __future__ import annotations

from typing import Any

from elm_microcred.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3
from elm_microcred.errors import ElmMicrocredError, StackingError
from elm_microcred.mapping.open_badges import to_open_badge
from elm_microcred.stacking.composition.badge import evidence_nodes
from elm_microcred.stacking.composition.whole import Whole
from elm_microcred.stacking.parts import Part

Json = dict[str, Any]


def record_document(whole: Whole) -> Json:
    """The learner record, not secured yet.

    Raises:
        StackingError: If no part can be a member: a record has at least one.
    """
    badge: Json = dict(
        to_open_badge(whole.micro, extension=False, id=whole.id, issuer_id=whole.issuer_id)
    )
    subject = badge["credentialSubject"]
    members = [part for part in whole.parts if _can_be_member(part)] if whole.copies else []
    if not members:
        raise StackingError(
            "STACK_NOT_AWARDABLE",
            "A learner record holds at least one credential of version 2.0 with its own proof.",
            found="no such part",
            expected="a part as JSON with a proof",
            remedy="Make a European Digital Credential or an Open Badge of it.",
        )
    target = subject["achievement"]
    achievements, associations = [target], []
    inside = {part.achievement for part in members}
    for part in whole.parts:
        if not part.achievement or part.achievement == target["id"]:
            continue
        if part.achievement not in inside and (described := _achievement(part)) is not None:
            achievements.append(described)
        associations.append(_association("isPartOf", part.achievement, target["id"]))
    associations += _order(whole)
    leave_out = frozenset(part.id for part in members)
    clr_subject = {
        "type": ["ClrSubject"],
        **{name: subject[name] for name in ("id", "identifier") if name in subject},
        "verifiableCredential": [part.document for part in members],
        "achievement": _distinct(achievements),
        "association": _distinct(associations),
    }
    carried = ("issuer", "validFrom", "validUntil", "awardedDate")
    return {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": badge["id"],
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": badge["name"],
        "partial": whole.report.recipe.outcome.kind != "full",
        **{name: badge[name] for name in carried if name in badge},
        "credentialSubject": clr_subject,
        "evidence": evidence_nodes(whole, leave_out=leave_out),
    }


def _can_be_member(part: Part) -> bool:
    document = part.document
    if document is None or "proof" not in document:
        return False
    contexts = document.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    needed = ("type", "issuer", "validFrom", "credentialSubject")
    return first == CREDENTIALS_V2 and all(name in document for name in needed)


def _achievement(part: Part) -> Json | None:
    """The definition of what a part achieved, in the words of Open Badges."""
    if part.micro is None:
        return None
    try:
        badge = to_open_badge(part.micro, extension=False)
    except ElmMicrocredError:
        return None
    achievement: Json = badge["credentialSubject"]["achievement"]
    return achievement


def _order(whole: Whole) -> list[Json]:
    """What comes before what, between the parts that count."""
    placed, found = whole.report.placed, []
    for group in whole.report.recipe.groups:
        for name in group.after:
            found += [
                _association("precedes", a.entry.part.achievement, b.entry.part.achievement)
                for a in placed
                for b in placed
                if a.group == name and b.group == group.id
            ]
    for rule in whole.report.recipe.order:
        found += [
            _association("precedes", a.entry.part.achievement, b.entry.part.achievement)
            for a in placed
            for b in placed
            if a is not b and rule.spec in b.specs and not a.specs.isdisjoint(rule.after)
        ]
    return found


def _association(kind: str, source: str, target: str) -> Json:
    return {
        "type": "Association",
        "associationType": kind,
        "sourceId": source,
        "targetId": target,
    }


def _distinct(nodes: list[Json]) -> list[Json]:
    found: list[Json] = []
    for node in nodes:
        if node not in found:
            found.append(node)
    return found
