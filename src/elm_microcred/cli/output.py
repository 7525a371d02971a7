"""What a command says: reports and documents on standard output, messages on standard error."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import click

from elm_microcred.cli import files
from elm_microcred.codes import Severity
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome, Report

EXIT_CODES = {"passed": 0, "failed": 1, "usage": 2, "indeterminate": 3}
_COLOURS = {
    "passed": "green",
    "failed": "red",
    "indeterminate": "yellow",
    "skipped": "bright_black",
    "error": "red",
    "warning": "yellow",
    "info": "cyan",
}
_MARKS: Final = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.INDETERMINATE: "?",
    Outcome.SKIPPED: "-",
}
_LABEL: Final = re.compile(r" *(?:\w[\w ]{0,8}: +)?")
"""What stands before the text of a line: its indent, and `expected:` or the like."""
_TOLD = ("cryptosuites", "controller", "level")
"""Values of a check that a person is told."""
_MOST = 20
"""So many findings are shown to a person; `--json` has all."""


def coloured(word: str, text: str | None = None) -> str:
    """A word (or `text` in its place) in its colour; terminals without colour get none."""
    return click.style(text or word, fg=_COLOURS.get(word), bold=word in ("failed", "error"))


def say(message: str = "") -> None:
    """A message for a person, on standard error."""
    click.echo(message, err=True)


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_report(report: Report, *, as_json: bool, **more: Any) -> int:
    """Print a report, for a program or for a person; the exit code that goes with it."""
    if as_json:
        print_json({**report.to_dict(), **more})
    else:
        tell(report_lines(report, marks=_shows_marks(sys.stdout)))
    return EXIT_CODES[report.outcome.value]


def tell(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines for a person: fitted to the terminal; as they are where there is none."""
    stream = sys.stderr if err else sys.stdout
    width = shutil.get_terminal_size().columns if _is_terminal(stream) else 0
    for line in lines:
        click.echo(fitted(line, width) if width else line, err=err)


def fitted(line: str, width: int) -> str:
    """A line in so many columns; what follows hangs below its text, beside its label."""
    plain = click.unstyle(line)
    if len(plain) <= width:
        return line
    label = _LABEL.match(plain)
    hang = " " * min(label.end() if label else 0, width // 2)
    return "\n".join(textwrap.wrap(plain, width, subsequent_indent=hang, break_on_hyphens=False))


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def _shows_marks(stream: TextIO) -> bool:
    """Whether it is a terminal whose character set has our signs."""
    try:
        "".join(_MARKS.values()).encode(stream.encoding)
    except UnicodeEncodeError:
        return False
    return _is_terminal(stream)


def report_lines(report: Report, *, marks: bool = False) -> Iterable[str]:
    """A report as lines for a person.

    Left out are checks that nobody asked for, and parts of a check that have nothing to tell.

    Args:
        report: The report.
        marks: Whether each check begins with a sign for its outcome, for the eye.
    """
    for check in report.checks:
        is_part = "/" in check.id
        tells = check.problems or check.outcome is not Outcome.PASSED
        if check.outcome is not Outcome.SKIPPED and (tells or not is_part):
            yield from _check_lines(check, marks=marks)
    outcome = report.outcome.value
    what = f" {report.subject}" if report.subject else ""
    yield _mark(report.outcome, marks=marks) + coloured(outcome, outcome.upper()) + what


def _mark(outcome: Outcome, *, marks: bool) -> str:
    return f"{coloured(outcome.value, _MARKS[outcome])} " if marks else ""


def _check_lines(check: Check, *, marks: bool) -> Iterable[str]:
    depth = check.id.count("/")
    said = ", ".join(_words(check.values.get(name)) for name in _TOLD if name in check.values)
    outcome = coloured(check.outcome.value, f"{check.outcome.value:13}")
    mark = _mark(check.outcome, marks=marks)
    yield f"{mark}{outcome} {'  ' * depth}{check.id}{': ' if said else ''}{said}"
    for problem in check.problems:
        yield from problem_lines(problem)


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def problem_lines(problem: Problem) -> Iterable[str]:
    """A finding as lines for a person: code and place, then what, found, expected, what to do."""
    where = f" at {problem.pointer}" if problem.pointer else ""
    if problem.row is not None:
        where += f" in row {problem.row}"
    if problem.column is not None:
        where += f", column {problem.column}"
    yield f"  {coloured(problem.severity.value)} {problem.code}{where}"
    yield f"    {problem.detail}"
    for name, text in (
        ("found", problem.found),
        ("expected", problem.expected),
        ("to do", problem.remedy),
        ("see", problem.spec),
    ):
        if text:
            yield f"    {name + ':':10}{text}"


def print_error(error: ElmMicrocredError, *, as_json: bool) -> None:
    """An error on standard error and, where a program asked, as JSON on standard output."""
    say(coloured("error", "elm-microcred cannot do this:"))
    for problem in error.problems[:_MOST]:
        tell(problem_lines(problem), err=True)
    if len(error.problems) > _MOST:
        say(f"  … and {len(error.problems) - _MOST} more; --json lists all.")
    if as_json:
        problems = [problem.to_dict() for problem in error.problems]
        print_json({"outcome": "failed", "subject": "", "checks": [], "problems": problems})


def print_losses(losses: Iterable[Problem]) -> None:
    """What a conversion lost, on standard error; what to do about it once, at the end."""
    found = [loss for loss in losses if loss.severity is not Severity.INFO]
    tell(loss_lines(found), err=True)


def loss_lines(losses: Sequence[Problem]) -> Iterable[str]:
    """Losses as lines for a person."""
    if not losses:
        yield "Nothing was lost."
        return
    yield f"{len(losses)} things that the other format cannot say, or says less exactly:"
    for loss in losses:
        where = loss.pointer or "the document"
        yield f"  {coloured('warning', where)}: {loss.detail}"
    for remedy in dict.fromkeys(loss.remedy for loss in losses if loss.remedy):
        yield f"  To do: {remedy}"


def emit(content: bytes, output: str | None, *, force: bool) -> None:
    """Write a document to a file, or to standard output where none is named."""
    if output is None or output == files.STANDARD:
        click.echo(content, nl=False)
        return
    files.write(output, content, force=force)
    say(f"Written: {Path(output)}")


def pretty(document: Mapping[str, Any]) -> bytes:
    """A document as indented JSON with a final newline."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
