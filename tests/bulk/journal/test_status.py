"""Places, statuses, and the lists that verifiers are given."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from databases import LISTS, NOW, clock
from elm_microcred.bulk.journal import Database, StatusLists, StatusService, tables
from elm_microcred.bulk.journal.places import index_at
from elm_microcred.errors import ConflictError, UsageError
from elm_microcred.issuing import sign
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import Resource
from elm_microcred.status import MINIMUM_LENGTH, StatusAllocator, StatusList
from elm_microcred.status.token_status_list import read_list
from elm_microcred.verification import verify

SIGNER = LocalSigner.generate()
A, B = "urn:uuid:a", "urn:uuid:b"


@pytest.fixture
def service(url: str) -> Iterator[StatusService]:
    database = Database(url)
    yield StatusService(database, LISTS, clock=clock)
    database.close()


def test_the_order_of_places_is_a_permutation_that_its_secret_decides() -> None:
    for length in (1, 2, 3, 100, 1_000):
        assert sorted(index_at(n, b"a", length) for n in range(length)) == list(range(length))
    first = [index_at(n, b"a", MINIMUM_LENGTH) for n in range(100)]
    assert first != [index_at(n, b"b", MINIMUM_LENGTH) for n in range(100)]
    assert first != sorted(first)


def test_a_credential_has_one_place(service: StatusService) -> None:
    allocator: StatusAllocator = service
    place = allocator.allocate(A)
    assert allocator.allocate(A) == place != allocator.allocate(B)
    kept = service.place(A)
    assert kept is not None
    assert place.list_id == LISTS.url(kept.number, "revocation")
    assert place.index == kept.index
    assert service.place("urn:uuid:c") is None


def test_a_full_list_is_followed_by_a_new_one(service: StatusService) -> None:
    first = service.allocate_many([A, B])
    with service.database.begin() as connection:
        connection.execute(update(tables.LISTS).values(used=MINIMUM_LENGTH - 2))
    places = service.allocate_many([f"urn:x:{n}" for n in range(5)])
    assert [place.number for place in places] == [1, 1, 2, 2, 2]
    assert len({(place.number, place.index) for place in (*first, *places)}) == 7
    assert service.numbers() == [1, 2]


def test_a_status_changes_and_revoked_is_final(service: StatusService) -> None:
    service.allocate(A)
    assert service.status(A) == "valid"
    assert service.change(A, "suspended") and not service.change(A, "suspended")
    assert service.change(A, "valid")
    assert service.change(A, "revoked") and not service.change(A, "revoked")
    with pytest.raises(ConflictError) as caught:
        service.change(A, "valid")
    assert caught.value.code == "STATUS_FINAL"
    assert {number: states for number, _, states in service.counts()} == {1: {"revoked": 1}}


def test_all_are_changed_or_none(service: StatusService) -> None:
    service.allocate(A)
    with pytest.raises(UsageError) as caught:
        service.change_many([A, B], "revoked")
    assert caught.value.code == "STATUS_UNALLOCATED"
    assert service.status(A) == "valid"
    with pytest.raises(UsageError) as unknown:
        service.status(B)
    assert unknown.value.code == "STATUS_UNALLOCATED"


def test_a_verifier_sees_what_was_changed(service: StatusService) -> None:
    service.allocate(A)
    place = service.place(A)
    assert place is not None
    badge = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": A,
        "type": ["VerifiableCredential"],
        "issuer": SIGNER.controller,
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada"},
        "credentialStatus": LISTS.entry(place),
    }
    content = sign(badge, SIGNER, now=NOW).content

    def resolve(url: str) -> Resource:
        _, number, form = url.rsplit("/", 2)
        published = service.publish(int(number), form, SIGNER)
        return Resource(published.content, published.media_type)

    assert verify(content, resolve=resolve, now=NOW)
    service.change(A, "suspended")
    assert [p.code for p in verify(content, resolve=resolve, now=NOW).errors] == [
        "STATUS_SUSPENDED"
    ]
    service.change(A, "revoked")
    assert [p.code for p in verify(content, resolve=resolve, now=NOW).errors] == ["STATUS_REVOKED"]


def test_a_token_list_holds_the_same(service: StatusService) -> None:
    service.allocate_many([A, B])
    service.change(A, "revoked")
    service.change(B, "suspended")
    a, b = service.place(A), service.place(B)
    assert a is not None and b is not None
    published = service.publish(a.number, "token", SIGNER)
    assert published.media_type == "application/statuslist+jwt"
    import base64

    payload = published.content.split(b".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + b"=="))
    statuses = read_list(claims["status_list"])
    assert (statuses.status(a.index), statuses.status(b.index)) == (1, 2)
    assert claims["sub"] == LISTS.claim(a)["status_list"]["uri"]
    assert sum(map(bool, statuses.octets)) == 2


def test_a_list_is_signed_again_only_when_it_must_be(url: str) -> None:
    time = NOW
    database = Database(url)
    service = StatusService(database, LISTS, clock=lambda: time)
    service.allocate(A)
    first = service.publish(1, "revocation", SIGNER)
    time += dt.timedelta(hours=5)
    second = service.publish(1, "revocation", SIGNER)
    assert (second.content, second.made_at) == (first.content, first.made_at)
    assert second.fresh_until == first.fresh_until + dt.timedelta(hours=5)
    service.change(A, "revoked")
    third = service.publish(1, "revocation", SIGNER)
    listed = json.loads(third.content)["credentialSubject"]["encodedList"]
    place = service.place(A)
    assert place is not None
    assert StatusList.decode(listed).status(place.index) == 1
    time += LISTS.holds / 2
    assert service.publish(1, "revocation", SIGNER).made_at == time
    other = LocalSigner.generate("P-256")
    assert other.controller in service.publish(1, "revocation", other).content.decode()
    database.close()


def test_what_makes_no_list_is_refused(service: StatusService) -> None:
    with pytest.raises(UsageError):
        service.publish(7, "revocation", SIGNER)
    with pytest.raises(UsageError):
        service.publish(1, "message", SIGNER)
    for wrong in (
        {"base": "nowhere"},
        {"base": "https://a.example/status/"},
        {"base": "https://a.example", "purposes": ("message",)},
        {"base": "https://a.example", "length": 100},
    ):
        with pytest.raises(UsageError):
            StatusLists(**wrong)
    only = StatusService(service.database, StatusLists("https://a.example/s"))
    only.allocate(A)
    with pytest.raises(UsageError):
        only.change(A, "suspended")
