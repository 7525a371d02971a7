"""`elm-microcred serve`: the conformance server."""

from __future__ import annotations

import click

from elm_microcred.cli.output import say
from elm_microcred.errors import MissingExtraError


@click.command()
@click.option(
    "--conformance",
    is_flag=True,
    required=True,
    help="Serve what the public test suites drive: for tests only, on this machine only.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
def command(conformance: bool, port: int) -> None:  # noqa: ARG001 - the one thing to serve
    """Serve over HTTP, on 127.0.0.1, without authentication."""
    try:
        import uvicorn

        from elm_microcred.server.app import create_app
        from elm_microcred.server.conformance import router
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "Serving over HTTP") from error
    base_url = f"http://127.0.0.1:{port}/"
    say(f"Serving the conformance interface at {base_url}")
    uvicorn.run(create_app(router(base_url)), host="127.0.0.1", port=port, log_level="warning")
