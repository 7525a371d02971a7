"""Laws of every record: there and back is the identity, and hostile data ends in a typed error."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ModelError
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.columns import COLUMNS
from elm_microcred.strict_json import read_json
from strategies import (
    achievement_data,
    achievements,
    assessments,
    award_data,
    awards,
    concepts,
    json_values,
    learners,
    micro_credential_data,
    micro_credentials,
    organisations,
    outcomes,
    places,
    quality_assurances,
    unknown_members,
)

RECORDS = st.one_of(
    achievements(),
    awards(),
    micro_credentials(),
    organisations(),
    places(),
    concepts(),
    outcomes(),
    assessments(),
    quality_assurances(),
    learners(),
)
FILES: list[Any] = [Achievement, Award, MicroCredential]


@given(RECORDS)
def test_parsing_what_was_written_gives_the_same(record: Any) -> None:
    written = record.to_dict()
    again = type(record).parse(written)
    assert again == record
    assert again.to_dict() == written
    assert hash(again) == hash(record)


@given(st.one_of(achievements(), awards(), micro_credentials()))
def test_reading_a_written_file_gives_the_same(record: Any) -> None:
    text = record.to_json()
    assert type(record).from_json(text) == record
    assert type(record).from_json(text.encode()) == record
    assert json.loads(text) == record.to_dict() == read_json(text)


@given(micro_credential_data(), unknown_members())
def test_unknown_members_survive_at_every_level(data: Any, unknown: dict[str, Any]) -> None:
    def sown(value: Any) -> Any:
        if isinstance(value, list):
            return [sown(item) for item in value]
        if not isinstance(value, dict) or not set(value) & {"legal_name", "learner", "outcomes"}:
            return value
        return {**unknown, **{name: sown(member) for name, member in value.items()}}

    def count(value: Any) -> int:
        if isinstance(value, list):
            return sum(map(count, value))
        if not isinstance(value, dict):
            return 0
        return (unknown.items() <= value.items()) + sum(map(count, value.values()))

    data = {name: sown(half) for name, half in data.items()}
    micro = MicroCredential.parse(data)
    assert MicroCredential.parse(micro.to_dict()) == micro
    if unknown and "learner" in data["award"]:
        assert micro.award.unknown == unknown
        assert micro.to_dict()["award"].items() >= unknown.items()


@given(
    st.one_of(
        json_values(),
        st.dictionaries(
            st.one_of(
                st.sampled_from(sorted({*Achievement.model_fields, *Award.model_fields, *COLUMNS})),
                st.sampled_from(["achievement", "award", "title@lv", "grade@x y", "eqf_level@en"]),
            ),
            json_values(),
            max_size=4,
        ),
    )
)
def test_any_json_is_a_record_or_a_model_error(value: Any) -> None:
    for record in FILES:
        with contextlib.suppress(ModelError):
            assert record.parse(value).to_dict() is not None
    if isinstance(value, dict):
        for record in FILES:
            with contextlib.suppress(ModelError):
                record.from_row(value)


def _places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here]
    if isinstance(value, dict):
        found += [place for name in value for place in _places(value[name], (*here, name))]
    if isinstance(value, list | tuple):
        found += [p for n, item in enumerate(value) for p in _places(item, (*here, n))]
    return found


def _replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = _replaced(copy[place[0]], place[1:], new)
    return copy


@pytest.mark.parametrize(
    ("record", "data"), [(Achievement, achievement_data()), (Award, award_data())]
)
@given(values=st.data())
def test_a_record_with_one_value_replaced_is_a_record_or_a_model_error(
    record: Any, data: st.SearchStrategy[Any], values: st.DataObject
) -> None:
    whole = values.draw(data)
    place = values.draw(st.sampled_from(_places(whole)))
    changed = _replaced(whole, place, values.draw(json_values()))
    try:
        parsed = record.parse(changed)
    except ModelError as error:
        assert all(p.detail and p.pointer is not None for p in error.problems)
    else:
        assert record.parse(parsed.to_dict()) == parsed
