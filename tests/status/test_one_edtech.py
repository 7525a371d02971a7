"""Revocation lists of 1EdTech: who is in them, and what is no such list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.report import Check
from elm_microcred.retrieval import Resource, offline
from elm_microcred.status import check_status

LIST = "https://a.example/revocations"
BADGE = "https://a.example/badges/1"
BADGES: dict[str, Any] = {
    "id": BADGE,
    "issuer": {"id": "https://a.example/issuer"},
    "credentialStatus": {"id": LIST, "type": "1EdTechRevocationList"},
}


def believe(content: bytes, /) -> Any:
    raise AssertionError("a list of this kind is no credential")


def run(document: Any, badge: dict[str, Any] | None = None, **arguments: Any) -> list[Check]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return check_status(
        badge or BADGES,
        now=datetime(2026, 3, 1, tzinfo=UTC),
        verify_list=believe,
        **{"resolve": lambda url: Resource({LIST: content}[url]), **arguments},
    )


def result(checks: list[Check]) -> tuple[str, list[str]]:
    return checks[0].outcome.value, [
        p.code for p in checks[1].problems if p.code[-8:] != "UNSIGNED"
    ]


NOBODY: dict[str, Any] = {"revokedCredential": []}


@pytest.mark.parametrize(
    "revoked",
    [
        [],
        {"id": BADGE + "0"},
        [{"id": BADGE, "revoked": False}],
        [{"id": "https://a.example/badges/2", "revocationReason": "Error"}],
    ],
)
def test_a_badge_that_was_not_revoked_passes(revoked: Any) -> None:
    checks = run({"id": LIST, "issuer": "https://a.example/issuer", "revokedCredential": revoked})
    assert result(checks) == ("passed", [])
    assert checks[1].values == {"purpose": "revocation", "list": LIST, "status": 0}
    assert [p.code for p in checks[1].problems] == ["STATUS_LIST_UNSIGNED"]


@pytest.mark.parametrize(
    "entry", [{"id": BADGE}, {"id": BADGE, "revoked": True, "revocationReason": "Error"}]
)
def test_a_badge_that_was_revoked_fails(entry: dict[str, Any]) -> None:
    for revoked in (entry, [{"id": BADGE + "0"}, entry]):
        checks = run({"revokedCredential": revoked})
        assert result(checks) == ("failed", ["STATUS_REVOKED"])
        assert checks[1].problems[-1].found == entry.get("revocationReason")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"<html>", "STATUS_LIST_INVALID"),
        (b"[" * 100_000, "STATUS_LIST_INVALID"),
        ([], "STATUS_LIST_INVALID"),
        ({}, "STATUS_LIST_INVALID"),
        ({"id": LIST, "issuer": "https://a.example/issuer"}, "STATUS_LIST_INVALID"),
        ({"revokedCredential": None}, "STATUS_LIST_INVALID"),
        ({"revokedCredential": "all"}, "STATUS_LIST_INVALID"),
        ({"revokedCredential": [BADGE]}, "STATUS_LIST_INVALID"),
        ({"revokedCredential": [{"revoked": True}]}, "STATUS_LIST_INVALID"),
        ({"revokedCredential": [{"id": BADGE, "revoked": "no"}]}, "STATUS_LIST_INVALID"),
        ({**NOBODY, "id": "https://b.example/revocations"}, "STATUS_LIST_MISMATCH"),
        ({**NOBODY, "id": None}, "STATUS_LIST_MISMATCH"),
        ({**NOBODY, "issuer": "https://b.example/issuer"}, "STATUS_LIST_ISSUER"),
        ({**NOBODY, "issuer": None}, "STATUS_LIST_ISSUER"),
    ],
)
def test_what_is_not_the_issuers_list_is_refused(document: Any, code: str) -> None:
    assert result(run(document)) == ("failed", [code])


def test_another_publisher_may_be_named() -> None:
    checks = run({**NOBODY, "issuer": "https://b.example"}, list_issuers=["https://b.example"])
    assert result(checks) == ("passed", [])


def test_a_list_that_cannot_be_had_leaves_the_question_open() -> None:
    assert result(run({}, resolve=offline)) == ("indeterminate", ["STATUS_UNAVAILABLE"])


def test_a_badge_or_a_list_without_identifier_cannot_be_looked_up() -> None:
    for change in (
        {"id": None},
        {"id": ""},
        {"credentialStatus": {"type": "1EdTechRevocationList"}},
        {"credentialStatus": {"type": "1EdTechRevocationList", "id": "here"}},
    ):
        assert result(run({}, {**BADGES, **change})) == ("failed", ["STATUS_INVALID"])


@pytest.mark.reference
def test_the_revoked_sample_of_1edtech(reference: Path) -> None:
    path = reference / "openbadges/validator/status/credential-status-revoked.json"
    badge = json.loads(path.read_bytes())
    content = json.dumps({"revokedCredential": [{"id": badge["id"]}]}).encode()
    served = {badge["credentialStatus"]["id"]: Resource(content)}
    assert result(run({}, badge, resolve=served.__getitem__)) == ("failed", ["STATUS_REVOKED"])
    assert result(run({}, badge, resolve=offline)) == ("indeterminate", ["STATUS_UNAVAILABLE"])
