"""Issue, verify, convert and export many: each as one by one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import LocalSigner, sign, to_rdf, verify
from elm_microcred.bulk import convert_many, issue_many, to_rdf_many, verify_many
from elm_microcred.proofs.curves import KEY_TYPES

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def workers() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module")
def signer() -> LocalSigner:
    return LocalSigner.generate()


@pytest.fixture(scope="module")
def documents(signer: LocalSigner) -> list[dict[str, Any]]:
    badge = typical_badge(issuer_id=signer.controller)
    return [{**badge, "id": f"urn:example:{number}"} for number in range(9)]


@pytest.mark.parametrize("processes", [False, True])
def test_many_are_what_one_is(
    processes: bool,
    workers: ProcessPoolExecutor,
    signer: LocalSigner,
    documents: list[dict[str, Any]],
) -> None:
    by = {"executor": workers if processes else None, "chunk": 2}
    broken = [*documents[:4], {"type": "VerifiableCredential"}, *documents[4:]]
    issued = list(issue_many(broken, signer, now=NOW, **by))
    assert [bool(done) for done in issued] == [True] * 4 + [False] + [True] * 5
    secured = [done.value for done in issued if done.value]
    assert secured == [sign(document, signer, now=NOW) for document in documents]
    contents = [one.content for one in secured] + [b"{"]
    reports = [done.value for done in verify_many(contents, now=NOW, **by)]
    assert [bool(report) for report in reports] == [True] * 9 + [False]
    assert reports[0] == verify(contents[0], now=NOW)
    rdf = [done.value for done in to_rdf_many(documents, **by)]
    assert rdf == [to_rdf(document, format="nquads") for document in documents]
    converted = [done.value for done in convert_many(documents, to="elm", **by)]
    assert all(one.document["type"] for one in converted)


@pytest.mark.parametrize("kind", [name for name, row in KEY_TYPES.items() if not row.is_read_only])
def test_a_signer_travels_to_a_worker(kind: str) -> None:
    if kind == "BLS12-381":
        pytest.importorskip("py_arkworks_bls12381", reason="needs the extra `bbs`")
    signer = LocalSigner.generate(kind)
    again = pickle.loads(pickle.dumps(signer))
    assert again == signer
    assert again.public_key == signer.public_key
