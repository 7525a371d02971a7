"""PyLD behind its fence: what is relied on of its inside, and that nothing escapes."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pyld import jsonld

from elm_microcred import contexts
from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld.compiled import (
    GENERAL,
    IRI,
    KEYWORD,
    LITERAL,
    LOST,
    SKIP,
    Context,
)
from elm_microcred.jsonld.document import expand_with
from elm_microcred.jsonld.plans import Family
from elm_microcred.jsonld.processor import Processor

TERMS: dict[str, Any] = {
    "@version": 1.1,
    "@protected": True,
    "id": "@id",
    "type": "@type",
    "ex": "https://example.org/",
    "name": "ex:name",
    "link": {"@id": "ex:link", "@type": "@id"},
    "kind": {"@id": "ex:kind", "@type": "@vocab"},
    "data": {"@id": "ex:data", "@type": "@json"},
    "date": {"@id": "ex:date", "@type": "ex:Date"},
    "english": {"@id": "ex:english", "@language": "en", "@direction": "ltr"},
    "list": {"@id": "ex:list", "@container": "@list"},
    "sets": {"@id": "ex:sets", "@container": ["@set", "@graph"]},
    "by": {"@id": "ex:by", "@container": "@index", "@index": "name"},
    "of": {"@reverse": "ex:of"},
    "nulled": None,
    "cleared": {"@id": "ex:cleared", "@context": None},
    "scoped": {"@id": "ex:scoped", "@context": {"inner": "ex:inner"}},
    "Typed": {"@id": "ex:Typed", "@context": {"inner": "ex:typedInner"}},
    "both": {"@id": "ex:both", "@prefix": True},
}


def processor(*served: Any) -> Processor:
    documents = {f"urn:{number}": document for number, document in enumerate(served)}
    return Processor(lambda url: documents[url])


def active(terms: Any) -> Any:
    fenced = processor({"@context": terms})
    return fenced.apply(fenced.initial(), ["urn:0"])


# What is relied on of PyLD's inside


def test_the_mappings_of_an_active_context() -> None:
    found = active(TERMS)["mappings"]
    expected: dict[str, dict[str, Any]] = {
        "name": {"@id": "https://example.org/name", "reverse": False, "_prefix": False},
        "ex": {"@id": "https://example.org/", "_prefix": True},
        "both": {"@id": "https://example.org/both", "_prefix": True},
        "link": {"@type": "@id"},
        "kind": {"@type": "@vocab"},
        "data": {"@type": "@json"},
        "date": {"@type": "https://example.org/Date"},
        "english": {"@language": "en", "@direction": "ltr"},
        "list": {"@container": ["@list"]},
        "sets": {"@container": ["@set", "@graph"]},
        "by": {"@container": ["@index"], "@index": "name"},
        "of": {"@id": "https://example.org/of", "reverse": True},
        "nulled": {"@id": None},
        "cleared": {"@context": False},
        "scoped": {"@context": {"inner": "ex:inner"}},
        "id": {"@id": "@id"},
    }
    assert found.keys() == TERMS.keys() - {"@version", "@protected"}
    for term, members in expected.items():
        assert {name: found[term][name] for name in members} == members
        assert found[term]["protected"] is True


def test_defaults_of_an_active_context() -> None:
    found = active({"@language": "EN", "@direction": "rtl", "@vocab": "urn:v:", "@base": "urn:b"})
    assert found["@language"] == "en"
    assert found["@direction"] == "rtl"
    assert found["@vocab"] == "urn:v:"


def test_a_context_that_does_not_propagate_knows_the_one_before() -> None:
    fenced = processor({"@context": TERMS})
    before = fenced.apply(fenced.initial(), ["urn:0"])
    typed = before["mappings"]["Typed"]["@context"]
    inside = fenced.apply(before, typed, propagate=False)
    assert inside["previousContext"] is before
    assert inside["mappings"]["inner"]["@id"] == "https://example.org/typedInner"
    twice = fenced.apply(inside, {"more": "urn:more"}, propagate=False)
    assert twice["previousContext"] is before
    assert "previousContext" not in before


def test_expansion_of_iris() -> None:
    fenced = processor({"@context": TERMS})
    context = fenced.apply(fenced.initial(), ["urn:0"])
    expected = {
        "name": "https://example.org/name",
        "id": "@id",
        "@id": "@id",
        "@foo": None,
        "nulled": None,
        "ex:a": "https://example.org/a",
        "ex://a": "ex://a",
        "name:a": "name:a",
        "urn:a": "urn:a",
        "_:a": "_:a",
        "nope": "nope",
        "": "",
    }
    assert {text: fenced.expand_iri(context, text) for text in expected} == expected


def test_caches_of_overriding_and_not_overriding_stay_apart() -> None:
    """One scoped context, allowed to override under a property, is not so elsewhere."""
    fenced = processor({"@context": {"a": {"@id": "urn:a", "@protected": True}}})
    context = fenced.apply(fenced.initial(), ["urn:0"])
    other = {"a": "urn:other"}
    assert fenced.apply(context, other, override=True)["mappings"]["a"]["@id"] == "urn:other"
    with pytest.raises(JsonLdError, match="protected term redefinition"):
        fenced.apply(context, other)


def test_processors_share_nothing() -> None:
    for meaning in ("urn:one", "urn:two"):
        found = active({"a": meaning})
        assert found["mappings"]["a"]["@id"] == meaning


def test_nothing_that_is_served_is_changed() -> None:
    served = {"@context": ["urn:1", {"@import": "urn:1", "b": "urn:b"}]}
    imported = {"@context": {"a": "urn:a"}}
    before = copy.deepcopy((served, imported))
    fenced = processor(served, imported)
    found = fenced.apply(fenced.initial(), ["urn:0"])
    assert set(found["mappings"]) == {"a", "b"}
    assert (served, imported) == before


# Nothing escapes but our own errors

BAD_CONTEXTS: dict[str, Any] = {
    "wrong kind": 5,
    "unknown version": {"@version": 2},
    "null vocabulary without one": {"@vocab": None},
    "null language without one": {"@language": None},
    "null direction without one": {"@direction": None},
    "bad base": {"@base": 5},
    "cycle": {"a": "b:x", "b": "a:x"},
    "bad term": {"a": 5},
    "bad id": {"a": {"@id": 5}},
    "bad type": {"a": {"@id": "urn:a", "@type": 5}},
    "bad container": {"a": {"@id": "urn:a", "@container": "@nope"}},
    "bad nest": {"a": {"@id": "urn:a", "@nest": ""}},
    "term without an IRI": {"a": {}},
    "keyword redefined": {"@id": "urn:id"},
    "import of nothing": {"@import": "urn:nothing"},
    "context of itself": ["urn:0"],
    "list of lists": [[]],
}


@pytest.mark.parametrize("context", BAD_CONTEXTS.values(), ids=BAD_CONTEXTS)
def test_bad_contexts(context: Any) -> None:
    fenced = processor({"@context": context})
    try:
        found = fenced.apply(fenced.initial(), ["urn:0"])
    except JsonLdError as error:
        assert error.code in ("CONTEXT_INVALID", "CONTEXT_UNKNOWN")
    else:
        assert context == {"@base": 5} or found["mappings"] == {}


@pytest.mark.parametrize("served", [None, [], "x", {}, {"@context": "urn:nothing"}])
def test_bad_context_documents(served: Any) -> None:
    fenced = processor(served)
    if served == {}:
        assert fenced.apply(fenced.initial(), ["urn:0"])["mappings"] == {}
        return
    with pytest.raises(JsonLdError):
        fenced.apply(fenced.initial(), ["urn:0"])


def test_an_unapproved_context_inside_of_an_approved_one() -> None:
    fenced = processor({"@context": ["http://169.254.169.254/"]})
    with pytest.raises(JsonLdError) as caught:
        fenced.apply(fenced.initial(), ["urn:0"])
    assert caught.value.code == "CONTEXT_UNKNOWN"


# The second opinion


@pytest.mark.parametrize(
    ("document", "code", "found"),
    [
        ({"@context": "urn:0", "nope": 1}, "DATA_DROPPED", "nope"),
        ({"@context": "urn:0", "@foo": 1}, "DATA_DROPPED", "null"),
        ({"@context": "urn:0", "type": "Nope"}, "DATA_RELATIVE_IRI", "Nope"),
        ({"@context": "urn:0", "id": "x", "name": 1}, "DATA_RELATIVE_IRI", "x"),
        ({"@context": "urn:0", "link": ["y", "urn:z"]}, "DATA_RELATIVE_IRI", "y"),
        ({"@context": "urn:0", "@value": "a", "name": "b"}, "DATA_INVALID", None),
    ],
)
def test_pyld_says_what_it_drops(document: Any, code: str, found: str | None) -> None:
    with pytest.raises(JsonLdError) as caught:
        expand_with(processor({"@context": TERMS}), document)
    assert (caught.value.code, caught.value.problem.found) == (code, found)


def test_pyld_is_not_stopped_without_need() -> None:
    document = {"@context": "urn:0", "id": "urn:x", "name": ["a", 1]}
    assert expand_with(processor({"@context": TERMS}), document) == [
        {"@id": "urn:x", "https://example.org/name": [{"@value": "a"}, {"@value": 1}]}
    ]


def test_deep_documents_end_in_our_error() -> None:
    document: Any = {"name": 1}
    for _ in range(2_000):
        document = {"name": document}
    with pytest.raises(JsonLdError):
        processor({"@context": TERMS}).expand({"@context": "urn:0", **document})


def test_pyld_is_that_of_the_tests() -> None:
    """The inside of PyLD is pinned by these tests for this line of releases."""
    assert jsonld.__version__.startswith("3.")


# Tables


def compiled(*served: Any) -> Context:
    fenced = processor(*served)
    return Context(fenced.initial(), fenced, Family()).derive(["urn:0"])


def test_terms_say_what_to_do() -> None:
    context = compiled({"@context": TERMS})
    modes = {
        "name": LITERAL,
        "date": LITERAL,
        "english": LITERAL,
        "ex:other": LITERAL,
        "link": IRI,
        "id": SKIP,
        "@type": SKIP,
        "@context": SKIP,
        "kind": GENERAL,
        "data": GENERAL,
        "list": GENERAL,
        "sets": GENERAL,
        "of": GENERAL,
        "scoped": GENERAL,
        "@graph": KEYWORD,
        "@value": KEYWORD,
        "nulled": LOST,
        "nope": LOST,
        "@index": LOST,
    }
    assert {key: context.term(key).mode for key in modes} == modes
    assert context.term("date").suffix == '"^^<https://example.org/Date>'
    assert context.term("english").suffix == '"^^<https://www.w3.org/ns/i18n#en_ltr>'


def test_memory_of_keys_and_types_has_bounds() -> None:
    context = compiled({"@context": {"type": "@type", "@vocab": "urn:v:"}})
    for number in range(3_000):
        context.term(f"key{number}")
        context.remember((f"type{number}",), context.read_types([f"type{number}"])[0])
    context.term("k" * 1_000)
    context.remember(("t" * 1_000,), context.read_types(["t" * 1_000])[0])
    assert len(context.terms) < 1_100
    assert len(context.types) <= 2 * 1_024
    assert not any(len(key) > 256 for key in [*context.terms, *map(str, context.types)])


def test_bundled_contexts_compile() -> None:
    for url in contexts.URLS:
        fenced = Processor(contexts.document)
        context = Context(fenced.initial(), fenced, Family()).derive([url])
        for term in context.active["mappings"]:
            if context.term(term).node_context is None:
                context.term(term).compile()
            if term[0].isupper():
                context.read_types([term])
