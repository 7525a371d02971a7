"""BBS: the published signature and proof byte for byte, the laws, and what is refused."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs import bbs, bls12_381
from published import bbs_vectors

pytest.importorskip("py_arkworks_bls12381", reason="needs the extra bbs")

SECRET = bbs.key_gen(b"not a secret but 32 bytes and more")
PUBLIC = bbs.public_key(SECRET)
HEADER = b"header"
MESSAGES = [b"one", b"two", b"", b"four", b"one"]
SIGNATURE = bbs.sign(SECRET, HEADER, MESSAGES)


def mocked(seed: bytes) -> bbs.RandomScalars:
    """The numbers that the published proofs were made with."""

    def draw(count: int) -> list[int]:
        drawn = bls12_381.expand_message(seed, bbs.API_ID, 48 * count)
        parts = (drawn[at : at + 48] for at in range(0, len(drawn), 48))
        return [int.from_bytes(part, "big") % bls12_381.ORDER for part in parts]

    return draw


def scalars(seed: int) -> bbs.RandomScalars:
    source = random.Random(seed)
    return lambda count: [source.randrange(1, bls12_381.ORDER) for _ in range(count)]


def prove(disclosed: Sequence[int], *, seed: int = 1, ph: bytes = b"asked") -> bytes:
    return bbs.proof_gen(
        PUBLIC, SIGNATURE, HEADER, ph, MESSAGES, disclosed, random_scalars=scalars(seed)
    )


def shown(disclosed: Sequence[int]) -> dict[int, bytes]:
    return {index: MESSAGES[index] for index in disclosed}


@pytest.mark.reference
def test_the_published_signature_and_proof(reference: Path) -> None:
    files = bbs_vectors(reference)
    keys, hashes = files["BBSKeyMaterial.json"], files["addHashData.json"]
    secret, public = (bytes.fromhex(keys[f"{half}KeyHex"]) for half in ("private", "public"))
    assert bbs.public_key(secret) == public
    header = bytes.fromhex(hashes["proofHash"] + hashes["mandatoryHash"])
    signed = files["addBaseTransform.json"]["nonMandatory"]["value"]
    messages = [text.encode() for _, text in signed]
    signature = bytes.fromhex(files["addRawBaseSignatureInfo.json"]["bbsSignature"])
    assert bbs.sign(secret, header, messages) == signature
    assert bbs.verify(public, signature, header, messages)
    derived, material = files["derivedDisclosureData.json"], files["BBSDeriveMaterial.json"]
    disclosed = derived["adjSelectiveIndexes"]
    asked = bytes.fromhex(material["presentationHeaderHex"])
    seed = bytes.fromhex(material["pseudoRandSeedHex"])
    proof = bbs.proof_gen(
        public, signature, header, asked, messages, disclosed, random_scalars=mocked(seed)
    )
    assert proof.hex() == derived["bbsProof"]
    assert bbs.proof_verify(public, proof, header, asked, {i: messages[i] for i in disclosed})


def test_the_published_key() -> None:
    """Section 8.1 of the draft; what follows is text in hexadecimal there."""
    secret = bbs.key_gen(
        b"this-IS-just-an-Test-IKM-to-generate-$e(r@t#-key",
        b"this-IS-some-key-metadata-to-be-used-in-test-key-gen",
    )
    assert secret.hex() == "60e55110f76883a13d030b2f6bd11883422d5abde717569fc0731f51237169fc"


def test_a_signature_fits_its_messages_only() -> None:
    assert bbs.verify(PUBLIC, SIGNATURE, HEADER, MESSAGES)
    assert bbs.sign(SECRET, HEADER, MESSAGES) == SIGNATURE
    other = bbs.public_key(bbs.key_gen(bytes(32)))
    assert not bbs.verify(other, SIGNATURE, HEADER, MESSAGES)
    assert not bbs.verify(PUBLIC, SIGNATURE, b"other", MESSAGES)
    for messages in ([], MESSAGES[:-1], [*MESSAGES, b""], MESSAGES[::-1], [b"x", *MESSAGES[1:]]):
        assert not bbs.verify(PUBLIC, SIGNATURE, HEADER, messages)


@given(st.lists(st.binary(max_size=20), max_size=6), st.binary(max_size=40), st.data())
def test_a_proof_shows_any_part_of_what_was_signed(
    messages: list[bytes], header: bytes, data: st.DataObject
) -> None:
    disclosed = sorted(
        data.draw(st.sets(st.sampled_from(range(len(messages))))) if messages else []
    )
    signature = bbs.sign(SECRET, header, messages)
    proof = bbs.proof_gen(
        PUBLIC, signature, header, b"", messages, disclosed, random_scalars=scalars(1)
    )
    told = {index: messages[index] for index in disclosed}
    assert bbs.proof_verify(PUBLIC, proof, header, b"", told)
    assert not bbs.proof_verify(PUBLIC, proof, header + b"!", b"", told)
    for index in disclosed:
        assert not bbs.proof_verify(PUBLIC, proof, header, b"", {**told, index: b"another"})


def test_a_proof_holds_for_what_it_shows_and_for_whom_it_was_made() -> None:
    proof = prove([0, 3])
    assert bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", shown([0, 3]))
    assert bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", dict(reversed(shown([0, 3]).items())))
    assert not bbs.proof_verify(PUBLIC, proof, HEADER, b"asked again", shown([0, 3]))
    assert not bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", {0: b"one", 2: b"four"})
    assert not bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", shown([0]))
    assert not bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", shown([0, 1, 3]))


def test_two_proofs_of_one_signature_have_nothing_in_common() -> None:
    first, second = prove([0], seed=1), prove([0], seed=2)
    parts = [{p[at : at + 16] for at in range(0, len(p), 16)} for p in (first, second)]
    assert not parts[0] & parts[1]
    assert bbs.proof_verify(PUBLIC, second, HEADER, b"asked", shown([0]))


@pytest.mark.parametrize("bit", range(0, 80 * 8, 13))
def test_a_changed_signature_does_not_fit(bit: int) -> None:
    changed = (int.from_bytes(SIGNATURE, "big") ^ 1 << bit).to_bytes(80, "big")
    assert refused(lambda: bbs.verify(PUBLIC, changed, HEADER, MESSAGES))


@pytest.mark.parametrize("bit", range(0, 400 * 8, 71))
def test_a_changed_proof_does_not_fit(bit: int) -> None:
    proof = prove([0, 1, 2])
    assert len(proof) == 400 - 64
    changed = (int.from_bytes(proof, "big") ^ 1 << bit % (len(proof) * 8)).to_bytes(336, "big")
    assert refused(lambda: bbs.proof_verify(PUBLIC, changed, HEADER, b"asked", shown([0, 1, 2])))


def refused(call: Callable[[], bool]) -> bool:
    try:
        return not call()
    except ParseError as error:
        return error.code == "PROOF_MALFORMED"


NEUTRAL = bytes([0xC0, *bytes(47)])
NOT_OF_THE_GROUP = bytes.fromhex("80" + "00" * 46 + "04")
"""A point of the curve whose order is not that of the group."""


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        SIGNATURE[:-1],
        SIGNATURE + b"\0",
        NEUTRAL + SIGNATURE[48:],
        SIGNATURE[:48] + bytes(32),
        SIGNATURE[:48] + bls12_381.ORDER.to_bytes(32, "big"),
        NOT_OF_THE_GROUP + SIGNATURE[48:],
        bytes([0x40]) + SIGNATURE[1:],
    ],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    for call in (
        lambda: bbs.verify(PUBLIC, signature, HEADER, MESSAGES),
        lambda: bbs.proof_gen(
            PUBLIC, signature, HEADER, b"", MESSAGES, [], random_scalars=scalars(1)
        ),
    ):
        with pytest.raises(ParseError) as caught:
            call()
        assert caught.value.code == "PROOF_MALFORMED"


@pytest.mark.parametrize(
    "proof",
    [
        b"",
        prove([0])[:-1],
        prove([0])[:96],
        prove([0, 1, 2, 3, 4])[:-64],
        NEUTRAL * 3 + prove([0])[144:],
        prove([0])[:-32] + bytes(32),
    ],
)
def test_what_is_no_proof_is_refused(proof: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", shown([0]))
    assert caught.value.code == "PROOF_MALFORMED"


@pytest.mark.parametrize("indexes", [[-1], [5], [0, 99]])
def test_no_more_is_shown_than_was_signed(indexes: list[int]) -> None:
    proof = prove(range(len(indexes)))
    with pytest.raises(ParseError) as caught:
        bbs.proof_verify(PUBLIC, proof, HEADER, b"asked", dict.fromkeys(indexes, b"one"))
    assert caught.value.code == "PROOF_MALFORMED"


@pytest.mark.parametrize(
    ("public", "code"),
    [
        (b"", "KEY_MALFORMED"),
        (PUBLIC[:-1], "KEY_MALFORMED"),
        (bytes(96), "KEY_MALFORMED"),
        (bytes([0xC0, *bytes(95)]), "KEY_WEAK"),
        (bytes([0x9F]) + bytes([0xFF]) * 95, "KEY_MALFORMED"),
    ],
)
def test_a_bad_public_key_is_refused(public: bytes, code: str) -> None:
    with pytest.raises(KeyMaterialError) as caught:
        bbs.check_public_key(public)
    assert caught.value.code == code


@pytest.mark.parametrize("secret", [b"", bytes(32), bls12_381.ORDER.to_bytes(32, "big"), bytes(33)])
def test_a_bad_secret_key_is_refused(secret: bytes) -> None:
    with pytest.raises(KeyMaterialError) as caught:
        bbs.sign(secret, b"", [])
    assert caught.value.code == "KEY_MALFORMED"
    with pytest.raises(KeyMaterialError):
        bbs.key_gen(bytes(31))


def test_without_the_extra_an_error_names_it() -> None:
    program = (
        "import sys; sys.modules['py_arkworks_bls12381'] = None\n"
        "from elm_microcred.proofs import bbs\n"
        "from elm_microcred.errors import MissingExtraError\n"
        "try: bbs.sign(bytes(31) + bytes([1]), b'', [])\n"
        "except MissingExtraError as error: print(error.code, error.problem.remedy)\n"
    )
    done: Any = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "EXTRA_MISSING Install it: pip install 'elm-microcred[bbs]'."
