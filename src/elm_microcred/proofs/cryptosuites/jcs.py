"""The parts of the suites that sign the JSON of a document: JSON Canonicalization Scheme."""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import ProofError
from elm_microcred.limits import Limits
from elm_microcred.proofs.cryptosuites.suite import Document


def transform(document: Document, /, *, digest: str, limits: Limits) -> str:  # noqa: ARG001 - a Transform
    """The canonical JSON of a document.

    Raises:
        ProofError: If a value is not one of I-JSON.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#transformation-eddsa-jcs-2022
    """
    import rfc8785

    try:
        return rfc8785.dumps(document).decode()
    except rfc8785.CanonicalizationError as error:
        raise ProofError(
            "DATA_INVALID",
            f"The document cannot be written as canonical JSON: {error}.",
            spec="https://www.rfc-editor.org/rfc/rfc8785",
        ) from error


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
