"""Workloads as durations of XML Schema and ISO 8601, and back: exact, never converted."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import NamedTuple

from elm_microcred.model import Workload
from elm_microcred.model.base import DECIMALS

_DURATION = re.compile(
    r"P(?=[0-9T])"
    r"(?:(?P<years>[0-9]{1,6})Y)?(?:(?P<months>[0-9]{1,7})M)?(?:(?P<weeks>[0-9]{1,6})W)?"
    r"(?:(?P<days>[0-9]{1,7})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9}(?:\.[0-9]{1,16})?)H)?"
    r"(?:(?P<minutes>[0-9]{1,9}(?:\.[0-9]{1,16})?)M)?"
    r"(?:(?P<seconds>[0-9]{1,12}(?:\.[0-9]{1,16})?)S)?)?",
    re.ASCII,
)


class Duration(NamedTuple):
    """A duration as it was read.

    Attributes:
        hours: Hours with minutes and seconds as fractions; `None` if it has none.
        days: Days, with weeks; `None` if it has none.
        months: Months, with years; `None` if it has none.
        exact: Whether the fraction of the hours could be kept whole.
    """

    hours: Decimal | None
    days: Decimal | None
    months: Decimal | None
    exact: bool


def duration_of(workload: Workload) -> str | None:
    """The workload as an `xsd:duration`; `None` if a part of it cannot be one.

    A duration of XML Schema has fractions of seconds only: half a day is none.

    >>> duration_of(Workload(hours="1.5"))
    'PT1H30M'

    Spec: https://www.w3.org/TR/xmlschema11-2/#duration
    """
    months, days = workload.months, workload.days
    if any(part is not None and part != part.to_integral_value() for part in (months, days)):
        return None
    date = (f"{int(months)}M" if months is not None else "") + (
        f"{int(days)}D" if days is not None else ""
    )
    return "P" + date + (_time(workload.hours) if workload.hours is not None else "")


def read_duration(text: str) -> Duration | None:
    """The parts of a duration of XML Schema or ISO 8601; `None` if it is not one.

    >>> read_duration("P1Y2MT90M")
    Duration(hours=Decimal('1.5'), days=None, months=Decimal('14'), exact=True)
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (
        None if part is None else Decimal(part) for part in match.groups()
    )
    with localcontext(prec=40):
        total = _sum((hours, 3600), (minutes, 60), (seconds, 1))
        whole = None if total is None else total / 3600
        rounded = None if whole is None else round(whole, DECIMALS).normalize() + 0
        exact = whole is None or rounded == whole
        return Duration(
            None if rounded is None else Decimal(format(rounded, "f")),
            _sum((weeks, 7), (days, 1)),
            _sum((years, 12), (months, 1)),
            exact,
        )


def _sum(*parts: tuple[Decimal | None, int]) -> Decimal | None:
    given = [number * factor for number, factor in parts if number is not None]
    return sum(given, Decimal(0)) if given else None


def _time(hours: Decimal) -> str:
    with localcontext(prec=40):
        seconds = hours * 3600
        whole_hours, rest = divmod(seconds, 3600)
        minutes, seconds = divmod(rest, 60)
    parts = [f"{int(whole_hours)}H"] if whole_hours or not rest else []
    parts += [f"{int(minutes)}M"] if minutes else []
    parts += [f"{_plain(seconds)}S"] if seconds else []
    return "T" + "".join(parts)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
