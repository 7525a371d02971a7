"""The cryptosuite ecdsa-sd-2023: ECDSA with P-256 over each statement apart.

The issuer signs what must always be shown, and with a key made for this one proof each other
statement. Whoever holds the credential shows some of them, with their signatures.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elm_microcred.errors import KeyMaterialError, ProofError
from elm_microcred.jsonld import ExtraContexts
from elm_microcred.limits import Limits
from elm_microcred.proofs import keys, multibase
from elm_microcred.proofs.cryptosuites import disclosure as steps
from elm_microcred.proofs.cryptosuites import rdfc
from elm_microcred.proofs.cryptosuites.suite import (
    Cryptosuite,
    Disclosure,
    Document,
    Transform,
    hash_data,
)
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.keys import PublicKey, SecretKey
from elm_microcred.proofs.selective_disclosure import hmac_labels, known_labels
from elm_microcred.proofs.signer import Signer

BASE = bytes.fromhex("d95d00")
DERIVED = bytes.fromhex("d95d01")

_P256 = KEY_TYPES["P-256"]
_SIGNATURE_BYTES = 64
_PUBLIC_BYTES = len(_P256.public_header) + _P256.public_bytes
_SPEC = "https://www.w3.org/TR/vc-di-ecdsa/"


def create(
    document: Document,
    options: Document,
    signer: Signer,
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
    disclosure: Disclosure | None = None,
) -> Document:
    """The base proof over an unsecured document.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#create-base-proof-ecdsa-sd-2023
    """
    chosen = Disclosure.required(disclosure)
    hmac_key = chosen.random_bytes(steps.KEY_BYTES)
    pointers = list(chosen.mandatory_pointers)
    division = steps.Division.of(
        document, hmac_labels(hmac_key), pointers, limits=limits, extra_contexts=extra_contexts
    )
    proof_hash, mandatory_hash = steps.hashes(
        document, options, division.mandatory_nquads, limits=limits, extra_contexts=extra_contexts
    )
    own = _key_for_this_proof(chosen)
    public = _P256.public_header + own.public.encoded
    signatures = [own.sign(nquad.encode()) for nquad in division.other_nquads]
    base_signature = signer.sign(serialize_sign_data(proof_hash, public, mandatory_hash))
    value = [base_signature, public, hmac_key, signatures, pointers]
    return {**options, "proofValue": steps.serialize(BASE, value)}


def derive(
    document: Document,
    proof: Document,
    pointers: Sequence[str],
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
    disclosure: Disclosure | None = None,  # noqa: ARG001 - a Derive; nothing is drawn here
) -> tuple[Document, Document]:
    """The document that a holder shows, and the derived proof over it.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#add-derived-proof-ecdsa-sd-2023
    """
    base_signature, public, hmac_key, signatures, mandatory = parse_base_proof_value(
        proof.get("proofValue"), limits=limits
    )
    division, revelation = steps.disclose(
        document,
        hmac_labels(hmac_key),
        mandatory,
        pointers,
        limits=limits,
        extra_contexts=extra_contexts,
    )
    if len(signatures) != len(division.others):
        raise _wrong_count(len(signatures), len(division.others))
    value = [
        base_signature,
        public,
        [signatures[place] for place in revelation.shown],
        compress_label_map(revelation.labels),
        list(revelation.mandatory),
    ]
    shown = {**proof, "proofValue": steps.serialize(DERIVED, value)}
    return revelation.document, shown


def verify(
    document: Document,
    proof: Document,
    key: PublicKey,
    *,
    transform: Transform,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
) -> bool:
    """Whether a derived proof holds for a document.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023
    """
    base_signature, public, signatures, labels, mandatory = parse_derived_proof_value(
        proof.get("proofValue"), limits=limits
    )
    own = _public_key(public)
    division = steps.shown(
        document, known_labels(labels), mandatory, limits=limits, extra_contexts=extra_contexts
    )
    if len(signatures) != len(division.others):
        raise _wrong_count(len(signatures), len(division.others))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    proof_hash, mandatory_hash = steps.hashes(
        document,
        options,
        division.mandatory_nquads,
        transform=transform,
        limits=limits,
        extra_contexts=extra_contexts,
    )
    signed = serialize_sign_data(proof_hash, public, mandatory_hash)
    return key.verify(base_signature, signed) and all(
        own.verify(signature, nquad.encode())
        for signature, nquad in zip(signatures, division.other_nquads, strict=True)
    )


def serialize_sign_data(proof_hash: bytes, public_key: bytes, mandatory_hash: bytes) -> bytes:
    """What the issuer's own key signs.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#serializesigndata
    """
    return proof_hash + public_key + mandatory_hash


def parse_base_proof_value(value: Any, *, limits: Limits) -> list[Any]:
    """Base signature, public key, key of the labels, signatures, and mandatory pointers.

    Raises:
        ParseError: If the value is not that of a base proof.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#parsebaseproofvalue
    """
    components = steps.parse(value, BASE, 5, limits=limits)
    base_signature, public, hmac_key, signatures, pointers = components
    steps.require(steps.is_bytes(base_signature, _SIGNATURE_BYTES), "a P-256 signature")
    steps.require(steps.is_bytes(public, _PUBLIC_BYTES), "a P-256 key")
    steps.require(steps.is_bytes(hmac_key, steps.KEY_BYTES), "an HMAC key")
    steps.require(steps.are(signatures, _is_signature), "a list of P-256 signatures")
    steps.require(steps.are(pointers, lambda p: isinstance(p, str)), "a list of JSON Pointers")
    return components


def parse_derived_proof_value(value: Any, *, limits: Limits) -> list[Any]:
    """Base signature, public key, signatures, labels, and indexes of mandatory statements.

    Raises:
        ParseError: If the value is not that of a derived proof.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#parsederivedproofvalue
    """
    components = steps.parse(value, DERIVED, 5, limits=limits)
    base_signature, public, signatures, labels, mandatory = components
    steps.require(steps.is_bytes(base_signature, _SIGNATURE_BYTES), "a P-256 signature")
    steps.require(steps.is_bytes(public, _PUBLIC_BYTES), "a P-256 key")
    steps.require(steps.are(signatures, _is_signature), "a list of P-256 signatures")
    steps.require(steps.are(mandatory, steps.is_index), "a list of indexes")
    return [base_signature, public, signatures, decompress_label_map(labels), mandatory]


def compress_label_map(labels: Mapping[str, str]) -> dict[int, bytes]:
    """Labels as numbers and bytes.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#compresslabelmap
    """
    return {
        int(label.removeprefix("c14n")): multibase.decode(own, "u") for label, own in labels.items()
    }


def decompress_label_map(labels: Any) -> dict[str, str]:
    """Labels as text again.

    Raises:
        ParseError: If they are not labels that HMAC makes.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#decompresslabelmap
    """
    steps.require(
        isinstance(labels, dict)
        and all(map(steps.is_index, labels))
        and all(steps.is_bytes(own, steps.KEY_BYTES) for own in labels.values()),
        "a map from numbers to labels",
    )
    return {f"c14n{number}": multibase.encode(own, "u") for number, own in labels.items()}


def _is_signature(value: Any) -> bool:
    return steps.is_bytes(value, _SIGNATURE_BYTES)


def _key_for_this_proof(disclosure: Disclosure) -> SecretKey:
    """A new key; its public half is signed, its secret half forgotten."""
    encoded = disclosure.random_bytes(_P256.secret_bytes)
    try:
        return keys.secret_key(_P256, encoded)
    except KeyMaterialError:
        # One in 2**32 random numbers is beyond the order of the group.
        return keys.secret_key(_P256, disclosure.random_bytes(_P256.secret_bytes))


def _public_key(public: bytes) -> PublicKey:
    header, encoded = public[: len(_P256.public_header)], public[len(_P256.public_header) :]
    steps.require(header == _P256.public_header, "a P-256 key")
    return keys.public_key(_P256, encoded)


def _wrong_count(signatures: int, statements: int) -> ProofError:
    return ProofError(
        "PROOF_SIGNATURE_INVALID",
        "The proof does not have one signature for each statement that is not always shown.",
        found=f"{signatures} signatures",
        expected=f"{statements} signatures",
        spec=_SPEC + "#verify-derived-proof-ecdsa-sd-2023",
    )


SUITE = Cryptosuite(
    name="ecdsa-sd-2023",
    algorithms=frozenset({"ES256"}),
    transform=rdfc.transform,
    hash=hash_data,
    create=create,
    verify=verify,
    signs_rdf=True,
    derive=derive,
)
