"""`elm-microcred load`: which credentials does a file hold?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from elm_microcred.carriers.detection import FORMATS
from elm_microcred.cli import files
from elm_microcred.cli.options import force_option, json_option
from elm_microcred.cli.output import EXIT_CODES, print_json, problem_lines, say
from elm_microcred.errors import UsageError
from elm_microcred.limits import DEFAULT
from elm_microcred.loading import Loaded, load
from elm_microcred.report import Check

_SUFFIXES: Final = {"jwt": ".jwt", "sd-jwt": ".sd-jwt"}
_XML: Final = ("elmo", "elm-2-xml")


@click.command()
@click.argument("file")
@click.option(
    "-o", "--output", metavar="FOLDER", help="Write each credential into a file of this folder."
)
@force_option
@json_option
def command(file: str, output: str | None, force: bool, as_json: bool) -> int:
    """List the credentials that a file holds, whatever it is; nothing of them is verified.

    FILE is JSON, a token, a PNG or SVG picture, a PDF, a zip archive, or `-` for standard input.
    """
    found = load(files.read(file, DEFAULT.sealed_bytes))
    written = list(_write(found, output, force=force)) if output else []
    outcome = Check.of("parse", [p for one in found for p in one.problems]).outcome.value
    if as_json:
        more = {"files": written} if output else {}
        found_ = [one.to_dict() for one in found]
        print_json({"outcome": outcome, "subject": file, "found": found_, **more})
    else:
        for one in found:
            for line in _lines(one, 0):
                click.echo(line)
        for name in written:
            say(f"Written: {name}")
    return EXIT_CODES[outcome]


def _lines(one: Loaded, depth: int) -> Iterator[str]:
    secured = "not secured" if one.securing == "none" else f"secured by {one.securing}"
    where = f" in {' > '.join(one.place)}" if one.place and not depth else ""
    yield f"{'  ' * depth}{FORMATS[one.format]}, {secured}, {len(one.content)} bytes{where}"
    for problem in one.problems:
        yield from problem_lines(problem)
    for part in one.parts:
        yield from _lines(part, depth + 1)


def _write(found: tuple[Loaded, ...], folder: str, *, force: bool) -> Iterator[str]:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "OUTPUT_UNWRITABLE",
            f"{folder} is no folder that can be written to: {error.strerror}.",
            remedy="Name another folder with --output.",
        ) from error
    for number, one in enumerate(found, start=1):
        suffix = ".xml" if one.format in _XML else _SUFFIXES.get(one.securing, ".json")
        if one.document is None and one.format not in _XML:
            suffix = ".txt"
        path = Path(folder) / f"{number:03}-{one.format}{suffix}"
        files.write(path, one.content, force=force)
        yield str(path)
