"""How the header of a token names the key that signs it.

Spec: https://www.w3.org/TR/vc-jose-cose/#key-discovery and
https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6
"""

from __future__ import annotations

import base64
from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.envelopes import Sealing
from elm_microcred.proofs.signer import Signer


def names_of_key(signer: Signer, sealing: Sealing, claimed: str | None) -> dict[str, Any]:
    """The members of a header that say whose key it is: `kid`, and `x5c` if it is asked for.

    Beside certificates, `kid` is left out where it is that of another DID than the issuer's:
    whoever goes by it would find somebody else.

    Args:
        signer: Whose key signs.
        sealing: Whether certificates are asked for, and the time.
        claimed: Who the token says that issued it, or holds it.

    Raises:
        ProofGenerationError: If the signer has no certificate, or one that no verifier would take:
            of another key, about somebody else, for another time or another purpose.
    """
    kid = signer.verification_method
    if not sealing.certificates:
        return {"kid": kid}
    is_strange = kid.startswith("did:") and kid.partition("#")[0] != claimed
    own = {} if is_strange else {"kid": kid}
    return {**own, "x5c": _certificates(signer, sealing, claimed)}


def _certificates(signer: Signer, sealing: Sealing, claimed: str | None) -> list[str]:
    """The certificates of a header, that of the key first, each certified by the next."""
    from elm_microcred.proofs.certificates.certificate import read_certificate
    from elm_microcred.proofs.certificates.own import chain_of, check_is_own, own_certificate
    from elm_microcred.proofs.certificates.path import Purpose, use_problems
    from elm_microcred.proofs.jose.certificate_source import binding_problem

    certificate = own_certificate(signer, wanted_by="A token with certificates")
    check_is_own(signer, certificate)
    problem = binding_problem(certificate, claimed)
    if problem is not None:
        raise ProofGenerationError(
            "KEY_ISSUER_MISMATCH",
            problem.detail,
            found=problem.found,
            expected=problem.expected,
            remedy="Take a certificate with the issuer's identifier, or its host, as an"
            " alternative name.",
            spec=problem.spec,
        )
    others = [read_certificate(encoded) for encoded in signer.certificates[1:]]
    chain = chain_of(certificate, others)
    problems = use_problems(certificate, chain[1:], at=sealing.created, purpose=Purpose.SEAL)
    if problems:
        raise ProofGenerationError.from_problems(problems)
    return [base64.b64encode(each.encoded).decode() for each in chain]
