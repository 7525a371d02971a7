"""What can be achieved.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.open_badges.vocabularies import (
    AchievementType,
    AlignmentTargetType,
    ResultType,
)
from elm_microcred.model.vc.node import (
    IRI,
    URI,
    URL,
    CompactJws,
    Float,
    LanguageCode,
    Many,
    Markdown,
    Maybe,
    Node,
    One,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.credential import (
        EndorsementCredential,
        EndorsementCredentialv1p1,
    )
    from elm_microcred.model.open_badges.profile import IdentifierEntry, Image, Profile, Profilev1p1


class Achievement(Node):
    """What can be achieved: the same for every learner."""

    TYPES = (("Achievement",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    alignment: Many[Alignment] = ()
    """What it fits in frameworks of others. (0..*)"""

    achievement_type: Maybe[AchievementType] = None
    """What kind of achievement it is. (0..1)"""

    creator: Maybe[Profile] = None
    """Who defined it. (0..1)"""

    credits_available: Maybe[Float] = None
    """Credits that it is worth. (0..1)"""

    criteria: One[Criteria] = None
    """What has to be done for it. (1)"""

    description: One[String] = None
    """A short description. (1)"""

    endorsement: Many[EndorsementCredential] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    field_of_study: Maybe[String] = None
    """Field, subject or study. (0..1)"""

    human_code: Maybe[String] = None
    """The code that people use for it. (0..1)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    in_language: Maybe[LanguageCode] = None
    """Language that it is written in. (0..1)"""

    name: One[String] = None
    """Its name. (1)"""

    other_identifier: Many[IdentifierEntry] = ()
    """Other identifiers of it. (0..*)"""

    related: Many[Related] = ()
    """Other versions of it, such as translations. (0..*)"""

    result_description: Many[ResultDescription] = ()
    """Results that it may lead to. (0..*)"""

    specialization: Maybe[String] = None
    """What it is narrowed to. (0..1)"""

    tag: Many[String] = ()
    """Keywords. (0..*)"""

    version: Maybe[String] = None
    """Version of it. (0..1)"""


class Achievementv1p1(Node):
    """What can be achieved, over the data model 1.1."""

    TYPES = (("Achievement",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    alignment: Many[Alignment] = ()
    """What it fits in frameworks of others. (0..*)"""

    achievement_type: Maybe[AchievementType] = None
    """What kind of achievement it is. (0..1)"""

    creator: Maybe[Profilev1p1] = None
    """Who defined it. (0..1)"""

    credits_available: Maybe[Float] = None
    """Credits that it is worth. (0..1)"""

    criteria: One[Criteria] = None
    """What has to be done for it. (1)"""

    description: One[String] = None
    """A short description. (1)"""

    endorsement: Many[EndorsementCredentialv1p1] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    field_of_study: Maybe[String] = None
    """Field, subject or study. (0..1)"""

    human_code: Maybe[String] = None
    """The code that people use for it. (0..1)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    in_language: Maybe[LanguageCode] = None
    """Language that it is written in. (0..1)"""

    name: One[String] = None
    """Its name. (1)"""

    other_identifier: Many[IdentifierEntry] = ()
    """Other identifiers of it. (0..*)"""

    related: Many[Related] = ()
    """Other versions of it, such as translations. (0..*)"""

    result_description: Many[ResultDescription] = ()
    """Results that it may lead to. (0..*)"""

    specialization: Maybe[String] = None
    """What it is narrowed to. (0..1)"""

    tag: Many[String] = ()
    """Keywords. (0..*)"""

    version: Maybe[String] = None
    """Version of it. (0..1)"""


class Alignment(Node):
    """A place in a framework of somebody else."""

    TYPES = (("Alignment",),)

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    target_code: Maybe[String] = None
    """Code of the target in its framework. (0..1)"""

    target_description: Maybe[String] = None
    """Description of the target. (0..1)"""

    target_name: One[String] = None
    """Name of the target. (1)"""

    target_framework: Maybe[String] = None
    """Name of the framework. (0..1)"""

    target_type: Maybe[AlignmentTargetType] = None
    """What kind of thing the target is. (0..1)"""

    target_url: One[URL] = None
    """Address of the target. (1)"""


class Criteria(Node):
    """What has to be done for an achievement: told, or to be read elsewhere."""

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    narrative: Maybe[Markdown] = None
    """Told in words (Markdown). (0..1)"""


class Related(Node):
    """Another version of an achievement."""

    TYPES = (("Related",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    in_language: Maybe[LanguageCode] = None
    """Language that it is written in. (0..1)"""

    version: Maybe[String] = None
    """Version of it. (0..1)"""


class ResultDescription(Node):
    """A result that an achievement may lead to."""

    TYPES = (("ResultDescription",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    alignment: Many[Alignment] = ()
    """What it fits in frameworks of others. (0..*)"""

    allowed_value: Many[String] = ()
    """Values that a result may have, worst first. (0..*)"""

    name: One[String] = None
    """Name of the result. (1)"""

    required_level: Maybe[URI] = None
    """Level that has to be reached: the id of one. (0..1)"""

    required_value: Maybe[String] = None
    """Value that has to be reached. (0..1)"""

    result_type: One[ResultType] = None
    """What kind of result it is. (1)"""

    rubric_criterion_level: Many[RubricCriterionLevel] = ()
    """Levels of the rubric. (0..*)"""

    value_max: Maybe[String] = None
    """Greatest value. (0..1)"""

    value_min: Maybe[String] = None
    """Least value. (0..1)"""


class RubricCriterionLevel(Node):
    """A level of a rubric."""

    TYPES = (("RubricCriterionLevel",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    alignment: Many[Alignment] = ()
    """What it fits in frameworks of others. (0..*)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    level: Maybe[String] = None
    """Level, in words. (0..1)"""

    name: One[String] = None
    """Its name. (1)"""

    points: Maybe[String] = None
    """Points that the level gives. (0..1)"""
