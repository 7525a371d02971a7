"""Data Integrity: a proof inside the document that it secures, made and verified.

```python
secured = add_proof(document, signer, created=now)
checks = verify_proofs(secured, resolve=offline, now=now)
```

Spec: https://www.w3.org/TR/vc-data-integrity/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from elm_microcred import contexts
from elm_microcred.errors import (
    JsonLdError,
    ProofGenerationError,
    UnsupportedCryptosuiteError,
    UsageError,
)
from elm_microcred.jsonld import ExtraContexts, check_terms
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.cryptosuites import SIGNING, SUITES, Cryptosuite, Disclosure
from elm_microcred.proofs.examination import examine, verify_proofs
from elm_microcred.proofs.proof import TYPE, listed, malformed
from elm_microcred.proofs.signer import Signer

__all__ = ["add_proof", "examine", "verify_proofs", "with_proof_terms"]

Document = dict[str, Any]

_SIGNATURE_BYTES = {"Ed25519": 64, "ES256": 64, "ES384": 96}


def add_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    suite: str = "eddsa-rdfc-2022",
    created: datetime | None,
    expires: datetime | None = None,
    purpose: str = "assertionMethod",
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
    id: str | None = None,
    previous_proof: str | Sequence[str] | None = None,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
    disclosure: Disclosure | None = None,
) -> Document:
    """A copy of a document with a proof beside those that it has.

    Where no context of the document defines the terms of a proof, as under VCDM 1.1, the
    context of Data Integrity is appended.

    Args:
        document: What is to be secured.
        signer: Whose key signs.
        suite: Name of the cryptosuite.
        created: When the proof is made, to the second; `None` leaves it unsaid.
        expires: When the proof ends.
        purpose: What the proof is for.
        domain: Whom the proof is for.
        challenge: What that verifier asked with.
        id: Identifier of the proof, needed where another proof is to be made over it.
        previous_proof: Identifiers of proofs of the document that this one is made over.
        limits: What the document may cost.
        extra_contexts: Contexts that the caller approves, by URL.
        disclosure: What is always shown, and randomness, for the suites for selective
            disclosure, and only for them.

    Raises:
        UnsupportedCryptosuiteError: If there is no such suite.
        ProofGenerationError: If the key does not fit the suite, or an argument the proof.
        JsonLdError: If JSON-LD would lose anything of the document.

    Spec: https://www.w3.org/TR/vc-data-integrity/#add-proof-set-chain
    """
    chosen = SUITES.get(suite)
    if chosen is None or suite not in SIGNING:
        raise UnsupportedCryptosuiteError(
            "SECURING_UNSUPPORTED",
            "There is no such cryptosuite.",
            found=suite,
            expected=", ".join(SIGNING),
        )
    if signer.algorithm not in chosen.algorithms:
        raise ProofGenerationError(
            "KEY_TYPE_MISMATCH",
            f"The cryptosuite {suite} does not sign with this kind of key.",
            found=signer.algorithm,
            expected=" or ".join(sorted(chosen.algorithms)),
            remedy="Take another key, or a cryptosuite that fits this one.",
        )
    if disclosure is not None and chosen.derive is None:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            f"The cryptosuite {suite} shows a document whole.",
            expected=" or ".join(name for name, row in SUITES.items() if row.derive),
            remedy="Take one of these, or leave out what is always shown.",
        )
    options = {
        "type": chosen.proof_type,
        "id": id,
        "cryptosuite": suite if chosen.proof_type == TYPE else None,
        "created": _text(created, "created"),
        "expires": _text(expires, "expires"),
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose,
        "domain": _json(domain),
        "challenge": challenge,
        "previousProof": _json(previous_proof),
    }
    return _add(
        {**document},
        {name: value for name, value in options.items() if value is not None},
        chosen,
        signer,
        limits,
        extra_contexts,
        disclosure,
    )


def _add(
    document: Document,
    options: Document,
    suite: Cryptosuite,
    signer: Signer,
    limits: Limits,
    extra_contexts: ExtraContexts | None,
    disclosure: Disclosure | None,
) -> Document:
    found = malformed({**options, "proofValue": "z"}, "/proof")
    if found:
        raise ProofGenerationError.from_problems(found)
    document["@context"] = with_proof_terms(document.get("@context"), suite)
    proofs = listed(document.pop("proof", []))
    previous = listed(options.get("previousProof", []))
    over = [p for p in proofs if isinstance(p, dict) and p.get("id") in previous]
    if len(over) != len(previous):
        raise ProofGenerationError(
            "PROOF_CHAIN_BROKEN",
            "The document does not have each of the previous proofs exactly once.",
            pointer="/proof",
            found=", ".join(previous),
            spec="https://www.w3.org/TR/vc-data-integrity/#add-proof-set-chain",
        )
    input_document = {**document, "proof": over} if over else document
    if not suite.signs_rdf:
        # A suite over RDF asks on its own; no other one would notice what JSON-LD loses.
        lost = check_terms(input_document, limits=limits, extra_contexts=extra_contexts)
        if lost:
            raise JsonLdError.from_problems(lost)
    proof = suite.create(
        input_document,
        options,
        _Checked(signer),
        limits=limits,
        extra_contexts=extra_contexts,
        disclosure=disclosure,
    )
    document["proof"] = [*proofs, proof] if proofs else proof
    return document


def with_proof_terms(context: Any, suite: Cryptosuite) -> Any:
    """The contexts of a document, with that of a suite's proofs where it is needed.

    Raises:
        JsonLdError: If there are no contexts at all.
    """
    if context is None:
        raise JsonLdError(
            "CONTEXT_MISSING",
            "The document has no @context.",
            pointer="/@context",
            spec="https://www.w3.org/TR/vc-data-model-2.0/#contexts",
        )
    if any(isinstance(url, str) and _defines(url, suite.proof_type) for url in listed(context)):
        return context
    return [*listed(context), suite.context]


@lru_cache(maxsize=256)
def _defines(url: str, proof_type: str) -> bool:
    return url in contexts.URLS and proof_type in contexts.document(url).get("@context", {})


class _Checked:
    """A signer whose signatures are looked at before they leave: raw bytes, not DER."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signer, name)

    def sign(self, data: bytes, /) -> bytes:
        """The signature over `data`, if it has the length of one."""
        signature = self._signer.sign(data)
        expected = _SIGNATURE_BYTES[self._signer.algorithm]
        if len(signature) != expected:
            raise ProofGenerationError(
                "PROOF_GENERATION",
                "The signer returned something else than a raw signature.",
                found=f"{len(signature)} bytes",
                expected=f"{expected} bytes: r and s of fixed length, not DER",
            )
        return signature


def _json(value: str | Sequence[str] | None) -> Any:
    return value if value is None or isinstance(value, str) else list(value)


def _text(moment: datetime | None, name: str) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise UsageError(
            "USAGE",
            f"{name} has no time zone.",
            found=moment.isoformat(),
            expected="an aware datetime, such as datetime.now(UTC)",
        )
    return timestamps.write(moment)
