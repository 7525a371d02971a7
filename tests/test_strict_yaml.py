"""YAML as JSON would say it: what is read, and what is refused."""

from __future__ import annotations

import builtins
import json
import time
from typing import Any

import pytest
import yaml
from hypothesis import assume, given

from elm_microcred.errors import ElmMicrocredError, LimitError, MissingExtraError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.strict_yaml import read_yaml
from strategies import json_values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing", None),
        ("~", None),
        ("a:", {"a": None}),
        ("- null\n- true\n- false", [None, True, False]),
        ("[0, -3, 1.5, 1e3, -0.25E-2]", [0, -3, 1.5, 1000.0, -0.0025]),
        (
            "[no, yes, on, True, NULL, 0413, 0x1f, 0o7, 12:30, 1_000, +1, .5, 1., .inf, .nan]",
            [
                "no",
                "yes",
                "on",
                "True",
                "NULL",
                "0413",
                "0x1f",
                "0o7",
                "12:30",
                "1_000",
                "+1",
                ".5",
                "1.",
                ".inf",
                ".nan",
            ],
        ),
        ("[2026-06-30, 2026-06-30T12:00:00Z]", ["2026-06-30", "2026-06-30T12:00:00Z"]),
        ("[\"1\", '2', \"true\", '']", ["1", "2", "true", ""]),
        ("1: a\ntrue: b\n'': c", {"1": "a", "true": "b", "": "c"}),
        ("'<<': a", {"<<": "a"}),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two\n"}),
        ("a: {b: [c, {d: e}], f: []}\ng: {}", {"a": {"b": ["c", {"d": "e"}], "f": []}, "g": {}}),
        ("- - a\n  - b\n- - c", [["a", "b"], ["c"]]),
        ("--- \ntext\n...\n", "text"),
        ("a: &anchor b", {"a": "b"}),
        ("\ufeffa: b", {"a": "b"}),
        ("Ostas drošība: ⚓️", {"Ostas drošība": "⚓️"}),
    ],
)
def test_what_is_read(text: str, value: Any) -> None:
    for content in (text, text.encode()):
        found = read_yaml(content)
        assert json.dumps(found) == json.dumps(value)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("[", "PARSE_INVALID_YAML", "in line 2, column 1"),
        ("a: 'b", "PARSE_INVALID_YAML", "in line 1"),
        ("a: b: c", "PARSE_INVALID_YAML", "mapping values are not allowed"),
        ("a\x01b", "PARSE_INVALID_YAML", "control characters|not allowed"),
        ('"\\ud800"', "PARSE_INVALID_YAML", "in line 1"),
        ("a: &x 1\nb: *x", "PARSE_INVALID_YAML", "an alias.*|in line 2, column 4"),
        ("<<: {a: 1}", "PARSE_INVALID_YAML", "a merged key"),
        ("? [a]\n: b", "PARSE_INVALID_YAML", "a key that is no string"),
        ("? {a: b}\n: c", "PARSE_INVALID_YAML", "a key that is no string"),
        ("!!python/object/apply:os.system [x]", "PARSE_INVALID_YAML", "the tag .*python"),
        ("a: !!str 5", "PARSE_INVALID_YAML", "the tag"),
        ("a: ! b", "PARSE_INVALID_YAML", "the tag"),
        ("!!set {a}", "PARSE_INVALID_YAML", "the tag"),
        ("a\n---\nb", "PARSE_INVALID_YAML", "a second document .*|in line 2"),
        ("%YAML 9.9\n---\na", "PARSE_INVALID_YAML", "incompatible"),
        ("a: 1\nb: 2\na: 3", "PARSE_DUPLICATE_KEY", "in line 3, column 1"),
        ("{a: {b: 1, 'b': 2}}", "PARSE_DUPLICATE_KEY", "in line 1"),
        ("a: 99999999999999999999", "PARSE_NUMBER", "in line 1, column 4"),
        ("a: 1e999", "PARSE_NUMBER", "in line 1, column 4"),
        ("a: " + "9" * 5000, "PARSE_NUMBER", "in line 1, column 4"),
        (b"a: \xff", "PARSE_INVALID_UTF8", "UTF-8"),
        ("a: b".encode("utf-16"), "PARSE_INVALID_UTF8", "UTF-8"),
        ("\ud800", "PARSE_INVALID_UTF8", "UTF-8"),
    ],
)
def test_what_is_refused(content: str | bytes, code: str, said: str) -> None:
    with pytest.raises(ParseError, match=said) as raised:
        read_yaml(content)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, "LIMIT_DEPTH"),
        ("- " * 100_000, "LIMIT_DEPTH"),
        ("{a: " * 100_000, "LIMIT_DEPTH"),
        ("[" + "1," * 400_000 + "]", "LIMIT_MEMBERS"),
        ("- a\n" * 250_000, "LIMIT_MEMBERS"),
        (" " * (1024 * 1024 + 1), "LIMIT_SIZE"),
        ("&a " * 300_000, "PARSE_INVALID_YAML"),
        ("? " * 500_000, "PARSE_INVALID_YAML"),
        ("!" * 1_000_000, "PARSE_INVALID_YAML"),
        ('"' + "a" * 1_000_000, "PARSE_INVALID_YAML"),
        ("a: b\n" * 200_000, "PARSE_DUPLICATE_KEY"),
    ],
    ids=lambda value: value[:8],
)
def test_a_bomb_goes_off_within_a_second(content: str, code: str) -> None:
    started = time.process_time()
    with pytest.raises(ElmMicrocredError) as raised:
        read_yaml(content)
    assert time.process_time() - started < 1
    assert raised.value.code == code
    assert isinstance(raised.value, LimitError if code.startswith("LIMIT") else ParseError)


def test_depth_counts_what_is_open() -> None:
    limits = Limits(depth=2)
    assert read_yaml("[[], [], {a: b}]", limits=limits) == [[], [], {"a": "b"}]
    with pytest.raises(LimitError):
        read_yaml("[[[]]]", limits=limits)


@given(json_values())
def test_json_is_yaml(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assume(not set(text) & set("\u2028\u2029\u0085\ufeff"))  # line breaks of YAML 1.1, and a mark
    assert read_yaml(text) == value


def test_the_parser_in_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, {b: c}]\nd: |\n  e\n"
    fast = read_yaml(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert read_yaml(text) == fast
    for bad in ("[", "a: *b", "\x01"):
        with pytest.raises(ParseError):
            read_yaml(bad)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="elm-microcred\\[yaml\\]"):
        read_yaml("a: b")
