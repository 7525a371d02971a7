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

Path = tuple[str | int, ...]

_KEYWORDS: Final = frozenset({"id", "@context", "proof"})
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
    base: Path = ()
    if isinstance(document, Mapping) and "type" not in document and "credential" in document:
        document, base = document["credential"], ("credential",)  # the rest is about delivery
    seen: dict[str, dict[str, str]] = {}
    said: set[str] = set()
    for path, node in nodes(document, base):
        id_ = node.get("id")
        if isinstance(id_, str) and id_.startswith("urn:") and id_ not in said:
            for problem in _collisions(id_, node, path, seen):
                said.add(id_)
                yield problem
        yield from _days(node, path)
        yield from _volumes(node, path)


def nodes(document: object, base: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every JSON object of a document with its place, outer ones first.

    Args:
        document: Parsed JSON.
        base: Where the document itself stands.
    """
    waiting: list[tuple[Path, object]] = [(base, document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            yield path, value
            inner = [((*path, n), v) for n, v in value.items() if n not in ("@context", "proof")]
        elif isinstance(value, list):
            inner = [((*path, n), v) for n, v in enumerate(value)]
        else:
            continue
        waiting += reversed([each for each in inner if isinstance(each[1], Mapping | list)])


def _collisions(
    id_: str, node: Mapping[str, Any], path: Path, seen: dict[str, dict[str, str]]
) -> Iterator[Problem]:
    """The first member that says something else than the same member did under this id."""
    before = seen.setdefault(id_, {})
    for name, value in node.items():
        if name in _KEYWORDS:
            continue
        shown = _said(value)
        if name not in before:
            before[name] = shown
        elif before[name] != shown:
            yield Problem(
                "LINT_ID_COLLISION",
                f"Another {name} stands under the same id elsewhere in the document.",
                pointer=json_pointer((*path, name)),
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


def _days(node: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    """Days that stand there as the evening before."""
    for name in _DAYS & node.keys():
        value = node[name]
        single = not isinstance(value, list)
        for number, each in enumerate([value] if single else value):
            if isinstance(each, str) and SHIFTED.fullmatch(each):
                yield shifted(each, json_pointer((*path, name, *(() if single else (number,)))))


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _volumes(node: Mapping[str, Any], path: Path) -> Iterator[Problem]:
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
            pointer = json_pointer((*path, *at, "volumeOfLearning"))
            whole_at = json_pointer((*path, "specifiedBy", "volumeOfLearning"))
            yield from too_long(part, whole, pointer, whole_at)


def _duration(specification: Any) -> Duration | None:
    if not isinstance(specification, Mapping):
        return None
    value = _one(specification.get("volumeOfLearning"))
    return read_duration(value) if isinstance(value, str) else None
