"""What a document says, as nodes with properties, and where in the document it says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from elm_microcred.jsonld.findings import At, path
from elm_microcred.jsonld.nquads import RDF, XSD

TYPE: Final = f"<{RDF}type>"
_FEW: Final = 16

Node = Mapping[str, Collection[str]]
"""The distinct objects of a node by property; all of them N-Quads terms."""

Path = tuple[str | int, ...]


class Graph:
    """The default graph of a document.

    Attributes:
        nodes: Every subject with what is said of it, in the order of the document.
        memory: Answers about nodes that were found already.
    """

    def __init__(self, quads: Iterable[tuple[str, str, str, str]]) -> None:
        nodes: dict[str, dict[str, Any]] = {}
        for subject, predicate, value, graph in quads:
            if graph:
                continue
            node = nodes.get(subject)
            if node is None:
                nodes[subject] = {predicate: [value]}
                continue
            objects = node.get(predicate)
            if objects is None:
                node[predicate] = [value]
            elif value not in objects:
                if type(objects) is dict:
                    objects[value] = None
                elif len(objects) < _FEW:
                    objects.append(value)
                else:
                    # A list of many would be searched for a long time.
                    node[predicate] = dict.fromkeys((*objects, value))
        self.nodes: Mapping[str, Node] = nodes
        self.memory: dict[tuple[object, str], bool] = {}

    def objects(self, subject: str, predicate: str) -> Collection[str]:
        """The objects of a property of a node; empty where there are none."""
        return self.nodes.get(subject, {}).get(predicate, ())

    def types(self, subject: str) -> Collection[str]:
        """The types of a node."""
        return self.objects(subject, TYPE)


def is_literal(term: str) -> bool:
    """Whether an N-Quads term is a literal."""
    return term[0] == '"'


def parts(literal: str) -> tuple[str, str, str]:
    """Text (as N-Quads escapes it), datatype IRI and language of a literal."""
    end = literal.rfind('"')
    text, rest = literal[1:end], literal[end + 1 :]
    if rest[:1] == "@":
        return text, RDF + "langString", rest[1:]
    return text, rest[3:-1] or XSD + "string", ""


def plain(term: str) -> str:
    """The term as people read it: an IRI without its brackets, a literal's text."""
    if term[0] == "<":
        return term[1:-1]
    return parts(term)[0] if is_literal(term) else term


class Places:
    """Where a document says what: from nodes and properties to paths.

    A node that a document repeats is found where it stands first.
    """

    def __init__(self, document: Any, places: Iterable[tuple[At, str]]) -> None:
        self._document = document
        self._places = places
        self._ats: dict[str, list[At]] | None = None
        self._paths: dict[str, dict[Path, None]] = {}

    def node(self, name: str) -> Path:
        """Where a node stands; the whole document for one that has no place in it."""
        return next(iter(self._known(name)), ())

    def member(
        self,
        name: str,
        terms: Iterable[str],
        value: str | None = None,
        *,
        first: Path | None = None,
    ) -> Path:
        """Where a node says something, and if asked for, this value of it.

        Args:
            name: The node.
            terms: What the property may be called in JSON.
            value: The value, as an N-Quads term.
            first: The place of the node to prefer where it stands in several.
        """
        terms = tuple(terms)
        known = self._known(name)
        paths = [first] if first is not None and first in known else []
        paths += [where for where in known if where != first]
        for where in paths:
            node = self._at(where)
            for term in terms:
                if isinstance(node, Mapping) and term in node:
                    return self._value((*where, term), node[term], value)
        return (*paths[0], *terms[:1]) if paths else terms[:1]

    def _known(self, name: str) -> dict[Path, None]:
        """Where a node stands, in the order of the document."""
        known = self._paths.get(name)
        if known is None:
            if self._ats is None:
                self._ats = {}
                for at, each in self._places:
                    self._ats.setdefault(each, []).append(at)
            known = self._paths[name] = dict.fromkeys(map(path, self._ats.get(name, ())))
        return known

    def _at(self, where: Path) -> Any:
        found = self._document
        for step in where:
            found = found[step]
        return found

    def _value(self, where: Path, found: Any, value: str | None) -> Path:
        if value is None:
            return where
        if isinstance(found, list):
            for index, item in enumerate(found):
                if self._says((*where, index), item, value):
                    return (*where, index)
        elif isinstance(found, Mapping) and is_literal(value):
            language = parts(value)[2]
            for key in found:
                if language and isinstance(key, str) and key.lower() == language:
                    return (*where, key)
        return where

    def _says(self, where: Path, item: Any, value: str) -> bool:
        if where in self._known(value):
            return True
        if isinstance(item, Mapping):
            item = item.get("@value", item)
        return not isinstance(item, Mapping | list) and _same(item, plain(value))


def _same(item: Any, text: str) -> bool:
    if isinstance(item, bool):
        return text == str(item).lower()
    return str(item) == text
