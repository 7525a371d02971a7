"""The error tree: one base, a stable code each, drawn as it is."""

from __future__ import annotations

import inspect

import pytest

from elm_microcred import errors
from elm_microcred.errors import (
    ElmMicrocredError,
    JsonLdError,
    MissingExtraError,
    ModelError,
    NotBundledError,
    VerificationFailed,
)
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Report

CLASSES = [
    value
    for value in vars(errors).values()
    if inspect.isclass(value) and value.__module__ == errors.__name__
]


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_has_the_one_base_and_is_drawn_in_the_tree(error: type[Exception]) -> None:
    assert issubclass(error, ElmMicrocredError)
    assert error.__name__ in (errors.__doc__ or "")


def test_the_tree_that_is_drawn_is_the_tree_that_is() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.replace("│", " ").replace("├──", "   ").replace("└──", "   ").split()
        if not name or not hasattr(errors, name[0]):
            continue
        depth = line.index(name[0]) // 4
        above[depth:] = [name[0]]
        if depth:
            drawn[name[0]] = above[depth - 1]
    assert drawn == {e.__name__: e.__base__.__name__ for e in CLASSES if e is not ElmMicrocredError}


def test_an_error_tells_code_place_and_message() -> None:
    error = ModelError("MODEL_TYPE", "A number was expected.", pointer="/a", found="x")
    assert (error.code, error.pointer) == ("MODEL_TYPE", "/a")
    assert error.problem == Problem("MODEL_TYPE", "A number was expected.", "/a", "x")
    assert str(error) == "MODEL_TYPE at /a: A number was expected. Found: x."


def test_an_error_may_carry_many_findings_and_is_named_for_the_first() -> None:
    problems = [
        Problem("DATA_UNDEFINED_TERM", "No.", "/a"),
        Problem("DATA_RELATIVE_IRI", "No.", "/b"),
    ]
    error = JsonLdError.from_problems(problems)
    assert isinstance(error, JsonLdError)
    assert error.problems == tuple(problems)
    assert error.code == "DATA_UNDEFINED_TERM"
    assert str(error).splitlines() == [
        "DATA_UNDEFINED_TERM at /a: No.",
        "DATA_RELATIVE_IRI at /b: No.",
    ]


def test_an_error_whose_code_is_unknown_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        ModelError("NO_SUCH_CODE", "No.")


def test_a_missing_extra_is_named_with_the_command_that_installs_it() -> None:
    error = MissingExtraError.of("yaml", "Reading YAML")
    assert error.code == "EXTRA_MISSING"
    assert "pip install 'elm-microcred[yaml]'" in str(error)


def test_a_resolution_error_is_caught_as_one() -> None:
    with pytest.raises(errors.ResolutionError):
        raise NotBundledError("RESOURCE_NOT_BUNDLED", "No.")


def test_a_failed_verification_carries_its_report() -> None:
    report = Report((Check.of("securing", [Problem("PROOF_MISSING", "No proof.")]),))
    error = VerificationFailed(report)
    assert error.report is report
    assert error.code == "PROOF_MISSING"
    assert str(error) == "failed: PROOF_MISSING: No proof."


def test_an_empty_report_fails_too_and_says_so() -> None:
    error = VerificationFailed(Report(()))
    assert error.code == "REPORT_EMPTY"
    assert str(error) == "indeterminate: nothing was checked"


def test_errors_stand_before_warnings_in_a_failure() -> None:
    warning = Problem("LINT_WORKLOAD", "60 months.")
    missing = Problem("ANNEX1_MISSING", "No title.")
    error = VerificationFailed(Report((Check.of("annex-1", [warning, missing]),)))
    assert error.problems == (missing,)
