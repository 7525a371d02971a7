"""ecdsa-sd-2023: the published values byte for byte, the laws, others' implementation, attacks."""

from __future__ import annotations

import copy
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import contexts
from elm_microcred.errors import (
    ElmMicrocredError,
    KeyMaterialError,
    LimitError,
    ParseError,
    ProofError,
    ProofGenerationError,
)
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import cbor, keys, multibase
from elm_microcred.proofs.cryptosuites import Disclosure, ecdsa_sd_2023, rdfc
from elm_microcred.proofs.cryptosuites.disclosure import hashes, serialize
from elm_microcred.proofs.data_integrity import add_proof, verify_proofs
from elm_microcred.proofs.selection import select_json_ld
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.retrieval import offline
from published import CITIZENSHIP, ecdsa_sd_vectors

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = LocalSigner(keys.secret_key(keys.KEY_TYPES["P-256"], (7).to_bytes(32, "big")))
MANDATORY = ["/issuer", "/validFrom"]
CREDENTIAL: dict[str, Any] = {
    "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3],
    "id": "urn:x:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": SIGNER.controller, "type": ["Profile"], "name": "A"},
    "validFrom": "2025-01-01T00:00:00Z",
    "name": "Data",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:x:achievement",
            "type": ["Achievement"],
            "criteria": {"narrative": "Four tasks."},
            "description": "Data",
            "name": "Data",
            "resultDescription": [
                {
                    "id": "urn:x:grade",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B", "C"],
                }
            ],
        },
        "result": [
            {"type": ["Result"], "resultDescription": "urn:x:grade", "value": "A"},
            {"type": ["Result"], "resultDescription": "urn:x:grade", "value": "B"},
        ],
    },
}
SELECTABLE = [
    "/name",
    "/credentialSubject",
    "/credentialSubject/achievement",
    "/credentialSubject/achievement/criteria/narrative",
    "/credentialSubject/achievement/resultDescription/0/allowedValue",
    "/credentialSubject/result/0",
    "/credentialSubject/result/1/value",
    "/issuer/name",
]


def issued(
    document: dict[str, Any] = CREDENTIAL, mandatory: list[str] = MANDATORY, seed: int = 1
) -> dict[str, Any]:
    disclosure = Disclosure(random.Random(seed).randbytes, mandatory)
    return add_proof(document, SIGNER, suite="ecdsa-sd-2023", created=NOW, disclosure=disclosure)


BASE = issued()


def shown(pointers: list[str], base: dict[str, Any] = BASE) -> dict[str, Any]:
    unsecured = {name: value for name, value in base.items() if name != "proof"}
    document, proof = ecdsa_sd_2023.derive(unsecured, base["proof"], pointers, limits=DEFAULT)
    return {**document, "proof": proof}


def outcome(document: dict[str, Any]) -> tuple[Outcome, list[str]]:
    checks = verify_proofs(document, resolve=offline, now=NOW)
    return checks[0].outcome, [p.code for check in checks for p in check.problems]


def verifies(document: dict[str, Any]) -> bool:
    return outcome(document)[0] is Outcome.PASSED


def parts(proof: dict[str, Any]) -> list[Any]:
    parsed: list[Any] = cbor.decode(multibase.decode(proof["proofValue"])[3:])
    return parsed


def with_parts(document: dict[str, Any], changed: list[Any], header: str = "d95d01") -> Any:
    value = serialize(bytes.fromhex(header), changed)
    return {**document, "proof": {**document["proof"], "proofValue": value}}


@pytest.mark.reference
def test_the_published_values(reference: Path) -> None:
    files = ecdsa_sd_vectors(reference)
    material = files["SDKeyMaterial.json"]
    secured = files["addSignedSDBase.json"]
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    options = {name: value for name, value in secured["proof"].items() if name != "proofValue"}
    signer = LocalSigner.from_multikey(material["baseKeyPair"]["secretKeyMultibase"])
    own = keys.from_secret_multikey(material["proofKeyPair"]["secretKeyMultibase"])
    drawn = iter([bytes.fromhex(material["hmacKeyString"]), own.encoded])
    disclosure = Disclosure(lambda _: next(drawn), files["employMandatory.json"])
    proof = ecdsa_sd_2023.create(
        unsecured,
        options,
        signer,
        limits=DEFAULT,
        extra_contexts=CITIZENSHIP,
        disclosure=disclosure,
    )
    assert proof == secured["proof"]
    transform = files["addBaseTransform.json"]
    mandatory = [text for _, text in transform["mandatory"]["value"]]
    hashed = hashes(unsecured, options, mandatory, limits=DEFAULT, extra_contexts=CITIZENSHIP)
    expected = files["addHashData.json"]
    assert [h.hex() for h in hashed] == [expected["proofHash"], expected["mandatoryHash"]]
    base_signature, public, hmac_key, signatures, pointers = ecdsa_sd_2023.parse_base_proof_value(
        proof["proofValue"], limits=DEFAULT
    )
    recovered = files["derivedRecoveredBaseData.json"]
    assert base_signature.hex() == recovered["baseSignature"]
    assert multibase.encode(public) == recovered["proofPublicKey"]
    assert hmac_key.hex() == recovered["hmacKey"]
    assert [signature.hex() for signature in signatures] == recovered["signatures"]
    assert pointers == recovered["mandatoryPointers"]

    document, derived = ecdsa_sd_2023.derive(
        unsecured,
        proof,
        files["employSelective.json"],
        limits=DEFAULT,
        extra_contexts=CITIZENSHIP,
    )
    assert document == files["derivedUnsignedReveal.json"]
    assert {**document, "proof": derived} == files["derivedRevealDocument.json"]
    signature, public, signatures, labels, indexes = ecdsa_sd_2023.parse_derived_proof_value(
        derived["proofValue"], limits=DEFAULT
    )
    told = files["verifyDerivedProofValue.json"]
    assert signature.hex() == told["baseSignature"]
    assert multibase.encode(public) == told["publicKey"]
    assert [s.hex() for s in signatures] == told["signatures"]
    assert labels == dict(told["labelMap"])
    assert indexes == told["mandatoryIndexes"]
    assert files["derivedAdjMandatoryIndexes.json"]["adjMandatoryIndexes"] == indexes
    for key, fits in ((signer.public_key, True), (own.public, False)):
        assert fits is ecdsa_sd_2023.verify(
            document,
            derived,
            key,
            transform=rdfc.transform,
            limits=DEFAULT,
            extra_contexts=CITIZENSHIP,
        )


@given(st.lists(st.sampled_from(SELECTABLE), max_size=4))
def test_whatever_is_shown_verifies_and_is_what_was_selected(pointers: list[str]) -> None:
    derived = shown(pointers)
    assert verifies(derived)
    del derived["proof"]
    assert derived == select_json_ld([*MANDATORY, *pointers], CREDENTIAL)


def test_what_is_hidden_leaves_no_trace() -> None:
    text = str(shown(["/name"]))
    for hidden in ("Four tasks", "urn:x:achievement", "'B'"):
        assert hidden not in text
    few, many = shown([]), shown(["/credentialSubject"])
    assert len(parts(few["proof"])[2]) < len(parts(many["proof"])[2])


def test_the_same_document_twice_has_other_keys_and_other_labels() -> None:
    first, second = (parts(issued(seed=seed)["proof"]) for seed in (1, 2))
    assert first[4] == second[4]
    assert all(a != b for a, b in zip(first[:4], second[:4], strict=True))
    assert parts(issued(seed=1)["proof"]) == first


def test_a_base_proof_is_for_its_holder_only() -> None:
    assert outcome(BASE) == (Outcome.FAILED, ["PROOF_MALFORMED"])
    derived = shown(["/name"])
    with pytest.raises(ParseError) as caught:
        shown(["/name"], derived)
    assert caught.value.code == "PROOF_MALFORMED"


def test_nothing_is_derived_from_a_document_that_was_changed() -> None:
    longer = {**CREDENTIAL, "validUntil": "2030-01-01T00:00:00Z"}
    with pytest.raises(ProofError) as caught:
        ecdsa_sd_2023.derive(longer, BASE["proof"], ["/name"], limits=DEFAULT)
    assert caught.value.code == "PROOF_SIGNATURE_INVALID"
    for value in (None, 7, ["u"]):
        with pytest.raises(ParseError):
            ecdsa_sd_2023.derive(CREDENTIAL, {"proofValue": value}, ["/name"], limits=DEFAULT)


def test_without_anything_to_show_nothing_is_derived() -> None:
    base = issued(mandatory=[])
    with pytest.raises(ProofGenerationError):
        shown([], base)
    assert verifies(shown(["/issuer", "/credentialSubject/result/0"], base))


@pytest.mark.parametrize("pointers", [["/nothing"], ["name"], ["/credentialSubject/result/7"]])
def test_a_pointer_that_leads_nowhere_is_refused(pointers: list[str]) -> None:
    for call in (lambda: issued(mandatory=pointers), lambda: shown(pointers)):
        with pytest.raises(ProofGenerationError) as caught:
            call()
        assert caught.value.code == "PROOF_GENERATION"


def test_making_a_base_proof_needs_randomness() -> None:
    with pytest.raises(ProofGenerationError):
        add_proof(CREDENTIAL, SIGNER, suite="ecdsa-sd-2023", created=NOW)
    zeros = Disclosure(bytes, MANDATORY)
    with pytest.raises(KeyMaterialError):
        add_proof(CREDENTIAL, SIGNER, suite="ecdsa-sd-2023", created=NOW, disclosure=zeros)
    with pytest.raises(ProofGenerationError):
        add_proof(CREDENTIAL, SIGNER, suite="ecdsa-rdfc-2019", created=NOW, disclosure=zeros)


def test_the_number_of_statements_is_limited() -> None:
    many = copy.deepcopy(CREDENTIAL)
    many["credentialSubject"]["achievement"]["tag"] = [f"tag {n}" for n in range(900)]
    many["credentialSubject"]["achievement"]["otherIdentifier"] = [
        {"type": "IdentifierEntry", "identifier": str(n), "identifierType": "identifier"}
        for n in range(400)
    ]
    with pytest.raises(LimitError) as caught:
        issued(many)
    assert caught.value.code == "LIMIT_STATEMENTS"
    assert issued(many, mandatory=[*MANDATORY, "/credentialSubject"])


def test_only_p256_signs() -> None:
    other = LocalSigner(keys.secret_key(keys.KEY_TYPES["P-384"], (7).to_bytes(48, "big")))
    with pytest.raises(ProofGenerationError) as caught:
        add_proof(
            CREDENTIAL,
            other,
            suite="ecdsa-sd-2023",
            created=NOW,
            disclosure=Disclosure(random.Random(1).randbytes, MANDATORY),
        )
    assert caught.value.code == "KEY_TYPE_MISMATCH"


def test_proof_sets_hold_with_other_suites() -> None:
    other = LocalSigner(keys.secret_key(keys.KEY_TYPES["P-256"], (7).to_bytes(32, "big")))
    derived = shown(["/credentialSubject"])
    both = add_proof(derived, other, suite="ecdsa-rdfc-2019", created=NOW)
    assert verifies(both)


DERIVED = shown(["/credentialSubject/result", "/credentialSubject/achievement"])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [leaf for name, inner in items for leaf in leaves(inner, (*path, name))]
    return [path]


UNSIGNED = {("proof", "proofValue"), ("@context", 0), ("@context", 1)}


@pytest.mark.parametrize("path", [p for p in leaves(DERIVED) if p not in UNSIGNED], ids=str)
def test_every_leaf_that_is_shown_is_signed(path: tuple[Any, ...]) -> None:
    for change in ("other", "remove"):
        document = copy.deepcopy(DERIVED)
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        if change == "remove":
            del inner[path[-1]]
        else:
            inner[path[-1]] = "urn:x:changed"
        assert not verifies(document)


def test_what_was_not_signed_cannot_be_added() -> None:
    for change in (
        {"name": "Data"},
        {"validUntil": "2030-01-01T00:00:00Z"},
        {"id": "urn:x:2"},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "urn:x:type"]},
    ):
        assert not verifies({**DERIVED, **change})
    document = copy.deepcopy(DERIVED)
    document["credentialSubject"]["result"].append({"type": ["Result"], "value": "A+"})
    assert not verifies(document)


def test_parts_of_two_credentials_do_not_mix() -> None:
    other = copy.deepcopy(CREDENTIAL)
    other["credentialSubject"]["result"][0]["value"] = "F"
    theirs = shown(["/credentialSubject/result/0"], issued(other, seed=1))
    ours = shown(["/credentialSubject/result/0"])
    ours_parts, their_parts = parts(ours["proof"]), parts(theirs["proof"])
    for place in range(3):
        mixed = [*ours_parts]
        mixed[place] = their_parts[place]
        for document in (ours, theirs):
            assert not verifies(with_parts(document, mixed)) or mixed == parts(document["proof"])


PARTS = parts(DERIVED["proof"])


@pytest.mark.parametrize(
    "changed",
    [
        [],
        PARTS[:4],
        [*PARTS, 0],
        [b"", *PARTS[1:]],
        [PARTS[0], b"", *PARTS[2:]],
        [PARTS[0], bytes(35), *PARTS[2:]],
        [PARTS[0], bytes.fromhex("8024") + bytes(33), *PARTS[2:]],
        [PARTS[0], PARTS[1], b"", *PARTS[3:]],
        [PARTS[0], PARTS[1], PARTS[2][:-1], *PARTS[3:]],
        [PARTS[0], PARTS[1], [*PARTS[2], PARTS[2][0]], *PARTS[3:]],
        [PARTS[0], PARTS[1], PARTS[2][::-1], *PARTS[3:]],
        [PARTS[0], PARTS[1], [b"x", *PARTS[2][1:]], *PARTS[3:]],
        [*PARTS[:3], {}, PARTS[4]],
        [*PARTS[:3], [], PARTS[4]],
        [*PARTS[:3], {"c14n0": b"x"}, PARTS[4]],
        [*PARTS[:3], dict.fromkeys(PARTS[3], PARTS[3][0]), PARTS[4]],
        [*PARTS[:3], dict(zip(PARTS[3], reversed(PARTS[3].values()), strict=True)), PARTS[4]],
        [*PARTS[:4], []],
        [*PARTS[:4], PARTS[4][:-1]],
        [*PARTS[:4], [*PARTS[4], 10_000]],
        [*PARTS[:4], [*PARTS[4], PARTS[4][0]]],
        [*PARTS[:4], [-1]],
        [*PARTS[:4], "0"],
        [*PARTS[:4], list(range(len(PARTS[4])))],
    ],
    ids=range(24),
)
def test_a_changed_proof_is_refused_and_says_so(changed: list[Any]) -> None:
    found, codes = outcome(with_parts(DERIVED, changed))
    assert found is Outcome.FAILED
    assert codes
    assert set(codes) <= {"PROOF_MALFORMED", "PROOF_SIGNATURE_INVALID", "KEY_MALFORMED"}


@pytest.mark.parametrize(
    "value",
    ["u", "z2VU", "u2V0B", "u2V0BhA", "u2V0AhA", "u2V0Bd8", DERIVED["proof"]["proofValue"][1:]],
)
def test_a_value_of_another_kind_is_refused(value: str) -> None:
    document = {**DERIVED, "proof": {**DERIVED["proof"], "proofValue": value}}
    assert outcome(document) == (Outcome.FAILED, ["PROOF_MALFORMED"])


@given(st.binary(max_size=60))
def test_any_value_is_a_typed_error(data: bytes) -> None:
    for header in (ecdsa_sd_2023.BASE, ecdsa_sd_2023.DERIVED):
        proof = {**DERIVED["proof"], "proofValue": multibase.encode(header + data, "u")}
        with pytest.raises(ElmMicrocredError):
            ecdsa_sd_2023.verify(
                CREDENTIAL, proof, SIGNER.public_key, transform=rdfc.transform, limits=DEFAULT
            )
        with pytest.raises((ParseError, ProofError)):
            ecdsa_sd_2023.derive(CREDENTIAL, proof, ["/name"], limits=DEFAULT)


@pytest.mark.reference
def test_the_sample_of_1edtech(reference: Path) -> None:
    path = reference / "openbadges/validator/sd/derivedcredential.json"
    sample = json.loads(path.read_bytes())
    key = keys.from_multikey(sample["proof"][0]["verificationMethod"].partition("#")[2])
    unsecured = {name: value for name, value in sample.items() if name != "proof"}
    for document, fits in ((unsecured, True), ({**unsecured, "name": "Other"}, False)):
        try:
            found = ecdsa_sd_2023.verify(
                document, sample["proof"][0], key, transform=rdfc.transform, limits=DEFAULT
            )
        except ProofError:
            found = False
        assert found is fits
