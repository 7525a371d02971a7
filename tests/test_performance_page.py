"""The page of measured speeds: made of a run, whole, and of the operations that there are."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

import performance_page

DAY = dt.date(2026, 6, 1)


def row(operation: str, ours: float, pyld: float) -> dict[str, Any]:
    return {
        "operation": operation,
        "workload": "W1",
        "ours": ours,
        "pyld": pyld,
        "ratio": round(ours / pyld, 2),
    }


def test_a_run_becomes_a_page() -> None:
    rows = [row("calibration", 1234.5, 1234.5), row("issue", 1234.5, 61.7), row("cold", 5.5, 7.1)]
    text = performance_page.page(rows, day=DAY)
    assert "made on 1 June 2026\nwith" in text and "`calibration` 1,234 times" in text
    assert "| issue | W1 | 1,234 | 61.7 | 20 |" in text
    assert "| cold | W1 | 5.5 | 7.1 | 0.77 |" in text


@pytest.mark.parametrize("rows", [[], [row("issue", 1, 1)], [row("calibration", 1, 1)]])
def test_what_is_no_run_is_no_page(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="calibration"):
        performance_page.page(rows, day=DAY)


def test_the_page_has_every_operation_of_the_benchmark() -> None:
    from bench.__main__ import COLD
    from bench.elm import OPERATIONS as ELM_OPERATIONS
    from bench.operations import OPERATIONS

    told = re.findall(r"^\| ([\w-]+) \|", performance_page.TARGET.read_text("utf-8"), re.MULTILINE)
    assert {*OPERATIONS, *ELM_OPERATIONS, *COLD} <= set(told)
