"""What one learner has achieved.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.open_badges.vocabularies import IdentifierTypeEnum, ResultStatusType
from elm_microcred.model.vc.credential import CredentialSubject
from elm_microcred.model.vc.node import (
    IRI,
    URI,
    Boolean,
    DateTime,
    Float,
    IdentityHash,
    Many,
    Markdown,
    Maybe,
    Node,
    One,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.achievement import Achievement, Achievementv1p1, Alignment
    from elm_microcred.model.open_badges.profile import Image, Profile, Profilev1p1


class AchievementSubject(CredentialSubject):
    """The learner, and what was achieved."""

    TYPES = (("AchievementSubject",),)

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    activity_end_date: Maybe[DateTime] = None
    """When the activity ended. (0..1)"""

    activity_start_date: Maybe[DateTime] = None
    """When the activity began. (0..1)"""

    credits_earned: Maybe[Float] = None
    """Credits that were earned. (0..1)"""

    achievement: One[Achievement] = None
    """What was achieved. (1)"""

    identifier: Many[IdentityObject] = ()
    """Identities of the learner. (0..*)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    license_number: Maybe[String] = None
    """Number of the licence that was given. (0..1)"""

    narrative: Maybe[Markdown] = None
    """Told in words (Markdown). (0..1)"""

    result: Many[Result] = ()
    """Results that were reached. (0..*)"""

    role: Maybe[String] = None
    """The part that the learner took. (0..1)"""

    source: Maybe[Profile] = None
    """Who assessed it, if not the issuer. (0..1)"""

    term: Maybe[String] = None
    """The academic term. (0..1)"""


class AchievementSubjectv1p1(CredentialSubject):
    """The learner, and what was achieved, over the data model 1.1."""

    TYPES = (("AchievementSubject",),)

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    activity_end_date: Maybe[DateTime] = None
    """When the activity ended. (0..1)"""

    activity_start_date: Maybe[DateTime] = None
    """When the activity began. (0..1)"""

    credits_earned: Maybe[Float] = None
    """Credits that were earned. (0..1)"""

    achievement: One[Achievementv1p1] = None
    """What was achieved. (1)"""

    identifier: Many[IdentityObject] = ()
    """Identities of the learner. (0..*)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    license_number: Maybe[String] = None
    """Number of the licence that was given. (0..1)"""

    narrative: Maybe[Markdown] = None
    """Told in words (Markdown). (0..1)"""

    result: Many[Result] = ()
    """Results that were reached. (0..*)"""

    role: Maybe[String] = None
    """The part that the learner took. (0..1)"""

    source: Maybe[Profilev1p1] = None
    """Who assessed it, if not the issuer. (0..1)"""

    term: Maybe[String] = None
    """The academic term. (0..1)"""


class Evidence(Node):
    """Something that shows the achievement."""

    TYPES = (("Evidence",),)

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    narrative: Maybe[Markdown] = None
    """Told in words (Markdown). (0..1)"""

    name: Maybe[String] = None
    """Its name. (0..1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    genre: Maybe[String] = None
    """Kind of evidence. (0..1)"""

    audience: Maybe[String] = None
    """For whom it was made. (0..1)"""


class IdentityObject(Node):
    """An identity of the learner, plain or hashed."""

    TYPES = (("IdentityObject",),)

    CLOSED = True

    type: One[IRI] = None
    """Types. (1)"""

    hashed: One[Boolean] = None
    """Whether the identity stands there as a hash. (1)"""

    identity_hash: One[IdentityHash] = None
    """The identity, or its hash. (1)"""

    identity_type: One[IdentifierTypeEnum] = None
    """What kind of identity it is. (1)"""

    salt: Maybe[String] = None
    """What was put behind the identity before it was hashed. (0..1)"""


class Result(Node):
    """A result that a learner reached."""

    TYPES = (("Result",),)

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    achieved_level: Maybe[URI] = None
    """Level of the rubric that was reached: the id of one in the result description. (0..1)"""

    alignment: Many[Alignment] = ()
    """What it fits in frameworks of others. (0..*)"""

    result_description: Maybe[URI] = None
    """The result description that it answers: the id of one in the achievement. (0..1)"""

    status: Maybe[ResultStatusType] = None
    """Status that was reached. (0..1)"""

    value: Maybe[String] = None
    """Grade or score. (0..1)"""
