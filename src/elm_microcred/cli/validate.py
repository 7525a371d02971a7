"""`elm-microcred validate`: does it say all that it should?"""

from __future__ import annotations

from pathlib import Path

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.options import json_option
from elm_microcred.cli.output import print_report
from elm_microcred.cli.waiting import waiting
from elm_microcred.validation import validate
from elm_microcred.vocabularies import Lists


@click.command()
@click.argument("file")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    default=("annex-1",),
    show_default=True,
    help="What is asked of the credential; give it again for another profile.",
)
@click.option("--before-sealing", is_flag=True, help="It is a draft: the seal will add the rest.")
@click.option(
    "--list",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A list of concepts that is not shipped, as vocab/optional/atu.json.",
)
@json_option
def command(
    file: str,
    profiles: tuple[str, ...],
    before_sealing: bool,
    files: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Validate a credential: does it say all that a profile asks for?

    By default these are the elements of Annex I of Council Recommendation 2022/C 243/02.

    FILE is the credential, or `-` for standard input. Whether it is authentic is another
    question: `elm-microcred verify`.
    """
    with waiting("Validating"):
        report = validate(
            inputs.document(file),
            profile=profiles,
            before_sealing=before_sealing,
            lists=Lists.read(*files) if files else None,
        )
    return print_report(report, as_json=as_json)
