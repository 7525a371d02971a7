"""Laws over random documents: refused by name, or the quads of other processors."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.workloads import scaled
from elm_microcred.errors import ElmMicrocredError, JsonLdError
from elm_microcred.jsonld import (
    canonicalize,
    canonicalize_quads,
    check_terms,
    expand,
    iris,
    parse_nquads,
)
from elm_microcred.limits import BULK
from peers import pyld_quads

CONTEXT = "https://example.org/laws/v1"
EXTRA: dict[str, Any] = {
    CONTEXT: {
        "@context": {
            "@version": 1.1,
            "id": "@id",
            "type": "@type",
            "ex": "https://example.org/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "Thing": "ex:Thing",
            "Place": {"@id": "ex:Place", "@context": {"city": "ex:city", "near": "ex:near"}},
            "Event": {"@id": "ex:Event", "@context": {"city": "ex:eventCity"}},
            "name": "ex:name",
            "date": {"@id": "ex:date", "@type": "xsd:date"},
            "link": {"@id": "ex:link", "@type": "@id"},
            "kind": {"@id": "ex:kind", "@type": "@vocab"},
            "title": {"@id": "ex:title", "@container": "@language"},
            "steps": {"@id": "ex:steps", "@container": "@list"},
            "data": {"@id": "ex:data", "@type": "@json"},
            "claim": {"@id": "ex:claim", "@container": "@graph"},
            "part": {"@id": "ex:part", "@context": {"size": "ex:size"}},
            "english": {"@id": "ex:english", "@language": "en"},
            "partOf": {"@reverse": "ex:part", "@type": "@id"},
        }
    }
}

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['"', "\\", "\n", "x" * 140]
)
_DOUBLES = st.floats(-1e15, 1e15, allow_subnormal=False).map(lambda value: float(f"{value:.15E}"))
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | _DOUBLES | st.booleans()
_IRIS = st.sampled_from(["urn:a", "urn:b", "https://a.example/x", "ex:c", "_:n", "_:m"])
# pyoxigraph orders keys by code points; from U+E000 on, JCS does not.
_NAMES = st.text(st.characters(max_codepoint=0xD7FF), max_size=4)
_JSON = st.recursive(
    st.none() | _NUMBERS | _TEXTS, lambda i: st.lists(i, max_size=3) | st.dictionaries(_NAMES, i)
)
_LANGUAGES = st.sampled_from(["en", "de-AT", "pt-BR", "zh-Hans"])
_VALUES = st.one_of(
    _TEXTS,
    _NUMBERS,
    st.fixed_dictionaries({"@value": _TEXTS, "@language": _LANGUAGES}),
    st.fixed_dictionaries({"@value": _TEXTS, "@type": st.just("ex:t")}),
    st.fixed_dictionaries({"@value": _TEXTS}),
)


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, max_size=3)


def node(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "id": _IRIS,
            "type": several(st.sampled_from(["Thing", "ex:Other", "urn:type"])),
            "name": several(_VALUES | inner),
            "date": several(_TEXTS | _NUMBERS),
            "link": several(_IRIS | inner),
            "kind": several(st.sampled_from(["Thing", "urn:k", "ex:k"])),
            "title": st.dictionaries(_LANGUAGES, several(_TEXTS), max_size=3),
            "steps": st.lists(_VALUES | inner, max_size=3),
            "data": _JSON,
            "part": several(inner),
            "english": several(_TEXTS),
            "partOf": several(st.sampled_from(["urn:w", "https://a.example/w"]) | inner),
        },
    )


def place(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Nodes whose members depend on their type."""
    return st.fixed_dictionaries(
        {"type": st.sampled_from(["Place", ["Event", "Place"]])},
        optional={"city": several(_TEXTS), "near": several(inner | _IRIS.map(lambda i: {"id": i}))},
    )


def claim(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Nodes with graphs, which say something, and parts, which bring a context."""
    said = inner.map(lambda value: {**value, "name": "said"})
    sized = st.fixed_dictionaries({"size": _NUMBERS})
    return st.fixed_dictionaries({"claim": several(said), "part": several(sized)})


NODES = st.recursive(
    st.fixed_dictionaries({"id": _IRIS, "name": _TEXTS}),
    lambda inner: node(inner) | place(inner) | claim(inner),
    max_leaves=6,
)
DOCUMENTS = NODES.map(lambda value: {"@context": CONTEXT, **value, "name": "top"})


def said(document: Any) -> str:
    return canonicalize(document, extra_contexts=EXTRA, limits=BULK)


@given(DOCUMENTS)
def test_good_documents_say_what_pyld_says(document: dict[str, Any]) -> None:
    assert check_terms(document, extra_contexts=EXTRA) == ()
    assert said(document) == canonicalize_quads(pyld_quads(document, EXTRA), limits=BULK)
    assert expand(document, extra_contexts=EXTRA)


@given(DOCUMENTS)
def test_good_documents_say_what_pyoxigraph_says(document: dict[str, Any]) -> None:
    inline = json.dumps({**document, "@context": EXTRA[CONTEXT]["@context"]})
    quads = ox.parse(inline.encode(), format=ox.RdfFormat.JSON_LD)
    text = "".join(f"{quad} .\n" for quad in quads)
    assert said(document) == canonicalize_quads(parse_nquads(text), limits=BULK)


def shuffled(value: Any, draw: random.Random, *, is_list: bool = False) -> Any:
    """The same with members, and the items of arrays that are sets, in another order."""
    if isinstance(value, dict):
        keys = draw.sample(list(value), len(value))
        return {
            key: value[key]
            if key in ("@context", "data")
            else shuffled(value[key], draw, is_list=key == "steps")
            for key in keys
        }
    if isinstance(value, list):
        items = [shuffled(item, draw) for item in value]
        return items if is_list else draw.sample(items, len(items))
    return value


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(document: dict[str, Any], draw: random.Random) -> None:
    assert said(shuffled(document, draw)) == said(document)


_TAME_KEYS = [
    "@graph", "@id", "@included", "@list", "@nest", "@reverse", "@set", "@type", "@value", "city",
    "claim", "data", "date", "english", "ex:y", "id", "kind", "link", "name", "near", "part",
    "partOf", "size", "steps", "title", "type", "urn:z",
]  # fmt: skip
_WILD_KEYS = ["@context", "@direction", "@foo", "@index", "@language", "en", "nope", ""]
_TAME_WORDS = ["Thing", "Place", "ex:y", "urn:z", "_:b"]
_WILD_WORDS = ["", "a", "@id", "@type", "@json", "en", "ltr", "a b"]


def anything(keys: list[str], leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=4)
        ),
        max_leaves=12,
    )


_LEAVES = st.booleans() | st.sampled_from([0, 1.5, -0.0]) | st.sampled_from(_TAME_WORDS)
_TAME = anything(_TAME_KEYS, st.sampled_from(_TAME_WORDS))
_WILD = anything(
    _TAME_KEYS + _WILD_KEYS, st.none() | _LEAVES | st.sampled_from(_TAME_WORDS + _WILD_WORDS)
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(_TAME_KEYS), _TAME, max_size=4))
def test_odd_documents_are_refused_by_name_or_say_what_pyld_says(document: dict[str, Any]) -> None:
    check_against_pyld({"@context": CONTEXT, **document})


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(_TAME_KEYS + _WILD_KEYS), _WILD, max_size=5))
def test_any_document_is_refused_by_name_or_says_what_pyld_says(document: dict[str, Any]) -> None:
    check_against_pyld({**document, "@context": CONTEXT})


def check_against_pyld(document: Any) -> None:
    before = copy.deepcopy(document)
    try:
        text = said(document)
    except ElmMicrocredError as error:
        assert all(problem.pointer == "" or problem.pointer[0] == "/" for problem in error.problems)
        if isinstance(error, JsonLdError):
            # The same findings without raising, and by the slower way.
            assert check_terms(document, extra_contexts=EXTRA, limits=BULK) == error.problems
            with pytest.raises(JsonLdError):
                expand(document, extra_contexts=EXTRA, limits=BULK)
    else:
        expand(document, extra_contexts=EXTRA, limits=BULK)
        assert text == canonicalize_quads(pyld_quads(document, EXTRA), limits=BULK)
    assert document == before


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += places(item, (*path, step))
    return found


def changed(document: Any, path: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> Any:
    document = copy.deepcopy(document)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    change(parent, path[-1])
    return document


BADGE = scaled(1)
PLACES = [path for path in places(BADGE) if path[0] != "@context"]


@settings(max_examples=200)
@given(st.sampled_from(PLACES), _TAME | _WILD, st.sampled_from(_TAME_KEYS + _WILD_KEYS))
def test_a_changed_badge_is_refused_by_name_or_says_what_pyld_says(
    path: tuple[str | int, ...], value: Any, key: str
) -> None:
    def replace(parent: Any, step: Any) -> None:
        parent[step] = value

    def add(parent: Any, step: Any) -> None:
        if isinstance(parent[step], dict):
            parent[step][key] = value
        else:
            parent[step] = [parent[step], value]

    for change in (replace, add):
        check_against_pyld(changed(BADGE, path, change))


@given(st.from_regex(iris._PLAIN_IRI, fullmatch=True))
def test_what_is_plainly_an_iri_is_one(text: str) -> None:
    assert iris._IRI.fullmatch(text)
