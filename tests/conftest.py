"""Shared by all tests: the hypothesis profiles and the reference data.

The only place under `tests/` that reads the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
REFERENCE_ROOT = Path(os.environ.get("ELM_MICROCRED_REFERENCE") or ROOT.parent / "shared")
FULL = os.environ.get("ELM_MICROCRED_FULL") == "1"
"""Set by `scripts/test --full`: the counts that take longer than a coffee."""
CI = bool(os.environ.get("CI"))

settings.register_profile(
    "fast",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("full", parent=settings.get_profile("fast"), max_examples=500)
settings.load_profile("full" if FULL else "fast")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what was not asked for, with its reason."""
    for item in items:
        if item.get_closest_marker("full") and not FULL:
            item.add_marker(pytest.mark.skip(reason="runs under scripts/test --full"))


def _folder(name: str) -> Path:
    folder = REFERENCE_ROOT / name
    if not folder.is_dir():
        reason = f"no reference data at {folder} (set ELM_MICROCRED_REFERENCE)"
        if CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of published contexts, schemas, vectors and samples."""
    return _folder("reference")


@pytest.fixture(scope="session")
def bench() -> Path:
    """The folder of benchmark workloads."""
    return _folder("bench")
