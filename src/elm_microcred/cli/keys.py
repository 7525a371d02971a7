"""`elm-microcred keys`: a key to try things with, and the keys of an issuer over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from elm_microcred.cli import files
from elm_microcred.cli.options import force_option, json_option, now, password_option
from elm_microcred.cli.output import coloured, emit, pretty, print_json, say
from elm_microcred.cli.passwords import password_of
from elm_microcred.keystore import LIST, KeyStore
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.key_files import Form, is_locked, read_key, write_key
from elm_microcred.proofs.key_ring import KeyRing, RingKey
from elm_microcred.proofs.signer import LocalSigner

type_option = click.option(
    "--type",
    "kind",
    type=click.Choice(
        [name for name, row in KEY_TYPES.items() if row.kty and not row.is_read_only]
    ),
    default="Ed25519",
    show_default=True,
    help="Kind of key.",
)


@click.group()
def command() -> None:
    """Make keys, replace them, revoke them, publish their public half."""


@command.command()
@type_option
@click.option(
    "--verification-method",
    metavar="URL",
    help="Where verifiers find the public key; by default the key's own did:key.",
)
@click.option(
    "--form",
    type=click.Choice(["jwk", "pem"]),
    default="jwk",
    show_default=True,
    help="Form of the file; PEM does not say where verifiers find the key.",
)
@password_option
@click.option(
    "-o", "--output", metavar="FILE", default="key.json", show_default=True, help="The key file."
)
@force_option
@json_option
def new(
    kind: str,
    verification_method: str | None,
    form: Form,
    password_file: str | None,
    output: str,
    force: bool,
    as_json: bool,
) -> None:
    """Make a key and write it, with its secret, to a file that only you may read."""
    signer = LocalSigner.generate(kind, verification_method=verification_method)
    password = password_of(password_file)
    files.write(output, key_file(signer, form, password), force=force, secret=True)
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


@command.command()
@click.argument("folder")
@click.option(
    "--controller",
    metavar="ID",
    help="The issuer's identifier, such as did:web:vmc.example; by default the key's own did:key,"
    " which can never have another key.",
)
@type_option
@password_option
@json_option
def create(
    folder: str, controller: str | None, kind: str, password_file: str | None, as_json: bool
) -> None:
    """Make a folder for an issuer's keys, with a first one."""
    store = KeyStore.create(
        folder,
        now=now(),
        controller=controller,
        type=kind,
        password=password_of(password_file),
    )
    _tell(store.ring(), store.ring().keys[-1], as_json=as_json)


@command.command(name="list")
@click.argument("folder")
@json_option
def list_(folder: str, as_json: bool) -> None:
    """List an issuer's keys, and what may be done with each."""
    ring = KeyStore(folder).ring()
    if as_json:
        keys = [{**key.to_dict(), "state": key.state(now())} for key in ring.keys]
        print_json({"outcome": "passed", "controller": ring.controller, "keys": keys})
        return
    click.echo(ring.controller)
    for key in ring.keys:
        click.echo("  " + _line(key))


@command.command()
@click.argument("source", metavar="FOLDER|FILE")
@password_option
@click.option(
    "-o", "--output", metavar="FILE", help="Write to this file; standard output by default."
)
@force_option
def public(source: str, password_file: str | None, output: str | None, force: bool) -> None:
    """Write the issuer's document with the public keys: what a did:web publishes as did.json."""
    if Path(source).is_dir():
        ring = KeyStore(source).ring()
    else:
        signer = read_signer(source, password_file)
        ring = KeyRing(signer.controller).added(
            signer.public_key, now=now(), id=signer.verification_method
        )
    emit(pretty(ring.document()), output, force=force)


@command.command()
@click.argument("folder")
@type_option
@password_option
@json_option
def rotate(folder: str, kind: str, password_file: str | None, as_json: bool) -> None:
    """Make a new key that signs from now on. The one before stays published."""
    store = KeyStore(folder, password=password_of(password_file))
    key = store.rotate(now=now(), type=kind)
    _tell(store.ring(), key, as_json=as_json)


@command.command()
@click.argument("folder")
@click.argument("key")
@json_option
def revoke(folder: str, key: str, as_json: bool) -> None:
    """Let a key sign nothing any more, and publish that nothing it signed is to be trusted.

    KEY is its verification method, or what follows `#` in it.
    """
    store = KeyStore(folder)
    _tell(store.ring(), store.revoke(key, now=now()), as_json=as_json)


def _tell(ring: KeyRing, key: RingKey, *, as_json: bool) -> None:
    if as_json:
        said: dict[str, Any] = {**key.to_dict(), "state": key.state(now())}
        print_json({"outcome": "passed", "controller": ring.controller, **said})
        return
    say("Publish the issuer's document anew: elm-microcred keys public FOLDER -o did.json")
    click.echo(_line(key))


_COLOURS = {"current": "passed", "planned": "info", "replaced": "skipped", "revoked": "failed"}


def _line(key: RingKey) -> str:
    state = key.state(now())
    said = f"{coloured(_COLOURS[state], f'{state:8}')} {key.id} {key.public.type.name}"
    said += f", since {timestamps.write(key.valid_from)}"
    if key.valid_until is not None:
        said += f", until {timestamps.write(key.valid_until)}"
    return said if key.revoked is None else f"{said}, revoked {timestamps.write(key.revoked)}"


def key_file(signer: LocalSigner, form: Form = "jwk", password: str | None = None) -> bytes:
    """The content of a key file: a JWK whose `kid` is the verification method, or PEM."""
    return write_key(signer.key, form=form, password=password, method=signer.verification_method)


def read_signer(path: str, password_file: str | None = None) -> LocalSigner:
    """The signer of a key file, or the current one of a folder of keys.

    Raises:
        KeyMaterialError: If the file holds no secret key, the password does not open it, or a
            list beside it says that it signs no more.
    """
    if Path(path).is_dir():
        return KeyStore(path, password=password_of(password_file, asks=True)).signer(now=now())
    content = files.read(path, DEFAULT.credential_bytes)
    password = password_of(password_file, asks=True) if is_locked(content) else None
    signer = read_key(content, password).signer()
    folder = Path(path).parent
    if (folder / LIST).is_file():
        KeyStore(folder).check_may_sign(signer.public_key, now())
    return signer
