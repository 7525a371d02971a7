"""Seals for tests: signers over the keys of `pki`, credentials, and seals that are taken apart."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

import pki
from elm_microcred import LocalSigner, Policy, Verification, verify
from elm_microcred.proofs import keys, rsa
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.jades.sealing import SealOptions, seal_bytes
from elm_microcred.proofs.multibase import decode_base64url, encode_base64url

SEALED = pki.NOW - timedelta(days=30)
"""When the seals of the tests are made."""
V1 = "https://www.w3.org/2018/credentials/v1"
EDC = "http://data.europa.eu/snb/model/context/edc-ap"


def signer(party: pki.Party, *chain: pki.Party) -> LocalSigner:
    """A signer with the key and the certificates of a party."""
    if isinstance(party.key, RSAPrivateKey):
        key = keys.secret_key(KEY_TYPES["RSA"], rsa.encode_secret(party.key))
    else:
        number = party.key.private_numbers().private_value
        key = keys.secret_key(KEY_TYPES["P-256"], number.to_bytes(32, "big"))
    certificates = [party.der, *(above.der for above in chain)]
    return LocalSigner(key, certificates=certificates)


def credential(**more: Any) -> dict[str, Any]:
    """A small European Digital Credential, as it is before its seal."""
    return {
        "id": "urn:credential:5f9e6b2a-0c1d-4f7e-9a3b-1c2d3e4f5a6b",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {
            "id": "urn:epass:person:1",
            "type": "Person",
            "fullName": {"en": "Ada Zażółć"},
        },
        "validFrom": "2026-01-01T00:00:00Z",
        "@context": [V1, EDC],
        **more,
    }


def issued(identifier: str = pki.VAT) -> dict[str, Any]:
    """The same, with an issuer of that legal identifier."""
    legal = {"id": "urn:x:1", "type": "LegalIdentifier", "notation": identifier}
    issuer = {"id": "urn:epass:org:1", "type": "Organisation", "eIDASIdentifier": legal}
    return credential(issuer=issuer, issuanceDate="2026-01-30T12:00:00Z")


def revocation(made: pki.Pki, at: datetime) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    """Revocation data about everybody of the infrastructure."""

    def ask(_: Sequence[bytes]) -> Sequence[bytes]:
        return (
            pki.ocsp_response(made.seal, made.ca, made.responder, at=at),
            pki.ocsp_response(made.tsa, made.ca, made.responder, at=at),
            pki.revocation_list(made.root, at=at),
        )

    return ask


def options(
    made: pki.Pki, level: str = "B-B", *, at: datetime = SEALED, **more: Any
) -> SealOptions:
    """How a seal of a level is made, with the authority and the data of the infrastructure."""
    members: dict[str, Any] = {
        "level": level,
        "timestamp": made.authority(time=at),
        "revocation": revocation(made, at),
        "certificates": (made.ca.der, made.root.der),
        **more,
    }
    return SealOptions(**members)


def policy(made: pki.Pki, **more: Any) -> Policy:
    """A policy that trusts the root, and asks for what a seal says."""
    members: dict[str, Any] = {
        "trust_anchors": (made.root.der,),
        "certificates": (made.ca.der,),
        "checks": frozenset({"securing", "controller", "issuer"}),
        **more,
    }
    return Policy(**members)


def fresh_status(made: pki.Pki, at: datetime = pki.NOW) -> tuple[bytes, ...]:
    """Revocation data about the seal for now."""
    return (pki.ocsp_response(made.seal, made.ca, made.responder, at=at),)


def compact(document: Mapping[str, Any]) -> bytes:
    """A document written once."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def sealed(
    kind: str = "P-256",
    level: str = "B-B",
    *,
    payload: bytes | None = None,
    at: datetime = SEALED,
    party: pki.Party | None = None,
    **more: Any,
) -> bytes:
    """A seal over a credential."""
    made = pki.pki(kind)
    who = signer(party or made.seal, made.ca)
    content = compact(issued()) if payload is None else payload
    return seal_bytes(content, who, created=at, options=options(made, level, at=at, **more))


def check(
    content: bytes, kind: str = "P-256", *, now: datetime = pki.NOW, **more: Any
) -> Verification:
    """What is said of a seal, with the data about revocation that is there for now."""
    made = pki.pki(kind)
    resolve = more.pop("resolve", None)
    extra = {"resolve": resolve} if resolve else {}
    members = {"revocation_data": fresh_status(made, now), **more}
    return verify(content, now=now, policy=policy(made, **members), **extra)


def codes(report: Verification) -> set[str]:
    """The codes of what keeps a report from passing."""
    return {problem.code for problem in report.errors}


def parts(content: bytes) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The whole, its one signature, and its protected header, of a seal in JSON."""
    whole = json.loads(content)
    entry = whole["signatures"][0] if "signatures" in whole else whole
    return whole, entry, json.loads(decode_base64url(entry["protected"]))


def resealed(
    header: Mapping[str, Any],
    payload: bytes,
    party: pki.Party,
    *,
    unprotected: Mapping[str, Any] | None = None,
    is_base64: bool = False,
) -> bytes:
    """A seal with any protected header, rightly signed: for headers that we never make."""
    protected = encode_base64url(json.dumps(header).encode())
    body = encode_base64url(payload) if is_base64 else payload.decode()
    value = signer(party).sign(f"{protected}.{body}".encode())
    entry: dict[str, Any] = {"protected": protected, "signature": encode_base64url(value)}
    if unprotected is not None:
        entry["header"] = unprotected
    return json.dumps({"payload": body, "signatures": [entry]}, ensure_ascii=False).encode()


def etsi_u(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components beside a signature, decoded."""
    return [json.loads(decode_base64url(text)) for text in entry["header"]["etsiU"]]


def encoded(component: Mapping[str, Any]) -> str:
    """A component as it stands beside a signature."""
    return encode_base64url(json.dumps(component).encode())


def base64_of(data: bytes) -> str:
    """Bytes in the base64 of certificates."""
    return base64.b64encode(data).decode()
