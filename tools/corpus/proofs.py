"""Vectors of Data Integrity proofs: made byte for byte as published, and verified.

Spec: https://www.w3.org/TR/vc-data-integrity/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.case import Result, said
from elm_microcred import LocalSigner, Policy, Report, contexts, offline
from elm_microcred.proofs.data_integrity import add_proof, verify_proofs

_EXPECTED = "the published proof, which verifies"


def judge(case: Mapping[str, Any], folder: Path) -> Result:
    """One secured document: signed anew with the published key, and verified as published."""
    text, answer = said(lambda: _compared(case, folder))
    if answer is not None:
        return Result(case["id"], _EXPECTED, answer.outcome, answer.code, right=False)
    return Result(case["id"], _EXPECTED, str(text), None, text == _EXPECTED)


def _compared(case: Mapping[str, Any], folder: Path) -> str:
    def read(path: str) -> Any:
        return json.loads((folder / path).read_text("utf-8"))

    if case["kind"] == "proof-set":
        unsecured, published = read(case["unsecured"]), read(case["secured"])
    else:
        unsecured = read("unsigned.json")
        published = read(f"{case['folder']}/signed{case['suffix']}.json")
    extra = {url: contexts.document(url, unapproved=True) for url in case["contexts"]}
    proofs = published["proof"] if isinstance(published["proof"], list) else [published["proof"]]
    proof = proofs[-1]
    created = datetime.fromisoformat(proof["created"])
    made = add_proof(
        unsecured,
        _signer(read(case["keys"]), proof["verificationMethod"]),
        suite=proof["cryptosuite"],
        created=created,
        id=proof.get("id"),
        extra_contexts=extra,
    )
    if made != published:
        return "another proof"
    # The issuer of the vectors is not the controller of their keys.
    checks = verify_proofs(
        published,
        resolve=offline,
        now=created,
        policy=Policy(issuer_binding=False),
        extra_contexts=extra,
    )
    return _EXPECTED if Report(tuple(checks)) else "a proof that does not verify"


def _signer(material: Mapping[str, Any], method: str) -> LocalSigner:
    """The signer of that verification method, among one published key pair or several."""
    pairs = [material] if "publicKeyMultibase" in material else list(material.values())
    secrets = [pair.get("secretKeyMultibase") or pair["privateKeyMultibase"] for pair in pairs]
    signers = [LocalSigner.from_multikey(secret, method) for secret in secrets]
    return next(s for s in signers if s.public_key.multikey == method.partition("#")[2])
