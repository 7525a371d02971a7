"""Related resources: compared with what stands there, at issue and at verification."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from typing import Any

import pytest

from documents import NOW, SIGNER, badge
from elm_microcred import contexts
from elm_microcred.errors import FetchError, ProofGenerationError
from elm_microcred.issuing import sign
from elm_microcred.proofs import multibase
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource, offline
from elm_microcred.validation.related_resources import MOST_RESOURCES, is_multihash
from elm_microcred.verification import Verification, verify

PAGE = "https://university.example/regulations.pdf"
CONTENT = b"All examinations are oral."
CHECK = "data-model/related-resources"
HEADERS = {"sha256": "1220", "sha384": "2030", "sha512": "1340"}

# The two digests of credentials/v2 that the VCDM 2.0 Recommendation prints itself.
V2_SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
V2_MULTIBASE = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"


def sri(content: bytes, name: str = "sha384") -> str:
    return f"{name}-" + b64encode(hashlib.new(name, content).digest()).decode()


def multihash(content: bytes, name: str = "sha256", base: str = "u") -> str:
    digest = hashlib.new(name, content).digest()
    return multibase.encode(bytes.fromhex(HEADERS[name]) + digest, base)


def resolve(url: str, /) -> Resource:
    if url == PAGE:
        return Resource(CONTENT, "application/pdf")
    if url.endswith("gone"):
        raise FetchError("RESOURCE_UNAVAILABLE", "Gone.")
    return offline(url)


def checked(resource: Any, **arguments: Any) -> Verification:
    content = sign(badge(relatedResource=resource), SIGNER, now=NOW).content
    return verify(content, now=NOW, **{"resolve": resolve, **arguments})


def codes(report: Verification) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in report.problems]


@pytest.mark.parametrize("digest", [{"digestSRI": V2_SRI}, {"digestMultibase": V2_MULTIBASE}])
def test_a_bundled_context_is_at_hand_without_a_resolver(digest: dict[str, str]) -> None:
    report = checked({"id": contexts.CREDENTIALS_V2, **digest}, resolve=offline)
    assert report
    assert report.check(CHECK).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(CONTENT)},
        {"digestSRI": sri(CONTENT, "sha256")},
        {"digestSRI": f"{sri(b'weaker', 'sha256')} {sri(b'other')} {sri(CONTENT)}"},
        *({"digestMultibase": multihash(CONTENT, name)} for name in HEADERS),
        {"digestMultibase": multihash(CONTENT, base="z")},
        {"digestSRI": sri(CONTENT), "digestMultibase": multihash(CONTENT)},
    ],
)
def test_digests_that_fit(digests: dict[str, str]) -> None:
    assert checked({"id": PAGE, **digests})
    assert checked([{"id": PAGE, **digests}])


@pytest.mark.parametrize(
    ("digests", "pointer"),
    [
        ({"digestSRI": sri(b"other")}, "/digestSRI"),
        ({"digestSRI": f"{sri(CONTENT, 'sha256')} {sri(b'other')}"}, "/digestSRI"),
        ({"digestMultibase": multihash(b"other")}, "/digestMultibase"),
        ({"digestSRI": sri(CONTENT), "digestMultibase": multihash(b"other")}, "/digestMultibase"),
    ],
)
def test_digests_that_do_not_fit(digests: dict[str, str], pointer: str) -> None:
    mismatch = [("RESOURCE_DIGEST_MISMATCH", f"/relatedResource{pointer}")]
    report = checked({"id": PAGE, **digests})
    assert (report.outcome, codes(report)) == (Outcome.FAILED, mismatch)
    assert report.check("data-model").outcome is Outcome.FAILED
    assert report.problems[0].expected in (sri(CONTENT), multihash(CONTENT))
    in_list = checked([{"id": PAGE, **digests}])
    assert codes(in_list) == [("RESOURCE_DIGEST_MISMATCH", f"/relatedResource/0{pointer}")]


@pytest.mark.parametrize(
    "value",
    [
        # A bare digest, as the suite of VCDM 2.0 has one, does not say of which kind it is.
        multibase.encode(hashlib.sha256(CONTENT).digest(), "u"),
        multibase.encode(b"\x16\x20" + bytes(32)),
        multibase.encode(b"\x12\x20" + bytes(31)),
        multibase.encode(b"\x12\x1f" + bytes(31)),
        "uZTQ0MjM1NiAgcmVwb3J0cc5jZWxhdGVkLXJlc291cmNlLmpzb24K",
        "u",
        "",
    ],
)
def test_what_is_no_multihash_is_refused_whether_or_not_the_resource_is_at_hand(value: Any) -> None:
    assert not is_multihash(value)
    for url in (PAGE, "https://university.example/gone"):
        with pytest.raises(ProofGenerationError) as caught:
            checked({"id": url, "digestMultibase": value})
        assert caught.value.code == "CREDENTIAL_MALFORMED"
        assert caught.value.pointer == "/relatedResource/digestMultibase"


def test_what_cannot_be_had_leaves_the_question_open() -> None:
    for url in ("https://university.example/gone", "https://university.example/other"):
        report = checked({"id": url, "digestSRI": sri(CONTENT)})
        assert report.outcome is Outcome.INDETERMINATE
        assert codes(report) == [("RESOURCE_UNAVAILABLE", "/relatedResource/id")]


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "urn:uuid:1", "http://university.example/"])
def test_what_may_not_be_asked_for_is_not(url: str) -> None:
    report = checked({"id": url, "digestSRI": sri(CONTENT)})
    assert codes(report) == [("URL_BLOCKED", "/relatedResource/id")]


def test_no_more_than_so_many_are_asked_for() -> None:
    def entries(count: int) -> list[dict[str, str]]:
        return [{"id": f"{PAGE}?{n}", "digestSRI": sri(CONTENT)} for n in range(count)]

    asked = []

    def counting(url: str, /) -> Resource:
        asked.append(url)
        return Resource(CONTENT)

    assert checked(entries(MOST_RESOURCES), resolve=counting)
    assert len(asked) == MOST_RESOURCES
    report = checked(entries(MOST_RESOURCES + 1), resolve=counting)
    assert codes(report) == [("LIMIT_VALUES", "/relatedResource")]
    assert len(asked) == MOST_RESOURCES


def test_an_issuer_does_not_sign_what_it_can_see_to_be_wrong() -> None:
    resource = {"id": contexts.CREDENTIALS_V2, "digestSRI": sri(b"other")}
    with pytest.raises(ProofGenerationError) as caught:
        sign(badge(relatedResource=resource), SIGNER, now=NOW)
    assert caught.value.code == "RESOURCE_DIGEST_MISMATCH"


def test_nothing_is_asked_for_a_malformed_credential() -> None:
    def never(url: str, /) -> Resource:
        raise AssertionError(url)

    secured = json.loads(sign(badge(), SIGNER, now=NOW).content)
    for resource in (PAGE, {"id": PAGE}, {"id": PAGE, "digestSRI": "x"}, [None], 5):
        report = verify(
            json.dumps({**secured, "relatedResource": resource}), resolve=never, now=NOW
        )
        assert report.outcome is Outcome.FAILED
        assert report.check(CHECK).outcome is Outcome.SKIPPED
