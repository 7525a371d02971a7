"""Credentials as other systems exchange them: RDF, ELMO, attestations of wallets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.exchange.ctdl import pathway_to_ctdl, to_ctdl
    from elm_microcred.exchange.elmo import read_elmo, to_elmo
    from elm_microcred.exchange.eudi import from_eudi, to_eudi
    from elm_microcred.exchange.rdf import to_rdf
    from elm_microcred.exchange.rdf_import import each_from_rdf, from_rdf, read_rdf

_HOMES = {
    "each_from_rdf": "rdf_import",
    "from_eudi": "eudi",
    "from_rdf": "rdf_import",
    "pathway_to_ctdl": "ctdl",
    "read_elmo": "elmo",
    "read_rdf": "rdf_import",
    "to_ctdl": "ctdl",
    "to_elmo": "elmo",
    "to_eudi": "eudi",
    "to_rdf": "rdf",
}
"""Public name to the module that has it."""

__all__ = [
    "each_from_rdf",
    "from_eudi",
    "from_rdf",
    "pathway_to_ctdl",
    "read_elmo",
    "read_rdf",
    "to_ctdl",
    "to_elmo",
    "to_eudi",
    "to_rdf",
]


def __getattr__(name: str) -> Any:
    """A function, loaded when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"elm_microcred.exchange.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
