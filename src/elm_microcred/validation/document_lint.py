"""What no shape forbids in a European document and nobody can have meant.

One `urn:epass:` id for two different things: JSON-LD would make one thing of both. Days that
slipped into the evening before. A part that takes longer than the whole, as where 60 months stand
for 60 hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.mapping.durations import Duration, read_duration
from elm_microcred.problem import Problem, json_pointer
from elm_microcred.validation.lint import SHIFTED, shifted, too_long

Place = tuple["Place", str | int] | None
"""Where something stands: where what holds it stands, and the step from there."""

_CONTAINERS: Final = (dict, list)
_KEYWORDS: Final = frozenset({"id", "@context", "proof"})
_NOT_SAID: Final = frozenset({"@context", "proof"})
_DAYS: Final = frozenset(
    {
        "awardingDate",
        "dateIssued",
        "dateOfBirth",
        "endDate",
        "expirationDate",
        "expiryDate",
        "reviewDate",
        "startDate",
        "validFrom",
        "validUntil",
    }
)
"""Members that hold a day; the times of issuing are times."""


def document_lint(document: object) -> Iterator[Problem]:
    """Every finding, with pointers into the document, in its order.

    Args:
        document: Parsed JSON of a European credential or presentation.
    """
    base: Place = None
    if isinstance(document, Mapping) and "type" not in document and "credential" in document:
        document, base = document["credential"], (None, "credential")  # the rest is delivery
    seen: dict[str, dict[str, Any]] = {}
    alike: dict[str, Mapping[str, Any]] = {}
    said: set[str] = set()
    for place, node in nodes(document, base):
        id_ = node.get("id")
        if isinstance(id_, str) and id_.startswith("urn:"):
            first = alike.setdefault(id_, node)
            if first is not node and id_ not in said:
                for problem in _collisions(id_, node, place, seen.setdefault(id_, dict(first))):
                    said.add(id_)
                    yield problem
        if not _DAYS.isdisjoint(node):
            yield from _days(node, place)
        if "influencedBy" in node:
            yield from _volumes(node, place)


def nodes(document: object, base: Place = None) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every JSON object of a document with its place, outer ones first.

    Args:
        document: Parsed JSON.
        base: Where the document itself stands.
    """
    waiting: list[tuple[Place, Any]] = [(base, document)]
    while waiting:
        place, value = waiting.pop()
        inner: list[tuple[Place, Any]]
        if isinstance(value, dict):
            yield place, value
            inner = [
                ((place, step), member)
                for step, member in value.items()
                if isinstance(member, _CONTAINERS) and step not in _NOT_SAID
            ]
        elif isinstance(value, list):
            inner = [
                ((place, step), item)
                for step, item in enumerate(value)
                if isinstance(item, _CONTAINERS)
            ]
        else:
            continue
        inner.reverse()
        waiting += inner


def _pointer(place: Place, *more: str | int) -> str:
    steps = list(reversed(more))
    while place is not None:
        place, step = place
        steps.append(step)
    return json_pointer(tuple(reversed(steps)))


def _collisions(
    id_: str, node: Mapping[str, Any], place: Place, before: dict[str, Any]
) -> Iterator[Problem]:
    """The first member that says something else than the same member did under this id."""
    for name, value in node.items():
        if name in _KEYWORDS:
            continue
        if name not in before:
            before[name] = value
        elif before[name] != value and _said(before[name]) != _said(value):
            yield Problem(
                "LINT_ID_COLLISION",
                f"Another {name} stands under the same id elsewhere in the document.",
                pointer=_pointer(place, name),
                found=id_,
                expected="one id for one thing",
                remedy="Give each thing a number of its own, or say the same of it everywhere.",
            )
            return


def _said(value: Any) -> str:
    """What a member says: nodes by their id (each is looked at by itself), in no order."""
    if isinstance(value, list):
        said = sorted({_said(each) for each in value})
        return said[0] if len(said) == 1 else repr(said)
    if isinstance(value, Mapping):
        id_ = value.get("id")
        return repr(id_) if isinstance(id_, str) else repr(sorted(value.items(), key=repr))
    return repr(value)


def _days(node: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Days that stand there as the evening before."""
    for name in sorted(_DAYS & node.keys()):
        value = node[name]
        single = not isinstance(value, list)
        for number, each in enumerate([value] if single else value):
            if isinstance(each, str) and SHIFTED.fullmatch(each):
                yield shifted(each, _pointer(place, name, *(() if single else (number,))))


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _volumes(node: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Activities of a claim that take longer than the whole that they are part of."""
    whole = _duration(node.get("specifiedBy"))
    activities = node.get("influencedBy")
    if whole is None or activities is None:
        return
    single = not isinstance(activities, list)
    for number, activity in enumerate([activities] if single else activities):
        part = _duration(activity.get("specifiedBy")) if isinstance(activity, Mapping) else None
        if part is not None:
            at = ("influencedBy", *(() if single else (number,)), "specifiedBy")
            pointer = _pointer(place, *at, "volumeOfLearning")
            whole_at = _pointer(place, "specifiedBy", "volumeOfLearning")
            yield from too_long(part, whole, pointer, whole_at)


def _duration(specification: Any) -> Duration | None:
    if not isinstance(specification, Mapping):
        return None
    value = _one(specification.get("volumeOfLearning"))
    return read_duration(value) if isinstance(value, str) else None
