"""The XML form of the register, read by its table: nodes, and what is not as the schema has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.errors import ParseError
from elm_microcred.exchange.qdr.statements import NOTATION_TYPE, Json
from elm_microcred.exchange.qdr.tables import Form, Row, XmlTable
from elm_microcred.exchange.xml_elements import Element, finding, read_tree
from elm_microcred.jsonld.iris import is_iri
from elm_microcred.limits import Limits
from elm_microcred.mapping.elm.pen import add
from elm_microcred.problem import Problem

_ZONE: Final = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_TIME: Final = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_FORMS: Final[dict[str, tuple[str, str]]] = {
    "dateTime": (
        rf"-?([1-9][0-9]{{3,}}|0[0-9]{{3}})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T{_TIME}{_ZONE}",
        "a time, such as 2026-06-30T12:00:00Z",
    ),
    "duration": (
        r"-?P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+D)?"
        r"(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?",
        "a duration, such as PT60H",
    ),
    "decimal": (r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", "a decimal number, such as 12.50"),
    "integer": (r"[+-]?[0-9]+", "a whole number"),
    "boolean": (r"true|false|1|0", "true or false"),
}
_SPACE: Final = re.compile(r"[ \t\r\n]+")
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def read_xml_nodes(
    content: bytes, table: XmlTable, limits: Limits
) -> tuple[list[Json], tuple[Problem, ...]]:
    """The nodes of a file, and what in it is not as the schema has it.

    Raises:
        ParseError: If it is no well-formed XML, has a document type, or another root.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    root = read_tree(content, limits=limits)
    if (root.namespace, root.local) != (table.namespace, table.root):
        raise ParseError(
            "QDR_ROOT",
            "This is not a dataset of this kind in the XML form of the register.",
            pointer=root.path,
            found=f"{{{root.namespace}}}{root.local}",
            expected=f"{{{table.namespace}}}{table.root}",
        )
    return _Reader(table).read(root)


class _Reader:
    """Reads one document.

    Attributes:
        problems: What is not as the schema has it.
    """

    def __init__(self, table: XmlTable) -> None:
        self.table = table
        self.problems: list[Problem] = []
        self.ids: set[str] = set()
        self.notations: set[str] = set()
        self.references: list[Element] = []

    def read(self, root: Element) -> tuple[list[Json], tuple[Problem, ...]]:
        nodes: list[Json] = []
        order = list(self.table.sections)
        last = -1
        self._no_text(root, root.text.strip())
        for section in root.children:
            name = section.local
            if section.namespace != self.table.namespace or name not in order:
                self._unknown(section, "one of " + ", ".join(order))
                continue
            if order.index(name) <= last:
                self._misplaced(section)
            last = max(last, order.index(name))
            nodes += self._section(section)
        for element in self.references:
            if element.local != "publisher" and element.attributes.get("idref") not in self.ids:
                self._tell(
                    "QDR_REFERENCE",
                    element,
                    "It refers to a node that the file does not hold.",
                    found=element.attributes.get("idref"),
                    expected="the id of a node of the file",
                )
        return nodes, tuple(self.problems)

    def _section(self, section: Element) -> list[Json]:
        held = self.table.sections[section.local]
        self._no_text(section, section.text.strip())
        nodes = []
        for element in section.children:
            of = held.get(element.local)
            if of is None or element.namespace != self.table.namespace:
                self._unknown(element, "one of " + ", ".join(held))
                continue
            nodes.append(self._node(element, of))
        return nodes

    def _node(self, element: Element, of: str) -> Json:
        form = self.table.forms[of]
        node: Json = {}
        if form.has_id:
            id = self._iri(element, "id")
            if id is not None:
                if id in self.ids:
                    self._tell("QDR_ID", element, "Another node has this id already.", found=id)
                self.ids.add(id)
                node["id"] = id
        node["type"] = of.partition(":")[2]
        self._members(element, form, node)
        return node

    def _members(self, element: Element, form: Form, node: Json) -> None:
        places = {(row.namespace, row.name): place for place, row in enumerate(form.rows)}
        counts: Counter[int] = Counter()
        last = -1
        self._no_text(element, element.text.strip())
        texts: dict[str, dict[str, Any]] = {}
        for child in element.children:
            place = places.get((child.namespace, child.local))
            if place is None:
                names = ", ".join(row.name for row in form.rows) or "no elements"
                self._unknown(child, names)
                continue
            row = form.rows[place]
            counts[place] += 1
            if counts[place] > 1 and not row.many:
                self._tell(
                    "QDR_ELEMENT_MANY",
                    child,
                    f"Only one <{row.name}> may stand here.",
                    expected="1",
                )
            if place < last:
                self._misplaced(child)
            last = max(last, place)
            if row.kind == "text":
                self._text(child, texts.setdefault(row.member, {}))
                node.setdefault(row.member, texts[row.member])
                continue
            value = self._value(child, row, node)
            if value is not None:
                add(node, row.member, value)
        for place, row in enumerate(form.rows):
            if counts[place] < row.least:
                self._tell(
                    "QDR_ELEMENT_MISSING",
                    element,
                    f"<{element.local}> lacks <{row.name}>.",
                    expected=f"<{row.name}>",
                )

    def _text(self, element: Element, texts: dict[str, Any]) -> None:
        language = element.attributes.get("language", "").strip()
        if not _TAG.fullmatch(language):
            self._tell(
                "QDR_VALUE",
                element,
                "A text needs the language that it is in.",
                found=language or None,
                expected='language="…", a language tag such as en',
            )
            language = "und"
        self._no_children(element)
        add(texts, language, element.text)

    def _value(self, element: Element, row: Row, node: Json) -> Any:
        match row.kind:
            case "node":
                if row.name == "identifier":
                    self._notation(element)
                return self._node(element, row.of)
            case "concept":
                return self._concept(element, row)
            case "place":
                self._nothing(element)
                iri = self._iri(element, "uri")
                return None if iri is None else {"id": iri, "type": "Concept"}
            case "reference":
                self._nothing(element)
                iri = self._iri(element, "idref")
                if iri is not None:
                    self.references.append(element)
                return iri
            case "mailbox":
                iri = self._literal(element, "anyURI")
                return None if iri is None else {"id": iri, "type": "Mailbox"}
            case "notation":
                datatype = element.attributes.get("type")
                if datatype is not None and self._iri(element, "type") is not None:
                    node[NOTATION_TYPE] = datatype
                self._no_children(element)
                return element.text
            case _:
                return self._literal(element, row.kind)

    def _notation(self, identifier: Element) -> None:
        """Tell of a notation that an identifier before has too."""
        for child in identifier.children:
            if child.local == "notation":
                if child.text in self.notations:
                    what = "Another identifier of the file has this notation."
                    self._tell("QDR_NOTATION", child, what, found=child.text)
                self.notations.add(child.text)

    def _concept(self, element: Element, row: Row) -> Json | None:
        iri = self._iri(element, "uri")
        if iri is None:
            return None
        if row.list:
            return self._listed(element, row, iri)
        concept: Json = {"id": iri, "type": "Concept"}
        self._members(element, self.table.forms["skos:Concept"], concept)
        if "inScheme" in concept:
            schemes = concept["inScheme"]
            told = [{"id": each, "type": "ConceptScheme"} for each in _many(schemes)]
            concept["inScheme"] = told if len(told) > 1 else told[0]
        return concept

    def _listed(self, element: Element, row: Row, iri: str) -> Json:
        """A concept of a list, which the file tells by its IRI alone, with what the list says."""
        self._nothing(element)
        scheme = vocabularies.scheme(row.list)
        if vocabularies.membership(row.list, iri) is vocabularies.Membership.UNKNOWN:
            self._tell(
                "QDR_CODE",
                element,
                f"The vocabulary {row.list} has no such concept.",
                at="@uri",
                found=iri,
                expected=f"a concept of {scheme.iri}",
            )
            return {"id": iri, "type": "Concept"}
        return vocabularies.elm_concept(vocabularies.concept(row.list, iri))

    def _literal(self, element: Element, kind: str) -> Any:
        self._no_children(element)
        if kind == "string":
            return element.text
        text = _SPACE.sub(" ", element.text).strip(" ")
        if kind == "anyURI":
            if is_iri(text):
                return text
            expected = "an absolute IRI"
        else:
            pattern, expected = _FORMS[kind]
            if re.fullmatch(pattern, text):
                return _READ.get(kind, str)(text)
        self._tell("QDR_VALUE", element, "This value cannot be.", found=text, expected=expected)
        return None

    def _iri(self, element: Element, attribute: str) -> str | None:
        value = element.attributes.get(attribute)
        if value is not None:
            value = _SPACE.sub(" ", value).strip(" ")
            if is_iri(value):
                return value
        self._tell(
            "QDR_VALUE",
            element,
            f"<{element.local}> needs an absolute IRI in {attribute}.",
            at=f"@{attribute}",
            found=value,
            expected="an absolute IRI",
        )
        return None

    def _no_children(self, element: Element) -> None:
        for child in element.children:
            self._unknown(child, "text only")

    def _nothing(self, element: Element) -> None:
        """Tell of what stands in an element that says all by its attributes."""
        for child in element.children:
            self._unknown(child, "an empty element")
        self._no_text(element, element.text)

    def _no_text(self, element: Element, text: str) -> None:
        if text:
            self._tell(
                "QDR_VALUE",
                element,
                f"<{element.local}> holds text where none belongs.",
                found=text,
                expected="no text",
            )

    def _unknown(self, element: Element, expected: str) -> None:
        self._tell(
            "QDR_ELEMENT_UNKNOWN",
            element,
            f"<{element.local}> does not belong here, and is not read.",
            found=f"{{{element.namespace}}}{element.local}",
            expected=expected,
        )

    def _misplaced(self, element: Element) -> None:
        self._tell(
            "QDR_ELEMENT_ORDER", element, f"<{element.local}> stands too late: order counts."
        )

    def _tell(self, code: str, element: Element, detail: str, **members: Any) -> None:
        self.problems.append(finding(code, element, detail, **members))


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "boolean": lambda text: text in ("true", "1"),
    "integer": lambda text: int(text) if len(text) < 16 else text,
}


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
