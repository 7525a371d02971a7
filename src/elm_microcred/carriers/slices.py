"""Where the members and items of a JSON text stand: a part can be taken out byte by byte.

The text has passed `strict_json.read_json`, so that it is well-formed and not too deep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_value_at = json.JSONDecoder().raw_decode


def part(text: str, path: Sequence[str | int]) -> str | None:
    """The text of the value at a path of member names and indexes; `None` if it has none there.

    >>> part('{"a": [1, {"b" :  "c" }]}', ("a", 1))
    '{"b" :  "c" }'
    """
    place = _place(text, path)
    return text[place[0] : place[1]] if place else None


def items(text: str, path: Sequence[str | int]) -> list[str]:
    """The texts of the items of the array at a path, or of the one value that stands there.

    >>> items('{"a": [1, {}]}', ("a",)), items('{"a": 1}', ("a",)), items("{}", ("a",))
    (['1', '{}'], ['1'], [])
    """
    place = _place(text, path)
    if place is None:
        return []
    if text[place[0]] != "[":
        return [text[place[0] : place[1]]]
    return [text[begin:end] for _, begin, end in _inside(text, place[0])]


def _place(text: str, path: Sequence[str | int]) -> tuple[int, int] | None:
    place = _skip(text, 0), len(text.rstrip(" \t\r\n"))
    for step in path:
        inside = _inside(text, place[0])
        found = next(((begin, end) for name, begin, end in inside if name == step), None)
        if found is None:
            return None
        place = found
    return place


def _inside(text: str, begin: int) -> Iterator[tuple[str | int, int, int]]:
    """Name or index, begin and end of each value of the object or array at a place."""
    opening = text[begin]
    if opening not in "{[":
        return
    place, index = _skip(text, begin + 1), 0
    while text[place] not in "}]":
        name: str | int = index
        if opening == "{":
            name, place = _value_at(text, place)
            place = _skip(text, _skip(text, place) + 1)
        _, end = _value_at(text, place)
        yield name, place, end
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)
        index += 1


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place
