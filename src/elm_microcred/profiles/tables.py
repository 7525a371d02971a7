"""A table: every class of ELM in one use, with its properties, and the profiles on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from elm_microcred.errors import ParseError, UsageError
from elm_microcred.profiles.releases import Release, iri_in


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a class, as a table says it.

    Attributes:
        path: Compact IRI, such as `foaf:givenName`.
        iri: The IRI.
        term: Member name in JSON; `None` where the JSON-LD context has none of this IRI.
        member: What it is called in JSON all the same: the term, else the compact IRI.
        range: Classes or the datatype of its values; several classes mean any of them.
        min: Least number of values.
        max: Greatest number of values; `None` for any.
        kind: `IRI` or `Literal`, where that is demanded.
        unique_language: Whether each language may stand once only.
        coercion: How the JSON-LD context reads a bare value: `@id` or a datatype.
        container: `@language` where it takes a language map.
        vocabulary: Concept scheme that its values must be of.
        recommended: Concept scheme that is named for its values, without being demanded.
    """

    path: str
    iri: str
    term: str | None
    member: str
    range: tuple[str, ...]
    min: int
    max: int | None
    kind: str | None
    unique_language: bool
    coercion: str | None
    container: str | None
    vocabulary: str | None
    recommended: str | None

    @property
    def language(self) -> bool:
        """Whether its values are texts with a language."""
        return self.range == ("rdf:langString",)

    @property
    def literal(self) -> bool:
        """Whether its values are literals."""
        return self.kind == "Literal" or any(
            name.startswith(("xsd:", "rdf:")) for name in self.range
        )

    @property
    def cardinality(self) -> str:
        """How many values it may have: `0..1`, `1..1`, `0..n`, `1..n`."""
        return f"{self.min}..{'n' if self.max is None else self.max}"


@dataclass(frozen=True, slots=True)
class ElmClass:
    """One class of a table.

    Attributes:
        path: Compact IRI, such as `elm:Person`.
        iri: The IRI.
        term: Type name in JSON; `None` where the European context has none.
        parents: Compact IRIs of its superclasses.
        closed: Whether other properties than these are forbidden.
        properties: Properties by compact IRI.
    """

    path: str
    iri: str
    term: str | None
    parents: tuple[str, ...]
    closed: bool
    properties: Mapping[str, Property]

    @property
    def name(self) -> str:
        """The name without its prefix."""
        return self.path.partition(":")[2]

    def __getitem__(self, member: str) -> Property:
        for each in self.properties.values():
            if member in (each.member, each.path):
                return each
        raise KeyError(member)


@dataclass(frozen=True, slots=True)
class Layer:
    """The constraints of one application profile, without those of the layers it imports.

    Attributes:
        name: Name of the profile, such as `edc-generic-full`.
        imports: Names of the layers that it stands on.
        classes: Constraints by class; `tools/elm/profiles.py` lists their words.
        nodes: Constraints that others refer to by name.
    """

    name: str
    imports: tuple[str, ...]
    classes: Mapping[str, Mapping[str, Any]]
    nodes: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """One version of ELM in one use: credentials, opportunities, accreditations, persons.

    Attributes:
        name: Name in the registry.
        title: What it describes.
        version: Version of the application profile.
        namespaces: Namespace IRI by prefix.
        classes: Classes by compact IRI.
        layers: Application profiles by name, the base first.
    """

    name: str
    title: str
    version: str
    namespaces: Mapping[str, str]
    classes: Mapping[str, ElmClass]
    layers: Mapping[str, Layer]

    def expand(self, path: str) -> str:
        """The IRI of a compact one.

        Raises:
            UsageError: If its prefix is not one of this table.
        """
        prefix, _, name = path.partition(":")
        if prefix not in self.namespaces:
            raise UsageError(
                "SHAPES_UNKNOWN_PREFIX",
                f"The table {self.name} has no such prefix.",
                found=path,
                expected="one of " + ", ".join(self.namespaces),
            )
        return self.namespaces[prefix] + name

    def stack(self, layer: str) -> tuple[Layer, ...]:
        """The layer of that name and all that it stands on, the base first.

        Raises:
            UsageError: If the table has no such layer.
        """
        if layer not in self.layers:
            raise unknown_profile(layer, self.layers)
        found = self.layers[layer]
        below = [each for name in found.imports for each in self.stack(name)]
        return tuple({each.name: each for each in (*below, found)}.values())


def unknown_profile(name: str, known: Iterable[str]) -> UsageError:
    """The error for a profile or table that does not exist."""
    names = tuple(known)
    close = get_close_matches(name[:80], names, n=1)
    return UsageError(
        "SHAPES_UNKNOWN_PROFILE",
        "There is no such profile.",
        found=name,
        expected=close[0] if close else "one of " + ", ".join(names),
    )


def load(content: Mapping[str, Any]) -> Table:
    """The table that parsed JSON of the form of `vocab/profiles/` describes.

    Raises:
        ParseError: If it is not of that form.
    """
    try:
        return _table(content)
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise ParseError(
            "SHAPES_TABLE_MALFORMED",
            "This is not a table of classes and properties.",
            found=f"{type(error).__name__}: {error}",
            expected="a file of the form of vocab/profiles/",
        ) from error


def in_release(of: Table, release: Release) -> Table:
    """The table with its IRIs as another release of ELM has them."""
    moved = {prefix: iri_in(iri, release) for prefix, iri in of.namespaces.items()}
    classes = {
        path: replace(
            each,
            iri=iri_in(each.iri, release),
            properties={
                name: replace(row, iri=iri_in(row.iri, release))
                for name, row in each.properties.items()
            },
        )
        for path, each in of.classes.items()
    }
    return replace(of, namespaces=moved, classes=classes)


def _table(content: Mapping[str, Any]) -> Table:
    namespaces = dict(content["namespaces"])
    layers = {
        name: Layer(name, tuple(of["imports"]), of["classes"], of["nodes"])
        for name, of in content["layers"].items()
    }
    base = next(iter(layers.values()))
    classes = {}
    for path, said in content["classes"].items():
        rows = base.classes.get(path, {}).get("properties", {})
        classes[path] = ElmClass(
            path=path,
            iri=_expanded(path, namespaces),
            term=said["term"],
            parents=tuple(said["subclass_of"]),
            closed=bool(base.classes.get(path, {}).get("closed")),
            properties={
                name: _property(path, name, row, content, layers, namespaces)
                for name, row in rows.items()
            },
        )
    return Table(
        name=str(content["name"]),
        title=str(content["title"]),
        version=str(content["version"]),
        namespaces=namespaces,
        classes=classes,
        layers=layers,
    )


def _expanded(path: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, name = path.partition(":")
    return namespaces[prefix] + name


def _property(
    of: str,
    path: str,
    row: Mapping[str, Any],
    content: Mapping[str, Any],
    layers: Mapping[str, Layer],
    namespaces: Mapping[str, str],
) -> Property:
    said = content["members"].get(path, {})
    vocabularies = [
        scheme
        for layer in layers.values()
        if (restriction := _restriction(layer, of, path))
        if (scheme := restriction.get("value"))
    ]
    return Property(
        path=path,
        iri=_expanded(path, namespaces),
        term=said.get("term"),
        member=said.get("term") or said.get("member") or path,
        range=_range(row, layers),
        min=row.get("min", 0),
        max=row.get("max"),
        kind=row.get("kind"),
        unique_language=row.get("unique_lang", False),
        coercion=said.get("coercion"),
        container=said.get("container"),
        vocabulary=vocabularies[0] if vocabularies else None,
        recommended=content.get("recommended", {}).get(of, {}).get(path),
    )


def _restriction(layer: Layer, of: str, path: str) -> Mapping[str, Any]:
    """What a layer demands of the scheme of a property's concepts."""
    row = layer.classes.get(of, {}).get("properties", {}).get(path, {})
    node = layer.nodes.get(row.get("node", ""), {})
    found: Mapping[str, Any] = node.get("properties", {}).get("skos:inScheme", {})
    return found


def _range(row: Mapping[str, Any], layers: Mapping[str, Layer]) -> tuple[str, ...]:
    if "datatype" in row:
        return (row["datatype"],)
    if "class" in row:
        return tuple(row["class"])
    base = next(iter(layers.values()))
    either = base.nodes.get(row.get("node", ""), {}).get("any", ())
    return tuple(name for each in either for name in each.get("class", ()))
