"""What is learned and how it is assessed and assured."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from elm_microcred.model import words
from elm_microcred.model.agents import Organisation
from elm_microcred.model.base import Instant, Iri, Record, is_absolute_iri, refuse
from elm_microcred.model.text import LanguageTag, Text
from elm_microcred.model.values import Concept, Link, Reference, one_of
from elm_microcred.model.volume import Workload

ParticipationMode = Annotated[Concept, one_of(words.PARTICIPATION_MODES)]
AssessmentType = Annotated[Concept, one_of(words.ASSESSMENT_TYPES)]
ActivityType = Annotated[Concept, one_of(words.ACTIVITY_TYPES)]
Supervision = Annotated[Concept, one_of(words.SUPERVISION)]
QualityAssuranceType = Annotated[Concept, one_of(words.QUALITY_ASSURANCE_TYPES)]
LearningSetting = Annotated[Concept, one_of(words.LEARNING_SETTINGS)]
OutcomeKind = Annotated[Concept, one_of(words.OUTCOME_KINDS)]
ReuseLevel = Annotated[Concept, one_of(words.REUSE_LEVELS)]


class LearningOutcome(Record):
    """What the learner knows, understands and can do (A6). A bare string is its title.

    Attributes:
        id: IRI of the outcome, where it has one.
        title: The outcome itself.
        description: More about it.
        kind: Knowledge or skill.
        reuse_level: How far it can be reused.
        skills: Skills of ESCO or of other frameworks that it relates to.
    """

    id: Iri | None = None
    title: Text
    description: Text | None = None
    kind: OutcomeKind | None = None
    reuse_level: ReuseLevel | None = None
    skills: tuple[Concept, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value


class GradingScheme(Record):
    """How grades are given. A bare string is its title."""

    id: Iri | None = None
    title: Text
    description: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value


def _titled_by_type(value: Any, meanings: dict[str, str]) -> Any:
    """The record with its title, where it has none, taken from its type."""
    if isinstance(value, str):
        value = {"type": value}
    if not isinstance(value, dict) or value.get("title") is not None:
        return value
    kind = value.get("type")
    kind = kind.to_dict() if isinstance(kind, Concept) else kind
    word, label = (kind.get("code"), kind.get("label")) if isinstance(kind, dict) else (kind, None)
    if isinstance(word, str) and word in meanings:
        return {**value, "title": {"en": meanings[word][0].upper() + meanings[word][1:]}}
    if label is None and isinstance(word, str) and not is_absolute_iri(word):
        return {**value, "title": word}  # no word of ours: said once, about the type
    return {**value, "title": label}


class Assessment(Record):
    """How the outcomes were assessed (A9, B2, B3). A bare string is its type.

    Attributes:
        id: IRI; a result may name it. Where it is absent, results are matched by order.
        title: Name; taken from the type where it is absent.
        description: More about it.
        type: Type of assessment.
        mode: Form of participation in the assessment.
        supervision: Supervision and identity verification (B2).
        language: Language of the assessment.
        grading_scheme: How grades are given.
    """

    id: Iri | None = None
    title: Text
    description: Text | None = None
    type: AssessmentType | None = None
    mode: ParticipationMode | None = None
    supervision: Supervision | None = None
    language: LanguageTag | None = None
    grading_scheme: GradingScheme | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_title(cls, value: Any) -> Any:
        return _titled_by_type(value, words.ASSESSMENT_TYPES)


class LearningActivity(Record):
    """What learners do: a course, a workshop, work. A bare string is its type.

    Attributes:
        id: IRI of the activity.
        title: Name; taken from the type where it is absent.
        description: More about it.
        type: Type of learning activity.
        mode: Form of participation.
        workload: Its own share of learning time.
        language: Language of instruction.
    """

    id: Iri | None = None
    title: Text
    description: Text | None = None
    type: ActivityType | None = None
    mode: ParticipationMode | None = None
    workload: Workload | None = None
    language: LanguageTag | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_title(cls, value: Any) -> Any:
        return _titled_by_type(value, words.ACTIVITY_TYPES)


class QualityAssuranceScope(StrEnum):
    """What the quality assurance covers."""

    PROGRAMME = "programme"
    INSTITUTION = "institution"


class QualityAssurance(Record):
    """Quality assurance that stands behind the achievement, with its evidence (A11).

    A bare string is its type.

    Attributes:
        id: IRI of the accreditation or decision.
        title: Name; taken from the type where it is absent.
        description: More about it.
        type: Type of quality assurance.
        scope: Whether the programme or the awarding institution is assured.
        agency: Who assures.
        decision: The decision, as a concept.
        report: Report or register entry that proves it.
        homepage: Page about it.
        decided_at: Date of the decision.
        expires_at: Until when it holds.
    """

    id: Iri | None = None
    title: Text
    description: Text | None = None
    type: QualityAssuranceType | None = None
    scope: QualityAssuranceScope = QualityAssuranceScope.PROGRAMME
    agency: Organisation | None = None
    decision: Concept | None = None
    report: Link | None = None
    homepage: Iri | None = None
    decided_at: Instant | None = None
    expires_at: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_title(cls, value: Any) -> Any:
        return _titled_by_type(value, words.QUALITY_ASSURANCE_TYPES)


class Stackability(Record):
    """How it combines with other credentials (B4). A bare string is the statement.

    Attributes:
        statement: In words.
        partial_qualification: Whether it is part of a qualification; `None` if not stated.
        part_of: Larger achievements that it counts towards.
        has_part: Smaller achievements that it is made of.
        entitles_to: What it gives a right to.
    """

    statement: Text | None = None
    partial_qualification: bool | None = None
    part_of: tuple[Reference, ...] = ()
    has_part: tuple[Reference, ...] = ()
    entitles_to: tuple[Reference, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"statement": value} if isinstance(value, str) else value


_PERIOD = re.compile(
    r"P(?=[0-9])(?P<rest>([0-9]{1,4}Y)?([0-9]{1,4}M)?)"
    r"((?P<weeks>[0-9]{1,4})W)?((?P<days>[0-9]{1,6})D)?"
)
_MOST_DAYS = 999_999


def read_period(value: object) -> object:
    """A period of whole years, months and days, its weeks as days; for validators."""
    match = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    days = int(match["days"] or 0) + 7 * int(match["weeks"] or 0) if match else 0
    if match is None or days > _MOST_DAYS:
        raise refuse(
            "MODEL_VALUE",
            "This is not a period of whole years, months, weeks or days",
            expected="an ISO 8601 duration, as P3Y or P6M",
        )
    return f"P{match['rest']}{days}D" if match["weeks"] else value


Period = Annotated[str, BeforeValidator(read_period)]
"""A period of whole years, months and days; weeks, which XML Schema does not know, are days."""


class Validity(Record):
    """How long an award holds, and how it is renewed. A bare string is the period.

    Attributes:
        period: ISO 8601 duration from the award on, in whole years, months and days.
        renewal: What has to be done to renew it.
    """

    period: Period | None = None
    renewal: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"period": value} if isinstance(value, str) else value
