"""`verify` asks the status lists, which are signed credentials themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from documents import BADGE, NOW, OTHER, SIGNER
from elm_microcred.errors import UsageError
from elm_microcred.issuing import sign
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource, offline
from elm_microcred.status import StatusList, status_entry, status_list_credential, with_statuses
from elm_microcred.verification import Verification, verify

LIST = "https://a.example/status/1"
YESTERDAY = NOW - timedelta(days=1)


def published(revoked: Mapping[int, int], signer: LocalSigner = SIGNER, **members: Any) -> bytes:
    document = status_list_credential(
        LIST,
        signer.controller,
        StatusList.empty().updated(revoked),
        valid_from=YESTERDAY,
        ttl=timedelta(minutes=5),
    )
    return sign({**document, **members}, signer, now=YESTERDAY).content


def credential(index: int = 42) -> bytes:
    document = {**BADGE, "credentialStatus": status_entry(LIST, index)}
    return sign(document, SIGNER, now=YESTERDAY).content


def checked(listed: bytes | None, index: int = 42, **arguments: Any) -> Verification:
    def resolve(url: str, /) -> Resource:
        return Resource({LIST: listed}[url] or b"") if url == LIST and listed else offline(url)

    return verify(credential(index), resolve=resolve, now=NOW, **arguments)


def found(result: Verification) -> tuple[str, list[str]]:
    return result.check("status").outcome.value, [problem.code for problem in result.problems]


def test_a_credential_holds_until_it_is_revoked() -> None:
    first = published({41: 1})
    result = checked(first)
    assert result
    assert result.check("status/0").values["status"] == 0
    revised = with_statuses(json.loads(first), {42: 1}, valid_from=NOW)
    second = sign(revised, SIGNER, now=NOW).content
    assert found(checked(second)) == ("failed", ["STATUS_REVOKED"])
    assert checked(second, index=43)


def test_the_order_of_the_report_holds() -> None:
    ids = [check.id for check in checked(published({})).checks]
    assert ids.index("validity-period") < ids.index("status") == ids.index("status/0") - 1


@pytest.mark.parametrize(
    ("listed", "outcome", "code"),
    [
        (None, "indeterminate", "STATUS_UNAVAILABLE"),
        (b"<html>", "failed", "STATUS_LIST_INVALID"),
        (published({}).replace(b"revocation", b"suspension"), "failed", "STATUS_LIST_INVALID"),
        (published({}, OTHER), "failed", "STATUS_LIST_ISSUER"),
        (published({}, id=LIST + "0"), "failed", "STATUS_LIST_MISMATCH"),
        (published({}, validUntil="2026-02-28T13:00:00Z"), "indeterminate", "STATUS_LIST_STALE"),
        (published({}, validFrom="2026-04-01T00:00:00Z"), "indeterminate", "STATUS_LIST_STALE"),
    ],
)
def test_a_list_must_verify_like_any_credential(
    listed: bytes | None, outcome: str, code: str
) -> None:
    assert found(checked(listed)) == (outcome, [code])


def test_who_does_not_ask_is_not_told() -> None:
    policy = Policy(checks=frozenset({"securing", "controller"}))
    assert checked(published({42: 1}), policy=policy)
    assert checked(None, policy=policy).check("status").outcome is Outcome.SKIPPED


def test_who_asks_for_the_status_only_has_the_list_verified_all_the_same() -> None:
    policy = Policy(checks=frozenset({"status"}))
    assert found(checked(published({}), policy=policy)) == ("passed", [])
    forged = published({42: 1}).replace(b"revocation", b"suspension")
    assert found(checked(forged, policy=policy))[1] == ["STATUS_LIST_INVALID"]


def test_a_list_may_have_a_status_itself_without_end() -> None:
    listed = published({}, credentialStatus=status_entry(LIST, 42))
    assert checked(listed)


def test_another_publisher_of_lists_may_be_trusted() -> None:
    listed = published({42: 1}, OTHER)
    policy = Policy(status_list_issuers=frozenset({OTHER.controller}))
    assert found(checked(listed, policy=policy)) == ("failed", ["STATUS_REVOKED"])


def test_a_service_may_ask_itself() -> None:
    url = "http://127.0.0.1:4100/status/1"
    document = status_list_credential(
        url, SIGNER.controller, StatusList.empty(), valid_from=YESTERDAY
    )
    listed = Resource(sign(document, SIGNER, now=YESTERDAY).content)
    content = sign(
        {**BADGE, "credentialStatus": status_entry(url, 1)}, SIGNER, now=YESTERDAY
    ).content
    for own, expected in (
        ({"http://127.0.0.1:4100/"}, ("passed", [])),
        ({"http://127.0.0.1:410/"}, ("failed", ["URL_BLOCKED"])),
        (set(), ("failed", ["URL_BLOCKED"])),
    ):
        policy = Policy(own_urls=frozenset(own))
        result = verify(content, resolve=lambda _: listed, now=NOW, policy=policy)
        assert found(result) == expected
    with pytest.raises(UsageError):
        Policy(own_urls=frozenset({"http://127.0.0.1:4100"}))
