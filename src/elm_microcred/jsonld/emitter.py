"""One walk over a JSON-LD document: its quads, and everything that JSON-LD would lose.

The walk follows the JSON-LD algorithms for expansion and for deserialising to RDF in one step: a
`Term` says what a key does, and quads are written at once. What those algorithms would drop or
change in silence becomes a finding with its place.

Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithms and
https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NoReturn

from elm_microcred.errors import LimitError
from elm_microcred.jsonld import maps
from elm_microcred.jsonld.compiled import (
    GENERAL,
    IRI,
    KEYWORD,
    LITERAL,
    LOST,
    SKIP,
    Context,
    Term,
)
from elm_microcred.jsonld.findings import At, Findings, pointer
from elm_microcred.jsonld.iris import has_scheme, is_iri, is_like_a_language
from elm_microcred.jsonld.keywords import graph_content, keyword, link_back
from elm_microcred.jsonld.literals import SHORT
from elm_microcred.jsonld.nquads import RDF
from elm_microcred.jsonld.scopes import ReadContext, Scopes
from elm_microcred.jsonld.values import NOTHING, Objects, scalar, value_object
from elm_microcred.limits import Limits

_TYPE: Final = f"<{RDF}type>"
_FIRST: Final = f"<{RDF}first>"
_REST: Final = f"<{RDF}rest>"
_NIL: Final = f"<{RDF}nil>"
_iris: dict[str, str] = {}
"""IRIs with an authority, which no prefix can change, as N-Quads terms."""
_MOST_IRIS: Final = 4096
_LONGEST_IRI: Final = 256


class Walk:
    """The state of one walk.

    Attributes:
        quads: What the document says, as far as the walk has come.
        findings: What is wrong with it.
        places: The place and the id or blank node of each object that is a node, if asked for.
    """

    def __init__(self, limits: Limits, read_context: ReadContext) -> None:
        self.places: list[tuple[At, str]] | None = None
        self.quads: list[tuple[str, str, str, str]] = []
        self.findings = Findings()
        self.scopes = Scopes(read_context, self.findings, limits.contexts)
        self._limits = limits
        self._most_depth = limits.depth
        self._most_nodes = limits.nodes
        self._nodes = 0
        self._blank = 0
        self._labels: dict[str, str] = {}

    def document(self, document: dict[str, Any], context: Context) -> None:
        """Walk a whole document whose own `@context` has been read.

        Raises:
            LimitError: If it is too deep, or has too many nodes, values or contexts.
        """
        keys = [key for key in document if key != "@context"]
        if len(keys) == 1 and context.term(keys[0]).expanded == "@graph":
            graph_content(self, context.term(keys[0]), document[keys[0]], "", (None, keys[0]), 1)
        else:
            self.unlinked(document, None, "", None, 0, start=context)

    def unlinked(
        self,
        value: Any,
        term: Term | None,
        graph: str,
        at: At,
        depth: int,
        *,
        start: Context | None = None,
    ) -> None:
        """Walk a node that no property leads to: it is lost unless it says something itself."""
        if not isinstance(value, dict):
            self.findings.note("DATA_DROPPED", at, value, expected="an object with properties")
            return
        quads, found = self.quads, len(self.findings)
        before = len(quads)
        subject = self.node(value, term, graph, at, depth, start=start, is_linked=False)
        if (
            len(self.findings) == found
            and isinstance(subject, str)
            and subject[0] == "<"
            and not any(subject in quads[place] for place in range(before, len(quads)))
        ):
            self.findings.note("DATA_DROPPED", at, subject[1:-1], expected="more than an id")

    def node(
        self,
        element: dict[str, Any],
        term: Term | None,
        graph: str,
        at: At,
        depth: int,
        *,
        start: Context | None = None,
        subject: str = "",
        is_linked: bool = True,
    ) -> Objects:
        """Walk an object of the document.

        Args:
            element: The object.
            term: The property that leads to it; `None` for the document itself.
            graph: The name of the graph that it stands in.
            at: Its place.
            depth: How many objects and arrays are around it.
            start: The context to read it with, in place of the one that the property gives.
            subject: Its id, where that stands elsewhere.
            is_linked: Whether a property leads to it, without which a value would be lost.

        Returns:
            Its id or blank node; of a value object the literal, of a list the head, of a set the
            items.
        """
        self._nodes += 1
        if self._nodes > self._most_nodes or depth >= self._most_depth:
            self._refuse_size(at, depth)
        before, found = len(self.quads), len(self.findings)
        outer = start
        if outer is None and term is not None:
            outer = term.node_context
            if outer is not None and outer is not term.value_context:
                outer = self.scopes.for_object(element, term)
        if outer is None or "@context" in element:
            outer = self.scopes.around(element, term, start, at)
            if outer is None:
                return NOTHING
        types = self.scopes.types(outer, element, at)
        context = outer if types is None else types.context
        for key in context.id_keys:
            if key in element:
                value = element[key]
                if subject:
                    self.findings.note("DATA_INVALID", (at, key), value, expected="one id")
                elif type(value) is str:
                    subject = _iris.get(value) or self.iri(value, context, (at, key))
                else:
                    self.findings.note("DATA_INVALID", (at, key), value, expected="one IRI")
        subject = subject or self.fresh()
        if types is not None:
            for name in types.objects:
                self.quads.append(
                    (subject, _TYPE, name if name[0] != "_" else self.label(name), graph)
                )
        if self.members(element, context, subject, graph, at, depth):
            # No node after all: a value, a list or a set.
            del self.quads[before:], self.findings[found:]
            if term is not None and is_linked:
                return self._wrapped(element, term, outer, graph, at, depth)
            self.findings.note("DATA_DROPPED", at, element, expected="an object with properties")
            return NOTHING
        if self.places is not None:
            self.places.append((at, subject))
        return subject

    def members(
        self,
        element: dict[str, Any],
        context: Context,
        subject: str,
        graph: str,
        at: At,
        depth: int,
    ) -> bool:
        """Walk the members of a node; true, and unfinished, where it turns out to be none."""
        terms, add = context.terms, self.quads.append
        lost = False
        for key, value in element.items():
            member = terms.get(key) or context.term(key)
            mode = member.mode
            if mode == LITERAL:
                # As `quoted` does it, without the call: nothing happens more often.
                if (
                    type(value) is str
                    and len(value) < SHORT
                    and value.isprintable()
                    and '"' not in value
                    and "\\" not in value
                ):
                    add((subject, member.predicate, f'"{value}{member.suffix}', graph))
                    continue
                found = self.objects(member, value, graph, (at, key), depth + 1)
            elif mode == IRI:
                iri = _iris.get(value) if type(value) is str else None
                if iri:
                    add((subject, member.predicate, iri, graph))
                    continue
                found = self.objects(member, value, graph, (at, key), depth + 1)
            elif mode == SKIP:
                continue
            elif mode == GENERAL:
                found = maps.objects(self, member, value, graph, (at, key), depth + 1)
            elif mode == KEYWORD:
                if member.expanded in ("@value", "@list", "@set"):
                    return True
                keyword(self, member, value, subject, graph, (at, key), depth + 1)
                continue
            else:
                if not lost and at is not None and _is_language_map(element, context):
                    self.findings.note("DATA_LANGUAGE_MAP", at, ", ".join(element))
                    return False
                self.lost(member, (at, key))
                lost = True
                continue
            if member.is_reverse:
                link_back(self, member, value, found, subject, graph, (at, key))
            elif type(found) is str:
                add((subject, member.predicate, found, graph))
            else:
                predicate = member.predicate
                for name in found:
                    add((subject, predicate, name, graph))
        return False

    def objects(self, term: Term, value: Any, graph: str, at: At, depth: int) -> Objects:
        """The objects that a value of `term` is, containers apart."""
        if isinstance(value, dict):
            return self.node(value, term, graph, at, depth)
        if isinstance(value, list):
            self.check_length(value, at)
            found: list[str] = []
            for index, item in enumerate(value):
                names = self.objects(term, item, graph, (at, index), depth + 1)
                if type(names) is str:
                    found.append(names)
                else:
                    found += names
            return found
        return scalar(self, term, value, at)

    def list_of(self, term: Term, items: Sequence[Any], graph: str, at: At, depth: int) -> str:
        """The head of a list of these items.

        Spec: https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion
        """
        self.check_length(items, at)
        names: list[str] = []
        for index, item in enumerate(items):
            here = (at, index)
            if isinstance(item, list):
                names.append(self.list_of(term, item, graph, here, depth + 1))
            else:
                found = self.objects(term, item, graph, here, depth + 1)
                names.append(found if isinstance(found, str) else self.cells(found, graph))
        return self.cells(names, graph)

    def cells(self, names: Sequence[str], graph: str) -> str:
        """The head of a list of these terms."""
        head = _NIL
        for name in reversed(names):
            cell = self.fresh()
            self.quads.append((cell, _FIRST, name, graph))
            self.quads.append((cell, _REST, head, graph))
            head = cell
        return head

    def _wrapped(
        self,
        element: dict[str, Any],
        term: Term,
        context: Context,
        graph: str,
        at: At,
        depth: int,
    ) -> Objects:
        """What a value object, list object or set object stands for."""
        wrapper = maps.wrapper(element, context)
        if wrapper == "@value":
            return value_object(self, element, context, at)
        found: Objects = NOTHING
        for key, value in element.items():
            member = context.term(key)
            if member.mode == LOST:
                self.lost(member, (at, key))
            elif member.expanded == wrapper:
                inner = context.term(term.key)
                items = value if isinstance(value, list) else [value]
                read = self.objects if wrapper == "@set" else self.list_of
                found = read(inner, items, graph, (at, key), depth + 1)
            elif member.expanded != "@context":
                self.findings.note("DATA_INVALID", (at, key), key, expected=f"only {wrapper}")
        return found

    def _refuse_size(self, at: At, depth: int) -> NoReturn:
        if depth >= self._most_depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "Objects and arrays are nested too deeply.",
                pointer=pointer(at),
                found=f"more than {self._limits.depth} levels",
                expected=f"≤ {self._limits.depth}",
            )
        raise LimitError(
            "LIMIT_NODES",
            "The document has too many objects.",
            pointer=pointer(at),
            expected=f"≤ {self._limits.nodes}",
        )

    def check_length(self, items: Sequence[Any], at: At) -> None:
        """Refuse a property with too many values."""
        if len(items) > self._limits.values:
            raise LimitError(
                "LIMIT_VALUES",
                "A property has too many values.",
                pointer=pointer(at),
                found=str(len(items)),
                expected=f"≤ {self._limits.values}",
            )

    def fresh(self) -> str:
        """A new blank node."""
        self._blank += 1
        return f"_:b{self._blank}"

    def own(self, name: str) -> str:
        """The term, a blank node of the document under the label that it has here."""
        return self.label(name) if name[0] == "_" else name

    def label(self, name: str) -> str:
        """The blank node that a label of the document stands for."""
        found = self._labels.get(name)
        if found is None:
            found = self._labels[name] = self.fresh()
        return found

    def iri(self, value: str, context: Context, at: At) -> str:
        """The IRI or blank node that an id stands for; empty after a finding."""
        expanded = context.expand_id(value)
        if expanded[:2] == "_:":
            return self.label(expanded)
        if is_iri(expanded):
            name = f"<{expanded}>"
            if value.partition(":")[2][:2] == "//" and len(value) <= _LONGEST_IRI:
                if len(_iris) >= _MOST_IRIS:
                    _iris.clear()
                _iris[value] = name
            return name
        self.findings.note(
            "DATA_INVALID_IRI" if has_scheme(expanded) else "DATA_RELATIVE_IRI", at, value
        )
        return ""

    def lost(self, term: Term, at: At) -> None:
        """Note a member that JSON-LD would drop."""
        expected = "another datatype than rdf:langString" if term.code == "DATA_INVALID" else None
        self.findings.note(term.code, at, term.key, expected=expected)


def _is_language_map(element: dict[str, Any], context: Context) -> bool:
    """Whether somebody took a plain string for one that takes a text for each language."""
    return all(
        is_like_a_language(key)
        and context.term(key).code in ("DATA_UNDEFINED_TERM", "DATA_UNPROTECTED_KEYWORD")
        and isinstance(value, str | list)
        for key, value in element.items()
    )
