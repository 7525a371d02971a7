"""The mapping as rows: one per member of the model, each there and back.

A row says where Open Badges holds a member, under which term our extension holds what Open
Badges cannot, and how the loss reads where there is no extension. Writing goes in two steps:
first every row writes what Open Badges can say; then each row reads that back as any reader
would, and where something else comes out, the extension says it exactly (or it is a loss).
So the way there and back is the identity by construction, whatever the single rows do.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from elm_microcred.mapping.open_badges.kinds import Kind
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.scope import Badge, Object, Source, Target

LEFT_OUT: Final = "is left out: Open Badges has no member for it"
ARE_LEFT_OUT: Final = "are left out: Open Badges has no member for them"


class Row(Protocol):
    """One member of a record of the model."""

    @property
    def member(self) -> str:
        """Its name."""

    @property
    def badge(self) -> str:
        """Where Open Badges holds it; empty where it cannot."""

    @property
    def term(self) -> str:
        """The term of the extension; empty where none is needed."""

    @property
    def what(self) -> str:
        """What it is, as a sentence begins with it."""

    @property
    def lost(self) -> str:
        """How the sentence goes on where the extension is not used."""

    @property
    def elements(self) -> str:
        """Elements of Annex I that it is part of."""

    def write(self, to: Target) -> None:
        """Write what Open Badges can say."""

    def settle(self, to: Target) -> None:
        """Write into the extension, or note as a loss, what `write` did not say."""

    def read(self, source: Source) -> Any | None:
        """The member, from Open Badges and the extension."""


def nothing(_value: Any, _node: Object, _badge: Badge) -> None:
    """Write nothing: Open Badges has no place for it, or another row writes it."""


def absent(_node: Node) -> Any | None:
    """Read nothing."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A member that Open Badges says as a whole, or else the extension says as a whole.

    Attributes:
        put: Writes the value as Open Badges says it; called with `None` too.
        get: Reads the value that Open Badges says.
        kind: How the extension writes it.
        same: Whether a value and what was read back mean the same.
    """

    member: str
    what: str
    badge: str = ""
    term: str = ""
    lost: str = LEFT_OUT
    elements: str = ""
    put: Callable[[Any, Object, Badge], None] = nothing
    get: Callable[[Node], Any | None] = absent
    kind: Kind | None = None
    same: Callable[[Any, Any], bool] = operator.eq

    def write(self, to: Target) -> None:
        """Write what Open Badges can say."""
        self.put(to.record.get(self.member), to.node, to.badge)

    def settle(self, to: Target) -> None:
        """Write into the extension, or note as a loss, what `write` did not say."""
        value, said = to.record.get(self.member), self.get(to.said)
        if value is None:
            return
        if to.home is None:
            if not self.same(value, said):
                path = (*to.path, self.member)
                to.badge.losses.add(path, self.what, self.lost, value)
        elif value != said and self.kind is not None:
            self.kind.write(value, self.term, to.home, to.notes(self.member))

    def read(self, source: Source) -> Any | None:
        """The member: as the extension says it, else as Open Badges does."""
        said = self.get(source.node)
        if source.home is None or self.kind is None:
            return said
        exact = self.kind.read(self.term, source.home)
        return said if exact is None else exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text: its main language in Open Badges, the others in a language map of the extension.

    The language map holds every language where the term of Open Badges has to hold another
    text than the main language's, or where it could be taken for a stand-in.

    Attributes:
        put: Writes the string of the main language.
        get: Reads it; badges of others may have several languages there.
        fallback: What stands there, because Open Badges asks for it, where there is no text.
        repeated: How the sentence goes on where the text is just what would stand in for it.
    """

    member: str
    what: str
    badge: str
    term: str
    put: Callable[[str, Object], None]
    get: Callable[[Node], dict[str, str] | None]
    elements: str = ""
    lost: str = "is kept in the main language only"
    fallback: Callable[[Node], str | None] = absent
    repeated: str = "repeats another text of the badge, as where there is none"

    def write(self, to: Target) -> None:
        """Write the string of the main language, or what stands in for it."""
        value = to.record.get(self.member)
        said = main_string(value, to.badge.language) if value else self.fallback(to.said)
        if said is not None:
            self.put(said, to.node)

    def settle(self, to: Target) -> None:
        """Write the other languages into the extension, or note them as a loss."""
        value, language = to.record.get(self.member), to.badge.language
        if not value:
            return
        string = main_string(value, language)
        rest = {tag: text for tag, text in value.items() if tag != language}
        stands_in = string == self.fallback(to.said)
        if language not in value or string in rest.values() or stands_in:
            rest = dict(value)
        path = (*to.path, self.member)
        if to.home is not None and rest:
            to.home[self.term] = rest
        elif to.home is None and (language not in value or len(value) > 1):
            to.badge.losses.languages(path, self.what, value, language)
        elif to.home is None and stands_in:
            to.badge.losses.add(path, self.what, self.repeated, string)

    def read(self, source: Source) -> Any | None:
        """The text, unless it only stands in for one."""
        texts = self.get(source.node)
        others = source.home.text(self.term) if source.home is not None else None
        language = source.node.reading.language
        if others is None:
            return None if texts == {language: self.fallback(source.node)} else texts
        stands_in = language in others or (texts or {}).get(language) in others.values()
        return others if stands_in else {**(texts or {}), **others}


def main_string(text: Mapping[str, str], language: str) -> str:
    """A text in its main language, or else in its first one."""
    return text[language] if language in text else next(iter(text.values()))


def string(
    term: str,
) -> tuple[Callable[[Any, Object, Badge], None], Callable[[Node], str | None]]:
    """Writer and reader of a string that is a member of the node itself."""

    def put(value: Any, node: Object, _badge: Badge) -> None:
        if value is not None:
            node[term] = value

    return put, lambda node: node.string(term)


def plain(member: str, term: str, what: str, elements: str = "") -> Value:
    """The row of a string that is a member of the node itself."""
    put, get = string(term)
    return Value(member=member, what=what, badge=term, put=put, get=get, elements=elements)


def text(
    member: str,
    term: str,
    what: str,
    elements: str = "",
    otherwise: Callable[[Node], dict[str, str] | None] = absent,
    fallback: Callable[[Node], str | None] = absent,
) -> Words:
    """The row of a text that is a member of the node itself.

    Args:
        member: Name of the member of the model.
        term: Term of Open Badges; its companion in the extension ends in `In`.
        what: What it is, as a sentence begins with it.
        elements: Elements of Annex I.
        otherwise: What is read where the term is absent.
        fallback: What stands there where there is no text.
    """

    def put(value: str, node: Object) -> None:
        node[term] = value

    return Words(
        member=member,
        what=what,
        badge=term,
        term=f"{term}In",
        put=put,
        get=lambda node: node.text(term) or otherwise(node),
        elements=elements,
        fallback=fallback,
    )


def only(
    member: str, term: str, kind: Kind, what: str, elements: str = "", lost: str = LEFT_OUT
) -> Value:
    """The row of a member that only the extension has."""
    return Value(member=member, what=what, term=term, kind=kind, elements=elements, lost=lost)
