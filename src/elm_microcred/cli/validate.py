"""`elm-microcred validate`: does it say all that it should?"""

from __future__ import annotations

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.options import json_option
from elm_microcred.cli.output import print_report
from elm_microcred.validation import validate


@click.command()
@click.argument("file")
@click.option(
    "--profile", default="annex-1", show_default=True, help="What is asked of the credential."
)
@json_option
def command(file: str, profile: str, as_json: bool) -> int:
    """Validate a credential: the elements of Annex I of Council Recommendation 2022/C 243/02.

    FILE is the credential, or `-` for standard input. Whether it is authentic is another
    question: `elm-microcred verify`.
    """
    return print_report(validate(inputs.document(file), profile=profile), as_json=as_json)
