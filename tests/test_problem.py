"""A finding: its members, its place, and how little of hostile text it repeats."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.codes import CODES, Effect, Severity
from elm_microcred.problem import Problem, json_pointer, shorten


def test_a_problem_reads_as_code_place_found_expected_remedy() -> None:
    problem = Problem(
        "MODEL_DATE",
        "A date was expected.",
        pointer="/award/awardedAt",
        found="32 May",
        expected="an ISO 8601 date",
        remedy="Write it as 2026-05-31.",
    )
    assert str(problem) == (
        "MODEL_DATE at /award/awardedAt: A date was expected. Found: 32 May. "
        "Expected: an ISO 8601 date. Write it as 2026-05-31."
    )


def test_a_problem_of_a_row_names_row_and_column() -> None:
    problem = Problem("MODEL_TYPE", "A number was expected.", row=3, column="workload_hours")
    assert str(problem) == "MODEL_TYPE (row 3, column workload_hours): A number was expected."
    assert problem.to_dict()["row"] == 3
    assert problem.to_dict()["column"] == "workload_hours"


def test_a_bare_problem_says_no_more_than_it_knows() -> None:
    problem = Problem("PROOF_MISSING", "No proof.")
    assert str(problem) == "PROOF_MISSING: No proof."
    assert problem.to_dict() == {
        "code": "PROOF_MISSING",
        "type": CODES["PROOF_MISSING"].type,
        "title": "The credential has no proof",
        "detail": "No proof.",
        "pointer": "",
        "severity": "error",
    }


def test_a_problem_knows_its_row_of_the_table() -> None:
    problem = Problem("DID_UNAVAILABLE", "No answer.")
    assert problem.entry is CODES["DID_UNAVAILABLE"]
    assert problem.severity is Severity.ERROR
    assert problem.effect is Effect.UNSETTLES


def test_a_code_that_is_not_in_the_table_cannot_be_used() -> None:
    with pytest.raises(KeyError, match="NO_SUCH_CODE is not a code"):
        Problem("NO_SUCH_CODE", "No.")


def test_at_puts_a_problem_below_a_place() -> None:
    assert Problem("MODEL_TYPE", "No.", pointer="/b").at("/a").pointer == "/a/b"


def test_json_pointers_escape_what_the_rfc_escapes() -> None:
    assert json_pointer(()) == ""
    assert json_pointer(("a/b", "m~n", 0, "")) == "/a~1b/m~0n/0/"


@given(st.lists(st.text() | st.integers(min_value=0, max_value=99)))
def test_a_json_pointer_can_be_read_back(path: list[str | int]) -> None:
    pointer = json_pointer(tuple(path))
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    assert steps == [str(step) for step in path]


@given(st.text())
def test_what_was_found_is_one_short_printable_line(text: str) -> None:
    said = Problem("DATA_INVALID", "No.", found=text).found
    assert said is not None
    assert len(said) <= 80
    assert said.isprintable()


def test_shorten_keeps_short_text_and_says_when_it_cut() -> None:
    assert shorten("a" * 80) == "a" * 80
    assert shorten("a" * 81) == "a" * 79 + "…"
    assert shorten("one\ntwo\x1b[31m") == "one�two�[31m"
    assert shorten({"a": 1}) == "{'a': 1}"


@given(st.sampled_from(sorted(CODES)), st.text(), st.text() | st.none())
def test_a_problem_is_json_with_nothing_absent_in_it(
    code: str, detail: str, found: str | None
) -> None:
    members = Problem(code, detail, found=found).to_dict()
    assert json.loads(json.dumps(members)) == members
    assert None not in members.values()
