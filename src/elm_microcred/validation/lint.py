"""What no schema forbids and nobody can have meant: workloads that clash, days that slipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

from elm_microcred.model import MicroCredential, Workload
from elm_microcred.model.volume import ECTS
from elm_microcred.problem import Problem

_LEAST_HOURS = {"hours": Decimal(1), "days": Decimal(1), "months": Decimal(4)}
_MOST_HOURS = {"hours": Decimal(1), "days": Decimal(24), "months": Decimal(744)}
"""Within these bounds every reading of a day or a month lies: an hour a day, or all of it."""

_LONGEST = {"hours": Decimal(1800), "days": Decimal(366), "months": Decimal(24)}
"""A micro-credential is small: a full academic year, or two years beside work, is none."""

_HOURS_PER_ECTS = (Decimal(15), Decimal(40))
"""By rule 25 to 30 hours; national practice goes from 20 to 30, so that beyond is a slip."""

SHIFTED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T2[123]:00:00(\.0+)?(Z|\+00:00)", re.ASCII)
"""Midnight in Europe, read in UTC: the evening of the day before."""

Place = Callable[[str], str]


class Size(Protocol):
    """A time in parts that are not converted: a workload, or a duration as it was read."""

    @property
    def hours(self) -> Decimal | None:
        """Hours."""

    @property
    def days(self) -> Decimal | None:
        """Days."""

    @property
    def months(self) -> Decimal | None:
        """Months."""


def lint(micro: MicroCredential, document: Any, place: Place) -> Iterator[Problem]:
    """Every finding, with pointers into the document.

    Args:
        micro: The micro-credential.
        document: The document that it was read from.
        place: The pointer into the document for one into the micro-credential.
    """
    yield from _workloads(micro, place)
    yield from _days(micro, document, place)


def _workloads(micro: MicroCredential, place: Place) -> Iterator[Problem]:
    achievement = micro.achievement
    whole, at = achievement.workload, place("/achievement/workload")
    if whole is not None:
        yield from _size(whole, at)
    for number, activity in enumerate(achievement.activities):
        part = activity.workload
        pointer = place(f"/achievement/activities/{number}/workload")
        if part is None:
            continue
        longer = list(too_long(part, whole, pointer, at)) if whole is not None else []
        yield from longer or _size(part, pointer)
    yield from _credits(micro, place)


def too_long(part: Size, whole: Size, pointer: str, at: str) -> Iterator[Problem]:
    """The problem of a part that takes longer than the whole, however days and months are read.

    Args:
        part: How long the part takes.
        whole: How long the whole takes.
        pointer: Where the part is stated.
        at: Where the whole is stated.
    """
    if _least(part) > _most(whole):
        yield Problem(
            "LINT_WORKLOAD",
            "An activity takes longer than the whole achievement.",
            pointer=pointer,
            found=shown(part),
            expected=f"at most {shown(whole)}, the workload of the achievement at {at}",
            remedy=_UNITS,
        )


def shifted(value: str, pointer: str) -> Problem:
    """The problem of a day that stands there as the evening before."""
    return Problem(
        "LINT_DATE_SHIFTED",
        "This looks like the midnight of a day, put into the day before by a time zone.",
        pointer=pointer,
        found=value,
        expected="the day itself, as 2026-06-30T00:00:00Z, or the time with its offset",
        remedy="Check the day, and write the time with its offset.",
    )


_UNITS = "Check the unit: in ISO 8601, P60M is 60 months, PT60M 60 minutes, PT60H 60 hours."


def _size(workload: Workload, pointer: str) -> Iterator[Problem]:
    parts = {unit: getattr(workload, unit) or Decimal(0) for unit in _LONGEST}
    if not any(parts.values()):
        detail = "A workload of nothing."
    elif any(parts[unit] > most for unit, most in _LONGEST.items()):
        detail = "This is no size of a micro-credential."
    else:
        return
    yield Problem(
        "LINT_WORKLOAD",
        detail,
        pointer=pointer,
        found=shown(workload),
        expected="more than nothing, and no more than a full academic year (1800 hours)",
        remedy=_UNITS,
    )


def _credits(micro: MicroCredential, place: Place) -> Iterator[Problem]:
    workload = micro.achievement.workload
    hours = workload.hours if workload and not (workload.days or workload.months) else None
    points = sum((c.points for c in micro.achievement.credits if c.system == ECTS), Decimal(0))
    least, most = _HOURS_PER_ECTS
    if hours and points and not least * points <= hours <= most * points:
        yield Problem(
            "LINT_WORKLOAD",
            "Workload and ECTS credits contradict each other.",
            pointer=place("/achievement/workload"),
            found=f"{hours:f} hours for {points:f} ECTS",
            expected="25 to 30 hours for a credit",
            remedy="Correct the one that is wrong.",
        )


def _least(workload: Size) -> Decimal:
    return _hours(workload, _LEAST_HOURS)


def _most(workload: Size) -> Decimal:
    return _hours(workload, _MOST_HOURS)


def _hours(workload: Size, factors: Mapping[str, Decimal]) -> Decimal:
    parts = ((getattr(workload, unit) or Decimal(0)) * factor for unit, factor in factors.items())
    return sum(parts, Decimal(0))


def shown(workload: Size) -> str:
    """A workload in words."""
    parts = [(getattr(workload, unit), unit) for unit in ("months", "days", "hours")]
    return ", ".join(f"{number:f} {unit}" for number, unit in parts if number is not None)


def _days(micro: MicroCredential, document: Any, place: Place) -> Iterator[Problem]:
    """Days of the document that stand there as the evening before."""
    pointers = [
        f"/award/{name}"
        for name in ("awarded_at", "valid_from", "valid_until", "learner/date_of_birth")
    ]
    for number in range(len(micro.achievement.quality_assurance)):
        base = f"/achievement/quality_assurance/{number}"
        pointers += [f"{base}/decided_at", f"{base}/expires_at"]
    for there in dict.fromkeys(map(place, pointers)):
        value = _at(document, there)
        if isinstance(value, str) and SHIFTED.fullmatch(value):
            yield shifted(value, there)


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, Mapping):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document
