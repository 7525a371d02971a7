"""CBOR: against cbor2 and the examples of RFC 8949, and only the one spelling of each value."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import Limits
from elm_microcred.proofs import cbor

_NUMBERS = st.integers(-(2**64), 2**64 - 1) | st.sampled_from(
    [n + d for n in (24, 2**8, 2**16, 2**32) for d in (-1, 0)]
)
_LEAVES = _NUMBERS | st.binary(max_size=300) | st.text(max_size=30)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(_LEAVES, inner),
    max_leaves=20,
)


@given(_VALUES)
def test_cbor2_reads_what_is_written_and_writes_the_same(value: Any) -> None:
    written = cbor.encode(value)
    assert cbor2.loads(written) == value
    assert cbor.decode(written) == value
    assert cbor.encode(cbor.decode(written)) == written


@given(_VALUES)
def test_what_cbor2_writes_is_read(value: Any) -> None:
    assert cbor.decode(cbor2.dumps(value)) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_in_its_one_spelling_or_a_typed_error(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except (ParseError, LimitError) as error:
        assert error.code in ("PARSE_INVALID_CBOR", "LIMIT_MEMBERS")
        return
    written = cbor.encode(value)
    assert cbor2.loads(data) == cbor2.loads(written) == value
    assert len(written) == len(data)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000, "1903e8"),
        (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"),
        (-18446744073709551616, "3bffffffffffffffff"),
        (-1, "20"),
        (-1000, "3903e7"),
        (b"", "40"),
        (b"\1\2\3\4", "4401020304"),
        ("", "60"),
        ("\u6c34", "63e6b0b4"),
        ([], "80"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ({}, "a0"),
        ({1: 2, 3: 4}, "a201020304"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        ({-1: 0, "a": 0, 100: 0, 10: 0}, "a40a00186400200061" + "6100"),
    ],
)
def test_the_examples_of_the_rfc(value: Any, written: str) -> None:
    assert cbor.encode(value).hex() == written
    assert cbor.decode(bytes.fromhex(written)) == value


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "nothing"),
        ("0000", "something follows"),
        ("18", "a cut number"),
        ("1817", "a number in two bytes that fits one"),
        ("1900ff", "a number in three bytes that fits two"),
        ("1a0000ffff", "a number in five bytes that fits three"),
        ("1b00000000ffffffff", "a number in nine bytes that fits five"),
        ("5801ff", "a length in two bytes that fits one"),
        ("42ff", "a cut byte string"),
        ("5bffffffffffffffff", "a byte string beyond all memory"),
        ("9bffffffffffffffff", "an array beyond all memory"),
        ("61ff", "text that is not UTF-8"),
        ("63eda080", "a surrogate"),
        ("1c", "a reserved length"),
        ("5f42010243030405ff", "an indefinite byte string"),
        ("9fff", "an indefinite array"),
        ("bfff", "an indefinite map"),
        ("ff", "a break"),
        ("8201", "a cut array"),
        ("a101", "a cut map"),
        ("a201020102", "one key twice"),
        ("a1800000", "an array as a key"),
        ("a1a000", "a map as a key"),
        ("d84041ff", "a tag"),
        ("c074323031332d30332d32315432303a30343a30305a", "a date"),
        ("f90000", "a half float"),
        ("fb3ff199999999999a", "a float"),
        ("f4", "false"),
        ("f6", "null"),
        ("f7", "undefined"),
    ],
)
def test_it_refuses(data: str, why: str) -> None:
    with pytest.raises((ParseError, LimitError)) as caught:
        cbor.decode(bytes.fromhex(data))
    assert caught.value.code in ("PARSE_INVALID_CBOR", "LIMIT_MEMBERS"), why


def test_keys_may_come_in_any_order() -> None:
    assert cbor.decode(bytes.fromhex("a203040102")) == {1: 2, 3: 4}


def test_depth_and_members_are_limited() -> None:
    assert cbor.decode(b"\x81" * 64 + b"\0") is not None
    with pytest.raises(LimitError) as deep:
        cbor.decode(b"\x81" * 65 + b"\0")
    assert deep.value.code == "LIMIT_DEPTH"
    with pytest.raises(LimitError) as many:
        cbor.decode(cbor.encode([[0] * 50, {n: n for n in range(49)}]), limits=Limits(members=100))
    assert many.value.code == "LIMIT_MEMBERS"


@pytest.mark.parametrize(
    "value",
    [1.0, True, None, {1}, bytearray(b"a"), 2**64, -(2**64) - 1, [None], {1: 1.5}, "\ud800"],
)
def test_nothing_else_is_written(value: Any) -> None:
    with pytest.raises(UsageError):
        cbor.encode(value)
