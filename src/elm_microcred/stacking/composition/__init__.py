"""The larger credential: from a report to a document that its awarding body signs.

```python
document = compose(report, award, to="elm")
secured = sign(document, signer)
```

The parts go with it: byte by byte as evidence, or as digests; and with them the recipe and the
report, so that anybody can replay the assessment (`elm_microcred.stacking.replaying`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from elm_microcred.errors import StackingError, UsageError
from elm_microcred.model.achievement import Achievement
from elm_microcred.model.award import Award
from elm_microcred.model.learning import Stackability
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.model.values import Reference
from elm_microcred.stacking.composition.badge import badge_document
from elm_microcred.stacking.composition.elm import elm_document
from elm_microcred.stacking.composition.provenance import provenance_of
from elm_microcred.stacking.composition.record import record_document
from elm_microcred.stacking.composition.whole import Whole
from elm_microcred.stacking.durations import plus
from elm_microcred.stacking.recipe import MIN_OF_PARTS, Recipe
from elm_microcred.stacking.report import StackReport

Target = Literal["elm", "clr-2", "open-badge-3"]

_WRITERS: dict[str, Callable[[Whole], dict[str, Any]]] = {
    "elm": elm_document,
    "clr-2": record_document,
    "open-badge-3": badge_document,
}

__all__ = ["Target", "compose"]


def compose(
    report: StackReport,
    award: Award,
    *,
    to: Target = "elm",
    achievement: Achievement | None = None,
    copies: bool = True,
    id: str | None = None,
    issuer_id: str | None = None,
) -> dict[str, Any]:
    """The larger credential, not secured yet.

    Args:
        report: The assessment; only what satisfies its recipe can be awarded.
        award: To whom, when and where; where it names no learner, the one of the parts.
        to: `elm` (a qualification with its parts), `clr-2` (a learner record) or `open-badge-3`.
        achievement: What is awarded; the recipe's own target if absent.
        copies: Whether the parts go with it byte by byte; if not, their digests do.
        id: Id of the credential, instead of the award's.
        issuer_id: Id of the issuer, instead of its own: the controller of the signer's key.

    Raises:
        StackingError: If the recipe is not satisfied, or nobody says what is awarded.
        MappingError: If the format asks for something that is missing.
    """
    if to not in _WRITERS:
        raise UsageError(
            "USAGE",
            "No larger credential of this format can be made.",
            found=str(to),
            expected=", ".join(_WRITERS),
        )
    if not report.satisfied or report.taken:
        raise StackingError(
            "STACK_NOT_AWARDABLE",
            "What is held does not satisfy the recipe: nothing can be awarded for it.",
            found=report.outcome.value if not report.taken else "a plan",
            expected="a satisfied report of `stack`",
        )
    target = achievement or report.recipe.achievement()
    if target is None:
        raise StackingError(
            "STACK_NOT_AWARDABLE",
            "Nobody says what is awarded: the recipe names no more than an id.",
            found=report.recipe.target_id,
            expected="a target in the recipe, or the argument achievement",
        )
    whole = Whole(
        MicroCredential(_stackable(target, report), _completed(award, report)),
        report,
        provenance_of(report),
        copies=copies,
        id=id,
        issuer_id=issuer_id,
    )
    return _WRITERS[to](whole)


def _stackable(target: Achievement, report: StackReport) -> Achievement:
    """The achievement with what the recipe says of it."""
    outcome = report.recipe.outcome
    said = target.stackability or Stackability()
    update: dict[str, Any] = {
        "entitles_to": (*said.entitles_to, *(Reference(title=t) for t in outcome.entitlements))
    }
    if outcome.kind != "credit-statement":
        update["partial_qualification"] = outcome.kind == "partial"
    return target.model_copy(update={"stackability": said.model_copy(update=update)})


def _completed(award: Award, report: StackReport) -> Award:
    """The award with its learner, its date and its end, where it says none."""
    update: dict[str, Any] = {}
    if award.learner.identity == "none":
        holders = sorted({p.entry.part.holder for p in report.placed if p.entry.part.holder})
        if len(holders) == 1:
            update["learner"] = award.learner.model_copy(update={"id": holders[0]})
    awarded = award.awarded_at or report.assessed_at
    update["awarded_at"] = awarded
    if award.valid_until is None:
        update["valid_until"] = _end(report.recipe, report, awarded)
    return award.model_copy(update=update)


def _end(recipe: Recipe, report: StackReport, awarded: datetime) -> datetime | None:
    validity = recipe.outcome.validity
    if validity is None:
        return None
    if validity == MIN_OF_PARTS:
        ends = [p.entry.part.valid_until for p in report.placed]
        return min((end for end in ends if end is not None), default=None)
    return plus(awarded, validity)
