"""Points in time as credentials write them: `dateTimeStamp`, read strictly, always aware UTC.

Spec: https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)

_LONGEST = 64


def parse(value: object, *, zone_required: bool = True) -> datetime | None:
    """The point in time that a text stands for; `None` where it stands for none.

    Fractions beyond the microsecond are cut. Years have four digits.

    Args:
        value: A JSON value, a string if all is well.
        zone_required: Whether a text without time zone stands for none, or for UTC.
    """
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return _parse(value, zone_required)


@lru_cache(maxsize=1024)
def _parse(text: str, zone_required: bool) -> datetime | None:
    match = _DATE_TIME.fullmatch(text)
    if match is None or (zone_required and match[8] is None):
        return None
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    microsecond = int((match[7] or "0")[:6].ljust(6, "0"))
    # XML Schema writes the end of a day as hour 24.
    end_of_day = hour == 24 and not (minute or second or int(match[7] or "0"))
    try:
        moment = datetime(
            year,
            month,
            day,
            0 if end_of_day else hour,
            minute,
            second,
            microsecond,
            tzinfo=_zone(match[8] or "Z"),
        )
        return (moment + timedelta(days=end_of_day)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def write(moment: datetime) -> str:
    """A point in time as text, in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))
