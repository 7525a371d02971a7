"""DID resolution as the tests of the did:key method ask for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from documents import SIGNER
from elm_microcred.proofs import multibase

DID = SIGNER.controller
MULTIKEY = DID.removeprefix("did:key:")
SHORT = "did:key:" + multibase.encode(bytes.fromhex("ed01") + bytes(31))
FOREIGN = "did:key:" + multibase.encode(bytes.fromhex("ec01") + bytes(32))
WEAK = "did:key:" + multibase.encode(bytes.fromhex("ed01") + bytes(32))
ACCEPT = {"Accept": 'application/ld+json;profile="https://w3id.org/did-resolution"'}


def resolved(client: httpx.Client, did: str, **parameters: str) -> tuple[int, dict[str, Any]]:
    url = f"/1.0/identifiers/{quote(did, safe='')}"
    answer = client.get(url, params=parameters or None, headers=ACCEPT)
    found = answer.json()
    assert {"@context", "didDocument", "didDocumentMetadata"} <= set(found)
    assert isinstance(found["didDocument"], dict)
    return answer.status_code, found


def test_a_document(client: httpx.Client) -> None:
    for parameters in ({}, {"publicKeyFormat": "Multikey"}):
        status, found = resolved(client, DID, **parameters)
        assert status == 200
        assert found["didDocument"]["id"] == DID
        assert found["didResolutionMetadata"] == {"contentType": "application/did+ld+json"}
        (method,) = found["didDocument"]["verificationMethod"]
        assert method["publicKeyMultibase"] == MULTIKEY


def test_a_verification_method(client: httpx.Client) -> None:
    status, found = resolved(client, f"{DID}#{MULTIKEY}")
    assert status == 200
    assert found["didDocument"]["id"] == f"{DID}#{MULTIKEY}"
    assert found["didDocument"]["controller"] == DID
    assert "didDereferencingMetadata" in found


@pytest.mark.parametrize(
    ("did", "word"),
    [
        ("notDid:key:" + MULTIKEY, "invalidDid"),
        ("did:key:@", "invalidDid"),
        ("did:key:" + MULTIKEY[1:], "invalidDid"),
        ("did:key:-4:" + MULTIKEY, "invalidDid"),
        ("did:key:z" + "0", "invalidDid"),
        ("did:experimental:" + MULTIKEY, "methodNotSupported"),
        (SHORT, "invalidPublicKeyLength"),
        (FOREIGN, "invalidPublicKey"),
        (WEAK, "invalidPublicKey"),
        ("did:web:issuer.example", "notFound"),
        ("https://issuer.example", "invalidDid"),
    ],
)
def test_a_did_that_leads_nowhere(client: httpx.Client, did: str, word: str) -> None:
    status, found = resolved(client, did)
    metadata = "didDereferencingMetadata" if "/" in did else "didResolutionMetadata"
    assert found[metadata]["error"] == word
    assert status == (404 if word == "notFound" else 400)
    assert found["type"].startswith("https://")


@pytest.mark.parametrize(
    ("rest", "word"),
    [
        (f"/^bar^/?query=`#{MULTIKEY}", "invalidDidUrl"),
        (f"?a=b#{MULTIKEY}", "invalidDidUrl"),
        ("/path", "invalidDidUrl"),
        ("#^", "invalidDidUrl"),
        ("#", "invalidDidUrl"),
        ("#other", "notFound"),
    ],
)
def test_a_did_url_that_leads_nowhere(client: httpx.Client, rest: str, word: str) -> None:
    status, found = resolved(client, DID + rest)
    assert found["didDereferencingMetadata"]["error"] == word
    assert status == (404 if word == "notFound" else 400)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"publicKeyFormat": "unknown"}, "unsupportedPublicKeyType"),
        ({"publicKeyFormat": "JsonWebKey2020"}, "unsupportedPublicKeyType"),
        (
            {
                "publicKeyFormat": "Ed25519VerificationKey2018",
                "enableExperimentalPublicKeyTypes": "false",
            },
            "invalidPublicKeyType",
        ),
        (
            {
                "publicKeyFormat": "Ed25519VerificationKey2018",
                "enableExperimentalPublicKeyTypes": "true",
            },
            "unsupportedPublicKeyType",
        ),
    ],
)
def test_formats_of_keys(client: httpx.Client, parameters: dict[str, str], word: str) -> None:
    for did, metadata in (
        (DID, "didResolutionMetadata"),
        (f"{DID}#{MULTIKEY}", "didDereferencingMetadata"),
    ):
        status, found = resolved(client, did, **parameters)
        assert (status, found[metadata]["error"]) == (400, word)
