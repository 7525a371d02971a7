"""Learner records.

Spec: https://www.imsglobal.org/spec/clr/v2p0/#clrcredential
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.open_badges.vocabularies import AssociationType
from elm_microcred.model.vc.credential import CredentialSubject, VerifiableCredential
from elm_microcred.model.vc.node import (
    IRI,
    URI,
    Boolean,
    CompactJws,
    Contexts3,
    DateTimeZ,
    Many,
    Maybe,
    Node,
    One,
    Some,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.achievement import Achievement
    from elm_microcred.model.open_badges.credential import EndorsementCredential
    from elm_microcred.model.open_badges.profile import Image
    from elm_microcred.model.open_badges.subject import Evidence, IdentityObject


class Association(Node):
    """How two achievements belong together."""

    TYPES = (("Association",),)

    CLOSED = True

    type: One[IRI] = None
    """Types. (1)"""

    association_type: One[AssociationType] = None
    """How: the source is … of the target. (1)"""

    source_id: One[URI] = None
    """Identifier of the achievement that it is said of. (1)"""

    target_id: One[URI] = None
    """Identifier of the other achievement. (1)"""


class ClrCredential(VerifiableCredential):
    """A learner record: many credentials, and how they belong together."""

    TYPES = (
        ("VerifiableCredential",),
        ("ClrCredential",),
    )

    context: Contexts3 = ()
    """JSON-LD contexts, in order. (3..*)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    name: One[String] = None
    """Its name. (1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    endorsement: Many[EndorsementCredential] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    partial: Maybe[Boolean] = None
    """Whether the publisher knows more than stands here. (0..1)"""

    awarded_date: Maybe[DateTimeZ] = None
    """When it was awarded first: an update changes the beginning of validity. (0..1)"""

    credential_subject: One[ClrSubject] = None
    """What is said, and of whom. (1)"""

    evidence: Many[Evidence] = ()
    """What stands behind it. (0..*)"""


class ClrSubject(CredentialSubject):
    """The learner, and the credentials."""

    TYPES = (("ClrSubject",),)

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    identifier: Many[IdentityObject] = ()
    """Identities of the learner. (0..*)"""

    achievement: Many[Achievement] = ()
    """Achievements that associations speak of. (0..*)"""

    verifiable_credential: Some[VerifiableCredential] = ()
    """Credentials that the record holds. (1..*)"""

    association: Many[Association] = ()
    """How the achievements belong together. (0..*)"""
