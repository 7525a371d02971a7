"""`elm-microcred convert`: another format, with a report of what is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.options import (
    force_option,
    json_option,
    output_option,
    plain_option,
    refuse_plain,
)
from elm_microcred.cli.output import emit, pretty, print_json, print_losses
from elm_microcred.mapping import Conversion, convert, to_open_badge
from elm_microcred.mapping.conversion import TARGETS, Target, read
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
@output_option
@force_option
@json_option
def command(
    file: str,
    target: Target,
    plain: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Convert a credential. The result is unsigned: a proof holds for one document only.

    FILE is a European Digital Credential or an Open Badge, or `-` for standard input.
    """
    refuse_plain(target, plain=plain)
    document = inputs.document(file)
    conversion = _plain(document) if plain else convert(document, to=target)
    content = pretty(conversion.document)
    if not as_json or output is not None:
        emit(content, output, force=force)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "file": output,
                "document": None if output is not None else json.loads(content),
                "losses": [loss.to_dict() for loss in conversion.losses],
            }
        )
    else:
        print_losses(conversion.losses)


def _plain(document: Mapping[str, Any]) -> Conversion:
    """The credential as a badge that needs no context of ours."""
    losses: list[Problem] = []
    badge = to_open_badge(read(document, losses=losses), extension=False)
    return Conversion(badge, (*losses, *badge.losses))
