"""From statements to a document: nodes in nodes, under the terms of a context.

What JSON-LD calls compaction, for one purpose: a document that reads like the published ones. A
node is written in full wherever it is referred to, as Europass does it, but not inside of itself.

Spec: https://www.w3.org/TR/json-ld11-api/#compaction-algorithm
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from elm_microcred.errors import LimitError, MappingError
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.compiled import LOST, Context, Term
from elm_microcred.jsonld.findings import Findings
from elm_microcred.jsonld.nquads import RDF, XSD
from elm_microcred.jsonld.scopes import Scopes
from elm_microcred.limits import Limits
from elm_microcred.validation.graph import parts

TYPE: Final = f"<{RDF}type>"
_WHOLE: Final = re.compile(r"-?[1-9][0-9]{0,14}|0")
_WHOLE_TYPES: Final = {XSD + name for name in ("integer", "nonNegativeInteger", "positiveInteger")}
_FIRST: Final = ("VerifiableCredential", "VerifiablePresentation")
_MOST_COPIES: Final = 16
"""Where nodes written in full make the document longer than so many times, they are not."""

Nodes = dict[str, dict[str, list[str]]]
"""Objects by predicate by subject, within one graph."""


class TooManyCopies(Exception):  # noqa: N818 - a signal, not an error
    """The nodes are too entangled to be written in full everywhere."""


class Tree:
    """Writes the nodes of a set of statements.

    Attributes:
        urls: The contexts of the document.
        graphs: The statements by graph.
        written: The subjects that were written, with their graph.
    """

    def __init__(self, quads: Iterable[Quad], urls: Sequence[str], limits: Limits) -> None:
        self.urls = urls
        self.graphs: dict[str, Nodes] = {"": {}}
        self.referred: Counter[str] = Counter()
        self.written: set[tuple[str, str]] = set()
        self.limits = limits
        self.is_repeated = True
        self.count = 0
        quads = sorted(set(quads))
        for s, p, o, g in quads:
            self.graphs.setdefault(g, {}).setdefault(s, {}).setdefault(p, []).append(o)
            self.referred[o] += 1
        self.size = len(quads)
        self._terms: dict[Context, Mapping[str, tuple[Term, ...]]] = {}
        self.scopes = Scopes(_no_contexts, Findings(), limits.contexts)

    def document(self, subject: str, graph: str, context: Context) -> dict[str, Any]:
        """The document about a node."""
        try:
            return self._start(subject, graph, context)
        except TooManyCopies:
            self.is_repeated = False
            return self._start(subject, graph, context)

    def _start(self, subject: str, graph: str, context: Context) -> dict[str, Any]:
        self.count = 0
        self.written.clear()
        return self.node(subject, graph, context, ())

    def node(
        self, subject: str, graph: str, outer: Context, around: tuple[str, ...]
    ) -> dict[str, Any]:
        """A node object, read with the context that its property gives."""
        self.count += 1
        if self.is_repeated and self.count > _MOST_COPIES * (self.size + 1):
            raise TooManyCopies
        if len(around) >= self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "The nodes refer to each other in too long a chain.",
                found=subject,
                expected=f"≤ {self.limits.depth} nodes from one to the next",
            )
        self.written.add((graph, subject))
        properties = self.graphs[graph].get(subject, {})
        types = [term[1:-1] for term in properties.get(TYPE, ()) if term[0] == "<"]
        names = sorted((self.compact(outer, type) for type in types), key=_credentials_first)
        context = outer
        if names:
            context = self.scopes.read_types(outer, names, None).context
        written: dict[str, Any] = {}
        if (
            subject[0] == "<"
            or self.referred[subject] > 1
            or (self.referred[subject] and not around)
        ):
            written[_alias(context.id_keys, "id")] = _name(subject)
        if names:
            written[_alias(context.type_keys, "type")] = names if len(names) > 1 else names[0]
        said: dict[str, list[Any]] = {}
        for predicate, objects in properties.items():
            for term in objects:
                if predicate != TYPE or term[0] != "<":
                    key, value = self.member(predicate, term, graph, context, (*around, subject))
                    said.setdefault(key, []).append(value)
        for key in sorted(said):
            values = said[key]
            if all(isinstance(value, _Text) for value in values):
                written[key] = _language_map(values)
            else:
                written[key] = values[0] if len(values) == 1 else values
        return written

    def member(
        self, predicate: str, object: str, graph: str, context: Context, around: tuple[str, ...]
    ) -> tuple[str, Any]:
        """The key and the value of one statement."""
        terms = self.terms(context).get(predicate[1:-1], ())
        if object[0] == '"':
            for term in terms:
                value = _literal(object, term)
                if value is not None:
                    return term.key, value
            return self.compact(context, predicate[1:-1]), _value_object(object)
        if object in self.graphs:
            for term in terms:
                if term.containers == {"@graph"}:
                    return term.key, self.inside(object, self.reader(term))
            raise MappingError(
                "RDF_INEXPRESSIBLE",
                "A named graph stands where the document has no place for one.",
                found=f"{_name(object)}, by {predicate[1:-1]}",
                expected="a proof, or credentials in a presentation",
            )
        plain = [term for term in terms if not term.containers]
        plain.sort(key=lambda term: term.coercion not in ("@id", "@vocab"))
        for term in plain[:1]:
            return term.key, self.link(object, graph, term, self.reader(term), around)
        key = self.compact(context, predicate[1:-1])
        return key, self.link(object, graph, None, context.previous or context, around)

    def reader(self, term: Term) -> Context:
        """The context of the nodes that a property leads to."""
        if not self.scopes.is_compiled(term, None) or term.node_context is None:
            raise MappingError(
                "RDF_INEXPRESSIBLE", "The context of a term cannot be used.", found=term.key
            )
        return term.node_context

    def link(
        self,
        object: str,
        graph: str,
        term: Term | None,
        context: Context,
        around: tuple[str, ...],
    ) -> Any:
        """A node where it is referred to: in full, or by its name alone."""
        is_known = object in self.graphs[graph]
        if object in around or (not self.is_repeated and (graph, object) in self.written):
            is_known = False
        if is_known:
            return self.node(object, graph, context, around)
        if object[0] == "_" and self.referred[object] == 1 and object not in around:
            return {}
        if term is not None and term.coercion == "@id":
            return _name(object)
        if term is not None and term.coercion == "@vocab":
            words = self.terms(term.reader).get(_name(object), ())
            return words[0].key if words else _name(object)
        return {_alias(context.id_keys, "id"): _name(object)}

    def inside(self, graph: str, context: Context) -> Any:
        """What a named graph holds: the nodes in it that nothing in it refers to."""
        nodes = self.graphs[graph]
        inner = {term for said in nodes.values() for terms in said.values() for term in terms}
        roots = [subject for subject in nodes if subject not in inner]
        if len(roots) != 1:
            raise MappingError(
                "RDF_INEXPRESSIBLE",
                "A named graph is about several things at once.",
                found=f"{len(roots)} nodes that nothing in {_name(graph)} refers to",
                expected="one proof or credential in each",
            )
        if context.active["mappings"]:
            return self.node(roots[0], graph, context, (graph,))
        # Nothing of the contexts around holds here: a credential brings its own.
        own = context.derive(list(self.urls))
        return {**self.node(roots[0], graph, own, (graph,)), "@context": list(self.urls)}

    def terms(self, context: Context) -> Mapping[str, tuple[Term, ...]]:
        """The terms of a context by the IRI that they stand for, those with containers first."""
        found = self._terms.get(context)
        if found is None:
            by_iri: dict[str, list[Term]] = {}
            for key, definition in context.active["mappings"].items():
                if definition and definition["@id"] and definition["@id"][0] != "@":
                    term = context.term(key)
                    if term.mode != LOST and not term.is_reverse and "@nest" not in definition:
                        by_iri.setdefault(term.expanded, []).append(term)
            found = self._terms[context] = {
                iri: tuple(sorted(terms, key=_customary)) for iri, terms in by_iri.items()
            }
        return found

    def compact(self, context: Context, iri: str) -> str:
        """A term or compact IRI for a type or property, else the IRI."""
        for term in self.terms(context).get(iri, ()):
            if not term.containers and "@type" not in term.definition:
                return term.key
        prefixes = [p for p, namespace in context.prefixes.items() if iri.startswith(namespace)]
        for prefix in sorted(prefixes, key=lambda p: (-len(context.prefixes[p]), p)):
            key = f"{prefix}:{iri[len(context.prefixes[prefix]) :]}"
            is_free = key not in context.active["mappings"]
            if is_free and not key.endswith(":") and "://" not in key:
                return key
        return iri

    def rest(self, graph: str, context: Context) -> list[Any]:
        """What no other node of a graph led to."""
        nodes = self.graphs[graph]
        inner = {
            term for s, said in nodes.items() for o in said.values() for term in o if term != s
        }
        left = []
        for subject in sorted(nodes, key=lambda s: (s in inner, s)):
            if (graph, subject) not in self.written:
                left.append(self.node(subject, graph, context, ("",)))
        return left


class _Text(str):
    """A text for a language map.

    Attributes:
        language: Its language.
    """

    __slots__ = ("language",)
    language: str


def _literal(value: str, term: Term) -> Any:
    """The value of a literal under a term; `None` where the term says another thing."""
    text, language, datatype = _parts(value)
    if language:
        if term.containers == {"@language"}:
            written = _Text(text)
            written.language = language
            return written
        return None if term.containers else _value_object(value)
    if term.containers:
        return None
    is_plain = not term.coercion and not term.language and not term.direction
    if datatype == term.coercion or is_plain:
        if datatype == XSD + "boolean" and text in ("true", "false"):
            return text == "true"
        is_whole = datatype in _WHOLE_TYPES and (term.coercion or datatype == XSD + "integer")
        if is_whole and _WHOLE.fullmatch(text):
            return int(text)
    if datatype == term.coercion or (is_plain and datatype == XSD + "string"):
        return text
    return _value_object(value)


def _value_object(value: str) -> dict[str, Any]:
    text, language, datatype = _parts(value)
    if language:
        return {"@value": text, "@language": language}
    return {"@value": text} if datatype == XSD + "string" else {"@value": text, "@type": datatype}


def _parts(value: str) -> tuple[str, str, str]:
    """Text, language and datatype of a literal."""
    text, datatype, language = parts(value)
    return json.loads(f'"{text}"'), language, datatype


def _language_map(texts: list[Any]) -> dict[str, Any]:
    by_language: dict[str, list[str]] = {}
    for text in texts:
        by_language.setdefault(text.language, []).append(str(text))
    return {language: said if len(said) > 1 else said[0] for language, said in by_language.items()}


def _customary(term: Term) -> tuple[bool, bool, bool, str]:
    """The order in which terms of one IRI are tried."""
    return (not term.containers, not term.coercion, ":" in term.key, term.key)


def _alias(keys: tuple[str, ...], wanted: str) -> str:
    return wanted if wanted in keys else "@" + wanted


def _name(term: str) -> str:
    return term if term[0] == "_" else term[1:-1]


def _credentials_first(name: str) -> tuple[bool, str]:
    return name not in _FIRST, name


def _no_contexts(*_: Any) -> None:
    """Statements have no contexts of their own."""
