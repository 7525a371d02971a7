"""Whose badge it is: hashed and plain identities, compared with what somebody knows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import UsageError
from elm_microcred.model.open_badges.identity import IdentityMatch, hash_identity, match_identity

SALT = "0123456789abcdef"
EMAIL = "anna@example.org"


def badge(*identifiers: Any, **subject: Any) -> dict[str, Any]:
    return {"credentialSubject": {**subject, "identifier": list(identifiers)}}


def entry(said: Any, *, hashed: bool = False, kind: str = "emailAddress", **more: Any) -> Any:
    return {"identityHash": said, "hashed": hashed, "identityType": kind, **more}


def test_a_hash_is_that_of_the_identity_and_its_salt() -> None:
    made = hash_identity(EMAIL, SALT)
    assert made == "sha256$" + hashlib.sha256((EMAIL + SALT).encode()).hexdigest()
    document = badge(entry(made, hashed=True, salt=SALT))
    assert match_identity(document, {"emailAddress": EMAIL}) is IdentityMatch.MATCHED
    assert match_identity(document, {"emailAddress": "x"}) is IdentityMatch.NOT_MATCHED
    with pytest.raises(UsageError):
        hash_identity(EMAIL, "deadsea")


@pytest.mark.parametrize(
    ("document", "known", "expected"),
    [
        (badge(entry(EMAIL)), {"emailAddress": EMAIL}, "MATCHED"),
        (badge(entry(EMAIL)), {"name": "Anna"}, "NOT_COMPARABLE"),
        (badge(entry("A", kind="name"), entry("B", kind="name")), {"name": "B"}, "MATCHED"),
        (badge(id="urn:x:1"), {"id": "urn:x:1"}, "MATCHED"),
        (badge(id="urn:x:1"), {"id": "urn:x:2"}, "NOT_MATCHED"),
        (badge(entry(EMAIL, hashed=True)), {"emailAddress": EMAIL}, "NOT_MATCHED"),
        (badge(entry("sha1$00", hashed=True)), {"emailAddress": EMAIL}, "NOT_MATCHED"),
        (badge(entry("sha256$é", hashed=True)), {"emailAddress": EMAIL}, "NOT_MATCHED"),
        (badge(entry(7)), {"emailAddress": EMAIL}, "NOT_MATCHED"),
        (badge("x", 7), {"emailAddress": EMAIL}, "NOT_COMPARABLE"),
        (
            {"credentialSubject": [7, {"identifier": entry(EMAIL)}]},
            {"emailAddress": EMAIL},
            "MATCHED",
        ),
        ({}, {"emailAddress": EMAIL}, "NOT_COMPARABLE"),
        (
            badge(entry("md5$" + hashlib.md5(b"ab").hexdigest().upper(), hashed=True, salt="b")),
            {"emailAddress": "a"},
            "MATCHED",
        ),
    ],
)
def test_identities_are_compared(document: Any, known: dict[str, str], expected: str) -> None:
    assert match_identity(document, known) is IdentityMatch[expected]


@pytest.mark.reference
def test_the_hashes_of_others_match(reference: Path) -> None:
    cases = json.loads((reference / "openbadges" / "index.json").read_text("utf-8"))
    count = 0
    for case in cases:
        for email, expected in case.get("recipient_match", {}).items():
            document = json.loads((reference / "openbadges" / case["file"]).read_text("utf-8"))
            found = match_identity(document, {"emailAddress": email})
            assert (found is IdentityMatch.MATCHED) is expected
            count += 1
    assert count >= 2
