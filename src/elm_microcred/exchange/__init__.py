"""Credentials as other systems exchange them: RDF, out and in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.exchange.rdf import to_rdf
    from elm_microcred.exchange.rdf_import import each_from_rdf, from_rdf, read_rdf

__all__ = ["each_from_rdf", "from_rdf", "read_rdf", "to_rdf"]


def __getattr__(name: str) -> Any:
    """A function, loaded when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "rdf" if name == "to_rdf" else "rdf_import"
    found = getattr(import_module(f"elm_microcred.exchange.{module}"), name)
    globals()[name] = found
    return found
