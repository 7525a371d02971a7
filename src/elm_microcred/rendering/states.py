"""What verification said, so that a person understands it and is not misled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from elm_microcred.advice import advice_for
from elm_microcred.codes import Effect
from elm_microcred.problem import Problem
from elm_microcred.rendering.languages import Speaker, row
from elm_microcred.rendering.views import CheckView, Finding, Phrase, Row, State
from elm_microcred.report import CHECK_IDS, Check, Outcome, Report

_MOST_FINDINGS = 50
_NAMED = frozenset((*CHECK_IDS, "rules", "purpose"))


def state_of(say: Speaker, report: Report | None, *, at: dt.datetime | None = None) -> State:
    """The state that a page shows.

    Without a report nobody has verified anything, and the page says so. That every check passed
    is said only of a report that looked at a signature: one that merely validates does not show
    that anything is authentic.
    """
    if report is None:
        return State("none", say.word("state.none"))
    outcome = report.outcome.value
    is_about_a_proof = report.check("securing").outcome is not Outcome.SKIPPED
    trust = str(report.check("issuer").values.get("trust", "not anchored"))
    remarks = []
    if is_about_a_proof and outcome != Outcome.FAILED.value:
        known = trust if trust in ("anchored", "not anchored") else "not anchored"
        remarks.append(say.word(f"trust.{known}"))
    if at is not None:
        day = say.day(at.astimezone(dt.UTC))
        time = at.astimezone(dt.UTC).strftime("%H:%M UTC")
        remarks.append(say.word("state.at", at=f"{day.text if day else ''}, {time}"))
    if report.checks and not is_about_a_proof and outcome == Outcome.PASSED.value:
        outcome = "none" if report.check("rules").outcome is Outcome.SKIPPED else outcome
    return State(
        outcome,
        say.word(f"state.{outcome}"),
        tuple(remarks),
        trust if is_about_a_proof else "",
        tuple(checks_of(say, report.checks)),
    )


def checks_of(say: Speaker, checks: Iterable[Check]) -> Iterator[CheckView]:
    """Each check; parts of a check only where they have something to tell."""
    for check in checks:
        group, _, part = check.id.partition("/")
        if part and not check.problems and group != "rules":
            continue
        name = group if group in _NAMED else "data-model"
        yield CheckView(
            check.id,
            say.word(f"check.{name}") + (f": {part}" if part else ""),
            say.word(f"means.{name}"),
            check.outcome.value,
            say.word(f"outcome.{check.outcome.value}"),
            tuple(finding_of(say, problem) for problem in check.problems[:_MOST_FINDINGS]),
        )


def finding_of(say: Speaker, problem: Problem) -> Finding:
    """A problem as a person is told of it, with what to do about it."""
    return Finding(
        problem.code,
        problem.severity.value,
        problem.detail,
        tuple(_finding_rows(say, problem)),
    )


def _finding_rows(say: Speaker, problem: Problem) -> Iterator[Row]:
    yield from row(say.word("where"), say.plain(problem.pointer) if problem.pointer else None)
    yield from row(say.word("found"), say.plain(problem.found) if problem.found else None)
    yield from row(say.word("expected"), _english(problem.expected))
    advice = problem.remedy or advice_for(problem.code)
    if advice:
        yield from row(say.word("to_do"), _english(advice))
    elif problem.effect is Effect.FAILS:
        yield from row(say.word("to_do"), say.label(say.word("advice.fails")))
    elif problem.effect is Effect.UNSETTLES:
        yield from row(say.word("to_do"), say.label(say.word("advice.unsettles")))


def _english(text: str | None) -> Phrase | None:
    return Phrase(text, "en", "ltr") if text else None


def report_of(values: Mapping[str, Any]) -> Report:
    """A report made again of its JSON, for one that came as a file.

    What it says of itself is shown as it stands; nothing of it is believed.
    """
    checks = []
    for check in _list(values.get("checks")):
        found = tuple(_problem(each) for each in _list(check.get("problems")))
        outcome = str(check.get("outcome"))
        if outcome in {each.value for each in Outcome}:
            told = check.get("values")
            checks.append(
                Check(
                    str(check.get("id"))[:200],
                    Outcome(outcome),
                    tuple(each for each in found if each is not None),
                    told if isinstance(told, Mapping) else {},
                )
            )
    return Report(tuple(checks), str(values.get("subject") or ""))


def _list(value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list | tuple) else []
    return [item for item in items if isinstance(item, Mapping)]


def _problem(value: Mapping[str, Any]) -> Problem | None:
    def text(name: str) -> str | None:
        said = value.get(name)
        return said if isinstance(said, str) else None

    try:
        return Problem(
            text("code") or "",
            text("detail") or "",
            pointer=text("pointer") or "",
            found=text("found"),
            expected=text("expected"),
            remedy=text("remedy") or "",
        )
    except KeyError:
        return None  # a code that this version does not know says nothing here
