"""The certificates of who signs."""

from __future__ import annotations

from collections.abc import Sequence

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.certificates.certificate import Certificate, read_certificate
from elm_microcred.proofs.keys import SecretKey
from elm_microcred.proofs.signer import Signer

_MOST = 16


def own_certificate(signer: Signer, *, wanted_by: str) -> Certificate:
    """The certificate of a signer's key.

    Args:
        signer: Whose certificate.
        wanted_by: What needs it, as the beginning of a sentence.

    Raises:
        ProofGenerationError: If the signer has none.
        ParseError: If the certificate cannot be read.
    """
    if not signer.certificates:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            f"{wanted_by} needs the certificate of the key.",
            remedy="Give the signer its certificates, its own first:"
            " LocalSigner(…, certificates=[…]).",
        )
    return read_certificate(signer.certificates[0])


def check_is_own(signer: Signer, certificate: Certificate) -> None:
    """Refuse the certificate of another key, if the signer's key is in this process.

    Those in devices and services are compared where their signers are made.

    Raises:
        ProofGenerationError: If the certificate is for another key.
        KeyMaterialError: If its key is malformed or weak.
    """
    secret = getattr(signer, "key", None)
    public = getattr(secret.loaded, "public_key", None) if isinstance(secret, SecretKey) else None
    if public is not None and public() != certificate.key:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The signer's certificate is for another key.",
            found=str(certificate.subject),
            expected="the certificate of the key first, then those above it",
        )


def chain_of(certificate: Certificate, others: Sequence[Certificate]) -> list[Certificate]:
    """A certificate, its issuer and so on, without the root: verifiers have that themselves.

    Args:
        certificate: The one to begin with.
        others: Certificates among which those above it are, in any order.
    """
    chain = [certificate]
    above = [other for other in others if not other.is_self_issued]
    while len(chain) < _MOST:
        last = chain[-1]
        issuers = (c for c in above if c not in chain and last.may_be_from(c))
        issuer = next((c for c in issuers if last.is_signed_by(c)), None)
        if issuer is None:
            break
        chain.append(issuer)
    return chain
