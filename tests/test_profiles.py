"""The tables of ELM against the published shapes, the JSON-LD context, and their own laws."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import contexts, profiles
from elm_microcred.errors import ElmMicrocredError, ParseError, UsageError

ROOT = Path(__file__).resolve().parent.parent
SH = "http://www.w3.org/ns/shacl#"
SIZES = {
    "edc-3.2": (55, 477),
    "edc-3.1": (52, 477),
    "loq": (33, 322),
    "ams": (17, 116),
    "pid": (17, 99),
}
"""Classes and property rows of each table."""


def _edc(version: str) -> dict[str, str]:
    names = {
        "edc-generic-no-cv": "EDC-generic-no-cv",
        "edc-generic-full": "EDC-generic-full",
        "edc-accredited": "EDC-accredited",
        "edc-converted": "EDC-converted",
        "edc-issued-by-mandate": "EDC-issuedByMandate",
        "edc-diploma-supplement": "EDC-diplomaSupplement",
    }
    return {layer: f"edc-{version}/{file}.ttl" for layer, file in names.items()}


PUBLISHED = {
    "edc-3.2": _edc("3.2"),
    "edc-3.1": _edc("3.1"),
    "loq": {"loq": "loq/LOQ-constraints.ttl", "loq-mdr": "loq/LOQ-constraints-mdr.ttl"},
    "ams": {"ams": "ams/AMS-constraints.ttl", "ams-mdr": "ams/AMS-constraints-mdr.ttl"},
    "pid": {"pid": "pid/PID-constraints.ttl"},
}
LAYERS = [(name, layer) for name, layers in PUBLISHED.items() for layer in layers]


@pytest.mark.parametrize("name", profiles.TABLES)
def test_a_table_has_the_size_that_is_known(name: str) -> None:
    table = profiles.table(name)
    rows = sum(len(each.properties) for each in table.classes.values())
    assert (len(table.classes), rows) == SIZES[name]
    assert table.name == name


def test_a_row_can_be_had_by_its_term_and_by_its_path() -> None:
    person = profiles.table().classes["elm:Person"]
    assert person["givenName"] is person["foaf:givenName"]
    assert person["givenName"].cardinality == "0..1"
    assert person["hasClaim"].cardinality == "1..n"
    assert person["givenName"].language and not person["hasClaim"].literal
    assert person["citizenshipCountry"].vocabulary is not None
    assert person["gender"].vocabulary is None and person["gender"].recommended is not None
    with pytest.raises(KeyError):
        person["eqfLevel"]


def test_a_profile_stands_on_those_it_imports() -> None:
    stack = profiles.table().stack("edc-diploma-supplement")
    assert [layer.name for layer in stack] == [
        "edc-generic-no-cv",
        "edc-generic-full",
        "edc-accredited",
        "edc-diploma-supplement",
    ]
    assert profiles.of_profile("ams-mdr").name == "ams"
    assert profiles.of_profile("edc-generic-full").name == "edc-3.2"
    assert profiles.of_profile("edc-generic-full", name="edc-3.1").name == "edc-3.1"


def test_every_application_profile_is_named() -> None:
    layers = {layer for name in profiles.TABLES for layer in profiles.table(name).layers}
    assert set(profiles.APPLICATION_PROFILES) == layers
    assert len(profiles.APPLICATION_PROFILES) == len(layers)


@pytest.mark.parametrize("name", ["edc-3.3", "EDC-3.2", "", "edc-" * 100_000])
def test_an_unknown_name_is_a_typed_error(name: str) -> None:
    for ask in (profiles.table, profiles.of_profile, profiles.table().stack):
        with pytest.raises(UsageError) as caught:
            ask(name)
        assert caught.value.code == "SHAPES_UNKNOWN_PROFILE"
        assert caught.value.problem.expected


def test_an_unknown_prefix_is_a_typed_error() -> None:
    assert profiles.table().expand("dc:title") == "http://purl.org/dc/terms/title"
    with pytest.raises(UsageError) as caught:
        profiles.table().expand("nobody:title")
    assert caught.value.code == "SHAPES_UNKNOWN_PREFIX"


@pytest.mark.parametrize("content", [{}, [], {"namespaces": 3}, {"namespaces": {}, "layers": {}}])
def test_a_malformed_table_is_a_typed_error(content: Any) -> None:
    with pytest.raises(ParseError) as caught:
        profiles.load(content)
    assert caught.value.code == "SHAPES_TABLE_MALFORMED"


# Namespaces


def test_the_namespaces_stand_in_one_place() -> None:
    for name in profiles.TABLES:
        assert profiles.table(name).namespaces["elm"] == profiles.NAMESPACES["3.2"][0]
    for path in (ROOT / "src").rglob("*.py"):
        if path.name != "releases.py":
            assert "snb/model/ontology" not in path.read_text("utf-8"), path


def test_a_document_moves_to_another_release_and_back() -> None:
    elm, ap = profiles.NAMESPACES["3.2"]
    ontology, application_profile = profiles.NAMESPACES["3.3"]
    document = {
        "type": ["VerifiableCredential", elm + "Person"],
        "credentialSchema": [{"id": ap + "edc-generic-full", "type": "ShaclValidator2017"}],
        elm + "defaultLanguage": {"@id": elm + "x"},
        "title": {"en": elm + "is only a text here"},
        "page": 1,
    }
    moved = profiles.rewrite(document, release="3.3")
    assert moved["type"] == ["VerifiableCredential", ontology + "Person"]
    assert moved["credentialSchema"][0]["id"] == application_profile + "edc-generic-full"
    assert moved[ontology + "defaultLanguage"] == {"@id": ontology + "x"}
    assert moved["title"] == document["title"]
    assert profiles.rewrite(moved) == document
    assert profiles.rewrite(document) == document


@given(st.sampled_from(sorted(profiles.NAMESPACES)), st.text(max_size=20))
def test_moving_an_iri_there_and_back_changes_nothing(release: profiles.Release, name: str) -> None:
    other: profiles.Release = "3.3" if release == "3.2" else "3.2"
    for namespace in (*profiles.NAMESPACES[release], "http://purl.org/dc/terms/"):
        assert profiles.iri_in(profiles.iri_in(namespace + name, other), release) == (
            namespace + name
        )


def test_a_table_moves_to_another_release() -> None:
    moved = profiles.in_release(profiles.table(), "3.3")
    assert moved.expand("elm:Person") == "http://data.europa.eu/snb/model/ontology/Person"
    assert moved.classes["elm:Person"].iri == moved.expand("elm:Person")
    assert moved.classes["elm:Person"]["hasClaim"].iri == moved.expand("elm:hasClaim")
    assert profiles.in_release(moved, "3.2") == profiles.table()


# The published shapes, read on their own way


class Shape:
    """A shape of a graph, in the words of the table."""

    def __init__(self, graph: Any, node: Any, namespaces: dict[str, str]) -> None:
        self.graph, self.node, self.namespaces = graph, node, namespaces

    def values(self, word: str) -> list[Any]:
        from rdflib import URIRef

        return list(self.graph.objects(self.node, URIRef(SH + word)))

    def compact(self, iri: Any) -> str:
        (found,) = {
            prefix + ":" + str(iri)[len(namespace) :]
            for prefix, namespace in self.namespaces.items()
            if str(iri).startswith(namespace) and "/" not in str(iri)[len(namespace) :]
        }
        return found

    def items(self, word: str) -> list[Shape]:
        from rdflib.collection import Collection

        return [
            Shape(self.graph, item, self.namespaces)
            for head in self.values(word)
            for item in Collection(self.graph, head)
        ]

    def classes(self) -> list[str]:
        either = [item.values("class") for item in self.items("or")]
        alone = self.values("class")
        return [self.compact(name) for names in (*either, alone) for name in names]

    def properties(self) -> dict[str, Shape]:
        shapes = [Shape(self.graph, node, self.namespaces) for node in self.values("property")]
        return {self.compact(shape.values("path")[0]): shape for shape in shapes}


def check_row(row: dict[str, Any], shape: Shape) -> Iterator[tuple[str, Any]]:
    """Each word of the table, compared with the shape; yields what was compared, and where."""
    single = {
        "min": ("minCount", int),
        "max": ("maxCount", int),
        "max_inclusive": ("maxInclusive", int),
        "pattern": ("pattern", str),
        "value": ("hasValue", str),
        "unique_lang": ("uniqueLang", lambda value: str(value) == "true"),
        "closed": ("closed", lambda value: str(value) == "true"),
        "deactivated": ("deactivated", lambda value: str(value) == "true"),
        "datatype": ("datatype", shape.compact),
        "disjoint": ("disjoint", shape.compact),
        "kind": ("nodeKind", lambda value: str(value).removeprefix(SH)),
        "node": ("node", lambda value: str(value).rpartition("/")[2]),
    }
    for word, (theirs, read) in single.items():
        assert [row.get(word)] * (word in row) == [read(value) for value in shape.values(theirs)]
        yield from [(word, shape.node)] * (word in row)
    assert row.get("class", []) == ([] if "any" in row else shape.classes())
    yield from [("class", shape.node)] * ("class" in row)
    for word, theirs in (("any", "or"), ("all", "and")):
        items = shape.items(theirs) if word in row or word == "all" else []
        assert len(row.get(word, [])) == len(items)
        for inner, item in zip(row.get(word, []), items, strict=True):
            yield from check_row(inner, item)
        yield from [(word, shape.node)] * (word in row)
    allowed = sorted(str(item.node) for item in shape.items("in"))
    assert row.get("in", []) == allowed
    assert row.get("properties", {}).keys() == shape.properties().keys()
    for path, inner in shape.properties().items():
        yield from check_row(row["properties"][path], inner)
    for ignored in shape.values("ignoredProperties"):
        from rdflib import RDF
        from rdflib.collection import Collection

        assert list(Collection(shape.graph, ignored)) == [RDF.type]


@pytest.mark.reference
@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_every_published_shape_is_in_the_table(name: str, layer: str, reference: Path) -> None:
    from rdflib import RDF, Graph, URIRef

    table = profiles.table(name)
    ours = table.layers[layer]
    graph = Graph().parse(reference / "elm" / PUBLISHED[name][layer])
    known = dict(table.namespaces)
    target = URIRef(SH + "targetClass")
    shapes = {
        Shape(graph, shape, known).compact(of): Shape(graph, shape, known)
        for shape, of in graph.subject_objects(target)
    }
    assert ours.classes.keys() == shapes.keys()
    words: set[tuple[str, Any]] = set()
    for path, shape in shapes.items():
        words |= set(check_row(dict(ours.classes[path]), shape))
    free = set(graph.subjects(RDF.type, URIRef(SH + "NodeShape"))) - set(graph.subjects(target))
    nodes = {str(node).rpartition("/")[2]: Shape(graph, node, known) for node in free}
    assert ours.nodes.keys() == nodes.keys()
    for node_name, shape in nodes.items():
        words |= set(check_row(dict(ours.nodes[node_name]), shape))
    # Every number of the file was compared: nothing of it stands outside these shapes.
    counted = {"min": "minCount", "max": "maxCount", "datatype": "datatype", "value": "hasValue"}
    for word, theirs in counted.items():
        compared = {node for name_of, node in words if name_of == word}
        assert compared == set(graph.subjects(URIRef(SH + theirs), None))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("edc-3.2", "edc-profile-3.2.json"),
        ("edc-3.1", "edc-profile-3.1.json"),
        ("loq", "loq-profile.json"),
        ("ams", "ams-profile.json"),
        ("pid", "pid-profile.json"),
    ],
)
def test_every_row_is_the_one_that_was_gathered(name: str, file: str, reference: Path) -> None:
    gathered = json.loads((reference / "elm" / file).read_bytes())["classes"]
    table = profiles.table(name)
    assert table.classes.keys() == gathered.keys()
    for path, said in gathered.items():
        of = table.classes[path]
        assert (of.iri, of.term, list(of.parents)) == (
            said["iri"],
            said["term"],
            said["subclass_of"],
        )
        assert of.closed == bool(said["closed"])
        assert of.properties.keys() == said["properties"].keys()
        for name_of, row in said["properties"].items():
            ours = of.properties[name_of]
            assert ours.iri == row["iri"] and ours.path == row["path"]
            assert (ours.term, ours.min, ours.max) == (row["term"], row["min"], row["max"])
            assert (ours.coercion, ours.container) == (row["coercion"], row["container"])
            assert sorted(ours.range) == sorted(row["range"])
            assert ours.language == row["lang_string"]
            assert ours.unique_language == row.get("unique_lang", False)
            assert ours.vocabulary == row["vocabulary"]


@pytest.mark.reference
def test_the_generator_gives_the_committed_files(reference: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "elm.profiles", str(reference / "elm"), "--check"],
        check=True,
        cwd=ROOT / "tools",
        timeout=120,
    )


# The bundled context


def test_the_table_and_the_context_agree() -> None:
    defined = contexts.document(contexts.EDC_AP)["@context"]
    scoped = contexts.document(contexts.CREDENTIALS_V1)["@context"]
    credential = scoped["VerifiableCredential"]["@context"]
    presentation = scoped["VerifiablePresentation"]["@context"]
    prefixes = {term: iri for term, iri in defined.items() if isinstance(iri, str)}

    def expanded(name: str) -> str:
        prefix, colon, rest = name.partition(":")
        base = prefixes.get(prefix) or credential.get(prefix)
        return base + rest if colon and isinstance(base, str) else name

    seen = set()
    for of in profiles.table().classes.values():
        if of.term is not None:
            assert expanded(defined[of.term]) == of.iri
        for row in of.properties.values():
            if row.term is None:
                continue
            said = defined.get(row.term) or credential.get(row.term) or presentation[row.term]
            assert expanded(said["@id"]) == row.iri
            assert row.container == (said.get("@container") if row.container else None)
            coercion = said.get("@type")
            assert row.coercion == coercion
            seen.add(row.term)
    assert len(seen) == 194


def test_the_rows_without_a_term_are_known() -> None:
    without = {
        row.path
        for of in profiles.table().classes.values()
        for row in of.properties.values()
        if row.term is None
    }
    assert without == {
        "clv:latitude",
        "clv:longitude",
        "elm:areaDialing",
        "elm:defaultLanguage",
        "locn:geometry",
        "org:hasMember",
    }


def test_every_scheme_that_a_table_names_is_known() -> None:
    from elm_microcred import vocabularies

    known = {of.iri for of in vocabularies.schemes().values()}
    # The shapes for opportunities and accreditations write this one with another base.
    known.add("https://publications.europa.eu/resource/authority/snb/status/25831c2")
    for name in profiles.TABLES:
        for of in profiles.table(name).classes.values():
            for row in of.properties.values():
                assert {row.vocabulary, row.recommended} - {None} <= known


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5)))
def test_no_other_json_ends_in_an_untyped_error(content: dict[str, Any]) -> None:
    for each in (content, {"namespaces": content, "layers": content, "classes": content}):
        with pytest.raises(ElmMicrocredError):
            profiles.load(each)
