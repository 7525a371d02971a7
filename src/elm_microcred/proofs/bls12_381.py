"""Arithmetic of the curve BLS12-381, from the extra `bbs`, and bytes of its points and numbers.

The extra does not promise to take the same time for every secret: keep signing keys off shared
machines.

Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-pairing-friendly-curves
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from elm_microcred.errors import MissingExtraError, ParseError

if TYPE_CHECKING:
    from py_arkworks_bls12381 import G1Point, G2Point, Scalar

ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
"""The order of the groups."""

POINT_BYTES = 48
SCALAR_BYTES = 32
EXPAND_BYTES = 48
"""So many uniform bytes give a number below the order without bias."""


def curve() -> Any:
    """The module that holds the arithmetic of BLS12-381.

    Raises:
        MissingExtraError: If the extra `bbs` is not installed.
    """
    try:
        import py_arkworks_bls12381
    except ImportError as error:
        raise MissingExtraError.of("bbs", "A BBS signature") from error
    return py_arkworks_bls12381


def expand_message(message: bytes, tag: bytes, length: int = EXPAND_BYTES) -> bytes:
    """`expand_message_xmd` with SHA-256: as many uniform bytes as are asked for.

    Spec: https://www.rfc-editor.org/rfc/rfc9380#section-5.3.1
    """
    prime = tag + bytes([len(tag)])
    first = hashlib.sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\0" + prime).digest()
    blocks = [hashlib.sha256(first + b"\1" + prime).digest()]
    for number in range(2, -(-length // 32) + 1):
        mixed = bytes(a ^ b for a, b in zip(first, blocks[-1], strict=True))
        blocks.append(hashlib.sha256(mixed + bytes([number]) + prime).digest())
    return b"".join(blocks)[:length]


def pairs(left: G1Point, public: G2Point, right: G1Point) -> bool:
    """Whether e(left, public) · e(right, base of G2) is the neutral element."""
    module = curve()
    fits: bool = module.GT.pairing_check([left, right], [public, module.G2Point()])
    return fits


def hash_to_scalar(message: bytes, tag: bytes) -> Scalar:
    """The number that stands for a message.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-hash-to-scalar
    """
    uniform = expand_message(message, tag)
    scalar: Scalar = curve().Scalar.from_be_bytes_mod_order(uniform)
    return scalar


def octets(scalar: Scalar) -> bytes:
    """A number as 32 bytes, the first of which counts most."""
    return bytes(scalar.to_be_bytes())


def parse(encoded: bytes, *, points: int, scalars: int) -> tuple[list[G1Point], list[Scalar]]:
    """Points other than the neutral element, then numbers that are not 0.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-octets-to-proof
    """
    expected = points * POINT_BYTES + scalars * SCALAR_BYTES
    if len(encoded) != expected:
        raise _malformed(f"{len(encoded)} bytes", f"{expected} bytes")
    module = curve()
    cut = points * POINT_BYTES
    try:
        found = [
            module.G1Point.from_compressed_bytes(encoded[at : at + POINT_BYTES])
            for at in range(0, cut, POINT_BYTES)
        ]
        numbers = [
            module.Scalar.from_be_bytes(encoded[at : at + SCALAR_BYTES])
            for at in range(cut, expected, SCALAR_BYTES)
        ]
    except ValueError as error:
        raise _malformed(
            str(error), "points of BLS12-381 G1 and numbers below its order"
        ) from error
    if module.G1Point.identity() in found or any(number.is_zero() for number in numbers):
        raise _malformed("the neutral element, or 0", "neither of them")
    return found, numbers


def _malformed(found: str, expected: str) -> ParseError:
    return ParseError(
        "PROOF_MALFORMED",
        "This is not a BBS signature or proof.",
        found=found,
        expected=expected,
        spec="https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-octets-to-proof",
    )
