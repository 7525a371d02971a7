"""What the lists say about a credential; and that whatever is not seen is not taken for good."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import FetchError, ForbiddenUrlError, ParseError
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome
from elm_microcred.retrieval import Resource, offline
from elm_microcred.status import StatusList, check_status, status_entry, status_list_credential

LIST = "https://a.example/status/3"
OTHER = "https://a.example/status/4"
ISSUER = "did:web:a.example"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FOUR = ["all well", "under review", "rejected", "undefined"]


@dataclass(frozen=True)
class Found:
    """What a verification of a list found."""

    document: Mapping[str, Any] | None
    outcome: Outcome = Outcome.PASSED
    problems: tuple[Problem, ...] = ()


def believe(content: bytes, /) -> Found:
    return Found(json.loads(content))


def listing(statuses: Mapping[int, int] | None = None, *, size: int = 1, **members: Any) -> Any:
    """A list whose members, those of its subject included, may be exchanged."""
    document = status_list_credential(
        members.pop("at", LIST),
        ISSUER,
        StatusList.empty(size=size).updated(statuses or {}),
        purpose=members.pop("purpose", "revocation"),
        valid_from=NOW - timedelta(days=1),
    )
    subject = members.pop("subject", {})
    document["credentialSubject"].update(subject)
    return {**document, **members}


def credential(*entries: Any, issuer: Any = ISSUER) -> dict[str, Any]:
    return {"id": "urn:x:1", "issuer": issuer, "credentialStatus": list(entries)}


def run(subject: dict[str, Any], *lists: Any, **arguments: Any) -> list[Check]:
    served = {document.get("id", LIST): document for document in lists}

    def resolve(url: str, /) -> Resource:
        return Resource(json.dumps(served[url]).encode(), retrieved=arguments.get("retrieved"))

    chosen = {"resolve": resolve, "verify_list": believe, **arguments}
    chosen.pop("retrieved", None)
    return check_status(subject, now=NOW, **chosen)


def codes(checks: list[Check]) -> list[str]:
    return [problem.code for check in checks for problem in check.problems]


def one(document: Any, index: int = 42, **arguments: Any) -> tuple[Outcome, list[str]]:
    checks = run(credential(status_entry(LIST, index)), document, **arguments)
    return checks[0].outcome, codes(checks)


def test_a_credential_without_a_status_passes_and_asks_nobody() -> None:
    for subject in ({}, {"credentialStatus": []}):
        (check,) = check_status(subject, resolve=offline, now=NOW, verify_list=believe)
        assert (check.id, check.outcome, check.values) == (
            "status",
            Outcome.PASSED,
            {"entries": 0},
        )


def test_a_status_that_is_not_set_passes() -> None:
    checks = run(credential(status_entry(LIST, 42)), listing({41: 1, 43: 1}))
    assert [(c.id, c.outcome) for c in checks] == [
        ("status", Outcome.PASSED),
        ("status/0", Outcome.PASSED),
    ]
    assert checks[1].values == {"purpose": "revocation", "list": LIST, "index": 42, "status": 0}


@pytest.mark.parametrize(
    ("purpose", "outcome", "code"),
    [
        ("revocation", Outcome.FAILED, "STATUS_REVOKED"),
        ("suspension", Outcome.FAILED, "STATUS_SUSPENDED"),
        ("refresh", Outcome.PASSED, "STATUS_REFRESH"),
        ("message", Outcome.PASSED, "STATUS_MESSAGE"),
        ("accreditation", Outcome.INDETERMINATE, "STATUS_PURPOSE_UNKNOWN"),
    ],
)
def test_a_status_that_is_set_means_what_its_purpose_says(
    purpose: str, outcome: Outcome, code: str
) -> None:
    entry = status_entry(LIST, 42, purpose=purpose)
    for purposes in (purpose, ["other", purpose]):
        checks = run(credential(entry), listing({42: 1}, purpose=purposes))
        assert checks[0].outcome is checks[1].outcome is outcome
        assert codes(checks) == [code]


def test_a_message_is_told() -> None:
    entry = status_entry(LIST, 42, purpose="message", messages=FOUR)
    checks = run(credential(entry), listing({42: 2}, size=2, purpose="message"))
    assert checks[1].values["message"] == checks[1].problems[0].found == "rejected"
    checks = run(credential(entry), listing({41: 3, 43: 3}, size=2, purpose="message"))
    assert (checks[1].values["message"], codes(checks)) == ("all well", [])


def test_several_statuses_are_checked_each_and_a_list_is_asked_for_once() -> None:
    asked: list[str] = []

    def resolve(url: str, /) -> Resource:
        asked.append(url)
        lists = {
            LIST: listing({7: 1}, purpose=["revocation", "refresh"]),
            OTHER: listing({42: 1}, at=OTHER, purpose="suspension"),
        }
        return Resource(json.dumps(lists[url]).encode())

    checks = run(
        credential(
            status_entry(LIST, 42),
            status_entry(OTHER, 42, purpose="suspension"),
            status_entry(LIST, 7, purpose="refresh"),
        ),
        resolve=resolve,
    )
    assert [check.outcome for check in checks] == [
        Outcome.FAILED,
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.PASSED,
    ]
    assert codes(checks) == ["STATUS_SUSPENDED", "STATUS_REFRESH"]
    assert asked == [LIST, OTHER]


def test_the_worst_status_decides() -> None:
    checks = run(credential(status_entry(OTHER, 1), status_entry(LIST, 42)), listing({42: 1}))
    assert [c.outcome.value for c in checks] == ["failed", "indeterminate", "failed"]


@pytest.mark.parametrize(
    "error",
    [
        FetchError("RESOURCE_UNAVAILABLE", "The network did not answer."),
        KeyError(LIST),
        TimeoutError("too slow"),
    ],
)
def test_a_list_that_cannot_be_had_leaves_the_question_open(error: Exception) -> None:
    def resolve(url: str, /) -> Resource:
        raise error

    assert one({}, resolve=resolve) == (Outcome.INDETERMINATE, ["STATUS_UNAVAILABLE"])
    assert one({}, resolve=offline) == (Outcome.INDETERMINATE, ["STATUS_UNAVAILABLE"])


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254/1",
        "http://a.example/1",
        "file:///etc/passwd",
        "https://localhost/1",
    ],
)
def test_a_forbidden_address_is_never_asked_for(url: str) -> None:
    def resolve(asked: str, /) -> Resource:
        raise AssertionError(asked)

    checks = run(credential(status_entry(url, 1)), resolve=resolve)
    assert (checks[0].outcome, codes(checks)) == (Outcome.FAILED, ["URL_BLOCKED"])
    assert checks[1].problems[0].pointer == "/credentialStatus/0/statusListCredential"


def test_what_the_resolver_forbids_is_forbidden() -> None:
    def resolve(url: str, /) -> Resource:
        raise ForbiddenUrlError("URL_BLOCKED", "It leads to a private address.")

    assert one({}, resolve=resolve) == (Outcome.FAILED, ["URL_BLOCKED"])


def test_a_service_may_let_its_own_address_be_asked() -> None:
    local = "http://127.0.0.1:4100/status/1"
    checks = run(credential(status_entry(local, 1)), listing(at=local), check_url=lambda url: url)
    assert checks[0].outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": OTHER}, "STATUS_LIST_MISMATCH"),
        ({"id": None}, "STATUS_LIST_MISMATCH"),
        ({"issuer": "did:web:b.example"}, "STATUS_LIST_ISSUER"),
        ({"issuer": {"name": "A"}}, "STATUS_LIST_ISSUER"),
        ({"issuer": None}, "STATUS_LIST_ISSUER"),
        ({"purpose": "suspension"}, "STATUS_PURPOSE_MISMATCH"),
        ({"purpose": ["suspension", "message"]}, "STATUS_PURPOSE_MISMATCH"),
        ({"subject": {"statusPurpose": {}}}, "STATUS_PURPOSE_MISMATCH"),
        ({"type": ["VerifiableCredential"]}, "STATUS_LIST_INVALID"),
        ({"type": ["VerifiableCredential", "StatusList2021Credential"]}, "STATUS_LIST_INVALID"),
        ({"type": None}, "STATUS_LIST_INVALID"),
        ({"credentialSubject": None}, "STATUS_LIST_INVALID"),
        ({"credentialSubject": []}, "STATUS_LIST_INVALID"),
        ({"subject": {"type": "StatusList2021"}}, "STATUS_LIST_INVALID"),
        ({"subject": {"encodedList": None}}, "STATUS_LIST_INVALID"),
        ({"subject": {"encodedList": "uH4sI"}}, "STATUS_LIST_INVALID"),
        ({"subject": {"statusSize": 2}}, "STATUS_LIST_INVALID"),
        ({"subject": {"ttl": -1}}, "STATUS_LIST_INVALID"),
        ({"subject": {"ttl": "300000"}}, "STATUS_LIST_INVALID"),
    ],
)
def test_another_list_than_the_right_one_is_refused(change: dict[str, Any], code: str) -> None:
    document = listing(**change)
    served = Resource(json.dumps(document).encode(), retrieved=NOW)
    outcome, found = one(document, resolve=lambda url: served)
    assert (outcome, found) == (Outcome.FAILED, [code])


def test_a_trusted_publisher_may_publish_the_lists_of_others() -> None:
    document = listing({42: 1}, issuer={"id": "did:web:b.example"})
    assert one(document, list_issuers=["did:web:b.example"])[1] == ["STATUS_REVOKED"]


def test_a_list_without_an_identifier_is_used_with_a_warning() -> None:
    document = listing()
    del document["id"]
    assert one(document) == (Outcome.PASSED, ["STATUS_LIST_UNNAMED"])
    document["credentialSubject"]["encodedList"] = StatusList.empty().updated({42: 1}).encode()
    assert one(document)[0] is Outcome.FAILED


@pytest.mark.parametrize("size", [1, 2])
def test_an_index_beyond_the_list_is_refused(size: int) -> None:
    entry = status_entry(LIST, 131_072, messages=FOUR[: 2**size])
    checks = run(credential(entry), listing(size=size))
    assert (checks[0].outcome, codes(checks)) == (Outcome.FAILED, ["STATUS_INDEX"])
    assert checks[1].problems[0].pointer == "/credentialStatus/0/statusListIndex"


def test_a_short_list_is_refused() -> None:
    short = StatusList(bytes(16_383)).encode()
    assert one(listing(subject={"encodedList": short}))[1] == ["STATUS_LIST_LENGTH"]
    # Enough bits, but not enough statuses of two bits.
    entry = status_entry(LIST, 1, messages=FOUR)
    checks = run(credential(entry), listing())
    assert codes(checks) == ["STATUS_LIST_LENGTH"]


def verified(outcome: Outcome, *found: str, document: Any = None) -> Any:
    problems = tuple(Problem(code, f"{code}, says the list.") for code in found)
    return lambda content: Found(document, outcome, problems)


@pytest.mark.parametrize(
    ("verify_list", "outcome", "code"),
    [
        (verified(Outcome.FAILED, "PROOF_SIGNATURE_INVALID"), "failed", "STATUS_LIST_INVALID"),
        (
            verified(Outcome.FAILED, "CREDENTIAL_EXPIRED", "PROOF_MISSING"),
            "failed",
            "STATUS_LIST_INVALID",
        ),
        (verified(Outcome.FAILED, "CREDENTIAL_EXPIRED"), "indeterminate", "STATUS_LIST_STALE"),
        (
            verified(Outcome.FAILED, "CREDENTIAL_NOT_YET_VALID"),
            "indeterminate",
            "STATUS_LIST_STALE",
        ),
        (
            verified(Outcome.INDETERMINATE, "DID_UNAVAILABLE"),
            "indeterminate",
            "STATUS_LIST_UNVERIFIED",
        ),
        (verified(Outcome.INDETERMINATE), "indeterminate", "STATUS_LIST_UNVERIFIED"),
        (verified(Outcome.PASSED), "indeterminate", "STATUS_LIST_UNVERIFIED"),
        (verified(Outcome.FAILED), "indeterminate", "STATUS_LIST_UNVERIFIED"),
    ],
)
def test_a_list_that_does_not_verify_tells_nothing(
    verify_list: Any, outcome: str, code: str
) -> None:
    assert one(listing(), verify_list=verify_list) == (outcome, [code])


def test_a_list_that_cannot_be_read_tells_nothing() -> None:
    def refuse(content: bytes, /) -> Found:
        raise ParseError("PARSE_INVALID_JSON", "This is not JSON.")

    assert one(listing(), verify_list=refuse) == (Outcome.FAILED, ["STATUS_LIST_INVALID"])


def test_a_copy_is_not_used_longer_than_its_list_allows() -> None:
    document = listing(subject={"ttl": 60_000})
    for age, expected in ((0, []), (60, []), (61, ["STATUS_LIST_STALE"])):
        retrieved = NOW - timedelta(seconds=age)
        outcome, found = one(document, retrieved=retrieved)
        assert found == expected
        assert outcome is (Outcome.INDETERMINATE if expected else Outcome.PASSED)
    assert one(document)[0] is Outcome.PASSED


@pytest.mark.parametrize("entry", [None, "revoked", 1, [], {}, {"type": []}, {"type": 1}])
def test_what_is_no_status_is_refused(entry: Any) -> None:
    checks = run(credential(entry))
    assert (checks[0].outcome, codes(checks)) == (Outcome.FAILED, ["STATUS_INVALID"])


def test_a_single_status_is_pointed_to_without_an_index() -> None:
    checks = run({"credentialStatus": None})
    assert checks[1].problems[0].pointer == "/credentialStatus"


def test_a_kind_that_is_not_implemented_leaves_the_question_open() -> None:
    checks = run(credential({"type": "CredentialStatusList2017", "id": LIST}))
    assert (checks[0].outcome, codes(checks)) == (Outcome.INDETERMINATE, ["STATUS_NOT_CHECKED"])


def test_only_so_many_statuses_are_asked_for() -> None:
    entries = [status_entry(f"https://a.example/{n}", n) for n in range(17)]
    (check,) = check_status(
        {"credentialStatus": entries}, resolve=offline, now=NOW, verify_list=believe
    )
    assert (check.outcome, codes([check])) == (Outcome.FAILED, ["LIMIT_VALUES"])


def test_lists_of_2021_are_read() -> None:
    entry = {**status_entry(LIST, 42), "type": "StatusList2021Entry"}
    for revoked, expected in (({42: 1}, ["STATUS_REVOKED"]), ({}, [])):
        document = listing(
            revoked,
            type=["VerifiableCredential", "StatusList2021Credential"],
            subject={
                "type": "StatusList2021",
                "encodedList": StatusList.empty().updated(revoked).encode()[1:],
            },
        )
        assert codes(run(credential(entry), document)) == expected
    assert codes(run(credential(entry), listing())) == ["STATUS_LIST_INVALID"]


@pytest.mark.interop
def test_openvc_agrees_on_what_is_revoked() -> None:
    issue = pytest.importorskip("openvc.status.issue", reason="needs the extra interop")
    theirs = pytest.importorskip("openvc.status.status_list", reason="needs the extra interop")
    bits = StatusList.empty().updated({42: 1}).bits
    for purpose, index in itertools.product(["revocation", "suspension"], [41, 42]):
        built = issue.build_status_list_credential(
            id=LIST, issuer=ISSUER, bitstring=bits, status_purpose=purpose, valid_from=NOW
        )
        ours = listing({42: 1}, purpose=purpose)
        entry = issue.build_status_list_entry(
            status_list_credential=LIST, index=index, status_purpose=purpose
        )
        expected = [f"STATUS_{'REVOKED' if purpose == 'revocation' else 'SUSPENDED'}"]
        for subject in (credential(entry), credential(status_entry(LIST, index, purpose=purpose))):
            for document in (built, ours):
                said = theirs.check_credential_status(
                    subject, resolve_status_list={LIST: document}.get
                )
                assert (said.revoked or said.suspended) is (index == 42)
                assert codes(run(subject, document)) == (expected if index == 42 else [])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(LIST),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
_MEMBERS = sorted({*status_entry(LIST, 1, messages=FOUR), "type", "statusReference"})


@given(st.sampled_from(_MEMBERS), _JSON)
def test_any_member_may_be_anything(member: str, value: Any) -> None:
    entry = {**status_entry(LIST, 42), member: value}
    every = StatusList(b"\xff" * 16_384).encode()
    checks = run(credential(entry), listing(subject={"encodedList": every}))
    assert checks[0].outcome is not Outcome.PASSED
    assert codes(checks)


@given(
    st.sampled_from(["id", "type", "issuer", "credentialSubject"]),
    st.sampled_from(["type", "statusPurpose", "encodedList", "ttl", None]),
    _JSON,
)
def test_any_member_of_a_list_may_be_anything(member: str, inner: str | None, value: Any) -> None:
    change = {"subject": {inner: value}} if inner else {member: value}
    served = Resource(json.dumps(listing({42: 1}, **change)).encode(), retrieved=NOW)
    outcome, found = one({}, resolve=lambda url: served)
    assert outcome is not Outcome.PASSED
    assert found


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "outcome", "code"),
    [
        ("status-ok", "passed", None),
        ("status-revoked", "failed", "STATUS_REVOKED"),
        ("status-range", "failed", "STATUS_INDEX"),
        ("status-unreachable", "indeterminate", "STATUS_UNAVAILABLE"),
        ("status-gzip-bomb", "failed", "LIMIT_DECOMPRESSED"),
    ],
)
def test_the_attacks(reference: Path, name: str, outcome: str, code: str | None) -> None:
    attacks = reference / "attacks"
    resources = json.loads((attacks / "index.json").read_bytes())["resources"]

    def resolve(url: str, /) -> Resource:
        return Resource((attacks / resources[url]["file"]).read_bytes())

    subject = json.loads((attacks / f"cases/{name}.json").read_bytes())
    checks = check_status(subject, resolve=resolve, now=NOW, verify_list=believe)
    assert checks[0].outcome == outcome
    assert codes(checks) == ([] if code is None else [code])
