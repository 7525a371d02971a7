"""Identifiers, their documents, and the keys in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import (
    ElmMicrocredError,
    FetchError,
    ForbiddenUrlError,
    KeyMaterialError,
    ResolutionError,
)
from elm_microcred.proofs import multibase
from elm_microcred.proofs.dids import (
    controlled_identifier_document,
    is_identifier,
    retrieve_verification_method,
)
from elm_microcred.retrieval import Resource, offline

KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
OTHER_KEY = "z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7"
P256 = "zDnaeznZP6j1DBBXi9GmMkmvbmKWJfrevppQu6zwE1DvWvhHq"
ISSUER = "https://university.example/issuer"
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


class Network:
    """A resolver over documents by URL that remembers what it was asked for."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self.documents = documents
        self.asked: list[str] = []

    def __call__(self, url: str, /) -> Resource:
        self.asked.append(url)
        found = self.documents[url]
        return Resource(found if isinstance(found, bytes) else json.dumps(found).encode())


def never(url: str, /) -> Resource:
    raise AssertionError(f"asked for {url}")


def document(**changes: Any) -> dict[str, Any]:
    members = {
        "id": ISSUER,
        "verificationMethod": [
            {
                "id": f"{ISSUER}#key-1",
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": KEY,
            }
        ],
        "assertionMethod": [f"{ISSUER}#key-1"],
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


def method(**changes: Any) -> dict[str, Any]:
    members = {**document()["verificationMethod"][0], **changes}
    return {name: value for name, value in members.items() if value is not None}


def retrieve(
    held: Any, url: str = f"{ISSUER}#key-1", purpose: str = "assertionMethod"
) -> tuple[str, str]:
    """The controller and the key, or the class and the code of the error."""
    try:
        found = retrieve_verification_method(url, purpose, resolve=Network({ISSUER: held}))
    except (ResolutionError, KeyMaterialError) as error:
        return type(error).__name__, error.code
    return found.controller, found.key.multikey


# Documents in the identifier itself


@pytest.mark.reference
@pytest.mark.parametrize("name", ["ed25519-x25519", "nist-curves"])
def test_the_published_did_keys(reference: Path, name: str) -> None:
    path = reference / f"w3c/vectors/did-key/{name}.json"
    for did, case in json.loads(path.read_text("utf-8")).items():
        mine = controlled_identifier_document(did, resolve=never)
        theirs = case["didDocument"]
        assert mine["id"] == theirs["id"] == did
        for relationship in ("authentication", "assertionMethod", "capabilityInvocation"):
            absolute = [
                f"{did}{id_}" if id_.startswith("#") else id_ for id_ in theirs[relationship]
            ]
            assert mine[relationship] == absolute
        [key] = mine["verificationMethod"]
        assert key["controller"] == did
        found = retrieve_verification_method(key["id"], "assertionMethod", resolve=never)
        assert f"did:key:{found.key.multikey}" == did
        assert not found.self_asserted


def test_a_did_jwk() -> None:
    did = "did:jwk:" + multibase.encode_base64url(json.dumps({**JWK, "use": "sig"}).encode())
    found = retrieve_verification_method(f"{did}#0", "authentication", resolve=never)
    assert found.key.jwk == JWK
    assert found.controller == did
    with pytest.raises(KeyMaterialError) as caught:
        retrieve_verification_method(f"{did}#1", "authentication", resolve=never)
    assert caught.value.code == "KEY_NOT_FOUND"


@pytest.mark.parametrize(
    ("specific", "code"),
    [
        ("AA", "DID_INVALID"),
        ("AB", "DID_INVALID"),
        (multibase.encode_base64url(b"[]"), "DID_INVALID"),
        (multibase.encode_base64url(b'{"kty":"OKP","kty":"EC"}'), "DID_INVALID"),
        (multibase.encode_base64url(b"{}"), "KEY_MALFORMED"),
        (multibase.encode_base64url(json.dumps({**JWK, "d": JWK["x"]}).encode()), "KEY_MALFORMED"),
    ],
)
def test_a_malformed_did_jwk(specific: str, code: str) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        controlled_identifier_document(f"did:jwk:{specific}", resolve=never)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"did:key:{KEY}", "KEY_NOT_FOUND"),
        (f"did:key:{KEY}#", "KEY_NOT_FOUND"),
        (f"did:key:{KEY}#{OTHER_KEY}", "KEY_NOT_FOUND"),
        (f"did:key:{KEY}?versionId=1#{KEY}", "DID_INVALID"),
        (f"did:key:{KEY}/path#{KEY}", "DID_INVALID"),
        (f"did:key:{KEY};a=b#{KEY}", "DID_INVALID"),
        (f"DID:key:{KEY}#{KEY}", "DID_INVALID"),
        (f"did:KEY:{KEY}#{KEY}", "DID_INVALID"),
        (f"did:key:{KEY}:#{KEY}", "DID_INVALID"),
        ("did:key:", "DID_INVALID"),
        ("did:", "DID_INVALID"),
        ("did:key:@", "DID_INVALID"),
        ("did:key:abc#abc", "KEY_MALFORMED"),
        ("did:key:z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP#x", "KEY_WEAK"),
        ("did:example:123#key", "DID_METHOD_UNSUPPORTED"),
        ("did:ebsi:zvHWX359A3CvfJnCYaAiAde#key", "DID_METHOD_UNSUPPORTED"),
        ("urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33#key", "DID_INVALID"),
        ("http://university.example/issuer#key-1", "URL_BLOCKED"),
        ("file:///etc/passwd#x", "DID_INVALID"),
        ("https://a.example/" + "a" * 8_192, "DID_INVALID"),
        ("did:key:z" + "2" * 1_000_000, "DID_INVALID"),
    ],
)
def test_wrong_urls_of_keys_are_refused_without_a_request(url: str, code: str) -> None:
    with pytest.raises((ResolutionError, KeyMaterialError)) as caught:
        retrieve_verification_method(url, "assertionMethod", resolve=never)
    assert caught.value.code == code


def test_a_bare_did_key_can_be_read_as_its_one_key() -> None:
    found = retrieve_verification_method(
        f"did:key:{KEY}", "assertionMethod", resolve=never, bare_did_key=True
    )
    assert found.id == f"did:key:{KEY}#{KEY}"


# The method did:web, which asks


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:university.example", "https://university.example/.well-known/did.json"),
        ("did:web:university.example:unit:a", "https://university.example/unit/a/did.json"),
        (
            "did:web:university.example%3A8443:unit",
            "https://university.example:8443/unit/did.json",
        ),
    ],
)
def test_where_the_document_of_a_did_web_stands(did: str, url: str) -> None:
    network = Network({url: {"id": did}})
    assert controlled_identifier_document(did, resolve=network) == {"id": did}
    assert network.asked == [url]


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:web:127.0.0.1%3A8500", "URL_BLOCKED"),
        ("did:web:localhost", "URL_BLOCKED"),
        ("did:web:localhost%3A8443", "URL_BLOCKED"),
        ("did:web:169.254.169.254", "URL_BLOCKED"),
        ("did:web:%5B%3A%3A1%5D", "URL_BLOCKED"),
        ("did:web:0x7f000001", "URL_BLOCKED"),
        ("did:web:user%40university.example", "URL_BLOCKED"),
        ("did:web:university.example%2Fpath", "URL_BLOCKED"),
        ("did:web:university.example%3Fq", "URL_BLOCKED"),
        ("did:web:university.example%23f", "URL_BLOCKED"),
        ("did:web:university.example%0A", "URL_BLOCKED"),
        ("did:web:university.example:..:x", "DID_INVALID"),
        ("did:web:university.example:%2E%2E:x", "DID_INVALID"),
        ("did:web:university.example:a%2Fb", "DID_INVALID"),
        ("did:web:university.example::x", "DID_INVALID"),
        ("did:web:", "DID_INVALID"),
    ],
)
def test_a_did_web_that_is_refused_without_a_request(did: str, code: str) -> None:
    with pytest.raises(ResolutionError) as caught:
        controlled_identifier_document(did, resolve=never)
    assert caught.value.code == code


@pytest.mark.reference
def test_the_did_of_the_attack_corpus(reference: Path) -> None:
    did = (reference / "attacks/cases/did-web-loopback.did").read_text("utf-8").strip()
    with pytest.raises(ForbiddenUrlError) as caught:
        controlled_identifier_document(did, resolve=never)
    assert caught.value.code == "URL_BLOCKED"


# Documents that are asked for


def test_a_key_of_an_https_issuer() -> None:
    assert retrieve(document()) == (ISSUER, KEY)
    relative = document(
        verificationMethod=method(id="#key-1", controller=None), assertionMethod="#key-1"
    )
    assert retrieve(relative) == (ISSUER, KEY)
    embedded = document(verificationMethod=None, assertionMethod=[method()])
    assert retrieve(embedded) == (ISSUER, KEY)
    jwk = document(
        verificationMethod=[method(type="JsonWebKey", publicKeyMultibase=None, publicKeyJwk=JWK)]
    )
    assert retrieve(jwk)[0] == ISSUER
    older = document(verificationMethod=[method(type="Ed25519VerificationKey2020")])
    assert retrieve(older) == (ISSUER, KEY)
    repeated = document(assertionMethod=[method()])
    assert retrieve(repeated) == (ISSUER, KEY)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        (document(id="https://attacker.example/"), "DID_DOCUMENT_MISMATCH"),
        (document(id=None), "DID_DOCUMENT_MISMATCH"),
        (b"<html>", "DID_INVALID"),
        (b"[]", "DID_INVALID"),
        (b'{"id": 1, "id": 2}', "DID_INVALID"),
        (document(verificationMethod=None), "KEY_NOT_FOUND"),
        (document(verificationMethod=[]), "KEY_NOT_FOUND"),
        (document(verificationMethod=[method(id=f"{ISSUER}#key-2")]), "KEY_NOT_FOUND"),
        (document(verificationMethod=[7, None, method(id=7)]), "KEY_NOT_FOUND"),
        (
            document(verificationMethod=[method(), method(publicKeyMultibase=OTHER_KEY)]),
            "DID_INVALID",
        ),
        (document(assertionMethod=None), "KEY_NOT_AUTHORISED"),
        (document(assertionMethod=[f"{ISSUER}#key-2", 7]), "KEY_NOT_AUTHORISED"),
        (
            document(assertionMethod=None, authentication=[f"{ISSUER}#key-1"]),
            "KEY_NOT_AUTHORISED",
        ),
        (
            document(verificationMethod=[method(controller="https://attacker.example/")]),
            "KEY_CONTROLLER_MISMATCH",
        ),
        (document(verificationMethod=[method(controller=7)]), "KEY_CONTROLLER_MISMATCH"),
        (document(verificationMethod=[method(publicKeyMultibase=None)]), "KEY_MALFORMED"),
        (document(verificationMethod=[method(publicKeyMultibase="x")]), "KEY_MALFORMED"),
        (document(verificationMethod=[method(publicKeyMultibase=7)]), "KEY_MALFORMED"),
        (document(verificationMethod=[method(type=["Multikey"])]), "KEY_MALFORMED"),
        (document(verificationMethod=[method(type="RsaVerificationKey2018")]), "KEY_MALFORMED"),
        (
            document(
                verificationMethod=[
                    method(type="Ed25519VerificationKey2020", publicKeyMultibase=P256)
                ]
            ),
            "KEY_MALFORMED",
        ),
        (document(verificationMethod=[method(publicKeyJwk=JWK)]), "KEY_MALFORMED"),
        (
            document(verificationMethod=[method(type="JsonWebKey", publicKeyJwk=JWK)]),
            "KEY_MALFORMED",
        ),
        (document(verificationMethod=[method(secretKeyMultibase="z")]), "KEY_MALFORMED"),
    ],
)
def test_a_document_that_does_not_do(held: Any, code: str) -> None:
    assert retrieve(held)[1] == code


def test_the_purpose_must_be_one_of_the_known_relationships() -> None:
    held = document(verificationMethod=[method()])
    assert retrieve(held, purpose="verificationMethod")[1] == "KEY_NOT_AUTHORISED"


def test_a_key_with_a_document_of_its_own() -> None:
    url = "https://university.example/keys/1"
    held = {
        url: method(id=url),
        ISSUER: document(assertionMethod=[url]),
    }
    found = retrieve_verification_method(url, "assertionMethod", resolve=Network(held))
    assert (found.controller, found.key.multikey) == (ISSUER, KEY)
    held[ISSUER] = document()
    with pytest.raises(KeyMaterialError) as caught:
        retrieve_verification_method(url, "assertionMethod", resolve=Network(held))
    assert caught.value.code == "KEY_NOT_AUTHORISED"
    for controller in (None, url):
        held[url] = method(id=url, controller=controller)
        with pytest.raises(KeyMaterialError) as caught:
            retrieve_verification_method(url, "assertionMethod", resolve=Network(held))
        assert caught.value.code == "KEY_NOT_FOUND"


def test_what_a_method_says_about_its_time_is_kept() -> None:
    held = document(verificationMethod=[method(revoked="2025-01-01T00:00:00Z", expires=7)])
    found = retrieve_verification_method(
        f"{ISSUER}#key-1", "assertionMethod", resolve=Network({ISSUER: held})
    )
    assert (found.revoked, found.expires) == ("2025-01-01T00:00:00Z", 7)


def refused(url: str, /) -> Resource:
    raise FetchError("RESOURCE_UNAVAILABLE", "down", found=url)


def broken(url: str, /) -> Resource:
    raise TimeoutError(url)


@pytest.mark.parametrize("resolve", [offline, refused, broken, Network({})])
def test_a_document_that_cannot_be_had_leaves_it_open(resolve: Any) -> None:
    with pytest.raises(ResolutionError) as caught:
        retrieve_verification_method(f"{ISSUER}#key-1", "assertionMethod", resolve=resolve)
    assert caught.value.code == "DID_UNAVAILABLE"
    assert caught.value.problem.remedy


def forbidding(url: str, /) -> Resource:
    raise ForbiddenUrlError("URL_BLOCKED", "a private address", found=url)


def test_what_the_resolver_forbids_is_refused() -> None:
    with pytest.raises(ForbiddenUrlError):
        retrieve_verification_method(f"{ISSUER}#{KEY}", "assertionMethod", resolve=forbidding)


# Keys that only vouch for themselves


def test_a_key_in_the_fragment_without_a_document_is_self_asserted() -> None:
    found = retrieve_verification_method(f"{ISSUER}#{KEY}", "assertionMethod", resolve=offline)
    assert found.self_asserted
    assert (found.controller, found.key.multikey) == (ISSUER, KEY)


def test_a_key_in_the_fragment_of_a_document_that_is_there_must_stand_in_it() -> None:
    assert retrieve(document(), url=f"{ISSUER}#{KEY}")[1] == "KEY_NOT_FOUND"


def test_a_weak_key_in_the_fragment_is_refused_as_such() -> None:
    weak = multibase.encode(bytes.fromhex("ed0101") + bytes(31))
    with pytest.raises(KeyMaterialError) as caught:
        retrieve_verification_method(f"{ISSUER}#{weak}", "assertionMethod", resolve=offline)
    assert caught.value.code == "KEY_WEAK"


def test_only_an_https_issuer_can_be_asked_later() -> None:
    with pytest.raises(ResolutionError) as caught:
        retrieve_verification_method(
            f"did:web:university.example#{KEY}", "assertionMethod", resolve=offline
        )
    assert caught.value.code == "DID_UNAVAILABLE"


def test_which_identifiers_can_name_an_issuer() -> None:
    assert is_identifier(f"did:key:{KEY}") and is_identifier(ISSUER)
    for value in ("urn:uuid:1", "http://a.example/", "", None, 7):
        assert not is_identifier(value)


@given(
    st.text("did:keywbj.%#/?z6Mk@", max_size=40) | st.text(max_size=20),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=8,
    ),
)
def test_nothing_makes_it_stumble(url: str, held: Any) -> None:
    members = held if isinstance(held, dict) else {"verificationMethod": held}
    for target, network in (
        (url, offline),
        (f"{ISSUER}#a", Network({ISSUER: {**members, "id": ISSUER}})),
    ):
        try:
            retrieve_verification_method(target, "assertionMethod", resolve=network)
        except (ResolutionError, KeyMaterialError) as error:
            assert error.code
