"""JSON Web Signatures, made: compact, or as a JSON object.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-5.1 and
https://www.rfc-editor.org/rfc/rfc7797
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.jose import algorithms
from elm_microcred.proofs.jose.critical import has_base64_payload
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.proofs.signer import Signer

Document = dict[str, Any]

_B64 = "https://www.rfc-editor.org/rfc/rfc7797"


def sign_compact(
    payload: bytes, header: Mapping[str, Any], signer: Signer, *, is_detached: bool = False
) -> str:
    """A compact token.

    Args:
        payload: What is signed.
        header: The protected header; `alg` is put before it.
        signer: Whose key signs.
        is_detached: Leave the payload out.

    Raises:
        ProofGenerationError: If the header or the key does not fit.
    """
    header = _with_algorithm(header, signer)
    protected = _encoded_header(header)
    body = encode_base64url(payload).encode() if has_base64_payload(header) else payload
    if not has_base64_payload(header) and not is_detached and not _may_stand_bare(body):
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This payload cannot stand in a compact token as it is.",
            remedy="Detach it, or take a JSON serialization.",
            spec=_B64 + "#section-5.2",
        )
    value = _sign(protected, body, signer)
    return f"{protected}.{'' if is_detached else body.decode('ascii')}.{value}"


def sign_json(
    payload: bytes,
    header: Mapping[str, Any],
    signer: Signer,
    *,
    unprotected: Mapping[str, Any] | None = None,
    is_general: bool = False,
    is_detached: bool = False,
) -> Document:
    """A token as a JSON object.

    Args:
        payload: What is signed.
        header: The protected header; `alg` is put before it.
        signer: Whose key signs.
        unprotected: The header that is not signed.
        is_general: General form, which has a list of signatures; flattened otherwise.
        is_detached: Leave the payload out.

    Raises:
        ProofGenerationError: If a header or the key does not fit.
    """
    header = _with_algorithm(header, signer)
    protected = _encoded_header(header)
    body = encode_base64url(payload).encode() if has_base64_payload(header) else payload
    entry: Document = {"protected": protected}
    if unprotected:
        entry["header"] = dict(unprotected)
    entry["signature"] = _sign(protected, body, signer)
    try:
        said = {} if is_detached else {"payload": body.decode()}
    except UnicodeDecodeError as error:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This payload cannot stand in JSON as it is.",
            remedy="Detach it, or leave b64 out of the header.",
            spec=_B64 + "#section-5",
        ) from error
    return {**said, "signatures": [entry]} if is_general else {**said, **entry}


def _sign(protected: str, body: bytes, signer: Signer) -> str:
    value = signer.sign(protected.encode() + b"." + body)
    return encode_base64url(algorithms.checked(value, signer.algorithm))


def _with_algorithm(header: Mapping[str, Any], signer: Signer) -> Document:
    full = {"alg": algorithms.header_name(signer.algorithm), **header}
    if header.get("b64") is False and "b64" not in header.get("crit", ()):
        raise ProofGenerationError(
            "PROOF_GENERATION", "b64 must be listed in crit.", spec=_B64 + "#section-6"
        )
    return full


def _encoded_header(header: Mapping[str, Any]) -> str:
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return encode_base64url(text.encode())


def _may_stand_bare(body: bytes) -> bool:
    """Spec: https://www.rfc-editor.org/rfc/rfc7797#section-5.2."""
    return b"." not in body and all(0x20 <= octet < 0x7F for octet in body)
