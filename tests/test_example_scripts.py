"""The ten commonest jobs: each script ends as its table says; the notebook is made of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "examples" / "scripts"
TABLE = dict(
    re.findall(
        r"^\| \[[\w.]+\]\(([\w.]+\.py)\) \| .+ \| `(.+)` \|$",
        (SCRIPTS / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
)


def test_the_table_lists_every_script() -> None:
    assert sorted(TABLE) == sorted(path.name for path in SCRIPTS.glob("*.py"))
    assert len(TABLE) == 10


@pytest.mark.parametrize("name", TABLE)
def test_a_script_ends_as_its_table_says(name: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", SCRIPTS / name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.rstrip().endswith(TABLE[name])


def test_the_notebook_is_made_of_the_scripts() -> None:
    ran = subprocess.run([sys.executable, ROOT / "tools" / "notebook.py", "--check"], check=False)
    assert ran.returncode == 0


def test_the_cells_of_the_notebook_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SCRIPTS)
    names: dict[str, object] = {"__name__": "__main__"}
    notebook = json.loads((SCRIPTS / "ten-jobs.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "cell", "exec"), names)
    said = capsys.readouterr().out
    assert all(end in said for end in TABLE.values())
