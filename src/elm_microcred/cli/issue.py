"""`elm-microcred issue`: an achievement and an award become a signed credential."""

from __future__ import annotations

import base64
import datetime as dt

import click

from elm_microcred.cli import files, inputs
from elm_microcred.cli.keys import read_signer
from elm_microcred.cli.options import (
    force_option,
    json_option,
    moment,
    now,
    output_option,
    plain_option,
    refuse_plain,
)
from elm_microcred.cli.output import emit, pretty, print_json, print_losses
from elm_microcred.errors import UsageError
from elm_microcred.issuing import sign
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.model import Achievement, MicroCredential


@click.command()
@click.argument("award")
@click.option(
    "-a",
    "--achievement",
    metavar="FILE",
    help="The achievement (JSON or YAML); not needed where AWARD is a whole micro-credential.",
)
@click.option("-k", "--key", metavar="FILE", help="The issuer's key file (`keys new`).")
@click.option(
    "--to",
    "target",
    type=click.Choice(["elm", "open-badge-3"]),
    default="elm",
    show_default=True,
    help="Format of the credential.",
)
@plain_option
@click.option(
    "--securing",
    default="eddsa-rdfc-2022",
    show_default=True,
    help="Securing mechanism: a cryptosuite, jades, vc+jwt, jwt, dc+sd-jwt, vc+sd-jwt, vc+cose.",
)
@click.option("--unsigned", is_flag=True, help="Leave it without a proof; no key is needed.")
@click.option("--row", type=int, metavar="N", help="Row of AWARD, if that is a table of several.")
@click.option("--at", type=moment, metavar="TIME", help="Time of the proof; now by default.")
@output_option
@force_option
@json_option
def command(
    award: str,
    achievement: str | None,
    key: str | None,
    target: str,
    plain: bool,
    securing: str,
    unsigned: bool,
    row: int | None,
    at: dt.datetime | None,
    output: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Make a credential and sign it.

    AWARD is a JSON, YAML or CSV file with what is this learner's, or `-` for JSON from
    standard input. `docs/columns.md` lists the columns of a table.
    """
    refuse_plain(target, plain=plain)
    if output is not None:
        files.refuse_existing(output, force=force)
    if not unsigned and key is None:
        raise UsageError(
            "USAGE",
            "A credential is signed with a key.",
            expected="--key FILE, or --unsigned",
            remedy="Make a key: elm-microcred keys new.",
        )
    signer = None if unsigned or key is None else read_signer(key)
    micro = read_micro_credential(award, achievement, row)
    issuer_id = None if signer is None else signer.controller
    if target == "elm":
        document = to_elm(micro, issuer_id=issuer_id)
    else:
        document = to_open_badge(micro, extension=not plain, issuer_id=issuer_id)
    if signer is None:
        content, media_type = pretty(document), "application/ld+json"
    else:
        clock = now(at)
        secured = sign(document, signer, securing=securing, created=clock, now=clock)
        content, media_type = secured.content, secured.media_type
    if not as_json or output is not None:
        emit(content, output, force=force)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "id": document.get("id"),
                "mediaType": media_type,
                "file": output,
                "content": None if output is not None else _as_text(content),
                "losses": [loss.to_dict() for loss in document.losses],
            }
        )
    else:
        print_losses(document.losses)


def _as_text(content: bytes) -> str:
    """Content as JSON can hold it: a message in COSE in base64."""
    return content.decode() if content[:1].isascii() else base64.b64encode(content).decode()


def read_micro_credential(award: str, achievement: str | None, row: int | None) -> MicroCredential:
    """The micro-credential that the two files, or the one, describe."""
    if achievement is None:
        return inputs.record(MicroCredential, award)
    return MicroCredential(inputs.record(Achievement, achievement), inputs.award(award, row))
