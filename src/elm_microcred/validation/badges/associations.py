"""How the achievements of a learner record belong together, walked and checked.

Spec: https://www.imsglobal.org/spec/clr/v2p0/#association
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import listed

_SPEC: Final = "https://www.imsglobal.org/spec/clr/v2p0/#association"

ORDERS: Final = {
    "isChildOf": ("whole", False),
    "isPartOf": ("whole", False),
    "isParentOf": ("whole", True),
    "precedes": ("order", False),
    "replacedBy": ("replacement", False),
}
"""Association types that put one achievement above or before another: which order they belong to,
and whether the source is the upper one. The other three are the same from both sides."""


class Edge(NamedTuple):
    """One association: its place in the record, its type, and what it connects."""

    place: int
    type: str
    source: str
    target: str


def edges(subject: Mapping[str, Any]) -> Iterator[Edge]:
    """The associations of a record's subject that are whole."""
    for place, entry in enumerate(listed(subject.get("association", []))):
        if isinstance(entry, dict):
            said = (entry.get("associationType"), entry.get("sourceId"), entry.get("targetId"))
            if all(isinstance(value, str) for value in said):
                yield Edge(place, *said)  # type: ignore[arg-type]  # they are, as just asked


def known_ids(subject: Mapping[str, Any]) -> set[str]:
    """Every achievement that stands in a record, and every credential of it, by identifier."""
    found = set()
    for achievement in listed(subject.get("achievement", [])):
        found |= _ids(achievement)
    for member in listed(subject.get("verifiableCredential", [])):
        found |= _ids(member)
        inner = member.get("credentialSubject") if isinstance(member, dict) else None
        for one in listed(inner if inner is not None else []):
            achievements = one.get("achievement", []) if isinstance(one, dict) else []
            for achievement in listed(achievements):
                found |= _ids(achievement)
    return found


def _ids(value: Any) -> set[str]:
    if not isinstance(value, dict):
        return set()
    identifier = value.get("id")
    return {identifier} if isinstance(identifier, str) else set()


def association_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Associations of a learner record that lead nowhere, or round and round: warnings."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "association" not in subject:
        return
    all_edges, known = list(edges(subject)), known_ids(subject)
    for edge in all_edges:
        for name, value in (("sourceId", edge.source), ("targetId", edge.target)):
            if value not in known:
                yield Problem(
                    "CLR_DANGLING",
                    "The association leads to nothing in the record.",
                    pointer=json_pointer(("credentialSubject", "association", edge.place, name)),
                    found=shorten(value),
                    expected="the id of an achievement or credential in the record",
                    spec=_SPEC,
                )
    for edge in cyclic(all_edges):
        yield Problem(
            "CLR_CYCLE",
            f"By way of {edge.type}, the achievement would stand above or before itself.",
            pointer=json_pointer(("credentialSubject", "association", edge.place)),
            found=shorten(f"{edge.source} {edge.type} {edge.target}"),
            expected="associations that do not lead back to where they begin",
            spec=_SPEC,
        )


def cyclic(all_edges: Iterable[Edge]) -> list[Edge]:
    """The associations that close a circle, one for each, in their order."""
    orders: dict[str, list[tuple[str, str, Edge]]] = {}
    for edge in all_edges:
        if edge.type in ORDERS:
            order, turned = ORDERS[edge.type]
            pair = (edge.target, edge.source) if turned else (edge.source, edge.target)
            orders.setdefault(order, []).append((*pair, edge))
    closing = [edge for order in orders.values() for edge in _closing(order)]
    return sorted(closing)


def _closing(order: list[tuple[str, str, Edge]]) -> Iterator[Edge]:
    """The edges that lead back to where a walk from above has come by."""
    following: dict[str, list[tuple[str, Edge]]] = {}
    for source, target, edge in order:
        following.setdefault(source, []).append((target, edge))
    done: set[str] = set()
    for start in following:
        if start in done:
            continue
        on_the_way = {start}
        walk = [(start, iter(following[start]))]
        while walk:
            node, rest = walk[-1]
            step = next(rest, None)
            if step is None:
                walk.pop()
                on_the_way.discard(node)
                done.add(node)
                continue
            target, edge = step
            if target in on_the_way:
                yield edge
            elif target not in done:
                on_the_way.add(target)
                walk.append((target, iter(following.get(target, ()))))
