"""The parts of the suites that sign the JSON of a document: JSON Canonicalization Scheme."""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import ProofError
from elm_microcred.jsonld import ExtraContexts
from elm_microcred.jsonld.jcs import canonical_text
from elm_microcred.limits import Limits
from elm_microcred.proofs.cryptosuites.suite import Document


def transform(
    document: Document,
    /,
    *,
    digest: str,  # noqa: ARG001 - as every Transform
    limits: Limits,  # noqa: ARG001 - as every Transform
    extra_contexts: ExtraContexts | None = None,  # noqa: ARG001 - as every Transform
) -> str:
    """The canonical JSON of a document.

    Raises:
        JsonLdError: If a value is not one that everybody reads alike.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-jcs-2022
    """
    return canonical_text(document)


def configure(document: Document, options: Document, /) -> tuple[Document, Document]:
    """The document in the context that the proof was made for, and the proof configuration.

    Raises:
        ProofError: If the context of the document does not begin with that of the proof.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022
    """
    if "@context" not in options:
        return document, options
    signed, found = _listed(options["@context"]), _listed(document.get("@context"))
    if found[: len(signed)] != signed:
        raise ProofError(
            "PROOF_SIGNATURE_INVALID",
            "The proof was made for another @context than the document's.",
            pointer="/@context",
            spec="https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022",
        )
    return {**document, "@context": options["@context"]}, options


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
