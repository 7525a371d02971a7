"""`MicroCredential`: an achievement awarded to a learner."""

from __future__ import annotations

from typing import Any, Self

from pydantic import model_validator

from elm_microcred.model.achievement import Achievement, content_iri
from elm_microcred.model.award import OVERRIDES, Award
from elm_microcred.model.file import FileRecord
from elm_microcred.model.text import localised


class MicroCredential(FileRecord):
    """An `Achievement` and an `Award`, made one.

    The award's bare strings are put into the achievement's main language, what the award
    overrides is moved into the achievement, and an award without an id gets one that
    depends on the content alone: `achievement` is then what holds for this learner, and
    two equal inputs give one credential.

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
        award = localised(self.award, self.achievement.language)
        given = {name: getattr(award, name) for name in OVERRIDES if getattr(award, name)}
        if given:
            empty = {name: Award.model_fields[name].default for name in given}
            self.__dict__["achievement"] = self.achievement.model_copy(update=given)
            award = award.model_copy(update=empty)
        if award.id is None:
            iri = content_iri(award, leave_out="id", achievement=self.achievement.id)
            award = award.model_copy(update={"id": iri})
        self.__dict__["award"] = award
        return self
