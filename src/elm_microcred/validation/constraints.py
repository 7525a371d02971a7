"""The constraints of application profiles, one class for each component of SHACL that they use.

Each says quickly whether the values of a property fit, and slowly which of them do not.

Spec: https://www.w3.org/TR/shacl/#core-components
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Protocol

from elm_microcred.jsonld.nquads import RDF, XSD
from elm_microcred.validation.graph import TYPE, Graph, is_literal, parts, plain
from elm_microcred.validation.literals import FORMS, LENIENT

Values = Collection[str]


class Constraint(Protocol):
    """What the values of one property must be like."""

    component: ClassVar[str]
    """Name of the SHACL constraint component."""

    def fits(self, graph: Graph, subject: str, values: Values, /) -> bool:
        """Whether they are like that."""
        ...

    def misfits(self, graph: Graph, subject: str, values: Values, /) -> Iterator[str | None]:
        """The values that are not; `None` where no single value is to blame."""
        ...


@dataclass(frozen=True, slots=True)
class MinCount:
    """At least so many values."""

    component: ClassVar[str] = "MinCount"
    number: int

    def fits(self, _graph: Graph, _subject: str, values: Values) -> bool:
        """Whether there are so many."""
        return len(values) >= self.number

    def misfits(self, _graph: Graph, _subject: str, values: Values) -> Iterator[str | None]:
        """Nothing in particular, where there are fewer."""
        if len(values) < self.number:
            yield None


@dataclass(frozen=True, slots=True)
class MaxCount:
    """At most so many values."""

    component: ClassVar[str] = "MaxCount"
    number: int

    def fits(self, _graph: Graph, _subject: str, values: Values) -> bool:
        """Whether there are no more."""
        return len(values) <= self.number

    def misfits(self, _graph: Graph, _subject: str, values: Values) -> Iterator[str | None]:
        """Nothing in particular, where there are more."""
        if len(values) > self.number:
            yield None


class _Each:
    """Constraints that every value must fit by itself."""

    __slots__ = ()

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value fits."""
        raise NotImplementedError

    def fits(self, graph: Graph, _subject: str, values: Values) -> bool:
        """Whether all values fit."""
        of = self.of
        for value in values:  # noqa: SIM110 - a loop: most often there is one value
            if not of(graph, value):
                return False
        return True

    def misfits(self, graph: Graph, _subject: str, values: Values) -> Iterator[str | None]:
        """The values that do not."""
        return (value for value in values if not self.of(graph, value))


@dataclass(frozen=True, slots=True)
class Class(_Each):
    """Every value is a node of one of these classes."""

    component: ClassVar[str] = "Class"
    classes: frozenset[str]

    def of(self, graph: Graph, value: str) -> bool:
        """Whether one value is."""
        node = graph.nodes.get(value)
        return node is not None and not self.classes.isdisjoint(node.get(TYPE, ()))


_TEXT: Final = (XSD + "string", RDF + "langString")


@dataclass(frozen=True, slots=True)
class Datatype(_Each):
    """Every value is a literal of this datatype, and its text is of the datatype's form."""

    component: ClassVar[str] = "Datatype"
    datatype: str

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value is."""
        if value[0] != '"':
            return False
        last = value[-1]
        if last == '"':
            return self.datatype == _TEXT[0]
        if last != ">":
            return self.datatype == _TEXT[1]
        text, datatype, _ = parts(value)
        return datatype == self.datatype and LENIENT.get(datatype, _unknown)(text)

    @property
    def form(self) -> str:
        """What such a value looks like."""
        if self.datatype == RDF + "langString":
            return "a text with its language"
        return FORMS.get(self.datatype, "a string")


def _unknown(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class NodeKind(_Each):
    """Every value is an IRI, or every value is a literal."""

    component: ClassVar[str] = "NodeKind"
    kind: str

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value is."""
        return value[0] == ("<" if self.kind == "IRI" else '"')


@dataclass(frozen=True, slots=True)
class UniqueLanguage:
    """No two values have one language."""

    component: ClassVar[str] = "UniqueLang"

    def fits(self, graph: Graph, subject: str, values: Values) -> bool:
        """Whether no two have."""
        return len(values) == 1 or next(self.misfits(graph, subject, values), None) is None

    def misfits(self, _graph: Graph, _subject: str, values: Values) -> Iterator[str | None]:
        """The second text of a language."""
        seen: dict[str, int] = {}
        for value in values:
            language = parts(value)[2].lower() if is_literal(value) else ""
            if language:
                seen[language] = seen.get(language, 0) + 1
                if seen[language] == 2:
                    yield value


@dataclass(frozen=True, slots=True)
class MaxInclusive(_Each):
    """No value is greater than this number."""

    component: ClassVar[str] = "MaxInclusive"
    number: int

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value is a number, and not greater."""
        if not is_literal(value):
            return False
        text, datatype, _ = parts(value)
        return datatype in _NUMBERS and LENIENT[datatype](text) and float(text) <= self.number


_NUMBERS: Final = {XSD + "integer", XSD + "positiveInteger", XSD + "decimal"}


@dataclass(frozen=True, slots=True)
class Pattern(_Each):
    """Every value matches."""

    component: ClassVar[str] = "Pattern"
    pattern: re.Pattern[str]

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value does; a blank node never does."""
        return value[0] != "_" and self.pattern.search(plain(value)) is not None


@dataclass(frozen=True, slots=True)
class In(_Each):
    """Every value is one of these."""

    component: ClassVar[str] = "In"
    allowed: frozenset[str]

    def of(self, _graph: Graph, value: str) -> bool:
        """Whether one value is."""
        return value in self.allowed


@dataclass(frozen=True, slots=True)
class HasValue:
    """This value is among them."""

    component: ClassVar[str] = "HasValue"
    value: str

    def fits(self, _graph: Graph, _subject: str, values: Values) -> bool:
        """Whether it is."""
        return self.value in values

    def misfits(self, _graph: Graph, _subject: str, values: Values) -> Iterator[str | None]:
        """Nothing in particular, where it is not."""
        if self.value not in values:
            yield None


@dataclass(frozen=True, slots=True)
class Disjoint:
    """No value is also one of another property."""

    component: ClassVar[str] = "Disjoint"
    predicate: str

    def fits(self, graph: Graph, subject: str, values: Values) -> bool:
        """Whether none is."""
        return not any(self.misfits(graph, subject, values))

    def misfits(self, graph: Graph, subject: str, values: Values) -> Iterator[str | None]:
        """The values that are."""
        others = graph.objects(subject, self.predicate)
        return (value for value in values if value in others)


@dataclass(frozen=True, slots=True)
class AnyOf(_Each):
    """Every value fits at least one of these shapes."""

    component: ClassVar[str] = "Or"
    shapes: tuple[NodeShape, ...]

    def of(self, graph: Graph, value: str) -> bool:
        """Whether one value does."""
        return any(shape.of(graph, value) for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class AllOf(_Each):
    """Every value fits all of these shapes."""

    component: ClassVar[str] = "And"
    shapes: tuple[NodeShape, ...]

    def of(self, graph: Graph, value: str) -> bool:
        """Whether one value does."""
        return all(shape.of(graph, value) for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class Node(_Each):
    """Every value fits a shape that has a name."""

    component: ClassVar[str] = "Node"
    shape: NodeShape

    def of(self, graph: Graph, value: str) -> bool:
        """Whether one value does; found out once."""
        key = (self.shape.name, value)
        found = graph.memory.get(key)
        if found is None:
            # A node that leads back to itself is taken to fit while it is looked at.
            graph.memory[key] = True
            found = graph.memory[key] = self.shape.of(graph, value)
        return found


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What one layer demands of one property of a class.

    Attributes:
        path: The property, as an N-Quads IRI.
        constraints: What its values must be like.
    """

    path: str
    constraints: tuple[Constraint, ...]

    @property
    def required(self) -> bool:
        """Whether a node without the property may fail."""
        return any(isinstance(each, MinCount | HasValue) for each in self.constraints)

    def fits(self, graph: Graph, subject: str, values: Values) -> bool:
        """Whether the values of a node fit."""
        for each in self.constraints:  # noqa: SIM110 - a loop: most often there are one or two
            if not each.fits(graph, subject, values):
                return False
        return True


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What one layer demands of a node.

    Attributes:
        name: Layer and class, or layer and name.
        constraints: What the node itself must be like.
        properties: What its properties must be like.
        closed: The only properties that it may have; `None` where others are allowed.
    """

    name: tuple[str, str]
    constraints: tuple[Constraint, ...] = ()
    properties: Mapping[str, PropertyShape] = field(default_factory=dict)
    closed: frozenset[str] | None = None

    def of(self, graph: Graph, value: str) -> bool:
        """Whether a node fits."""
        for each in self.constraints:
            if not each.fits(graph, value, (value,)):
                return False
        node = graph.nodes.get(value, {})
        if self.closed is not None and not self.closed.issuperset(node):
            return False
        for path, shape in self.properties.items():
            if not shape.fits(graph, value, node.get(path, ())):
                return False
        return True
