"""The parts of the suites that sign the RDF of a document: RDF Dataset Canonicalization."""

from __future__ import annotations

from elm_microcred.jsonld import ExtraContexts, canonicalize
from elm_microcred.limits import Limits
from elm_microcred.proofs.cryptosuites.suite import Document


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
    return canonicalize(document, algorithm=digest, limits=limits, extra_contexts=extra_contexts)


def configure(document: Document, options: Document, /) -> tuple[Document, Document]:
    """The document, and the proof configuration in the context of the document.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-rdfc-2022
    """
    return document, {"@context": document.get("@context"), **options}
