"""`elm-microcred bake`: a badge in a picture."""

from __future__ import annotations

import click

from elm_microcred.carriers import bake
from elm_microcred.cli import files
from elm_microcred.cli.options import force_option, json_option
from elm_microcred.cli.output import emit, print_json
from elm_microcred.errors import UsageError
from elm_microcred.limits import DEFAULT


@click.command()
@click.argument("picture")
@click.argument("credential")
@click.option("--overwrite", is_flag=True, help="Replace the badge that stands in the picture.")
@click.option("-o", "--output", metavar="FILE", required=True, help="The picture with its badge.")
@force_option
@json_option
def command(
    picture: str, credential: str, overwrite: bool, output: str, force: bool, as_json: bool
) -> None:
    """Bake a badge into a picture, so that whoever has the picture has the badge.

    PICTURE is a PNG or SVG file. CREDENTIAL is the signed badge, as JSON or as a token, or `-`
    for standard input. `load` and `verify` read it from the picture again.
    """
    if files.STANDARD in (picture, output):
        raise UsageError(
            "USAGE",
            "Pictures are read from files and written to files.",
            found=files.STANDARD,
            expected="the name of a file",
        )
    files.refuse_existing(output, force=force)
    image = files.read(picture, DEFAULT.image_bytes)
    baked = bake(image, files.read(credential, DEFAULT.sealed_bytes), overwrite=overwrite)
    emit(baked, output, force=force)
    if as_json:
        print_json({"outcome": "passed", "file": output, "bytes": len(baked)})
