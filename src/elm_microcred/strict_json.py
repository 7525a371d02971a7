"""Strict JSON: what one reader takes for a document, every other reader takes for it too.

```python
from elm_microcred.strict_json import read_json

read_json(b'{"type": "Diploma"}')  # {'type': 'Diploma'}
read_json(b'{"type": 1, "type": 2}')  # raises ParseError PARSE_DUPLICATE_KEY at /type
```

Python's `json` does the parsing, in C. Around it stand scans, in C too, for what it lets
pass: duplicate keys, NaN, numbers that systems read differently, lone surrogates, other
encodings, and nesting that would exhaust the stack. Places are looked up only after something
was found.

Spec: https://www.rfc-editor.org/rfc/rfc8259 and https://www.rfc-editor.org/rfc/rfc7493
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from itertools import accumulate
from math import isfinite
from typing import Any, Final, NamedTuple, NoReturn, cast

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, KIB, Limits
from elm_microcred.problem import json_pointer
from elm_microcred.quick_json import UNPROVEN, read_quickly

_SAFE_INTEGER: Final = 2**53 - 1
_I_JSON: Final = "https://www.rfc-editor.org/rfc/rfc7493#section-2"
_RFC8259: Final = "https://www.rfc-editor.org/rfc/rfc8259"

_SHORT: Final = 16 * KIB
"""Shorter texts gain nothing by being read in the quick way."""

_STEP: Final = {ord("["): 1, ord("]"): -1}
_TO_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b"[]{}")))
_NO_ESCAPE: Final = bytes(sorted(set(range(256)) - set(b'"\\\\[]{}:,/bfnrtu')))
_NO_STRUCTURE: Final = bytes(sorted(set(range(256)) - set(b'"[]{}:,')))
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\]\[{}:,]|[^\]\[{}:,"\s]+', re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<more>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_CONSTANTS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_SIGNATURES: Final = (
    (b"\xef\xbb\xbf", "UTF-8 with a byte order mark"),
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"\x00\x00\x00", "UTF-32"),
    (b"\x00", "UTF-16"),
)


class _Refused(Exception):  # noqa: N818 - a signal from inside the parser, never leaves here
    """A number or constant that `json` would let pass."""


def read_json(
    content: bytes | str, *, limits: Limits = DEFAULT, max_bytes: int | None = None
) -> Any:
    """The value that the JSON text `content` says, and says to every reader alike.

    A byte order mark is refused: RFC 8259 forbids to send one and lets parsers ignore it, so
    that two parsers may disagree on whether these bytes are JSON at all.

    Args:
        content: The text; bytes must be UTF-8.
        limits: Bounds on size, depth, members and numbers.
        max_bytes: Most bytes, in place of `limits.credential_bytes`.

    Raises:
        ParseError: If it is not JSON, or not JSON that everybody reads alike.
        LimitError: If it is too long, too deep or has too many members.

    Spec: https://www.rfc-editor.org/rfc/rfc7493#section-2
    """
    most = limits.credential_bytes if max_bytes is None else max_bytes
    if isinstance(content, str):
        _check_size(len(content), most)
        raw = _encode(content)
    elif isinstance(content, bytes | bytearray | memoryview):
        raw = bytes(content)
    else:
        raise UsageError("USAGE", "JSON text comes as bytes or str.", found=type(content).__name__)
    _check_size(len(raw), most)
    value = UNPROVEN if len(raw) < _SHORT else read_quickly(raw, limits)
    return _read(raw, limits) if value is UNPROVEN else value


def _read(raw: bytes, limits: Limits) -> Any:
    """The value of a text of which nothing is known yet; or what is wrong with it."""
    text = _decode(raw)
    structure = _structure(raw)
    _check_depth(structure, text, limits)
    _check_members(structure, raw, limits)
    return _parse(text, structure, limits)


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise LimitError(
            "LIMIT_SIZE", "The input is too long.", found=f"{size} bytes", expected=f"≤ {most}"
        )


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ParseError(
            "PARSE_INVALID_UTF8",
            f"A lone surrogate stands in {_place(text, error.start)}.",
            found=f"U+{ord(text[error.start]):04X}",
            expected="text that UTF-8 can carry",
            spec=_I_JSON,
        ) from error


def _decode(raw: bytes) -> str:
    head = raw[:4]
    for signature, encoding in _SIGNATURES:
        if head.startswith(signature):
            _refuse_encoding(encoding)
    if head[1:2] == b"\x00":
        _refuse_encoding("UTF-32" if head[2:4] == b"\x00\x00" else "UTF-16")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        raise ParseError(
            "PARSE_INVALID_UTF8",
            f"Bytes that are not UTF-8 stand in {_place(before, len(before))}.",
            found=raw[error.start : error.start + 4].hex(" "),
            expected="UTF-8",
            spec=f"{_RFC8259}#section-8.1",
        ) from error


def _refuse_encoding(encoding: str) -> NoReturn:
    raise ParseError(
        "PARSE_INVALID_UTF8",
        "The text is not in plain UTF-8.",
        found=encoding,
        expected="UTF-8 without a byte order mark",
        remedy="Save it as UTF-8 without a byte order mark.",
        spec=f"{_RFC8259}#section-8.1",
    )


def _structure(raw: bytes) -> bytes:
    """The brackets, colons and commas that stand outside of JSON strings.

    What is neither one of these, nor a quotation mark, nor part of an escape goes first: most of
    a long text. Backslashes are legal in strings only, and before few letters; where one stands
    elsewhere, the parser stops there, so that nothing behind it can nest.
    """
    if b"\\" in raw:
        raw = raw.translate(None, _NO_ESCAPE).replace(b"\\\\", b"").replace(b'\\"', b"")
    # Two quotation marks side by side begin and end a string, or end and begin one: without
    # them, the others still alternate.
    left = raw.translate(None, _NO_STRUCTURE).replace(b'""', b"")
    return b"".join(left.split(b'"')[::2])


def _outside_strings(raw: bytes) -> bytes:
    """Everything that stands outside of JSON strings."""
    if b"\\" in raw:
        raw = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(raw.split(b'"')[::2])


def _check_depth(structure: bytes, text: str, limits: Limits) -> None:
    """Refuse deep nesting before a recursive parser sees it.

    Each round takes the innermost pairs away, so that the rounds count the depth.
    """
    brackets = left = structure.translate(_TO_SQUARE, _ALL_BUT_BRACKETS)
    for _ in range(limits.depth):
        if not left:
            return
        left = left.replace(b"[]", b"")
    # What is left is nested deeper, or has brackets without a partner (the parser will say so).
    if left and max(accumulate(map(_STEP.__getitem__, brackets))) > limits.depth:
        raise LimitError(
            "LIMIT_DEPTH",
            "Objects and arrays are nested too deeply.",
            pointer=_deep_pointer(text, limits.depth),
            found=f"more than {limits.depth} levels",
            expected=f"≤ {limits.depth}",
        )


def _deep_pointer(text: str, depth: int) -> str:
    deep = (t for t in _tokens(text) if len(t.at) == depth and t.text in "[{")
    return json_pointer(next((t.at for t in deep), ()))


def _check_members(structure: bytes, raw: bytes, limits: Limits) -> None:
    commas = structure.count(b",")
    containers = structure.count(b"[") + structure.count(b"{")
    if commas + containers > limits.members:
        empty = len(re.findall(rb"[\[{][ \t\r\n]*[\]}]", _outside_strings(raw)))
        members = commas + containers - empty
        if members > limits.members:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The input has too many members and items.",
                found=str(members),
                expected=f"≤ {limits.members}",
            )


def _parse(text: str, structure: bytes, limits: Limits) -> Any:
    decode, sizes = _decoder(limits.number_characters)
    try:
        value = decode(text)
    except _Refused:
        _raise_number(text, limits)
    except json.JSONDecodeError as error:
        raise ParseError(
            "PARSE_INVALID_JSON",
            f"{error.msg} ({_place(text, error.pos)}).",
            found=text[error.pos : error.pos + 20] or "the end of the text",
            expected="JSON",
            spec=_RFC8259,
        ) from error
    if sum(sizes) != structure.count(b":"):
        _raise_duplicate(text)
    if "\\" in text and _SURROGATE_ESCAPE.search(text):
        _check_surrogates(text)
    return value


class _Decoders(threading.local):
    """The decoders of one thread, each with the list of how many members each object had."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Callable[[str], Any], list[int]]] = {}


_decoders = _Decoders()
_MOST_DECODERS: Final = 8


def _decoder(number_characters: int) -> tuple[Callable[[str], Any], list[int]]:
    """A decoder that refuses such numbers as are longer, and its list, which is empty."""
    known = _decoders.known
    if number_characters not in known:
        if len(known) >= _MOST_DECODERS:
            known.clear()
        known[number_characters] = _new_decoder(number_characters)
    decode, sizes = known[number_characters]
    sizes.clear()
    return decode, sizes


def _new_decoder(number_characters: int) -> tuple[Callable[[str], Any], list[int]]:
    sizes: list[int] = []
    note = sizes.append

    def members(value: dict[str, Any]) -> dict[str, Any]:
        note(len(value))
        return value

    def integer(digits: str) -> int:
        if len(digits) > number_characters:
            raise _Refused
        value = int(digits)
        if not -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
            raise _Refused
        return value

    def double(digits: str) -> float:
        value = float(digits)
        if len(digits) > number_characters or not isfinite(value):
            raise _Refused
        return value

    decoder = json.JSONDecoder(
        object_hook=members, parse_int=integer, parse_float=double, parse_constant=_refuse
    )
    return decoder.decode, sizes


def _refuse(constant: str) -> NoReturn:
    raise _Refused(constant)


def _raise_number(text: str, limits: Limits) -> NoReturn:
    """Name the number or constant that stopped the parser: the first that is out of bounds."""
    token = next(t for t in _tokens(text) if not _is_interoperable(t.text, limits))
    if token.text in _CONSTANTS:
        raise ParseError(
            "PARSE_INVALID_JSON",
            f"{token.text} is not JSON; it stands in {_place(text, token.start)}.",
            pointer=json_pointer(token.at),
            found=token.text,
            expected="a number",
            spec=f"{_RFC8259}#section-6",
        )
    raise ParseError(
        "PARSE_NUMBER",
        f"A number that systems read differently stands in {_place(text, token.start)}.",
        pointer=json_pointer(token.at),
        found=token.text,
        expected=f"at most {limits.number_characters} characters, finite, and an integer "
        f"within ±{_SAFE_INTEGER}",
        remedy="Write it as a string.",
        spec=f"{_I_JSON}.2",
    )


def _is_interoperable(token: str, limits: Limits) -> bool:
    if token in _CONSTANTS:
        return False
    number = _NUMBER.fullmatch(token)
    if number is None:
        return True
    if len(token) > limits.number_characters:
        return False
    if number.group("more"):
        return isfinite(float(token))
    return abs(int(token)) <= _SAFE_INTEGER


def _raise_duplicate(text: str) -> NoReturn:
    seen: set[tuple[str | int, ...]] = set()
    for token in _tokens(text):
        if token.is_key:
            if token.at in seen:
                break
            seen.add(token.at)
    raise ParseError(
        "PARSE_DUPLICATE_KEY",
        f"An object has one key twice; the second stands in {_place(text, token.start)}.",
        pointer=json_pointer(token.at),
        found=token.text,
        expected="each key once",
        spec=f"{_I_JSON}.3",
    )


def _check_surrogates(text: str) -> None:
    for token in _tokens(text):
        if _SURROGATE_ESCAPE.search(token.text):
            try:
                json.loads(token.text).encode()
            except UnicodeEncodeError as error:
                raise ParseError(
                    "PARSE_INVALID_UTF8",
                    f"A string with a lone surrogate stands in {_place(text, token.start)}.",
                    pointer=json_pointer(token.at[:-1] if token.is_key else token.at),
                    found=token.text,
                    expected="text that UTF-8 can carry",
                    spec=f"{_I_JSON}.1",
                ) from error


class _Token(NamedTuple):
    at: tuple[str | int, ...]
    text: str
    start: int
    is_key: bool


def _tokens(text: str) -> Iterator[_Token]:
    """The values, keys and opening brackets of a JSON text, each with its path."""
    path: list[str | int] = []
    in_object: list[bool] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        piece = match.group()
        if piece in "]}":
            if in_object:
                in_object.pop()
                path.pop()
        elif piece == ",":
            expects_key = in_object[-1:] == [True]
            if path and not expects_key:
                path[-1] = cast(int, path[-1]) + 1
        elif piece != ":":
            if expects_key and piece[0] == '"':
                path[-1] = _text(piece)
            yield _Token(tuple(path), piece, match.start(), expects_key)
            expects_key = False
            if piece in "[{":
                expects_key = piece == "{"
                in_object.append(expects_key)
                path.append("" if expects_key else 0)


def _text(token: str) -> str:
    """What a string token says; its raw text where its escapes are broken."""
    try:
        return str(json.loads(token))
    except json.JSONDecodeError:
        return token[1:-1]


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"line {line}, column {column}"
