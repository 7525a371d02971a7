"""`Achievement`: the template, what is the same for every learner."""

from __future__ import annotations

import json
from typing import Annotated, Final, Self
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field, model_validator

from elm_microcred.model.agents import Organisation
from elm_microcred.model.base import Iri, Record, matching
from elm_microcred.model.file import FileRecord, written_as
from elm_microcred.model.learning import (
    Assessment,
    LearningActivity,
    LearningOutcome,
    LearningSetting,
    ParticipationMode,
    QualityAssurance,
    Stackability,
    Validity,
)
from elm_microcred.model.text import LanguageTag, Text, localised
from elm_microcred.model.values import Concept, Identifier, Image, Line, Link, Note
from elm_microcred.model.volume import CreditPoints, Level, Workload
from elm_microcred.model.words import SystemRelation

ACHIEVEMENT_FORMAT: Final = "elm-microcred/achievement/1"

AchievementType = Annotated[
    str,
    matching(
        r"[A-Z][A-Za-z]*|ext:[A-Za-z0-9._-]+",
        "This is not an achievement type of Open Badges",
        expected="a term, as MicroCredential or Course, or ext:YourOwn",
    ),
]
"""A term of the enumeration of Open Badges 3.0, or an extension of it."""


class Achievement(FileRecord):
    """What can be achieved: title, outcomes, workload, level, assessment, quality, roles.

    The letters in brackets are the elements of Annex I of Council Recommendation
    2022/C 243/02: A1 to A11 are mandatory, B1 to B5 optional.

    Attributes:
        format: Name and version of this file form.
        id: IRI; made from the content (UUID version 5) where it is absent.
        version: Version of the achievement, as its owner counts.
        language: Main language: that of every bare string.
        title: Title (A2).
        description: What it is about.
        purpose: What it is for.
        achievement_type: A term of Open Badges 3.0 (`MicroCredential`, `Course`) or `ext:…`.
        identifiers: Course codes and the like.
        outcomes: Learning outcomes (A6).
        outcome_summary: The outcomes in one text (A6).
        workload: Notional workload (A7).
        credits: Credit points (A7).
        levels: Levels of EQF, national frameworks, QF-EHEA (A8).
        participation: Forms of participation (A10).
        learning_setting: Formal or non-formal.
        instruction_languages: Languages of instruction.
        activities: What learners do.
        assessments: How outcomes are assessed (A9, B2, B3).
        quality_assurance: Quality assurance with its evidence (A11).
        issuer: Who issues and signs, with its legal identity and seat (A3).
        authorised_by: Body that authorised the programme.
        providers: Who teaches.
        awarding_bodies: Who awards (A4); the issuer where none is named.
        assessors: Who assesses.
        accreditors: Who accredits.
        funders: Who pays.
        prerequisites: What is needed to enrol (B1).
        stackability: How it combines with others (B4).
        notes: Further information (B5).
        links: Further documents (B5).
        homepage: Its page (B5).
        thematic_areas: Fields of education (ISCED-F codes).
        system_relation: How it stands to the qualification system.
        legal_basis: The law that it rests on.
        validity: How long an award holds.
        image: Picture of the badge.
        tags: Words to find it by.
    """

    _half = "Achievement"

    format: Annotated[str, written_as(ACHIEVEMENT_FORMAT)] = ACHIEVEMENT_FORMAT
    id: Iri = ""
    version: Annotated[Line, Field(coerce_numbers_to_str=True)] | None = None
    language: LanguageTag = "en"
    title: Text
    description: Text | None = None
    purpose: Text | None = None
    achievement_type: AchievementType = "MicroCredential"
    identifiers: tuple[Identifier, ...] = ()
    outcomes: tuple[LearningOutcome, ...] = ()
    outcome_summary: Text | None = None
    workload: Workload | None = None
    credits: tuple[CreditPoints, ...] = ()
    levels: tuple[Level, ...] = ()
    participation: tuple[ParticipationMode, ...] = ()
    learning_setting: LearningSetting | None = None
    instruction_languages: tuple[LanguageTag, ...] = ()
    activities: tuple[LearningActivity, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    quality_assurance: tuple[QualityAssurance, ...] = ()
    issuer: Organisation | None = None
    authorised_by: Organisation | None = None
    providers: tuple[Organisation, ...] = ()
    awarding_bodies: tuple[Organisation, ...] = ()
    assessors: tuple[Organisation, ...] = ()
    accreditors: tuple[Organisation, ...] = ()
    funders: tuple[Organisation, ...] = ()
    prerequisites: Text | None = None
    stackability: Stackability | None = None
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    homepage: Iri | None = None
    thematic_areas: tuple[Concept, ...] = ()
    system_relation: SystemRelation | None = None
    legal_basis: Text | None = None
    validity: Validity | None = None
    image: Image | None = None
    tags: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _settled(self) -> Self:
        """Put bare strings into the main language, and give an id."""
        for name, value in tuple(self.__dict__.items()):
            new = localised(value, self.language, at=(name,))
            if new is not value:
                self.__dict__[name] = new
        if not self.id:
            self.__dict__["id"] = content_iri(self, leave_out="id")
        return self


def content_iri(record: Record, *, leave_out: str, **more: str) -> str:
    """A `urn:uuid:` of version 5 that depends on the members of a record (and on `more`) alone.

    The record's own unknown members and the member `leave_out` do not count (a table has
    columns for other purposes), nor does any order of members.
    """
    known = type(record).model_fields.keys() - {leave_out}
    members = {name: value for name, value in record.to_dict().items() if name in known}
    text = json.dumps(members | more, sort_keys=True, separators=(",", ":"))
    return f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
