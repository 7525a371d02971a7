"""JSON-LD documents: what they lose, what they say, and their canonical form.

```python
from elm_microcred.jsonld import canonicalize, check_terms

check_terms(document)  # a Problem for everything that JSON-LD would lose; empty where nothing
canonicalize(document)  # canonical N-Quads; raises JsonLdError with the same problems
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from elm_microcred.errors import JsonLdError, LimitError
from elm_microcred.jsonld.approved import (
    ExtraContexts,
    compiled,
    known,
    nested_reader,
    read_urls,
)
from elm_microcred.jsonld.emitter import Walk
from elm_microcred.jsonld.findings import (
    MOST_FINDINGS,
    At,
    Enough,
    Findings,
    path,
    pointer,
)
from elm_microcred.jsonld.nquads import Quad
from elm_microcred.jsonld.processor import NO_BASE, Processor
from elm_microcred.jsonld.rdfc10 import canonical_nquads
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem

_AT_CONTEXT: Final = (None, "@context")


def check_terms(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> tuple[Problem, ...]:
    """Everything that JSON-LD would lose or change in silence, each with its JSON Pointer.

    The search ends after a thousand findings.

    Args:
        document: A parsed JSON-LD document.
        limits: Bounds on depth, nodes, values and contexts.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        LimitError: If the document is too deep, or has too many nodes, values or contexts.

    Spec: https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly
    """
    return look_at_terms(document, limits=limits, extra_contexts=extra_contexts).problems


class TermsSeen(NamedTuple):
    """What was seen of a document on the way through it.

    Attributes:
        problems: What JSON-LD would lose of it, as `check_terms` finds it.
        is_plain: Whether every key is a term, and no object inside has the id of the whole. Where
            it is false, that may be so all the same.
    """

    problems: tuple[Problem, ...]
    is_plain: bool


_OF_LEAVES: Final = frozenset({"DATA_RELATIVE_IRI", "DATA_INVALID_IRI"})
"""Codes of findings about a string: nothing is inside of it that was not seen."""


def look_at_terms(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> TermsSeen:
    """What `check_terms` gives, and what was seen on the way of how the document is written.

    Raises:
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    walk = _walk(document, limits, extra_contexts or {}, keeps_texts=False)
    found = tuple(walk.findings)
    is_whole = all(problem.code in _OF_LEAVES for problem in found)
    return TermsSeen(found, walk.is_plain and is_whole and len(found) < MOST_FINDINGS)


def expand(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> list[Any]:
    """The expanded form of the document, if it loses nothing.

    PyLD expands it after the walk has checked it; whatever PyLD drops beyond that is refused too.
    It takes far longer than `to_quads`, which signing and verifying go by.

    Raises:
        JsonLdError: With everything that `check_terms` finds.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.

    Spec: https://www.w3.org/TR/json-ld11-api/#expansion-algorithm
    """
    extra = extra_contexts or {}
    _checked(document, limits, extra)
    urls = read_urls(document["@context"], _AT_CONTEXT, Findings(), extra) or ()
    return expand_with(compiled(urls, extra).processor, document)


def expand_with(processor: Processor, document: dict[str, Any]) -> list[Any]:
    """PyLD's expansion, refused where PyLD drops a member or meets a relative IRI."""
    expanded, dropped = processor.expand(document)
    findings = Findings()
    for name in dropped:
        findings.note("DATA_DROPPED", None, name)
    for text in _texts(expanded):
        if text.startswith(NO_BASE):
            findings.note("DATA_RELATIVE_IRI", None, text.removeprefix(NO_BASE))
    if findings:
        raise JsonLdError.from_problems(findings)
    return expanded


def _texts(value: Any) -> Iterator[str]:
    """Every key and string of an expanded document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)


def to_quads(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> list[Quad]:
    """The quads that the document says, if it loses nothing; a quad said twice stands there twice.

    Raises:
        JsonLdError: With everything that `check_terms` finds.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.

    Spec: https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm
    """
    return list(map(Quad._make, _checked(document, limits, extra_contexts or {})))


def to_placed_quads(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> tuple[list[Quad], dict[tuple[str | int, ...], str]]:
    """The quads that the document says, and the id or blank node of each node object by its path.

    Raises:
        JsonLdError: With everything that `check_terms` finds.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    places: list[tuple[At, str]] = []
    quads = _checked(document, limits, extra_contexts or {}, places)
    return list(map(Quad._make, quads)), {path(at): name for at, name in places}


class Survey(NamedTuple):
    """What a document says, and what it loses.

    Attributes:
        quads: What it says; what is lost is not among them.
        places: The place and the id or blank node of each object that is a node, in the order in
            which they end.
        problems: What it loses, as `check_terms` finds it.
    """

    quads: list[tuple[str, str, str, str]]
    places: list[tuple[At, str]]
    problems: tuple[Problem, ...]


def survey(
    document: Any, *, limits: Limits = DEFAULT, extra_contexts: ExtraContexts | None = None
) -> Survey:
    """What the document says and what it loses, in one walk: to report on it, never to sign it.

    Raises:
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    places: list[tuple[At, str]] = []
    walk = _walk(document, limits, extra_contexts or {}, places)
    return Survey(walk.said.quads, places, tuple(walk.findings))


def canonicalize(
    document: Any,
    *,
    algorithm: str = "sha256",
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> str:
    """The canonical N-Quads of the document (RDFC-1.0), if it loses nothing.

    Args:
        document: A parsed JSON-LD document.
        algorithm: `sha256` or `sha384`.
        limits: Bounds on the document and on the work that its blank nodes may ask for.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        JsonLdError: With everything that `check_terms` finds.
        LimitError: If the document, or its canonicalisation, is too big.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
    """
    return canonical_form(
        document, algorithm=algorithm, limits=limits, extra_contexts=extra_contexts
    ).text


class CanonicalForm(NamedTuple):
    """The canonical form of a document.

    Attributes:
        text: The canonical N-Quads.
        is_plain: Whether each statement stands under its term in the one object that its
            subject has in the document. Where it is false, that may be so all the same.
    """

    text: str
    is_plain: bool


def canonical_form(
    document: Any,
    *,
    algorithm: str = "sha256",
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> CanonicalForm:
    """What `canonicalize` gives, and what was seen on the way of how it is written.

    Raises:
        JsonLdError: With everything that `check_terms` finds.
        LimitError: If the document, or its canonicalisation, is too big.
    """
    walk = _walk(document, limits, extra_contexts or {}, writes_lines=True)
    _raise_findings(walk)
    said = walk.said
    text = canonical_nquads(said.endings, said.quads, algorithm=algorithm, limits=limits)
    return CanonicalForm(text, walk.is_plain)


def _checked(
    document: Any,
    limits: Limits,
    extra: ExtraContexts,
    places: list[tuple[At, str]] | None = None,
) -> list[tuple[str, str, str, str]]:
    walk = _walk(document, limits, extra, places)
    _raise_findings(walk)
    return walk.said.quads


def _raise_findings(walk: Walk) -> None:
    if walk.findings:
        raise JsonLdError.from_problems(walk.findings)


def _walk(
    document: Any,
    limits: Limits,
    extra: ExtraContexts,
    places: list[tuple[At, str]] | None = None,
    *,
    writes_lines: bool = False,
    keeps_texts: bool = True,
) -> Walk:
    reader = nested_reader(extra)
    walk = Walk(limits, reader, writes_lines=writes_lines, keeps_texts=keeps_texts)
    walk.places = places
    if not isinstance(document, dict):
        walk.findings.note("DATA_INVALID", None, type(document).__name__, expected="a JSON object")
    elif "@context" not in document:
        walk.findings.note("CONTEXT_MISSING", None, "no @context")
    else:
        context = known(document["@context"], extra)
        urls = None
        if context is None:
            urls = read_urls(document["@context"], _AT_CONTEXT, walk.findings, extra)
        if context is not None or urls is not None:
            try:
                walk.document(document, context or compiled(urls or (), extra))
            except Enough:
                pass  # the findings so far say it
            except JsonLdError as error:
                at = pointer(_AT_CONTEXT)
                walk.findings.extend(problem.at(at) for problem in error.problems)
            except RecursionError as error:
                raise LimitError(
                    "LIMIT_DEPTH",
                    "Objects and arrays are nested too deeply.",
                    expected=f"≤ {limits.depth}",
                ) from error
    return walk
