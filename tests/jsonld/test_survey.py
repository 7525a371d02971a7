"""One walk for reports: what a document says, and what it loses."""

from __future__ import annotations

from typing import Any

import pytest

from elm_microcred import contexts
from elm_microcred.errors import LimitError
from elm_microcred.jsonld import check_terms, survey, to_placed_quads, to_quads
from elm_microcred.jsonld.findings import path
from elm_microcred.limits import Limits

DOCUMENT: dict[str, Any] = {
    "@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP],
    "id": "urn:x",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "credentialSubject": {"id": "urn:y", "type": "Person", "fullName": {"en": "Ana"}},
}


def test_a_document_that_loses_nothing_says_the_same() -> None:
    found = survey(DOCUMENT)
    assert found.problems == ()
    assert found.quads == to_quads(DOCUMENT)
    assert {path(at): name for at, name in found.places} == to_placed_quads(DOCUMENT)[1]


def test_what_is_lost_is_told_and_the_rest_is_kept() -> None:
    lossy = {**DOCUMENT, "nobodyDefinesThis": 1, "issued": "2026-06-30T12:00:00Z"}
    found = survey(lossy)
    assert found.problems == check_terms(lossy)
    assert [problem.pointer for problem in found.problems] == ["/nobodyDefinesThis"]
    assert len(found.quads) == len(to_quads(DOCUMENT)) + 1


def test_a_document_without_context_says_nothing() -> None:
    found = survey({name: value for name, value in DOCUMENT.items() if name != "@context"})
    assert (found.quads, found.places) == ([], [])
    assert [problem.code for problem in found.problems] == ["CONTEXT_MISSING"]


def test_limits_hold() -> None:
    with pytest.raises(LimitError):
        survey(DOCUMENT, limits=Limits(nodes=1))
