"""A credential as RDF: `to_rdf`, in six formats.

```python
from elm_microcred.exchange.rdf import to_rdf

to_rdf(document, format="turtle")  # exactly the statements that are signed
to_rdf(document, format="trig", graph=True, scope=True)  # ready to be merged with others
```

The statements come from our own JSON-LD processing, which refuses what would be lost, and are
written by our own writers, which keep every literal as it is spelt and always give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from elm_microcred.errors import JsonLdError, MappingError, UsageError
from elm_microcred.exchange import fixes as repairs
from elm_microcred.exchange.flat_json_ld import to_json_ld
from elm_microcred.exchange.rdf_xml import to_rdf_xml
from elm_microcred.exchange.turtle import to_turtle
from elm_microcred.jsonld import Quad, canonical_labels, to_nquads, to_quads
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.model.base import is_absolute_iri
from elm_microcred.profiles import Release, iri_in


class Format(NamedTuple):
    """One way to write RDF.

    Attributes:
        media_type: Its media type.
        extension: The customary end of a file name.
        has_graphs: Whether it can say named graphs.
    """

    media_type: str
    extension: str
    has_graphs: bool


FORMATS: Final = {
    "turtle": Format("text/turtle", ".ttl", has_graphs=False),
    "trig": Format("application/trig", ".trig", has_graphs=True),
    "ntriples": Format("application/n-triples", ".nt", has_graphs=False),
    "nquads": Format("application/n-quads", ".nq", has_graphs=True),
    "rdfxml": Format("application/rdf+xml", ".rdf", has_graphs=False),
    "json-ld": Format("application/ld+json", ".jsonld", has_graphs=True),
}
"""Every format by name."""


def to_rdf(
    document: Mapping[str, Any],
    *,
    format: str,
    graph: str | bool | None = None,
    scope: bool = False,
    fixes: bool = False,
    release: Release | None = None,
    limits: Limits = DEFAULT,
) -> str:
    """The statements of a credential, by default exactly those that are signed.

    A proof stands in a named graph of its own, which the credential refers to. Turtle,
    N-Triples and RDF/XML cannot say named graphs: there the proof is left out, and a comment
    says so. What else stands in a named graph is refused by them.

    `json-ld` gives the expanded, flattened form: it needs no context, so nobody has to be asked
    for one, and it says the same whatever became of the statements on the way. The compact form
    is the document itself.

    Args:
        document: A credential or presentation, as JSON-LD.
        format: A name of `FORMATS`.
        graph: IRI of the named graph to put the statements in; `True` for the credential's id.
        scope: Make ids that are unique in one file only (`urn:epass:…`) unique everywhere, by
            the credential's id, so that credentials can be merged. See `exchange.fixes`.
        fixes: Correct known mistakes of the published contexts: the IRIs of latitude and
            longitude, dates of modification, missing terms, XML Schema under https.
        release: A release of ELM in whose namespaces to say its terms, where it is not the one of
            the document: `3.3` moved them.
        limits: Bounds on the cost of a document.

    Raises:
        JsonLdError: If a statement would be lost, or a context is not approved.
        LimitError: If the document is too large or its blank nodes too alike.
        MappingError: If the format cannot say what the document says.
        UsageError: If an argument cannot be right.

    Spec: https://www.w3.org/TR/rdf11-concepts/
    """
    if format not in FORMATS:
        raise UsageError(
            "USAGE", "This is no RDF format.", found=format, expected="one of " + ", ".join(FORMATS)
        )
    has_graphs, remark = FORMATS[format].has_graphs, ""
    if "proof" in document and not has_graphs:
        document = {name: member for name, member in document.items() if name != "proof"}
        remark = "The proof is left out: this format has no named graphs."
    quads = _mended_quads(document, limits) if fixes else _quads(document, limits)
    name = _graph_name(document, graph)
    if release is not None:
        quads = [Quad(*(in_release(term, release) for term in quad)) for quad in quads]
    if scope:
        quads = repairs.with_scoped_ids(quads, _id(document, "scope"))
    if name:
        quads = [quad if quad.graph else quad._replace(graph=name) for quad in quads]
    if not has_graphs:
        _refuse_graphs(quads, format)
    return _written(_named_canonically(quads, limits), format, remark)


def in_release(term: str, release: Release) -> str:
    """The N-Quads term in the namespaces of a release of ELM."""
    return f"<{iri_in(term[1:-1], release)}>" if term[:1] == "<" else term


def _quads(document: Mapping[str, Any], limits: Limits) -> list[Quad]:
    try:
        return to_quads(document, limits=limits)
    except JsonLdError as error:
        if repairs.with_defined_terms(document) == document:
            raise
        hint = "What the published context of ELM gets wrong is mended by `fixes`."
        hinted = [replace(p, remedy=f"{p.remedy} {hint}".lstrip()) for p in error.problems]
        raise JsonLdError.from_problems(hinted) from error


def _mended_quads(document: Mapping[str, Any], limits: Limits) -> list[Quad]:
    mended = repairs.with_defined_terms(document)
    return repairs.with_correct_iris(to_quads(mended, limits=limits))


def _written(quads: list[Quad], format: str, remark: str) -> str:
    if format == "json-ld":
        return to_json_ld(quads)
    if format == "rdfxml":
        return to_rdf_xml(quads, remark=remark)
    comment = f"# {remark}\n" if remark else ""
    if format in ("turtle", "trig"):
        return comment + to_turtle(quads)
    return comment + to_nquads(quads)


def _named_canonically(quads: list[Quad], limits: Limits) -> list[Quad]:
    """The quads in order, each once, with the blank nodes named as RDFC-1.0 names them.

    So the same statements give the same text, however the document is arranged.
    """
    label = canonical_labels(quads, limits=limits)
    return sorted({Quad(*(label.get(term, term) for term in quad)) for quad in quads})


def _graph_name(document: Mapping[str, Any], graph: str | bool | None) -> str:
    """The graph to put the default graph's statements in, as a term; empty for none."""
    if graph is None or graph is False:
        return ""
    if graph is True:
        return f"<{_id(document, 'graph')}>"
    if not is_absolute_iri(graph):
        raise UsageError(
            "USAGE", "A graph is named by an absolute IRI.", found=graph, expected="an absolute IRI"
        )
    return f"<{graph}>"


def _id(document: Mapping[str, Any], argument: str) -> str:
    id = document.get("id", document.get("@id"))
    if not isinstance(id, str) or not is_absolute_iri(id):
        raise UsageError(
            "USAGE",
            f"`{argument}` goes by the credential's id, and this credential has none.",
            expected="an absolute IRI as id",
            remedy="Give the credential an id, or name the graph by an IRI of your own.",
        )
    return id


def _refuse_graphs(quads: Iterable[Quad], format: str) -> None:
    graph = next((quad.graph for quad in quads if quad.graph), None)
    if graph is not None:
        raise MappingError(
            "RDF_INEXPRESSIBLE",
            f"The format {format} cannot say named graphs.",
            found=graph,
            expected="statements of the default graph alone",
            remedy="Use trig, nquads or json-ld.",
        )
