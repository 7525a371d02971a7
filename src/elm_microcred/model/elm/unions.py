"""Unions of classes: the type of a node says which of them it is."""

# Made by tools/elm/classes.py from the tables: change those.

from typing import Annotated

from elm_microcred.model.elm.agents import Agent, Organisation, Person
from elm_microcred.model.elm.claims import (
    Claim,
    LearningAchievement,
    LearningActivity,
    LearningAssessment,
    LearningEntitlement,
)
from elm_microcred.model.elm.concepts import Identifier, LegalIdentifier
from elm_microcred.model.elm.outcomes import (
    LearningAchievementSpecification,
    Qualification,
    QualificationReference,
)
from elm_microcred.model.elm.reading import ByType

AnyAgent = Annotated[Agent | Person | Organisation, ByType()]
AnyOrganisation = Annotated[Agent | Organisation, ByType()]
AnyIdentifier = Annotated[Identifier | LegalIdentifier, ByType()]
AnyClaim = Annotated[
    Claim | LearningAchievement | LearningActivity | LearningAssessment | LearningEntitlement,
    ByType(),
]
AnyAchievementSpecification = Annotated[LearningAchievementSpecification | Qualification, ByType()]
AnyAchievementReference = Annotated[
    LearningAchievementSpecification | Qualification | QualificationReference,
    ByType(),
]
