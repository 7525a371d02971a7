"""What importing the package loads and costs."""

from __future__ import annotations

import statistics
import subprocess
import sys

import pytest

HEAVY = ("httpx", "rdflib", "pyshacl", "pyld", "jsonschema", "jwcrypto", "rich", "yaml")

_CPU = "import time; {}; print(time.process_time())"


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("module", ["elm_microcred", "elm_microcred.cli"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    loaded = _run(f"import sys, {module}; print(*sys.modules)").split()
    assert module in loaded
    assert set(HEAVY) & {name.partition(".")[0] for name in loaded} == set()


def test_importing_costs_at_most_150_milliseconds_of_cpu() -> None:
    """The median of seven runs, without the interpreter's own start."""
    bare, ours = (
        statistics.median(float(_run(_CPU.format(code))) for _ in range(7))
        for code in ("pass", "import elm_microcred")
    )
    assert ours - bare <= 0.150
