"""Shapes written from the tables, and shapes from outside."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from elm_exemplars import Exemplars
from elm_microcred import profiles
from elm_microcred.errors import LimitError, MissingExtraError, ParseError, UsageError
from elm_microcred.limits import Limits
from elm_microcred.validation.shapes import check_shapes, read_shapes, shapes_turtle
from elm_mutants import SAMPLES, mutants, sample
from shacl_referee import FILES, graph_of, published, shapes_of, verdict

HERE = Path(__file__).resolve()
PROFILES = [
    *(("edc-3.2", name) for name in FILES),
    ("edc-3.1", "edc-generic-full"),
    ("loq", "loq-mdr"),
    ("ams", "ams-mdr"),
    ("pid", "pid"),
]


@pytest.mark.parametrize(("table", "profile"), PROFILES)
def test_written_shapes_say_what_the_table_says(table: str, profile: str) -> None:
    """Read back with the reader of the published files."""
    from rdflib import Graph, URIRef

    sys.path.insert(0, str(HERE.parents[2] / "tools"))
    try:
        from elm.profiles import Shapes  # type: ignore[import-not-found]  # a tool of the checkout
    finally:
        sys.path.pop(0)
    of = profiles.table(table)
    written = shapes_turtle(profile, table=table)
    head = written.partition("\n\n")[0]
    parts = written.removeprefix(head).split("\n# ")[1:]
    assert [part.partition("\n")[0] for part in parts] == [
        layer.name for layer in of.stack(profile)
    ]
    for part, layer in zip(parts, of.stack(profile), strict=True):
        text = f"{head}\n{part.partition(chr(10))[2]}"
        read = Shapes(Graph().parse(data=text, format="turtle"), dict(of.namespaces)).layer(())
        assert read["classes"] == dict(layer.classes)
        assert {_local(name): row for name, row in read["nodes"].items()} == dict(layer.nodes)
    assert URIRef("x")


def _local(name: str) -> str:
    return name.rpartition("#")[2]


def test_an_unknown_profile_has_no_shapes() -> None:
    with pytest.raises(UsageError) as caught:
        shapes_turtle("edc-mobility")
    assert caught.value.code == "SHAPES_UNKNOWN_PROFILE"


@pytest.mark.reference
@pytest.mark.parametrize("profile", ["edc-generic-full", "edc-accredited"])
def test_written_shapes_have_the_verdict_of_the_published_ones(
    profile: str, reference: Path
) -> None:
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    theirs = shapes_of(tuple(published(reference, profile)))
    ours = read_shapes(shapes_turtle(profile))
    small = sample(reference, SAMPLES[4])
    documents = [small, *(each.document for each in mutants(small, "", 9, profiles.table()))]
    for document in documents:
        graph = graph_of(document)
        assert verdict(graph, ours) == verdict(graph, theirs)


# Shapes from outside

SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<urn:shape> a sh:NodeShape ; sh:targetClass elm:Person ;
    sh:property [ sh:path foaf:givenName ; sh:minCount 1 ; %s sh:message "who?" ] .
"""


def _document(**members: Any) -> dict[str, Any]:
    exemplars = Exemplars(profiles.table(), "edc-generic-full")
    document = exemplars.document("elm:Person")
    document["@graph"][1] |= members
    return document


def test_a_result_of_shapes_from_outside_says_where() -> None:
    pytest.importorskip("pyshacl", reason="not installed (the extra `shacl`)")
    document = _document(givenName={"en": "Ana"})
    document["@graph"] = document["@graph"][1:]
    assert check_shapes(document, SHAPE % "") == []
    del document["@graph"][0]["givenName"]
    (problem,) = check_shapes(document, (SHAPE % "").encode())
    assert (problem.code, problem.pointer) == ("SHAPES_RESULT", "/@graph/0/givenName")
    assert problem.detail == "who?"
    assert "MinCountConstraintComponent" in str(problem.expected)


def test_shapes_that_are_about_something_else_do_not_pass() -> None:
    pytest.importorskip("pyshacl", reason="not installed (the extra `shacl`)")
    for document in ({}, {"type": "Person"}, _document()):
        shape = (SHAPE % "").replace("elm:Person", "elm:Nobody")
        assert [each.code for each in check_shapes(document, shape)] == ["SHAPES_NO_TARGET"]


@pytest.mark.parametrize(
    "words",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1/> {} }" ] ;',
        'sh:js [ sh:jsFunctionName "f" ] ;',
        "sh:rule [ a sh:TripleRule ] ;",
        'sh:validator [ sh:ask "ASK {}" ] ;',
        "sh:target [ a sh:Target ] ;",
        "sh:entailment <urn:regime> ;",
        "sh:shapesGraph <https://evil.example/shapes> ;",
        "sh:values [ sh:path foaf:name ] ;",
        'sh:js [ sh:jsLibrary [ sh:jsLibraryURL "https://evil.example/x.js" ] ] ;',
        'sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT {} WHERE {}" ] ;',
    ],
)
def test_shapes_that_hold_code_are_refused(words: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_shapes(SHAPE % words)
    assert caught.value.code == "SHAPES_EXECUTABLE"


@pytest.mark.parametrize(
    "content",
    ["", "not turtle", b"\xff\xfe", "@prefix sh: <", "<urn:a> <urn:b> <urn:c> .", "[" * 5000],
)
def test_what_is_no_shapes_is_a_typed_error(content: bytes | str) -> None:
    with pytest.raises(ParseError) as caught:
        read_shapes(content)
    assert caught.value.code == "SHAPES_UNREADABLE"


IMPORTS = "<urn:o> <http://www.w3.org/2002/07/owl#imports> <%s> ."
ONTOLOGY = "<%s> a <http://www.w3.org/2002/07/owl#Ontology> ."


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/shapes.ttl",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "http://data.europa.eu/snb/model/ap/edc-generic-no-cv",
    ],
)
def test_shapes_that_want_others_are_refused_and_nothing_is_fetched(url: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_shapes(SHAPE % "" + IMPORTS % url)
    assert caught.value.code == "SHAPES_IMPORT" and caught.value.problem.found == url
    assert len(read_shapes(SHAPE % "" + IMPORTS % url + ONTOLOGY % url)) > 4
    # A vocabulary that a prefix stands for holds no shapes.
    assert len(read_shapes(SHAPE % "" + IMPORTS % "http://xmlns.com/foaf/0.1/")) > 4


@pytest.mark.parametrize(
    "words",
    [
        "sh:node <urn:shape> ;",
        "sh:node [ sh:not [ sh:and ( <urn:shape> ) ] ] ;",
        "sh:node <urn:b> . <urn:b> sh:xone ( [ sh:property <urn:c> ] ) . <urn:c> sh:node <urn:b> ;",
        "sh:or _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ;",
        "sh:qualifiedValueShape <urn:shape> ;",
    ],
)
def test_shapes_that_refer_to_themselves_are_refused(words: str) -> None:
    shape = (SHAPE % "").replace("sh:property [", words[:-1].rstrip() + " ; sh:property [", 1)
    with pytest.raises(ParseError) as caught:
        read_shapes(shape)
    assert caught.value.code == "SHAPES_RECURSIVE"


def test_a_shape_may_be_used_twice() -> None:
    words = "sh:node <urn:b> ; sh:property [ sh:path foaf:name ; sh:node <urn:b> ] ;"
    shape = (SHAPE % "").replace("sh:property [", words + " sh:property [", 1)
    assert len(read_shapes(shape + "<urn:b> sh:nodeKind sh:IRI .")) > 6


def test_a_list_without_an_end_in_sight_is_refused() -> None:
    items = " ".join(f"<urn:{number}>" for number in range(600))
    with pytest.raises(LimitError) as caught:
        read_shapes(SHAPE % f"sh:in ( {items} ) ;", limits=Limits(members=1000))
    assert caught.value.code == "LIMIT_MEMBERS"


def test_shapes_that_the_engine_cannot_use_are_a_typed_error() -> None:
    pytest.importorskip("pyshacl", reason="not installed (the extra `shacl`)")
    for words in ('sh:pattern "(" ;', 'sh:minLength "x" ;'):
        with pytest.raises(ParseError) as caught:
            check_shapes(_document(givenName={"en": "Ana"}), SHAPE % words)
        assert caught.value.code == "SHAPES_UNREADABLE"


def test_shapes_that_are_too_long_are_refused() -> None:
    with pytest.raises(LimitError) as caught:
        read_shapes(SHAPE, limits=Limits(sealed_bytes=10))
    assert caught.value.code == "LIMIT_SIZE"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(MissingExtraError) as caught:
        check_shapes(_document(), SHAPE % "")
    assert "elm-microcred[shacl]" in caught.value.problem.remedy


@pytest.mark.reference
def test_the_published_shapes_can_be_used_as_they_are(reference: Path) -> None:
    pytest.importorskip("pyshacl", reason="not installed (the extra `shacl`)")
    files = published(reference, "edc-generic-full")
    shapes = "\n".join(file.read_text("utf-8") for file in files)
    document = sample(reference, SAMPLES[0])
    assert check_shapes(document, shapes) == []
    del document["issued"]
    assert [each.pointer for each in check_shapes(document, shapes)] == ["/issued"]
    loq = "\n".join(f.read_text("utf-8") for f in published(reference, "loq-mdr", "loq"))
    address = Exemplars(profiles.table("loq"), "loq-mdr").document("elm:WebResource")
    assert check_shapes(address, loq) == []
    address["@graph"][0]["title"] = {"en": ["a", "b"]}
    assert [each.pointer for each in check_shapes(address, loq)] == ["/@graph/0/title"]
