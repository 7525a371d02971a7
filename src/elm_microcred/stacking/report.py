"""`StackReport`: what an assessment found, as data: JSON, sentences and diagrams come from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Report
from elm_microcred.stacking.evaluation import Placed, RuleResult
from elm_microcred.stacking.parts import Entry, Reason
from elm_microcred.stacking.recipe import Recipe

REPORT_FORMAT = "elm-microcred/stack-report/1"


@dataclass(frozen=True, slots=True)
class Measure:
    """What an objective came to.

    Attributes:
        name: What is to be small.
        value: What it is.
        bound: Nothing lies below it.
        proved: Whether this is the least, given the objectives before it.
    """

    name: str
    value: str
    bound: str
    proved: bool

    def to_dict(self) -> dict[str, Any]:
        """This measure as JSON."""
        return {
            "name": self.name,
            "value": self.value,
            "bound": self.bound,
            "proved": self.proved,
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a recipe is not satisfied.

    Attributes:
        conflict: Rules that cannot all be met, whatever counts where.
        minimal: Whether each of them is needed for that.
        relaxed: The fewest rules without which the others are met, as the assignment shows.
        blocked: Parts that would satisfy it, if only they could count.
    """

    conflict: tuple[str, ...]
    minimal: bool
    relaxed: tuple[str, ...]
    blocked: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """This finding as JSON."""
        return {
            "conflict": list(self.conflict),
            "minimal": self.minimal,
            "relaxed": list(self.relaxed),
            "blocked": list(self.blocked),
        }


@dataclass(frozen=True, slots=True)
class Fragility:
    """What would break it.

    Attributes:
        parts: Parts without which the recipe is not satisfied, each alone.
        holds_until: When so many parts have expired that it is satisfied no more; `None`: never.
        proved: Whether all of that is proved.
    """

    parts: tuple[str, ...]
    holds_until: datetime | None
    proved: bool = True

    def to_dict(self) -> dict[str, Any]:
        """This finding as JSON."""
        until = self.holds_until.isoformat() if self.holds_until else None
        return {"parts": list(self.parts), "holds_until": until, "proved": self.proved}


@dataclass(frozen=True)
class StackReport(Report):
    """What an assessment found. True only when the recipe is satisfied.

    Attributes:
        recipe: The recipe.
        assessed_at: The time of the assessment.
        entries: Every part, in the terms of the recipe.
        placed: What stands where; if the recipe is not satisfied, the best that there is.
        rules: What each rule says of that.
        satisfied: The verdict; `None` where it was not proved.
        measures: Objectives with their values.
        unused: Why each part that stands nowhere does not, by id.
        offered: Ids of the parts that are not held, but can be had.
        taken: Those of them that a plan takes.
        missing: Why it is not satisfied.
        fragility: What would break it.
        alternatives: Further assignments that satisfy it.
        work: How many steps the search took.
    """

    recipe: Recipe = field(kw_only=True)
    assessed_at: datetime = field(kw_only=True)
    entries: tuple[Entry, ...] = ()
    placed: tuple[Placed, ...] = ()
    rules: tuple[RuleResult, ...] = ()
    satisfied: bool | None = None
    measures: tuple[Measure, ...] = ()
    unused: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    offered: frozenset[str] = frozenset()
    taken: tuple[str, ...] = ()
    missing: Missing | None = None
    fragility: Fragility | None = None
    alternatives: tuple[tuple[Placed, ...], ...] = ()
    work: int = field(default=0, compare=False)

    @property
    def proved_optimal(self) -> bool:
        """Whether nothing better can exist: the verdict and every objective are proved."""
        return self.satisfied is not None and all(each.proved for each in self.measures)

    @property
    def used(self) -> tuple[str, ...]:
        """Ids of the parts that count."""
        return tuple(each.entry.part.id for each in self.placed)

    @property
    def digest(self) -> str:
        """The SHA-256 of its canonical JSON, behind the name of the hash."""
        return "sha-256:" + hashlib.sha256(canonicalize_json(self.to_dict())).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON."""
        document: dict[str, Any] = {
            **super().to_dict(),
            "format": REPORT_FORMAT,
            "recipe": {
                "id": self.recipe.id,
                "version": self.recipe.version,
                "digest": self.recipe.digest,
            },
            "assessed_at": self.assessed_at.isoformat(),
            "satisfied": self.satisfied,
            "objectives": [each.to_dict() for each in self.measures],
            "totals": totals(self.recipe, self.placed),
            "parts": [self._part(entry) for entry in self.entries],
            "missing": self.missing.to_dict() if self.missing else None,
            "completion": self._completion(),
            "fragility": self.fragility.to_dict() if self.fragility else None,
            "alternatives": [placed_to_json(each) for each in self.alternatives],
        }
        return document

    def _part(self, entry: Entry) -> dict[str, Any]:
        place = next((p for p in self.placed if p.entry.part.id == entry.part.id), None)
        written = part_to_json(entry, offered=entry.part.id in self.offered)
        written |= place_to_json(place) if place else {"group": None}
        reasons = self.unused.get(entry.part.id, ())
        return written | {"reasons": [reason.to_dict() for reason in reasons]}

    def _completion(self) -> dict[str, Any] | None:
        if not self.offered:
            return None
        parts = {entry.part.id: entry.part for entry in self.entries}
        cost = sum((parts[name].cost or Decimal(0) for name in self.taken), Decimal(0))
        return {"parts": list(self.taken), "cost": format(cost.normalize(), "f")}

    def __bool__(self) -> bool:
        return super().__bool__()


def part_to_json(entry: Entry, *, offered: bool) -> dict[str, Any]:
    """A part and its terms, before anything is decided."""
    part = entry.part
    moments = {"awarded_at": part.awarded_at, "valid_until": part.valid_until}
    return {
        "id": part.id,
        "title": dict(part.title.items()),
        "digest": part.digest,
        "kind": part.kind,
        "issuer": part.issuer,
        "held": not offered,
        "authentic": part.standing.authentic,
        "status": part.standing.status.value,
        **{name: day.isoformat() if day else None for name, day in moments.items()},
        "stated": [{"system": s, "points": format(p, "f")} for s, p in part.credits],
        "credits": entry.credits.to_json() if entry.credits else None,
        "hours": entry.hours.to_json() if entry.hours else None,
        "levels": {name: each.to_json() for name, each in sorted(entry.levels.items())},
        "conversions": [each.to_dict() for each in entry.conversions],
        "cost": format(part.cost, "f") if part.cost is not None else None,
    }


def place_to_json(place: Placed) -> dict[str, Any]:
    """Where a part stands, and what it counts there."""
    return {
        "group": place.group,
        "counts": place.credits.to_json() if place.credits else None,
        **({"stands_for": place.spec} if place.spec else {}),
    }


def placed_to_json(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """An assignment as JSON."""
    return [{"id": each.entry.part.id, **place_to_json(each)} for each in placed]


def totals(recipe: Recipe, placed: Sequence[Placed]) -> dict[str, Any]:
    """How much the parts that count make together, whole."""
    known = [each.credits for each in placed if each.credits is not None]
    low = sum((each.low for each in known), Decimal(0))
    high = sum((each.high for each in known), Decimal(0))
    return {
        "unit": recipe.unit,
        "parts": len(placed),
        "credits": [format(low, "f"), format(high, "f")],
        "unknown": len(placed) - len(known),
    }


def rule_checks(rules: Sequence[RuleResult], *, proved: bool) -> tuple[Check, ...]:
    """Each rule as a check of a report; what is not met is a problem, if that is proved."""
    checks = []
    for rule in rules:
        problems = [] if rule.met else [rule_problem(rule, proved=proved)]
        values = {"kind": rule.kind, **rule.values}
        checks.append(Check.of(f"rules/{rule.rule}", problems, values))
    return tuple(checks)


def rule_problem(rule: RuleResult, *, proved: bool) -> Problem:
    """A rule that is not met, as a problem."""
    values = rule.values
    expected = None
    if "need" in values:
        expected = f"at least {values['need']}"
    elif "most" in values:
        expected = f"at most {values['most']}"
    elif values.get("missing"):
        expected = ", ".join(values["missing"])
    found = values.get("have")
    if "of" in values:
        found = f"{found} of {values['of']}"
    if proved:
        return Problem(
            "STACK_RULE_UNMET",
            f"The rule {rule.rule} is not met.",
            found=found,
            expected=expected,
        )
    return Problem(
        "STACK_NOT_PROVED",
        f"No assignment was found that meets the rule {rule.rule}, nor a proof that there is none.",
        found=found,
        expected=expected,
        remedy="Allow more work, or install the extra `solver`.",
    )
