"""The values of proofs of bbs-2023 with the feature pseudonyms: what they have besides.

The published base proof writes the issuer's part of the secret as a large number of CBOR, which is
a tag; every other value of a proof has none. So this one component is written and read here.

Spec: https://www.w3.org/TR/vc-di-bbs/
"""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import ParseError
from elm_microcred.limits import Limits
from elm_microcred.proofs import cbor, multibase
from elm_microcred.proofs.bbs_pseudonyms import PSEUDONYM_BYTES
from elm_microcred.proofs.bls12_381 import ORDER, SCALAR_BYTES
from elm_microcred.proofs.cryptosuites import disclosure as steps

BASE = bytes.fromhex("d95d08")
DERIVED = bytes.fromhex("d95d09")

_FIVE, _SIX = b"\x85", b"\x86"
_LARGE_NUMBER = b"\xc2"


def serialize_base(components: list[Any], signer_nym_entropy: int) -> str:
    """The value of a base proof: the five components of every other, and the issuer's secret."""
    length = (signer_nym_entropy.bit_length() + 7) // 8
    number = _LARGE_NUMBER + cbor.encode(signer_nym_entropy.to_bytes(length, "big"))
    encoded = _SIX + cbor.encode(components)[len(_FIVE) :] + number
    return multibase.encode(BASE + encoded, "u")


def parted(value: Any) -> tuple[Any, int | None]:
    """The value of a base proof without the issuer's secret, and that; `None` where it has none.

    Raises:
        ParseError: If it begins as one with a secret and does not end so.
    """
    data = _data(value)
    if data[:4] != BASE + _SIX:
        return value, None
    for length in range(SCALAR_BYTES, -1, -1):
        head = _LARGE_NUMBER + cbor.encode(bytes(length))[: 2 if length > 23 else 1]
        tail = data[-length - len(head) :]
        if tail.startswith(head):
            number = int.from_bytes(tail[len(head) :], "big")
            is_shortest = tail[len(head) : len(head) + 1] != b"\0"
            if is_shortest and number < ORDER:
                rest = BASE + _FIVE + data[4 : len(data) - len(tail)]
                return multibase.encode(rest, "u"), number
    raise steps.malformed("The value of the proof does not end with a secret of its issuer.")


def is_derived(value: Any) -> bool:
    """Whether the value of a proof is that of a derived one with a pseudonym."""
    return _data(value)[:3] == DERIVED


def parse_derived(value: Any, *, limits: Limits) -> tuple[list[Any], bytes, int]:
    """The five components of every derived proof, the pseudonym, and how many messages there are.

    Raises:
        ParseError: If the value is not that of a derived proof with a pseudonym.
    """
    *components, name, length = steps.parse(value, DERIVED, 7, limits=limits)
    steps.require(steps.is_bytes(name, PSEUDONYM_BYTES), "a pseudonym")
    steps.require(steps.is_index(length), "a number of messages")
    return components, name, length


def pseudonym_of(value: Any, *, limits: Limits) -> bytes:
    """The pseudonym in the value of a derived proof: who its holder is to the verifier.

    Raises:
        ParseError: If it has none.
    """
    return parse_derived(value, limits=limits)[1]


def _data(value: Any) -> bytes:
    """The bytes of a value; none where it is not one that this suite writes."""
    try:
        return multibase.decode(value, "u") if isinstance(value, str) else b""
    except ParseError:
        return b""
