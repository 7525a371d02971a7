"""XML documents as trees whose elements know their line and XPath, read and written.

```python
root = read_tree(content)
root.local, root.namespace, root.path, root.line
title = root.one("title")
```

Reading is that of `strict_xml`: no document type, no entity, no address is ever followed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.strict_xml import SEPARATOR, End, Start, Text, read_xml

XML_LANG: Final = f"http://www.w3.org/XML/1998/namespace{SEPARATOR}lang"
"""The attribute `xml:lang`, as `strict_xml` names it."""

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True, eq=False)
class Element:
    """An element of a document.

    Attributes:
        local: Its name within its namespace.
        namespace: Its namespace; empty where it has none.
        attributes: Values by name, as `strict_xml` names them.
        children: The elements in it.
        text: Its own characters, those between its children too.
        path: Its XPath by local names, each with its number among its siblings of that name.
        line: The line that its tag begins in, from 1; 0 of one that was made here.
    """

    local: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""
    path: str = ""
    line: int = 0

    def many(self, local: str) -> list[Element]:
        """Its children of that name, of its own namespace."""
        return [
            child
            for child in self.children
            if child.local == local and child.namespace == self.namespace
        ]

    def one(self, local: str) -> Element | None:
        """Its first child of that name, of its own namespace."""
        return next(iter(self.many(local)), None)

    @property
    def token(self) -> str:
        """Its text with white space collapsed, as `xs:token` is read."""
        return _SPACE.sub(" ", self.text).strip(" ")

    @property
    def language(self) -> str | None:
        """Its `xml:lang`."""
        return self.attributes.get(XML_LANG)

    def walk(self) -> Iterator[Element]:
        """It and every element in it, in the order of the document."""
        todo = [self]
        while todo:
            here = todo.pop()
            yield here
            todo += reversed(here.children)

    def add(self, local: str, text: str = "", **attributes: str) -> Element:
        """A new last child of the same namespace; `xml_lang` gives its language."""
        language = attributes.pop("xml_lang", None)
        given = dict(attributes) if language is None else {XML_LANG: language, **attributes}
        child = Element(local, self.namespace, given, text=text)
        self.children.append(child)
        return child


def read_tree(content: bytes, *, limits: Limits = DEFAULT, max_bytes: int | None = None) -> Element:
    """The root element of a document.

    Args:
        content: The document, in UTF-8, UTF-16 or the encoding that it declares.
        limits: What it may cost.
        max_bytes: Most bytes, in place of `limits.sealed_bytes`.

    Raises:
        ParseError: If it has a document type (`XML_DTD_FORBIDDEN`) or is not well-formed.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    most = limits.sealed_bytes if max_bytes is None else max_bytes
    top = Element("")
    stack = [top]
    counts: list[Counter[str]] = [Counter()]
    line, before = 1, 0
    for event in read_xml(content, limits=limits, max_bytes=most):
        if isinstance(event, Start):
            line += content.count(b"\n", before, event.offset)
            before = max(before, event.offset)
            namespace, _, local = event.name.rpartition(SEPARATOR)
            counts[-1][local] += 1
            number = f"[{counts[-1][local]}]" if len(stack) > 1 else ""
            path = f"{stack[-1].path}/{local}{number}"
            made = Element(local, namespace, event.attributes, path=path, line=line)
            stack[-1].children.append(made)
            stack.append(made)
            counts.append(Counter())
        elif isinstance(event, End):
            stack.pop()
            counts.pop()
        elif isinstance(event, Text) and len(stack) > 1:
            stack[-1].text += event.text
    return top.children[0]


def write_tree(root: Element, prefixes: Mapping[str, str]) -> bytes:
    """The document of an element, in UTF-8, indented.

    Args:
        root: The element, of the namespace that stands without prefix.
        prefixes: Prefixes of the other namespaces in it.
    """
    declared = {f"xmlns:{prefix}": namespace for namespace, prefix in prefixes.items()}
    lines: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, {"xmlns": root.namespace, **declared}, {root.namespace: "", **prefixes}, 0, lines)
    return "".join(lines).encode()


def _write(
    element: Element,
    declared: Mapping[str, str],
    prefixes: Mapping[str, str],
    depth: int,
    lines: list[str],
) -> None:
    prefix = prefixes.get(element.namespace, "")
    name = f"{prefix}:{element.local}" if prefix else element.local
    attributes = {**declared}
    for key, value in element.attributes.items():
        namespace, _, local = key.rpartition(SEPARATOR)
        shown = "xml:lang" if key == XML_LANG else local
        attributes[f"{prefixes[namespace]}:{local}" if namespace in prefixes else shown] = value
    said = "".join(f' {key}="{_escaped(value, True)}"' for key, value in attributes.items())
    indent = "  " * depth
    if not element.children:
        end = f">{_escaped(element.text)}</{name}>" if element.text else "/>"
        lines.append(f"{indent}<{name}{said}{end}\n")
        return
    lines.append(f"{indent}<{name}{said}>\n")
    for child in element.children:
        _write(child, {}, prefixes, depth + 1, lines)
    lines.append(f"{indent}</{name}>\n")


def _escaped(text: str, is_attribute: bool = False) -> str:
    """The text as it stands in XML; what XML cannot say at all becomes U+FFFD."""
    text = _UNWRITABLE.sub("\ufffd", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\r", "&#13;")
    if is_attribute:
        text = text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return text


def finding(code: str, element: Element, detail: str, at: str = "", **members: Any) -> Problem:
    """A problem of an element: `pointer` is its XPath, the detail ends with its line.

    Args:
        code: Its code.
        element: Where it is.
        detail: What it is, in one sentence.
        at: An attribute of the element, as `@type`.
        members: Further members of the problem.
    """
    where = f" (line {element.line})" if element.line else ""
    said = detail[:-1] if detail.endswith(".") else detail
    return Problem(
        code, f"{said}{where}.", pointer=element.path + (f"/{at}" if at else ""), **members
    )


class Losses:
    """What is read of a document, what it loses, and in the end what nobody read.

    Attributes:
        problems: What the target says less exactly, or not at all.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.problems: list[Problem] = []
        self._whole: set[int] = set()
        self._parts: set[int] = set()

    def take(self, *elements: Element | None) -> None:
        """Note that all of these elements is said by the target."""
        self._whole |= {id(element) for element in elements if element is not None}

    def enter(self, element: Element) -> Element:
        """Note that an element was looked into: what is not taken in it is told by itself."""
        self._parts.add(id(element))
        return element

    def lose(self, element: Element, why: str, at: str = "") -> None:
        """Note that the target has no place for an element (or an attribute)."""
        if not at:
            self.take(element)
        self.problems.append(self._problem("MAPPING_LOSS", element, why, at))

    def narrow(self, element: Element, why: str, at: str = "") -> None:
        """Note that the target says an element (or an attribute) less exactly."""
        if not at:
            self.take(element)
        self.problems.append(self._problem("MAPPING_NARROWED", element, why, at))

    def _problem(self, code: str, element: Element, why: str, at: str) -> Problem:
        name = XML_LANG if at == "@xml:lang" else at[1:]
        shown = element.attributes.get(name) if at else element.token
        return finding(code, element, why, at, found=shown or None)

    def end(self, root: Element) -> tuple[Problem, ...]:
        """Every loss, with the elements that nobody looked at."""
        for element in _unread(root, self._whole, self._parts):
            self.lose(element, f"{self.target} has no place for <{element.local}>")
        return tuple(dict.fromkeys(self.problems))


def _unread(root: Element, whole: set[int], parts: set[int]) -> Iterable[Element]:
    todo = [root]
    while todo:
        here = todo.pop()
        if id(here) in whole:
            continue
        if id(here) in parts:
            todo += reversed(here.children)
        else:
            yield here
