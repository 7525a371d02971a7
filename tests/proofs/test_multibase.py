"""Multibase: the published table, both alphabets, and only their canonical spelling."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ParseError
from elm_microcred.proofs import multibase


def cases(path: Path) -> tuple[bytes, dict[str, str]]:
    """The text of a published case, and its encodings by name."""
    (_, text), *rows = csv.reader(path.read_text("utf-8").splitlines(), skipinitialspace=True)
    return text.replace("\\x00", "\0").encode(), dict(rows)


@pytest.mark.reference
@pytest.mark.parametrize("name", ["basic", "leading_zero"])
def test_the_published_cases(reference: Path, name: str) -> None:
    data, encodings = cases(reference / f"w3c/vectors/multibase/{name}.csv")
    for base, known in (("z", "base58btc"), ("u", "base64url")):
        assert multibase.encode(data, base) == encodings[known]
        assert multibase.decode(encodings[known]) == data
    others = {text for base, text in encodings.items() if base not in ("base58btc", "base64url")}
    for text in others:
        with pytest.raises(ParseError):
            multibase.decode(text)


@given(st.binary(max_size=80), st.sampled_from("zu"))
def test_what_is_encoded_decodes_again(data: bytes, base: str) -> None:
    assert multibase.decode(multibase.encode(data, base)) == data


@given(st.text(st.sampled_from("zu1Ab_-=+/ lO0\n"), max_size=12))
def test_whatever_decodes_is_the_one_spelling_of_its_bytes(text: str) -> None:
    try:
        data = multibase.decode(text)
    except ParseError as error:
        assert error.code == "PARSE_MULTIBASE"
    else:
        assert multibase.encode(data, text[0]) == text


@pytest.mark.parametrize(
    ("text", "bases", "why"),
    [
        ("", "zu", "no prefix"),
        ("zz", "u", "a prefix that is not allowed"),
        ("z0", "z", "not of the alphabet"),
        ("uAA=", "u", "padding"),
        ("uAB", "u", "spare bits"),
        ("uA", "u", "an impossible length"),
        ("uA\n", "u", "white space"),
        ("z" + "2" * 4_097, "z", "too long"),
    ],
)
def test_it_refuses(text: str, bases: str, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        multibase.decode(text, bases)
    assert caught.value.code == "PARSE_MULTIBASE", why
