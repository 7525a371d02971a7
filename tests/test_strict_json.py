"""Strict JSON: good text as `json` reads it, everything else refused by name and place."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT
from elm_microcred.strict_json import _structure, read_json

_SAFE = 2**53 - 1
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_SAFE, _SAFE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=_JSON, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, 3]))
def test_reads_what_json_reads(value: object, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert read_json(text) == value
    assert read_json(text.encode()) == value


def test_reads_the_workloads(bench: Path) -> None:
    for name in ("w1.json", "w2_elm_mc_annex1.json"):
        content = (bench / name).read_bytes()
        assert read_json(content) == json.loads(content)


@pytest.mark.parametrize("content", [bytearray(b"[1]"), memoryview(b"[1]"), b" \t\r\n[1] \n"])
def test_other_bytes_and_white_space(content: bytes) -> None:
    assert read_json(content) == [1]


REFUSED = {
    "empty": (b"", "PARSE_INVALID_JSON", ""),
    "two values": (b"{} {}", "PARSE_INVALID_JSON", ""),
    "trailing comma": (b"[1,]", "PARSE_INVALID_JSON", ""),
    "comment": (b"[1] // one", "PARSE_INVALID_JSON", ""),
    "single quotes": (b"{'a': 1}", "PARSE_INVALID_JSON", ""),
    "control character": (b'["a\x01"]', "PARSE_INVALID_JSON", ""),
    "unterminated string": (b'["a', "PARSE_INVALID_JSON", ""),
    "bad escape": (rb'["\x41"]', "PARSE_INVALID_JSON", ""),
    "backslash outside a string": (rb"[\[[]]", "PARSE_INVALID_JSON", ""),
    "leading zero": (b"[01]", "PARSE_INVALID_JSON", ""),
    "unbalanced": (b"[[1]", "PARSE_INVALID_JSON", ""),
    "closed too early": (b"]][[", "PARSE_INVALID_JSON", ""),
    "wrong partner": (b"[{]}", "PARSE_INVALID_JSON", ""),
    "NaN": (b'{"a": [1, NaN]}', "PARSE_INVALID_JSON", "/a/1"),
    "Infinity": (b'{"a": Infinity}', "PARSE_INVALID_JSON", "/a"),
    "-Infinity": (b"-Infinity", "PARSE_INVALID_JSON", ""),
    "duplicate key": (b'{"a": {"b": 1, "c": 2, "b": 3}}', "PARSE_DUPLICATE_KEY", "/a/b"),
    "duplicate escaped": (rb'{"a": 1, "\u0061": 2}', "PARSE_DUPLICATE_KEY", "/a"),
    "duplicate in array": (b'[{}, {"": 0, "": 0}]', "PARSE_DUPLICATE_KEY", "/1/"),
    "key like a path": (b'{"a/b~": 1, "a/b~": 1}', "PARSE_DUPLICATE_KEY", "/a~1b~0"),
    "integer over 2^53": (b'{"n": 9007199254740992}', "PARSE_NUMBER", "/n"),
    "integer under -2^53": (b"[0, -9007199254740992]", "PARSE_NUMBER", "/1"),
    "long integer": (b"[" + b"0." + b"0" * 40 + b"]", "PARSE_NUMBER", "/0"),
    "4,301 digits": (b"9" * 4301, "PARSE_NUMBER", ""),
    "long double": (b'{"a": 1.' + b"0" * 40 + b"}", "PARSE_NUMBER", "/a"),
    "infinite double": (b'{"a": {"b": [1e400]}}', "PARSE_NUMBER", "/a/b/0"),
    "lone high surrogate": (rb'{"a": "\ud800"}', "PARSE_INVALID_UTF8", "/a"),
    "lone low surrogate": (rb'["\uD83D\uDE00", "x\uDE00"]', "PARSE_INVALID_UTF8", "/1"),
    "lone surrogate in a key": (rb'{"b": {"\udfff": 1}}', "PARSE_INVALID_UTF8", "/b"),
    "raw surrogate": ('["\ud800"]', "PARSE_INVALID_UTF8", ""),
    "encoded surrogate": (b'["\xed\xa0\x80"]', "PARSE_INVALID_UTF8", ""),
    "Latin-1": ('["é"]'.encode("latin-1"), "PARSE_INVALID_UTF8", ""),
    "byte order mark": (b"\xef\xbb\xbf[]", "PARSE_INVALID_UTF8", ""),
    "UTF-16": ("[]".encode("utf-16"), "PARSE_INVALID_UTF8", ""),
    "UTF-16 big-endian": ("[]".encode("utf-16-be"), "PARSE_INVALID_UTF8", ""),
    "UTF-16 little-endian": ("[]".encode("utf-16-le"), "PARSE_INVALID_UTF8", ""),
    "UTF-32": ("[]".encode("utf-32"), "PARSE_INVALID_UTF8", ""),
    "UTF-32 big-endian": ("[]".encode("utf-32-be"), "PARSE_INVALID_UTF8", ""),
    "UTF-32 little-endian": ("[]".encode("utf-32-le"), "PARSE_INVALID_UTF8", ""),
}


@pytest.mark.parametrize(("content", "code", "pointer"), REFUSED.values(), ids=REFUSED)
def test_refused_with_code_and_place(content: bytes | str, code: str, pointer: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_json(content)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)
    assert caught.value.problem.expected


def test_the_encoding_is_named() -> None:
    for encoding in ("utf-16", "utf-32-le", "utf-16-be"):
        with pytest.raises(ParseError) as caught:
            read_json('{"a": 1}'.encode(encoding))
        assert caught.value.problem.found == encoding[:6].upper()


def test_line_and_column_are_said() -> None:
    with pytest.raises(ParseError, match="line 3, column 8"):
        read_json(b'{\n  "a": 1,\n  "b": oops\n}')
    with pytest.raises(ParseError, match="line 2, column 4"):
        read_json(b'{"a": 1,\n   "a": 2}')
    with pytest.raises(ParseError, match="line 2, column 2"):
        read_json(b'[\n"\xff"]')


def test_backslashes_do_not_hide_structure() -> None:
    assert read_json(rb'["\\", {"a\"": "\\\"["}]') == ["\\", {'a"': '\\"['}]
    with pytest.raises(ParseError) as caught:
        read_json(rb'{"x": "\\", "a": {"b": "\"", "b": 1}}')
    assert caught.value.pointer == "/a/b"


@given(
    st.text('"\\{}[]:,/bfnrtu0a é', max_size=40).map(json.dumps)
    | st.lists(st.text('"\\{}[]:,nu', max_size=6), max_size=6).map(json.dumps)
    | st.dictionaries(st.text('"\\{}:,', max_size=4), st.text(max_size=6)).map(json.dumps)
)
def test_the_structure_is_what_stands_outside_of_strings(text: str) -> None:
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", text, flags=re.DOTALL)
    assert _structure(text.encode()).decode() == re.sub(r"[^\]\[{}:,]", "", outside)


def test_items_that_are_no_containers_count() -> None:
    within = replace(DEFAULT, members=100)
    assert len(read_json(b"[" + b"[1]," * 49 + b"[1]]", limits=within)) == 50
    assert len(read_json(b"[" + b"[ ]," * 99 + b"[]]", limits=within)) == 100
    with pytest.raises(LimitError):
        read_json(b"[" + b"[1]," * 50 + b"[1]]", limits=within)


def test_escaped_surrogate_lookalikes_pass() -> None:
    assert read_json(rb'["\\ud800", "\ud83d\ude00"]') == ["\\ud800", "😀"]


def test_neither_bytes_nor_text() -> None:
    with pytest.raises(UsageError):
        read_json({"a": 1})  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        inner = "0" if "a" in opening else ""
        return opening * depth + inner + closing * depth

    read_json(nested(DEFAULT.depth))
    with pytest.raises(LimitError) as caught:
        read_json(nested(DEFAULT.depth + 1))
    assert caught.value.code == "LIMIT_DEPTH"
    assert caught.value.pointer == ("/a" if "a" in opening else "/0") * DEFAULT.depth


def test_depth_of_broken_text() -> None:
    for content in (b"[" * 1000, b"[" * 1000 + b'"', rb'{"\x":' * 1000, b"]" + b"[" * 1000):
        with pytest.raises(LimitError, match="LIMIT_DEPTH"):
            read_json(content)


def test_brackets_in_strings_do_not_nest() -> None:
    text = json.dumps(["[" * 1000, "{" * 1000])
    assert read_json(text) == json.loads(text)


def test_members() -> None:
    limits = replace(DEFAULT, members=6)
    assert read_json(b'{"a": [1, 2, {}], "b": {"c": [] } }', limits=limits)
    with pytest.raises(LimitError) as caught:
        read_json(b'{"a": [1, 2, {}], "b": {"c": [ 1 ] } }', limits=limits)
    assert caught.value.code == "LIMIT_MEMBERS"
    assert caught.value.problem.found == "7"


def test_size() -> None:
    assert read_json(b"[10]", max_bytes=4) == [10]
    for content in (b"[100]", "[100]", '["é"]'):
        with pytest.raises(LimitError) as caught:
            read_json(content, max_bytes=5 if "é" in str(content) else 4)
        assert caught.value.code == "LIMIT_SIZE"
    with pytest.raises(LimitError):
        read_json(b" " * (DEFAULT.credential_bytes + 1))


HOSTILE = {
    "open brackets": b"[" * 1_000_000,
    "nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "many pairs": b"[" + b"[]," * 300_000 + b"[]]",
    "escaped quotes without an end": b'"' + b'\\"' * 500_000,
    "duplicate at the end": b"{" + b",".join(b'"%d":1' % n for n in range(49_000)) + b',"7":1}',
    "bad number at the end": b"[" + b"1," * 49_000 + b"1e999]",
    "lone surrogate at the end": b"[" + rb'"\ud83d\ude00",' * 49_000 + rb'"\ud800"]',
    "100 MB": b"[" + b" " * 100_000_000 + b"]",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_within_a_second(content: bytes) -> None:
    start = time.process_time()
    with pytest.raises((ParseError, LimitError)):
        read_json(content)
    assert time.process_time() - start < 1


@given(st.binary(max_size=40) | st.text(alphabet='[]{}",:\\ntu0129eE+-. NaI\ud800', max_size=30))
def test_anything_is_read_alike_or_refused_by_name(content: bytes | str) -> None:
    try:
        value = read_json(content)
    except ElmMicrocredError:
        return
    assert value == json.loads(content)
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
