"""The examples: each is read, and the one of the port is whole in both languages."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import Achievement, Award, MicroCredential
from elm_microcred.model import Text
from elm_microcred.model.base import Record

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def course() -> Achievement:
    return Achievement.load(EXAMPLES / "port-safety.json")


def texts(value: Any, path: str = "") -> list[tuple[str, Text]]:
    if isinstance(value, Text):
        return [(path, value)]
    if isinstance(value, tuple):
        return [found for n, item in enumerate(value) for found in texts(item, f"{path}/{n}")]
    if isinstance(value, Record):
        names = type(value).model_fields
        return [f for name in names for f in texts(getattr(value, name), f"{path}/{name}")]
    return []


def test_json_and_yaml_hold_the_same_course(course: Achievement) -> None:
    assert Achievement.load(EXAMPLES / "port-safety.yaml") == course


def test_the_course_speaks_english_and_latvian(course: Achievement) -> None:
    one = [path for path, text in texts(course) if set(text.languages) != {"en", "lv"}]
    assert one == ["/issuer/alternative_name"]
    assert len(texts(course)) > 30


def test_the_course_leaves_little_out(course: Achievement) -> None:
    absent = {name for name in Achievement.model_fields if not getattr(course, name)}
    assert absent == {"image"}
    assert course.unknown == {}


@pytest.mark.parametrize("name", ["learner.csv", "awards.csv"])
def test_awards_belong_to_the_course(course: Achievement, name: str) -> None:
    issued = [MicroCredential(course, Award.from_row(row)) for row in rows(name)]
    assert len({micro.award.id for micro in issued}) == len(issued)
    for micro in issued:
        assert micro.award.results[0].assessment == course.assessments[0].id
        assert micro.award.credits_earned[0].system == "ECVET"


def test_the_learners_are_identified_in_each_way() -> None:
    awards = [Award.from_row(row) for row in rows("awards.csv")]
    assert [award.learner.identity for award in awards] == ["plain", "plain", "hashed", "did"]
    assert {award.unknown["group"] for award in awards} == {"B"}
    (hashed,) = awards[2].learner.hashed_identities
    text = "liga@learner.example" + (hashed.salt or "")
    assert hashed.identity_hash == "sha256$" + sha256(text.encode()).hexdigest()


def test_rows_hold_both_halves() -> None:
    for row in rows("rows.csv"):
        micro = MicroCredential.from_row(row)
        assert micro.unknown == {}
        assert micro == MicroCredential(Achievement.from_row(row), Award.from_row(row))
        assert micro.achievement.stackability is not None
        assert micro.achievement.stackability.partial_qualification is True
