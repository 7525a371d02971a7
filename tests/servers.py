"""An application on the loopback interface, as its clients meet it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def served(make: Callable[[str], FastAPI], *, lifespan: str = "off") -> Iterator[str]:
    """The address, with a slash at its end, of the application that `make` gives for it."""
    # With the protocol named, asyncio does not hold answers back (TCP_NODELAY).
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        base_url = f"http://127.0.0.1:{port}/"
        config = uvicorn.Config(make(base_url), log_level="critical", lifespan=lifespan)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            yield base_url
        finally:
            server.should_exit = True
            thread.join(30)
