"""RDF of every published sample of the European Learning Model, beside the reference processor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import contexts
from elm_microcred.errors import JsonLdError
from elm_microcred.exchange import to_rdf
from elm_microcred.exchange.fixes import with_correct_iris
from elm_microcred.jsonld import canonicalize_quads, check_terms, parse_nquads
from elm_microcred.mapping import in_envelope
from shacl_referee import nquads_of

pytestmark = pytest.mark.reference

EDC = [contexts.CREDENTIALS_V1, contexts.EDC_AP]
EBSI = "ebsi-vcdm2/Microcredential-Data-and-software-business.json"
INVALID = "edc-2023/edci-credential-jws-invalid.jsonld"
JOINT_DEGREE = "edc-2024-2025/Sample-JointDegree-signed.jsonld"
LOSING = {
    JOINT_DEGREE: {("DATA_RELATIVE_IRI", "dateModified")},
    INVALID: {("DATA_UNDEFINED_TERM", "hasMember")},
    EBSI: {("DATA_UNDEFINED_TYPE", "type"), ("DATA_UNDEFINED_TYPE", "1")},
}
"""Samples of which JSON-LD loses something: what, and where. PyLD leaves it out, we refuse."""

ALL = (
    *("edc-2023/Sample-CertOfPart-signed.jsonld", "edc-2023/Sample-CertOfPart-unsigned.jsonld"),
    "edc-2023/Sample-CertOfPart-unsigned-uploadable.json",
    *("edc-2023/Sample-MC-Annex1-signed.jsonld", "edc-2023/Sample-MC-Annex1-unsigned.jsonld"),
    "edc-2023/Sample-MC-Annex1-unsigned-uploadable.json",
    INVALID,
    *("edc-2024-2025/AA-Annex1-MC-signed.jsonld", "edc-2024-2025/AA-Annex1-MC-unsigned.json"),
    "edc-2024-2025/Sample-CertOfPart-signed.jsonld",
    "edc-2024-2025/Sample-CertOfPart-unsigned.json",
    JOINT_DEGREE,
    EBSI,
    *("model/credential-sample-3.1.jsonld", "model/credential-sample-3.2.jsonld"),
)


def document(reference: Path, name: str) -> dict[str, Any]:
    """The credential of a sample; an upload has the contexts that sealing gives it."""
    content = json.loads((reference / "elm" / "samples" / name).read_bytes())
    if "payload" in content:
        content = json.loads(content["payload"])
    content = content.get("credential", content) if "type" not in content else content
    return {**content, "@context": EDC}


def canonical(text: str) -> str:
    return canonicalize_quads(parse_nquads(text))


def test_every_sample_is_named(reference: Path) -> None:
    folder = reference / "elm" / "samples"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.json*")} == set(ALL)


@pytest.mark.parametrize("name", sorted({*ALL} - {*LOSING}))
def test_a_sample_says_what_the_reference_processor_says(name: str, reference: Path) -> None:
    edc = document(reference, name)
    wanted = canonical(nquads_of(edc))
    assert canonical(to_rdf(edc, format="nquads")) == wanted
    vcdm2 = in_envelope(edc, "vcdm2")
    assert canonical(nquads_of(vcdm2)) == canonical(to_rdf(vcdm2, format="nquads"))
    if not vcdm2.losses:
        assert canonical(nquads_of(vcdm2)) == wanted
    # Where nothing is wrong the fixes change nothing.
    assert canonical(to_rdf(edc, format="nquads", fixes=True)) == wanted


@pytest.mark.parametrize("name", LOSING)
def test_what_json_ld_loses_of_a_sample_is_refused_by_name(name: str, reference: Path) -> None:
    edc = document(reference, name)
    with pytest.raises(JsonLdError):
        to_rdf(edc, format="nquads")
    found = {(p.code, p.pointer.rpartition("/")[2]) for p in check_terms(edc)}
    assert found == LOSING[name]


@pytest.mark.parametrize("name", [JOINT_DEGREE, INVALID])
def test_the_fixes_add_what_the_reference_processor_loses(name: str, reference: Path) -> None:
    """Nothing else differs: the dates of change, the members of a group."""
    edc = document(reference, name)
    mended = set(parse_nquads(to_rdf(edc, format="nquads", fixes=True)))
    theirs = parse_nquads(nquads_of(edc))
    added = {quad for quad in mended if quad.predicate == "<http://purl.org/dc/terms/modified>"}
    assert canonicalize_quads(mended - added) == canonicalize_quads(with_correct_iris(theirs))
    assert len(added) == (3 if name == JOINT_DEGREE else 0)


def test_the_sample_of_another_ledger_is_said_under_our_context(reference: Path) -> None:
    """Its own pair of contexts cannot be processed; nor has anybody its types."""
    raw = json.loads((reference / "elm" / "samples" / EBSI).read_bytes())
    with pytest.raises(JsonLdError) as caught:
        to_rdf(raw, format="nquads")
    assert caught.value.code == "CONTEXT_INVALID"
    vcdm2 = in_envelope(raw, "vcdm2")
    vcdm2["type"].remove("VerifiableAttestation")
    assert canonical(to_rdf(vcdm2, format="nquads")) == canonical(nquads_of(vcdm2))
    assert to_rdf(vcdm2, format="nquads").count("\n") > 200
