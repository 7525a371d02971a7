"""Proofs of kinds that others have replaced: read, and told."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from documents import NOW, SIGNER, badge, elm
from elm_microcred import contexts
from elm_microcred.errors import UnsupportedCryptosuiteError
from elm_microcred.issuing import sign
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import multibase
from elm_microcred.proofs.cryptosuites import SIGNING, SUITES
from elm_microcred.proofs.cryptosuites.suite import hash_data
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.verification import Verification, verify

SUITE = SUITES["Ed25519Signature2020"]
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
EXTRA = {EXAMPLES: contexts.document(EXAMPLES, unapproved=True)}


def checked(document: Any, **arguments: Any) -> Verification:
    arguments = {"now": NOW, **arguments}
    return verify(json.dumps(document), **arguments)


def codes(report: Verification) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.mark.reference
def test_the_published_vector_byte_for_byte(reference: Path) -> None:
    folder = reference / "w3c/vectors/vc-di-eddsa"
    published = folder / "Ed25519Signature2020"

    def text(stem: str, ending: str = "txt") -> str:
        return (published / f"{stem}EdSig.{ending}").read_text("utf-8")

    def transformed(document: dict[str, Any]) -> str:
        return SUITE.transform(document, digest="sha256", limits=DEFAULT, extra_contexts=EXTRA)

    secured = json.loads(text("signed", "json"))
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    canonical = transformed(unsecured)
    config = transformed(json.loads(text("proofConfig", "json")))
    assert (canonical, config) == (text("canonDoc"), text("proofCanon"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == text("docHash")
    hashed = hash_data(canonical, config, "sha256")
    assert hashed.hex() == text("combinedHash")
    keys = json.loads((folder / "keyPair.json").read_bytes())
    signer = LocalSigner.from_multikey(
        keys.get("secretKeyMultibase") or keys["privateKeyMultibase"]
    )
    assert multibase.encode(signer.sign(hashed)) == secured["proof"]["proofValue"]

    unsigned = json.loads((folder / "unsigned.json").read_bytes())
    made = add_proof(unsigned, signer, suite=SUITE.name, created=CREATED, extra_contexts=EXTRA)
    assert made == secured
    policy = Policy(issuer_binding=False)
    report = checked(secured, policy=policy, extra_contexts=EXTRA)
    assert (report.outcome, codes(report)) == (Outcome.PASSED, ["PROOF_LEGACY"])
    changed = checked({**secured, "name": "Other"}, policy=policy, extra_contexts=EXTRA)
    assert "PROOF_SIGNATURE_INVALID" in codes(changed)


@pytest.mark.parametrize("document", [badge(), elm()], ids=["VCDM 2.0", "VCDM 1.1"])
def test_a_type_of_its_own_with_a_context_of_its_own(document: Any) -> None:
    secured = json.loads(sign(document, SIGNER, securing=SUITE.name, now=NOW).content)
    assert secured["@context"][-1] == contexts.ED25519_2020_V1
    assert secured["proof"]["type"] == SUITE.name
    assert "cryptosuite" not in secured["proof"]
    report = checked(secured)
    assert (report.outcome, codes(report)) == (Outcome.PASSED, ["PROOF_LEGACY"])


def draft() -> dict[str, Any]:
    """A credential of the time when eddsa-rdfc-2022 was called eddsa-2022."""
    suite = SUITES["eddsa-2022"]
    unsecured = badge()
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "verificationMethod": SIGNER.verification_method,
        "proofPurpose": "assertionMethod",
        "created": "2025-02-01T00:00:00Z",
    }
    return {**unsecured, "proof": suite.create(unsecured, options, SIGNER, limits=DEFAULT)}


def test_the_name_of_the_drafts_is_read_and_never_written() -> None:
    report = checked(draft())
    assert (report.outcome, codes(report)) == (Outcome.PASSED, ["PROOF_LEGACY"])
    assert "PROOF_SIGNATURE_INVALID" in codes(checked({**draft(), "name": "Other"}))
    assert "eddsa-2022" not in SIGNING
    for make in (
        lambda: sign(badge(), SIGNER, securing="eddsa-2022"),
        lambda: add_proof(badge(), SIGNER, suite="eddsa-2022", created=NOW),
    ):
        with pytest.raises(UnsupportedCryptosuiteError) as caught:
            make()
        assert caught.value.code == "SECURING_UNSUPPORTED"


@pytest.mark.parametrize(
    ("type_", "cryptosuite"),
    [("DataIntegrityProof", "Ed25519Signature2020"), ("eddsa-rdfc-2022", "eddsa-rdfc-2022")],
)
def test_a_suite_is_read_in_a_proof_of_its_own_type_only(type_: str, cryptosuite: str) -> None:
    secured = json.loads(sign(badge(), SIGNER, now=NOW).content)
    secured["proof"] |= {"type": type_, "cryptosuite": cryptosuite}
    report = checked(secured)
    assert not report
    assert "PROOF_SUITE_UNSUPPORTED" in codes(report)
    assert report.check("securing").outcome is Outcome.FAILED


@pytest.mark.parametrize("name", ["verificationMethod", "proofPurpose", "proofValue"])
def test_its_members_are_demanded_as_in_any_proof(name: str) -> None:
    secured = json.loads(sign(badge(), SIGNER, securing=SUITE.name, now=NOW).content)
    del secured["proof"][name]
    assert "PROOF_MALFORMED" in codes(checked(secured))


def test_a_policy_may_leave_them_out() -> None:
    policy = Policy(cryptosuites=frozenset({"eddsa-rdfc-2022"}))
    for document in (
        draft(),
        json.loads(sign(badge(), SIGNER, securing=SUITE.name, now=NOW).content),
    ):
        assert "PROOF_SUITE_UNSUPPORTED" in codes(checked(document, policy=policy))
