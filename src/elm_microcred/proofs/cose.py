"""Credentials and presentations in COSE: `vc+cose` and `vp+cose`, a COSE_Sign1 around the JSON.

What is asked of them is what is asked of a token in JOSE; only the bytes are others.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-cose and
https://www.rfc-editor.org/rfc/rfc9052#section-4.2
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.errors import LimitError, ParseError, ProofGenerationError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.proofs import cbor
from elm_microcred.proofs.envelopes import Envelope, Opened, Received, Sealing, Setting
from elm_microcred.proofs.jose import claims as claims_
from elm_microcred.proofs.jose.algorithms import ALGORITHMS, checked, header_name
from elm_microcred.proofs.jose.credentials import (
    foreign_claims,
    media_type_of,
    payload_object,
    type_mismatch,
    unreadable,
)
from elm_microcred.proofs.jose.examination import Questions, examine
from elm_microcred.proofs.jose.jws import Jws, Signature
from elm_microcred.proofs.proof import default_purpose, identifier_of, is_presentation, listed
from elm_microcred.proofs.signer import Signer

Document = dict[str, Any]

NAMES = ("vc+cose", "vp+cose")
_CONTENT = {"vc+cose": "vc", "vp+cose": "vp"}
_SPEC = "https://www.w3.org/TR/vc-jose-cose/#securing-with-cose"
_RFC9052 = "https://www.rfc-editor.org/rfc/rfc9052#section-4.2"

_TAG, _ARRAY_OF_FOUR = b"\xd2", b"\x84"
_ALGORITHM, _CRITICAL, _CONTENT_TYPE, _KEY_ID, _TYPE = 1, 2, 3, 4, 16
_LABELS = {_ALGORITHM: "alg", _CRITICAL: "crit", _CONTENT_TYPE: "cty", _KEY_ID: "kid", _TYPE: "typ"}
_NUMBERS = {row.cose: name for name, row in ALGORITHMS.items() if row.cose is not None}


def recognises(received: Received) -> bool:
    """Whether the content begins as a COSE_Sign1 does."""
    return received.members is None and received.content[:1] in (_TAG, _ARRAY_OF_FOUR)


def read_sign1(content: bytes, *, limits: Limits = DEFAULT) -> Jws:
    """The parts of a COSE_Sign1, its header under the names of JOSE.

    Raises:
        ParseError: If it is malformed.
        LimitError: If it is too long.

    Spec: https://www.rfc-editor.org/rfc/rfc9052#section-4.2
    """
    if len(content) > limits.credential_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The message is too long.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.credential_bytes} bytes",
        )
    parts = cbor.decode(content.removeprefix(_TAG), limits=limits)
    kinds = (bytes, dict, bytes, bytes)
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise _malformed("A COSE_Sign1 has two headers, a payload and a signature.")
    protected, unprotected, payload, value = parts
    header = _header(protected, limits)
    if unprotected.keys() & _LABELS.keys():
        raise _malformed("What decides how the signature is checked is not signed.")
    named = {str(label): entry for label, entry in unprotected.items()}
    signed = signing_input(protected, payload)
    return Jws(payload, (Signature(header, named, value, signed, "", ""),), "cose")


def signing_input(protected: bytes, payload: bytes) -> bytes:
    """What a COSE_Sign1 signs: the Sig_structure, with no data of the application.

    Spec: https://www.rfc-editor.org/rfc/rfc9052#section-4.4
    """
    return cbor.encode(["Signature1", protected, b"", payload])


def _header(protected: bytes, limits: Limits) -> Document:
    labels = cbor.decode(protected, limits=limits) if protected else {}
    if not isinstance(labels, dict):
        raise _malformed("The protected header is not a map.")
    header: Document = {}
    for label, value in labels.items():
        header[_LABELS.get(label, str(label))] = value
    if "alg" in header:
        number = header["alg"]
        header["alg"] = _NUMBERS.get(number, number) if type(number) is int else None
    if "kid" in header:
        header["kid"] = _text(header["kid"])
    return header


def _text(kid: Any) -> Any:
    if not isinstance(kid, bytes):
        return None
    try:
        return kid.decode()
    except UnicodeDecodeError:
        return None


def open_message(received: Received, setting: Setting) -> Opened:
    """The document in a COSE_Sign1, and what was found about it."""
    media_type = received.media_type or "application/vc+cose"
    try:
        message = read_sign1(received.content, limits=setting.limits)
        payload = payload_object(message.payload, setting.limits)
    except (ParseError, LimitError) as error:
        return unreadable(error, media_type)
    document = {name: value for name, value in payload.items() if name not in claims_.REGISTERED}
    party = "holder" if is_presentation(document) else "issuer"
    more = {"securing/claims": [*foreign_claims(payload), *claims_.mismatches(payload, document)]}
    meant = list(claims_.meant_for(payload, setting.policy))
    if meant or party == "holder":
        more["securing/presentation"] = meant
    questions = Questions(
        identifier_of(document.get(party)),
        party,
        setting.policy.purpose or default_purpose(document),
        "cose",
        header=lambda signature: _types(signature.protected, document, received),
        more=more,
    )
    kind = "vp+cose" if party == "holder" else "vc+cose"
    return Opened(
        document,
        f"application/{kind}",
        examine(message, questions, setting),
        claims=payload,
        validity=tuple(claims_.clock(payload, setting.now, setting.policy)),
    )


def _types(header: Mapping[str, Any], document: Document, received: Received) -> Iterator[Problem]:
    expected = "vp+cose" if is_presentation(document) else "vc+cose"
    declared = media_type_of(received.media_type)
    if media_type_of(header.get("typ")) != expected:
        yield type_mismatch("typ", header.get("typ"), f"application/{expected}")
    if declared not in (None, expected):
        yield type_mismatch("typ", header.get("typ"), f"{declared}, as the data: URL says")
    if "cty" in header and media_type_of(header["cty"]) != _CONTENT[expected]:
        yield type_mismatch("cty", header["cty"], f"application/{_CONTENT[expected]}")


def seal(document: Document, signer: Signer, sealing: Sealing) -> tuple[bytes, str]:
    """The document in a COSE_Sign1.

    Raises:
        ProofGenerationError: If the document is not of the kind of the mechanism, or the key of
            none that COSE has a number for.
    """
    name = sealing.securing
    expected = "vp+cose" if is_presentation(document) else "vc+cose"
    if name != expected or CREDENTIALS_V2 not in listed(document.get("@context"))[:1]:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "This mechanism does not secure such a document.",
            found=name,
            expected=f"{expected}, of version 2 of the data model",
            spec=_SPEC,
        )
    number = ALGORITHMS[header_name(signer.algorithm)].cose
    protected = cbor.encode(
        {
            _ALGORITHM: number,
            _CONTENT_TYPE: f"application/{_CONTENT[name]}",
            _KEY_ID: signer.verification_method.encode(),
            _TYPE: f"application/{name}",
        }
    )
    around = {"aud": sealing.domain, "nonce": sealing.challenge}
    said = {claim: value for claim, value in around.items() if value is not None}
    text = json.dumps({**said, **document}, ensure_ascii=False, separators=(",", ":"))
    return sign1(protected, text.encode(), signer), f"application/{name}"


def sign1(protected: bytes, payload: bytes, signer: Signer) -> bytes:
    """A COSE_Sign1 over a payload.

    Args:
        protected: The protected header, encoded.
        payload: What is signed.
        signer: Whose key signs.
    """
    value = checked(signer.sign(signing_input(protected, payload)), signer.algorithm)
    return _TAG + cbor.encode([protected, {}, payload, value])


def _malformed(detail: str, **members: Any) -> ParseError:
    return ParseError("PARSE_INVALID_CBOR", detail, spec=_RFC9052, **members)


ENVELOPE = Envelope(NAMES, recognises, open_message, seal)
