"""Endorsements: made, put where they belong, and verified with the badge."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from documents import NOW
from elm_microcred import LocalSigner, ParseError, UsageError, sign, verify
from elm_microcred.endorsing import endorsement, with_endorsements

ISSUER, ENDORSER = LocalSigner.generate(), LocalSigner.generate()
BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:x:badge",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER.controller, "type": ["Profile"]},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "urn:x:learner",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "urn:x:achievement",
            "type": ["Achievement"],
            "name": "Safety",
            "description": "…",
            "criteria": {"narrative": "…"},
            "creator": {"id": ENDORSER.controller, "type": ["Profile"]},
        },
    },
}


def said(about: str, securing: str = "eddsa-rdfc-2022") -> bytes:
    made = endorsement(
        about,
        issuer={"id": ENDORSER.controller, "name": "Agency"},
        name="Recognised",
        comment="Good.",
        valid_from=NOW,
        valid_until=datetime(2040, 1, 1, tzinfo=UTC),
    )
    return sign(made, ENDORSER, now=NOW, securing=securing).content


def test_each_endorsement_stands_where_what_it_is_about_stands() -> None:
    made = with_endorsements(
        BADGE,
        said("urn:x:badge"),
        said("urn:x:badge", "vc+jwt"),
        said("urn:x:learner"),
        said("urn:x:achievement"),
        said(ENDORSER.controller),
        said(ISSUER.controller, "vc+jwt"),
    )
    assert "endorsement" not in BADGE
    achievement = made["credentialSubject"]["achievement"]
    counts = (
        len(made["endorsement"]),
        len(made["endorsementJwt"]),
        len(achievement["endorsement"]),
        len(achievement["creator"]["endorsement"]),
        len(made["issuer"]["endorsementJwt"]),
    )
    assert counts == (2, 1, 1, 1, 1)
    result = verify(sign(made, ISSUER, now=NOW).content, now=NOW)
    assert result and not result.problems, result.problems


def test_who_defined_the_achievement_did_not_sign_it() -> None:
    result = verify(sign(BADGE, ISSUER, now=NOW).content, now=NOW)
    assert result and [p.code for p in result.problems] == ["ACHIEVEMENT_OTHER"]


def test_only_signed_endorsements_of_something_here_are_taken() -> None:
    plain = endorsement("urn:x:badge", issuer=ENDORSER.controller, name="N", valid_from=NOW)
    for content in (
        json.dumps(plain),
        sign(BADGE, ISSUER, now=NOW).content,
        said("urn:x:elsewhere"),
    ):
        with pytest.raises(UsageError) as caught:
            with_endorsements(BADGE, content)
        assert caught.value.code == "ENDORSEMENT_UNUSABLE"
    with pytest.raises(ParseError):
        with_endorsements(BADGE, b"nonsense")
