"""The keys of an issuer over time: who signs when, and what verifiers are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import ElmMicrocredError, KeyMaterialError, LocalSigner, UsageError, sign, verify
from elm_microcred.proofs.dids import did_web_url
from elm_microcred.proofs.key_ring import KeyRing
from elm_microcred.retrieval import Resource, offline

DID = "did:web:vmc.example"
MARCH, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 7))
FIRST, SECOND = LocalSigner.generate(), LocalSigner.generate("P-256")
RING = KeyRing(DID).added(FIRST.public_key, now=MARCH).added(SECOND.public_key, now=JUNE)


def test_the_newest_key_signs_and_the_one_before_no_more() -> None:
    first, second = RING.keys
    assert RING.current(now=MARCH) == first
    assert RING.current(now=JUNE) == second
    assert [first.state(JUNE), second.state(JUNE)] == ["replaced", "current"]
    assert [first.state(MARCH), second.state(MARCH)] == ["current", "planned"]
    first.check_may_sign(MARCH)
    for key, now in ((first, JUNE), (second, MARCH)):
        with pytest.raises(KeyMaterialError) as caught:
            key.check_may_sign(now)
        assert caught.value.code == "KEY_EXPIRED"
    with pytest.raises(KeyMaterialError) as caught:
        RING.current(now=MARCH - timedelta(1))
    assert caught.value.code == "KEY_EXPIRED"


def test_the_key_before_may_sign_on_for_a_while() -> None:
    ring = KeyRing(DID).added(FIRST.public_key, now=MARCH)
    ring = ring.added(SECOND.public_key, now=JUNE, overlap=timedelta(days=1))
    ring.keys[0].check_may_sign(JUNE + timedelta(hours=23))
    assert ring.current(now=JUNE) == ring.keys[1]
    with pytest.raises(KeyMaterialError):
        ring.keys[0].check_may_sign(JUNE + timedelta(days=1))


def test_a_revoked_key_signs_nothing_at_any_time() -> None:
    ring = RING.revoke(RING.keys[1].id, now=JULY)
    for now in (MARCH, JUNE, JULY):
        with pytest.raises(KeyMaterialError) as caught:
            ring.keys[1].check_may_sign(now)
        assert caught.value.code == "KEY_REVOKED"
    with pytest.raises(KeyMaterialError) as caught:
        ring.current(now=JULY)
    assert caught.value.code == "KEY_REVOKED"
    assert ring.revoke(RING.keys[1].id, now=JULY + timedelta(1)) == ring
    third = ring.added(LocalSigner.generate().public_key, now=JULY)
    assert third.current(now=JULY) == third.keys[2]


def _verified(ring: KeyRing, content: bytes, now: datetime) -> Any:
    def resolve(url: str, /) -> Resource:
        if url == did_web_url(DID):
            return Resource(json.dumps(ring.document()).encode())
        return offline(url)

    return verify(content, resolve=resolve, now=now)


def test_what_an_old_key_signed_verifies_and_what_a_revoked_one_signed_does_not() -> None:
    old = LocalSigner(FIRST.key, verification_method=RING.keys[0].id)
    document = {**typical_badge(issuer_id=DID), "validFrom": "2026-03-01T00:00:00Z"}
    content = sign(document, old, now=MARCH).content
    assert _verified(RING, content, JULY)
    gone = RING.revoke(RING.keys[0].id, now=JULY)
    report = _verified(gone, content, JULY)
    assert not report
    assert "KEY_REVOKED" in {problem.code for problem in report.errors}
    new = LocalSigner(SECOND.key, verification_method=RING.keys[1].id)
    later = {**document, "validFrom": "2026-06-01T00:00:00Z"}
    assert _verified(gone, sign(later, new, securing="ecdsa-rdfc-2019", now=JUNE).content, JULY)


def test_the_ring_comes_back_as_it_was_written_and_holds_no_secret() -> None:
    ring = RING.revoke(RING.keys[0].id, now=JULY)
    text = json.dumps(ring.to_dict())
    assert KeyRing.from_dict(json.loads(text)) == ring
    for signer in (FIRST, SECOND):
        assert signer.to_jwk()["d"] not in text + json.dumps(ring.document())
        assert signer.to_multikey() not in text


@pytest.mark.parametrize(
    "change",
    [
        None,
        [],
        {},
        {"version": 2},
        {"version": 1, "controller": 1, "keys": []},
        {"version": 1, "controller": DID, "keys": {}},
        {"version": 1, "controller": DID, "keys": [1]},
        {"version": 1, "controller": DID, "keys": [{"id": "a"}]},
        {"version": 1, "controller": DID, "keys": [{**RING.keys[0].to_dict(), "validFrom": "x"}]},
        {"version": 1, "controller": DID, "keys": [{**RING.keys[0].to_dict(), "revoked": 5}]},
        {"version": 1, "controller": "here", "keys": []},
        {"version": 1, "controller": DID, "keys": [{"id": "a", "publicKeyMultibase": "z1"}]},
    ],
    ids=range(12),
)
def test_what_is_no_ring_is_refused(change: Any) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        KeyRing.from_dict(change)
    assert caught.value.code in ("KEY_MALFORMED", "USAGE")


def test_no_key_of_somebody_else_and_none_twice() -> None:
    for name, public in (
        ("did:web:other.example#a", LocalSigner.generate().public_key),
        (RING.keys[0].id, LocalSigner.generate().public_key),
        (None, FIRST.public_key),
    ):
        with pytest.raises(UsageError):
            RING.added(public, now=JULY, id=name)
    with pytest.raises(KeyMaterialError) as caught:
        RING.key("nothing")
    assert caught.value.code == "KEY_NOT_FOUND"
    with pytest.raises(KeyMaterialError):
        KeyRing(DID).current(now=JULY)


def test_an_identifier_that_is_a_key_has_one() -> None:
    ring = KeyRing(FIRST.did).added(FIRST.public_key, now=MARCH)
    assert not ring.can_rotate
    assert ring.document()["assertionMethod"] == [FIRST.verification_method]
    with pytest.raises(UsageError, match="another issuer"):
        ring.added(SECOND.public_key, now=JUNE)


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:vmc.example", "https://vmc.example/.well-known/did.json"),
        ("did:web:vmc.example:a:b", "https://vmc.example/a/b/did.json"),
        ("did:web:vmc.example%3A8443", "https://vmc.example:8443/.well-known/did.json"),
    ],
)
def test_where_a_did_web_is_published(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize("did", ["did:key:z6Mk", "https://vmc.example", "did:web:a:..:b"])
def test_nothing_else_is_published_so(did: str) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        did_web_url(did)
    assert caught.value.code == "DID_INVALID"
