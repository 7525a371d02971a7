"""What a notebook shows of our objects: small tables of HTML, all their text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from elm_microcred.model import MicroCredential
    from elm_microcred.report import Check, Report

_MARKS: Final = {"passed": "✓", "failed": "✗", "indeterminate": "?", "skipped": "-"}


def report_table(report: Report) -> str:
    """A report: each check that was asked for, and below it what was found."""
    outcome = report.outcome.value
    rows = [_row("th", "outcome", "check", "finding")]
    rows += [r for c in report.checks if c.outcome.value != "skipped" for r in _check_rows(c)]
    return _table(f"{_MARKS[outcome]} {outcome} {report.subject}".rstrip(), rows)


def _check_rows(check: Check) -> Iterable[str]:
    outcome = check.outcome.value
    yield _row("td", f"{_MARKS[outcome]} {outcome}", check.id, "")
    for problem in check.problems:
        said = " ".join(filter(None, (problem.detail, problem.remedy)))
        place = f"{problem.code} {problem.pointer or ''}".rstrip()
        yield _row("td", problem.severity.value, place, said)


def micro_credential_table(micro: MicroCredential) -> str:
    """A micro-credential: what a reader looks for first."""
    achievement, award = micro.achievement, micro.award
    learner = award.learner
    names = (learner.full_name, learner.given_name, learner.family_name)
    whole, *parts = (str(name) if name else "" for name in names)
    facts = {
        "learner": whole or " ".join(filter(None, parts)),
        "awarded": award.awarded_at.date().isoformat() if award.awarded_at else "",
        "issuer": str(achievement.issuer.legal_name) if achievement.issuer else "",
        "outcomes": "; ".join(str(outcome.title) for outcome in achievement.outcomes),
        "credits": ", ".join(f"{c.points} {c.system}" for c in achievement.credits),
        "level": ", ".join(f"{level.framework} {level.level}" for level in achievement.levels),
    }
    rows = [_row("td", name, text) for name, text in facts.items() if text]
    return _table(str(achievement.title), rows)


def _table(caption: str, rows: Iterable[str]) -> str:
    return f"<table><caption>{escape(caption)}</caption>{''.join(rows)}</table>"


def _row(tag: str, *cells: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
