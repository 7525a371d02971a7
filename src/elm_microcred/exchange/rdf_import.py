"""RDF back into documents: `from_rdf`, from six formats, by readers of our own.

```python
from elm_microcred.exchange import from_rdf
from elm_microcred.model import elm

document = from_rdf(turtle, format="turtle")
credential = elm.parse(document)  # typed
```

`to_rdf` of the document says what was read, statement by statement: it is checked each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from elm_microcred import contexts
from elm_microcred.errors import LimitError, MappingError, ParseError, UsageError
from elm_microcred.exchange import fixes as repairs
from elm_microcred.exchange.flat_json_ld import from_json_ld
from elm_microcred.exchange.rdf import FORMATS, in_release
from elm_microcred.exchange.rdf_xml_reader import read_rdf_xml
from elm_microcred.exchange.tree import TYPE, Tree
from elm_microcred.exchange.turtle_reader import read_turtle
from elm_microcred.jsonld import (
    ExtraContexts,
    Quad,
    canonicalize_quads,
    parse_nquads,
    read_json,
    to_quads,
)
from elm_microcred.jsonld.approved import compiled
from elm_microcred.jsonld.iris import is_iri
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.elm.envelopes import ENVELOPES, Envelope, check_envelope
from elm_microcred.problem import Problem
from elm_microcred.profiles import Release

_CRED: Final = "https://www.w3.org/2018/credentials#"
_ROOTS: Final = (f"<{_CRED}VerifiablePresentation>", f"<{_CRED}VerifiableCredential>")
_PROOF: Final = "<https://w3id.org/security#DataIntegrityProof>"
_IRI: Final = re.compile(r"<[^>]*>")
_MOST_NAMED: Final = 5


def read_rdf(content: bytes | str, *, format: str, limits: Limits = DEFAULT) -> list[Quad]:
    """The statements of an RDF document; nothing that it names is fetched.

    Args:
        content: The document; bytes are UTF-8, but XML says how it is encoded.
        format: A name of `exchange.rdf.FORMATS`.
        limits: Bounds on length, nesting, and the number of statements.

    Raises:
        ParseError: If it is not of that format (`RDF_UNREADABLE`), or XML with a document type
            (`XML_DTD_FORBIDDEN`).
        JsonLdError: If JSON-LD with a context would lose a statement.
        LimitError: If it is too long, too deep, or says too much.
        UsageError: If there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(
            "USAGE", "This is no RDF format.", found=format, expected="one of " + ", ".join(FORMATS)
        )
    size = len(content)
    if size > limits.sealed_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The RDF is too long.",
            found=f"{size} bytes",
            expected=f"≤ {limits.sealed_bytes}",
        )
    if format == "rdfxml":
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        quads = read_rdf_xml(data, limits=limits)
    elif format == "json-ld":
        value = read_json(content, limits=limits)
        has_context = isinstance(value, dict) and "@context" in value
        quads = to_quads(value, limits=limits) if has_context else from_json_ld(value)
    elif format in ("nquads", "ntriples"):
        quads = _lines(_text(content), format)
    else:
        quads = read_turtle(_text(content), trig=format == "trig", limits=limits)
    if len(quads) > limits.members:
        raise LimitError(
            "LIMIT_MEMBERS",
            "The document says too much.",
            found=f"{len(quads)} statements",
            expected=f"≤ {limits.members} statements",
        )
    return quads


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(
            "RDF_UNREADABLE",
            "The bytes are not UTF-8.",
            found=f"byte {error.start}",
            expected="text in UTF-8",
        ) from error


def _lines(text: str, format: str) -> list[Quad]:
    try:
        quads = parse_nquads(text)
    except ParseError as error:
        raise ParseError(
            "RDF_UNREADABLE",
            error.problem.detail,
            found=error.problem.found,
            expected=error.problem.expected,
            spec="https://www.w3.org/TR/n-quads/#sec-grammar",
        ) from error
    for quad in quads:
        if format == "ntriples" and quad.graph:
            raise _unreadable("N-Triples have no graphs.", quad.graph, "three terms")
        for term in quad:
            match = _IRI.fullmatch(term) or _IRI.search(term[term.rfind('"') :])
            if match is not None and not is_iri(match[0][1:-1]):
                raise _unreadable("This is no absolute IRI.", match[0], "an absolute IRI")
    return [Quad(s, p, _with_small_tag(o), g) for s, p, o, g in quads]


def _with_small_tag(term: str) -> str:
    text, mark, tag = term.rpartition('"@') if term[0] == '"' else ("", "", "")
    return f"{text}{mark}{tag.lower()}" if mark and '"' not in tag else term


def _unreadable(detail: str, found: str, expected: str) -> ParseError:
    return ParseError("RDF_UNREADABLE", detail, found=found, expected=expected)


def from_rdf(
    content: bytes | str,
    *,
    format: str,
    id: str | None = None,
    envelope: Envelope = "edc",
    context: Sequence[str] | None = None,
    scope: bool = False,
    fixes: bool = False,
    release: Release = "3.2",
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Document:
    """The document that an RDF document describes; `elm.parse` makes typed objects of it.

    What the statements are about is the one credential or presentation that stands in them, in the
    default graph or in a named one; where there are several, `id` says which, and `each_from_rdf`
    gives them all. Statements that nothing connects with it stand under `@included`.

    Args:
        content: The RDF.
        format: A name of `exchange.rdf.FORMATS`.
        id: IRI of the node that the document is about.
        envelope: The envelope of the European Learning Model to write.
        context: Contexts to write it under, in place of those of the envelope.
        scope: Give ids that `to_rdf(…, scope=True)` made unique their local form back.
        fixes: The statements were made with `to_rdf(…, fixes=True)`: write them with the members
            that the published contexts get wrong.
        release: The release of ELM in whose namespaces to write the terms. Both are read.
        limits: Bounds on the cost.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        ParseError: If the content cannot be read.
        MappingError: If there is nothing, or too much, that a document could be about, or no
            document can say the statements.
        JsonLdError: If the document would lose a statement.
        LimitError: If the content, or the document, is too big.
        UsageError: If an argument cannot be right.
    """
    quads = _quads(content, format, release, scope=scope, limits=limits)
    units = _units(quads)
    if id is not None:
        units = [unit for unit in units if unit[0] == f"<{id}>"] or _named(quads, id)
    if len(units) != 1:
        shown = ", ".join(subject.strip("<>") for subject, _ in units[:_MOST_NAMED])
        raise MappingError(
            "RDF_SUBJECT",
            "It must be clear what the document is about.",
            found=f"{len(units)} credentials: {shown}" if units else "no credential",
            expected="one credential or presentation",
            remedy="Say which by `id`, or read each of them with `each_from_rdf`."
            if units
            else "Say by `id` which node the document is about.",
        )
    writer = _Writer(envelope, context, fixes, limits, extra_contexts or {})
    return writer.document(quads, *units[0], is_only=True)


def each_from_rdf(
    content: bytes | str,
    *,
    format: str,
    envelope: Envelope = "edc",
    context: Sequence[str] | None = None,
    scope: bool = False,
    fixes: bool = False,
    release: Release = "3.2",
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Iterator[Document]:
    """A document for each credential or presentation in an RDF document, as `from_rdf` makes it.

    Each is made of the statements of its graph. Where several share one graph, statements that
    belong to none of them are left out, and the losses of the documents say so.

    Raises:
        ParseError: If the content cannot be read.
        MappingError: If no document can say the statements.
        JsonLdError: If a document would lose a statement.
        LimitError: If the content, or a document, is too big.
        UsageError: If an argument cannot be right.
    """
    quads = _quads(content, format, release, scope=scope, limits=limits)
    writer = _Writer(envelope, context, fixes, limits, extra_contexts or {})
    units = _units(quads)
    for subject, graph in units:
        is_only = sum(graph == other for _, other in units) == 1
        yield writer.document(quads, subject, graph, is_only=is_only)


def _quads(
    content: bytes | str, format: str, release: Release, *, scope: bool, limits: Limits
) -> list[Quad]:
    quads = [
        Quad(*(in_release(term, release) for term in quad))
        for quad in read_rdf(content, format=format, limits=limits)
    ]
    return repairs.with_local_ids(quads) if scope else quads


def _units(quads: Iterable[Quad]) -> list[tuple[str, str]]:
    """The credentials and presentations that no other node leads to, each with its graph."""
    quads = list(quads)
    named = {quad.graph for quad in quads}
    held = {quad.object for quad in quads if quad.object in named}
    referred = {(quad.graph, quad.object) for quad in quads}
    found = {
        (quad.subject, quad.graph)
        for quad in quads
        if quad.predicate == TYPE and quad.object in _ROOTS and quad.graph not in held
    }
    free = sorted(unit for unit in found if (unit[1], unit[0]) not in referred)
    return free or sorted(found)


def _named(quads: Iterable[Quad], id: str) -> list[tuple[str, str]]:
    return sorted({(quad.subject, quad.graph) for quad in quads if quad.subject == f"<{id}>"})


class _Writer:
    """Writes documents in one envelope."""

    def __init__(
        self,
        envelope: Envelope,
        context: Sequence[str] | None,
        fixes: bool,
        limits: Limits,
        extra_contexts: ExtraContexts,
    ) -> None:
        check_envelope(envelope)
        self.context = tuple(context or ENVELOPES[envelope])
        unknown = [u for u in self.context if u not in contexts.URLS and u not in extra_contexts]
        if unknown:
            raise UsageError(
                "USAGE",
                "This context is not an approved one.",
                found=str(unknown[0]),
                expected="URLs of bundled contexts, or of `extra_contexts`",
            )
        self.fixes = fixes
        self.limits = limits
        self.extra = extra_contexts

    def document(
        self, quads: Sequence[Quad], subject: str, graph: str, *, is_only: bool
    ) -> Document:
        """The document about a node of a graph.

        Raises:
            MappingError: If no document can say the statements.
        """
        quads = _within(quads, graph)
        urls = self._contexts(quads)
        if self.fixes or contexts.MICROCRED_ELM_V1 in urls:
            quads = repairs.with_correct_iris(quads)
        context = compiled(urls, self.extra)
        has_mistakes = self.fixes and contexts.EDC_AP in urls
        published = repairs.with_published_iris(quads) if has_mistakes else quads
        tree = Tree(published, urls, self.limits)
        written = tree.document(subject, "", context)
        losses: list[Problem] = []
        if is_only:
            rest = tree.rest("", context)
            if rest:
                written["@included"] = rest
        else:
            quads = [q for q in quads if q.graph or ("", q.subject) in tree.written]
            losses = _left_out(tree)
        if has_mistakes:
            written = repairs.without_carriers(written)
        written["@context"] = list(urls)
        self._check(written, quads)
        return Document(written, losses)

    def _contexts(self, quads: Iterable[Quad]) -> tuple[str, ...]:
        has_proof = any(quad.predicate == TYPE and quad.object == _PROOF for quad in quads)
        if has_proof and contexts.CREDENTIALS_V1 in self.context:
            return (*self.context, contexts.DATA_INTEGRITY_V2)
        return self.context

    def _check(self, document: dict[str, Any], quads: Sequence[Quad]) -> None:
        """Whether the document says the statements, and nothing else."""
        read = repairs.with_defined_terms(document) if self.fixes else document
        said: list[Quad] = to_quads(read, limits=self.limits, extra_contexts=self.extra)
        if self.fixes:
            said = repairs.with_correct_iris(said)
        ours, theirs = (
            canonicalize_quads(each, limits=self.limits).splitlines() for each in (said, quads)
        )
        if ours != theirs:
            differing = sorted(set(ours) ^ set(theirs))
            raise MappingError(
                "RDF_INEXPRESSIBLE",
                "A document cannot say this under these contexts.",
                found=differing[0] if differing else "the same statement in several forms",
                expected="statements that the terms of the contexts can say",
            )


def _within(quads: Sequence[Quad], graph: str) -> list[Quad]:
    """The statements of a graph as those of the default graph, with the graphs that it names."""
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph, []).append(quad)
    found = [quad._replace(graph="") for quad in by_graph.get(graph, [])]
    seen, waiting = {graph, ""}, list(found)
    while waiting:
        quad = waiting.pop()
        if quad.object in by_graph and quad.object not in seen:
            seen.add(quad.object)
            found += by_graph[quad.object]
            waiting += by_graph[quad.object]
    return found


def _left_out(tree: Tree) -> list[Problem]:
    left = [subject for subject in tree.graphs[""] if ("", subject) not in tree.written]
    if not left:
        return []
    return [
        Problem(
            "MAPPING_UNREAD",
            f"{len(left)} nodes of the graph do not belong to this document.",
            found=", ".join(left[:_MOST_NAMED]),
            remedy="Put each credential into a graph of its own.",
        )
    ]
