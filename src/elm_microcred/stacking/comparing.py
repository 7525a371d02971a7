"""Two credentials side by side: level, credits, outcomes, workload, assessment: `compare`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.stacking.normalising import normalised
from elm_microcred.stacking.parts import Converted, Entry, Interval
from elm_microcred.stacking.parts import Part as StackPart
from elm_microcred.stacking.reading import part_of
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.verification import Verification

Relation = Literal["same", "more", "less", "overlap", "different", "unknown"]
"""The first beside the second; `unknown` where one of them does not say."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing in which two credentials are compared.

    Attributes:
        name: `level`, `credits`, `workload`, `outcomes`, `assessment`, `supervision`, `quality`,
            `participation`, `language`.
        first, second: What each says, as JSON.
        relation: How the first stands to the second.
        detail: Why, as words and numbers of no language.
    """

    name: str
    first: Any
    second: Any
    relation: Relation
    detail: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """This aspect as JSON."""
        return {
            "name": self.name,
            "first": self.first,
            "second": self.second,
            "relation": self.relation,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two credentials side by side.

    Attributes:
        first, second: The credentials.
        aspects: In what they are compared.
        conversions: By which tables, for each.
    """

    first: StackPart
    second: StackPart
    aspects: tuple[Aspect, ...]
    conversions: tuple[tuple[Converted, ...], tuple[Converted, ...]]

    def aspect(self, name: str) -> Aspect:
        """The aspect of that name."""
        return next(each for each in self.aspects if each.name == name)

    def to_dict(self) -> dict[str, Any]:
        """This comparison as JSON."""
        return {
            "first": {"id": self.first.id, "title": dict(self.first.title.items())},
            "second": {"id": self.second.id, "title": dict(self.second.title.items())},
            "aspects": [each.to_dict() for each in self.aspects],
            "conversions": [[c.to_dict() for c in each] for each in self.conversions],
        }


Source = Verification | MicroCredential | StackPart


def compare(first: Source, second: Source, *, unit: str = "ECTS") -> Comparison:
    """Two credentials side by side, in one unit of credits and in the EQF.

    Credits are converted by the bundled tables, levels by the dated ones; what no table says is
    unknown. Outcomes are compared by their IRIs and those of the skills that they name.

    Args:
        first: One credential.
        second: The other.
        unit: The unit of credits.
    """
    a, b = _entry(first, unit), _entry(second, unit)
    pairs = (
        ("assessment", _assessments(a.part), _assessments(b.part)),
        ("supervision", frozenset(a.part.supervision), frozenset(b.part.supervision)),
        ("quality", a.part.quality, b.part.quality),
        ("participation", a.part.modes, b.part.modes),
        ("language", a.part.languages, b.part.languages),
    )
    aspects = [
        _sizes("level", a.levels.get("EQF"), b.levels.get("EQF"), "EQF"),
        _sizes("credits", a.credits, b.credits, unit),
        _sizes("workload", a.hours, b.hours, "hours"),
        _outcomes(a.part.outcomes, b.part.outcomes),
        *(_sets(name, one - {""}, other - {""}) for name, one, other in pairs),
    ]
    return Comparison(a.part, b.part, tuple(aspects), (a.conversions, b.conversions))


def _entry(source: Source, unit: str) -> Entry:
    part = part_of(source)
    terms = Recipe.parse(
        {
            "id": "urn:elm-microcred:comparison",
            "title": "Comparison",
            "unit": unit,
            "groups": [{"id": "all"}],
            "totals": {"minVolume": 1},
            "convert": {"credits": "bundled"},
        }
    )
    # The time decides nothing here: what a credential says does not depend on it.
    (entry,) = normalised([part], terms, now=part.awarded_at or datetime.min.replace(tzinfo=UTC))
    return entry


def _assessments(part: StackPart) -> frozenset[str]:
    if part.micro is None:
        return frozenset()
    types = (each.type for each in part.micro.achievement.assessments)
    return frozenset(str(t.code or t.iri) for t in types if t is not None and (t.code or t.iri))


def _sizes(name: str, one: Interval | None, other: Interval | None, unit: str) -> Aspect:
    relation: Relation = "overlap"
    detail: dict[str, Any] = {"unit": unit}
    if one is None or other is None:
        relation = "unknown"
        silent = [place for place, each in (("first", one), ("second", other)) if each is None]
        detail["silent"] = silent
    elif one == other and one.is_exact:
        relation = "same"
    elif one.low > other.high:
        relation = "more"
        detail["by"] = Interval(one.low - other.high, one.high - other.low).to_json()
    elif one.high < other.low:
        relation = "less"
        detail["by"] = Interval(other.low - one.high, other.high - one.low).to_json()
    first = one.to_json() if one else None
    return Aspect(name, first, other.to_json() if other else None, relation, detail)


def _outcomes(one: frozenset[str], other: frozenset[str]) -> Aspect:
    aspect = _sets("outcomes", one, other)
    if aspect.relation == "unknown":
        return aspect
    shared = len(one & other)
    covers = {"first": f"{shared}/{len(one)}", "second": f"{shared}/{len(other)}"}
    return Aspect(
        aspect.name,
        aspect.first,
        aspect.second,
        aspect.relation,
        aspect.detail | {"shared_of": covers},
    )


def _sets(name: str, one: Iterable[str], other: Iterable[str]) -> Aspect:
    a, b = frozenset(one), frozenset(other)
    relation: Relation = "different"
    if not a or not b:
        relation = "unknown"
    elif a == b:
        relation = "same"
    elif a > b:
        relation = "more"
    elif a < b:
        relation = "less"
    elif a & b:
        relation = "overlap"
    detail = {"shared": sorted(a & b), "only_first": sorted(a - b), "only_second": sorted(b - a)}
    return Aspect(name, sorted(a), sorted(b), relation, detail)
