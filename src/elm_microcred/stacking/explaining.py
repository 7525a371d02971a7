"""What is missing, what would break it, and what else would do: asked of the same solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from elm_microcred.stacking.durations import plus
from elm_microcred.stacking.encoding import Encoded, encoded
from elm_microcred.stacking.parts import Entry
from elm_microcred.stacking.program import Objective, Program, Row, Solution
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.stacking.report import Fragility, Missing

Solve = Callable[[Program], Solution]
_STRUCTURE = ("inside", "exclusive.reduce")
_ALTERNATIVES = 2


@dataclass(frozen=True, slots=True)
class Explainer:
    """The questions, each a variation of the program that decided the recipe."""

    entries: Sequence[Entry]
    recipe: Recipe
    now: datetime
    offered: frozenset[str]
    problem: Encoded
    solve: Solve

    # What is missing

    def not_in_force(self) -> Missing:
        """A recipe that is not in force satisfies nothing."""
        return Missing(("effective",), minimal=True, relaxed=("effective",))

    def missing(self, *, proved: bool, in_force: bool) -> tuple[frozenset[int], Missing]:
        """The best there is where no assignment meets every rule, and why none does."""
        relaxed, sure = self._fewest_relaxed()
        taken = self._nearest(relaxed)
        conflict, minimal = self._conflict() if proved else ((), False)
        if not in_force:
            conflict, relaxed = (*conflict, "effective"), (*relaxed, "effective")
        blocked = self._blocked()
        return taken, Missing(conflict, minimal and proved and sure, relaxed, blocked)

    def _rules(self) -> list[str]:
        """Rules that may be relaxed, in the order of the recipe."""
        names = dict.fromkeys(row.rule for row in self.problem.program.rows)
        return [n for n in names if n not in _STRUCTURE and not n.endswith((".optional", ".when"))]

    def _fewest_relaxed(self) -> tuple[tuple[str, ...], bool]:
        """The fewest rules without which all others can be met."""
        program = self.problem.program
        number = 1 + max((choice for item in program.items for choice in item), default=0)
        switches = {rule: number + place for place, rule in enumerate(self._rules())}
        rows = []
        for row in program.rows:
            switch = switches.get(row.rule)
            worst = sum(each for each in row.terms.values() if each < 0)
            lift = max(0, row.bound - worst)
            rows.append(
                Row(row.rule, {**row.terms, switch: lift}, row.bound)
                if switch is not None and lift
                else row
            )
        items = (*program.items, *((switch,) for switch in switches.values()))
        fewest = Objective("relaxed", dict.fromkeys(switches.values(), 1))
        found = self.solve(Program(items, tuple(rows), (fewest, Objective("", {}))))
        if found.taken is None:
            return tuple(switches), False
        relaxed = tuple(rule for rule, switch in switches.items() if switch in found.taken)
        return relaxed, found.values[0][2]

    def _nearest(self, relaxed: Sequence[str]) -> frozenset[int]:
        """The assignment that meets all other rules, and comes nearest to these, in their order."""
        program = self.problem.program
        rows = [row for row in program.rows if row.rule not in relaxed]
        for rule in relaxed:
            for row in (each for each in program.rows if each.rule == rule):
                rows.append(self._tightest(program, rows, row))
        found = self.solve(Program(program.items, tuple(rows), program.objectives))
        return found.taken or frozenset()

    def _tightest(self, program: Program, rows: list[Row], row: Row) -> Row:
        """The row with the highest bound that can be met beside the others."""
        worst = sum(each for each in row.terms.values() if each < 0)
        low, high = min(worst, row.bound), row.bound
        while low < high:
            middle = (low + high + 1) // 2
            trial = replace(row, bound=middle)
            found = self.solve(Program(program.items, (*rows, trial), ()))
            if found.taken is None:
                high = middle - 1
            else:
                low = max(middle, min(row.bound, _made(row, found.taken)))
        return replace(row, bound=low)

    def _conflict(self) -> tuple[tuple[str, ...], bool]:
        """Rules that cannot all be met, each of them needed for that."""
        program, kept, minimal = self.problem.program, self._rules(), True
        for rule in list(kept):
            others = [name for name in kept if name != rule]
            dropped = [name for name in self._rules() if name not in others]
            found = self.solve(_only(program, dropped))
            if found.taken is None and found.proved:
                kept = others
            minimal &= found.proved
        return tuple(kept), minimal

    def _blocked(self) -> tuple[str, ...]:
        """The fewest parts that cannot count now and would satisfy the recipe if they could."""
        barred = frozenset(e.part.id for e in self.entries if e.barred and not e.part.defect)
        if not barred:
            return ()
        entries = [
            replace(entry, barred=()) if entry.part.id in barred else entry
            for entry in self.entries
        ]
        problem = encoded(
            entries,
            self.recipe,
            now=self.now,
            offered=self.offered | barred,
            objectives=("parts",),
        )
        found = self.solve(problem.program)
        used = {problem.choices[c].entry for c in found.taken or () if c in problem.choices}
        return tuple(
            entries[place].part.id for place in sorted(used) if entries[place].part.id in barred
        )

    # What would break it

    def fragility(self, taken: frozenset[int]) -> Fragility:
        """Parts that cannot be missed, and until when enough of them hold."""
        proved = True
        needed = []
        for place in sorted(self._places(taken)):
            found = self._without({place}, taken)
            proved &= found.proved
            if found.taken is None and found.proved:
                needed.append(self.entries[place].part.id)
        until, sure = self._holds_until(taken)
        return Fragility(tuple(needed), until, proved and sure)

    def _places(self, taken: Iterable[int]) -> set[int]:
        choices = self.problem.choices
        return {choices[name].entry for name in taken if name in choices}

    def _without(self, places: set[int], taken: frozenset[int]) -> Solution:
        """Whether the recipe is satisfied without some parts."""
        choices = self.problem.choices
        gone = frozenset(n for n, choice in choices.items() if choice.entry in places)
        program = self.problem.program
        rest = taken - gone
        if program.allows(rest):
            return Solution(rest, proved=True)
        ban = Row("", dict.fromkeys(gone, -1), 0)
        return self.solve(Program(program.items, (*program.rows, ban), ()))

    def _holds_until(self, taken: frozenset[int]) -> tuple[datetime | None, bool]:
        """The first moment at which too few parts hold, and whether that is proved."""
        ends = {place: end for place, entry in enumerate(self.entries) if (end := self._end(entry))}
        moments = sorted(set(ends.values()))
        low, high, proved = 0, len(moments), True
        while low < high:
            middle = (low + high) // 2
            gone = {place for place, end in ends.items() if end <= moments[middle]}
            found = self._without(gone, taken)
            proved &= found.proved
            if found.taken is None:
                high = middle
            else:
                low = middle + 1
        return (moments[low] if low < len(moments) else None), proved

    def _end(self, entry: Entry) -> datetime | None:
        """When a part counts no more, if nothing else happens."""
        part, each = entry.part, self.recipe.each
        if entry.barred or part.id in self.offered:
            return None
        ends = []
        if each.not_expired and part.valid_until is not None:
            ends.append(part.valid_until)
        if each.awarded_within is not None and part.awarded_at is not None:
            ends.append(plus(part.awarded_at, each.awarded_within))
        return min(ends, default=None)

    # What else would do

    def alternatives(self, taken: frozenset[int]) -> Iterator[frozenset[int]]:
        """Further assignments, each of other parts than those before it."""
        program, choices = self.problem.program, self.problem.choices
        rows = list(program.rows)
        first = program.objectives[:1]
        for _ in range(_ALTERNATIVES):
            places = self._places(taken)
            own = {n: -1 for n, c in choices.items() if c.entry in places}
            others = {n: 1 for n, c in choices.items() if c.entry not in places}
            rows.append(Row("", own | others, 1 - len(places)))
            found = self.solve(Program(program.items, tuple(rows), (*first, Objective("", {}))))
            if found.taken is None:
                return
            taken = found.taken
            yield taken


def _made(row: Row, taken: frozenset[int]) -> int:
    return sum(each for choice, each in row.terms.items() if choice in taken)


def _only(program: Program, dropped: Iterable[str]) -> Program:
    return replace(program.without(dropped), objectives=())
