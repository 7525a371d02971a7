"""Which contexts a document may use: approved ones, by URL, at the top and in embedded credentials.

Spec: https://www.w3.org/TR/vc-data-integrity/#validating-contexts
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Final

from elm_microcred import contexts
from elm_microcred.errors import ElmMicrocredError, UsageError
from elm_microcred.jsonld.compiled import Context
from elm_microcred.jsonld.findings import At, Findings
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.jsonld.plans import Family
from elm_microcred.jsonld.processor import Processor
from elm_microcred.jsonld.scopes import ReadContext

ExtraContexts = Mapping[str, Mapping[str, Any] | bytes]
"""Context documents that the caller approves, by URL, parsed or as bytes.

Under the URL of a bundled context only what is known there is taken: the same JSON, or that of a
version that was published there before (`elm_microcred.contexts.digests`, `canonical_digests`).

A context that is written into a document has no URL. It is approved by the name that
`inline_contexts` gives it, which is that of its content and of nothing else.
"""

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
_INLINE: Final = "ni:///sha-256;"
_MOST_ROOTS: Final = 64
"""Most combinations of contexts that are kept compiled."""

_roots: dict[tuple[Any, ...], Context] = {}
_lock = Lock()


def inline_contexts(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The contexts that are written into a document, and into credentials that it presents.

    Who passes them as `extra_contexts` approves what the document itself says that its terms
    mean. That is right for a credential of one's own and for a test, never for a credential
    that somebody else sends: who may exchange a context may exchange the meaning of what was
    signed. A context that is fetched from inside of another is refused as ever.
    """
    return {_inline_name(item): {"@context": item} for item in _inline(document)}


def _inline(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    presented = document.get("verifiableCredential", [])
    for holder in (document, *(presented if isinstance(presented, list) else [presented])):
        items = holder.get("@context") if isinstance(holder, Mapping) else None
        for item in (items if isinstance(items, list) else [items])[:_MOST_CONTEXTS]:
            if isinstance(item, dict) and _is_canonical(item):
                yield item


def _is_canonical(context: dict[str, Any]) -> bool:
    try:
        canonicalize_json(context)
    except ElmMicrocredError:
        return False
    return True


def _inline_name(context: dict[str, Any]) -> str:
    """The name of a context by its content.

    Spec: https://www.rfc-editor.org/rfc/rfc6920#section-3
    """
    digest = hashlib.sha256(canonicalize_json(context)).digest()
    return _INLINE + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _approved_inline(item: Any, extra: ExtraContexts) -> str | None:
    """The name of an inline context that the caller approves; `None` for anything else."""
    is_asked = isinstance(item, dict) and any(name.startswith(_INLINE) for name in extra)
    if not is_asked or not _is_canonical(item):
        return None
    name = _inline_name(item)
    return name if name in extra else None


def read_urls(
    value: Any, at: At, findings: Findings, extra: ExtraContexts
) -> tuple[str, ...] | None:
    """The URLs of an `@context` member; `None` where it names anything but approved contexts.

    An inline context that is approved has the name of its content in place of a URL.
    """
    items = value if isinstance(value, list) else [value]
    names: list[str] = []
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
        name = _approved_inline(item, extra) or item
        if isinstance(name, dict):
            findings.note("CONTEXT_INLINE_NOT_ALLOWED", here, f"{{{', '.join(map(str, item))}}}")
        elif not isinstance(name, str):
            findings.note("CONTEXT_INVALID", here, item)
        elif name not in extra and name not in contexts.URLS:
            findings.note("CONTEXT_UNKNOWN", here, item)
        elif name in extra and not _is_known(name, extra[name]):
            findings.note("CONTEXT_HASH_MISMATCH", here, item)
        else:
            names.append(name)
    return tuple(names) if len(findings) == before else None


def _is_known(url: str, given: Mapping[str, Any] | bytes) -> bool:
    """Whether a caller's context may stand at a URL: at that of a bundled one, only its own."""
    if url not in contexts.URLS:
        return True
    if isinstance(given, bytes):
        return hashlib.sha256(given).hexdigest() in contexts.digests(url)
    if given == contexts.document(url):
        return True
    known = contexts.canonical_digests(url)
    return bool(known) and hashlib.sha256(canonicalize_json(given)).hexdigest() in known


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


def known(value: Any, extra: ExtraContexts) -> Context | None:
    """The compiled context of an `@context` member that was met before; `None` of any other."""
    if extra or type(value) is not list:
        return None
    try:
        context = _roots.get((tuple(value), ()))
    except TypeError:  # an inline context
        return None
    return None if context is None or context.family.is_full else context


def compiled(urls: tuple[str, ...], extra: ExtraContexts) -> Context:
    """The contexts at these URLs, compiled; kept for the documents to come.

    Raises:
        JsonLdError: If they contradict each other.
        UsageError: If an extra context is not JSON.
    """
    texts = _texts(extra)
    key = (urls, texts)
    context = _roots.get(key)
    if context is None or context.family.is_full:
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
        return tuple((url, _text(extra[url])) for url in sorted(extra))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(
            "USAGE",
            "An extra context is not JSON.",
            found=str(error),
            expected="a mapping from URLs to context documents",
        ) from error


def _text(given: Mapping[str, Any] | bytes) -> str:
    return json.dumps(json.loads(given) if isinstance(given, bytes) else given)


def _compile(urls: tuple[str, ...], texts: Mapping[str, str]) -> Context:
    def documents(url: str) -> Mapping[str, Any]:
        if url in texts:
            document: Mapping[str, Any] = json.loads(texts[url])
            return document
        if url in contexts.URLS:
            return contexts.document(url)
        raise KeyError(url)

    processor = Processor(documents, are_known=not texts)
    return Context(processor.initial(), processor, Family()).derive(list(urls))
