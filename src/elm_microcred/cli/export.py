"""`elm-microcred export`: a credential as RDF, or a catalogue as the dataset of a register."""

from __future__ import annotations

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.options import force_option, json_option, output_option
from elm_microcred.cli.output import EXIT_CODES, emit, print_json, report_lines, say
from elm_microcred.errors import UsageError
from elm_microcred.exchange.rdf import FORMATS, to_rdf


@click.command()
@click.argument("given", metavar="FILE", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, "qdr-xml", "achievements"]),
    help="The notation: turtle by default; of a dataset rdfxml.",
)
@click.option(
    "--dataset",
    type=click.Choice(["loq", "ams"]),
    help="Make the dataset of a register: learning opportunities and qualifications, or "
    "accreditations.",
)
@click.option(
    "--draft", is_flag=True, help="Write a dataset that does not fit its profile all the same."
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
    given: tuple[str, ...],
    form: str | None,
    dataset: str | None,
    draft: bool,
    graph: str | None,
    scope: bool,
    fixes: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Export a credential as RDF; by default exactly the triples that its proof covers.

    FILE is the credential, or `-` for standard input. With --dataset, it is an achievement, a
    folder of achievements, or a dataset in RDF or XML, and there may be several: together they
    become one dataset, which is checked first. The form `achievements` turns it back.
    """
    if dataset is not None:
        if graph is not None or scope or fixes:
            raise UsageError("USAGE", "--graph, --scope and --fixes are for credentials.")
        return _dataset(given, dataset, form or "rdfxml", output, draft, force, as_json)
    form = form or "turtle"
    if form not in FORMATS or draft or len(given) != 1:
        raise UsageError(
            "USAGE",
            "Only one credential is exported at a time, and only as RDF.",
            found=", ".join(given) if form in FORMATS else form,
            expected="one file; --dataset for several, or for a dataset",
        )
    text = to_rdf(
        inputs.document(given[0]),
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
    return EXIT_CODES["passed"]


def _dataset(
    given: tuple[str, ...],
    profile: str,
    form: str,
    output: str | None,
    draft: bool,
    force: bool,
    as_json: bool,
) -> int:
    from elm_microcred.cli.datasets import make

    made = make(given, profile, form)
    is_written = draft or not made.report.errors
    if is_written and (not as_json or output is not None):
        emit(made.content, output, force=force)
    if as_json:
        shown = is_written and output is None
        print_json(
            {
                **made.report.to_dict(),
                "profile": profile,
                "format": form,
                "file": output if is_written else None,
                "content": made.content.decode() if shown else None,
                "losses": [loss.to_dict() for loss in made.losses],
            }
        )
    else:
        for line in report_lines(made.report):
            say(line)
        for loss in made.losses:
            say(str(loss))
        if not is_written:
            say("Nothing was written: --draft writes it all the same.")
    return EXIT_CODES["failed" if made.report.errors else "passed"]
