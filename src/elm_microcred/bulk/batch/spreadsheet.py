"""Tables for spreadsheets: no cell is ever taken for a formula, every cell keeps its text.

Spec: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from elm_microcred.problem import Problem

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet computes, in narrow and wide letters."""

_BYTE_ORDER_MARK: Final = "\ufeff"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the cell for a formula."""
    return text.lstrip(" \xa0").startswith(FORMULA)


def safe_cell(value: Any) -> str:
    """The value as the text of a cell that no spreadsheet computes; `None` is empty."""
    text = "" if value is None else str(value)
    return f"'{text}" if is_formula(text) else text


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A table for spreadsheets: UTF-8 with a byte order mark, every cell quoted and safe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(safe_cell, columns))
    writer.writerows([safe_cell(row.get(name)) for name in columns] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", "replace")


FINDINGS: Final = (
    "row",
    "column",
    "severity",
    "code",
    "what",
    "found",
    "expected",
    "how to mend it",
)
"""The columns of a table of findings."""


def findings_csv(problems: Iterable[Problem]) -> bytes:
    """Findings as a table, to be opened beside the one that they are about."""
    return to_csv(
        FINDINGS,
        (
            {
                "row": problem.row,
                "column": problem.column or problem.pointer,
                "severity": problem.severity.value,
                "code": problem.code,
                "what": problem.detail,
                "found": problem.found,
                "expected": problem.expected,
                "how to mend it": problem.remedy,
            }
            for problem in problems
        ),
    )
