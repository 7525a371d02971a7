"""`elm-microcred serve`: the issuer's service, or the interface of conformance suites."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from elm_microcred.cli.options import now, password_option
from elm_microcred.cli.output import say
from elm_microcred.cli.passwords import password_of
from elm_microcred.errors import MissingExtraError, UsageError

_KEYS, _TEMPLATES, _DATABASE = "keys", "templates", "issuer.db"
_EXAMPLE = "port-safety.json"


@click.command()
@click.option(
    "--conformance",
    is_flag=True,
    help="Serve what the public test suites drive instead: for tests only, on this machine only.",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on, behind a proxy."
)
@click.option(
    "--data",
    metavar="FOLDER",
    default="issuer-data",
    show_default=True,
    help="Where keys, templates and the database are; made where it is missing.",
)
@click.option(
    "--database",
    metavar="URL",
    help="postgresql://user@host/name, or sqlite:///file; by default a file in the folder.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="Where the service is reached, as it stands in credentials; https makes a did:web.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    default=50.0,
    show_default=True,
    help="How many requests a second each API key may make, in the long run.",
)
@click.option("--online", is_flag=True, help="Let verification ask the network (https only).")
@password_option
def command(
    conformance: bool,
    port: int,
    host: str,
    data: str,
    database: str | None,
    base_url: str | None,
    rate: float,
    online: bool,
    password_file: str | None,
) -> None:
    """Serve over HTTP: issue, verify, revoke, publish. TLS is the proxy's in front of it.

    Without any set-up it makes a folder with a key, an example and a database, and shows an API
    key for everything, once.
    """
    try:
        import uvicorn
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "Serving over HTTP") from error
    url = (base_url or f"http://127.0.0.1:{port}").rstrip("/")
    if conformance:
        app = _conformance(f"{url}/")
        say(f"Serving the conformance interface at {url}/")
        host = "127.0.0.1"
    else:
        password = password_of(password_file, asks=True)
        app = _service(Path(data), database, url, rate=rate, online=online, password=password)
        say(f"Serving the issuer at {url}/ (its description: {url}/openapi.json)")
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _conformance(base_url: str) -> Any:
    try:
        from elm_microcred.server.app import create_app
        from elm_microcred.server.conformance import router
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "Serving over HTTP") from error
    return create_app(router(base_url))


def _service(
    folder: Path,
    database: str | None,
    url: str,
    *,
    rate: float,
    online: bool,
    password: str | None,
) -> Any:
    """The application, its folder made where it was missing."""
    try:
        from elm_microcred.server.service_app import create_service, first_key
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("server", "Serving over HTTP") from error
    from elm_microcred.cli.options import resolver
    from elm_microcred.server.rates import Rate

    prepare(folder, url, password)
    app = create_service(
        database or database_of(folder),
        keys=folder / _KEYS,
        templates=folder / _TEMPLATES,
        base_url=url,
        password=password,
        rate=Rate(rate, max(1, round(2 * rate))),
        resolve=resolver(online=online),
    )
    key = first_key(app.state.access)
    if key is not None:
        say("API key for everything, shown this once (others: elm-microcred access create):")
        say(f"  {key}")
    return app


def database_of(folder: Path) -> str:
    """The URL of the database in a folder."""
    return f"sqlite:///{(folder / _DATABASE).absolute()}"


def make_folder(folder: Path) -> None:
    """Make the folder of a service, which nobody else may look into.

    Raises:
        UsageError: If it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "OUTPUT_UNWRITABLE", f"{folder} cannot be made: {error.strerror}."
        ) from error


def prepare(folder: Path, url: str, password: str | None) -> None:
    """Make what a folder lacks: a key, and an example of a template.

    Raises:
        UsageError: If it cannot be written.
    """
    from elm_microcred.keystore import LIST, KeyStore

    make_folder(folder)
    try:
        (folder / _TEMPLATES).mkdir(exist_ok=True)
        if not any((folder / _TEMPLATES).iterdir()):
            example = resources.files("elm_microcred.examples_data").joinpath(_EXAMPLE)
            with resources.as_file(example) as path:
                shutil.copyfile(path, folder / _TEMPLATES / _EXAMPLE)
    except OSError as error:
        raise UsageError(
            "OUTPUT_UNWRITABLE", f"{folder} cannot be made: {error.strerror}."
        ) from error
    if not (folder / _KEYS / LIST).exists():
        KeyStore.create(folder / _KEYS, now=now(), controller=controller_of(url), password=password)


def controller_of(url: str) -> str | None:
    """The did:web of a service at a URL; none where that is not https."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return None
    host = parts.netloc.replace(":", "%3A")
    path = [part for part in parts.path.split("/") if part]
    return ":".join(["did:web", host, *path])
