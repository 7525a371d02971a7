"""A newer badge takes an older one's place, if it is the same badge and passes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from documents import NOW
from elm_microcred import LocalSigner, NotBundledError, Resource, sign
from elm_microcred.refreshing import REFRESH, refresh, same_credential

ISSUER = LocalSigner.generate()
URL = "https://issuer.example/newer"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def badge(**members: Any) -> bytes:
    document = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://issuer.example/badges/1",
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
            },
        },
        "refreshService": {"id": URL, "type": REFRESH},
        **members,
    }
    document = {name: value for name, value in document.items() if value is not None}
    return sign(document, ISSUER, now=NOW).content


FIRST = badge()
NEWER = badge(validFrom="2026-02-01T00:00:00Z")


class Service:
    def __init__(self, answer: bytes | None) -> None:
        self.answer, self.asked = answer, 0

    def __call__(self, url: str, /) -> Resource:
        self.asked += url == URL
        if url != URL or self.answer is None:
            raise NotBundledError("RESOURCE_NOT_BUNDLED", "Nothing.", found=url)
        return Resource(self.answer)


def test_the_context_of_the_service_is_added_when_signing() -> None:
    assert EXTENSIONS in json.loads(FIRST)["@context"]
    assert json.loads(FIRST)["@context"].count(EXTENSIONS) == 1
    assert EXTENSIONS not in json.loads(badge(refreshService=None))["@context"]


def test_a_newer_badge_takes_the_place_of_the_older_one_once() -> None:
    service = Service(NEWER)
    found = refresh(FIRST.decode(), resolve=service, now=NOW)
    assert found.verification and found.is_newer and found.problem is None
    assert (found.content, service.asked) == (NEWER, 1)
    same = refresh(FIRST, resolve=Service(FIRST), now=NOW)
    assert same.verification and not same.is_newer


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (badge(id="https://issuer.example/badges/2"), "another credential"),
        (badge(validFrom="2025-01-01T00:00:00Z"), "older"),
        (NEWER.replace(b"Safety", b"Danger"), "does not pass"),
        (b"nonsense", "another credential"),
    ],
)
def test_anything_else_leaves_the_older_one(answer: bytes, said: str) -> None:
    found = refresh(FIRST, resolve=Service(answer), now=NOW)
    assert found.verification and not found.is_newer
    assert found.content == FIRST
    assert found.problem is not None and found.problem.code == "REFRESH_REFUSED"
    assert said in found.problem.detail


def test_a_service_that_is_down_leaves_the_older_one() -> None:
    found = refresh(FIRST, resolve=Service(None), now=NOW)
    assert found.verification and found.problem is not None
    assert found.problem.pointer == "/refreshService/id"


def test_a_badge_without_service_or_without_issuer_is_asked_for_nowhere() -> None:
    service = Service(NEWER)
    plain = badge(refreshService=None)
    assert refresh(plain, resolve=service, now=NOW).verification
    assert not refresh(FIRST.replace(b"Safety", b"Danger"), resolve=service, now=NOW).verification
    assert service.asked == 0


def test_two_versions_of_one_badge() -> None:
    one = {"id": "https://a.example/%C3%A9 ", "issuer": "https://a.example"}
    other = {"id": "https://a.example/é", "issuer": {"id": "https://a.example"}}
    assert same_credential(one, other)
    assert not same_credential(one, {**other, "issuer": "https://b.example"})
    assert not same_credential({}, {})
