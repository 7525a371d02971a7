"""Learning outcomes and qualifications: what can be learnt and at which level."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept, Note, WebResource
    from elm_microcred.model.elm.grading import CreditPoint
    from elm_microcred.model.elm.opportunities import AwardingOpportunity
    from elm_microcred.model.elm.quality import Accreditation
    from elm_microcred.model.elm.specifications import (
        LearningActivitySpecification,
        LearningAssessmentSpecification,
        LearningEntitlementSpecification,
    )
    from elm_microcred.model.elm.unions import (
        AnyAchievementSpecification,
        AnyIdentifier,
        AnyOrganisation,
    )
    from elm_microcred.model.elm.values import DateTime, Duration, Truth


class Qualification(Node):
    """What an authority certifies against a standard: outcomes with a level in a framework.

    `elm:Qualification`, a kind of `elm:LearningAchievementSpecification`.
    """

    PATH = "elm:Qualification"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    accreditation: Many[Accreditation] = ()
    """Accreditation that covers it. (0..n, `elm:accreditation`)"""

    awarding_opportunity: Many[AwardingOpportunity] = ()
    """Where and by whom it is awarded in general. (0..n, `elm:awardingOpportunity`)"""

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

    credit_point: Many[CreditPoint] = ()
    """Credit points that it is worth. (0..n, `elm:creditPoint`)"""

    education_level: Many[Concept] = ()
    """Level of education in another framework. (0..n, `elm:educationLevel`)"""

    education_subject: Many[Concept] = ()
    """Field of education in another classification than ISCED-F. (0..n, `elm:educationSubject`)"""

    entitles_to: Many[LearningEntitlementSpecification] = ()
    """Right that follows from it. (0..n, `elm:entitlesTo`)"""

    entry_requirement: Maybe[Note] = None
    """What learners must have or know beforehand. (0..1, `elm:entryRequirement`)"""

    eqf_level: Maybe[Concept] = None
    """Level in the European Qualifications Framework.

    (0..1; LOQ 1..1, `elm:EQFLevel`, vocabulary `eqf`)
    """

    generalisation_of: Many[Qualification] = ()
    """More particular one that this one covers. (0..n, `elm:generalisationOf`)"""

    has_part: Many[Qualification] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    influenced_by: Many[LearningActivitySpecification] = ()
    """Activity that led to it. (0..n, `elm:influencedBy`)"""

    is_part_of: Many[Qualification] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    is_partial_qualification: Maybe[Truth] = None
    """Whether it is a part of a qualification, not a whole one.

    (0..1, `elm:isPartialQualification`)
    """

    language: Many[Concept] = ()
    """Language that it is in, or taught in. (0..n, `dc:language`, vocabulary `language`)"""

    learning_outcome: Many[LearningOutcome] = ()
    """What learners know and can do afterwards. (0..n; LOQ 1..n, `elm:learningOutcome`)"""

    learning_outcome_summary: Maybe[Note] = None
    """All outcomes in one text. (0..1, `elm:learningOutcomeSummary`)"""

    learning_setting: Maybe[Concept] = None
    """Formal or non-formal learning. (0..1, `elm:learningSetting`, vocabulary `learning-setting`)
    """

    maximum_duration: Maybe[Duration] = None
    """Longest time that a learner may take. (0..1, `elm:maximumDuration`)"""

    mode: Many[Concept] = ()
    """Form of participation: presential, online, blended and others.

    (0..n, `elm:mode`, vocabulary `learning-assessment` recommended)
    """

    nqf_level: Many[Concept] = ()
    """Level in a national or other qualifications framework.

    (0..n; LOQ 1..n, `elm:NQFLevel`, vocabulary `qdr`)
    """

    proven_by: Many[LearningAssessmentSpecification] = ()
    """Assessment that proves it. (0..n, `elm:provenBy`)"""

    qualification_code: Many[Concept] = ()
    """Code of it in a qualifications framework. (0..n, `elm:qualificationCode`)"""

    specialisation_of: Many[Qualification] = ()
    """More general one that it belongs under. (0..n, `elm:specialisationOf`)"""

    target_group: Many[Concept] = ()
    """Learners that it is meant for.

    (0..n, `elm:targetGroup`, vocabulary `target-group` recommended)
    """

    thematic_area: Many[Concept] = ()
    """Field of education by ISCED-F 2013. (0..n; LOQ 1..n, `elm:ISCEDFCode`, vocabulary `isced-f`)
    """

    volume_of_learning: Maybe[Duration] = None
    """Workload of the learner, as a duration. (0..1, `elm:volumeOfLearning`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (0..1, `elm:status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Maybe[AnyOrganisation] = None
    """Who publishes the description. (only LOQ, 0..1, `dc:publisher`)"""


class QualificationReference(Node):
    """A qualification that is described elsewhere, told by its identifier.

    `elm:QualificationReference`.
    """

    PATH = "elm:QualificationReference"

    identifier: One[AnyIdentifier] = None
    """Identifier. (only LOQ, 1..1, `adms:identifier`)"""


class LearningAchievementSpecification(Node):
    """What can be achieved, without being a qualification: outcomes, workload, requirements.

    `elm:LearningAchievementSpecification`, a kind of `elm:Specification`.
    """

    PATH = "elm:LearningAchievementSpecification"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarding_opportunity: Many[AwardingOpportunity] = ()
    """Where and by whom it is awarded in general. (0..n, `elm:awardingOpportunity`)"""

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

    credit_point: Many[CreditPoint] = ()
    """Credit points that it is worth. (0..n, `elm:creditPoint`)"""

    education_level: Many[Concept] = ()
    """Level of education in another framework. (0..n, `elm:educationLevel`)"""

    education_subject: Many[Concept] = ()
    """Field of education in another classification than ISCED-F. (0..n, `elm:educationSubject`)"""

    entitles_to: Many[LearningEntitlementSpecification] = ()
    """Right that follows from it. (0..n, `elm:entitlesTo`)"""

    entry_requirement: Maybe[Note] = None
    """What learners must have or know beforehand. (0..1, `elm:entryRequirement`)"""

    generalisation_of: Many[AnyAchievementSpecification] = ()
    """More particular one that this one covers. (0..n, `elm:generalisationOf`)"""

    has_part: Many[AnyAchievementSpecification] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    influenced_by: Many[LearningActivitySpecification] = ()
    """Activity that led to it. (0..n, `elm:influencedBy`)"""

    is_part_of: Many[AnyAchievementSpecification] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    language: Many[Concept] = ()
    """Language that it is in, or taught in. (0..n; LOQ 1..n, `dc:language`, vocabulary `language`)
    """

    learning_outcome: Many[LearningOutcome] = ()
    """What learners know and can do afterwards. (0..n; LOQ 1..n, `elm:learningOutcome`)"""

    learning_outcome_summary: Maybe[Note] = None
    """All outcomes in one text. (0..1, `elm:learningOutcomeSummary`)"""

    learning_setting: Maybe[Concept] = None
    """Formal or non-formal learning. (0..1, `elm:learningSetting`, vocabulary `learning-setting`)
    """

    maximum_duration: Maybe[Duration] = None
    """Longest time that a learner may take. (0..1, `elm:maximumDuration`)"""

    mode: Many[Concept] = ()
    """Form of participation: presential, online, blended and others.

    (0..n, `elm:mode`, vocabulary `learning-assessment` recommended)
    """

    proven_by: Many[LearningAssessmentSpecification] = ()
    """Assessment that proves it. (0..n, `elm:provenBy`)"""

    specialisation_of: Many[AnyAchievementSpecification] = ()
    """More general one that it belongs under. (0..n, `elm:specialisationOf`)"""

    target_group: Many[Concept] = ()
    """Learners that it is meant for.

    (0..n, `elm:targetGroup`, vocabulary `target-group` recommended)
    """

    thematic_area: Many[Concept] = ()
    """Field of education by ISCED-F 2013. (0..n; LOQ 1..n, `elm:ISCEDFCode`, vocabulary `isced-f`)
    """

    volume_of_learning: Maybe[Duration] = None
    """Workload of the learner, as a duration. (0..1, `elm:volumeOfLearning`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (0..1, `elm:status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Maybe[AnyOrganisation] = None
    """Who publishes the description. (only LOQ, 0..1, `dc:publisher`)"""


class LearningOutcome(Node):
    """One thing that a learner knows, understands or can do afterwards.

    `elm:LearningOutcome`.
    """

    PATH = "elm:LearningOutcome"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    dc_type: Maybe[Concept] = None
    """What kind it is of. (0..1, `dc:type`, vocabulary `skill-type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    related_esco_skill: Many[Concept] = ()
    """ESCO skill that it corresponds to. (0..n, `elm:relatedESCOSkill`, vocabulary `esco-skill`)"""

    related_skill: Many[Concept] = ()
    """Skill of another framework that it corresponds to. (0..n, `elm:relatedSkill`)"""

    reusability_level: Maybe[Concept] = None
    """How widely it can be used: across sectors, one sector, one occupation.

    (0..1, `elm:reusabilityLevel`, vocabulary `skill-reuse-level`)
    """

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""
