"""How fast stacking decides and plans, and how that grows.

`stack-audit` is `stack` without explanations on credentials that were read already; `stack-plan` is
`plan` for the cheapest completion. Figures are milliseconds of CPU time, medians over instances;
`proved` is the share of instances of which the verdict and the cost were proved. The row
`calibration` tells how fast the machine was: the loop of `bench.measure`, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench.measure import calibration
from bench.stack_instances import NOW, Instance, large
from elm_microcred.stacking import highs
from elm_microcred.stacking.assessment import Effort, plan, stack
from elm_microcred.stacking.report import StackReport

AUDITS = ((100, 10),)
PLANS = ((15, 5, 25, "own"), (12, 6, 40, "auto"))
GROWTH = (10, 100, 300, 1_000)


def rows(instances: int) -> Iterator[dict[str, Any]]:
    """The rows of a run: calibration, audits, plans, growth."""
    yield _row("calibration", "fixed loop", [_timed(calibration)[0] for _ in range(9)], 1.0)
    for held, groups in AUDITS:
        yield _audits(f"{held} parts x {groups} groups", held, groups, instances)
    for held, groups, offered, solver in PLANS:
        if solver == "auto" and not highs.is_available():
            continue
        name = f"{held} held + {offered} in the catalogue" + (
            ", with the extra solver" if solver == "auto" else ""
        )
        yield _plans(name, held, groups, offered, solver, instances)
    for held in GROWTH:
        name = f"growth: {held} parts x 10 groups"
        yield _audits(name, held, 10, max(1, instances // 8))


def _audits(name: str, held: int, groups: int, instances: int) -> dict[str, Any]:
    effort = Effort(solver="own")

    def audit(instance: Instance) -> StackReport:
        return stack(instance.held, instance.recipe, now=NOW, explain=False, effort=effort)

    made = [large(seed, held=held, groups=groups) for seed in range(instances)]
    return _measured("stack-audit", name, made, audit, objectives=1)


def _plans(
    name: str, held: int, groups: int, offered: int, solver: Any, instances: int
) -> dict[str, Any]:
    effort = Effort(solver=solver, seconds=5.0)

    def planned(instance: Instance) -> StackReport:
        return plan(
            instance.held,
            instance.catalogue,
            instance.recipe,
            objectives=["cost"],
            now=NOW,
            explain=False,
            effort=effort,
        )

    made = [large(seed, held=held, groups=groups, offered=offered) for seed in range(instances)]
    return _measured("stack-plan", name, made, planned, objectives=1)


def _measured(
    operation: str,
    name: str,
    instances: list[Instance],
    work: Callable[[Instance], StackReport],
    *,
    objectives: int,
) -> dict[str, Any]:
    work(instances[0])  # what is done once only is not measured
    times, proved = [], 0
    for instance in instances:
        spent, report = _timed(partial(work, instance))
        times.append(spent)
        settled = all(measure.proved for measure in report.measures[:objectives])
        proved += report.satisfied is not None and settled
    return _row(operation, name, times, proved / len(instances))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = work()
    return (time.process_time() - began) * 1000, result


def _row(operation: str, workload: str, times: list[float], proved: float) -> dict[str, Any]:
    return {
        "operation": operation,
        "workload": workload,
        "median_ms": round(statistics.median(times), 2),
        "most_ms": round(max(times), 2),
        "proved": round(proved, 3),
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the rows."""
    parser = argparse.ArgumentParser(
        prog="bench --stacking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print the rows as a JSON array")
    parser.add_argument("--instances", type=int, default=40, help="instances of each row (40)")
    given = parser.parse_args(arguments)
    measured = []
    for row in rows(given.instances):
        measured.append(row)
        if not given.json:
            print(
                "{operation:12} {workload:48} {median_ms:10} {most_ms:10} {proved:6}".format(**row)
            )
    if given.json:
        print(json.dumps(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
