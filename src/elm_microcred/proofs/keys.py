"""Keys as credentials carry them: Multikey text and JWK, read strictly and written.

Spec: https://www.w3.org/TR/cid-1.0/#verification-material
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs import multibase, rsa
from elm_microcred.proofs.curves import KEY_TYPES, KeyType

_MULTIKEY = "https://www.w3.org/TR/cid-1.0/#Multikey"
_JSON_WEB_KEY = "https://www.w3.org/TR/cid-1.0/#JsonWebKey"
SECRET_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""Members of a JWK that nobody may publish."""
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that is well-formed and not weak.

    Attributes:
        type: The kind of key.
        encoded: Its bytes as a Multikey has them, without header.
        loaded: The key object of the cryptography library.
    """

    type: KeyType
    encoded: bytes
    loaded: Any = field(repr=False, compare=False)

    @property
    def multikey(self) -> str:
        """The value of `publicKeyMultibase`."""
        return multibase.encode(self.type.public_header + self.encoded)

    @property
    def jwk(self) -> dict[str, str]:
        """The value of `publicKeyJwk`.

        Raises:
            KeyMaterialError: If it is not settled how a JWK writes this kind of key.
        """
        if not self.type.kty:
            raise KeyMaterialError(
                "KEY_TYPE_MISMATCH",
                f"It is not settled how a JWK writes a {self.type.name} key.",
                remedy="Write it as a Multikey.",
                spec=_MULTIKEY,
            )
        coordinates = map(multibase.encode_base64url, self.type.coordinates(self.encoded))
        curve = {} if self.type.kty == "RSA" else {"crv": self.type.name}
        return {
            "kty": self.type.kty,
            **curve,
            **dict(zip(self.type.names, coordinates, strict=True)),
        }

    @property
    def thumbprint(self) -> str:
        """The base64url SHA-256 of its JWK: a name that says nothing but the key.

        Raises:
            KeyMaterialError: If it is not settled how a JWK writes this kind of key.

        Spec: https://www.rfc-editor.org/rfc/rfc7638#section-3
        """
        text = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        return multibase.encode_base64url(hashlib.sha256(text.encode()).digest())

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` was made over `data` with the secret of this key."""
        return self.type.verify(self.loaded, signature, data)

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process makes the same key of."""
        return _public_key_named, (self.type.name, self.encoded)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key that signs. Its text form shows the public half only.

    Attributes:
        type: The kind of key.
        encoded: Its bytes as a Multikey has them, without header.
    """

    type: KeyType
    encoded: bytes = field(repr=False)
    _loaded: Any = field(repr=False, compare=False)

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return public_key(self.type, self.type.public_of(self._loaded))

    @property
    def loaded(self) -> Any:
        """The key object of the cryptography library: keep it secret."""
        return self._loaded

    @property
    def multikey(self) -> str:
        """The value of `secretKeyMultibase`: keep it secret."""
        return multibase.encode(self.type.secret_header + self.encoded)

    @property
    def jwk(self) -> dict[str, str]:
        """Both halves as a JWK: keep it secret.

        Raises:
            KeyMaterialError: If it is not settled how a JWK writes this kind of key.
        """
        if self.type.kty != "RSA":
            return {**self.public.jwk, "d": multibase.encode_base64url(self.encoded)}
        members = map(multibase.encode_base64url, rsa.secret_coordinates(self.encoded))
        return {**self.public.jwk, **dict(zip(rsa.SECRET_NAMES, members, strict=True))}

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        return self.type.sign(self._loaded, data)

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> bytes:
        """The signature over a header and messages, which can be proven over some of them.

        Raises:
            KeyMaterialError: If the key is of a kind that has no such signatures.
        """
        if self.type.sign_messages is None:
            raise KeyMaterialError(
                "KEY_TYPE_MISMATCH",
                "Signatures of this key cannot be proven over a part of what is signed.",
                found=self.type.name,
                expected="BLS12-381",
            )
        return self.type.sign_messages(self._loaded, header, messages)

    def __reduce__(self) -> tuple[Any, ...]:
        """What a worker process makes the same key of: pickled, it is as secret as the key."""
        return _secret_key_named, (self.type.name, self.encoded)


def public_key(type_: KeyType, encoded: bytes) -> PublicKey:
    """The public key of these bytes.

    Raises:
        KeyMaterialError: If they are malformed (`KEY_MALFORMED`) or weak (`KEY_WEAK`).
    """
    if len(encoded) != (type_.public_bytes or len(encoded)):
        raise KeyMaterialError(
            "KEY_MALFORMED",
            f"The {type_.name} key has the wrong length.",
            found=f"{len(encoded)} bytes",
            expected=f"{type_.public_bytes} bytes",
            spec=_MULTIKEY,
        )
    return PublicKey(type_, encoded, type_.load_public(encoded))


def secret_key(type_: KeyType, encoded: bytes) -> SecretKey:
    """The secret key of these bytes.

    Raises:
        KeyMaterialError: If they are malformed.
    """
    if len(encoded) != (type_.secret_bytes or len(encoded)):
        raise KeyMaterialError(
            "KEY_MALFORMED",
            f"The {type_.name} secret has the wrong length.",
            found=f"{len(encoded)} bytes",
            expected=f"{type_.secret_bytes} bytes",
        )
    return SecretKey(type_, encoded, type_.load_secret(encoded))


def _public_key_named(name: str, encoded: bytes) -> PublicKey:
    return public_key(KEY_TYPES[name], encoded)


def _secret_key_named(name: str, encoded: bytes) -> SecretKey:
    return secret_key(KEY_TYPES[name], encoded)


@lru_cache(maxsize=1024)
def from_multikey(text: str) -> PublicKey:
    """The public key of a `publicKeyMultibase` value.

    Raises:
        KeyMaterialError: If it is not base58btc, or has an unknown header or another length.
    """
    type_, encoded = _split(text, "public_header")
    return public_key(type_, encoded)


def has_wrong_length(text: str) -> bool:
    """Whether a `publicKeyMultibase` value has a known header and not as many bytes after it.

    Raises:
        KeyMaterialError: If it is not base58btc, or has an unknown header.
    """
    type_, encoded = _split(text, "public_header")
    return len(encoded) != (type_.public_bytes or len(encoded))


def from_secret_multikey(text: str) -> SecretKey:
    """The secret key of a `secretKeyMultibase` value.

    Raises:
        KeyMaterialError: If it is not base58btc, or has an unknown header or another length.
    """
    type_, encoded = _split(text, "secret_header")
    return secret_key(type_, encoded)


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """The public key of a JWK that holds no secret.

    Raises:
        KeyMaterialError: If a member is missing, malformed, not for signatures, or secret.
    """
    published = [member for member in SECRET_MEMBERS if member in jwk]
    if published:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The public key was published together with its secret: nobody can trust it.",
            pointer=f"/{published[0]}",
            spec="https://www.w3.org/TR/cid-1.0/#JsonWebKey",
        )
    return _public_half(jwk)


def from_secret_jwk(jwk: Mapping[str, Any]) -> SecretKey:
    """The secret key of a JWK with the member `d`.

    Raises:
        KeyMaterialError: If a member is missing or malformed, or the halves do not fit.
    """
    public = _public_half(jwk)
    if public.type.kty == "RSA":
        names = (*public.type.names, *rsa.SECRET_NAMES)
        encoded = rsa.from_secret_coordinates(*(_octets(jwk, name, 0) for name in names))
    else:
        encoded = _octets(jwk, "d", public.type.secret_bytes)
    secret = secret_key(public.type, encoded)
    if secret.public != public:
        raise KeyMaterialError("KEY_MALFORMED", "The two halves of the key do not fit.")
    return secret


def from_loaded_secret(key: Any) -> SecretKey:
    """The secret key of a key object of the cryptography library, such as that of a file.

    Raises:
        KeyMaterialError: If it is of a kind that is not known, or weak.
    """
    type_ = from_loaded(key.public_key()).type
    if type_.kty == "RSA":
        return secret_key(type_, rsa.encode_secret(key))
    if type_.kty == "OKP":
        return secret_key(type_, key.private_bytes_raw())
    number = key.private_numbers().private_value
    return secret_key(type_, number.to_bytes(type_.secret_bytes, "big"))


def from_loaded(key: Any) -> PublicKey:
    """The public key of a key object of the cryptography library, such as a certificate's.

    Raises:
        KeyMaterialError: If it is of a kind that is not known, or weak.
    """
    if isinstance(key, ed25519.Ed25519PublicKey):
        return public_key(KEY_TYPES["Ed25519"], key.public_bytes_raw())
    if isinstance(key, RSAPublicKey):
        return public_key(KEY_TYPES["RSA"], rsa.encode_public(key))
    if isinstance(key, ec.EllipticCurvePublicKey):
        name = _CURVES.get(key.curve.name)
        if name is not None:
            point = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
            return public_key(KEY_TYPES[name], point)
    raise KeyMaterialError(
        "KEY_TYPE_MISMATCH",
        "Keys of this kind are not used for signatures here.",
        found=type(key).__name__,
        expected=", ".join(row.name for row in KEY_TYPES.values() if row.kty),
    )


def _public_half(jwk: Mapping[str, Any]) -> PublicKey:
    crv = "RSA" if jwk.get("kty") == "RSA" else jwk.get("crv")
    type_ = KEY_TYPES.get(crv) if isinstance(crv, str) else None
    if type_ is None or not type_.kty or jwk.get("kty") != type_.kty:
        known = ", ".join(f"{row.kty} {row.name}" for row in KEY_TYPES.values() if row.kty)
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The JWK names no kind of key that is known.",
            found=f"{jwk.get('kty')} {crv}",
            expected=f"one of {known}",
            spec=_JSON_WEB_KEY,
        )
    # RFC 8037 writes the key itself, RFC 7518 two coordinates.
    octets = [_octets(jwk, name, type_.secret_bytes) for name in type_.names]
    known_algorithms = (type_.algorithm, *type_.other_algorithms)
    if jwk.get("use", "sig") != "sig" or jwk.get("alg", type_.algorithm) not in known_algorithms:
        raise KeyMaterialError(
            "KEY_TYPE_MISMATCH",
            "The JWK says that it is for something else.",
            found=f"use {jwk.get('use')}, alg {jwk.get('alg')}",
            expected=f"use sig, alg {type_.algorithm}",
            spec=_JSON_WEB_KEY,
        )
    return public_key(type_, type_.from_coordinates(*octets))


def _octets(jwk: Mapping[str, Any], name: str, length: int) -> bytes:
    value = jwk.get(name)
    try:
        octets = multibase.decode_base64url(value) if isinstance(value, str) else b""
    except ParseError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", f"The member {name} is not base64url.", pointer=f"/{name}"
        ) from error
    if len(octets) != length if length else octets[:1] in (b"", b"\0"):
        raise KeyMaterialError(
            "KEY_MALFORMED",
            f"The member {name} has the wrong length, or is missing.",
            pointer=f"/{name}",
            found=f"{len(octets)} bytes",
            expected=f"{length} bytes" if length else "a number without leading zeros",
            spec=_JSON_WEB_KEY,
        )
    return octets


def _split(text: str, header: str) -> tuple[KeyType, bytes]:
    try:
        data = multibase.decode(text, "z")
    except ParseError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The key is not multibase base58btc.",
            expected="z and base58btc characters",
            spec=_MULTIKEY,
        ) from error
    for type_ in KEY_TYPES.values():
        prefix: bytes = getattr(type_, header)
        if data.startswith(prefix):
            return type_, data[len(prefix) :]
    raise KeyMaterialError(
        "KEY_MALFORMED",
        "The header of the key names no kind of key that is known.",
        found=data[:2].hex(),
        expected=", ".join(f"{getattr(t, header).hex()} ({t.name})" for t in KEY_TYPES.values()),
        spec=_MULTIKEY,
    )
