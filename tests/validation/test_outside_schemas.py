"""JSON Schemas from outside: applied where they are safe, refused by name where they are not."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import ElmMicrocredError, LimitError
from elm_microcred.validation.outside_schemas import read_schema

DRAFTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema#",
    "http://json-schema.org/draft-07/schema#",
)


def code(schema: Any, instance: Any = None) -> str:
    with pytest.raises(ElmMicrocredError) as caught:
        read_schema(schema).problems(instance)
    return caught.value.code


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_schema_is_applied(draft: str) -> None:
    schema = read_schema(
        json.dumps(
            {
                "$schema": draft,
                "$id": "https://issuer.example/schema.json",
                "$defs": {"name": {"type": "string", "pattern": "^[A-Z][a-z]*( [A-Z][a-z]*)?$"}},
                "properties": {
                    "name": {"$ref": "#/$defs/name"},
                    "other": {"$ref": "https://issuer.example/schema.json#/$defs/name"},
                },
                "patternProperties": {"^x-": {"type": "integer"}},
                "required": ["name"],
            }
        )
    )
    assert schema.problems({"name": "Anna", "other": "Anna Ozola", "x-1": 1}) == ()
    (problem,) = schema.problems({"name": "anna"})
    assert (problem.code, problem.pointer) == ("SCHEMA_MISMATCH", "/name")
    assert [p.pointer for p in schema.problems({"other": "x", "x-1": ""})] == ["/other", "/x-1", ""]


def test_true_and_false_are_schemas() -> None:
    assert read_schema(b"true").problems({}) == ()
    assert len(read_schema(False).problems({})) == 1


def test_no_more_is_told_than_helps() -> None:
    schema = read_schema({"items": {"type": "string"}})
    assert len(schema.problems(list(range(500)))) == 100


REFUSED: dict[str, tuple[Any, str]] = {
    "a file": ({"$ref": "file:///etc/passwd"}, "SCHEMA_REMOTE"),
    "a web page": ({"properties": {"a": {"$ref": "https://a.example/x"}}}, "SCHEMA_REMOTE"),
    "metadata": ({"allOf": [{"$ref": "http://169.254.169.254/latest#x"}]}, "SCHEMA_REMOTE"),
    "a neighbour": ({"$id": "https://a.example/x", "$ref": "y.json"}, "SCHEMA_REMOTE"),
    "a dynamic reference": ({"$dynamicRef": "https://a.example/x"}, "SCHEMA_REMOTE"),
    "another draft": ({"$schema": "https://a.example/draft"}, "SCHEMA_REMOTE"),
    "nothing": ({"$ref": "#/$defs/none"}, "SCHEMA_INVALID"),
    "a list": ([], "SCHEMA_INVALID"),
    "a type that is none": ({"type": "text"}, "SCHEMA_INVALID"),
    "no JSON": ("{", "PARSE_INVALID_JSON"),
    "itself": ({"$ref": "#"}, "LIMIT_DEPTH"),
    "a circle": (
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        "LIMIT_DEPTH",
    ),
    "a pattern in a pattern": ({"pattern": "^(a+)+$"}, "SCHEMA_PATTERN"),
    "ways that begin alike": ({"pattern": "^(a|a)*$"}, "SCHEMA_PATTERN"),
    "ways that may be empty": ({"pattern": "^(a|ab?|)*$"}, "SCHEMA_PATTERN"),
    "a back reference": ({"pattern": r"(a*)\1"}, "SCHEMA_PATTERN"),
    "many repetitions": ({"pattern": "a*b*c*d*e"}, "SCHEMA_PATTERN"),
    "a pattern that is none": ({"pattern": "("}, "SCHEMA_PATTERN"),
    "a long pattern": ({"pattern": "a" * 2_000}, "SCHEMA_PATTERN"),
    "a pattern of names": ({"patternProperties": {"(x*)*": {}}}, "SCHEMA_PATTERN"),
    "a look ahead": ({"pattern": "(?=(a+)+)"}, "SCHEMA_PATTERN"),
    "an atomic group": ({"pattern": "(?>(a+)+)"}, "SCHEMA_PATTERN"),
    "one way of several": ({"pattern": "x|(a+)+"}, "SCHEMA_PATTERN"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_schema_that_is_not_safe_is_refused(name: str) -> None:
    schema, expected = REFUSED[name]
    began = time.process_time()
    assert code(schema, {"a": "b"}) == expected
    assert time.process_time() - began < 1


def test_a_schema_that_unfolds_without_end_is_stopped() -> None:
    steps = {f"s{n}": {"allOf": [{"$ref": f"#/$defs/s{n + 1}"}] * 2} for n in range(40)}
    schema = {"$defs": {**steps, "s40": {}}, "$ref": "#/$defs/s0"}
    began = time.process_time()
    assert code(schema) == "LIMIT_NODES"
    assert time.process_time() - began < 5


def test_a_text_may_be_too_long_for_its_pattern() -> None:
    costly = {"pattern": "a*b", "patternProperties": {"a*b*c": {}}}
    with pytest.raises(LimitError):
        read_schema(costly).problems("a" * 10_000)
    with pytest.raises(LimitError):
        read_schema(costly).problems({"a" * 1_000: 1})
    assert read_schema({"pattern": "^(?:(?=a)|[ab]{2}|(?>c))x?$"}).problems("a" * 10_000)
    assert read_schema(costly).problems({}) == ()
    assert read_schema({"pattern": "(a|b)*x"}).problems("x") == ()


def test_what_is_no_keyword_is_no_reference() -> None:
    assert read_schema({"properties": {"$ref": {"type": "string"}}}).problems({"$ref": "x"}) == ()


@pytest.mark.reference
def test_the_attacks_with_schemas_are_refused_for_their_reason(reference: Path) -> None:
    index = json.loads((reference / "attacks" / "index.json").read_text("utf-8"))
    cases = [case for case in index["cases"] if case["kind"] == "json-schema"]
    assert cases
    for case in cases:
        content = (reference / "attacks" / case["file"]).read_bytes()
        assert code(content, case.get("instance")) == case["expected_reason"]


@pytest.mark.reference
def test_the_published_schemas_are_safe(reference: Path) -> None:
    for path in (reference / "openbadges" / "schemas").rglob("*endorsement*.json"):
        assert read_schema(path.read_bytes()).problems([])
