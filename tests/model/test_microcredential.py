"""An achievement and an award made one: overrides, languages and ids."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from elm_microcred.errors import ModelError
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.award import OVERRIDES
from strategies import achievement_data, micro_credential_data

COURSE: dict[str, Any] = {"language": "lv", "title": "Ostas drošība", "workload": 60}
OVERRIDE: dict[str, Any] = {
    "issuer": "Cits izdevējs",
    "awarding_bodies": ["Cits piešķīrējs"],
    "providers": ["Cits pasniedzējs"],
    "assessors": ["Cits vērtētājs"],
    "participation": ["online"],
    "workload": 72,
    "assessments": ["quiz"],
}


def reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: reordered(value[name]) for name in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


def test_the_constructor_takes_both_halves_by_place_and_by_name() -> None:
    course, award = Achievement.parse(COURSE), Award.parse({})
    micro = MicroCredential(course, award)
    assert micro == MicroCredential(achievement=course, award=award)
    assert micro == MicroCredential(course, award=award) == MicroCredential(COURSE, {})
    assert MicroCredential.parse(micro) is micro


def test_bare_strings_of_the_award_take_the_language_of_the_achievement() -> None:
    micro = MicroCredential.parse({"achievement": COURSE, "award": {"results": ["teicami"]}})
    assert micro.award.results[0].grade["lv"] == "teicami"


@pytest.mark.parametrize("member", OVERRIDES)
def test_what_the_award_states_stands_for_the_achievements_own(member: str) -> None:
    award = {member: OVERRIDE[member]}
    micro = MicroCredential.parse({"achievement": COURSE, "award": award})
    assert getattr(micro.achievement, member) == getattr(
        Achievement.parse({**COURSE, **award}), member
    )
    assert getattr(micro.award, member) == getattr(Award(), member)
    assert micro.achievement.id == Achievement.parse(COURSE).id


def test_every_override_is_tested() -> None:
    assert set(OVERRIDE) == set(OVERRIDES)
    for member in OVERRIDES:
        assert Award.model_fields[member].annotation == Achievement.model_fields[member].annotation


def test_an_achievement_without_an_id_gets_one_that_depends_on_its_content() -> None:
    id = Achievement.parse(COURSE).id
    assert UUID(id.removeprefix("urn:uuid:")).version == 5
    assert id == Achievement.parse(COURSE).id
    assert id == Achievement.parse({**COURSE, "workload": "60.0"}).id
    assert id == Achievement.parse({**COURSE, "lms_row": 7}).id
    assert id != Achievement.parse({**COURSE, "workload": 61}).id
    assert id != Achievement.parse({**COURSE, "language": "en"}).id


def test_a_credential_without_an_id_gets_one_that_depends_on_both_halves() -> None:
    def id(course: dict[str, Any], award: dict[str, Any]) -> str | None:
        return MicroCredential.parse({"achievement": course, "award": award}).award.id

    learner = {"learner": {"id": "did:example:1"}}
    base = id(COURSE, learner)
    assert base is not None
    assert UUID(base.removeprefix("urn:uuid:")).version == 5
    assert base == id(COURSE, {**learner, "lms_row": 7})
    different = [
        id({**COURSE, "workload": 61}, learner),
        id(COURSE, {"learner": {"id": "did:example:2"}}),
        *(id(COURSE, {**learner, member: value}) for member, value in OVERRIDE.items()),
    ]
    assert len({base, *different}) == 1 + len(different)
    assert id(COURSE, {**learner, "id": "urn:x:y"}) == "urn:x:y"


@given(achievement_data())
def test_the_order_of_members_does_not_count(data: dict[str, Any]) -> None:
    assert Achievement.parse(reordered(data)) == Achievement.parse(data)


@given(micro_credential_data())
def test_the_order_of_members_of_both_does_not_count(data: dict[str, Any]) -> None:
    assert MicroCredential.parse(reordered(data)) == MicroCredential.parse(data)


@given(micro_credential_data())
def test_nothing_is_left_to_settle(data: dict[str, Any]) -> None:
    micro = MicroCredential.parse(data)
    assert micro.award.id
    assert micro.achievement.id
    assert '"und"' not in micro.to_json()
    assert all(getattr(micro.award, name) == getattr(Award(), name) for name in OVERRIDES)


def test_an_error_says_in_which_half() -> None:
    with pytest.raises(ModelError) as raised:
        MicroCredential.parse({"achievement": {}, "award": {"id": "x"}})
    assert [p.pointer for p in raised.value.problems] == ["/achievement/title", "/award/id"]


def test_what_stands_for_what_is_absent() -> None:
    def settled(course: dict[str, Any], award: dict[str, Any]) -> MicroCredential:
        return MicroCredential.parse({"achievement": {**COURSE, **course}, "award": award})

    awarded = settled({"issuer": "Osta"}, {"awarded_at": "2026-06-30"})
    assert awarded.achievement.awarding_bodies == (awarded.achievement.issuer,)
    assert awarded.award.awarded_at == awarded.award.issued_at == awarded.award.valid_from
    issued = settled({"awarding_bodies": ["Osta"]}, {"issued_at": "2026-07-01"})
    assert (issued.achievement.issuer,) == issued.achievement.awarding_bodies
    assert issued.award.awarded_at is None
    assert issued.award.valid_from == issued.award.issued_at
    nothing = settled({}, {})
    assert nothing.achievement.issuer is None
    assert nothing.award.valid_from is None
    assert MicroCredential.parse(awarded.to_dict()) == awarded


def test_a_result_takes_the_id_of_the_assessment_in_its_place() -> None:
    course = {**COURSE, "assessments": [{"id": "urn:x:1", "type": "quiz"}, "project"]}
    results = [{"grade": "9"}, {"grade": "8"}, {"grade": "7"}, {"grade": "6", "assessment": "u:1"}]
    micro = MicroCredential.parse({"achievement": course, "award": {"results": results}})
    assert [r.assessment for r in micro.award.results] == ["urn:x:1", None, None, "u:1"]


def test_a_validity_that_would_end_before_it_begins_is_refused() -> None:
    award = {"awarded_at": "2026-06-30", "valid_until": "2026-06-29"}
    with pytest.raises(ModelError) as raised:
        MicroCredential.parse({"achievement": COURSE, "award": award})
    assert raised.value.pointer == "/award/valid_until"
    assert Award.parse(award)
