"""Write `vocab/profiles/` (the application profiles of ELM as tables) from the published shapes.

```
PYTHONPATH=tools python -m elm.profiles REFERENCE/elm            write
PYTHONPATH=tools python -m elm.profiles REFERENCE/elm --check    exit 1 if a committed file differs
```

A table has `namespaces`; `classes` (JSON name and parents of each class); `members` (JSON name of
each property, how the JSON-LD context reads its value); `recommended` (vocabularies that the
profile names without demanding them); and `layers`, one for each file of shapes: class, property,
constraints. A layer stands on the layers that it imports. Words of a constraint: `class` (one of
these), `datatype`, `min`, `max`, `kind`, `unique_lang`, `max_inclusive`, `node` (a row of the
layer's `nodes`), `any`, `all`, `value`, `in`, `pattern`, `disjoint`, `deactivated`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.term import Node

TARGET = Path(__file__).resolve().parent.parent.parent / "vocab" / "profiles"
SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Source:
    """One table: its name, what it is, its rows, and its files of shapes, the base first."""

    name: str
    title: str
    version: str
    rows: str
    layers: tuple[tuple[str, str, tuple[str, ...]], ...]


def _edc(folder: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return (
        ("edc-generic-no-cv", f"{folder}/EDC-generic-no-cv.ttl", ()),
        ("edc-generic-full", f"{folder}/EDC-generic-full.ttl", ("edc-generic-no-cv",)),
        ("edc-accredited", f"{folder}/EDC-accredited.ttl", ("edc-generic-full",)),
        ("edc-converted", f"{folder}/EDC-converted.ttl", ("edc-generic-full",)),
        ("edc-issued-by-mandate", f"{folder}/EDC-issuedByMandate.ttl", ("edc-generic-full",)),
        ("edc-diploma-supplement", f"{folder}/EDC-diplomaSupplement.ttl", ("edc-accredited",)),
    )


SOURCES = (
    Source(
        "edc-3.2",
        "European Digital Credentials for Learning, ELM 3.2",
        "1.2.0",
        "edc-profile-3.2.json",
        _edc("edc-3.2"),
    ),
    Source(
        "edc-3.1",
        "European Digital Credentials for Learning, ELM 3.1",
        "1.1.0",
        "edc-profile-3.1.json",
        _edc("edc-3.1"),
    ),
    Source(
        "loq",
        "Learning Opportunities and Qualifications",
        "1.1.0",
        "loq-profile.json",
        (
            ("loq", "loq/LOQ-constraints.ttl", ()),
            ("loq-mdr", "loq/LOQ-constraints-mdr.ttl", ("loq",)),
        ),
    ),
    Source(
        "ams",
        "Accreditation Metadata Schema",
        "1.1.0",
        "ams-profile.json",
        (
            ("ams", "ams/AMS-constraints.ttl", ()),
            ("ams-mdr", "ams/AMS-constraints-mdr.ttl", ("ams",)),
        ),
    ),
    Source(
        "pid",
        "Person Identification Data",
        "1.1.0",
        "pid-profile.json",
        (("pid", "pid/PID-constraints.ttl", ()),),
    ),
)


SNB = "http://data.europa.eu/snb/{}/25831c2"
AUTHORITY = "http://publications.europa.eu/resource/authority/{}"

RECOMMENDED = {
    ("elm:Accreditation", "elm:decision"): SNB.format("accreditation-decision"),
    ("elm:Accreditation", "elm:limitCredentialType"): SNB.format("credential"),
    ("elm:CreditPoint", "elm:framework"): SNB.format("education-credit"),
    ("elm:IndividualDisplay", "dc:language"): AUTHORITY.format("language"),
    ("elm:LearningActivitySpecification", "dc:type"): SNB.format("learning-activity"),
    ("elm:LearningAssessment", "elm:gradeStatus"): SNB.format("grade-status"),
    ("elm:LearningAssessment", "elm:idVerification"): SNB.format("supervision-verification"),
    ("elm:LearningAssessmentSpecification", "dc:type"): SNB.format("assessment"),
    ("elm:LearningEntitlementSpecification", "dc:type"): SNB.format("entitlement"),
    ("elm:LearningOpportunity", "dc:type"): SNB.format("learning-opportunity"),
    ("elm:LearningOpportunity", "elm:learningSchedule"): SNB.format("learning-schedule"),
    ("elm:MediaObject", "elm:contentEncoding"): SNB.format("encoding"),
    ("elm:MediaObject", "elm:contentType"): AUTHORITY.format("file-type"),
    ("elm:Person", "elm:gender"): AUTHORITY.format("human-sex"),
    ("dc:Location", "elm:spatialCode"): AUTHORITY.format("atu"),
    (None, "elm:mode"): SNB.format("learning-assessment"),
    (None, "elm:targetGroup"): SNB.format("target-group"),
}
"""Vocabularies that the profiles name in words, by class (or any) and property."""


MEMBERS = {
    "clv:latitude": "latitude",
    "clv:longitude": "longitude",
    "elm:nationalId": "nationalID",
    "elm:resultDistribution": "resultDistribution",
}
"""JSON names whose context gives them another IRI than the shapes do."""


class Shapes:
    """The constraints of one file of shapes, in the words of the table."""

    def __init__(self, graph: Graph, namespaces: dict[str, str]) -> None:
        self.graph = graph
        self.prefixes = sorted(namespaces.items(), key=lambda item: -len(item[1]))

    def layer(self, imports: tuple[str, ...]) -> dict[str, Any]:
        """Every class with its constraints, and the node shapes that are referred to."""
        targets = self.graph.subject_objects(URIRef(SH + "targetClass"))
        shapes = {self.compact(target): self.constraint(shape) for shape, target in targets}
        aimed = set(self.graph.subjects(URIRef(SH + "targetClass"), None))
        free = set(self.graph.subjects(RDF.type, URIRef(SH + "NodeShape"))) - aimed
        nodes = {_local(shape): self.constraint(shape) for shape in free}
        return {
            "imports": list(imports),
            "classes": dict(sorted(shapes.items())),
            "nodes": dict(sorted(nodes.items())),
        }

    def constraint(self, shape: Node) -> dict[str, Any]:
        """What a node shape or a property shape demands."""
        found = dict(self._words(shape))
        order = ("class", "any", "all", "node", "datatype", "kind", "min", "max")
        known = {word: found.pop(word) for word in order if word in found}
        return {**known, **dict(sorted(found.items()))}

    def _words(self, shape: Node) -> Iterator[tuple[str, Any]]:
        properties = {}
        for predicate, value in sorted(self.graph.predicate_objects(shape)):
            word = str(predicate).removeprefix(SH)
            if word == "property":
                (path,) = self.graph.objects(value, URIRef(SH + "path"))
                assert self.compact(path) not in properties
                properties[self.compact(path)] = self.constraint(value)
            elif word == "or":
                yield self._either([self.constraint(item) for item in self._list(value)])
            elif word == "and":
                yield "all", [self.constraint(item) for item in self._list(value)]
            elif word == "in":
                yield "in", sorted(str(item) for item in self._list(value))
            elif word in _WORDS and word not in ("path", "targetClass"):
                name, read = _WORDS[word]
                yield name, [self.compact(value)] if name == "class" else read(self, value)
            elif str(predicate).startswith(SH) and word not in _SAID_ELSEWHERE:
                raise SystemExit(f"no word for sh:{word} of {shape}")
        if properties:
            yield "properties", dict(sorted(properties.items()))

    def _either(self, items: list[dict[str, Any]]) -> tuple[str, Any]:
        if all(item.keys() == {"class"} for item in items):
            return "class", [name for item in items for name in item["class"]]
        return "any", items

    def _list(self, head: Node) -> list[Node]:
        return list(Collection(self.graph, head))

    def compact(self, iri: Node) -> str:
        """The IRI with its prefix."""
        assert not isinstance(iri, BNode)
        for prefix, namespace in self.prefixes:
            if str(iri).startswith(namespace):
                return f"{prefix}:{str(iri).removeprefix(namespace)}"
        raise SystemExit(f"no prefix for {iri}")


def _text(_: Shapes, value: Node) -> str:
    return str(value)


def _number(_: Shapes, value: Node) -> int:
    return int(str(value))


def _truth(_: Shapes, value: Node) -> bool:
    return str(value) == "true"


def _local(iri: Node) -> str:
    return str(iri).rpartition("/")[2].rpartition("#")[2]


_WORDS: dict[str, tuple[str, Any]] = {
    "class": ("class", None),
    "closed": ("closed", _truth),
    "datatype": ("datatype", Shapes.compact),
    "deactivated": ("deactivated", _truth),
    "disjoint": ("disjoint", Shapes.compact),
    "hasValue": ("value", _text),
    "maxCount": ("max", _number),
    "maxInclusive": ("max_inclusive", _number),
    "minCount": ("min", _number),
    "node": ("node", lambda _, value: _local(value)),
    "nodeKind": ("kind", lambda _, value: _local(value)),
    "pattern": ("pattern", _text),
    "uniqueLang": ("unique_lang", _truth),
}
_SAID_ELSEWHERE = {
    "description",
    "ignoredProperties",  # only ever rdf:type
    "message",
    "name",
    "nodekind",  # a misspelling in the published file, without effect there
    "path",
    "severity",  # only ever sh:Violation, which is also the default
    "targetClass",
}


def tables(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file of `vocab/profiles/`."""
    for source in SOURCES:
        rows = json.loads((folder / source.rows).read_bytes())
        layers = {}
        for name, file, imports in source.layers:
            graph = Graph().parse(folder / file)
            layers[name] = Shapes(graph, rows["prefixes"]).layer(imports)
        table = {
            "name": source.name,
            "title": source.title,
            "version": source.version,
            "namespaces": {p: iri for p, iri in rows["prefixes"].items() if p != "sh"},
            "classes": {
                name: {"term": of["term"], "subclass_of": of["subclass_of"]}
                for name, of in rows["classes"].items()
            },
            "members": _members(rows["classes"]),
            "recommended": _recommended(rows["classes"]),
            "layers": layers,
        }
        yield f"{source.name}.json", _lines(table)


def _members(classes: dict[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for of in classes.values():
        for path, row in of["properties"].items():
            said = {"term": row["term"], "coercion": row["coercion"], "container": row["container"]}
            said = {word: value for word, value in said.items() if value is not None}
            if "term" not in said and path in MEMBERS:
                said["member"] = MEMBERS[path]
            assert members.setdefault(path, said) == said, path
    return dict(sorted(members.items()))


def _recommended(classes: dict[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, of in classes.items():
        for path, row in of["properties"].items():
            scheme = RECOMMENDED.get((name, path)) or RECOMMENDED.get((None, path))
            if scheme and not row["vocabulary"]:
                found.setdefault(name, {})[path] = scheme
    return found


_ONE_LINE = {"properties", "nodes", "members"}
"""Each item of these stands on one line of its own."""


def _lines(value: Any, *path: str) -> str:
    rows = path[-2:-1] == () or path[-2] not in _ONE_LINE
    if not isinstance(value, dict) or not value or not rows or path[:-1] == ("classes",):
        return json.dumps(value, ensure_ascii=False)
    indent = " " * len(path)
    inner = (f'{indent} "{key}": {_lines(item, *path, key)}' for key, item in value.items())
    return "{\n" + ",\n".join(inner) + f"\n{indent}}}" + ("" if path else "\n")


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which of them differ; the exit code."""
    match arguments:
        case [folder] | [folder, "--check"] if not folder.startswith("-"):
            expected = dict(tables(Path(folder)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    there = {path.name: path.read_text("utf-8") for path in TARGET.glob("*.json")}
    differing = {name for name in expected.keys() | there if expected.get(name) != there.get(name)}
    if len(arguments) == 2:
        for name in sorted(differing):
            print(f"vocab/profiles/{name} is not what the shapes say", file=sys.stderr)
        return 1 if differing else 0
    for name in differing:
        if name in expected:
            (TARGET / name).write_text(expected[name], "utf-8")
        else:
            (TARGET / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
