"""`MicroCredential`: an achievement awarded to a learner."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from elm_microcred.model.achievement import Achievement, content_iri
from elm_microcred.model.award import OVERRIDES, Award
from elm_microcred.model.base import refuse
from elm_microcred.model.file import FileRecord
from elm_microcred.model.text import localised


class MicroCredential(FileRecord):
    """An `Achievement` and an `Award`, made one.

    The award's bare strings are put into the achievement's main language, what the award
    overrides is moved into the achievement, and an award without an id gets one that
    depends on the content alone: `achievement` is then what holds for this learner, and
    two equal inputs give one credential.

    What stands for what is absent is filled in too, so that every mapping says the same: the
    issuer awards where no awarding body is named, the first awarding body issues where no
    issuer is; the award dates the issue, and the issue the beginning of validity; a result
    without the id of its assessment takes that of the assessment in its place.

    Attributes:
        achievement: What was achieved.
        award: By whom, when, where and how well.
    """

    achievement: Achievement
    award: Award

    def __init__(self, achievement: Any = None, award: Any = None, /, **members: Any) -> None:
        if achievement is not None:
            members["achievement"] = achievement
        if award is not None:
            members["award"] = award
        super().__init__(**members)

    @model_validator(mode="after")
    def _made_one(self) -> Self:
        award = localised(self.award, self.achievement.language, at=("award",))
        if award.id is None:
            iri = content_iri(award, leave_out="id", achievement=self.achievement.id)
            award = award.model_copy(update={"id": iri})
        given = {name: getattr(award, name) for name in OVERRIDES if getattr(award, name)}
        if given:
            self.__dict__["achievement"] = self.achievement.model_copy(update=given)
            award = award.model_copy(
                update={name: Award.model_fields[name].default for name in given}
            )
        self.__dict__["achievement"] = _with_roles(self.achievement)
        self.__dict__["award"] = _with_results(_with_dates(award), self.achievement)
        return self

    def _repr_html_(self) -> str:
        """This micro-credential as a table of HTML, which a notebook shows."""
        from elm_microcred.notebooks import micro_credential_table

        return micro_credential_table(self)


def _with_roles(achievement: Achievement) -> Achievement:
    issuer, bodies = achievement.issuer, achievement.awarding_bodies
    if issuer is not None and not bodies:
        return achievement.model_copy(update={"awarding_bodies": (issuer,)})
    if issuer is None and bodies:
        return achievement.model_copy(update={"issuer": bodies[0]})
    return achievement


def _with_dates(award: Award) -> Award:
    issued_at = award.issued_at or award.awarded_at
    valid_from = award.valid_from or issued_at
    if valid_from and award.valid_until and award.valid_until < valid_from:
        raise refuse(
            "MODEL_VALUE",
            "The validity would end before it begins, which is the date of issuing",
            expected="valid_from <= valid_until; state valid_from",
            at=("award", "valid_until"),
        )
    return award.model_copy(update={"issued_at": issued_at, "valid_from": valid_from})


def _with_results(award: Award, achievement: Achievement) -> Award:
    ids = [assessment.id for assessment in achievement.assessments]
    results = tuple(
        result.model_copy(update={"assessment": ids[place]})
        if result.assessment is None and place < len(ids)
        else result
        for place, result in enumerate(award.results)
    )
    return award.model_copy(update={"results": results})
