"""Which contexts a document may use: approved ones, by URL, at the top and in embedded credentials.

Spec: https://www.w3.org/TR/vc-data-integrity/#validating-contexts
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final

from elm_microcred import contexts
from elm_microcred.errors import UsageError
from elm_microcred.jsonld.compiled import Context
from elm_microcred.jsonld.findings import At, Findings
from elm_microcred.jsonld.processor import Processor
from elm_microcred.jsonld.scopes import ReadContext

ExtraContexts = Mapping[str, Mapping[str, Any]]
"""Context documents that the caller approves, by URL; they go before bundled ones."""

_MAY_CARRY: Final = frozenset(
    {
        "AchievementCredential",
        "ClrCredential",
        "DataIntegrityProof",
        "EndorsementCredential",
        "EnvelopedVerifiableCredential",
        "EnvelopedVerifiablePresentation",
        "OpenBadgeCredential",
        "VerifiableCredential",
        "VerifiablePresentation",
    }
)
"""Types of embedded objects that are documents of their own."""

_MOST_CONTEXTS: Final = 16
"""Longest list of contexts in one `@context`."""
_MOST_ROOTS: Final = 64
"""Most combinations of contexts that are kept compiled."""
_MOST_DERIVED: Final = 512
"""Most contexts derived from one combination; beyond, it is compiled anew for the next document."""

_roots: dict[tuple[Any, ...], Context] = {}
_lock = Lock()


def read_urls(
    value: Any, at: At, findings: Findings, extra: ExtraContexts
) -> tuple[str, ...] | None:
    """The URLs of an `@context` member; `None` where it names anything but approved contexts."""
    items = value if isinstance(value, list) else [value]
    before = len(findings)
    if not items:
        findings.note("CONTEXT_MISSING", at, "[]")
    if len(items) > _MOST_CONTEXTS:
        findings.note(
            "CONTEXT_INVALID", at, f"{len(items)} contexts", expected=f"≤ {_MOST_CONTEXTS} contexts"
        )
        return None
    for index, item in enumerate(items):
        here = (at, index) if items is value else at
        if isinstance(item, dict):
            findings.note("CONTEXT_INLINE_NOT_ALLOWED", here, f"{{{', '.join(map(str, item))}}}")
        elif not isinstance(item, str):
            findings.note("CONTEXT_INVALID", here, item)
        elif item not in extra and item not in contexts.URLS:
            findings.note("CONTEXT_UNKNOWN", here, item)
    return tuple(items) if len(findings) == before else None


def nested_reader(extra: ExtraContexts) -> ReadContext:
    """Reads `@context` members inside a document: approved URLs, in embedded credentials."""

    def read(
        value: Any, element: dict[str, Any], at: At, findings: Findings
    ) -> Sequence[Any] | None:
        if _MAY_CARRY.isdisjoint(_types(element)):
            findings.note("CONTEXT_NESTED", at, value)
            return None
        return read_urls(value, at, findings, extra)

    return read


def _types(element: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for key in ("type", "@type"):
        value = element.get(key)
        items = value if isinstance(value, list) else [value]
        found += (item for item in items if isinstance(item, str))
    return found


def compiled(urls: tuple[str, ...], extra: ExtraContexts) -> Context:
    """The contexts at these URLs, compiled; kept for the documents to come.

    Raises:
        JsonLdError: If they contradict each other.
        UsageError: If an extra context is not JSON.
    """
    texts = _texts(extra)
    key = (urls, texts)
    context = _roots.get(key)
    if context is None or len(context.family) > _MOST_DERIVED:
        context = _compile(urls, dict(texts))
        with _lock:
            _roots.pop(key, None)
            if len(_roots) >= _MOST_ROOTS:
                del _roots[next(iter(_roots))]
            _roots[key] = context
    return context


def _texts(extra: ExtraContexts) -> tuple[tuple[str, str], ...]:
    """The extra contexts as text: what they say now is what the compiled context belongs to."""
    try:
        return tuple((url, json.dumps(extra[url])) for url in sorted(extra))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(
            "USAGE",
            "An extra context is not JSON.",
            found=str(error),
            expected="a mapping from URLs to parsed context documents",
        ) from error


def _compile(urls: tuple[str, ...], texts: Mapping[str, str]) -> Context:
    def documents(url: str) -> Mapping[str, Any]:
        if url in texts:
            document: Mapping[str, Any] = json.loads(texts[url])
            return document
        if url in contexts.URLS:
            return contexts.document(url)
        raise KeyError(url)

    processor = Processor(documents)
    return Context(processor.initial(), processor, {}).derive(list(urls))
