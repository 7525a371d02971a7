"""The report on Annex I: of the published micro-credential, of ours, of what lacks everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import european
from badges import port_safety
from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.report import CHECK_IDS, Outcome, Report
from elm_microcred.validation import validate
from strategies import micro_credentials

Json = dict[str, Any]
CLAIM = "/credentialSubject/hasClaim"
IDS = [*(f"A{n}" for n in range(1, 12)), *(f"B{n}" for n in range(1, 6))]


def elements(report: Report) -> dict[str, Json]:
    rows = report.check("annex-1").values["elements"]
    return {row["id"]: row for row in rows}


def states(report: Report) -> dict[str, str]:
    return {id: row["state"] for id, row in elements(report).items()}


def found(report: Report) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in report.problems]


def micro(achievement: Json | None = None, award: Json | None = None) -> MicroCredential:
    return MicroCredential.parse(
        {"achievement": {"title": "Port safety", **(achievement or {})}, "award": award or {}}
    )


GOLDEN = {
    "A1": ("found", "/credentialSubject/fullName", "“Ana Andromeda”"),
    "A2": ("found", f"{CLAIM}/specifiedBy/title", "“Digital micro-credential creation”"),
    "A3": ("found", "/issuer/location/0/address/countryCode", "IE"),
    "A4": ("found", f"{CLAIM}/awardedBy/awardingBody", "“University of Zed”"),
    "A5": ("partly", "/issuanceDate", "issued 2023-09-27"),
    "A6": ("found", f"{CLAIM}/specifiedBy/learningOutcome/0", "“Communication, collaboration"),
    "A7": ("found", f"{CLAIM}/specifiedBy/volumeOfLearning", "60 hours, 2 ECTS"),
    "A8": ("found", f"{CLAIM}/specifiedBy/eqfLevel", "EQF 6, RQF 6"),
    "A9": ("found", f"{CLAIM}/provenBy", "artefact assessment"),
    "A10": ("found", f"{CLAIM}/specifiedBy/mode", "blended"),
    "A11": ("missing", None, ""),
    "B1": ("found", f"{CLAIM}/specifiedBy/entryRequirement", "“The learner needs to have"),
    "B2": ("found", f"{CLAIM}/provenBy/idVerification", "unsupervised-without-identity-check"),
    "B3": ("found", f"{CLAIM}/provenBy", "“Pass”"),
    "B4": ("missing", None, ""),
    "B5": ("partly", f"{CLAIM}/influencedBy/description", "a description"),
}
"""Of the published micro-credential: state, first place, and how the evidence begins."""


@pytest.mark.reference
@pytest.mark.parametrize("id", IDS)
def test_element_of_the_published_micro_credential(reference: Path, id: str) -> None:
    row = elements(validate(european.published(reference, european.MICRO_SIGNED)))[id]
    state, where, evidence = GOLDEN[id]
    assert row["state"] == state
    assert next(iter(row["where"]), None) == where
    assert row["evidence"].startswith(evidence)
    assert row["mandatory"] is id.startswith("A")


@pytest.mark.reference
def test_what_the_published_micro_credential_lacks(reference: Path) -> None:
    report = validate(european.published(reference, european.MICRO_SIGNED))
    assert report.outcome is Outcome.FAILED
    assert report.subject == "urn:credential:1018d05f-21d5-4555-b7f0-8fabfd22ca75"
    assert found(report) == [
        ("ANNEX1_INCOMPLETE", "/issuanceDate"),
        ("ANNEX1_MISSING", ""),
        ("ANNEX1_OPTIONAL_MISSING", ""),
        ("ANNEX1_INCOMPLETE", f"{CLAIM}/influencedBy/description"),
        ("LINT_WORKLOAD", f"{CLAIM}/influencedBy/specifiedBy/volumeOfLearning"),
        ("LINT_DATE_SHIFTED", "/validFrom"),
        ("LINT_DATE_SHIFTED", "/credentialSubject/dateOfBirth"),
    ]
    awarded, quality, _, _, workload, *_ = report.problems
    assert awarded.detail == "Of A5 date of issuing, the date of the award is missing."
    assert "awardedBy.awardingDate" in awarded.remedy
    assert quality.detail == "A11 type of quality assurance is missing."
    assert "specifiedBy.accreditation" in quality.remedy
    assert workload.found == "60 months"
    assert workload.expected is not None
    assert "60 hours" in workload.expected


@pytest.mark.reference
def test_before_sealing_the_date_of_issuing_is_not_asked_for(reference: Path) -> None:
    draft = european.published(reference, european.MICRO_DRAFT)
    assert ("ANNEX1_MISSING", "") in found(validate(draft))
    assert states(validate(draft))["A5"] == "missing"
    missing = [p for p in validate(draft).problems if p.code == "ANNEX1_MISSING"]
    assert [p.detail[:3].strip() for p in missing] == ["A5", "A11"]
    before = validate(draft, before_sealing=True)
    assert [p.detail[:3] for p in before.problems if p.code == "ANNEX1_MISSING"] == ["A11"]
    assert "seal" in before.problems[0].detail


@pytest.mark.reference
@pytest.mark.parametrize("name", european.READABLE)
def test_pointers_lead_into_the_published_documents(reference: Path, name: str) -> None:
    document = european.published(reference, name)
    report = validate(document)
    pointers = [where for row in elements(report).values() for where in row["where"]]
    pointers += [problem.pointer for problem in report.problems]
    assert len(pointers) > 10
    for pointer in pointers:
        here: Any = document
        for step in pointer.split("/")[1:]:
            here = here[int(step)] if isinstance(here, list) else here[step]


@pytest.mark.parametrize("make", [to_elm, to_open_badge, lambda value: value])
def test_the_example_has_every_element(make: Any) -> None:
    report = validate(make(port_safety()))
    assert set(states(report).values()) == {"found"}
    assert report.outcome is Outcome.PASSED
    assert found(report) == []
    assert list(elements(report)) == IDS


def test_pointers_into_a_badge() -> None:
    rows = elements(validate(to_open_badge(port_safety())))
    assert rows["A2"]["where"] == ["/credentialSubject/achievement/name"]
    assert rows["A3"]["where"][0] == "/issuer/address/addressCountryCode"
    assert rows["B3"]["where"][0].startswith("/credentialSubject/result/0")


def test_what_has_nothing_lacks_everything() -> None:
    report = validate(micro())
    assert {id for id, state in states(report).items() if state == "found"} == {"A2"}
    missing = [p for p in report.problems if p.code == "ANNEX1_MISSING"]
    assert len(missing) == 10
    assert all(p.remedy.startswith("State it: ") for p in missing)
    assert len([p for p in report.problems if p.code == "ANNEX1_OPTIONAL_MISSING"]) == 5


@pytest.mark.parametrize(
    ("achievement", "award", "id", "state"),
    [
        ({}, {"learner": {"id": "did:example:1"}}, "A1", "found"),
        ({}, {"learner": {"date_of_birth": "2000-01-01"}}, "A1", "partly"),
        (
            {},
            {
                "learner": {
                    "hashed_identities": [
                        {"identity_type": "name", "identity_hash": "sha256$" + "0" * 64}
                    ]
                }
            },
            "A1",
            "found",
        ),
        ({"issuer": {"legal_name": "S", "location": {"country": "LV"}}}, {}, "A3", "found"),
        (
            {"issuer": {"legal_name": "S", "identifiers": [{"notation": "1", "country": "LV"}]}},
            {},
            "A3",
            "found",
        ),
        ({"issuer": "S"}, {}, "A3", "missing"),
        ({"issuer": "S"}, {}, "A4", "found"),
        ({}, {"issued_at": "2026-01-01"}, "A5", "partly"),
        ({}, {"awarded_at": "2026-01-01"}, "A5", "found"),
        ({"outcome_summary": "All"}, {}, "A6", "found"),
        ({"credits": [{"points": "2"}]}, {}, "A7", "found"),
        ({}, {"credits_earned": [{"points": "2"}]}, "A7", "found"),
        ({"levels": [{"framework": "LQF", "level": "4"}]}, {}, "A8", "partly"),
        ({"levels": [{"framework": "QF-EHEA", "level": "first"}]}, {}, "A8", "found"),
        ({"assessments": [{"title": "Exam"}]}, {}, "A9", "partly"),
        ({"assessments": ["quiz"]}, {}, "A9", "found"),
        ({"activities": [{"title": "x", "mode": "online"}]}, {}, "A10", "found"),
        ({"learning_setting": "formal"}, {}, "A10", "partly"),
        ({"quality_assurance": [{"title": "x"}]}, {}, "A11", "partly"),
        ({"authorised_by": "Authority"}, {}, "A11", "partly"),
        (
            {"assessments": ["quiz", {"title": "x", "supervision": "identity-check"}]},
            {},
            "B2",
            "partly",
        ),
        ({"stackability": {"partial_qualification": True}}, {}, "B4", "found"),
        ({"stackability": {"partial_qualification": False}}, {}, "B4", "missing"),
        ({"homepage": "https://example.org/"}, {}, "B5", "found"),
        ({"description": "x"}, {}, "B5", "partly"),
    ],
)
def test_state_of_one_element(achievement: Json, award: Json, id: str, state: str) -> None:
    assert states(validate(micro(achievement, award)))[id] == state


@pytest.mark.parametrize(
    ("level", "award", "country", "evidence"),
    [
        (("LQF", "4"), "2024-06-30", None, "LQF 4 (EQF 4 by the table lqf-eqf)"),
        (("LV-PQL", "5"), "2022-07-31", None, "LV-PQL 5 (EQF 6 or 7 by the table lqf-eqf)"),
        (("NQF", "8"), "2024-06-30", "IE", "NQF 8 (EQF 6 by the table nfq-ie-eqf)"),
        (("NQF", "8"), "2024-06-30", None, "NQF 8"),
        (("LQF", "4"), None, None, "LQF 4"),
        (("HKQF", "4"), "2024-06-30", None, "HKQF 4"),
    ],
)
def test_what_the_tables_make_of_a_national_level(
    level: tuple[str, str], award: str | None, country: str | None, evidence: str
) -> None:
    issuer: Json = {"legal_name": "S"}
    if country is not None:
        issuer["location"] = {"country": country}
    levels = [{"framework": level[0], "level": level[1]}]
    dated = {} if award is None else {"awarded_at": award}
    report = validate(micro({"levels": levels, "issuer": issuer}, dated))
    row = elements(report)["A8"]
    assert (row["state"], row["evidence"]) == ("partly", evidence)


def test_a_level_does_not_apply_outside_the_qualification_system() -> None:
    report = validate(micro({"system_relation": "standalone"}))
    level = next(problem for problem in report.problems if problem.detail.startswith("A8"))
    assert level.code == "ANNEX1_OPTIONAL_MISSING"


def test_the_minimum_certificate() -> None:
    passed = validate(to_elm(port_safety()), profile="minimum-certificate")
    assert passed.outcome is Outcome.PASSED
    report = validate(micro({"issuer": "S"}), profile="minimum-certificate")
    rows = report.check("data-model/minimum-certificate").values["elements"]
    assert {row["id"]: row["state"] for row in rows} == {
        "A2": "found",
        "purpose": "missing",
        "A6": "missing",
        "A1": "missing",
        "issuer": "partly",
        "date-and-place": "missing",
        "authorisation": "missing",
    }
    assert {problem.code for problem in report.problems} == {"PROFILE_MISSING"}
    assert any("a registration number and a contact" in p.detail for p in report.problems)


def test_a_document_that_cannot_be_read_fails_with_its_reason() -> None:
    report = validate({"type": "EuropeanDigitalCredential", "credentialSubject": {}})
    assert report.outcome is Outcome.FAILED
    assert report.check("data-model").problems[0].code == "MAPPING_NO_COUNTERPART"
    assert report.check("annex-1").outcome is Outcome.SKIPPED


def test_every_check_is_in_the_report() -> None:
    ids = [check.id for check in validate(micro()).checks if "/" not in check.id]
    assert ids == list(CHECK_IDS)


def test_shapes_by_the_name_of_their_profile() -> None:
    report = validate(to_elm(port_safety()), profile="edc-generic-full")
    assert report.check("shapes").outcome is Outcome.FAILED
    assert "eIDAS" in str(report.check("shapes").problems[0])


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("annex-2", "annex-1"),
        ("edc-generic-ful", "edc-generic-full"),
        ("", "annex-1"),
        ((), "annex-1"),
        (("annex-1", 7), "annex-1"),
    ],
)
def test_no_such_profile(profile: Any, expected: str) -> None:
    for document in ({"type": "EuropeanDigitalCredential"}, micro()):
        with pytest.raises(UsageError) as error:
            validate(document, profile=profile)
        assert error.value.code == "SHAPES_UNKNOWN_PROFILE"
        assert expected in str(error.value.problem.expected)


def test_no_known_kind() -> None:
    with pytest.raises(ParseError):
        validate({"type": "Diploma"})


def test_too_deep() -> None:
    deep: Any = {}
    for _ in range(10_000):
        deep = {"hasPart": deep}
    with pytest.raises(LimitError):
        validate({"type": "EuropeanDigitalCredential", "credentialSubject": deep})


@given(micro_credentials())
def test_a_document_says_what_its_micro_credential_says(value: MicroCredential) -> None:
    document = to_elm(value)
    if not document.losses:
        assert states(validate(document)) == states(validate(value))
