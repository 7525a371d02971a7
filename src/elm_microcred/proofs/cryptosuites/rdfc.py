"""The parts of the suites that sign the RDF of a document: RDF Dataset Canonicalization."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.jsonld import ExtraContexts, canonicalize
from elm_microcred.limits import Limits
from elm_microcred.proofs.cryptosuites.suite import Document

_recent: dict[tuple[Any, ...], str] = {}
"""Canonical proof configurations: the same for all that one key signs within one second."""
_MOST_RECENT: Final = 64
_MOST_MEMBERS: Final = 16
_LONGEST: Final = 512


def transform(
    document: Document,
    /,
    *,
    digest: str,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
) -> str:
    """The canonical N-Quads of a document, or an error that names what would be lost.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-rdfc-2022
    """
    key = None if extra_contexts else _content(document)
    if key is None:
        return canonicalize(
            document, algorithm=digest, limits=limits, extra_contexts=extra_contexts
        )
    key = (*key, digest, limits)
    canonical = _recent.get(key)
    if canonical is None:
        canonical = canonicalize(document, algorithm=digest, limits=limits)
        if len(_recent) >= _MOST_RECENT:
            _recent.clear()
        _recent[key] = canonical
    return canonical


def _content(document: Document) -> tuple[Any, ...] | None:
    """All that a small flat document holds; `None` of any other."""
    if len(document) > _MOST_MEMBERS or "cryptosuite" not in document:
        return None
    found: list[str | tuple[str, ...]] = []
    for name, value in document.items():
        if type(value) is str and len(value) <= _LONGEST:
            found += (name, value)
        elif name == "@context" and type(value) is list and all(type(v) is str for v in value):
            found.append(tuple(value))
        else:
            return None
    return tuple(found)


def configure(document: Document, options: Document, /) -> tuple[Document, Document]:
    """The document, and the proof configuration in the context of the document.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-rdfc-2022
    """
    return document, {"@context": document.get("@context"), **options}
