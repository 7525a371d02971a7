"""The table: which member of the model stands in which term of ELM, written and read by rows.

A `Shape` is the rows of one class. Several rows may share a member: each value goes to the
first row that fits it, and all of them are read. Several may share a term: each value is read
by the first row that accepts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from elm_microcred.mapping.elm.codecs import Codec
from elm_microcred.mapping.elm.pen import Pen, add
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        member: Member of the model; dots lead into members of members.
        term: Term of ELM, in the published context; empty where another node has it.
        codec: How one value is written and read.
        many: Whether the member holds several values.
        most: How many values the profile allows in the term.
        remark: What should be said beside it, for the documentation.
    """

    member: str
    term: str
    codec: Codec
    many: bool = False
    most: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The rows of one class of ELM.

    Attributes:
        type: Class of ELM.
        kind: What local ids of it are called.
        rows: The table.
        named: Whether the record of the model has an id.
    """

    type: str
    kind: str
    rows: tuple[Row, ...]
    named: bool = True

    def write(self, record: Any, pen: Pen, at: Path) -> Json:
        """The whole record as a node of this class; one with an id of its own is made once."""
        if getattr(record, "id", None) is None:
            return self._new(record, pen, at)
        return pen.once(record, at, lambda: self._new(record, pen, at))

    def _new(self, record: Any, pen: Pen, at: Path) -> Json:
        pen.unknown(record, at)
        node: Json = {
            "id": pen.id(getattr(record, "id", None), self.kind, at),
            "type": self.type,
        }
        write_rows(self.rows, record, node, pen, at)
        return node

    def read(self, slot: Slot) -> Found | None:
        """The record that a node of this class describes."""
        slot = slot.entered()
        if not isinstance(slot.value, dict):
            slot.reading.refuse(
                slot, f"This is not a {self.type}.", f"an object of type {self.type}"
            )
            return None
        found = Found(slot.path)
        if slot.id is not None and self.named:
            found.put("id", slot.id, (*slot.path, "id"))
        read_rows(self.rows, slot, found)
        return found

    @property
    def codec(self) -> Codec:
        """This shape, as the codec of a row."""
        return Codec(f"`{self.type}`", self.write, self.read)


def values_of(record: Any, member: str) -> Any:
    """The value of a member; dots lead into members of members."""
    for name in member.split("."):
        record = getattr(record, name, None)
    return record


def write_rows(rows: tuple[Row, ...], record: Any, node: Json, pen: Pen, at: Path) -> None:
    """Write what the rows say about a record into a node."""
    for member, group in groupby(rows, key=lambda row: row.member):
        _write_member(tuple(group), values_of(record, member), node, pen, (*at, *_path(member)))


def _path(member: str) -> Path:
    return tuple(name for name in member.split(".") if name)


def _write_member(group: tuple[Row, ...], value: Any, node: Json, pen: Pen, at: Path) -> None:
    many = group[0].many
    values = tuple(value or ()) if many else (() if value is None else (value,))
    order: list[int] = []
    for place, item in enumerate(values):
        where = (*at, place) if many else at
        index = next(
            (
                index
                for index, row in enumerate(group)
                if (row.most is None or order.count(index) < row.most) and row.codec.fits(item, pen)
            ),
            None,
        )
        if index is None:
            pen.lose(where, "ELM has no place for this value.", found=item)
            continue
        if group[index].term:
            add(node, group[index].term, group[index].codec.write(item, pen, where))
        order.append(index)
    if order != sorted(order):
        pen.narrow(at, "ELM has a term for each kind: their order among each other is not kept.")


def read_rows(rows: tuple[Row, ...], slot: Slot, found: Found) -> None:
    """Read what the rows say about a node into the members of a record."""
    done: set[Path] = set()
    members = slot.members
    for row in rows:
        if row.term not in members:
            continue
        for value in slot.many(row.term):
            full = not row.many and found.has(row.member)
            if full or value.path in done or not row.codec.accepts(value):
                continue
            read = row.codec.read(value)
            done.add(value.path)
            if read is not None:
                found.put(row.member, read, value.path, many=row.many)
