"""JSON Canonicalization Scheme (JCS).

Spec: https://www.rfc-editor.org/rfc/rfc8785
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any, Final

from elm_microcred.errors import JsonLdError, LimitError
from elm_microcred.plain_json import SHORT, quoted

_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc8785"
_SAFE_INTEGER: Final = 2**53 - 1
_DEEPEST: Final = 256
"""Deepest nesting: far more than any document may have."""
_PRIVATE_USE: Final = "\ue000"
"""From here on, the order of code points is not that of UTF-16 code units."""


def canonicalize_json(value: Any) -> bytes:
    r"""The one canonical JSON text of a JSON value, in UTF-8.

    >>> canonicalize_json({"b": [1e21, 3.0, "é"], "a": None})
    b'{"a":null,"b":[1e+21,3,"\xc3\xa9"]}'

    Raises:
        JsonLdError: If it is not a JSON value that everybody reads alike (DATA_INVALID).
        LimitError: If it is nested too deeply (LIMIT_DEPTH).

    Spec: https://www.rfc-editor.org/rfc/rfc8785#section-3.2
    """
    return canonical_text(value).encode()


def canonical_text(value: Any) -> str:
    """The same as text.

    Raises:
        JsonLdError: If it is not a JSON value that everybody reads alike (DATA_INVALID).
        LimitError: If it is nested too deeply (LIMIT_DEPTH).
    """
    parts: list[str] = []
    try:
        _write(value, parts, 0)
        return "".join(parts)
    except UnicodeEncodeError as error:
        raise _refusal("a lone surrogate", "text that UTF-8 can carry") from error
    except RecursionError as error:
        raise _too_deep() from error


def _write(value: Any, parts: list[str], depth: int) -> None:
    kind = type(value)
    if kind is dict:
        _write_object(value, parts, depth)
    elif kind is list or kind is tuple:
        if depth >= _DEEPEST:
            raise _too_deep()
        comma = "["
        for item in value:
            parts.append(comma)
            _write(item, parts, depth + 1)
            comma = ","
        parts.append("]" if value else "[]")
    elif isinstance(value, str):
        parts.append(quoted(value))
    elif value is True or value is False or value is None:
        parts.append(_WORDS[value])
    elif isinstance(value, int):
        if not -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
            raise _refusal(str(value), f"an integer within ±{_SAFE_INTEGER}")
        parts.append(int.__repr__(value))
    elif isinstance(value, float):
        parts.append(number(value))
    elif isinstance(value, dict):
        _write_object(dict(value), parts, depth)
    elif isinstance(value, list | tuple):
        _write(list(value), parts, depth)
    else:
        raise _refusal(type(value).__name__, "a JSON value")


def _write_object(value: dict[str, Any], parts: list[str], depth: int) -> None:
    if depth >= _DEEPEST:
        raise _too_deep()
    names = tuple(value)
    for key, opening in _shapes.get(names) or _shape(names):
        item = value[key]
        if type(item) is str:
            # As `quoted` does it, without the call: nothing happens more often.
            if len(item) < SHORT and item.isprintable() and '"' not in item and "\\" not in item:
                parts.append(f'{opening}"{item}"')
            else:
                parts.append(opening + quoted(item))
        else:
            parts.append(opening)
            _write(item, parts, depth + 1)
    parts.append("}" if value else "{}")


_WORDS: Final = {True: "true", False: "false", None: "null"}


_shapes: dict[tuple[str, ...], list[tuple[str, str]]] = {}
"""What `_shape` gives, for the shapes of objects that were met; objects share few of them."""
_MOST_SHAPES: Final = 1024
_LONGEST_SHAPE: Final = 1024


def _shape(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The keys in the order of their UTF-16 code units, each with the text that opens it.

    Spec: https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3
    """
    try:
        text = "".join(names)
    except TypeError as error:
        raise _refusal(str(error), "a string as the name of every member") from error
    if text.isascii() or max(text) < _PRIVATE_USE:
        ordered = sorted(names)
    else:
        ordered = sorted(names, key=lambda name: name.encode("utf-16-be"))
    shape = [(name, f",{quoted(name)}:") for name in ordered]
    shape[:1] = [(name, "{" + opening[1:]) for name, opening in shape[:1]]
    if len(text) <= _LONGEST_SHAPE:
        if len(_shapes) >= _MOST_SHAPES:
            _shapes.clear()
        _shapes[names] = shape
    return shape


def number(value: int | float) -> str:
    """The number as ECMAScript writes it.

    >>> number(3.0), number(1e-7), number(-0.0), number(1.5e300)
    ('3', '1e-7', '0', '1.5e+300')

    Spec: https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3
    """
    if not isfinite(value):
        raise _refusal(str(value), "a finite number")
    digits = float.__repr__(value)
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(digits), "f").removesuffix(".0")
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa}e{int(exponent):+d}"


def _too_deep() -> LimitError:
    return LimitError(
        "LIMIT_DEPTH",
        "The JSON value is nested too deeply.",
        found=f"more than {_DEEPEST} levels",
        expected=f"≤ {_DEEPEST}",
    )


def _refusal(found: str, expected: str) -> JsonLdError:
    return JsonLdError(
        "DATA_INVALID",
        "This value has no canonical JSON.",
        found=found,
        expected=expected,
        spec=_SPEC,
    )
