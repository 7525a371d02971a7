"""The same programs, solved by HiGHS (extra `solver`): for catalogues beyond the usual size.

HiGHS reckons in floating point. What it finds is checked here in whole numbers; an assignment that
does not hold exactly is not used. That there is none, or none better, is its own word.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from math import ceil
from typing import Any

from elm_microcred.errors import MissingExtraError
from elm_microcred.stacking.program import Objective, Program, Row, Solution

_LARGEST = 1 << 40
"""Beyond this a coefficient is not exact enough in floating point."""


def is_available() -> bool:
    """Whether the extra `solver` is installed."""
    return find_spec("highspy") is not None


def solve(program: Program, *, seconds: float | None = None) -> Solution:
    """The best assignment, one objective after the other.

    Args:
        program: What is to be solved.
        seconds: How long HiGHS may take over each objective.

    Raises:
        MissingExtraError: Without the extra `solver`.
    """
    if not is_available():
        raise MissingExtraError.of("solver", "Solving by HiGHS")
    rows, values, best = list(program.rows), [], None
    settled = True
    for objective in program.objectives or (Objective("", {}),):
        taken, bound, complete = _minimise(program, rows, objective, seconds)
        if taken is None or not Program(program.items, tuple(rows), ()).allows(taken):
            if best is None:
                return Solution(None, taken is None and complete)
            taken, complete = best, False
        best = taken
        value = sum(each for choice, each in objective.costs.items() if choice in taken)
        settled &= complete
        values.append((value, value if complete else min(bound, value), settled))
        rows.append(Row("", {choice: -each for choice, each in objective.costs.items()}, -value))
    return Solution(best, True, tuple(values[: len(program.objectives)]))


def _minimise(
    program: Program, rows: list[Row], objective: Objective, seconds: float | None
) -> tuple[frozenset[int] | None, int, bool]:
    """The best assignment, a bound, and whether HiGHS says that it is complete."""
    highs: Any = import_module("highspy")
    # Its Python face greets on standard output, where a report may go: the class below it does not.
    model = import_module("highspy._core")._Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.5)
    model.setOptionValue("mip_feasibility_tolerance", 1e-9)
    if seconds is not None:
        model.setOptionValue("time_limit", float(seconds))
    choices = [choice for item in program.items for choice in item]
    column = {choice: place for place, choice in enumerate(choices)}
    whole = highs.HighsVarType.kInteger
    for choice in choices:
        model.addCol(float(objective.costs.get(choice, 0)), 0.0, 1.0, 0, [], [])
        model.changeColIntegrality(column[choice], whole)
    for row in rows:
        weights = list(row.terms.values())
        if any(abs(each) > _LARGEST for each in (*weights, row.bound)):
            return None, 0, False
        names = [column[choice] for choice in row.terms]
        if not names:
            if row.bound > 0:
                return None, 0, True
            continue
        model.addRow(
            float(row.bound), highs.kHighsInf, len(names), names, list(map(float, weights))
        )
    for item in program.items:
        names = [column[choice] for choice in item]
        model.addRow(-highs.kHighsInf, 1.0, len(names), names, [1.0] * len(names))
    model.run()
    status = model.getModelStatus()
    if status == highs.HighsModelStatus.kInfeasible:
        return None, 0, True
    info = model.getInfo()
    found = info.primal_solution_status == highs.SolutionStatus.kSolutionStatusFeasible
    if not found:
        return None, 0, False
    solution = model.getSolution().col_value
    taken = frozenset(c for c, each in zip(choices, solution, strict=True) if each > 0.5)
    bound = max(0, ceil(info.mip_dual_bound - 1e-6))
    return taken, bound, status == highs.HighsModelStatus.kOptimal
