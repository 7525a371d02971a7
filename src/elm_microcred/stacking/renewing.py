"""What expires, what must be renewed by when, and which credential renews which: `renewals`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from elm_microcred.model.learning import read_period
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.stacking.durations import plus
from elm_microcred.stacking.parts import Part
from elm_microcred.stacking.reading import part_of
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.verification import Verification


class Due(StrEnum):
    """How a credential stands.

    `renewed`: another one has taken its place. `expired`: it holds no more. `due`: it ends within
    the time asked about. `later`: it ends after that. `endless`: it does not end.
    """

    RENEWED = "renewed"
    EXPIRED = "expired"
    DUE = "due"
    LATER = "later"
    ENDLESS = "endless"


@dataclass(frozen=True, slots=True)
class Renewal:
    """One credential and when it has to be renewed.

    Attributes:
        part: The credential.
        state: How it stands.
        ends_at: When it ends; `None` if it does not.
        because: What says so: `credential` (its own end), `achievement` (the period that an award
            holds for) or `recipe` (how old a part may be).
        renewed_by: Id of the credential that takes its place.
        how: What has to be done to renew it, in the languages that its achievement says it in.
    """

    part: Part
    state: Due
    ends_at: datetime | None
    because: str
    renewed_by: str | None
    how: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """This renewal as JSON."""
        return {
            "id": self.part.id,
            "title": dict(self.part.title.items()),
            "state": self.state.value,
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "because": self.because,
            "renewed_by": self.renewed_by,
            "how": self.how,
        }


def renewals(
    parts: Sequence[Verification | MicroCredential | Part],
    within: str,
    *,
    now: datetime | None = None,
    recipe: Recipe | None = None,
) -> list[Renewal]:
    """Every credential with its end, the first to end first; those without an end come last.

    Args:
        parts: The credentials.
        within: How far to look ahead: a period as `P90D` or `P1Y`.
        now: The time; that of the clock if absent.
        recipe: A recipe that lets parts count for some time only.

    Raises:
        PydanticCustomError: If `within` is no period.
    """
    moment = now or datetime.now(UTC)
    horizon = plus(moment, str(read_period(within)))
    read = [part_of(each) for each in parts]
    found = [_renewal(part, read, moment, horizon, recipe) for part in read]
    return sorted(found, key=lambda r: (r.ends_at is None, r.ends_at or moment, r.part.id))


def _renewal(
    part: Part, parts: Iterable[Part], now: datetime, horizon: datetime, recipe: Recipe | None
) -> Renewal:
    ends_at, because = end_of(part, recipe)
    newer = _successor(part, parts, recipe)
    if newer is not None:
        state = Due.RENEWED
    elif ends_at is None:
        state = Due.ENDLESS
    elif ends_at <= now:
        state = Due.EXPIRED
    else:
        state = Due.DUE if ends_at <= horizon else Due.LATER
    validity = part.micro.achievement.validity if part.micro else None
    how = dict(validity.renewal.items()) if validity and validity.renewal else {}
    return Renewal(part, state, ends_at, because, newer.id if newer else None, how)


def end_of(part: Part, recipe: Recipe | None = None) -> tuple[datetime | None, str]:
    """When a credential ends, and what says so: whatever is first."""
    ends: list[tuple[datetime, str]] = []
    if part.valid_until is not None:
        ends.append((part.valid_until, "credential"))
    validity = part.micro.achievement.validity if part.micro else None
    start = part.awarded_at
    if part.valid_until is None and validity and validity.period and start is not None:
        ends.append((plus(start, validity.period), "achievement"))
    within = recipe.each.awarded_within if recipe else None
    if within is not None and start is not None:
        ends.append((plus(start, within), "recipe"))
    return min(ends, default=(None, ""))


def _successor(part: Part, parts: Iterable[Part], recipe: Recipe | None) -> Part | None:
    """The credential that takes a part's place: it says so, or is of the same and ends later."""
    named = [each for each in parts if each.renewal_of == part.id and each.id != part.id]
    if named:
        return min(named, key=lambda each: each.id)
    own, _ = end_of(part, recipe)
    if own is None or not part.achievement:
        return None
    later = []
    for each in parts:
        other, _ = end_of(each, recipe)
        same = each.id != part.id and each.achievement == part.achievement
        if same and (other is None or other > own) and each.standing.authentic is not False:
            later.append(each)
    return min(later, key=lambda each: each.id, default=None)
