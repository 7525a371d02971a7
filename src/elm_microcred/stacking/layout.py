"""A program laid out for the search: what touches what, once for all objectives."""

from __future__ import annotations

from elm_microcred.stacking.program import Program, Row


class Layout:
    """Items, options and rows by their numbers. Option 0 of an item is none of its choices.

    Attributes:
        items: The choices of each item.
        at: Item and option of each choice.
        sizes: How many options each item has.
        bounds: The least sum of each row.
        weights: By item: coefficients by option, of each row that it touches.
        sparse: By item and option: pairs of row and coefficient.
        tops: By item: the largest coefficient in each row that it touches.
        members: By row: the items that it is about.
        spread: By row: how much one item can change it.
        norms: By row: its largest coefficient.
        slack: By row: the largest sum, less the bound.
        harm: By item and option: what it does to rows that some options help and others hurt, as
            they do with shares.
    """

    def __init__(self, program: Program) -> None:
        self.items = program.items
        self.at = {c: (i, n) for i, item in enumerate(self.items) for n, c in enumerate(item, 1)}
        self.sizes = [len(item) + 1 for item in self.items]
        self.bounds: list[int] = []
        self.weights: list[dict[int, list[int]]] = [{} for _ in self.items]
        self.sparse: list[list[list[tuple[int, int]]]] = [
            [[] for _ in range(s)] for s in self.sizes
        ]
        self.tops: list[dict[int, int]] = [{} for _ in self.items]
        self.members: list[list[int]] = []
        self.spread: list[int] = []
        self.norms: list[int] = []
        self.slack: list[int] = []
        self.harm = [[0.0] * size for size in self.sizes]
        for row in program.rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """One more row."""
        number, at, terms = len(self.bounds), self.at, row.terms
        norm = max(map(abs, terms.values()), default=1) or 1
        is_mixed = row.bound <= 0 and any(each > 0 for each in terms.values())
        touched: dict[int, list[int]] = {}
        for choice, each in terms.items():
            item, option = at[choice]
            weights = touched.get(item)
            if weights is None:
                weights = touched[item] = [0] * self.sizes[item]
            weights[option] = each
            self.sparse[item][option].append((number, each))
            if is_mixed:
                self.harm[item][option] -= each / norm
        spread = slack = 0
        for item, weights in touched.items():
            self.weights[item][number] = weights
            top = self.tops[item][number] = max(weights)
            slack += top
            spread = max(spread, top - min(weights))
        self.bounds.append(row.bound)
        self.members.append(list(touched))
        self.spread.append(spread)
        self.norms.append(norm)
        self.slack.append(slack - row.bound)

    def option(self, item: int, taken: frozenset[int]) -> int:
        """The option of an item that an assignment takes."""
        return next((n for n, choice in enumerate(self.items[item], 1) if choice in taken), 0)
