"""JSON-LD that loses nothing: reading, expansion, quads and canonical forms."""

from elm_microcred.jsonld.approved import ExtraContexts, inline_contexts
from elm_microcred.jsonld.document import (
    CanonicalForm,
    Survey,
    TermsSeen,
    canonical_form,
    canonicalize,
    check_terms,
    expand,
    look_at_terms,
    survey,
    to_placed_quads,
    to_quads,
)
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.jsonld.nquads import Quad, parse_nquads, to_nquads
from elm_microcred.jsonld.rdfc10 import canonical_labels, canonicalize_quads
from elm_microcred.strict_json import read_json

__all__ = [
    "CanonicalForm",
    "ExtraContexts",
    "Quad",
    "Survey",
    "TermsSeen",
    "canonical_form",
    "canonical_labels",
    "canonicalize",
    "canonicalize_json",
    "canonicalize_quads",
    "check_terms",
    "expand",
    "inline_contexts",
    "look_at_terms",
    "parse_nquads",
    "read_json",
    "survey",
    "to_nquads",
    "to_placed_quads",
    "to_quads",
]
