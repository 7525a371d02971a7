"""A small integer program: items that each take one choice or none, and rows of whole numbers.

It knows nothing of recipes: `encoding` writes it, `search` and `highs` solve it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of coefficients of the choices taken is at least `bound`.

    Attributes:
        rule: The rule of the recipe that it comes from.
        terms: Coefficient by choice; none is zero.
        bound: The least sum.
    """

    rule: str
    terms: Mapping[int, int]
    bound: int


@dataclass(frozen=True, slots=True)
class Objective:
    """What is to be small: the sum of the costs of the choices taken, none of them negative.

    Attributes:
        name: What it measures.
        costs: Cost by choice, in units of `1 / scale`.
        scale: How many such units make one.
    """

    name: str
    costs: Mapping[int, int]
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Program:
    """Items, each with its choices; rows; and objectives, the first one first.

    Attributes:
        items: The choices of each item; every choice belongs to one item.
        rows: What has to hold.
        objectives: What is to be small, in lexicographic order.
    """

    items: tuple[tuple[int, ...], ...]
    rows: tuple[Row, ...]
    objectives: tuple[Objective, ...]

    def without(self, rules: Iterable[str]) -> Program:
        """The same, with the rows of some rules left out."""
        dropped = frozenset(rules)
        kept = tuple(row for row in self.rows if row.rule not in dropped)
        return Program(self.items, kept, self.objectives)

    def allows(self, taken: frozenset[int]) -> bool:
        """Whether these choices meet every row, exactly."""
        return all(
            sum(coefficient for choice, coefficient in row.terms.items() if choice in taken)
            >= row.bound
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver found.

    Attributes:
        taken: The choices of the best assignment found; `None` if none was found.
        proved: Whether the verdict is: that there is one, or that there is none.
        values: For each objective its value, the bound below which nothing lies, and whether
            they meet.
        work: How many steps it took.
    """

    taken: frozenset[int] | None
    proved: bool
    values: tuple[tuple[int, int, bool], ...] = ()
    work: int = 0


def row(rule: str, terms: Mapping[int, int], bound: int) -> Row:
    """The row, as small as it can be written: its sum is a multiple of what all have in common."""
    kept = {choice: each for choice, each in terms.items() if each}
    common = gcd(*kept.values()) if kept else 1
    if common > 1:
        kept = {choice: each // common for choice, each in kept.items()}
        bound = -(-bound // common)
    return Row(rule, kept, bound)


def objective(name: str, costs: Mapping[int, Fraction]) -> Objective:
    """The objective in whole numbers."""
    scale = lcm(1, *(each.denominator for each in costs.values()))
    return Objective(name, {c: int(each * scale) for c, each in costs.items() if each}, scale)


def item_of(items: Sequence[Sequence[int]]) -> dict[int, int]:
    """The item of each choice."""
    return {choice: place for place, choices in enumerate(items) for choice in choices}
