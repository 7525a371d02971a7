"""Application profiles compiled from the tables: for each class, what its nodes must be like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from elm_microcred import profiles
from elm_microcred.profiles import ElmClass, Layer, Property, Table
from elm_microcred.validation import constraints as c
from elm_microcred.validation.graph import TYPE


@dataclass(frozen=True)
class Profile:
    """One application profile, ready to be held against a graph.

    Attributes:
        name: Its name, such as `edc-generic-full`.
        table: The table that it belongs to.
        shapes: The shapes of each class, the base first; classes as N-Quads IRIs.
        roots: Classes of which a document of this profile has at least one node.
    """

    name: str
    table: Table
    shapes: Mapping[str, tuple[c.NodeShape, ...]]
    roots: frozenset[str]

    @cached_property
    def by_predicate(self) -> Mapping[str, Mapping[str, tuple[c.PropertyShape, ...]]]:
        """For each class, the shapes of each of its properties."""
        found: dict[str, dict[str, tuple[c.PropertyShape, ...]]] = {}
        for name, shapes in self.shapes.items():
            rows: dict[str, tuple[c.PropertyShape, ...]] = {}
            for shape in shapes:
                for path, row in shape.properties.items():
                    rows[path] = (*rows.get(path, ()), row)
            found[name] = rows
        return found

    @cached_property
    def required(self) -> Mapping[str, tuple[c.PropertyShape, ...]]:
        """For each class, the shapes that a node without the property may fail."""
        return {
            name: tuple(row for rows in paths.values() for row in rows if row.required)
            for name, paths in self.by_predicate.items()
        }

    @cached_property
    def closed(self) -> Mapping[str, frozenset[str]]:
        """The properties that nodes of a closed class may have."""
        return {
            name: shape.closed
            for name, shapes in self.shapes.items()
            for shape in shapes
            if shape.closed is not None
        }

    @cached_property
    def classes(self) -> Mapping[str, ElmClass]:
        """The classes of the table by N-Quads IRI."""
        return {f"<{of.iri}>": of for of in self.table.classes.values()}

    @cached_property
    def concepts(self) -> Mapping[str, Mapping[str, Property]]:
        """For each class, the rows of its properties that take concepts."""
        return {
            f"<{of.iri}>": {
                f"<{row.iri}>": row
                for row in of.properties.values()
                if row.range == ("skos:Concept",)
            }
            for of in self.table.classes.values()
        }

    @cached_property
    def _rows(self) -> Mapping[str, Property]:
        return {
            f"<{row.iri}>": row
            for of in self.table.classes.values()
            for row in of.properties.values()
        }

    def row(self, of: str, path: str) -> Property | None:
        """The row of the table of a property of a class, or of any class that has it."""
        found = self.classes.get(of)
        for row in found.properties.values() if found else ():
            if path == f"<{row.iri}>":
                return row
        return self._rows.get(path)

    def short(self, iri: str) -> str:
        """The compact form of an N-Quads IRI, where the table has a prefix for it."""
        for prefix, namespace in self.table.namespaces.items():
            if iri.startswith("<" + namespace):
                return f"{prefix}:{iri[len(namespace) + 1 : -1]}"
        return iri[1:-1] if iri[0] == "<" else iri


_ROOTS: Final = {
    "edc": ("elm:EuropeanDigitalCredential", "elm:EuropeanDigitalPresentation"),
    "pid": ("elm:Person",),
}
"""By the beginning of a table's name; other tables have no class that must be there."""


@lru_cache(maxsize=32)
def compile_profile(name: str, table: str = profiles.DEFAULT) -> Profile:
    """The compiled application profile of that name, of a bundled table.

    Raises:
        UsageError: If no table has it.
    """
    return compile_layer(profiles.of_profile(name, name=table), name)


def compile_layer(table: Table, name: str) -> Profile:
    """The application profile of a table, compiled.

    Raises:
        UsageError: If the table has no such profile.
    """
    shapes: dict[str, tuple[c.NodeShape, ...]] = {}
    for layer in table.stack(name):
        compiler = _Compiler(table, layer)
        for path, row in layer.classes.items():
            if not row.get("deactivated"):
                target = f"<{table.expand(path)}>"
                shapes[target] = (*shapes.get(target, ()), compiler.node(path, row))
    paths = _ROOTS.get(table.name.partition("-")[0], tuple(table.classes))
    # A class that is switched off is no target: a document of it alone would say nothing.
    roots = {f"<{table.expand(path)}>" for path in paths} & shapes.keys()
    return Profile(name, table, shapes, frozenset(roots))


class _Compiler:
    """Compiles the rows of one layer."""

    def __init__(self, table: Table, layer: Layer) -> None:
        self.table = table
        self.layer = layer

    def node(self, name: str, row: Mapping[str, Any]) -> c.NodeShape:
        properties = {
            self._iri(path): c.PropertyShape(self._iri(path), tuple(self._constraints(inner)))
            for path, inner in row.get("properties", {}).items()
            if not inner.get("deactivated")
        }
        own = {word: value for word, value in row.items() if word not in ("properties", "closed")}
        closed = frozenset((*properties, TYPE)) if row.get("closed") else None
        return c.NodeShape(
            (self.layer.name, name), tuple(self._constraints(own)), properties, closed
        )

    def _iri(self, path: str) -> str:
        return f"<{self.table.expand(path)}>"

    def _constraints(self, row: Mapping[str, Any]) -> Iterator[c.Constraint]:
        for word, value in row.items():
            match word:
                case "min":
                    yield c.MinCount(value)
                case "max":
                    yield c.MaxCount(value)
                case "class":
                    yield c.Class(frozenset(self._iri(name) for name in value))
                case "datatype":
                    yield c.Datatype(self.table.expand(value))
                case "kind":
                    yield c.NodeKind(value)
                case "unique_lang":
                    yield c.UniqueLanguage()
                case "max_inclusive":
                    yield c.MaxInclusive(value)
                case "node":
                    yield c.Node(self.node(value, self.layer.nodes[value]))
                case "any":
                    yield c.AnyOf(tuple(self.node("", item) for item in value))
                case "all":
                    yield c.AllOf(tuple(self.node("", item) for item in value))
                case "value":
                    yield c.HasValue(f"<{value}>")
                case "in":
                    yield c.In(frozenset(f"<{item}>" for item in value))
                case "disjoint":
                    yield c.Disjoint(self._iri(value))
                case "pattern":
                    yield c.Pattern(python_pattern(value))


def python_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern of a published shape, which is written for Java.

    >>> python_pattern("^(?i)(http|https):").search("HTTPS://example.org") is not None
    True
    """
    flags = re.IGNORECASE if "(?i)" in pattern else re.NOFLAG
    text = pattern.replace("(?i)", "")
    # Java joins a set inside a set, and has classes for letters and digits of any script.
    text = text.replace(r"[[A-Fa-f0-9]\:\.]", "[A-Fa-f0-9:.]")
    text = text.replace(r"[%[\p{L}\p{Nl}\p{Nd}]]", r"[%\w]")
    return re.compile(text, flags)
