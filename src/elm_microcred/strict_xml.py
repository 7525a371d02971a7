"""Strict XML: no document type, no entities, bounded depth and size; then events in order.

```python
from elm_microcred.strict_xml import read_xml

for event in read_xml(b"<a b='1'>text</a>"):
    ...  # Start("a", {"b": "1"}, …), Text("text"), End("a", …)
```

A document type definition is refused as soon as it begins, so that nothing in it is ever
looked up or expanded. Names are `namespace name` where an element or attribute has a namespace.

Spec: https://www.w3.org/TR/xml/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.parsers import expat

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten

SEPARATOR: Final = " "
"""Stands between a namespace and a local name; neither may hold it."""


_NONE: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Start:
    """An element begins.

    Attributes:
        name: Namespace and local name, parted by a space; the local name where there is none.
        attributes: Values by name, written in the same way.
        offset: Where its tag begins, in bytes.
    """

    name: str
    attributes: dict[str, str]
    offset: int


@dataclass(frozen=True, slots=True)
class End:
    """An element ends; `offset` is where its end tag begins, in bytes."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Text:
    """Characters between tags; adjacent ones come as one."""

    text: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A processing instruction."""

    target: str
    data: str


Event: TypeAlias = Start | End | Text | Instruction


def read_xml(
    content: bytes,
    *,
    limits: Limits = DEFAULT,
    max_bytes: int | None = None,
    doctypes: re.Pattern[str] = _NONE,
) -> list[Event]:
    """Everything that an XML document says, in order.

    Args:
        content: The document.
        limits: Bounds on size, depth, and the number of elements and attributes.
        max_bytes: Most bytes, in place of `limits.credential_bytes`.
        doctypes: Public names of document types that are let pass, unread, where they hold no
            declarations of their own.

    Raises:
        ParseError: If it has a document type (`XML_DTD_FORBIDDEN`) or is not well-formed.
        LimitError: If it is too long, too deep, or has too many elements.

    Spec: https://www.w3.org/TR/xml/#sec-well-formed
    """
    most = limits.credential_bytes if max_bytes is None else max_bytes
    if len(content) > most:
        raise LimitError(
            "LIMIT_SIZE",
            "The input is too long.",
            found=f"{len(content)} bytes",
            expected=f"≤ {most}",
        )
    return _Reader(limits, doctypes).read(content)


class _Reader:
    """The handlers of one run of expat, and what they gather."""

    def __init__(self, limits: Limits, doctypes: re.Pattern[str]) -> None:
        self.limits = limits
        self.doctypes = doctypes
        self.events: list[Event] = []
        self.texts: list[str] = []
        self.depth = 0
        self.members = 0
        parser = self.parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.texts.append
        parser.ProcessingInstructionHandler = self._instruction

    def read(self, content: bytes) -> list[Event]:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise ParseError(
                "XML_MALFORMED",
                f"This is not well-formed XML: {shorten(str(error))}.",
                found=shorten(content[:80].decode("utf-8", "replace")),
                expected="one well-formed XML document",
            ) from error
        return self.events

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        if not internal and self.doctypes.fullmatch(public or ""):
            return
        raise ParseError(
            "XML_DTD_FORBIDDEN",
            "The document has a document type, which could define entities.",
            found=f"<!DOCTYPE {name} {system or public or ''}".rstrip() + ">",
            expected="XML without <!DOCTYPE …>",
            remedy="Write the document without document type.",
        )

    def _entity(self, name: str, _is_parameter: bool) -> None:
        raise ParseError(
            "XML_MALFORMED",
            "The document names an entity that it does not define.",
            found=shorten(f"&{name};"),
            expected="text without entities",
        )

    def _flush(self) -> None:
        if self.texts:
            self.events.append(Text("".join(self.texts)))
            self.texts.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self.depth += 1
        self.members += 1 + len(attributes)
        if self.depth > self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "Elements are nested too deeply.",
                expected=f"≤ {self.limits.depth}",
            )
        if self.members > self.limits.members:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The document has too many elements and attributes.",
                expected=f"≤ {self.limits.members}",
            )
        self.events.append(Start(name, attributes, self.parser.CurrentByteIndex))

    def _end(self, name: str) -> None:
        self._flush()
        self.depth -= 1
        self.events.append(End(name, self.parser.CurrentByteIndex))

    def _instruction(self, target: str, data: str) -> None:
        self._flush()
        self.events.append(Instruction(target, data))
