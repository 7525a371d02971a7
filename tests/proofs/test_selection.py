"""Selection by JSON Pointer: the published cases, what is kept around, what leads nowhere."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.selection import parse_pointer, select_json_ld
from published import bbs_vectors

DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:x:1",
    "type": ["VerifiableCredential"],
    "issuer": {"id": "did:key:z", "name": "A"},
    "credentialSubject": {
        "id": "_:b0",
        "type": "Person",
        "a/b": {"~": 1},
        "list": [{"x": 1}, {"x": 2, "y": [1, 2, 3]}, "three"],
    },
}


@pytest.mark.reference
def test_the_published_selection_of_ecdsa_sd(reference: Path) -> None:
    folder = reference / "w3c/vectors/vc-di-ecdsa"

    def read(name: str) -> Any:
        return json.loads((folder / name).read_bytes())

    signed = read("ecdsa-sd-2023/employ/addSignedSDBase.json")
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    pointers = read("employMandatory.json") + read("employSelective.json")
    expected = read("ecdsa-sd-2023/employ/derivedUnsignedReveal.json")
    assert select_json_ld(pointers, unsigned) == expected


@pytest.mark.reference
def test_the_published_selection_of_bbs(reference: Path) -> None:
    files = bbs_vectors(reference)
    for document, pointers, expected in (
        ("windDoc", ("windMandatory", "windSelective"), "derivedUnsignedReveal"),
        (
            "FeatureInputs/license",
            ("FeatureInputs/licenseMandatory", "FeatureInputs/licenseSelective"),
            "Pseudonym/derivedUnsignedReveal",
        ),
    ):
        picked = [pointer for name in pointers for pointer in files[f"{name}.json"]]
        assert select_json_ld(picked, files[f"{document}.json"]) == files[f"{expected}.json"]


def test_what_is_around_a_part_keeps_its_id_and_its_types() -> None:
    around = {name: DOCUMENT[name] for name in ("@context", "id", "type")}
    assert select_json_ld([], DOCUMENT) is None
    assert select_json_ld([""], DOCUMENT) == DOCUMENT
    assert select_json_ld(["/issuer/name"], DOCUMENT) == {**around, "issuer": DOCUMENT["issuer"]}
    assert select_json_ld(["/credentialSubject/a~1b/~0"], DOCUMENT) == {
        **around,
        "credentialSubject": {"type": "Person", "a/b": {"~": 1}},
    }
    assert select_json_ld(["/type/0"], DOCUMENT) == around


def test_arrays_close_their_gaps_and_keep_their_order() -> None:
    pointers = ["/credentialSubject/list/2", "/credentialSubject/list/1/y/2"]
    picked = select_json_ld([*pointers, "/credentialSubject/list/1/y/0"], DOCUMENT)
    assert picked is not None
    assert picked["credentialSubject"]["list"] == [{"y": [1, 3]}, "three"]


def test_a_part_of_a_whole_adds_nothing() -> None:
    whole = select_json_ld(["/credentialSubject"], DOCUMENT)
    for pointers in (
        ["/credentialSubject", "/credentialSubject/list/0"],
        ["/credentialSubject/list/0", "/credentialSubject"],
    ):
        assert select_json_ld(pointers, DOCUMENT) == whole


def test_a_selection_shares_nothing_with_the_document() -> None:
    document = copy.deepcopy(DOCUMENT)
    picked = select_json_ld(["/credentialSubject/list/1"], document)
    assert picked is not None
    picked["credentialSubject"]["list"][0]["y"].clear()
    picked["type"].clear()
    assert document == DOCUMENT


@pytest.mark.parametrize(
    "pointer",
    [
        "credentialSubject",
        "/credentialSubject/",
        "/nothing",
        "/credentialSubject/list/3",
        "/credentialSubject/list/-1",
        "/credentialSubject/list/-",
        "/credentialSubject/list/01",
        "/credentialSubject/list/x",
        "/credentialSubject/list/99999999999999999999",
        "/credentialSubject/list/0/x/0",
        "/id/0",
        "/credentialSubject/a~b",
        "/~2",
        "/credentialSubject/a/b",
        None,
        7,
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: Any) -> None:
    with pytest.raises(ProofGenerationError) as caught:
        select_json_ld([pointer], DOCUMENT)
    assert caught.value.code == "PROOF_GENERATION"
    assert caught.value.problem.entry.type == "https://w3id.org/security#PROOF_GENERATION_ERROR"


@given(st.lists(st.text(st.sampled_from("~/a01"), max_size=4), max_size=4))
def test_a_pointer_reads_back_as_its_steps(steps: list[str]) -> None:
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    assert parse_pointer(pointer) == tuple(steps)
