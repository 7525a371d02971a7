"""What a micro-credential fills in, so that every mapping says the same."""

from __future__ import annotations

from typing import Any

import pytest

from elm_microcred.errors import ModelError
from elm_microcred.model import MicroCredential

Json = dict[str, Any]


def micro(achievement: Json | None = None, award: Json | None = None) -> MicroCredential:
    return MicroCredential.parse(
        {"achievement": {"title": "Port safety", **(achievement or {})}, "award": award or {}}
    )


def test_the_issuer_awards_where_nobody_else_does() -> None:
    achievement = micro({"issuer": "School"}).achievement
    assert achievement.awarding_bodies == (achievement.issuer,)


def test_the_first_awarding_body_issues_where_nobody_else_does() -> None:
    achievement = micro({"awarding_bodies": ["School", "Chamber"]}).achievement
    assert achievement.issuer == achievement.awarding_bodies[0]
    assert len(achievement.awarding_bodies) == 2


def test_an_issuer_of_the_award_counts_too() -> None:
    achievement = micro({}, {"issuer": "School"}).achievement
    assert str(achievement.awarding_bodies[0].legal_name) == "School"


def test_roles_that_are_stated_stay() -> None:
    achievement = micro({"issuer": "School", "awarding_bodies": ["Chamber"]}).achievement
    assert str(achievement.awarding_bodies[0].legal_name) == "Chamber"
    assert micro().achievement.issuer is None


@pytest.mark.parametrize(
    ("award", "issued", "begins"),
    [
        ({"awarded_at": "2026-01-01"}, "2026-01-01", "2026-01-01"),
        ({"awarded_at": "2026-01-01", "issued_at": "2026-02-01"}, "2026-02-01", "2026-02-01"),
        ({"issued_at": "2026-02-01", "valid_from": "2026-03-01"}, "2026-02-01", "2026-03-01"),
        ({"valid_from": "2026-03-01"}, "None", "2026-03-01"),
        ({}, "None", "None"),
    ],
)
def test_dates(award: Json, issued: str, begins: str) -> None:
    found = micro(award=award).award
    assert (str(found.issued_at)[:10], str(found.valid_from)[:10]) == (issued, begins)
    assert bool(found.awarded_at) is ("awarded_at" in award)


def test_validity_that_would_end_before_the_issue_is_refused() -> None:
    with pytest.raises(ModelError) as error:
        micro(award={"issued_at": "2026-01-01", "valid_until": "2020-01-01"})
    assert (error.value.code, error.value.pointer) == ("MODEL_VALUE", "/award/valid_until")
    micro(
        award={"issued_at": "2026-01-01", "valid_from": "2015-01-01", "valid_until": "2020-01-01"}
    )


def test_results_take_the_id_of_the_assessment_in_their_place() -> None:
    assessments = [{"title": "A", "id": "urn:uuid:1"}, {"title": "B"}]
    value = micro({"assessments": assessments}, {"results": ["8", "9", "10"]})
    assert [result.assessment for result in value.award.results] == ["urn:uuid:1", None, None]


def test_filling_in_twice_changes_nothing() -> None:
    value = micro({"issuer": "School", "assessments": ["quiz"]}, {"awarded_at": "2026-01-01"})
    assert MicroCredential.parse(value.to_dict()) == value
