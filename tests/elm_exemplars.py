"""Exemplars: for each class of a table a whole node, and what can go wrong with it.

Everything here is made from the table alone: it knows nothing of the checker.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from elm_microcred import contexts
from elm_microcred.profiles import Property, Table

CONTEXT = [contexts.CREDENTIALS_V1, contexts.EDC_AP]
XSD = "http://www.w3.org/2001/XMLSchema#"
LITERALS = {
    "xsd:anyURI": ("https://example.org/a", "https://example.org/b"),
    "xsd:boolean": (True, False),
    "xsd:dateTime": ("2026-06-30T12:00:00Z", "2026-07-01T12:00:00Z"),
    "xsd:decimal": ("12.50", "7"),
    "xsd:duration": ("PT60H", "P1M"),
    "xsd:integer": (7, 8),
    "xsd:positiveInteger": (7, 8),
    "xsd:string": ("one", "two"),
    "rdf:HTML": ("<p>one</p>", "<p>two</p>"),
}
ALIKE = "alike"
"""A text that a mutant gives to two properties."""

ILL_FORMED = {
    "xsd:boolean": "maybe",
    "xsd:dateTime": "yesterday",
    "xsd:decimal": "much",
    "xsd:duration": "long",
    "xsd:integer": "seven",
    "xsd:positiveInteger": "0",
}


@dataclass(frozen=True)
class Mutant:
    """A document with one thing changed.

    Attributes:
        of: The class whose exemplar it is, or the sample.
        name: What was changed.
        document: The document.
    """

    of: str
    name: str
    document: dict[str, Any]


class Exemplars:
    """The exemplars of one table.

    Args:
        table: The table.
        layer: The profile that they fit.
    """

    def __init__(self, table: Table, layer: str) -> None:
        self.table = table
        self.layers = table.stack(layer)
        self._count = itertools.count(1)

    def document(self, path: str) -> dict[str, Any]:
        """A document with a whole node of the class, beside a whole credential."""
        return self._around(path, self.node(path, whole=True))

    def _around(self, path: str, node: dict[str, Any]) -> dict[str, Any]:
        nodes = [node]
        if self.table.name.startswith("edc") and "Digital" not in path:
            nodes.insert(0, self.node("elm:EuropeanDigitalCredential"))
        return {"@context": CONTEXT, "@graph": nodes}

    def node(self, path: str, *, whole: bool = False, depth: int = 0) -> dict[str, Any]:
        """A node of a class: with all that it may have, or only with what it needs."""
        of = self.table.classes[path]
        node = {"id": f"urn:n:{next(self._count)}", "type": self._types(path)}
        for row in of.properties.values():
            if whole or self._least(path, row):
                node[self.key(row)] = self.value(path, row, depth=depth + 1)
        if path == "elm:Organisation":
            row = of["eIDASIdentifier"]
            node[self.key(row)] = self.value(path, row, depth=depth + 1)
        return node

    def _least(self, path: str, row: Property) -> int:
        return max(
            layer.classes.get(path, {}).get("properties", {}).get(row.path, {}).get("min", 0)
            for layer in self.layers
        )

    def _types(self, path: str) -> Any:
        of = self.table.classes[path]
        name = of.term or of.iri
        if name == "EuropeanDigitalCredential":
            return ["VerifiableCredential", name]
        return name

    def key(self, row: Property) -> str:
        """A name for the property that JSON-LD understands wherever it stands."""
        if row.iri.startswith(("https://www.w3.org/2018", "https://w3id.org/security")):
            return row.iri
        if row.container == "@language" and not row.language:
            return row.iri
        return row.term or row.iri

    def value(self, path: str, row: Property, *, second: bool = False, depth: int = 0) -> Any:
        """A value that fits; with `second`, another one."""
        if row.language:
            text = "zwei" if second else f"one {row.path}"
            return {"en": text} if row.container else {"@value": text, "@language": "en"}
        if row.range and row.range[0].startswith(("xsd:", "rdf:")):
            found = LITERALS[row.range[0]][second]
            coerced = row.coercion == row.range[0] and self.key(row) == row.term
            return found if coerced else self.typed(row, found)
        if row.kind == "Literal" or not row.range:
            return ("A-2" if second else "A-1") if row.kind == "Literal" else {"id": "urn:some:iri"}
        if row.range[0] == "skos:Concept":
            return self.concept(path, row, second=second)
        name = row.range[0]
        if {"elm:Organisation"} & set(row.range):
            name = "elm:Organisation"
        if name == "elm:Person" or depth > 8:
            name = row.range[0]
        return self.node(name, depth=depth)

    def typed(self, row: Property, value: Any) -> dict[str, Any]:
        """A literal whose datatype is written beside it."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return {"@value": text, "@type": self.table.expand(row.range[0])}

    def concept(self, path: str, row: Property, *, second: bool = False) -> dict[str, Any]:
        """A concept of the vocabulary that the profile demands."""
        scheme = row.vocabulary or self._allowed(path, row) or "urn:scheme"
        return {
            "id": f"urn:concept:{'b' if second else 'a'}:{row.path}",
            "type": "Concept",
            "inScheme": {"id": scheme, "type": "ConceptScheme"},
        }

    def _allowed(self, path: str, row: Property) -> str | None:
        for layer in self.layers:
            own = layer.classes.get(path, {}).get("properties", {}).get(row.path, {})
            node = layer.nodes.get(own.get("node", ""), {})
            scheme = node.get("properties", {}).get("skos:inScheme", {})
            if "in" in scheme:
                return str(scheme["in"][0])
            if "pattern" in scheme:
                return str(scheme["pattern"]).removeprefix("^") + "x"
        return None

    def mutants(self, path: str) -> Iterator[Mutant]:
        """The exemplar of a class with one thing changed, in every way."""
        least = self.node(path)
        whole = self.node(path, whole=True)
        for row in self.table.classes[path].properties.values():
            key = self.key(row)
            for name, value in self._changes(path, row, whole[key]):
                node = {**copy.deepcopy(least), key: whole[key]}
                if name == "of another property":
                    node |= {k: {"en": ALIKE} for k in ("title", "prefLabel", "legalName")}
                if value is None:
                    del node[key]
                else:
                    node[key] = value
                yield Mutant(path, f"{row.path} {name}", self._around(path, node))
        extra = {**copy.deepcopy(whole), "http://purl.org/dc/terms/nobody": "asks"}
        yield Mutant(path, "another property", self._around(path, extra))
        untyped = {name: value for name, value in copy.deepcopy(whole).items() if name != "type"}
        yield Mutant(path, "without a type", self._around(path, untyped))
        nameless = {name: value for name, value in copy.deepcopy(whole).items() if name != "id"}
        yield Mutant(path, "without an id", self._around(path, nameless))

    def _changes(self, path: str, row: Property, value: Any) -> Iterator[tuple[str, Any]]:
        yield "removed", None
        second = self.value(path, row, second=True, depth=2)
        if row.language and not row.container:
            return
        if row.language:
            yield "of another property", {"en": ALIKE}
            yield "doubled in one language", {"en": [*value.values(), "zwei"]}
            yield "in two languages", {**value, "de": "zwei"}
            yield "without a language", {"@none": "bare"}
            yield "twice without a language", {"@none": ["bare", "barer"]}
            return
        yield "doubled", [value, second]
        if row.path == "elm:contentUrl":
            yield "of another form", self.typed(row, "ftp://example.org/")
        if row.literal:
            yield "of another datatype", {"@value": "x", "@type": XSD + "hexBinary"}
            yield "a node", [self.node("skos:ConceptScheme")]
            if row.range and row.range[0] in ILL_FORMED:
                yield "ill-formed", self.typed(row, ILL_FORMED[row.range[0]])
            if row.path == "elm:levelOfCompletion":
                yield "too great", 101
            return
        yield "a literal", {"@value": "text"}
        yield "a bare IRI", {"id": "urn:bare"}
        yield "of another class", {**value, "type": "Note"}
        types = [value["type"]] if isinstance(value.get("type"), str) else value.get("type", [])
        yield "of a further class", {**value, "type": [*types, "Note"]}
        yield "without an id", {**value, "type": value.get("type", "Note")} | {"id": "_:b"}
        if "inScheme" in value:
            other = {"id": "urn:other", "type": "ConceptScheme"}
            yield "of another vocabulary", {**value, "inScheme": other}
            yield "of two vocabularies", {**value, "inScheme": [value["inScheme"], other]}
            yield "of no vocabulary", {k: v for k, v in value.items() if k != "inScheme"}
            untyped = {"id": value["inScheme"]["id"]}
            yield "of an untyped vocabulary", {**value, "inScheme": untyped}
            yield "of a vocabulary as text", {**value, "inScheme": {"@value": "eqf"}}
