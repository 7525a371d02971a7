"""Turtle and TriG, written so that people can read them and every literal stays as it is spelt.

Spec: https://www.w3.org/TR/turtle/ and https://www.w3.org/TR/trig/
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from elm_microcred.jsonld import Quad

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "clv": "http://data.europa.eu/m8g/",
    "cred": "https://www.w3.org/2018/credentials#",
    "dc": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "org": "http://www.w3.org/ns/org#",
    "person": "http://www.w3.org/ns/person#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "sec": "https://w3id.org/security#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "status": "https://www.w3.org/ns/credentials/status#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Namespaces of what credentials use, by prefix."""

RDF_TYPE: Final = f"<{PREFIXES['rdf']}type>"

_DEEPEST: Final = 32
"""Blank nodes are nested no deeper; below, they go by their label."""
_NAMESPACED: Final = re.compile(r"<([^<>]*[/#])([A-Za-z_][A-Za-z0-9_-]*)>\Z")
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_FIRST: Final = ("VerifiablePresentation>", "VerifiableCredential>")

_Properties = dict[str, dict[str, list[str]]]
"""Objects by predicate by subject, within one graph."""


def to_turtle(quads: Iterable[Quad]) -> str:
    """The quads as TriG, which is Turtle where none stands in a named graph.

    Credentials come first, all else is sorted. A blank node that is referred to once stands
    where it is referred to.
    """
    graphs: defaultdict[str, _Properties] = defaultdict(dict)
    for s, p, o, g in sorted(quads, key=lambda quad: (quad.graph, quad)):
        graphs[g].setdefault(s, {}).setdefault(p, []).append(o)
    blank = _referred_to_once(graphs)
    blocks = []
    for graph, properties in graphs.items():
        nested = _nested(properties, blank)
        roots = sorted(properties.keys() - nested, key=lambda s: (not _is_first(properties[s]), s))
        text = "\n".join(f"{_subject(s, properties, nested)} .\n" for s in roots)
        blocks.append(f"{_short(graph)} {{\n{text}}}\n" if graph else text)
    used = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in _prefixes(graphs))
    return "\n".join([*filter(None, [used]), *blocks])


def _is_first(objects: dict[str, list[str]]) -> bool:
    return any(type.endswith(_FIRST) for type in objects.get(RDF_TYPE, ()))


def _prefixes(graphs: dict[str, _Properties]) -> list[str]:
    """The prefixes that the text uses, sorted."""
    terms = set(graphs)
    for properties in graphs.values():
        for subject, objects in properties.items():
            terms |= {subject, *objects, *_objects(objects)}
    return sorted({found[1] for term in terms - {RDF_TYPE} if (found := _divided(term))})


def _referred_to_once(graphs: dict[str, _Properties]) -> set[str]:
    """Blank nodes that are the object of one statement and stand in no other graph."""
    count: Counter[str] = Counter()
    home: dict[str, set[str]] = defaultdict(set)
    for graph, properties in graphs.items():
        count[graph] += 2  # the name of a graph is referred to by all of it
        for subject, objects in properties.items():
            home[subject].add(graph)
            for term in _objects(objects):
                count[term] += 1
                home[term].add(graph)
    return {t for t, n in count.items() if t.startswith("_:") and n == 1 and len(home[t]) == 1}


def _nested(properties: _Properties, candidates: set[str]) -> set[str]:
    """The candidates that are written where they are referred to.

    Not so what is too deep, and one of each circle: they are written apart, by their label.
    """
    nested: set[str] = set()
    apart = sorted(properties.keys() - candidates) + sorted(properties.keys() & candidates)
    for root in apart:
        level = [] if root in nested else [root]
        for _ in range(_DEEPEST):
            below = {o for s in level for o in _objects(properties.get(s, {})) if o in candidates}
            level = sorted(below - nested - {root})
            nested |= set(level)
    return nested


def _objects(objects: dict[str, list[str]]) -> Iterator[str]:
    for said in objects.values():
        yield from said


def _subject(subject: str, properties: _Properties, nested: set[str]) -> str:
    return f"{_short(subject)} {_members(properties[subject], properties, nested, 1)}"


def _members(
    objects: dict[str, list[str]], properties: _Properties, nested: set[str], depth: int
) -> str:
    """The predicates and objects of one subject, the type first."""
    tab = "\n" + "  " * depth
    lines = []
    for predicate in sorted(objects, key=lambda p: (p != RDF_TYPE, p)):
        said = []
        for term in objects[predicate]:
            if term not in nested:
                said.append(_short(term))
            elif term not in properties:
                said.append("[]")
            else:
                inner = _members(properties[term], properties, nested, depth + 1)
                said.append(f"[{tab}  {inner}{tab}]")
        name = "a" if predicate == RDF_TYPE else _short(predicate)
        lines.append(f"{name} {', '.join(said)}")
    return f" ;{tab}".join(lines)


def _short(term: str) -> str:
    """The term with a prefix for its namespace, or for that of its datatype."""
    found = _divided(term)
    return "".join((found[0], found[1], ":", found[2])) if found else term


def _divided(term: str) -> tuple[str, str, str] | None:
    """What stands before the IRI that the term ends with, its prefix and its local name."""
    match = _NAMESPACED.search(term) if term.endswith(">") else None
    prefix = _PREFIX_OF.get(match[1]) if match else None
    return (term[: match.start()], prefix, match[2]) if match and prefix else None
