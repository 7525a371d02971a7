"""What is mended on the way to RDF, and only there: signed documents stay as they are.

Ids. Files of European Digital Credentials number what they describe: `urn:epass:person:1`,
`urn:certificateAddress:1`. Such an id means something else in the next file. Scoped, it becomes
`<id of the credential>#urn:epass:person:1`, from which the original can be had back.

Mistakes of the published contexts:

- ELM: the namespace of `latitude` and `longitude` lacks its slash, so that JSON-LD 1.1 takes
  `clv:` for no prefix but for a scheme, and JSON-LD 1.0 for `http://data.europa.eu/m8g…`.
- ELM: `dateModified` is declared an IRI, so that a date is lost; it is an `xsd:dateTime`.
- ELM: `geometry`, `hasMember`, `defaultLanguage` and `areaDialing` have no term.
- Open Badges and CLR: datatypes of XML Schema under https, or with the prefix `xsd:` unexpanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from elm_microcred.contexts import EDC_AP
from elm_microcred.jsonld import Quad

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?")
_CARRIER: Final = "urn:elm-microcred:date:"
"""A date travels through JSON-LD, which wants an IRI in its place, behind this."""

_MISSING_LINKS: Final = {
    "geometry": "http://www.w3.org/ns/locn#geometry",
    "hasMember": "http://www.w3.org/ns/org#hasMember",
    "defaultLanguage": "http://data.europa.eu/snb/model/elm/defaultLanguage",
}
_MISSING_TEXTS: Final = {"areaDialing": "http://data.europa.eu/snb/model/elm/areaDialing"}

_SLASHLESS: Final = re.compile(r"<(?:clv:|http://data\.europa\.eu/m8g)([A-Za-z]+)>")
_WRONG_DATATYPE: Final = re.compile(r'"\^\^<(?:https://www\.w3\.org/2001/XMLSchema#|xsd:)(\w+)>$')
_LOCAL: Final = re.compile(r"<(urn:(?:epass|certificate[A-Za-z]*):[^>]*)>")
_CREDENTIAL: Final = "<https://www.w3.org/2018/credentials#VerifiableCredential>"
_TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def with_defined_terms(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ELM document with its undefined terms written as IRIs; any other as it is."""
    contexts = document.get("@context")
    if EDC_AP not in (contexts if isinstance(contexts, list) else [contexts]):
        return document
    mended: Mapping[str, Any] = _defined(document)
    return mended


def is_mended(document: Mapping[str, Any], pointer: str) -> bool:
    """Whether what stands at a place of the document is what `with_defined_terms` mends there.

    Args:
        document: An ELM document; of any other nothing is mended.
        pointer: A JSON Pointer to what JSON-LD would lose of it.
    """
    contexts = document.get("@context")
    if EDC_AP not in (contexts if isinstance(contexts, list) else [contexts]):
        return False
    here: Any = document
    is_date = False
    for step in pointer.split("/")[1:]:
        if isinstance(here, list):
            here = here[int(step)]
            continue
        name = step.replace("~1", "/").replace("~0", "~")
        if name in _MISSING_LINKS or name in _MISSING_TEXTS:
            return True
        if not isinstance(here, Mapping) or name not in here:
            return False
        here = here[name]
        is_date = name == "dateModified"
    return is_date and _carried(here) is not here


def _defined(value: Any) -> Any:
    if isinstance(value, list):
        return [_defined(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    mended = {}
    for name, member in value.items():
        if name == "dateModified":
            mended[name] = _each(member, _carried)
        elif name in _MISSING_LINKS:
            mended[_MISSING_LINKS[name]] = _each(_defined(member), _linked)
        else:
            mended[_MISSING_TEXTS.get(name, name)] = _defined(member)
    return mended


def _each(value: Any, mend: Any) -> Any:
    return [mend(item) for item in value] if isinstance(value, list) else mend(value)


def _carried(value: Any) -> Any:
    return _CARRIER + value if isinstance(value, str) and _DATE.fullmatch(value) else value


def _linked(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


def with_correct_iris(quads: Iterable[Quad]) -> list[Quad]:
    """The quads with the predicates and datatypes that the vocabularies define."""
    return [
        quad._replace(predicate=_predicate(quad.predicate), object=_object(quad.object))
        for quad in quads
    ]


def _predicate(term: str) -> str:
    return _SLASHLESS.sub(r"<http://data.europa.eu/m8g/\1>", term)


def _object(term: str) -> str:
    if term.startswith("<" + _CARRIER):
        date = term[1 + len(_CARRIER) : -1]
        return f'"{date if "T" in date else date + "T00:00:00Z"}"^^<{_XSD}dateTime>'
    wrong = _WRONG_DATATYPE.search(term)
    if wrong is None:
        return term
    text = term[: wrong.start() + 1]
    return text if wrong[1] == "string" else f"{text}^^<{_XSD}{wrong[1]}>"


def with_scoped_ids(quads: Iterable[Quad], id: str) -> list[Quad]:
    """The quads with each local id put below the id of its credential.

    In a named graph that is the credential of the graph; elsewhere the one of that `id`.
    """
    quads = list(quads)
    owners = {
        quad.graph: quad.subject[1:-1]
        for quad in quads
        if quad.predicate == _TYPE and quad.object == _CREDENTIAL and quad.subject[0] == "<"
    } | {"": id}

    def scoped(term: str, graph: str) -> str:
        if not _LOCAL.fullmatch(term):
            return term
        owner = owners.get(graph, id)
        return f"<{owner}{'.' if '#' in owner else '#'}{term[1:]}"

    return [Quad(scoped(s, g), p, scoped(o, g), scoped(g, "") if g else g) for s, p, o, g in quads]


# The way back


_MENDED: Final = re.compile(r"<http://data\.europa\.eu/m8g/(latitude|longitude)>")
_MODIFIED: Final = "<http://purl.org/dc/terms/modified>"
_DATE_TIME: Final = re.compile(rf'"([^"\\]*)"\^\^<{re.escape(_XSD)}dateTime>')
_SCOPED: Final = re.compile(r"<(.*)[#.](urn:(?:epass|certificate[A-Za-z]*):[^>]*)>")


def with_published_iris(quads: Iterable[Quad]) -> list[Quad]:
    """The quads as the published context of ELM would have said them, mistakes included."""
    return [
        quad._replace(
            predicate=_MENDED.sub(r"<clv:\1>", quad.predicate), object=_published_date(quad)
        )
        for quad in quads
    ]


def _published_date(quad: Quad) -> str:
    date = _DATE_TIME.fullmatch(quad.object) if quad.predicate == _MODIFIED else None
    if date is None or not _DATE.fullmatch(date[1]):
        return quad.object
    return f"<{_CARRIER}{date[1]}>"


def without_carriers(value: Any) -> Any:
    """The document with the dates that `with_published_iris` made IRIs of."""
    if isinstance(value, Mapping):
        return {name: without_carriers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [without_carriers(item) for item in value]
    if isinstance(value, str) and value.startswith(_CARRIER):
        return value.removeprefix(_CARRIER)
    return value


def with_local_ids(quads: Iterable[Quad]) -> list[Quad]:
    """The quads with the ids that `with_scoped_ids` made as they were before.

    Only what begins with the id of a credential in the quads is taken for such an id.
    """
    quads = list(quads)
    owners = {
        quad.subject[1:-1]
        for quad in quads
        if quad.predicate == _TYPE and quad.object == _CREDENTIAL and quad.subject[0] == "<"
    }

    def local(term: str) -> str:
        scoped = _SCOPED.fullmatch(term)
        return f"<{scoped[2]}>" if scoped is not None and scoped[1] in owners else term

    return [Quad(*map(local, quad)) for quad in quads]
