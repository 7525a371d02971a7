"""Attestations of EBSI are read and checked; accreditations become graded evidence of quality."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from elm_microcred import MappingError, ParseError, to_rdf, validate
from elm_microcred.errors import FetchError, ModelError
from elm_microcred.exchange.deqar import Deqar, question, read_answer
from elm_microcred.exchange.ebsi import assurance, attestation_problems, read_attestation
from elm_microcred.exchange.quality import GRADES, EvidenceGrade, quality_evidence
from elm_microcred.mapping import to_elm
from elm_microcred.model import Achievement, Award, MicroCredential, Organisation
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource

ROOT = Path(__file__).resolve().parent.parent.parent
AT = datetime(2026, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(reference: Path) -> dict[str, Any]:
    name = "elm/samples/ebsi-vcdm2/Microcredential-Data-and-software-business.json"
    found: dict[str, Any] = json.loads((reference / name).read_bytes())
    return found


@pytest.fixture(scope="module")
def schema(reference: Path) -> Draft202012Validator:
    name = "elm/ebsi-schema/vcdm2.0-attestation-schema.json"
    return Draft202012Validator(json.loads((reference / name).read_bytes()))


@pytest.mark.reference
def test_the_published_attestation_is_read_with_a_warning(sample: dict[str, Any]) -> None:
    found = read_attestation(sample)
    assert found.problems == ()
    assert [loss.code for loss in found.losses] == [
        "CONTEXT_PATCHED",
        "MAPPING_LOSS",
        "MAPPING_LOSS",
    ]
    assert {loss.pointer for loss in found.losses} == {"/@context", "/type", "/credentialSchema/1"}
    text = to_rdf(found.document, format="ntriples")
    assert len(text.splitlines()) == 250
    before = validate(sample, profile="edc-generic-full")
    assert "CONTEXT_INVALID" in {problem.code for problem in before.errors}
    after = validate(found.document, profile="edc-generic-full")
    assert {problem.code for problem in after.errors} == {"SHAPES_MIN_COUNT", "SHAPES_MAX_COUNT"}


def mutants(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The attestation without a member, or with another value in it."""
    made = []
    for name in document:
        made.append({k: v for k, v in document.items() if k != name})
        for other in (
            1,
            "text",
            [],
            {},
            [1],
            [{}],
            {"id": 1},
            [{"id": "urn:a", "type": "b"}],
            None,
        ):
            made.append({**document, name: other})
    for name in ("credentialStatus", "termsOfUse", "evidence"):
        for other in (
            {},
            {"id": "urn:a"},
            {"type": "b"},
            {"id": "urn:a", "type": ["b"]},
            [{"type": 1}],
        ):
            made.append({**document, name: other})
    return made


@pytest.mark.reference
def test_the_checks_judge_as_the_published_schema(
    sample: dict[str, Any], schema: Draft202012Validator
) -> None:
    """Whatever the schema refuses is refused; beyond it only what its formats ask for."""
    small = {k: v for k, v in sample.items() if k not in ("credentialSubject", "displayParameter")}
    small["credentialSubject"] = {"id": "urn:a"}
    assert schema.is_valid(small)
    judged = 0
    for mutant in mutants(small):
        found = list(attestation_problems(mutant))
        if not schema.is_valid(mutant):
            assert found, mutant
            judged += 1
        elif found:
            assert {problem.code for problem in found} <= {"SCHEMA_VALUE"}, (mutant, found)
    assert judged > 40


def test_what_is_no_attestation_is_refused() -> None:
    for types in (["VerifiableCredential"], ["VerifiableAttestation"], None):
        with pytest.raises(ParseError, match="PARSE_UNKNOWN_FORMAT"):
            read_attestation({"type": types})


# Accreditations


@dataclass
class Verified:
    document: dict[str, Any] | None
    outcome: Outcome = Outcome.PASSED


ISSUER, BODY, STATE = "did:ebsi:issuer", "did:ebsi:body", "did:ebsi:state"


def accreditation(number: int, by: str, of: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"urn:accreditation:{number}",
        "type": ["VerifiableCredential", "VerifiableAttestation", kind],
        "issuer": by,
        "validFrom": "2020-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": {
            "id": of,
            "accreditedFor": [{"types": ["EuropeanDigitalCredential"]}],
            "authorizationClaims": {
                "accreditationType": "External quality assurance",
                "decision": "fully compliant",
                "report": "https://agency.example/report.pdf",
                **more,
            },
        },
    }


CHAIN = (
    Verified(accreditation(1, BODY, ISSUER, "VerifiableAccreditationToAttest")),
    Verified(accreditation(2, STATE, BODY, "VerifiableAccreditationToAccredit", qualification="q")),
)


@pytest.fixture(scope="module")
def micro() -> MicroCredential:
    course = Achievement.load(ROOT / "examples" / "port-safety.json")
    return MicroCredential(course, Award.parse({"awarded_at": "2026-06-30"}))


@pytest.fixture(scope="module")
def document(micro: MicroCredential) -> dict[str, Any]:
    return to_elm(micro, issuer_id=ISSUER)


def test_a_chain_to_a_root_is_evidence_that_somebody_else_signed(document: dict[str, Any]) -> None:
    answer = quality_evidence(document, accreditations=CHAIN, roots=[STATE])
    assert answer.grade is EvidenceGrade.SIGNED
    assert answer.check.outcome is Outcome.PASSED
    signed = [one for one in answer.evidence if one.grade is EvidenceGrade.SIGNED]
    assert [one.source for one in signed] == ["urn:accreditation:1", "urn:accreditation:2"]
    first, second = (one.assurance for one in signed)
    assert str(first.title) == "External quality assurance"
    assert first.decision is not None
    assert str(first.decision.label) == "fully compliant"
    assert first.report is not None
    assert (first.scope.value, second.scope.value) == ("institution", "programme")
    assert first.agency is not None
    assert first.agency.id == BODY
    assert answer.evidence[-1].grade is EvidenceGrade.CLAIMED
    assert (
        json.loads(json.dumps(answer.evidence[0].to_dict()))["grade"] == "signed by a third party"
    )


@pytest.mark.parametrize(
    ("chain", "roots", "outcome", "code"),
    [
        (CHAIN[:1], [STATE], Outcome.INDETERMINATE, "ACCREDITATION_UNKNOWN"),
        ((), [STATE], Outcome.INDETERMINATE, "ACCREDITATION_UNKNOWN"),
        (
            (Verified(CHAIN[0].document, Outcome.FAILED), CHAIN[1]),
            [STATE],
            Outcome.INDETERMINATE,
            "ACCREDITATION_UNKNOWN",
        ),
        ((CHAIN[1], CHAIN[0]), ["did:ebsi:other"], Outcome.INDETERMINATE, "ACCREDITATION_UNKNOWN"),
    ],
)
def test_a_broken_chain_leaves_a_claim(
    document: dict[str, Any], chain: Any, roots: list[str], outcome: Outcome, code: str
) -> None:
    answer = quality_evidence(document, accreditations=chain, roots=roots)
    assert answer.grade is EvidenceGrade.CLAIMED
    assert answer.check.outcome is outcome
    assert answer.check.problems[0].code == code


def test_an_accreditation_that_was_over_does_not_count(document: dict[str, Any]) -> None:
    over = copy.deepcopy(CHAIN[0].document)
    assert over is not None
    over["validUntil"] = "2021-01-01T00:00:00Z"
    answer = quality_evidence(document, accreditations=[Verified(over), CHAIN[1]], roots=[STATE])
    assert (answer.grade, answer.check.outcome) == (EvidenceGrade.CLAIMED, Outcome.FAILED)


def test_a_claim_alone_is_indeterminate_and_nothing_has_no_grade(micro: MicroCredential) -> None:
    answer = quality_evidence(micro)
    assert (answer.grade, answer.check.outcome) == (EvidenceGrade.CLAIMED, Outcome.INDETERMINATE)
    bare = MicroCredential(Achievement.parse({"title": "Course"}), Award())
    assert quality_evidence(bare).grade is None
    assert GRADES == (EvidenceGrade.CLAIMED, EvidenceGrade.SIGNED, EvidenceGrade.REGISTERED)


@pytest.mark.reference
def test_the_published_accreditation_is_read(reference: Path) -> None:
    name = "elm/ebsi-schema/examples/VerifiableAccreditation.json"
    found = assurance(json.loads((reference / name).read_bytes()))
    assert found.decision is not None
    assert str(found.decision.label) == "fully compliant"
    assert found.report is not None
    assert found.report.url == "https://www.example.com/URLtoreport.pdf"
    assert found.expires_at == datetime(2024, 6, 22, 14, 11, 44, tzinfo=UTC)
    assert found.scope.value == "programme"


def test_an_accreditation_about_nobody_is_refused() -> None:
    with pytest.raises(MappingError):
        assurance({"issuer": "did:a"})
    with pytest.raises(ModelError):
        assurance({"credentialSubject": {"id": "did:a"}, "validFrom": "yesterday"})


# The register

ANSWER = {
    "results": [
        {
            "deqar_id": "DEQARINST0001",
            "name_primary": "Ventspils Maritime Training Centre",
            "identifiers": [{"identifier": "40009999999", "resource": "national register"}],
            "reports": [
                {
                    "agency_name": "Quality Agency",
                    "agency_esg_activity": "Institutional evaluation",
                    "decision": "positive",
                    "valid_from": "2024-01-01",
                    "valid_to": "2029-12-31",
                    "report_files": [{"file": "https://agency.example/report.pdf"}],
                },
                {
                    "agency_name": "Quality Agency",
                    "agency_esg_activity": "Programme evaluation",
                    "valid_from": "2010-01-01",
                    "valid_to": "2015-12-31",
                    "programmes": [{"name_primary": "Ports"}],
                },
            ],
        },
        {"deqar_id": "DEQARINST0002", "name_primary": "Ventspils Maritime Training Centre"},
    ]
}


class Asked:
    """A resolver of our own: it keeps the addresses, and gives one answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.urls: list[str] = []

    def __call__(self, url: str, /) -> Resource:
        self.urls.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Resource(json.dumps(self.answer).encode())


def test_an_entry_of_the_register_is_the_best_evidence(document: dict[str, Any]) -> None:
    asked = Asked(ANSWER)
    answer = quality_evidence(
        document,
        accreditations=CHAIN,
        roots=[STATE],
        register=Deqar(asked, base="https://r.example/"),
    )
    assert [one.grade for one in answer.evidence] == [
        EvidenceGrade.REGISTERED,
        EvidenceGrade.SIGNED,
        EvidenceGrade.SIGNED,
        EvidenceGrade.CLAIMED,
    ]
    best = answer.evidence[0]
    assert best.source == "https://r.example/institutions/DEQARINST0001"
    assert str(best.assurance.title) == "Institutional evaluation"
    assert best.assurance.agency is not None
    assert str(best.assurance.agency.legal_name) == "Quality Agency"
    assert "https://r.example/institutions/?identifier=40009999999" in asked.urls
    assert answer.check.values == {"grade": "found in a register"}


def test_what_was_in_force_at_the_award_counts(document: dict[str, Any]) -> None:
    then = datetime(2012, 1, 1, tzinfo=UTC)
    answer = quality_evidence(document, at=then, register=Deqar(Asked(ANSWER)))
    registered = [e for e in answer.evidence if e.grade is EvidenceGrade.REGISTERED]
    titles = [str(one.assurance.title) for one in registered]
    assert titles == ["Programme evaluation"]


def test_a_register_that_cannot_be_asked_is_indeterminate(document: dict[str, Any]) -> None:
    silent = FetchError("RESOURCE_UNAVAILABLE", "The register does not answer.")
    answer = quality_evidence(document, register=Deqar(Asked(silent)))
    assert (answer.grade, answer.check.outcome) == (EvidenceGrade.CLAIMED, Outcome.INDETERMINATE)
    assert {problem.code for problem in answer.check.problems} == {"RESOURCE_UNAVAILABLE"}


def test_a_name_alone_is_never_enough() -> None:
    stranger = Organisation.parse({"legal_name": "Ventspils Maritime Training Centre"})
    asked = Asked(ANSWER)
    assert Deqar(asked).entries(stranger) == ()
    assert asked.urls == []
    other = Organisation.parse({"legal_name": "Other", "identifiers": ["a b&c"]})
    assert Deqar(asked).entries(other) == ()
    assert question(other) == tuple(asked.urls)
    assert asked.urls[0].endswith("?identifier=a+b%26c")


@pytest.mark.parametrize("answer", [[], {}, {"results": 1}, {"results": [1]}])
def test_what_is_no_answer_is_refused(answer: Any) -> None:
    with pytest.raises(ParseError, match="REGISTER_ANSWER"):
        read_answer(json.dumps(answer).encode())


def test_a_poor_answer_is_read_as_far_as_it_goes() -> None:
    odd = {
        "results": [{"name_primary": 1, "identifiers": [1, {"identifier": ""}], "reports": [{}]}]
    }
    (entry,) = read_answer(json.dumps(odd).encode())
    assert entry.organisation.identifiers == ()
    assert str(entry.assurances[0].title) == "External quality assurance"
