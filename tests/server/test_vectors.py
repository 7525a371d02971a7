"""Published vectors through the conformance server: good ones verify, changed ones do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from elm_microcred.proofs import multibase
from elm_microcred.server.example_contexts import EXAMPLE_CONTEXTS
from published import CITIZENSHIP, bbs_vectors, ecdsa_sd_vectors

pytestmark = pytest.mark.reference


def secured(reference: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every published document that a verifier must accept: whoever its issuer is."""
    for folder in ("vc-di-eddsa", "vc-di-ecdsa"):
        for path in sorted((reference / "w3c/vectors" / folder).rglob("signed*.json")):
            document = json.loads(path.read_bytes())
            yield path.name, document
    yield "ecdsa-sd-2023", ecdsa_sd_vectors(reference)["derivedRevealDocument.json"]
    yield "bbs-2023", bbs_vectors(reference)["derivedRevealDocument.json"]


def status(client: httpx.Client, document: Any, **options: Any) -> int:
    body = {"verifiableCredential": document, "options": {"checks": ["proof"], **options}}
    answer = client.post("/credentials/verify", json=body)
    assert answer.status_code == 200 or answer.json()["type"].startswith("https://")
    return answer.status_code


def test_published_documents_verify_and_changed_ones_do_not(
    client: httpx.Client, reference: Path
) -> None:
    found = dict(secured(reference))
    assert len(found) == 9
    for name, document in found.items():
        assert status(client, document) == 200, name
        changed = {**document, "issuer": "https://other.example/"}
        assert status(client, changed) == 400, name
        proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
        chained = {**proofs[-1], "previousProof": "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"}
        assert status(client, {**document, "proof": [*proofs[:-1], chained]}) == 400, name


def test_values_of_derived_proofs_without_prefix_or_header(
    client: httpx.Client, reference: Path
) -> None:
    for name, document in secured(reference):
        if name not in ("ecdsa-sd-2023", "bbs-2023"):
            continue
        value = document["proof"]["proofValue"]
        content = multibase.decode(value, "u")
        for wrong in (
            value[1:],
            value[:1] + value[4:],
            multibase.encode(content, "z"),
            multibase.encode(bytes([0xD9, 0x5D, 0x00]) + content[3:], "u"),
            multibase.encode(content + b"\0", "u"),
        ):
            changed = {**document, "proof": {**document["proof"], "proofValue": wrong}}
            assert status(client, changed) == 400


def test_base_proofs_are_not_for_verifiers(client: httpx.Client, reference: Path) -> None:
    for files in (ecdsa_sd_vectors(reference), bbs_vectors(reference)):
        assert status(client, files["addSignedSDBase.json"]) == 400


def test_the_terms_of_the_suites_are_those_of_the_vectors() -> None:
    assert {url: EXAMPLE_CONTEXTS[url] for url in CITIZENSHIP} == CITIZENSHIP
