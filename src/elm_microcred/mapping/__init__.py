"""Micro-credentials as documents: the European Learning Model, Open Badges 3.0, and back."""

from elm_microcred.mapping.conversion import convert
from elm_microcred.mapping.document import Conversion, Document, format_of
from elm_microcred.mapping.elm import envelope_of, from_elm, in_envelope, to_elm
from elm_microcred.mapping.open_badges import from_open_badge, to_open_badge

__all__ = [
    "Conversion",
    "Document",
    "convert",
    "envelope_of",
    "format_of",
    "from_elm",
    "from_open_badge",
    "in_envelope",
    "to_elm",
    "to_open_badge",
]
