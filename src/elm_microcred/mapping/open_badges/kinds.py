"""How the extension writes values: scalars, texts, and small objects of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from elm_microcred.mapping import words
from elm_microcred.mapping.open_badges.node import Node

Path = tuple[str | int, ...]
"""The steps to a place in the micro-credential."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a kind must know to write a value.

    Attributes:
        language: Main language.
        path: Where the value stands in the micro-credential.
        unknown: Called with the place and value of a member that the model does not define.
    """

    language: str
    path: Path
    unknown: Callable[[Path, Any], None]

    def at(self, *steps: str | int) -> Notes:
        """The same for a place below."""
        return Notes(self.language, (*self.path, *steps), self.unknown)


class Kind(Protocol):
    """How one member is written under its term, and read."""

    def write(self, value: Any, term: str, target: dict[str, Any], notes: Notes, /) -> None:
        """Write a value under its term."""

    def read(self, term: str, source: Node, /) -> Any | None:
        """The value under a term."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, or a string of a datatype (`@id`, `xsd:decimal`, …); `many`: a list of them."""

    datatype: str = ""
    many: bool = False

    def write(self, value: Any, term: str, target: dict[str, Any], _notes: Notes, /) -> None:
        """Write the string or strings."""
        target[term] = list(value) if self.many else value

    def read(self, term: str, source: Node, /) -> Any | None:
        """The string or strings."""
        return (source.strings(term) or None) if self.many else source.string(term)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def write(self, value: Any, term: str, target: dict[str, Any], _notes: Notes, /) -> None:
        """Write it as JSON does."""
        target[term] = value

    def read(self, term: str, source: Node, /) -> Any | None:
        """True, false, or nothing."""
        return source.flag(term)


@dataclass(frozen=True, slots=True)
class LanguageMap:
    """Text, every language under its tag."""

    def write(self, value: Any, term: str, target: dict[str, Any], _notes: Notes, /) -> None:
        """Write every language."""
        target[term] = dict(value)

    def read(self, term: str, source: Node, /) -> Any | None:
        """The text in every language."""
        return source.text(term)


@dataclass(frozen=True, slots=True)
class Companion:
    """Text whose main language stands under a term of Open Badges, the rest under `…In`."""

    def write(self, value: Any, term: str, target: dict[str, Any], notes: Notes, /) -> None:
        """Write the main language, and the others."""
        rest = {tag: said for tag, said in value.items() if tag != notes.language}
        if notes.language in value:
            target[term] = value[notes.language]
        if rest:
            target[f"{term}In"] = rest

    def read(self, term: str, source: Node, /) -> Any | None:
        """The text in every language."""
        return (source.text(term) or {}) | (source.text(f"{term}In") or {}) or None


@dataclass(frozen=True, slots=True)
class Field:
    """A member of the model and the term that it stands under.

    Attributes:
        member: Name of the member.
        term: Name of the term.
        kind: How it is written.
    """

    member: str
    term: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Class:
    """A class of objects that only the extension has.

    Attributes:
        name: Its type.
        fields: Its members.
    """

    name: str
    fields: tuple[Field, ...]

    def written(self, value: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
        """The object that says a value."""
        target: dict[str, Any] = {"type": self.name}
        for field in self.fields:
            if field.member in value:
                field.kind.write(value[field.member], field.term, target, notes.at(field.member))
        known = {field.member for field in self.fields}
        for name in value:
            if name not in known:
                notes.unknown((*notes.path, name), value[name])
        return target

    def value(self, source: Node) -> dict[str, Any]:
        """The value that an object says."""
        found = {f.member: f.kind.read(f.term, source.taken()) for f in self.fields}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object of a class; `many`: a list of them."""

    of: Class
    many: bool = False

    def write(self, value: Any, term: str, target: dict[str, Any], notes: Notes, /) -> None:
        """Write the object or objects."""
        if self.many:
            target[term] = [self.of.written(item, notes.at(i)) for i, item in enumerate(value)]
        else:
            target[term] = self.of.written(value, notes)

    def read(self, term: str, source: Node, /) -> Any | None:
        """The value or values."""
        found = [value for node in source.nodes(term) if (value := self.of.value(node))]
        return (found if self.many else found[0]) if found else None


STRING: Final = Scalar()
STRINGS: Final = Scalar(many=True)
IRI: Final = Scalar("@id")
DECIMAL: Final = Scalar("xsd:decimal")
INSTANT: Final = Scalar("xsd:dateTime")
DATE: Final = Scalar("xsd:date")
DURATION: Final = Scalar("xsd:duration")
FLAG: Final = Flag()
TEXT: Final = LanguageMap()
COMPANION: Final = Companion()

CONCEPT: Final = Class(
    "Concept",
    (
        Field("iri", "id", IRI),
        Field("code", "notation", STRING),
        Field("scheme", "inScheme", IRI),
        Field("label", "prefLabel", TEXT),
    ),
)
"""A concept of a controlled vocabulary."""


@dataclass(frozen=True, slots=True)
class ConceptOf:
    """A concept; one of our words has the IRI of the European concept that it means.

    A word whose concept was stated with that IRI says so by `exactMatch`.

    Attributes:
        vocabulary: Short name of the vocabulary; empty where our words have none.
        many: A list of concepts.
    """

    vocabulary: str = ""
    many: bool = False

    def write(self, value: Any, term: str, target: dict[str, Any], notes: Notes, /) -> None:
        """Write the concept or concepts."""
        if self.many:
            target[term] = [self._written(item, notes.at(i)) for i, item in enumerate(value)]
        else:
            target[term] = self._written(value, notes)

    def read(self, term: str, source: Node, /) -> Any | None:
        """The concept or concepts."""
        found = [value for node in source.nodes(term) if (value := self._value(node))]
        return (found if self.many else found[0]) if found else None

    def _written(self, value: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
        written = CONCEPT.written(value, notes)
        means = self._meaning(value.get("code"))
        if means is None:
            return written
        if "iri" not in value:
            return {"id": means, **written}
        return {**written, "exactMatch": means} if value["iri"] == means else written

    def _value(self, node: Node) -> dict[str, Any]:
        found, match = CONCEPT.value(node), node.string("exactMatch")
        means = self._meaning(found.get("code"))
        if means is not None and found.get("iri") == means != match:
            del found["iri"]
        return found

    def _meaning(self, code: str | None) -> str | None:
        return words.iri(self.vocabulary, code) if self.vocabulary and code else None
