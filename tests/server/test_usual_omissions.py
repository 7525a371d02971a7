"""What libraries usually forget, asked over HTTP: times, sets and chains of proofs, status.

Tokens in presentations have a file of their own: `test_enveloped.py`.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from documents import SIGNER
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.proof import default_purpose

Document = dict[str, Any]

CREATED = datetime(2025, 2, 1, tzinfo=UTC)
PLAIN: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Zanda"},
}
NAME = "eddsa-rdfc-2022"
OWN: Document = {**PLAIN, "issuer": SIGNER.controller}
FIRST, SECOND = "urn:uuid:first", "urn:uuid:second"


def proven(document: Document, **options: Any) -> Document:
    """The document with one more proof of its issuer."""
    purpose = default_purpose(document)
    return add_proof(copy.deepcopy(document), SIGNER, created=CREATED, purpose=purpose, **options)


def issue(client: httpx.Client, credential: Document, **body: Any) -> httpx.Response:
    issuer = client.get(f"/issuers/{NAME}").json()["id"]
    body = {"credential": {**credential, "issuer": issuer}, **body}
    return told(client.post(f"/issuers/{NAME}/credentials/issue", json=body))


def checked(client: httpx.Client, document: Any, **options: Any) -> httpx.Response:
    body = {"verifiableCredential": document, "options": options}
    return told(client.post("/credentials/verify", json=body))


def told(answer: httpx.Response) -> httpx.Response:
    """The same answer; a refusal says what is wrong."""
    assert answer.status_code in (200, 201, 400)
    assert answer.status_code != 400 or answer.json()["type"].startswith("https://")
    return answer


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400
    return [problem["code"] for problem in answer.json()["problemDetails"]]


# Times of a proof


@pytest.mark.parametrize("member", ["created", "expires"])
@pytest.mark.parametrize("value", ["yesterday", "2025-02-30T00:00:00Z", 20250201, ["2025-02-01"]])
def test_a_malformed_time_is_refused_at_issue(
    client: httpx.Client, member: str, value: Any
) -> None:
    assert issue(client, PLAIN, options={member: value}).status_code == 400


@pytest.mark.parametrize("value", ["yesterday", "2025-13-01T00:00:00Z", 7])
def test_a_malformed_time_is_refused_at_verification(client: httpx.Client, value: Any) -> None:
    secured = proven(OWN)
    secured["proof"]["created"] = value
    assert codes(checked(client, secured)) == ["PROOF_MALFORMED"]


# Sets and chains


def test_every_proof_of_a_set_has_to_verify(client: httpx.Client) -> None:
    both = proven(proven(OWN))
    assert len(both["proof"]) == 2
    assert checked(client, both).status_code == 200
    for place in (0, 1):
        broken = copy.deepcopy(both)
        broken["proof"][place]["created"] = "2025-02-01T00:00:01Z"
        assert codes(checked(client, broken)) == ["PROOF_SIGNATURE_INVALID"]


@pytest.mark.parametrize("previous", [FIRST, [FIRST]], ids=["text", "list"])
def test_a_chain_names_the_proofs_before_it(client: httpx.Client, previous: Any) -> None:
    chain = proven(proven(OWN, id=FIRST), id=SECOND, previous_proof=previous)
    assert checked(client, chain).status_code == 200
    changed = copy.deepcopy(chain)
    changed["proof"][0]["created"] = "2025-02-01T00:00:01Z"
    assert "PROOF_SIGNATURE_INVALID" in codes(checked(client, changed))
    without = {**chain, "proof": chain["proof"][1]}
    assert "PROOF_CHAIN_BROKEN" in codes(checked(client, without))


def test_a_chain_to_an_unknown_proof_is_broken(client: httpx.Client) -> None:
    secured = proven(OWN, id=FIRST)
    secured["proof"]["previousProof"] = "urn:uuid:nobody"
    assert "PROOF_CHAIN_BROKEN" in codes(checked(client, secured))


# Domain and challenge that an issuer is asked for


@pytest.mark.parametrize("asked", [{"domain": "b.example"}, {"challenge": "2"}], ids=str)
def test_domain_and_challenge_of_a_credential(client: httpx.Client, asked: dict[str, str]) -> None:
    secured = proven(OWN, domain="a.example", challenge="1")
    assert checked(client, secured, domain="a.example", challenge="1").status_code == 200
    assert checked(client, secured, **asked).status_code == 400
    assert checked(client, proven(OWN), **asked).status_code == 400


# Entries of status lists

ENTRY: Document = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://status.example/1",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"statusListIndex": 7},
        {"statusListIndex": "-7"},
        {"statusListIndex": "seven"},
        {"statusPurpose": None},
        {"statusListCredential": "urn:not:https"},
        {"statusPurpose": "message", "statusSize": 2},
        {
            "statusPurpose": "message",
            "statusSize": 2,
            "statusMessage": [{"status": "0x0", "message": "one"}],
        },
    ],
    ids=str,
)
def test_a_malformed_entry_is_refused(client: httpx.Client, changes: dict[str, Any]) -> None:
    good = checked(client, proven({**OWN, "credentialStatus": ENTRY}))
    assert codes(good) == ["STATUS_UNAVAILABLE"]  # nobody is asked, and nothing else is wrong
    entry = {name: value for name, value in {**ENTRY, **changes}.items() if value is not None}
    found = codes(checked(client, proven({**OWN, "credentialStatus": entry})))
    assert found and "STATUS_UNAVAILABLE" not in found


def test_a_message_for_each_value(client: httpx.Client) -> None:
    messages = [{"status": hex(number), "message": f"m{number}"} for number in range(4)]
    entry = {**ENTRY, "statusPurpose": "message", "statusSize": 2, "statusMessage": messages}
    assert issue(client, {**PLAIN, "credentialStatus": entry}).status_code == 201
