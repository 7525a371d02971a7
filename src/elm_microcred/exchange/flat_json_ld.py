"""RDF as JSON-LD in its expanded form, which needs no context: written flattened, read in any.

Spec: https://www.w3.org/TR/json-ld11-api/#serialize-rdf-as-json-ld-algorithm
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from elm_microcred.errors import ParseError
from elm_microcred.exchange.turtle import RDF_TYPE
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.iris import is_iri, is_language
from elm_microcred.jsonld.literals import is_exact, is_interoperable, number
from elm_microcred.jsonld.nquads import RDF, XSD, literal
from elm_microcred.problem import json_pointer, shorten

_LITERAL: Final = re.compile(
    r'(?P<text>".*")(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<type>.*)>)?', re.DOTALL
)


def to_json_ld(quads: Iterable[Quad]) -> str:
    """The quads as JSON-LD: an array of node objects, those of named graphs under `@graph`.

    Numbers and truth values stay typed strings, so that no digit changes; lists stay the
    nodes that they are made of.
    """
    graphs: dict[str, dict[str, dict[str, Any]]] = {"": {}}
    for s, p, o, g in quads:
        node = graphs.setdefault(g, {}).setdefault(s, {"@id": _name(s)})
        if p == RDF_TYPE and o[0] != '"':
            node.setdefault("@type", []).append(_name(o))
        else:
            node.setdefault(_name(p), []).append(_object(o))
    default = graphs.pop("")
    named = [{"@id": _name(g), "@graph": list(nodes.values())} for g, nodes in graphs.items()]
    return json.dumps([*default.values(), *named], ensure_ascii=False, indent=2) + "\n"


def _name(term: str) -> str:
    return term if term.startswith("_:") else term[1:-1]


def _object(term: str) -> dict[str, str]:
    match = _LITERAL.fullmatch(term)
    if match is None:
        return {"@id": _name(term)}
    text: str = json.loads(match["text"])
    if match["language"]:
        return {"@value": text, "@language": match["language"]}
    if match["type"] and match["type"] != XSD + "string":
        return {"@value": text, "@type": match["type"]}
    return {"@value": text}


Path = tuple[str | int, ...]


def from_json_ld(value: Any) -> list[Quad]:
    """The statements of expanded JSON-LD: node objects with IRIs for names, and no context.

    Args:
        value: Parsed JSON, of bounded depth.

    Raises:
        ParseError: At the first thing that is not expanded JSON-LD (`RDF_UNREADABLE`).

    Spec: https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm
    """
    reader = _Reader()
    for place, item in enumerate(value if isinstance(value, list) else [value]):
        reader.node(item, "", (place,) if isinstance(value, list) else ())
    return reader.quads


class _Reader:
    """The state of one reading."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self.labels: dict[str, str] = {}
        self.blanks = 0

    def node(self, value: Any, graph: str, at: Path) -> str:
        """A node object; its subject."""
        if not isinstance(value, dict):
            raise self.wrong("This is no node object.", at, value, "an object")
        id = value.get("@id")
        subject = self.fresh() if id is None else self.name(id, (*at, "@id"))
        for key, member in value.items():
            here = (*at, key)
            if key == "@id":
                continue
            if key == "@type":
                for place, type in _items(member):
                    self.add(subject, RDF_TYPE, self.name(type, (*here, *place)), graph)
            elif key in ("@graph", "@included"):
                inside = subject if key == "@graph" else graph
                for place, item in _items(member):
                    self.node(item, inside, (*here, *place))
            elif is_iri(key):
                for place, item in _items(member):
                    self.add(subject, f"<{key}>", self.term(item, graph, (*here, *place)), graph)
            else:
                raise self.wrong(
                    "Without a context, members are called by their IRI.", here, key, "an IRI"
                )
        return subject

    def term(self, value: Any, graph: str, at: Path) -> str:
        if isinstance(value, dict) and "@value" in value:
            return self.literal(value, at)
        if isinstance(value, dict) and "@list" in value:
            if len(value) > 1:
                raise self.wrong(
                    "Something stands beside a list.", at, sorted(value), "@list alone"
                )
            head = f"<{RDF}nil>"
            items = [
                self.term(item, graph, (*at, "@list", *place))
                for place, item in _items(value["@list"])
            ]
            for item in reversed(items):
                cell = self.fresh()
                self.add(cell, f"<{RDF}first>", item, graph)
                self.add(cell, f"<{RDF}rest>", head, graph)
                head = cell
            return head
        if isinstance(value, dict):
            return self.node(value, graph, at)
        return self.literal({"@value": value}, at)

    def literal(self, value: dict[str, Any], at: Path) -> str:
        text, datatype, language = (value.get(key) for key in ("@value", "@type", "@language"))
        unknown = value.keys() - {"@value", "@type", "@language"}
        if unknown or (datatype is not None and language is not None):
            raise self.wrong("This is no value object.", at, sorted(value), "@type or @language")
        if datatype is not None and (not isinstance(datatype, str) or not is_iri(datatype)):
            raise self.wrong("This is no datatype.", (*at, "@type"), datatype, "an IRI")
        if language is not None:
            if not isinstance(text, str) or not isinstance(language, str):
                raise self.wrong("This is no text in a language.", at, value, "two strings")
            if not is_language(language):
                raise self.wrong(
                    "This is no language tag.", at, language, "a tag such as en or lv-LV"
                )
            return literal(text, language=language.lower())
        if isinstance(text, str):
            if datatype == RDF + "langString":
                raise self.wrong("A text in a language has a tag.", at, value, "@language")
            return literal(text, datatype=datatype or XSD + "string")
        if not isinstance(text, int | float) or not is_interoperable(text):
            raise self.wrong("This is no value.", at, text, "a string, number or boolean")
        if not is_exact(text, datatype or ""):
            raise self.wrong("This number cannot be said exactly.", at, text, "a string")
        return number(text, datatype or "")

    def name(self, value: Any, at: Path) -> str:
        if isinstance(value, str) and value.startswith("_:") and len(value) > len("_:"):
            if value not in self.labels:
                self.labels[value] = self.fresh()
            return self.labels[value]
        if not isinstance(value, str) or not is_iri(value):
            raise self.wrong("This is no absolute IRI.", at, value, "an absolute IRI")
        return f"<{value}>"

    def add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        self.quads.append(Quad(subject, predicate, value, graph))

    def fresh(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks - 1}"

    def wrong(self, detail: str, at: Path, found: Any, expected: str) -> ParseError:
        return ParseError(
            "RDF_UNREADABLE",
            f"This is not expanded JSON-LD: {detail[0].lower()}{detail[1:]}",
            pointer=json_pointer(at),
            found=shorten(found),
            expected=expected,
            spec="https://www.w3.org/TR/json-ld11/#expanded-document-form",
        )


def _items(value: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The values of a member, each with its place where it stands in an array."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield (place,), item
    else:
        yield (), value
