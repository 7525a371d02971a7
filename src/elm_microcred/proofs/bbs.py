"""BBS signatures over many messages, and proofs that show some of them.

Ciphersuite BLS12-381-SHA-256.

Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs.bls12_381 import (
    ORDER,
    POINT_BYTES,
    SCALAR_BYTES,
    curve,
    expand_message,
    hash_to_scalar,
    octets,
    pairs,
    parse,
)

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point, G2Point, Scalar

RandomScalars = Callable[[int], Sequence[int]]
"""From a count to that many random numbers below the order of the group."""

API_ID = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_"
PUBLIC_KEY_BYTES = 96
SECRET_KEY_BYTES = 32

_P1 = bytes.fromhex(
    "a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd22"
    "5e7c59698588e70d11406d161b4e28c9"
)
_SPEC = "https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08"


def key_gen(key_material: bytes, key_info: bytes = b"") -> bytes:
    """The secret key that at least 32 secret random bytes give.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#section-3.4.1
    """
    if len(key_material) < SECRET_KEY_BYTES:
        raise KeyMaterialError(
            "KEY_WEAK", "The key material is too short.", expected="at least 32 random bytes"
        )
    derived = key_material + len(key_info).to_bytes(2, "big") + key_info
    return octets(hash_to_scalar(derived, API_ID + b"KEYGEN_DST_"))


def public_key(secret: bytes) -> bytes:
    """The public key of a secret key.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#section-3.4.2
    """
    encoded: bytes = (curve().G2Point() * _secret(secret)).to_compressed_bytes()
    return encoded


def check_public_key(encoded: bytes) -> G2Point:
    """The point of a public key.

    Raises:
        KeyMaterialError: If it is no point of the group, or the one that fits everything.
    """
    group = curve().G2Point
    try:
        point: G2Point = group.from_compressed_bytes(encoded)
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", "The BBS key is not a compressed point of BLS12-381 G2.", spec=_SPEC
        ) from error
    if point == group.identity():
        raise KeyMaterialError(
            "KEY_WEAK", "The BBS key is the neutral element: anybody can sign for it.", spec=_SPEC
        )
    return point


def check_secret_key(encoded: bytes) -> bytes:
    """The secret key itself.

    Raises:
        KeyMaterialError: If it is not a number between 0 and the order of the group.
    """
    if len(encoded) != SECRET_KEY_BYTES or not 0 < int.from_bytes(encoded, "big") < ORDER:
        raise KeyMaterialError("KEY_MALFORMED", "The secret is not a scalar of BLS12-381.")
    return encoded


def sign(secret: bytes, header: bytes, messages: Sequence[bytes]) -> bytes:
    """The signature over a header and messages, 80 bytes; always the same.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-signature-generation-sign
    """
    key, public = _secret(secret), public_key(secret)
    scalars = messages_to_scalars(messages)
    setting = _setting(public, len(messages), header)
    serialized = b"".join(octets(s) for s in (key, *scalars, setting.domain))
    e = hash_to_scalar(serialized, API_ID + b"H2S_")
    a = setting.commit(dict(enumerate(scalars))) * (key + e).inverse()
    return a.to_compressed_bytes() + octets(e)


def verify(public: bytes, signature: bytes, header: bytes, messages: Sequence[bytes]) -> bool:
    """Whether a signature over a header and messages was made with the secret of a key.

    Raises:
        ParseError: If it is not a signature at all.
        KeyMaterialError: If the key is malformed or weak.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-signature-verification-veri
    """
    (a,), (e,) = parse(signature, points=1, scalars=1)
    setting = _setting(public, len(messages), header)
    b = setting.commit(dict(enumerate(messages_to_scalars(messages))))
    return pairs(a, check_public_key(public), a * e - b)


def proof_gen(
    public: bytes,
    signature: bytes,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    *,
    random_scalars: RandomScalars,
) -> bytes:
    """A proof that somebody signed these messages, which shows only some of them.

    Two proofs over one signature cannot be told to be over the same one.

    Args:
        public: The key of the signer.
        signature: The signature over all messages.
        header: What was signed besides them.
        presentation_header: What the proof is bound to, such as a verifier's challenge.
        messages: All messages.
        disclosed: Indexes of the messages that are shown, in order.
        random_scalars: Randomness; used twice for one signature, it reveals what was hidden.

    Raises:
        ParseError: If the signature is not one at all.
        KeyMaterialError: If the key is malformed or weak.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-proof-generation-proofgen
    """
    (a,), (e,) = parse(signature, points=1, scalars=1)
    setting = _setting(public, len(messages), header)
    scalars = messages_to_scalars(messages)
    bound = _bound_to(setting, presentation_header)
    return prove((a, e), setting, scalars, disclosed, random_scalars, bound)


Challenge = Callable[
    [Sequence["G1Point"], Mapping[int, "Scalar"], Sequence["Scalar"], "Scalar"], "Scalar"
]
"""What a proof is bound to: from its points, what it shows, and numbers about what it hides to its
challenge. The numbers are random when a proof is made, and 0 stands beside them; when it is checked
they are its answers, and the challenge that it has stands there.
"""


def _bound_to(setting: Setting, presentation_header: bytes) -> Challenge:
    return lambda points, shown, _, __: challenge_of(points, setting, shown, presentation_header)


def prove(
    signature: tuple[G1Point, Scalar],
    setting: Setting,
    scalars: Sequence[Scalar],
    disclosed: Sequence[int],
    random_scalars: RandomScalars,
    challenge_for: Challenge,
) -> bytes:
    """A proof over a signature, given as point and number.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-proof-generation-proofgen
    """
    a, e = signature
    hidden = sorted(set(range(len(scalars))) - set(disclosed))
    drawn = [curve().Scalar(number) for number in random_scalars(5 + len(hidden))]
    r1, r2, e_tilde, r1_tilde, r3_tilde, *m_tilde = drawn
    d = setting.commit(dict(enumerate(scalars))) * r2
    a_bar = a * (r1 * r2)
    b_bar = d * r1 - a_bar * e
    t1 = a_bar * e_tilde + d * r1_tilde
    t2 = d * r3_tilde + setting.sum(dict(zip(hidden, m_tilde, strict=True)))
    shown = {index: scalars[index] for index in disclosed}
    nothing = curve().Scalar(0)
    challenge = challenge_for((a_bar, b_bar, d, t1, t2), shown, m_tilde, nothing)
    answers = [
        e_tilde + e * challenge,
        r1_tilde - r1 * challenge,
        r3_tilde - r2.inverse() * challenge,
        *(blind + scalars[j] * challenge for blind, j in zip(m_tilde, hidden, strict=True)),
        challenge,
    ]
    points = (point.to_compressed_bytes() for point in (a_bar, b_bar, d))
    return b"".join((*points, *map(octets, answers)))


def proof_verify(
    public: bytes,
    proof: bytes,
    header: bytes,
    presentation_header: bytes,
    disclosed: Mapping[int, bytes],
) -> bool:
    """Whether a proof shows that the holder has a signature over the disclosed messages.

    Args:
        public: The key of the signer.
        proof: The proof.
        header: What was signed besides the messages.
        presentation_header: What the proof is bound to.
        disclosed: The messages that are shown, by their index among all that were signed.

    Raises:
        ParseError: If it is not a proof at all, or not one that leaves room for these indexes.
        KeyMaterialError: If the key is malformed or weak.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-proof-verification-proofver
    """
    parsed = parse_proof(proof)
    length = len(disclosed) + len(parsed[1]) - 4
    if any(not 0 <= index < length for index in disclosed):
        raise ParseError(
            "PROOF_MALFORMED",
            "The proof shows more messages than were signed.",
            expected=f"indexes below {length}",
            spec=_SPEC,
        )
    setting = _setting(public, length, header)
    scalars = dict(zip(disclosed, messages_to_scalars(list(disclosed.values())), strict=True))
    return check(public, parsed, setting, scalars, _bound_to(setting, presentation_header))


def parse_proof(proof: bytes) -> tuple[list[G1Point], list[Scalar]]:
    """The three points and the numbers of a proof.

    Raises:
        ParseError: If it is not a proof at all.
    """
    return parse(proof, points=3, scalars=max(hidden_messages(proof), 0) + 4)


def check(
    public: bytes,
    parsed: tuple[Sequence[G1Point], Sequence[Scalar]],
    setting: Setting,
    scalars: Mapping[int, Scalar],
    challenge_for: Challenge,
) -> bool:
    """Whether a proof, given as points and numbers, holds for the messages that are shown.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-proof-verification-proofver
    """
    (a_bar, b_bar, d), numbers = parsed
    e_hat, r1_hat, r3_hat, *m_hat, challenge = numbers
    hidden = sorted(set(range(len(scalars) + len(m_hat))) - set(scalars))
    t1 = b_bar * challenge + a_bar * e_hat + d * r1_hat
    t2 = (
        setting.commit(scalars) * challenge
        + d * r3_hat
        + setting.sum(dict(zip(hidden, m_hat, strict=True)))
    )
    shown = dict(sorted(scalars.items()))
    expected = challenge_for((a_bar, b_bar, d, t1, t2), shown, m_hat, challenge)
    return challenge == expected and pairs(a_bar, check_public_key(public), -b_bar)


def hidden_messages(proof: bytes) -> int:
    """How many messages a proof of this length hides."""
    return (len(proof) - 3 * POINT_BYTES) // SCALAR_BYTES - 4


def messages_to_scalars(messages: Sequence[bytes], api: bytes = API_ID) -> list[Scalar]:
    """The numbers that stand for messages.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-messages-to-scalars
    """
    return [hash_to_scalar(message, api + b"MAP_MSG_TO_SCALAR_AS_HASH_") for message in messages]


@dataclass(frozen=True, slots=True)
class Setting:
    """What signer, holder and verifier compute alike from key, header and number of messages."""

    generators: Sequence[G1Point]
    domain: Scalar

    def sum(self, scalars: Mapping[int, Scalar]) -> G1Point:
        """The generators of some messages, each times a number."""
        group = curve().G1Point
        if not scalars:
            point: G1Point = group.identity()
            return point
        chosen = [self.generators[index + 1] for index in scalars]
        total: G1Point = group.multiexp_unchecked(chosen, list(scalars.values()))
        return total

    def commit(self, scalars: Mapping[int, Scalar]) -> G1Point:
        """The point that stands for the header and these messages."""
        return _base_point() + self.generators[0] * self.domain + self.sum(scalars)


def _setting(public: bytes, count: int, header: bytes) -> Setting:
    return setting_of(public, create_generators(count + 1), header, API_ID)


def setting_of(
    public: bytes, generators: Sequence[tuple[G1Point, bytes]], header: bytes, api: bytes
) -> Setting:
    """The generators and the domain.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-domain-calculation
    """
    hashed = b"".join(
        (
            public,
            (len(generators) - 1).to_bytes(8, "big"),
            *(encoded for _, encoded in generators),
            api,
            len(header).to_bytes(8, "big"),
            header,
        )
    )
    domain = hash_to_scalar(hashed, api + b"H2S_")
    return Setting([point for point, _ in generators], domain)


_generators: dict[bytes, list[tuple[G1Point, bytes]]] = {}
_seeds: dict[bytes, bytes] = {}
_lock = Lock()


def create_generators(count: int, api: bytes = API_ID) -> list[tuple[G1Point, bytes]]:
    """So many generators of an interface and their bytes; the same for everybody, and kept.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-generators-calculation
    """
    tag = api + b"SIG_GENERATOR_SEED_"
    with _lock:
        made = _generators.setdefault(api, [])
        seed = _seeds.get(api) or expand_message(api + b"MESSAGE_GENERATOR_SEED", tag)
        for number in range(len(made) + 1, count + 1):
            seed = expand_message(seed + number.to_bytes(8, "big"), tag)
            point = curve().G1Point.hash_to_curve(seed, api + b"SIG_GENERATOR_DST_")
            made.append((point, point.to_compressed_bytes()))
        _seeds[api] = seed
        return made[:count]


@lru_cache(maxsize=1)
def _base_point() -> G1Point:
    point: G1Point = curve().G1Point.from_compressed_bytes(_P1)
    return point


def challenge_of(
    points: Sequence[G1Point],
    setting: Setting,
    shown: Mapping[int, Scalar],
    presentation_header: bytes,
    api: bytes = API_ID,
) -> Scalar:
    """The number that binds a proof to what it shows and to its occasion.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-challenge-calculation
    """
    hashed = [len(shown).to_bytes(8, "big")]
    for index, scalar in shown.items():
        hashed += [index.to_bytes(8, "big"), octets(scalar)]
    hashed += [point.to_compressed_bytes() for point in points]
    hashed += [octets(setting.domain), len(presentation_header).to_bytes(8, "big")]
    return hash_to_scalar(b"".join([*hashed, presentation_header]), api + b"H2S_")


def _secret(encoded: bytes) -> Scalar:
    scalar: Scalar = curve().Scalar.from_be_bytes(check_secret_key(encoded))
    return scalar
