"""`elm-microcred view`: see and check a credential in the browser, on this computer."""

from __future__ import annotations

import datetime as dt
import secrets
import socket
import webbrowser

import click

from elm_microcred.cli import files
from elm_microcred.cli.options import moment, now, online_option, resolver
from elm_microcred.cli.output import say
from elm_microcred.errors import MissingExtraError, UsageError
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs.policy import POLICIES, Policy


@click.command()
@click.argument("file", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="one that is free",
    help="Port on this computer.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default="default",
    show_default=True,
    help="What is demanded beyond a signature that fits.",
)
@click.option("--at", type=moment, metavar="TIME", help="Verify as of this time; now by default.")
@online_option
def command(
    file: str | None,
    port: int,
    no_browser: bool,
    policy: str,
    at: dt.datetime | None,
    online: bool,
) -> None:
    """Open a page on this computer that shows and checks credentials.

    FILE is shown at once: a credential of any kind that `load` knows, or a report. Without it, a
    file is dropped or pasted into the page. Nothing leaves the computer, unless --online is said;
    the address holds a secret, so that no other page can use it. Ctrl-C ends it.
    """
    try:
        import uvicorn

        from elm_microcred.server.viewer import Viewer, viewer_app
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "The viewer") from error
    content = files.read(file, DEFAULT.sealed_bytes) if file is not None else None
    viewer = Viewer(lambda: now(at), resolver(online=online), Policy.named(policy))
    with socket.socket() as listening:
        try:
            listening.bind(("127.0.0.1", port))
            listening.listen()
        except OSError as error:
            raise UsageError(
                "USAGE",
                f"The port cannot be used: {error.strerror}.",
                found=str(port),
                expected="a free port, or none: one is then found",
            ) from error
        number, token = listening.getsockname()[1], secrets.token_urlsafe(18)
        shown = f"c/{viewer.keep(content)}/" if content is not None else ""
        address = f"http://127.0.0.1:{number}/{token}/{shown}"
        click.echo(address)
        say("Only this computer can open it. Ctrl-C ends it.")
        config = uvicorn.Config(
            viewer_app(viewer, port=number, token=token), log_level="warning", lifespan="off"
        )
        server = uvicorn.Server(config)
        if not no_browser:
            webbrowser.open(address)
        server.run(sockets=[listening])
