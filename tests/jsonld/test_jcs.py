"""JCS against its published vectors and the package rfc8785."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from elm_microcred.errors import JsonLdError, LimitError
from elm_microcred.jsonld.jcs import canonicalize_json, number

_SAFE = 2**53 - 1
# Private use and beyond the Basic Multilingual Plane: where the two orders of keys differ.
_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    "az\ue000\uffff😀\U00010000", max_size=3
)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-_SAFE, _SAFE) | _FLOATS | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=30,
)


@pytest.mark.reference
@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode"])
def test_published_vectors(name: str, reference: Path) -> None:
    folder = reference / "w3c/vectors/jcs"
    value = json.loads((folder / f"input/{name}.json").read_bytes())
    expected = bytes.fromhex((folder / f"outhex/{name}.txt").read_text())
    assert canonicalize_json(value) == expected
    assert expected == (folder / f"output/{name}.json").read_bytes()


@given(_JSON)
def test_as_rfc8785(value: Any) -> None:
    assert canonicalize_json(value) == rfc8785.dumps(value)


@given(_JSON)
def test_read_again_it_is_the_same(value: Any) -> None:
    assume(not _has_big_numbers(value))
    text = canonicalize_json(value)
    assert json.loads(text) == value
    assert canonicalize_json(json.loads(text)) == text


def _has_big_numbers(value: Any) -> bool:
    """Doubles from 2^53 on are written without a point, and read as integers out of range."""
    if isinstance(value, dict):
        return _has_big_numbers([*value.values()])
    if isinstance(value, list):
        return any(map(_has_big_numbers, value))
    return isinstance(value, float) and abs(value) > _SAFE


@given(st.integers(0, 2**64 - 1))
def test_every_double_as_rfc8785(bits: int) -> None:
    (value,) = struct.unpack(">d", bits.to_bytes(8, "big"))
    if value == value and abs(value) != float("inf"):
        assert number(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555555", "333333333.3333333"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
    ],
)
def test_numbers_of_the_specification(bits: str, expected: str) -> None:
    """Samples of RFC 8785, appendix B."""
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert number(value) == expected


def test_the_order_is_that_of_utf16() -> None:
    assert canonicalize_json({"\ue000": 1, "😀": 2}) == '{"😀":2,"\ue000":1}'.encode()
    assert canonicalize_json({"é": {"\ue000": [], "😀": {}, "a": ()}}) == (
        '{"é":{"a":[],"😀":{},"\ue000":[]}}'.encode()
    )


def test_many_and_long_shapes_of_objects() -> None:
    long = {f"{number:03}" * 20: number for number in range(60)}
    assert canonicalize_json(long) == rfc8785.dumps(long)
    for count in range(1100):
        value: Any = {f"é{count}": count, "b": "", "a": None}
        assert canonicalize_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("length", [5, 500])
@pytest.mark.parametrize("character", ['"', "\\", "\n", "\x1f", "\x7f", "é", "\u2028"])
def test_long_and_short_text(length: int, character: str) -> None:
    value = ["a" * length, "a" * length + character + "a"]
    assert canonicalize_json(value) == rfc8785.dumps(value)


def test_what_counts_as_json() -> None:
    class Kind(StrEnum):
        A = "a"

    class Older(str, Enum):  # noqa: UP042 - the form from before StrEnum
        B = "b"

    assert canonicalize_json([Older.B, {Older.B: Older.B}]) == b'["b",{"b":"b"}]'
    assert canonicalize_json({"x": (Kind.A, True, 2.0)}) == b'{"x":["a",true,2]}'
    assert canonicalize_json({Kind.A: 1}) == b'{"a":1}'


REFUSED: dict[str, Any] = {
    "NaN": [float("nan")],
    "infinity": {"a": float("-inf")},
    "integer over 2^53": {"a": [_SAFE + 1]},
    "integer under -2^53": -_SAFE - 1,
    "lone surrogate": ["\ud800"],
    "lone surrogate in a key": {"\udfff": 1},
    "lone surrogate beside a private key": {"\udfff": 1, "\ue000": 1},
    "key that is no text": {1: 1},
    "keys that are not comparable": {1: 1, "a": 1},
    "unusual key and NaN": {"\ue000": float("nan")},
    "unusual key and big integer": {"\ue000": [_SAFE + 1]},
    "unusual key and set": {"\ue000": {1}},
    "unusual key above a key that is no text": {"\ue000": {1: 1}},
    "set": {1},
    "bytes": b"",
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_is_not_json_is_refused(value: Any) -> None:
    with pytest.raises(JsonLdError) as caught:
        canonicalize_json(value)
    assert caught.value.code == "DATA_INVALID"


def test_endless_nesting_is_refused() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(LimitError):
        canonicalize_json(cycle)
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(LimitError):
        canonicalize_json(value)


@pytest.mark.parametrize("around", [lambda value: [value], lambda value: {"a": value}])
def test_nesting_ends_where_it_is_said(around: Callable[[Any], Any]) -> None:
    value: Any = "x"
    for _ in range(256):
        value = around(value)
    assert canonicalize_json(value) == rfc8785.dumps(value)
    with pytest.raises(LimitError, match="too deeply"):
        canonicalize_json(around(value))


def test_subclasses_are_as_what_they_are_of() -> None:
    class Members(dict[str, Any]):
        pass

    class Items(list[Any]):
        pass

    assert canonicalize_json(Members(b=Items([1]), a=(2,))) == b'{"a":[2],"b":[1]}'
