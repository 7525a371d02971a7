"""The RDF writers against two other implementations: what is read back is what was written."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from rdflib.compare import isomorphic

from elm_microcred.errors import MappingError
from elm_microcred.exchange.flat_json_ld import to_json_ld
from elm_microcred.exchange.rdf_xml import to_rdf_xml
from elm_microcred.exchange.turtle import PREFIXES, to_turtle
from elm_microcred.jsonld import Quad, parse_nquads, to_nquads
from elm_microcred.jsonld.nquads import XSD, literal
from strategies import rdf_quads

P = "<https://example.org/p>"


def canonical(text: str, format: pyoxigraph.RdfFormat) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=format))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def expected(quads: list[Quad]) -> pyoxigraph.Dataset:
    return canonical(to_nquads(quads), pyoxigraph.RdfFormat.N_QUADS)


@given(rdf_quads(graphs=True))
def test_trig_reads_back(quads: list[Quad]) -> None:
    assert canonical(to_turtle(quads), pyoxigraph.RdfFormat.TRIG) == expected(quads)


@given(rdf_quads())
def test_turtle_reads_back(quads: list[Quad]) -> None:
    assert canonical(to_turtle(quads), pyoxigraph.RdfFormat.TURTLE) == expected(quads)


@given(rdf_quads(graphs=True))
def test_json_ld_reads_back(quads: list[Quad]) -> None:
    assert canonical(to_json_ld(quads), pyoxigraph.RdfFormat.JSON_LD) == expected(quads)


@given(rdf_quads())
def test_rdf_xml_reads_back(quads: list[Quad]) -> None:
    try:
        text = to_rdf_xml(sorted(quads))
    except MappingError as error:
        assert error.code == "RDF_INEXPRESSIBLE"
        assert any("\\u" in quad.object for quad in quads)
    else:
        assert canonical(text, pyoxigraph.RdfFormat.RDF_XML) == expected(quads)


@given(rdf_quads())
def test_rdflib_reads_the_same_graph(quads: list[Quad]) -> None:
    def graph(text: str, format: str) -> rdflib.Graph:
        return rdflib.Graph().parse(data=text, format=format)

    # rdflib warns of what does not fit its datatype, and XML cannot hold every character.
    quads = [q for q in quads if "^^" not in q.object and "\\u" not in q.object]
    wanted = graph(to_nquads(quads), "nt")
    assert isomorphic(graph(to_turtle(quads), "turtle"), wanted)
    assert isomorphic(graph(to_rdf_xml(sorted(quads)), "xml"), wanted)


@pytest.mark.parametrize(
    "text",
    [
        "\r",
        "\r\n",
        " ",
        "\t\n",
        "]]>",
        "&amp;",
        "<a/>",
        "\u2028",
        "\ufeff",
        "\U0001f469\u200d\U0001f680",
    ],
)
def test_awkward_text_survives_everywhere(text: str) -> None:
    quads = [
        Quad("<urn:x:s>", P, literal(text)),
        Quad("<urn:x:s>", P, literal(text, language="lv")),
        Quad("<urn:x:s>", P, literal(text, datatype="urn:x:t")),
    ]
    for written, format in (
        (to_turtle(quads), pyoxigraph.RdfFormat.TURTLE),
        (to_rdf_xml(quads), pyoxigraph.RdfFormat.RDF_XML),
        (to_json_ld(quads), pyoxigraph.RdfFormat.JSON_LD),
    ):
        assert canonical(written, format) == expected(quads)


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [("1", "boolean"), ("1.0", "double"), ("1e3", "double"), ("5", "decimal"), ("007", "integer")],
)
def test_no_literal_is_spelt_anew(lexical: str, datatype: str) -> None:
    quad = Quad("<urn:x:s>", P, literal(lexical, datatype=XSD + datatype))
    assert f'"{lexical}"^^xsd:{datatype}' in to_turtle([quad])
    assert f">{lexical}</" in to_rdf_xml([quad])
    assert f'"@value": "{lexical}"' in to_json_ld([quad])


def test_turtle_is_for_people() -> None:
    dc, cred = PREFIXES["dc"], PREFIXES["cred"]
    quads = [
        Quad("<urn:x:a>", f"<{dc}title>", '"b"@lv'),
        Quad("<urn:x:a>", f"<{dc}title>", '"a"@en'),
        Quad("<urn:x:z>", f"<{PREFIXES['rdf']}type>", f"<{cred}VerifiableCredential>"),
        Quad("<urn:x:z>", f"<{cred}credentialSubject>", "_:b0"),
        Quad("_:b0", f"<{dc}issued>", f'"2026-06-30"^^<{XSD}date>'),
        Quad("_:b0", f"<{dc}relation>", "_:b1"),
        Quad("_:b0", "<https://example.org/1>", "<https://example.org/1>"),
    ]
    text = """@prefix cred: <https://www.w3.org/2018/credentials#> .
@prefix dc: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<urn:x:z> a cred:VerifiableCredential ;
  cred:credentialSubject [
    dc:issued "2026-06-30"^^xsd:date ;
    dc:relation [] ;
    <https://example.org/1> <https://example.org/1>
  ] .

<urn:x:a> dc:title "a"@en, "b"@lv .
"""
    assert to_turtle(quads) == text
    assert to_turtle(reversed(quads)) == text
    assert to_turtle([]) == ""


def test_trig_puts_each_graph_in_braces() -> None:
    quads = [
        Quad("<urn:x:s>", P, "_:g"),
        Quad("<urn:x:s>", P, "<urn:x:o>", "_:g"),
        Quad("<urn:x:s>", P, '"x"', "<urn:x:g>"),
    ]
    assert to_turtle(quads) == (
        f"<urn:x:s> {P} _:g .\n\n"
        f'<urn:x:g> {{\n<urn:x:s> {P} "x" .\n}}\n\n'
        f"_:g {{\n<urn:x:s> {P} <urn:x:o> .\n}}\n"
    )


@pytest.mark.parametrize("size", [2, 3, 1000])
def test_circles_and_long_chains_of_blank_nodes(size: int) -> None:
    chain = [Quad(f"_:b{n}", P, f"_:b{n + 1}") for n in range(size)]
    circle = [*chain[:-1], Quad(f"_:b{size - 1}", P, "_:b0")]
    for quads in (chain, [*chain, Quad("<urn:x:s>", P, "_:b0")], circle):
        read = parse_nquads(
            pyoxigraph.serialize(
                pyoxigraph.parse(to_turtle(quads), format=pyoxigraph.RdfFormat.TURTLE),
                format=pyoxigraph.RdfFormat.N_QUADS,
            ).decode()
        )
        assert len(read) == len(quads)
        assert len({term for quad in read for term in (quad.subject, quad.object)}) == len(
            {term for quad in quads for term in (quad.subject, quad.object)}
        )


def test_rdf_xml_is_xml_with_known_prefixes_and_others() -> None:
    quads = [
        Quad("<urn:x:a&b>", f"<{PREFIXES['dc']}title>", '"a & <b>"@lv'),
        Quad("<urn:x:a&b>", "<https://example.org/one#p>", "_:c14n0"),
        Quad("<urn:x:a&b>", "<https://example.org/two#p>", "<urn:x:'\">".replace('"', "")),
        Quad("_:c14n0", "<https://example.org/one#q>", '"x"'),
    ]
    text = to_rdf_xml(quads, remark="Something is left out.")
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Something is left out. -->'
    )
    assert 'xmlns:dc="http://purl.org/dc/terms/"' in text
    assert 'xmlns:ns1="https://example.org/one#"' in text
    assert 'xmlns:ns2="https://example.org/two#"' in text
    assert '<rdf:Description rdf:about="urn:x:a&amp;b">' in text
    assert '<dc:title xml:lang="lv">a &amp; &lt;b&gt;</dc:title>' in text
    assert '<ns1:p rdf:nodeID="c14n0"/>' in text
    assert canonical(text, pyoxigraph.RdfFormat.RDF_XML) == expected(quads)


@pytest.mark.parametrize(
    ("quad", "found"),
    [
        (Quad("<urn:x:s>", P, '"a\\u0007b"'), "U+0007"),
        (Quad("<urn:x:s>", P, '"a\\fb"'), "U+000C"),
        (Quad("<urn:x:s>", P, '"\\uFFFF"@en'), "U+FFFF"),
        (Quad("<urn:x:\ufffe>", P, '"x"'), "U+FFFE"),
        (Quad("<urn:x:s>", "<https://example.org/1>", '"x"'), "<https://example.org/1>"),
        (Quad("<urn:x:s>", "<https://example.org/>", '"x"'), "<https://example.org/>"),
        (Quad("<urn:x:s>", f"<{PREFIXES['rdf']}about>", '"x"'), f"<{PREFIXES['rdf']}about>"),
        (Quad("<urn:x:s>", f"<{PREFIXES['rdf']}li>", '"x"'), f"<{PREFIXES['rdf']}li>"),
    ],
)
def test_what_xml_cannot_hold_is_refused_by_name(quad: Quad, found: str) -> None:
    with pytest.raises(MappingError, match="RDF/XML cannot say this") as raised:
        to_rdf_xml([quad])
    assert raised.value.code == "RDF_INEXPRESSIBLE"
    assert found in (raised.value.problem.found or "")
    assert "turtle" in raised.value.problem.remedy


def test_json_ld_has_one_object_per_node_and_graph() -> None:
    quads = [
        Quad("<urn:x:s>", f"<{PREFIXES['rdf']}type>", "<urn:x:T>"),
        Quad("<urn:x:s>", f"<{PREFIXES['rdf']}type>", '"odd"'),
        Quad("<urn:x:s>", P, '"a\\nb"@en'),
        Quad("<urn:x:s>", P, f'"1"^^<{XSD}string>'),
        Quad("<urn:x:s>", P, "_:b0", "<urn:x:g>"),
    ]
    assert json.loads(to_json_ld(quads)) == [
        {
            "@id": "urn:x:s",
            "@type": ["urn:x:T"],
            PREFIXES["rdf"] + "type": [{"@value": "odd"}],
            P[1:-1]: [{"@value": "a\nb", "@language": "en"}, {"@value": "1"}],
        },
        {"@id": "urn:x:g", "@graph": [{"@id": "urn:x:s", P[1:-1]: [{"@id": "_:b0"}]}]},
    ]
    assert to_json_ld([]) == "[]\n"
