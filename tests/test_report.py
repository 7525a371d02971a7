"""Reports: three outcomes, the worst one counts, and only passed is true."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.codes import CODES, Effect
from elm_microcred.errors import VerificationFailed
from elm_microcred.problem import Problem
from elm_microcred.report import CHECK_IDS, Check, Outcome, Report, ordered, worst

OUTCOMES = st.sampled_from(Outcome)
PROBLEMS = st.builds(Problem, st.sampled_from(sorted(CODES)), st.just("So."))
CHECKS = st.builds(
    Check.of,
    st.sampled_from(CHECK_IDS) | st.sampled_from(CHECK_IDS).map(lambda id: id + "/part"),
    st.lists(PROBLEMS, max_size=3),
)

FAILS = Problem("PROOF_MISSING", "No proof.")
UNSETTLES = Problem("DID_UNAVAILABLE", "No answer.")
WARNS = Problem("LINT_WORKLOAD", "60 months.")


@pytest.mark.parametrize(
    ("problems", "outcome"),
    [
        ([], Outcome.PASSED),
        ([WARNS], Outcome.PASSED),
        ([UNSETTLES], Outcome.INDETERMINATE),
        ([WARNS, UNSETTLES], Outcome.INDETERMINATE),
        ([UNSETTLES, FAILS], Outcome.FAILED),
    ],
)
def test_a_check_ends_as_its_worst_problem_says(problems: list[Problem], outcome: Outcome) -> None:
    assert Check.of("securing", problems).outcome is outcome


@pytest.mark.parametrize(
    ("outcomes", "overall"),
    [
        ([], Outcome.INDETERMINATE),
        ([Outcome.SKIPPED], Outcome.INDETERMINATE),
        ([Outcome.PASSED, Outcome.SKIPPED], Outcome.PASSED),
        ([Outcome.PASSED, Outcome.INDETERMINATE], Outcome.INDETERMINATE),
        ([Outcome.INDETERMINATE, Outcome.FAILED, Outcome.PASSED], Outcome.FAILED),
    ],
)
def test_the_worst_outcome_counts(outcomes: list[Outcome], overall: Outcome) -> None:
    assert worst(outcomes) is overall


@given(st.lists(OUTCOMES))
def test_the_order_of_outcomes_never_matters(outcomes: list[Outcome]) -> None:
    assert worst(outcomes) is worst(reversed(outcomes))


@given(st.lists(OUTCOMES))
def test_a_skipped_check_never_changes_the_outcome(outcomes: list[Outcome]) -> None:
    assert worst([*outcomes, Outcome.SKIPPED]) is worst(outcomes)


@given(st.lists(CHECKS))
def test_a_report_is_true_exactly_when_it_passed(checks: list[Check]) -> None:
    report = Report(tuple(checks))
    assert bool(report) is (report.outcome is Outcome.PASSED)
    if report:
        assert report.raise_for_failure() is None
        assert report.errors == ()
    else:
        with pytest.raises(VerificationFailed) as caught:
            report.raise_for_failure()
        assert caught.value.report is report


@given(st.lists(CHECKS))
def test_a_report_is_json(checks: list[Check]) -> None:
    written = Report(tuple(checks), subject="urn:x").to_dict()
    assert json.loads(json.dumps(written)) == written
    assert list(written) == ["outcome", "subject", "checks"]
    for check in written["checks"]:
        assert list(check) == ["id", "outcome", "problems", "values"]


def test_an_empty_report_is_not_a_pass() -> None:
    assert not Report(())
    assert Report(()).outcome is Outcome.INDETERMINATE


def test_a_report_sorts_its_findings_by_severity() -> None:
    report = Report((Check.of("securing", [FAILS]), Check.of("annex-1", [WARNS, UNSETTLES])))
    assert report.problems == (FAILS, WARNS, UNSETTLES)
    assert report.errors == (FAILS, UNSETTLES)
    assert report.warnings == (WARNS,)


def test_a_check_is_found_by_its_id_and_an_absent_one_is_skipped() -> None:
    check = Check.of("securing", values={"cryptosuite": "eddsa-rdfc-2022"})
    report = Report((check,))
    assert report.check("securing") is check
    assert report.check("status") == Check.skipped("status")
    assert report.check("status").outcome is Outcome.SKIPPED


@given(st.lists(CHECKS))
def test_checks_are_listed_in_the_fixed_order(checks: list[Check]) -> None:
    ids = [check.id for check in ordered(checks)]
    tops = [CHECK_IDS.index(id.partition("/")[0]) for id in ids]
    assert tops == sorted(tops)
    for top in set(tops):
        children = ["/" in id for id, t in zip(ids, tops, strict=True) if t == top]
        assert children == sorted(children)


def test_every_effect_has_its_outcome() -> None:
    for code in CODES.values():
        outcome = Check.of("parse", [Problem(code.name, "So.")]).outcome
        assert (outcome is Outcome.PASSED) is (code.effect is Effect.NONE)
