"""What the service counts: as text for Prometheus, and through OpenTelemetry where that is there.

Labels are routes, methods and status classes; no address, id or name of anybody is counted by.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_HELP: Final = {
    "elm_microcred_requests_total": "Requests answered, by route, method and status.",
    "elm_microcred_credentials_total": "Credentials, by what was done with them.",
}
_SECONDS: Final = "elm_microcred_request_seconds"

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters, and how long requests took. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Labels], int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = {}
        self._sums: dict[str, float] = defaultdict(float)
        self._outside = _instruments()

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Count something: `requests` or `credentials`."""
        full = f"elm_microcred_{name}_total"
        with self._lock:
            self._counts[full, tuple(sorted(labels.items()))] += by
        if name in self._outside:
            self._outside[name].add(by, labels)

    def took(self, route: str, seconds: float) -> None:
        """Note how long a request of a route took."""
        with self._lock:
            buckets = self._buckets.setdefault(route, [0] * (len(_BUCKETS) + 1))
            place = next((i for i, most in enumerate(_BUCKETS) if seconds <= most), len(_BUCKETS))
            buckets[place] += 1
            self._sums[route] += seconds
        if "seconds" in self._outside:
            self._outside["seconds"].record(seconds, {"route": route})

    def text(self) -> str:
        """Everything in the text format of Prometheus.

        Spec: https://prometheus.io/docs/instrumenting/exposition_formats/
        """
        with self._lock:
            return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        for name, help_ in _HELP.items():
            yield f"# HELP {name} {help_}"
            yield f"# TYPE {name} counter"
            for (counted, labels), value in sorted(self._counts.items()):
                if counted == name:
                    yield f"{name}{_written(labels)} {value}"
        yield f"# HELP {_SECONDS} How long requests took, by route."
        yield f"# TYPE {_SECONDS} histogram"
        for route, buckets in sorted(self._buckets.items()):
            total = 0
            for most, count in zip((*map(str, _BUCKETS), "+Inf"), buckets, strict=True):
                total += count
                yield f"{_SECONDS}_bucket{_written((('route', route), ('le', most)))} {total}"
            yield f"{_SECONDS}_sum{_written((('route', route),))} {self._sums[route]:.6f}"
            yield f"{_SECONDS}_count{_written((('route', route),))} {total}"


def _written(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = (
        (name, value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))
        for name, value in labels
    )
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"


def _instruments() -> dict[str, Any]:
    """The instruments of OpenTelemetry, which do nothing until somebody sets it up; or none."""
    try:
        meter = import_module("opentelemetry.metrics").get_meter("elm_microcred")
    except ImportError:
        return {}
    return {
        "requests": meter.create_counter("elm_microcred.requests"),
        "credentials": meter.create_counter("elm_microcred.credentials"),
        "seconds": meter.create_histogram("elm_microcred.request.duration", unit="s"),
    }


class Measured:
    """ASGI middleware that counts and times requests, and says what no answer may be used for."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and see what becomes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_SAFE]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.count("requests", route=route, method=_method(scope), status=str(status))
            self._metrics.took(route, time.perf_counter() - began)


_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_SAFE: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
]


def _method(scope: Scope) -> str:
    """The method, unless somebody made one up to be counted by."""
    method = str(scope["method"])
    return method if method in _METHODS else "other"
