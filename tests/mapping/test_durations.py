"""Workloads as durations, exact in both directions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from elm_microcred.mapping.durations import duration_of, read_duration
from elm_microcred.model import Workload
from strategies import quantities


@pytest.mark.parametrize(
    ("workload", "duration"),
    [
        ({"hours": "60"}, "PT60H"),
        ({"hours": "1.5"}, "PT1H30M"),
        ({"hours": "0.25"}, "PT15M"),
        ({"hours": "0"}, "PT0H"),
        ({"days": "2", "hours": "12"}, "P2DT12H"),
        ({"months": "60"}, "P60M"),
        ({"months": "1", "days": "0", "hours": "0.0001"}, "P1M0DT0.36S"),
    ],
)
def test_there_and_back(workload: dict[str, str], duration: str) -> None:
    value = Workload.parse(workload)
    assert duration_of(value) == duration
    read = read_duration(duration)
    assert read is not None
    assert (read.hours, read.days, read.months) == (value.hours, value.days, value.months)
    assert read.exact


@pytest.mark.parametrize("unit", ["days", "months"])
def test_parts_of_days_and_months_are_no_duration(unit: str) -> None:
    assert duration_of(Workload.parse({unit: "1.5", "hours": "2"})) is None


@pytest.mark.parametrize(
    ("text", "hours", "days", "months"),
    [
        ("P1Y2M", None, None, "14"),
        ("P2W", None, "14", None),
        ("PT90M", "1.5", None, None),
        (" PT1H ", "1", None, None),
    ],
)
def test_other_spellings(
    text: str, hours: str | None, days: str | None, months: str | None
) -> None:
    read = read_duration(text)
    expected = tuple(None if n is None else Decimal(n) for n in (hours, days, months))
    assert read is not None
    assert (read.hours, read.days, read.months) == expected


def test_a_third_of_an_hour_is_rounded_and_says_so() -> None:
    read = read_duration("PT20M")
    assert read is not None
    assert (read.hours, read.exact) == (Decimal("0.3333333333"), False)


@pytest.mark.parametrize("text", ["", "P", "PT", "-PT1H", "60", "P1.5D", "PT1H1H", "P1DT"])
def test_no_duration(text: str) -> None:
    assert read_duration(text) is None


@given(quantities())
def test_every_number_of_hours_survives(hours: str) -> None:
    value = Workload.parse({"hours": hours})
    read = read_duration(duration_of(value) or "")
    assert read is not None
    assert read.hours == value.hours
    assert read.exact
