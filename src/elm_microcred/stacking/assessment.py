"""From parts and a recipe to a report: `stack` says what counts, `plan` what is still to be had.

```python
report = stack([result, other, third], recipe)
report.satisfied, report.used, report.missing
```

The result is an assessment, never an award: the larger credential is for its awarding body to
issue (`elm_microcred.stacking.composition`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from elm_microcred.errors import LimitError, UsageError
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.report import Check
from elm_microcred.stacking import highs, search
from elm_microcred.stacking.encoding import Encoded, encoded
from elm_microcred.stacking.evaluation import Placed, evaluated, said
from elm_microcred.stacking.explaining import Explainer
from elm_microcred.stacking.normalising import normalised
from elm_microcred.stacking.parts import Entry, Part, Reason
from elm_microcred.stacking.program import Program, Solution
from elm_microcred.stacking.reading import part_of
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.stacking.report import Measure, StackReport, rule_checks
from elm_microcred.verification import Verification

Solver = Literal["auto", "own", "highs"]
OBJECTIVES = ("cost", "parts", "credits", "hours")

MOST_PARTS = 5_000
"""More parts than this are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search, and with what.

    Attributes:
        work: Most nodes of the search.
        stop: Asked now and then; once it says yes, the best found so far is given.
        solver: `own`; `highs` (extra `solver`); or `auto`: our own search first, and HiGHS,
            where it is installed, if that could not prove all.
        seconds: How long HiGHS may take over each objective.
    """

    work: int = 4_000
    stop: search.Stop = search.never
    solver: Solver = "auto"
    seconds: float | None = 10.0


DEFAULT_EFFORT = Effort()


def stack(
    parts: Sequence[Verification | MicroCredential | Part],
    recipe: Recipe,
    *,
    now: datetime | None = None,
    trust_lists: Mapping[str, Collection[str]] | None = None,
    spent: Collection[str] = (),
    explain: bool = True,
    effort: Effort = DEFAULT_EFFORT,
) -> StackReport:
    """Whether these credentials satisfy a recipe, which counts where, and what is missing.

    Args:
        parts: What is held: verifications, parts read with `part_of`, or bare micro-credentials,
            which count only where the recipe allows what nobody verified.
        recipe: The recipe.
        now: The time of the assessment; that of the clock if absent.
        trust_lists: Ids of issuers, by the IRI of the list that a recipe names.
        spent: Ids of credentials that another recipe has used.
        explain: Whether to look for what is missing, what would break it, and alternatives.
        effort: How hard to search.

    Raises:
        UsageError: If an argument cannot be right.
        LimitError: If there are too many parts.
    """
    moment = _moment(now)
    held = _parts(parts, moment)
    entries = normalised(held, recipe, now=moment, trust_lists=trust_lists, spent=spent)
    return _assessed(entries, recipe, moment, frozenset(), (), explain, effort)


def plan(
    parts: Sequence[Verification | MicroCredential | Part],
    catalogue: Sequence[Part],
    recipe: Recipe,
    *,
    objectives: Sequence[str] | None = None,
    now: datetime | None = None,
    trust_lists: Mapping[str, Collection[str]] | None = None,
    spent: Collection[str] = (),
    explain: bool = True,
    effort: Effort = DEFAULT_EFFORT,
) -> StackReport:
    """The cheapest completion: what of a catalogue satisfies a recipe, with what is held.

    Args:
        parts: What is held, as for `stack`.
        catalogue: What can be had, as `offering` makes it.
        recipe: The recipe.
        objectives: What is to be small of what is taken, the first one first: `cost`, `parts`,
            `credits`, `hours`. Without them `cost`, where all of the catalogue says it, and
            `parts`.
        now: The time of the assessment.
        trust_lists: As for `stack`.
        spent: As for `stack`.
        explain: As for `stack`.
        effort: How hard to search.

    Raises:
        UsageError: If an argument cannot be right.
        LimitError: If there are too many parts.
    """
    moment = _moment(now)
    held = _parts(parts, moment)
    names = {part.id for part in held}
    offered = [part for part in catalogue if part.id not in names]
    priced = bool(offered) and all(part.cost is not None for part in offered)
    wanted = tuple(objectives) if objectives else (*(("cost",) if priced else ()), "parts")
    for name in wanted:
        if name not in OBJECTIVES:
            raise UsageError(
                "USAGE",
                "Nothing of this name can be made small.",
                found=name,
                expected=", ".join(OBJECTIVES),
            )
    if "cost" in wanted and offered and not priced:
        raise UsageError(
            "USAGE",
            "The cost cannot be made small: not all of the catalogue says what it costs.",
            found=next(part.id for part in offered if part.cost is None),
            expected="a cost for each, or other objectives",
        )
    _refuse_too_many(len(held) + len(offered))
    entries = normalised(
        [*held, *offered], recipe, now=moment, trust_lists=trust_lists, spent=spent
    )
    ids = frozenset(part.id for part in offered)
    return _assessed(entries, recipe, moment, ids, wanted, explain, effort)


def _moment(now: datetime | None) -> datetime:
    moment = datetime.now(UTC) if now is None else now
    if moment.tzinfo is None:
        raise UsageError(
            "USAGE",
            "now has no time zone.",
            found=moment.isoformat(),
            expected="an aware datetime, such as datetime.now(UTC)",
        )
    return moment


def _parts(parts: Sequence[Verification | MicroCredential | Part], now: datetime) -> list[Part]:
    _refuse_too_many(len(parts))
    for place, each in enumerate(parts):
        if not isinstance(each, Verification | MicroCredential | Part):
            raise UsageError(
                "USAGE",
                "This is no part: verify a credential first, or read it.",
                pointer=f"/{place}",
                found=type(each).__name__,
                expected="a Verification, a MicroCredential or a Part",
            )
    return [part_of(each, verified_at=now) for each in parts]


def _refuse_too_many(count: int) -> None:
    if count > MOST_PARTS:
        raise LimitError(
            "LIMIT_PARTS",
            "These are more parts than one learner has.",
            found=str(count),
            expected=f"at most {MOST_PARTS}",
        )


def solved(program: Program, effort: Effort) -> Solution:
    """What the solvers find: our own first; HiGHS where it is asked for, or helps."""
    if effort.solver == "highs":
        return highs.solve(program, seconds=effort.seconds)
    found = search.solve(program, work=effort.work, stop=effort.stop)
    settled = found.proved and all(proved for _, _, proved in found.values[:-1])
    if settled or effort.solver == "own" or not highs.is_available():
        return found
    other = highs.solve(program, seconds=effort.seconds)
    return replace(other, work=found.work) if _is_better(other, found) else found


def _is_better(one: Solution, other: Solution) -> bool:
    """Whether a solution says more: a verdict, then a lower cost, then a proof."""
    if one.proved != other.proved:
        return one.proved
    values = [value for value, _, _ in one.values], [value for value, _, _ in other.values]
    if values[0] != values[1]:
        return bool(values[0]) and (not values[1] or values[0] < values[1])
    return sum(p for _, _, p in one.values) > sum(p for _, _, p in other.values)


def _assessed(
    entries: Sequence[Entry],
    recipe: Recipe,
    now: datetime,
    offered: frozenset[str],
    objectives: Sequence[str],
    explain: bool,
    effort: Effort,
) -> StackReport:
    problem = encoded(entries, recipe, now=now, offered=offered, objectives=objectives)
    solution = solved(problem.program, effort)
    in_force = _is_in_force(recipe, now)
    explainer = Explainer(
        entries, recipe, now, offered, problem, lambda program: solved(program, effort)
    )
    if solution.taken is not None:
        taken, missing = solution.taken, None
        if not in_force:
            missing = explainer.not_in_force()
    elif explain:
        taken, missing = explainer.missing(proved=solution.proved, in_force=in_force)
    else:
        taken, missing = frozenset(), None
    placed = placed_by(problem, entries, taken, offered)
    possessed = possessed_by(problem, entries, taken, offered)
    rules = tuple(evaluated(recipe, placed, now=now, possessed=possessed))
    if missing is not None:
        missing = replace(missing, relaxed=tuple(rule.rule for rule in rules if not rule.met))
    satisfied: bool | None = solution.taken is not None and in_force
    if solution.taken is None and not solution.proved and in_force:
        satisfied = None
    report = StackReport(
        rule_checks(rules, proved=satisfied is not None),
        subject=recipe.id,
        recipe=recipe,
        assessed_at=now,
        entries=tuple(entries),
        placed=placed,
        rules=rules,
        satisfied=satisfied,
        measures=_measures(problem, solution),
        unused=_unused(problem, entries, taken),
        offered=offered,
        taken=tuple(
            entries[place].part.id
            for place in sorted({problem.choices[c].entry for c in taken if c in problem.choices})
            if entries[place].part.id in offered
        ),
        missing=missing,
        work=solution.work,
    )
    if satisfied and explain:
        report = replace(
            report,
            fragility=explainer.fragility(taken),
            alternatives=tuple(
                placed_by(problem, entries, other, offered)
                for other in explainer.alternatives(taken)
            ),
        )
    return replace(report, checks=(_verdict(report), *report.checks))


def _verdict(report: StackReport) -> Check:
    """The verdict as a check: not proved is neither yes nor no."""
    problems = []
    if report.satisfied is None:
        problems.append(
            Problem(
                "STACK_NOT_PROVED",
                "The search ended before it could tell whether the recipe can be satisfied.",
                remedy="Allow more work, or install the extra `solver`.",
            )
        )
    elif not report.satisfied and all(rule.met for rule in report.rules):
        problems.append(Problem("STACK_RULE_UNMET", "No assignment meets every rule."))
    return Check.of("rules", problems, {"satisfied": report.satisfied})


def _is_in_force(recipe: Recipe, now: datetime) -> bool:
    begin, end = recipe.effective.from_, recipe.effective.until
    return (begin is None or begin <= now) and (end is None or now < end)


def placed_by(
    problem: Encoded, entries: Sequence[Entry], taken: frozenset[int], offered: frozenset[str]
) -> tuple[Placed, ...]:
    """What an assignment puts where, in the order of the groups, then of ids."""
    order = {name: place for place, name in enumerate(problem.groups)}
    found = []
    for name in taken:
        choice = problem.choices.get(name)
        if choice is None or not choice.group:
            continue
        entry = entries[choice.entry]
        spec = None if choice.substitution is None else next(iter(choice.specs))
        found.append(Placed(entry, choice.group, spec, choice.credits, entry.part.id in offered))
    return tuple(sorted(found, key=lambda p: (order[p.group], p.entry.part.id)))


def possessed_by(
    problem: Encoded, entries: Sequence[Entry], taken: frozenset[int], offered: frozenset[str]
) -> tuple[Placed, ...]:
    """What is held and can count, or is taken, wherever it stands."""
    bought = {problem.choices[name].entry for name in taken if name in problem.choices}
    return tuple(
        Placed(entry, "", None, entry.credits, entry.part.id in offered)
        for place, entry in enumerate(entries)
        if not entry.barred and (entry.part.id not in offered or place in bought)
    )


def _measures(problem: Encoded, solution: Solution) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            objective.name,
            said(Fraction(value, objective.scale)),
            said(Fraction(bound, objective.scale)),
            proved,
        )
        for objective, (value, bound, proved) in zip(
            problem.program.objectives, solution.values, strict=False
        )
    )


def _unused(
    problem: Encoded, entries: Sequence[Entry], taken: frozenset[int]
) -> dict[str, tuple[Reason, ...]]:
    used = {
        choice.entry
        for name in taken
        if (choice := problem.choices.get(name)) is not None and choice.group
    }
    found: dict[str, tuple[Reason, ...]] = {}
    for place, entry in enumerate(entries):
        if place in used:
            continue
        if entry.barred:
            found[entry.part.id] = entry.barred
        elif place in problem.unplaced:
            found[entry.part.id] = (problem.unplaced[place],)
        else:
            found[entry.part.id] = (Reason("not-needed"),)
    return found
