"""bbs-2023: the published values byte for byte, the laws, attacks, and life without the extra."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import BADGE, NOW, SIGNER, Document
from elm_microcred.errors import ElmMicrocredError, LimitError, ProofGenerationError
from elm_microcred.issuing import sign
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.presenting import derive
from elm_microcred.proofs import bbs, bls12_381, cbor, keys, multibase
from elm_microcred.proofs.cryptosuites import Disclosure, bbs_2023, rdfc
from elm_microcred.proofs.cryptosuites.disclosure import hashes, serialize
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.selection import select_json_ld
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.verification import verify
from published import WINDSURF, bbs_vectors, with_windsurf

pytest.importorskip("py_arkworks_bls12381", reason="needs the extra bbs")

ISSUER = LocalSigner(keys.secret_key(KEY_TYPES["BLS12-381"], (7).to_bytes(32, "big")))
CREDENTIAL: Document = json.loads(
    json.dumps(BADGE).replace(BADGE["issuer"]["id"], ISSUER.controller)
)
CREDENTIAL["issuer"]["address"] = {"type": ["Address"], "addressLocality": "Riga"}
MANDATORY = ["/issuer", "/validFrom", "/validUntil"]
SELECTABLE = [
    "/name",
    "/credentialSubject",
    "/credentialSubject/achievement/name",
    "/credentialSubject/achievement/tag/1",
    "/credentialSubject/achievement/criteria",
    "/issuer/name",
]
BASE = sign(
    CREDENTIAL, ISSUER, securing="bbs-2023", now=NOW, random_bytes=random.Random(1).randbytes
).content


def shown(pointers: list[str], *, seed: int = 1, header: bytes = b"") -> Document:
    made: Document = json.loads(
        derive(
            BASE,
            ["/credentialSubject/id", *pointers],
            presentation_header=header,
            random_bytes=random.Random(seed).randbytes,
        ).content
    )
    return made


def outcome(document: Document) -> tuple[str, set[str]]:
    result = verify(json.dumps(document), now=NOW)
    return result.outcome.value, {problem.code for problem in result.problems}


def verifies(document: Document) -> bool:
    return outcome(document)[0] == "passed"


def parts(document: Document) -> list[Any]:
    parsed: list[Any] = cbor.decode(multibase.decode(document["proof"]["proofValue"])[3:])
    return parsed


def with_parts(document: Document, changed: list[Any]) -> Document:
    value = serialize(bbs_2023.DERIVED, changed)
    return {**document, "proof": {**document["proof"], "proofValue": value}}


def published_randomness(seed: bytes, count: int) -> Callable[[int], bytes]:
    """The source of the numbers that the published proof was made with."""
    left = [bls12_381.expand_message(seed, bbs.API_ID, 48 * count)]

    def draw(length: int) -> bytes:
        drawn, left[0] = left[0][:length], left[0][length:]
        return drawn

    return draw


@pytest.mark.reference
def test_the_published_values(reference: Path) -> None:
    files = bbs_vectors(reference)
    keys_, material = files["BBSKeyMaterial.json"], files["BBSDeriveMaterial.json"]
    secret = bytes.fromhex(keys_["privateKeyHex"])
    signer = LocalSigner(keys.secret_key(KEY_TYPES["BLS12-381"], secret))
    published = files["addSignedSDBase.json"]
    options = {name: value for name, value in published["proof"].items() if name != "proofValue"}
    assert signer.verification_method == options["verificationMethod"]
    unsecured = with_windsurf({k: v for k, v in published.items() if k != "proof"})
    hmac_key = bytes.fromhex(keys_["hmacKeyString"])
    proof = bbs_2023.create(
        unsecured,
        options,
        signer,
        limits=DEFAULT,
        extra_contexts=WINDSURF,
        disclosure=Disclosure(lambda _: hmac_key, files["windMandatory.json"]),
    )
    assert proof == published["proof"]
    transform = files["addBaseTransform.json"]
    mandatory = [text for _, text in transform["mandatory"]["value"]]
    hashed = hashes(unsecured, options, mandatory, limits=DEFAULT, extra_contexts=WINDSURF)
    expected = files["addHashData.json"]
    assert [h.hex() for h in hashed] == [expected["proofHash"], expected["mandatoryHash"]]
    signature, header, _, found_key, pointers = bbs_2023.parse_base_proof_value(
        proof["proofValue"], limits=DEFAULT
    )
    recovered = files["derivedRecoveredBaseData.json"]
    assert (signature.hex(), found_key.hex()) == (recovered["bbsSignature"], recovered["hmacKey"])
    assert pointers == recovered["mandatoryPointers"]
    assert header == b"".join(hashed)

    presentation_header = bytes.fromhex(material["presentationHeaderHex"])
    hidden = len(transform["nonMandatory"]["value"]) - len(
        files["derivedAdjIndexes.json"]["adjSelectiveIndexes"]
    )
    draw = published_randomness(bytes.fromhex(material["pseudoRandSeedHex"]), 5 + hidden)
    document, derived = bbs_2023.derive(
        unsecured,
        proof,
        files["windSelective.json"],
        limits=DEFAULT,
        extra_contexts=WINDSURF,
        disclosure=Disclosure(draw, presentation_header=presentation_header),
    )
    revealed = files["derivedRevealDocument.json"]
    assert document == with_windsurf({k: v for k, v in revealed.items() if k != "proof"})
    assert derived == revealed["proof"]
    told = files["derivedDisclosureData.json"]
    bbs_proof, labels, always, selective, asked = bbs_2023.parse_derived_proof_value(
        derived["proofValue"], limits=DEFAULT
    )
    assert bbs_proof.hex() == told["bbsProof"]
    assert labels == dict(told["labelMap"]["value"])
    assert (always, selective) == (told["mandatoryIndexes"], told["adjSelectiveIndexes"])
    assert asked == presentation_header
    assert bbs_2023.verify(
        document,
        derived,
        signer.public_key,
        transform=rdfc.transform,
        limits=DEFAULT,
        extra_contexts=WINDSURF,
    )


@given(st.lists(st.sampled_from(SELECTABLE), max_size=3), st.binary(max_size=8))
def test_whatever_is_shown_verifies_and_is_what_was_selected(
    pointers: list[str], header: bytes
) -> None:
    derived = shown(pointers, header=header)
    assert verifies(derived)
    assert parts(derived)[4] == header
    del derived["proof"]
    assert derived == select_json_ld([*MANDATORY, "/credentialSubject/id", *pointers], CREDENTIAL)


def test_what_is_shown_twice_cannot_be_linked_by_its_proof() -> None:
    first, second = shown(["/name"], seed=1), shown(["/name"], seed=2)
    assert verifies(second)
    one, two = (parts(document)[0] for document in (first, second))
    pieces = [{p[at : at + 16] for at in range(0, len(p), 16)} for p in (one, two)]
    assert not pieces[0] & pieces[1]
    base: list[Any] = cbor.decode(multibase.decode(json.loads(BASE)["proof"]["proofValue"])[3:])
    for secret in (base[0][:48], base[3]):
        assert secret not in multibase.decode(first["proof"]["proofValue"])


DERIVED = shown(["/credentialSubject/achievement/criteria", "/name"])
PARTS = parts(DERIVED)


def test_what_was_not_signed_cannot_be_added_or_changed() -> None:
    changed = copy.deepcopy(DERIVED)
    changed["credentialSubject"]["achievement"]["criteria"]["narrative"] = "None."
    for document in (
        changed,
        {**DERIVED, "description": "More"},
        {**DERIVED, "validUntil": "2040-01-01T00:00:00Z"},
        {name: value for name, value in DERIVED.items() if name != "name"},
    ):
        assert outcome(document)[1] <= {"PROOF_SIGNATURE_INVALID", "PROOF_MALFORMED"}
        assert not verifies(document)


@pytest.mark.parametrize(
    "changed",
    [
        [],
        PARTS[:4],
        [b"", *PARTS[1:]],
        [PARTS[0][:-32], *PARTS[1:]],
        [bytes(len(PARTS[0])), *PARTS[1:]],
        [PARTS[0], {}, *PARTS[2:]],
        [PARTS[0], dict.fromkeys(PARTS[1], 0), *PARTS[2:]],
        [PARTS[0], {"c14n0": 1}, *PARTS[2:]],
        [*PARTS[:2], [], *PARTS[3:]],
        [*PARTS[:2], [10_000], *PARTS[3:]],
        [*PARTS[:3], [], PARTS[4]],
        [*PARTS[:3], PARTS[3][::-1], PARTS[4]],
        [*PARTS[:3], [PARTS[3][0]] * len(PARTS[3]), PARTS[4]],
        [*PARTS[:3], [n + 10_000 for n in PARTS[3]], PARTS[4]],
        [*PARTS[:4], b"another occasion"],
        [*PARTS[:4], "text"],
    ],
    ids=range(16),
)
def test_a_changed_proof_is_refused_and_says_so(changed: list[Any]) -> None:
    found, codes = outcome(with_parts(DERIVED, changed))
    assert found == "failed"
    assert codes <= {"PROOF_MALFORMED", "PROOF_SIGNATURE_INVALID"}


def test_a_base_proof_is_for_its_holder_only() -> None:
    assert outcome(json.loads(BASE)) == ("failed", {"PROOF_MALFORMED"})


@given(st.binary(max_size=60))
def test_any_value_is_a_typed_error(data: bytes) -> None:
    for header in (bbs_2023.BASE, bbs_2023.DERIVED):
        proof = {**DERIVED["proof"], "proofValue": multibase.encode(header + data, "u")}
        with pytest.raises(ElmMicrocredError):
            bbs_2023.verify(
                CREDENTIAL, proof, ISSUER.public_key, transform=rdfc.transform, limits=DEFAULT
            )


def test_the_number_of_statements_is_limited_also_of_those_that_are_hidden() -> None:
    with pytest.raises(LimitError) as caught:
        sign(CREDENTIAL, ISSUER, securing="bbs-2023", now=NOW, limits=Limits(statements=5))
    assert caught.value.code == "LIMIT_STATEMENTS"
    longer = [PARTS[0] + bytes(32) * 100_000, *PARTS[1:]]
    started = time.process_time()
    assert outcome(with_parts(DERIVED, longer)) == ("failed", {"LIMIT_SIZE"})
    longer = [PARTS[0] + bytes(32) * 20_000, *PARTS[1:]]
    assert outcome(with_parts(DERIVED, longer)) == ("failed", {"LIMIT_STATEMENTS"})
    assert time.process_time() - started < 1


def test_only_bbs_keys_sign() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        sign(BADGE, SIGNER, securing="bbs-2023", now=NOW)
    assert caught.value.code == "KEY_TYPE_MISMATCH"

    class Device:
        """A signer that knows of no messages."""

        verification_method = ISSUER.verification_method
        controller = ISSUER.controller
        algorithm = "BBS"
        certificates = ()

        def sign(self, data: bytes, /) -> bytes:
            return ISSUER.sign(data)

    with pytest.raises(ProofGenerationError) as caught:
        add_proof(
            CREDENTIAL,
            Device(),
            suite="bbs-2023",
            created=NOW,
            disclosure=Disclosure(random.Random(1).randbytes, MANDATORY),
        )
    assert caught.value.code == "KEY_TYPE_MISMATCH"


def test_without_the_extra_nobody_can_tell_and_the_report_says_why() -> None:
    program = (
        "import json, sys; sys.modules['py_arkworks_bls12381'] = None\n"
        "from elm_microcred import verify\n"
        "report = verify(sys.stdin.buffer.read())\n"
        "print(report.outcome, report.problems[0].code, report.problems[0].remedy)\n"
    )
    text = json.dumps(DERIVED).encode()
    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True)
    assert done.stdout.decode().split(maxsplit=2)[:2] == ["indeterminate", "EXTRA_MISSING"]
    assert b"pip install 'elm-microcred[bbs]'" in done.stdout
