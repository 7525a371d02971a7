"""Vectors of selective disclosure: the base proof and the derived proof, byte for byte.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023 and https://www.w3.org/TR/vc-di-bbs/
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.case import Result, said
from elm_microcred import LocalSigner, Policy, Report, derive, offline
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import bbs, bbs_pseudonyms, bls12_381, keys
from elm_microcred.proofs.cryptosuites import SUITES, Disclosure, rdfc
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.data_integrity import verify_proofs

Document = dict[str, Any]

_EXPECTED = "the published proofs, which verify"


def judge(case: Mapping[str, Any], folder: Path) -> Result:
    """One pair of proofs: made with the published keys and randomness, then verified."""
    text, answer = said(lambda: _compared(case, folder))
    if answer is not None:
        return Result(case["id"], _EXPECTED, answer.outcome, answer.code, right=False)
    return Result(case["id"], _EXPECTED, str(text), None, text == _EXPECTED)


def _compared(case: Mapping[str, Any], folder: Path) -> str:
    extra = case["extra_contexts"]

    def read(path: str) -> Any:
        return json.loads((folder / path).read_text("utf-8"))

    def document(name: str) -> Document:
        return by_url(read(f"{case['folder']}/{name}.json"), extra)

    material = read(case["keys"])
    secured, revealed = document("addSignedSDBase"), document("derivedRevealDocument")
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    options = {name: value for name, value in secured["proof"].items() if name != "proofValue"}
    suite = SUITES[options["cryptosuite"]]
    signer = _signer(material)
    base = suite.create(
        unsecured,
        options,
        signer,
        limits=DEFAULT,
        extra_contexts=extra,
        disclosure=Disclosure(_drawn(_secrets(material)), read(case["mandatory"])),
    )
    if base != secured["proof"]:
        return "another base proof"
    presentation = read(case["presentation"]) if "presentation" in case else {}
    shown = derive(
        json.dumps({**unsecured, "proof": base}),
        read(case["selective"]),
        presentation_header=bytes.fromhex(presentation.get("presentationHeaderHex", "")),
        random_bytes=_seeded(presentation, case.get("random_bytes", 1)),
        extra_contexts=extra,
    )
    derived = json.loads(shown.content)
    if derived != revealed:
        return "another derived proof"
    proof = derived.pop("proof")
    fits = suite.verify(
        derived,
        proof,
        signer.public_key,
        transform=rdfc.transform,
        limits=DEFAULT,
        extra_contexts=extra,
    )
    return _EXPECTED if fits else "a derived proof that does not verify"


def judge_pseudonym(case: Mapping[str, Any], folder: Path) -> Result:
    """The same for a credential that is shown under a pseudonym."""
    text, answer = said(lambda: _compared_under_pseudonym(case, folder))
    if answer is not None:
        return Result(case["id"], _EXPECTED, answer.outcome, answer.code, right=False)
    return Result(case["id"], _EXPECTED, str(text), None, text == _EXPECTED)


def _compared_under_pseudonym(case: Mapping[str, Any], folder: Path) -> str:
    extra = case["extra_contexts"]

    def read(path: str) -> Any:
        return json.loads((folder / path).read_text("utf-8"))

    own, features = case["folder"], case["features"]
    material, commitment = read(case["keys"]), read(f"{own}/commitmentInfo.json")
    secured = read(f"{own}/addSignedSDBase.json")
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    options = {name: value for name, value in secured["proof"].items() if name != "proofValue"}
    entropy = bytes.fromhex(read(f"{features}/signerNymEntropy.json")["signerNymEntropyHex"])
    drawn = _secrets(material) + entropy.rjust(bls12_381.EXPAND_BYTES, b"\0")
    signer = _signer(material)
    suite = SUITES[options["cryptosuite"]]
    base = suite.create(
        unsecured,
        options,
        signer,
        limits=DEFAULT,
        extra_contexts=extra,
        disclosure=Disclosure(
            _drawn(drawn),
            read(case["mandatory"]),
            commitment=bytes.fromhex(commitment["commitmentWithProof"]),
        ),
    )
    if base != secured["proof"]:
        return "another base proof"
    presentation = read(case["presentation"])
    verifier = read(f"{features}/verifierInfo.json")["verifierId"]
    prover = int(read(f"{features}/proverNym.json")["proverNymHex"], 16)
    seed = bytes.fromhex(presentation["pseudoRandSeedHex"])
    length = (len(bytes.fromhex(read(f"{own}/derivedDisclosureData.json")["bbsProof"])) - 144) // 32
    assert suite.derive is not None
    shown, proof = suite.derive(
        unsecured,
        base,
        read(case["selective"]),
        limits=DEFAULT,
        extra_contexts=extra,
        disclosure=Disclosure(
            _drawn(
                bls12_381.expand_message(
                    seed, bbs_pseudonyms.API_ID, (length + 1) * bls12_381.EXPAND_BYTES
                )
            ),
            presentation_header=bytes.fromhex(presentation["presentationHeaderHex"]),
            nym=bbs_pseudonyms.Nym(prover, int(commitment["secretProverBlind"], 16), verifier),
        ),
    )
    if {**shown, "proof": proof} != read(f"{own}/derivedRevealDocument.json"):
        return "another derived proof"
    checks = verify_proofs(
        {**shown, "proof": proof},
        resolve=offline,
        now=datetime(2024, 1, 1, tzinfo=UTC),
        policy=Policy(issuer_binding=False, verifier_id=verifier),
        extra_contexts=extra,
    )
    return _EXPECTED if Report(tuple(checks)) else "a derived proof that does not verify"


def by_url(document: Document, extra: Mapping[str, Any]) -> Document:
    """The document with the URL of an extra context where the context itself is written."""
    urls = {json.dumps(context["@context"]): url for url, context in extra.items()}
    found = [urls.get(json.dumps(entry), entry) for entry in document["@context"]]
    return {**document, "@context": found}


def _signer(material: Mapping[str, Any]) -> LocalSigner:
    if "baseKeyPair" in material:
        return LocalSigner.from_multikey(material["baseKeyPair"]["secretKeyMultibase"])
    secret = bytes.fromhex(material["privateKeyHex"])
    return LocalSigner(keys.secret_key(KEY_TYPES["BLS12-381"], secret))


def _secrets(material: Mapping[str, Any]) -> bytes:
    """The key of the labels, then that of the proof, where there is one."""
    secrets = bytes.fromhex(material["hmacKeyString"])
    if "proofKeyPair" in material:
        own = keys.from_secret_multikey(material["proofKeyPair"]["secretKeyMultibase"])
        secrets += own.encoded
    return secrets


def _seeded(presentation: Mapping[str, Any], length: int) -> Callable[[int], bytes]:
    """The randomness of a derived proof: all that will be drawn, expanded from a seed."""
    seed = bytes.fromhex(presentation.get("pseudoRandSeedHex", ""))
    return _drawn(bls12_381.expand_message(seed, bbs.API_ID, length))


def _drawn(source: bytes) -> Callable[[int], bytes]:
    left = [source]

    def draw(length: int) -> bytes:
        drawn, left[0] = left[0][:length], left[0][length:]
        return drawn

    return draw
