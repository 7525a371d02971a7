"""Objects within a badge: their shapes, and the places that Open Badges has for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.mapping.open_badges.kinds import Path
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.rows import LEFT_OUT, Row
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record, Source, Target
from elm_microcred.problem import json_pointer


@dataclass(frozen=True, slots=True)
class Shape:
    """A class of Open Badges, and the rows that fill it from a record of the model.

    Attributes:
        name: The class of Open Badges.
        new: The object as it begins.
        rows: Its rows.
    """

    name: str
    new: Callable[[Record, Badge, Path], Object]
    rows: tuple[Row, ...]

    def write(self, record: Record, badge: Badge, path: Path) -> Object:
        """The object that says a record; what it cannot say is noted as a loss."""
        node = self.new(record, badge, path)
        home: Object | None = {} if badge.extension else None
        fill(record, ((self.rows, node),), home, badge, path)
        extend(node, home, badge)
        return node

    def read(self, node: Node, path: Path) -> dict[str, Any]:
        """The record that an object says."""
        return read(((self.rows, node.taken()),), node.home, path)


def extend(node: Object, home: Object | None, badge: Badge) -> None:
    """Put terms of the extension into an object."""
    if home:
        node.update(home)
        badge.extended = True


def fill(
    record: Record,
    groups: Sequence[tuple[Sequence[Row], Object]],
    home: Object | None,
    badge: Badge,
    path: Path,
) -> None:
    """Write the rows of a record, each group into its object, and what that cannot say.

    Args:
        record: The record.
        groups: Groups of rows, and the object of Open Badges that each belongs to.
        home: Where terms of the extension go; `None` in a badge without it.
        badge: The badge.
        path: Where the record stands in the micro-credential.
    """
    for rows, node in groups:
        for row in rows:
            row.write(Target(record, node, home, badge, path))
    for rows, node in groups:
        for row in rows:
            row.settle(Target(record, node, home, badge, path))
    known = {"format", *(row.member for rows, _ in groups for row in rows)}
    for name in record:
        if name not in known:
            badge.losses.unknown((*path, name), record[name])


def read(
    groups: Sequence[tuple[Sequence[Row], Node]], home: Node | None, path: Path
) -> dict[str, Any]:
    """The record that objects say, with the extension's terms of it in `home`."""
    found: dict[str, Any] = {}
    for rows, node in groups:
        for row in rows:
            start = len(node.reading.touched)
            value = row.read(Source(node, home, path))
            if value not in (None, "", [], {}):
                found[row.member] = value
                where = json_pointer((*path, row.member))
                node.reading.places.setdefault(where, tuple(node.reading.touched[start:]))
    return found


@dataclass(frozen=True, slots=True)
class Slot:
    """Where Open Badges holds objects.

    Attributes:
        put: Puts objects there.
        get: The objects that stand there.
        holds: How many it can hold; `None` for any number.
    """

    put: Callable[[Sequence[Object], Object], None]
    get: Callable[[Node], list[Node]]
    holds: int | None = None


NOWHERE: Final = Slot(lambda _items, _node: None, lambda _node: [], 0)
"""Open Badges has no place for these objects."""


def member_slot(name: str, *, many: bool, subject: bool = False) -> Slot:
    """The slot that is a member of the node itself, or of its credential subject."""

    def put(items: Sequence[Object], node: Object) -> None:
        holder = node["credentialSubject"] if subject else node
        if items:
            holder[name] = list(items) if many else items[0]

    def get(node: Node) -> list[Node]:
        holder = node.node("credentialSubject") if subject else node
        return holder.nodes(name) if holder is not None else []

    return Slot(put, get, None if many else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Objects that have members of their own: those that fit in Open Badges, the rest beside.

    Attributes:
        shape: Their rows.
        slot: Where Open Badges holds them.
        one: The member is one object, not a list.
    """

    member: str
    what: str
    shape: Shape
    badge: str = ""
    term: str = ""
    lost: str = LEFT_OUT
    elements: str = ""
    slot: Slot = NOWHERE
    one: bool = False

    def write(self, to: Target) -> None:
        """Write those that Open Badges has a place for."""
        self.slot.put(self._written(to, 0, self.slot.holds), to.node)

    def settle(self, to: Target) -> None:
        """Write the rest into the extension, or note it as a loss."""
        start = self.slot.holds
        rest = [] if start is None else list(enumerate(self._items(to.record)))[start:]
        if to.home is None:
            for index, item in rest:
                to.badge.losses.add(self._path(to.path, index), self.what, self.lost, item)
        elif rest:
            written = self._written(to, start or 0, None)
            to.home[self.term] = written[0] if self.one else written

    def read(self, source: Source) -> Any | None:
        """The records, those of Open Badges first."""
        nodes = self.slot.get(source.node)
        if source.home is not None and self.term:
            nodes = nodes + source.home.nodes(self.term)
        read = [self.shape.read(n, self._path(source.path, i)) for i, n in enumerate(nodes)]
        found = [record for record in read if record]
        return (found[0] if self.one else found) if found else None

    def _items(self, record: Record) -> list[Record]:
        value = record.get(self.member)
        return ([value] if self.one else list(value)) if value else []

    def _written(self, to: Target, start: int, stop: int | None) -> list[Object]:
        chosen = list(enumerate(self._items(to.record)))[start:stop]
        return [self.shape.write(item, to.badge, self._path(to.path, i)) for i, item in chosen]

    def _path(self, path: Path, index: int) -> Path:
        return (*path, self.member) if self.one else (*path, self.member, index)
