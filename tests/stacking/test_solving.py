"""The solver against brute force and HiGHS, and the checker against every report."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from bench.stack_instances import NOW, Instance, large, small
from elm_microcred.stacking import highs, search
from elm_microcred.stacking.assessment import Effort, plan, stack
from elm_microcred.stacking.checker import check_report
from elm_microcred.stacking.encoding import encoded
from elm_microcred.stacking.normalising import normalised
from elm_microcred.stacking.program import Program
from elm_microcred.stacking.report import StackReport
from stack_brute import UNIT, Brute

OWN = Effort(work=200_000, solver="own")


def report_of(instance: Instance, effort: Effort = OWN, *, explain: bool = True) -> StackReport:
    if instance.catalogue:
        return plan(
            instance.held,
            instance.catalogue,
            instance.recipe,
            now=NOW,
            explain=explain,
            effort=effort,
        )
    return stack(instance.held, instance.recipe, now=NOW, explain=explain, effort=effort)


def equals_brute_force(seed: int) -> bool:
    instance = small(seed, catalogue=seed % 2 == 1)
    report = report_of(instance, explain=False)
    entries = normalised((*instance.held, *instance.catalogue), instance.recipe, now=NOW)
    offered = frozenset(part.id for part in instance.catalogue)
    names = [measure.name for measure in report.measures]
    objectives = ("cost", "parts") if instance.catalogue else ()
    best = Brute(instance.recipe, entries, offered, NOW).best(objectives)
    assert report.satisfied is (best is not None), seed
    if best is None:
        return False
    assert names == [*objectives, "used-credits", "age"]
    scales = [1] * len(objectives) + [UNIT, 1]
    values = [Fraction(m.value) * s for m, s in zip(report.measures, scales, strict=True)]
    assert (tuple(values), report.proved_optimal) == (best, True), seed
    return True


def test_small_instances_equal_brute_force() -> None:
    satisfied = sum(equals_brute_force(seed) for seed in range(40))
    assert 10 < satisfied < 35


@pytest.mark.full
def test_two_thousand_small_instances_equal_brute_force() -> None:
    satisfied = sum(equals_brute_force(seed) for seed in range(1000, 3000))
    assert 600 < satisfied < 1600


def equals_highs(seed: int) -> None:
    """The first objective of larger instances, which is what both prove."""
    offered = seed % 3 and 12
    instance = large(seed, held=10 + seed % 7, groups=3 + seed % 2, offered=offered)
    ids = frozenset(part.id for part in instance.catalogue)
    entries = normalised((*instance.held, *instance.catalogue), instance.recipe, now=NOW)
    problem = encoded(
        entries, instance.recipe, now=NOW, offered=ids, objectives=("cost",) if ids else ()
    ).program
    first = Program(problem.items, problem.rows, problem.objectives[:1])
    own, other = search.solve(first, work=4_000), highs.solve(first)
    assert other.proved
    assert (own.taken is None) is (other.taken is None), seed
    if own.taken is not None and own.values[0][2]:
        assert own.values[0][0] == other.values[0][0], seed
    elif own.taken is not None:
        value, bound, _ = own.values[0]
        assert bound <= other.values[0][0] <= value, seed


def test_larger_instances_equal_highs() -> None:
    pytest.importorskip("highspy", reason="the extra solver")
    for seed in range(8):
        equals_highs(seed)


@pytest.mark.full
def test_five_hundred_larger_instances_equal_highs() -> None:
    pytest.importorskip("highspy", reason="the extra solver")
    for seed in range(500):
        equals_highs(seed)


def check(report: dict[str, Any], instance: Instance) -> bool:
    return bool(
        check_report(report, instance.recipe, instance.held, catalogue=instance.catalogue, now=NOW)
    )


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a report has a number, also within a text."""
    if path[:2] in _NAMES or (path[:1] == ("alternatives",) and path[-1] in ("id", "group")):
        return
    if isinstance(value, dict):
        for name, member in value.items():
            yield from numbers(member, (*path, name))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from numbers(member, (*path, place))
    elif isinstance(value, str):
        yield from [path] if re.search(r"[0-9]", value) and path[-1] not in _WORDS else []
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


_WORDS = ("title", "type", "detail", "remedy", "en")
"""Members of a report that are words of ours, with names of rules in them."""
_NAMES = (("missing", "conflict"), ("missing", "blocked"), ("fragility", "parts"))
"""Names, not numbers: that no other assignment would do is a claim of the solver."""


def changed(report: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The report with the last digit of one number changed."""
    other = copy.deepcopy(report)
    at: Any = other
    for step in path[:-1]:
        at = at[step]
    value = at[path[-1]]
    if isinstance(value, str):
        digits = [match.start() for match in re.finditer(r"[0-9]", value)]
        place = digits[-1]
        at[path[-1]] = value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]
    else:
        at[path[-1]] = value + 1
    return other


def checks_out(seed: int, most: int) -> None:
    instance = small(seed, catalogue=seed % 2 == 1)
    report = report_of(instance).to_dict()
    found = check_report(
        report, instance.recipe, instance.held, catalogue=instance.catalogue, now=NOW
    )
    assert found, (seed, found.problems[:3])
    places = list(numbers(report))
    for path in places[seed % 3 :: max(1, len(places) // most)]:
        assert not check(changed(report, path), instance), (seed, path)


def test_the_checker_accepts_every_report_and_rejects_a_changed_number() -> None:
    for seed in range(24):
        checks_out(seed, 24)


@pytest.mark.full
def test_the_checker_on_many_reports() -> None:
    for seed in range(3000, 3000 + 300):
        checks_out(seed, 60)


def test_the_checker_rejects_what_is_no_report() -> None:
    instance = small(3)
    for report in ({}, {"format": 1}, {"format": "x", "recipe": None}):
        found = check_report(report, instance.recipe, instance.held)
        assert [problem.code for problem in found.problems][-1:] == ["STACK_REPORT_WRONG"]
