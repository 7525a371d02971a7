"""Calendar periods on moments: a month ends on its last day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta

_PERIOD = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?")


def plus(moment: datetime, period: str) -> datetime:
    """The moment, so much later; never beyond the calendar."""
    return _moved(moment, period, 1)


def minus(moment: datetime, period: str) -> datetime:
    """The moment, so much earlier; never before the calendar."""
    return _moved(moment, period, -1)


def _moved(moment: datetime, period: str, sign: int) -> datetime:
    match = _PERIOD.fullmatch(period)
    years, months, weeks, days = (int(n or 0) for n in match.groups()) if match else (0, 0, 0, 0)
    months = moment.year * 12 + moment.month - 1 + sign * (12 * years + months)
    year, month = divmod(months, 12)
    edge = datetime.min if sign < 0 else datetime.max
    try:
        day = min(moment.day, monthrange(year, month + 1)[1])
        moved = moment.replace(year=year, month=month + 1, day=day)
        return moved + sign * timedelta(days=days + 7 * weeks)
    except (ValueError, OverflowError, IndexError):
        return edge.replace(tzinfo=moment.tzinfo)
