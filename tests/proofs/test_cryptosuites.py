"""The published vectors of the cryptosuites, byte for byte, intermediate values included."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import contexts
from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld import canonicalize
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import multibase
from elm_microcred.proofs.cryptosuites import SUITES, rdfc
from elm_microcred.proofs.cryptosuites.suite import digest_of, hash_data
from elm_microcred.proofs.data_integrity import add_proof, verify_proofs
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Report
from elm_microcred.retrieval import offline

VECTORS = Path(__file__).parent.parent / "vectors"
MANIFESTS = {
    name: json.loads((VECTORS / name / "manifest.json").read_text("utf-8"))
    for name in ("vc-di-eddsa", "vc-di-ecdsa")
}
CASES = [(name, case) for name, manifest in MANIFESTS.items() for case in manifest["cases"]]
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
UNBOUND = Policy(issuer_binding=False)
"""The issuer of the vectors is not the controller of their keys."""

pytestmark = pytest.mark.reference


def extra(name: str) -> dict[str, Any]:
    urls = MANIFESTS[name]["contexts"]
    return {url: contexts.document(url, unapproved=True) for url in urls}


def of_kind(kind: str) -> Any:
    cases = [(name, case) for name, case in CASES if case["kind"] == kind]
    return pytest.mark.parametrize(("name", "case"), cases, ids=[case["id"] for _, case in cases])


class Files:
    """The files of a case: `files("canonDoc")` is the text of `canonDoc<suffix>.txt`."""

    def __init__(self, reference: Path, name: str, case: dict[str, str]) -> None:
        self.top = reference / MANIFESTS[name]["folder"]
        self.case = case

    def __call__(self, stem: str, ending: str = "txt") -> str:
        name = f"{stem}{self.case['suffix']}.{ending}"
        return (self.top / self.case["folder"] / name).read_text("utf-8")

    def json(self, path: str) -> Any:
        return json.loads((self.top / path).read_text("utf-8"))

    def signer(self) -> LocalSigner:
        keys = self.json(self.case["keys"])
        secret = keys.get("secretKeyMultibase") or keys["privateKeyMultibase"]
        signer = LocalSigner.from_multikey(secret)
        assert signer.public_key.multikey == keys["publicKeyMultibase"]
        return signer


@of_kind("proof")
def test_every_intermediate_value(name: str, case: dict[str, str], reference: Path) -> None:
    files = Files(reference, name, case)
    secured = json.loads(files("signed", "json"))
    proof = secured.pop("proof")
    assert secured == files.json("unsigned.json")
    suite = SUITES[proof["cryptosuite"]]
    signer = files.signer()
    digest = digest_of(signer.algorithm)

    def transformed(document: dict[str, Any]) -> str:
        return suite.transform(document, digest=digest, limits=DEFAULT, extra_contexts=extra(name))

    canonical = transformed(secured)
    config = transformed(json.loads(files("proofConfig", "json")))
    assert canonical == files("canonDoc")
    assert config == files("proofCanon")
    assert hashlib.new(digest, canonical.encode()).hexdigest() == files("docHash")
    assert hashlib.new(digest, config.encode()).hexdigest() == files("proofHash")
    hashed = hash_data(canonical, config, digest)
    assert hashed.hex() == files("combinedHash")
    assert suite.hash(canonical, config, digest) == hashed
    signature = bytes.fromhex(files("sigHex"))
    assert multibase.encode(signature) == files("sigBTC58") == proof["proofValue"]
    assert signer.public_key.verify(signature, hashed)
    assert signer.sign(hashed) == signature


@of_kind("proof")
def test_the_secured_document(name: str, case: dict[str, str], reference: Path) -> None:
    files = Files(reference, name, case)
    published = json.loads(files("signed", "json"))
    made = add_proof(
        files.json("unsigned.json"),
        files.signer(),
        suite=published["proof"]["cryptosuite"],
        created=CREATED,
        extra_contexts=extra(name),
    )
    assert made == published
    assert passes(published, name)
    for changed in (
        {**published, "name": "Other"},
        {**published, "proof": {**published["proof"], "created": "2023-02-24T23:36:39Z"}},
    ):
        assert not passes(changed, name)


@of_kind("proof-set")
def test_proof_sets(name: str, case: dict[str, str], reference: Path) -> None:
    files = Files(reference, name, case)
    published = files.json(case["secured"])
    assert passes(published, name)
    proof = published["proof"][-1] if isinstance(published["proof"], list) else published["proof"]
    [signer] = [
        signer
        for pair in files.json(case["keys"]).values()
        for signer in [LocalSigner.from_multikey(pair["privateKeyMultibase"])]
        if signer.verification_method == proof["verificationMethod"]
    ]
    made = add_proof(
        files.json(case["unsecured"]),
        signer,
        created=CREATED,
        id=proof["id"],
        extra_contexts=extra(name),
    )
    assert made == published


def passes(document: dict[str, Any], name: str) -> bool:
    checks = verify_proofs(
        document, resolve=offline, now=CREATED, policy=UNBOUND, extra_contexts=extra(name)
    )
    return bool(Report(tuple(checks)))


def test_recent_configurations_are_told_apart_by_all_that_they_hold() -> None:
    config = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
    }
    others: list[dict[str, Any]] = [
        {**config, "created": "2026-01-01T00:00:01Z"},
        {**config, "domain": "a.example"},
        {**config, "domain": ["a.example", "b.example"]},
        {**config, "@context": [*config["@context"], "https://w3id.org/security/multikey/v1"]},
        {**config, "challenge": "a" * 1_000},
    ]
    for document in (config, *others, config, *others):
        for digest in ("sha256", "sha384"):
            found = rdfc.transform(document, digest=digest, limits=DEFAULT)
            assert found == canonicalize(document, algorithm=digest)
    with pytest.raises(JsonLdError):
        rdfc.transform({**config, "unknown": "x"}, digest="sha256", limits=DEFAULT)
    for number in range(200):
        rdfc.transform({**config, "nonce": str(number)}, digest="sha256", limits=DEFAULT)
    assert len(rdfc._recent) <= 64
