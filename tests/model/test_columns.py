"""The flat form: every column lands where the table says, and errors name the column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import ValidationError

from elm_microcred.errors import ModelError
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.columns import COLUMNS, IMPLIED, SHARED, Column
from elm_microcred.model.findings import problems
from elm_microcred.model.rows import columns_by_place, nested

CLASSES: dict[str, Any] = {"Achievement": Achievement, "Award": Award}

CELLS = {
    "language": "lv",
    "achievement_type": "Course",
    "workload_hours": "60",
    "workload_days": "8.5",
    "workload_months": "0.25",
    "credit_points": "2",
    "eqf_level": "4",
    "nqf_level": "4",
    "ehea_cycle": "short",
    "participation": "online | blended",
    "learning_setting": "non-formal",
    "instruction_languages": "lv|en",
    "activity_type": "workshop",
    "assessment_type": "quiz",
    "assessment_mode": "presential",
    "supervision": "identity-check",
    "quality_assurance_type": "programme-licence",
    "quality_assurance_scope": "institution",
    "quality_assurance_report": "https://example.org/report",
    "partial_qualification": "true",
    "part_of": "https://example.org/1 | https://example.org/2",
    "links": "https://example.org/1|https://example.org/2",
    "thematic_areas": "0413 | 1041",
    "system_relation": "standalone",
    "validity_period": "P3Y",
    "image": "https://example.org/logo.png",
    "learner_date_of_birth": "1999-10-02",
    "learner_national_id_country": "LV",
    "learner_email": "learner@example.org",
    "learner_identity_hash": "sha256$" + "0" * 64,
    "place_country": "LV",
    "grade_status": "Completed",
    "credits_earned": "2.5",
    "evidence": "https://example.org/1 | https://example.org/2",
    "awarded_on": "2026-06-30",
    "issued_on": "2026-06-30T12:00:00Z",
    "assessed_on": "2026-06-26",
    "valid_from": "2026-06-30",
    "valid_until": "2029-06-30",
    "started_on": "2026-05-04",
    "ended_on": "2026-06-26",
}
"""A cell of each column that does not take any text."""

NEEDED = {
    "credit_system": {"credit_points": "2"},
    "nqf_framework": {"nqf_level": "4"},
    "activity_type": {},
    "grade_status": {"grade": "9"},
    "assessed_on": {"grade": "9"},
    "grade_note": {"grade": "9"},
    "credits_earned_system": {"credits_earned": "2"},
    "assessment_mode": {"assessment_type": "quiz"},
    "supervision": {"assessment_type": "quiz"},
    "grading_scheme": {"assessment_type": "quiz"},
    "quality_assurance_scope": {"quality_assurance_type": "programme-licence"},
    "quality_assurance_agency": {"quality_assurance_type": "programme-licence"},
    "quality_assurance_report": {"quality_assurance_type": "programme-licence"},
    "learner_national_id_country": {"learner_national_id": "123"},
    "learner_identity_type": {"learner_identity_hash": CELLS["learner_identity_hash"]},
    "learner_identity_hash": {"learner_identity_type": "name"},
    "learner_identity_salt": {
        "learner_identity_type": "name",
        "learner_identity_hash": CELLS["learner_identity_hash"],
    },
}
"""Cells without which another makes no sense."""


def cell(column: Column) -> str:
    if column.name in CELLS:
        return CELLS[column.name]
    last = column.path[-1]
    if last in ("id", "homepage", "renewal_of"):
        return f"https://example.org/{column.name}"
    if last == "country":
        return "LV"
    if last == "email":
        return "office@example.org"
    return f"{column.name} ā" if "*" not in column.path else f"{column.name} 1 | {column.name} 2"


def row_of(column: Column) -> dict[str, str]:
    row = {"title": "t"} if column.half == "Achievement" else {}
    row |= NEEDED.get(column.name, {})
    role = column.name.removesuffix("_" + column.name.rpartition("_")[2])
    for prefix in ("issuer", "authorised_by", "provider", "awarding_body", "assessor"):
        if role.startswith(prefix):
            row[f"{prefix}_name"] = "n"
    for prefix in ("accreditor", "funder"):
        if role.startswith(prefix):
            row[f"{prefix}_name"] = "n"
    return row | {column.name: cell(column)}


def at(record: Any, path: tuple[str | int, ...]) -> list[Any]:
    """What stands at a path of a record's JSON, which has no gaps in its lists."""
    if not path:
        return [record]
    step, rest = path[0], path[1:]
    if step == "*":
        return [found for item in record for found in at(item, rest)]
    return at(record[min(step, len(record) - 1) if isinstance(step, int) else step], rest)


def said(value: Any) -> Any:
    """The one string that a value of the model's JSON says."""
    if isinstance(value, dict):
        return next(
            said(value[name])
            for name in ("code", "iri", "id", "url", "link", "title", "en", "lv", "und")
            if name in value
        )
    return str(value).lower() if isinstance(value, bool) else value


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_lands_where_its_path_says(name: str) -> None:
    column = COLUMNS[name]
    row = row_of(column)
    record = CLASSES[column.half].from_row(row)
    found = [said(value) for value in at(record.to_dict(), column.path)]
    parts = [part.strip() for part in row[name].split("|")] if "*" in column.path else [row[name]]
    midnight = [f"{part}T00:00:00Z" for part in parts]
    assert found in (parts, midnight)
    assert record.unknown == {}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_of_text_takes_languages(name: str) -> None:
    column = COLUMNS[name]
    parse = CLASSES[column.half].from_row
    row = row_of(column) | {f"{name}@uk": "один | два", f"{name}@sr-latn": "jedan | dva"}
    if not column.kind.startswith("text"):
        with pytest.raises(ModelError) as raised:
            parse(row)
        assert raised.value.pointer == f"/{name}@uk"
        return
    texts = at(parse(row).to_dict(), column.path)
    in_two = [(text["uk"], text["sr-Latn"]) for text in texts]
    whole = [("один | два", "jedan | dva")]
    assert in_two == ([("один", "jedan"), ("два", "dva")] if column.kind == "texts" else whole)


@pytest.mark.parametrize("name", COLUMNS)
def test_the_other_half_ignores_a_column(name: str) -> None:
    column = COLUMNS[name]
    other = CLASSES["Award" if column.half == "Achievement" else "Achievement"]
    mine = {"title": "t"} if other is Achievement else {}
    assert other.from_row({**row_of(column), **mine}) == other.from_row(mine)


@pytest.mark.parametrize("name", COLUMNS)
def test_an_empty_cell_is_absent(name: str) -> None:
    column = COLUMNS[name]
    row = {"title": "t", **dict.fromkeys(COLUMNS, "  "), **dict.fromkeys(["outcomes"], " | ")}
    row |= {"title": "t"} if column.half == "Achievement" else {}
    record = CLASSES[column.half]
    assert record.from_row(row) == record.from_row({"title": "t"} if record is Achievement else {})


@pytest.mark.parametrize("half", CLASSES)
def test_no_path_of_a_half_is_the_beginning_of_another(half: str) -> None:
    paths = [column.path for column in COLUMNS.values() if column.half == half]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert not [p for p in paths if p != path and p[: len(path)] == path]


def test_the_shared_names_are_all_there_are() -> None:
    assert {
        name
        for name, column in COLUMNS.items()
        if name in CLASSES["Award" if column.half == "Achievement" else "Achievement"].model_fields
    } == SHARED


def test_a_shared_name_is_a_column_as_a_string_and_a_member_else() -> None:
    assert Award.parse({"participation": "online"}).participation == ()
    assert [c.code for c in Award.parse({"participation": ["online"]}).participation] == ["online"]
    row = {"title": "t", "participation": ["online"], "award": {"results": ["9"]}}
    micro = MicroCredential.parse(row)
    assert [c.code for c in micro.achievement.participation] == ["online"]


def test_what_is_implied_belongs_to_a_column() -> None:
    for implied in IMPLIED:
        assert [c for c in COLUMNS.values() if c.path[: len(implied)] == implied]


def test_flat_and_nested_are_equal() -> None:
    flat = {
        "achievement_id": "https://example.org/course",
        "language": "lv",
        "title": "Ostas drošība",
        "title@en": "Port safety",
        "outcomes": "Plāno | Dara",
        "outcomes@en": "Plans | Does",
        "workload_hours": "60",
        "nqf_level": "4",
        "nqf_framework": "LQF",
        "issuer_name": "Osta",
        "issuer_vat": "LV1",
        "issuer_country": "LV",
        "grade": "9",
        "awarded_on": "2026-06-30",
        "group": "B",
    }
    achievement = {
        "id": "https://example.org/course",
        "language": "lv",
        "title": {"lv": "Ostas drošība", "en": "Port safety"},
        "outcomes": [
            {"title": {"lv": "Plāno", "en": "Plans"}},
            {"title": {"lv": "Dara", "en": "Does"}},
        ],
        "workload": {"hours": 60},
        "levels": [{"framework": "LQF", "level": "4"}],
        "issuer": {
            "legal_name": "Osta",
            "identifiers": [{"notation": "LV1", "kind": "vat"}],
            "location": {"country": "LV"},
        },
        "group": "B",
    }
    award = {"results": ["9"], "awarded_at": "2026-06-30", "group": "B"}
    assert Achievement.from_row(flat) == Achievement.parse(achievement) == Achievement.parse(flat)
    assert Award.from_row(flat) == Award.parse(award)
    assert Achievement.from_row(flat).unknown == {"group": "B"}
    both = MicroCredential.from_row(flat)
    assert both.unknown == {"group": "B"}
    del achievement["group"], award["group"]
    assert both == MicroCredential.parse({"achievement": achievement, "award": award, "group": "B"})


def test_a_row_need_not_be_a_dict_nor_hold_strings() -> None:
    row: Mapping[str, Any] = MappingProxyType(
        {"title": {"en": "t"}, "workload_hours": 60, "tags": ["a|b", "c"], "part_of": ["urn:x:1"]}
    )
    achievement = Achievement.from_row(row)
    assert achievement.tags == ("a|b", "c")
    assert achievement.to_dict()["workload"] == {"hours": "60"}
    assert achievement.to_dict()["stackability"] == {"part_of": [{"id": "urn:x:1"}]}
    assert Achievement.from_row({"title": "t", "thematic_areas": None}).thematic_areas == ()


def test_one_half_in_columns_and_one_nested() -> None:
    course = Achievement.parse({"title": "t"})
    micro = MicroCredential.parse({"achievement": course, "awarded_on": "2026-06-30"})
    assert micro.achievement == course
    assert micro.award.awarded_at is not None
    assert MicroCredential.parse({"title": "t", "award": Award()}).achievement == course


def test_gaps_between_positions_close() -> None:
    record = Achievement.from_row(
        {"title": "t", "ehea_cycle": "short", "issuer_name": "n", "issuer_eidas": "LV-1"}
    )
    assert [level.framework for level in record.levels] == ["QF-EHEA"]
    assert record.issuer is not None
    assert [i.kind for i in record.issuer.identifiers] == ["eidas"]


def test_parts_of_two_languages_stand_in_the_same_order() -> None:
    record = Achievement.from_row(
        {"title": "t", "outcomes": "one || three", "outcomes@lv": "| divi | trīs"}
    )
    assert [o.to_dict()["title"] for o in record.outcomes] == [
        {"en": "one"},
        {"lv": "divi"},
        {"en": "three", "lv": "trīs"},
    ]


@pytest.mark.parametrize(
    ("record", "row", "column"),
    [
        (Achievement, {}, "title"),
        (Achievement, {"title@Latvian": "x y", "title@x y": "z"}, "title@x y"),
        (Achievement, {"title": "t", "issuer_country": "LV"}, "issuer_name"),
        (Achievement, {"title": "t", "issuer_name": "n", "issuer_country": "Latvia"}, None),
        (Achievement, {"title": "t", "eqf_level": "9"}, "eqf_level"),
        (Achievement, {"title": "t", "ehea_cycle": "9"}, "ehea_cycle"),
        (Achievement, {"title": "t", "nqf_framework": "LQF"}, "nqf_level"),
        (Achievement, {"title": "t", "workload_hours": "-1"}, "workload_hours"),
        (Achievement, {"title": "t", "participation": "online | onsite"}, "participation"),
        (Achievement, {"title": "t", "assessment_type": "duel"}, "assessment_type"),
        (Achievement, {"title": "t", "homepage": "www"}, "homepage"),
        (Achievement, {"title": "t", "part_of": "urn:a:b", "partial_qualification": "?"}, None),
        (Award, {"awarded_on": "30.06.2026"}, "awarded_on"),
        (Award, {"started_on": "2026-06-30", "ended_on": "2026-06-29"}, "ended_on"),
        (Award, {"grade_note": "x"}, "grade"),
        (Award, {"learner_identity_type": "name"}, "learner_identity_hash"),
        (MicroCredential, {"title": "t", "awarded_on": "x"}, "awarded_on"),
        (MicroCredential, {"title@en": "t", "title": "u"}, "title@en"),
        (MicroCredential, {"awarded_on": "2026-06-30"}, "title"),
    ],
)
def test_an_error_names_the_column(
    record: type[Any], row: dict[str, str], column: str | None
) -> None:
    with pytest.raises(ModelError) as raised:
        record.from_row(row)
    (problem,) = raised.value.problems
    assert problem.column == (column or list(row)[-1])
    assert f"(column {problem.column})" in str(problem)


def test_an_error_about_the_whole_names_no_column() -> None:
    with pytest.raises(ValidationError) as raised:
        Achievement.model_validate([])
    (problem,) = problems(raised.value, {"/title": "title"})
    assert problem.column is None


def test_a_value_given_twice_in_a_row_is_refused_as_in_a_file() -> None:
    with pytest.raises(ModelError) as raised:
        Achievement.from_row({"title": "a", "title@und": "b"})
    assert "title" in raised.value.problem.detail
    assert raised.value.pointer == "/title@und"


def test_the_column_of_each_place() -> None:
    row = {"title@lv": "t", "nqf_level": "4"}
    assert nested(row, "Achievement") == {
        "title": {"lv": "t"},
        "levels": [{"framework": "NQF", "level": "4"}],
    }
    columns = columns_by_place(row, "Achievement")
    assert columns["/title/lv"] == "title@lv"
    assert columns["/levels/0/level"] == "nqf_level"
    assert "/levels/1/level" not in columns
    assert columns_by_place(row, None)["/achievement/title/lv"] == "title@lv"
