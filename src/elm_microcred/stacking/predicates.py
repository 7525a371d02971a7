"""`Predicate`: which parts a rule is about, as a value; and whether a part is one of them.

The answer is yes, no, or unknown: a part that does not say its level neither has level 6 nor
lacks it. Unknown never satisfies a rule, and never escapes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

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
    return _all(_answers(predicate, entry, spec))


def _answers(predicate: Predicate, entry: Entry, spec: str | None) -> Iterable[Truth]:
    part = entry.part
    specs = entry.specs if spec is None else frozenset([spec])
    for each in predicate.all_ or ():
        yield holds(each, entry, spec=spec)
    if predicate.any_ is not None:
        yield _any(holds(each, entry, spec=spec) for each in predicate.any_)
    if predicate.not_ is not None:
        yield _not(holds(predicate.not_, entry, spec=spec))
    if predicate.spec is not None:
        yield not specs.isdisjoint(predicate.spec)
    if predicate.achievement is not None:
        yield part.achievement in predicate.achievement
    for wanted, said in (
        (predicate.identifier, part.identifiers),
        (predicate.tag, part.tags),
        (predicate.role, entry.roles),
    ):
        if wanted is not None:
            yield not said.isdisjoint(wanted)
    if predicate.origin is not None:
        yield part.origin in predicate.origin
    if predicate.isced is not None:
        begins = predicate.isced
        yield any(c.startswith(begins) for c in part.thematic) if part.thematic else None
    for wanted, said in (
        (predicate.awarding_body, part.awarding_bodies),
        (predicate.accreditor, part.accreditors),
        (predicate.country, part.countries),
        (predicate.mode, part.modes),
        (predicate.language, part.languages),
    ):
        if wanted is not None:
            yield _meets(said, wanted)
    if predicate.esco is not None:
        yield _skilled(predicate.esco, part.outcomes)
    if predicate.eqf is not None:
        yield within(entry.levels.get("EQF"), predicate.eqf.min, predicate.eqf.max)
    if predicate.level is not None:
        level = predicate.level
        yield within(entry.levels.get(level.framework), level.min, level.max)
    if predicate.min_credits is not None:
        yield within(entry.credits, predicate.min_credits, None)
    if predicate.awarded is not None:
        yield _in_period(part.awarded_at, predicate.awarded)


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


def _meets(said: frozenset[str], wanted: Iterable[str]) -> Truth:
    return not said.isdisjoint(wanted) if said else None


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
