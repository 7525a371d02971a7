"""The classes of Open Badges, CLR and the data model: as the standards have them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import ModelError
from elm_microcred.model import clr, open_badges, vc
from elm_microcred.model.open_badges.vocabularies import PUBLISHED_EXTENSION, VOCABULARIES
from elm_microcred.model.vc.node import Node, classes, members

MODEL = json.loads(
    (Path(__file__).parents[2] / "vectors" / "open-badges" / "model.json").read_text("utf-8")
)


@pytest.mark.parametrize("name", sorted(classes()))
def test_a_class_is_that_of_the_standard(name: str) -> None:
    expected: dict[str, Any] = {}
    for base in (*MODEL["classes"][name]["bases"], name):
        expected |= MODEL["classes"].get(base, {"properties": {}})["properties"]
    found = {
        member: (
            of.kind if isinstance(of.kind, str) else of.kind.__name__,
            str(of.cardinality),
            of.cardinality.compact,
        )
        for member, of in members(classes()[name]).items()
    }
    assert found == {
        member: (
            {"ProfileRef": "Profile"}.get(said["type"], said["type"]),
            said["cardinality"],
            said.get("may_compact", False),
        )
        for member, said in expected.items()
    }


def test_no_class_of_credentials_is_missing() -> None:
    beside = {
        "Context",
        "Map",
        "Markdown",
        "CompactJws",
        "IdentityHash",
        "ProfileRef",
        "JWK",
        "JWKS",
    }
    unions = {"AnyAchievementCredential", "AnyEndorsementCredential"}
    interface = {n for n in MODEL["classes"] if n.startswith(("OpenApi", "ServiceDescription"))}
    assert set(classes()) == set(MODEL["classes"]) - beside - unions - interface
    assert not set(vc.__all__) & set(open_badges.__all__) & set(clr.__all__)


def test_the_vocabularies_are_those_of_the_standard() -> None:
    expected = {
        name: (tuple(said["terms"]), said["extensible"])
        for name, said in MODEL["vocabularies"].items()
    }
    assert {name: (v.terms, v.extensible) for name, v in VOCABULARIES.items()} == expected


def test_an_extension_is_anchored() -> None:
    kinds = VOCABULARIES["AchievementType"]
    assert "MicroCredential" in kinds
    assert "ext:Nano.Credential-1_x" in kinds
    assert "foo-ext:bar" not in kinds and re.search(PUBLISHED_EXTENSION, "foo-ext:bar")
    assert "ext:" not in kinds and "ext:é" not in kinds
    assert "ext:replacementOf" not in VOCABULARIES["AssociationType"]


BADGE: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:x:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": "https://issuer.example",
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "type": "AchievementSubject",
        "identifier": {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "anna@example.org",
            "identityType": "emailAddress",
        },
        "achievement": {
            "id": "urn:x:2",
            "type": ["Achievement"],
            "name": {"en": "Safety", "lv": "Drošība"},
            "description": "…",
            "criteria": {"narrative": "…"},
            "creditsAvailable": 2,
            "creator": "https://creator.example",
            "our:extra": [1],
        },
    },
    "proof": [{"type": "DataIntegrityProof"}],
    "evidence": {"type": "Evidence", "https://ours.example/a/b": True},
}


def test_a_badge_is_read_in_any_form() -> None:
    badge = open_badges.AchievementCredential.parse(BADGE)
    subject = badge.credential_subject
    assert subject is not None and subject.achievement is not None
    assert badge.issuer is not None and badge.issuer.id == "https://issuer.example"
    assert subject.identifier[0].hashed is False
    assert subject.achievement.credits_available == 2
    assert subject.achievement.name == {"en": "Safety", "lv": "Drošība"}
    assert badge.evidence[0].type == ("Evidence",)
    assert badge.unknown_members() == {
        "/credentialSubject/achievement/our:extra": [1],
        "/evidence/0/https:~1~1ours.example~1a~1b": True,
    }


def test_a_badge_is_written_in_two_forms() -> None:
    badge = open_badges.AchievementCredential.parse(BADGE)
    compact, arrays = badge.to_dict(), badge.to_dict("arrays")
    assert compact["proof"] == {"type": "DataIntegrityProof"}
    assert compact["issuer"] == arrays["issuer"] == "https://issuer.example"
    assert arrays["proof"] == [{"type": "DataIntegrityProof"}]
    assert arrays["credentialSubject"]["type"] == ["AchievementSubject"]
    assert isinstance(compact["credentialSubject"]["identifier"], list)
    achievement = arrays["credentialSubject"]["achievement"]
    assert achievement["our:extra"] == [1]
    assert achievement["creator"] == {"id": "https://creator.example", "type": ["Profile"]}
    for written in (compact, arrays):
        assert open_badges.AchievementCredential.parse(written).to_dict("arrays") == arrays


def test_what_is_made_here_has_its_types() -> None:
    made = clr.ClrCredential(
        id="urn:x:1",
        credential_subject=clr.ClrSubject(
            association=[
                clr.Association(association_type="isPartOf", source_id="urn:a", target_id="urn:b")
            ]
        ),
    )
    assert made.type == ("VerifiableCredential", "ClrCredential")
    assert made.to_dict("arrays")["credentialSubject"]["association"] == [
        {
            "type": "Association",
            "associationType": "isPartOf",
            "sourceId": "urn:a",
            "targetId": "urn:b",
        }
    ]
    assert vc.Proof(type="X").type == "X"
    assert open_badges.Criteria(narrative="…").to_dict() == {"narrative": "…"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ([], ""),
        ({"credentialSubject": {"achievement": [{}, {}]}}, "/credentialSubject/achievement"),
        ({"credentialSubject": {"achievement": 7}}, "/credentialSubject/achievement"),
        (
            {"credentialSubject": {"result": [{"value": 7.5, "status": [1, 2]}]}},
            "/credentialSubject/result/0/status",
        ),
        ({"evidence": [7]}, "/evidence/0"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(document: Any, pointer: str) -> None:
    with pytest.raises(ModelError) as caught:
        open_badges.AchievementCredential.parse(document)
    assert caught.value.pointer.startswith(pointer)


def _values(of: type[Node], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of a class as JSON, in any form that readers meet."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for name, member in members(of).items():
        kind = member.kind
        if isinstance(kind, str):
            datatypes = {"Boolean": st.booleans(), "Float": st.integers(0, 99)}
            value = datatypes.get(kind, st.text("abc:/", min_size=1, max_size=5))
        elif depth:
            value = _values(kind, depth - 1)
        else:
            continue
        many = value if member.cardinality.max else value | st.lists(value, min_size=1, max_size=2)
        parts[name] = many
    some = st.sampled_from(sorted(parts)) if parts else st.nothing()
    return st.lists(some, max_size=5, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: parts[name] for name in names})
    )


@pytest.mark.parametrize("of", [open_badges.AchievementCredential, clr.ClrCredential])
@given(data=st.data())
def test_what_was_read_is_written_and_read_again(of: type[Node], data: st.DataObject) -> None:
    document = data.draw(_values(of, 2))
    read = of.parse(document)
    arrays = read.to_dict("arrays")
    assert of.parse(arrays).to_dict("arrays") == arrays
    assert of.parse(read.to_dict()).to_dict("arrays") == arrays


@pytest.mark.reference
def test_every_sample_is_read_whole(reference: Path) -> None:
    count = 0
    for path in sorted((reference / "openbadges").rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if not isinstance(document, dict) or "credentialSubject" not in document:
            continue
        of = _class(document)
        read = of.parse(document)
        assert set(read.to_dict()) == {name for name in document if document[name] != []}
        assert read.to_dict("arrays") == of.parse(read.to_dict("arrays")).to_dict("arrays")
        count += 1
    assert count > 50


def _class(document: dict[str, Any]) -> type[Node]:
    if "ClrCredential" in document["type"]:
        return clr.ClrCredential
    suffix = "v1p1" if "2018" in str(document["@context"]) else ""
    kind = "Endorsement" if "EndorsementCredential" in document["type"] else "Achievement"
    return classes()[f"{kind}Credential{suffix}"]
