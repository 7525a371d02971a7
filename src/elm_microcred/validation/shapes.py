"""SHACL shapes: those of the tables, written as Turtle for any engine, and those of others.

```python
from elm_microcred.validation.shapes import check_shapes, shapes_turtle

shapes_turtle("edc-generic-full")  # with all that the profile stands on
check_shapes(document, Path("EDC-generic-full.ttl").read_bytes())  # needs the extra `shacl`
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from elm_microcred import profiles
from elm_microcred.codes import BASE_IRI
from elm_microcred.errors import LimitError, MissingExtraError, ParseError
from elm_microcred.jsonld import ExtraContexts, survey, to_nquads
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.profiles import Layer, Table
from elm_microcred.validation.compiled import compile_profile, python_pattern
from elm_microcred.validation.graph import Places
from elm_microcred.validation.structure import prepared

if TYPE_CHECKING:
    from rdflib import Graph

_SH: Final = "http://www.w3.org/ns/shacl#"


def shapes_turtle(profile: str = "edc-generic-full", *, table: str = profiles.DEFAULT) -> str:
    """The shapes of an application profile and of all that it stands on, as Turtle.

    Raises:
        UsageError: If there is no such profile.

    Spec: https://www.w3.org/TR/shacl/#shapes-graph
    """
    of = profiles.of_profile(profile, name=table)
    prefixes = {"sh": _SH, **of.namespaces}
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in prefixes.items()]
    for layer in of.stack(profile):
        writer = _Writer(of, layer)
        lines += ["", f"# {layer.name}"]
        for name, row in (*layer.classes.items(), *layer.nodes.items()):
            lines += ["", *writer.shape(name, row)]
    return "\n".join([*lines, ""])


class _Writer:
    """Writes the rows of one layer."""

    def __init__(self, table: Table, layer: Layer) -> None:
        self.table = table
        self.base = f"{BASE_IRI}profiles/{table.name}/{layer.name}#"
        self.layer = layer

    def shape(self, name: str, row: Mapping[str, Any]) -> Iterator[str]:
        """The lines of a shape that has a name."""
        yield f"<{self.base}{name.partition(':')[2] or name}>"
        yield "    a sh:NodeShape ;"
        if name in self.layer.classes:
            yield f"    sh:targetClass {name} ;"
        yield from (f"    {said} ;" for said in self._said(row))
        yield "    ."

    def _said(self, row: Mapping[str, Any]) -> Iterator[str]:
        for word, value in row.items():
            match word:
                case "properties":
                    for path, inner in value.items():
                        said = " ; ".join([f"sh:path {path}", *self._said(inner)])
                        yield f"sh:property [ {said} ]"
                case "class" if len(value) > 1:
                    yield f"sh:or ({''.join(f' [ sh:class {name} ]' for name in value)} )"
                case "class":
                    yield f"sh:class {value[0]}"
                case "node":
                    yield f"sh:node <{self.base}{value}>"
                case "any" | "all":
                    items = "".join(f" [ {' ; '.join(self._said(item))} ]" for item in value)
                    yield f"sh:{'or' if word == 'any' else 'and'} ({items} )"
                case "value":
                    yield f"sh:hasValue <{value}>"
                case "in":
                    yield f"sh:in ({''.join(f' <{item}>' for item in value)} )"
                case "kind":
                    yield f"sh:nodeKind sh:{value}"
                case "closed":
                    yield "sh:closed true ; sh:ignoredProperties ( rdf:type )"
                case "datatype" | "disjoint":
                    yield f"sh:{word} {value}"
                case "pattern":
                    yield f"sh:pattern {json.dumps(value, ensure_ascii=False)}"
                case _:
                    yield f"sh:{_WORDS[word]} {json.dumps(value)}"


_WORDS: Final = {
    "deactivated": "deactivated",
    "max": "maxCount",
    "max_inclusive": "maxInclusive",
    "min": "minCount",
    "unique_lang": "uniqueLang",
}


def read_shapes(content: bytes | str, *, limits: Limits = DEFAULT) -> Graph:
    """Shapes that somebody else wrote, as a graph; nothing that they name is fetched or run.

    Args:
        content: Turtle.
        limits: Bounds on its length.

    Raises:
        LimitError: If it is too long.
        ParseError: If it is not Turtle, has no shapes, or holds code.
    """
    from rdflib import URIRef
    from rdflib.exceptions import Error

    size = len(content)
    if size > limits.sealed_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The shapes are too long.",
            found=f"{size} bytes",
            expected=f"≤ {limits.sealed_bytes}",
        )
    graph = _bounded_graph(limits.members)
    try:
        graph.parse(data=content, format="turtle")
    except (*_UNREADABLE, Error) as error:
        raise ParseError(
            "SHAPES_UNREADABLE",
            "This is not Turtle.",
            found=shorten(str(error)),
            expected="SHACL shapes as Turtle",
        ) from error
    for word in _EXECUTABLE:
        found = next(graph.subjects(URIRef(_SH + word), None), None)
        if found is not None:
            raise ParseError(
                "SHAPES_EXECUTABLE",
                "These shapes hold code that would be run.",
                found=f"sh:{word}",
                expected="shapes of SHACL Core",
                remedy="Use the constraints of SHACL Core in its place.",
                spec="https://www.w3.org/TR/shacl/#sparql-constraints",
            )
    _refuse_imports(graph)
    _refuse_recursion(graph)
    if next(graph.triples((None, URIRef(_SH + "path"), None)), None) is None:
        raise ParseError(
            "SHAPES_UNREADABLE", "There are no shapes in it.", expected="SHACL shapes as Turtle"
        )
    _translate_patterns(graph)
    return graph


def _bounded_graph(most: int) -> Graph:
    """An empty graph that takes so many statements and no more."""
    from rdflib import Graph

    class Bounded(Graph):
        left = most

        def add(self, triple: Any) -> Bounded:
            self.left -= 1
            if self.left < 0:
                raise LimitError(
                    "LIMIT_MEMBERS",
                    "The shapes say too much.",
                    expected=f"≤ {most} statements",
                )
            super().add(triple)
            return self

    return Bounded()


def _refuse_imports(graph: Graph) -> None:
    """Refuse shapes that want others which are not there: they would ask for less than they say.

    The published shapes name each other, which then stand in the same text, and the namespaces
    of their vocabularies, which hold no shapes.
    """
    from rdflib import OWL, RDF

    declared = {_NOT_NEEDED} | {
        str(ontology).rstrip("/#") for ontology in graph.subjects(RDF.type, OWL.Ontology)
    }
    vocabularies = {str(iri).rstrip("/#") for _, iri in graph.namespaces()}
    for wanted in graph.objects(None, OWL.imports):
        iri = str(wanted).rstrip("/#")
        is_shapes = iri.startswith(_PUBLISHED)
        if iri not in declared and (is_shapes or iri not in vocabularies):
            raise ParseError(
                "SHAPES_IMPORT",
                "These shapes import others, which are not fetched.",
                found=shorten(str(wanted)),
                expected="shapes that are all in one text",
                remedy="Put the imported shapes into the same text, one file after another.",
                spec="https://www.w3.org/TR/shacl/#shapes-graph",
            )


def _refuse_recursion(graph: Graph) -> None:
    """Refuse shapes that refer to themselves: what they mean is left open by SHACL."""
    from rdflib import RDF, URIRef

    steps = [*(URIRef(_SH + word) for word in _LEADS_ON), RDF.first, RDF.rest]
    state: dict[Any, bool] = {}
    starts = {subject for word in _LEADS_ON for subject in graph.subjects(URIRef(_SH + word), None)}
    for start in starts:
        waiting = [(start, False)]
        while waiting:
            shape, is_left = waiting.pop()
            if is_left:
                state[shape] = True
            elif shape not in state:
                state[shape] = False
                waiting.append((shape, True))
                waiting += [(o, False) for step in steps for o in graph.objects(shape, step)]
            elif not state[shape]:
                raise ParseError(
                    "SHAPES_RECURSIVE",
                    "A shape refers to itself.",
                    found=shorten(str(shape)),
                    expected="shapes without circles",
                    spec="https://www.w3.org/TR/shacl/#shapes-recursion",
                )


_LEADS_ON: Final = ("and", "node", "not", "or", "property", "qualifiedValueShape", "xone")
"""Words by which a shape refers to another one."""

_PUBLISHED: Final = tuple(base for _, base in profiles.NAMESPACES.values())
"""Where the published shapes stand."""


_NOT_NEEDED: Final = "http://data.europa.eu/snb/model/ap/ams-constraints"
"""The published vocabularies of LOQ import the shapes of AMS, on which none of them stands."""


def _translate_patterns(graph: Graph) -> None:
    """Write the patterns of published shapes, which are for Java, as Python reads them."""
    from rdflib import SH, Literal

    for shape, pattern in list(graph.subject_objects(SH.pattern)):
        if r"\p{L}" in str(pattern) or "(?i)" in str(pattern):
            read = python_pattern(str(pattern))
            graph.set((shape, SH.pattern, Literal(read.pattern)))
            if read.flags & re.IGNORECASE:
                graph.set((shape, SH.flags, Literal("i")))


_UNREADABLE: Final = (
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    re.error,
)
"""What rdflib's readers and pyshacl raise besides rdflib's own errors."""

_EXECUTABLE: Final = (
    "sparql",
    "select",
    "ask",
    "construct",
    "entailment",
    "js",
    "jsFunctionName",
    "jsLibrary",
    "rule",
    "shapesGraph",
    "target",
    "update",
    "values",
    "expression",
    "validator",
    "nodeValidator",
    "propertyValidator",
)
"""Words of SHACL by which shapes bring code of their own."""


def check_shapes(
    document: object,
    shapes: bytes | str,
    *,
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> list[Problem]:
    """Everything in which a document does not fit shapes that are given, as pyshacl finds it.

    The patterns in the shapes run as Python's do, without a limit of time: take shapes from those
    whom you trust.

    Args:
        document: Parsed JSON-LD.
        shapes: SHACL shapes as Turtle, such as the published files one after another.
        before_sealing: Whether it is a draft, which is looked at with the European contexts.
        limits: Bounds on document and shapes.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        MissingExtraError: If the extra `shacl` is not installed.
        ParseError: If the shapes cannot be read, or hold code.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise MissingExtraError.of("shacl", "Checking with shapes of your own") from error
    from rdflib import SH, Graph

    wanted = read_shapes(shapes, limits=limits)
    shown = prepared(document, before_sealing=before_sealing)
    said = survey(shown, limits=limits, extra_contexts=extra_contexts)
    data = Graph()
    data.parse(data=to_nquads(q for q in said.quads if not q[3]), format="nt")
    if not _aims_at(wanted, data):
        return [
            Problem(
                "SHAPES_NO_TARGET",
                "The shapes find nothing in this document that they are about.",
                expected="a node of a class that a shape targets",
                remedy="Give the document its @context and its type.",
                spec="https://www.w3.org/TR/shacl/#targets",
            )
        ]
    failure: object
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=wanted, inference="none")
        failure = None if isinstance(report, Graph) else report
    except _UNREADABLE as error:
        failure = error
    if failure is not None:
        raise ParseError(
            "SHAPES_UNREADABLE",
            "The engine cannot use these shapes.",
            found=shorten(str(failure)),
            expected="shapes of SHACL Core",
        ) from (failure if isinstance(failure, Exception) else None)
    places = Places(shown, said.places)
    return [_result(report, each, places, SH) for each in report.objects(None, SH.result)]


def _aims_at(shapes: Graph, data: Graph) -> bool:
    """Whether a shape targets something that is there."""
    from rdflib import RDF, SH

    there = set(data.objects(None, RDF.type))
    if there & set(shapes.objects(None, SH.targetClass)):
        return True
    nodes = set(data.all_nodes())
    if nodes & set(shapes.objects(None, SH.targetNode)):
        return True
    predicates = set(data.predicates())
    words = (SH.targetSubjectsOf, SH.targetObjectsOf)
    return any(predicates & set(shapes.objects(None, word)) for word in words)


def _result(report: Any, result: Any, places: Places, sh: Any) -> Problem:
    from rdflib import BNode

    focus, path, value = (
        report.value(result, word) for word in (sh.focusNode, sh.resultPath, sh.value)
    )
    component = str(report.value(result, sh.sourceConstraintComponent)).rpartition("#")[2]
    node = f"_:{focus}" if isinstance(focus, BNode) else f"<{focus}>"
    row = compile_profile("edc-generic-no-cv").row("", f"<{path}>") if path else None
    terms = (row.member, row.path, row.iri) if row else (str(path),)
    where = places.member(node, terms) if path else places.node(node)
    return Problem(
        "SHAPES_RESULT",
        str(report.value(result, sh.resultMessage) or component),
        pointer=json_pointer(where),
        found=None if value is None else shorten(str(value)),
        expected=f"what {component} of {path or focus} asks for",
        spec=f"https://www.w3.org/TR/shacl/#{component}",
    )
