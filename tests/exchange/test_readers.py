"""The readers of RDF: as pyoxigraph reads, and hostile text refused by name."""

from __future__ import annotations

import json
import time
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, UsageError
from elm_microcred.exchange import read_rdf
from elm_microcred.exchange.rdf import FORMATS
from elm_microcred.jsonld import Quad, canonicalize_quads, parse_nquads
from elm_microcred.limits import Limits

THEIRS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def theirs(text: str | bytes, format: str) -> str:
    """The canonical statements, as pyoxigraph reads them."""
    quads = pyoxigraph.parse(text, format=THEIRS[format])
    return canonicalize_quads(parse_nquads("".join(f"{quad} .\n" for quad in quads)))


def ours(text: str | bytes, format: str) -> str:
    return canonicalize_quads(read_rdf(text, format=format))


# Statements of all kinds, written by pyoxigraph

IRIS = st.sampled_from(
    [f"http://example.org/{n}" for n in ("a", "b/c", "d#e", "ü", "a.b", "x%20y", "1")]
    + ["urn:x", "urn:y:z", "http://www.w3.org/2001/XMLSchema#integer"]
)
NAMED = IRIS.map(pyoxigraph.NamedNode)
BLANKS = st.sampled_from("abc").map(pyoxigraph.BlankNode)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])) | (
    st.sampled_from(["", '"', "'''", '"""', "a\nb", "\\", "\t", "x\\", '\\"', "<&>", "]]>", "é"])
)
LITERALS = st.one_of(
    TEXTS.map(pyoxigraph.Literal),
    st.builds(pyoxigraph.Literal, TEXTS, language=st.sampled_from(["en", "lv-lv", "zh-hant-tw"])),
    st.builds(pyoxigraph.Literal, TEXTS, datatype=NAMED),
    st.sampled_from(["true", "1", "-0.5", "1e0", "007", "+5", ".5", "1.0"]).flatmap(
        lambda text: st.sampled_from(["boolean", "integer", "decimal", "double"]).map(
            lambda name: pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD + name))
        )
    ),
)
PREDICATES = st.sampled_from(
    [
        *("http://example.org/p", "http://example.org/ns#q", "urn:p"),
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    ]
).map(pyoxigraph.NamedNode)


def quads_of(graphs: Any) -> Any:
    quad = st.builds(pyoxigraph.Quad, NAMED | BLANKS, PREDICATES, NAMED | BLANKS | LITERALS, graphs)
    return st.lists(quad, min_size=1, max_size=8)


@pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml"])
@given(data=st.data())
def test_triples_are_read_as_they_were_written(format: str, data: st.DataObject) -> None:
    quads = data.draw(quads_of(st.just(pyoxigraph.DefaultGraph())))
    triples = [quad.triple for quad in quads]
    try:
        text = pyoxigraph.serialize(triples, format=THEIRS[format])
    except (ValueError, OSError):
        return  # RDF/XML cannot say it
    said = canonicalize_quads(parse_nquads("".join(f"{triple} .\n" for triple in triples)))
    try:
        found = ours(text, format)
    except ParseError as error:
        # pyoxigraph writes names and characters that XML 1.0 does not have.
        assert (format, error.code) == ("rdfxml", "XML_MALFORMED")
    else:
        assert found == said


@pytest.mark.parametrize("format", ["trig", "nquads"])
@given(data=st.data())
def test_quads_are_read_as_they_were_written(format: str, data: st.DataObject) -> None:
    graphs = st.just(pyoxigraph.DefaultGraph()) | NAMED | BLANKS
    quads = data.draw(quads_of(graphs))
    text = pyoxigraph.serialize(quads, format=THEIRS[format])
    said = canonicalize_quads(parse_nquads("".join(f"{quad} .\n" for quad in quads)))
    assert ours(text, format) == said


# Turtle as people write it

PREFIX = "@prefix e: <http://e.org/> . @prefix : <http://d.org/> .\n"
TURTLE = [
    "e:a e:b e:c .",
    "e:a a e:c ; e:p 1, 2.5, -1e3, +7, .5, true, false ; ; .",
    "PREFIX x: <http://x.org/> x:a x:b :c .",
    "@base <http://b.org/d/> . <> <p> <../q>, <#f> .",
    "BASE <http://b.org/d/>\n<a> <b> <c> .",
    "e:a e:p [], [ e:q 'x' ], [ e:q [ e:r 1 ] ; e:s () ] .",
    "[ e:p e:o ] .",
    "[ e:p e:o ] e:q e:r .",
    "[] e:q e:r .",
    "e:a e:p (1 'two' ( e:three ) [ e:four 4 ]) .",
    "(e:a) e:p () .",
    "() e:p e:o .",
    'e:a e:p \'\'\'it\'s\n"long"\'\'\', """a""b""" .',
    r"e:a e:p 'A\u00e9\U0001F600\t\"', <http://e.org/\u00e9> .",
    r"e:a e:p e:x\-y, e:%20a, e:a.b.c, e:a:b, e:1, e:, : .",
    "e:a e:p 'x'@EN-gb, 'y'^^e:t, 'z'^^<http://e.org/t> .",
    "_:a e:p _:b.c . _:b.c e:p _:a .",
    "e:a e:p 1. e:b e:p 1.5.",
    "# a comment\ne:a#b\n e:p e:c . # the end",
    "a:a <urn:b> <urn:c> . @prefix a: <urn:> .",
    "e:a e:p e:b",
    "e:a e:p .",
    "e:a 'x' e:b .",
    "'x' e:p e:b .",
    "e:a _:p e:b .",
    "e:a e:p 'x\ny' .",
    "e:a e:p 'x' 'y' .",
    "e:a e:p [ e:b ] .",
    "e:a e:p ( e:b .",
    "e:a e:p <a> .",
    "e:a e:p <a b> .",
    "e:a e:p <http://e.org/ > .",
    r"e:a e:p '\x' .",
    r"e:a e:p '\uD800' .",
    r"e:a e:p '\U00110000' .",
    r"e:a e:p <http://e.org/\u0020> .",
    "e:a e:p True .",
    "e:a e:p e:b ; e:c .",
    "@prefix .",
    "@prefix e <urn:e:> .",
    "@keywords a .",
    "prefix",
    "e:a e:p 'x'@ .",
    "e:a e:p 'x'^^'y' .",
    "{ e:a e:p e:b }",
    "e:g { e:a e:p e:b }",
    "[]",
    ".",
    "",
]
TRIG = [
    "e:g { e:a e:p e:b . e:b e:p 1 }",
    "GRAPH e:g { e:a e:p e:b }",
    "graph _:g { e:a e:p e:b . }",
    "[] { e:a e:p [ e:q () ] }",
    "GRAPH [] { e:a e:p e:b }",
    "{ e:a e:p e:b } e:c e:p e:d . e:g {}",
    "_:g { [ e:p e:o ] . [ e:p e:o ] e:q 1 }",
    "e:g { e:a e:p e:b",
    "e:g { e:h { e:a e:p e:b } }",
    "[ e:p e:o ] { e:a e:p e:b }",
    "GRAPH { e:a e:p e:b }",
    "'g' { e:a e:p e:b }",
    "e:g { @prefix a: <urn:> . e:a e:p e:b }",
    "(e:g) { e:a e:p e:b }",
]


@pytest.mark.parametrize(
    ("format", "text"), [*(("turtle", t) for t in TURTLE), *(("trig", t) for t in (*TURTLE, *TRIG))]
)
def test_what_people_write_is_read_or_refused_as_by_pyoxigraph(format: str, text: str) -> None:
    try:
        expected = theirs(PREFIX + text, format)
    except SyntaxError:
        with pytest.raises(ParseError) as caught:
            read_rdf(PREFIX + text, format=format)
        assert caught.value.code == "RDF_UNREADABLE"
        assert "Line " in caught.value.problem.detail
    else:
        assert ours(PREFIX + text, format) == expected.replace("@EN-gb", "@en-gb")


@pytest.mark.parametrize("format", ["turtle", "trig", "rdfxml"])
@given(data=st.data())
def test_broken_text_is_a_typed_error_or_read(format: str, data: st.DataObject) -> None:
    whole = (
        XML % "<e:p>text</e:p>"
        if format == "rdfxml"
        else PREFIX + TURTLE[data.draw(st.integers(0, 16))]
    )
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 4)))
    text = whole[:start] + data.draw(st.text(max_size=3)) + whole[end:]
    try:
        quads = read_rdf(text, format=format)
    except ElmMicrocredError as error:
        assert error.code in ("RDF_UNREADABLE", "XML_MALFORMED", "XML_DTD_FORBIDDEN"), error
    else:
        assert parse_nquads("".join(f"{' '.join(filter(None, q))} .\n" for q in quads)) == quads


# RDF/XML

XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/"'
    ' xml:base="http://b.org/d">'
    '<rdf:Description rdf:about="http://e.org/a">%s</rdf:Description></rdf:RDF>'
)
PROPERTIES = [
    "<e:p>text</e:p>",
    "<e:p xml:lang='en-GB'>text</e:p><e:q/>",
    "<e:p rdf:datatype='http://www.w3.org/2001/XMLSchema#integer'>7</e:p>",
    "<e:p rdf:resource='#x'/><e:p rdf:resource='http://e.org/x'/>",
    "<e:p rdf:nodeID='n'/><e:q rdf:nodeID='n'/>",
    "<e:p><e:T rdf:about='x' e:q='v' xml:lang='lv' e:r='w'/></e:p>",
    "<e:p rdf:parseType='Resource'><e:q>1</e:q><e:q rdf:parseType='Resource'/></e:p>",
    "<e:p rdf:parseType='Collection'><e:T/><rdf:Description rdf:about='y'/></e:p>",
    "<e:p rdf:parseType='Collection'/>",
    "<e:p e:q='v' rdf:type='http://e.org/T'/>",
    "<e:p rdf:resource='z' e:q='v'/>",
    "<e:p rdf:ID='s'>text</e:p>",
    "<rdf:li>1</rdf:li><rdf:li rdf:resource='x'/><rdf:_5>5</rdf:_5>",
    "<e:p><!-- c -->ab</e:p>",
    "<e:p>&lt;&#233;&amp;</e:p><e:p><![CDATA[<x>]]></e:p>",
    "<e:p> <e:T/> </e:p>",
    "<rdf:type rdf:resource='http://e.org/T'/>",
    "<e:p xml:base='http://c.org/'><e:T rdf:ID='i'/></e:p>",
]
WRONG_PROPERTIES = [
    "text",
    "<e:p><e:T/><e:T/></e:p>",
    "<e:p>text<e:T/></e:p>",
    "<e:p rdf:resource='x'>text</e:p>",
    "<e:p rdf:resource='x' rdf:nodeID='n'/>",
    "<e:p rdf:resource='x'><e:T/></e:p>",
    "<e:p rdf:datatype='http://e.org/t'><e:T/></e:p>",
    "<e:p rdf:datatype='not an iri'>text</e:p>",
    "<e:p rdf:datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString'>text</e:p>",
    "<e:p rdf:parseType='Literal'><b/></e:p>",
    "<e:p rdf:parseType='Resource' rdf:resource='x'/>",
    "<p>text</p>",
    "<e:p q='v'/>",
    "<e:p rdf:about='x'/>",
    "<rdf:Description/>",
    "<rdf:aboutEach/>",
    "<e:p><rdf:li/></e:p>",
    "<e:p><e:T rdf:about='a' rdf:nodeID='b'/></e:p>",
    "<e:p rdf:ID='s'>1</e:p><e:p rdf:ID='s'>2</e:p>",
    "<e:p xml:lang='not a tag'>text</e:p>",
    "<e:p rdf:resource='http://e.org/a b'/>",
    "<e:p rdf:nodeID='n'>text</e:p>",
]


@pytest.mark.parametrize("properties", PROPERTIES)
def test_rdf_xml_is_read_as_by_pyoxigraph(properties: str) -> None:
    text = XML % properties
    expected = theirs(text, "rdfxml")
    assert ours(text, "rdfxml") == expected.replace("@en-GB", "@en-gb")
    assert ours(text.encode(), "rdfxml") == ours(text, "rdfxml")


@pytest.mark.parametrize("properties", WRONG_PROPERTIES)
def test_what_is_no_rdf_xml_is_refused(properties: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_rdf(XML % properties, format="rdfxml")
    assert caught.value.code == "RDF_UNREADABLE"


def test_a_node_element_may_stand_alone() -> None:
    text = '<e:T xmlns:e="http://e.org/" e:p="v"/>'
    assert len(read_rdf(text, format="rdfxml")) == 2
    with pytest.raises(ParseError, match="attribute"):
        rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        read_rdf(f'<r:RDF xmlns:r="{rdf}" r:about="urn:x"/>', format="rdfxml")


ENTITY = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMB = (
    "<!DOCTYPE r ["
    + "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1) + ";") * 10 if n else "x"}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("doctype", [ENTITY, BOMB, "<!DOCTYPE r>", '<!DOCTYPE r SYSTEM "u">'])
def test_a_document_type_is_refused(doctype: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_rdf(doctype + XML % "<e:p>&x;</e:p>", format="rdfxml")
    assert caught.value.code == "XML_DTD_FORBIDDEN"


@pytest.mark.parametrize("text", ["", "<a", "<a></b>", "no XML", "<a>&undefined;</a>", "\x00"])
def test_what_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_rdf(text, format="rdfxml")
    assert caught.value.code in ("XML_MALFORMED", "RDF_UNREADABLE")


# JSON-LD without a context

EXPANDED = [
    {"@id": "urn:a", "@type": ["urn:T"], "urn:p": [{"@value": "x"}]},
    [{"@id": "urn:a", "urn:p": [{"@id": "urn:b"}]}, {"@id": "_:x", "urn:p": {"@id": "_:x"}}],
    {"urn:p": [{"@value": "x", "@language": "EN"}, {"@value": "1", "@type": "urn:t"}]},
    {"urn:p": [True, 1, 1.5, "text", {"@value": 7, "@type": XSD + "positiveInteger"}]},
    {"urn:p": [{"@list": [{"@value": "x"}, {"@list": []}, {"urn:q": "y"}]}]},
    {"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:p": "x"}], "urn:of": "y"},
    {"@id": "urn:a", "urn:p": "x", "@included": [{"@id": "urn:b", "urn:p": "y"}]},
    {"@id": "_:g", "@graph": {"@id": "urn:a", "urn:p": {"urn:q": {"@id": "urn:c"}}}},
]
WRONG_JSON = [
    ("text", ""),
    ([1], "/0"),
    ({"@id": 5}, "/@id"),
    ({"@id": "relative"}, "/@id"),
    ({"@type": ["relative"]}, "/@type/0"),
    ({"name": "x"}, "/name"),
    ({"@reverse": {}}, "/@reverse"),
    ({"@id": "_:"}, "/@id"),
    ({"urn:p": {"@value": "x", "@direction": "rtl"}}, "/urn:p"),
    ({"urn:p": {"@value": "x", "@language": "en", "@type": "urn:t"}}, "/urn:p"),
    ({"urn:p": {"@value": "x", "@type": "t"}}, "/urn:p/@type"),
    ({"urn:p": {"@value": "x", "@type": ["urn:t"]}}, "/urn:p/@type"),
    ({"urn:p": {"@value": 1, "@language": "en"}}, "/urn:p"),
    ({"urn:p": {"@value": "x", "@language": "not a tag"}}, "/urn:p"),
    ({"urn:p": {"@value": "x", "@type": RDF + "langString"}}, None),
    ({"urn:p": [{"@list": [], "@id": "urn:x"}]}, "/urn:p/0"),
    ({"urn:p": [None]}, "/urn:p/0"),
    ({"urn:p": [0.12345678901234567]}, "/urn:p/0"),
    ({"urn:p": [{"@value": {"a": 1}}]}, "/urn:p/0"),
]


@pytest.mark.parametrize("document", EXPANDED)
def test_expanded_json_ld_is_read_as_by_pyoxigraph(document: Any) -> None:
    text = json.dumps(document)
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)
    expected = canonicalize_quads(parse_nquads("".join(f"{quad} .\n" for quad in quads)))
    assert ours(text, "json-ld") == expected.replace("@EN", "@en")


@pytest.mark.parametrize(("document", "pointer"), WRONG_JSON)
def test_what_is_no_expanded_json_ld_is_refused(document: Any, pointer: str | None) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        read_rdf(json.dumps(document), format="json-ld")
    assert caught.value.code == "RDF_UNREADABLE"
    assert pointer is None or caught.value.problem.pointer == pointer


# All formats


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("nquads", "<urn:a> <urn:p> ."),
        ("nquads", "<a> <urn:p> <urn:o> ."),
        ("nquads", '<urn:a> <urn:p> "x"^^<t> .'),
        ("ntriples", "<urn:a> <urn:p> <urn:o> <urn:g> ."),
        ("turtle", b"\xff\xfe"),
        ("trig", b"<urn:a> <urn:p> '\xc3' ."),
    ],
)
def test_text_of_another_kind_is_refused(format: str, text: str | bytes) -> None:
    with pytest.raises(ParseError) as caught:
        read_rdf(text, format=format)
    assert caught.value.code == "RDF_UNREADABLE"


def test_a_literal_that_looks_like_a_language_stays() -> None:
    text = '<urn:a> <urn:p> "x\\"@EN" .\n<urn:a> <urn:p> "y"@EN .\n'
    objects = [quad.object for quad in read_rdf(text, format="nquads")]
    assert objects == ['"x\\"@EN"', '"y"@en']
    assert read_rdf("\ufeff<urn:a> <urn:p> 1 .".encode(), format="turtle") == [
        Quad("<urn:a>", "<urn:p>", f'"1"^^<{XSD}integer>')
    ]


def test_statements_about_statements_are_refused() -> None:
    with pytest.raises(ParseError) as caught:
        read_rdf(PREFIX + "e:a e:p <<e:a e:b e:c>> .", format="turtle")
    assert caught.value.code == "RDF_UNREADABLE"


def test_another_format_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        read_rdf("", format="rdfa")
    assert caught.value.problem.expected == "one of " + ", ".join(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_too_long_is_refused(format: str) -> None:
    with pytest.raises(LimitError) as caught:
        read_rdf("x" * 11, format=format, limits=Limits(sealed_bytes=10))
    assert caught.value.code == "LIMIT_SIZE"


MANY = {
    "turtle": "<urn:a> <urn:p> " + ",".join(map(str, range(11))) + ".",
    "trig": "<urn:a> <urn:p> " + ",".join(map(str, range(11))) + ".",
    "ntriples": "<urn:a> <urn:p> <urn:o> .\n" * 11,
    "nquads": "<urn:a> <urn:p> <urn:o> .\n" * 11,
    "rdfxml": XML % ("<e:p/>" * 11),
    "json-ld": json.dumps({"urn:p": list(range(11))}),
}


@pytest.mark.parametrize("format", FORMATS)
def test_what_says_too_much_is_refused(format: str) -> None:
    with pytest.raises(LimitError) as caught:
        read_rdf(MANY[format], format=format, limits=Limits(members=10))
    assert caught.value.code == "LIMIT_MEMBERS"


DEEP = {
    "turtle": "<urn:a> <urn:p> " + "[ <urn:p> " * 5000,
    "trig": "<urn:a> <urn:p> " + "(" * 5000,
    "rdfxml": XML % ("<e:p><e:T>" * 5000),
    "json-ld": '{"urn:p":' * 5000,
}


@pytest.mark.parametrize("format", DEEP)
def test_what_is_too_deep_is_refused(format: str) -> None:
    with pytest.raises(LimitError) as caught:
        read_rdf(DEEP[format], format=format)
    assert caught.value.code == "LIMIT_DEPTH"


@pytest.mark.parametrize(
    "text",
    [
        "<urn:a> <urn:p> e:" + "." * 200_000 + " .",
        "_:a" + "." * 200_000,
        "<urn:a> <urn:p> '" + "\\" * 200_001,
        '<urn:a> <urn:p> """' + '""x' * 100_000,
        "#" * 200_000,
        "<" * 200_000,
        "@prefix " + "a" * 200_000,
        "1" * 200_000 + "e",
    ],
)
def test_awkward_text_takes_time_in_proportion(text: str) -> None:
    began = time.process_time()
    try:
        read_rdf(text, format="turtle")
    except ElmMicrocredError as error:
        assert error.code == "RDF_UNREADABLE"
    assert time.process_time() - began < 2
