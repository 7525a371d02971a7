"""N-Quads: one spelling for each term, and strict reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from pyoxigraph import Quad as OxQuad

from elm_microcred.errors import ParseError
from elm_microcred.jsonld.nquads import Quad, escape, literal, parse_nquads, to_nquads

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_literals_are_spelt_as_pyoxigraph_spells_them(text: str) -> None:
    assert literal(text) == str(Literal(text))
    assert literal(text, language="en-gb") == str(Literal(text, language="en-gb"))
    assert literal(text, datatype="x:y") == str(Literal(text, datatype=NamedNode("x:y")))


@pytest.mark.parametrize(
    ("character", "escaped"),
    [
        ("\b", "\\b"),
        ("\t", "\\t"),
        ("\n", "\\n"),
        ("\f", "\\f"),
        ("\r", "\\r"),
        ('"', '\\"'),
        ("\\", "\\\\"),
        ("\0", "\\u0000"),
        ("\x0b", "\\u000B"),
        ("\x1f", "\\u001F"),
        ("\x7f", "\\u007F"),
        ("\ufffe", "\\uFFFE"),
        ("\uffff", "\\uFFFF"),
        ("'", "'"),
        ("\x80", "\x80"),
        ("\u2028", "\u2028"),
        ("😀", "😀"),
    ],
)
def test_escapes(character: str, escaped: str) -> None:
    assert escape(f"a{character}b") == f"a{escaped}b"


@given(TEXT, st.sampled_from(["", "en", "de-AT"]), st.sampled_from(["", "<urn:g>", "_:g.1"]))
def test_written_and_read_again(text: str, language: str, graph: str) -> None:
    quads = [
        Quad("<urn:s>", "<urn:p>", literal(text, language=language), graph),
        Quad("_:b0", "<urn:p>", "_:é-1", graph),
    ]
    assert parse_nquads(to_nquads(quads)) == quads


@given(TEXT)
def test_pyoxigraph_reads_what_is_written(text: str) -> None:
    (quad,) = parse(
        to_nquads([Quad("<urn:s>", "<urn:p>", literal(text), "<urn:g>")]), RdfFormat.N_QUADS
    )
    assert quad == OxQuad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text), NamedNode("urn:g"))


def test_reading_brings_terms_to_their_canonical_spelling() -> None:
    text = (
        "# a comment\r\n"
        "\n"
        '  <urn:\\u0073>\t<urn:p>  "\\u0061\\U0001F600\\t\\\'\\u0022"'
        "^^<http://www.w3.org/2001/XMLSchema#string> . # end\n"
        '<urn:s><urn:p>"x"^^<urn:\\u0064>_:g.'
    )
    assert parse_nquads(text) == [
        Quad("<urn:s>", "<urn:p>", '"a😀\\t\'\\""'),
        Quad("<urn:s>", "<urn:p>", '"x"^^<urn:d>', "_:g"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> .",
        '"x" <urn:p> <urn:o> .',
        "<urn:s> _:p <urn:o> .",
        '<urn:s> <urn:p> "x" "g" .',
        "<urn:s> <urn:p> <urn:o>",
        "<urn:s> <urn:p> <urn:o> . <urn:s>",
        "<urn: s> <urn:p> <urn:o> .",
        '<urn:s> <urn:p> "\\x" .',
        '<urn:s> <urn:p> "x"@en_GB .',
        '<urn:s> <urn:p> "x"@1 .',
        '<urn:s> <urn:p> "\\uD800" .',
        '<urn:s> <urn:p> "\\U00110000" .',
        "<urn:\\u003E> <urn:p> <urn:o> .",
        "<urn:\\u0020> <urn:p> <urn:o> .",
        "_:a. <urn:p> <urn:o> .",
    ],
)
def test_what_is_not_n_quads_is_refused(line: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_nquads("<urn:s> <urn:p> <urn:o> .\n" + line)
    assert caught.value.code == "PARSE_INVALID_NQUADS"
    assert caught.value.problem.found
