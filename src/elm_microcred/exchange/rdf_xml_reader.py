"""RDF/XML of somebody else, read without document types, entities and guesses.

XML literals (`parseType="Literal"`) are refused: their text would depend on a canonical form of XML
that no two readers agree on.

Spec: https://www.w3.org/TR/rdf-syntax-grammar/#section-Infoset-Grammar
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

from elm_microcred.errors import ParseError
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.iris import has_scheme, is_iri, is_language
from elm_microcred.jsonld.nquads import RDF, literal
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.strict_xml import SEPARATOR, End, Event, Start, Text, read_xml

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_TYPE: Final = f"<{RDF}type>"
_SYNTAX: Final = frozenset(
    {"RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype"}
    | {"aboutEach", "aboutEachPrefix", "bagID"}
)
"""Names that the grammar keeps for itself."""


def read_rdf_xml(content: bytes, *, limits: Limits = DEFAULT) -> list[Quad]:
    """The statements of an RDF/XML document.

    Raises:
        ParseError: If it has a document type (`XML_DTD_FORBIDDEN`), is no XML (`XML_MALFORMED`) or
            no RDF/XML (`RDF_UNREADABLE`).
        LimitError: If it is too long, too deep, or has too many elements.
    """
    events = read_xml(content, limits=limits, max_bytes=limits.sealed_bytes)
    reader = _Reader(iter(events))
    reader.document()
    return reader.quads


class _Scope(NamedTuple):
    """What elements hand down: the language, and the base of relative IRIs."""

    language: str = ""
    base: str = ""


class _Reader:
    """The state of one reading."""

    def __init__(self, events: Iterator[Event]) -> None:
        self.events = events
        self.quads: list[Quad] = []
        self.labels: dict[str, str] = {}
        self.ids: set[str] = set()
        self.blanks = 0

    def document(self) -> None:
        for event in self.events:
            if not isinstance(event, Start):
                continue
            if event.name == RDF + SEPARATOR + "RDF":
                scope = self.scope(event.attributes, _Scope())
                for name in event.attributes:
                    raise self.wrong("This attribute cannot stand here.", name, "namespaces alone")
                for child in self.children():
                    self.node(child, scope)
            else:
                self.node(event, _Scope())

    def children(self) -> Iterator[Start]:
        """The elements inside of the current one, up to its end; no text between them."""
        for event in self.events:
            if isinstance(event, Start):
                yield event
            elif isinstance(event, End):
                return
            elif isinstance(event, Text) and event.text.strip():
                raise self.wrong("Text stands between elements.", event.text, "elements")

    def node(self, element: Start, outer: _Scope) -> str:
        """A node element; its subject."""
        attributes = dict(element.attributes)
        scope = self.scope(attributes, outer)
        subject = self.subject(attributes, scope)
        if element.name != RDF + SEPARATOR + "Description":
            self.add(subject, _TYPE, f"<{self.name(element.name, 'li')}>")
        self.attributes(subject, attributes, scope)
        members = 0
        for child in self.children():
            if child.name == RDF + SEPARATOR + "li":
                members += 1
                self.property(subject, child, scope, f"{RDF}_{members}")
            else:
                self.property(subject, child, scope, self.name(child.name, "Description"))
        return subject

    def subject(self, attributes: dict[str, str], scope: _Scope) -> str:
        given = [name for name in ("about", "ID", "nodeID") if _rdf(name) in attributes]
        if len(given) > 1:
            raise self.wrong("A node has one name.", " and ".join(given), "one of them")
        if not given:
            return self.fresh()
        value = attributes.pop(_rdf(given[0]))
        if given[0] == "nodeID":
            return self.label(value)
        return self.iri(self.fragment(value, scope) if given[0] == "ID" else value, scope)

    def attributes(self, subject: str, attributes: dict[str, str], scope: _Scope) -> None:
        """Properties that are written as attributes."""
        for name, value in attributes.items():
            if name == _rdf("type"):
                self.add(subject, _TYPE, self.iri(value, scope))
            else:
                predicate = f"<{self.name(name, 'Description', 'li')}>"
                self.add(subject, predicate, literal(value, language=scope.language))

    def property(self, subject: str, element: Start, outer: _Scope, predicate: str) -> None:
        """A property element, with what it says of the subject."""
        attributes = dict(element.attributes)
        scope = self.scope(attributes, outer)
        said = attributes.pop(_rdf("ID"), None)
        kind = attributes.pop(_rdf("parseType"), None)
        if kind is not None:
            object = self.parsed(kind, attributes, scope)
        elif attributes.keys() - {_rdf("datatype")}:
            object = self.described(attributes, scope)
        else:
            object = self.content(attributes.get(_rdf("datatype")), scope)
        self.add(subject, f"<{predicate}>", object)
        if said is not None:
            statement = self.iri(self.fragment(said, scope), scope)
            self.add(statement, _TYPE, f"<{RDF}Statement>")
            parts = {"subject": subject, "predicate": f"<{predicate}>", "object": object}
            for part, value in parts.items():
                self.add(statement, f"<{RDF}{part}>", value)

    def parsed(self, kind: str, attributes: dict[str, str], scope: _Scope) -> str:
        """The object of a property element that says how it is to be parsed."""
        for name in attributes:
            raise self.wrong("This attribute cannot stand beside parseType.", name, "no attribute")
        if kind == "Resource":
            node = self.fresh()
            for child in self.children():
                self.property(node, child, scope, self.name(child.name, "Description", "li"))
            return node
        if kind != "Collection":
            raise self.wrong(
                "XML literals are not read.", f"parseType={kind}", "`Resource` or `Collection`"
            )
        items = [self.node(child, scope) for child in self.children()]
        head = f"<{RDF}nil>"
        for item in reversed(items):
            cell = self.fresh()
            self.add(cell, f"<{RDF}first>", item)
            self.add(cell, f"<{RDF}rest>", head)
            head = cell
        return head

    def described(self, attributes: dict[str, str], scope: _Scope) -> str:
        """The object of an empty property element with attributes."""
        resource = attributes.pop(_rdf("resource"), None)
        label = attributes.pop(_rdf("nodeID"), None)
        if resource is not None and label is not None:
            raise self.wrong("An object has one name.", "resource and nodeID", "one of them")
        object = self.fresh() if resource is None and label is None else ""
        if resource is not None:
            object = self.iri(resource, scope)
        elif label is not None:
            object = self.label(label)
        self.attributes(object, attributes, scope)
        for child in self.children():
            raise self.wrong(
                "This property has its object already.", child.name, "an empty element"
            )
        return object

    def content(self, datatype: str | None, scope: _Scope) -> str:
        """The object of a property element that holds it: one node, or text."""
        texts: list[str] = []
        node: str | None = None
        for event in self.events:
            if isinstance(event, End):
                break
            if isinstance(event, Text):
                texts.append(event.text)
            elif isinstance(event, Start):
                if node is not None or datatype is not None:
                    raise self.wrong(
                        "A property element holds one node.", event.name, "one element"
                    )
                node = self.node(event, scope)
        text = "".join(texts)
        if node is not None:
            if text.strip():
                raise self.wrong("Text stands beside a node.", text, "one of them")
            return node
        if datatype is not None:
            iri = self.iri(datatype, scope)[1:-1]
            if iri == RDF + "langString":
                raise self.wrong("A text in a language has a tag.", iri, "xml:lang")
            return literal(text, datatype=iri)
        return literal(text, language=scope.language)

    # Names

    def scope(self, attributes: dict[str, str], outer: _Scope) -> _Scope:
        """The scope of an element; its `xml:` attributes are taken out."""
        language = attributes.pop(f"{_XML}{SEPARATOR}lang", outer.language)
        base = attributes.pop(f"{_XML}{SEPARATOR}base", outer.base)
        for name in [name for name in attributes if name.startswith(_XML + SEPARATOR)]:
            del attributes[name]
        if language and not is_language(language):
            raise self.wrong("This is no language tag.", language, "a tag such as en or lv-LV")
        return _Scope(language.lower(), base)

    def name(self, name: str, *not_here: str) -> str:
        """The IRI of an element or attribute."""
        namespace, separator, local = name.partition(SEPARATOR)
        if not separator:
            raise self.wrong("A name without a namespace.", name, "a name with a prefix")
        if namespace == RDF and (local in _SYNTAX or local in not_here):
            raise self.wrong("This name cannot stand here.", f"rdf:{local}", "another name")
        return self.iri(namespace + local, _Scope())[1:-1]

    def iri(self, text: str, scope: _Scope) -> str:
        if not has_scheme(text) and scope.base:
            text = urljoin(scope.base, text)
        if not is_iri(text):
            raise self.wrong(
                "This IRI is relative, or has a character of no IRI.", text, "an absolute IRI"
            )
        return f"<{text}>"

    def fragment(self, name: str, scope: _Scope) -> str:
        whole = f"{scope.base.partition('#')[0]}#{name}"
        if whole in self.ids:
            raise self.wrong("Two elements have this rdf:ID.", name, "an ID of its own for each")
        self.ids.add(whole)
        return whole

    def label(self, name: str) -> str:
        if name not in self.labels:
            self.labels[name] = self.fresh()
        return self.labels[name]

    def fresh(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks - 1}"

    def add(self, subject: str, predicate: str, object: str) -> None:
        self.quads.append(Quad(subject, predicate, object))

    def wrong(self, detail: str, found: str, expected: str) -> ParseError:
        return ParseError(
            "RDF_UNREADABLE",
            f"This is not RDF/XML: {detail[0].lower()}{detail[1:]}",
            found=shorten(found.replace(SEPARATOR, "", 1)),
            expected=expected,
            spec="https://www.w3.org/TR/rdf-syntax-grammar/",
        )


def _rdf(name: str) -> str:
    return RDF + SEPARATOR + name
