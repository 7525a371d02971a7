"""BBS with pseudonyms: the published values byte for byte, the laws, and what is refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.errors import ParseError
from elm_microcred.proofs import bbs, bbs_pseudonyms, bls12_381
from elm_microcred.proofs.bbs_pseudonyms import Nym
from published import bbs_vectors

pytest.importorskip("py_arkworks_bls12381", reason="needs the extra bbs")

SECRET = bbs.key_gen(b"not a secret but 32 bytes and more")
PUBLIC = bbs.public_key(SECRET)
HEADER = b"header"
MESSAGES = [b"one", b"two", b"", b"four", b"one"]
ENTROPY = 987654321
VERIFIER = "https://verifier.example"


def scalars(seed: int) -> bbs.RandomScalars:
    source = random.Random(seed)
    return lambda count: [source.randrange(1, bls12_381.ORDER) for _ in range(count)]


COMMITMENT, BLIND = bbs_pseudonyms.commit(12345, random_scalars=scalars(1))
NYM = Nym(12345, BLIND, VERIFIER)
SIGNATURE = bbs_pseudonyms.sign(SECRET, COMMITMENT, ENTROPY, HEADER, MESSAGES)


def prove(disclosed: Sequence[int], *, seed: int = 2, nym: Nym = NYM) -> bytes:
    return bbs_pseudonyms.proof_gen(
        PUBLIC, SIGNATURE, ENTROPY, HEADER, b"asked", MESSAGES, disclosed, nym,
        random_scalars=scalars(seed),
    )  # fmt: skip


def holds(proof: bytes, disclosed: Sequence[int], /, **changes: Any) -> bool:
    given = {
        "header": HEADER,
        "presentation_header": b"asked",
        "disclosed": {index: MESSAGES[index] for index in disclosed},
        "length": len(MESSAGES),
        "name": bbs_pseudonyms.pseudonym(NYM, ENTROPY),
        "verifier_id": VERIFIER,
        **changes,
    }
    return bbs_pseudonyms.proof_verify(PUBLIC, proof, **given)


@pytest.mark.reference
def test_the_published_values(reference: Path) -> None:
    files = bbs_vectors(reference)
    folder = "Pseudonym/"
    committed = files[f"{folder}commitmentInfo.json"]
    info = files[f"{folder}addRawBaseSignatureInfo.json"]
    verifier = files["FeatureInputs/verifierInfo.json"]["verifierId"]
    blind = int(committed["secretProverBlind"], 16)
    prover = int(files["FeatureInputs/proverNym.json"]["proverNymHex"], 16)
    entropy = int(files["FeatureInputs/signerNymEntropy.json"]["signerNymEntropyHex"], 16)
    nym = Nym(prover, blind, verifier)
    secret = bytes.fromhex(files["BBSKeyMaterial.json"]["privateKeyHex"])
    public, header = bytes.fromhex(info["publicKey"]), bytes.fromhex(info["bbsHeader"])
    signed = files[f"{folder}addBaseTransform.json"]["nonMandatory"]["value"]
    messages = [text.encode() for _, text in signed]
    nym_secret = int(files[f"{folder}nymSecret.json"]["nymSecretHex"], 16)
    assert (prover + entropy) % bls12_381.ORDER == nym_secret

    commitment = bytes.fromhex(committed["commitmentWithProof"])
    assert len(commitment) == bbs_pseudonyms.COMMITMENT_BYTES
    bbs_pseudonyms.check_commitment(commitment)
    signature = bbs_pseudonyms.sign(secret, commitment, entropy, header, messages)
    assert signature.hex() == info["bbsSignature"]
    assert bbs_pseudonyms.verify(public, signature, entropy, header, messages, nym)

    derived = files[f"{folder}derivedDisclosureData.json"]
    name = bbs_pseudonyms.pseudonym(nym, entropy)
    assert name.hex() == derived["pseudonym"]
    asked = bytes(derived["presentationHeader"].values())
    shown = {index: messages[index] for index in derived["adjSelectiveIndexes"]}
    assert derived["lengthBBSMessages"] == len(messages)
    material = files["BBSDeriveMaterial.json"]
    assert asked.hex() == material["presentationHeaderHex"]
    proof = bytes.fromhex(derived["bbsProof"])
    assert bbs_pseudonyms.proof_verify(
        public, proof, header, asked, shown, len(messages), name, verifier
    )
    assert not bbs_pseudonyms.proof_verify(
        public, proof, header, asked, shown, len(messages), name, verifier + "x"
    )
    seed = bytes.fromhex(material["pseudoRandSeedHex"])

    def drawn(count: int) -> list[int]:
        made = bls12_381.expand_message(seed, bbs_pseudonyms.API_ID, 48 * count)
        parts = (made[at : at + 48] for at in range(0, len(made), 48))
        return [int.from_bytes(part, "big") % bls12_381.ORDER for part in parts]

    again = bbs_pseudonyms.proof_gen(
        public, signature, entropy, header, asked, messages, list(shown), nym, random_scalars=drawn
    )
    assert again == proof


def test_a_signature_is_over_what_was_committed_to() -> None:
    assert bbs_pseudonyms.verify(PUBLIC, SIGNATURE, ENTROPY, HEADER, MESSAGES, NYM)
    for nym, entropy, header, messages in (
        (Nym(1, BLIND, VERIFIER), ENTROPY, HEADER, MESSAGES),
        (Nym(12345, 1, VERIFIER), ENTROPY, HEADER, MESSAGES),
        (NYM, ENTROPY + 1, HEADER, MESSAGES),
        (NYM, ENTROPY, b"", MESSAGES),
        (NYM, ENTROPY, HEADER, MESSAGES[1:]),
    ):
        assert not bbs_pseudonyms.verify(PUBLIC, SIGNATURE, entropy, header, messages, nym)


def test_a_pseudonym_is_the_same_for_one_verifier_and_another_for_another() -> None:
    assert bbs_pseudonyms.pseudonym(NYM, ENTROPY) == bbs_pseudonyms.pseudonym(NYM, ENTROPY)
    other = Nym(12345, BLIND, VERIFIER + "/")
    assert bbs_pseudonyms.pseudonym(other, ENTROPY) != bbs_pseudonyms.pseudonym(NYM, ENTROPY)
    assert prove([1], seed=3) != prove([1], seed=4)


@pytest.mark.parametrize("disclosed", [[], [0], [1, 3], [0, 1, 2, 3, 4]])
def test_a_proof_holds_for_what_it_says_and_nothing_else(disclosed: list[int]) -> None:
    proof = prove(disclosed)
    assert holds(proof, disclosed)
    others = Nym(777, BLIND, VERIFIER)
    for changes in (
        {"header": b"other"},
        {"presentation_header": b"other"},
        {"verifier_id": VERIFIER + "/"},
        {"name": bbs_pseudonyms.pseudonym(others, ENTROPY)},
        {"disclosed": {index: MESSAGES[index] + b"x" for index in disclosed} or None},
    ):
        if None not in changes.values():
            assert not holds(proof, disclosed, **changes)
    assert not holds(prove(disclosed, nym=others), disclosed)
    assert bbs_pseudonyms.hidden_messages(proof) == len(MESSAGES) - len(disclosed)


def test_what_is_no_proof_or_no_commitment() -> None:
    proof = prove([0])
    for wrong in (proof[:-1], proof[:-32], b"", proof + bytes(32), bytes(len(proof))):
        with pytest.raises(ParseError):
            holds(wrong, [0])
    for changes in ({"length": 4}, {"length": 6}, {"disclosed": {9: b"x"}}, {"name": b""},
                    {"name": b"\xc0" + bytes(47)}, {"disclosed": {5: b"one"}}):  # fmt: skip
        with pytest.raises(ParseError):
            holds(proof, [0], **changes)
    for wrong in (COMMITMENT[:-1], b"", COMMITMENT[:48] + COMMITMENT[80:] + COMMITMENT[48:80]):
        with pytest.raises(ParseError):
            bbs_pseudonyms.check_commitment(wrong)
        with pytest.raises(ParseError):
            bbs_pseudonyms.sign(SECRET, wrong, ENTROPY, HEADER, MESSAGES)


def test_secrets_are_not_shown() -> None:
    assert "12345" not in repr(NYM)
