"""to_rdf: the signed statements, in every format, as two other implementations read them."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import isomorphic

import oracles
from documents import BADGE, ELM, SIGNER, badge, elm
from elm_microcred import contexts
from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2, EDC_AP
from elm_microcred.errors import JsonLdError, LimitError, MappingError, UsageError
from elm_microcred.exchange.fixes import is_mended
from elm_microcred.exchange.rdf import FORMATS, to_rdf
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize_quads, parse_nquads
from elm_microcred.limits import Limits

READERS = {
    "turtle": (pyoxigraph.RdfFormat.TURTLE, "turtle"),
    "trig": (pyoxigraph.RdfFormat.TRIG, "trig"),
    "ntriples": (pyoxigraph.RdfFormat.N_TRIPLES, "nt"),
    "nquads": (pyoxigraph.RdfFormat.N_QUADS, "nquads"),
    "rdfxml": (pyoxigraph.RdfFormat.RDF_XML, "xml"),
    "json-ld": (pyoxigraph.RdfFormat.JSON_LD, None),
}
"""How pyoxigraph and rdflib call each format; rdflib's JSON-LD parser is not to be trusted."""

SAMPLES = (
    "elm/samples/edc-2023/Sample-CertOfPart-signed.jsonld",
    "elm/samples/edc-2023/Sample-CertOfPart-unsigned.jsonld",
    "elm/samples/edc-2023/Sample-MC-Annex1-signed.jsonld",
    "elm/samples/edc-2023/Sample-MC-Annex1-unsigned.jsonld",
    "elm/samples/edc-2024-2025/AA-Annex1-MC-signed.jsonld",
    "elm/samples/edc-2024-2025/Sample-CertOfPart-signed.jsonld",
    "elm/samples/model/credential-sample-3.1.jsonld",
    "elm/samples/model/credential-sample-3.2.jsonld",
    "openbadges/validator/full/complete.json",
    "openbadges/validator/clr/complex.json",
    "openbadges/validator/valid-di/simple.json",
    "openbadges/validator/status/credential-status-revoked-blank-nodes.json",
    "openbadges/validator/vcdm11/simple_v1.json",
    "openbadges/own-vectors/di-endorsed.json",
    "openbadges/own-vectors/clr-stack.json",
    "domain/elmo-to-elm/tor-courses.json",
)
JOINT_DEGREE = "elm/samples/edc-2024-2025/Sample-JointDegree-signed.jsonld"


@cache
def sample(path: Path) -> dict[str, Any]:
    """The document in a file, or in the payload of a sealed one."""
    document = json.loads(path.read_text("utf-8"))
    return json.loads(document["payload"]) if "payload" in document else document


def load_context(url: str, _options: Any = None) -> dict[str, Any]:
    """A document loader for PyLD that serves what is bundled."""
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": contexts.document(url),
        "contentType": "application/ld+json",
    }


def read(text: str, format: str) -> str:
    """The canonical N-Quads of what pyoxigraph reads."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=READERS[format][0]))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def without_proof(document: dict[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in document.items() if name != "proof"}


def by_pyld(document: dict[str, Any]) -> str:
    """What the reference processor says, in pyoxigraph's canonical form."""
    options = {"format": "application/n-quads", "documentLoader": load_context, "base": None}
    return read(jsonld.to_rdf(document, options), "nquads")


@pytest.mark.reference
def test_the_eu_micro_credential_says_353_statements(reference: Path) -> None:
    document = sample(reference / "elm/samples/edc-2023/Sample-MC-Annex1-signed.jsonld")
    wanted = by_pyld(document)
    assert wanted.count("\n") == 353
    for format in FORMATS:
        assert read(to_rdf(document, format=format), format) == wanted


@pytest.mark.reference
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("format", FORMATS)
def test_every_sample_says_what_the_reference_processor_says(
    reference: Path, name: str, format: str
) -> None:
    document = sample(reference / name)
    has_graphs = FORMATS[format].has_graphs
    wanted = by_pyld(document if has_graphs else without_proof(document))
    try:
        text = to_rdf(document, format=format)
    except MappingError as error:
        assert error.code == "RDF_INEXPRESSIBLE"
        assert not has_graphs
        assert any(quad.graph for quad in parse_nquads(wanted))
    else:
        assert read(text, format) == wanted


@pytest.mark.reference
@pytest.mark.parametrize("name", [name for name in SAMPLES if "MC" in name or "ob" in name[:2]])
def test_rdflib_reads_the_same_graphs(
    reference: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "rdflib")  # it tells of every literal that it cannot value
    document = sample(reference / name)
    unproved = without_proof(document)
    graphs = []
    for format, (_, theirs) in READERS.items():
        if theirs is None:
            continue
        try:
            text = to_rdf(unproved, format=format)
        except MappingError:
            continue
        dataset = rdflib.Dataset()
        dataset.parse(data=text, format=theirs)
        graph = rdflib.Graph()
        for s, p, o, _ in dataset.quads():
            graph.add((s, p, o))
        graphs.append(graph)
    assert len(graphs) >= 2
    assert len(graphs[0]) > 10
    assert all(isomorphic(graph, graphs[0]) for graph in graphs[1:])


@pytest.mark.parametrize("format", FORMATS)
def test_the_text_does_not_depend_on_the_order_of_members(format: str) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return value

    for document in (BADGE, ELM):
        assert to_rdf(turned(document), format=format) == to_rdf(document, format=format)


@pytest.fixture(scope="module")
def signed() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sign(badge(), SIGNER).content)
    return document


@pytest.mark.parametrize("format", FORMATS)
def test_a_proof_is_said_in_its_own_graph_or_left_out_with_a_remark(
    signed: dict[str, Any], format: str
) -> None:
    text = to_rdf(signed, format=format)
    if FORMATS[format].has_graphs:
        assert read(text, format) == oracles.canonical(signed)
        assert "proofValue" in text
        assert "left out" not in text
    else:
        assert read(text, format) == oracles.canonical(without_proof(signed))
        assert "proofValue" not in text
        assert "The proof is left out" in text
        assert "left out" not in to_rdf(without_proof(signed), format=format)
    assert "proof" in signed


@pytest.mark.parametrize("format", [name for name, form in FORMATS.items() if form.has_graphs])
@pytest.mark.parametrize("graph", [True, "https://example.org/graph"])
def test_all_of_it_in_a_named_graph(signed: dict[str, Any], format: str, graph: str | bool) -> None:
    name = f"<{signed['id'] if graph is True else graph}>"
    text = to_rdf(signed, format=format, graph=graph)
    wanted = parse_nquads(oracles.canonical(signed))
    moved = [quad if quad.graph else quad._replace(graph=name) for quad in wanted]
    assert read(text, format) == canonicalize_quads(moved)
    assert to_rdf(signed, format=format, graph=False) == to_rdf(signed, format=format)


def test_a_format_without_graphs_refuses_them() -> None:
    for format in ("turtle", "ntriples", "rdfxml"):
        with pytest.raises(MappingError) as raised:
            to_rdf(BADGE, format=format, graph=True)
        assert raised.value.code == "RDF_INEXPRESSIBLE"
        assert raised.value.problem.found == f"<{BADGE['id']}>"
        assert "trig" in raised.value.problem.remedy


@pytest.mark.parametrize(
    "arguments",
    [
        {"format": "ttl"},
        {"format": ""},
        {"format": "trig", "graph": "relative"},
        {"format": "trig", "graph": ""},
        {"format": "trig", "graph": "https://a b"},
    ],
)
def test_an_argument_that_cannot_be_right(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        to_rdf(BADGE, **arguments)


@pytest.mark.parametrize("arguments", [{"graph": True}, {"scope": True}])
def test_a_credential_without_an_id_has_no_name_to_go_by(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="has none") as raised:
        to_rdf(badge(id=...), format="trig", **arguments)
    assert raised.value.problem.remedy


def test_what_json_ld_would_lose_is_refused() -> None:
    with pytest.raises(JsonLdError) as raised:
        to_rdf(badge(nonsense=1), format="turtle")
    assert (raised.value.code, raised.value.pointer) == ("DATA_UNDEFINED_TERM", "/nonsense")
    with pytest.raises(JsonLdError):
        to_rdf({}, format="turtle")
    with pytest.raises(LimitError):
        to_rdf(BADGE, format="turtle", limits=Limits(nodes=2))


# Awkward values


@pytest.mark.parametrize(
    "name",
    ['"quotes" and \\backslashes\\', "line\nline\r\n\ttab", "ends in \\", "⚓️ שלום سلام", "<&>]]>"],
)
@pytest.mark.parametrize("format", FORMATS)
def test_awkward_text(name: str, format: str) -> None:
    document = badge(name=name)
    assert read(to_rdf(document, format=format), format) == oracles.canonical(document)


@pytest.mark.parametrize("format", FORMATS)
def test_control_characters_are_said_or_refused(format: str) -> None:
    document = badge(name="bell \x07 and \x00")
    if format == "rdfxml":
        with pytest.raises(MappingError, match="U\\+0007"):
            to_rdf(document, format=format)
    else:
        assert read(to_rdf(document, format=format), format) == oracles.canonical(document)


# Scope


def identified() -> Iterator[dict[str, Any]]:
    for n in (1, 2):
        document = elm(id=f"urn:credential:{n}")
        document["issuer"] = {**document["issuer"], "id": "urn:certificateIdentifier:1"}
        yield document


@pytest.mark.parametrize("format", FORMATS)
def test_scoped_ids_are_unique_and_can_be_had_back(format: str) -> None:
    first, second = (to_rdf(doc, format=format, scope=True) for doc in identified())
    for number, text in ((1, first), (2, second)):
        quads = parse_nquads(read(text, format))
        prefix = f"<urn:credential:{number}#urn:"
        terms = {term for quad in quads for term in (quad.subject, quad.object)}
        local = {term for term in terms if term.startswith(prefix)}
        assert len(local) == 4
        assert f"{prefix}certificateIdentifier:1>" in local
        assert not {term for term in terms if term.startswith(("<urn:epass:", "<urn:certificate"))}
        restored = [
            quad._replace(
                subject=quad.subject.replace(prefix, "<urn:"),
                object=quad.object.replace(prefix, "<urn:"),
            )
            for quad in quads
        ]
        plain = oracles.canonical(list(identified())[number - 1])
        assert canonicalize_quads(restored) == plain


def test_text_that_looks_like_a_local_id_stays() -> None:
    document = elm()
    document["credentialSubject"] = {
        **document["credentialSubject"],
        "fullName": {"en": "urn:epass:person:1"},
    }
    text = to_rdf(document, format="nquads", scope=True)
    assert '"urn:epass:person:1"@en' in text


def test_an_id_with_a_fragment_keeps_one() -> None:
    text = to_rdf(elm(id="https://example.org/a#b"), format="turtle", scope=True)
    assert "<https://example.org/a#b.urn:epass:person:1>" in text


def test_ids_in_the_graph_of_an_embedded_credential_go_by_that_credential() -> None:
    presentation = {
        "@context": [CREDENTIALS_V1, EDC_AP],
        "id": "urn:presentation:1",
        "type": ["VerifiablePresentation", "EuropeanDigitalPresentation"],
        "verifiableCredential": [without_context(document) for document in identified()],
    }
    text = to_rdf(presentation, format="trig", scope=True)
    for number in (1, 2):
        assert f"<urn:credential:{number}#urn:epass:person:1>" in text
    assert "urn:presentation:1#" not in text


def without_context(document: dict[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in document.items() if name != "@context"}


@pytest.mark.reference
def test_all_samples_together_stay_apart(reference: Path) -> None:
    named = [name for name in SAMPLES if "/edc-" in name]
    together = pyoxigraph.Store()
    count = 0
    for name in named:
        text = to_rdf(sample(reference / name), format="nquads", graph=True, scope=True)
        count += text.count("\n")
        together.load(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    ids = {sample(reference / name)["id"] for name in named}
    assert len(list(together.named_graphs())) == len(ids)
    shared = "SELECT * { GRAPH ?a { ?s a ?t } GRAPH ?b { ?s a ?t } FILTER (?a != ?b) }"
    subjects = {str(row["s"]) for row in together.query(shared)}  # type: ignore[union-attr]  # rows
    assert count > 1000
    assert not {s for s in subjects if "urn:epass" in s or "urn:certificate" in s}


# Fixes


def test_the_mistakes_of_the_elm_context_are_mended() -> None:
    document = elm()
    document["credentialSubject"] = {
        **document["credentialSubject"],
        "contactPoint": {
            "id": "urn:epass:contactPoint:1",
            "type": "ContactPoint",
            "phone": {"id": "urn:epass:phone:1", "type": "Phone", "areaDialing": "67"},
        },
        "location": {
            "id": "urn:epass:location:1",
            "type": "Location",
            "geometry": {
                "id": "urn:epass:geometry:1",
                "type": "Geometry",
                "latitude": "57.39",
                "longitude": ["21.56"],
            },
        },
        "groupMemberOf": {
            "id": "urn:epass:group:1",
            "type": "Group",
            "prefLabel": {"en": "B"},
            "hasMember": ["urn:epass:person:1", {"id": "urn:epass:person:2", "type": "Person"}],
        },
        "dateModified": ["2026-06-30", "2026-06-30T12:00:00+03:00", "urn:x:not-a-date"],
    }
    with pytest.raises(JsonLdError) as raised:
        to_rdf(document, format="nquads")
    assert "fixes" in raised.value.problem.remedy
    text = to_rdf(document, format="nquads", fixes=True)
    xsd, clv = "http://www.w3.org/2001/XMLSchema#", "http://data.europa.eu/m8g/"
    person = "<urn:epass:person:1> <http://purl.org/dc/terms/modified>"
    for statement in (
        '<urn:epass:phone:1> <http://data.europa.eu/snb/model/elm/areaDialing> "67"',
        "<urn:epass:location:1> <http://www.w3.org/ns/locn#geometry> <urn:epass:geometry:1>",
        f'<urn:epass:geometry:1> <{clv}latitude> "57.39"',
        f'<urn:epass:geometry:1> <{clv}longitude> "21.56"',
        "<urn:epass:group:1> <http://www.w3.org/ns/org#hasMember> <urn:epass:person:1>",
        "<urn:epass:group:1> <http://www.w3.org/ns/org#hasMember> <urn:epass:person:2>",
        f'{person} "2026-06-30T00:00:00Z"^^<{xsd}dateTime>',
        f'{person} "2026-06-30T12:00:00+03:00"^^<{xsd}dateTime>',
        f"{person} <urn:x:not-a-date>",
    ):
        assert f"{statement} .\n" in text
    assert "elm-microcred" not in text


def test_the_default_language_of_an_opportunity_is_mended() -> None:
    document = elm()
    document["credentialSubject"]["hasClaim"] = {
        **document["credentialSubject"]["hasClaim"],
        "specifiedBy": {
            "id": "urn:epass:spec:1",
            "type": "LearningAchievementSpecification",
            "defaultLanguage": "http://publications.europa.eu/resource/authority/language/LAV",
        },
    }
    text = to_rdf(document, format="ntriples", fixes=True)
    assert (
        "<urn:epass:spec:1> <http://data.europa.eu/snb/model/elm/defaultLanguage> "
        "<http://publications.europa.eu/resource/authority/language/LAV> .\n"
    ) in text


@pytest.mark.reference
def test_the_joint_degree_needs_the_fixes(reference: Path) -> None:
    document = sample(reference / JOINT_DEGREE)
    with pytest.raises(JsonLdError) as raised:
        to_rdf(document, format="turtle")
    assert {p.code for p in raised.value.problems} == {"DATA_RELATIVE_IRI"}
    assert all("fixes" in p.remedy for p in raised.value.problems)
    text = to_rdf(document, format="ntriples", fixes=True)
    assert text.count("<http://purl.org/dc/terms/modified>") == 3
    rest = "".join(line for line in text.splitlines(True) if "/terms/modified>" not in line)
    assert rest == oracles.canonical(document)


def test_datatypes_of_open_badges_are_mended() -> None:
    plain = to_rdf(BADGE, format="nquads")
    published = "https://www.w3.org/2001/XMLSchema#"
    assert f'"5"^^<{published}float>' in plain
    mended = to_rdf(BADGE, format="nquads", fixes=True)
    assert mended == plain.replace(published, "http://www.w3.org/2001/XMLSchema#")


@pytest.mark.reference
def test_datatypes_of_clr_are_mended(reference: Path) -> None:
    document = sample(reference / "openbadges/own-vectors/clr-stack.json")
    plain = to_rdf(document, format="nquads")
    assert '"false"^^<xsd:boolean>' in plain
    mended = to_rdf(document, format="nquads", fixes=True)
    for found, right in (("xsd:boolean", "boolean"), ("xsd:anyURI", "anyURI")):
        assert mended.count(f"<http://www.w3.org/2001/XMLSchema#{right}>") == plain.count(found)
    assert "^^<xsd:" not in mended


def test_where_nothing_is_wrong_the_fixes_change_nothing() -> None:
    assert to_rdf(ELM, format="trig", fixes=True) == to_rdf(ELM, format="trig")
    minimal = {"@context": CREDENTIALS_V2, "id": "urn:x:1", "type": "VerifiableCredential"}
    assert to_rdf(minimal, format="trig", fixes=True) == to_rdf(minimal, format="trig")


def test_a_published_string_datatype_becomes_a_plain_string() -> None:
    from elm_microcred.exchange.fixes import with_correct_iris
    from elm_microcred.jsonld import Quad

    (quad,) = with_correct_iris(
        [Quad("<urn:x:s>", "<urn:x:p>", '"x"^^<https://www.w3.org/2001/XMLSchema#string>')]
    )
    assert quad.object == '"x"'


@pytest.mark.parametrize(
    ("direction", "datatype"),
    [({"@language": "he", "@direction": "rtl"}, "he_rtl"), ({"@direction": "ltr"}, "_ltr")],
)
def test_the_direction_of_text_is_said(direction: dict[str, str], datatype: str) -> None:
    document = badge(name={"@value": "שלום", **direction})
    plain = to_rdf(document, format="nquads")
    assert f'"שלום"^^<https://www.w3.org/ns/i18n#{datatype}>' in plain
    for format in FORMATS:
        assert read(to_rdf(document, format=format), format) == plain


@pytest.mark.parametrize(
    ("pointer", "mended"),
    [
        ("/dateModified/0", True),
        ("/dateModified/1", True),
        ("/dateModified/2", False),
        ("/dateModified", False),
        ("/displayParameter/dateModified", True),
        ("/issuer/geometry", True),
        ("/issuer/areaDialing", True),
        ("/issuer/somethingElse", False),
        ("/issuer/name/x", False),
        ("/nothing/dateModified", False),
        ("", False),
    ],
)
def test_what_is_mended_where_a_context_is_wrong(pointer: str, mended: bool) -> None:
    document = {
        "@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP],
        "dateModified": ["2026-06-30", "2026-06-30T12:00:00+03:00", "urn:x:not-a-date"],
        "displayParameter": {"dateModified": "2026-06-30"},
        "issuer": {"geometry": "x", "areaDialing": "+371", "somethingElse": 1, "name": "y"},
    }
    assert is_mended(document, pointer) is mended
    assert not is_mended({**document, "@context": [contexts.CREDENTIALS_V1]}, pointer)
