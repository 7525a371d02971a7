"""The same work by PyLD + cryptography, as one would write it from their documentation.

Faithful to `eddsa-rdfc-2022`, and no more: no limits, no search for lost terms, no strict
JSON, no key binding.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyld import jsonld

from elm_microcred import contexts
from elm_microcred.proofs import multibase

Document = dict[str, Any]
_ES256 = ec.ECDSA(hashes.SHA256())
Canonical = Callable[[Document], str]
"""From a document to its canonical N-Quads."""


def verified_payload(token: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """The payload of a compact token in ES256, if the signature fits."""
    signed, _, mark = token.rpartition(b".")
    signature = base64.urlsafe_b64decode(mark + b"==")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    key.verify(encode_dss_signature(r, s), signed, _ES256)
    return base64.urlsafe_b64decode(signed.partition(b".")[2] + b"==")


def _load(url: str, _options: Any) -> Document:
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": contexts.document(url),
    }


def canonicalize(document: Document) -> str:
    """The canonical N-Quads, by PyLD."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "base": None,
        "documentLoader": _load,
    }
    return str(jsonld.normalize(document, options))


def statements(document: Document) -> str:
    """The N-Quads of a document, by PyLD."""
    options = {"format": "application/n-quads", "base": None, "documentLoader": _load}
    return str(jsonld.to_rdf(document, options))


def _hash_data(document: Document, config: Document, by: Canonical) -> bytes:
    return b"".join(hashlib.sha256(by(part).encode()).digest() for part in (config, document))


def _proof(suite: str, method: str, created: str) -> Document:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def issue(
    document: Document,
    key: Ed25519PrivateKey,
    method: str,
    created: str,
    *,
    by: Canonical = canonicalize,
) -> bytes:
    """The secured document as JSON; `by` gives the canonical form."""
    proof = _proof("eddsa-rdfc-2022", method, created)
    config = {"@context": document["@context"], **proof}
    value = key.sign(_hash_data(document, config, by))
    secured = {**document, "proof": {**proof, "proofValue": multibase.encode(value)}}
    return json.dumps(secured, ensure_ascii=False).encode()


def issue_jcs(document: Document, key: Ed25519PrivateKey, method: str, created: str) -> bytes:
    """The document secured with eddsa-jcs-2022, by rfc8785.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
    """
    proof = _proof("eddsa-jcs-2022", method, created) | {"@context": document["@context"]}
    hashes = (hashlib.sha256(rfc8785.dumps(part)).digest() for part in (proof, document))
    value = key.sign(b"".join(hashes))
    secured = {**document, "proof": {**proof, "proofValue": multibase.encode(value)}}
    return json.dumps(secured, ensure_ascii=False).encode()


def verify(content: bytes, key: Ed25519PrivateKey, *, by: Canonical = canonicalize) -> None:
    """Nothing; raises `InvalidSignature` if the proof does not hold."""
    document = copy.copy(json.loads(content))
    proof = document.pop("proof")
    value = multibase.decode(proof.pop("proofValue"))
    config = {"@context": document["@context"], **proof}
    key.public_key().verify(value, _hash_data(document, config, by))
