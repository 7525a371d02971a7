"""The conformance server on the loopback interface, as the public suites meet it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from elm_microcred.server.app import create_app
from elm_microcred.server.conformance import router


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """A client of a server that runs as long as the tests."""
    # With the protocol named, asyncio does not hold answers back (TCP_NODELAY).
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}/"
        config = uvicorn.Config(create_app(router(base_url)), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        with httpx.Client(base_url=base_url, timeout=30, trust_env=False) as session:
            yield session
        server.should_exit = True
        thread.join(30)
