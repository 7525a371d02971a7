"""The exact search: branch and bound over choices, in whole numbers throughout.

It takes a row that is not met yet and tries the choices that help. A subtree is left when a row
can no longer be met, or when a bound says that nothing in it is better than what was found. The
bound is that of Lagrange: whatever the multipliers of the rows are, it holds. Good multipliers
are looked for in floating point, but what is pruned by is computed in integers: what is called
proved is proved.

Nothing here looks at a clock: `work` counts nodes (those of large programs more than once), and
`stop` is asked now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import gcd

from elm_microcred.stacking.layout import Layout
from elm_microcred.stacking.program import Objective, Program, Row, Solution

Stop = Callable[[], bool]

_SCALE = 1 << 20
"""Multipliers are whole numbers of this fraction."""
_ROOT_ROUNDS = 150
_NODE_ROUNDS = 3
_DIVE = 400
_PROBES = 4
_NEAR = 4
"""So many steps above the bound an assignment is near enough to look for one at the bound."""
_TURNS = 4
"""Ways in which what is equally good is put in order, before one of them is followed for long."""
_TURN = 100
_USUAL = 400
"""A node of a program of so many choices is one step of work; of a larger one, more."""
_TRIES = 3_000
"""Exchanges that are tried to better an assignment, at most."""
_FEW = 48
"""With more choices than this the last objective is bettered, but not searched for."""


def never() -> bool:
    """Not to be stopped."""
    return False


def solve(program: Program, *, work: int, stop: Stop = never) -> Solution:
    """The best assignment, and what is proved of it.

    Args:
        program: What is to be solved.
        work: Most nodes, over all objectives.
        stop: Asked now and then; once it says yes, the best found so far is given.
    """
    layout = Layout(program)
    objectives = program.objectives or (Objective("", {}),)
    best: frozenset[int] | None = None
    values: list[tuple[int, int, bool]] = []
    spent, settled = 0, True
    many = sum(map(len, program.items)) > _FEW
    for place, objective in enumerate(objectives):
        refined = 0 < place == len(objectives) - 1 and many
        search = _Search(layout, objective, 0 if refined else max(work - spent, 0), stop)
        search.run(best)
        spent += search.nodes
        if search.best is None:
            return Solution(None, search.is_complete, (), spent)
        best = search.taken
        settled &= search.is_complete
        values.append((search.best_cost, search.bound, settled))
        layout.add(_no_worse(objective, search.best_cost))
    return Solution(best, True, tuple(values[: len(program.objectives)]), spent)


def _no_worse(objective: Objective, value: int) -> Row:
    return Row("", {choice: -each for choice, each in objective.costs.items()}, -value)


class _Stopped(Exception):  # noqa: N818 - not an error
    """The search was ended before it was complete."""


class _Search:
    """One minimisation. The options of an item are numbered: 0 is none, then its choices."""

    def __init__(self, layout: Layout, objective: Objective, work: int, stop: Stop) -> None:
        self.layout = layout
        self.items = layout.items
        self.work, self.stop, self.nodes = work, stop, 0
        self.visits = 0
        self.weight = 1 + len(layout.at) // _USUAL
        self.bounds, self.norms = layout.bounds, layout.norms
        self.weights, self.sparse, self.harm = layout.weights, layout.sparse, layout.harm
        self.members, self.spread = layout.members, layout.spread
        self.costs = [[0] * size for size in layout.sizes]
        for choice, each in objective.costs.items():
            item, option = layout.at[choice]
            self.costs[item][option] = each
        self.domains = [tuple(range(size)) for size in layout.sizes]
        self.most = [dict(tops) for tops in layout.tops]
        self.slack = list(layout.slack)
        self.made = [-bound for bound in self.bounds]
        self.turn = 0
        self.step = gcd(*(each for costs in self.costs for each in costs)) or 1
        self.trail: list[tuple[int, tuple[int, ...], dict[int, int]]] = []
        self.best: list[int] | None = None
        self.cut = 1 + sum(max(costs) for costs in self.costs)
        """Only what costs less is looked for."""
        self.is_complete = False
        self.bound = 0
        self.multipliers = [0.0] * len(self.bounds)
        self.reduced: list[list[int]] = []
        self.constant = 0

    @property
    def taken(self) -> frozenset[int]:
        """The choices of the best assignment."""
        options = self.best or [0] * len(self.items)
        return frozenset(
            item[option - 1] for item, option in zip(self.items, options, strict=True) if option
        )

    def run(self, start: frozenset[int] | None) -> None:
        """Search from an assignment that is known, where there is one."""
        if start is not None:
            self._accept([self.layout.option(item, start) for item in range(len(self.items))])
        if min(self.slack, default=0) < 0 or not self._propagate(range(len(self.bounds))):
            self.is_complete = self.best is None
            return
        self._price([0.0] * len(self.bounds))
        self._ascend()
        self.bound = self._least(self._lower())
        if self.best is None and not self._dive():
            return
        if not self._is_at_bound() and self.work:
            self._lagrange(_ROOT_ROUNDS)
            self.bound = max(self.bound, self._least(self._lower()))
            if self.best is None and self.bound >= self.cut:
                self.is_complete = True  # not even the relaxation has an assignment
                return
            self._probe()
        if not self._is_at_bound() and self.work:
            self.is_complete = self._branch(self.work)
        self.is_complete |= self._is_at_bound()
        if self.is_complete and self.best is not None:
            self.bound = self.best_cost

    @property
    def best_cost(self) -> int:
        """What the best assignment costs."""
        return self._cost(self.best or [0] * len(self.items))

    def _is_at_bound(self) -> bool:
        return self.best is not None and self.best_cost <= self.bound

    def _probe(self) -> None:
        """Look for an assignment at the bound itself; where there is none, the bound rises.

        So narrow a search is cut so often that it is short, one way or the other.
        """
        for _ in range(_PROBES):
            if self._is_at_bound() or self.cut - self.bound > _NEAR * self.step:
                return
            kept, self.cut = self.cut, min(self.cut, self.bound + self.step)
            is_complete, found = False, False
            for self.turn in range(_TURNS):
                share = _TURN if self.turn + 1 < _TURNS else self.work // (2 * _PROBES)
                is_complete = self._branch(min(self.work, self.nodes + share))
                found = self.best is not None and self.best_cost < kept
                if is_complete or found:
                    break
            self.turn = 0
            self.cut = self.best_cost if found else kept
            if not is_complete:
                return
            if not found:
                self.bound += self.step

    def _dive(self) -> bool:
        """A first assignment, good or not; whether the search should go on."""
        mark = len(self.trail)
        try:
            self._descend(min(self.work or _DIVE, self.nodes + _DIVE), first=True)
        except _Stopped:
            self._undo(mark)
            return True
        self.is_complete = self.best is None
        return self.best is not None

    def _branch(self, most: int) -> bool:
        """Search all that is below the cut, with so many nodes at most; whether that was all."""
        mark = len(self.trail)
        try:
            self._descend(most, first=False)
        except _Stopped:
            self._undo(mark)
            return False
        return True

    def _descend(self, most: int, *, first: bool) -> None:
        """Depth first through the tree; only to its first leaf, if that is all that is asked.

        Raises:
            _Stopped: After so many nodes in all, or if the search is to be stopped.
        """
        waiting: list[tuple[int, int, tuple[int, ...]]] = []
        base = len(self.trail)
        alive = True
        while True:
            decision = self._decide(most) if alive else None
            if (first and self.best is not None) or self._is_at_bound():
                break
            if decision is not None:
                item, option = decision
                rest = tuple(o for o in self.domains[item] if o != option)
                waiting.append((len(self.trail), item, rest))
                alive = self._restrict(item, (option,)) and self._propagate(self.weights[item])
                continue
            if not waiting:
                break
            mark, item, rest = waiting.pop()
            self._undo(mark)
            alive = self._restrict(item, rest) and self._propagate(self.weights[item])
        self._undo(base)

    def _decide(self, most: int) -> tuple[int, int] | None:
        """What to try next; nothing where the node is done with."""
        self.nodes += self.weight
        self.visits += 1
        if self.nodes > most or (self.visits % 32 == 0 and self.stop()):
            raise _Stopped
        if self.best is not None:
            if self._least(self._lower()) >= self.cut:
                return None
            if self.visits % 2 and self._least(self._lagrange(_NODE_ROUNDS)) >= self.cut:
                return None
            if not self._fix_by_cost():
                return None
        open_rows = [n for n, made in enumerate(self.made) if made < 0]
        forced = [i for i, d in enumerate(self.domains) if len(d) > 1 and d[0] != 0]
        if not open_rows and not forced:
            self._accept([domain[0] for domain in self.domains])
            return None
        if not open_rows:
            item = forced[0]
            return item, min(self.domains[item], key=lambda o: self.reduced[item][o])
        number = min(open_rows, key=self._tightness)
        return self._best_in(number)

    def _tightness(self, number: int) -> tuple[float, int]:
        need = -self.made[number]
        return self.slack[number] / need, number

    def _best_in(self, number: int) -> tuple[int, int]:
        """The option that brings a row most for its price."""
        need = -self.made[number]
        found: tuple[tuple[float, bool, float, int, int], int, int] | None = None
        for item in self.members[number]:
            domain = self.domains[item]
            if len(domain) == 1:
                continue
            weights, reduced = self.weights[item][number], self.reduced[item]
            for option in domain:
                gain = weights[option] - weights[domain[0]]
                if gain <= 0:
                    continue
                price = reduced[option] - reduced[domain[0]]
                harm = self.harm[item][option] - self.harm[item][domain[0]]
                harm += (item * 7919 + option * 104_729) * self.turn % 1009 / 1009
                key = (price / min(gain, need), gain > need, harm, item, option)
                if found is None or key < found[0]:
                    found = (key, item, option)
        if found is None:  # a row that can be met has an option that helps
            raise AssertionError
        return found[1], found[2]

    # Domains

    def _restrict(self, item: int, domain: tuple[int, ...]) -> bool:
        """Leave an item only some options; whether every row can still be met."""
        if not domain:
            return False
        old, most, made, slack = self.domains[item], self.most[item], self.made, self.slack
        self.trail.append((item, old, most.copy()))
        self.domains[item] = domain
        alive = True
        was, default = old[0], domain[0]
        for number, weights in self.weights[item].items():
            top = max([weights[o] for o in domain])
            if top != most[number]:
                slack[number] += top - most[number]
                most[number] = top
                alive &= slack[number] >= 0
            if was != default:
                made[number] += weights[default] - weights[was]
        return alive

    def _undo(self, mark: int) -> None:
        while len(self.trail) > mark:
            item, old, most = self.trail.pop()
            was, default = self.domains[item][0], old[0]
            for number, weights in self.weights[item].items():
                self.slack[number] += most[number] - self.most[item][number]
                if was != default:
                    self.made[number] += weights[default] - weights[was]
            self.domains[item], self.most[item] = old, most

    def _propagate(self, numbers: Iterable[int]) -> bool:
        """Drop every option that would break a row; whether all can still be met."""
        waiting = list(numbers)
        queued = set(waiting)
        while waiting:
            number = waiting.pop()
            queued.discard(number)
            slack = self.slack[number]
            if slack >= self.spread[number]:
                continue
            if slack < 0:
                return False
            for item in self.members[number]:
                domain = self.domains[item]
                if len(domain) == 1:
                    continue
                weights = self.weights[item][number]
                least = self.most[item][number] - slack
                kept = tuple([o for o in domain if weights[o] >= least])
                if len(kept) < len(domain):
                    if not self._restrict(item, kept):
                        return False
                    for other in self.weights[item]:
                        if other not in queued:
                            queued.add(other)
                            waiting.append(other)
        return True

    def _fix_by_cost(self) -> bool:
        """Drop every option that costs too much; whether the node is still open."""
        room = (self.cut - self.step) * _SCALE - self._lower()
        changed: set[int] = set()
        for item, domain in enumerate(self.domains):
            if len(domain) == 1:
                continue
            reduced = self.reduced[item]
            least = min([reduced[o] for o in domain])
            kept = tuple([o for o in domain if reduced[o] - least <= room])
            if len(kept) < len(domain):
                if not self._restrict(item, kept):
                    return False
                changed.update(self.weights[item])
        return self._propagate(changed)

    # Bounds

    def _least(self, lower: int) -> int:
        """The least cost above a bound: whole, and a multiple of what all costs share."""
        return max(0, -(-lower // (_SCALE * self.step)) * self.step)

    def _lower(self) -> int:
        """The bound that the multipliers give for the domains, times the scale."""
        total = self.constant
        for domain, reduced in zip(self.domains, self.reduced, strict=True):
            total += reduced[domain[0]] if len(domain) == 1 else min([reduced[o] for o in domain])
        return total

    def _price(self, multipliers: list[float]) -> None:
        """Take multipliers: from here on they are whole numbers, and so are reduced costs."""
        self.multipliers = multipliers
        whole = [int(each * _SCALE) if each > 0 else 0 for each in multipliers]
        self.constant = sum(w * b for w, b in zip(whole, self.bounds, strict=True) if w)
        self.reduced = [
            [
                cost * _SCALE - sum([whole[n] * each for n, each in sparse])
                for cost, sparse in zip(costs, options, strict=True)
            ]
            for costs, options in zip(self.costs, self.sparse, strict=True)
        ]

    def _ascend(self) -> None:
        """Multipliers by dual ascent, row after row, in two orders; the better ones are kept."""
        best = self._lower()
        for order in (range(len(self.bounds)), range(len(self.bounds) - 1, -1, -1)):
            previous = self.multipliers
            self._price(self._ascended(order))
            lower = self._lower()
            if lower > best:
                best = lower
            else:
                self._price(previous)

    def _ascended(self, order: Iterable[int]) -> list[float]:
        left = [[float(cost) for cost in costs] for costs in self.costs]
        multipliers = [0.0] * len(self.bounds)
        for number in order:
            if self.bounds[number] <= 0:
                continue
            helping = [
                (item, option, weight)
                for item in self.members[number]
                for option, weight in enumerate(self.weights[item][number])
                if weight > 0 and option in self.domains[item]
            ]
            ratio = min((left[i][o] / w for i, o, w in helping), default=0.0)
            if ratio > 0:
                multipliers[number] = ratio
                for item, option, weight in helping:
                    left[item][option] -= ratio * weight
        return multipliers

    def _lagrange(self, rounds: int) -> int:
        """Better multipliers for these domains, by the subgradient method; the bound they give."""
        multipliers = list(self.multipliers)
        best, kept = float(self._lower()) / _SCALE, None
        target = float(self.cut) if self.best is not None else best * 1.2 + 1
        factor = 1.0 if rounds > _NODE_ROUNDS else 0.5
        stale = 0
        for _ in range(rounds):
            value, gradient = self._relaxed(multipliers)
            if value > best + 1e-9:
                best, kept, stale = value, list(multipliers), 0
            else:
                stale += 1
                if stale >= 8:
                    factor, stale = factor * 0.6, 0
            norms = self.norms
            direction = [g / n for g, n in zip(gradient, norms, strict=True)]
            length = sum(
                d * d for d, m in zip(direction, multipliers, strict=True) if d > 0 or m > 0
            )
            if length < 1e-12:
                break
            step = factor * max(target - value, 0.01) / length
            multipliers = [
                max(0.0, m + step * d / n)
                for m, d, n in zip(multipliers, direction, norms, strict=True)
            ]
        if kept is not None:
            previous, before = self.multipliers, self._lower()
            self._price(kept)
            if self._lower() < before:
                self._price(previous)
        return self._lower()

    def _relaxed(self, multipliers: list[float]) -> tuple[float, list[float]]:
        """The value of the relaxation, and what each row lacks in it."""
        gradient = [float(bound) for bound in self.bounds]
        value = sum(m * b for m, b in zip(multipliers, gradient, strict=True) if m)
        for domain, costs, options in zip(self.domains, self.costs, self.sparse, strict=True):
            least, chosen = 0.0, -1
            for option in domain:
                each = float(costs[option])
                for number, weight in options[option]:
                    each -= multipliers[number] * weight
                if chosen < 0 or each < least:
                    least, chosen = each, option
            value += least
            for number, weight in options[chosen]:
                gradient[number] -= weight
        return value, gradient

    # Assignments

    def _accept(self, options: list[int]) -> None:
        """An assignment that meets every row, bettered by exchanges, if it is the best so far."""
        if self._cost(options) < self.cut:
            self._better(options)
            self.best, self.cut = options, self._cost(options)

    def _cost(self, options: list[int]) -> int:
        return sum(costs[option] for costs, option in zip(self.costs, options, strict=True))

    def _better(self, options: list[int]) -> None:
        """Leave out what is not needed, and exchange what costs for what costs less."""
        made = [-bound for bound in self.bounds]
        for item, option in enumerate(options):
            for number, weight in self.sparse[item][option]:
                made[number] += weight
        tries, cost = _TRIES if self.work else _TRIES // 6, self._cost(options)
        while tries > 0 and cost > self.bound:
            costly = [i for i, o in enumerate(options) if self.costs[i][o] > self.costs[i][0]]
            costly.sort(key=lambda i: -self.costs[i][options[i]])
            for item in costly:
                tries -= len(options) // 8 + 1
                if tries <= 0 or self._drop(options, made, item):
                    break
            else:
                return
            cost = self._cost(options)

    def _drop(self, options: list[int], made: list[int], item: int) -> bool:
        """Leave out one part, alone or for another that costs less; whether that was possible."""
        given = self.sparse[item][options[item]]
        lacking = [(n, weight - made[n]) for n, weight in given if weight > made[n]]
        if not lacking:
            return self._move(options, made, [(item, 0)])
        saved = self.costs[item][options[item]]
        number, need = lacking[0]
        for other in self.members[number]:
            if options[other]:
                continue
            weights = self.weights[other][number]
            for option in range(1, len(weights)):
                cheaper = self.costs[other][option] < saved and weights[option] >= need
                if cheaper and self._move(options, made, [(item, 0), (other, option)]):
                    return True
        return False

    def _move(self, options: list[int], made: list[int], moves: list[tuple[int, int]]) -> bool:
        """Make some changes at once if every row is met after them."""
        change: dict[int, int] = {}
        for item, option in moves:
            for number, weight in self.sparse[item][options[item]]:
                change[number] = change.get(number, 0) - weight
            for number, weight in self.sparse[item][option]:
                change[number] = change.get(number, 0) + weight
        if any(made[number] + each < 0 for number, each in change.items()):
            return False
        for number, each in change.items():
            made[number] += each
        for item, option in moves:
            options[item] = option
        return True
