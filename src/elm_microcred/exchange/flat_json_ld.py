"""RDF as JSON-LD in its expanded, flattened form: one object per node and graph, no context.

Spec: https://www.w3.org/TR/json-ld11-api/#serialize-rdf-as-json-ld-algorithm
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from elm_microcred.exchange.turtle import RDF_TYPE
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.nquads import XSD

_LITERAL: Final = re.compile(
    r'(?P<text>".*")(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<type>.*)>)?', re.DOTALL
)


def to_json_ld(quads: Iterable[Quad]) -> str:
    """The quads as JSON-LD: an array of node objects, those of named graphs under `@graph`.

    Numbers and truth values stay typed strings, so that no digit changes; lists stay the
    nodes that they are made of.
    """
    graphs: dict[str, dict[str, dict[str, Any]]] = {"": {}}
    for s, p, o, g in quads:
        node = graphs.setdefault(g, {}).setdefault(s, {"@id": _name(s)})
        if p == RDF_TYPE and o[0] != '"':
            node.setdefault("@type", []).append(_name(o))
        else:
            node.setdefault(_name(p), []).append(_object(o))
    default = graphs.pop("")
    named = [{"@id": _name(g), "@graph": list(nodes.values())} for g, nodes in graphs.items()]
    return json.dumps([*default.values(), *named], ensure_ascii=False, indent=2) + "\n"


def _name(term: str) -> str:
    return term if term.startswith("_:") else term[1:-1]


def _object(term: str) -> dict[str, str]:
    match = _LITERAL.fullmatch(term)
    if match is None:
        return {"@id": _name(term)}
    text: str = json.loads(match["text"])
    if match["language"]:
        return {"@value": text, "@language": match["language"]}
    if match["type"] and match["type"] != XSD + "string":
        return {"@value": text, "@type": match["type"]}
    return {"@value": text}
