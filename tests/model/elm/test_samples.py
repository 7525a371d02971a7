"""Published credentials: into typed objects and back, without a member lost or changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.model import elm

pytestmark = pytest.mark.reference

EXACT = {
    "edc-2023/Sample-CertOfPart-signed.jsonld": "compact",
    "edc-2023/Sample-CertOfPart-unsigned-uploadable.json": "compact",
    "edc-2023/Sample-CertOfPart-unsigned.jsonld": "compact",
    "edc-2023/Sample-MC-Annex1-signed.jsonld": "compact",
    "edc-2023/Sample-MC-Annex1-unsigned-uploadable.json": "compact",
    "edc-2023/Sample-MC-Annex1-unsigned.jsonld": "compact",
    "edc-2023/edci-credential-jws-invalid.jsonld": "compact",
    "edc-2024-2025/AA-Annex1-MC-signed.jsonld": "compact",
    "edc-2024-2025/AA-Annex1-MC-unsigned.json": "upload",
    "edc-2024-2025/Sample-CertOfPart-signed.jsonld": "compact",
    "edc-2024-2025/Sample-CertOfPart-unsigned.json": "upload",
    "edc-2024-2025/Sample-JointDegree-signed.jsonld": "compact",
}
MIXED = (
    "ebsi-vcdm2/Microcredential-Data-and-software-business.json",
    "model/credential-sample-3.1.jsonld",
    "model/credential-sample-3.2.jsonld",
)
"""Written by hand, with arrays of one in some places and not in others."""


def read(reference: Path, name: str) -> dict[str, Any]:
    """The credential, or the upload, of a sample."""
    content: dict[str, Any] = json.loads((reference / "elm" / "samples" / name).read_bytes())
    if "payload" in content:
        content = json.loads(content["payload"])
    return content


def one_or_many(value: Any) -> Any:
    """The document with every array of one replaced by what is in it."""
    if isinstance(value, dict):
        return {name: one_or_many(member) for name, member in value.items()}
    if isinstance(value, list):
        items = [one_or_many(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value


def test_every_sample_is_named(reference: Path) -> None:
    folder = reference / "elm" / "samples"
    names = {str(path.relative_to(folder)) for path in folder.rglob("*.json*")}
    assert names == {*EXACT, *MIXED}


@pytest.mark.parametrize("name", EXACT)
def test_a_sample_comes_back_as_it_was(name: str, reference: Path) -> None:
    document = read(reference, name)
    before = json.dumps(document)
    node = elm.parse(document)
    assert node.to_dict(EXACT[name]) == document  # type: ignore[arg-type]  # one of the two forms
    assert json.dumps(document) == before


@pytest.mark.parametrize("name", [*EXACT, *MIXED])
def test_both_forms_say_the_same(name: str, reference: Path) -> None:
    document = read(reference, name)
    node = elm.parse(document)
    for form in ("compact", "upload"):
        written = node.to_dict(form)  # type: ignore[arg-type]  # one of the two forms
        assert one_or_many(written) == one_or_many(document)
        assert elm.parse(written) == node
        json.dumps(written)


def test_the_context_may_stand_anywhere(reference: Path) -> None:
    document = read(reference, "edc-2023/Sample-MC-Annex1-unsigned.jsonld")
    assert list(document)[-1] == "@context"
    first = {"@context": document["@context"], **document}
    assert elm.parse(first) == elm.parse(document)


def test_what_a_sample_says_can_be_had_by_attribute(reference: Path) -> None:
    document = read(reference, "edc-2024-2025/AA-Annex1-MC-signed.jsonld")
    credential = elm.parse(document)
    assert isinstance(credential, elm.EuropeanDigitalCredential)
    learner = credential.credential_subject
    assert isinstance(learner, elm.Person)
    (claim,) = learner.has_claim
    assert isinstance(claim, elm.LearningAchievement)
    assert claim.specified_by is not None and isinstance(claim.specified_by, elm.Qualification)
    assert claim.specified_by.volume_of_learning is not None
    assert claim.specified_by.volume_of_learning.hours == 60
    assert credential.valid_from is not None and credential.valid_from.moment is not None
    assert isinstance(credential.issuer, elm.Organisation)
    assert credential.issuer.eidas_identifier is not None
    assert credential.issuer.eidas_identifier.notation == "VATES-A00000000"
    assert elm.unknown_members(credential, document) == ()


def test_unknown_members_are_reported_where_they_stand(reference: Path) -> None:
    document = read(reference, "edc-2023/edci-credential-jws-invalid.jsonld")
    found = elm.unknown_members(elm.parse(document), document)
    assert [problem.pointer for problem in found] == [
        "/dcType",
        "/issuer/hasMember",
        "/issuer/location/dc:identifier",
    ]
    assert {problem.code for problem in found} == {"ELM_UNKNOWN_MEMBER"}
