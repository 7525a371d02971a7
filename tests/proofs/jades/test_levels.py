"""Seals of all levels, made and verified: both serialisations, both kinds of key."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

import pki
import seals
from elm_microcred import Outcome, ProofGenerationError, UsageError, sign, verify
from elm_microcred.proofs.jades.sealing import SealOptions, seal_bytes
from elm_microcred.retrieval import Resource
from seals import check, codes, sealed

LEVELS = ["B-B", "B-T", "B-LT", "B-LTA"]
KINDS = ["RSA", "P-256"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("serialization", ["general", "flattened"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "more", [{}, {"b64": True}, {"is_clear": True}, {"content_timestamp": True}]
)
def test_a_seal_passes(kind: str, serialization: str, level: str, more: dict[str, Any]) -> None:
    content = sealed(kind, level, serialization=serialization, **more)
    report = check(content, kind)
    assert report.outcome is Outcome.PASSED, report.errors
    values = report.check("securing").values
    assert values["level"] == level
    assert values["serialization"] == serialization
    assert values["sealed"] == "2026-01-30T12:00:00Z"
    proven = None if level == "B-B" else "sigTst"
    assert values["provenBy"] == proven
    best = "2026-03-01T12:00:00Z" if proven is None else "2026-01-30T12:00:00Z"
    assert values["bestSignatureTime"] == best
    assert report.controller == pki.VAT
    assert report.check("issuer").values["trust"] == "anchored"
    assert report.document == seals.issued()


def test_the_time_as_the_issuer_of_the_union_tells_it() -> None:
    content = sealed(claimed_time="sigT", content_timestamp=True)
    header = seals.parts(content)[2]
    assert header["sigT"] == "2026-01-30T12:00:00Z"
    assert list(header)[-4:] == ["b64", "sigT", "adoTst", "crit"]
    assert header["crit"] == ["b64", "sigT", "adoTst"]
    report = check(content)
    assert report.outcome is Outcome.PASSED
    assert [p.code for p in report.check("securing/header").problems] == ["SEAL_OLD_FORM"]
    before = sealed(claimed_time="sigT", at=pki.SEAL_BEGIN + timedelta(days=1), level="B-T")
    assert check(before).check("securing/header").problems == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_compact_seal(kind: str) -> None:
    content = sealed(kind, serialization="compact", b64=True)
    assert content.count(b".") == 2
    report = check(content, kind)
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.media_type == "application/jose"


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_what_a_seal_of_long_term_carries_is_enough(level: str) -> None:
    """Years later, nothing but the root is known, and the certificate has ended."""
    late = pki.SEAL_END + timedelta(days=500)
    made = pki.pki()
    report = verify(sealed(level=level), now=late, policy=seals.policy(made, certificates=()))
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.check("issuer/revocation").problems == ()


def test_a_seal_without_a_timestamp_ends_with_its_certificate() -> None:
    late = pki.SEAL_END + timedelta(days=1)
    assert "SEAL_CERT_EXPIRED" in codes(check(sealed(), now=late))
    before = check(sealed(level="B-T"), now=late)
    assert "SEAL_CERT_EXPIRED" not in codes(before)


def test_without_revocation_data_it_is_open_and_said() -> None:
    report = check(sealed(level="B-T"), revocation_data=())
    assert report.outcome is Outcome.INDETERMINATE
    assert codes(report) == {"SEAL_REVOCATION_UNKNOWN"}
    assert report.check("securing").outcome is Outcome.PASSED
    assert report.check("issuer/seal-certificate").outcome is Outcome.PASSED


def test_without_anchors_nobody_is_trusted() -> None:
    report = check(sealed(level="B-LTA"), trust_anchors=())
    assert report.outcome is Outcome.INDETERMINATE
    assert codes(report) == {"SEAL_NOT_ANCHORED"}
    assert report.check("issuer").values["trust"] == "not anchored"


@pytest.mark.parametrize("hashes", [True, False])
@pytest.mark.parametrize("b64", [True, False])
@pytest.mark.parametrize("level", LEVELS)
def test_a_detached_seal(hashes: bool, b64: bool, level: str) -> None:
    objects = {"https://a.example/1": seals.compact(seals.issued()), "two": b"\xff\x00"}
    content = sealed(level=level, payload=b"", objects=objects, object_hashes=hashes, b64=b64)
    asked: list[str] = []

    def resolve(url: str, /) -> Resource:
        asked.append(url)
        return Resource(objects[url])

    report = check(content, resolve=resolve)
    assert report.outcome is Outcome.PASSED, report.errors
    assert asked == list(objects)
    assert report.document == seals.issued()
    missing = check(content)
    assert missing.outcome is Outcome.INDETERMINATE
    assert codes(missing) == {"SEAL_OBJECT_MISSING"}
    objects["two"] = b"\xff\x01"
    other = check(content, resolve=resolve)
    assert other.outcome is Outcome.FAILED
    expected = "SEAL_OBJECT_MISMATCH" if hashes else "PROOF_SIGNATURE_INVALID"
    assert expected in codes(other)


def test_signing_a_european_credential_rebuilds_its_issuer_from_the_certificate() -> None:
    made = pki.pki("RSA")
    country = pki.issue(
        pki.name_of("University Seal", organization="Uni", identifier=pki.VAT, country="FR"),
        pki.rsa_key(),
        made.ca,
        key_usage=pki.SEAL_USAGE,
    )
    who = seals.signer(country)
    homepage = {"id": "urn:x:h", "type": "WebResource", "contentURL": "https://uni.example/"}
    document = seals.credential(
        issuer={"id": "urn:epass:org:7", "type": "Organisation", "homepage": homepage},
        displayParameter={
            "id": "urn:epass:displayParameter:1",
            "type": "DisplayParameter",
            "primaryLanguage": {
                "id": "http://publications.europa.eu/resource/authority/language/FRA",
                "type": "Concept",
            },
            "title": {"fr": "Titre"},
        },
    )
    secured = sign(document, who, securing="jades", now=seals.SEALED)
    assert secured.media_type == "application/jose+json"
    whole, _, header = seals.parts(secured.content)
    said = json.loads(whole["payload"])
    assert whole["payload"] == seals.compact(said).decode()
    assert said["issued"] == said["issuanceDate"] == "2026-01-30T12:00:00Z"
    issuer = said["issuer"]
    assert issuer["id"] == "urn:epass:org:7"
    assert issuer["legalName"] == {"fr": "Uni"}
    assert issuer["altLabel"] == {"fr": "University Seal"}
    assert issuer["eIDASIdentifier"]["notation"] == pki.VAT
    assert issuer["eIDASIdentifier"]["spatial"]["id"].endswith("/country/FRA")
    assert issuer["location"]["id"] == "urn:certificateLocation:1"
    assert issuer["homepage"]["contentURL"] == "https://uni.example/"
    assert list(header) == ["alg", "cty", "kid", "x5t#S256", "x5c", "typ", "b64", "iat", "crit"]
    assert header["alg"] == "RS256" and header["crit"] == ["b64"]
    report = verify(
        secured.content,
        now=pki.NOW,
        policy=seals.policy(made, checks=frozenset({"securing", "controller", "issuer", "terms"})),
    )
    assert report.outcome is Outcome.PASSED, report.errors


def test_an_issuer_without_anything_gets_all_of_it() -> None:
    made = pki.pki()
    secured = sign(seals.credential(), seals.signer(made.seal), securing="jades", now=seals.SEALED)
    said = json.loads(json.loads(secured.content)["payload"])
    assert said["issuer"]["id"].startswith("urn:epass:org:")
    assert "location" not in said["issuer"]  # XX is no country
    assert said["issuer"]["legalName"] == {"en": "Test University"}


def test_locations_of_the_issuer_are_kept_and_the_certificates_added() -> None:
    made = pki.pki()
    party = pki.issue(
        pki.name_of("S", organization="Uni", identifier=pki.VAT, country="DE"),
        pki.ec_key("seal"),
        made.ca,
    )
    place = {"id": "urn:epass:location:1", "type": "Location"}
    document = seals.credential(
        issuer={"id": "urn:epass:org:7", "type": "Organisation", "location": place}
    )
    secured = sign(document, seals.signer(party), securing="jades", now=seals.SEALED)
    said = json.loads(json.loads(secured.content)["payload"])
    assert [p["id"] for p in said["issuer"]["location"]] == [
        "urn:epass:location:1",
        "urn:certificateLocation:1",
    ]


def test_another_issuer_than_the_certificates_is_not_sealed() -> None:
    made = pki.pki()
    with pytest.raises(ProofGenerationError) as caught:
        sign(seals.issued("VATXX-OTHER"), seals.signer(made.seal), securing="jades")
    assert caught.value.code == "SEAL_ISSUER_MISMATCH"


def test_a_certificate_that_names_no_organisation_seals_no_european_credential() -> None:
    made = pki.pki()
    person = pki.issue(
        pki.name_of("Ada", organization=None), pki.ec_key("seal"), made.ca, key_usage=pki.SEAL_USAGE
    )
    with pytest.raises(ProofGenerationError):
        sign(seals.credential(), seals.signer(person), securing="jades")


def test_a_signer_needs_a_certificate_and_a_key_for_seals() -> None:
    from elm_microcred import LocalSigner

    for who in (LocalSigner.generate("P-256"), LocalSigner.generate("Ed25519")):
        with pytest.raises(ProofGenerationError):
            seal_bytes(b"{}", who, created=pki.NOW)
    ed25519 = LocalSigner.generate("Ed25519")
    odd = LocalSigner(ed25519.key, certificates=[pki.pki().seal.der])
    with pytest.raises(ProofGenerationError) as caught:
        seal_bytes(b"{}", odd, created=pki.NOW)
    assert caught.value.code == "KEY_TYPE_MISMATCH"


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "B-X"},
        {"serialization": "xml"},
        {"level": "B-T"},
        {"level": "B-LT", "timestamp": lambda data: data},
        {"content_timestamp": True},
        {"serialization": "compact"},
        {"claimed_time": "nbf"},
    ],
)
def test_options_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SealOptions(**wrong)


def test_payloads_and_data_that_cannot_be_sealed() -> None:
    who = seals.signer(pki.pki().seal)
    with pytest.raises(ProofGenerationError):
        seal_bytes(b"\xff", who, created=pki.NOW)
    with pytest.raises(ProofGenerationError):
        sealed(level="B-LT", revocation=lambda _: [b"nonsense"])


def test_a_policy_takes_pem_and_refuses_what_it_cannot_read() -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    made = pki.pki()
    pem = made.root.certificate.public_bytes(Encoding.PEM)
    assert check(sealed(), trust_anchors=(pem,)).outcome is Outcome.PASSED
    lists = (pki.revocation_list(made.ca),)
    assert check(sealed(), revocation_data=lists).outcome is Outcome.PASSED
    with pytest.raises(UsageError):
        check(sealed(), trust_anchors=(b"nonsense",))
    with pytest.raises(UsageError):
        check(sealed(), revocation_data=(b"nonsense",))


def test_a_mistake_of_the_published_context_is_not_the_issuers() -> None:
    """`dateModified` is declared an IRI there; what is sealed is the text."""
    place = {"id": "urn:epass:location:1", "type": "Location", "dateModified": "2026-01-01"}
    document = seals.issued()
    document["issuer"] = {**document["issuer"], "location": place}
    asked = frozenset({"securing", "terms"})
    report = check(sealed(payload=seals.compact(document)), checks=asked)
    assert report.outcome is Outcome.PASSED, report.errors
    assert [problem.code for problem in report.check("terms").problems] == ["DATA_CONTEXT_FLAW"]
    document["issuer"]["nonsense"] = 1
    report = check(sealed(payload=seals.compact(document)), checks=asked)
    assert codes(report) == {"DATA_UNDEFINED_TERM"}
