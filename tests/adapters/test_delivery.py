"""Links, letters and files: what they say, and that they cannot be made to say anything else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from elm_microcred import ElmMicrocredError, LocalSigner, UsageError
from elm_microcred.adapters.delivery import (
    claim_link,
    claimed,
    credential_offer,
    did_web_file,
    europass_package,
    europass_upload,
    letter,
    wallet_link,
)
from elm_microcred.issuing import Secured
from elm_microcred.proofs.key_ring import KeyRing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = b"0123456789abcdef"
BASE = "https://lms.example/claim"


def test_a_link_is_for_one_credential_and_ends() -> None:
    link = claim_link(BASE, "urn:uuid:1&a=ā", SECRET, until=NOW + timedelta(1))
    assert link.startswith(f"{BASE}?id=urn%3Auuid%3A1%26")
    assert claimed(link, SECRET, now=NOW) == "urn:uuid:1&a=ā"
    for wrong, secret, at in (
        (link, SECRET, NOW + timedelta(1)),
        (link, SECRET[::-1], NOW),
        (link.replace("uuid%3A1", "uuid%3A2"), SECRET, NOW),
        (link.replace("until=17", "until=27"), SECRET, NOW),
        (link[:-1], SECRET, NOW),
        (BASE, SECRET, NOW),
        (f"{BASE}?id=a&until=x&token=ü", SECRET, NOW),
    ):
        with pytest.raises(ElmMicrocredError) as caught:
            claimed(wrong, secret, now=at)
        assert caught.value.code == "REQUEST_UNAUTHORISED"
    for base in ("http://lms.example", "lms", f"{BASE}?a=b", f"{BASE}#a"):
        with pytest.raises(UsageError):
            claim_link(base, "urn:a", SECRET, until=NOW)
    with pytest.raises(UsageError):
        claim_link(BASE, "urn:a", b"short", until=NOW)


def test_wallets_are_opened_with_what_they_ask_for() -> None:
    link = urlsplit(wallet_link("https://lms.example/exchange", "VMC & co", challenge="c 1"))
    assert (link.scheme, link.netloc) == ("dccrequest", "request")
    assert parse_qs(link.query) == {
        "issuer": ["VMC & co"],
        "vc_request_url": ["https://lms.example/exchange"],
        "auth_type": ["bearer"],
        "challenge": ["c 1"],
    }
    url, offer = credential_offer("https://lms.example", ["port-safety"], code="abc")
    assert json.loads(parse_qs(urlsplit(url).query)["credential_offer"][0]) == offer
    assert offer["credential_configuration_ids"] == ["port-safety"]
    for wrong in ("http://lms.example", "javascript:alert(1)", ""):
        with pytest.raises(UsageError):
            wallet_link(wrong, "a", challenge="b")
        with pytest.raises(UsageError):
            credential_offer(wrong, ["a"], code="b")
    with pytest.raises(UsageError):
        credential_offer("https://lms.example", [], code="b")


def _letter(**change: str) -> str:
    said = {
        "to": "liga@learner.example",
        "sender": "office@vmc.example",
        "name": "Līga {0}",
        "title": "Port safety",
        "issuer": "VMC",
        "link": BASE,
        "until": "1 July 2026",
    }
    message = letter(**{**said, **change})  # type: ignore[arg-type]
    return f"{message['Subject']}\n{message['To']}\n{message.get_content()}"


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Dear"), ("de-AT", "Guten Tag"), ("lv", "Labdien"), ("xx", "Dear")],
)
def test_a_letter_brings_the_link(language: str, word: str) -> None:
    text = _letter(language=language)
    assert word in text
    for said in ("Līga {0}", "Port safety", BASE, "1 July 2026", "liga@learner.example"):
        assert said in text


@pytest.mark.parametrize(
    "change",
    [
        {"to": "a@b.example\r\nBcc: all@b.example"},
        {"title": "a\nb"},
        {"sender": "nobody"},
        {"to": ""},
    ],
    ids=range(4),
)
def test_a_letter_goes_nowhere_else(change: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        _letter(**change)


def test_a_package_for_europass_is_the_same_each_time() -> None:
    sealed = {"b": Secured(b"{}", "a/b"), "a-1": Secured(b"[]", "a/b")}
    content = europass_package(sealed)
    assert content == europass_package(dict(reversed(sealed.items())))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["a-1.jsonld", "b.jsonld"]
        assert archive.read("b.jsonld") == b"{}"
    for wrong in ({}, {"../a": sealed["b"]}, {"a/b": sealed["b"]}, {"": sealed["b"]}):
        with pytest.raises(UsageError):
            europass_package(wrong)
    upload = europass_upload({"@context": "a", "id": "urn:a"}, ["liga@learner.example"])
    assert upload == {
        "credential": {"id": "urn:a"},
        "deliveryDetails": {"deliveryAddress": ["liga@learner.example"]},
    }
    for document, addresses in (({"proof": {}}, ["a"]), ({}, [])):
        with pytest.raises(UsageError):
            europass_upload(document, addresses)


def test_a_did_web_is_a_file() -> None:
    signer = LocalSigner.generate()
    ring = KeyRing("did:web:vmc.example:issuers:one").added(signer.public_key, now=NOW)
    file = did_web_file(ring)
    assert file.url == "https://vmc.example/issuers/one/did.json"
    assert file.path == "issuers/one/did.json"
    assert json.loads(file.content) == ring.document()
    with pytest.raises(ElmMicrocredError):
        did_web_file(KeyRing(signer.did).added(signer.public_key, now=NOW))
