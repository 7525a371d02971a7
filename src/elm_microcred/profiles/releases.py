"""Releases of ELM: the namespaces that its terms stand in, and how to go from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

Release = Literal["3.2", "3.3"]
"""A state of ELM's namespaces: up to 3.2, and from 3.3 on."""

NAMESPACES: Final[Mapping[Release, tuple[str, str]]] = MappingProxyType(
    {
        "3.2": (
            "http://data.europa.eu/snb/model/elm/",
            "http://data.europa.eu/snb/model/ap/",
        ),
        "3.3": (
            "http://data.europa.eu/snb/model/ontology/",
            "http://data.europa.eu/snb/model/application-profile/",
        ),
    }
)
"""Where the terms and where the application profiles of ELM stand."""


def iri_in(iri: str, release: Release) -> str:
    """The IRI of the same term or application profile in another release of ELM."""
    for other, namespaces in NAMESPACES.items():
        for theirs, ours in zip(namespaces, NAMESPACES[release], strict=True):
            if other != release and iri.startswith(theirs):
                return ours + iri.removeprefix(theirs)
    return iri


def rewrite(document: Any, *, release: Release = "3.2") -> Any:
    """The document with the IRIs of ELM's terms and profiles as another release has them.

    Member names, types and identifiers change; texts stay as they are.
    """
    if isinstance(document, Mapping):
        return {
            iri_in(name, release): _rewritten(name, value, release)
            for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [rewrite(item, release=release) for item in document]
    return document


_IRI_MEMBERS = {"id", "@id", "type", "@type", "@vocab"}


def _rewritten(name: str, value: Any, release: Release) -> Any:
    if name in _IRI_MEMBERS and isinstance(value, str):
        return iri_in(value, release)
    if name in _IRI_MEMBERS and isinstance(value, list):
        return [iri_in(item, release) if isinstance(item, str) else item for item in value]
    return rewrite(value, release=release)
