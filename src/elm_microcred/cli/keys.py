"""`elm-microcred keys new`: a key to try things with, or to issue with at a small scale."""

from __future__ import annotations

import json
from pathlib import Path

import click

from elm_microcred.cli import files
from elm_microcred.cli.options import force_option, json_option
from elm_microcred.cli.output import print_json, say
from elm_microcred.errors import KeyMaterialError
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.strict_json import read_json


@click.group()
def command() -> None:
    """Make keys."""


@command.command()
@click.option(
    "--type",
    "kind",
    type=click.Choice(
        [name for name, row in KEY_TYPES.items() if row.kty and not row.is_read_only]
    ),
    default="Ed25519",
    show_default=True,
    help="Kind of key.",
)
@click.option(
    "--verification-method",
    metavar="URL",
    help="Where verifiers find the public key; by default the key's own did:key.",
)
@click.option(
    "-o", "--output", metavar="FILE", default="key.json", show_default=True, help="The key file."
)
@force_option
@json_option
def new(
    kind: str, verification_method: str | None, output: str, force: bool, as_json: bool
) -> None:
    """Make a key and write it, with its secret, to a file that only you may read."""
    signer = LocalSigner.generate(kind, verification_method=verification_method)
    files.write(output, key_file(signer), force=force, secret=True)
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "file": output,
                "type": kind,
                "controller": signer.controller,
                "verificationMethod": signer.verification_method,
            }
        )
        return
    say(f"Written: {Path(output)} (the secret key: keep it safe, show it to nobody)")
    click.echo(signer.controller)


def key_file(signer: LocalSigner) -> bytes:
    """The content of a key file: a JWK whose `kid` is the verification method."""
    jwk = {**signer.to_jwk(), "kid": signer.verification_method}
    return (json.dumps(jwk, indent=2) + "\n").encode()


def read_signer(path: str) -> LocalSigner:
    """The signer of a key file.

    Raises:
        KeyMaterialError: If the file holds no secret key.
    """
    jwk = read_json(files.read(path, DEFAULT.credential_bytes))
    if not isinstance(jwk, dict):
        raise KeyMaterialError(
            "KEY_MALFORMED",
            f"{path} holds no key.",
            expected="a JWK with its secret, as `elm-microcred keys new` writes it",
        )
    method = jwk.get("kid")
    return LocalSigner.from_jwk(jwk, method if isinstance(method, str) else None)
