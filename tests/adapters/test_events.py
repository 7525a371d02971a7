"""Webhooks: the same event once, believed only from who has the secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from elm_microcred import ElmMicrocredError, UsageError
from elm_microcred.adapters.events import EVENTS, event, received, signed_headers, to_bytes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = b"0123456789abcdef"
DATA = {"id": "urn:uuid:1", "note": "ā"}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_believed_from_who_sent_it(name: str) -> None:
    happened = event(name, DATA, source="https://lms.example", now=NOW)
    assert happened == event(name, DATA, source="https://lms.example", now=NOW)
    assert happened["id"] != event(name, {}, source="https://lms.example", now=NOW)["id"]
    body = to_bytes(happened)
    headers = signed_headers(happened, body, SECRET)
    assert received(headers, body, SECRET, NOW) == happened
    rotated = {**headers, "webhook-signature": f"v1,AAAA {headers['webhook-signature']}"}
    assert received(rotated, body, SECRET, NOW) == happened
    assert SECRET.decode() not in str(headers)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "other"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "x"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "ü"},
    ],
    ids=range(6),
)
def test_nobody_elses_is(change: dict[str, str]) -> None:
    happened = event("credential.issued", DATA, source="https://lms.example", now=NOW)
    body = to_bytes(happened)
    headers = signed_headers(happened, body, SECRET)
    for given, content, secret, at in (
        ({**headers, **change}, body, SECRET, NOW),
        (headers, body + b" ", SECRET, NOW),
        (headers, body, SECRET[::-1], NOW),
        (headers, body, SECRET, NOW + timedelta(minutes=6)),
        (headers, body, SECRET, NOW - timedelta(minutes=6)),
        ({}, body, SECRET, NOW),
    ):
        with pytest.raises(ElmMicrocredError) as caught:
            received(given, content, secret, at)
        assert caught.value.code == "REQUEST_UNAUTHORISED"


def test_what_does_not_happen_is_not_told() -> None:
    with pytest.raises(UsageError):
        event("credential.eaten", DATA, source="https://lms.example", now=NOW)
    happened = event("key.revoked", DATA, source="https://lms.example", now=NOW)
    with pytest.raises(UsageError):
        signed_headers(happened, b"", b"short")
