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
    LANGUAGE,
    LITERAL,
    SKIP,
    TYPE,
    Context,
    Term,
)
from elm_microcred.jsonld.findings import At, Findings, pointer
from elm_microcred.jsonld.iris import has_scheme, is_iri
from elm_microcred.jsonld.keywords import graph_content, keyword, link_back
from elm_microcred.jsonld.literals import SHORT
from elm_microcred.jsonld.plans import Shapes, is_plainly_named, remember
from elm_microcred.jsonld.scopes import ReadContext, Scopes
from elm_microcred.jsonld.statements import Statements
from elm_microcred.jsonld.values import NOTHING, Objects, scalar, text
from elm_microcred.limits import Limits

_TYPE: Final = f" {TYPE} "
_iris: dict[str, str] = {}
"""IRIs with an authority, which no prefix can change, as N-Quads terms."""
_MOST_IRIS: Final = 4096
_LONGEST_IRI: Final = 256
_MOST_NAMES: Final = 512


class Walk:
    """The state of one walk.

    Attributes:
        said: What the document says, as far as the walk has come.
        findings: What is wrong with it.
        is_plain: Whether all keys so far were terms, and no object but the first had its id.
        places: The place and the id or blank node of each object that is a node, if asked for.
    """

    __slots__ = (
        "_most_depth",
        "_most_nodes",
        "_most_values",
        "_nodes",
        "_root",
        "findings",
        "is_plain",
        "places",
        "said",
        "scopes",
    )

    def __init__(
        self,
        limits: Limits,
        read_context: ReadContext,
        *,
        writes_lines: bool = False,
        keeps_texts: bool = True,
    ) -> None:
        self.places: list[tuple[At, str]] | None = None
        self.said = Statements(writes_lines=writes_lines, keeps_texts=keeps_texts)
        self.findings = Findings()
        self.is_plain = True
        self._root: Any = self  # which no id is
        self.scopes = Scopes(read_context, self.findings, limits.contexts)
        self._most_depth = limits.depth
        self._most_nodes = limits.nodes
        self._most_values = limits.values
        self._nodes = 0

    def document(self, document: dict[str, Any], context: Context) -> None:
        """Walk a whole document whose own `@context` has been read.

        Raises:
            LimitError: If it is too deep, or has too many nodes, values or contexts.
        """
        self._root = document.get("id", self)
        keys = [key for key in document if key != "@context"] if len(document) < 3 else []
        if len(keys) == 1 and context.term(keys[0]).expanded == "@graph":
            self.is_plain = False
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
    ) -> bool:
        """Walk a node that no property leads to: it is lost unless it says something itself.

        Returns:
            Whether anything was said, or found wrong.
        """
        if not isinstance(value, dict):
            self.findings.note("DATA_DROPPED", at, value, expected="an object with properties")
            return True
        found, before = len(self.findings), self.said.apart()
        subject = self.node(value, term, graph, at, depth, start=start, is_linked=False)
        name = subject if isinstance(subject, str) else ""
        says_something, is_named = self.said.together(before, name)
        if len(self.findings) == found and name[:1] == "<" and not is_named:
            self.findings.note("DATA_DROPPED", at, name[1:-1], expected="more than an id")
        return says_something or len(self.findings) > found

    def node(
        self,
        element: dict[Any, Any],
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
        if self._nodes > self._most_nodes:
            raise LimitError(
                "LIMIT_NODES",
                "The document has too many objects.",
                pointer=pointer(at),
                expected=f"≤ {self._most_nodes}",
            )
        if depth >= self._most_depth:
            self.refuse_depth(at)
        shapes: Shapes | None = None
        if not subject:
            if start is None:
                shapes = None if term is None else term.shapes
            elif at is None:
                shapes = start.shapes
        if shapes and (shape := shapes.get(tuple(element))) is not None:
            plan = shape.plan(element)
            if plan is not None:
                # Others like it were walked before.
                name = element[plan.id_key] if plan.id_key else None
                if plan.id_key:
                    subject = self._id(name, plan.context, (at, plan.id_key))
                subject = subject or self.said.fresh()
                if not plan.is_plain or (name == self._root and at is not None):
                    self.is_plain = False
                if plan.types or plan.members:
                    self.members(
                        element, plan.members, plan.context, subject, graph, at, depth, plan.types
                    )
                if self.places is not None:
                    self.places.append((at, subject))
                return subject
        said, found = self.said, len(self.findings)
        quads = len(said.quads)
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
                else:
                    subject = self._id(value, context, (at, key))
        subject = subject or self.said.fresh()
        if types is not None:
            for name in types.objects:
                said.say(subject, TYPE, said.own(name), graph)
        members = context.members(element)
        if self.members(element, members, context, subject, graph, at, depth):
            # No node after all: a value, a list or a set.
            del said.quads[quads:], self.findings[found:]
            said.endings.pop(subject, None)
            self.is_plain = False
            if term is not None and is_linked:
                return maps.wrapped(self, element, term, outer, graph, at, depth)
            self.findings.note("DATA_DROPPED", at, element, expected="an object with properties")
            return NOTHING
        is_again = at is not None and element.get("id") == self._root
        if is_again or not is_plainly_named(tuple(element)):
            self.is_plain = False
        is_context_read = at is None or "@context" not in element
        if shapes is not None and is_context_read and len(self.findings) == found:
            remember(shapes, element, context, types)
        if self.places is not None:
            self.places.append((at, subject))
        return subject

    def _id(self, value: Any, context: Context, at: At) -> str:
        """The node that an id names; empty after a finding."""
        if type(value) is str:
            return _iris.get(value) or context.names.get(value) or self.iri(value, context, at)
        self.findings.note("DATA_INVALID", at, value, expected="one IRI")
        return ""

    def members(
        self,
        element: dict[str, Any],
        members: list[tuple[str, Term]],
        context: Context,
        subject: str,
        graph: str,
        at: At,
        depth: int,
        types: Sequence[str] = (),
    ) -> bool:
        """Walk the members of a node; true, and unfinished, where it turns out to be none."""
        said = self.said
        quads = said.quads
        lines: list[str] | None = said.endings[subject] if said.writes_lines and not graph else None
        lost = False
        for name in types:
            if lines is None:
                quads.append((subject, TYPE, name, graph))
            else:
                lines.append(f"{_TYPE}{name} .\n")
        for key, member in members:
            value = element[key]
            mode = member.mode
            kind = type(value)
            found: Objects
            if mode == LITERAL and type(value) is str:
                if not said.keeps_texts and value.isascii():
                    quads.append((subject, member.predicate, '"', graph))
                    continue
                # As `quoted` does it, without the call: nothing happens more often.
                if (
                    len(value) < SHORT
                    and value.isprintable()
                    and '"' not in value
                    and "\\" not in value
                ):
                    if lines is None:
                        quads.append((subject, member.predicate, f'"{value}{member.suffix}', graph))
                    else:
                        lines.append(f"{member.text_opening}{value}{member.text_ending}")
                    continue
                found = text(self, value, member.suffix, (at, key))
            elif mode == IRI and type(value) is str:
                found = _iris.get(value) or self.iri(value, context, (at, key)) or NOTHING
            elif mode <= IRI:
                if kind is dict:
                    found = self.node(value, member, graph, (at, key), depth + 1)
                else:
                    found = self.objects(member, value, graph, (at, key), depth + 1)
            elif mode == SKIP:
                continue
            elif mode == LANGUAGE:
                if kind is dict and len(value) == 1:
                    ((language, item),) = value.items()
                    suffix = member.suffixes.get(language)
                    if suffix is not None and type(item) is str:
                        # As `language_map` does it, without the call.
                        if not said.keeps_texts and item.isascii():
                            quads.append((subject, member.predicate, '"', graph))
                            continue
                        if (
                            len(item) < SHORT
                            and item.isprintable()
                            and '"' not in item
                            and "\\" not in item
                        ):
                            if lines is None:
                                literal = f'"{item}{suffix}'
                                quads.append((subject, member.predicate, literal, graph))
                            else:
                                lines.append(f"{member.text_opening}{item}{suffix} .\n")
                            continue
                if kind is dict:
                    found = maps.language_map(self, member, value, graph, (at, key), depth + 1)
                else:
                    found = self.objects(member, value, graph, (at, key), depth + 1)
            elif mode == GENERAL:
                found = maps.objects(self, member, value, graph, (at, key), depth + 1)
                if member.is_reverse:
                    link_back(self, member, value, found, subject, graph, (at, key), depth + 1)
                    continue
            elif mode == KEYWORD:
                if member.expanded in ("@value", "@list", "@set"):
                    return True
                keyword(self, member, value, subject, graph, (at, key), depth + 1)
                continue
            else:
                if not lost and at is not None and maps.is_language_map(element, context):
                    self.findings.note("DATA_LANGUAGE_MAP", at, ", ".join(element))
                    return False
                self.lost(member, (at, key))
                lost = True
                continue
            if isinstance(found, str):
                if lines is None or found[0] == "_":
                    quads.append((subject, member.predicate, found, graph))
                else:
                    lines.append(f"{member.opening}{found} .\n")
                continue
            for name in found:
                if lines is None or name[0] == "_":
                    quads.append((subject, member.predicate, name, graph))
                else:
                    lines.append(f"{member.opening}{name} .\n")
        return False

    def objects(self, term: Term, value: Any, graph: str, at: At, depth: int) -> Objects:
        """The objects that a value of `term` is, containers apart."""
        if isinstance(value, dict):
            return self.node(value, term, graph, at, depth)
        if not isinstance(value, list):
            return scalar(self, term, value, at)
        self.check_array(value, at, depth)
        found: list[str] = []
        for index, item in enumerate(value):
            if type(item) is str:
                names = scalar(self, term, item, (at, index))
            else:
                names = self.objects(term, item, graph, (at, index), depth + 1)
            if type(names) is str:
                found.append(names)
            else:
                found += names
        return found

    def list_of(self, term: Term, items: Sequence[Any], graph: str, at: At, depth: int) -> str:
        """The head of a list of these items.

        Spec: https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion
        """
        self.check_array(items, at, depth)
        names: list[str] = []
        for index, item in enumerate(items):
            here = (at, index)
            if type(item) is str:
                names += maps.several(scalar(self, term, item, here))
            elif isinstance(item, list):
                names.append(self.list_of(term, item, graph, here, depth + 1))
            else:
                found = self.objects(term, item, graph, here, depth + 1)
                names.append(found if isinstance(found, str) else self.said.cells(found, graph))
        return self.said.cells(names, graph)

    def refuse_depth(self, at: At) -> NoReturn:
        """Refuse what stands at a place, since too much is around it."""
        raise LimitError(
            "LIMIT_DEPTH",
            "Objects and arrays are nested too deeply.",
            pointer=pointer(at),
            found=f"more than {self._most_depth} levels",
            expected=f"≤ {self._most_depth}",
        )

    def check_depth(self, at: At, depth: int) -> None:
        """Refuse what so many objects and arrays are around, if they are too many."""
        if depth >= self._most_depth:
            self.refuse_depth(at)

    def check_array(self, items: Sequence[Any], at: At, depth: int) -> None:
        """Refuse an array that stands too deep, or a property with too many values."""
        if depth >= self._most_depth:
            self.refuse_depth(at)
        if len(items) > self._most_values:
            raise LimitError(
                "LIMIT_VALUES",
                "A property has too many values.",
                pointer=pointer(at),
                found=str(len(items)),
                expected=f"≤ {self._most_values}",
            )

    def iri(self, value: str, context: Context, at: At) -> str:
        """The IRI or blank node that an id stands for; empty after a finding."""
        expanded = context.expand_id(value)
        if expanded[:2] == "_:":
            return self.said.label(expanded)
        if is_iri(expanded):
            name = f"<{expanded}>"
            if (
                "://" in value
                and value.partition(":")[2][:2] == "//"
                and len(value) <= _LONGEST_IRI
            ):
                if len(_iris) >= _MOST_IRIS:
                    _iris.clear()
                _iris[value] = name
            elif len(value) <= _LONGEST_IRI:
                if len(context.names) >= _MOST_NAMES:
                    context.names.clear()
                context.names[value] = name
            return name
        self.findings.note(
            "DATA_INVALID_IRI" if has_scheme(expanded) else "DATA_RELATIVE_IRI", at, value
        )
        return ""

    def lost(self, term: Term, at: At) -> None:
        """Note a member that JSON-LD would drop."""
        expected = "another datatype than rdf:langString" if term.code == "DATA_INVALID" else None
        self.findings.note(term.code, at, term.key, expected=expected)
