"""The conformance table: its rows are those that its tool runs, and a row says what came out."""

from __future__ import annotations

from pathlib import Path

import pytest

import conformance_table
from conformance_table import Row, main, names
from corpus.case import Result

RESULTS = [
    Result("a", "failed (X)", "failed", "X", right=True, reason_right=True),
    Result("b", "failed (X)", "failed", "Y", right=True, reason_right=False),
    Result("c", "passed", "failed", "DATA_DROPPED", right=False),
    Result("d", "passed", "not implemented: a | b", None, right=False),
]


def test_the_page_has_the_rows_of_the_tool() -> None:
    assert main(["--check"]) == 0, "run python tools/conformance_table.py"


def test_every_manifest_of_vectors_is_a_row(root: Path) -> None:
    manifests = {path.parent.name for path in (root / "tests/vectors").glob("*/manifest.json")}
    assert {f"`{name}`" for name in manifests} <= set(names())
    assert len(names()) == len(set(names()))


def test_a_row_says_what_came_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "table.md"
    monkeypatch.setattr(conformance_table, "TARGET", target)
    monkeypatch.setattr(
        conformance_table, "sections", lambda: iter([("A", [Row("what is run", lambda: RESULTS)])])
    )
    assert main(["--check"]) == 1
    assert main([]) == 0
    last = target.read_text("utf-8").splitlines()[-1]
    expected = "| what is run | 4 | 2 | 1 of 2 | `DATA_DROPPED` 1, not implemented: a / b 1 |"
    assert last == expected
    assert main(["--check"]) == 0
    target.write_text(target.read_text("utf-8").replace("what is run", "another"), "utf-8")
    assert main(["--check"]) == 1


@pytest.mark.full
@pytest.mark.reference
def test_the_sections_that_are_about_integrity_are_all_right(
    reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(reference.parent))
    whole = {"Published vectors", "Our own corpus of attacks"}
    rows = [row for title, rows in conformance_table.sections() if title in whole for row in rows]
    assert len(rows) >= 11
    for row in rows:
        results = list(row.run())
        assert results
        assert [result for result in results if not result.right] == [], row.name
