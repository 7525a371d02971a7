"""The referee of structure: pyshacl over the published shapes, on what PyLD reads of a document."""

from __future__ import annotations

import copy
import logging
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from elm_microcred import contexts

logging.getLogger("rdflib").setLevel(logging.CRITICAL)

_EDC = ["EDC-generic-no-cv", "EDC-generic-full"]
FILES = {
    "edc-generic-no-cv": _EDC[:1],
    "edc-generic-full": _EDC,
    "edc-accredited": [*_EDC, "EDC-accredited"],
    "edc-converted": [*_EDC, "EDC-converted"],
    "edc-issued-by-mandate": [*_EDC, "EDC-issuedByMandate"],
    "edc-diploma-supplement": [*_EDC, "EDC-accredited", "EDC-diplomaSupplement"],
}
"""The published files of each profile, those that it imports included."""


def published(reference: Path, profile: str, table: str = "edc-3.2") -> list[Path]:
    """The files of shapes that a profile is made of."""
    folder = reference / "elm"
    if table.startswith("edc"):
        return [folder / table / f"{name}.ttl" for name in FILES[profile]]
    stem = f"{table.upper()}-constraints"
    names = [stem, f"{stem}-mdr"] if profile.endswith("-mdr") else [stem]
    return [folder / table / f"{name}.ttl" for name in names]


@cache
def shapes_of(files: tuple[Path, ...]) -> Any:
    """One graph of all the files."""
    from rdflib import SH, Graph, Literal

    graph = Graph()
    for file in files:
        graph.parse(file)
    for shape, word, pattern in graph.triples((None, SH.pattern, None)):
        graph.set((shape, word, Literal(_PATTERNS.get(str(pattern)[:24], str(pattern)))))
    return graph


_PATTERNS = {
    "^(?i)(http|https):(//((["[:24]: "^[Hh][Tt][Tt][Pp][Ss]?:",
    "^(([^:/?#]+):)?(//(([^@\\[/?#]*)@)?(\\["[:24]: "",
}
"""Two published patterns that Python cannot read, by how they begin, and what they amount to.

All that follows the scheme in them is optional, and they do not ask for an end.
"""


def _load(url: str, _options: object) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": copy.deepcopy(contexts.document(url)),
    }


def nquads_of(document: Any) -> str:
    """What PyLD makes of a document: lossy, as everybody else reads it."""
    from pyld import jsonld

    options = {"base": None, "documentLoader": _load, "format": "application/n-quads"}
    text: str = jsonld.to_rdf(copy.deepcopy(document), options)
    return text


def graph_of(document: Any) -> Any:
    """The default graph of a document, in rdflib."""
    from rdflib import Dataset, Graph

    dataset = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.parse(data=nquads_of(document), format="nquads")
        graph = Graph()
        for triple in dataset.default_context:
            graph.add(triple)
    return graph


Result = tuple[str, str, str]
"""Focus node, path and constraint component; blank nodes are all alike."""


def verdict(graph: Any, shapes: Any) -> tuple[bool, set[Result]]:
    """Whether a graph conforms, and the validation results if not."""
    import pyshacl
    from rdflib import RDF, SH, BNode

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    results = set()
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        component = report.value(result, SH.sourceConstraintComponent)
        name = str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
        results.add(("_:" if isinstance(focus, BNode) else str(focus), str(path or ""), name))
    assert RDF is not None
    return conforms, results
