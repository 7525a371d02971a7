"""Parts in the terms of a recipe: its unit, its levels, its specs, and what bars a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation

from elm_microcred.levels import convert_level, credit_interval, eqf_level_of
from elm_microcred.levels.tables import folded
from elm_microcred.model.volume import Level
from elm_microcred.stacking.durations import minus
from elm_microcred.stacking.grades import counterparts
from elm_microcred.stacking.parts import (
    Converted,
    Entry,
    Interval,
    Part,
    Reason,
    Status,
    written,
)
from elm_microcred.stacking.predicates import Predicate
from elm_microcred.stacking.recipe import Each, Grading, Rate, Recipe

HOURS = "hours"
BUNDLED = "bundled"
_PLACES = Decimal("0.000001")
_EXACT = Context(prec=40)
_CYCLES = {"short": Decimal(0), "first": Decimal(1), "second": Decimal(2), "third": Decimal(3)}
_SUPERVISED = {
    "supervised-with-identity-check": (True, True),
    "supervised-without-identity-check": (True, False),
    "unsupervised-with-identity-check": (False, True),
    "unsupervised-without-identity-check": (False, False),
    "identity-check": (False, True),
    "supervised-identified": (True, True),
    "supervised": (True, False),
    "identified": (False, True),
}
"""By word: whether it was surely supervised, and the identity surely checked."""


def normalised(
    parts: Iterable[Part],
    recipe: Recipe,
    *,
    now: datetime,
    trust_lists: Mapping[str, Collection[str]] | None = None,
    spent: Collection[str] = (),
) -> tuple[Entry, ...]:
    """The parts in the terms of a recipe, each credential once, in the order of their ids.

    Args:
        parts: The parts.
        recipe: The recipe.
        now: The time of the assessment.
        trust_lists: Ids of issuers, by the IRI of the list that they stand in.
        spent: Ids of credentials that another recipe has used.
    """
    distinct = _distinct(parts)
    holder = _holder(distinct) if recipe.each.same_holder else None
    frameworks = frozenset(_frameworks(recipe)) | {"EQF"}
    entries = []
    for part in distinct:
        entry = _entry(part, recipe, frameworks)
        barred = list(_barred(entry, recipe.each, now, trust_lists or {}))
        if recipe.each.same_holder and part.holder != holder:
            barred.append(Reason("other-holder"))
        if recipe.exclusive.across_recipes and part.id in spent:
            barred.append(Reason("spent"))
        entries.append(replace(entry, barred=tuple(barred)))
    return tuple(entries)


def _distinct(parts: Iterable[Part]) -> list[Part]:
    """Each credential once; of two that bear one id, the one that is better proved."""
    by_id: dict[str, Part] = {}
    for part in sorted(parts, key=_preference):
        by_id.setdefault(part.id, part)
    return [by_id[name] for name in sorted(by_id)]


def _preference(part: Part) -> tuple[object, ...]:
    standing = part.standing
    proved = (True, None, False).index(standing.authentic)
    return (
        part.id,
        proved,
        tuple(Status).index(standing.status),
        -(part.awarded_at.timestamp() if part.awarded_at else 0),
        part.digest,
    )


def _holder(parts: Iterable[Part]) -> str | None:
    """The learner whom most parts name; of several, the first by id."""
    counted = Counter(part.holder for part in parts if part.holder)
    return min(counted, key=lambda name: (-counted[name], name), default=None)


def _entry(part: Part, recipe: Recipe, frameworks: frozenset[str]) -> Entry:
    specs = {part.achievement, *part.identifiers} - {""}
    roles = {tag[5:] for tag in part.tags if tag.startswith("role:")}
    for spec in recipe.specs:
        if (
            spec.id in specs
            or not part.identifiers.isdisjoint(spec.identifiers or ())
            or part.achievement in (spec.same_as or ())
            or not part.titles.isdisjoint(spec.titles or ())
        ):
            specs.add(spec.id)
            roles |= {spec.role} if spec.role else set()
    converted: list[Converted] = []
    credits_ = _credits(part, recipe, converted)
    hours = _hours(part, recipe, converted)
    levels = _levels(part, frameworks, recipe.convert.levels != "none", converted)
    return Entry(
        part, frozenset(specs), frozenset(roles), credits_, hours, levels, tuple(converted)
    )


# Credits and hours


def _stated(part: Part) -> list[tuple[str, Decimal]]:
    hours = [(HOURS, part.hours)] if part.hours is not None else []
    return [*part.credits, *hours]


def _credits(part: Part, recipe: Recipe, converted: list[Converted]) -> Interval | None:
    """What a part is worth in the unit of the recipe: exactly, by its rates, by the tables."""
    stated = _stated(part)
    same = [points for system, points in stated if _same(system, recipe.unit)]
    if same:
        return Interval(min(same), max(same))
    for rate in recipe.convert.rates:
        for system, points in stated:
            if _same(system, rate.from_):
                found = _by_rate(points, rate)
                converted.append(
                    Converted(
                        "credits",
                        f"{written(points)} {system}",
                        f"{_said(found)} {recipe.unit}",
                        recipe.id,
                        recipe.version,
                    )
                )
                return found
    return _by_table(part, stated, recipe.unit, recipe, "credits", converted)


def _hours(part: Part, recipe: Recipe, converted: list[Converted]) -> Interval | None:
    if part.hours is not None:
        return Interval.exactly(part.hours)
    if recipe.totals.min_volume is None:
        return None
    return _by_table(part, list(part.credits), HOURS, recipe, "hours", converted)


def _same(one: str, other: str) -> bool:
    if folded(one) == folded(other):
        return True
    known = credit_interval(one, other, at=None)
    return known.known and known.table is None


def _by_rate(points: Decimal, rate: Rate) -> Interval:
    low, high = (rate.per, rate.per) if rate.per is not None else (rate.low, rate.high)
    if low is None or high is None:  # the model has seen to that
        raise AssertionError
    return Interval(
        _EXACT.divide(points, high).quantize(_PLACES, ROUND_FLOOR, _EXACT),
        _EXACT.divide(points, low).quantize(_PLACES, ROUND_CEILING, _EXACT),
    )


def _by_table(
    part: Part,
    stated: Sequence[tuple[str, Decimal]],
    unit: str,
    recipe: Recipe,
    what: str,
    converted: list[Converted],
) -> Interval | None:
    allowed = recipe.convert.credits
    if allowed is None:
        return None
    country = next(iter(part.countries)) if len(part.countries) == 1 else None
    for system, points in stated:
        worth = credit_interval(system, unit, at=_day(part.awarded_at), country=country)
        found = worth.of(points)
        if found is None or worth.table is None:
            continue
        if BUNDLED not in allowed and worth.table.id not in allowed:
            continue
        interval = Interval(*found)
        converted.append(
            Converted(
                what,
                f"{written(points)} {system}",
                f"{_said(interval)} {unit}",
                worth.table.id,
                worth.table.version,
            )
        )
        return interval
    return None


def _said(interval: Interval) -> str:
    if interval.is_exact:
        return written(interval.low)
    return f"{written(interval.low)}–{written(interval.high)}"


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


# Levels


def _levels(
    part: Part, frameworks: frozenset[str], by_table: bool, converted: list[Converted]
) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    country = next(iter(part.countries)) if len(part.countries) == 1 else None
    for framework in sorted(frameworks):
        own = [
            rank
            for level in part.levels
            if folded(level.framework) == folded(framework)
            and (rank := _rank(level.level)) is not None
        ]
        if own:
            found[framework] = Interval(min(own), max(own))
            continue
        ranks: list[Decimal] = []
        for level in part.levels if by_table else ():
            ranks += _converted_level(level, framework, part, country, converted)
        if ranks:
            found[framework] = Interval(min(ranks), max(ranks))
    return found


def _converted_level(
    level: Level, to: str, part: Part, country: str | None, converted: list[Converted]
) -> list[Decimal]:
    at = _day(part.awarded_at)
    if to == "EQF":
        answer = eqf_level_of(level, at=at, country=country)
    else:
        answer = convert_level(level.framework, level.level, to=to, at=at, country=country)
    ranks = [rank for each in answer.levels if (rank := _rank(each)) is not None]
    if ranks and answer.tables:
        converted.append(
            Converted(
                "level",
                f"{level.framework} {level.level}",
                f"{to} {'–'.join(answer.levels)}",
                "+".join(use.id for use in answer.tables),
                "+".join(use.version for use in answer.tables),
            )
        )
    return ranks


def _rank(level: str) -> Decimal | None:
    """A level as a number: cycles count from the first."""
    text = level.strip()
    text = text[6:] if text[:6].casefold() == "level " else text
    if text in _CYCLES:
        return _CYCLES[text]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 1_000 else None


def _frameworks(recipe: Recipe) -> Iterator[str]:
    predicates = [group.match for group in recipe.groups]
    predicates += [group.forbid for group in recipe.groups if group.forbid]
    predicates += [share.match for share in recipe.shares]
    predicates += [each.by for each in recipe.substitute]
    for predicate in predicates:
        yield from _named_in(predicate)


def _named_in(predicate: Predicate) -> Iterator[str]:
    if predicate.level is not None:
        yield predicate.level.framework
    inner = [*(predicate.all_ or ()), *(predicate.any_ or ())]
    for each in [*inner, *([predicate.not_] if predicate.not_ else [])]:
        yield from _named_in(each)


# What every part has to meet


def _barred(
    entry: Entry, each: Each, now: datetime, trust_lists: Mapping[str, Collection[str]]
) -> Iterator[Reason]:
    part, standing = entry.part, entry.part.standing
    if part.defect:
        yield Reason("unreadable", {"code": part.defect})
        return
    if not part.completed:
        yield Reason("not-completed")
    if standing.authentic is False:
        yield Reason("verification-failed")
    elif each.verified and standing.authentic is None:
        yield Reason("unverified")
    if each.status == "active":
        if standing.status in (Status.REVOKED, Status.SUSPENDED):
            yield Reason(standing.status.value)
        elif standing.status is Status.UNKNOWN and each.verified:
            yield Reason("status-unknown")
    if each.not_expired:
        if part.valid_until is not None and part.valid_until <= now:
            yield Reason("expired", {"date": part.valid_until.date().isoformat()})
        if part.valid_from is not None and part.valid_from > now:
            yield Reason("not-yet-valid", {"date": part.valid_from.date().isoformat()})
    if each.awarded_within is not None:
        if part.awarded_at is None:
            yield Reason("award-date-unknown")
        elif part.awarded_at < minus(now, each.awarded_within):
            yield Reason("too-old", {"date": part.awarded_at.date().isoformat()})
    if each.min_grade is not None:
        yield from _grade(part, each.min_grade)
    if each.assessed and not part.assessed:
        yield Reason("no-assessment")
    if each.supervision is not None and not _supervised(part, each.supervision.at_least):
        yield Reason("supervision")
    if each.qa is not None and not _assured(part, each):
        yield Reason("no-quality-assurance")
    if each.issuers is not None:
        yield from _issued(part, each, trust_lists)


def _supervised(part: Part, wanted: str) -> bool:
    supervised, identified = _SUPERVISED[wanted]
    found = [_SUPERVISED.get(word, (False, False)) for word in part.supervision]
    return bool(found) and all(s >= supervised and i >= identified for s, i in found)


def _assured(part: Part, each: Each) -> bool:
    if each.qa is None:
        return True
    stated = not each.qa.present or "stated" in part.quality
    return stated and (each.qa.body is None or not part.quality.isdisjoint(each.qa.body))


def _issued(part: Part, each: Each, trust_lists: Mapping[str, Collection[str]]) -> Iterator[Reason]:
    if each.issuers is None:
        return
    allowed: set[str] = set(each.issuers.allow or ())
    trusted = each.issuers.trust_list
    if trusted is not None and trusted not in trust_lists:
        if part.issuer not in allowed:
            yield Reason("trust-list-missing", {"list": trusted})
        return
    if trusted is not None:
        allowed.update(trust_lists[trusted])
    if part.issuer not in allowed:
        yield Reason("issuer-not-allowed")


def _grade(part: Part, wanted: Grading) -> Iterator[Reason]:
    """Spec: docs/stacking/recipes.md, `minGrade`."""
    if not part.grades:
        yield Reason("grade-unknown")
        return
    for grade in part.grades:
        if wanted.scheme in grade.scheme:
            enough = _at_least(grade.value, wanted)
        elif grade.position is not None and wanted.distribution is not None:
            steps = [(step.grade, step.count) for step in wanted.distribution]
            names = [name for name, _ in steps]
            found = counterparts(grade.position, steps)
            if not found or wanted.min not in names:
                enough = None
            else:
                enough = names.index(found[-1]) <= names.index(wanted.min)
        else:
            enough = None
        if enough:
            return
    below = enough is False and len(part.grades) == 1
    yield Reason("grade-below" if below else "grade-unknown", {"grade": part.grades[0].value})


def _at_least(grade: str, wanted: Grading) -> bool | None:
    order = wanted.order or tuple(step.grade for step in wanted.distribution or ())
    if grade in order and wanted.min in order:
        return order.index(grade) <= order.index(wanted.min)
    try:
        return Decimal(grade.strip().replace(",", ".")) >= Decimal(wanted.min)
    except InvalidOperation:
        return None
