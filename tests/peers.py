"""PyLD as a second processor: its own quads, without any of our code but the contexts."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pyld import jsonld
from pyld.nquads import RDF_LANGSTRING

from elm_microcred import contexts
from elm_microcred.jsonld.nquads import Quad, literal

_BASE = "https://base.invalid/"
"""Without a base, PyLD cannot read the keys of property-based index maps."""


def _loader(extra: Mapping[str, Any]) -> Any:
    def load(url: str, _options: Any) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": copy.deepcopy(extra.get(url) or contexts.document(url)),
        }

    return load


def pyld_quads(document: Any, extra: Mapping[str, Any]) -> list[Quad]:
    """The quads that PyLD gives, each term spelt as we spell it."""
    options = {"base": _BASE, "documentLoader": _loader(extra), "rdfDirection": "i18n-datatype"}
    dataset = jsonld.to_rdf(document, options)
    return [
        Quad(
            _term(triple["subject"]),
            _term(triple["predicate"]),
            _term(triple["object"]),
            "" if graph == "@default" else graph if graph[0] == "_" else f"<{graph}>",
        )
        for graph, triples in dataset.items()
        for triple in triples
    ]


def _term(term: Mapping[str, str]) -> str:
    if term["type"] == "blank node":
        return term["value"]
    if term["type"] == "IRI":
        return f"<{term['value']}>"
    language = term.get("language", "") if term["datatype"] == RDF_LANGSTRING else ""
    return literal(term["value"], datatype=term["datatype"], language=language)
