"""The issuer of what is signed is whoever controls the key: verifiers ask for nothing less."""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.proof import identifier_of, is_presentation
from elm_microcred.proofs.signer import Signer

Document = dict[str, Any]


def issued_by(signer: Signer, document: Document) -> Document:
    """The document with the signer's controller as its issuer.

    Raises:
        ProofGenerationError: If it names another issuer (`KEY_ISSUER_MISMATCH`).
    """
    if is_presentation(document):
        return document
    issuer = document.get("issuer")
    named = identifier_of(issuer)
    if named == signer.controller:
        return document
    if named is not None and not named.startswith("urn:"):
        raise ProofGenerationError(
            "KEY_ISSUER_MISMATCH",
            "The issuer of the document is not the signer's controller: nobody could verify it.",
            pointer="/issuer/id" if isinstance(issuer, dict) else "/issuer",
            found=named,
            expected=signer.controller,
            remedy="Make the document with issuer_id=signer.controller, leave the issuer's id out,"
            " or sign with a key in the issuer's own document:"
            " LocalSigner(…, verification_method='https://issuer.example/id#key').",
            spec="https://www.w3.org/TR/vc-data-model-2.0/#issuer",
        )
    if named is not None:
        document = _replace(document, named, signer.controller)
    if isinstance(issuer, dict):
        return {**document, "issuer": {"id": signer.controller, **_without_id(document["issuer"])}}
    return {**document, "issuer": signer.controller}


def _without_id(issuer: Document) -> Document:
    return {name: value for name, value in issuer.items() if name != "id"}


def _replace(value: Any, old: str, new: str) -> Any:
    """A JSON value with one string in place of another, wherever it stands."""
    if isinstance(value, dict):
        return {name: _replace(entry, old, new) for name, entry in value.items()}
    if isinstance(value, list):
        return [_replace(entry, old, new) for entry in value]
    return new if value == old else value
