"""Options that several commands share, and what they mean."""

from __future__ import annotations

import datetime as dt

import click

from elm_microcred.errors import UsageError
from elm_microcred.retrieval import Resolver, offline

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object on standard output."
)
force_option = click.option(
    "-f", "--force", is_flag=True, help="Overwrite the output if it is there."
)
output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write to this file; standard output by default."
)
plain_option = click.option(
    "--plain", is_flag=True, help="A badge without our extension context; what is lost is listed."
)
online_option = click.option(
    "--online",
    is_flag=True,
    help="Ask the network (https, public addresses only) for what is not bundled.",
)

password_option = click.option(
    "--password-file",
    metavar="FILE",
    help="File with the password of the key; ELM_MICROCRED_PASSWORD by default.",
)


def resolver(*, online: bool) -> Resolver:
    """The resolver that was asked for."""
    if not online:
        return offline
    from elm_microcred.resolvers import HttpResolver

    return HttpResolver()


def moment(text: str) -> dt.datetime:
    """The time that an ISO 8601 text says; in UTC where it names no zone.

    Raises:
        ValueError: If it says none; click makes a message of it.
    """
    try:
        said = dt.datetime.fromisoformat(text)
        return (said if said.tzinfo else said.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a time as 2026-06-30T12:00:00Z") from error


def now(at: dt.datetime | None = None) -> dt.datetime:
    """The time that was asked for, else the clock's, in whole seconds."""
    return at or dt.datetime.now(dt.UTC).replace(microsecond=0)


def refuse_plain(target: str, *, plain: bool) -> None:
    """Nothing, unless something else than a badge is to be plain.

    Raises:
        UsageError: Then.
    """
    if plain and target != "open-badge-3":
        raise UsageError(
            "USAGE", "--plain is for badges.", found=target, expected="--to open-badge-3"
        )
