"""JSON written and copied in one walk, as long as nothing in it is out of the ordinary.

```python
copy, text, is_plain = snapshot({"type": "Diploma", "level": 7})
text  # '{"type":"Diploma","level":7}'
```

What has to be looked at twice is left to those who can say what is wrong with it: `snapshot`
then gives nothing at all.

Spec: https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final, NamedTuple

from elm_microcred.limits import DEFAULT, Limits

_SAFE_INTEGER: Final = 2**53 - 1
SHORT: Final = 512
"""Text of fewer characters is looked at in another way."""
_ESCAPED: Final = (*map(chr, range(0x20)), '"', "\\")
_WORDS: Final = {True: "true", False: "false", None: "null"}

_MOST_SHAPES: Final = 1024
_LONGEST_SHAPE: Final = 1024


class _Shape(NamedTuple):
    """What objects with the same keys have in common.

    Attributes:
        openings: The keys, each with the text that comes before its value.
        has_id: Whether one of the keys is `id`.
        is_plain: Whether each key is a term, or `@context`: neither a keyword nor an IRI.
    """

    openings: list[tuple[str, str]]
    has_id: bool
    is_plain: bool


_shapes: dict[tuple[str, ...], _Shape] = {}
"""The shapes of objects that were met; objects share few of them."""


class Snapshot(NamedTuple):
    """A JSON object at one moment.

    Attributes:
        copy: A copy of it, down to the last array.
        text: The same as compact JSON, members in their order.
        is_plain: Whether each key is a term, and no object inside has the id of the whole. Where
            it is false, that may be so all the same.
    """

    copy: dict[str, Any]
    text: str
    is_plain: bool


class _Unusual(Exception):  # noqa: N818 - a signal, never leaves here
    """Something that is not copied here."""


def snapshot(document: Any, *, limits: Limits = DEFAULT) -> Snapshot | None:
    """The document at this moment; `None` where anything in it is out of the ordinary.

    Ordinary are `dict`, `list`, `str`, `int`, `float`, `bool` and `None` themselves, with keys
    that are strings, within the limits, and as every reader of JSON reads them.
    """
    if type(document) is not dict:
        return None
    walk = _Walk(document, limits)
    try:
        copy = walk.object(document, 1)
    except (_Unusual, LookupError, RuntimeError, UnicodeEncodeError):
        return None
    text = "".join(walk.parts)
    if 4 * len(text) > limits.credential_bytes < len(text.encode()):
        return None
    return Snapshot(copy, text, walk.is_plain)


class _Walk:
    __slots__ = ("_limits", "_members", "_most_depth", "_root", "is_plain", "parts")

    def __init__(self, document: dict[str, Any], limits: Limits) -> None:
        self.parts: list[str] = []
        self.is_plain = True
        self._root = document.get("id", self)  # which no id is
        self._limits = limits
        self._members = limits.members
        self._most_depth = limits.depth

    def object(self, value: dict[str, Any], depth: int) -> dict[str, Any]:
        """A copy of an object."""
        names = tuple(value)
        self._members -= len(names)
        if self._members < 0 or depth > self._most_depth:
            raise _Unusual
        openings, has_id, is_plain = _shapes.get(names) or _shape(names)
        if not is_plain or (has_id and depth > 1 and value["id"] == self._root):
            self.is_plain = False
        parts = self.parts
        copy = value.copy()
        for name, opening in openings:
            item = value[name]
            if type(item) is str:
                # As `quoted` does it, without the call: nothing happens more often.
                if (
                    len(item) < SHORT
                    and item.isprintable()
                    and '"' not in item
                    and "\\" not in item
                ):
                    parts.append(f'{opening}"{item}"')
                else:
                    parts.append(opening + quoted(item))
            else:
                parts.append(opening)
                if type(item) is dict:
                    copy[name] = self.object(item, depth + 1)
                else:
                    copy[name] = self._value(item, depth + 1)
        parts.append("}" if copy else "{}")
        return copy

    def _value(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is dict:
            return self.object(value, depth)
        if kind is list:
            return self._array(value, depth)
        if kind is str:
            self.parts.append(quoted(value))
        elif kind is bool or value is None:
            self.parts.append(_WORDS[value])
        elif kind in (int, float):
            self.parts.append(self._number(value))
        else:
            raise _Unusual
        return value

    def _array(self, value: list[Any], depth: int) -> list[Any]:
        self._members -= len(value)
        if self._members < 0 or depth > self._most_depth:
            raise _Unusual
        parts = self.parts
        copy: list[Any] = []
        comma = "["
        for item in value:
            parts.append(comma)
            copy.append(self._value(item, depth + 1))
            comma = ","
        parts.append("]" if copy else "[]")
        return copy

    def _number(self, value: int | float) -> str:
        is_read_alike = (
            -_SAFE_INTEGER <= value <= _SAFE_INTEGER if type(value) is int else isfinite(value)
        )
        text = repr(value) if is_read_alike else ""
        if not text or len(text) > self._limits.number_characters:
            raise _Unusual
        return text


def _shape(names: tuple[str, ...]) -> _Shape:
    if not all(type(name) is str for name in names):
        raise _Unusual
    openings = [(name, f",{quoted(name)}:") for name in names]
    openings[:1] = [(name, "{" + opening[1:]) for name, opening in openings[:1]]
    is_plain = all(":" not in n and (n[:1] != "@" or n == "@context") for n in names)
    shape = _Shape(openings, "id" in names, is_plain)
    if sum(map(len, names)) <= _LONGEST_SHAPE:
        if len(_shapes) >= _MOST_SHAPES:
            _shapes.clear()
        _shapes[names] = shape
    return shape


def quoted(text: str) -> str:
    """The text as a JSON string.

    Most text holds nothing to escape; C finds that out, in one way for short and in another
    for long text.

    Raises:
        UnicodeEncodeError: If it holds a lone surrogate.
    """
    if len(text) < SHORT:
        if text.isprintable() and '"' not in text and "\\" not in text:
            return '"' + text + '"'  # which of a subclass takes what is in it
    elif text.isascii() and not any(map(text.__contains__, _ESCAPED)):
        return '"' + text + '"'
    if not text.isascii():
        text.encode()
    return encode_basestring(text)
