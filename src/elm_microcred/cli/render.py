"""`elm-microcred render`: a credential or report as people see it."""

from __future__ import annotations

import datetime as dt

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
from elm_microcred.cli.output import emit, print_json, problem_lines, say
from elm_microcred.inspecting import inspect
from elm_microcred.rendering import FORMS, Form, render
from elm_microcred.stacking.replaying import replay


@click.command()
@click.argument("file")
@click.option(
    "--to",
    "form",
    type=click.Choice(list(FORMS)),
    default="html",
    show_default=True,
    help="A page, or a card.",
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
@click.option("--at", type=moment, metavar="TIME", help="Verify as of this time; now by default.")
@online_option
@output_option
@force_option
@json_option
def command(
    file: str,
    form: Form,
    languages: tuple[str, ...],
    link: str | None,
    qr: bool,
    at: dt.datetime | None,
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Draw a credential for people: a page that needs no script and no network.

    FILE is a credential of any kind that `load` knows, a micro-credential of our own file form, a
    report (`verify --json`, `stack audit --json`), or `-` for standard input. What is signed is
    verified, and the page says how that ended.
    """
    if output is not None:
        files.refuse_existing(output, force=force)
    content = inputs.carried(file)
    inspected = inspect(content, resolve=resolver(online=online), now=now(at), replay=replay)
    drawn = render(
        inspected.subject,
        to=form,
        report=inspected.report,
        languages=languages or None,
        at=inspected.verified_at,
        link=link,
        secured=content if qr and inspected.verified_at is not None else None,
    )
    if not as_json or output is not None:
        emit(drawn.content, output, force=force)
    if as_json:
        state = inspected.report.outcome.value if inspected.report else None
        print_json(
            {
                "outcome": "passed",
                "verification": state,
                "file": output,
                "content": None if output is not None else drawn.text,
                "notices": [notice.to_dict() for notice in drawn.notices],
            }
        )
        return
    for notice in drawn.notices:
        for line in problem_lines(notice):
            say(line)
