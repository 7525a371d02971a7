"""`elm-microcred new`: questions whose answers make a valid micro-credential."""

from __future__ import annotations

from collections.abc import Sequence

import click

from elm_microcred.cli import files
from elm_microcred.cli.options import force_option, json_option
from elm_microcred.cli.output import emit, pretty, print_json, problem_lines, say, tell
from elm_microcred.cli.questions import QUESTIONS, Question, problem_with
from elm_microcred.errors import UsageError
from elm_microcred.mapping import to_elm
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.file import FileRecord
from elm_microcred.problem import Problem
from elm_microcred.validation import validate

_KINDS: dict[str, type[FileRecord]] = {
    "whole": MicroCredential,
    "achievement": Achievement,
    "award": Award,
}


@click.command()
@click.option(
    "--only",
    "kind",
    type=click.Choice(["achievement", "award"]),
    help="Ask for one half: what is the same for every learner, or what is this learner's.",
)
@click.option(
    "--answer",
    "given",
    multiple=True,
    metavar="COLUMN=TEXT",
    help="An answer, so that it is not asked for; columns are those of a table row.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="micro-credential.json",
    show_default=True,
    help="The file.",
)
@force_option
@json_option
def command(
    kind: str | None, given: tuple[str, ...], output: str, force: bool, as_json: bool
) -> None:
    """Ask questions and write a valid micro-credential.

    Each answer is checked at once. `?` explains a question; Enter skips one that may be left
    out. Answers can be piped in, a line each.
    """
    files.refuse_existing(output, force=force)
    asked = [q for q in QUESTIONS if kind is None or q.half.lower() == kind]
    answers = _given(given)
    for question in asked:
        if question.column not in answers:
            answers[question.column] = _ask(question, answers)
    record = _KINDS[kind or "whole"].from_row({k: v for k, v in answers.items() if v})
    emit(pretty(record.to_dict()), output, force=force)
    missing: Sequence[Problem] = ()
    if isinstance(record, MicroCredential):
        missing = validate(to_elm(record), before_sealing=True).problems
        for problem in missing:
            tell(problem_lines(problem), err=True)
        say(f"Next: elm-microcred issue {output} --key key.json (`keys new` makes a key)")
    if as_json:
        problems = [problem.to_dict() for problem in missing]
        print_json({"outcome": "passed", "file": output, "problems": problems})


def _given(given: tuple[str, ...]) -> dict[str, str]:
    """The answers of the command line.

    Raises:
        UsageError: If one has no column, or is none.
    """
    answers: dict[str, str] = {}
    for text in given:
        column, parted, answer = text.partition("=")
        if not parted:
            raise UsageError(
                "USAGE", "This is no answer.", found=text, expected="COLUMN=TEXT, as language=lv"
            )
        answers[column] = answer
        problem = problem_with(column, answers)
        if problem is not None:
            raise UsageError.from_problems([problem])
    return answers


def _ask(question: Question, answers: dict[str, str]) -> str:
    """The answer of a person, asked until it is one."""
    note = "" if question.is_needed or question.default else " (may be left out)"
    while True:
        answer = click.prompt(
            question.text + note,
            default=question.default,
            show_default=bool(question.default),
            err=True,
        ).strip()
        if answer == "?":
            _explain(question)
        elif not answer and question.is_needed:
            say("  This is needed: without it a recogniser abroad cannot judge the credential.")
            _explain(question)
        else:
            problem = answer and problem_with(question.column, {**answers, question.column: answer})
            if not problem:
                return answer
            tell(problem_lines(problem), err=True)


def _explain(question: Question) -> None:
    if question.help:
        say(f"  {question.help}")
    for word, meaning in (question.words or {}).items():
        say(f"  {word:36} {meaning}")
