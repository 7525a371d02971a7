"""Shared by all tests: the hypothesis profiles, the reference data, and no network.

The only place under `tests/` that reads the environment.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
REFERENCE_ROOT = Path(os.environ.get("ELM_MICROCRED_REFERENCE") or ROOT.parent / "shared")
FULL = os.environ.get("ELM_MICROCRED_FULL") == "1"
"""Set by `scripts/test --full`: the counts that take longer than a coffee."""
CI = bool(os.environ.get("CI"))

# What a test starts and measures finds compiled modules, as it would with users.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_ABSENT = ("no reference data", "could not import", "extra", "no PostgreSQL server")
"""Words in the reason of a skip for want of data or of an independent implementation."""

settings.register_profile(
    "fast",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("full", parent=settings.get_profile("fast"), max_examples=200)
settings.load_profile("full" if FULL else "fast")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what was not asked for, with its reason."""
    for item in items:
        if item.get_closest_marker("full") and not FULL:
            item.add_marker(pytest.mark.skip(reason="runs under scripts/test --full"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything must run, a test has failed that skips for want of something."""
    return _ran((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module."""
    return _ran((yield))


def _ran(report: Any) -> Any:
    if CI and FULL and report.skipped and any(word in str(report.longrepr) for word in _ABSENT):
        report.outcome = "failed"
        report.longrepr = f"this has to be there: {report.longrepr}"
    return report


def _folder(name: str) -> Path:
    folder = REFERENCE_ROOT / name
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder} (set ELM_MICROCRED_REFERENCE)")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published contexts, schemas, vectors and samples."""
    return _folder("reference")


@pytest.fixture(scope="session")
def bench() -> Path:
    """The folder of benchmark workloads."""
    return _folder("bench")


@pytest.fixture(autouse=True)
def unmeasured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the measuring of coverage look away from a test that is marked `unmeasured`.

    Measuring takes several times as long as a referee itself, and such a test is not the one
    that covers a branch.
    """
    coverage = sys.modules.get("coverage")
    running = coverage.Coverage.current() if coverage else None
    if running is None or request.node.get_closest_marker("unmeasured") is None:
        yield
        return
    running.stop()
    try:
        yield
    finally:
        running.start()


@pytest.fixture(autouse=True)
def cpu_without_measuring(unmeasured: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out of the clock of CPU what the measuring of coverage costs, which is threefold.

    Tests say what may be spent by the library, and not by who looks on.
    """
    if sys.gettrace() is not None:
        clock = time.process_time
        monkeypatch.setattr(time, "process_time", lambda: clock() / 3)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let no test reach further than this machine: a connection elsewhere is an error."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any, /) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = ipaddress.ip_address(str(address[0]).partition("%")[0])
            if not host.is_loopback:
                raise AssertionError(f"a test asked the network for {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def postgresql() -> str:
    """The URL of a PostgreSQL server on which tests may make databases."""
    url = os.environ.get("ELM_MICROCRED_POSTGRESQL")
    if not url:
        pytest.skip("no PostgreSQL server (set ELM_MICROCRED_POSTGRESQL)")
    return url
