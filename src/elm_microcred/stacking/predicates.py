"""`Predicate`: which parts a rule is about, as a value; and whether a part is one of them.

The answer is yes, no, or unknown: a part that does not say its level neither has level 6 nor
lacks it. Unknown never satisfies a rule, and never escapes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from elm_microcred.model.base import Quantity, refuse
from elm_microcred.stacking.language import Clause, Count, LevelRange, Many, Period, Range
from elm_microcred.stacking.parts import Entry, Interval

Truth = bool | None
"""Yes, no, or unknown (`None`)."""


class Skills(Clause):
    """Skills and outcomes by IRI: any of them, at least `n` of them, or all of them."""

    any_: Annotated[Many | None, Field(alias="any")] = None
    all_: Annotated[Many | None, Field(alias="all")] = None
    n: Count = 1

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.any_ is None) == (self.all_ is None):
            raise refuse("MODEL_MISSING", "One of two has to be said", expected="any, or all")
        if self.any_ is not None and not 1 <= self.n <= len(set(self.any_)):
            raise refuse(
                "RECIPE_IMPOSSIBLE",
                "There are not so many skills in the list",
                expected=f"1 to {len(set(self.any_))}",
                at=("n",),
                found=str(self.n),
            )
        return self


class Predicate(Clause):
    """Which parts are meant: every member that is given has to hold; none given, every part.

    Attributes:
        all_: Each of these holds.
        any_: One of these holds.
        not_: This does not hold.
        spec: What was achieved is one of these: by id, identifier or the recipe's `specs`.
        achievement: The achievement's own id is one of these.
        identifier: One of its identifiers is one of these.
        tag: It has one of these tags.
        role: It plays one of these roles (a tag `role:…`, or a role in the recipe's `specs`).
        isced: Its field of education begins with one of these codes.
        esco: Skills and outcomes that it has.
        eqf: Its level in the EQF.
        level: Its level in another framework.
        awarding_body: One of these awarded it: IRI or registered number, never a name.
        accreditor: One of these accredits it.
        country: An awarding body sits in one of these countries.
        origin: How it came about: `course`, `rpl` or `work`.
        mode: Its form of participation is one of these.
        language: Its language of instruction is one of these.
        min_credits: It has at least so many credits.
        awarded: When it was awarded.
    """

    all_: Annotated[tuple[Predicate, ...] | None, Field(alias="all", min_length=1)] = None
    any_: Annotated[tuple[Predicate, ...] | None, Field(alias="any", min_length=1)] = None
    not_: Annotated[Predicate | None, Field(alias="not")] = None
    spec: Many | None = None
    achievement: Many | None = None
    identifier: Many | None = None
    tag: Many | None = None
    role: Many | None = None
    isced: Many | None = None
    esco: Skills | None = None
    eqf: Range | None = None
    level: LevelRange | None = None
    awarding_body: Many | None = None
    accreditor: Many | None = None
    country: Many | None = None
    origin: Many | None = None
    mode: Many | None = None
    language: Many | None = None
    min_credits: Quantity | None = None
    awarded: Period | None = None


def holds(predicate: Predicate, entry: Entry, *, spec: str | None = None) -> Truth:
    """Whether a predicate holds for a part.

    Args:
        predicate: What is asked.
        entry: The part, in the terms of its recipe.
        spec: Take the part as being of this spec alone: a recognition decision said so.
    """
    unknown = False
    for name in predicate.model_fields_set:
        answer = _ANSWERS[name](getattr(predicate, name), entry, spec)
        if answer is False:
            return False
        unknown |= answer is None
    return None if unknown else True


def _specs(entry: Entry, spec: str | None) -> frozenset[str]:
    return entry.specs if spec is None else frozenset((spec,))


def _has(said: frozenset[str], wanted: Iterable[str]) -> Truth:
    return not said.isdisjoint(wanted)


def _meets(said: frozenset[str], wanted: Iterable[str]) -> Truth:
    return not said.isdisjoint(wanted) if said else None


def _in_fields(said: frozenset[str], begins: tuple[str, ...]) -> Truth:
    return any(code.startswith(begins) for code in said) if said else None


_ANSWERS: dict[str, Callable[[Any, Entry, str | None], Truth]] = {
    "all_": lambda inner, e, spec: _all(holds(each, e, spec=spec) for each in inner),
    "any_": lambda inner, e, spec: _any(holds(each, e, spec=spec) for each in inner),
    "not_": lambda inner, e, spec: _not(holds(inner, e, spec=spec)),
    "spec": lambda wanted, e, spec: _has(_specs(e, spec), wanted),
    "achievement": lambda wanted, e, _: e.part.achievement in wanted,
    "identifier": lambda wanted, e, _: _has(e.part.identifiers, wanted),
    "tag": lambda wanted, e, _: _has(e.part.tags, wanted),
    "role": lambda wanted, e, _: _has(e.roles, wanted),
    "isced": lambda begins, e, _: _in_fields(e.part.thematic, begins),
    "esco": lambda skills, e, _: _skilled(skills, e.part.outcomes),
    "eqf": lambda range_, e, _: within(e.levels.get("EQF"), range_.min, range_.max),
    "level": lambda r, e, _: within(e.levels.get(r.framework), r.min, r.max),
    "awarding_body": lambda wanted, e, _: _meets(e.part.awarding_bodies, wanted),
    "accreditor": lambda wanted, e, _: _meets(e.part.accreditors, wanted),
    "country": lambda wanted, e, _: _meets(e.part.countries, wanted),
    "origin": lambda wanted, e, _: e.part.origin in wanted,
    "mode": lambda wanted, e, _: _meets(e.part.modes, wanted),
    "language": lambda wanted, e, _: _meets(e.part.languages, wanted),
    "min_credits": lambda least, e, _: within(e.credits, least, None),
    "awarded": lambda period, e, _: _in_period(e.part.awarded_at, period),
}
"""By member of a predicate: whether it holds for a part."""


def _all(answers: Iterable[Truth]) -> Truth:
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown |= answer is None
    return None if unknown else True


def _any(answers: Iterable[Truth]) -> Truth:
    return _not(_all(_not(answer) for answer in answers))


def _not(answer: Truth) -> Truth:
    return None if answer is None else not answer


def _skilled(skills: Skills, outcomes: frozenset[str]) -> Truth:
    if not outcomes:
        return None
    if skills.all_ is not None:
        return outcomes.issuperset(skills.all_)
    return len(outcomes.intersection(skills.any_ or ())) >= skills.n


def within(value: Interval | None, least: Decimal | None, most: Decimal | None) -> Truth:
    """Whether an interval lies in a range as a whole; unknown where it lies there in part."""
    if value is None:
        return None
    low, high = value
    return _all(
        (
            None if least is not None and low < least <= high else least is None or low >= least,
            None if most is not None and low <= most < high else most is None or high <= most,
        )
    )


def _in_period(moment: datetime | None, period: Period) -> Truth:
    if moment is None:
        return None
    return (period.after is None or moment >= period.after) and (
        period.before is None or moment < period.before
    )
