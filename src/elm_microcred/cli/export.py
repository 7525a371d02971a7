"""`elm-microcred export`: the credential as RDF."""

from __future__ import annotations

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.options import force_option, json_option, output_option
from elm_microcred.cli.output import emit, print_json
from elm_microcred.exchange.rdf import FORMATS, to_rdf


@click.command()
@click.argument("file")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="turtle",
    show_default=True,
    help="The notation.",
)
@click.option(
    "--graph", metavar="IRI|self", help="Name of the graph to put it in; self: the credential's id."
)
@click.option("--scope", is_flag=True, help="Make identifiers that are reused elsewhere unique.")
@click.option("--fixes", is_flag=True, help="Mend known mistakes of the published context.")
@output_option
@force_option
@json_option
def command(
    file: str,
    form: str,
    graph: str | None,
    scope: bool,
    fixes: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Export a credential as RDF; by default exactly the triples that its proof covers.

    FILE is the credential, or `-` for standard input.
    """
    text = to_rdf(
        inputs.document(file),
        format=form,
        graph=True if graph == "self" else graph,
        scope=scope,
        fixes=fixes,
    )
    if not as_json or output is not None:
        emit(text.encode(), output, force=force)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "format": form,
                "file": output,
                "content": None if output is not None else text,
            }
        )
