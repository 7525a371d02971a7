"""Verifiable credentials of both data models, and what stands in every one.

Spec: https://www.w3.org/TR/vc-data-model-2.0/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from elm_microcred.model.vc.node import (
    IRI,
    URI,
    Context,
    DateTime,
    DateTimeZ,
    ManyOrOne,
    Maybe,
    Node,
    One,
    Some,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.profile import Profile, Profilev1p1


class CredentialSchema(Node):
    """A schema that a credential keeps to."""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: One[IRI] = None
    """Types. (1)"""


class CredentialStatus(Node):
    """Where the status of a credential stands."""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: One[IRI] = None
    """Types. (1)"""


class CredentialSubject(Node):
    """What is said, and of whom."""

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""


class Multikey(Node):
    """A public key."""

    CLOSED = True

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: Maybe[String] = None
    """Types. (0..1)"""

    cryptosuite: One[String] = None
    """Name of the cryptosuite. (1)"""

    controller: Maybe[URI] = None
    """Whose key it is. (0..1)"""

    public_key_multibase: One[String] = None
    """The public key. (1)"""


class Proof(Node):
    """A proof that is embedded."""

    type: One[IRI] = None
    """Types. (1)"""

    created: Maybe[DateTime] = None
    """When the proof was made. (0..1)"""

    cryptosuite: Maybe[String] = None
    """Name of the cryptosuite. (0..1)"""

    challenge: Maybe[String] = None
    """What the verifier asked to be named. (0..1)"""

    domain: Maybe[String] = None
    """For whom the proof was made. (0..1)"""

    nonce: Maybe[String] = None
    """Something that makes the proof unlike others. (0..1)"""

    proof_purpose: Maybe[String] = None
    """What the proof was made for. (0..1)"""

    proof_value: Maybe[String] = None
    """The proof itself. (0..1)"""

    verification_method: Maybe[URI] = None
    """Address of the key. (0..1)"""


class RefreshService(Node):
    """Where a newer credential can be had."""

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: One[IRI] = None
    """Types. (1)"""


class TermsOfUse(Node):
    """Terms of use."""

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: One[IRI] = None
    """Types. (1)"""


class VerifiableCredential(Node):
    """A verifiable credential of the data model 2.0."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",),)

    context: Some[Context] = ()
    """JSON-LD contexts, in order. (1..*)"""

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    issuer: One[Profile] = None
    """Who says it. (1)"""

    valid_from: One[DateTimeZ] = None
    """When it begins to hold. (1)"""

    valid_until: Maybe[DateTimeZ] = None
    """When it ceases to hold. (0..1)"""

    credential_subject: One[CredentialSubject] = None
    """What is said, and of whom. (1)"""

    proof: ManyOrOne[Proof] = ()
    """Proofs that are embedded. (0..*)"""

    credential_schema: ManyOrOne[CredentialSchema] = ()
    """Schemas that it keeps to. (0..*)"""

    credential_status: Maybe[CredentialStatus] = None
    """Where its status stands. (0..1)"""

    refresh_service: Maybe[RefreshService] = None
    """Where a newer one can be had. (0..1)"""

    terms_of_use: ManyOrOne[TermsOfUse] = ()
    """Terms of use. (0..*)"""


class VerifiableCredentialv1p1(Node):
    """A verifiable credential of the data model 1.1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiableCredential",),)

    context: Some[Context] = ()
    """JSON-LD contexts, in order. (1..*)"""

    id: Maybe[URI] = None
    """Identifier: an IRI. (0..1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    issuer: One[Profilev1p1] = None
    """Who says it. (1)"""

    issuance_date: One[DateTimeZ] = None
    """When it begins to hold. (1)"""

    expiration_date: Maybe[DateTimeZ] = None
    """When it ceases to hold. (0..1)"""

    credential_subject: One[CredentialSubject] = None
    """What is said, and of whom. (1)"""

    proof: ManyOrOne[Proof] = ()
    """Proofs that are embedded. (0..*)"""

    credential_schema: ManyOrOne[CredentialSchema] = ()
    """Schemas that it keeps to. (0..*)"""

    credential_status: Maybe[CredentialStatus] = None
    """Where its status stands. (0..1)"""

    refresh_service: Maybe[RefreshService] = None
    """Where a newer one can be had. (0..1)"""

    terms_of_use: ManyOrOne[TermsOfUse] = ()
    """Terms of use. (0..*)"""
