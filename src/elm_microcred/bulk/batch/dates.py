"""Dates as people write them in tables, by where the day stands.

Rows are read with dates in ISO 8601. A table that was written for people says `31.12.2026`,
`12/31/2026` or `2026年12月31日`: such a date is turned only if it is said in which order it stands,
since `03/04/2026` is two days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal

from elm_microcred.model.columns import COLUMNS

Order = Literal["iso", "day-first", "month-first"]
ORDERS: Final[tuple[Order, ...]] = ("iso", "day-first", "month-first")

DATE_COLUMNS: Final = frozenset(
    name
    for name in COLUMNS
    if name.endswith("_on") or name in ("valid_from", "valid_until", "learner_date_of_birth")
)
"""Columns that hold a date or a time."""

_NUMBERS = re.compile(r"([0-9]{1,4})\s*[./\-年]\s*([0-9]{1,2})\s*[./\-月]\s*([0-9]{1,4})\s*[.日]?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ].*)?")
_SERIAL = re.compile(r"[1-9][0-9]{4}")
_DAY_ZERO: Final = date(1899, 12, 30)


def turned(text: str, order: Order) -> str:
    """The date in ISO 8601, if it is one in this order; else the text as it is."""
    said = text.strip()
    if order == "iso" or _ISO.fullmatch(said):
        return text
    found = _read(said, order)
    return text if found is None else found.isoformat()


def readings(text: str) -> dict[str, date]:
    """The days that a text could mean, by the option that says so."""
    said = text.strip()
    if _SERIAL.fullmatch(said):
        return {"a serial number of a spreadsheet": _DAY_ZERO + timedelta(days=int(said))}
    orders: tuple[Order, ...] = ("day-first", "month-first")
    found = {order: _read(said, order) for order in orders}
    return {f"--dates {order}": day for order, day in found.items() if day is not None}


def hint(text: str) -> str:
    """What to do about a date that is not in ISO 8601; empty where nothing can be said."""
    found = readings(text)
    if not found:
        return ""
    said = " or ".join(f"{day.isoformat()} ({how})" for how, day in found.items())
    return f"Write it with the year first: {said}."


def _read(said: str, order: Order) -> date | None:
    match = _NUMBERS.fullmatch(said)
    if match is None:
        return None
    first, second, third = match.groups()
    if len(first) == 4:
        year, month, day = first, second, third
    elif len(third) != 4:
        return None  # two digits are no year
    elif order == "day-first":
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
