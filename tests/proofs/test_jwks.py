"""Keys of https issuers in a JWK Set at one address of their host."""

from __future__ import annotations

import json
from typing import Any

import pytest

from documents import NOW, OTHER, SIGNER, UNIVERSITY, badge, serving
from elm_microcred.issuing import sign
from elm_microcred.presenting import present
from elm_microcred.proofs.jwks import jwks_url, names_key_of
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource
from elm_microcred.verification import Verification, verify

URL = "https://university.example/.well-known/jwks.json"
ISSUER = LocalSigner(SIGNER.key, verification_method=f"{URL}#key-1", controller=UNIVERSITY)


def jwk(signer: LocalSigner = SIGNER, **members: Any) -> dict[str, Any]:
    return {**signer.public_key.jwk, "kid": "key-1", "use": "sig", "alg": "EdDSA", **members}


def checked(*keys: Any, document: Any = None) -> Verification:
    content = sign(badge(issuer=UNIVERSITY), ISSUER, now=NOW).content
    documents = {URL: {"keys": list(keys)} if document is None else document}
    return verify(content, resolve=serving(documents), now=NOW)


def codes(report: Verification) -> list[str]:
    return [problem.code for problem in report.problems]


def test_where_the_keys_of_an_issuer_are() -> None:
    assert jwks_url(UNIVERSITY) == URL
    assert (
        jwks_url("https://a.example:8443/b?c#d") == "https://a.example:8443/.well-known/jwks.json"
    )
    for issuer in (None, "did:web:university.example", "http://university.example", "x", ""):
        assert jwks_url(issuer) is None
        assert not names_key_of(f"{URL}#key-1", issuer)
    assert names_key_of(f"{URL}#key-1", UNIVERSITY)
    assert not names_key_of(URL, UNIVERSITY)
    assert not names_key_of(f"{URL}#key-1", "https://other.example/")


def test_a_key_in_the_set_is_the_issuers() -> None:
    for keys in (
        [jwk()],
        [jwk(iss=UNIVERSITY)],
        [jwk(OTHER, kid="key-2"), jwk(OTHER, iss="https://university.example/other"), jwk()],
    ):
        report = checked(*keys)
        assert (report.outcome, codes(report)) == (Outcome.PASSED, [])
        assert report.controller == UNIVERSITY


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ([], "KEY_NOT_FOUND"),
        ([jwk(kid="key-2")], "KEY_NOT_FOUND"),
        ([jwk(kid=None)], "KEY_NOT_FOUND"),
        ([jwk(iss="https://other.example/")], "KEY_CONTROLLER_MISMATCH"),
        ([jwk(iss=None)], "KEY_CONTROLLER_MISMATCH"),
        ([jwk(), jwk(OTHER)], "DID_INVALID"),
        ([jwk(use="enc")], "KEY_TYPE_MISMATCH"),
        ([{**SIGNER.to_jwk(), "kid": "key-1"}], "KEY_MALFORMED"),
        ([jwk(x="AA")], "KEY_MALFORMED"),
        ([jwk(OTHER)], "PROOF_SIGNATURE_INVALID"),
        (["text"], "DID_INVALID"),
        ([jwk()] * 65, "LIMIT_VALUES"),
    ],
)
def test_what_is_no_key_of_the_issuer(keys: list[Any], code: str) -> None:
    report = checked(*keys)
    assert (report.outcome, codes(report)) == (Outcome.FAILED, [code])


@pytest.mark.parametrize("document", [[], {}, {"keys": {}}, "text", {"id": UNIVERSITY}])
def test_what_is_no_set(document: Any) -> None:
    assert codes(checked(document=document)) == ["DID_INVALID"]


def test_a_set_that_cannot_be_had_or_read() -> None:
    content = sign(badge(issuer=UNIVERSITY), ISSUER, now=NOW).content
    report = verify(content, now=NOW)
    assert (report.outcome, codes(report)) == (Outcome.INDETERMINATE, ["DID_UNAVAILABLE"])
    report = verify(content, now=NOW, resolve=lambda _url: Resource(b"{"))
    assert codes(report) == ["DID_INVALID"]


def test_a_set_on_the_host_of_somebody_else_says_nothing_of_this_issuer() -> None:
    elsewhere = "https://other.example/.well-known/jwks.json"
    signer = LocalSigner(
        SIGNER.key, verification_method=f"{elsewhere}#key-1", controller=UNIVERSITY
    )
    content = sign(badge(issuer=UNIVERSITY), signer, now=NOW).content
    resolve = serving({elsewhere: {"keys": [jwk()]}, URL: {"keys": [jwk()]}})
    report = verify(content, resolve=resolve, now=NOW)
    assert (report.outcome, codes(report)) == (Outcome.FAILED, ["DID_DOCUMENT_MISMATCH"])


def test_no_address_of_this_machine_is_asked_for() -> None:
    local = "https://127.0.0.1/issuer"
    signer = LocalSigner(
        SIGNER.key,
        verification_method="https://127.0.0.1/.well-known/jwks.json#key-1",
        controller=local,
    )
    content = sign(badge(issuer=local), signer, now=NOW).content
    assert codes(verify(content, resolve=serving({}), now=NOW)) == ["URL_BLOCKED"]


def test_such_a_key_presents_nothing() -> None:
    credential = sign(badge(), SIGNER, now=NOW).content
    content = present([credential], ISSUER, now=NOW).content
    assert json.loads(content)["holder"] == UNIVERSITY
    report = verify(content, resolve=serving({URL: {"keys": [jwk()]}}), now=NOW)
    assert codes(report) == ["KEY_NOT_AUTHORISED"]
