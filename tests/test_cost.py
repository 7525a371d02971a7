"""What documents cost: in proportion to their size, and hostile ones no more than a second."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bench.workloads import issuable, scaled
from elm_microcred import LocalSigner, sign, verify
from elm_microcred.jsonld import approved, canonicalize
from elm_microcred.limits import BULK, MIB
from hostile_verification import documents

SCRIPT = Path(__file__).with_name("hostile_verification.py")


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    command = [sys.executable, str(SCRIPT)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return {row["name"]: row for row in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize("name", [name for name, _ in documents()])
def test_a_hostile_document_is_refused_within_a_second_and_100_mib(
    costs: dict[str, dict[str, Any]], name: str
) -> None:
    row = costs[name]
    assert row["outcome"] == "failed"
    assert row["code"]
    assert row["seconds"] < 1
    assert row["bytes"] < 100 * MIB


def seconds(work: Callable[[], object], turns: int = 5) -> float:
    """CPU time of the quickest of some turns."""
    spent = []
    for _ in range(turns):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def growth(small: int, large: int, turns: int) -> float:
    """How much more an achievement costs among many than among few."""
    few, many = scaled(small), scaled(large)
    canonicalize(few, limits=BULK)
    cost_of_few = seconds(lambda: canonicalize(few, limits=BULK), turns) / small
    return seconds(lambda: canonicalize(many, limits=BULK), turns) / large / cost_of_few


def test_the_cost_of_a_canonical_form_grows_with_the_document() -> None:
    """Grades in lists are alike in each achievement, so that N-degree hashes are needed."""
    assert growth(10, 100, turns=5) < 2


@pytest.mark.full
def test_a_thousand_achievements_cost_a_thousand_times_one() -> None:
    assert growth(10, 1_000, turns=3) < 2.5
    assert growth(1, 1_000, turns=3) < 4


# Threads


def badges() -> list[bytes]:
    """Credentials in different contexts and suites, one of them changed after it was signed."""
    signer, other = LocalSigner.generate(), LocalSigner.generate("P-256")
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": signer.controller,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:learner"},
    }
    older = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "http://data.europa.eu/snb/model/context/edc-ap",
        ],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
        "type": ["VerifiableCredential"],
        "issuer": {"id": signer.controller, "type": "Organisation"},
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:learner", "type": "Person", "fullName": {"en": "A"}},
    }
    badge = issuable(scaled(1), signer.controller)
    many = issuable(scaled(3), other.controller)
    made = [
        sign(plain, signer).content,
        sign(older, signer).content,
        sign(badge, signer).content,
        sign(badge, signer, securing="eddsa-jcs-2022").content,
        sign(many, other, securing="ecdsa-rdfc-2019").content,
    ]
    return [*made, made[2].replace(b"Kosher", b"Kosher ")]


def test_eight_threads_verify_as_one_does() -> None:
    contents = badges() * 16

    def found(content: bytes) -> dict[str, Any]:
        return verify(content).to_dict()

    approved._roots.clear()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(found, contents))
    approved._roots.clear()
    alone = [found(content) for content in contents[:6]]
    assert together == alone * 16
    secured = [check for report in alone for check in report["checks"] if check["id"] == "securing"]
    assert [check["outcome"] for check in secured] == ["passed"] * 5 + ["failed"]
