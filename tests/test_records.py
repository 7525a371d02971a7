"""Learner records: built, signed, walked; their members byte by byte."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from documents import NOW
from elm_microcred import LocalSigner, ParseError, UsageError, sign, verify
from elm_microcred.records import Association, Record, build_record, sign_record, walk_record

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SIGNER = LocalSigner.generate()
SUBJECT = "urn:uuid:99999999-9999-4999-8999-999999999999"


def badge(number: int, **members: Any) -> dict[str, Any]:
    return {
        "@context": [V2, OB],
        "id": f"urn:x:badge-{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": SIGNER.controller, "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": SUBJECT,
            "type": ["AchievementSubject"],
            "achievement": achievement(f"urn:x:{number}"),
        },
        **members,
    }


def achievement(identifier: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "type": ["Achievement"],
        "name": "Ģirts [}",
        "description": "…",
        "criteria": {"narrative": "…"},
        "creditsAvailable": 2.5,
    }


def secured(number: int) -> bytes:
    """A badge, signed, and then written with blanks and numbers as nobody else writes them."""
    content = json.loads(sign(badge(number), SIGNER, now=NOW).content)
    return json.dumps(content, indent=3, ensure_ascii=True).replace("2.5", "2.50").encode()


FIRST, SECOND = secured(1), secured(2)


def record(*credentials: bytes | str, **options: Any) -> Record:
    usual: dict[str, Any] = {
        "id": "urn:uuid:33333333-3333-4333-8333-333333333333",
        "name": "Port safety",
        "issuer": SIGNER.controller,
        "subject": SUBJECT,
        "valid_from": NOW,
    }
    return build_record(credentials or (FIRST, SECOND), **{**usual, **options})


WHOLE = [achievement("urn:x:whole")]
PARTS = [Association(f"urn:x:{n}", "isPartOf", "urn:x:whole") for n in (1, 2)]


def test_a_record_verifies_and_holds_its_members_byte_by_byte() -> None:
    made = record(
        achievements=WHOLE, associations=[*PARTS, Association("urn:x:1", "precedes", "urn:x:2")]
    )
    content = sign_record(made, SIGNER, now=NOW).content
    assert FIRST in content and SECOND in content
    result = verify(content, now=NOW)
    assert result and not result.warnings, result.problems
    walk = walk_record(content)
    assert [member.content for member in walk.members] == [FIRST, SECOND]
    assert [member.pointer[-2:] for member in walk.members] == ["/0", "/1"]
    assert all(verify(member.content, now=NOW) for member in walk.members)
    assert walk.wholes() == ("urn:x:whole",)
    assert walk.parts_of("urn:x:whole") == ("urn:x:1", "urn:x:2")
    assert [m.content for m in walk.awarding("urn:x:1")] == [FIRST]
    assert [m.content for m in walk.below("urn:x:whole")] == [FIRST, SECOND]
    assert walk.associations[2] == Association("urn:x:1", "precedes", "urn:x:2")


def test_a_whole_may_name_its_parts() -> None:
    made = record(
        achievements=WHOLE,
        associations=[
            Association("urn:x:whole", "isParentOf", "urn:x:1"),
            Association("urn:x:2", "isChildOf", "urn:x:1"),
        ],
        description="Both.",
        partial=False,
        valid_until=datetime(2030, 1, 1, tzinfo=UTC),
        issuer={"id": SIGNER.controller, "name": "U"},
        subject={"id": SUBJECT},
    )
    content = sign_record(made, SIGNER, now=NOW).content
    assert verify(content, now=NOW)
    walk = walk_record(content)
    assert walk.wholes() == ("urn:x:whole",)
    assert walk.below("urn:x:whole") == walk.members
    assert (walk.document["partial"], walk.document["validUntil"][:4]) == (False, "2030")


@pytest.mark.parametrize(
    ("associations", "pointer"),
    [
        ([Association("urn:x:1", "replacementOf", "urn:x:2")], "0/associationType"),
        ([Association("urn:x:1", "isPartOf", "urn:x:none")], "0/targetId"),
        ([Association("urn:x:none", "isPartOf", "urn:x:1")], "0/sourceId"),
        ([Association("urn:x:1", "isPartOf", "urn:x:1")], "0/associationType"),
        (
            [
                Association("urn:x:1", "precedes", "urn:x:2"),
                Association("urn:x:2", "precedes", "urn:x:1"),
            ],
            "1/associationType",
        ),
    ],
)
def test_associations_that_cannot_be_are_refused(
    associations: list[Association], pointer: str
) -> None:
    with pytest.raises(UsageError) as caught:
        record(associations=associations)
    assert caught.value.code == "CLR_ASSOCIATION"
    assert caught.value.pointer == f"/credentialSubject/association/{pointer}"


def test_what_cannot_be_a_member_is_evidence_that_stays_checkable() -> None:
    token = sign(badge(3), SIGNER, now=NOW, securing="vc+jwt").content
    unsigned = json.dumps(badge(4)).encode()
    old = json.dumps({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}).encode()
    made = record(FIRST, token, unsigned, old)
    assert [item["genre"] for item in made["evidence"]] == [
        "open-badge-3",
        "open-badge-3",
        "open-badge-2",
    ]
    kept = base64.b64decode(made["evidence"][0]["id"].partition(",")[2])
    assert kept == token
    digest = base64.b64encode(hashlib.sha256(token).digest()).decode()
    assert made["evidence"][0]["description"] == f"sha256-{digest}"
    content = sign_record(made, SIGNER, now=NOW).content
    assert verify(content, now=NOW), verify(content, now=NOW).problems
    with pytest.raises(UsageError) as caught:
        record(token)
    assert caught.value.code == "CLR_EMPTY"


def test_an_upgraded_badge_is_a_member_without_signature() -> None:
    evidence = {"type": ["Evidence", "https://w3id.org/openbadges#Assertion"], "name": "Old"}
    upgraded = json.dumps(badge(4, evidence=[evidence]))
    content = sign_record(record(upgraded), SIGNER, now=NOW).content
    result = verify(content, now=NOW)
    assert result and [problem.code for problem in result.warnings] == ["CLR_MEMBER_UNSIGNED"]


def test_a_record_in_a_token_holds_what_its_members_say() -> None:
    made = record(FIRST)
    token = sign_record(made, SIGNER, now=NOW, securing="vc+jwt").content
    assert verify(token, now=NOW), verify(token, now=NOW).problems
    assert walk_record(sign_record(made, SIGNER, now=NOW).content).members[0].content == FIRST


def test_a_placeholder_in_a_member_is_put_right_with_the_record() -> None:
    evidence = {"type": ["Evidence", "https://w3id.org/openbadges#Assertion"], "name": "Old"}
    inner = badge(4, evidence=[evidence], issuer={"id": "urn:x:me", "type": ["Profile"]})
    made = record(json.dumps(inner), issuer="urn:x:me")
    content = sign_record(made, SIGNER, now=NOW).content
    assert b"urn:x:me" not in content
    assert verify(content, now=NOW)


def test_only_a_record_is_walked() -> None:
    with pytest.raises(ParseError):
        walk_record(FIRST)
    bare = {"@context": [V2], "type": ["VerifiableCredential", "ClrCredential"]}
    assert walk_record(json.dumps(bare)).members == ()
    odd = {
        **bare,
        "credentialSubject": {
            "verifiableCredential": ["x", {**badge(1), "credentialSubject": [7]}]
        },
    }
    walk = walk_record(json.dumps(odd))
    assert [member.achievements for member in walk.members] == [(), ()]


@pytest.mark.reference
def test_a_record_of_others_is_walked(reference: Path) -> None:
    content = (reference / "openbadges" / "own-vectors" / "clr-stack.json").read_bytes()
    walk = walk_record(content)
    assert len(walk.members) == 2 and len(walk.associations) >= 2
    (whole,) = walk.wholes()
    assert walk.below(whole)
    cyclic = (reference / "openbadges" / "own-vectors" / "clr-cyclic-association.json").read_bytes()
    around = walk_record(cyclic)
    assert around.wholes() == ()
    for association in around.associations:
        assert len(around.below(association.target)) <= 2


def test_a_changed_member_fails_the_record() -> None:
    content = sign_record(record(), SIGNER, now=NOW).content
    changed = copy.copy(content).replace(b"2.50", b"3.50", 1)
    assert not verify(changed, now=NOW)
