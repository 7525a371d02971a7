"""Who may ask a server that is there for one person at one computer.

A page of any site can send requests to the loopback interface, and a name that its owner points
there makes it look like the server's own. So: the host must be the one that is served, the path
must begin with a secret that only the person was told, and what changes anything must come from
a page of the server itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every answer: nothing is kept, nothing is framed, nothing is told elsewhere."""


class Guard:
    """Lets through what one person asks on one computer.

    Args:
        application: What is guarded.
        hosts: The values of `Host` under which it is served, as `127.0.0.1:8000`.
        token: The secret with which every path begins.
    """

    def __init__(self, application: Application, *, hosts: frozenset[str], token: str) -> None:
        self._application, self._hosts, self._token = application, hosts, token
        self._origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        if scope["type"] != "http":
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, send)
            return
        await self._application(scope, receive, send)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self._hosts:
            return _answer("This server is not there under that name.", 421)
        given = scope["path"].split("/")[1] if scope["path"].startswith("/") else ""
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return _answer("Nothing stands at this address: use the one that was printed.", 404)
        if scope["method"] not in ("GET", "HEAD"):
            origin = headers.get(b"origin")
            site = headers.get(b"sec-fetch-site", b"same-origin")
            is_own = origin is not None and origin.decode("latin-1").lower() in self._origins
            if not is_own or site != b"same-origin":
                return _answer("The request comes from a page of another site.", 403)
        return None


def _answer(text: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(text + "\n", status, HEADERS)
