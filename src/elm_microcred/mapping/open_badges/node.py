"""An object of a badge under reading: one value or many, and what was looked at is remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from elm_microcred.problem import json_pointer

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_STRUCTURE = frozenset({"@context", "type", "@type"})
_LONGEST_NUMBER = 40
_LONGEST_POINTER = 4096
"""No badge is nested as deeply as this; what is deeper is not searched."""


@dataclass(slots=True)
class Reading:
    """What is known while a badge is read.

    Attributes:
        language: Main language, that of every bare string.
        whole: Pointers of what was read to the end.
        entered: Pointers of objects and lists that were read in part.
        touched: The pointers of `whole` in the order of reading.
        extended: Whether the badge uses our extension.
        places: Where the members of the micro-credential came from.
        root: The whole badge.
    """

    language: str
    extended: bool = False
    whole: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    touched: list[str] = field(default_factory=list)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    root: Mapping[str, Any] = field(default_factory=dict)
    _described: dict[str, Node] | None = None

    def read(self, pointer: str) -> None:
        """Remember that everything at a pointer was read."""
        self.whole.add(pointer)
        self.touched.append(pointer)

    def described(self, id: str) -> Node | None:
        """The first profile of the badge that says more of this id than the id."""
        if self._described is None:
            self._described = {}
            waiting: list[tuple[Any, str]] = [(self.root, "")]
            while waiting:
                value, pointer = waiting.pop()
                if isinstance(value, Mapping):
                    known = value.get("id")
                    node = Node(value, self, pointer)
                    if isinstance(known, str) and "Profile" in node.types and len(value) > 2:
                        self._described.setdefault(known, node)
                    inner = [
                        (item, pointer + json_pointer((name,))) for name, item in value.items()
                    ]
                elif isinstance(value, list | tuple):
                    inner = [(item, f"{pointer}/{index}") for index, item in enumerate(value)]
                else:
                    continue
                if len(pointer) < _LONGEST_POINTER:
                    waiting += reversed(inner)
        return self._described.get(id)

    def unread(self, value: Any, pointer: str = "") -> list[tuple[str, Any]]:
        """Pointer and value of what was not read, whole objects where nothing in them was."""
        if pointer in self.whole or value in (None, "", [], {}):
            return []
        if pointer not in self.entered:
            return [(pointer, value)]
        members = (
            [(str(name), item) for name, item in value.items() if name not in _STRUCTURE]
            if isinstance(value, Mapping)
            else [(str(index), item) for index, item in enumerate(value)]
        )
        return [
            left
            for name, item in members
            for left in self.unread(item, pointer + json_pointer((name,)))
        ]


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a badge.

    What is asked for and has another form than expected counts as absent and stays unread.
    """

    members: Mapping[str, Any]
    reading: Reading
    pointer: str = ""

    @property
    def types(self) -> frozenset[str]:
        """Its types."""
        found = self.members.get("type")
        items = found if isinstance(found, list | tuple) else [found]
        return frozenset(item for item in items if isinstance(item, str))

    @property
    def home(self) -> Node | None:
        """The object that holds terms of our extension: itself, in a badge that uses it."""
        return self if self.reading.extended else None

    def __contains__(self, name: str) -> bool:
        return self.members.get(name) not in (None, "", [], {})

    def peek(self, name: str) -> str | None:
        """A string member, without reading it."""
        value = _only(self.members.get(name))
        return value if isinstance(value, str) and value else None

    def skip(self, name: str) -> None:
        """Take a member as read: it repeats what was read elsewhere."""
        if name in self.members:
            self._whole(name)

    def skip_all(self) -> None:
        """Take the whole object as read."""
        self.reading.read(self.pointer)

    def string(self, name: str) -> str | None:
        """A string; a number as its text; of a language map, the main language."""
        value = self.members.get(name)
        items = value if isinstance(value, list | tuple) else [value]
        found = _said(items[0]) if len(items) == 1 else None
        if found is not None:
            self._whole(name)
            return found
        texts = self._texts(name)
        if texts is None:
            return None
        language = self.reading.language if self.reading.language in texts else next(iter(texts))
        if len(texts) == 1:
            self._whole(name)
        elif isinstance(value, Mapping):
            self._entered(name)
            self.reading.read(self._at(name) + json_pointer((language,)))
        return texts[language]

    def strings(self, name: str) -> list[str]:
        """Every string of a member."""
        value = self.members.get(name)
        items = value if isinstance(value, list | tuple) else [value]
        found = []
        for index, item in enumerate(items):
            said = _said(item)
            if said is not None:
                found.append(said)
                self._item(name, value, index)
        return found

    def text(self, name: str) -> dict[str, str] | None:
        """Text by language: a string in the main language, a language map, or value objects."""
        texts = self._texts(name)
        if texts is not None:
            self._whole(name)
        return texts

    def number(self, name: str) -> str | None:
        """An exact number as text, of a JSON number or its text."""
        value = _only(self.members.get(name))
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            return None
        found = decimal_text(value)
        if found is not None:
            self._whole(name)
        return found

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = _only(self.members.get(name))
        if not isinstance(value, bool):
            return None
        self._whole(name)
        return value

    def node(self, name: str) -> Node | None:
        """The first object of a member."""
        return next(iter(self.nodes(name)), None)

    def nodes(self, name: str) -> list[Node]:
        """Every object of a member."""
        value = self.members.get(name)
        if isinstance(value, Mapping):
            return [Node(value, self.reading, self._enter(name))]
        if not isinstance(value, list | tuple):
            return []
        pointer = self._enter(name)
        return [
            Node(item, self.reading, f"{pointer}/{index}")
            for index, item in enumerate(value)
            if isinstance(item, Mapping)
        ]

    def taken(self) -> Node:
        """This object, taken as one that is being read, even if it is empty."""
        self.reading.entered.add(self.pointer)
        return self

    def _texts(self, name: str) -> dict[str, str] | None:
        """Text by language, without reading it."""
        value = self.members.get(name)
        items = value if isinstance(value, list | tuple) else [value]
        found: dict[str, str] = {}
        for item in items:
            found |= _text_of(item, self.reading.language)
        return found or None

    def _at(self, name: str) -> str:
        return self.pointer + json_pointer((name,))

    def _whole(self, name: str) -> None:
        self.reading.entered.add(self.pointer)
        self.reading.read(self._at(name))

    def _entered(self, name: str) -> None:
        self.reading.entered.add(self.pointer)
        self.reading.entered.add(self._at(name))

    def _enter(self, name: str) -> str:
        self.reading.entered.add(self.pointer)
        pointer = self._at(name)
        if isinstance(self.members[name], list | tuple):
            self.reading.entered.add(pointer)
        return pointer

    def _item(self, name: str, value: Any, index: int) -> None:
        if isinstance(value, list | tuple):
            self._entered(name)
            self.reading.read(f"{self._at(name)}/{index}")
        else:
            self._whole(name)


def decimal_text(value: float | str | Decimal) -> str | None:
    """An exact number as text without an exponent; `None` if it is none."""
    text = value.strip() if isinstance(value, str) else repr(value)
    try:
        number = value if isinstance(value, Decimal) else Decimal(text)
    except InvalidOperation:
        return None
    found = format(number, "f") if number.is_finite() and abs(number.adjusted()) < 20 else ""
    return found if 0 < len(found) <= _LONGEST_NUMBER else None


def _only(value: Any) -> Any:
    """The value, or the only item of a list."""
    return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value


def _said(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return decimal_text(value)
    return None


def _text_of(value: Any, language: str) -> dict[str, str]:
    if isinstance(value, str):
        return {language: value} if value else {}
    if not isinstance(value, Mapping):
        return {}
    if "@value" in value:
        tag, said = value.get("@language", language), value["@value"]
        return {tag: said} if _is_text(tag, said) else {}
    texts = {language if tag == "@none" else tag: said for tag, said in value.items()}
    return texts if all(_is_text(tag, said) for tag, said in texts.items()) else {}


def _is_text(tag: object, said: object) -> bool:
    return (
        isinstance(tag, str)
        and _TAG.fullmatch(tag) is not None
        and isinstance(said, str)
        and said != ""
    )
