"""Literals: how strings, numbers and JSON of a document stand in N-Quads.

Spec: https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, Final

from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.jsonld.nquads import RDF, XSD, escape

DOUBLE: Final = XSD + "double"
_SAFE_INTEGER: Final = 2**53 - 1
_ZEROS: Final = re.compile(r"(\d)0*E\+?(-)?0*(\d)")
SHORT: Final = 512
"""Text of fewer characters is looked at in another way."""
_TO_ESCAPE: Final = (*map(chr, range(0x20)), '"', "\\", "\x7f")
"""What is escaped, of ASCII."""


def quoted(text: str) -> str:
    """The text with what N-Quads escapes escaped, behind its opening quotation mark.

    Most text holds nothing to escape; C finds that out, in one way for short and in another
    for long text.

    Raises:
        UnicodeEncodeError: If it holds a lone surrogate.
    """
    if len(text) < SHORT:
        if text.isprintable() and '"' not in text and "\\" not in text:
            return '"' + text
    elif text.isascii() and not any(map(text.__contains__, _TO_ESCAPE)):
        return '"' + text
    text.encode()
    return '"' + escape(text)


def number(value: int | float, datatype: str = "") -> str:
    """The number (or boolean) as an N-Quads literal, of that datatype if one is given.

    >>> number(3.0), number(0.1)
    ('"3"^^<http://www.w3.org/2001/XMLSchema#integer>', \
'"1.0E-1"^^<http://www.w3.org/2001/XMLSchema#double>')
    """
    if isinstance(value, bool):
        return f'"{"true" if value else "false"}"^^<{datatype or XSD + "boolean"}>'
    if _is_double(value, datatype):
        return f'"{canonical_double(value)}"^^<{datatype or DOUBLE}>'
    return f'"{int(value)}"^^<{datatype or XSD + "integer"}>'


def canonical_double(value: float) -> str:
    """The canonical lexical form of an xsd:double.

    Spec: https://www.w3.org/TR/json-ld11-api/#data-round-tripping
    """
    return _ZEROS.sub(r"\1E\2\3", f"{value:1.15E}")


def is_interoperable(value: int | float) -> bool:
    """Whether every JSON system reads this number alike (RFC 7493)."""
    if isinstance(value, int):
        return -_SAFE_INTEGER <= value <= _SAFE_INTEGER
    return isfinite(value)


def is_exact(value: int | float, datatype: str = "") -> bool:
    """Whether `number` keeps the value: doubles are written with 16 digits, and may need 17."""
    return not _is_double(value, datatype) or float(canonical_double(value)) == value


def _is_double(value: int | float, datatype: str) -> bool:
    return datatype == DOUBLE or value != int(value) or abs(value) >= 1e21


def json_literal(value: Any) -> str:
    """The JSON value as an N-Quads literal of type rdf:JSON.

    Raises:
        JsonLdError: If it is not a JSON value that everybody reads alike.
    """
    return f'"{escape(canonicalize_json(value).decode())}"^^<{RDF}JSON>'
