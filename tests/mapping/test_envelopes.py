"""The two envelopes of a European Digital Credential: one RDF, each signed and validated."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from badges import port_safety
from elm_exemplars import Exemplars
from elm_microcred import contexts, profiles
from elm_microcred.errors import LimitError, MappingError, UsageError
from elm_microcred.exchange.rdf import to_rdf
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize, check_terms
from elm_microcred.limits import BULK
from elm_microcred.mapping import convert, envelope_of, format_of, from_elm, in_envelope, to_elm
from elm_microcred.model import MicroCredential
from elm_microcred.presenting import derive
from elm_microcred.proofs.cryptosuites import SIGNING, SUITES
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.validation import validate
from elm_microcred.validation.elm import elm_checks
from elm_microcred.verification import verify
from european import EBSI, MICRO_SIGNED, MICRO_UPLOAD, READABLE, conforming, published
from oracles import canonical
from strategies import micro_credentials

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VCDM2 = [contexts.CREDENTIALS_V2, contexts.MICROCRED_ELM_V1]
EDC = [contexts.CREDENTIALS_V1, contexts.EDC_AP]
INVALID = "edc-2023/edci-credential-jws-invalid.jsonld"
OLD_MODEL = "model/credential-sample-3.1.jsonld"


def _codes(problems: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in problems]


# Writing and reading


def test_a_micro_credential_in_both_envelopes() -> None:
    micro = port_safety()
    edc, vcdm2 = to_elm(micro, id="urn:c:1"), to_elm(micro, envelope="vcdm2", id="urn:c:1")
    assert edc["@context"] == EDC and vcdm2["@context"] == VCDM2
    assert {**vcdm2, "@context": EDC} == edc
    assert envelope_of(vcdm2) == "vcdm2" and envelope_of(edc) == "edc"
    assert format_of({"@context": VCDM2, "type": "VerifiableCredential"}) == "elm"
    assert from_elm(vcdm2) == from_elm(edc)


@given(micro_credentials())
def test_both_envelopes_say_the_same(micro: MicroCredential) -> None:
    edc, vcdm2 = to_elm(micro), to_elm(micro, envelope="vcdm2")
    assert vcdm2.losses == edc.losses
    assert check_terms(vcdm2) == check_terms(edc) == ()
    assert canonicalize(vcdm2) == canonicalize(edc)
    assert from_elm(vcdm2) == from_elm(edc)


@given(conforming())
@settings(max_examples=15)
def test_validation_gives_the_same_report(micro: MicroCredential) -> None:
    edc, vcdm2 = to_elm(micro), to_elm(micro, envelope="vcdm2")
    assert elm_checks(vcdm2) == elm_checks(edc)
    assert validate(vcdm2).to_dict() == validate(edc).to_dict()


@pytest.mark.parametrize("envelope", ["edc-ap", "", None, "VCDM2"])
def test_another_envelope_is_refused_by_name(envelope: Any) -> None:
    for refused in (
        lambda: to_elm(port_safety(), envelope=envelope),
        lambda: in_envelope(to_elm(port_safety()), envelope),
    ):
        with pytest.raises(UsageError) as caught:
            refused()
        assert caught.value.problem.expected == "edc or vcdm2"


# Samples


@pytest.mark.reference
@pytest.mark.parametrize("name", [*READABLE, OLD_MODEL])
def test_samples_say_the_same_in_both(name: str, reference: Path) -> None:
    document = published(reference, name)
    document = document.get("credential", document)
    if name == EBSI:
        document["type"].remove("VerifiableAttestation")
        document["credentialSchema"][1]["type"] = "JsonSchema"
    before = copy.deepcopy(document)
    vcdm2 = in_envelope(document, "vcdm2")
    assert document == before
    assert vcdm2["@context"] == VCDM2
    fixed = {"format": "nquads", "fixes": True}
    edc = {**document, "@context": EDC}
    if name == EBSI:
        edc["credentialSchema"] = edc["credentialSchema"][0]
        vcdm2["credentialSchema"] = vcdm2["credentialSchema"][0]
    assert to_rdf(vcdm2, format="nquads") == to_rdf(edc, **fixed)  # type: ignore[arg-type]
    if name != EBSI and "dateModified" not in json.dumps(document):
        assert canonicalize(vcdm2) == canonicalize(edc) == canonical(vcdm2)
    back = in_envelope(vcdm2, "edc")
    back.pop("issuanceDate" if "issuanceDate" not in document else "@context")
    assert {**back, "@context": EDC} == edc


@pytest.mark.reference
def test_the_micro_credential_of_the_eu_has_its_353_triples(reference: Path) -> None:
    document = published(reference, MICRO_SIGNED)
    vcdm2 = in_envelope(document, "vcdm2")
    assert vcdm2.losses == ()
    assert len(canonicalize(vcdm2).splitlines()) == 353
    assert canonicalize(vcdm2) == canonicalize(document)
    outcomes = {check.outcome for check in elm_checks(vcdm2)}
    assert outcomes == {Outcome.PASSED}


@pytest.mark.reference
def test_contexts_that_contradict_each_other_are_read_with_a_warning(reference: Path) -> None:
    document = published(reference, EBSI)
    assert {problem.code for problem in check_terms(document)} == {"CONTEXT_INVALID"}
    vcdm2 = in_envelope(document, "vcdm2")
    assert ("MAPPING_NARROWED", "/@context") in _codes(vcdm2.losses)
    assert _codes(check_terms(vcdm2)) == [("DATA_UNDEFINED_TYPE", "/type/1")]
    edc = in_envelope(document, "edc")
    assert ("MAPPING_LOSS", "/credentialSchema/1/type") in _codes(edc.losses)
    assert "type" not in edc["credentialSchema"][1]


@pytest.mark.reference
def test_an_upload_is_taken_out(reference: Path) -> None:
    upload = published(reference, MICRO_UPLOAD)
    moved = in_envelope({**upload, "credential": {**upload["credential"], "colour": "x"}}, "vcdm2")
    assert moved["type"] == upload["credential"]["type"] and moved["@context"] == VCDM2
    assert moved["colour"] == "x"  # neither envelope has a term: `check_terms` says it
    assert moved.losses == ()


# The context


def _objects(path: str) -> set[str]:
    """The JSON names of the properties of a class that lead to nodes."""
    rows = profiles.table().classes[path].properties.values()
    return {row.term for row in rows if row.term and not row.range[0].startswith(("xsd:", "rdf:"))}


W3C = {
    *("credentialSchema", "credentialStatus", "credentialSubject", "evidence", "holder", "issuer"),
    *("proof", "termsOfUse", "verifiableCredential"),
}


def test_each_way_to_a_described_node_gives_the_description_its_meaning() -> None:
    terms = contexts.document(contexts.MICROCRED_ELM_V1)["@context"]
    near = ("EuropeanDigitalCredential", "EuropeanDigitalPresentation", "Person", "Organisation")
    ways = set().union(*(_objects(f"elm:{of}") for of in (*near, "Agent", "Group", "Evidence")))
    scoped = {term for term, row in terms.items() if isinstance(row, dict) and "@context" in row}
    # The published context has no term for `hasMember`, nor has the table a name for it.
    assert (ways | {"hasMember"}) - W3C == scoped
    # Nodes right below a member of the W3C have no description.
    for of in ("Person", "Organisation", "Agent", "Group", "Evidence", "CredentialStatus"):
        assert "description" not in {
            row.term for row in profiles.table().classes[f"elm:{of}"].properties.values()
        }


def test_the_context_has_every_term_of_the_published_one() -> None:
    ours = copy.deepcopy(contexts.document(contexts.MICROCRED_ELM_V1)["@context"])
    theirs = dict(contexts.document(contexts.EDC_AP)["@context"])
    for row in ours.values():
        if isinstance(row, dict):
            row.pop("@context", None)
    assert theirs.pop("description") == {"@id": "dc:description", "@container": "@language"}
    assert theirs.pop("clv") + "/" == ours["clv"]
    assert theirs.pop("dateModified") | {"@type": "xsd:dateTime"} == ours["dateModified"]
    assert theirs.items() <= ours.items()


@pytest.mark.parametrize("path", sorted(profiles.table().classes))
def test_a_node_of_each_class_says_the_same(path: str) -> None:
    """Below a claim, where nodes of all classes can stand."""
    node = Exemplars(profiles.table(), "edc-generic-full").node(path, whole=True)
    edc = {
        "@context": EDC,
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {"id": "urn:a", "type": "Person", "hasClaim": {"hasPart": node}},
    }
    vcdm2 = in_envelope(edc, "vcdm2")
    fixed = to_rdf(edc, format="nquads", fixes=True)
    assert to_rdf(vcdm2, format="nquads") == fixed
    assert canonical(vcdm2).splitlines() == canonicalize(vcdm2).splitlines()
    assert vcdm2.losses == ()


# Conversion


def _small(**members: Any) -> dict[str, Any]:
    return {
        "@context": EDC,
        "id": "urn:credential:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:a", "type": "Person"},
        **members,
    }


def test_a_description_where_elm_has_none_keeps_its_meaning() -> None:
    texts = {"en": "one", "lv": ["viens", "divi"]}
    edc = _small(description=texts, validFrom="2026-01-01T00:00:00Z")
    edc["credentialSubject"] |= {
        "description": texts,
        "hasClaim": {"description": texts, "hasPart": [{"description": texts}]},
        "dc:description": {"@value": "plain"},
    }
    vcdm2 = in_envelope(edc, "vcdm2")
    assert vcdm2["dc:description"] == texts
    assert vcdm2["credentialSubject"]["hasClaim"]["description"] == texts
    assert canonicalize(vcdm2) == canonicalize(edc) == canonical(vcdm2)
    assert canonicalize(in_envelope(vcdm2, "edc")) == canonicalize(edc)


def test_names_of_the_second_version_are_said_by_their_iri() -> None:
    edc = _small(validFrom="2026-01-01T00:00:00Z")
    vcdm2 = in_envelope(edc, "vcdm2") | {"name": "a name", "description": "of the whole"}
    vcdm2["credentialSubject"]["hasClaim"] = {
        "name": "inside",
        "description": {"en": "one"},
        "dc:description": {"en": "two"},
    }
    back = in_envelope(vcdm2, "edc")
    assert back["https://schema.org/name"] == "a name"
    assert canonicalize(back) == canonicalize(vcdm2)
    assert back.losses == ()


def test_dates_that_the_other_version_goes_by_are_filled_in() -> None:
    edc = _small(expirationDate="2027-01-01T00:00:00Z")
    vcdm2 = in_envelope(edc, "vcdm2")
    assert (
        vcdm2["validFrom"] == edc["issuanceDate"] and vcdm2["validUntil"] == "2027-01-01T00:00:00Z"
    )
    assert _codes(vcdm2.losses) == [
        ("MAPPING_NARROWED", "/issuanceDate"),
        ("MAPPING_NARROWED", "/expirationDate"),
    ]
    bare = {**vcdm2, "issued": "2026-02-01T00:00:00Z"}
    del bare["issuanceDate"]
    assert in_envelope(bare, "edc")["issuanceDate"] == "2026-02-01T00:00:00Z"
    del bare["issued"]
    assert in_envelope(bare, "edc")["issuanceDate"] == "2026-01-01T00:00:00Z"
    assert in_envelope(bare, "vcdm2").losses == ()


def test_what_the_first_version_has_no_term_for_is_left_out_and_said() -> None:
    status = {
        "id": "https://example.org/status#1",
        "type": ["BitstringStatusListEntry", "CredentialStatus"],
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://example.org/status",
    }
    vcdm2 = _small(credentialStatus=status, validFrom="2026-01-01T00:00:00Z") | {
        "@context": [*VCDM2, contexts.DATA_INTEGRITY_V2],
        "relatedResource": {"id": "https://example.org/a", "mediaType": "text/plain"},
        "unheard": 1,
    }
    edc = in_envelope(vcdm2, "edc")
    assert "relatedResource" not in edc and edc["unheard"] == 1
    assert _codes(edc.losses) == [("MAPPING_LOSS", "/relatedResource")]
    del edc["unheard"]
    assert check_terms(edc) == ()
    for predicate in ("statusPurpose", "statusListIndex", "statusListCredential"):
        assert f"credentials/status#{predicate}>" in canonicalize(edc)


def test_a_proof_is_not_taken_over() -> None:
    signer = LocalSigner.generate()
    document = to_elm(port_safety(), issuer_id=signer.controller)
    secured = json.loads(sign(document, signer, now=NOW).content)
    assert secured["@context"] == [*EDC, contexts.DATA_INTEGRITY_V2]
    moved = in_envelope(secured, "vcdm2")
    assert "proof" not in moved and moved["@context"] == VCDM2
    assert _codes(moved.losses) == [("MAPPING_LOSS", "/proof")]
    assert verify(sign(moved, signer, now=NOW).content, now=NOW).check("securing").outcome is (
        Outcome.PASSED
    )
    assert in_envelope(secured, "edc")["@context"][-1] == contexts.DATA_INTEGRITY_V2


def test_a_presentation_is_refused() -> None:
    with pytest.raises(MappingError) as caught:
        in_envelope({"@context": EDC, "verifiableCredential": []}, "vcdm2")
    assert caught.value.problem.pointer == "/verifiableCredential"


def test_a_document_that_is_too_deep_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100):
        deep = {"hasPart": deep}
    with pytest.raises(LimitError):
        in_envelope(_small(hasClaim=deep), "vcdm2")


def test_convert_moves_a_document_to_the_other_envelope() -> None:
    edc = to_elm(port_safety(), id="urn:c:1")
    edc["additional"] = "kept"
    there = convert(edc, to="elm-vcdm2")
    assert {**there.document, "@context": EDC} == edc
    back = convert(there.document, to="elm")
    assert back.document == edc
    badge = convert(port_safety(), to="open-badge-3").document
    assert envelope_of(convert(badge, to="elm-vcdm2").document) == "vcdm2"
    assert envelope_of(convert(badge, to="elm").document) == "edc"
    assert envelope_of({}) is None
    with pytest.raises(UsageError):
        convert(edc, to="elm-3")  # type: ignore[arg-type]


# Securing


@pytest.mark.parametrize("securing", SIGNING)
@pytest.mark.parametrize("envelope", ["edc", "vcdm2"])
def test_every_cryptosuite_secures_both(envelope: Any, securing: str) -> None:
    suite = SUITES[securing]
    if securing.startswith("bbs"):
        pytest.importorskip("py_arkworks_bls12381", reason="not installed (the extra `bbs`)")
    keys = {"EdDSA": "Ed25519", "Ed25519": "Ed25519", "ES256": "P-256"}
    of = (keys[name] for name in sorted(suite.algorithms) if name in keys)
    signer = LocalSigner.generate(next(of, "BLS12-381"))
    document = to_elm(port_safety(), envelope=envelope, issuer_id=signer.controller)
    content = sign(document, signer, securing=securing, now=NOW).content
    if suite.derive is not None:
        content = derive(content, ["/credentialSubject", "/type"], limits=BULK).content
    result = verify(content, now=NOW)
    assert result.check("securing").outcome is Outcome.PASSED, result
    assert result.check("terms").outcome is Outcome.PASSED
    assert result.check("data-model").outcome is Outcome.PASSED


@pytest.mark.parametrize("member", ["description", "title"])
def test_a_changed_text_breaks_the_proof(member: str) -> None:
    signer = LocalSigner.generate()
    document = to_elm(port_safety(), envelope="vcdm2", issuer_id=signer.controller)
    secured = json.loads(sign(document, signer, now=NOW).content)
    secured["credentialSubject"]["hasClaim"]["specifiedBy"][member]["en"] += "!"
    result = verify(json.dumps(secured).encode(), now=NOW)
    codes = {problem.code for problem in result.errors}
    assert result.outcome is Outcome.FAILED and "PROOF_SIGNATURE_INVALID" in codes
