"""A recipe and its entries as an integer program.

Each part that may be used is an item; each place where it may stand is a choice. The meaning of
every row is that of `docs/stacking/recipes.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations
from math import lcm

from elm_microcred.stacking.parts import Entry, Interval, Reason
from elm_microcred.stacking.predicates import holds
from elm_microcred.stacking.program import Objective, Program, Row, objective, row
from elm_microcred.stacking.recipe import Group, Recipe, Share

Terms = dict[int, int]
_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """One place where a part may stand.

    Attributes:
        entry: Place of the part among the entries.
        group: Id of the group; empty for a part that is taken and stands nowhere.
        specs: What it counts as there.
        credits: What it counts there; `None` is unknown.
        substitution: The place of the recognition decision that puts it there, if one does.
    """

    entry: int
    group: str
    specs: frozenset[str]
    credits: Interval | None
    substitution: int | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """A program, and what its choices mean.

    Attributes:
        program: The program.
        choices: Meaning of each choice; auxiliary ones have none.
        unplaced: Why parts that are not barred can stand nowhere, by place.
        groups: Ids of the groups, in their order.
    """

    program: Program
    choices: Mapping[int, Choice]
    unplaced: Mapping[int, Reason]
    groups: tuple[str, ...]


def encoded(
    entries: Sequence[Entry],
    recipe: Recipe,
    *,
    now: datetime,
    offered: frozenset[str] = frozenset(),
    objectives: Sequence[str] = (),
) -> Encoded:
    """The program that decides a recipe.

    Args:
        entries: The parts, in the recipe's terms.
        recipe: The recipe.
        now: The time of the assessment.
        offered: Ids of those that are not held, but can be had.
        objectives: What is to be small first, of what is not held: `cost`, `parts`, `credits`,
            `hours`.
    """
    writer = _Writer(entries, recipe, now, offered)
    writer.place()
    writer.write()
    return writer.encoded(objectives)


@dataclass(slots=True)
class _Writer:
    entries: Sequence[Entry]
    recipe: Recipe
    now: datetime
    offered: frozenset[str]
    choices: dict[int, Choice] = field(default_factory=dict)
    items: list[tuple[int, ...]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unplaced: dict[int, Reason] = field(default_factory=dict)
    used: dict[int, list[int]] = field(default_factory=dict)
    by_group: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    losses: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    scale: int = 1
    next: int = 0

    # Choices

    def place(self) -> None:
        """Every place where each part may stand."""
        held = {e.part.id for e in self.entries if not e.barred and not self._is_offered(e)}
        decided = [
            place
            for place, each in enumerate(self.recipe.substitute)
            if each.decision is None or each.decision in held
        ]
        needed = set(chain.from_iterable(each.after for each in self.recipe.order))
        for place, entry in enumerate(self.entries):
            if entry.barred:
                continue
            found = list(self._places(place, entry, decided))
            if not found:
                self.unplaced[place] = Reason("matches-no-group")
            fit = [choice for choice in found if self._is_countable(choice, entry)]
            if found and not fit:
                dated = entry.part.awarded_at is not None or self._is_offered(entry)
                word = "credits-unknown" if dated else "award-date-unknown"
                self.unplaced[place] = Reason(word)
            if self._is_offered(entry) and not needed.isdisjoint(entry.specs):
                fit.append(Choice(place, "", entry.specs, None))
            names = self._new(len(fit))
            self.choices.update(zip(names, fit, strict=True))
            for name, choice in zip(names, fit, strict=True):
                if choice.group:
                    self.used.setdefault(place, []).append(name)
                    self.by_group[choice.group].append(name)

    def _places(self, place: int, entry: Entry, decided: list[int]) -> Iterator[Choice]:
        for group in self.recipe.groups:
            native = _may_stand(group, entry, None)
            if native:
                yield Choice(place, group.id, entry.specs, entry.credits)
            for number in decided:
                decision = self.recipe.substitute[number]
                if decision.spec in entry.specs or not holds(decision.by, entry):
                    continue
                listed = group.all_ and decision.spec in (group.match.spec or ())
                if (listed or not native) and _may_stand(group, entry, decision.spec):
                    credits_ = _capped(entry.credits, decision.credit_cap)
                    yield Choice(place, group.id, frozenset([decision.spec]), credits_, number)

    def _is_countable(self, choice: Choice, entry: Entry) -> bool:
        """Whether nothing that is unknown keeps the part from standing there."""
        group = self._group(choice.group)
        if choice.credits is None:
            bounded = group.max_credits is not None and not group.cap
            if bounded or self.recipe.totals.max_credits is not None or self.recipe.shares:
                return False
        ordered = group.after or any(group.id in each.after for each in self.recipe.groups)
        return not ordered or entry.part.awarded_at is not None or self._is_offered(entry)

    def _group(self, name: str) -> Group:
        return next(group for group in self.recipe.groups if group.id == name)

    def _is_offered(self, entry: Entry) -> bool:
        return entry.part.id in self.offered

    def _new(self, count: int = 1) -> tuple[int, ...]:
        names = tuple(range(self.next, self.next + count))
        self.next += count
        if names:
            self.items.append(names)
        return names

    # Rows

    def write(self) -> None:
        """Every rule; credits in units so small that all are whole."""
        self.scale = lcm(*(Fraction(each).denominator for each in self._quantities()))
        if self.recipe.exclusive.outcomes == "reduce":
            self._reduce()
        for group in self.recipe.groups:
            self._group_rows(group)
        self._after()
        self._totals()
        for share in self.recipe.shares:
            self._share(share)
        self._exclusive()
        self._order()

    def _quantities(self) -> Iterator[Decimal]:
        """Every number of credits that rows are made of."""
        for choice in self.choices.values():
            yield from choice.credits or ()
        for group in self.recipe.groups:
            yield from (each for each in (group.min_credits, group.max_credits) if each)
        totals = self.recipe.totals
        yield from (each for each in (totals.min_credits, totals.max_credits) if each)
        for share in self.recipe.shares:
            bounds = share.when.total_credits if share.when else None
            if bounds is not None:
                given = (bounds.gt, bounds.ge, bounds.lt, bounds.le)
                yield from (each for each in given if each)

    def _units(self, quantity: Decimal | None) -> int:
        """A number of credits in the units of the rows."""
        top, bottom = (quantity or Decimal(0)).as_integer_ratio()
        return top * self.scale // bottom

    def _add(self, rule: str, terms: Terms, bound: int) -> None:
        self.rows.append(row(rule, terms, bound))

    def _low(self, names: Iterable[int]) -> Terms:
        return self._credits(names, lambda interval: interval.low)

    def _high(self, names: Iterable[int]) -> Terms:
        return self._credits(names, lambda interval: interval.high)

    def _credits(self, names: Iterable[int], end: Callable[[Interval], Decimal]) -> Terms:
        """The credits of choices, less what they lose to shared outcomes."""
        terms: Terms = {}
        for name in names:
            interval = self.choices[name].credits
            if interval is None:
                continue
            terms[name] = self._units(end(interval))
            for lost, parts in self.losses.get(name, ()):
                terms[lost] = -terms[name] // parts
        return terms

    def _group_rows(self, group: Group) -> None:
        names = self.by_group[group.id]
        least: list[tuple[str, Terms, int]] = []
        if group.min_count:
            least.append(("minCount", dict.fromkeys(names, 1), group.min_count))
        if group.min_credits:
            least.append(("minCredits", self._low(names), self._units(group.min_credits)))
        if group.all_:
            for spec in dict.fromkeys(group.match.spec or ()):
                covering = [n for n in names if spec in self.choices[n].specs]
                least.append(("all", dict.fromkeys(covering, 1), 1))
        is_used = self._new()[0] if group.optional and least else None
        for word, terms, bound in least:
            if is_used is None:
                self._add(f"{group.id}.{word}", terms, bound)
            else:
                self._add(f"{group.id}.{word}", {**terms, is_used: -bound}, 0)
        if is_used is not None:
            for name in names:
                self._add(f"{group.id}.optional", {is_used: 1, name: -1}, 0)
        if group.max_count is not None:
            self._add(f"{group.id}.maxCount", dict.fromkeys(names, -1), -group.max_count)
        if group.max_credits is not None and not group.cap:
            self._add(
                f"{group.id}.maxCredits", _minus(self._high(names)), -self._units(group.max_credits)
            )

    def _after(self) -> None:
        for group in self.recipe.groups:
            for name in self.by_group[group.id] if group.after else ():
                day = self._date(self.choices[name].entry)
                later = [
                    other
                    for before in group.after
                    for other in self.by_group[before]
                    if self._date(self.choices[other].entry) > day
                    and self.choices[other].entry != self.choices[name].entry
                ]
                self._not_beside(f"{group.id}.after", name, later)

    def _date(self, place: int) -> datetime:
        entry = self.entries[place]
        return _END if self._is_offered(entry) else entry.part.awarded_at or _END

    def _not_beside(self, rule: str, name: int, others: Sequence[int]) -> None:
        if others:
            many = len(others)
            self._add(rule, {name: -many, **dict.fromkeys(others, -1)}, -many)

    def _totals(self) -> None:
        totals, names = self.recipe.totals, [n for used in self.used.values() for n in used]
        if totals.min_credits:
            caps = [g for g in self.recipe.groups if g.cap and g.max_credits is not None]
            for chosen in chain.from_iterable(combinations(caps, n) for n in range(len(caps) + 1)):
                # What counts is the least of what stands in a group and its cap.
                cut = {group.id for group in chosen}
                rest = [n for n in names if self.choices[n].group not in cut]
                counted = sum(self._units(group.max_credits) for group in chosen)
                bound = self._units(totals.min_credits) - counted
                self._add("totals.minCredits", self._low(rest), bound)
        if totals.max_credits is not None:
            most = self._units(totals.max_credits)
            self._add("totals.maxCredits", _minus(self._high(names)), -most)
        if totals.min_volume:
            known = {n: self.entries[self.choices[n].entry].hours for n in names}
            hours = {n: Fraction(each.low) for n, each in known.items() if each is not None}
            wanted = Fraction(totals.min_volume)
            scale = lcm(wanted.denominator, *(each.denominator for each in hours.values()))
            terms = {n: int(each * scale) for n, each in hours.items()}
            self._add("totals.minVolume", terms, int(wanted * scale))

    def _share(self, share: Share) -> None:
        names = [n for used in self.used.values() for n in used]
        sure: list[int] = []
        possible: list[int] = []
        for name in names:
            choice = self.choices[name]
            spec = None if choice.substitution is None else next(iter(choice.specs))
            answer = holds(share.match, self.entries[choice.entry], spec=spec)
            sure += [name] if answer is True else []
            possible += [name] if answer is not False else []
        asked = self._asked(share, names)
        for word, part, inside in (("min", share.min, sure), ("max", share.max, possible)):
            if part is None:
                continue
            within = set(inside)
            others = [n for n in names if n not in within]
            kept, whole = Fraction(part).as_integer_ratio()
            if word == "min":
                terms = _times(whole - kept, self._low(inside)) | _times(-kept, self._high(others))
            else:
                terms = _times(kept - whole, self._high(inside)) | _times(kept, self._low(others))
            worst = -sum(each for each in terms.values() if each < 0)
            terms |= {each: -worst for each in asked if worst}
            self._add(f"{share.id}.{word}", terms, -worst * len(asked))

    def _asked(self, share: Share, names: list[int]) -> list[int]:
        """One choice for each bound of `when`; not to take it proves that it does not hold."""
        if share.when is None:
            return []
        bounds = share.when.total_credits
        asked = []
        for most, beyond in ((bounds.gt, 0), (bounds.ge, 1)):
            if most is not None:
                name = self._new()[0]
                high = self._high(names)
                room = sum(each for each in high.values() if each > 0)
                terms = {**_minus(high), name: room + 1}
                self._add(f"{share.id}.when", terms, beyond - self._units(most))
                asked.append(name)
        for least, beyond in ((bounds.lt, 0), (bounds.le, 1)):
            if least is not None:
                name = self._new()[0]
                terms = {**self._low(names), name: self._units(least) + 1}
                self._add(f"{share.id}.when", terms, beyond + self._units(least))
                asked.append(name)
        return asked

    def _exclusive(self) -> None:
        exclusive = self.recipe.exclusive
        if exclusive.outcomes == "either":
            self._one_of_each("exclusive.outcomes", lambda entry: entry.part.outcomes)
        if exclusive.achievements:
            known = {spec.id for spec in self.recipe.specs}

            def achieved(entry: Entry) -> frozenset[str]:
                return (entry.specs & known) | ({entry.part.achievement} - {""})

            self._one_of_each("exclusive.achievements", achieved)
        for number, (one, other) in enumerate(exclusive.antirequisites):
            for name in self._of_spec(one):
                place = self.choices[name].entry
                others = [n for n in self._of_spec(other) if self.choices[n].entry != place]
                self._not_beside(f"exclusive.antirequisites.{number}", name, others)
        self._one_of_each("inside", _inside(self.entries))

    def _one_of_each(self, rule: str, keys: Callable[[Entry], Iterable[str]]) -> None:
        """Of all parts with a key in common, one is used at most."""
        sharing: dict[str, list[int]] = defaultdict(list)
        for place in self.used:
            for key in keys(self.entries[place]):
                sharing[key].append(place)
        seen: set[tuple[int, ...]] = set()
        for _, places in sorted(sharing.items()):
            if len(places) > 1 and tuple(places) not in seen:
                seen.add(tuple(places))
                names = [name for place in places for name in self.used[place]]
                self._add(rule, dict.fromkeys(names, -1), -1)

    def _of_spec(self, spec: str) -> list[int]:
        return [n for used in self.used.values() for n in used if spec in self.choices[n].specs]

    def _order(self) -> None:
        for number, rule in enumerate(self.recipe.order):
            for name in self._of_spec(rule.spec):
                for spec in dict.fromkeys(rule.after):
                    self._prerequisite(f"order.{number}", name, spec, rule.by == "award-date")

    def _prerequisite(self, rule: str, name: int, spec: str, by_date: bool) -> None:
        place = self.choices[name].entry
        latest = self._date(place)
        taken: list[int] = []
        for other, entry in enumerate(self.entries):
            if other == place or entry.barred or spec not in entry.specs:
                continue
            undated = entry.part.awarded_at is None and not self._is_offered(entry)
            if by_date and (undated or self._date(other) > latest or self._is_undated(place)):
                continue
            if not self._is_offered(entry):
                return  # it is held: nothing more is asked
            taken += [n for n, choice in self.choices.items() if choice.entry == other]
        self._add(rule, {name: -1, **dict.fromkeys(taken, 1)}, 0)

    def _is_undated(self, place: int) -> bool:
        entry = self.entries[place]
        return entry.part.awarded_at is None and not self._is_offered(entry)

    def _reduce(self) -> None:
        """A choice for each share of credits that a part loses to a used part before it."""
        counts = [len(self.entries[place].part.outcomes) for place in self.used]
        self.scale *= lcm(*(count for count in counts if count))
        places = sorted(self.used, key=lambda p: (self._date(p), self.entries[p].part.id))
        for number, place in enumerate(places):
            outcomes = self.entries[place].part.outcomes
            for outcome in sorted(outcomes):
                before = [
                    name
                    for other in places[:number]
                    if outcome in self.entries[other].part.outcomes
                    for name in self.used[other]
                ]
                for name in self.used[place] if before else ():
                    lost = self._new()[0]
                    self.losses.setdefault(name, []).append((lost, len(outcomes)))
                    rule = "exclusive.reduce"
                    self._add(rule, {name: 1, lost: -1}, 0)
                    self._add(rule, {**dict.fromkeys(before, 1), lost: -1}, 0)
                    for other in before:
                        self._add(rule, {lost: 1, name: -1, other: -1}, -1)

    # Objectives

    def encoded(self, objectives: Sequence[str]) -> Encoded:
        """The program, with what is to be small: first of what is taken, then of what is used."""
        taken = {n: self.entries[c.entry] for n, c in self.choices.items()}
        bought = {n: entry for n, entry in taken.items() if self._is_offered(entry)}
        wanted = [
            objective(name, {n: _measured(name, entry) for n, entry in bought.items()})
            for name in objectives
        ]
        tail = [
            Objective("used-credits", self._used_credits(), self.scale),
            Objective("age", {n: self._age(entry) for n, entry in taken.items()}),
        ]
        program = Program(tuple(self.items), tuple(self.rows), (*wanted, *tail))
        groups = tuple(group.id for group in self.recipe.groups)
        return Encoded(program, self.choices, self.unplaced, groups)

    def _used_credits(self) -> Terms:
        return {
            n: self._units(choice.credits.low)
            for n, choice in self.choices.items()
            if choice.group and choice.credits is not None
        }

    def _age(self, entry: Entry) -> int:
        """Whole days since the award; what is not held yet has none."""
        if self._is_offered(entry):
            return 0
        awarded = entry.part.awarded_at
        return max(0, (self.now - awarded).days) if awarded else UNDATED_AGE


UNDATED_AGE = 100_000
"""The age in days of a part whose award has no date."""


def _may_stand(group: Group, entry: Entry, spec: str | None) -> bool:
    forbidden = group.forbid is not None and holds(group.forbid, entry, spec=spec) is not False
    return not forbidden and holds(group.match, entry, spec=spec) is True


def _capped(credits_: Interval | None, cap: Decimal | None) -> Interval | None:
    if credits_ is None or cap is None:
        return credits_
    return Interval(min(credits_.low, cap), min(credits_.high, cap))


def _measured(name: str, entry: Entry) -> Fraction:
    if name == "parts":
        return Fraction(1)
    if name == "cost":
        return Fraction(entry.part.cost or 0)
    quantity = entry.credits if name == "credits" else entry.hours
    return Fraction(quantity.low) if quantity is not None else Fraction(0)


def _inside(entries: Sequence[Entry]) -> Callable[[Entry], Iterable[str]]:
    """A key for each pair of parts of which one is inside the other, or renews it."""
    keys: dict[str, set[str]] = defaultdict(set)
    ids = {entry.part.id for entry in entries}
    for entry in entries:
        part = entry.part
        related = part.contains | ({part.renewal_of} if part.renewal_of else set())
        for other in (related & ids) - {part.id}:
            key = f"{part.id}\n{other}"
            keys[part.id].add(key)
            keys[other].add(key)
    return lambda entry: keys.get(entry.part.id, set())


def _minus(terms: Terms) -> Terms:
    return _times(-1, terms)


def _times(factor: int, terms: Terms) -> Terms:
    return {name: factor * each for name, each in terms.items()}
