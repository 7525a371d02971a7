"""Is a report right? Told from the recipe and the parts alone, without the solver.

Every number is computed again, in another way than the solver's: what counts where, what each rule
says of it, sums, costs, dates. What nobody can compute from an assignment stays a claim of the
solver: that no other assignment would do, or would be better.

This module imports nothing of the search, of the encoding and of what writes reports; import-linter
holds it to that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.report import Check, Report
from elm_microcred.stacking.durations import plus
from elm_microcred.stacking.normalising import normalised
from elm_microcred.stacking.parts import Entry, Interval, Part
from elm_microcred.stacking.predicates import holds
from elm_microcred.stacking.recipe import Group, Recipe

Json = Mapping[str, Any]
_LATEST = datetime.max.replace(tzinfo=UTC)
_UNDATED = 100_000
_FORMAT = "elm-microcred/stack-report/1"
_CLAIMS = ("satisfied", "objectives", "missing", "fragility")


@dataclass(frozen=True, slots=True)
class _Seat:
    """A part where the report puts it."""

    entry: Entry
    group: str
    spec: str | None
    low: Fraction
    high: Fraction
    known: bool
    offered: bool

    @property
    def id(self) -> str:
        return self.entry.part.id

    @property
    def specs(self) -> frozenset[str]:
        return frozenset([self.spec]) if self.spec else self.entry.specs

    @property
    def day(self) -> datetime:
        return _LATEST if self.offered else self.entry.part.awarded_at or _LATEST


def check_report(
    report: Json,
    recipe: Recipe,
    parts: Iterable[Part],
    *,
    catalogue: Iterable[Part] = (),
    now: datetime | None = None,
    trust_lists: Mapping[str, Collection[str]] | None = None,
    spent: Collection[str] = (),
) -> Report:
    """Whether a report, as JSON, is right about a recipe and parts.

    Args:
        report: What `StackReport.to_dict` gave.
        recipe: The recipe.
        parts: The parts, as read from the credentials.
        catalogue: For a plan, what can be had.
        now: The time that the report should be of; that which it says if absent.
        trust_lists: As they were for `stack`.
        spent: As they were for `stack`.
    """
    checker = _Checker(report, recipe)
    try:
        problems = list(checker.run(parts, catalogue, now, trust_lists, spent))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        problems = [
            Problem(
                "STACK_REPORT_WRONG",
                "This is not a report of the form that is checked.",
                found=shorten(f"{type(error).__name__}: {error}"),
                expected=_FORMAT,
            )
        ]
    values = {"claims": list(_CLAIMS)}
    return Report((Check.of("rules", problems, values),), subject=recipe.id)


class _Checker:
    def __init__(self, report: Json, recipe: Recipe) -> None:
        self.report = report
        self.recipe = recipe
        self.groups = {group.id: group for group in recipe.groups}
        self.entries: dict[str, Entry] = {}
        self.offered: frozenset[str] = frozenset()
        self.taken: frozenset[str] = frozenset()
        self.now = _LATEST

    def run(
        self,
        parts: Iterable[Part],
        catalogue: Iterable[Part],
        now: datetime | None,
        trust_lists: Mapping[str, Collection[str]] | None,
        spent: Collection[str],
    ) -> Iterator[Problem]:
        yield from self._same(("format",), self.report["format"], _FORMAT)
        yield from self._same(("subject",), self.report["subject"], self.recipe.id)
        recipe = self.report["recipe"]
        for name in ("id", "version", "digest"):
            yield from self._same(("recipe", name), recipe[name], getattr(self.recipe, name))
        self.now = datetime.fromisoformat(self.report["assessed_at"])
        if now is not None:
            yield from self._same(("assessed_at",), self.report["assessed_at"], now.isoformat())
        held = list(parts)
        names = {part.id for part in held}
        had = [part for part in catalogue if part.id not in names]
        self.offered = frozenset(part.id for part in had)
        entries = normalised(
            [*held, *had], self.recipe, now=self.now, trust_lists=trust_lists, spent=spent
        )
        self.entries = {entry.part.id: entry for entry in entries}
        self.taken = frozenset((self.report["completion"] or {}).get("parts", ()))
        listed = [each["id"] for each in self.report["parts"]]
        yield from self._same(("parts",), listed, [entry.part.id for entry in entries])
        if listed != [entry.part.id for entry in entries]:
            return
        yield from self._parts()
        placed = [each for each in self.report["parts"] if each["group"] is not None]
        seats = []
        for each in placed:
            at = ("parts", listed.index(each["id"]))
            seats.append(self._seat(each))
            yield from self._seated(each, seats[-1], at)
        yield from self._rules(seats)
        yield from self._sums(seats)
        yield from self._verdict(seats)
        for number, other in enumerate(self.report["alternatives"]):
            at = ("alternatives", number)
            again = [self._seat(each) for each in other]
            for each, seat in zip(other, again, strict=True):
                yield from self._seated(each, seat, at)
            unmet = [rule for rule, (met, _) in self._says(again).items() if not met]
            yield from self._same(at, unmet, [])
            yield from self._same(at, len({seat.id for seat in again}), len(again))

    def _same(self, at: tuple[str | int, ...], found: Any, expected: Any) -> Iterator[Problem]:
        if found != expected or isinstance(found, bool) is not isinstance(expected, bool):
            yield Problem(
                "STACK_REPORT_WRONG",
                "The report says something else than the recipe and the parts.",
                pointer=json_pointer(at),
                found=shorten(found if isinstance(found, str) else repr(found)),
                expected=shorten(expected if isinstance(expected, str) else repr(expected)),
            )

    # Parts

    def _parts(self) -> Iterator[Problem]:
        for number, written in enumerate(self.report["parts"]):
            entry = self.entries[written["id"]]
            part = entry.part
            expected = {
                "id": part.id,
                "title": dict(part.title.items()),
                "digest": part.digest,
                "kind": part.kind,
                "issuer": part.issuer,
                "held": part.id not in self.offered,
                "authentic": part.standing.authentic,
                "status": str(part.standing.status),
                "awarded_at": _iso(part.awarded_at),
                "valid_until": _iso(part.valid_until),
                "stated": [{"system": s, "points": format(p, "f")} for s, p in part.credits],
                "credits": _interval(entry.credits),
                "hours": _interval(entry.hours),
                "levels": {name: _interval(each) for name, each in entry.levels.items()},
                "conversions": [each.to_dict() for each in entry.conversions],
                "cost": None if part.cost is None else format(part.cost, "f"),
            }
            for name, value in expected.items():
                yield from self._same(("parts", number, name), written[name], value)
            known = {*expected, "group", "counts", "stands_for", "reasons"}
            yield from self._same(("parts", number), sorted(set(written) - known), [])
            yield from self._reasons(written, entry, ("parts", number, "reasons"))

    def _reasons(self, written: Json, entry: Entry, at: tuple[str | int, ...]) -> Iterator[Problem]:
        reasons = written["reasons"]
        if entry.barred:
            yield from self._same(at, reasons, [each.to_dict() for each in entry.barred])
            yield from self._same(at[:-1], written["group"], None)
        elif written["group"] is not None:
            yield from self._same(at, reasons, [])
        else:
            words = {"matches-no-group", "credits-unknown", "award-date-unknown", "not-needed"}
            given = [{"code": each["code"]} for each in reasons]
            yield from self._same(at, reasons, given)
            if not {each["code"] for each in reasons} <= words:
                yield from self._same(at, reasons, [{"code": "not-needed"}])

    def _seat(self, written: Json) -> _Seat:
        entry = self.entries[written["id"]]
        spec = written.get("stands_for")
        interval = entry.credits
        cap = None
        if spec is not None:
            caps = [s.credit_cap for s in self.recipe.substitute if s.spec == spec]
            cap = next((each for each in caps if each is not None), None)
        low, high = (Fraction(each) for each in interval) if interval else (Fraction(0),) * 2
        if cap is not None:
            low, high = min(low, Fraction(cap)), min(high, Fraction(cap))
        offered = entry.part.id in self.offered
        return _Seat(entry, written["group"], spec, low, high, interval is not None, offered)

    def _seated(self, written: Json, seat: _Seat, at: tuple[str | int, ...]) -> Iterator[Problem]:
        """Whether a part may stand where the report puts it, and counts what it says."""
        group = self.groups.get(seat.group)
        may = group is not None and not seat.entry.barred and self._may_stand(group, seat)
        yield from self._same((*at, "group"), may, True)
        counts = _ends(seat.low, seat.high) if seat.known else None
        yield from self._same((*at, "counts"), written["counts"], counts)

    def _may_stand(self, group: Group, seat: _Seat) -> bool:
        if seat.spec is not None:
            held = [e for e in self.entries.values() if e.part.id not in self.offered]
            good = {entry.part.id for entry in held if not entry.barred}
            decided = any(
                each.spec == seat.spec
                and (each.decision is None or each.decision in good)
                and holds(each.by, seat.entry) is True
                for each in self.recipe.substitute
            )
            if not decided:
                return False
        if (
            group.forbid is not None
            and holds(group.forbid, seat.entry, spec=seat.spec) is not False
        ):
            return False
        if not seat.known:
            bounded = group.max_credits is not None and not group.cap
            if bounded or self.recipe.shares or self.recipe.totals.max_credits is not None:
                return False
        return holds(group.match, seat.entry, spec=seat.spec) is True

    # Rules

    def _rules(self, seats: Sequence[_Seat]) -> Iterator[Problem]:
        says = self._says(seats)
        checks = [each for each in self.report["checks"] if each["id"] != "rules"]
        ids = [each["id"] for each in checks]
        yield from self._same(("checks",), ids, [f"rules/{rule}" for rule in says])
        for number, check in enumerate(self.report["checks"]):
            rule = check["id"].partition("/")[2]
            if rule not in says:
                continue
            met, values = says[rule]
            at = ("checks", number)
            given = dict(check["values"])
            given.pop("kind")
            yield from self._same((*at, "values"), given, values)
            proved = self.report["satisfied"] is not None
            outcome = "passed" if met else "failed" if proved else "indeterminate"
            yield from self._same((*at, "outcome"), check["outcome"], outcome)
            yield from self._same((*at, "problems"), len(check["problems"]), 0 if met else 1)
            for problem in check["problems"]:
                found, expected = _as_words(values)
                yield from self._same((*at, "problems"), problem.get("found"), found)
                yield from self._same((*at, "problems"), problem.get("expected"), expected)

    def _says(self, seats: Sequence[_Seat]) -> dict[str, tuple[bool, dict[str, Any]]]:
        """What each rule says of these seats, computed straight from the recipe."""
        recipe, found = self.recipe, dict[str, tuple[bool, dict[str, Any]]]()
        counts = self._counts(seats)

        def low(some: Iterable[_Seat]) -> Fraction:
            return sum((counts[seat.id][0] for seat in some), Fraction(0))

        def high(some: Iterable[_Seat]) -> Fraction:
            return sum((counts[seat.id][1] for seat in some), Fraction(0))

        def least(rule: str, have: Fraction, need: Any, **more: Any) -> None:
            lacks = Fraction(need) - have
            values = {"have": _number(have), "need": _number(Fraction(need)), **more}
            found[rule] = (lacks <= 0, values | ({"short": _number(lacks)} if lacks > 0 else {}))

        def most(rule: str, have: Fraction, bound: Any, **more: Any) -> None:
            over = have - Fraction(bound)
            values = {"have": _number(have), "most": _number(Fraction(bound)), **more}
            found[rule] = (over <= 0, values | ({"over": _number(over)} if over > 0 else {}))

        start, end = recipe.effective.from_, recipe.effective.until
        if start or end:
            dates = {n: d.date().isoformat() for n, d in (("from", start), ("until", end)) if d}
            met = not (start and self.now < start) and not (end and self.now >= end)
            found["effective"] = (met, dates)
        for group in recipe.groups:
            name = group.id
            inside = [seat for seat in seats if seat.group == name]
            if inside or not group.optional:
                if group.all_:
                    lacking = [
                        spec
                        for spec in sorted(set(group.match.spec or ()))
                        if not any(spec in seat.specs for seat in inside)
                    ]
                    found[f"{name}.all"] = (not lacking, {"group": name, "missing": lacking})
                if group.min_count:
                    count = Fraction(len(inside))
                    least(f"{name}.minCount", count, group.min_count, group=name)
                if group.min_credits:
                    least(f"{name}.minCredits", low(inside), group.min_credits, group=name)
            if group.max_count is not None:
                most(f"{name}.maxCount", Fraction(len(inside)), group.max_count, group=name)
            if group.max_credits is not None and not group.cap:
                most(f"{name}.maxCredits", high(inside), group.max_credits, group=name)
            if group.after:
                before = [seat for seat in seats if seat.group in group.after]
                late = {b.id for a in inside for b in before if b.id != a.id and b.day > a.day}
                values = {"group": name, "after": list(group.after), "late": sorted(late)}
                found[f"{name}.after"] = (not late, values)
        totals = recipe.totals
        if totals.min_credits:
            have = Fraction(0)
            for group in recipe.groups:
                sum_ = low(seat for seat in seats if seat.group == group.id)
                have += min(sum_, Fraction(group.max_credits or 0)) if group.cap else sum_
            least("totals.minCredits", have, totals.min_credits)
        if totals.max_credits is not None:
            most("totals.maxCredits", high(seats), totals.max_credits)
        if totals.min_volume:
            hours = [seat.entry.hours for seat in seats if seat.entry.hours is not None]
            volume = sum((Fraction(each.low) for each in hours), Fraction(0))
            least("totals.minVolume", volume, totals.min_volume)
        for share in recipe.shares:
            truth = {seat.id: holds(share.match, seat.entry, spec=seat.spec) for seat in seats}
            asked = True
            if share.when is not None:
                bounds = share.when.total_credits
                asked = not (
                    (bounds.gt is not None and high(seats) <= Fraction(bounds.gt))
                    or (bounds.ge is not None and high(seats) < Fraction(bounds.ge))
                    or (bounds.lt is not None and low(seats) >= Fraction(bounds.lt))
                    or (bounds.le is not None and low(seats) > Fraction(bounds.le))
                )
            more: dict[str, Any] = {} if asked else {"asked": False}
            if share.min is not None:
                part = low(seat for seat in seats if truth[seat.id] is True)
                whole = part + high(seat for seat in seats if truth[seat.id] is not True)
                shared = _fraction(share.id, part, whole)
                shared |= {"need": _plain(share.min), **more}
                met = not asked or part >= Fraction(share.min) * whole
                found[f"{share.id}.min"] = (met, shared)
            if share.max is not None:
                part = high(seat for seat in seats if truth[seat.id] is not False)
                whole = part + low(seat for seat in seats if truth[seat.id] is False)
                shared = _fraction(share.id, part, whole)
                shared |= {"most": _plain(share.max), **more}
                met = not asked or part <= Fraction(share.max) * whole
                found[f"{share.id}.max"] = (met, shared)
        self._exclusive(seats, found)
        self._order(seats, found)
        return found

    def _counts(self, seats: Sequence[_Seat]) -> dict[str, tuple[Fraction, Fraction]]:
        counts: dict[str, tuple[Fraction, Fraction]] = {}
        for seat in seats:
            outcomes = seat.entry.part.outcomes
            left = Fraction(1)
            if self.recipe.exclusive.outcomes == "reduce":
                for outcome in outcomes:
                    earlier = any(
                        outcome in other.entry.part.outcomes
                        and (other.day, other.id) < (seat.day, seat.id)
                        for other in seats
                    )
                    left -= Fraction(earlier, len(outcomes))
            counts[seat.id] = seat.low * left, seat.high * left
        return counts

    def _exclusive(
        self, seats: Sequence[_Seat], found: dict[str, tuple[bool, dict[str, Any]]]
    ) -> None:
        exclusive = self.recipe.exclusive
        if exclusive.outcomes == "either":
            twice = _shared([seat.entry.part.outcomes for seat in seats])
            found["exclusive.outcomes"] = (not twice, {"twice": twice})
        if exclusive.achievements:
            named = frozenset(spec.id for spec in self.recipe.specs)
            keys = []
            for seat in seats:
                own = frozenset([seat.entry.part.achievement]) - {""}
                keys.append(own | (seat.entry.specs & named))
            twice = _shared(keys)
            found["exclusive.achievements"] = (not twice, {"twice": twice})
        for number, (one, other) in enumerate(exclusive.antirequisites):
            left = {seat.id for seat in seats if one in seat.specs}
            right = {seat.id for seat in seats if other in seat.specs}
            beside = any(a != b for a in left for b in right)
            rule = f"exclusive.antirequisites.{number}"
            found[rule] = (not beside, {"specs": [one, other]})

    def _order(self, seats: Sequence[_Seat], found: dict[str, tuple[bool, dict[str, Any]]]) -> None:
        seated = {seat.id for seat in seats}
        present = [
            entry
            for name, entry in self.entries.items()
            if not entry.barred
            and (name not in self.offered or name in seated or name in self.taken)
        ]
        for number, rule in enumerate(self.recipe.order):
            lacking: set[str] = set()
            for seat in seats:
                for spec in rule.after if rule.spec in seat.specs else ():
                    others = [e for e in present if spec in e.specs and e is not seat.entry]
                    if rule.by == "award-date":
                        others = [e for e in others if self._is_not_later(e, seat)]
                    if not others:
                        lacking.add(spec)
            values = {"spec": rule.spec, "missing": sorted(lacking)}
            found[f"order.{number}"] = (not lacking, values)

    def _is_not_later(self, entry: Entry, seat: _Seat) -> bool:
        own = None if seat.offered else seat.entry.part.awarded_at
        other = entry.part.awarded_at
        if seat.offered:
            return entry.part.id in self.offered or other is not None
        if own is None or entry.part.id in self.offered:
            return False
        return other is not None and other <= own

    # Sums and verdict

    def _sums(self, seats: Sequence[_Seat]) -> Iterator[Problem]:
        known = [seat for seat in seats if seat.known]
        expected = {
            "unit": self.recipe.unit,
            "parts": len(seats),
            "unknown": len(seats) - len(known),
        }
        given = self.report["totals"]
        for name, value in expected.items():
            yield from self._same(("totals", name), given[name], value)
        sums = [sum(seat.low for seat in known), sum(seat.high for seat in known)]
        yield from self._same(("totals", "credits"), list(map(Fraction, given["credits"])), sums)
        bought = sorted(name for name in self.taken)
        completion = self.report["completion"]
        yield from self._same(("completion",), completion is not None, bool(self.offered))
        if completion is not None:
            costs = [self.entries[name].part.cost or Decimal(0) for name in bought]
            yield from self._same(
                ("completion", "cost"), Decimal(completion["cost"]), sum(costs, Decimal(0))
            )
            yield from self._same(("completion", "parts"), completion["parts"], bought)
            seated = {seat.id for seat in seats if seat.offered}
            right = seated <= self.taken <= self.offered
            yield from self._same(("completion", "parts"), right, True)
        for number, measure in enumerate(self.report["objectives"]):
            at = ("objectives", number)
            value = self._measured(measure["name"], seats, bought)
            yield from self._same((*at, "value"), measure["value"], _number(value))
            bound = Fraction(measure["bound"])
            fits = bound == value if measure["proved"] else bound <= value
            yield from self._same((*at, "bound"), fits, True)

    def _measured(self, name: str, seats: Sequence[_Seat], bought: Sequence[str]) -> Fraction:
        if name == "used-credits":
            return sum((seat.low for seat in seats), Fraction(0))
        if name == "age":
            held = [seat.entry.part.awarded_at for seat in seats if not seat.offered]
            return Fraction(sum(max(0, (self.now - day).days) if day else _UNDATED for day in held))
        taken = [self.entries[each] for each in bought]
        if name == "parts":
            return Fraction(len(taken))
        if name == "cost":
            return sum((Fraction(each.part.cost or 0) for each in taken), Fraction(0))
        ends = [each.credits if name == "credits" else each.hours for each in taken]
        return sum((Fraction(each.low) for each in ends if each is not None), Fraction(0))

    def _verdict(self, seats: Sequence[_Seat]) -> Iterator[Problem]:
        says = self._says(seats)
        unmet = [rule for rule, (met, _) in says.items() if not met]
        satisfied = self.report["satisfied"]
        outcome = {True: "passed", False: "failed", None: "indeterminate"}[satisfied]
        yield from self._same(("outcome",), self.report["outcome"], outcome)
        if satisfied:
            yield from self._same(("satisfied",), unmet, [])
            yield from self._same(("satisfied",), self._pairs(seats), [])
            yield from self._same(("missing",), self.report["missing"], None)
        missing = self.report["missing"]
        if missing is not None:
            barred = {name for name, entry in self.entries.items() if entry.barred}
            yield from self._same(("missing", "blocked"), set(missing["blocked"]) <= barred, True)
            relaxed = set(missing["relaxed"])
            yield from self._same(("missing", "relaxed"), sorted(relaxed), sorted(unmet))
            named = set(missing["conflict"]) | relaxed
            strange = {rule for rule in named if not self._is_rule(rule)}
            yield from self._same(("missing",), sorted(strange), [])
        fragility = self.report["fragility"]
        if fragility is not None:
            seated = {seat.id for seat in seats}
            used = set(fragility["parts"]) <= seated
            yield from self._same(("fragility", "parts"), used, True)
            until = fragility["holds_until"]
            ends = {_iso(end) for entry in self.entries.values() for end in self._ends_of(entry)}
            yield from self._same(
                ("fragility", "holds_until"), until is None or until in ends, True
            )

    def _is_rule(self, rule: str) -> bool:
        head = rule.partition(".")[0]
        shares = {share.id for share in self.recipe.shares}
        words = {"totals", "exclusive", "order", "effective", "inside"}
        return (
            head in words
            or head in shares
            or any(rule.startswith(f"{name}.") for name in (*self.groups, *shares))
        )

    def _ends_of(self, entry: Entry) -> Iterator[datetime]:
        part, each = entry.part, self.recipe.each
        if part.valid_until is not None:
            yield part.valid_until
        if each.awarded_within is not None and part.awarded_at is not None:
            yield plus(part.awarded_at, each.awarded_within)

    def _pairs(self, seats: Sequence[_Seat]) -> list[str]:
        """Parts that stand beside one that they contain, or renew."""
        ids = {seat.id for seat in seats}
        wrong = []
        for seat in seats:
            part = seat.entry.part
            related = set(part.contains) | ({part.renewal_of} if part.renewal_of else set())
            if (related & ids) - {part.id}:
                wrong.append(part.id)
        return wrong


def _fraction(share: str, part: Fraction, whole: Fraction) -> dict[str, Any]:
    return {"share": share, "have": _number(part), "of": _number(whole)}


def _shared(keys: Sequence[frozenset[str]]) -> list[str]:
    every = sorted({key for each in keys for key in each})
    return [key for key in every if sum(key in each for each in keys) > 1]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _interval(interval: Interval | None) -> str | list[str] | None:
    return None if interval is None else _ends(Fraction(interval.low), Fraction(interval.high))


def _ends(low: Fraction, high: Fraction) -> str | list[str]:
    if low == high:
        return _plain(_decimal(low))
    return [_plain(_decimal(low)), _plain(_decimal(high))]


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Fraction) -> str:
    whole = round(value * 1_000_000)
    sign = "-" if whole < 0 else ""
    head, tail = divmod(abs(whole), 1_000_000)
    return f"{sign}{head}" + (f".{tail:06d}".rstrip("0") if tail else "")


def _as_words(values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """What a finding about a rule with these values says was found, and expected."""
    found = values.get("have")
    if "of" in values:
        found = f"{found} of {values['of']}"
    if "need" in values:
        return found, f"at least {values['need']}"
    if "most" in values:
        return found, f"at most {values['most']}"
    return found, ", ".join(values["missing"]) if values.get("missing") else None
