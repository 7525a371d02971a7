"""What the classes cost: importing them, and reading a credential."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.model import elm

_CPU = "import time, pydantic; {}; print(time.process_time())"


def _cpu(code: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _CPU.format(code)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return float(done.stdout)


@pytest.mark.parametrize(
    ("base", "ours"),
    [
        ("pass", "import elm_microcred.model.elm"),
        (
            "from pydantic import BaseModel",
            "from pydantic import BaseModel; from elm_microcred.model.elm import Person",
        ),
    ],
)
def test_importing_the_model_costs_at_most_60_milliseconds(base: str, ours: str) -> None:
    """Beyond pydantic; the median of seven runs, interleaved.

    A neighbour on the machine makes every second of CPU longer: up to three times seven.
    """
    medians = (statistics.median(_cpu(ours) - _cpu(base) for _ in range(7)) for _ in range(3))
    assert any(median <= 0.060 for median in medians)


def test_importing_the_model_builds_no_class() -> None:
    code = "import sys; from elm_microcred.model import elm; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()
    assert "elm_microcred.model.elm" in loaded
    assert "pydantic.main" not in loaded
    assert "elm_microcred.model.achievement" not in loaded


def _cost(operation: Callable[[], Any], times: int = 20) -> float:
    started = time.process_time()
    for _ in range(times):
        operation()
    return time.process_time() - started


@pytest.mark.reference
@pytest.mark.unmeasured
def test_reading_costs_at_most_six_times_what_json_costs(bench: Path) -> None:
    """The EU's own micro-credential of 111 kB; medians of eleven interleaved rounds."""
    text = (bench / "w2_elm_mc_annex1.json").read_text("utf-8")
    document = json.loads(text)
    elm.parse(document)
    rounds = [
        (_cost(lambda: json.loads(text)), _cost(lambda: elm.parse(document))) for _ in range(11)
    ]
    loads, reads = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(f"json.loads {loads * 50:.3f} ms, elm.parse {reads * 50:.3f} ms, {reads / loads:.1f} x")
    assert reads <= 6 * loads
