"""What SHACL lets through, and the checks of a credential put together."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.limits import Limits
from elm_microcred.report import CHECK_IDS, Outcome, Report, ordered
from elm_microcred.validation.elm import elm_checks
from elm_microcred.validation.vocabulary_check import check_vocabularies
from elm_mutants import SAMPLES, sample

pytestmark = pytest.mark.reference

EQF = "http://data.europa.eu/snb/eqf/"
MODES = "http://data.europa.eu/snb/learning-assessment/"


@pytest.fixture
def document(reference: Path) -> dict[str, Any]:
    """The EU's own sealed micro-credential of 2024, which fits."""
    return sample(reference, "edc-2024-2025/AA-Annex1-MC-signed.jsonld")


def specification(document: dict[str, Any]) -> dict[str, Any]:
    """The qualification in it."""
    found: dict[str, Any] = document["credentialSubject"]["hasClaim"]["specifiedBy"]
    return found


def problems(document: Any, check: str) -> list[tuple[str, str]]:
    """Code and place of each problem of one check."""
    return [
        (problem.code, problem.pointer)
        for each in elm_checks(document)
        if each.id == check
        for problem in each.problems
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_published_credentials_pass(name: str, reference: Path) -> None:
    checks = elm_checks(sample(reference, name))
    assert Report(checks).outcome is Outcome.PASSED
    assert [check.id for check in ordered(checks)] == [check.id for check in checks]
    assert {check.id.partition("/")[0] for check in checks} <= set(CHECK_IDS)
    assert checks[1].values == {"profile": "edc-generic-full", "table": "edc-3.2"}


SPEC = "/credentialSubject/hasClaim/specifiedBy"


def test_a_level_that_does_not_exist(document: dict[str, Any]) -> None:
    level = specification(document)["eqfLevel"]
    assert level["id"].startswith(EQF)
    level["id"] = EQF + "99"
    assert problems(document, "shapes") == []
    assert problems(document, "vocabularies") == [("VOCABULARY_UNKNOWN_CODE", f"{SPEC}/eqfLevel")]
    assert not Report(elm_checks(document))


def test_a_mode_outside_its_vocabulary(document: dict[str, Any]) -> None:
    spec = specification(document)
    spec["mode"] = {
        "id": MODES + "nobody",
        "type": "Concept",
        "inScheme": {"id": MODES + "25831c2", "type": "ConceptScheme"},
    }
    assert problems(document, "shapes") == []
    assert problems(document, "vocabularies") == [("VOCABULARY_UNKNOWN_CODE", f"{SPEC}/mode")]
    spec["mode"] = copy.deepcopy(spec["eqfLevel"])
    assert problems(document, "vocabularies") == [("VOCABULARY_OTHER_SCHEME", f"{SPEC}/mode")]
    spec["mode"] = {"id": MODES + "nobody", "type": "Concept"}
    assert problems(document, "vocabularies") == [
        ("VOCABULARY_OTHER_SCHEME", f"{SPEC}/mode"),
        ("VOCABULARY_UNKNOWN_CODE", f"{SPEC}/mode"),
    ]
    spec["mode"] = {"type": "Concept", "prefLabel": {"en": "by post"}}
    assert problems(document, "vocabularies") == [("VOCABULARY_OTHER_SCHEME", f"{SPEC}/mode")]


def test_a_vocabulary_that_is_not_shipped_settles_nothing(document: dict[str, Any]) -> None:
    atu = "http://publications.europa.eu/resource/authority/atu"
    region = {
        "id": f"{atu}/IRL_CTH_DUB",
        "type": "Concept",
        "inScheme": {"id": atu, "type": "ConceptScheme"},
    }
    location = document["issuer"]["location"]
    location["spatialCode"] = region
    assert problems(document, "vocabularies") == [
        ("VOCABULARY_UNCHECKED", "/issuer/location/spatialCode")
    ]
    assert Report(elm_checks(document)).outcome is Outcome.PASSED
    document["issuer"]["accreditation"] = {
        "id": "urn:a",
        "type": "Accreditation",
        "limitJurisdiction": region,
    }
    (check,) = (each for each in elm_checks(document) if each.id == "vocabularies")
    assert check.outcome is Outcome.INDETERMINATE
    assert ("VOCABULARY_NOT_SHIPPED", "/issuer/accreditation/limitJurisdiction") in problems(
        document, "vocabularies"
    )


def test_a_concept_is_asked_about_once(document: dict[str, Any]) -> None:
    level = {**specification(document)["eqfLevel"], "id": EQF + "99"}
    specification(document)["eqfLevel"] = level
    document["credentialSubject"]["hasClaim"]["hasPart"] = copy.deepcopy(
        document["credentialSubject"]["hasClaim"]
    )
    assert len(problems(document, "vocabularies")) == 1


def test_a_text_where_a_concept_belongs_is_left_to_the_structure(document: dict[str, Any]) -> None:
    specification(document)["mode"] = {"@value": "online"}
    assert problems(document, "vocabularies") == []
    assert problems(document, "shapes") == [("SHAPES_CLASS", f"{SPEC}/mode")]


def test_a_date_that_is_no_time(document: dict[str, Any]) -> None:
    document["issued"] = "2024-05-28"
    assert problems(document, "shapes") == []
    assert problems(document, "shapes/literals") == [("ELM_LITERAL_FORM", "/issued")]
    document["issued"] = "2024-05-28T11:51:19"
    assert problems(document, "shapes/literals") == [("ELM_TIME_WITHOUT_OFFSET", "/issued")]
    assert Report(elm_checks(document)).outcome is Outcome.PASSED


def test_a_duration_of_weeks(document: dict[str, Any]) -> None:
    specification(document)["volumeOfLearning"] = "P6W"
    assert problems(document, "shapes") == []
    assert problems(document, "shapes/literals") == [
        ("ELM_LITERAL_FORM", f"{SPEC}/volumeOfLearning")
    ]


def test_a_date_of_change_that_is_lost(document: dict[str, Any]) -> None:
    specification(document)["dateModified"] = "2024-05-28T11:51:19Z"
    assert problems(document, "shapes") == []
    assert problems(document, "terms") == [("DATA_RELATIVE_IRI", f"{SPEC}/dateModified")]


def test_a_key_that_nobody_defines(document: dict[str, Any]) -> None:
    specification(document)["titel"] = {"en": "A"}
    assert problems(document, "shapes") == []
    assert problems(document, "terms") == [("DATA_UNDEFINED_TERM", f"{SPEC}/titel")]


def test_where_there_is_nothing_to_look_at_nothing_else_is_said(document: dict[str, Any]) -> None:
    del document["@context"]
    checks = {check.id: check for check in elm_checks(document)}
    assert checks["shapes"].outcome is Outcome.FAILED
    assert checks["vocabularies"].outcome is Outcome.SKIPPED
    assert checks["shapes/literals"].outcome is Outcome.SKIPPED
    draft = {check.id: check for check in elm_checks(document, before_sealing=True)}
    assert draft["shapes"].outcome is Outcome.PASSED


def test_uploads_pass_as_drafts(reference: Path) -> None:
    for name in ("AA-Annex1-MC-unsigned.json", "Sample-CertOfPart-unsigned.json"):
        path = reference / "elm" / "samples" / "edc-2024-2025" / name
        upload = json.loads(path.read_bytes())
        assert not Report(elm_checks(upload))
        assert Report(elm_checks(upload, before_sealing=True))


def test_vocabularies_alone(document: dict[str, Any]) -> None:
    specification(document)["eqfLevel"]["id"] = EQF + "99"
    found = check_vocabularies(document, limits=Limits())
    assert [problem.code for problem in found] == ["VOCABULARY_UNKNOWN_CODE"]
    assert found[0].found == EQF + "99" and found[0].expected and found[0].remedy
