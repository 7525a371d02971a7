"""`elm-microcred render`: credentials and reports as people see them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from elm_microcred.cli import files, inputs
from elm_microcred.cli.options import (
    force_option,
    json_option,
    moment,
    now,
    online_option,
    output_option,
    resolver,
)
from elm_microcred.cli.output import EXIT_CODES, emit, print_json, problem_lines, say
from elm_microcred.errors import ElmMicrocredError, UsageError
from elm_microcred.inspecting import inspect
from elm_microcred.rendering import FORMS, Form, render
from elm_microcred.stacking.replaying import replay


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--to",
    "form",
    type=click.Choice(list(FORMS)),
    default="html",
    show_default=True,
    help="A page, a card, or a certificate.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="Language to show it in, as lv; may be repeated. By default those of the credential.",
)
@click.option("--link", metavar="URL", help="Where it can be checked: becomes a QR code.")
@click.option("--qr", is_flag=True, help="The signed credential as a QR code, if it fits.")
@click.option(
    "--fonts",
    multiple=True,
    metavar="FOLDER",
    help="Fonts for a PDF in scripts beyond Latin, Greek, Cyrillic, Hebrew and Arabic.",
)
@click.option("--at", type=moment, metavar="TIME", help="Verify as of this time; now by default.")
@online_option
@output_option
@force_option
@json_option
def command(
    sources: tuple[str, ...],
    form: Form,
    languages: tuple[str, ...],
    link: str | None,
    qr: bool,
    fonts: tuple[str, ...],
    at: dt.datetime | None,
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Draw credentials for people: a page that needs no script and no network, a card, a PDF.

    FILE is a credential of any kind that `load` knows, a micro-credential of our own file form, a
    report (`verify --json`, `stack audit --json`), or `-` for standard input. What is signed is
    verified, and the page says how that ended; a PDF carries it.

    Of several files each is drawn into the folder that --output names.
    """
    asked: dict[str, Any] = {"to": form, "languages": languages or None, "link": link}
    drawer = _Drawer(asked | {"fonts": fonts}, now(at), online=online, qr=qr)
    if len(sources) > 1 or (output is not None and Path(output).is_dir()):
        return _many(sources, drawer, form, output, force=force, as_json=as_json)
    if output is not None:
        files.refuse_existing(output, force=force)
    drawn, state = drawer.draw(sources[0])
    is_binary = form == "pdf"
    if is_binary and output is None and (as_json or sys.stdout.isatty()):
        raise UsageError(
            "USAGE", "A PDF is not shown in a terminal.", expected="--output with a file"
        )
    if not as_json or output is not None:
        emit(drawn.content, output, force=force)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "verification": state,
                "file": output,
                "content": None if output is not None else drawn.text,
                "notices": [notice.to_dict() for notice in drawn.notices],
            }
        )
        return EXIT_CODES["passed"]
    for notice in drawn.notices:
        for line in problem_lines(notice):
            say(line)
    return EXIT_CODES["passed"]


class _Drawer:
    """Draws one file after another in the same manner."""

    def __init__(self, asked: dict[str, Any], at: dt.datetime, *, online: bool, qr: bool) -> None:
        self._asked, self._at, self._qr = asked, at, qr
        self._resolve = resolver(online=online)

    def draw(self, path: str) -> tuple[Any, str | None]:
        """The drawing, and how verification ended; `None` where there was nothing to verify."""
        found = inspect(inputs.carried(path), resolve=self._resolve, now=self._at, replay=replay)
        is_signed = found.verified_at is not None
        carries = is_signed and (self._qr or self._asked["to"] == "pdf")
        drawn = render(
            found.subject,
            report=found.report,
            at=found.verified_at,
            secured=found.content if carries else None,
            qr=self._qr,
            **self._asked,
        )
        return drawn, found.report.outcome.value if is_signed and found.report else None


def _many(
    sources: Sequence[str],
    drawer: _Drawer,
    form: Form,
    folder: str | None,
    *,
    force: bool,
    as_json: bool,
) -> int:
    """Each of several files, into a folder; one that cannot be drawn stops no other."""
    if folder is None:
        raise UsageError(
            "USAGE", "Several files are drawn into a folder.", expected="--output FOLDER"
        )
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "OUTPUT_UNWRITABLE",
            f"{folder} is no folder that can be written to: {error.strerror}.",
            remedy="Name another folder with --output.",
        ) from error
    failed, told = 0, list[dict[str, Any]]()
    for source in _with_progress(sources):
        target = Path(folder) / f"{Path(source).stem}.{form}"
        try:
            files.refuse_existing(target, force=force)
            drawn, state = drawer.draw(source)
            files.write(target, drawn.content, force=force)
        except ElmMicrocredError as error:
            failed += 1
            told.append({"source": source, "problems": [p.to_dict() for p in error.problems]})
            for line in problem_lines(error.problem) if not as_json else ():
                say(line)
        else:
            told.append({"source": source, "file": str(target), "verification": state})
    if as_json:
        print_json({"outcome": "failed" if failed else "passed", "files": told})
    else:
        say(f"Drawn: {len(sources) - failed} of {len(sources)}, into {folder}")
    return EXIT_CODES["failed" if failed else "passed"]


def _with_progress(sources: Sequence[str]) -> Iterator[str]:
    """The files one by one, with a bar where standard error is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(sources, label="Drawing", file=sys.stderr, hidden=hidden) as bar:
        yield from bar
