"""Token Status List: the published examples, lists of our own, and whatever cannot be relied on."""

from __future__ import annotations

import json
import time
import zlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import NOW
from elm_microcred import Resource, UsageError, sign
from elm_microcred.errors import FetchError, LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.proofs import cbor
from elm_microcred.proofs.cose import sign1
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.report import Outcome
from elm_microcred.retrieval import offline
from elm_microcred.status import TokenStatusList, status_claim, status_list_token
from elm_microcred.status.token_status_list import read_list
from tokens import ISSUER, STRANGER, checked, codes, credential, token

URI = "https://status.example/lists/1"
SECONDS = int(NOW.timestamp())
EMPTY = TokenStatusList.empty(bits=4)
SOME = EMPTY.updated({7: 1, 8: 2, 9: 3, 10: 15})
FORMS = ["application/statuslist+jwt", "application/statuslist+cwt"]


def serving(content: bytes, retrieved: Any = None) -> Any:
    def resolve(url: str, /) -> Resource:
        if url == URI:
            return Resource(content, retrieved=retrieved)
        return offline(url)

    return resolve


def status_of(index: Any, resolve: Any, **policy: Any) -> Any:
    claims = {"vct": "urn:x", "status": {"status_list": {"idx": index, "uri": URI}}}
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW)
    return checked(issued.content, resolve=resolve, **policy)


def test_the_lists_of_the_specification() -> None:
    one = read_list({"bits": 1, "lst": "eNrbuRgAAhcBXQ"})
    assert [one.status(i) for i in range(16)] == [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    two = read_list({"bits": 2, "lst": "eNo76fITAAPfAgc"})
    assert [two.status(i) for i in range(12)] == [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
    assert (one.length, one.status(16), one.status(-1)) == (16, None, None)


@pytest.mark.parametrize("form", FORMS)
def test_what_a_list_says_of_a_token(form: str) -> None:
    content = status_list_token(SOME, ISSUER, URI, NOW, media_type=form)
    resolve = serving(content)
    for index, code, outcome in (
        (6, None, Outcome.PASSED),
        (7, "STATUS_REVOKED", Outcome.FAILED),
        (8, "STATUS_SUSPENDED", Outcome.FAILED),
        (9, "STATUS_PURPOSE_UNKNOWN", Outcome.INDETERMINATE),
        (EMPTY.length, "STATUS_INDEX", Outcome.FAILED),
    ):
        result = status_of(index, resolve)
        assert codes(result) == ([code] if code else []), index
        assert result.check("status").outcome is outcome
        assert result.check("status/token").outcome is outcome


def test_a_credential_in_a_token_may_have_such_a_status_too() -> None:
    header = {"alg": "ES256", "typ": "vc+jwt", "kid": ISSUER.verification_method}
    content = token(header, {**credential(), "status": status_claim(URI, 7)})
    resolve = serving(status_list_token(SOME, ISSUER, URI, NOW))
    assert codes(checked(content, resolve=resolve)) == ["STATUS_REVOKED"]
    assert checked(content, checks=frozenset({"securing", "controller"}))


@pytest.mark.parametrize("status", [None, 7, {}, [], "x"])
def test_a_status_that_is_none(status: Any) -> None:
    issued = sign({"vct": "urn:x", "status": status}, ISSUER, securing="dc+sd-jwt", now=NOW)
    assert codes(checked(issued.content)) == ["STATUS_INVALID"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"idx": -1, "uri": URI}, "STATUS_INDEX"),
        ({"idx": "7", "uri": URI}, "STATUS_INDEX"),
        ({"idx": True, "uri": URI}, "STATUS_INDEX"),
        ({"idx": 7.5, "uri": URI}, "STATUS_INDEX"),
        ({"uri": URI}, "STATUS_INDEX"),
        ({"idx": 7}, "STATUS_INVALID"),
        ({"idx": 7, "uri": "x"}, "STATUS_INVALID"),
        ([], "STATUS_INVALID"),
        ({"idx": 7, "uri": "http://status.example/"}, "URL_BLOCKED"),
        ({"idx": 7, "uri": "https://169.254.169.254/"}, "URL_BLOCKED"),
    ],
)
def test_places_that_are_none(entry: Any, code: str) -> None:
    claims = {"vct": "urn:x", "status": {"status_list": entry}}
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW)
    assert codes(checked(issued.content)) == [code]


def test_another_kind_of_status_leaves_the_question_open() -> None:
    claims = {"vct": "urn:x", "status": {"identifier_list": {}}}
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW)
    result = checked(issued.content)
    assert codes(result) == ["STATUS_NOT_CHECKED"]
    assert result.outcome is Outcome.INDETERMINATE


def test_a_list_that_cannot_be_had_leaves_the_question_open() -> None:
    def gone(url: str, /) -> Resource:
        raise FetchError("RESOURCE_UNAVAILABLE", "404", found=url)

    def broken(url: str, /) -> Resource:
        raise OSError(url)

    for resolve in (offline, gone, broken):
        result = status_of(7, resolve)
        assert codes(result) == ["STATUS_UNAVAILABLE"]
        assert result.outcome is Outcome.INDETERMINATE


def listed(**changes: Any) -> bytes:
    claims = {
        "iss": ISSUER.controller,
        "sub": URI,
        "iat": SECONDS,
        "status_list": SOME.members(),
        **changes,
    }
    header = {"alg": "ES256", "typ": "statuslist+jwt", "kid": ISSUER.verification_method}
    said = {name: value for name, value in claims.items() if value is not ...}
    return token(header, said).encode()


UNSIGNED = token({"alg": "none", "typ": "statuslist+jwt"}, {"sub": URI, "status_list": {}}).encode()


def packed(octets: bytes) -> str:
    return encode_base64url(octets)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (listed(sub="https://status.example/lists/2"), "STATUS_LIST_MISMATCH"),
        (listed(sub=...), "STATUS_LIST_MISMATCH"),
        (listed(iss=STRANGER.controller), "STATUS_LIST_ISSUER"),
        (listed(exp=SECONDS - 3600), "STATUS_LIST_STALE"),
        (listed(iat=SECONDS + 3600), "STATUS_LIST_STALE"),
        (listed(exp="x"), "STATUS_LIST_STALE"),
        (listed(ttl=0), "STATUS_LIST_INVALID"),
        (listed(ttl="x"), "STATUS_LIST_INVALID"),
        (listed(status_list=...), "STATUS_LIST_INVALID"),
        (listed(status_list=7), "STATUS_LIST_INVALID"),
        (listed(status_list={"bits": 3, "lst": ""}), "STATUS_LIST_INVALID"),
        (listed(status_list={"bits": True, "lst": ""}), "STATUS_LIST_INVALID"),
        (listed(status_list={"bits": 1}), "STATUS_LIST_INVALID"),
        (listed(status_list={"bits": 1, "lst": "!"}), "STATUS_LIST_INVALID"),
        (listed(status_list={"bits": 1, "lst": packed(b"x")}), "STATUS_LIST_INVALID"),
        (
            listed(status_list={"bits": 1, "lst": packed(zlib.compress(b"x") + b"y")}),
            "STATUS_LIST_INVALID",
        ),
        (
            listed(status_list={"bits": 1, "lst": packed(zlib.compress(bytes(9999))[:-5])}),
            "STATUS_LIST_INVALID",
        ),
        (b"x", "STATUS_LIST_INVALID"),
        (b"\xd2\x84", "STATUS_LIST_INVALID"),
        (sign1(b"", cbor.encode([1]), ISSUER), "STATUS_LIST_MISMATCH"),
        (token({"alg": "ES256"}, "[]").encode(), "STATUS_LIST_INVALID"),
        (UNSIGNED, "STATUS_LIST_INVALID"),
    ],
    ids=lambda value: str(value)[-24:],
)
def test_lists_that_are_not_relied_on(content: bytes, code: str) -> None:
    result = status_of(7, serving(content))
    assert codes(result) == [code]
    assert not result


@pytest.mark.parametrize("typ", ["JWT", "vc+jwt", None, "statuslist+cwt"])
def test_the_list_is_one_by_its_type(typ: Any) -> None:
    payload = {"sub": URI, "status_list": SOME.members()}
    header = {"alg": "ES256", "typ": typ, "kid": ISSUER.verification_method}
    result = status_of(7, serving(token(header, payload).encode()))
    assert codes(result) == ["STATUS_LIST_INVALID"]


def test_somebody_elses_list_counts_only_where_that_is_allowed() -> None:
    content = status_list_token(SOME, STRANGER, URI, NOW)
    assert codes(status_of(7, serving(content))) == ["STATUS_LIST_ISSUER"]
    allowed = frozenset([STRANGER.controller])
    result = status_of(7, serving(content), status_list_issuers=allowed)
    assert codes(result) == ["STATUS_REVOKED"]
    forged = token(
        {"alg": "ES256", "typ": "statuslist+jwt", "kid": ISSUER.verification_method},
        {"sub": URI, "status_list": EMPTY.members()},
        STRANGER,
    )
    assert codes(status_of(7, serving(forged.encode()))) == ["STATUS_LIST_INVALID"]


def test_an_issuer_whose_key_cannot_be_had_leaves_the_question_open() -> None:
    allowed = frozenset(["https://lists.example"])
    result = status_of(
        7, serving(listed(iss="https://lists.example", kid="x")), status_list_issuers=allowed
    )
    assert not result
    header = {"alg": "ES256", "typ": "statuslist+jwt", "kid": "key-1"}
    claims = {"iss": "https://lists.example", "sub": URI, "status_list": SOME.members()}
    open_ = status_of(7, serving(token(header, claims).encode()), status_list_issuers=allowed)
    assert codes(open_) == ["STATUS_LIST_UNVERIFIED"]


def test_a_copy_is_kept_as_long_as_the_list_allows() -> None:
    content = status_list_token(
        EMPTY, ISSUER, URI, NOW, ttl=timedelta(hours=1), expires=NOW + timedelta(days=1)
    )
    assert status_of(7, serving(content, NOW - timedelta(minutes=59)))
    old = status_of(7, serving(content, NOW - timedelta(minutes=61)))
    assert codes(old) == ["STATUS_LIST_STALE"]
    assert old.outcome is Outcome.INDETERMINATE


def test_a_bomb_is_refused_at_once() -> None:
    bomb = {"bits": 1, "lst": packed(zlib.compress(bytes(64 * 1024 * 1024)))}
    began = time.process_time()
    assert codes(status_of(7, serving(listed(status_list=bomb)))) == ["LIMIT_DECOMPRESSED"]
    assert time.process_time() - began < 1
    exact = {"bits": 1, "lst": packed(zlib.compress(bytes(1024)))}
    assert read_list(exact, Limits(decompressed_bytes=1024)).length == 8192
    with pytest.raises(LimitError):
        read_list(exact, Limits(decompressed_bytes=1023))


@pytest.mark.parametrize(
    "make",
    [
        lambda: TokenStatusList.empty(bits=3),
        lambda: TokenStatusList.empty(1000),
        lambda: EMPTY.updated({EMPTY.length: 1}),
        lambda: EMPTY.updated({0: 16}),
        lambda: status_claim("x", 1),
        lambda: status_claim(URI, -1),
        lambda: status_list_token(EMPTY, ISSUER, "x", NOW),
        lambda: status_list_token(EMPTY, ISSUER, URI, NOW, media_type="text/plain"),
        lambda: status_list_token(EMPTY, ISSUER, URI, NOW, ttl=timedelta(0)),
    ],
)
def test_lists_that_nobody_could_use_are_not_made(make: Any) -> None:
    with pytest.raises(UsageError):
        make()


@given(st.data())
def test_a_list_keeps_what_was_put_into_it(data: Any) -> None:
    bits = data.draw(st.sampled_from([1, 2, 4, 8]))
    statuses = data.draw(
        st.dictionaries(st.integers(0, 131_071), st.integers(0, 2**bits - 1), max_size=8)
    )
    made = TokenStatusList.empty(bits=bits).updated(statuses)
    again = read_list(json.loads(json.dumps(made.members())))
    assert again == made
    assert {index: again.status(index) for index in statuses} == statuses
    assert sum(map(bool, again.octets)) <= len(statuses)
    assert read_list({"bits": bits, "lst": made.compressed()}) == made


@given(st.recursive(st.none() | st.text() | st.binary() | st.integers(), st.lists, max_leaves=4))
def test_no_members_are_a_crash(value: Any) -> None:
    for members in (value, {"bits": 1, "lst": value}, {"bits": value, "lst": ""}):
        try:
            read_list(members)
        except (ParseError, LimitError) as error:
            assert error.problems
