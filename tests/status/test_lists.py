"""The credential that carries a list: made, changed, and how long a copy is good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from elm_microcred.errors import ParseError, UsageError
from elm_microcred.status import StatusList, fresh_until, status_list_credential, with_statuses

ID = "https://a.example/status/3"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def made(**arguments: Any) -> dict[str, Any]:
    return status_list_credential(
        ID, "did:key:z6Mk", StatusList.empty(), **{"valid_from": NOW, **arguments}
    )


def test_a_list_as_the_specification_writes_it() -> None:
    assert made(purpose=["revocation", "suspension"], ttl=timedelta(minutes=5)) == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": ID,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:key:z6Mk",
        "validFrom": "2026-03-01T12:00:00Z",
        "credentialSubject": {
            "id": f"{ID}#list",
            "type": "BitstringStatusList",
            "statusPurpose": ["revocation", "suspension"],
            "encodedList": StatusList.empty().encode(),
            "ttl": 300_000,
        },
    }


def test_the_next_issue_keeps_all_but_the_list_the_period_and_the_proof() -> None:
    first = {**made(valid_until=NOW + timedelta(days=1)), "proof": {}, "name": "Revocations"}
    later = NOW + timedelta(hours=1)
    second = with_statuses(first, {42: 1}, valid_from=later)
    listed = StatusList.decode(second["credentialSubject"]["encodedList"])
    assert listed == StatusList.empty().updated({42: 1})
    assert second["validFrom"] == "2026-03-01T13:00:00Z"
    assert "proof" not in second
    assert "validUntil" not in second
    assert second["name"] == "Revocations"
    assert {k: v for k, v in second["credentialSubject"].items() if k != "encodedList"} == {
        k: v for k, v in first["credentialSubject"].items() if k != "encodedList"
    }
    assert "proof" in first


def test_statuses_of_several_bits_are_changed_too() -> None:
    first = status_list_credential(
        ID, "did:key:z6Mk", StatusList.empty(size=3), purpose="message", valid_from=NOW
    )
    second = with_statuses(first, {42: 5}, size=3, valid_from=NOW)
    assert StatusList.decode(second["credentialSubject"]["encodedList"], size=3).status(42) == 5


@pytest.mark.parametrize("subject", [None, [], {}, {"encodedList": 1}])
def test_what_carries_no_list_is_not_changed(subject: Any) -> None:
    with pytest.raises(ParseError) as caught:
        with_statuses({"credentialSubject": subject}, {1: 1}, valid_from=NOW)
    assert caught.value.code == "STATUS_LIST_INVALID"


def test_arguments_that_make_no_list_are_refused() -> None:
    with pytest.raises(UsageError):
        made(valid_from=datetime(2026, 3, 1))
    with pytest.raises(UsageError):
        made(ttl=timedelta(seconds=-1))
    with pytest.raises(UsageError):
        status_list_credential("status/3", "did:key:z", StatusList.empty(), valid_from=NOW)


def test_a_copy_is_good_until_the_earlier_of_its_two_ends() -> None:
    tomorrow = NOW + timedelta(days=1)
    minutes = timedelta(minutes=5)
    assert fresh_until(made(), NOW) is None
    assert fresh_until(made(ttl=minutes), NOW) == NOW + minutes
    assert fresh_until(made(valid_until=tomorrow), NOW) == tomorrow
    assert fresh_until(made(valid_until=tomorrow, ttl=minutes), NOW) == NOW + minutes
    assert fresh_until(made(valid_until=tomorrow, ttl=minutes * 999), NOW) == tomorrow


@pytest.mark.parametrize("ttl", [True, -1, "1", 1.5, None, 10**20])
def test_a_time_to_live_that_is_none_limits_nothing(ttl: Any) -> None:
    assert fresh_until({"credentialSubject": {"ttl": ttl}}, NOW) is None
    assert fresh_until({"credentialSubject": []}, NOW) is None
