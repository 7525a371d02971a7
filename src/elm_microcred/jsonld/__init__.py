"""JSON-LD that loses nothing: reading, expansion, quads and canonical forms."""

from elm_microcred.strict_json import read_json

__all__ = ["read_json"]
