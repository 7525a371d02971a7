"""Signatures of certificates and of what their keys sign: algorithms, keys, and their strength.

Spec: https://www.etsi.org/deliver/etsi_ts/119300_119399/119312/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from elm_microcred.errors import KeyMaterialError
from elm_microcred.proofs.der import Element, context

_SPEC: Final = "https://www.etsi.org/deliver/etsi_ts/119300_119399/119312/"

HASHES: Final[Mapping[str, type[hashes.HashAlgorithm]]] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
    "2.16.840.1.101.3.4.2.8": hashes.SHA3_256,
    "2.16.840.1.101.3.4.2.9": hashes.SHA3_384,
    "2.16.840.1.101.3.4.2.10": hashes.SHA3_512,
}
"""Digests that are strong enough to be signed, by object identifier."""

SHA1: Final = "1.3.14.3.2.26"
"""Only ever an index into something else (the certificate that an OCSP response is about)."""

_RSA_PSS: Final = "1.2.840.113549.1.1.10"
_RSA: Final = "1.2.840.113549.1.1.1"
_ALGORITHMS: Final[Mapping[str, tuple[str, type[hashes.HashAlgorithm] | None]]] = {
    "1.2.840.113549.1.1.11": ("RSA", hashes.SHA256),
    "1.2.840.113549.1.1.12": ("RSA", hashes.SHA384),
    "1.2.840.113549.1.1.13": ("RSA", hashes.SHA512),
    "1.2.840.10045.4.3.2": ("EC", hashes.SHA256),
    "1.2.840.10045.4.3.3": ("EC", hashes.SHA384),
    "1.2.840.10045.4.3.4": ("EC", hashes.SHA512),
    "1.3.101.112": ("Ed25519", None),
    "1.3.101.113": ("Ed448", None),
}
_WEAK: Final = {
    "1.2.840.113549.1.1.4": "MD5 with RSA",
    "1.2.840.113549.1.1.5": "SHA-1 with RSA",
    "1.2.840.10045.4.1": "ECDSA with SHA-1",
    "1.2.840.10040.4.3": "DSA with SHA-1",
}
_CURVES: Final = frozenset(
    {"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
)
_RSA_BITS: Final = range(2048, 8193)

_KIND: Final[Mapping[type[Any], str]] = {
    rsa.RSAPublicKey: "RSA",
    ec.EllipticCurvePublicKey: "EC",
    ed25519.Ed25519PublicKey: "Ed25519",
    ed448.Ed448PublicKey: "Ed448",
}


@lru_cache(maxsize=512)
def load_key(spki: bytes) -> Any:
    """The public key of a certificate, if it is one that can be relied on.

    Raises:
        KeyMaterialError: If it is malformed (`KEY_MALFORMED`) or too weak (`KEY_WEAK`).
    """
    try:
        key = load_der_public_key(spki)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", "The key of the certificate cannot be read.", found=str(error)
        ) from error
    kind = kind_of(key)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size not in _RSA_BITS:
        raise _weak(f"RSA of {key.key_size} bits", "RSA of 2048 to 8192 bits")
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name not in _CURVES:
        raise _weak(key.curve.name, "P-256, P-384, P-521 or a Brainpool curve from 256 bits")
    if not kind:
        raise _weak(type(key).__name__, "RSA, ECDSA, Ed25519 or Ed448")
    return key


def kind_of(key: Any) -> str:
    """RSA, EC, Ed25519 or Ed448; empty for any other kind of key."""
    return next((kind for type_, kind in _KIND.items() if isinstance(key, type_)), "")


def _weak(found: str, expected: str) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_WEAK",
        "The key or the algorithm is too weak to rely on.",
        found=found,
        expected=expected,
        spec=_SPEC,
    )


def fits(
    key: Any, algorithm: Element, signature: bytes, data: bytes, *, digest: str | None = None
) -> bool:
    """Whether a signature under an X.509 algorithm identifier was made over `data`.

    Args:
        key: The public key.
        algorithm: The algorithm identifier.
        signature: The signature.
        data: What was signed.
        digest: The digest where the identifier names none, as CMS may do for RSA.

    Raises:
        KeyMaterialError: If the algorithm is weak (`KEY_WEAK`) or not for such a key
            (`KEY_TYPE_MISMATCH`).
        ParseError: If the algorithm identifier is malformed.
    """
    oid, *parameters = algorithm.fields(1, 2)
    kind, hash_, pad = _scheme(oid.oid, parameters, digest)
    if kind != kind_of(key):
        raise KeyMaterialError(
            "KEY_TYPE_MISMATCH",
            "The algorithm is for another kind of key.",
            found=kind_of(key),
            expected=kind,
        )
    try:
        if kind == "RSA":
            key.verify(signature, data, pad, hash_)
        elif kind == "EC":
            key.verify(signature, data, ec.ECDSA(hash_))
        else:
            key.verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _scheme(oid: str, parameters: list[Element], digest: str | None) -> tuple[str, Any, Any]:
    if oid == _RSA_PSS:
        hash_, salt = _pss(parameters)
        return "RSA", hash_, padding.PSS(padding.MGF1(hash_), salt)
    if oid == _RSA and digest is not None:
        return "RSA", strong_hash(digest), padding.PKCS1v15()
    if oid not in _ALGORITHMS:
        raise _weak(_WEAK.get(oid, oid), "a signature over a SHA-2 digest")
    kind, type_ = _ALGORITHMS[oid]
    return kind, type_() if type_ else None, padding.PKCS1v15() if kind == "RSA" else None


def _pss(parameters: list[Element]) -> tuple[hashes.HashAlgorithm, int]:
    """The digest and the salt length of RSASSA-PSS, whose mask must use the same digest.

    Spec: https://www.rfc-editor.org/rfc/rfc4055#section-3.1
    """
    fields = {field.tag: field.inner for field in parameters[0].children()} if parameters else {}
    default = _weak("RSASSA-PSS with SHA-1", "RSASSA-PSS with a SHA-2 digest")
    if context(0) not in fields or context(1) not in fields:
        raise default
    hash_ = strong_hash(fields[context(0)].first.oid)
    mask = fields[context(1)].children()
    if len(mask) != 2 or strong_hash(mask[1].first.oid).name != hash_.name:
        raise default
    salt = fields[context(2)].integer if context(2) in fields else 20
    return hash_, salt


def strong_hash(oid: str) -> hashes.HashAlgorithm:
    """The digest of that object identifier.

    Raises:
        KeyMaterialError: If it is weak or unknown.
    """
    if oid not in HASHES:
        raise _weak("SHA-1" if oid == SHA1 else oid, "a SHA-2 or SHA-3 digest")
    return HASHES[oid]()


def hash_of(oid: str, data: bytes) -> bytes:
    """The digest of `data`.

    Raises:
        KeyMaterialError: If the algorithm is weak or unknown.
    """
    return _begun(oid, data).finalize()


def _begun(oid: str, data: bytes) -> hashes.Hash:
    digest = hashes.Hash(strong_hash(oid))
    digest.update(data)
    return digest


@dataclass(frozen=True, slots=True)
class Digested:
    """Bytes whose digest is asked for, alone and with others behind them: read only once."""

    data: bytes = field(repr=False)
    _begun: dict[str, hashes.Hash] = field(default_factory=dict, repr=False, compare=False)

    def digest(self, oid: str, *, more: bytes = b"") -> bytes:
        """The digest of the bytes and of what comes after them.

        Raises:
            KeyMaterialError: If the algorithm is weak or unknown.
        """
        if oid not in self._begun:
            self._begun[oid] = _begun(oid, self.data)
        digest = self._begun[oid].copy()
        digest.update(more)
        return digest.finalize()
