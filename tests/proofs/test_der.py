"""DER: what is written is read again, and only its one spelling is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ParseError
from elm_microcred.proofs import der


@given(st.integers(-(2**200), 2**200))
def test_whole_numbers_are_those_of_asn1crypto(value: int) -> None:
    encoded = der.write_integer(value)
    assert encoded == core.Integer(value).dump()
    assert der.read(encoded).integer == value


@given(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 2**60), max_size=5))
def test_object_identifiers_are_those_of_asn1crypto(first: int, second: int, more: list) -> None:
    dotted = ".".join(map(str, (first, second, *more)))
    encoded = der.write_oid(dotted)
    assert encoded == core.ObjectIdentifier(dotted).dump()
    assert der.read(encoded).oid == dotted


@given(st.binary(max_size=400))
def test_bytes_come_back(data: bytes) -> None:
    element = der.read(der.write(der.OCTET_STRING, data))
    assert element.octets == data
    assert der.read(der.write(der.SEQUENCE, element.encoded)).inner == element


@given(st.binary(max_size=40))
def test_anything_else_is_a_typed_error(data: bytes) -> None:
    try:
        element = der.read(data)
        assert der.write(element.tag, element.content) == data
        list(element)
    except ParseError as error:
        assert error.code == "PARSE_DER"


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("", "nothing"),
        ("30", "no length"),
        ("3080020101" + "0000", "an indefinite length"),
        ("30810102", "a long length for a short one"),
        ("308200820101", "a length with a zero before it"),
        ("3085000000000100", "a length of five bytes"),
        ("1f0101ff", "a tag of two bytes"),
        ("300302", "cut"),
        ("02010100", "something behind it"),
    ],
)
def test_what_is_not_der_is_refused(encoded: str, why: str) -> None:
    with pytest.raises(ParseError):
        der.read(bytes.fromhex(encoded))


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        ("0200", "integer"),
        ("02020001", "integer"),
        ("0202ffff", "integer"),
        ("010101", "boolean"),
        ("0600", "oid"),
        ("060180", "oid"),
        ("06022a80", "oid"),
        ("0603808001", "oid"),
        ("0300", "bits"),
        ("030108", "bits"),
        ("030107", "bits"),
        ("03020101", "bits"),
        ("0c01ff", "text"),
        ("020101", "text"),
        ("020101", "moment"),
        ("170d3939313332303030303030305a", "moment"),
        ("17103230323630333031313230303030303030", "moment"),
        ("180f32303236303330313132303030302b", "moment"),
        ("181132303236303330313132303030302e305a", "moment"),
        ("180f3230323630323330313230303030305a", "moment"),
        ("3006020101020102", "inner"),
        ("0401ff", "oid"),
    ],
)
def test_a_value_that_is_not_canonical_is_refused(encoded: str, name: str) -> None:
    with pytest.raises(ParseError):
        getattr(der.read(bytes.fromhex(encoded)), name)


def test_times_and_texts() -> None:
    read = der.read
    assert read(core.UTCTime(datetime(1999, 5, 1, tzinfo=UTC)).dump()).moment.year == 1999
    assert read(core.UTCTime(datetime(2049, 5, 1, tzinfo=UTC)).dump()).moment.year == 2049
    exact = datetime(2026, 3, 1, 12, 0, 1, 250000, tzinfo=UTC)
    assert read(core.GeneralizedTime(exact).dump()).moment == exact
    assert read(core.UTF8String("Universität").dump()).text == "Universität"
    assert read(core.BMPString("Universität").dump()).text == "Universität"
    assert read(bytes.fromhex("0a0103")).integer == 3
    assert read(core.Boolean(True).dump()).boolean is True
    with pytest.raises(ParseError):
        read(core.Integer(1).dump()).children()
