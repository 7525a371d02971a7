"""Accreditations: of European credentials as the viewer asks it, and chains of accreditations."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome, Report
from elm_microcred.validation.accreditation import ACCREDITED, accreditation_check
from elm_microcred.validation.accreditation_chain import accreditation_chain
from elm_microcred.validation.viewer_checks import STATUS, viewer_checks

ID = "http://data.europa.eu/snb/data/accreditation/1"
EQF = "http://data.europa.eu/snb/eqf/"
FIELD = "http://data.europa.eu/snb/isced-f/"
ATU = "http://publications.europa.eu/resource/authority/atu/"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"


def credential() -> dict[str, Any]:
    return {
        "credentialProfiles": {"id": ACCREDITED},
        "issuanceDate": "2026-01-01T00:00:00Z",
        "evidence": [{"type": "Evidence", "accreditation": {"id": ID}}],
        "credentialSubject": {
            "hasClaim": {
                "type": "LearningAchievement",
                "awardedBy": {
                    "awardingBody": {
                        "registration": {"notation": "REG-1"},
                        "location": {"spatialCode": {"id": ATU + "ESP_PR_BCN"}},
                    }
                },
                "specifiedBy": {
                    "type": "Qualification",
                    "identifier": {"notation": "Q-1"},
                    "eqfLevel": {"id": EQF + "6"},
                    "thematicArea": {"id": FIELD + "0031"},
                },
            }
        },
    }


def accreditation(**more: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "dateIssued": "2025-01-01T00:00:00Z",
        "expiryDate": "2027-01-01T00:00:00Z",
        "organisation": [{"registration": {"notation": "REG-1"}}],
        "limitQualification": {"identifier": {"notation": "Q-1"}},
        "limitEQFLevel": [{"id": EQF + "6"}, {"id": EQF + "7"}],
        "limitField": {"id": FIELD + "00"},
        "limitJurisdiction": {"id": COUNTRY + "ESP"},
        **more,
    }


def judged(document: dict[str, Any], *known: dict[str, Any]) -> Check:
    return accreditation_check(document, {entry["id"]: entry for entry in known})


def test_an_accreditation_that_covers_everything() -> None:
    assert judged(credential(), accreditation()).outcome is Outcome.PASSED


def test_a_credential_that_claims_no_accreditation_is_not_asked() -> None:
    document = {**credential(), "credentialProfiles": [{"id": "other"}]}
    assert judged(document).outcome is Outcome.SKIPPED


def test_what_only_the_credential_says_is_open() -> None:
    check = judged(credential())
    assert check.outcome is Outcome.INDETERMINATE
    assert [problem.code for problem in check.problems] == ["ACCREDITATION_UNKNOWN"]


@pytest.mark.parametrize(
    "limits",
    [
        {"organisation": {"vatIdentifier": "OTHER"}},
        {"limitQualification": {"identifier": [{"notation": "Q-2"}]}},
        {"limitEQFLevel": {"id": EQF + "5"}},
        {"limitField": {"id": FIELD + "01"}},
        {"limitJurisdiction": [{"id": COUNTRY + "FRA"}]},
        {"dateIssued": "2026-01-02T00:00:00Z"},
        {"expiryDate": "2025-12-31T00:00:00Z"},
    ],
)
def test_an_accreditation_that_covers_something_else(limits: dict[str, Any]) -> None:
    check = judged(credential(), accreditation(**limits))
    assert check.outcome is Outcome.FAILED
    assert [problem.code for problem in check.problems] == ["ACCREDITATION_MISMATCH"]
    other = accreditation(id="other")
    document = credential()
    document["evidence"].append({"accreditation": ["other"]})
    assert judged(document, accreditation(**limits), other).outcome is Outcome.PASSED


def test_what_neither_side_says_counts_as_covered() -> None:
    bare = {"id": ID}
    assert judged(credential(), bare).outcome is Outcome.PASSED
    document = credential()
    document["credentialSubject"] = [{"hasClaim": [{"type": ["LearningAchievement"]}, "x"]}, 1]
    assert judged(document, accreditation()).outcome is Outcome.PASSED


def test_every_achievement_must_be_covered() -> None:
    document = credential()
    claim = document["credentialSubject"]["hasClaim"]
    part = deepcopy(claim)
    part["specifiedBy"]["eqfLevel"] = {"id": EQF + "1"}
    claim["hasPart"] = [part]
    check = judged(document, accreditation())
    assert [p.pointer for p in check.problems] == [
        "/credentialSubject/hasClaim/hasPart/0/specifiedBy/eqfLevel"
    ]


@pytest.mark.parametrize("missing", ["evidence", "credentialSubject", "issuanceDate"])
def test_what_must_be_there(missing: str) -> None:
    document = credential()
    del document[missing]
    assert judged(document, accreditation()).outcome is Outcome.FAILED


def test_evidence_of_another_kind_names_no_accreditation() -> None:
    document = credential()
    document["evidence"] = [{"dcType": {"id": "x"}, "accreditation": ID}, 7]
    assert judged(document, accreditation()).outcome is Outcome.FAILED


@pytest.mark.reference
def test_the_accredited_sample_of_the_union(reference: Path) -> None:
    file = reference / "elm/samples/edc-2024-2025/Sample-JointDegree-signed.jsonld"
    document = json.loads(json.loads(file.read_bytes())["payload"])
    claimed = document["evidence"]["accreditation"]
    assert judged(document).outcome is Outcome.INDETERMINATE
    check = judged(document, claimed)
    assert check.outcome is not Outcome.INDETERMINATE
    assert {p.code for p in check.problems} <= {"ACCREDITATION_MISMATCH"}


def test_the_seven_checks_of_the_viewer() -> None:
    wrong = Problem("SEAL_REVOKED", "It was revoked.")
    report = Report(
        (
            Check.of("parse"),
            Check.of("securing"),
            Check.of("controller"),
            Check.skipped("status"),
            Check.of("issuer/revocation", [wrong]),
        )
    )
    found = {c.name: c for c in viewer_checks(report, judged(credential()))}
    assert list(found) == [
        "format",
        "seal",
        "owner",
        "revocation",
        "expiry",
        "accreditation",
        "custom",
    ]
    assert found["revocation"].outcome is Outcome.FAILED
    assert found["revocation"].problems == (wrong,)
    assert found["seal"].status == STATUS[Outcome.PASSED]
    assert found["expiry"].outcome is Outcome.SKIPPED
    assert found["accreditation"].outcome is Outcome.INDETERMINATE


# Chains

ROOT, BODY, ISSUER = "did:ebsi:root", "did:ebsi:body", "did:ebsi:issuer"
AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    document: dict[str, Any] | None
    outcome: Outcome = Outcome.PASSED


def link(
    issuer: str, subject: str, kind: str, types: list[str] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "id": f"urn:accreditation:{subject}",
        "type": ["VerifiableCredential", "VerifiableAttestation", kind],
        "issuer": issuer,
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "id": subject,
            "accreditedFor": [
                {"schemaId": "https://a.example/1", "types": types or ["MicroCredential"]}
            ],
        },
        **more,
    }


def upper(**more: Any) -> dict[str, Any]:
    return link(ROOT, BODY, "VerifiableAccreditationToAccredit", **more)


def lower(**more: Any) -> dict[str, Any]:
    return link(BODY, ISSUER, "VerifiableAccreditationToAttest", **more)


AWARD = {"type": ["VerifiableCredential", "MicroCredential"], "issuer": {"id": ISSUER}}


def climbed(*links: dict[str, Any], award: dict[str, Any] | None = None, **more: Any) -> Check:
    roots = more.get("roots", [ROOT])
    found = [Found(entry) for entry in links]
    return accreditation_chain(award or AWARD, found, roots=roots, at=AT)


def test_a_chain_to_a_root() -> None:
    check = climbed(upper(), lower())
    assert check.outcome is Outcome.PASSED
    assert check.values["accreditedBy"] == [BODY, ROOT]
    assert climbed(lower(), roots=[BODY]).outcome is Outcome.PASSED
    assert climbed(roots=[ISSUER]).values["chain"] == []


def test_a_schema_may_stand_for_the_types() -> None:
    award = {**AWARD, "type": ["Other"], "credentialSchema": {"id": "https://a.example/1"}}
    assert climbed(upper(), lower(), award=award).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ([lower()], "ACCREDITATION_UNKNOWN"),
        ([upper()], "ACCREDITATION_UNKNOWN"),
        ([upper(), lower(types=["Diploma"])], "ACCREDITATION_CHAIN_BROKEN"),
        ([upper(types=["Diploma"]), lower()], "ACCREDITATION_CHAIN_BROKEN"),
        ([upper(), lower(validUntil="2025-06-01T00:00:00Z")], "ACCREDITATION_CHAIN_BROKEN"),
        ([upper(validFrom="2026-06-01T00:00:00Z"), lower()], "ACCREDITATION_CHAIN_BROKEN"),
        (
            [link(ROOT, ISSUER, "VerifiableAccreditationToAccredit")],
            "ACCREDITATION_CHAIN_BROKEN",
        ),
        (
            [link(ROOT, BODY, "VerifiableAccreditationToAttest"), lower()],
            "ACCREDITATION_CHAIN_BROKEN",
        ),
        (
            [lower(), link(ISSUER, BODY, "VerifiableAccreditationToAccredit")],
            "ACCREDITATION_CHAIN_BROKEN",
        ),
        ([upper(), lower(credentialSubject={"id": ISSUER})], "ACCREDITATION_CHAIN_BROKEN"),
    ],
)
def test_a_chain_that_does_not_hold(links: list[dict[str, Any]], code: str) -> None:
    assert [problem.code for problem in climbed(*links).problems] == [code]


def test_an_accreditation_that_does_not_verify_counts_for_nothing() -> None:
    found = [Found(upper()), Found(lower(), Outcome.FAILED), Found(None)]
    check = accreditation_chain(AWARD, found, roots=[ROOT], at=AT)
    assert [problem.code for problem in check.problems] == ["ACCREDITATION_UNKNOWN"]


def test_an_award_that_names_no_issuer() -> None:
    check = climbed(upper(), award={"type": []})
    assert [problem.code for problem in check.problems] == ["ACCREDITATION_UNKNOWN"]


@pytest.mark.reference
def test_the_accreditation_of_the_infrastructure(reference: Path) -> None:
    file = reference / "elm/ebsi-schema/examples/VerifiableAccreditation.json"
    given = json.loads(file.read_text("utf-8"))
    at = datetime(2022, 1, 1, tzinfo=UTC)
    award = {
        "type": ["VerifiableCredential"],
        "issuer": "did:ebsi:00001235",
        "credentialSubject": {"hasClaim": [{"specifiedBy": {"eqfLevel": {"id": EQF + "6"}}}]},
    }

    def asked(award: dict[str, Any], moment: datetime) -> Outcome:
        found = [Found(given)]
        roots = ["did:ebsi:00001234"]
        return accreditation_chain(award, found, roots=roots, at=moment).outcome

    assert asked(award, at) is Outcome.PASSED
    assert asked(award, at.replace(year=2025)) is Outcome.FAILED
    award["credentialSubject"]["hasClaim"][0]["specifiedBy"]["eqfLevel"] = EQF + "7"
    assert asked(award, at) is Outcome.FAILED
