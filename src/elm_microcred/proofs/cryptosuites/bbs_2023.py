"""The cryptosuite bbs-2023: one BBS signature over all statements that may be hidden.

What a holder shows cannot be linked to what the same holder showed before, beyond what both say;
with the feature pseudonyms, only by the verifier that the pseudonym is for. The feature anonymous
holder binding is not implemented.

Spec: https://www.w3.org/TR/vc-di-bbs/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from elm_microcred.errors import ProofError, ProofGenerationError
from elm_microcred.jsonld import ExtraContexts
from elm_microcred.limits import Limits
from elm_microcred.proofs import bbs, bbs_pseudonyms
from elm_microcred.proofs.bls12_381 import EXPAND_BYTES, ORDER
from elm_microcred.proofs.cryptosuites import disclosure as steps
from elm_microcred.proofs.cryptosuites import pseudonyms, rdfc
from elm_microcred.proofs.cryptosuites.suite import (
    Cryptosuite,
    Disclosure,
    Document,
    RandomBytes,
    Transform,
    hash_data,
)
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.selective_disclosure import known_labels, shuffled_labels
from elm_microcred.proofs.signer import CommittedSigner, MessageSigner, Signer

BASE = bytes.fromhex("d95d02")
DERIVED = bytes.fromhex("d95d03")

_SIGNATURE_BYTES = 80
_HEADER_BYTES = 64
_SPEC = "https://www.w3.org/TR/vc-di-bbs/"


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

    Spec: https://www.w3.org/TR/vc-di-bbs/#create-base-proof-bbs-2023
    """
    chosen = Disclosure.required(disclosure)
    hmac_key = chosen.random_bytes(steps.KEY_BYTES)
    pointers = list(chosen.mandatory_pointers)
    division = steps.Division.of(
        document, shuffled_labels(hmac_key), pointers, limits=limits, extra_contexts=extra_contexts
    )
    header = b"".join(
        steps.hashes(
            document,
            options,
            division.mandatory_nquads,
            limits=limits,
            extra_contexts=extra_contexts,
        )
    )
    messages = [nquad.encode() for nquad in division.other_nquads]
    if chosen.commitment is None:
        able = _able(signer)
        signature = able.sign_messages(header, messages)
        value = [signature, header, able.public_key.encoded, hmac_key, pointers]
        return {**options, "proofValue": steps.serialize(BASE, value)}
    blind = _able_committed(signer)
    entropy = int.from_bytes(chosen.random_bytes(EXPAND_BYTES), "big") % ORDER
    signature = blind.sign_committed(chosen.commitment, entropy, header, messages)
    value = [signature, header, blind.public_key.encoded, hmac_key, pointers]
    return {**options, "proofValue": pseudonyms.serialize_base(value, entropy)}


def derive(
    document: Document,
    proof: Document,
    pointers: Sequence[str],
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
    disclosure: Disclosure | None = None,
) -> tuple[Document, Document]:
    """The document that a holder shows, and the derived proof over it.

    Spec: https://www.w3.org/TR/vc-di-bbs/#add-derived-proof-bbs-2023
    """
    chosen = Disclosure.required(disclosure)
    value, entropy = pseudonyms.parted(proof.get("proofValue"))
    signature, header, public, hmac_key, mandatory = parse_base_proof_value(
        value, header=BASE if entropy is None else pseudonyms.BASE, limits=limits
    )
    division, revelation = steps.disclose(
        document,
        shuffled_labels(hmac_key),
        mandatory,
        pointers,
        limits=limits,
        extra_contexts=extra_contexts,
    )
    messages = [nquad.encode() for nquad in division.other_nquads]
    draw = scalars_from(chosen.random_bytes)
    kind, more = DERIVED, []
    if entropy is None:
        bbs_proof = bbs.proof_gen(
            public,
            signature,
            header,
            chosen.presentation_header,
            messages,
            revelation.shown,
            random_scalars=draw,
        )
    else:
        nym = _known(chosen.nym)
        bbs_proof = bbs_pseudonyms.proof_gen(
            public,
            signature,
            entropy,
            header,
            chosen.presentation_header,
            messages,
            revelation.shown,
            nym,
            random_scalars=draw,
        )
        kind = pseudonyms.DERIVED
        more = [bbs_pseudonyms.pseudonym(nym, entropy), len(messages)]
    components = [
        bbs_proof,
        compress_label_map(revelation.labels),
        list(revelation.mandatory),
        list(revelation.shown),
        chosen.presentation_header,
        *more,
    ]
    shown = {**proof, "proofValue": steps.serialize(kind, components)}
    return revelation.document, shown


def verify(
    document: Document,
    proof: Document,
    key: PublicKey,
    *,
    transform: Transform,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
    verifier_id: str | None = None,
) -> bool:
    """Whether a derived proof holds for a document, and its pseudonym, if it has one, for us.

    Spec: https://www.w3.org/TR/vc-di-bbs/#verify-derived-proof-bbs-2023
    """
    value = proof.get("proofValue")
    name: bytes | None = None
    length = 0
    if pseudonyms.is_derived(value):
        found, name, length = pseudonyms.parse_derived(value, limits=limits)
        components = _checked_derived(found)
    else:
        components = parse_derived_proof_value(value, limits=limits)
    bbs_proof, labels, mandatory, selective, presentation_header = components
    steps.check_count(bbs.hidden_messages(bbs_proof) + len(selective), limits)
    division = steps.shown(
        document, known_labels(labels), mandatory, limits=limits, extra_contexts=extra_contexts
    )
    if len(selective) != len(division.others) or len(set(selective)) < len(selective):
        raise ProofError(
            "PROOF_SIGNATURE_INVALID",
            "The proof does not speak of each statement that is not always shown once.",
            found=f"{len(selective)} indexes",
            expected=f"{len(division.others)} indexes",
            spec=_SPEC + "#verify-derived-proof-bbs-2023",
        )
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    header = b"".join(
        steps.hashes(
            document,
            options,
            division.mandatory_nquads,
            transform=transform,
            limits=limits,
            extra_contexts=extra_contexts,
        )
    )
    messages = [nquad.encode() for nquad in division.other_nquads]
    disclosed = dict(zip(selective, messages, strict=True))
    if name is None:
        return bbs.proof_verify(key.encoded, bbs_proof, header, presentation_header, disclosed)
    if verifier_id is None:
        raise ProofError(
            "PROOF_DOMAIN_MISMATCH",
            "The credential is shown under a pseudonym, and nobody says for whom that was made.",
            expected="the name of the verifier",
            remedy="Verify with Policy(verifier_id=…), the name that you gave to the holder.",
            spec=_SPEC + "#verify-derived-proof-bbs-2023",
        )
    return bbs_pseudonyms.proof_verify(
        key.encoded, bbs_proof, header, presentation_header, disclosed, length, name, verifier_id
    )


def _able(signer: Signer) -> MessageSigner:
    if not hasattr(signer, "sign_messages"):
        raise ProofGenerationError(
            "KEY_TYPE_MISMATCH",
            "This signer makes no BBS signatures.",
            expected="a MessageSigner, such as LocalSigner.generate('BLS12-381')",
        )
    return cast(MessageSigner, signer)


def _able_committed(signer: Signer) -> CommittedSigner:
    if not hasattr(signer, "sign_committed"):
        raise ProofGenerationError(
            "KEY_TYPE_MISMATCH",
            "This signer does not sign what a holder has committed to.",
            expected="a CommittedSigner, such as LocalSigner.generate('BLS12-381')",
        )
    return cast(CommittedSigner, signer)


def _known(nym: bbs_pseudonyms.Nym | None) -> bbs_pseudonyms.Nym:
    if nym is None:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The credential was issued to be shown under a pseudonym.",
            remedy="Pass nym=Nym(…): the secret that you committed to, and the verifier.",
            spec=_SPEC + "#add-derived-proof-bbs-2023",
        )
    return nym


def scalars_from(random_bytes: RandomBytes) -> bbs.RandomScalars:
    """Random numbers below the order of the group, out of random bytes.

    Spec: https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-bbs-signatures-08#name-random-scalars
    """

    def draw(count: int) -> list[int]:
        drawn = (random_bytes(EXPAND_BYTES) for _ in range(count))
        return [int.from_bytes(number, "big") % ORDER for number in drawn]

    return draw


def parse_base_proof_value(value: Any, *, limits: Limits, header: bytes = BASE) -> list[Any]:
    """BBS signature, header, public key, key of the labels, and mandatory pointers.

    Raises:
        ParseError: If the value is not that of a base proof.

    Spec: https://www.w3.org/TR/vc-di-bbs/#parsebaseproofvalue
    """
    components = steps.parse(value, header, 5, limits=limits)
    signature, hashed, public, hmac_key, pointers = components
    steps.require(steps.is_bytes(signature, _SIGNATURE_BYTES), "a BBS signature")
    steps.require(steps.is_bytes(hashed, _HEADER_BYTES), "a header of two hashes")
    steps.require(steps.is_bytes(public, bbs.PUBLIC_KEY_BYTES), "a BLS12-381 G2 key")
    steps.require(steps.is_bytes(hmac_key, steps.KEY_BYTES), "an HMAC key")
    steps.require(steps.are(pointers, lambda p: isinstance(p, str)), "a list of JSON Pointers")
    return components


def parse_derived_proof_value(value: Any, *, limits: Limits) -> list[Any]:
    """BBS proof, labels, indexes of mandatory and of selected statements, presentation header.

    Raises:
        ParseError: If the value is not that of a derived proof.

    Spec: https://www.w3.org/TR/vc-di-bbs/#parsederivedproofvalue
    """
    return _checked_derived(steps.parse(value, DERIVED, 5, limits=limits))


def _checked_derived(components: list[Any]) -> list[Any]:
    """The components of every derived proof, the labels as text."""
    bbs_proof, labels, mandatory, selective, presentation_header = components
    steps.require(isinstance(bbs_proof, bytes), "a BBS proof")
    steps.require(steps.are(mandatory, steps.is_index), "a list of indexes")
    steps.require(steps.are(selective, steps.is_index), "a list of indexes")
    steps.require(isinstance(presentation_header, bytes), "a presentation header")
    return [bbs_proof, decompress_label_map(labels), mandatory, selective, presentation_header]


def compress_label_map(labels: Mapping[str, str]) -> dict[int, int]:
    """Labels as numbers.

    Spec: https://www.w3.org/TR/vc-di-bbs/#compresslabelmap
    """
    return {int(label[len("c14n") :]): int(own[len("b") :]) for label, own in labels.items()}


def decompress_label_map(labels: Any) -> dict[str, str]:
    """Labels as text again.

    Raises:
        ParseError: If they are not numbers.

    Spec: https://www.w3.org/TR/vc-di-bbs/#decompresslabelmap
    """
    steps.require(
        isinstance(labels, dict)
        and all(map(steps.is_index, labels))
        and all(map(steps.is_index, labels.values())),
        "a map from numbers to labels",
    )
    return {f"c14n{number}": f"b{own}" for number, own in labels.items()}


SUITE = Cryptosuite(
    name="bbs-2023",
    algorithms=frozenset({"BBS"}),
    transform=rdfc.transform,
    hash=hash_data,
    create=create,
    verify=verify,
    signs_rdf=True,
    derive=derive,
    has_pseudonyms=True,
)
