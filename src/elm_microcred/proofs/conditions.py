"""What a proof must fulfil beside its signature, one function for each question.

Each gives the problems that it finds; none means that the proof fulfils the condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.cryptosuites import Cryptosuite
from elm_microcred.proofs.dids import VerificationMethod, is_identifier
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import Proof, default_purpose, identifier_of, is_presentation

_DI = "https://www.w3.org/TR/vc-data-integrity/"
_CID = "https://www.w3.org/TR/cid-1.0/"


def legacy(proof: Proof, suite: Cryptosuite) -> Iterator[Problem]:
    """Whether the proof is of a kind that another has replaced.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
    """
    if suite.successor:
        yield Problem(
            "PROOF_LEGACY",
            "The proof is of a kind that another has replaced.",
            pointer=proof.pointer,
            found=suite.name,
            expected=suite.successor,
            remedy="Ask the issuer for a newer credential; this one is checked all the same.",
            spec="https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020",
        )


def purpose(proof: Proof, document: Mapping[str, Any], policy: Policy) -> Iterator[Problem]:
    """Whether the proof was made for what it is used for.

    Spec: https://www.w3.org/TR/vc-data-integrity/#proof-purpose-validation
    """
    expected = policy.purpose or default_purpose(document)
    if proof.purpose != expected:
        yield Problem(
            "PROOF_PURPOSE_MISMATCH",
            "The proof was made for another purpose.",
            pointer=f"{proof.pointer}/proofPurpose",
            found=proof.purpose,
            expected=expected,
            spec=_DI + "#proof-purpose-validation",
        )


def period(proof: Proof, now: datetime, policy: Policy) -> Iterator[Problem]:
    """Whether now is between the beginning and the end of the proof."""
    if proof.created is not None and proof.created - now > policy.clock_skew:
        yield Problem(
            "PROOF_CREATED_IN_FUTURE",
            "The proof says that it was made in the future.",
            pointer=f"{proof.pointer}/created",
            found=proof.members["created"],
            expected=f"not after {timestamps.write(now)}",
            spec=_DI + "#dfn-created",
        )
    if proof.expires is not None and now - proof.expires > policy.clock_skew:
        yield Problem(
            "PROOF_EXPIRED",
            "The proof has expired.",
            pointer=f"{proof.pointer}/expires",
            found=proof.members["expires"],
            expected=f"not before {timestamps.write(now)}",
            spec=_DI + "#dfn-proof-expires",
        )


def domain(proof: Proof, policy: Policy) -> Iterator[Problem]:
    """Whether the proof names the demanded domains, all and no others."""
    if policy.domains is not None and proof.domains != policy.domains:
        yield Problem(
            "PROOF_DOMAIN_MISMATCH",
            "The proof was made for another domain.",
            pointer=f"{proof.pointer}/domain",
            found=", ".join(sorted(proof.domains)) or None,
            expected=", ".join(sorted(policy.domains)),
            spec=_DI + "#verify-proof",
        )


def challenge(proof: Proof, policy: Policy) -> Iterator[Problem]:
    """Whether the proof answers the demanded challenge."""
    found = proof.members.get("challenge")
    if policy.challenge is not None and found != policy.challenge:
        yield Problem(
            "PROOF_CHALLENGE_MISMATCH",
            "The proof does not answer the challenge.",
            pointer=f"{proof.pointer}/challenge",
            found=found,
            expected=policy.challenge,
            spec=_DI + "#verify-proof",
        )


def key(
    proof: Proof, method: VerificationMethod, suite: Cryptosuite, now: datetime
) -> Iterator[Problem]:
    """Whether the key may be used now, and with this cryptosuite.

    Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
    """
    pointer = f"{proof.pointer}/verificationMethod"
    if method.key.type.algorithm not in suite.algorithms:
        yield Problem(
            "KEY_TYPE_MISMATCH",
            "The key is of another kind than the cryptosuite uses.",
            pointer=pointer,
            found=method.key.type.algorithm,
            expected=" or ".join(sorted(suite.algorithms)),
        )
    yield from key_period(pointer, method, now)


def key_period(pointer: str, method: VerificationMethod, now: datetime) -> Iterator[Problem]:
    """Whether the key may be used now.

    Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
    """
    for code, word, value in (
        ("KEY_REVOKED", "revoked", method.revoked),
        ("KEY_EXPIRED", "expires", method.expires),
    ):
        moment = timestamps.parse(value, zone_required=False)
        if moment is not None and moment <= now:
            yield Problem(
                code,
                f"The time of {word} in the issuer's document has come.",
                pointer=pointer,
                found=shorten(value),
                expected=f"a time after {timestamps.write(now)}",
                spec=_CID + "#verification-methods",
            )
        elif moment is None and value is not None:
            yield Problem(
                "KEY_MALFORMED",
                f"The value of {word} in the issuer's document is not a point in time.",
                pointer=pointer,
                found=shorten(value),
                spec=_CID + "#verification-methods",
            )


def controller(
    proof: Proof, method: VerificationMethod, document: Mapping[str, Any], policy: Policy
) -> Iterator[Problem]:
    """Whether the key is that of the issuer, or in a presentation that of the holder."""
    party = "holder" if is_presentation(document) else "issuer"
    claimed = identifier_of(document.get(party))
    yield from belongs(f"{proof.pointer}/verificationMethod", method, party, claimed, policy)


def belongs(
    pointer: str, method: VerificationMethod, party: str, claimed: str | None, policy: Policy
) -> Iterator[Problem]:
    """Whether a key is that of the issuer or holder that a document names.

    Args:
        pointer: Where the document names the key.
        method: The key, and whose it is.
        party: issuer or holder.
        claimed: Who the document says that it is, if it does.
        policy: What is demanded.
    """
    # A presentation need not name its holder; a credential always has an issuer.
    is_bound = policy.issuer_binding and (claimed is not None or party == "issuer")
    is_other = is_bound and claimed != method.controller
    vouches_for_itself = method.self_asserted or is_other
    if is_other and not (policy.self_asserted_keys and _has_no_document(claimed)):
        yield Problem(
            "KEY_ISSUER_MISMATCH" if party == "issuer" else "KEY_HOLDER_MISMATCH",
            f"The key belongs to somebody else than the {party}.",
            pointer=pointer,
            found=method.controller,
            expected=None if claimed is None else shorten(claimed),
            spec="https://www.w3.org/TR/vc-data-model-2.0/#issuer",
        )
    elif vouches_for_itself and policy.self_asserted_keys:
        yield Problem(
            "KEY_SELF_ASSERTED_ACCEPTED",
            f"Nothing but the proof itself says that the key is the {party}'s.",
            pointer=pointer,
            found=method.id,
        )
    elif vouches_for_itself:
        yield Problem(
            "KEY_SELF_ASSERTED",
            f"Nothing but the proof itself says that the key is the {party}'s.",
            pointer=pointer,
            found=method.id,
            expected=f"a document of the {party} that lists the key",
            remedy="Pass resolve= with a resolver that has that document, or accept such keys"
            " with the policy self-asserted-keys.",
        )


def _has_no_document(identifier: str | None) -> bool:
    """Whether no document can stand behind an identifier, as with `urn:uuid:`."""
    return identifier is not None and not is_identifier(identifier)
