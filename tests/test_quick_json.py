"""The quick reader of JSON: what it proves is what the strict one reads, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elm_microcred import quick_json, strict_json
from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError
from elm_microcred.limits import DEFAULT, KIB, MIB
from elm_microcred.quick_json import UNPROVEN, read_quickly
from elm_microcred.strict_json import read_json

_SAFE = 2**53 - 1
_TEXT = st.text('"\\ué\ud83d\ude00au02[]{}:,', max_size=6)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-_SAFE, _SAFE) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
)
_PIECES = st.sampled_from(
    [
        *'[]{}:,"\\ \n019.eE-+u',
        '"a"',
        '"a":',
        ',"a":',
        rb"\"".decode(),
        r"\u0022",
        r"\\",
        r"\ud83d",
        r"\ude00",
        "true",
        "null",
        "NaN",
        "-Infinity",
        "9007199254740992",
        "é",
    ]
)


def _slowly(raw: bytes) -> Any:
    """What the strict reader says when it is asked alone."""
    try:
        return strict_json._read(raw, DEFAULT)
    except ElmMicrocredError:
        return UNPROVEN


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal in type, order of members, and everything else."""
    return type(one) is type(other) and repr(one) == repr(other)


@given(value=st.lists(_JSON) | st.dictionaries(_TEXT, _JSON), ascii_only=st.booleans())
def test_what_is_good_is_read_as_the_strict_reader_reads_it(value: Any, ascii_only: bool) -> None:
    try:
        raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    except UnicodeEncodeError:  # a lone surrogate
        raw = json.dumps(value).encode()
    found = read_quickly(raw, DEFAULT)
    assert found is UNPROVEN or _is_same(found, _slowly(raw))


@given(st.lists(_PIECES, max_size=14).map("".join) | st.binary(max_size=20))
@example('{"a":0,"a":1}')
@example(r'{"a":0,"a":"\u0022\u0022"}')
@example(r'{"\u0061":0,"a":"\""}')
def test_whatever_is_proven_the_strict_reader_reads_alike(content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    found = read_quickly(raw, DEFAULT)
    assert found is UNPROVEN or _is_same(found, _slowly(raw))


@given(value=st.dictionaries(_TEXT, _JSON, max_size=4), places=st.lists(st.integers(0), max_size=3))
def test_whatever_is_proven_of_mangled_text_is_read_alike(value: Any, places: list[int]) -> None:
    raw = json.dumps(value).encode()
    for place in places:
        at = place % (len(raw) + 1)
        piece = (b'"', b"\\", b":", b"", b'"a":0,', b"1", b"]")[place % 7]
        raw = raw[:at] + piece + raw[at + place % 2 :]
    found = read_quickly(raw, DEFAULT)
    assert found is UNPROVEN or _is_same(found, _slowly(raw))


PROVEN = {
    "empty object": b"{}",
    "empty array": b" [ ] ",
    "safe integers": b"[-9007199254740991, 0, -0, 9007199254740991]",
    "escaped quotation marks": rb'{"a": "say \"yes\"", "b": ["\\\""]}',
    "quotation mark as a code": rb'["\u0022"]',
    "escaped surrogates": rb'["\ud83d\ude00"]',
    "as deep as may be": b"[" * 63 + b'{"a": "b"}' + b"]" * 63,
    "repeated in two objects": b'[{"a": 1}, {"a": 1}]',
}


@pytest.mark.parametrize("raw", PROVEN.values(), ids=PROVEN)
def test_plain_text_is_proven(raw: bytes) -> None:
    found = read_quickly(raw, DEFAULT)
    assert found is not UNPROVEN
    assert _is_same(found, _slowly(raw))


LEFT = {
    "scalar": b'"a"',
    "double": b"[1.5]",
    "infinite double": b"[1e400]",
    "integer over 2^53": b"[9007199254740992]",
    "integer of very many digits": b"[" + b"9" * 5_000 + b"]",
    "duplicate key": b'{"a": {"b": 1, "b": 1}}',
    "duplicate key with a container": b'{"a": {"b": "c"}, "a": {}}',
    "duplicate key made up for": rb'{"a": 0, "a": "\u0022\u0022"}',
    "quotation marks in both spellings": rb'["\u0022\""]',
    "quotation mark in a key": rb'{"\"": 0}',
    "too deep": b"[" * 64 + b'{"a": "b"}' + b"]" * 64,
    "too deep for the quick reader": b"[" * 500 + b"]" * 500,
    "lone surrogate": rb'["\ud83d"]',
    "NaN": b"[NaN]",
    "no JSON": b"[1,]",
    "byte order mark": b"\xef\xbb\xbf[]",
    "UTF-16": "[]".encode("utf-16-le"),
}


@pytest.mark.parametrize("raw", LEFT.values(), ids=LEFT)
def test_the_rest_is_left_to_the_strict_reader(raw: bytes) -> None:
    assert read_quickly(raw, DEFAULT) is UNPROVEN


def test_integers_are_left_where_numbers_must_be_shorter_than_they_can_be() -> None:
    assert read_quickly(b"[100]", replace(DEFAULT, number_characters=17)) == [100]
    assert read_quickly(b"[100]", replace(DEFAULT, number_characters=16)) is UNPROVEN


def test_members_are_counted_as_the_strict_reader_counts_them() -> None:
    raw = b'{"a": [1, 2, {}], "b": {"c": [] } }'
    assert read_quickly(raw, replace(DEFAULT, members=6)) == json.loads(raw)
    assert read_quickly(raw, replace(DEFAULT, members=5)) is UNPROVEN


def test_a_long_text_with_very_many_members_is_not_read_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(*_: object, **__: object) -> object:
        raise AssertionError

    raw = b"[" + b"[]," * 400_000 + b"[]]"
    assert len(raw) > MIB
    monkeypatch.setattr(quick_json, "from_json", read)
    assert read_quickly(raw, DEFAULT) is UNPROVEN


LONG = "é" * 16 * KIB
SAME_WORDS: dict[str, tuple[Callable[[str], str], str, str]] = {
    "duplicate key": (lambda x: f'{{"a": {{"b": "{x}", "b": 1}}}}', "DUPLICATE_KEY", "/a/b"),
    "made up for": (
        lambda x: rf'{{"x": "{x}", "a": 0, "a": "\u0022\u0022"}}',
        "DUPLICATE_KEY",
        "/a",
    ),
    "large integer": (lambda x: f'["{x}", 9007199254740992]', "NUMBER", "/1"),
    "infinite double": (lambda x: f'["{x}", 1e400]', "NUMBER", "/1"),
    "NaN": (lambda x: f'["{x}", NaN]', "INVALID_JSON", "/1"),
    "lone surrogate": (lambda x: rf'["{x}", "\ud83d"]', "INVALID_UTF8", "/1"),
    "no JSON": (lambda x: f'["{x}",]', "INVALID_JSON", ""),
    "byte order mark": (lambda x: f'\ufeff["{x}"]', "INVALID_UTF8", ""),
}


@pytest.mark.parametrize(("write", "code", "pointer"), SAME_WORDS.values(), ids=SAME_WORDS)
def test_a_long_text_is_refused_in_the_words_of_the_strict_reader(
    write: Callable[[str], str], code: str, pointer: str
) -> None:
    with pytest.raises(ParseError) as caught:
        read_json(write(LONG).encode())
    assert (caught.value.code, caught.value.pointer) == (f"PARSE_{code}", pointer)


def test_a_long_text_is_bounded_as_a_short_one_is() -> None:
    deep = "[" * 65 + f'"{LONG}"' + "]" * 65
    many = f'["{LONG}"' + ",0" * DEFAULT.members + "]"
    for content, code in ((deep, "LIMIT_DEPTH"), (many, "LIMIT_MEMBERS")):
        with pytest.raises(LimitError) as caught:
            read_json(content.encode())
        assert caught.value.code == code


def test_seals_of_the_european_union_are_proven(reference: Path) -> None:
    seals = sorted((reference / "elm" / "samples").glob("edc-*/*-signed.jsonld"))
    assert seals
    for path in seals:
        raw = path.read_bytes()
        members = read_quickly(raw, DEFAULT)
        assert members == json.loads(raw)
        assert read_quickly(members["payload"].encode(), DEFAULT) == json.loads(members["payload"])
