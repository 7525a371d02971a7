"""Outcomes, activities, assessments, and the achievement that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from elm_microcred.mapping.builders.values import (
    Number,
    Term,
    Text,
    concept,
    concepts,
    duration,
    moment,
    note,
    purpose_note,
    several,
)
from elm_microcred.model import CreditPoints
from elm_microcred.model.elm.agents import Organisation
from elm_microcred.model.elm.claims import (
    AwardingProcess,
    LearningAchievement,
    LearningActivity,
    LearningAssessment,
)
from elm_microcred.model.elm.grading import CreditPoint, GradingScheme
from elm_microcred.model.elm.opportunities import AwardingOpportunity
from elm_microcred.model.elm.outcomes import (
    LearningAchievementSpecification,
    LearningOutcome,
    Qualification,
)
from elm_microcred.model.elm.places import Address, Location
from elm_microcred.model.elm.quality import Accreditation
from elm_microcred.model.elm.specifications import (
    LearningActivitySpecification,
    LearningAssessmentSpecification,
)

By = Organisation | Sequence[Organisation]
"""Who awards; several award together."""


def outcome(
    title: Text,
    *,
    kind: Term | None = None,
    reuse: Term | None = None,
    esco: Term | Iterable[Term] | None = None,
) -> LearningOutcome:
    """What a learner knows, understands and can do.

    Args:
        title: The outcome.
        kind: `knowledge` or `skill`.
        reuse: How far it can be reused.
        esco: Skills of ESCO, by IRI.
    """
    members: dict[str, Any] = {"title": title}
    if kind is not None:
        members["dc_type"] = concept("skill-type", kind)
    if reuse is not None:
        members["reusability_level"] = concept("skill-reuse-level", reuse)
    skills = concepts("esco-skill", esco)
    return LearningOutcome(**members, **_some(related_esco_skill=skills))


def activity(
    title: Text,
    *,
    by: By,
    on: date | str | None = None,
    description: Text | None = None,
    kind: Term | None = None,
    mode: Term | Iterable[Term] | None = None,
    hours: Number | None = None,
    language: Term | None = None,
    taught_by: By | None = None,
) -> LearningActivity:
    """What a learner did in order to learn.

    Args:
        title: Title.
        by: Who attests it.
        on: When.
        description: More about it.
        kind: Type of activity: `e-learning`, `workshop`, `internship`, …
        mode: Form of participation: `presential`, `online`, `blended`, …
        hours: Hours of work.
        language: Language of instruction.
        taught_by: Who led it.
    """
    specification = LearningActivitySpecification(
        title=title,
        **_some(
            dc_type=concepts("learning-activity", kind),
            mode=concepts("learning-assessment", mode),
            language=concepts("language", language),
            volume_of_learning=duration(hours=hours),
        ),
    )
    return LearningActivity(
        title=title,
        awarded_by=_awarded(by, on),
        specified_by=specification,
        **_some(description=description, directed_by=several(taught_by, Organisation)),
    )


def assessment(
    title: Text,
    *,
    by: By,
    grade: Text,
    on: date | str | None = None,
    description: Text | None = None,
    kind: Term | None = None,
    mode: Term | Iterable[Term] | None = None,
    supervision: Term | None = None,
    language: Term | None = None,
    scheme: Text | None = None,
    assessed_by: By | None = None,
) -> LearningAssessment:
    """How a learner was assessed, and the grade, which ELM asks of every assessment.

    Args:
        title: Title.
        by: Who attests it.
        grade: The grade, or in words that it was passed.
        on: When.
        description: More about it.
        kind: Type of assessment: `written-examination`, `portfolio`, `project`, …
        mode: Form of participation.
        supervision: Supervision and identity check: `supervised-with-identity-check`, …
        language: Language of the assessment.
        scheme: How grades are given.
        assessed_by: Who assessed, where it is somebody else.
    """
    grading = None if scheme is None else GradingScheme(title=scheme)
    specification = LearningAssessmentSpecification(
        title=title,
        **_some(
            dc_type=concepts("assessment", kind),
            mode=concepts("learning-assessment", mode),
            language=concepts("language", language),
            grading_scheme=grading,
        ),
    )
    supervised = None
    if supervision is not None:
        supervised = concept("supervision-verification", supervision)
    return LearningAssessment(
        title=title,
        awarded_by=_awarded(by, on),
        grade=note(grade),
        specified_by=specification,
        **_some(
            description=description,
            id_verification=supervised,
            date_issued=None if on is None else moment(on),
            assessed_by=several(assessed_by, Organisation),
        ),
    )


def achievement(
    title: Text,
    *,
    by: By,
    on: date | str | None = None,
    place: str | None = None,
    description: Text | None = None,
    purpose: Text | None = None,
    outcomes: Iterable[LearningOutcome | Text] = (),
    activities: Iterable[LearningActivity] = (),
    assessments: Iterable[LearningAssessment] = (),
    parts: Iterable[LearningAchievement] = (),
    ects: Number | None = None,
    credits: tuple[Number, str] | None = None,
    hours: Number | None = None,
    longest_months: int | None = None,
    eqf: Number | None = None,
    nqf: Term | Iterable[Term] | None = None,
    field: Term | Iterable[Term] | None = None,
    mode: Term | Iterable[Term] | None = None,
    setting: Term | None = None,
    language: Term | Iterable[Term] | None = None,
    requirements: Text | None = None,
    accredited: Accreditation | None = None,
    partial: bool | None = None,
) -> LearningAchievement:
    """What a learner has achieved, with what it is a case of.

    That is a `Qualification` where a level, an accreditation or a qualification is spoken of, for
    ELM has them there only; else a `LearningAchievementSpecification`.

    Args:
        title: Title.
        by: Who awards; several award a joint degree.
        on: When it was awarded.
        place: Code of the country where it was awarded.
        description: What it is about.
        purpose: What it is for.
        outcomes: Learning outcomes.
        activities: What the learner did.
        assessments: How the learner was assessed.
        parts: Smaller achievements that it is made of.
        ects: Credits of ECTS, of the achievement and of this learner.
        credits: Credits of another system: how many, and of which.
        hours: Notional hours of work.
        longest_months: Longest time that a learner may take.
        eqf: Level of the European Qualifications Framework.
        nqf: Levels of national frameworks, as `LQF Level 6`.
        field: Fields of education, by code of ISCED-F.
        mode: Forms of participation.
        setting: `formal` or `non-formal`.
        language: Languages of instruction.
        requirements: What is needed to enrol.
        accredited: Accreditation of the programme.
        partial: Whether it is a part of a qualification.

    Raises:
        ModelError: If a value cannot be, or a vocabulary has no such concept.
    """
    awarded, joined = _awarded(by, on, place), tuple(parts)
    points = _points(ects, credits)
    levels = concepts("qdr", nqf)
    qualified = any(isinstance(part.specified_by, Qualification) for part in joined)
    if any(given is not None for given in (eqf, accredited, partial)) or levels:
        qualified = True
    if qualified:  # the parts of a qualification are qualifications
        joined = tuple(map(_qualified, joined))
    made: dict[str, Any] = _some(
        description=description,
        learning_outcome=tuple(_outcome(each) for each in outcomes),
        credit_point=points,
        volume_of_learning=duration(hours=hours),
        maximum_duration=duration(months=longest_months),
        thematic_area=concepts("isced-f", field),
        mode=concepts("learning-assessment", mode),
        learning_setting=None if setting is None else concept("learning-setting", setting),
        language=concepts("language", language),
        entry_requirement=None if requirements is None else note(requirements),
        additional_note=() if purpose is None else (purpose_note(purpose),),
        has_part=tuple(part.specified_by for part in joined if part.specified_by is not None),
    )
    specification: LearningAchievementSpecification | Qualification
    if qualified:
        made |= _some(
            eqf_level=None if eqf is None else concept("eqf", str(eqf)),
            nqf_level=levels,
            accreditation=() if accredited is None else (accredited,),
            is_partial_qualification=partial,
            awarding_opportunity=(AwardingOpportunity(awarding_body=awarded.awarding_body),),
        )
        specification = Qualification(title=title, **made)
    else:
        specification = LearningAchievementSpecification(title=title, **made)
    return LearningAchievement(
        title=title,
        awarded_by=awarded,
        specified_by=specification,
        **_some(
            description=description,
            credit_received=points,
            influenced_by=tuple(activities),
            proven_by=tuple(assessments),
            has_part=joined,
        ),
    )


def _qualified(claim: LearningAchievement) -> LearningAchievement:
    """The claim with what it is a case of as a qualification, and so its parts."""
    of = claim.specified_by
    if not isinstance(of, LearningAchievementSpecification):
        return claim
    parts = tuple(map(_qualified, claim.has_part))
    members = {name: value for name, value in of.__dict__.items() if name in of.model_fields_set}
    members |= _some(has_part=tuple(part.specified_by for part in parts))
    members.pop("type", None)
    if claim.awarded_by is not None:
        opportunity = AwardingOpportunity(awarding_body=claim.awarded_by.awarding_body)
        members["awarding_opportunity"] = (opportunity,)
    qualification = Qualification(**members)
    return claim.model_copy(update=_some(specified_by=qualification, has_part=parts))


def _awarded(by: By, on: date | str | None, place: str | None = None) -> AwardingProcess:
    where = None
    if place is not None:
        where = Location(address=(Address(country_code=concept("country", place)),))
    return AwardingProcess(
        awarding_body=several(by, Organisation),
        **_some(awarding_date=None if on is None else moment(on), location=where),
    )


def _points(ects: Number | None, credits: tuple[Number, str] | None) -> tuple[CreditPoint, ...]:
    given = [] if ects is None else [(ects, "ECTS")]
    given += [] if credits is None else [credits]
    return tuple(_point(number, system) for number, system in given)


def _point(number: Number, system: str) -> CreditPoint:
    points = CreditPoints.parse({"points": number, "system": system}).points
    return CreditPoint(framework=concept("education-credit", system), point=format(points, "f"))


def _outcome(value: LearningOutcome | Text) -> LearningOutcome:
    return value if isinstance(value, LearningOutcome) else outcome(value)


def _some(**members: Any) -> dict[str, Any]:
    """Those members that are given."""
    return {name: value for name, value in members.items() if value is not None and value != ()}
