"""Credits in other units: exact intervals, by country and day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.levels import Reason, credit_interval, rates

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("system", "unit", "country", "at", "least", "most"),
    [
        ("ECTS", "hours", None, None, "25", "30"),
        ("ects", "h", "ZZ", TODAY, "25", "30"),
        ("ECTS", "hours", "PT", TODAY, "28", "28"),
        ("ECTS", "hours", "it", TODAY, "25", "25"),
        ("ECTS", "hours", "IE", TODAY, "20", "25"),
        ("ECTS", "hours", "GB", TODAY, "20", "20"),
        ("http://data.europa.eu/snb/education-credit/6fcec5c5af", "hours", "LV", TODAY, "25", "30"),
        ("CATS", "ECTS", None, TODAY, "0.5", "0.5"),
        ("CATS", "hours", "GB", TODAY, "10", "10"),
        ("ECTS", "CATS", "GB", TODAY, "2", "2"),
        ("kredītpunkti", "ECTS", "LV", date(2022, 10, 10), "1.5", "1.5"),
        ("LV-KP", "ECTS", "LV", datetime(2022, 10, 11, tzinfo=UTC), "1", "1.5"),
        ("US semester credit", "ECTS", "US", TODAY, "2", "2"),
        ("ECVET", "ECVET", None, None, "1", "1"),
    ],
)
def test_rates(
    system: str, unit: str, country: str | None, at: date | None, least: str, most: str
) -> None:
    found = credit_interval(system, unit, at=at, country=country)
    assert found.known
    assert (found.least, found.most) == (Fraction(least), Fraction(most))
    if found.system != found.unit:
        assert found.table is not None
        assert found.table.source
        assert found.basis in ("law", "rule", "secondary", "custom")


@pytest.mark.parametrize(
    ("system", "unit", "at", "reason"),
    [
        ("ECVET", "ECTS", TODAY, Reason.NO_TABLE),
        ("ECVET", "hours", TODAY, Reason.NO_TABLE),
        ("NZ credit", "ECTS", TODAY, Reason.NO_TABLE),
        ("HK credit", "ECTS", TODAY, Reason.NO_TABLE),
        ("ECTS", "", TODAY, Reason.NO_TABLE),
        ("LV-KP", "ECTS", None, Reason.NO_DATE),
    ],
)
def test_what_no_rate_says_is_unknown(
    system: str, unit: str, at: date | None, reason: Reason
) -> None:
    found = credit_interval(system, unit, at=at)
    assert found.reason is reason
    assert not found.known
    assert found.of(Decimal(3)) is None


def test_a_dated_rate_needs_its_day() -> None:
    held = [rate for rate in rates() if rate.id == "lv-kp-ects-old"]
    assert [rate.holds(date(2022, 10, 11)) for rate in held] == [False]
    assert [rate.holds(None) for rate in held] == [False]
    found = credit_interval("LV-KP", "ECTS", at=date(2022, 10, 10))
    assert found.table is not None
    assert found.table.id == "lv-kp-ects-old"


def test_hours_make_an_interval_of_credits() -> None:
    found = credit_interval("hours", "ECTS", at=TODAY)
    assert (found.least, found.most) == (Fraction(1, 30), Fraction(1, 25))
    assert found.of(Decimal(60)) == (Decimal(2), Decimal("2.4"))
    assert found.of(Decimal(100)) == (Decimal("3.333333"), Decimal(4))
    assert found.of(Decimal(50), places=1) == (Decimal("1.6"), Decimal(2))


@given(
    st.sampled_from(rates()),
    st.booleans(),
    st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3),
    st.integers(0, 12),
)
def test_an_interval_never_shrinks(
    rate: object, other_way: bool, credits: Decimal, places: int
) -> None:
    names = (rate.system, rate.unit)  # type: ignore[attr-defined]
    system, unit = reversed(names) if other_way else names
    at = rate.valid_until or rate.valid_from or TODAY  # type: ignore[attr-defined]
    found = credit_interval(system, unit, at=at, country=rate.country)  # type: ignore[attr-defined]
    assert found.least is not None
    assert found.most is not None
    ends = found.of(credits, places=places)
    assert ends is not None
    assert ends[0] <= Fraction(credits) * found.least <= Fraction(credits) * found.most <= ends[1]
    assert ends[1] - ends[0] <= Fraction(credits) * (found.most - found.least) + Fraction(
        2, 10**places
    )
    assert all(end.as_tuple().exponent >= -places for end in ends)


def test_there_and_back_holds_the_whole_interval() -> None:
    there = credit_interval("ECTS", "hours", at=TODAY)
    back = credit_interval("hours", "ECTS", at=TODAY)
    assert there.least * back.most == there.most * back.least == 1


def test_rates_are_whole() -> None:
    ids = [rate.id for rate in rates()]
    assert len(ids) == len(set(ids))
    for rate in rates():
        assert 0 < rate.least <= rate.most
        assert rate.source
        assert rate.version
    country_rates = {rate.country for rate in rates() if rate.id.startswith("ects-hours-")}
    assert {"LV", "PT", "IT", "FR", "IE"} <= country_rates
