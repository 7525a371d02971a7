"""Every rule of the data model, each way round, at the issuer and at the verifier, over HTTP.

What is good is issued and verifies. What is not is refused by the issuer, and by the verifier too
where an issuer of less care has signed it. No answer is a crash, no refusal without a problem type.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import httpx
import pytest

from documents import SIGNER
from elm_microcred import contexts
from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2, DATA_INTEGRITY_V2
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.proof import default_purpose, listed
from elm_microcred.server.instances import known_contexts
from elm_microcred.validation.credential_schemas import SCHEMA_OF_SCHEMAS

Document = dict[str, Any]

EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
NAME = "eddsa-rdfc-2022"
PLAIN: Document = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Zanda"},
}
OLD: Document = {
    **PLAIN,
    "@context": [CREDENTIALS_V1, {"name": "https://schema.org/name"}],
    "issuanceDate": "2025-01-01T00:00:00Z",
}
URL = "https://a.example/x"
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIHASH = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
DOG = {"@value": "Dog", "@language": "en"}


def good_and_bad() -> dict[str, tuple[bool, Document, Document]]:
    """Changes to a credential by what they are about, and whether it may be issued with them."""
    rows: dict[str, tuple[bool, Document, Document]] = {}

    def good(name: str, base: Document = PLAIN, /, **changes: Any) -> None:
        rows[f"{name} {len(rows)}"] = (True, base, changes)

    def bad(name: str, base: Document = PLAIN, /, **changes: Any) -> None:
        rows[f"{name} {len(rows)}"] = (False, base, changes)

    # 1. Objects have a type; a schema has an id that is a URL.
    for member in ("credentialSchema", "refreshService", "evidence", "termsOfUse"):
        typed = {"id": URL, "type": "https://a.example/Type"}
        good(member, **{member: typed})
        good(member, **{member: [typed, {**typed, "id": URL + "2"}]})
        good(member, **{member: {**typed, "type": ["https://a.example/Type"]}})
        for wrong in ({"id": URL}, {**typed, "type": []}, {**typed, "type": None}, URL, 7, [URL],
                      {**typed, "type": ""}, {**typed, "id": "not a url"}, {**typed, "id": [URL]},
                      {**typed, "id": None}, [typed, {"id": URL}]):  # fmt: skip
            bad(member, **{member: wrong})
    bad("schema without id", credentialSchema={"type": "JsonSchema"})
    bad("schema without id", credentialSchema={"id": "x", "type": "JsonSchema"})
    for wrong in ({"id": URL + "#1"}, {"type": 7}, "revoked", 7, {"type": []}):
        bad("status", credentialStatus=wrong)
    # 2. Related resources.
    digest = {"id": CREDENTIALS_V2, "digestSRI": SRI}
    good("resource", relatedResource=digest)
    good("resource", relatedResource=[digest])
    good("resource", relatedResource={"id": CREDENTIALS_V2, "digestMultibase": MULTIHASH})
    good("resource", relatedResource={**digest, "digestMultibase": MULTIHASH})
    for wrong in (
        URL, [URL], {"digestSRI": SRI}, {"id": CREDENTIALS_V2}, [digest, digest],
        {**digest, "id": 7},
        {**digest, "id": "x"}, {**digest, "id": [CREDENTIALS_V2]}, {**digest, "digestSRI": None},
        {**digest, "digestSRI": SRI.replace("/", "_").replace("+", "-")},
        {**digest, "digestSRI": SRI[:-4] + "AAAA"}, {**digest, "digestSRI": "sha384-"},
        {**digest, "digestSRI": "md5-1B2M2Y8AsgTpgAmY7PhCfg=="}, {**digest, "digestSRI": [SRI]},
        {"id": CREDENTIALS_V2, "digestMultibase": MULTIHASH[1:]},
        {"id": CREDENTIALS_V2, "digestMultibase": "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"},
        {**digest, "digestMultibase": MULTIHASH[:-3] + "AAA"},
    ):  # fmt: skip
        bad("resource", relatedResource=wrong)
    # 3. One URL as id.
    for id_ in ("urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5", "did:example:a", URL, "z:1"):
        good("id", id=id_)
        good("subject id", credentialSubject={"id": id_, "name": "x"})
    for wrong in (
        ["did:example:a", "did:example:b"],
        None,
        7,
        {},
        "",
        "a b",
        "relative",
        "_:b",
    ):
        bad("id", id=wrong)
        bad("subject id", credentialSubject={"id": wrong, "name": "x"})
        bad("subject ids", credentialSubject=[{"name": "y"}, {"id": wrong, "name": "x"}])
    # 4. Contexts.
    good("contexts", **{"@context": [CREDENTIALS_V2, EXAMPLES_V2]})
    good("contexts", **{"@context": [CREDENTIALS_V2, {"x": "https://a.example/x"}], "x": "1"})
    good("contexts", **{"@context": [CREDENTIALS_V2, DATA_INTEGRITY_V2]})
    for wrong in (..., None, [], [EXAMPLES_V2, CREDENTIALS_V2], [EXAMPLES_V2], [CREDENTIALS_V2, 7],
                  [CREDENTIALS_V2, None], [CREDENTIALS_V2, "x"], [{"x": URL}, CREDENTIALS_V2], 7,
                  [CREDENTIALS_V2, "https://unknown.example/v1"],
                  [CREDENTIALS_V2, {"type": "https://a.example/type"}],
                  [CREDENTIALS_V2, {"VerifiableCredential": {"@id": URL}}],
                  [CREDENTIALS_V2, {"VerifiableCredential": URL}]):  # fmt: skip
        bad("contexts", **{"@context": wrong})
    # 5. Types.
    good("type", type="VerifiableCredential")
    good("type", type=["https://a.example/T", "VerifiableCredential"])
    good("type", type=["VerifiableCredential", "Mapped"],
         **{"@context": [CREDENTIALS_V2, {"Mapped": "https://a.example/Mapped"}]})  # fmt: skip
    for wrong in (..., None, [], "Other", ["Other"], ["VerifiableCredential", "Unmapped"],
                  ["VerifiableCredential", 7], ["VerifiableCredential", None],
                  ["VerifiableCredential", ""], {"VerifiableCredential": True}, 7,
                  ["VerifiableCredential", "VerifiablePresentation"]):  # fmt: skip
        bad("type", type=wrong)
    bad("type", type=["VerifiableCredential", "Mapped"],
        **{"@context": [CREDENTIALS_V2, {"Mapped": "not a url"}]})  # fmt: skip
    # 7. Subjects.
    good("subject", credentialSubject={"name": "nobody by name"})
    good("subject", credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}])
    for wrong in (..., None, {}, [], [{}], [{"id": "did:example:a"}, {}], "did:example:a", 7,
                  ["did:example:a"], [[{"id": "did:example:a"}]]):  # fmt: skip
        bad("subject", credentialSubject=wrong)
    # 8. Names and descriptions.
    for member in ("name", "description"):
        for right in ("Dog", DOG, {**DOG, "@direction": "ltr"}, {"@value": "x"},
                      [DOG, {"@value": "Chien", "@language": "fr"}]):  # fmt: skip
            good(member, **{member: right})
            good(f"issuer {member}", issuer={member: right})
        for wrong in ({**DOG, "url": URL}, {"en": "Dog"}, {"@language": "en"}, 7, True, {},
                      {"@value": 7, "@language": "en"}, [DOG, 7], {**DOG, "@direction": "up"},
                      {**DOG, "@language": "not a language"}, {**DOG, "@type": URL}):  # fmt: skip
            bad(member, **{member: wrong})
            bad(f"issuer {member}", issuer={member: wrong})
    # 9. Validity.
    for moment in ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00.123Z", "2020-01-01T00:00:00+05:30",
                   "2020-01-01T24:00:00Z", "2020-02-29T00:00:00-14:00"):  # fmt: skip
        good("from", validFrom=moment)
    good("far future", validFrom="9999-01-01T00:00:00Z")
    good("period", validFrom="2020-01-01T00:00:00Z", validUntil="2020-01-01T00:00:00Z")
    bad("period", validFrom="2020-01-02T00:00:00Z", validUntil="2020-01-01T00:00:00Z")
    bad("period", validFrom="2020-01-01T00:00:00-01:00", validUntil="2020-01-01T00:59:59Z")
    for wrong in ("2020-01-01", "2020-01-01T00:00:00", "2020-02-30T00:00:00Z", "now", "", 7, None,
                  "2020-01-01T25:00:00Z", "2020-01-01T00:00Z",
                  ["2020-01-01T00:00:00Z"]):  # fmt: skip
        bad("from", validFrom=wrong)
        bad("until", validUntil=wrong)
    # 12. Nothing may be lost.
    for lost in ({"undefinedTerm": "x"}, {"credentialSubject": {"id": "did:a:b", "undefined": 1}},
                 {"evidence": {"type": "Undefined"}}, {"credentialSubject": {"name": None}},
                 {"termsOfUse": {"type": URL, "id": "relative"}}):  # fmt: skip
        bad("lost", **lost)
    # Version 1.1
    good("old", OLD)
    good("old", OLD, expirationDate="2040-01-01T00:00:00Z")
    good("old", OLD, credentialSubject=[{"id": "did:a:b"}, {"id": "did:a:c"}])
    for name, changes in (
        ("issuanceDate", {"issuanceDate": ...}), ("issuanceDate", {"issuanceDate": "today"}),
        ("issuanceDate", {"issuanceDate": ["2025-01-01T00:00:00Z"]}),
        ("expirationDate", {"expirationDate": "never"}), ("evidence", {"evidence": {"id": URL}}),
        ("period", {"expirationDate": "2024-01-01T00:00:00Z"}),
        ("subject", {"credentialSubject": {}}), ("type", {"type": ["X"]}),
        ("status", {"credentialStatus": {"type": "https://a.example/T"}}),
        ("schema", {"credentialSchema": {"id": URL}}), ("id", {"id": ["urn:x:y"]}),
        ("terms", {"termsOfUse": {"id": URL}}), ("lost", {"undefinedTerm": "x"}),
    ):  # fmt: skip
        bad(f"old {name}", OLD, **changes)
    # Credentials that are a JSON Schema
    schema: Document = {
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "credentialSchema": {"id": SCHEMA_OF_SCHEMAS, "type": "JsonSchema"},
        "credentialSubject": {"id": URL, "type": "JsonSchema", "jsonSchema": {"type": "object"}},
    }
    good("json schema", **schema)
    bad("json schema", **{**schema, "credentialSchema": {"id": URL, "type": "JsonSchema"}})
    bad("json schema", **{**schema, "credentialSubject": {"id": URL, "type": "JsonSchema"}})
    bad("json schema", credentialSchema={"id": URL, "type": "JsonSchema", "digestSRI": "x"})
    return rows


RULES = good_and_bad()


def made(base: Document, changes: Document, issuer: str) -> Document:
    named = changes.get("issuer")
    document = {**copy.deepcopy(base), **changes}
    document["issuer"] = {"id": issuer, **named} if isinstance(named, dict) else issuer
    return {name: value for name, value in document.items() if value is not ...}


def answered(answer: httpx.Response) -> int:
    """The status of an answer, which is no crash, and names the type of what is wrong."""
    assert answer.status_code in (200, 201, 400)
    if answer.status_code == 400:
        assert re.fullmatch(r"https://\S+#[A-Z_]+|https://w3id\.org/\S+", answer.json()["type"])
    return answer.status_code


def issue(client: httpx.Client, document: Document, name: str = NAME) -> httpx.Response:
    body = {"credential": document}
    return client.post(f"/issuers/{name}/credentials/issue", json=body)


def verify(client: httpx.Client, document: Document) -> int:
    kind = (
        "Presentation" if "VerifiablePresentation" in listed(document.get("type")) else "Credential"
    )
    body = {f"verifiable{kind}": document, "options": {"checks": ["proof"]}}
    return answered(client.post(f"/{kind.lower()}s/verify", json=body))


def carelessly(document: Document, **options: Any) -> Document:
    """Signed without a look; as it is, with the proof of another, where that cannot be done."""

    def signed(unsigned: Document) -> Document:
        purpose = default_purpose(unsigned)
        extra = known_contexts(unsigned)
        return add_proof(
            unsigned, SIGNER, created=None, purpose=purpose, extra_contexts=extra, **options
        )

    try:
        return signed(document)
    except (ElmMicrocredError, TypeError):
        other = signed({**PLAIN, "issuer": SIGNER.controller})
        return {**document, "proof": other["proof"]}


@pytest.fixture(scope="module")
def issuer(client: httpx.Client) -> str:
    return str(client.get(f"/issuers/{NAME}").json()["id"])


@pytest.mark.parametrize("row", RULES.values(), ids=RULES)
def test_a_rule_of_the_data_model(
    client: httpx.Client, issuer: str, row: tuple[bool, Document, Document]
) -> None:
    is_good, base, changes = row
    answer = issue(client, made(base, changes, issuer))
    assert answered(answer) == (201 if is_good else 400), answer.text
    if is_good:
        assert verify(client, answer.json()) == 200
    else:
        assert verify(client, carelessly(made(base, changes, SIGNER.controller))) == 400


# 6. Issuer and holder; 10. what a presentation holds; 11. documents without a proof


@pytest.mark.parametrize(
    "named", [None, 7, True, [], {}, "", "University", "a b", {"name": "x"}, {"id": None},
              {"id": ""}, {"id": "x"}, {"id": ["did:a:b"]}, ["did:a:b"]]
)  # fmt: skip
def test_an_issuer_and_a_holder_are_named_by_a_url(client: httpx.Client, named: Any) -> None:
    document = {**PLAIN, "issuer": named}
    assert answered(issue(client, document)) == 400
    assert verify(client, carelessly(document)) == 400
    presented = {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"], "holder": named}
    assert verify(client, carelessly(presented)) == 400


def presentation(**changes: Any) -> Document:
    members = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": SIGNER.controller,
        "verifiableCredential": [carelessly({**PLAIN, "issuer": SIGNER.controller})],
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


@pytest.mark.parametrize(
    ("changes", "is_good"),
    [
        ({}, True),
        ({"id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"}, True),
        ({"type": "VerifiablePresentation"}, True),
        ({"type": ["VerifiablePresentation", "https://a.example/T"]}, True),
        ({"holder": ...}, True),
        ({"holder": {"id": SIGNER.controller}}, True),
        ({"verifiableCredential": ...}, True),
        ({"id": ["urn:x:y"]}, False),
        ({"id": "x"}, False),
        ({"@context": ...}, False),
        ({"@context": [EXAMPLES_V2, CREDENTIALS_V2]}, False),
        ({"@context": [CREDENTIALS_V2, "https://unknown.example/"]}, False),
        ({"type": ["VerifiablePresentation", "Unmapped"]}, False),
        ({"undefinedTerm": "x"}, False),
        ({"verifiableCredential": "eyJ.eyJ.x"}, False),
        ({"verifiableCredential": ["eyJ.eyJ.x"]}, False),
        ({"verifiableCredential": [7]}, False),
        ({"verifiableCredential": [None]}, False),
        ({"verifiableCredential": [["eyJ.eyJ.x"]]}, False),
        ({"verifiableCredential": [{}]}, False),
        ({"verifiableCredential": [{**PLAIN, "issuer": "did:example:other"}]}, False),
        ({"termsOfUse": {"id": URL}}, False),
        ({"termsOfUse": {"type": URL}}, True),
    ],
)
def test_a_rule_of_presentations(client: httpx.Client, changes: Document, is_good: bool) -> None:
    assert verify(client, carelessly(presentation(**changes))) == (200 if is_good else 400)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": ["VerifiableCredential"]},
        {"@context": [CREDENTIALS_V2]},
        {"@context": [CREDENTIALS_V2], "type": ["Other"]},
        PLAIN,
        {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"]},
        {"type": ["VerifiablePresentation"]},
    ],
)
def test_documents_without_a_proof(client: httpx.Client, document: Document) -> None:
    assert verify(client, document) == 400
    body = {"verifiablePresentation": document, "verifiableCredential": document}
    for kind in ("credentials", "presentations"):
        assert answered(client.post(f"/{kind}/verify", json=body)) == 400


# The requests of the VC API


@pytest.mark.parametrize("credential", [..., None, [], "x", 7, True])
def test_a_request_to_issue_holds_a_credential(client: httpx.Client, credential: Any) -> None:
    body = {"options": {}} if credential is ... else {"credential": credential}
    assert answered(client.post(f"/issuers/{NAME}/credentials/issue", json=body)) == 400


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("@context", [4, True, "x", {"x": URL}, [{"foo": True}, 4, False, None]]),
        ("type", [4, True, {}, [None, True, 4], [{}], [[]]]),
        ("credentialSubject", [None, True, 4, "x", [True], ["x"]]),
        ("issuer", [None, True, 4, [], {}]),
    ],
)
def test_the_members_of_a_credential_that_is_to_be_issued(
    client: httpx.Client, issuer: str, member: str, values: list[Any]
) -> None:
    for value in values:
        assert answered(issue(client, {**PLAIN, "issuer": issuer, member: value})) == 400


@pytest.mark.parametrize("checks", [5, "proof", {"proof": True}, True, [5], [None]])
def test_checks_are_a_list_of_names(client: httpx.Client, issuer: str, checks: Any) -> None:
    secured = issue(client, {**PLAIN, "issuer": issuer}).json()
    body = {"verifiableCredential": secured, "options": {"checks": checks}}
    answer = client.post("/credentials/verify", json=body)
    assert answered(answer) == 400
    assert answer.json()["code"] == "REQUEST_MALFORMED"


@pytest.mark.parametrize("checks", [None, [], ["proof"], ["unknown"], ["proof", "unknown"]])
def test_checks_that_are_not_known_select_nothing(
    client: httpx.Client, issuer: str, checks: Any
) -> None:
    secured = issue(client, {**PLAIN, "issuer": issuer}).json()
    body = {"verifiableCredential": secured, "options": {"checks": checks}}
    assert answered(client.post("/credentials/verify", json=body)) == 200


# 13., 18., 22. Proofs and keys of every instance

INSTANCES = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019-p-256", "ecdsa-rdfc-2019-p-384",
             "ecdsa-jcs-2019-p-256", "ecdsa-jcs-2019-p-384", "ed25519signature2020")  # fmt: skip


@pytest.mark.parametrize("name", INSTANCES)
def test_what_was_changed_after_it_was_signed(client: httpx.Client, name: str) -> None:
    issuer = client.get(f"/issuers/{name}").json()["id"]
    secured = issue(client, {**PLAIN, "issuer": issuer}, name).json()
    assert verify(client, secured) == 200
    other = issue(client, {**PLAIN, "issuer": issuer, "name": "Other"}, name).json()
    proof = secured["proof"]
    method = proof["verificationMethod"]
    for changed in (
        {**secured, "name": "Other"},
        {**secured, "validUntil": "2099-01-01T00:00:00Z"},
        {**secured, "credentialSubject": {"id": "did:example:mallory"}},
        {**secured, "proof": other["proof"]},
        {**secured, "proof": [proof, other["proof"]]},
        {**secured, "proof": []},
        {**secured, "proof": {**proof, "created": "2020-01-01T00:00:00Z"}},
        {**secured, "proof": {**proof, "created": "not a time"}},
        {**secured, "proof": {**proof, "expires": "2020-01-01T00:00:00Z"}},
        {**secured, "proof": {**proof, "expires": "not a time"}},
        {**secured, "proof": {**proof, "proofPurpose": "authentication"}},
        {**secured, "proof": {**proof, "proofValue": "u" + proof["proofValue"][1:]}},
        {**secured, "proof": {**proof, "proofValue": proof["proofValue"][1:]}},
        {**secured, "proof": {**proof, "proofValue": proof["proofValue"][:-1]}},
        {**secured, "proof": {**proof, "proofValue": proof["proofValue"] + "0"}},
        {**secured, "proof": {**proof, "verificationMethod": SIGNER.verification_method}},
        {**secured, "proof": {**proof, "verificationMethod": method.partition("#")[0]}},
        {**secured, "proof": {**proof, "verificationMethod": method + "x"}},
        {**secured, "proof": {**proof, "verificationMethod": method.replace("key:z", "key:u")}},
        {**secured, "proof": {**proof, "previousProof": "urn:uuid:1"}},
        {**secured, "proof": {**proof, "id": "not a url"}},
        {**secured, "proof": {**proof, "undefinedTerm": "x"}},
        {**secured, "proof": {**proof, "type": "UnknownProof"}},
    ):
        assert verify(client, changed) == 400, changed["proof"]


@pytest.mark.parametrize("name", ["ecdsa-sd-2023-p-256", "bbs-2023"])
@pytest.mark.parametrize("base", [PLAIN, OLD], ids=["2.0", "1.1"])
def test_a_part_of_what_the_suites_show(client: httpx.Client, name: str, base: Document) -> None:
    """19. Without id, with gaps in lists, in both versions."""
    issuer = client.get(f"/issuers/{name}").json()["id"]
    first, *_ = base["@context"]
    sails = [{"size": size, "year": 2020 + place} for place, size in enumerate((5.5, 6.1, 7, 7.8))]
    document = {
        **base,
        "@context": [first, {"@vocab": "https://windsurf.example/#"}],
        "issuer": issuer,
        "credentialSubject": {
            "sailNumber": "Earth101",
            "sails": sails,
            "boards": [{"boardName": "X1", "brand": "Wild"}, {"boardName": "X2", "brand": "Tame"}],
        },
    }
    dates = ["/issuanceDate"] if base is OLD else []
    options = {"mandatoryPointers": ["/issuer", *dates]}
    body = {"credential": document, "options": options}
    answer = client.post(f"/issuers/{name}/credentials/issue", json=body)
    assert answered(answer) == 201, answer.text
    subject = "/credentialSubject"
    for pointers in (
        [f"{subject}/sails/1"],
        [f"{subject}/sails/0", f"{subject}/sails/3"],
        [f"{subject}/sails/2/size", f"{subject}/boards/1/brand", f"{subject}/sailNumber"],
        [f"{subject}/boards"],
        [f"{subject}/boards/0", f"{subject}/boards/1", f"{subject}/boards"],
        [subject],
    ):
        body = {"verifiableCredential": answer.json(), "options": {"selectivePointers": pointers}}
        derived = client.post("/credentials/derive", json=body)
        assert answered(derived) == 201, derived.text
        assert verify(client, derived.json()) == 200
        changed = {**derived.json(), "issuer": SIGNER.controller}
        assert verify(client, changed) == 400
    for pointers in (["/nothing"], [f"{subject}/sails/7"], ["no pointer"], ["/x~2"], ["/sails/01"]):
        body = {"verifiableCredential": answer.json(), "options": {"selectivePointers": pointers}}
        assert answered(client.post("/credentials/derive", json=body)) == 400, pointers


def test_the_context_of_driving_licences_is_at_hand() -> None:
    assert "https://w3id.org/vdl/v1" in contexts.URLS | contexts.UNAPPROVED_URLS
