"""The bytes of the curve: expansion as published, numbers and points read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ParseError
from elm_microcred.proofs import bls12_381

pytest.importorskip("py_arkworks_bls12381", reason="needs the extra bbs")

TAG = b"QUUX-V01-CS02-with-expander-SHA256-128"


@pytest.mark.parametrize(
    ("message", "expanded"),
    [
        (b"", "68a985b87eb6b46952128911f2a4412bbc302a9d759667f87f7a21d803f07235"),
        (b"abc", "d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b97902f53a8a0d605615"),
    ],
)
def test_the_published_expansion(message: bytes, expanded: str) -> None:
    """RFC 9380, appendix K.1."""
    assert bls12_381.expand_message(message, TAG, 32).hex() == expanded


@given(st.binary(max_size=40), st.integers(1, 500))
def test_as_many_bytes_come_as_are_asked_for(message: bytes, length: int) -> None:
    assert len(bls12_381.expand_message(message, TAG, length)) == length


@given(st.integers(0, 2**256 - 1))
def test_a_number_is_read_if_it_is_below_the_order_and_not_0(number: int) -> None:
    encoded = number.to_bytes(32, "big")
    if 0 < number < bls12_381.ORDER:
        _, (scalar,) = bls12_381.parse(encoded, points=0, scalars=1)
        assert bls12_381.octets(scalar) == encoded
    else:
        with pytest.raises(ParseError):
            bls12_381.parse(encoded, points=0, scalars=1)
