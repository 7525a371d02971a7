"""Records: frozen, tolerant of unknown members; instants, days, quantities and IRIs."""

from __future__ import annotations

import decimal
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from elm_microcred.errors import ModelError
from elm_microcred.model import Award, CreditPoints, Learner, Organisation, Workload
from elm_microcred.model.base import is_absolute_iri, refuse


def hours(value: Any) -> Decimal:
    found = Workload.parse({"hours": value}).hours
    assert found is not None
    return found


def test_a_record_is_frozen_and_hashable() -> None:
    organisation = Organisation.parse("Osta")
    with pytest.raises(ValidationError, match="frozen"):
        organisation.legal_name = organisation.legal_name  # type: ignore[misc]  # frozen
    assert hash(organisation) == hash(Organisation.parse({"legal_name": {"und": "Osta"}}))


def test_the_constructor_takes_what_parse_takes() -> None:
    assert CreditPoints(points=Decimal(2)) == CreditPoints.parse({"points": 2})
    assert CreditPoints.parse(CreditPoints(points=Decimal(2))).points == 2
    with pytest.raises(ValidationError):
        CreditPoints(points=Decimal(-1))


def test_unknown_members_are_kept_as_they_came() -> None:
    data = {
        "legal_name": {"en": "Port"},
        "x": None,
        "y": [None, {}, {"z": []}],
        "a/b~c": 1.5,
        "location": {"country": "LV", "colour": "blue"},
    }
    organisation = Organisation.parse(data)
    assert organisation.unknown == {"x": None, "y": [None, {}, {"z": []}], "a/b~c": 1.5}
    assert organisation.location is not None
    assert organisation.location.unknown == {"colour": "blue"}
    assert organisation.to_dict() == data


def test_null_is_absent() -> None:
    assert Learner.parse({"email": None, "identifiers": None}) == Learner()
    assert Award.parse({"learner": None}) == Award()


def test_what_is_absent_is_left_out() -> None:
    assert Learner().to_dict() == {}
    assert Award().to_dict() == {"format": "elm-microcred/award/1"}
    assert Award.parse({"place": {}}).to_dict()["place"] == {}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-06-30", datetime(2026, 6, 30, tzinfo=UTC)),
        (" 2026-06-30 ", datetime(2026, 6, 30, tzinfo=UTC)),
        ("2026-06-30T12:00Z", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        ("2026-06-30t12:00:00z", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        ("2026-06-30 01:30:00+03:00", datetime(2026, 6, 29, 22, 30, tzinfo=UTC)),
        ("2026-06-30T12:00:00.25-05:30", datetime(2026, 6, 30, 17, 30, 0, 250000, tzinfo=UTC)),
        ("2026-06-30T12:00:00.123456789Z", datetime(2026, 6, 30, 12, 0, 0, 123456, tzinfo=UTC)),
        (date(2026, 6, 30), datetime(2026, 6, 30, tzinfo=UTC)),
        (
            datetime(2026, 6, 30, 3, tzinfo=timezone(timedelta(hours=3))),
            datetime(2026, 6, 30, tzinfo=UTC),
        ),
    ],
)
def test_an_instant_is_kept_in_utc(said: object, kept: datetime) -> None:
    found = Award.parse({"awarded_at": said}).awarded_at
    assert found == kept
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "said",
    [
        "",
        "2026",
        "2026-06",
        "2026-6-30",
        "2026-02-29",
        "20260630",
        "2026-W27-2",
        "2026-06-30T25:00:00Z",
        "2026-06-30T12:00:60Z",
        "2026-06-30T12Z",
        "2026-06-30T12:00:00+99:00",
        "2026-06-30T12:00:00+0300",
        "٢٠٢٦-٠٦-٣٠",
        "2026-06-30\n2026-07-01",
        "9999-12-31T23:00:00-14:00",
        True,
        1751241600,
        ["2026-06-30"],
    ],
)
def test_what_is_no_instant_is_refused(said: object) -> None:
    with pytest.raises(ModelError) as raised:
        Award.parse({"issued_at": [said]} if said == "" else {"issued_at": said})
    assert raised.value.code == "MODEL_DATE"


def test_a_day_has_no_time_zone() -> None:
    assert Learner.parse({"date_of_birth": " 1999-10-02 "}).date_of_birth == date(1999, 10, 2)
    assert Learner.parse({"date_of_birth": date(1999, 10, 2)}).to_dict() == {
        "date_of_birth": "1999-10-02"
    }
    for said in (datetime(1999, 10, 2, tzinfo=UTC), "1999-02-29", "02.10.1999", 19991002):
        with pytest.raises(ModelError) as raised:
            Learner.parse({"date_of_birth": said})
        assert raised.value.code == "MODEL_DATE"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (60, "60"),
        (60.0, "60"),
        ("60", "60"),
        (" 60.50 ", "60.5"),
        ("+7.5", "7.5"),
        ("007", "7"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (1.1, "1.1"),
        (1e-10, "0.0000000001"),
        ("999999.9999999999", "999999.9999999999"),
        (1_000_000, "1000000"),
    ],
)
def test_a_number_is_exact_however_it_was_spelt(said: object, kept: str) -> None:
    assert str(hours(said)) == str(Decimal(kept))
    assert Workload.parse(said).to_dict() == {"hours": kept}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "1e3",
        "0x10",
        "1_000",
        "1 000",
        "١٢",
        "NaN",
        "1.",
        ".5",
        "--1",
        "1/2",
        True,
        None,
        [],
        -1,
        -1e-10,
        float("nan"),
        float("inf"),
        10**5000,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        1e-11,
        0.1 + 0.2,
        "9" * 100_000,
        "0." + "1" * 100_000,
    ],
    ids=lambda said: repr(said)[:20] if not isinstance(said, int) else f"{type(said).__name__}",
)
def test_what_is_no_quantity_is_refused(said: object) -> None:
    with pytest.raises(ModelError) as raised:
        hours(said)
    assert raised.value.code in ("MODEL_TYPE", "MODEL_VALUE", "MODEL_MISSING")


def test_quantities_do_not_depend_on_the_callers_decimal_context() -> None:
    with decimal.localcontext(prec=2):
        assert hours("123456.0987654321") == Decimal("123456.0987654321")


@given(st.decimals(0, 10**6, places=10))
def test_no_digit_is_lost(number: Decimal) -> None:
    assert hours(number) == hours(format(number, "f")) == number
    again = json.loads(json.dumps(Workload.parse(number).to_dict()))
    assert Decimal(again["hours"]) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.org/", True),
        ("urn:uuid:x", True),
        ("did:web:example.org", True),
        ("data:image/png;base64,AA==", True),
        ("https://osta.example.lv/drošība", True),
        ("x:y", True),
        ("x:", False),
        ("/x", False),
        ("//x/y", False),
        ("1a:b", False),
        ("https://a b", False),
        ("https://a\nb", False),
        ("https://a<b>", False),
        ('https://a"b', False),
        ("https://a\\b", False),
        ("data:image/png;base64," + "AA" * 400, True),
        ("data:image/png;base64," + "AA" * 400 + " ", False),
        ("data:image/png;base64," + "AA" * 400 + "\x7f", False),
        ("data:text/plain," + "š" * 600, True),
        ("a" * 600 + ":", False),
        ("1" + "a" * 600 + ":b", False),
        ("https://a\u0085b", False),
        ("", False),
    ],
)
def test_an_absolute_iri(text: str, is_one: bool) -> None:
    assert is_absolute_iri(text) is is_one


def test_braces_of_a_message_are_not_placeholders() -> None:
    assert refuse("MODEL_VALUE", "{x}", expected="y").message() == "(x)"
