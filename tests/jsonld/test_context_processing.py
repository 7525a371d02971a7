"""Our own processor of contexts against PyLD, over every bundled context and what they make."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FULL
from elm_microcred import contexts
from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld import context_processing
from elm_microcred.jsonld.context_processing import Unusual, applied, expanded, initial
from elm_microcred.jsonld.processor import Processor

URLS = sorted(contexts.URLS)
_OF_PYLD = ("_uuid", "previousContext")
DEPTH = 3


def plain(value: Any) -> Any:
    """A value of PyLD's frozen kinds as one of the usual kinds."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def told(active: Mapping[str, Any]) -> dict[str, Any]:
    """What an active context says, without what identifies it."""
    said = {key: plain(value) for key, value in active.items() if key not in _OF_PYLD}
    if active.get("previousContext") is not None:
        said["previousContext"] = told(active["previousContext"])
    return said


def both(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], pyld: Processor, local: Any, **how: bool
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Ours and theirs after a local context, equal; nothing where both refuse it."""
    try:
        after = pyld.apply(theirs, local, **how)
    except JsonLdError:
        with pytest.raises(Unusual):
            applied(ours, local, contexts.document, **how)
        return
    made = applied(ours, local, contexts.document, **how)
    assert told(made) == told(after)
    yield made, after


def scoped(active: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for term, mapping in active["mappings"].items():
        if mapping.get("@context") not in (None, False):
            yield term, mapping["@context"]


def compare(ours: Any, theirs: Any, pyld: Processor, depth: int, seen: set[int]) -> int:
    """Compare what every term brings, as a property and as a type; how many were compared."""
    compared = 0
    for _, local in scoped(ours):
        if id(local) in seen or depth == 0:
            continue
        seen.add(id(local))
        for how in (
            {"override": True, "propagate": True},
            {"override": False, "propagate": False},
        ):
            for made, after in both(ours, theirs, pyld, local, **how):
                compared += 1 + compare(made, after, pyld, depth - 1, seen)
    return compared


@pytest.mark.parametrize("url", URLS)
def test_a_bundled_context_and_all_that_it_brings(url: str) -> None:
    pyld = Processor(contexts.document)
    how = {"override": False, "propagate": True}
    ((made, after),) = both(initial(), pyld.initial(), pyld, [url], **how)
    assert all(
        expanded(made, word) == pyld._pyld._expand_iri(after, word, vocab=True)
        for word in [*WORDS, *after["mappings"]]
    )
    compare(made, after, pyld, DEPTH, set())


WORDS = [
    "",
    ":",
    ":x",
    "@",
    "@id",
    "@foo",
    "@foo.bar",
    "_:b",
    "a b",
    "https://a.example/",
    "name",
    "nobody:knows",
    "schema:name",
    "urn:x",
    "xsd:",
    "xsd://x",
    "x:/y",
]


def test_scoped_contexts_are_met() -> None:
    pyld = Processor(contexts.document)
    how = {"override": False, "propagate": True}
    found = 0
    for url in URLS:
        ((made, _),) = both(initial(), pyld.initial(), pyld, [url], **how)
        found += sum(1 for _ in scoped(made))
    assert found > 50


@pytest.mark.parametrize("first", URLS)
def test_bundled_contexts_after_each_other(first: str) -> None:
    pyld = Processor(contexts.document)
    how = {"override": False, "propagate": True}
    for second in URLS:
        for made, after in both(initial(), pyld.initial(), pyld, [first, second], **how):
            if FULL:
                compare(made, after, pyld, 2, set())


def test_lists_of_credentials() -> None:
    pyld = Processor(contexts.document)
    how = {"override": False, "propagate": True}
    lists = list(itertools.permutations(URLS, 3))[:: 7 if FULL else 301]
    assert len(lists) > 5
    for urls in lists:
        list(both(initial(), pyld.initial(), pyld, list(urls), **how))


# Contexts of any kind: what is decided here is decided as PyLD does.

_NAMES = st.sampled_from(["a", "b", "c", "p", "p:x", "@type", "x/y", "id", "q:z", "@foo", ""])
_IRIS = st.sampled_from(
    ["https://e.example/", "https://e.example/x", "a", "p:b", "urn:x", "@id", "@type", "_:b", "q:z"]
)
_DEFINITIONS = st.dictionaries(
    st.sampled_from(
        [
            "@id",
            "@type",
            "@container",
            "@protected",
            "@prefix",
            "@language",
            "@reverse",
            "@direction",
            "@nest",
            "@index",
            "@context",
            "@bad",
        ]
    ),
    st.one_of(
        _IRIS,
        st.booleans(),
        st.none(),
        st.sampled_from(["@json", "@none", "@vocab", "@set", "@list", "@index", "@graph", "EN"]),
        st.sampled_from([["@set", "@index"], ["@graph", "@id"], ["@list", "@set"], [], ["@type"]]),
        st.sampled_from(["ltr", "@nest", {"d": "https://e.example/d"}, 7]),
    ),
    max_size=4,
)
_LOCALS = st.dictionaries(
    st.one_of(_NAMES, st.sampled_from(["@vocab", "@language", "@protected", "@version"])),
    st.one_of(_IRIS, st.none(), _DEFINITIONS, st.booleans(), st.just(1.1)),
    max_size=6,
)


@given(st.lists(_LOCALS, max_size=3), st.booleans(), st.booleans())
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_what_is_decided_is_as_pyld_decides(
    locals_: list[dict[str, Any]], override: bool, propagate: bool
) -> None:
    pyld = Processor(contexts.document)
    how = {"override": override, "propagate": propagate}
    try:
        made = applied(initial(), locals_, contexts.document, **how)
    except Unusual:
        return
    try:
        after = pyld.apply(pyld.initial(), locals_, **how)
    except JsonLdError as error:
        # PyLD asks of contexts inside of a term, too, what is only asked here when they are met.
        assert error.problem.found == "invalid scoped context", locals_
        return
    assert told(made) == told(after)


@pytest.mark.parametrize(
    "local",
    [
        "https://nobody.example/",
        7,
        {"@context": {}},
        {"@version": 1.0},
        {"@base": "https://e.example/"},
        {"@import": "https://e.example/"},
        {"@direction": "ltr"},
        {"@vocab": "relative"},
        {"@vocab": None},
        {"@vocab": 7},
        {"@protected": "yes"},
        {"@id": "https://e.example/"},
        {"a": 7},
        {"a": {"@id": "b"}, "b": {"@id": "a"}},
        {"a": {"@id": "https://e.example/", "@bad": 1}},
        {"a": {"@reverse": "https://e.example/", "@id": "https://e.example/"}},
        {"a": {"@id": "https://e.example/", "@type": "_:b"}},
        {"a": {"@id": "https://e.example/", "@index": "x"}},
        {"a": {"@id": "https://e.example/", "@container": "@index", "@index": "@x"}},
        {"a": {"@id": "https://e.example/", "@container": "@index", "@index": 7}},
        {"a": {"@id": "https://e.example/", "@container": "@type", "@type": "@json"}},
        {"a": {"@reverse": "https://e.example/", "@container": "@list"}},
        {"a": {"@id": "https://e.example/", "@language": 7}},
        {"a": {"@id": "https://e.example/", "@prefix": "yes"}},
        {"a:b": {"@id": "https://e.example/", "@prefix": True}},
        {"a": {"@id": "https://e.example/", "@direction": "up"}},
        {"a": {"@id": "https://e.example/", "@nest": "@id"}},
        {"a": "@context"},
        {"a/b": "https://e.example/other"},
    ],
    ids=str,
)
def test_what_is_unusual_is_left_to_pyld(local: Any) -> None:
    documents: dict[str, Any] = {}
    with pytest.raises((Unusual, KeyError)):
        applied(initial(), local, documents.__getitem__, override=False, propagate=True)


def test_protected_terms_stay_as_they_are() -> None:
    first = {"@protected": True, "a": "https://e.example/a"}
    other = {"a": "https://e.example/b"}
    how = {"override": False, "propagate": True}
    made = applied(initial(), [first, first], contexts.document, **how)
    with pytest.raises(Unusual):
        applied(made, other, contexts.document, **how)
    with pytest.raises(Unusual):
        applied(made, [None], contexts.document, **how)
    how["override"] = True
    assert expanded(applied(made, other, contexts.document, **how), "a") == "https://e.example/b"
    assert applied(made, [None], contexts.document, **how) == initial()


def test_known_contexts_need_no_pyld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Processor, "_pyld", None)
    known = Processor(contexts.document, are_known=True)
    for url in URLS:
        known.apply(known.initial(), [url])
    contradicting = [{"a": {"@id": "https://e.example/", "@bad": 1}}]
    with pytest.raises((JsonLdError, AttributeError)):
        known.apply(known.initial(), contradicting)
    assert context_processing.expanded({"mappings": {}, "@vocab": "urn:v#"}, "a") == "urn:v#a"
