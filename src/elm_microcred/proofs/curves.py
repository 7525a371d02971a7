"""The kinds of key that are known, one row each: how it is written, checked and used.

Another curve is another row of `KEY_TYPES`. Signatures are raw: 64 bytes for Ed25519,
`r || s` of fixed length for ECDSA, never DER.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs import bbs, rsa


@dataclass(frozen=True, slots=True)
class KeyType:
    """One kind of key.

    Attributes:
        name: Name of the curve, as a JWK says it (`crv`).
        kty: Key type of a JWK; empty where JWKs of the kind are not settled.
        algorithm: Fully specified JOSE algorithm (RFC 9864).
        public_header: Multicodec bytes before an encoded public key.
        secret_header: Multicodec bytes before an encoded secret key.
        public_bytes: Length of an encoded public key (EC: compressed point); 0 if it varies.
        secret_bytes: Length of an encoded secret key, and of one coordinate; 0 if it varies.
        load_public: From the encoded public key to a key object; refuses malformed and weak
            ones.
        load_secret: From the encoded secret key to a key object.
        public_of: From a secret key object to the encoded public key.
        coordinates: From the encoded public key to the members of a JWK that `names` lists.
        from_coordinates: From these to the encoded public key.
        generate: A new encoded secret key, from the operating system's randomness.
        sign: From a secret key object and data to a signature.
        verify: Whether a signature by a public key object fits the data.
        sign_messages: From a secret key object, a header and messages to a signature that can
            be proven over some of the messages; `None` where the kind has none.
        is_read_only: Whether others have such keys and nothing here makes new ones: no
            cryptosuite of ours signs with them.
        names: Members of a JWK that hold the public key.
        other_algorithms: Further names of algorithms, in JOSE, that the key may be used with.
    """

    name: str
    kty: str
    algorithm: str
    public_header: bytes
    secret_header: bytes
    public_bytes: int
    secret_bytes: int
    load_public: Callable[[bytes], Any]
    load_secret: Callable[[bytes], Any]
    public_of: Callable[[Any], bytes]
    coordinates: Callable[[bytes], tuple[bytes, ...]]
    from_coordinates: Callable[..., bytes]
    generate: Callable[[], bytes]
    sign: Callable[[Any, bytes], bytes]
    verify: Callable[[Any, bytes, bytes], bool]
    sign_messages: Callable[[Any, bytes, Sequence[bytes]], bytes] | None = None
    is_read_only: bool = False
    names: tuple[str, ...] = ("x", "y")
    other_algorithms: tuple[str, ...] = ()


# Ed25519

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SMALL_ORDER_Y = frozenset(
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""Of the points whose order divides eight: one constant signature fits every text."""


def _load_ed25519(encoded: bytes) -> ed25519.Ed25519PublicKey:
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y % _P in _SMALL_ORDER_Y:
        raise KeyMaterialError(
            "KEY_WEAK",
            "The Ed25519 key is a point of small order: anybody can sign for it.",
            spec="https://www.rfc-editor.org/rfc/rfc8032#section-8.6",
        )
    # x^2 = (y^2 - 1) / (d y^2 + 1) has a solution only for points of the curve.
    numerator, denominator = y * y - 1, _D * y * y + 1
    if y >= _P or pow(numerator * denominator, (_P - 1) // 2, _P) != 1:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The Ed25519 key is not a point of the curve.",
            spec="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3",
        )
    return ed25519.Ed25519PublicKey.from_public_bytes(encoded)


def _verify_ed25519(key: ed25519.Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


_ED25519 = KeyType(
    name="Ed25519",
    kty="OKP",
    algorithm="Ed25519",
    public_header=bytes.fromhex("ed01"),
    secret_header=bytes.fromhex("8026"),
    public_bytes=32,
    secret_bytes=32,
    load_public=_load_ed25519,
    load_secret=ed25519.Ed25519PrivateKey.from_private_bytes,
    public_of=lambda secret: secret.public_key().public_bytes_raw(),
    coordinates=lambda encoded: (encoded,),
    from_coordinates=lambda x: x,
    generate=lambda: ed25519.Ed25519PrivateKey.generate().private_bytes_raw(),
    sign=lambda secret, data: secret.sign(data),
    verify=_verify_ed25519,
    names=("x",),
    other_algorithms=("EdDSA",),
)

# ECDSA


def _load_point(curve: ec.EllipticCurve, encoded: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, encoded)
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            f"The key is not a compressed point of {curve.name}.",
            spec="https://www.w3.org/TR/cid-1.0/#Multikey",
        ) from error


def _load_scalar(curve: ec.EllipticCurve, encoded: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(encoded, "big"), curve)
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", f"The secret is not a scalar of {curve.name}."
        ) from error


def _compressed(public: ec.EllipticCurvePublicKey) -> bytes:
    numbers, size = public.public_numbers(), (public.curve.key_size + 7) // 8
    return bytes([2 + numbers.y % 2]) + numbers.x.to_bytes(size, "big")


def _coordinates(curve: ec.EllipticCurve, size: int, encoded: bytes) -> tuple[bytes, ...]:
    numbers = _load_point(curve, encoded).public_numbers()
    return numbers.x.to_bytes(size, "big"), numbers.y.to_bytes(size, "big")


def _from_coordinates(curve: ec.EllipticCurve, x: bytes, y: bytes) -> bytes:
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", f"x and y are not a point of {curve.name}."
        ) from error
    return _compressed(public)


def _generate_scalar(curve: ec.EllipticCurve, size: int) -> bytes:
    return ec.generate_private_key(curve).private_numbers().private_value.to_bytes(size, "big")


def _sign_ecdsa(
    hash_: hashes.HashAlgorithm, size: int, secret: ec.EllipticCurvePrivateKey, data: bytes
) -> bytes:
    # Deterministic (RFC 6979): the same row signed again gives the same bytes.
    r, s = decode_dss_signature(secret.sign(data, ec.ECDSA(hash_, deterministic_signing=True)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _verify_ecdsa(
    hash_: hashes.HashAlgorithm,
    size: int,
    key: ec.EllipticCurvePublicKey,
    signature: bytes,
    data: bytes,
) -> bool:
    if len(signature) != 2 * size:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
    try:
        key.verify(encode_dss_signature(r, s), data, ec.ECDSA(hash_))
    except InvalidSignature:
        return False
    return True


def _ecdsa(
    name: str,
    algorithm: str,
    curve: ec.EllipticCurve,
    hash_: hashes.HashAlgorithm,
    headers: tuple[str, str],
) -> KeyType:
    size = (curve.key_size + 7) // 8
    return KeyType(
        name=name,
        kty="EC",
        algorithm=algorithm,
        public_header=bytes.fromhex(headers[0]),
        secret_header=bytes.fromhex(headers[1]),
        public_bytes=size + 1,
        secret_bytes=size,
        load_public=partial(_load_point, curve),
        load_secret=partial(_load_scalar, curve),
        public_of=lambda secret: _compressed(secret.public_key()),
        coordinates=partial(_coordinates, curve, size),
        from_coordinates=partial(_from_coordinates, curve),
        generate=partial(_generate_scalar, curve, size),
        sign=partial(_sign_ecdsa, hash_, size),
        verify=partial(_verify_ecdsa, hash_, size),
    )


# BBS


def _verify_bbs(key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        return bbs.verify(key, signature, b"", [data])
    except ParseError:
        return False


def _load_bbs(encoded: bytes) -> bytes:
    bbs.check_public_key(encoded)
    return encoded


_BLS12_381 = KeyType(
    name="BLS12-381",
    kty="",
    algorithm="BBS",
    public_header=bytes.fromhex("eb01"),
    secret_header=bytes.fromhex("8a26"),
    public_bytes=bbs.PUBLIC_KEY_BYTES,
    secret_bytes=bbs.SECRET_KEY_BYTES,
    load_public=_load_bbs,
    load_secret=bbs.check_secret_key,
    public_of=bbs.public_key,
    coordinates=lambda encoded: (encoded,),
    from_coordinates=lambda x: x,
    generate=lambda: bbs.key_gen(os.urandom(bbs.SECRET_KEY_BYTES)),
    sign=lambda secret, data: bbs.sign(secret, b"", [data]),
    verify=_verify_bbs,
    sign_messages=bbs.sign,
)

# RSA

_RSA = KeyType(
    name="RSA",
    kty="RSA",
    algorithm="RS256",
    public_header=bytes.fromhex("8524"),
    secret_header=bytes.fromhex("8526"),
    public_bytes=0,
    secret_bytes=0,
    load_public=rsa.load_public,
    load_secret=rsa.load_secret,
    public_of=rsa.public_of,
    coordinates=rsa.coordinates,
    from_coordinates=rsa.from_coordinates,
    generate=rsa.generate,
    sign=rsa.sign,
    verify=rsa.verify,
    names=("n", "e"),
    other_algorithms=("RS384", "RS512", "PS256", "PS384", "PS512"),
)

KEY_TYPES: dict[str, KeyType] = {
    row.name: row
    for row in (
        _ED25519,
        _ecdsa("P-256", "ES256", ec.SECP256R1(), hashes.SHA256(), ("8024", "8626")),
        _ecdsa("P-384", "ES384", ec.SECP384R1(), hashes.SHA384(), ("8124", "8726")),
        _ecdsa("P-521", "ES512", ec.SECP521R1(), hashes.SHA512(), ("8224", "8826")),
        replace(
            _ecdsa("secp256k1", "ES256K", ec.SECP256K1(), hashes.SHA256(), ("e701", "8126")),
            is_read_only=True,
        ),
        _RSA,
        _BLS12_381,
    )
}
"""Every kind of key by the name of its curve; RSA has none."""
