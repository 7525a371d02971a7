"""Four times as many credentials: four times the statements, the same memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.full, pytest.mark.unmeasured]
pytest.importorskip("pyarrow", reason="pyarrow is not installed (the extra `bulk`)")
pytest.importorskip("pyoxigraph", reason="pyoxigraph is not installed (the extra `oxigraph`)")

ROOT = Path(__file__).resolve().parents[2]


def run(count: int, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    command = [sys.executable, "-m", "bench.triples", "--one", "--counts", str(count)]
    done = subprocess.run(
        [*command, "--folder", str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tools")},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_statements_grow_with_the_credentials_and_memory_does_not(tmp_path: Path) -> None:
    small, large = run(600, tmp_path / "small"), run(2_400, tmp_path / "large")
    print(small, large)
    assert small["failed"] == large["failed"] == 0
    for each in (small, large):
        assert each["counted"] <= each["statements"] <= each["counted"] * 1.001
    assert abs(large["statements"] / small["statements"] - 4) < 0.05
    assert large["write_mib"] < small["write_mib"] * 1.25
    # Two of the questions are about programmes, which are as many; the others about credentials.
    for name in ("credits", "shared"):
        assert small["answers"][name] == large["answers"][name] > 0
    for name in ("skill", "expiring", "unaccredited"):
        ratio = large["answers"][name] / small["answers"][name]
        assert 3.5 < ratio < 4.5, name
