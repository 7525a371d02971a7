"""`elm-microcred convert`: another format, with a report of what is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from elm_microcred.cli import files, inputs
from elm_microcred.cli.options import (
    force_option,
    json_option,
    output_option,
    plain_option,
    refuse_plain,
)
from elm_microcred.cli.output import emit, print_json, print_losses
from elm_microcred.errors import UsageError
from elm_microcred.exchange.formats import TARGETS, Part, Written, convert_to, parts, written
from elm_microcred.mapping import to_open_badge
from elm_microcred.mapping.conversion import read
from elm_microcred.problem import Problem


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
@output_option
@force_option
@json_option
def command(
    file: str,
    target: str,
    plain: bool,
    embed: bool,
    part: int | None,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Convert a credential. The result is unsigned: a proof holds for one document only.

    FILE is a European Digital Credential, an Open Badge or a file of ELMO, or `-` for standard
    input.
    """
    refuse_plain(target, plain=plain)
    if plain and embed:
        raise UsageError(
            "USAGE", "A plain badge loses what it cannot say: it is --plain or --embed."
        )
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
