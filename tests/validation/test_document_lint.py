"""What nobody can have meant in a European document, found without reading it as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import european
from badges import port_safety
from elm_microcred.mapping import to_elm
from elm_microcred.validation import validate
from elm_microcred.validation.document_lint import document_lint


def found(document: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in document_lint(document)]


def person(*claims: Any, **more: Any) -> Any:
    return {
        "type": "EuropeanDigitalCredential",
        "credentialSubject": {"hasClaim": [*claims], **more},
    }


NOTE = {"id": "urn:epass:note:1", "type": "Note", "noteLiteral": {"en": "Pass"}}


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({**NOTE, "noteLiteral": {"en": "Fail"}}, "/credentialSubject/hasClaim/1/noteLiteral"),
        ({**NOTE, "noteLiteral": {"lv": "Pass"}}, "/credentialSubject/hasClaim/1/noteLiteral"),
        ({**NOTE, "type": "WebResource"}, "/credentialSubject/hasClaim/1/type"),
    ],
)
def test_one_id_for_two_things(other: Any, pointer: str) -> None:
    assert found(person(NOTE, other)) == [("LINT_ID_COLLISION", pointer)]
    (problem,) = document_lint(person(NOTE, other, other))
    assert problem.found == "urn:epass:note:1"
    assert "number of its own" in problem.remedy


@pytest.mark.parametrize(
    "other",
    [
        NOTE,
        {**NOTE, "noteLiteral": [{"en": "Pass"}]},
        {"id": "urn:epass:note:1"},
        {**NOTE, "noteFormat": {"id": "http://publications.europa.eu/x"}},
        {**NOTE, "id": "urn:epass:note:2", "noteLiteral": {"en": "Fail"}},
    ],
)
def test_the_same_thing_twice_is_no_collision(other: Any) -> None:
    assert found(person(NOTE, other)) == []


def test_nodes_are_compared_by_their_ids_in_any_order() -> None:
    one = {"id": "urn:epass:claim:1", "hasPart": [{"id": "urn:a"}, "urn:b"]}
    two = {"id": "urn:epass:claim:1", "hasPart": ["urn:b", {"id": "urn:a", "title": {"en": "A"}}]}
    assert found(person(one, two)) == []
    three = {"id": "urn:epass:claim:1", "hasPart": ["urn:b"]}
    assert [code for code, _ in found(person(one, three))] == ["LINT_ID_COLLISION"]


def test_public_concepts_may_be_labelled_in_two_ways() -> None:
    iri = "http://data.europa.eu/snb/eqf/6"
    labels = [{"id": iri, "prefLabel": {"en": each}} for each in ("Level 6", "EQF 6")]
    assert found(person(*labels)) == []


@pytest.mark.parametrize(
    ("member", "value", "pointers"),
    [
        ("dateOfBirth", "1999-10-01T22:00:00Z", [""]),
        ("dateOfBirth", "1999-10-01T23:00:00+00:00", [""]),
        ("dateOfBirth", ["1999-10-01T22:00:00Z"], ["/0"]),
        ("dateOfBirth", "1999-10-01T00:00:00Z", []),
        ("dateOfBirth", "1999-10-01T22:00:00+02:00", []),
        ("issued", "2023-09-27T22:00:00Z", []),
    ],
)
def test_days_that_slipped(member: str, value: Any, pointers: list[str]) -> None:
    document = person(**{member: value})
    expected = [("LINT_DATE_SHIFTED", f"/credentialSubject/{member}{p}") for p in pointers]
    assert found(document) == expected


@pytest.mark.parametrize(
    ("whole", "part", "wrong"),
    [
        ("PT60H", "P60M", True),
        ("PT60H", "PT60M", False),
        ("PT60H", "P2DT12H", False),
        ("PT60H", "sixty", False),
        (None, "P60M", False),
    ],
)
def test_months_where_hours_were_meant(whole: str | None, part: str, wrong: bool) -> None:
    claim = {
        "specifiedBy": {} if whole is None else {"volumeOfLearning": whole},
        "influencedBy": [{"title": "x"}, {"specifiedBy": {"volumeOfLearning": [part]}}],
    }
    at = "/credentialSubject/hasClaim/0/influencedBy/1/specifiedBy/volumeOfLearning"
    assert found(person(claim)) == ([("LINT_WORKLOAD", at)] if wrong else [])


def test_an_upload_is_looked_at_inside() -> None:
    upload = {"credential": person(NOTE, {**NOTE, "type": "X"}), "deliveryDetails": NOTE}
    assert found(upload) == [("LINT_ID_COLLISION", "/credential/credentialSubject/hasClaim/1/type")]


@pytest.mark.parametrize("document", [None, [], "x", {}, {"credential": None}, [[{}]]])
def test_anything_is_looked_at(document: Any) -> None:
    assert found(document) == []


def test_lint_stands_in_the_reports() -> None:
    document = {**to_elm(port_safety()), "validFrom": "2026-06-29T22:00:00Z"}
    structural = validate(document, profile="edc-generic-full", before_sealing=True)
    assert [p.code for p in structural.check("shapes/lint").problems] == ["LINT_DATE_SHIFTED"]
    purposes = validate(document, profile=("edc-generic-full", "annex-1"))
    assert [p.code for p in purposes.check("annex-1/lint").problems] == ["LINT_DATE_SHIFTED"]


@pytest.mark.reference
def test_the_published_samples(reference: Path) -> None:
    at = "/credentialSubject/hasClaim/influencedBy/specifiedBy/volumeOfLearning"
    assert found(european.published(reference, european.MICRO_SIGNED)) == [
        ("LINT_DATE_SHIFTED", "/validFrom"),
        ("LINT_DATE_SHIFTED", "/credentialSubject/dateOfBirth"),
        ("LINT_WORKLOAD", at),
    ]
    collisions = {
        name: [p for c, p in found(european.published(reference, name)) if c == "LINT_ID_COLLISION"]
        for name in european.READABLE
    }
    assert not any(pointers for name, pointers in collisions.items() if "ebsi" not in name), (
        collisions
    )
