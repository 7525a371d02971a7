"""What all documents in CTDL share: prefixes, identifiers, alignments."""

from __future__ import annotations

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

SPEC: Final = "https://credreg.net/ctdl/terms"

_TEXTS: Final = (
    "addressCountry",
    "assessmentMethodDescription",
    "description",
    "frameworkName",
    "keyword",
    "name",
    "targetNodeName",
)
"""Terms whose values are texts by language."""

CONTEXT: Final[dict[str, Any]] = {
    "ceterms": "https://purl.org/ctdl/terms/",
    "compare": "https://purl.org/ctdl/vocabs/compare/",
    "deliveryType": "https://purl.org/ctdl/vocabs/deliveryType/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{f"ceterms:{name}": {"@id": f"ceterms:{name}", "@container": "@language"} for name in _TEXTS},
}
"""The context, which every document holds itself."""


def ctid(iri: str) -> str:
    """The identifier that a registry asks of everything: always the same one for an IRI.

    >>> ctid("https://school.example/course")
    'ce-d55299b5-d45b-5040-98c7-2b756d2d7a6a'
    """
    return f"ce-{uuid5(NAMESPACE_URL, iri)}"


def aligned(target: str | None, name: Any, framework: str | None = None) -> dict[str, Any]:
    """An alignment to something in a framework."""
    node: dict[str, Any] = {"@type": "ceterms:CredentialAlignmentObject"}
    if target is not None:
        node["ceterms:targetNode"] = {"@id": target}
    if name is not None:
        node["ceterms:targetNodeName"] = name if isinstance(name, dict) else {"en": str(name)}
    if framework is not None:
        node["ceterms:frameworkName"] = {"en": framework}
    return node
