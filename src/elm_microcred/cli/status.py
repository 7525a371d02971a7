"""`elm-microcred status`: the status of what was issued, and the lists that tell it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from elm_microcred.cli import files
from elm_microcred.cli.keys import read_signer
from elm_microcred.cli.options import json_option, password_option
from elm_microcred.cli.output import print_json, say
from elm_microcred.errors import UsageError

if TYPE_CHECKING:
    from elm_microcred.bulk.journal import StatusService
    from elm_microcred.bulk.journal.lists import State

journal_option = click.option(
    "--journal",
    metavar="URL",
    required=True,
    help="Database of the journal: a file of SQLite, or postgresql://…",
)


@click.group()
def command() -> None:
    """Revoke and suspend what was issued, and publish the lists that tell it."""


@contextmanager
def _service(
    journal: str, base: str | None = None, suspension: bool = False
) -> Iterator[StatusService]:
    """The status service of a journal.

    Raises:
        UsageError: If the journal knows of no lists, and is told of none.
    """
    from elm_microcred.bulk.journal import Journal, StatusLists

    purposes = ("revocation", "suspension") if suspension else ("revocation",)
    lists = None if base is None else StatusLists(base.rstrip("/"), purposes)
    url = journal if "://" in journal else f"sqlite:///{journal}"
    if base is None and "://" not in journal and not Path(journal).exists():
        raise UsageError(
            "USAGE", "There is no such journal.", found=journal, expected="one that `batch` made"
        )
    with Journal.open(url, lists) as opened:
        if opened.status is None:
            raise UsageError(
                "USAGE",
                "The journal does not say where its status lists are published.",
                expected="credentials issued with --status, or `status allocate --base URL`",
            )
        yield opened.status


@command.command()
@click.argument("credentials", nargs=-1, required=True)
@journal_option
@click.option("--base", metavar="URL", help="Where the lists are published; said once is enough.")
@click.option("--suspension", is_flag=True, help="With a second list, for suspension.")
@json_option
def allocate(
    credentials: tuple[str, ...], journal: str, base: str | None, suspension: bool, as_json: bool
) -> None:
    """Give credentials that are issued elsewhere a place; print their `credentialStatus`."""
    with _service(journal, base, suspension) as service:
        places = service.allocate_many(credentials)
        made = {
            credential: service.lists.entry(place)
            for credential, place in zip(credentials, places, strict=True)
        }
    if as_json:
        print_json({"outcome": "passed", "credentialStatus": made})
        return
    for credential, place in zip(credentials, places, strict=True):
        click.echo(f"{credential} list {place.number} index {place.index}")


def _changing(state: State, name: str, line: str) -> click.Command:
    @click.command(name, help=line)
    @click.argument("credentials", nargs=-1, required=True)
    @journal_option
    @json_option
    def change(credentials: tuple[str, ...], journal: str, as_json: bool) -> None:
        with _service(journal) as service:
            changed = service.change_many(credentials, state)
            numbers = sorted({p.number for c in credentials if (p := service.place(c))})
        if as_json:
            print_json({"outcome": "passed", "state": state, "changed": changed, "lists": numbers})
            return
        say(f"{changed} changed; {state} now: {', '.join(credentials)}")
        say("Publish the lists again: elm-microcred status publish.")

    return change


command.add_command(
    _changing("revoked", "revoke", "Revoke credentials, for good: all that are named, or none.")
)
command.add_command(_changing("suspended", "suspend", "Suspend credentials, until `restore`."))
command.add_command(_changing("valid", "restore", "End the suspension of credentials."))


@command.command()
@click.argument("credentials", nargs=-1)
@journal_option
@json_option
def show(credentials: tuple[str, ...], journal: str, as_json: bool) -> None:
    """Tell the status of credentials; without any, how full the lists are."""
    with _service(journal) as service:
        states = {credential: service.status(credential) for credential in credentials}
        lists = list(service.counts())
        length = service.lists.length
    if as_json:
        print_json(
            {
                "outcome": "passed",
                "credentials": states,
                "lists": [{"number": n, "used": used, **counts} for n, used, counts in lists],
            }
        )
        return
    for credential, state in states.items():
        click.echo(f"{credential} {state}")
    for number, used, counts in [] if credentials else lists:
        said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
        click.echo(f"list {number}: {used} of {length} places taken; {said}")


@command.command()
@journal_option
@click.option("-k", "--key", metavar="FILE", required=True, help="The issuer's key file.")
@password_option
@click.option(
    "-o", "--output", metavar="FOLDER", required=True, help="Folder that the web server serves."
)
@json_option
def publish(journal: str, key: str, password_file: str | None, output: str, as_json: bool) -> None:
    """Sign every list in every form, and write each to the path that its address has.

    What has not changed keeps its bytes.
    """
    signer = read_signer(key, password_file)
    written = []
    with _service(journal) as service:
        for number in service.numbers():
            for form in service.lists.forms:
                published = service.publish(number, form, signer)
                path = Path(output, str(number), form)
                path.parent.mkdir(parents=True, exist_ok=True)
                files.write(path, published.content, force=True)
                written.append(
                    {
                        "file": str(path),
                        "url": service.lists.url(number, form),
                        "mediaType": published.media_type,
                    }
                )
    if as_json:
        print_json({"outcome": "passed", "published": written})
        return
    for one in written:
        say(f"Written: {one['file']} ({one['mediaType']}), to be served at {one['url']}")
