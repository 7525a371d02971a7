"""Tokens for the tests: as the library makes them, and as nobody should."""

from __future__ import annotations

import json
from typing import Any

from documents import NOW, badge
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import offline
from elm_microcred.verification import Verification, verify

Document = dict[str, Any]

ISSUER = LocalSigner.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "WfTi93YuhsQxKbD0ftnjOXJndqhnJ5kgDV-ZDGyrhBQ",
        "y": "qUd_55EjX0mjKZ6W6mF4UXVYTQ41K6jfdnYFwN5uPyk",
        "d": "J_a5KH6A2Ru7iOAzvUkQEjKCJQCdxUXVajaW3CaPORs",
    }
)
"""An issuer with a P-256 key and a `did:key`."""
STRANGER = LocalSigner.from_multikey("z42tvMeQD6DF2QK2mKM5otQxy147j3FQwnxhv5JapiAQa2SW")
HOLDER = LocalSigner.from_multikey("z42tvpq6chj8FMRHVKpTDEWVe6xEMBbbfBj4zj2VUUnZaup6")
"""Fixed keys, made for the tests: the names of tests hold them, and each worker collects anew."""

HEADER: Document = {
    "alg": "ES256",
    "typ": "vc+jwt",
    "cty": "vc",
    "kid": ISSUER.verification_method,
}


def credential(**changes: Any) -> Document:
    """A badge of the issuer of tokens."""
    issuer = {"id": ISSUER.controller, "type": ["Profile"], "name": "Riga Applied University"}
    return badge(**{"issuer": issuer, **changes})


def part(value: Any) -> str:
    """One part of a token: bytes and text as they are, anything else as JSON."""
    if isinstance(value, str):
        value = value.encode()
    if not isinstance(value, bytes):
        value = json.dumps(value, separators=(",", ":")).encode()
    return encode_base64url(value)


def token(header: Any, payload: Any, signer: LocalSigner = ISSUER) -> str:
    """A compact token with exactly this header and payload, well signed."""
    signed = f"{part(header)}.{part(payload)}"
    return f"{signed}.{encode_base64url(signer.sign(signed.encode()))}"


def checked(content: Any, *, resolve: Any = offline, **policy: Any) -> Verification:
    """What `verify` says at the time of the tests."""
    if isinstance(content, dict):
        content = json.dumps(content)
    return verify(content, resolve=resolve, now=NOW, policy=Policy(**policy))


def codes(result: Verification) -> list[str]:
    """The codes of what keeps it from passing."""
    return [problem.code for problem in result.errors]
