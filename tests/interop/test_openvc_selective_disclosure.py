"""openvc-core and we derive from each other's base proofs, and verify what the other derives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from documents import BADGE, NOW, Document, elm
from elm_microcred import contexts
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize
from elm_microcred.presenting import derive
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.verification import verify

pytestmark = pytest.mark.interop
ecdsa_sd = pytest.importorskip(
    "openvc.proof.ecdsa_sd", reason="openvc-core is not installed (extra `interop`)"
)

CONTEXTS = {url: contexts.document(url) for url in contexts.URLS}
SIGNER = LocalSigner.generate("P-256")
BADGES = ["/issuer", "/validFrom"]
EUROPEAN = ["/issuer", "/issuanceDate", "/validFrom", "/credentialSchema"]


def issued_by(signer: LocalSigner, document: Document) -> Document:
    text = json.dumps(document).replace(BADGE["issuer"]["id"], signer.controller)
    made: Document = json.loads(text)
    return made


ELM = issued_by(SIGNER, elm())
OPEN_BADGE = issued_by(SIGNER, BADGE)
CASES = [
    (OPEN_BADGE, ["/credentialSubject/achievement/name", "/name"]),
    (OPEN_BADGE, ["/credentialSubject/achievement/criteria", "/validUntil"]),
    (OPEN_BADGE, ["/credentialSubject"]),
    (ELM, ["/credentialSubject/hasClaim/title", "/issued"]),
    (ELM, ["/credentialSubject"]),
]


def mandatory(document: Document) -> list[str]:
    return EUROPEAN if "issuanceDate" in document else BADGES


def our_base(document: Document) -> Document:
    secured = sign(
        document, SIGNER, securing="ecdsa-sd-2023", mandatory_pointers=mandatory(document), now=NOW
    )
    made: Document = json.loads(secured.content)
    return made


def their_base(document: Document) -> Document:
    from openvc.keys import P256SigningKey

    needed = "https://w3id.org/security/data-integrity/v2"
    if document["@context"][0] == contexts.CREDENTIALS_V1:
        document = {**document, "@context": [*document["@context"], needed]}
    made: Document = ecdsa_sd.EcdsaSdProofSuite().add_base_proof(
        document,
        signing_key=P256SigningKey.from_jwk(SIGNER.to_jwk(), SIGNER.verification_method),
        verification_method=SIGNER.verification_method,
        mandatory_pointers=mandatory(document),
        created=NOW,
        extra_contexts=CONTEXTS,
    )
    return made


def we_derive(base: Document, pointers: list[str]) -> Document:
    made: Document = json.loads(derive(json.dumps(base), pointers).content)
    return made


def they_derive(base: Document, pointers: list[str]) -> Document:
    made: Document = ecdsa_sd.EcdsaSdProofSuite().derive_proof(
        base, selective_pointers=pointers, extra_contexts=CONTEXTS
    )
    return made


def they_verify(derived: Document) -> bool:
    try:
        ecdsa_sd.EcdsaSdProofSuite().verify(
            derived,
            public_key_jwk=dict(SIGNER.public_key.jwk),
            now=NOW,
            extra_contexts=CONTEXTS,
        )
    except ecdsa_sd.ProofError:
        return False
    return True


def we_verify(derived: Document) -> bool:
    return bool(verify(json.dumps(derived), now=NOW))


@pytest.mark.parametrize("case", range(len(CASES)))
@pytest.mark.parametrize("deriver", [we_derive, they_derive])
@pytest.mark.parametrize("issuer", [our_base, their_base])
def test_what_one_derives_from_the_other_both_verify(issuer: Any, deriver: Any, case: int) -> None:
    document, pointers = CASES[case]
    derived = deriver(issuer(document), pointers)
    assert they_verify(derived)
    assert we_verify(derived)
    changed = {**derived, "validFrom": "2024-01-01T00:00:00Z"}
    assert not they_verify(changed)
    assert not we_verify(changed)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_both_show_the_same_statements(case: int) -> None:
    """They write it as their JSON-LD processor does, we as the issuer wrote it."""
    document, pointers = CASES[case]
    ours, theirs = (make(our_base(document), pointers) for make in (we_derive, they_derive))
    del ours["proof"], theirs["proof"]
    assert canonicalize(ours) == canonicalize(theirs)
