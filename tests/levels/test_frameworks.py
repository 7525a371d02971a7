"""Levels in other frameworks: by table and day, and never because the numbers are equal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import levels, vocabularies
from elm_microcred.errors import UsageError
from elm_microcred.levels import Reason, convert_level, ehea_cycle, eqf_level, eqf_level_of
from elm_microcred.model import Level

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 27)
BEFORE, AFTER = date(2022, 7, 31), date(2022, 8, 1)


@pytest.mark.parametrize(
    ("level", "at", "lqf", "eqf"),
    [
        ("1", BEFORE, ("2",), ("2",)),
        ("2", BEFORE, ("3",), ("3",)),
        ("3", BEFORE, ("4",), ("4",)),
        ("4", BEFORE, ("5",), ("5",)),
        ("5", BEFORE, ("6", "7"), ("6", "7")),
        ("2", AFTER, ("2",), ("2",)),
        ("3", AFTER, ("3",), ("3",)),
        ("4", AFTER, ("4",), ("4",)),
        ("5", AFTER, ("5",), ("5",)),
        ("7", AFTER, ("7",), ("7",)),
    ],
)
def test_latvia_changed_on_the_first_of_august_2022(
    level: str, at: date, lqf: tuple[str, ...], eqf: tuple[str, ...]
) -> None:
    assert convert_level("LV-PQL", level, to="LQF", at=at).levels == lqf
    found = eqf_level("LV-PQL", level, at=at)
    assert found.levels == eqf
    assert [use.id for use in found.tables] == ["lv-pql-lqf", "lqf-eqf"]
    assert all(use.version and use.source for use in found.tables)
    assert found.lowest == eqf[0]
    assert found.highest == eqf[-1]
    assert found.level == (eqf[0] if len(eqf) == 1 else None)


def test_the_old_latvian_scale_had_no_level_six() -> None:
    assert eqf_level("LV-PQL", "6", at=BEFORE).reason is Reason.NO_LEVEL
    assert eqf_level("LV-PQL", "6", at=AFTER).level == "6"


@pytest.mark.parametrize(
    ("framework", "country", "level", "at", "expected"),
    [
        ("LQF", None, "4", TODAY, "4"),
        ("lki", None, "Level 4", TODAY, "4"),
        ("NFQ", None, "8", TODAY, "6"),
        ("IE NQF", None, "2", TODAY, "1"),
        ("NQF", "IE", "10", TODAY, "8"),
        ("RQF", None, "4", TODAY, "5"),
        ("RQF", None, "e3", TODAY, "1"),
        ("QCF", None, "3", date(2014, 1, 1), "4"),
        ("CQFW", "gb", "8", TODAY, "8"),
        ("SCQF", None, "6", TODAY, "4"),
        ("SOK", None, "6", TODAY, "5"),
        ("SQF", "SI", "9", TODAY, "8"),
        ("AT: NQF", None, "VI", TODAY, "6"),
        ("EstQF", None, "5", TODAY, "5"),
        ("SeQF", None, "5", TODAY, "5"),
        ("DQR", None, "6", TODAY, "6"),
        ("RNCP", None, "IV", date(2018, 6, 1), "4"),
        ("NQF RNCP", "FR", "V", date(2019, 12, 31), "3"),
        ("RNCP", None, "6", date(2019, 1, 9), "6"),
        ("ISQF", None, "5.2", TODAY, "6"),
        ("NLQF", None, "4+", TODAY, "4"),
        ("NQF", "PT", "5", TODAY, "5"),
        ("QF-EHEA", None, "short", TODAY, "5"),
        ("EQF", None, "5", None, "5"),
    ],
)
def test_tables_of_countries(
    framework: str, country: str | None, level: str, at: date | None, expected: str
) -> None:
    assert eqf_level(framework, level, at=at, country=country).level == expected


@pytest.mark.parametrize(
    ("framework", "country", "level", "at", "reason"),
    [
        ("HKQF", None, "5", TODAY, Reason.NO_TABLE),
        ("TQF", None, "5", TODAY, Reason.NO_TABLE),
        ("", None, "", TODAY, Reason.NO_TABLE),
        ("NQF", None, "5", TODAY, Reason.SHARED_NAME),
        ("SQF", None, "5", TODAY, Reason.SHARED_NAME),
        ("SQF", "RS", "5", TODAY, Reason.SHARED_NAME),
        ("LQF", "LT", "5", TODAY, Reason.NO_TABLE),
        ("LQF", None, "9", TODAY, Reason.NO_LEVEL),
        ("LQF", None, "5", date(2010, 12, 31), Reason.NOT_IN_FORCE),
        ("LQF", None, "5", None, Reason.NO_DATE),
        ("QCF", None, "5", date(2015, 10, 1), Reason.NOT_IN_FORCE),
        ("RNCP", None, "IV", date(2020, 1, 1), Reason.NO_LEVEL),
        ("RNCP", None, "4", date(2018, 1, 1), Reason.NO_LEVEL),
        ("ISQF", None, "3", TODAY, Reason.NO_LEVEL),
        ("SCQF", None, "1", TODAY, Reason.NO_COUNTERPART),
        ("EQF", None, "99", TODAY, Reason.NO_LEVEL),
        ("EQF", None, "", TODAY, Reason.NO_LEVEL),
    ],
)
def test_what_no_table_says_is_unknown(
    framework: str, country: str | None, level: str, at: date | None, reason: Reason
) -> None:
    found = eqf_level(framework, level, at=at, country=country)
    assert found.reason is reason
    assert not found.known
    assert found.level is found.lowest is found.highest is None
    assert found.tables == ()
    assert str(reason) in found.detail


_NAMED = {
    name.casefold()
    for table in levels.tables()
    for name in (table.framework, *table.names, *table.shared_names)
}


@given(
    st.text(max_size=20).filter(lambda name: " ".join(name.split()).casefold() not in _NAMED),
    st.sampled_from([str(n) for n in range(13)]),
    st.dates(),
    st.sampled_from([None, "LV", "XX"]),
)
def test_a_framework_without_a_table_never_gets_the_equal_number(
    framework: str, level: str, at: date, country: str | None
) -> None:
    found = eqf_level(framework, level, at=at, country=country)
    assert not found.known
    assert found.reason is Reason.NO_TABLE


@given(
    st.sampled_from(levels.tables()),
    st.sampled_from([str(n) for n in range(15)] + ["6.1", "IV", "first"]),
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
)
def test_an_answer_is_always_what_a_row_of_that_day_says(
    table: levels.LevelTable, level: str, at: date
) -> None:
    found = convert_level(table.framework, level, to=table.to, at=at)
    said = [p.levels[level] for p in table.periods if p.holds(at) and level in p.levels]
    assert found.levels == (said[0] if said else ())
    assert found.known is (found.reason is None)


@pytest.mark.parametrize("table", levels.tables(), ids=lambda table: table.id)
def test_tables_are_whole(table: levels.LevelTable) -> None:
    assert table.version
    assert all(table.source)
    assert not set(table.names) & set(table.shared_names)
    for number, period in enumerate(table.periods):
        if period.valid_from and period.valid_until:
            assert period.valid_from <= period.valid_until
        for other in table.periods[number + 1 :]:
            overlap = period.valid_until is None or (
                other.valid_from is not None and other.valid_from <= period.valid_until
            )
            # At one time a level has one meaning.
            assert not (overlap and set(period.levels) & set(other.levels))
        for level, counterparts in period.levels.items():
            assert level == level.strip()
            assert list(counterparts) == sorted(counterparts)
            if table.to == "EQF":
                assert set(counterparts) <= set("12345678")


def test_every_file_is_a_table() -> None:
    names = {path.stem for path in (ROOT / "vocab" / "levels").glob("*.json")} - {"credits"}
    assert names == {table.id for table in levels.tables()}
    for table in levels.tables():
        text = (ROOT / "vocab" / "levels" / f"{table.id}.json").read_text("utf-8")
        assert json.loads(text)["id"] == table.id


def test_names_mean_one_framework() -> None:
    meant: dict[str, set[str]] = {}
    for table in levels.tables():
        for name in (table.framework, *table.names):
            meant.setdefault(name.casefold(), set()).add(table.framework)
    assert [name for name, frameworks in meant.items() if len(frameworks) > 1] == []
    shared = {name.casefold() for table in levels.tables() for name in table.shared_names}
    assert not shared & set(meant)


def test_an_unknown_table_names_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        levels.table("nqf")
    assert caught.value.code == "LEVELS_UNKNOWN_TABLE"
    assert "lqf-eqf" in caught.value.problem.expected


def test_no_way_leads_from_one_country_to_another() -> None:
    assert convert_level("LQF", "5", to="NFQ", at=TODAY).reason is Reason.NO_TABLE
    assert convert_level("LQF", "5", to="", at=TODAY).reason is Reason.NO_TABLE


def test_cycles() -> None:
    assert ehea_cycle("EQF", "6", at=TODAY).level == "first"
    assert ehea_cycle("NFQ", "8", at=TODAY).level == "first"
    assert [use.id for use in ehea_cycle("LQF", "7", at=TODAY).tables] == ["lqf-eqf", "eqf-ehea"]
    assert ehea_cycle("EQF", "4", at=TODAY).reason is Reason.NO_COUNTERPART
    assert ehea_cycle("QF-EHEA", "third", at=None).level == "third"
    assert ehea_cycle("LV-PQL", "5", at=BEFORE).levels == ("first", "second")


def test_a_time_is_a_day() -> None:
    last = datetime(2022, 7, 31, 23, 59, tzinfo=UTC)
    assert eqf_level("LV-PQL", "3", at=last).level == "4"
    assert eqf_level("LV-PQL", "3", at=last + timedelta(minutes=1)).level == "3"


def test_levels_of_the_model_by_iri_and_by_name() -> None:
    qdr = vocabularies.scheme("qdr").base
    base = {"framework": "RQF Entry", "level": "3"}
    by_code = Level.model_validate({**base, "iri": qdr + "c_b3a26e65"})
    assert eqf_level_of(by_code, at=TODAY).level == "1"
    irish = vocabularies.concept("qdr", "IE NQF Level 8")
    named = Level.model_validate({"framework": "NQF", "level": "8", "iri": irish.iri})
    assert eqf_level_of(named, at=TODAY).level == "6"
    assert eqf_level_of(Level(framework="SCQF", level="10"), at=TODAY).level == "6"
    eqf = Level.model_validate(
        {"framework": "EQF", "level": "5", "iri": vocabularies.scheme("eqf").base + "5"}
    )
    assert eqf_level_of(eqf, at=None).level == "5"
    # The framework itself is no level of it, and another concept is none either.
    whole = vocabularies.concept("qdr", "Latvian Qualifications Framework").iri
    for iri in (whole, "https://levels.example/5"):
        own = Level.model_validate({"framework": "LQF", "level": "5", "iri": iri})
        assert eqf_level_of(own, at=TODAY).level == "5"


def test_every_listed_level_of_a_framework_with_a_table_is_understood() -> None:
    """What the European list calls a level of these frameworks is never taken for another's."""
    told = {}
    for concept in vocabularies.concepts("qdr"):
        level = Level.model_validate({"framework": "?", "level": "?", "iri": concept.iri})
        at = date(2018, 6, 1) if "RNCP" in concept.label["en"] else TODAY
        found = eqf_level_of(level, at=at)
        if found.known:
            told[concept.label["en"]] = found.levels
    assert told["LQF Level 6"] == ("6",)
    assert told["IE NQF Level 10"] == ("8",)
    assert told["NQF RNCP Level I-Master"] == ("7",)
    assert told["AT: NQF Level 5"] == ("5",)
    assert told["SCQF Level 9"] == ("6",)
    assert told["RQF Entry Level 3"] == ("1",)
    # Serbia's SQF has other labels; this list's SQF is the Slovenian one, but says so nowhere.
    assert not any(label.startswith(("SQF", "NQFS", "AQF", "MQF")) for label in told)
