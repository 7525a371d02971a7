"""Contexts written into a document: refused, but for those that the caller approves by content."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from documents import NOW, SIGNER, badge
from elm_microcred import contexts
from elm_microcred.errors import UsageError
from elm_microcred.issuing import sign
from elm_microcred.jsonld import check_terms, inline_contexts
from elm_microcred.report import Outcome
from elm_microcred.verification import verify

DIGEST = "xJPHVb4yIEEkIMbxohsBlrSYr73rdgbhc3brr5A61PQ"
INLINE = {"mood": "https://terms.example/mood"}


def with_inline(context: Any = INLINE) -> dict[str, Any]:
    document = badge(mood="cheerful")
    return {**document, "@context": [*document["@context"], context]}


def codes(document: Any, approved: Any = None) -> list[str]:
    return [problem.code for problem in check_terms(document, extra_contexts=approved)]


def test_the_name_of_a_context_is_that_of_its_content() -> None:
    approved = inline_contexts(with_inline())
    assert approved == inline_contexts(with_inline(dict(reversed(INLINE.items()))))
    assert list(approved.values()) == [{"@context": INLINE}]
    # SHA-256 of {"mood":"https://terms.example/mood"}, as RFC 6920 writes it.
    assert list(approved) == ["ni:///sha-256;" + DIGEST]


def test_nothing_but_what_was_approved_is_accepted() -> None:
    document = with_inline()
    approved = inline_contexts(document)
    assert codes(document) == ["CONTEXT_INLINE_NOT_ALLOWED"]
    assert codes(document, {"https://terms.example/": {"@context": INLINE}}) == [
        "CONTEXT_INLINE_NOT_ALLOWED"
    ]
    assert codes(document, approved) == []
    other = with_inline({"mood": "https://terms.example/weather"})
    assert codes(other, approved) == ["CONTEXT_INLINE_NOT_ALLOWED"]


@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_signed_and_verified_with_the_same_approval_only(securing: str) -> None:
    document = with_inline()
    approved = inline_contexts(document)
    content = sign(document, SIGNER, securing=securing, now=NOW, extra_contexts=approved).content
    assert json.loads(content)["@context"] == document["@context"]
    assert verify(content, now=NOW, extra_contexts=approved)
    assert verify(content, now=NOW).outcome is Outcome.FAILED
    swapped = json.loads(content)
    swapped["@context"][-1] = {"mood": "https://terms.example/weather"}
    report = verify(json.dumps(swapped), now=NOW, extra_contexts=inline_contexts(swapped))
    assert report.outcome is Outcome.FAILED


def test_those_of_presented_credentials_are_found_and_those_deeper_are_not() -> None:
    inner = {"@context": ["https://www.w3.org/ns/credentials/v2", INLINE]}
    deeper = copy.deepcopy(inner) | {"credentialSubject": {"@context": {"a": "https://a.example/"}}}
    found = inline_contexts({"@context": [], "verifiableCredential": [deeper, "text", None]})
    assert list(found.values()) == [{"@context": INLINE}]
    assert inline_contexts({"verifiableCredential": deeper}) == found


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ({"@import": "https://elsewhere.example/"}, "CONTEXT_UNKNOWN"),
        ({"mood": {"@id": "a:b", "@context": "https://elsewhere.example/"}}, "CONTEXT_UNKNOWN"),
        ({"name": "https://terms.example/other"}, "CONTEXT_INVALID"),
        ({"mood": float("nan")}, "CONTEXT_INLINE_NOT_ALLOWED"),
        ({"@base": "https://terms.example/"}, "DATA_UNDEFINED_TERM"),
    ],
)
def test_approval_makes_no_context_good(context: Any, code: str) -> None:
    document = with_inline(context)
    assert code in codes(document, inline_contexts(document))


# A context at the URL of a bundled one


def _at_a_known_url(given: Any) -> list[str]:
    document = {"@context": contexts.CREDENTIALS_V2, "type": "VerifiableCredential"}
    found = check_terms(document, extra_contexts={contexts.CREDENTIALS_V2: given})
    return [problem.code for problem in found]


def test_at_a_known_url_stands_only_what_is_known_there() -> None:
    bundled = contexts.document(contexts.CREDENTIALS_V2)
    other = {"@context": {**bundled["@context"], "name": "https://evil.example/name"}}
    assert _at_a_known_url(copy.deepcopy(bundled)) == []
    assert _at_a_known_url(contexts.content(contexts.CREDENTIALS_V2)) == []
    assert _at_a_known_url(other) == ["CONTEXT_HASH_MISMATCH"]
    assert _at_a_known_url(json.dumps(bundled).encode()) == ["CONTEXT_HASH_MISMATCH"]


def test_an_own_context_may_be_bytes() -> None:
    url = "https://own.example/v1"
    document = {"@context": [contexts.CREDENTIALS_V2, url], "type": "VerifiableCredential"}
    given = b'{"@context": {"shoe": "https://own.example/shoe"}}'
    assert check_terms({**document, "shoe": "43"}, extra_contexts={url: given}) == ()
    with pytest.raises(UsageError, match="not JSON"):
        check_terms(document, extra_contexts={url: b"{"})
