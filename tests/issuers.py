"""An issuer's service in a folder, as `elm-microcred serve` makes one, and who may ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from elm_microcred.cli.serve import prepare
from elm_microcred.server.access import SCOPES
from elm_microcred.server.rates import Rate
from elm_microcred.server.service_app import create_service
from servers import served

BASE_URL = "https://issuer.example"
DID = "did:web:issuer.example"
ROW = {
    "learner_given_name": "Līga",
    "learner_family_name": "Kalniņa",
    "awarded_on": "2026-06-30",
    "grade": "9",
}
ORDER = {"key": "PS-0391", "template": "port-safety", "row": ROW}
FAST = Rate(per_second=1e6, burst=10**6)


def application(
    folder: Path, database: str | None = None, *, base_url: str = BASE_URL, rate: Rate = FAST
) -> FastAPI:
    """The application of a folder, which is made where it is missing."""
    prepare(folder, base_url, None)
    return create_service(
        database or f"sqlite:///{folder / 'issuer.db'}",
        keys=folder / "keys",
        templates=folder / "templates",
        base_url=base_url,
        rate=rate,
    )


def key(app: FastAPI, *scopes: str) -> dict[str, str]:
    """The header of somebody who may do this; everything, where nothing is named."""
    text, _ = app.state.access.create("test", scopes or SCOPES)
    return {"Authorization": f"Bearer {text}"}


@contextmanager
def running(app: FastAPI, headers: dict[str, str]) -> Iterator[httpx.Client]:
    """A client of an application that runs, jobs and all; the application is its `app`."""
    with (
        served(lambda _: app, lifespan="on") as url,
        httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as session,
    ):
        session.app = app  # type: ignore[attr-defined]
        yield session


@contextmanager
def client(folder: Path, *scopes: str, **more: Any) -> Iterator[httpx.Client]:
    """A client of a service in a folder, with a key for these scopes."""
    app = application(folder, **more)
    with running(app, key(app, *scopes)) as session:
        yield session
