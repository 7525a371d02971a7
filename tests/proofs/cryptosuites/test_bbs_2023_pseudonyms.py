"""bbs-2023 under a pseudonym: published proofs byte for byte, and whom a pseudonym is good for."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from corpus import vectors
from documents import BADGE, NOW, Document
from elm_microcred.errors import KeyMaterialError, ParseError, ProofGenerationError
from elm_microcred.limits import DEFAULT
from elm_microcred.presenting import derive
from elm_microcred.proofs import bbs_pseudonyms, bls12_381, cbor, keys, multibase
from elm_microcred.proofs.bbs_pseudonyms import Nym
from elm_microcred.proofs.cryptosuites import Disclosure, pseudonyms
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.verification import verify

pytest.importorskip("py_arkworks_bls12381", reason="needs the extra bbs")

ISSUER = LocalSigner(keys.secret_key(KEY_TYPES["BLS12-381"], (7).to_bytes(32, "big")))
CREDENTIAL: Document = json.loads(
    json.dumps(BADGE).replace(BADGE["issuer"]["id"], ISSUER.controller)
)
MANDATORY = ["/issuer", "/validFrom", "/validUntil"]
SHOWN = ["/credentialSubject/id", "/credentialSubject/achievement/name"]
VERIFIER = "https://verifier.example"


def scalars(count: int) -> list[int]:
    source = random.Random(5)
    return [source.randrange(1, bls12_381.ORDER) for _ in range(count)]


COMMITMENT, BLIND = bbs_pseudonyms.commit(4711, random_scalars=scalars)
NYM = Nym(4711, BLIND, VERIFIER)


def issued(seed: int = 1, signer: Any = ISSUER) -> Document:
    draw = random.Random(seed).randbytes
    disclosure = Disclosure(draw, MANDATORY, commitment=COMMITMENT)
    return add_proof(CREDENTIAL, signer, suite="bbs-2023", created=NOW, disclosure=disclosure)


HELD = json.dumps(issued())


def shown(nym: Nym | None = NYM, held: str = HELD) -> Document:
    content = derive(held, SHOWN, nym=nym, random_bytes=random.Random(2).randbytes).content
    made: Document = json.loads(content)
    return made


PART = shown()


def outcome(document: Document, verifier: str | None = VERIFIER) -> tuple[str, set[str]]:
    result = verify(json.dumps(document), now=NOW, policy=Policy(verifier_id=verifier))
    return result.outcome.value, {problem.code for problem in result.problems}


def with_value(document: Document, octets: bytes) -> Document:
    value = multibase.encode(octets, "u")
    return {**document, "proof": {**document["proof"], "proofValue": value}}


@pytest.mark.reference
def test_the_published_proofs(reference: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(reference.parent))
    results = list(vectors.run(root / "tests/vectors/vc-di-bbs/manifest.json"))
    assert [(result.id, result.right) for result in results] == [
        ("bbs-2023", True),
        ("bbs-2023-pseudonym", True),
    ]


def test_a_part_verifies_for_the_verifier_that_the_pseudonym_is_for() -> None:
    assert outcome(PART) == ("passed", set())
    assert outcome(PART, VERIFIER + "/") == ("failed", {"PROOF_SIGNATURE_INVALID"})
    assert outcome(PART, None) == ("failed", {"PROOF_DOMAIN_MISMATCH"})


def test_the_pseudonym_is_one_for_each_verifier() -> None:
    def name(document: Document) -> bytes:
        return pseudonyms.pseudonym_of(document["proof"]["proofValue"], limits=DEFAULT)

    assert name(PART) == name(shown())
    other = shown(Nym(4711, BLIND, "https://other.example"))
    assert name(other) != name(PART)
    assert outcome(other, "https://other.example")[0] == "passed"
    for value in (json.loads(HELD)["proof"]["proofValue"], "u", None):
        with pytest.raises(ParseError):
            pseudonyms.pseudonym_of(value, limits=DEFAULT)


@pytest.mark.parametrize("nym", [Nym(4712, BLIND, VERIFIER), Nym(4711, BLIND + 1, VERIFIER)])
def test_another_secret_than_was_committed_to_proves_nothing(nym: Nym) -> None:
    assert outcome(shown(nym)) == ("failed", {"PROOF_SIGNATURE_INVALID"})


def test_a_holder_without_the_secret_shows_nothing() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        shown(None)
    assert "nym=" in caught.value.problem.remedy


def test_what_was_changed_does_not_verify() -> None:
    achievement = PART["credentialSubject"]["achievement"]
    for changed in (
        {**PART, "validUntil": "2099-01-01T00:00:00Z"},
        {**PART, "credentialSubject": {**PART["credentialSubject"], "id": "did:example:b"}},
        {**PART, "credentialSubject": {**PART["credentialSubject"],
                                       "achievement": {**achievement, "name": "Other"}}},
    ):  # fmt: skip
        assert outcome(changed)[0] == "failed"
    octets = multibase.decode(PART["proof"]["proofValue"])
    parts = cbor.decode(octets[3:])
    for place, value in (
        (0, parts[0][:-1]),
        (0, parts[0][:-32]),
        (4, b"other"),
        (5, parts[5][:-1]),
        (5, bytes(48)),
        (5, parts[0][:48]),
        (6, parts[6] + 1),
        (6, -1),
        (6, "6"),
    ):
        changed_parts = [*parts]
        changed_parts[place] = value
        changed = with_value(PART, pseudonyms.DERIVED + cbor.encode(changed_parts))
        assert outcome(changed)[0] == "failed", (place, value)
    for wrong in (parts[:6], [*parts, 1], parts[:5]):
        assert outcome(with_value(PART, pseudonyms.DERIVED + cbor.encode(wrong)))[0] == "failed"


def test_a_baseline_proof_is_no_proof_of_a_pseudonym() -> None:
    octets = multibase.decode(PART["proof"]["proofValue"])
    parts = cbor.decode(octets[3:])
    baseline = with_value(PART, bytes.fromhex("d95d03") + cbor.encode(parts[:5]))
    assert outcome(baseline)[0] == "failed"


def test_base_proofs_are_not_for_verifiers_and_are_read_strictly() -> None:
    assert outcome(json.loads(HELD)) == ("failed", {"PROOF_MALFORMED"})
    octets = multibase.decode(json.loads(HELD)["proof"]["proofValue"])
    for wrong in (
        octets[:-1],
        octets + b"\0",
        octets[:-33] + b"\0" + octets[-32:],
        octets[:3] + b"\x85" + octets[4:],
        octets[: octets.rindex(b"\xc2\x58")],
        octets[:-32] + b"\xff" * 32,
    ):
        with pytest.raises(ParseError):
            shown(held=json.dumps(with_value(json.loads(HELD), wrong)))


@pytest.mark.parametrize("entropy", [0, 1, 255, 2**64, bls12_381.ORDER - 1])
def test_a_secret_of_any_length_is_written_and_read(entropy: int) -> None:
    components = [b"a", b"b", b"c", b"d", ["/x"]]
    value = pseudonyms.serialize_base(components, entropy)
    rest, found = pseudonyms.parted(value)
    assert found == entropy
    assert cbor.decode(multibase.decode(rest)[3:]) == components
    assert pseudonyms.parted("u2V0CgA") == ("u2V0CgA", None)


def test_who_cannot_sign_what_is_committed_to() -> None:
    class Plain:
        """A signer of messages only."""

        verification_method = ISSUER.verification_method
        controller = ISSUER.controller
        algorithm = ISSUER.algorithm
        certificates = ()
        public_key = ISSUER.public_key
        sign = staticmethod(ISSUER.sign)
        sign_messages = staticmethod(ISSUER.sign_messages)

    with pytest.raises(ProofGenerationError) as caught:
        issued(signer=Plain())
    assert caught.value.code == "KEY_TYPE_MISMATCH"
    other = LocalSigner.from_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
    with pytest.raises(KeyMaterialError):
        other.sign_committed(COMMITMENT, 1, b"", [])
