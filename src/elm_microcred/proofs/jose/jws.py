"""JSON Web Signatures: read strictly, verified, and made.

```python
token = sign_compact(payload, {"typ": "vc+jwt"}, signer)
jws = read_compact(token)
jws.signatures[0].fits(key)  # True
```

What is read says the same to everybody: base64url in its one spelling, no member twice, no
member in both headers. Nothing here asks whose key it is.

Spec: https://www.rfc-editor.org/rfc/rfc7515 and https://www.rfc-editor.org/rfc/rfc7797
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.proofs.jose import algorithms
from elm_microcred.proofs.jose.algorithms import CREDENTIAL_ALGORITHMS
from elm_microcred.proofs.jose.critical import critical_problems, has_base64_payload
from elm_microcred.proofs.jose.refusals import (
    encoding_error,
    encrypted_error,
    structure_error,
)
from elm_microcred.proofs.jose.signing import sign_compact, sign_json
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.multibase import decode_base64url_octets, encode_base64url
from elm_microcred.strict_json import read_json

__all__ = [
    "MOST_SIGNATURES",
    "Jws",
    "Signature",
    "critical_problems",
    "read_compact",
    "read_json_serialization",
    "sign_compact",
    "sign_json",
]

_SPEC = "https://www.rfc-editor.org/rfc/rfc7515"

MOST_SIGNATURES = 16
"""More signatures than a token ever has."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_SHORT_HEADER = 2_048
"""As long as a header is remembered: a hostile one must not fill the memory."""
_LONGEST_HEADER = 256 * 1024
"""A header with a long chain of certificates and archived timestamps of its own."""

_PROTECTED_ONLY = ("alg", "crit", "b64", "kid", "jwk", "jku", "x5u", "typ", "cty")
"""What decides how a signature is checked is itself signed, here without exception."""
_JWE_MEMBERS = ("ciphertext", "encrypted_key", "recipients")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a token, not yet verified.

    Attributes:
        protected: The header that is signed.
        unprotected: The header that is not.
        value: The signature itself.
        signing_input: The bytes that were signed.
        protected_text: The protected header as it came, in base64url.
        signature_text: The signature as it came, in base64url.
    """

    protected: Mapping[str, Any]
    unprotected: Mapping[str, Any]
    value: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    protected_text: str = field(repr=False)
    signature_text: str = field(repr=False)

    @property
    def algorithm(self) -> Any:
        """The value of `alg`, whatever that is."""
        return self.protected.get("alg")

    def fits(self, key: PublicKey, allowed: Collection[str] = CREDENTIAL_ALGORITHMS) -> bool:
        """Whether the signature was made by the secret of this key.

        Raises:
            ProofError: If the algorithm of the header is not one of the key
                (`JOSE_ALG_NOT_ALLOWED`).
        """
        return algorithms.fits(self.algorithm, key, self.value, self.signing_input, allowed)


@dataclass(frozen=True, slots=True)
class Jws:
    """A token, not yet verified.

    Attributes:
        payload: What was signed, decoded.
        signatures: One or more.
        serialization: compact, flattened or general.
        is_detached: Whether the payload was not in the token.
    """

    payload: bytes = field(repr=False)
    signatures: tuple[Signature, ...]
    serialization: str
    is_detached: bool = False


def read_compact(
    token: str | bytes,
    *,
    payload: bytes | None = None,
    limits: Limits = DEFAULT,
    max_bytes: int | None = None,
    is_tolerant: bool = False,
) -> Jws:
    """The parts of a compact token.

    Args:
        token: Three parts of base64url with dots between them, and nothing else.
        payload: The payload, where the token came without.
        limits: What the token and its header may cost.
        max_bytes: Most bytes, in place of `limits.credential_bytes`.
        is_tolerant: Leave a `b64` that `crit` does not list to `critical_problems`.

    Raises:
        ParseError: If it is malformed (`JOSE_ENCODING_INVALID`, `JOSE_HEADER_INVALID`), or
            encrypted (`JWE_UNSUPPORTED`).
        LimitError: If it is too long.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.1
    """
    raw = _ascii(token, limits.credential_bytes if max_bytes is None else max_bytes)
    first, last = raw.find(b"."), raw.rfind(b".")
    if first == last or raw.find(b".", first + 1) != last:
        parts = raw.count(b".") + 1
        if parts == 5:
            raise encrypted_error()
        raise encoding_error("A compact token has three parts.", found=f"{parts} parts")
    protected, body, mark = raw[:first], raw[first + 1 : last], raw[last + 1 :]
    header = _header(protected, limits)
    is_base64 = has_base64_payload(header, is_tolerant=is_tolerant)
    if payload is None:
        decoded = _base64url(body, "payload") if is_base64 else body
        signed = raw[:last]
    elif body:
        raise encoding_error("The payload is in the token and beside it.")
    else:
        decoded = payload
        octets = encode_base64url(payload).encode() if is_base64 else payload
        signed = b"".join((protected, b".", octets))
    value = _base64url(mark, "signature")
    texts = protected.decode("ascii"), mark.decode("ascii")
    signature = Signature(header, _NOTHING, value, signed, *texts)
    return Jws(decoded, (signature,), "compact", payload is not None)


def read_json_serialization(
    members: Mapping[str, Any],
    *,
    payload: bytes | None = None,
    limits: Limits = DEFAULT,
    is_tolerant: bool = False,
) -> Jws:
    """The parts of a token that is a JSON object, flattened or general.

    Members of other names are left alone, as the specification asks.

    Args:
        members: The object, strictly parsed.
        payload: The payload, where the token came without.
        limits: What a header may cost.
        is_tolerant: Leave a `b64` that `crit` does not list to `critical_problems`.

    Raises:
        ParseError: If it is malformed (`JOSE_ENCODING_INVALID`, `JOSE_HEADER_INVALID`), or
            encrypted (`JWE_UNSUPPORTED`).

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
    """
    if any(name in members for name in _JWE_MEMBERS):
        raise encrypted_error()
    is_general = "signatures" in members
    if is_general and ("signature" in members or "protected" in members or "header" in members):
        raise structure_error("The token is both flattened and general.", "/signatures")
    entries = members["signatures"] if is_general else [members]
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_SIGNATURES:
        raise structure_error(
            "The token has no list of signatures, or too many of them.",
            "/signatures",
            expected=f"1 to {MOST_SIGNATURES} signatures",
        )
    said = members.get("payload")
    if not isinstance(said, str) and not (said is None and payload is not None):
        raise structure_error(
            "The payload is missing, or not text.", "/payload", found=shorten(said)
        )
    if said and payload is not None:
        raise structure_error("The payload is in the token and beside it.", "/payload")
    read = []
    for place, entry in enumerate(entries):
        pointer = f"/signatures/{place}" if is_general else ""
        read.append(_json_entry(entry, pointer, limits))
    ways = {has_base64_payload(header, is_tolerant=is_tolerant) for header, *_ in read}
    if len(ways) != 1:
        raise structure_error("The signatures read the payload in different ways.", "/signatures")
    octets, decoded = _payload_of(said or "", payload, is_base64=ways.pop())
    signatures = tuple(
        _signature(protected_text, signature_text, octets, header, unprotected)
        for header, unprotected, protected_text, signature_text in read
    )
    serialization = "general" if is_general else "flattened"
    return Jws(decoded, signatures, serialization, payload is not None)


def _ascii(token: str | bytes, most: int) -> bytes:
    if len(token) > most:
        raise LimitError(
            "LIMIT_SIZE",
            "The token is too long.",
            found=f"{len(token)} bytes",
            expected=f"at most {most} bytes",
        )
    if not token.isascii():
        raise encoding_error("A token is ASCII.")
    return token.encode() if isinstance(token, str) else token


def _json_entry(
    entry: Any, pointer: str, limits: Limits
) -> tuple[Mapping[str, Any], Mapping[str, Any], str, str]:
    if not isinstance(entry, dict):
        raise structure_error("A signature is an object.", pointer, found=shorten(entry))
    protected_text, signature_text = entry.get("protected"), entry.get("signature")
    unprotected = entry.get("header", {})
    for name, value in (("protected", protected_text), ("signature", signature_text)):
        if not isinstance(value, str):
            raise structure_error(
                f"The member {name} is missing, or not text.",
                f"{pointer}/{name}",
                found=None if value is None else shorten(value),
            )
    if not isinstance(unprotected, dict):
        raise structure_error("The unprotected header is not an object.", f"{pointer}/header")
    header = _header(_utf8(str(protected_text)), limits)
    for name in unprotected:
        if name in header:
            raise structure_error(
                "A member stands in both headers.", f"{pointer}/header", found=shorten(name)
            )
        if name in _PROTECTED_ONLY:
            raise structure_error(
                "A member that decides how the signature is checked is not signed.",
                f"{pointer}/header",
                found=name,
                expected="it in the protected header",
            )
    return header, unprotected, str(protected_text), str(signature_text)


def _payload_of(said: str, payload: bytes | None, *, is_base64: bool) -> tuple[bytes, bytes]:
    """The payload as it was signed, and as it is meant."""
    if payload is not None:
        return (encode_base64url(payload).encode() if is_base64 else payload), payload
    octets = _utf8(said)
    return octets, _base64url(octets, "payload") if is_base64 else octets


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise encoding_error("A member is not text that UTF-8 can carry.") from error


def _signature(
    protected_text: str,
    signature_text: str,
    octets: bytes,
    header: Mapping[str, Any],
    unprotected: Mapping[str, Any],
) -> Signature:
    value = _base64url(_utf8(signature_text), "signature")
    signing_input = b"".join((protected_text.encode(), b".", octets))
    return Signature(header, unprotected, value, signing_input, protected_text, signature_text)


def _header(octets: bytes, limits: Limits) -> Mapping[str, Any]:
    """The protected header; that of an issuer's last tokens is remembered."""
    return (_short_header if len(octets) <= _SHORT_HEADER else _read_header)(octets, limits)


def _read_header(octets: bytes, limits: Limits) -> Mapping[str, Any]:
    decoded = _base64url(octets, "header")
    try:
        header = read_json(decoded, limits=limits, max_bytes=_LONGEST_HEADER)
    except (ParseError, LimitError) as error:
        problem = error.problem
        raise ParseError(
            "JOSE_HEADER_INVALID",
            f"The protected header cannot be read. {problem.code}: {problem.detail}",
            found=problem.found,
            expected=problem.expected,
            spec=_SPEC + "#section-4",
        ) from error
    if not isinstance(header, dict):
        raise structure_error("The protected header is not an object.", "", found=shorten(header))
    if "enc" in header:
        raise encrypted_error()
    if "zip" in header:
        raise structure_error("A signature has no compressed payload.", "/zip")
    return MappingProxyType(header)


_short_header = lru_cache(maxsize=256)(_read_header)


def _base64url(octets: bytes, what: str) -> bytes:
    try:
        return decode_base64url_octets(octets)
    except ParseError as error:
        detail = f"The {what} is not base64url in its one spelling."
        raise encoding_error(detail, found=error.problem.found) from error
