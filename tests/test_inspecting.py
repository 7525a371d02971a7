"""`inspect`: what can be shown of a file, and what was found about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import gallery
from elm_microcred import Outcome, ParseError, Resource, render, verify
from elm_microcred.errors import FetchError
from elm_microcred.inspecting import inspect
from elm_microcred.proofs.multibase import encode_base64url

NOW = datetime(2026, 8, 1, tzinfo=UTC)
ISSUER = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Issuer",
    "id": "https://old.example/issuer",
    "name": "Old School",
    "url": "https://old.example/",
    "email": "a@old.example",
}
CLASS = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": "https://old.example/class",
    "name": "Knots and splices",
    "description": "Ties ten knots.",
    "image": "https://old.example/class.png",
    "criteria": {"narrative": "Tie ten knots."},
    "issuer": ISSUER["id"],
}
ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://old.example/assertion",
    "recipient": {"type": "email", "hashed": False, "identity": "learner@old.example"},
    "badge": CLASS["id"],
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2019-05-06T00:00:00Z",
}


def web(url: str, /) -> Resource:
    """The old school's web site."""
    for document in (ISSUER, CLASS, ASSERTION):
        if document["id"] == url:
            return Resource(json.dumps(document).encode())
    raise FetchError("RESOURCE_UNAVAILABLE", "There is no such page.", found=url)


def test_a_signed_credential_is_verified() -> None:
    content = (gallery.FOLDER / "vet-unit.edc.json").read_bytes()
    found = inspect(content, now=NOW)
    assert found.content == content
    assert (found.format, found.verified_at) == ("edc", NOW)
    assert found.report
    assert found.document == json.loads(content)


def test_what_nobody_signed_is_not_verified() -> None:
    document = json.loads((gallery.FOLDER / "vet-unit.edc.json").read_bytes())
    del document["proof"]
    found = inspect(json.dumps(document).encode(), now=NOW)
    assert (found.report, found.verified_at, found.subject) == (None, None, document)


def test_files_of_our_own_are_taken_as_they_are() -> None:
    micro = gallery.micro_credential("vet-unit")
    draft = inspect(micro.to_json().encode(), now=NOW)
    assert (draft.subject, draft.format) == (micro, "micro-credential")
    report = verify(b"{}", now=NOW).to_dict()
    found = inspect(json.dumps(report).encode(), now=NOW)
    assert (found.subject, found.format, found.report) == (report, "verification-report", None)


def test_a_hosted_badge_of_old_is_shown_as_what_it_becomes() -> None:
    content = json.dumps(ASSERTION).encode()
    found = inspect(content, now=NOW, resolve=web)
    assert found.format == "open-badge-2"
    assert found.report is not None
    assert found.report.outcome is Outcome.PASSED
    page = render(found.subject, report=found.report, at=found.verified_at).text
    assert "Knots and splices" in page
    assert "Old School" in page


@pytest.mark.parametrize("document", [ASSERTION, CLASS], ids=["assertion", "class"])
def test_an_old_badge_whose_parts_are_missing_is_never_taken_for_good(
    document: dict[str, Any],
) -> None:
    found = inspect(json.dumps(document).encode(), now=NOW)
    page = render(found.subject, report=found.report, at=found.verified_at).text
    assert 'class="state passed"' not in page


@pytest.mark.parametrize("end", ["", "~bm90IGpzb24~"], ids=["jwt", "sd-jwt"])
def test_a_token_that_is_malformed_is_never_taken_for_good(end: str) -> None:
    badge = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["OpenBadgeCredential"]}
    header, payload = (encode_base64url(json.dumps(x).encode()) for x in ({"alg": 5}, badge))
    found = inspect(f"{header}.{payload}.c2ln{end}".encode(), now=NOW)
    assert found.report is not None
    assert found.report.outcome is Outcome.FAILED
    assert 'class="state failed"' in render(found.subject, report=found.report).text
    assert (found.document is None) is bool(end)


@pytest.mark.parametrize("content", [b"", b"nothing", b"[]", b'"a"', b"{}", b'{"a": 1}'])
def test_what_is_no_credential_is_an_error(content: bytes) -> None:
    with pytest.raises(ParseError):
        inspect(content, now=NOW)
