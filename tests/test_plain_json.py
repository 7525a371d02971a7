"""A snapshot is what `json` writes and the strict reader reads, or nothing at all."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import Limits
from elm_microcred.plain_json import quoted, snapshot
from elm_microcred.strict_json import read_json

KEYS = st.text(max_size=6) | st.sampled_from(["id", "type", "@id", "@context", "a:b"])
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("é" * 600 + '"')
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_taken_is_what_json_writes_and_the_strict_reader_reads(
    document: dict[str, Any],
) -> None:
    text = written(document)
    taken = snapshot(document)
    try:
        expected = read_json(text)
    except ElmMicrocredError:
        assert taken is None
    else:
        assert taken is not None
        assert taken.text == text
        assert repr(taken.copy) == repr(expected)


def test_a_copy_shares_no_object_and_no_array() -> None:
    document = {"a": {"b": [{"c": []}]}}
    taken = snapshot(document)
    assert taken is not None
    document["a"]["b"][0]["c"].append("later")  # type: ignore[arg-type]
    assert taken.copy == {"a": {"b": [{"c": []}]}}


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        OrderedDict(a=1),
        (1, 2),
        {1: 2},
        Text("a"),
        {1},
        b"a",
        2**53,
        float("nan"),
        "\ud800",
        "a" * 600 + "\udfff",
    ],
    ids=repr,
)
def test_what_is_out_of_the_ordinary_is_not_taken(value: Any) -> None:
    assert snapshot({"a": value}) is None
    assert snapshot({"a": [value]}) is None
    assert snapshot(value) is None


def test_what_ends_in_itself_is_not_taken() -> None:
    document: dict[str, Any] = {}
    document["a"] = document
    assert snapshot(document) is None
    assert snapshot(document, limits=Limits(depth=100_000)) is None


LIMITED = {
    "depth": (Limits(depth=3), {"a": {"b": {"c": "d"}}}, {"a": {"b": {"c": {}}}}),
    "members": (Limits(members=3), {"a": [1, 2]}, {"a": [1, 2, 3]}),
    "size": (Limits(credential_bytes=10), {"a": "ab"}, {"a": "éé"}),
    "number": (Limits(number_characters=4), {"a": 1234}, {"a": 12345}),
}


@pytest.mark.parametrize(("limits", "fits", "is_too_much"), LIMITED.values(), ids=LIMITED)
def test_limits_are_those_of_the_strict_reader(
    limits: Limits, fits: dict[str, Any], is_too_much: dict[str, Any]
) -> None:
    assert snapshot(fits, limits=limits) is not None
    assert read_json(written(fits), limits=limits) == fits
    assert snapshot(is_too_much, limits=limits) is None
    with pytest.raises(ElmMicrocredError):
        read_json(written(is_too_much), limits=limits)


@pytest.mark.parametrize(
    ("document", "is_plain"),
    [
        ({"@context": ["https://a.example"], "id": "urn:a", "b": {"id": "urn:b"}}, True),
        ({"b": {"@id": "urn:b"}}, False),
        ({"b": [{"https://a.example/b": 1}]}, False),
        ({"id": "urn:a", "b": {"id": "urn:a"}}, False),
    ],
)
def test_plain_is_what_has_terms_and_says_everything_in_one_place(
    document: dict[str, Any], is_plain: bool
) -> None:
    taken = snapshot(document)
    assert taken is not None
    assert taken.is_plain is is_plain


@given(st.text() | st.text().map(lambda text: text * 300))
def test_strings_are_quoted_as_json_does(text: str) -> None:
    assert quoted(text) == json.dumps(text, ensure_ascii=False)


def test_shapes_are_kept_within_bounds() -> None:
    for number in range(3_000):
        taken = snapshot({f"a{number}": number})
        assert taken is not None and taken.text == f'{{"a{number}":{number}}}'
    long = {"a" * 2_000: 1}
    assert snapshot(long) == (long, written(long), True)
