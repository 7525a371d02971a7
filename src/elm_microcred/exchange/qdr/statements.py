"""Nodes of a dataset as statements, and statements as nodes, by the tables of the profiles.

No JSON-LD context is needed for it: the published one makes terms such as `id` and `type` depend
on a credential around them, and a dataset has none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from elm_microcred import profiles
from elm_microcred.errors import LimitError, MappingError
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.iris import is_iri
from elm_microcred.jsonld.nquads import RDF, XSD, literal
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import json_pointer
from elm_microcred.profiles import ElmClass, Property, Table
from elm_microcred.validation.graph import parts

Json = dict[str, Any]
Path = tuple[str | int, ...]

TYPE: Final = f"<{RDF}type>"
NOTATION_TYPE: Final = "notationType"
"""Member for the datatype of a notation, where it has one of its own."""

_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NOT_MEMBERS: Final = frozenset({"id", "type", "@context", NOTATION_TYPE})


class Statements:
    """The statements of nodes, with the place of each node.

    Attributes:
        quads: The statements.
        places: Path and name of each node.
    """

    def __init__(self, profile: str, limits: Limits = DEFAULT) -> None:
        self.table = profiles.table(profile)
        self.limits = limits
        self.quads: list[Quad] = []
        self.places: list[tuple[Path, str]] = []
        self._blank = 0

    def add(self, node: Mapping[str, Any], path: Path, range: Sequence[str] = ()) -> str:
        """Say a node; its name.

        Raises:
            MappingError: If a value or an id is none that RDF can say.
            LimitError: If it is nested too deeply, or says too much.
        """
        if len(path) > 2 * self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "The nodes are nested too deeply.",
                pointer=json_pointer(path),
                expected=f"≤ {self.limits.depth}",
            )
        subject = self._name(node.get("id"), (*path, "id"))
        self.places.append((path, subject))
        classes = self._types(node, path, range, subject)
        for member, value in node.items():
            if member in _NOT_MEMBERS:
                continue
            row, predicate = self._property(classes, member, (*path, member))
            for step, item in _items(value):
                where = (*path, member, *step)
                for term in self._terms(item, row, where, node):
                    self._say(subject, predicate, term)
        return subject

    def _say(self, subject: str, predicate: str, term: str) -> None:
        self.quads.append(Quad(subject, predicate, term))
        if len(self.quads) > self.limits.members:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The dataset says too much.",
                expected=f"≤ {self.limits.members} statements",
            )

    def _name(self, id: Any, path: Path) -> str:
        if id is None:
            self._blank += 1
            return f"_:n{self._blank}"
        if isinstance(id, str) and re.fullmatch(r"_:[A-Za-z][A-Za-z0-9]*", id):
            return "_:s" + id[2:]
        return self._iri(id, path)

    def _iri(self, iri: Any, path: Path) -> str:
        if isinstance(iri, str) and is_iri(iri):
            return f"<{iri}>"
        raise MappingError(
            "RDF_INEXPRESSIBLE",
            "This is no absolute IRI.",
            pointer=json_pointer(path),
            found=str(iri),
            expected="an absolute IRI",
        )

    def _types(
        self, node: Mapping[str, Any], path: Path, range: Sequence[str], subject: str
    ) -> list[ElmClass]:
        types = node.get("type")
        named = [types] if isinstance(types, str) else list(types or ())
        classes = []
        for name in named:
            of = class_of(self.table, name) if isinstance(name, str) else None
            if of is not None:
                classes.append(of)
            elif isinstance(name, str):
                of = class_of(profiles.table(), name)
            iri = f"<{of.iri}>" if of else self._iri(self._expanded(name), (*path, "type"))
            self._say(subject, TYPE, iri)
        if not classes:
            classes = [self.table.classes[name] for name in range[:1] if name in self.table.classes]
            if not named and classes and set(node) - {"id"}:
                self._say(subject, TYPE, f"<{classes[0].iri}>")
        return classes

    def _expanded(self, name: Any) -> Any:
        prefix, colon, rest = name.partition(":") if isinstance(name, str) else ("", "", "")
        if colon and prefix in self.table.namespaces and not rest.startswith("//"):
            return self.table.namespaces[prefix] + rest
        return name

    def _property(
        self, classes: list[ElmClass], member: str, path: Path
    ) -> tuple[Property | None, str]:
        for of in classes:
            for row in of.properties.values():
                if member in (row.member, row.path):
                    return row, f"<{row.iri}>"
        for of in self.table.classes.values():
            for row in of.properties.values():
                if member in (row.member, row.path):
                    return row, f"<{row.iri}>"
        for other in profiles.table().classes.values():
            for row in other.properties.values():
                if member in (row.member, row.path):
                    return row, f"<{row.iri}>"
        return None, self._iri(self._expanded(member), path)

    def _terms(
        self, value: Any, row: Property | None, path: Path, node: Mapping[str, Any]
    ) -> Iterator[str]:
        if isinstance(value, Mapping):
            if "@value" in value:
                yield self._value_object(value, path)
            elif row is not None and row.language and "id" not in value and "type" not in value:
                yield from self._texts(value, path)
            else:
                yield self.add(value, path, row.range if row else ())
        elif isinstance(value, bool):
            yield self._literal(str(value).lower(), "boolean", path)
        elif isinstance(value, int):
            yield self._literal(str(value), "integer", path)
        elif isinstance(value, str):
            yield self._string(value, row, path, node)
        else:
            raise _no_value(value, path)

    def _string(self, value: str, row: Property | None, path: Path, node: Mapping[str, Any]) -> str:
        if row is None or row.language:
            return self._literal(value, "string", path)
        if row.literal:
            own = node.get(NOTATION_TYPE) if row.path == "skos:notation" else None
            if own is not None:
                iri = self._iri(own, (*path[:-1], NOTATION_TYPE))
                return self._literal(value, "", path, iri=iri[1:-1])
            name = row.range[0] if row.range else "xsd:string"
            return self._literal(value, name.partition(":")[2], path)
        return self._name(value, path)

    def _texts(self, texts: Mapping[str, Any], path: Path) -> Iterator[str]:
        for language, text in texts.items():
            for step, item in _items(text):
                where = (*path, language, *step)
                if not isinstance(item, str):
                    raise _no_value(item, where)
                if language == "@none":
                    yield self._literal(item, "string", where)
                elif _TAG.fullmatch(language):
                    yield self._literal(item, "", where, language=language.lower())
                else:
                    raise _no_value(language, where, "a language tag")

    def _value_object(self, value: Mapping[str, Any], path: Path) -> str:
        text, language, type = value["@value"], value.get("@language"), value.get("@type")
        if isinstance(text, bool | int):
            type = type or XSD + ("boolean" if isinstance(text, bool) else "integer")
            text = str(text).lower()
        if not isinstance(text, str):
            raise _no_value(text, path)
        if isinstance(language, str):
            return next(self._texts({language: text}, path))
        iri = self._iri(type, path)[1:-1] if type is not None else XSD + "string"
        return self._literal(text, "", path, iri=iri)

    def _literal(
        self, text: str, name: str, path: Path, *, iri: str = "", language: str = ""
    ) -> str:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _no_value(text, path, "text without lone surrogates")
        return literal(text, datatype=iri or XSD + name, language=language)


def _items(value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield (place,), item
    elif value is not None:
        yield (), value


def _no_value(
    found: Any, path: Path, expected: str = "a text, whole number, truth value or node"
) -> MappingError:
    return MappingError(
        "RDF_INEXPRESSIBLE",
        "RDF has no such value.",
        pointer=json_pointer(path),
        found=str(found),
        expected=expected,
    )


def class_of(table: Table, name: str) -> ElmClass | None:
    """The class of a type: its name without prefix, its compact IRI, or its IRI."""
    for of in table.classes.values():
        if name in (of.name, of.path, of.iri):
            return of
    return None


def nodes_of(
    quads: Iterable[Quad], profile: str, entities: Iterable[str], limits: Limits = DEFAULT
) -> list[Json]:
    """The nodes that statements of the default graph describe, those with a section apart.

    Raises:
        MappingError: If they stand in a named graph.
        LimitError: If they are nested too deeply.
    """
    return _Nodes(quads, profile, entities, limits).all()


class _Nodes:
    """Writes nodes from statements."""

    def __init__(
        self, quads: Iterable[Quad], profile: str, entities: Iterable[str], limits: Limits
    ) -> None:
        self.table = profiles.table(profile)
        self.classes = {f"<{of.iri}>": of for of in self.table.classes.values()}
        self.entities = {f"<{self.table.classes[path].iri}>" for path in entities}
        self.order = {f"<{self.table.classes[p].iri}>": n for n, p in enumerate(entities)}
        self.limits = limits
        self.said: dict[str, dict[str, list[str]]] = {}
        self.referred: Counter[str] = Counter()
        self.written: set[str] = set()
        self.count = 0
        for s, p, o, g in sorted(set(quads)):
            if g:
                raise MappingError(
                    "RDF_INEXPRESSIBLE",
                    "A dataset has no named graphs.",
                    found=g,
                    expected="statements of the default graph alone",
                )
            self.said.setdefault(s, {}).setdefault(p, []).append(o)
            self.referred[o] += 1
        self.size = sum(map(len, self.said.values())) + 1

    def all(self) -> list[Json]:
        apart = [subject for subject in self.said if self._is_apart(subject)]
        apart.sort(key=lambda s: (min(self.order.get(t, 99) for t in self.said[s][TYPE]), s))
        found = [self.node(subject, ()) for subject in apart]
        rest = [s for s in self.said if s not in self.written]
        for subject in sorted(rest, key=lambda s: (self.referred[s] > 0, s)):
            if subject not in self.written:
                found.append(self.node(subject, ()))
        return found

    def _is_apart(self, subject: str) -> bool:
        return any(type in self.entities for type in self.said[subject].get(TYPE, ()))

    def node(self, subject: str, around: tuple[str, ...]) -> Json:
        if len(around) >= self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "The nodes refer to each other in too long a chain.",
                found=subject,
                expected=f"≤ {self.limits.depth} nodes from one to the next",
            )
        self.count += 1
        self.written.add(subject)
        said = self.said[subject]
        node: Json = {}
        if subject[0] == "<":
            node["id"] = subject[1:-1]
        elif self.referred[subject] > 1 or not around:
            node["id"] = subject
        types = [t for t in said.get(TYPE, ()) if t[0] == "<"]
        names = [self.classes[t].name if t in self.classes else t[1:-1] for t in types]
        if names:
            node["type"] = names if len(names) > 1 else names[0]
        of = [self.classes[t] for t in types if t in self.classes]
        for predicate, terms in said.items():
            if predicate == TYPE:
                continue
            row = next(
                (r for each in of for r in each.properties.values() if f"<{r.iri}>" == predicate),
                None,
            )
            member = row.member if row else predicate[1:-1]
            node[member] = self._values(terms, row, (*around, subject), node)
        return node

    def _values(
        self, terms: list[str], row: Property | None, around: tuple[str, ...], node: Json
    ) -> Any:
        if row is not None and row.language and all(_language(t) for t in terms):
            return _language_map(terms)
        values = [self._value(term, row, around, node, len(terms)) for term in terms]
        return values[0] if len(values) == 1 else values

    def _value(
        self, term: str, row: Property | None, around: tuple[str, ...], node: Json, count: int
    ) -> Any:
        if term[0] == '"':
            return _literal_value(term, row, node, count)
        is_copied = term in self.written and self.count > 16 * self.size
        if term not in self.said or self._is_apart(term) or term in around or is_copied:
            name = term if term[0] == "_" else term[1:-1]
            return name if row is not None else {"id": name}
        return self.node(term, around)


def _literal_value(term: str, row: Property | None, node: Json, count: int) -> Any:
    raw, datatype, language = parts(term)
    text = json.loads(f'"{raw}"')
    if language:
        return {"@value": text, "@language": language}
    if row is not None and row.path == "skos:notation" and count == 1:
        if datatype != XSD + "string":
            node[NOTATION_TYPE] = datatype
        return text
    wanted = row.range[0].partition(":")[2] if row is not None and row.range else "string"
    if datatype == XSD + wanted:
        if wanted == "boolean" and text in ("true", "false"):
            return text == "true"
        if wanted == "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", text):
            return int(text)
        return text
    return {"@value": text} if datatype == XSD + "string" else {"@value": text, "@type": datatype}


def _language(term: str) -> str:
    return parts(term)[2] if term[0] == '"' else ""


def _language_map(terms: list[str]) -> dict[str, Any]:
    texts: dict[str, list[str]] = {}
    for term in terms:
        raw, _, language = parts(term)
        texts.setdefault(language, []).append(json.loads(f'"{raw}"'))
    return {language: said if len(said) > 1 else said[0] for language, said in texts.items()}
