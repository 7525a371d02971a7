"""docs/columns.md is what the table of columns says."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from elm_microcred.model.columns import COLUMNS

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "tools" / "columns.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tools_columns", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current() -> None:
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "docs/columns.md is current\n")


def test_a_stale_page_is_found_and_written_anew(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "TARGET", tmp_path / "columns.md")
    assert tool.main(["--check"]) == 1
    assert tool.main([]) == 0
    assert tool.main(["--check"]) == 0
    (tmp_path / "columns.md").write_text("stale", "utf-8")
    assert tool.main(["--check"]) == 1


def test_every_column_stands_on_the_page(tool: ModuleType) -> None:
    page = tool.page()
    for name in COLUMNS:
        of_a_role = any(
            f"`{prefix}_…`" in page and f"`…_{name.removeprefix(prefix + '_')}`" in page
            for prefix, _, _ in tool.ROLES
            if name.startswith(prefix + "_")
        )
        assert f"| `{name}` |" in page or of_a_role, name
