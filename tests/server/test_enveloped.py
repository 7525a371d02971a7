"""The instance `vc-jwt`: credentials and presentations that stand for a token, over HTTP.

As the suite of VCDM 2.0 asks for them under the tag `EnvelopingProof`: the context, the `data:`
URL and the type of an enveloped document, each right and wrong.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from documents import SIGNER
from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.issuing import sign
from elm_microcred.limits import Limits
from elm_microcred.proofs.jose.jws import sign_compact
from elm_microcred.verification import verify

Document = dict[str, Any]
PLAIN: Document = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Zanda"},
}


def issued(client: httpx.Client, **changes: Any) -> httpx.Response:
    issuer = client.get("/issuers/vc-jwt").json()["id"]
    body = {"credential": {**PLAIN, "issuer": issuer, **changes}}
    return client.post("/issuers/vc-jwt/credentials/issue", json=body)


def status(client: httpx.Client, document: Any, kind: str = "Credential") -> int:
    answer = client.post(f"/{kind.lower()}s/verify", json={f"verifiable{kind}": document})
    assert answer.status_code == 200 or answer.json()["type"].startswith("https://")
    return answer.status_code


def token(payload: Document, **header: Any) -> str:
    said = {"kid": SIGNER.verification_method, "typ": "JWT", **header}
    return sign_compact(json.dumps(payload).encode(), said, SIGNER)


def test_a_credential_is_issued_in_an_envelope_and_verifies(client: httpx.Client) -> None:
    assert client.get("/issuers/vc-jwt").json()["id"].startswith("did:key:zDna")
    answer = issued(client)
    assert answer.status_code == 201
    enveloped = answer.json()
    assert enveloped["@context"] == CREDENTIALS_V2
    assert enveloped["type"] == "EnvelopedVerifiableCredential"
    assert enveloped["id"].startswith("data:application/vc+jwt,eyJ")
    assert status(client, enveloped) == 200


def test_what_may_not_be_issued_is_not_put_in_an_envelope_either(client: httpx.Client) -> None:
    for changes in ({"undefinedTerm": "x"}, {"credentialSubject": {}}, {"validFrom": "today"}):
        assert issued(client, **changes).status_code == 400


WRONG: dict[str, Document] = {
    "no context": {"@context": ...},
    "another context": {"@context": CREDENTIALS_V1},
    "an empty context": {"@context": []},
    "no id": {"id": ...},
    "no data URL": {"id": "https://a.example/credential"},
    "no token": {"id": "data:application/vc+jwt,"},
    "another media type": {"id": "data:text/plain,eyJ"},
    "no type": {"type": ...},
    "another type": {"type": "VerifiableCredential"},
    "two types": {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
    "a number as type": {"type": 7},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_is_no_enveloped_credential(client: httpx.Client, changes: Document) -> None:
    enveloped = {**issued(client).json(), **changes}
    assert status(client, {k: v for k, v in enveloped.items() if v is not ...}) == 400


def test_a_changed_token_does_not_verify(client: httpx.Client) -> None:
    enveloped = issued(client).json()
    head, payload, signature = enveloped["id"].split(".")
    other = issued(client, name="Other").json()["id"].split(".")[1]
    for id_ in (f"{head}.{other}.{signature}", f"{head}.{payload}.{signature[::-1]}", head):
        assert status(client, {**enveloped, "id": id_}) == 400


def presented(client: httpx.Client, form: str) -> Document:
    """An enveloped presentation: of today, or with the claim `vp` of before."""
    presentation: Document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [issued(client).json()],
    }
    if form == "vp+jwt":
        text = sign({**presentation, "holder": SIGNER.controller}, SIGNER, securing=form).content
        content, media_type = text.decode(), "application/vp+jwt"
    else:
        credential = {**PLAIN, "issuer": SIGNER.controller}
        inner = token({"iss": SIGNER.controller, "vc": credential})
        claims = {**presentation, "verifiableCredential": [[inner]]}
        payload = {"iss": SIGNER.controller, "nonce": "123456789", "vp": claims}
        content, media_type = token(payload), "application/jwt"
    return {
        "@context": CREDENTIALS_V2,
        "id": f"data:{media_type},{content}",
        "type": "EnvelopedVerifiablePresentation",
    }


@pytest.mark.parametrize("form", ["vp+jwt", "jwt"])
def test_a_presentation_in_an_envelope(client: httpx.Client, form: str) -> None:
    enveloped = presented(client, form)
    assert status(client, enveloped, "Presentation") == 200
    for name, changes in WRONG.items():
        if "type" not in changes:
            changed = {k: v for k, v in {**enveloped, **changes}.items() if v is not ...}
            assert status(client, changed, "Presentation") == 400, name
    for type_ in ("VerifiablePresentation", "EnvelopedVerifiableCredential", [], 7):
        assert status(client, {**enveloped, "type": type_}, "Presentation") == 400
    assert status(client, enveloped) == 400


@pytest.mark.parametrize("entry", [[["x"]], [[[]]], ["eyJ.eyJ.x"], [7], [[None]]])
def test_what_a_presentation_of_before_may_not_hold(client: httpx.Client, entry: Any) -> None:
    claims = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": entry,
    }
    content = token({"iss": SIGNER.controller, "vp": claims})
    document = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/jwt,{content}",
        "type": "EnvelopedVerifiablePresentation",
    }
    assert status(client, document, "Presentation") == 400


def test_tokens_inside_of_a_document_with_a_proof_are_refused(client: httpx.Client) -> None:
    inner = token({"iss": SIGNER.controller, "vc": {**PLAIN, "issuer": SIGNER.controller}})
    for context in (CREDENTIALS_V1, CREDENTIALS_V2):
        document = {
            "@context": [context],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [inner],
        }
        assert status(client, document, "Presentation") == 400


def test_lists_in_lists_do_not_hide_credentials_from_the_limit() -> None:
    inner = token({"iss": SIGNER.controller, "vc": {**PLAIN, "issuer": SIGNER.controller}})
    claims = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [[inner] * 3],
    }
    content = token({"iss": SIGNER.controller, "vp": claims})
    document = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/jwt,{content}",
        "type": "EnvelopedVerifiablePresentation",
    }
    assert verify(json.dumps(document))
    result = verify(json.dumps(document), limits=Limits(values=2))
    assert [problem.code for problem in result.errors] == ["LIMIT_VALUES"]
    assert len(result.credentials) == 2
