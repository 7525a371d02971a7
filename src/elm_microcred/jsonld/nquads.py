"""N-Quads in the one canonical spelling, written and read.

A quad is four strings, each as it stands in N-Quads: `<iri>`, `_:b0`, `"text"`, `"text"@en`,
`"1"^^<datatype>`; the graph is `""` in the default graph.

Spec: https://www.w3.org/TR/rdf-canon/#canonical-quads
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple

from elm_microcred.errors import ParseError

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class Quad(NamedTuple):
    """One statement: four N-Quads terms; the graph is `""` in the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


# U+FFFE and U+FFFF do not match Char of XML 1.1, which canonical N-Quads has escaped.
_MUST_ESCAPE: Final = re.compile('["\\\\\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPES: Final = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)} | {
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}


def escape(text: str) -> str:
    r"""The text as it stands between the quotation marks of a canonical literal.

    >>> print(escape('He said "é\t\x7f"'))
    He said \"é\t\u007F\"
    """
    return text.translate(_ESCAPES) if _MUST_ESCAPE.search(text) else text


def literal(text: str, *, datatype: str = XSD + "string", language: str = "") -> str:
    """The literal of that text, with its language or its datatype IRI.

    >>> literal("three", language="en"), literal("3", datatype=XSD + "integer")
    ('"three"@en', '"3"^^<http://www.w3.org/2001/XMLSchema#integer>')
    """
    if language:
        return f'"{escape(text)}"@{language}'
    if datatype == XSD + "string":
        return f'"{escape(text)}"'
    return f'"{escape(text)}"^^<{datatype}>'


def to_nquads(quads: Iterable[tuple[str, str, str, str]]) -> str:
    """The quads as N-Quads, one line each, in the order given."""
    return "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads)


_IRI: Final = r'<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>'
_PLAIN_IRI: Final = r'<[^\x00-\x20<>"{}|^`\\]*>'
_BLANK: Final = r"_:[\w:](?:[\w:.·-]*[\w:·-])?"
_STRING: Final = r'"(?:[^"\\\n\r]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+"'
_LITERAL: Final = (
    rf"(?P<text>{_STRING})(?:\^\^(?P<datatype>{_IRI})|@(?P<language>[a-zA-Z]+(?:-[a-zA-Z0-9]+)*))?"
)
_LINE: Final = re.compile(
    rf"[ \t]*(?P<s>{_IRI}|{_BLANK})[ \t]*(?P<p>{_IRI})[ \t]*(?:(?P<o>{_IRI}|{_BLANK})|{_LITERAL})"
    rf"[ \t]*(?P<g>{_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:#.*)?"
)
_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?")
_ESCAPED: Final = re.compile(r"\\(?:u(....)|U(........)|(.))")
_UNESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def parse_nquads(text: str) -> list[Quad]:
    """The quads of an N-Quads document, each term in its canonical spelling.

    Raises:
        ParseError: At the first line that is not N-Quads.

    Spec: https://www.w3.org/TR/n-quads/#sec-grammar
    """
    quads = []
    for number, line in enumerate(re.split(r"[\r\n]", text), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            if _NOTHING.fullmatch(line):
                continue
            raise ParseError(
                "PARSE_INVALID_NQUADS",
                f"Line {number} is not N-Quads.",
                found=line,
                expected="<subject> <predicate> object <graph> .",
                spec="https://www.w3.org/TR/n-quads/#sec-grammar",
            )
        s, p, o, g = [_resource(term) for term in match.group("s", "p", "o", "g")]
        if not o:
            text, datatype, language = match.group("text", "datatype", "language")
            o = literal(
                _unescape(text[1:-1]),
                datatype=_resource(datatype)[1:-1] or XSD + "string",
                language=(language or ""),
            )
        quads.append(Quad(s, p, o, g))
    return quads


def _resource(term: str | None) -> str:
    """The IRI or blank node with its escapes undone, which may not bring in other characters."""
    if term is None or "\\" not in term:
        return term or ""
    resource = _unescape(term)
    if not re.fullmatch(_PLAIN_IRI, resource):
        raise ParseError("PARSE_INVALID_NQUADS", "An IRI escapes what no IRI may hold.", found=term)
    return resource


def _unescape(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter:
        return _UNESCAPES.get(letter, letter)
    code = int(short or long, 16)
    if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF:
        raise ParseError(
            "PARSE_INVALID_NQUADS",
            "An escape that stands for no character.",
            found=match.group(),
            expected="a Unicode scalar value",
        )
    return chr(code)
