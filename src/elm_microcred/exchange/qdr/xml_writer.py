"""The XML form of the register, written by its table, with what it has no place for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import MappingError
from elm_microcred.exchange.qdr.statements import NOTATION_TYPE, class_of
from elm_microcred.exchange.qdr.tables import Row, XmlTable
from elm_microcred.exchange.xml_elements import Element, write_tree
from elm_microcred.mapping.elm.reading import is_local
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.profiles import table as profile_table

Path = tuple[str | int, ...]

_UNSAID = {"id", "type", "@context", NOTATION_TYPE}


def write_xml_nodes(
    documents: Iterable[Mapping[str, Any]], table: XmlTable
) -> tuple[bytes, tuple[Problem, ...]]:
    """The file, and what the XML form has no place for.

    Raises:
        MappingError: If a node of a section has no id.
    """
    writer = _Writer(table)
    root = writer.root(documents)
    prefixes = {namespace: prefix for prefix, namespace in table.prefixes.items()}
    return write_tree(root, prefixes), tuple(dict.fromkeys(writer.losses))


class _Writer:
    """Writes one document.

    Attributes:
        losses: What the form has no place for.
    """

    def __init__(self, table: XmlTable) -> None:
        self.table = table
        self.classes = profile_table(table.profile)
        self.losses: list[Problem] = []
        self.notations: set[str] = set()

    def root(self, documents: Iterable[Mapping[str, Any]]) -> Element:
        root = Element(self.table.root, self.table.namespace, {"xsdVersion": self.table.version})
        sections: dict[str, list[Element]] = {}
        entities = self.table.entities
        for place, document in enumerate(documents):
            of = self._class(document, entities)
            if of is None:
                self._lose((place,), "It stands in no section of the form.", document.get("id"))
                continue
            section, name = entities[of]
            id = document.get("id")
            if not isinstance(id, str) or id.startswith("_:"):
                raise MappingError(
                    "QDR_NO_ID",
                    "A node of a section needs an id.",
                    pointer=json_pointer((place,)),
                    found=shorten(id),
                    expected="an absolute IRI",
                )
            element = Element(name, self.table.namespace, {"id": id})
            self._members(element, document, of, (place,))
            sections.setdefault(section, []).append(element)
        root.children = [
            Element(name, self.table.namespace, children=sections[name])
            for name in self.table.sections
            if name in sections
        ]
        return root

    def _class(self, node: Mapping[str, Any], among: Iterable[str]) -> str | None:
        for name in _many(node.get("type")):
            of = class_of(self.classes, name) if isinstance(name, str) else None
            if of is not None and of.path in among:
                return of.path
        return None

    def _members(self, element: Element, node: Mapping[str, Any], of: str, path: Path) -> None:
        form = self.table.forms[of]
        known = set(_UNSAID)
        for row in form.rows:
            if row.member not in node:
                continue
            known.add(row.member)
            where = (*path, row.member)
            made = self._elements(node[row.member], row, node, where)
            if len(made) > 1 and not row.many:
                self._lose(where, f"The form has one <{row.name}> only.", made[1].text)
                made = made[:1]
            element.children += made
        for member, value in node.items():
            if member not in known and value not in (None, [], ()):
                self._lose((*path, member), "The form has no element for it.", value)

    def _elements(self, value: Any, row: Row, node: Mapping[str, Any], path: Path) -> list[Element]:
        if row.kind == "text":
            return self._texts(value, row, path)
        made = []
        is_list = isinstance(value, list | tuple)
        for place, item in enumerate(_many(value)):
            where = (*path, place) if is_list else path
            notes = _by_language(item) if row.of == "elm:Note" and row.many else [item]
            if len(notes) > 1:
                self._narrow(where, "The form has a note of its own for each language.")
            for each in notes:
                element = Element(row.name, row.namespace)
                if self._fill(element, each, row, node, where):
                    made.append(element)
        return made

    def _texts(self, value: Any, row: Row, path: Path) -> list[Element]:
        made = []
        for item in _many(value):
            texts = item if isinstance(item, Mapping) else {"und": item}
            if "@value" in texts:
                texts = {texts.get("@language", "und"): texts["@value"]}
            for language, said in texts.items():
                language = "und" if language == "@none" else language
                if language == "und":
                    self._narrow(path, "The form asks for a language: und was written.")
                for text in _many(said):
                    element = Element(row.name, row.namespace, {"language": language})
                    element.text = str(text)
                    made.append(element)
        return made

    def _fill(
        self, element: Element, value: Any, row: Row, node: Mapping[str, Any], path: Path
    ) -> bool:
        """Write a value into its element; whether it could be."""
        match row.kind:
            case "node":
                return self._node(element, value, row, path)
            case "concept" | "place":
                return self._concept(element, value, row, path)
            case "reference":
                return self._named(element, "idref", value, path)
            case "mailbox":
                id = value.get("id") if isinstance(value, Mapping) else value
                element.text = str(id or "")
                return bool(id)
            case "notation":
                if NOTATION_TYPE in node:
                    element.attributes["type"] = str(node[NOTATION_TYPE])
        if isinstance(value, Mapping) and ("@value" in value or "id" in value):
            # The scheme of a concept and the creator of an identifier are told by their IRI.
            value = value.get("@value", value.get("id"))
        if isinstance(value, Mapping | list):
            self._lose(path, "The form has a plain value here.", value)
            return False
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
        return True

    def _named(self, element: Element, attribute: str, value: Any, path: Path) -> bool:
        id = value.get("id") if isinstance(value, Mapping) else value
        if not isinstance(id, str) or id.startswith("_:"):
            self._lose(path, "The form needs an id to refer to.", value)
            return False
        if isinstance(value, Mapping) and set(value) - _UNSAID:
            self._lose(path, "The form refers to a node of its own here.", id)
        element.attributes[attribute] = id
        return True

    def _node(self, element: Element, value: Any, row: Row, path: Path) -> bool:
        if not isinstance(value, Mapping):
            self._lose(path, "The form describes a node here, which is only named.", value)
            return False
        id = value.get("id")
        if isinstance(id, str) and not id.startswith("_:") and not is_local(id):
            self._lose((*path, "id"), "Nodes of this class have no id in the form.", id)
        of = self._class(value, self.table.forms) or row.of
        if of != row.of:
            self._narrow(path, f"The form has a node of the class {row.of} here.")
        self._members(element, value, row.of, path)
        if row.name == "identifier" and self._is_said(element, path):
            return False
        there = {(child.namespace, child.local) for child in element.children}
        for inner in self.table.forms[row.of].rows:
            if inner.least and (inner.namespace, inner.name) not in there and not row.least:
                self._lose(path, f"The form asks for <{inner.name}> in it.")
                return False
        return True

    def _is_said(self, identifier: Element, path: Path) -> bool:
        """Whether another identifier of the file has the same notation: the form forbids it."""
        for child in identifier.children:
            if child.local == "notation":
                if child.text in self.notations:
                    what = "Another identifier of the file has this notation: the form has one."
                    self._lose(path, what, child.text)
                    return True
                self.notations.add(child.text)
        return False

    def _concept(self, element: Element, value: Any, row: Row, path: Path) -> bool:
        id = value.get("id") if isinstance(value, Mapping) else value
        if not isinstance(id, str) or id.startswith("_:"):
            self._lose(path, "The form tells concepts by their IRI.", value)
            return False
        if row.list and vocabularies.membership(row.list, id) is vocabularies.Membership.UNKNOWN:
            self._lose(path, f"The form takes concepts of {row.list} only.", id)
            return False
        element.attributes["uri"] = id
        if isinstance(value, Mapping) and row.kind == "concept" and not row.list:
            self._members(element, value, "skos:Concept", path)
        return True

    def _lose(self, path: Path, why: str, found: Any = None) -> None:
        self._note("MAPPING_LOSS", path, why, found)

    def _narrow(self, path: Path, why: str) -> None:
        self._note("MAPPING_NARROWED", path, why, None)

    def _note(self, code: str, path: Path, why: str, found: Any) -> None:
        shown = None if found is None else shorten(str(found))
        self.losses.append(Problem(code, why, pointer=json_pointer(path), found=shown))


def _by_language(note: Any) -> list[Any]:
    """The note, once for each language that it is in."""
    texts = note.get("noteLiteral") if isinstance(note, Mapping) else None
    if not isinstance(texts, Mapping) or len(texts) < 2 or "@value" in texts:
        return [note]
    return [{**note, "noteLiteral": {language: text}} for language, text in texts.items()]


def _many(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]
