"""What is said about a learner: achievements, activities, assessments, entitlements."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, Some, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept, Note, WebResource
    from elm_microcred.model.elm.grading import CreditPoint, ResultDistribution, ShortenedGrading
    from elm_microcred.model.elm.opportunities import LearningOpportunity
    from elm_microcred.model.elm.places import Location, PeriodOfTime
    from elm_microcred.model.elm.specifications import (
        LearningActivitySpecification,
        LearningAssessmentSpecification,
        LearningEntitlementSpecification,
    )
    from elm_microcred.model.elm.unions import (
        AnyAchievementSpecification,
        AnyAgent,
        AnyClaim,
        AnyIdentifier,
    )
    from elm_microcred.model.elm.values import DateTime, Duration, Whole


class LearningAchievement(Node):
    """What a learner has achieved: outcomes that were assessed and recognised.

    `elm:LearningAchievement`, a kind of `elm:Claim`.
    """

    PATH = "elm:LearningAchievement"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarded_by: One[AwardingProcess] = None
    """How, when and by whom it was awarded. (1..1, `elm:awardedBy`)"""

    credit_received: Many[CreditPoint] = ()
    """Credit points that this learner received. (0..n, `elm:creditReceived`)"""

    entitles_to: Many[LearningEntitlement] = ()
    """Right that follows from it. (0..n, `elm:entitlesTo`)"""

    has_part: Many[LearningAchievement] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    influenced_by: Many[LearningActivity] = ()
    """Activity that led to the achievement. (0..n, `elm:influencedBy`)"""

    is_part_of: Many[LearningAchievement] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    learning_opportunity: Maybe[LearningOpportunity] = None
    """Offer that the learner took up. (0..1, `elm:learningOpportunity`)"""

    proven_by: Many[LearningAssessment] = ()
    """Assessment that proves the achievement. (0..n, `elm:provenBy`)"""

    specified_by: Maybe[AnyAchievementSpecification] = None
    """What was to be achieved: outcomes, workload, level. (0..1, `elm:specifiedBy`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class LearningActivity(Node):
    """What a learner did in order to learn.

    `elm:LearningActivity`, a kind of `elm:Claim`.
    """

    PATH = "elm:LearningActivity"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarded_by: One[AwardingProcess] = None
    """How, when and by whom it was awarded. (1..1, `elm:awardedBy`)"""

    directed_by: Many[AnyAgent] = ()
    """Who led the activity. (0..n, `elm:directedBy`)"""

    has_part: Many[LearningActivity] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    influences: Many[LearningAchievement] = ()
    """Achievement that it led to. (0..n, `elm:influences`)"""

    is_part_of: Many[LearningActivity] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    learning_opportunity: Maybe[LearningOpportunity] = None
    """Offer that the learner took up. (0..1, `elm:learningOpportunity`)"""

    level_of_completion: Maybe[Whole] = None
    """How much of it was done, in percent. (0..1, `elm:levelOfCompletion`)"""

    location: Many[Location] = ()
    """Where it is or takes place. (0..n, `elm:location`)"""

    specified_by: Maybe[LearningActivitySpecification] = None
    """What learners do in this activity. (0..1, `elm:specifiedBy`)"""

    temporal: Many[PeriodOfTime] = ()
    """When it takes or took place. (0..n, `dc:temporal`)"""

    workload: Maybe[Duration] = None
    """Workload of this learner, as a duration. (0..1, `elm:workload`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class LearningAssessment(Node):
    """One assessment of one learner, with its result.

    `elm:LearningAssessment`, a kind of `elm:Claim`.
    """

    PATH = "elm:LearningAssessment"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    assessed_by: Many[AnyAgent] = ()
    """Who assessed the learner. (0..n, `elm:assessedBy`)"""

    awarded_by: One[AwardingProcess] = None
    """How, when and by whom it was awarded. (1..1, `elm:awardedBy`)"""

    date_issued: Maybe[DateTime] = None
    """When the result was given. (0..1, `dc:issued`)"""

    grade: One[Note] = None
    """Result, as text. (1..1, `elm:grade`)"""

    grade_status: Maybe[Concept] = None
    """Whether the result is a pass.

    (0..1, `elm:gradeStatus`, vocabulary `grade-status` recommended)
    """

    has_part: Many[LearningAssessment] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    id_verification: Maybe[Concept] = None
    """How the learner was supervised and identified.

    (0..1, `elm:idVerification`, vocabulary `supervision-verification` recommended)
    """

    is_part_of: Many[LearningAssessment] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    location: Maybe[Location] = None
    """Where it is or takes place. (0..1, `elm:location`)"""

    proves: Maybe[LearningAchievement] = None
    """Achievement that it proves. (0..1, `elm:proves`)"""

    result_distribution: Maybe[ResultDistribution] = None
    """How the results of the group were spread. (0..1, `elm:resultDistribution`)"""

    shortened_grading: Maybe[ShortenedGrading] = None
    """The result beside those of others. (0..1, `elm:shortenedGrading`)"""

    specified_by: Maybe[LearningAssessmentSpecification] = None
    """How learners are assessed. (0..1, `elm:specifiedBy`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class LearningEntitlement(Node):
    """A right that a learner has gained, such as to practise or to enrol.

    `elm:LearningEntitlement`, a kind of `elm:Claim`.
    """

    PATH = "elm:LearningEntitlement"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Maybe[Concept] = None
    """What kind it is of. (0..1, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarded_by: One[AwardingProcess] = None
    """How, when and by whom it was awarded. (1..1, `elm:awardedBy`)"""

    date_issued: Maybe[DateTime] = None
    """When the right was given. (0..1, `dc:issued`)"""

    entitled_by: Many[LearningAchievement] = ()
    """What gives the right. (0..n, `elm:entitledBy`)"""

    expiry_date: Maybe[DateTime] = None
    """When it ends. (0..1, `elm:expiryDate`)"""

    has_part: Many[LearningEntitlement] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    is_part_of: Many[LearningEntitlement] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    specified_by: Maybe[LearningEntitlementSpecification] = None
    """What the right is. (0..1, `elm:specifiedBy`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class Claim(Node):
    """A statement about a learner that is none of the four kinds that have classes of their own.

    `elm:Claim`.
    """

    PATH = "elm:Claim"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`, vocabulary `claim-type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarded_by: One[AwardingProcess] = None
    """How, when and by whom it was awarded. (1..1, `elm:awardedBy`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class AwardingProcess(Node):
    """The act of awarding one claim: who awarded it, when, where, on which assessments.

    `elm:AwardingProcess`.
    """

    PATH = "elm:AwardingProcess"

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarding_body: Some[AnyAgent] = ()
    """Who awards it; responsible for the award, not always the issuer. (1..n, `elm:awardingBody`)
    """

    awarding_date: Maybe[DateTime] = None
    """When it was awarded. (0..1, `elm:awardingDate`)"""

    awards: Many[AnyClaim] = ()
    """Claim that was awarded. (0..n, `elm:awards`)"""

    educational_system_note: Maybe[Concept] = None
    """The national education system that it belongs to. (0..1, `elm:educationalSystemNote`)"""

    location: Maybe[Location] = None
    """Where it is or takes place. (0..1, `elm:location`)"""

    used: Many[LearningAssessment] = ()
    """Assessment that the award rests on. (0..n, `elm:used`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""
