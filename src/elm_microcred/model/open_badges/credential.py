"""Badges and endorsements.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.vc.credential import (
    CredentialSubject,
    VerifiableCredential,
    VerifiableCredentialv1p1,
)
from elm_microcred.model.vc.node import (
    IRI,
    URI,
    CompactJws,
    Contexts2,
    DateTimeZ,
    Many,
    Markdown,
    Maybe,
    Node,
    One,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.profile import Image
    from elm_microcred.model.open_badges.subject import (
        AchievementSubject,
        AchievementSubjectv1p1,
        Evidence,
    )


class AchievementCredential(VerifiableCredential):
    """A badge: what one learner has achieved."""

    TYPES = (
        ("VerifiableCredential",),
        (
            "OpenBadgeCredential",
            "AchievementCredential",
        ),
    )

    context: Contexts2 = ()
    """JSON-LD contexts, in order. (2..*)"""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    name: Maybe[String] = None
    """Its name. (0..1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    awarded_date: Maybe[DateTimeZ] = None
    """When it was awarded first: an update changes the beginning of validity. (0..1)"""

    credential_subject: One[AchievementSubject] = None
    """What is said, and of whom. (1)"""

    endorsement: Many[EndorsementCredential] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    evidence: Many[Evidence] = ()
    """What stands behind it. (0..*)"""


class AchievementCredentialv1p1(VerifiableCredentialv1p1):
    """A badge over the data model 1.1."""

    TYPES = (
        ("VerifiableCredential",),
        (
            "OpenBadgeCredential",
            "AchievementCredential",
        ),
    )

    context: Contexts2 = ()
    """JSON-LD contexts, in order. (2..*)"""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    name: One[String] = None
    """Its name. (1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    awarded_date: Maybe[DateTimeZ] = None
    """When it was awarded first: an update changes the beginning of validity. (0..1)"""

    credential_subject: One[AchievementSubjectv1p1] = None
    """What is said, and of whom. (1)"""

    endorsement: Many[EndorsementCredentialv1p1] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    evidence: Many[Evidence] = ()
    """What stands behind it. (0..*)"""


class EndorsementCredential(VerifiableCredential):
    """What somebody has signed about a credential, an achievement or a profile."""

    TYPES = (
        ("VerifiableCredential",),
        ("EndorsementCredential",),
    )

    context: Contexts2 = ()
    """JSON-LD contexts, in order. (2..*)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    name: One[String] = None
    """Its name. (1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    credential_subject: One[EndorsementSubject] = None
    """What is said, and of whom. (1)"""

    awarded_date: Maybe[DateTimeZ] = None
    """When it was awarded first: an update changes the beginning of validity. (0..1)"""


class EndorsementCredentialv1p1(VerifiableCredentialv1p1):
    """An endorsement over the data model 1.1."""

    TYPES = (
        ("VerifiableCredential",),
        ("EndorsementCredential",),
    )

    context: Contexts2 = ()
    """JSON-LD contexts, in order. (2..*)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    name: One[String] = None
    """Its name. (1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    credential_subject: One[EndorsementSubject] = None
    """What is said, and of whom. (1)"""

    awarded_date: Maybe[DateTimeZ] = None
    """When it was awarded first: an update changes the beginning of validity. (0..1)"""


class EndorsementSubject(CredentialSubject):
    """What is endorsed, and how."""

    TYPES = (("EndorsementSubject",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    endorsement_comment: Maybe[Markdown] = None
    """What the endorser says. (0..1)"""


class GetOpenBadgeCredentialsResponse(Node):
    """The answer of a host that is asked for badges."""

    CLOSED = True

    credential: Many[AchievementCredential] = ()
    """Credentials with embedded proofs. (0..*)"""

    compact_jws_string: Many[CompactJws] = ()
    """Credentials as JSON Web Tokens. (0..*)"""
