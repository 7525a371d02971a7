"""What is the same for every learner: activities, assessments, entitlements."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.agents import Organisation
    from elm_microcred.model.elm.concepts import Concept, Note, WebResource
    from elm_microcred.model.elm.grading import GradingScheme
    from elm_microcred.model.elm.unions import (
        AnyAchievementReference,
        AnyIdentifier,
        AnyOrganisation,
    )
    from elm_microcred.model.elm.values import DateTime, Duration


class LearningActivitySpecification(Node):
    """What learners do in order to learn, the same for all of them.

    `elm:LearningActivitySpecification`, a kind of `elm:Specification`.
    """

    PATH = "elm:LearningActivitySpecification"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`, vocabulary `learning-activity` recommended)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

    contact_hour: Many[str] = ()
    """Hours with a teacher, in words. (0..n, `elm:contactHour`)"""

    generalisation_of: Many[LearningActivitySpecification] = ()
    """More particular one that this one covers. (0..n, `elm:generalisationOf`)"""

    has_part: Many[LearningActivitySpecification] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    influences: Many[AnyAchievementReference] = ()
    """Achievement that it led to. (0..n, `elm:influences`)"""

    is_part_of: Many[LearningActivitySpecification] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    language: Many[Concept] = ()
    """Language that it is in, or taught in. (0..n, `dc:language`, vocabulary `language`)"""

    mode: Many[Concept] = ()
    """Form of participation: presential, online, blended and others.

    (0..n, `elm:mode`, vocabulary `learning-assessment` recommended)
    """

    specialisation_of: Many[LearningActivitySpecification] = ()
    """More general one that it belongs under. (0..n, `elm:specialisationOf`)"""

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


class LearningAssessmentSpecification(Node):
    """How learners are assessed, the same for all of them.

    `elm:LearningAssessmentSpecification`, a kind of `elm:Specification`.
    """

    PATH = "elm:LearningAssessmentSpecification"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """Kind of assessment. European profiles allow one, opportunities several.

    (0..1; LOQ 0..n, `dc:type`, vocabulary `assessment` recommended)
    """

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

    generalisation_of: Many[LearningAssessmentSpecification] = ()
    """More particular one that this one covers. (0..n, `elm:generalisationOf`)"""

    grading_scheme: Maybe[GradingScheme] = None
    """How grades are given. (0..1, `elm:gradingScheme`)"""

    has_part: Many[LearningAssessmentSpecification] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    is_part_of: Many[LearningAssessmentSpecification] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    language: Many[Concept] = ()
    """Language that it is in, or taught in. (0..n, `dc:language`, vocabulary `language`)"""

    mode: Many[Concept] = ()
    """Form of participation: presential, online, blended and others.

    (0..n, `elm:mode`, vocabulary `learning-assessment` recommended)
    """

    proves: Many[AnyAchievementReference] = ()
    """Achievement that it proves. (0..n, `elm:proves`)"""

    specialisation_of: Many[LearningAssessmentSpecification] = ()
    """More general one that it belongs under. (0..n, `elm:specialisationOf`)"""

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


class LearningEntitlementSpecification(Node):
    """A right that an achievement opens, the same for all who reach it.

    `elm:LearningEntitlementSpecification`, a kind of `elm:Specification`.
    """

    PATH = "elm:LearningEntitlementSpecification"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: One[Concept] = None
    """What kind it is of. (1..1, `dc:type`, vocabulary `entitlement` recommended)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

    entitled_by: Many[AnyAchievementReference] = ()
    """What gives the right. (0..n, `elm:entitledBy`)"""

    entitlement_status: One[Concept] = None
    """Whether the right is only possible or already held.

    (1..1, `elm:entitlementStatus`, vocabulary `entitlement-status`)
    """

    generalisation_of: Many[LearningEntitlementSpecification] = ()
    """More particular one that this one covers. (0..n, `elm:generalisationOf`)"""

    has_part: Many[LearningEntitlementSpecification] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    is_part_of: Many[LearningEntitlementSpecification] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    limit_jurisdiction: Many[Concept] = ()
    """Region or country that it is limited to. (0..n, `elm:limitJurisdiction`, vocabulary `atu`)"""

    limit_national_occupation: Many[Concept] = ()
    """Occupation in a national classification that it is limited to.

    (0..n, `elm:limitNationalOccupation`)
    """

    limit_occupation: Many[Concept] = ()
    """ESCO occupation that it is limited to.

    (0..n, `elm:limitOccupation`, vocabulary `esco-occupation`)
    """

    limit_organisation: Many[Organisation] = ()
    """Organisation that it is limited to. (0..n, `elm:limitOrganisation`)"""

    specialisation_of: Many[LearningEntitlementSpecification] = ()
    """More general one that it belongs under. (0..n, `elm:specialisationOf`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (0..1, `elm:status`, vocabulary `entitlement-status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Maybe[AnyOrganisation] = None
    """Who publishes the description. (only LOQ, 0..1, `dc:publisher`)"""


class Specification(Node):
    """Something that was specified and is none of the kinds that have classes of their own.

    `elm:Specification`.
    """

    PATH = "elm:Specification"

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

    category: ManyTexts = None
    """Category in words of the provider's own. (0..n, `elm:category`)"""

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
