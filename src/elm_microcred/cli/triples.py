"""`elm-microcred triples`: many credentials into a triple store, and questions to it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path

import click

from elm_microcred.bulk.partitions import FAILURES, PER_FILE
from elm_microcred.bulk.triples import write_triples
from elm_microcred.cli import files
from elm_microcred.cli.options import json_option, now
from elm_microcred.cli.output import EXIT_CODES, print_json, say
from elm_microcred.errors import UsageError
from elm_microcred.limits import DEFAULT
from elm_microcred.stores import HttpStore, OxigraphStore, TripleStore, load_parts

_into_option = click.option(
    "--into",
    "store",
    required=True,
    metavar="FOLDER|URL",
    help="The store: a folder of Oxigraph, or the address of the Graph Store Protocol.",
)
_header_option = click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="NAME=FILE",
    help="A header for the store; its value is the first line of a file, so that no secret "
    "stands on the command line.",
)


@click.group()
def command() -> None:
    """Write many credentials as N-Quads, load them into a triple store, ask it."""


@command.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the parts go.")
@click.option(
    "--per-file",
    type=click.IntRange(1),
    default=PER_FILE,
    show_default=True,
    help="Credentials of a part.",
)
@click.option("--gzip", "compress", is_flag=True, help="Compress the parts.")
@click.option("--resume", is_flag=True, help="Go on after the last whole part.")
@click.option("--no-provenance", is_flag=True, help="Leave out where each credential comes from.")
@click.option("--verify", "verified", is_flag=True, help="Verify first; leave out what fails.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes work.",
)
@json_option
def write(
    sources: Sequence[str],
    output: str,
    per_file: int,
    compress: bool,
    resume: bool,
    no_provenance: bool,
    verified: bool,
    processes: int,
    as_json: bool,
) -> int:
    """Write the credentials of folders and Parquet files as N-Quads in parts.

    A credential that cannot be read is listed in failures.jsonl of the folder, and the rest
    goes on; the exit code is then 1.
    """
    crew = (
        ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
        if processes > 1
        else nullcontext()
    )
    with crew as executor:
        manifest = write_triples(
            sources,
            output,
            per_file=per_file,
            compress=compress,
            resume=resume,
            provenance=not no_provenance,
            now=now() if verified else None,
            executor=executor,
        )
    outcome = "failed" if manifest.failed else "passed"
    if as_json:
        print_json({"outcome": outcome, **manifest.to_dict()})
    else:
        say(f"{manifest.credentials} credentials, {manifest.statements} statements in {output}.")
    if manifest.failed:
        say(f"{manifest.failed} could not be done: see {Path(output) / FAILURES}.")
    return EXIT_CODES[outcome]


@command.command()
@click.argument("folder")
@_into_option
@click.option("--first", type=click.IntRange(0), default=0, help="Number of the first part.")
@_header_option
@json_option
def load(folder: str, store: str, first: int, headers: Sequence[str], as_json: bool) -> int:
    """Load the parts of a folder into a store, each after a look at its digest."""
    loaded = load_parts(folder, _store(store, "", headers), first=first)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "parts": loaded.parts,
                "credentials": loaded.credentials,
                "statements": loaded.statements,
            }
        )
    else:
        say(f"{loaded.parts} parts, {loaded.statements} statements loaded.")
    return EXIT_CODES["passed"]


@command.command()
@click.argument("query")
@click.option(
    "--of",
    "store",
    required=True,
    metavar="FOLDER|URL",
    help="The store: a folder of Oxigraph, or the address of SPARQL queries.",
)
@_header_option
@json_option
def ask(query: str, store: str, headers: Sequence[str], as_json: bool) -> int:
    """Ask a store a question: QUERY is a file with a SELECT, as those of examples/sparql."""
    text = files.read(query, DEFAULT.credential_bytes).decode("utf-8", "replace")
    rows = _store("" if _is_url(store) else store, store, headers).ask(text)
    if as_json:
        print_json({"outcome": "passed", "rows": rows})
    else:
        for row in rows:
            click.echo("\t".join(f"{name}={value}" for name, value in row.items()))
        say(f"{len(rows)} answers.")
    return EXIT_CODES["passed"]


def _is_url(store: str) -> bool:
    return store.startswith(("http://", "https://"))


def _store(data: str, query: str, headers: Sequence[str]) -> TripleStore:
    if not _is_url(data or query):
        if headers:
            raise UsageError("USAGE", "--header is for stores with an address.")
        return OxigraphStore(data or query)
    given = {}
    for header in headers:
        name, mark, path = header.partition("=")
        if not name or not mark:
            raise UsageError("USAGE", "This is no header.", found=header, expected="NAME=FILE")
        value = files.read(path, 64 * 1024).decode("utf-8", "replace").splitlines()
        given[name] = value[0] if value else ""
    return HttpStore(data=data, query=query, headers=given)
