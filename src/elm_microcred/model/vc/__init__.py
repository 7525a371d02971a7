"""The W3C data models 2.0 and 1.1: one typed class for each thing in a credential."""

from __future__ import annotations

from elm_microcred.model.vc.credential import (
    CredentialSchema,
    CredentialStatus,
    CredentialSubject,
    Multikey,
    Proof,
    RefreshService,
    TermsOfUse,
    VerifiableCredential,
    VerifiableCredentialv1p1,
)

__all__ = [
    "CredentialSchema",
    "CredentialStatus",
    "CredentialSubject",
    "Multikey",
    "Proof",
    "RefreshService",
    "TermsOfUse",
    "VerifiableCredential",
    "VerifiableCredentialv1p1",
]
