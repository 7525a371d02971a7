"""JSON at the speed of pydantic's reader, where a few counts prove that it is strict.

```python
from elm_microcred.quick_json import UNPROVEN, read_quickly

read_quickly(b'{"type": "Diploma"}', limits)  # {'type': 'Diploma'}
read_quickly(b'{"type": 1, "type": 2}', limits) is UNPROVEN  # True
```

That reader refuses all that is no JSON, NaN and lone surrogates too, and stops at nesting that is
too deep for it. It lets duplicate keys and numbers pass that systems read differently: what it
read is therefore looked through, and its quotation marks are counted. Whatever is not proven is
left to `strict_json`, which finds the words for a refusal and does not need this module to be
right.

Spec: https://www.rfc-editor.org/rfc/rfc7493
"""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import from_json

from elm_microcred.limits import MIB, Limits

UNPROVEN: Final = object()
"""What is returned where the counts prove nothing, be the text good or bad."""

_SAFE_INTEGER: Final = 2**53 - 1
_LONGEST_INTEGER: Final = len(str(-_SAFE_INTEGER))
_LONG: Final = MIB
"""From this length on, a text is not read before its members are known to be few enough."""


def read_quickly(raw: bytes, limits: Limits) -> Any:
    """The value of a JSON text, or `UNPROVEN`.

    Args:
        raw: The text; its size is within the limit of the caller.
        limits: Bounds on depth, members and numbers.
    """
    if len(raw) > _LONG and len(raw) - len(raw.translate(None, b",[{")) > limits.members:
        return UNPROVEN
    try:
        value = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        return UNPROVEN
    is_container = type(value) is dict or type(value) is list
    return value if is_container and _is_strict(value, raw, limits) else UNPROVEN


def _is_strict(value: Any, raw: bytes, limits: Limits) -> bool:
    """Whether a container that was read from `raw` is within all limits, with no key lost."""
    counts = _counts(value, limits)
    if counts is None:
        return False
    members, strings = counts
    return members <= limits.members and _is_whole(value, raw, strings)


def _counts(value: Any, limits: Limits) -> tuple[int, int] | None:
    """How many members and items a container has in all, and how many strings, keys among them.

    `None` where it is nested too deeply, or has a number that may be one that systems read
    differently. Level by level, so that the levels count the depth.
    """
    longest = _SAFE_INTEGER if limits.number_characters >= _LONGEST_INTEGER else -1
    level = [value]
    keys = items = others = 0
    for _ in range(limits.depth):
        inner: list[Any] = []
        add = inner.append
        for row in level:
            if type(row) is dict:
                keys += len(row)
                for item in row.values():
                    if type(item) is not str:
                        add(item)
            elif type(row) is list:
                items += len(row)
                for item in row:
                    if type(item) is not str:
                        add(item)
            elif type(row) is float or (type(row) is int and not -longest <= row <= longest):
                return None
        if not inner:
            return keys + items, keys + keys + items - others
        others += len(inner)
        level = inner
    return None


def _is_whole(value: Any, raw: bytes, strings: int) -> bool:
    """Whether the value has all strings of the text: a key that was there twice is lost.

    Quotation marks in the text are two for each string, and one for each that stands escaped in
    a string. Where there are just as many as the strings of the value need, none was lost. Where
    there are more, those in the strings are counted; the other way to escape one must not be
    there then, as each would make up for half a lost string.
    """
    escaped = raw.count(b'"') - 2 * strings
    return escaped == 0 or (b"u0022" not in raw and escaped == _quotation_marks(value))


def _quotation_marks(value: Any) -> int:
    """How many quotation marks stand in the strings that are values."""
    rows = [value]
    found = 0
    for row in rows:
        for item in row.values() if type(row) is dict else row:
            if type(item) is str:
                found += item.count('"')
            elif type(item) is dict or type(item) is list:
                rows.append(item)
    return found
