"""Concise Binary Object Representation: the part of it that proof values are written in.

Whole numbers, byte strings, text, arrays and maps, each in its one shortest form. No tags, no
floating point, nothing of indefinite length: the cryptosuites forbid or never use them.

Spec: https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, Limits

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_KINDS = {6: "a tag", 7: "a floating-point number or simple value"}
_LENGTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_LARGEST = 2**64 - 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPEC = "https://www.rfc-editor.org/rfc/rfc8949"


def encode(value: Any) -> bytes:
    """The one deterministic encoding of a value.

    Args:
        value: Of int, bytes, str, list, tuple and dict, and nothing else.

    Raises:
        UsageError: If a part of it is of another type, or a number is beyond 64 bits.

    Spec: https://www.rfc-editor.org/rfc/rfc8949#section-4.2.1
    """
    if type(value) is int and -_LARGEST - 1 <= value <= _LARGEST:
        return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str) and not _SURROGATE.search(value):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    if isinstance(value, list | tuple):
        return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, Mapping):
        pairs = sorted((encode(key), encode(entry)) for key, entry in value.items())
        return _head(_MAP, len(pairs)) + b"".join(key + entry for key, entry in pairs)
    raise UsageError(
        "USAGE",
        "Not a value that is written in CBOR.",
        found=f"{type(value).__name__} {value!r}",
        expected="whole numbers of 64 bits, bytes, str, list and dict",
    )


def decode(data: bytes, *, limits: Limits = DEFAULT) -> Any:
    """The value that an encoding stands for, and that only this encoding stands for.

    The keys of a map may come in any order, as in proofs of other implementations.

    Args:
        data: One encoded value and nothing after it.
        limits: How deep it may be, and how many members it may have.

    Raises:
        ParseError: If it is not the shortest encoding of numbers, byte strings, text, arrays
            and maps with distinct keys.
        LimitError: If it is too deep or has too many members.

    Spec: https://www.rfc-editor.org/rfc/rfc8949#section-3
    """
    reader = _Reader(data, limits, limits.members)
    value = reader.value(0)
    if reader.at != len(data):
        raise _invalid("Something follows the value.", reader.at)
    return value


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    more, length = next(row for row in _LENGTHS.items() if number < 1 << 8 * row[1])
    return bytes([kind << 5 | more]) + number.to_bytes(length, "big")


@dataclass(slots=True)
class _Reader:
    data: bytes
    limits: Limits
    members: int
    at: int = 0

    def value(self, depth: int) -> Any:
        kind, number = self._head()
        if kind == _UNSIGNED:
            return number
        if kind == _NEGATIVE:
            return -1 - number
        if kind == _BYTES:
            return self._take(number)
        if kind == _TEXT:
            return self._text(number)
        self._enter(depth, number)
        if kind == _ARRAY:
            return [self.value(depth + 1) for _ in range(number)]
        return self._map(depth, number)

    def _head(self) -> tuple[int, int]:
        start = self.at
        (first,) = self._take(1)
        kind, number = first >> 5, first & 31
        if kind in _KINDS:
            raise _invalid(f"Here stands {_KINDS[kind]}, which no proof value has.", start)
        if number < 24:
            return kind, number
        if number not in _LENGTHS:
            raise _invalid("A length is indefinite or reserved.", start)
        length = _LENGTHS[number]
        number = int.from_bytes(self._take(length), "big")
        if number < (24 if length == 1 else 1 << 4 * length):
            raise _invalid("A number is not in its shortest form.", start)
        return kind, number

    def _take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self.data):
            raise _invalid("The data ends too early.", self.at)
        taken = self.data[self.at : end]
        self.at = end
        return taken

    def _text(self, length: int) -> str:
        start = self.at
        try:
            return self._take(length).decode()
        except UnicodeDecodeError as error:
            raise _invalid("A text is not UTF-8.", start) from error

    def _map(self, depth: int, length: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for _ in range(length):
            start = self.at
            key = self.value(depth + 1)
            if not isinstance(key, int | bytes | str):
                raise _invalid("The key of a map is an array or a map.", start)
            if key in found:
                raise _invalid("A map has one key twice.", start)
            found[key] = self.value(depth + 1)
        return found

    def _enter(self, depth: int, members: int) -> None:
        self.members -= members
        if depth >= self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "The CBOR data is nested too deeply.",
                expected=f"at most {self.limits.depth} levels",
            )
        if self.members < 0:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The CBOR data has too many members.",
                expected=f"at most {self.limits.members} members",
            )


def _invalid(detail: str, at: int) -> ParseError:
    return ParseError("PARSE_INVALID_CBOR", f"{detail} It is byte {at} of the data.", spec=_SPEC)
