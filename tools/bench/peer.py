"""The same work by PyLD + cryptography, as one would write it from their documentation.

Faithful to `eddsa-rdfc-2022`, and no more: no limits, no search for lost terms, no strict
JSON, no key binding.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from elm_microcred import contexts
from elm_microcred.proofs import multibase

Document = dict[str, Any]


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


def _hash_data(document: Document, proof: Document) -> bytes:
    config = {"@context": document["@context"], **proof}
    return b"".join(
        hashlib.sha256(canonicalize(part).encode()).digest() for part in (config, document)
    )


def issue(document: Document, key: Ed25519PrivateKey, method: str, created: str) -> bytes:
    """The secured document as JSON."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = key.sign(_hash_data(document, proof))
    secured = {**document, "proof": {**proof, "proofValue": multibase.encode(value)}}
    return json.dumps(secured, ensure_ascii=False).encode()


def verify(content: bytes, key: Ed25519PrivateKey) -> None:
    """Nothing; raises `InvalidSignature` if the proof does not hold."""
    document = copy.copy(json.loads(content))
    proof = document.pop("proof")
    value = multibase.decode(proof.pop("proofValue"))
    key.public_key().verify(value, _hash_data(document, proof))
