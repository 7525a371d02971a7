"""What one JSON document says otherwise than another, as operations that make the one the other.

The operations are a JSON Patch (`add`, `remove`, `replace`, `move`), so that whatever made the
second document from the first, the second and the patch together are the first, exactly.

Spec: https://www.rfc-editor.org/rfc/rfc6902
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from elm_microcred.errors import MappingError
from elm_microcred.problem import shorten

Operation = dict[str, Any]
Steps = tuple[str | int, ...]

_KEYS: Final = ("id", "targetUrl", "identity", "notation", "identifier", "identityHash")


def patch(said: Any, wanted: Any) -> list[Operation]:
    """The operations that turn the JSON value `said` into `wanted`."""
    found: list[Operation] = []
    _differ(said, wanted, "", found)
    return found


def _differ(said: Any, wanted: Any, at: str, found: list[Operation]) -> None:
    if same(said, wanted):
        return
    if isinstance(said, dict) and isinstance(wanted, dict):
        for name in said:
            if name not in wanted:
                found.append({"op": "remove", "path": f"{at}/{escape(name)}"})
        for name, value in wanted.items():
            place = f"{at}/{escape(name)}"
            if name not in said:
                found.append({"op": "add", "path": place, "value": value})
            elif not _rehoused(said, wanted, name, at, found):
                _differ(said[name], value, place, found)
    elif isinstance(said, list) and isinstance(wanted, list):
        _lists(said, wanted, at, found)
    else:
        found.append({"op": "replace", "path": at, "value": wanted})


def _rehoused(
    said: dict[str, Any], wanted: dict[str, Any], name: str, at: str, found: list[Operation]
) -> bool:
    """Put an object into a list of its own, or out of one: it stands aside meanwhile."""
    old, new, spare = said[name], wanted[name], f"{name} aside"
    into = isinstance(old, dict) and _alone(new)
    if not (into or (_alone(old) and isinstance(new, dict))) or spare in said or spare in wanted:
        return False
    place, aside = f"{at}/{escape(name)}", f"{at}/{escape(spare)}"
    if into:
        found.append({"op": "move", "from": place, "path": aside})
        found.append({"op": "add", "path": place, "value": []})
        found.append({"op": "move", "from": aside, "path": f"{place}/0"})
        _differ(old, new[0], f"{place}/0", found)
    else:
        found.append({"op": "move", "from": f"{place}/0", "path": aside})
        found.append({"op": "remove", "path": place})
        found.append({"op": "move", "from": aside, "path": place})
        _differ(old[0], new, place, found)
    return True


def _alone(items: Any) -> bool:
    return isinstance(items, list) and len(items) == 1 and isinstance(items[0], dict)


def _lists(said: list[Any], wanted: list[Any], at: str, found: list[Operation]) -> None:
    partner = pairs(said, wanted)
    taken = set(partner.values())
    order = [place for place in range(len(said)) if place in taken]
    for place in reversed(range(len(said))):
        if place not in taken:
            found.append({"op": "remove", "path": f"{at}/{place}"})
    for place, item in enumerate(wanted):
        other = partner.get(place)
        if other is None:
            order.insert(place, -1)
            found.append({"op": "add", "path": f"{at}/{place}", "value": item})
            continue
        stands = order.index(other, place)
        if stands != place:
            order.insert(place, order.pop(stands))
            found.append({"op": "move", "from": f"{at}/{stands}", "path": f"{at}/{place}"})
        _differ(said[other], item, f"{at}/{place}", found)


def pairs(said: list[Any], wanted: list[Any]) -> dict[int, int]:
    """Which item of `said` is which of `wanted`: the equal ones, those of one name, those left."""
    partner: dict[int, int] = {}
    free = set(range(len(said)))
    for key in (_whole, _name):
        places: dict[Any, list[int]] = {}
        for place in sorted(free, reverse=True):
            if (name := key(said[place])) is not None:
                places.setdefault(name, []).append(place)
        for place, item in enumerate(wanted):
            if place not in partner and (standing := places.get(key(item))):
                partner[place] = standing.pop()
                free.discard(partner[place])
    for place, item in enumerate(wanted):
        if place not in partner and place in free and _alike(said[place], item):
            partner[place] = place
            free.discard(place)
    return partner


def _whole(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


def _name(item: Any) -> Any:
    """By what an object of a list is known among the others."""
    if not isinstance(item, dict):
        return None
    for key in _KEYS:
        if isinstance(item.get(key), str):
            return key, item[key], str(item.get("targetType") or item.get("identityType"))
    return None


def _alike(one: Any, other: Any) -> bool:
    """Whether two objects without a name may be one: they are of a type, and share a member."""
    both = isinstance(one, dict) and isinstance(other, dict)
    return both and one.get("type") == other.get("type") and bool(one.keys() & other.keys())


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; `true` is not 1, but 3.0 is 3."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def escape(name: str) -> str:
    """A member's name as a step of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _steps(pointer: Any) -> list[str]:
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise _refused(pointer)
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def patched(document: Any, operations: Any) -> Any:
    """A copy of a document with the operations done on it; neither argument is changed.

    Nothing is ever written twice, so that the result is at most as big as both together.

    Raises:
        MappingError: If an operation is none, or its place is not there (`MAPPING_CARRIED`).
    """
    if not isinstance(operations, list):
        raise _refused(operations)
    whole = {"": _copy(document)}
    for operation in operations:
        try:
            _do(whole, operation)
        except (KeyError, IndexError, ValueError, TypeError, RecursionError) as error:
            raise _refused(operation) from error
    return whole[""]


def _do(whole: dict[str, Any], operation: Mapping[str, Any]) -> None:
    name, steps = operation["op"], ["", *_steps(operation["path"])]
    if name == "move":
        source = ["", *_steps(operation["from"])]
        if steps[: len(source)] == source and steps != source:
            raise ValueError(name)
        _put(whole, steps, _take(whole, source))
    elif name == "remove":
        _take(whole, steps)
    elif name == "replace":
        _take(whole, steps)
        _put(whole, steps, _copy(operation["value"]))
    elif name == "add":
        _put(whole, steps, _copy(operation["value"]))
    else:
        raise ValueError(name)


def _house(whole: Any, steps: list[str]) -> Any:
    for step in steps[:-1]:
        whole = whole[_place(step) if isinstance(whole, list) else step]
    return whole


def _take(whole: Any, steps: list[str]) -> Any:
    house = _house(whole, steps)
    return house.pop(_place(steps[-1]) if isinstance(house, list) else steps[-1])


def _put(whole: Any, steps: list[str], value: Any) -> None:
    house = _house(whole, steps)
    if isinstance(house, dict):
        house[steps[-1]] = value
    else:
        place = _place(steps[-1])
        if place > len(house):
            raise IndexError(place)
        house.insert(place, value)


def _place(step: str) -> int:
    if not (step.isascii() and step.isdigit() and len(step) < 10):
        raise ValueError(step)
    return int(step)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(item) for item in value]
    return value


def _refused(found: Any) -> MappingError:
    return MappingError(
        "MAPPING_CARRIED",
        "The parts that the credential carries along do not fit to it.",
        found=shorten(found),
        expected="a JSON Patch (RFC 6902) of what the rest of the credential converts to",
        remedy="Take out the carried parts, or ask the issuer for the original.",
    )
