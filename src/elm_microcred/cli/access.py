"""`elm-microcred access`: who may ask the issuer's service for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from elm_microcred.cli.options import json_option, now
from elm_microcred.cli.output import coloured, print_json, say
from elm_microcred.cli.serve import database_of, make_folder
from elm_microcred.errors import MissingExtraError

_data = click.option(
    "--data", metavar="FOLDER", default="issuer-data", show_default=True, help="As with `serve`."
)
_database = click.option("--database", metavar="URL", help="As with `serve`.")


@click.group()
def command() -> None:
    """Make, list and revoke the API keys of the issuer's service."""


@contextmanager
def _keys(data: str, database: str | None) -> Iterator[Any]:
    try:
        from elm_microcred.bulk.journal import Database
        from elm_microcred.server.access import ApiKeys
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "The issuer's service") from error
    if database is None:
        make_folder(Path(data))
    opened = Database(database or database_of(Path(data)))
    try:
        yield ApiKeys(opened)
    finally:
        opened.close()


@command.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, help="issue, verify, revoke, keys, metrics."
)
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it holds; for ever by default."
)
@_data
@_database
@json_option
def create(
    name: str,
    scopes: tuple[str, ...],
    days: int | None,
    data: str,
    database: str | None,
    as_json: bool,
) -> None:
    """Make an API key for NAME and show it, this once."""
    end = None if days is None else now() + dt.timedelta(days=days)
    with _keys(data, database) as keys:
        text, key = keys.create(name, scopes, expires_at=end)
    if as_json:
        print_json({"outcome": "passed", "key": text, **key.to_dict()})
        return
    say("The key, shown this once:")
    click.echo(text)


@command.command(name="list")
@_data
@_database
@json_option
def list_(data: str, database: str | None, as_json: bool) -> None:
    """List the API keys, without what opens anything."""
    with _keys(data, database) as keys:
        found = [key.to_dict() for key in keys.all()]
    if as_json:
        print_json({"outcome": "passed", "keys": found})
        return
    for key in found:
        state = coloured("failed", "revoked") if "revoked" in key else coloured("passed", "holds  ")
        end = f", until {key['expires']}" if "expires" in key else ""
        click.echo(f"{state} {key['id']} {', '.join(key['scopes'])}: {key['name']}{end}")


@command.command()
@click.argument("id_", metavar="ID")
@_data
@_database
@json_option
def revoke(id_: str, data: str, database: str | None, as_json: bool) -> None:
    """Let the API key ID open nothing any more."""
    with _keys(data, database) as keys:
        keys.revoke(id_)
    if as_json:
        print_json({"outcome": "passed", "id": id_})
    else:
        say(f"Revoked: {id_}")
