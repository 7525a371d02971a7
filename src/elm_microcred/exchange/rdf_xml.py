"""RDF/XML, for systems that read nothing else.

Spec: https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final, NoReturn

from elm_microcred.errors import MappingError
from elm_microcred.exchange.turtle import PREFIXES
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.nquads import XSD

_RDF: Final = PREFIXES["rdf"]
_PREDICATE: Final = re.compile(r"<(.*[^A-Za-z0-9_.-])([A-Za-z_][A-Za-z0-9_.-]*)>")
"""The IRI before and after the place where an XML name can begin."""
_RESERVED: Final = frozenset(
    _RDF + name
    for name in (
        *("RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype"),
        *("aboutEach", "aboutEachPrefix", "li", "Description"),
    )
)
_ENTITIES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
)
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LITERAL: Final = re.compile(
    r'(?P<text>".*")(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<type>.*)>)?', re.DOTALL
)


def to_rdf_xml(quads: Iterable[Quad], *, remark: str = "") -> str:
    """The quads, all of them of the default graph, as RDF/XML.

    Args:
        quads: Quads in the order in which their subjects shall stand.
        remark: A comment for the reader.

    Raises:
        MappingError: At a predicate that is no XML name, or a character that XML cannot hold.
    """
    prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}
    used = {_RDF: "rdf"}
    body = []
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        lines = []
        for _, predicate, term, _ in group:
            namespace, name = _divided(predicate)
            prefix = used.setdefault(
                namespace, prefixes.get(namespace) or f"ns{len(used.keys() - prefixes.keys()) + 1}"
            )
            lines.append(_property(f"{prefix}:{name}", term))
        body += [f"  <rdf:Description {_reference(subject, 'about')}>", *lines]
        body.append("  </rdf:Description>")
    declared = [f' xmlns:{p}="{_clean(n)}"' for n, p in sorted(used.items(), key=lambda u: u[1])]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            *([f"<!-- {remark} -->"] if remark else []),
            "<rdf:RDF" + "\n   ".join(declared) + ">",
            *body,
            "</rdf:RDF>\n",
        ]
    )


def _divided(predicate: str) -> tuple[str, str]:
    match = _PREDICATE.fullmatch(predicate)
    if match is None:
        _refuse("This predicate cannot be an XML name.", predicate, "an IRI that ends in a name")
    if predicate[1:-1] in _RESERVED:
        _refuse("RDF/XML keeps this name for itself.", predicate, "another predicate")
    return match[1], match[2]


def _reference(term: str, attribute: str) -> str:
    if term.startswith("_:"):
        return f'rdf:nodeID="{term[2:]}"'
    return f'rdf:{attribute}="{_clean(term[1:-1])}"'


def _property(name: str, term: str) -> str:
    match = _LITERAL.fullmatch(term)
    if match is None:
        return f"    <{name} {_reference(term, 'resource')}/>"
    text = _clean(json.loads(match["text"]))
    if match["language"]:
        return f'    <{name} xml:lang="{match["language"]}">{text}</{name}>'
    if match["type"] and match["type"] != XSD + "string":
        return f'    <{name} rdf:datatype="{_clean(match["type"])}">{text}</{name}>'
    return f"    <{name}>{text}</{name}>"


def _clean(text: str) -> str:
    """The text as it stands in XML, between tags or quotation marks."""
    wrong = _NO_XML.search(text)
    if wrong is not None:
        found = f"U+{ord(wrong[0]):04X} in {text[max(0, wrong.start() - 30) : wrong.end() + 30]!r}"
        _refuse("XML has no way to hold this character.", found, "text without control characters")
    return text.translate(_ENTITIES)


def _refuse(detail: str, found: str, expected: str) -> NoReturn:
    raise MappingError(
        "RDF_INEXPRESSIBLE",
        f"RDF/XML cannot say this. {detail}",
        found=found,
        expected=expected,
        remedy="Use turtle, trig, nquads or json-ld.",
    )
