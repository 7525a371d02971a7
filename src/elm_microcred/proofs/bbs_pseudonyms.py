"""BBS with pseudonyms: one name of a holder for each verifier, and no two that can be linked.

The holder commits to a secret and does not show it; the signer adds a secret of its own; the sum of
both is the *nym secret*. With it the holder makes, for each verifier, the one pseudonym that it can
have there, and proves that it is that of a signed credential.

These are drafts that still change. What is implemented is what the published vectors hold, byte for
byte.

Spec: https://datatracker.ietf.org/doc/draft-irtf-cfrg-bbs-per-verifier-linkability/ and
https://datatracker.ietf.org/doc/draft-irtf-cfrg-bbs-blind-signatures/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from elm_microcred.errors import ParseError
from elm_microcred.proofs import bbs
from elm_microcred.proofs.bls12_381 import (
    POINT_BYTES,
    curve,
    hash_to_scalar,
    octets,
    pairs,
    parse,
)

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point, Scalar

API_ID = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_PSEUDONYM_"
COMMITMENT_BYTES = 144
PSEUDONYM_BYTES = POINT_BYTES

_BLIND = b"BLIND_" + API_ID
_COMMITTED = 2
"""What a holder commits to: the number that hides it, and its secret."""
_SPEC = "https://datatracker.ietf.org/doc/draft-irtf-cfrg-bbs-per-verifier-linkability/"


@dataclass(frozen=True, slots=True)
class Nym:
    """What a holder keeps of a commitment, and for whom it makes a pseudonym.

    Attributes:
        prover_nym: The holder's secret.
        blind: The number that hides it in the commitment.
        verifier_id: The verifier that will know the holder by the pseudonym.
    """

    prover_nym: int = field(repr=False)
    blind: int = field(repr=False)
    verifier_id: str


def commit(prover_nym: int, *, random_scalars: bbs.RandomScalars) -> tuple[bytes, int]:
    """A commitment to the holder's secret, with a proof that there is one, and its blind.

    Args:
        prover_nym: The secret: a random number below the order of the group.
        random_scalars: Randomness.
    """
    hiding, naming = _blind_generators()
    secret = curve().Scalar(prover_nym)
    blind, s_tilde, m_tilde = (curve().Scalar(number) for number in random_scalars(3))
    point = hiding * blind + naming * secret
    challenge = _commitment_challenge(point, hiding * s_tilde + naming * m_tilde)
    answers = (s_tilde + blind * challenge, m_tilde + secret * challenge, challenge)
    made = point.to_compressed_bytes() + b"".join(map(octets, answers))
    return made, int.from_bytes(octets(blind), "big")


def check_commitment(commitment: bytes) -> G1Point:
    """The point of a commitment whose proof holds.

    Raises:
        ParseError: If it is none, or whoever made it does not know what it commits to.
    """
    (point,), (s_hat, m_hat, challenge) = parse(commitment, points=1, scalars=3)
    hiding, naming = _blind_generators()
    again = hiding * s_hat + naming * m_hat - point * challenge
    if _commitment_challenge(point, again) != challenge:
        raise ParseError(
            "PROOF_MALFORMED", "The proof of the commitment does not hold.", spec=_SPEC
        )
    return point


def sign(
    secret: bytes,
    commitment: bytes,
    signer_nym_entropy: int,
    header: bytes,
    messages: Sequence[bytes],
) -> bytes:
    """The signature over a header, messages, and what a holder has committed to; always the same.

    Raises:
        ParseError: If the commitment is not one whose proof holds.
    """
    public = bbs.public_key(secret)
    setting = _setting(public, len(messages), header)
    scalars = bbs.messages_to_scalars(messages, API_ID)
    key = curve().Scalar.from_be_bytes(bbs.check_secret_key(secret))
    _, naming = _blind_generators()
    committed = check_commitment(commitment) + naming * curve().Scalar(signer_nym_entropy)
    b = setting.commit(dict(enumerate(scalars))) + committed
    e = hash_to_scalar(octets(key) + b.to_compressed_bytes(), API_ID + b"H2S_")
    signature: bytes = (b * (key + e).inverse()).to_compressed_bytes() + octets(e)
    return signature


def verify(
    public: bytes,
    signature: bytes,
    signer_nym_entropy: int,
    header: bytes,
    messages: Sequence[bytes],
    nym: Nym,
) -> bool:
    """Whether a signature is over these messages and what the holder has committed to.

    Raises:
        ParseError: If it is not a signature at all.
    """
    (a,), (e,) = parse(signature, points=1, scalars=1)
    setting = _setting(public, len(messages), header)
    scalars = _all_scalars(messages, nym, signer_nym_entropy)
    b = setting.commit(dict(enumerate(scalars)))
    return pairs(a, bbs.check_public_key(public), a * e - b)


def pseudonym(nym: Nym, signer_nym_entropy: int) -> bytes:
    """The name of the holder at the verifier."""
    point = _verifier_point(nym.verifier_id) * _secret(nym, signer_nym_entropy)
    encoded: bytes = point.to_compressed_bytes()
    return encoded


def proof_gen(
    public: bytes,
    signature: bytes,
    signer_nym_entropy: int,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    nym: Nym,
    *,
    random_scalars: bbs.RandomScalars,
) -> bytes:
    """A proof that the pseudonym is that of the holder of a signature; it shows some messages.

    Raises:
        ParseError: If the signature is not one at all.
    """
    (a,), (e,) = parse(signature, points=1, scalars=1)
    setting = _setting(public, len(messages), header)
    scalars = _all_scalars(messages, nym, signer_nym_entropy)
    named = curve().G1Point.from_compressed_bytes(pseudonym(nym, signer_nym_entropy))
    challenge = _bound_to(setting, presentation_header, named, nym.verifier_id)
    return bbs.prove((a, e), setting, scalars, disclosed, random_scalars, challenge)


def proof_verify(
    public: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    disclosed: Mapping[int, bytes],
    length: int,
    name: bytes,
    verifier_id: str,
) -> bool:
    """Whether a proof holds for the disclosed messages, and the pseudonym is its holder's here.

    Args:
        public: The key of the signer.
        proof: The proof.
        header: What was signed besides the messages.
        presentation_header: What the proof is bound to.
        disclosed: The messages that are shown, by their index among all that were signed.
        length: How many messages were signed.
        name: The pseudonym.
        verifier_id: The verifier that it was made for.

    Raises:
        ParseError: If it is not a proof at all, or not one over so many messages.
    """
    parsed = bbs.parse_proof(proof)
    (named,), _ = parse(name, points=1, scalars=0)
    total = len(disclosed) + len(parsed[1]) - 4
    if total != length + _COMMITTED or any(not 0 <= index < length for index in disclosed):
        raise ParseError(
            "PROOF_MALFORMED",
            "The proof is over another number of messages than it says.",
            found=f"{total - _COMMITTED} messages",
            expected=f"{length} messages",
            spec=_SPEC,
        )
    setting = _setting(public, length, header)
    shown_ = bbs.messages_to_scalars(list(disclosed.values()), API_ID)
    challenge = _bound_to(setting, presentation_header, named, verifier_id)
    return bbs.check(public, parsed, setting, dict(zip(disclosed, shown_, strict=True)), challenge)


def hidden_messages(proof: bytes) -> int:
    """How many messages a proof of this length hides, besides what the holder committed to."""
    return bbs.hidden_messages(proof) - _COMMITTED


def _bound_to(
    setting: bbs.Setting, presentation_header: bytes, named: G1Point, verifier_id: str
) -> bbs.Challenge:
    """The challenge of a proof that also shows whose the pseudonym is."""
    place = _verifier_point(verifier_id)

    def challenge(
        points: Sequence[G1Point],
        shown: Mapping[int, Scalar],
        numbers: Sequence[Scalar],
        given: Scalar,
    ) -> Scalar:
        more = (*points, named, place, place * numbers[-1] - named * given)
        return bbs.challenge_of(more, setting, shown, presentation_header, API_ID)

    return challenge


def _setting(public: bytes, count: int, header: bytes) -> bbs.Setting:
    generators = [
        *bbs.create_generators(count + 1, API_ID),
        *bbs.create_generators(_COMMITTED, _BLIND),
    ]
    return bbs.setting_of(public, generators, header, API_ID)


def _blind_generators() -> tuple[G1Point, G1Point]:
    (hiding, _), (naming, _) = bbs.create_generators(_COMMITTED, _BLIND)
    return hiding, naming


def _commitment_challenge(point: G1Point, again: G1Point) -> Scalar:
    hiding, naming = _blind_generators()
    encoded = (each.to_compressed_bytes() for each in (hiding, naming, point, again))
    hashed = (_COMMITTED - 1).to_bytes(8, "big") + b"".join(encoded)
    return hash_to_scalar(hashed, API_ID + b"H2S_")


def _secret(nym: Nym, signer_nym_entropy: int) -> Scalar:
    secret: Scalar = curve().Scalar(nym.prover_nym) + curve().Scalar(signer_nym_entropy)
    return secret


def _all_scalars(messages: Sequence[bytes], nym: Nym, signer_nym_entropy: int) -> list[Scalar]:
    own = [curve().Scalar(nym.blind), _secret(nym, signer_nym_entropy)]
    return [*bbs.messages_to_scalars(messages, API_ID), *own]


def _verifier_point(verifier_id: str) -> G1Point:
    point: G1Point = curve().G1Point.hash_to_curve(verifier_id.encode(), API_ID)
    return point
