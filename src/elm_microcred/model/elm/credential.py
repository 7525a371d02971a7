"""The credential itself, its evidence and technical members, and presentations."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, Some

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept
    from elm_microcred.model.elm.display import DisplayParameter, MediaObject
    from elm_microcred.model.elm.node import Resource
    from elm_microcred.model.elm.quality import Accreditation
    from elm_microcred.model.elm.unions import AnyAgent, AnyIdentifier
    from elm_microcred.model.elm.values import DateTime


class EuropeanDigitalCredential(Node):
    """A credential for learning that fits the European Learning Model: the root of a document.

    `elm:EuropeanDigitalCredential`, a kind of `cred:VerifiableCredential`.
    """

    PATH = "elm:EuropeanDigitalCredential"
    TYPES = ("VerifiableCredential", "EuropeanDigitalCredential")

    credential_profiles: Some[Concept] = ()
    """Kind of credential: generic, accredited, diploma supplement, and others.

    (1..n, `elm:credentialProfiles`, vocabulary `credential`)
    """

    display_parameter: One[DisplayParameter] = None
    """How the credential presents itself. (1..1, `elm:displayParameter`)"""

    identifier: Many[AnyIdentifier] = ()
    """Number of the certificate. (0..n, `adms:identifier`)"""

    credential_schema: Some[ShaclValidator2017] = ()
    """Application profile that the credential fits; its id is the profile's IRI.

    (1..n, `cred:credentialSchema`)
    """

    credential_subject: One[AnyAgent] = None
    """Who the credential is about and belongs to. (1..1, `cred:credentialSubject`)"""

    evidence: Many[Evidence] = ()
    """What supports the issuing. (0..n, `cred:evidence`)"""

    issuance_date: Maybe[DateTime] = None
    """When the credential was issued, in the words of VCDM 1.1. (0..1, `cred:issuanceDate`)"""

    issued: One[DateTime] = None
    """When the credential was issued; sealing writes it. (1..1, `cred:issued`)"""

    issuer: One[AnyAgent] = None
    """Who issued the credential; sealing writes it from the seal's certificate.

    (1..1, `cred:issuer`)
    """

    valid_from: One[DateTime] = None
    """From when on the credential holds. (1..1, `cred:validFrom`)"""

    valid_until: Maybe[DateTime] = None
    """Until when the credential holds. (0..1, `cred:validUntil`)"""

    expiration_date: Maybe[DateTime] = None
    """When the credential expires, in the words of VCDM 1.1. (0..1, `cred:expirationDate`)"""

    attachment: Many[MediaObject] = ()
    """File carried along with the credential. (0..n, `elm:attachment`)"""

    credential_status: Maybe[CredentialStatus] = None
    """Where to see whether the credential still holds. (0..1, `cred:credentialStatus`)"""

    holder: Many[AnyAgent] = ()
    """Who holds the credential and shows it. (0..n, `cred:holder`)"""

    proof: Many[Proof] = ()
    """Proof that secures it. (0..n, `sec:proof`)"""

    terms_of_use: Many[TermsOfUse] = ()
    """Terms under which the credential may be used. (0..n, `cred:termsOfUse`)"""

    context: Any = None
    """The JSON-LD contexts (`@context`), as they came."""


class Evidence(Node):
    """What supports the issuing of a credential: a mandate, an accreditation, the original paper.

    `elm:Evidence`.
    """

    PATH = "elm:Evidence"

    dc_type: One[Concept] = None
    """Kind of evidence: mandate, accreditation, conversion.

    (1..1, `dc:type`, vocabulary `evidence-type`)
    """

    accreditation: Maybe[Accreditation] = None
    """Accreditation that covers what is claimed. (0..1, `elm:accreditation`)"""

    embedded_evidence: Many[MediaObject] = ()
    """Evidence as a file. (0..n, `elm:embeddedEvidence`)"""

    evidence_statement: Maybe[str] = None
    """What the evidence says, as text. (0..1, `elm:evidenceStatement`)"""

    evidence_target: Maybe[AnyAgent] = None
    """Whom the evidence is about. (0..1, `elm:evidenceTarget`)"""


class ShaclValidator2017(Node):
    """The application profile that a credential says it fits.

    `elm:ShaclValidator2017`.
    """

    PATH = "elm:ShaclValidator2017"


class CredentialStatus(Node):
    """Where to see whether a credential was revoked or suspended.

    `elm:CredentialStatus`.
    """

    PATH = "elm:CredentialStatus"


class TermsOfUse(Node):
    """Under which terms a credential may be used.

    `elm:TermsOfUse`.
    """

    PATH = "elm:TermsOfUse"


class Proof(Node):
    """The proof that secures a credential, as the W3C data model has it.

    `elm:Proof`.
    """

    PATH = "elm:Proof"


class EuropeanDigitalPresentation(Node):
    """European credentials handed over together, with the checks made on them.

    `elm:EuropeanDigitalPresentation`, a kind of `cred:VerifiablePresentation`.
    """

    PATH = "elm:EuropeanDigitalPresentation"
    TYPES = ("VerifiablePresentation", "EuropeanDigitalPresentation")

    holder: Many[AnyAgent] = ()
    """Who holds the credential and shows it. (0..n, `cred:holder`)"""

    proof: Many[Proof] = ()
    """Proof that secures it. (0..n, `sec:proof`)"""

    verifiable_credential: Many[EuropeanDigitalCredential] = ()
    """Credential that is handed over. (0..n, `cred:verifiableCredential`)"""

    verification_check: Many[VerificationCheck] = ()
    """Check that was made. (0..n, `elm:verificationCheck`)"""


class VerificationCheck(Node):
    """One check that was made on a credential, and how it ended.

    `elm:VerificationCheck`.
    """

    PATH = "elm:VerificationCheck"

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: One[Concept] = None
    """Kind of check. (1..1, `dc:type`, vocabulary `verification`)"""

    elm_subject: One[EuropeanDigitalCredential] = None
    """Credential that was checked. (1..1, `elm:subject`)"""

    verification_status: One[Concept] = None
    """How the check ended. (1..1, `elm:verificationStatus`, vocabulary `verification-status`)"""


class VerifiableCredential(Node):
    """A credential of the W3C data model, of which the European one is a kind.

    `cred:VerifiableCredential`.
    """

    PATH = "cred:VerifiableCredential"

    credential_schema: Some[Resource] = ()
    """Application profile that the credential fits; its id is the profile's IRI.

    (1..n, `cred:credentialSchema`)
    """

    credential_subject: One[AnyAgent] = None
    """Who the credential is about and belongs to. (1..1, `cred:credentialSubject`)"""

    evidence: Many[Evidence] = ()
    """What supports the issuing. (0..n, `cred:evidence`)"""

    issuance_date: Maybe[DateTime] = None
    """When the credential was issued, in the words of VCDM 1.1. (0..1, `cred:issuanceDate`)"""

    issued: One[DateTime] = None
    """When the credential was issued; sealing writes it. (1..1, `cred:issued`)"""

    issuer: One[AnyAgent] = None
    """Who issued the credential; sealing writes it from the seal's certificate.

    (1..1, `cred:issuer`)
    """

    valid_from: One[DateTime] = None
    """From when on the credential holds. (1..1, `cred:validFrom`)"""

    valid_until: Maybe[DateTime] = None
    """Until when the credential holds. (0..1, `cred:validUntil`)"""

    expiration_date: Maybe[DateTime] = None
    """When the credential expires, in the words of VCDM 1.1. (0..1, `cred:expirationDate`)"""

    credential_status: Maybe[CredentialStatus] = None
    """Where to see whether the credential still holds. (0..1, `cred:credentialStatus`)"""

    holder: Maybe[AnyAgent] = None
    """Who holds the credential and shows it. (0..1, `cred:holder`)"""

    proof: Many[Proof] = ()
    """Proof that secures it. (0..n, `sec:proof`)"""

    terms_of_use: Many[TermsOfUse] = ()
    """Terms under which the credential may be used. (0..n, `cred:termsOfUse`)"""


class VerifiablePresentation(Node):
    """Credentials handed over together, as the W3C data model has it.

    `cred:VerifiablePresentation`.
    """

    PATH = "cred:VerifiablePresentation"

    holder: Many[AnyAgent] = ()
    """Who holds the credential and shows it. (0..n, `cred:holder`)"""

    proof: Many[Proof] = ()
    """Proof that secures it. (0..n, `sec:proof`)"""

    verifiable_credential: Many[VerifiableCredential] = ()
    """Credential that is handed over. (0..n, `cred:verifiableCredential`)"""
