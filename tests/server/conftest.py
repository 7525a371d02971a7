"""The conformance server on the loopback interface, as the public suites meet it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from elm_microcred.server.app import create_app
from elm_microcred.server.conformance import router
from servers import served


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """A client of a server that runs as long as the tests."""
    with (
        served(lambda base_url: create_app(router(base_url))) as base_url,
        httpx.Client(base_url=base_url, timeout=30, trust_env=False) as session,
    ):
        yield session
