"""What each rule of a recipe says of an assignment: met or not, with the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from elm_microcred.stacking.parts import Entry, Interval, written
from elm_microcred.stacking.predicates import holds
from elm_microcred.stacking.recipe import Bounds, Group, Recipe, Share

_END = datetime.max.replace(tzinfo=UTC)
_PLACES = 10**6


@dataclass(frozen=True, slots=True)
class Placed:
    """A part in its place.

    Attributes:
        entry: The part.
        group: Where it stands.
        spec: The spec that it stands for by a recognition decision, if it does.
        credits: Its whole credits there; `None` is unknown.
        offered: Whether it is not held, but can be had.
    """

    entry: Entry
    group: str
    spec: str | None
    credits: Interval | None
    offered: bool = False

    @property
    def specs(self) -> frozenset[str]:
        """What it counts as."""
        return self.entry.specs if self.spec is None else frozenset([self.spec])

    @property
    def date(self) -> datetime:
        """When it was awarded; of what can be had, later than all."""
        return _END if self.offered else self.entry.part.awarded_at or _END


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says.

    Attributes:
        rule: Its id: `core.minCredits`, `totals.minCredits`, `residency.min`, `order.0`.
        kind: Its construct: `minCredits`, `share.min`, `all`, …
        met: Whether it is met.
        values: The numbers and names in it, as text.
    """

    rule: str
    kind: str
    met: bool
    values: Mapping[str, Any] = field(default_factory=dict)


def said(value: Fraction) -> str:
    """A number as reports write it: exact, or rounded to six places."""
    rounded = Decimal(round(value * _PLACES)) / _PLACES
    return written(rounded)


def evaluated(
    recipe: Recipe,
    placed: Sequence[Placed],
    *,
    now: datetime,
    possessed: Iterable[Placed] = (),
) -> list[RuleResult]:
    """Every rule of the recipe, in its order.

    Args:
        recipe: The recipe.
        placed: What stands where.
        now: The time of the assessment.
        possessed: Besides what is placed, what is held or taken, for prerequisites.
    """
    counted = reduced(recipe, placed)
    found = list(_effective(recipe, now))
    for group in recipe.groups:
        found += _group(group, placed, counted)
    found += _totals(recipe, placed, counted)
    for share in recipe.shares:
        found += _share(share, placed, counted)
    found += _exclusive(recipe, placed)
    found += _order(recipe, placed, [*placed, *possessed])
    return found


Counted = Mapping[str, tuple[Fraction, Fraction]]
"""By id of a part: the credits that it counts, at least and at most."""


def reduced(recipe: Recipe, placed: Sequence[Placed]) -> Counted:
    """What each part counts; under `reduce`, less its share of outcomes that came before."""
    counted: dict[str, tuple[Fraction, Fraction]] = {}
    seen: set[str] = set()
    for each in sorted(placed, key=lambda p: (p.date, p.entry.part.id)):
        outcomes = each.entry.part.outcomes
        kept = Fraction(1)
        if recipe.exclusive.outcomes == "reduce" and outcomes:
            kept = Fraction(len(outcomes - seen), len(outcomes))
            seen |= outcomes
        low, high = each.credits or (Decimal(0), Decimal(0))
        counted[each.entry.part.id] = Fraction(low) * kept, Fraction(high) * kept
    return counted


def _low(placed: Iterable[Placed], counted: Counted) -> Fraction:
    return sum((counted[each.entry.part.id][0] for each in placed), Fraction(0))


def _high(placed: Iterable[Placed], counted: Counted) -> Fraction:
    return sum((counted[each.entry.part.id][1] for each in placed), Fraction(0))


def _effective(recipe: Recipe, now: datetime) -> Iterator[RuleResult]:
    begin, end = recipe.effective.from_, recipe.effective.until
    if begin or end:
        met = (begin is None or begin <= now) and (end is None or now < end)
        dates = {"from": begin, "until": end}
        values = {name: day.date().isoformat() for name, day in dates.items() if day}
        yield RuleResult("effective", "effective", met, values)


def _at_least(rule: str, kind: str, have: Fraction, need: Fraction, **more: Any) -> RuleResult:
    values = {"have": said(have), "need": said(need), **more}
    if have < need:
        values["short"] = said(need - have)
    return RuleResult(rule, kind, have >= need, values)


def _at_most(rule: str, kind: str, have: Fraction, most: Fraction, **more: Any) -> RuleResult:
    values = {"have": said(have), "most": said(most), **more}
    if have > most:
        values["over"] = said(have - most)
    return RuleResult(rule, kind, have <= most, values)


def _group(group: Group, placed: Sequence[Placed], counted: Counted) -> Iterator[RuleResult]:
    inside = [each for each in placed if each.group == group.id]
    name, count = group.id, Fraction(len(inside))
    if inside or not group.optional:
        if group.all_:
            covered = frozenset(spec for each in inside for spec in each.specs)
            absent = sorted(set(group.match.spec or ()) - covered)
            yield RuleResult(f"{name}.all", "all", not absent, {"group": name, "missing": absent})
        if group.min_count:
            yield _at_least(
                f"{name}.minCount", "minCount", count, Fraction(group.min_count), group=name
            )
        if group.min_credits:
            yield _at_least(
                f"{name}.minCredits",
                "minCredits",
                _low(inside, counted),
                Fraction(group.min_credits),
                group=name,
            )
    if group.max_count is not None:
        yield _at_most(f"{name}.maxCount", "maxCount", count, Fraction(group.max_count), group=name)
    if group.max_credits is not None and not group.cap:
        yield _at_most(
            f"{name}.maxCredits",
            "maxCredits",
            _high(inside, counted),
            Fraction(group.max_credits),
            group=name,
        )
    if group.after:
        before = [each for each in placed if each.group in group.after]
        wrong = sorted(
            {
                late.entry.part.id
                for each in inside
                for late in before
                if late is not each and late.date > each.date
            }
        )
        values = {"group": name, "after": list(group.after), "late": wrong}
        yield RuleResult(f"{name}.after", "after", not wrong, values)


def _totals(recipe: Recipe, placed: Sequence[Placed], counted: Counted) -> Iterator[RuleResult]:
    totals = recipe.totals
    if totals.min_credits:
        caps = {g.id: Fraction(g.max_credits or 0) for g in recipe.groups if g.cap}
        have = _low((each for each in placed if each.group not in caps), counted)
        for name, cap in caps.items():
            have += min(cap, _low((each for each in placed if each.group == name), counted))
        yield _at_least("totals.minCredits", "minCredits", have, Fraction(totals.min_credits))
    if totals.max_credits is not None:
        most = Fraction(totals.max_credits)
        yield _at_most("totals.maxCredits", "maxCredits", _high(placed, counted), most)
    if totals.min_volume:
        hours = sum((Fraction(e.entry.hours.low) for e in placed if e.entry.hours), Fraction(0))
        yield _at_least("totals.minVolume", "minVolume", hours, Fraction(totals.min_volume))


def _share(share: Share, placed: Sequence[Placed], counted: Counted) -> Iterator[RuleResult]:
    answers = [(each, holds(share.match, each.entry, spec=each.spec)) for each in placed]
    sure = [each for each, answer in answers if answer is True]
    possible = [each for each, answer in answers if answer is not False]
    asked = share.when is None or _may_hold(
        share.when.total_credits, _low(placed, counted), _high(placed, counted)
    )
    if share.min is not None:
        rest = [each for each in placed if each not in sure]
        have, whole = _low(sure, counted), _low(sure, counted) + _high(rest, counted)
        met = not asked or have >= Fraction(share.min) * whole
        yield _shared(share, "min", met, asked, have, whole)
    if share.max is not None:
        rest = [each for each in placed if each not in possible]
        have = _high(possible, counted)
        whole = have + _low(rest, counted)
        met = not asked or have <= Fraction(share.max) * whole
        yield _shared(share, "max", met, asked, have, whole)


def _shared(
    share: Share, word: str, met: bool, asked: bool, have: Fraction, whole: Fraction
) -> RuleResult:
    bound = share.min if word == "min" else share.max
    values: dict[str, Any] = {
        "share": share.id,
        "have": said(have),
        "of": said(whole),
        "need" if word == "min" else "most": written(bound or Decimal(0)),
    }
    if not asked:
        values["asked"] = False
    return RuleResult(f"{share.id}.{word}", f"share.{word}", met, values)


def _may_hold(bounds: Bounds, low: Fraction, high: Fraction) -> bool:
    """Whether a total between two ends may lie in the bounds."""
    return (
        (bounds.gt is None or high > Fraction(bounds.gt))
        and (bounds.ge is None or high >= Fraction(bounds.ge))
        and (bounds.lt is None or low < Fraction(bounds.lt))
        and (bounds.le is None or low <= Fraction(bounds.le))
    )


def _exclusive(recipe: Recipe, placed: Sequence[Placed]) -> Iterator[RuleResult]:
    exclusive = recipe.exclusive
    if exclusive.outcomes == "either":
        twice = _twice(each.entry.part.outcomes for each in placed)
        yield RuleResult("exclusive.outcomes", "outcomes", not twice, {"twice": twice})
    if exclusive.achievements:
        known = {spec.id for spec in recipe.specs}
        keys = ((e.entry.specs & known) | {e.entry.part.achievement} - {""} for e in placed)
        twice = _twice(keys)
        yield RuleResult("exclusive.achievements", "achievements", not twice, {"twice": twice})
    for number, (one, other) in enumerate(exclusive.antirequisites):
        both = any(
            one in first.specs and other in then.specs
            for first in placed
            for then in placed
            if first is not then
        )
        rule = f"exclusive.antirequisites.{number}"
        yield RuleResult(rule, "antirequisites", not both, {"specs": [one, other]})


def _twice(keys: Iterable[Iterable[str]]) -> list[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for each in keys:
        twice |= seen.intersection(each)
        seen |= set(each)
    return sorted(twice)


def _order(
    recipe: Recipe, placed: Sequence[Placed], possessed: Sequence[Placed]
) -> Iterator[RuleResult]:
    for number, rule in enumerate(recipe.order):
        absent: set[str] = set()
        for each in placed:
            if rule.spec in each.specs:
                absent |= {
                    spec
                    for spec in rule.after
                    if not any(_precedes(p, each, spec, rule.by) for p in possessed)
                }
        values = {"spec": rule.spec, "missing": sorted(absent)}
        yield RuleResult(f"order.{number}", "order", not absent, values)


def _precedes(first: Placed, then: Placed, spec: str, by: str) -> bool:
    if first.entry is then.entry or spec not in first.entry.specs:
        return False
    if by == "possession":
        return True
    dated = all(p.offered or p.entry.part.awarded_at is not None for p in (first, then))
    return dated and first.date <= then.date
