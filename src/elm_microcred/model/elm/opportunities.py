"""Where and when something can be learnt or is awarded, and what it costs."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, Some, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.agents import Organisation
    from elm_microcred.model.elm.concepts import Concept, Note, WebResource
    from elm_microcred.model.elm.display import MediaObject
    from elm_microcred.model.elm.places import Location, PeriodOfTime
    from elm_microcred.model.elm.specifications import LearningActivitySpecification
    from elm_microcred.model.elm.unions import (
        AnyAchievementReference,
        AnyAchievementSpecification,
        AnyAgent,
        AnyIdentifier,
        AnyOrganisation,
    )
    from elm_microcred.model.elm.values import DateTime, DecimalNumber, Duration


class LearningOpportunity(Node):
    """An offer to learn, at a time and place or online, by a provider.

    `elm:LearningOpportunity`.
    """

    PATH = "elm:LearningOpportunity"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`, vocabulary `learning-opportunity` recommended)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    admission_procedure: Maybe[Note] = None
    """How to be admitted. (0..1, `elm:admissionProcedure`)"""

    application_deadline: Many[DateTime] = ()
    """Until when to apply. (0..n, `elm:applicationDeadline`)"""

    banner_image: Maybe[MediaObject] = None
    """Image to show it with. (0..1, `elm:bannerImage`)"""

    default_language: Maybe[Concept] = None
    """Language of the description that counts where translations differ.

    (0..1; LOQ 1..1, `elm:defaultLanguage`, vocabulary `language`)
    """

    description_html: Many[str] = ()
    """What it is, as HTML. (0..n, `elm:descriptionHtml`)"""

    duration: Maybe[Duration] = None
    """How long it takes on the calendar. (0..1, `elm:duration`)"""

    grant: Many[Grant] = ()
    """Money that can be had for it. (0..n, `elm:grant`)"""

    has_part: Many[LearningOpportunity] = ()
    """Smaller one that belongs to it. (0..n, `elm:hasPart`)"""

    is_part_of: Many[LearningOpportunity] = ()
    """Larger one that it belongs to. (0..n, `elm:isPartOf`)"""

    learning_achievement_specification: Maybe[AnyAchievementReference] = None
    """What can be achieved. (0..1; LOQ 1..1, `elm:learningAchievementSpecification`)"""

    learning_activity_specification: Maybe[LearningActivitySpecification] = None
    """What learners do. (0..1, `elm:learningActivitySpecification`)"""

    learning_schedule: Maybe[Concept] = None
    """Full time, part time and the like.

    (0..1, `elm:learningSchedule`, vocabulary `learning-schedule` recommended)
    """

    location: Many[Location] = ()
    """Where it is or takes place. (0..n, `elm:location`)"""

    mode: Many[Concept] = ()
    """Form of participation: presential, online, blended and others.

    (0..n, `elm:mode`, vocabulary `learning-assessment` recommended)
    """

    price_detail: Many[PriceDetail] = ()
    """What it costs. (0..n, `elm:priceDetail`)"""

    provided_by: Some[Organisation] = ()
    """Who offers it. (1..n, `elm:providedBy`)"""

    schedule_information: Maybe[Note] = None
    """When it takes place, in words. (0..1, `elm:scheduleInformation`)"""

    temporal: Maybe[PeriodOfTime] = None
    """When it takes or took place. (0..1, `dc:temporal`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n; LOQ 1..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (0..1, `elm:status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Maybe[AnyOrganisation] = None
    """Who publishes the description. (only LOQ, 0..1, `dc:publisher`)"""


class AwardingOpportunity(Node):
    """Where, when and by whom a qualification is awarded in general.

    `elm:AwardingOpportunity`.
    """

    PATH = "elm:AwardingOpportunity"

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    awarding_body: Some[AnyAgent] = ()
    """Who awards it; responsible for the award, not always the issuer. (1..n, `elm:awardingBody`)
    """

    learning_achievement_specification: Maybe[AnyAchievementSpecification] = None
    """What can be achieved. (0..1; LOQ 1..1, `elm:learningAchievementSpecification`)"""

    location: Maybe[Location] = None
    """Where it is or takes place. (0..1, `elm:location`)"""

    temporal: Maybe[PeriodOfTime] = None
    """When it takes or took place. (0..1, `dc:temporal`)"""


class PriceDetail(Node):
    """What a learning opportunity costs, and for what.

    `elm:PriceDetail`.
    """

    PATH = "elm:PriceDetail"

    pref_label: ManyTexts = None
    """Name to show. (0..n, `skos:prefLabel`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    amount: Maybe[Amount] = None
    """The sum. (0..1, `elm:amount`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""


class Amount(Node):
    """A sum of money in one currency.

    `elm:Amount`.
    """

    PATH = "elm:Amount"

    unit: One[Concept] = None
    """Currency. (1..1, `elm:unit`, vocabulary `currency`)"""

    value: One[DecimalNumber] = None
    """The number. (1..1, `elm:value`)"""

    rdf_value: One[DecimalNumber] = None
    """The number, as opportunities write it. (only LOQ, 1..1, `rdf:value`)"""


class Grant(Node):
    """Money that can be had for following a learning opportunity.

    `elm:Grant`.
    """

    PATH = "elm:Grant"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: Maybe[Concept] = None
    """Kind of grant. (0..1, `dc:type`)"""

    content_url: Maybe[str] = None
    """Where it can be fetched. (0..1, `elm:contentUrl`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""
