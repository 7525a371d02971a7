"""What can be had: a catalogue of achievements with their price, as parts for `plan`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from elm_microcred.errors import ModelError, StackingError
from elm_microcred.model.achievement import Achievement
from elm_microcred.model.base import Iri, Quantity
from elm_microcred.model.findings import problems
from elm_microcred.stacking.language import Clause
from elm_microcred.stacking.parts import Part, Standing, Status
from elm_microcred.stacking.reading import described


class _Offer(Clause):
    """One row of a catalogue."""

    achievement: dict[str, Any]
    id: Iri | None = None
    cost: Quantity | None = None


class _Catalogue(Clause):
    """A catalogue: `{"offerings": [{"achievement": {…}, "cost": "120"}]}`."""

    offerings: tuple[_Offer, ...]


def offering(
    achievement: Achievement, *, id: str | None = None, cost: Quantity | None = None
) -> Part:
    """What a learner would hold who took this: a part that `plan` may choose.

    Args:
        achievement: What can be achieved.
        id: Id of the offer; that of the achievement if absent.
        cost: What it costs, in any one currency.
    """
    return Part(
        id=id or achievement.id,
        standing=Standing(True, Status.ACTIVE),
        cost=cost,
        **described(achievement),
    )


def catalogue(data: Mapping[str, Any]) -> tuple[Part, ...]:
    """The offerings of a catalogue, parsed JSON.

    Raises:
        StackingError: If it is no catalogue; each problem says where, and why.
    """
    try:
        read = _Catalogue.model_validate(data)
    except ValidationError as error:
        raise StackingError.from_problems(problems(error)) from error
    parts = []
    for place, each in enumerate(read.offerings):
        try:
            achievement = Achievement.parse(each.achievement)
        except ModelError as error:
            at = f"/offerings/{place}/achievement"
            raise StackingError.from_problems([p.at(at) for p in error.problems]) from error
        parts.append(offering(achievement, id=each.id, cost=each.cost))
    return tuple(parts)
