"""The rules of the data model: the published inputs, and each rule by itself."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import contexts
from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.validation.credential_schemas import SCHEMA_OF_SCHEMAS
from elm_microcred.validation.data_model import (
    data_model_problems,
    media_type,
    validity_period,
    version,
)
from elm_microcred.validation.spelling import CHECKED_IRIS, STRUCTURE

V2: dict[str, Any] = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}
V1: dict[str, Any] = {
    "@context": [CREDENTIALS_V1],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "issuanceDate": "2025-06-16T09:00:00Z",
    "credentialSubject": {"id": "did:example:subject"},
}
VP: dict[str, Any] = {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"]}

ELSEWHERE = {
    "credential-context-combo4-fail.json": "a context that is a number",
    "credential-redef-type-fail.json": "a protected term redefined, in JSON-LD",
    "credential-type-mapped-nonurl-fail.json": "a term mapped to no URL, in JSON-LD",
    "credential-proof-missing-type-fail.json": "a proof without type, in securing",
    "presentation-self-asserted-vc-holder-mismatch.json": "bindings, in verification",
    "presentation-self-asserted-vc-no-holder.json": "bindings, in verification",
}


def found(document: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """Code and pointer of each problem of a document, with these members changed."""
    members = {**document, **changes}
    members = {name: value for name, value in members.items() if value is not ...}
    return [(problem.code, problem.pointer) for problem in data_model_problems(members)]


MALFORMED = "CREDENTIAL_MALFORMED"


def test_the_least_documents_are_well_formed() -> None:
    for document in (V1, V2, VP):
        assert found(document) == []


def inputs(folder: Path) -> list[Path]:
    return sorted((folder / "w3c/vectors/vcdm2-inputs").rglob("*.json"))


@pytest.mark.reference
def test_the_published_inputs(reference: Path) -> None:
    """As the suite does: it names the issuer, and gives dates where it says so."""
    wrong = []
    for path in inputs(reference):
        document = json.loads(path.read_text("utf-8"))
        if "VerifiableCredential" in document.get("type", []):
            issuer = document.get("issuer")
            name = {**issuer, "id": V2["issuer"]} if isinstance(issuer, dict) else V2["issuer"]
            document["issuer"] = name
        if document.get("validFrom") == "PAST DATE":
            document |= {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2040-01-01T00:00:00Z"}
        must_pass = path.stem.endswith("ok")
        if path.name in ELSEWHERE or "no-issuer" in path.name:
            continue
        if (not found(document)) is not must_pass:
            wrong.append((path.name, found(document)))
    assert wrong == []


@pytest.mark.reference
def test_a_published_input_without_issuer(reference: Path) -> None:
    path = reference / "w3c/vectors/vcdm2-inputs/credential-no-issuer-fail.json"
    assert (MALFORMED, "/issuer") in found(json.loads(path.read_text("utf-8")))


# Contexts and types


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (..., [("CONTEXT_MISSING", "/@context")]),
        (None, [("CONTEXT_MISSING", "/@context")]),
        ([], [("CONTEXT_MISSING", "/@context")]),
        (CREDENTIALS_V2, []),
        ([CREDENTIALS_V2, {"a": "https://a.example/"}], []),
        (["https://www.w3.org/ns/credentials/examples/v2"], [(MALFORMED, "/@context/0")]),
        ([{"a": "https://a.example/"}, CREDENTIALS_V2], [(MALFORMED, "/@context/0")]),
        (
            [CREDENTIALS_V2, "https ://not-a-url/contexts/example/v1"],
            [(MALFORMED, "/@context/1")],
        ),
        ([CREDENTIALS_V2, 123192875], [(MALFORMED, "/@context/1")]),
        ([CREDENTIALS_V2, None], [(MALFORMED, "/@context/1")]),
        (7, [(MALFORMED, "/@context/0"), (MALFORMED, "/@context/0")]),
    ],
)
def test_contexts(context: Any, expected: list[tuple[str, str]]) -> None:
    assert found(V2, **{"@context": context}) == expected


@pytest.mark.parametrize(
    ("type_", "pointers"),
    [
        ("VerifiableCredential", []),
        (["https://example.org/#X", "VerifiableCredential"], []),
        (..., ["/type", "/type"]),
        ([], ["/type"]),
        ("Diploma", ["/type"]),
        (["VerifiableCredential", 7], ["/type/1"]),
        (["VerifiableCredential", ""], ["/type/1"]),
        (["VerifiableCredential", "VerifiablePresentation"], ["/type"]),
        ({"VerifiableCredential": 1}, ["/type", "/type"]),
    ],
)
def test_types(type_: Any, pointers: list[str]) -> None:
    assert found(V2, type=type_) == [(MALFORMED, pointer) for pointer in pointers]


# Identifiers, issuer, subject


@pytest.mark.parametrize(
    "id_", [["https://a.example/", "https://b.example/"], None, 7, "not a url", "relative", "_:b0"]
)
def test_an_id_is_one_url(id_: Any) -> None:
    assert found(V2, id=id_) == [(MALFORMED, "/id")]
    assert found(VP, id=id_) == [(MALFORMED, "/id")]
    assert found(V2, credentialSubject={"id": id_}) == [(MALFORMED, "/credentialSubject/id")]
    assert found(V2, issuer={"id": id_}) == [(MALFORMED, "/issuer/id")]
    assert found(VP, holder={"id": id_}) == [(MALFORMED, "/holder/id")]
    assert found(V2, evidence={"type": "E", "id": id_}) == [(MALFORMED, "/evidence/id")]


@pytest.mark.parametrize(
    ("issuer", "pointer"),
    [(..., "/issuer"), (None, "/issuer"), ("name", "/issuer"), ([], "/issuer"), ({}, "/issuer/id")],
)
def test_an_issuer_has_a_url(issuer: Any, pointer: str) -> None:
    assert found(V2, issuer=issuer) == [(MALFORMED, pointer)]


@pytest.mark.parametrize(
    ("subject", "pointers"),
    [
        ({"name": "Anna"}, []),
        ([{"id": "did:example:a"}, {"id": "did:example:b"}], []),
        (..., ["/credentialSubject"]),
        (None, ["/credentialSubject"]),
        ({}, ["/credentialSubject"]),
        ("did:example:a", ["/credentialSubject"]),
        ([], ["/credentialSubject"]),
        ([{"id": "did:example:a"}, {}], ["/credentialSubject/1"]),
        ([[{"id": "did:example:a"}]], ["/credentialSubject/0"]),
    ],
)
def test_subjects(subject: Any, pointers: list[str]) -> None:
    assert found(V2, credentialSubject=subject) == [(MALFORMED, pointer) for pointer in pointers]


# Validity


@pytest.mark.parametrize("name", ["validFrom", "validUntil"])
@pytest.mark.parametrize(
    "value", ["2025-06-16", "2025-06-16T09:00:00", "2025-02-30T00:00:00Z", None, 7, [], ""]
)
def test_a_time_has_a_zone_and_can_be(name: str, value: Any) -> None:
    assert found(V2, **{name: value}) == [(MALFORMED, f"/{name}")]


def test_validity_begins_before_it_ends() -> None:
    begin, end = "2025-06-16T09:00:00Z", "2025-06-16T08:59:59Z"
    assert found(V2, validFrom=begin, validUntil=begin) == []
    assert found(V2, validFrom=begin, validUntil=end) == [("CREDENTIAL_PERIOD", "/validUntil")]
    assert found(V2, validFrom=begin, validUntil="2025-06-16T10:00:00+02:00") == [
        ("CREDENTIAL_PERIOD", "/validUntil")
    ]
    assert found(V1, expirationDate=end) == [("CREDENTIAL_PERIOD", "/expirationDate")]
    assert found(V2, validFrom="9999-12-31T23:59:59Z") == []


def test_vcdm_11_has_other_names_and_allows_a_missing_zone() -> None:
    assert found(V1, issuanceDate=...) == [(MALFORMED, "/issuanceDate")]
    assert found(V1, issuanceDate="2025-06-16T09:00:00") == []
    assert found(V1, issuanceDate="16 June 2025") == [(MALFORMED, "/issuanceDate")]
    assert found(V1, expirationDate="never") == [(MALFORMED, "/expirationDate")]
    dates = {"validFrom": "2025-07-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"}
    begin, end = validity_period({**V1, "expirationDate": "2025-12-01T00:00:00Z", **dates})
    assert begin and begin.name == "validFrom"
    assert end and end.name == "expirationDate"
    assert validity_period(V2) == (None, None)


# Objects


@pytest.mark.parametrize(
    "name", ["credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "evidence"]
)
@pytest.mark.parametrize("document", [V1, V2], ids=["1.1", "2.0"])
def test_every_object_has_a_type(name: str, document: dict[str, Any]) -> None:
    good = {"id": "https://a.example/", "type": "T"}
    assert found(document, **{name: good}) == []
    assert found(document, **{name: [good, {**good, "type": ["T"]}]}) == []
    for type_ in ([], "", 2, None, ["T", 2]):
        assert (MALFORMED, f"/{name}/type") in found(document, **{name: {**good, "type": type_}})
    assert found(document, **{name: [good, "text"]}) == [(MALFORMED, f"/{name}/1")]
    assert found(document, **{name: [[good]]}) == [(MALFORMED, f"/{name}/0")]
    without_id = found(document, **{name: {"type": "T"}})
    needs_id = name == "credentialSchema" or (
        document is V1 and name in ("credentialStatus", "refreshService")
    )
    assert without_id == ([(MALFORMED, f"/{name}/id")] if needs_id else [])


@pytest.mark.parametrize("name", ["confidenceMethod", "renderMethod"])
def test_reserved_members_of_version_2_have_a_type_too(name: str) -> None:
    assert found(V2, **{name: [{"type": "T"}, {"type": ["T"], "id": "urn:uuid:1"}]}) == []
    for wrong, pointer in (({}, "/type"), ({"type": []}, "/type"), ("T", "")):
        assert found(V2, **{name: wrong}) == [(MALFORMED, f"/{name}{pointer}")]
        assert found(V1, **{name: wrong}) == []  # which defines no such member
    assert found(V2, **{name: {"type": "T", "id": "x"}}) == [(MALFORMED, f"/{name}/id")]


@pytest.mark.parametrize("name", ["name", "description"])
def test_names_and_descriptions(name: str) -> None:
    def in_issuer(value: Any) -> list[tuple[str, str]]:
        return found(V2, issuer={"id": "did:example:a", name: value})

    tagged = {"@value": "Dog", "@language": "en"}
    for good in (
        "Dog",
        tagged,
        {**tagged, "@direction": "ltr"},
        [tagged, {"@value": "Chien", "@language": "fr"}],
    ):
        assert found(V2, **{name: good}) == in_issuer(good) == []
    for bad in ({**tagged, "url": "x"}, {"en": "Dog"}, {"@language": "en"}, 7, None, {"@value": 7}):
        assert found(V2, **{name: bad}) == [(MALFORMED, f"/{name}")]
        assert in_issuer(bad) == [(MALFORMED, f"/issuer/{name}")]
    assert found(V2, **{name: ["Dog", 7]}) == [(MALFORMED, f"/{name}/1")]
    assert found(V1, **{name: {"en": "Dog"}}) == []


SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"


@pytest.mark.parametrize(
    ("resource", "pointers"),
    [
        ({"id": CREDENTIALS_V2, "digestSRI": SRI}, []),
        (
            {
                "id": CREDENTIALS_V2,
                "digestMultibase": "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA",
            },
            [],
        ),
        ({"id": CREDENTIALS_V2, "digestSRI": SRI.replace("/", "_")}, ["/digestSRI"]),
        ({"id": CREDENTIALS_V2, "digestSRI": SRI[:-4]}, ["/digestSRI"]),
        ({"id": CREDENTIALS_V2, "digestSRI": "md5-AAAA"}, ["/digestSRI"]),
        ({"id": CREDENTIALS_V2, "digestSRI": ""}, ["/digestSRI"]),
        ({"id": CREDENTIALS_V2, "digestSRI": 7}, ["/digestSRI"]),
        ({"id": CREDENTIALS_V2, "digestMultibase": "x"}, ["/digestMultibase"]),
        ({"id": CREDENTIALS_V2}, [""]),
        ({"id": "relative", "digestSRI": SRI}, ["/id"]),
        ({"id": ["https://a.example/"], "digestSRI": SRI}, ["/id"]),
        ({"digestSRI": SRI}, ["/id"]),
        ("https://a.example/", [""]),
    ],
)
def test_related_resources(resource: Any, pointers: list[str]) -> None:
    expected = [(MALFORMED, f"/relatedResource{pointer}") for pointer in pointers]
    assert found(V2, relatedResource=resource) == expected
    in_list = [(MALFORMED, f"/relatedResource/0{pointer}") for pointer in pointers]
    assert found(V2, relatedResource=[resource]) == in_list


def test_a_related_resource_is_named_once() -> None:
    resource = {"id": CREDENTIALS_V2, "digestSRI": SRI}
    assert found(V2, relatedResource=[resource, resource]) == [(MALFORMED, "/relatedResource/1/id")]


# Schemas

SCHEMA = {"id": "https://a.example/schema.json", "type": "JsonSchema"}
OF_SCHEMAS = {"id": SCHEMA_OF_SCHEMAS, "type": "JsonSchema", "digestSRI": SRI}
JSON_SCHEMA: dict[str, Any] = {
    **V2,
    "type": ["VerifiableCredential", "JsonSchemaCredential"],
    "credentialSchema": OF_SCHEMAS,
    "credentialSubject": {
        "id": "https://a.example/schema.json",
        "type": "JsonSchema",
        "jsonSchema": {"type": "object"},
    },
}


@pytest.mark.parametrize("type_", ["JsonSchema", "JsonSchemaCredential", ["JsonSchema"]])
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, None),
        ({"digestSRI": SRI}, None),
        ({"digestMultibase": "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"}, None),
        ({"digestSRI": "sha384-x"}, "/digestSRI"),
        ({"digestSRI": None}, "/digestSRI"),
        ({"digestMultibase": "zabc"}, "/digestMultibase"),
        ({"id": "schema.json"}, "/id"),
        ({"id": ["https://a.example/schema.json"]}, "/id"),
        ({"id": ...}, "/id"),
    ],
)
def test_json_schemas(type_: Any, changes: dict[str, Any], pointer: str | None) -> None:
    schema = {**SCHEMA, "type": type_, **changes}
    schema = {name: value for name, value in schema.items() if value is not ...}
    for document in (V1, V2):
        problems = [(MALFORMED, f"/credentialSchema{pointer}")] if pointer else []
        assert found(document, credentialSchema=schema) == problems
        problems = [(MALFORMED, f"/credentialSchema/1{pointer}")] if pointer else []
        assert found(document, credentialSchema=[SCHEMA, schema]) == problems


def test_a_digest_of_a_schema_of_another_kind_is_its_own_business() -> None:
    assert found(V2, credentialSchema={**SCHEMA, "type": "Other", "digestSRI": 7}) == []
    assert found(V2, credentialSchema={**SCHEMA, "type": [{}, "Other"]}) != []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, None),
        ({"credentialSchema": [SCHEMA, OF_SCHEMAS]}, None),
        ({"credentialSchema": ...}, "/credentialSchema"),
        ({"credentialSchema": SCHEMA}, "/credentialSchema"),
        ({"credentialSchema": {**OF_SCHEMAS, "type": "Other"}}, "/credentialSchema"),
        ({"credentialSubject": [JSON_SCHEMA["credentialSubject"]]}, "/credentialSubject/type"),
        ({"credentialSubject": {"jsonSchema": {}}}, "/credentialSubject/type"),
        ({"credentialSubject": {"type": "JsonSchema"}}, "/credentialSubject/jsonSchema"),
        (
            {"credentialSubject": {"type": "JsonSchema", "jsonSchema": "{}"}},
            "/credentialSubject/jsonSchema",
        ),
    ],
)
def test_credentials_that_are_a_json_schema(changes: dict[str, Any], pointer: str | None) -> None:
    assert found(JSON_SCHEMA, **changes) == ([(MALFORMED, pointer)] if pointer else [])


# Presentations


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"holder": "z6Mk"}, "/holder"),
        ({"holder": None}, "/holder"),
        ({"verifiableCredential": "eyJ"}, "/verifiableCredential"),
        ({"verifiableCredential": [V2, "eyJ"]}, "/verifiableCredential/1"),
        ({"verifiableCredential": [[V2]]}, "/verifiableCredential/0"),
    ],
)
def test_presentations(changes: dict[str, Any], pointer: str) -> None:
    assert found(VP, **changes) == [(MALFORMED, pointer)]


ENVELOPED = {
    "@context": [CREDENTIALS_V2],
    "id": "data:application/vc+jwt,eyJhbGciOiJFUzI1NiJ9.e30.AA",
    "type": "EnvelopedVerifiableCredential",
}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, None),
        ({"type": ["EnvelopedVerifiableCredential"]}, None),
        ({"@context": CREDENTIALS_V2}, None),
        ({"@context": CREDENTIALS_V1}, "@context"),
        ({"@context": None}, "@context"),
        ({"id": "https://a.example/credential"}, "id"),
        ({"id": 5}, "id"),
        ({"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]}, "type"),
    ],
)
def test_enveloped_credentials(changes: dict[str, Any], name: str | None) -> None:
    expected = [(MALFORMED, f"/verifiableCredential/0/{name}")] if name else []
    assert found(VP, verifiableCredential=[{**ENVELOPED, **changes}]) == expected


def test_media_types() -> None:
    assert [media_type(d) for d in (V2, VP, V1, {**V1, "type": VP["type"]})] == [
        "application/vc",
        "application/vp",
        "application/vc+ld+json",
        "application/vp+ld+json",
    ]
    assert version({"@context": [7]}) is version({}) is None


# One spelling for what is checked


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        (
            {
                "https://www.w3.org/2018/credentials#validUntil": {
                    "@value": "2020-01-01T00:00:00Z",
                    "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
                }
            },
            "/https:~1~1www.w3.org~12018~1credentials#validUntil",
        ),
        ({"cred:validUntil": "2020-01-01T00:00:00Z"}, "/cred:validUntil"),
        ({"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "x"}, None),
        ({"https://w3id.org/security#proof": {}}, "/https:~1~1w3id.org~1security#proof"),
        ({"@nest": {"validUntil": "2020-01-01T00:00:00Z"}}, "/@nest"),
        ({"@graph": []}, "/@graph"),
        ({"@included": []}, "/@included"),
        ({"@reverse": {}}, "/@reverse"),
        ({"@id": "https://a.example/"}, "/@id"),
        ({"@type": "VerifiableCredential"}, "/@type"),
        (
            {"evidence": [{"type": "E", "cred:credentialStatus": {}}]},
            "/evidence/0/cred:credentialStatus",
        ),
        (
            {
                "id": "urn:uuid:1",
                "evidence": [{"type": "E", "x": {"id": "urn:uuid:1", "validUntil": "2020"}}],
            },
            "/evidence/0/x",
        ),
    ],
)
def test_what_is_checked_has_one_spelling(changes: dict[str, Any], pointer: str | None) -> None:
    pointer = pointer or "/http:~1~1www.w3.org~11999~102~122-rdf-syntax-ns#type"
    assert found(V2, **changes) == [(MALFORMED, pointer)]


def test_other_iris_and_mentions_of_the_document_are_left_alone() -> None:
    fine = {
        "id": "urn:uuid:1",
        "https://a.example/property": {"@value": "1", "@type": "https://a.example/type"},
        "dct:type": "x",
        "evidence": [{"type": "E", "about": {"id": "urn:uuid:1", "type": "X"}, "at": "urn:uuid:1"}],
    }
    assert found(V2, **fine) == []


def terms(context: Any) -> list[tuple[str, str, dict[str, str]]]:
    """Every term of a context and of the contexts inside it, with its IRI and the prefixes."""
    if isinstance(context, list):
        return [row for entry in context for row in terms(entry)]
    if not isinstance(context, dict):
        return []
    rows = []
    for term, definition in context.items():
        iri = definition.get("@id", term) if isinstance(definition, dict) else definition
        if isinstance(iri, str):
            prefix, _, suffix = iri.partition(":")
            base = context.get(prefix)
            rows.append((term, base + suffix if isinstance(base, str) else iri, context))
        if isinstance(definition, dict):
            rows += terms(definition.get("@context"))
    return rows


@pytest.mark.parametrize("url", sorted(contexts.URLS))
def test_no_bundled_context_has_another_name_for_what_is_checked(url: str) -> None:
    """What the rule on spelling relies on: terms of contexts need not be looked at."""
    for term, iri, _ in terms(contexts.document(url)["@context"]):
        assert CHECKED_IRIS.get(iri, term) == term
        assert iri not in STRUCTURE
        # Only a term whose IRI ends so can be the prefix of a compact IRI (JSON-LD 1.1); what
        # follows it must be the whole name, so that the suffix tells.
        ends_early = [i for i in CHECKED_IRIS if i.startswith(iri) and iri[-1] in ":/?#[]@"]
        for checked in ends_early:
            assert checked.removeprefix(iri) == CHECKED_IRIS[checked]
        if term == "@vocab":
            assert not any(checked.startswith(iri) for checked in CHECKED_IRIS)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("https://a.example/"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = sorted(
    {
        *V1,
        *V2,
        "holder",
        "evidence",
        "relatedResource",
        "name",
        "validUntil",
        "verifiableCredential",
    }
)


# The published JSON Schemas as a referee

URLS = st.sampled_from(["https://a.example/x", "did:example:a", "urn:uuid:1", "a", "", "_:b"])
TYPES = st.sampled_from(["T", "VerifiableCredential", "JsonSchema", "", ["T"], ["T", ""], [], 5])
OBJECTS = st.fixed_dictionaries({}, optional={"id": URLS | st.none(), "type": TYPES, "x": VALUES})
TIMES = st.sampled_from(
    ["2025-06-16T09:00:00Z", "2025-06-16T24:00:00Z", "2025-06-16", "2025-06-16T09:00:00", "", 7]
)
LIKELY = {
    "id": URLS,
    "type": TYPES | st.lists(TYPES, max_size=2),
    "issuer": URLS | OBJECTS,
    "credentialSubject": OBJECTS | st.lists(OBJECTS, max_size=2),
    "validFrom": TIMES,
    "validUntil": TIMES,
    **{
        name: OBJECTS | st.lists(OBJECTS, min_size=1, max_size=2)
        for name in ("credentialStatus", "credentialSchema", "termsOfUse", "evidence")
    },
}


@pytest.fixture(scope="session")
def published(reference: Path) -> jsonschema.Draft202012Validator:
    path = reference / "w3c/schema/verifiable-credential-schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))


@pytest.mark.reference
@given(st.fixed_dictionaries({}, optional=LIKELY))
def test_what_the_published_schema_refuses_is_refused(
    published: jsonschema.Draft202012Validator, changes: dict[str, Any]
) -> None:
    """The other way round it is laxer: its identifiers are any text."""
    document = {**copy.deepcopy(V2), **changes}
    if not data_model_problems(document):
        assert [error.message for error in published.iter_errors(document)] == []


@pytest.mark.reference
@given(st.lists(st.sampled_from(sorted(LIKELY)), unique=True, max_size=3))
def test_without_a_required_member(
    published: jsonschema.Draft202012Validator, names: list[str]
) -> None:
    document = {name: value for name, value in V2.items() if name not in names}
    assert (not data_model_problems(document)) is published.is_valid(document)


@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from([V1, V2, VP]))
def test_nothing_makes_it_stumble(changes: dict[str, Any], base: dict[str, Any]) -> None:
    document = {**copy.deepcopy(base), **changes}
    for problem in data_model_problems(document):
        assert problem.spec
