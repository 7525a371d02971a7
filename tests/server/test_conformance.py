"""The conformance interface, over HTTP: its contract, and everything that suites ask of it."""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
import re
from base64 import b64encode, urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import SIGNER, badge, elm
from elm_microcred import contexts
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import DEFAULT
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import default_purpose, listed
from elm_microcred.server.instances import (
    KINDS,
    STATUS_INSTANCE,
    Issuers,
    as_bytes,
    known_contexts,
)
from elm_microcred.verification import verify

Document = dict[str, Any]

CREATED = datetime(2025, 2, 1, tzinfo=UTC)
PREFIXES = {"Ed25519": "z6Mk", "P-256": "zDna", "P-384": "z82L", "BLS12-381": "zUC7"}
PLAIN: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Zanda", "description": "A learner"},
}
POSTS = (
    "/issuers/eddsa-rdfc-2022/credentials/issue",
    "/issuers/ecdsa-sd-2023-p-256/credentials/issue",
    "/credentials/verify",
    "/presentations/verify",
    "/credentials/derive",
)


def did(client: httpx.Client, name: str) -> str:
    return str(client.get(f"/issuers/{name}").json()["id"])


def issue(
    client: httpx.Client, credential: Document, name: str = "eddsa-rdfc-2022", **body: Any
) -> httpx.Response:
    """What the issuer answers to a credential that names it, as the suites make it do."""
    issuer = credential.get("issuer")
    named = {**issuer, "id": did(client, name)} if isinstance(issuer, dict) else did(client, name)
    body = {"credential": {**credential, "issuer": named}, **body}
    return refused_rightly(client.post(f"/issuers/{name}/credentials/issue", json=body))


def checked(client: httpx.Client, document: Any, **options: Any) -> httpx.Response:
    types = listed(document.get("type")) if isinstance(document, dict) else []
    kind = "Presentation" if "VerifiablePresentation" in types else "Credential"
    path = f"/{kind.lower()}s/verify"
    body = {f"verifiable{kind}": document, "options": options}
    return refused_rightly(client.post(path, json=body))


def refused_rightly(answer: httpx.Response) -> httpx.Response:
    """The same answer, which is never a crash, and if a refusal, one that says what is wrong."""
    assert answer.status_code in (200, 201, 400, 404, 405)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert re.fullmatch(r"https://\S+", answer.json()["type"])
        assert answer.json()["title"] and answer.json()["detail"]
        assert answer.json()["status"] == answer.status_code
    return answer


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400
    return [problem["code"] for problem in answer.json()["problemDetails"]]


@pytest.mark.parametrize("name", [name for name in KINDS if name != "vc-jwt"])
def test_an_instance_issues_what_the_server_verifies(client: httpx.Client, name: str) -> None:
    assert did(client, name).startswith(f"did:key:{PREFIXES[KINDS[name][1]]}")
    for document in (badge(), elm()):
        if name == STATUS_INSTANCE and document["type"][-1] == "EuropeanDigitalCredential":
            continue
        dates = ["/issuanceDate"] if "issuanceDate" in document else []
        options = {"mandatoryPointers": ["/issuer", *dates]}
        answer = issue(client, document, name, options=options)
        assert answer.status_code == 201
        secured = answer.json()
        proof = secured["proof"]
        multikey = did(client, name).removeprefix("did:key:")
        assert proof["verificationMethod"] == f"did:key:{multikey}#{multikey}"
        assert proof["proofValue"][0] == ("u" if "sd" in name or "bbs" in name else "z")
        if KINDS[name][0] in ("ecdsa-sd-2023", "bbs-2023"):
            assert checked(client, secured, checks=["proof"]).status_code == 400
            body = {"verifiableCredential": secured, "options": {"selectivePointers": SHOWN}}
            derived = client.post("/credentials/derive", json=body)
            assert derived.status_code == 201
            secured = derived.json()
        answer = checked(client, secured, checks=["proof"])
        assert answer.status_code == 200
        assert answer.json()["verified"] is True
        changed = {**secured, "issuer": did(client, "eddsa-jcs-2022") + "x"}
        assert checked(client, changed, checks=["proof"]).status_code == 400


SHOWN = ["/credentialSubject/id"]


@pytest.mark.parametrize("name", ["vc-cose", "eddsa-2022", "%2e%2e"])
def test_an_instance_that_is_not_offered(client: httpx.Client, name: str) -> None:
    for answer in (
        client.get(f"/issuers/{name}"),
        client.post(f"/issuers/{name}/credentials/issue", json={"credential": badge()}),
    ):
        assert refused_rightly(answer).status_code == 404
        assert answer.json()["code"] == "REQUEST_NOT_FOUND"


def test_an_address_without_anything_and_one_that_takes_another_method(
    client: httpx.Client,
) -> None:
    assert refused_rightly(client.get("/nothing")).json()["code"] == "REQUEST_NOT_FOUND"
    answer = refused_rightly(client.get("/credentials/verify"))
    assert (answer.status_code, answer.json()["code"]) == (405, "REQUEST_METHOD")


@pytest.mark.parametrize("options", [{}, {"options": 5}, {"options": True}, {"options": None}])
def test_options_that_say_nothing(client: httpx.Client, options: Document) -> None:
    assert issue(client, PLAIN, **options).status_code == 201
    assert issue(client, PLAIN, options={"unknown": [1]}).status_code == 201
    secured = issue(client, PLAIN).json()
    body = {"verifiableCredential": secured, **options}
    assert client.post("/credentials/verify", json=body).status_code == 200


def test_a_credential_of_another_issuer_is_not_signed(client: httpx.Client) -> None:
    body = {"credential": {**PLAIN, "issuer": did(client, "eddsa-jcs-2022")}}
    answer = refused_rightly(client.post(POSTS[0], json=body))
    assert codes(answer) == ["KEY_ISSUER_MISMATCH"]
    for issuer in (None, 5, "not a URL", {"name": "X"}, {"id": None}):
        answer = refused_rightly(
            client.post(POSTS[0], json={"credential": PLAIN | {"issuer": issuer}})
        )
        assert codes(answer) == ["CREDENTIAL_MALFORMED"]
    assert codes(client.post(POSTS[0], json={"credential": PLAIN})) == ["CREDENTIAL_MALFORMED"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PARSE_INVALID_JSON"),
        (b"{", "PARSE_INVALID_JSON"),
        (b'{"verifiableCredential": {}, "verifiableCredential": {}}', "PARSE_DUPLICATE_KEY"),
        (b"\xff", "PARSE_INVALID_UTF8"),
        (b"[" * 500, "LIMIT_DEPTH"),
        (b'"' + b"x" * 2_000_000 + b'"', "LIMIT_SIZE"),
        (b"[]", "REQUEST_MALFORMED"),
        (b"{}", "REQUEST_MALFORMED"),
        (b'{"verifiableCredential": "eyJ.eyJ.x"}', "REQUEST_MALFORMED"),
    ],
)
def test_bodies_that_cannot_be_read(client: httpx.Client, content: bytes, code: str) -> None:
    answer = refused_rightly(client.post("/credentials/verify", content=content))
    assert codes(answer) == [code]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "options",
    [
        {
            "mandatoryPointers": "x",
            "selectivePointers": [1],
            "challenge": 1,
            "domain": {},
            "expectedProofPurpose": 2,
        }
    ],
)
def test_options_of_the_wrong_kind(client: httpx.Client, path: str, options: Document) -> None:
    document = issue(client, PLAIN).json()
    kind = "VerifiablePresentation" if "presentations" in path else "VerifiableCredential"
    members = {**document, "type": [kind]}
    body = {
        "credential": {**PLAIN, "issuer": did(client, "eddsa-rdfc-2022")},
        "verifiableCredential": members,
        "verifiablePresentation": members,
        "options": options,
    }
    assert codes(refused_rightly(client.post(path, json=body))) == ["REQUEST_MALFORMED"]


# What is checked


def test_checks_select_proof_validity_and_status(client: httpx.Client) -> None:
    ended = {**PLAIN, "validUntil": "2020-01-01T00:00:00Z"}
    secured = issue(client, ended).json()
    assert checked(client, secured, checks=["proof"]).status_code == 200
    for checks in ({}, {"checks": []}, {"checks": ["validity"]}, {"checks": ["x"]}):
        assert "CREDENTIAL_EXPIRED" in codes(checked(client, secured, **checks))
    unknown = {**PLAIN, "credentialStatus": {"type": "https://a.example/Kind"}}
    secured = issue(client, unknown).json()
    assert checked(client, secured, checks=["proof"]).status_code == 200
    answer = checked(client, secured, checks=["proof", "credentialStatus"])
    assert codes(answer) == ["STATUS_NOT_CHECKED"]
    assert answer.json()["type"].startswith("https://www.w3.org/ns/credentials/status-list#")


def test_domain_and_challenge(client: httpx.Client) -> None:
    wanted = {"domain": "verifier.example", "challenge": "c1"}
    presentation = {"@context": PLAIN["@context"], "type": ["VerifiablePresentation"]}
    secured = with_proof(presentation, **wanted)
    assert checked(client, secured, **wanted).status_code == 200
    assert checked(client, secured, domain=["verifier.example"]).status_code == 200
    assert codes(checked(client, secured, domain="other.example")) == ["PROOF_DOMAIN_MISMATCH"]
    answer = checked(client, secured, challenge="c2")
    assert answer.json()["type"] == "https://w3id.org/security#INVALID_CHALLENGE_ERROR"


def test_the_purpose_that_is_expected(client: httpx.Client) -> None:
    secured = issue(client, PLAIN).json()
    assert checked(client, secured, expectedProofPurpose="assertionMethod").status_code == 200
    answer = checked(client, secured, expectedProofPurpose="authentication")
    assert codes(answer) == ["PROOF_PURPOSE_MISMATCH"]


def test_an_end_without_a_time_zone_is_read_as_utc(client: httpx.Client) -> None:
    """And at once, as all of a suite and the server have the same clock."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    for moment, status in ((now, 400), (now + timedelta(minutes=5), 200)):
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "verificationMethod": SIGNER.verification_method,
            "proofPurpose": "assertionMethod",
            "created": "2025-02-01T00:00:00",
            "expires": moment.isoformat(),
        }
        document = {**PLAIN, "issuer": SIGNER.controller}
        suite = SUITES["eddsa-rdfc-2022"]
        proof = suite.create(document, options, SIGNER, limits=DEFAULT)
        answer = checked(client, {**document, "proof": proof}, checks=["proof"])
        assert answer.status_code == status


def test_credentials_and_presentations_have_addresses_of_their_own(client: httpx.Client) -> None:
    credential = issue(client, PLAIN).json()
    presentation = with_proof({"@context": PLAIN["@context"], "type": "VerifiablePresentation"})
    body = {"verifiableCredential": presentation, "verifiablePresentation": credential}
    for path in ("/credentials/verify", "/presentations/verify"):
        assert codes(client.post(path, json=body)) == ["CREDENTIAL_MALFORMED"]


def test_whose_key_it_is_is_not_asked_here_and_asked_by_the_library(client: httpx.Client) -> None:
    secured = with_proof({**PLAIN, "issuer": "https://vc.example/issuers/5678"})
    assert checked(client, secured, checks=["proof"]).status_code == 200
    assert not verify(json.dumps(secured))
    assert verify(json.dumps(secured), policy=Policy(issuer_binding=False))


def test_an_undefined_term_at_issue_and_after_it(client: httpx.Client) -> None:
    for extra in ({"undefinedTerm": 1}, {"type": ["VerifiableCredential", "Undefined"]}):
        answer = issue(client, {**PLAIN, **extra})
        assert answer.json()["type"] == "https://w3id.org/security#DATA_LOSS_DETECTION_ERROR"
        secured = issue(client, PLAIN).json()
        assert checked(client, {**secured, **extra}).status_code == 400


WRONG: list[Any] = [None, 5, "", [], {}, "x", True]


@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ed25519signature2020"])
def test_proofs_with_a_member_that_is_missing_or_wrong(client: httpx.Client, name: str) -> None:
    secured = issue(client, PLAIN, name).json()
    members = set(secured["proof"]) - {"created", "@context"}
    for member in sorted(members):
        proof = {key: value for key, value in secured["proof"].items() if key != member}
        assert checked(client, {**secured, "proof": proof}, checks=["proof"]).status_code == 400
        for value in WRONG:
            changed = {**secured, "proof": {**secured["proof"], member: value}}
            assert checked(client, changed, checks=["proof"]).status_code == 400
    for value in WRONG:
        assert checked(client, {**secured, "proof": value}, checks=["proof"]).status_code == 400
    unsecured = {key: value for key, value in secured.items() if key != "proof"}
    assert codes(checked(client, unsecured)) == ["PROOF_MISSING"]


@pytest.mark.parametrize("name", ["ecdsa-sd-2023-p-256", "bbs-2023"])
def test_pointers_that_lead_nowhere(client: httpx.Client, name: str) -> None:
    answer = issue(client, PLAIN, name, options={"mandatoryPointers": ["/nothing"]})
    assert codes(answer) == ["PROOF_GENERATION"]
    assert answer.json()["type"] == "https://w3id.org/security#PROOF_GENERATION_ERROR"
    secured = issue(client, PLAIN, name).json()
    body = {"verifiableCredential": secured, "options": {"selectivePointers": ["/nothing"]}}
    assert codes(client.post("/credentials/derive", json=body)) == ["PROOF_GENERATION"]
    whole = issue(client, PLAIN).json()
    body = {"verifiableCredential": whole, "options": {"selectivePointers": ["/issuer"]}}
    assert codes(client.post("/credentials/derive", json=body)) == ["PROOF_GENERATION"]


def test_related_resources(client: httpx.Client) -> None:
    """As the VCDM 2.0 suite has them, with the digests of the Recommendation."""
    examples = "https://www.w3.org/ns/credentials/examples/v2"
    content = contexts.content(examples, unapproved=True)
    sri = "sha384-" + b64encode(hashlib.sha384(content).digest()).decode()
    resources = [
        {
            "id": contexts.CREDENTIALS_V2,
            "digestMultibase": "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA",
        },
        {"id": examples, "digestSRI": sri},
    ]
    answer = issue(client, {**PLAIN, "relatedResource": resources})
    assert answer.status_code == 201
    assert checked(client, answer.json(), checks=["proof"]).status_code == 200
    elsewhere = "https://w3c.github.io/vc-data-model/related-resource.json"
    bare = "uZTQ0MjM1NiAgcmVwb3J0cc5jZWxhdGVkLXJlc291cmNlLmpzb24K"
    for wrong in (
        {"id": elsewhere, "digestMultibase": bare},
        {"id": elsewhere, "digestSRI": "sha256-" + "ca3d163b" * 8},
        {"id": contexts.CREDENTIALS_V2, "digestSRI": sri},
        {"id": elsewhere},
        {"digestSRI": sri},
        elsewhere,
    ):
        assert issue(client, {**PLAIN, "relatedResource": [wrong]}).status_code == 400
    twice = [resources[0], resources[0]]
    assert issue(client, {**PLAIN, "relatedResource": twice}).status_code == 400


# Status lists


def test_an_issuer_with_a_status_list_of_its_own(client: httpx.Client) -> None:
    indexes = set()
    for number in range(3):
        credential = {**PLAIN, "id": f"urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c{number}"}
        secured = issue(client, credential, STATUS_INSTANCE).json()
        entry = secured["credentialStatus"]
        assert entry["type"] == "BitstringStatusListEntry"
        assert entry["statusListIndex"] == str(int(entry["statusListIndex"]))
        indexes.add(entry["statusListIndex"])
        assert entry["statusListCredential"].startswith(str(client.base_url))
        for checks in ({}, {"checks": ["proof", "credentialStatus"]}):
            assert checked(client, secured, **checks).status_code == 200
    assert len(indexes) == 3
    answer = client.get(entry["statusListCredential"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    listed_ = answer.json()
    assert "BitstringStatusListCredential" in listed_["type"]
    encoded = listed_["credentialSubject"]["encodedList"]
    padded = encoded[1:] + "=" * (-len(encoded[1:]) % 4)
    assert encoded[0] == "u" and len(gzip.decompress(urlsafe_b64decode(padded))) == 16_384
    assert checked(client, listed_).status_code == 200
    assert refused_rightly(client.get("/status-lists/99")).status_code == 404
    malformed = {**PLAIN, "statusEntry": {"type": "BitstringStatusListEntry"}}
    assert issue(client, malformed, STATUS_INSTANCE).status_code == 400


def test_what_the_list_says_is_heard() -> None:
    base_url = "http://127.0.0.1:1/"
    issuers = Issuers(base_url)
    issuer = issuers.instances[STATUS_INSTANCE].signer.controller
    content = issuers.issue(STATUS_INSTANCE, {**PLAIN, "issuer": issuer}, None).content
    policy = Policy(own_urls=frozenset([base_url]))
    assert verify(content, resolve=issuers.resolve, policy=policy)
    index = int(json.loads(content)["credentialStatus"]["statusListIndex"])
    issuers.statuses = issuers.statuses.updated({index: 1})
    report = verify(content, resolve=issuers.resolve, policy=policy)
    assert [problem.code for problem in report.errors] == ["STATUS_REVOKED"]
    assert [p.code for p in verify(content, resolve=issuers.resolve).errors] == ["URL_BLOCKED"]


# The inputs of the VCDM 2.0 suite


def with_proof(document: Document, **options: Any) -> Document:
    """A document with the proof of a key of its own, whatever its data model is worth."""
    return add_proof(
        copy.deepcopy(document),
        SIGNER,
        created=CREATED,
        purpose=default_purpose(document),
        extra_contexts=known_contexts(document),
        **options,
    )


def inputs(reference: Path) -> dict[str, Document]:
    folder = reference / "w3c/vectors/vcdm2-inputs"
    return {
        str(path.relative_to(folder).with_suffix("")): json.loads(path.read_bytes())
        for path in sorted(folder.rglob("*.json"))
    }


def settled(document: Document) -> Document:
    """With dates where the suite puts some in."""
    now = datetime.now(UTC)
    dates = {"PAST DATE": now - timedelta(days=1), "FUTURE DATE": now + timedelta(days=1)}
    return {
        name: timestamps.write(dates[value])
        if name.startswith("valid") and value in dates
        else value
        for name, value in document.items()
    }


@pytest.mark.reference
def test_every_credential_of_the_vcdm_suite(client: httpx.Client, reference: Path) -> None:
    """Right at issue, and right at verification, also where another issuer was less careful."""
    found = {
        name: settled(document)
        for name, document in inputs(reference).items()
        if name.rpartition("/")[2].startswith(("credential", "issuer"))
    }
    assert len(found) > 50
    for name, document in found.items():
        is_good = name.endswith("ok")
        assert is_good or "fail" in name
        answer = issue(client, document)
        assert answer.status_code == (201 if is_good else 400), (name, answer.text)
        if is_good:
            assert answer.json()["@context"] == document["@context"]
            answer = checked(client, answer.json(), checks=["proof"])
            assert answer.status_code == 200, (name, answer.text)
        elif "proof" not in document and "issuer" not in document and "no-issuer" not in name:
            assert checked(client, carelessly(document)).status_code == 400, name


def carelessly(document: Document) -> Document:
    """Signed by an issuer that checks nothing; as it is, where not even that could sign it."""
    issued = {**document, "issuer": SIGNER.controller}
    try:
        return with_proof(issued)
    except ElmMicrocredError:
        return issued


ENVELOPED = {"presentation-enveloped-vc-ok"}
"""Its token names no key, so that nobody can verify it."""


@pytest.mark.reference
def test_every_presentation_of_the_vcdm_suite(client: httpx.Client, reference: Path) -> None:
    found = {n: d for n, d in inputs(reference).items() if n.startswith("presentation")}
    assert len(found) > 10
    for name, document in found.items():
        is_self_asserted = "self-asserted" in name
        secured = presented(document, signs_credentials=not is_self_asserted)
        answer = checked(client, secured)
        if name in ENVELOPED:
            assert "KEY_NOT_FOUND" in codes(answer)
            continue
        is_good = name.endswith("-ok")
        assert answer.status_code == (200 if is_good else 400), (name, answer.text)


def presented(document: Document, *, signs_credentials: bool) -> Document:
    """As the suite does it: credentials without proof get one of the holder's key."""
    document = copy.deepcopy(document)
    credentials = document.get("verifiableCredential", [])
    if signs_credentials:
        document["verifiableCredential"] = [
            with_proof({**credential, "issuer": SIGNER.controller})
            if isinstance(credential, dict)
            and credential["type"] != "EnvelopedVerifiableCredential"
            else credential
            for credential in credentials
        ]
    try:
        return with_proof(document)
    except ElmMicrocredError:
        return document


def test_self_asserted_credentials(client: httpx.Client) -> None:
    """Spec: https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims."""

    def answer(holder: str | None, issuer: str) -> httpx.Response:
        presentation = {
            "@context": PLAIN["@context"],
            "type": ["VerifiablePresentation"],
            **({"holder": holder} if holder else {}),
            "verifiableCredential": [{**PLAIN, "issuer": issuer}],
        }
        return checked(client, with_proof(presentation))

    own = SIGNER.controller
    assert answer(own, own).status_code == 200
    for holder, issuer in ((None, own), ("did:example:alice", own), (own, "did:example:alice")):
        assert answer(holder, issuer).status_code == 400


# Anything at all

NAMES = st.sampled_from(
    ["@context", "type", "id", "proof", "issuer", "options", "credentialSubject", "a", "checks"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
BODIES = JSON | st.fixed_dictionaries(
    {},
    optional={
        name: JSON | st.fixed_dictionaries({"@context": JSON, "type": JSON, "proof": JSON})
        for name in ("credential", "verifiableCredential", "verifiablePresentation", "options")
    },
)


@given(path=st.sampled_from(POSTS), body=BODIES)
def test_no_body_is_answered_with_a_crash(client: httpx.Client, path: str, body: Any) -> None:
    refused_rightly(client.post(path, content=json.dumps(body)))


GOOD: Document = {
    "credential": {**PLAIN, "issuer": "did:example:issuer"},
    "verifiableCredential": with_proof({**PLAIN, "issuer": SIGNER.controller}),
    "verifiablePresentation": with_proof(
        {"@context": PLAIN["@context"], "type": "VerifiablePresentation", "holder": "did:a:b"}
    ),
    "options": {"checks": ["proof"], "mandatoryPointers": ["/issuer"]},
}


@given(data=st.data())
def test_no_change_of_a_good_request_is_answered_with_a_crash(
    client: httpx.Client, data: st.DataObject
) -> None:
    body: Any = copy.deepcopy(GOOD)
    node = body
    while isinstance(node, dict | list) and node:
        step = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        if not isinstance(node[step], dict | list) or not node[step] or data.draw(st.booleans()):
            node[step] = data.draw(JSON)
            break
        node = node[step]
    path = data.draw(st.sampled_from(POSTS))
    refused_rightly(client.post(path, content=json.dumps(body)))


def test_documents_go_to_verification_as_they_came() -> None:
    assert as_bytes({"b": "é", "a": [1.5, True]}) == '{"b":"é","a":[1.5,true]}'.encode()
