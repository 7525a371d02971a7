"""`elm-microcred convert`: another format, with a report of what is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from elm_microcred.carriers import image_type
from elm_microcred.cli import files, inputs
from elm_microcred.cli.options import (
    force_option,
    json_option,
    now,
    online_option,
    output_option,
    plain_option,
    refuse_plain,
    resolver,
)
from elm_microcred.cli.output import (
    EXIT_CODES,
    emit,
    pretty,
    print_json,
    print_losses,
    report_lines,
    tell,
)
from elm_microcred.errors import UsageError
from elm_microcred.exchange.formats import TARGETS, Part, Written, convert_to, parts, written
from elm_microcred.mapping import to_open_badge
from elm_microcred.mapping.conversion import read
from elm_microcred.older_badges import import_badge
from elm_microcred.problem import Problem
from elm_microcred.retrieval import Resolver


@click.command()
@click.argument("file")
@click.option(
    "--to",
    "target",
    type=click.Choice(TARGETS),
    required=True,
    help="The format to convert to.",
)
@plain_option
@click.option(
    "--embed", is_flag=True, help="What the other format cannot say travels along, to come back."
)
@click.option("--part", type=int, metavar="N", help="Which credential of a file of several.")
@online_option
@output_option
@force_option
@json_option
def command(
    file: str,
    target: str,
    plain: bool,
    embed: bool,
    part: int | None,
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Convert a credential. The result is unsigned: a proof holds for one document only.

    FILE is a European Digital Credential, an Open Badge or a file of ELMO, or `-` for standard
    input. The file of a badge before Open Badges 3.0, also in its picture, is verified by its own
    rules, which as a rule takes --online, and upgraded; the exit code is that of the verification.
    """
    refuse_plain(target, plain=plain)
    if plain and embed:
        raise UsageError(
            "USAGE", "A plain badge loses what it cannot say: it is --plain or --embed."
        )
    older = _older(file)
    if older is not None:
        _refuse_other(target, plain=plain, embed=embed)
        return _upgraded(older, resolver(online=online), output, force=force, as_json=as_json)
    source = _of_xml(file, part, each=target not in _WHOLE)
    document = inputs.document(file) if source is None else source.document
    if source is not None and target == "elm":
        made = Written(written(document), (), document)
    else:
        made = _plain(document) if plain else convert_to(document, target, embed=embed)
    losses = (*(() if source is None else source.losses), *made.losses)
    if not as_json or output is not None:
        emit(made.content, output, force=force)
    if as_json:
        told = made.content.decode() if made.document is None else json.loads(made.content)
        print_json(
            {
                "outcome": "passed",
                "file": output,
                "document": None if output is not None else told,
                "losses": [loss.to_dict() for loss in losses],
            }
        )
    else:
        print_losses(losses)
    return EXIT_CODES["passed"]


def _older(file: str) -> bytes | None:
    """The badge of Open Badges 2.0 or older that a file is or carries; `None` of any other file."""
    if file == files.STANDARD:
        return None
    content = files.read(file, inputs.SEALED.credential_bytes)
    if image_type(content):
        content = inputs.carried(file)
    return content if inputs.is_older_badge(content) else None


def _refuse_other(target: str, *, plain: bool, embed: bool) -> None:
    if target != "open-badge-3" or plain or embed:
        raise UsageError(
            "USAGE",
            "A badge of this age is upgraded, and nothing else.",
            found=f"--to {target}",
            expected="--to open-badge-3",
            remedy="Upgrade it first, and convert the result.",
        )


def _upgraded(
    content: bytes, resolve: Resolver, output: str | None, *, force: bool, as_json: bool
) -> int:
    """Write the Open Badge 3.0 that an older one becomes; what its own rules say goes with it."""
    found = import_badge(content, resolve=resolve, now=now())
    if found.document is None:
        raise UsageError(
            "USAGE",
            "This is a part of a badge, not a badge.",
            found=found.kind,
            expected="an assertion",
        )
    losses = found.document.losses
    if not as_json or output is not None:
        emit(pretty(found.document), output, force=force)
    if as_json:
        told = None if output is not None else found.document
        more = {"file": output, "document": told, "losses": [loss.to_dict() for loss in losses]}
        print_json({**found.report.to_dict(), **more})
    else:
        tell(report_lines(found.report), err=True)
        print_losses(losses)
    return EXIT_CODES[found.report.outcome.value]


_WHOLE: Final = ("elm", "elm-vcdm2", "elmo")
"""Formats that hold a whole transcript; the others are about one achievement each."""


def _of_xml(file: str, part: int | None, *, each: bool) -> Part | None:
    """The document that XML stands for, and what was lost there; `None` if it is no XML."""
    content = b"" if file == "-" else files.read(file, inputs.SEALED.credential_bytes)
    if inputs.is_xml(content) and Path(file).suffix not in inputs.RDF:
        with inputs.naming(file):
            return inputs.picked(parts(content, each=each, limits=inputs.SEALED), file, part)
    if part is not None:
        raise UsageError("USAGE", "--part is for files that hold several credentials.")
    return None


def _plain(document: Mapping[str, Any]) -> Written:
    """The credential as a badge that needs no context of ours."""
    losses: list[Problem] = []
    badge = to_open_badge(read(document, losses=losses), extension=False)
    return Written(written(badge), (*losses, *badge.losses), badge)
