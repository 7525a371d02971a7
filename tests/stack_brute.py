"""Brute force: every assignment of small instances, judged straight from the recipe.

Nothing of the solver, the encoding, or the report is used. Credits are whole numbers of twelfths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from elm_microcred.stacking.parts import Entry
from elm_microcred.stacking.predicates import holds
from elm_microcred.stacking.recipe import Recipe

LATE = datetime.max.replace(tzinfo=UTC)
UNIT = 12


class Seat(NamedTuple):
    place: int
    group: int
    credits: int
    matching: tuple[Any, ...]


def _units(value: Decimal | None) -> int:
    return int((value or Decimal(0)) * UNIT)


class Brute:
    """One instance; parts of small instances have exact credits or unknown ones."""

    def __init__(
        self, recipe: Recipe, entries: Sequence[Entry], offered: frozenset[str], now: datetime
    ) -> None:
        self.recipe, self.entries, self.now = recipe, entries, now
        self.offered = [entry.part.id in offered for entry in entries]
        self.days = [
            LATE if out else entry.part.awarded_at or LATE
            for entry, out in zip(entries, self.offered, strict=True)
        ]
        self.ahead = sorted(range(len(entries)), key=lambda p: (self.days[p], entries[p].part.id))
        self.places = [list(self._seats(place)) for place in range(len(entries))]
        needed = {spec for rule in recipe.order for spec in rule.after}
        self.only_taken = [
            out and not entry.barred and bool(needed & entry.specs)
            for entry, out in zip(entries, self.offered, strict=True)
        ]

    def _seats(self, place: int) -> Iterator[Seat]:
        entry, recipe = self.entries[place], self.recipe
        if entry.barred:
            return
        unknown = entry.credits is None
        for number, group in enumerate(recipe.groups):
            if holds(group.match, entry) is not True:
                continue
            if group.forbid is not None and holds(group.forbid, entry) is not False:
                continue
            hard_cap = group.max_credits is not None and not group.cap
            if unknown and (hard_cap or recipe.shares or recipe.totals.max_credits is not None):
                continue
            worth = 0 if entry.credits is None else _units(entry.credits.low)
            matching = tuple(holds(share.match, entry) for share in recipe.shares)
            yield Seat(place, number, worth, matching)

    def best(self, objectives: Sequence[str]) -> tuple[int, ...] | None:
        """The least costs of all assignments that satisfy the recipe; `None` if none does."""
        found: tuple[int, ...] | None = None
        for seats, taken in self._assignments(0, [], []):
            if self._satisfies(seats, taken):
                cost = self._cost(seats, taken, objectives)
                if found is None or cost < found:
                    found = cost
        return found

    def _assignments(
        self, place: int, seats: list[Seat], taken: list[int]
    ) -> Iterator[tuple[list[Seat], list[int]]]:
        if place == len(self.entries):
            yield seats, taken
            return
        yield from self._assignments(place + 1, seats, taken)
        if self.only_taken[place]:
            yield from self._assignments(place + 1, seats, [*taken, place])
        for seat in self.places[place]:
            more = [*taken, place] if self.offered[place] else taken
            yield from self._assignments(place + 1, [*seats, seat], more)

    def _cost(
        self, seats: list[Seat], taken: list[int], objectives: Sequence[str]
    ) -> tuple[int, ...]:
        measured = []
        for name in objectives:
            if name == "cost":
                measured.append(int(sum(self.entries[p].part.cost or 0 for p in taken)))
            elif name == "parts":
                measured.append(len(taken))
            else:
                raise AssertionError(name)
        used = sum(seat.credits for seat in seats)
        age = sum((self.now - self.days[s.place]).days for s in seats if not self.offered[s.place])
        return (*measured, used, age)

    def _satisfies(self, seats: list[Seat], taken: list[int]) -> bool:
        recipe = self.recipe
        counts = {seat.place: seat.credits for seat in seats}
        if recipe.exclusive.outcomes == "either" and self._overlap(seats):
            return False
        if recipe.exclusive.outcomes == "reduce":
            seen: set[str] = set()
            for place in self.ahead:
                outcomes = self.entries[place].part.outcomes
                if place in counts and outcomes:
                    counts[place] = counts[place] * len(outcomes - seen) // len(outcomes)
                    seen |= outcomes
        in_groups: list[list[Seat]] = [[] for _ in recipe.groups]
        for seat in seats:
            in_groups[seat.group].append(seat)
        total = 0
        for group, inside in zip(recipe.groups, in_groups, strict=True):
            made = sum(counts[seat.place] for seat in inside)
            total += min(made, _units(group.max_credits)) if group.cap else made
            if group.max_count is not None and len(inside) > group.max_count:
                return False
            if group.max_credits is not None and not group.cap and made > _units(group.max_credits):
                return False
            if group.optional and not inside:
                continue
            if len(inside) < (group.min_count or 0) or made < _units(group.min_credits):
                return False
        if total < _units(recipe.totals.min_credits):
            return False
        return self._shares(seats, counts) and self._dates(in_groups) and self._order(seats, taken)

    def _overlap(self, seats: list[Seat]) -> bool:
        outcomes = [o for seat in seats for o in self.entries[seat.place].part.outcomes]
        return len(outcomes) != len(set(outcomes))

    def _shares(self, seats: list[Seat], counts: dict[int, int]) -> bool:
        total = sum(counts.values())
        for number, share in enumerate(self.recipe.shares):
            when = share.when.total_credits if share.when else None
            if when is not None and when.gt is not None and total <= _units(when.gt):
                continue
            sure = sum(counts[s.place] for s in seats if s.matching[number] is True)
            likely = sum(counts[s.place] for s in seats if s.matching[number] is not False)
            if share.min is not None and sure * 100 < int(share.min * 100) * total:
                return False
            if share.max is not None and likely * 100 > int(share.max * 100) * total:
                return False
        return True

    def _dates(self, in_groups: list[list[Seat]]) -> bool:
        names = [group.id for group in self.recipe.groups]
        for group, inside in zip(self.recipe.groups, in_groups, strict=True):
            for name in group.after:
                for first in in_groups[names.index(name)]:
                    if any(self.days[first.place] > self.days[seat.place] for seat in inside):
                        return False
        return True

    def _order(self, seats: list[Seat], taken: list[int]) -> bool:
        for rule in self.recipe.order:
            for seat in seats:
                if rule.spec not in self.entries[seat.place].specs:
                    continue
                for spec in rule.after:
                    if not any(
                        spec in entry.specs
                        and not entry.barred
                        and place != seat.place
                        and (not self.offered[place] or place in taken)
                        and (rule.by == "possession" or self.days[place] <= self.days[seat.place])
                        for place, entry in enumerate(self.entries)
                    ):
                        return False
        return True
