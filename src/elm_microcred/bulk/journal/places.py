"""Places in status lists: drawn in the transaction that uses them, at random, once.

The order in which the indexes of a list come is a permutation under a secret of the list: the
next one is computed from how many are taken, so that nothing is tried twice and nothing need be
remembered, and nobody without the secret can tell who came before whom.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from elm_microcred.bulk.journal import moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.tables import LISTS
from elm_microcred.status.bitstring import MINIMUM_LENGTH

_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list.

    Attributes:
        number: Number of the list.
        index: Index in it.
    """

    number: int
    index: int


def index_at(position: int, secret: bytes, length: int) -> int:
    """The index that is handed out at a position: a permutation of 0 to before `length`."""
    half = (max(length - 1, 1).bit_length() + 1) // 2
    index = position
    while True:
        index = _mixed(index, secret, half)
        if index < length:
            return index


def _mixed(value: int, secret: bytes, half: int) -> int:
    """A Feistel network over twice `half` bits."""
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for turn in range(_ROUNDS):
        said = blake2b(right.to_bytes(8) + bytes((turn,)), key=secret, digest_size=8).digest()
        left, right = right, left ^ (int.from_bytes(said) & mask)
    return left << half | right


def draw(
    database: Database,
    connection: Connection,
    count: int,
    *,
    length: int = MINIMUM_LENGTH,
    spread: int = 1,
    now: datetime,
) -> Iterator[Place]:
    """So many places that nobody has; a full list is followed by a new one.

    Args:
        database: Where the lists are.
        connection: The transaction in which the places are used.
        count: How many.
        length: How many places a new list has.
        spread: How many lists are filled at a time, on a server, where others wait for a list.
        now: When a new list is begun.
    """
    while count:
        row = _own_list(database, connection, length, spread, now)
        taken = min(count, row.length - row.used)
        connection.execute(_TAKE, {"list": row.number, "taken": row.used + taken})
        secret = bytes.fromhex(row.secret)
        for position in range(row.used, row.used + taken):
            yield Place(row.number, index_at(position, secret, row.length))
        count -= taken


_TAKE = update(LISTS).where(LISTS.c.number == bindparam("list")).values(used=bindparam("taken"))
_OPEN = select(LISTS).where(LISTS.c.used < LISTS.c.length).order_by(LISTS.c.number).limit(1)
_FREE = _OPEN.with_for_update(skip_locked=True)
_ANY = _OPEN.order_by(None).order_by(func.random()).with_for_update()  # nobody queues for one
_HOW_MANY = select(func.count()).select_from(LISTS).where(LISTS.c.used < LISTS.c.length)


def _own_list(
    database: Database, connection: Connection, length: int, spread: int, now: datetime
) -> Row[Any]:
    """A list with room that is nobody else's until the transaction ends."""
    row = connection.execute(_FREE).first()
    if row is None and not database.is_sqlite:
        if connection.execute(_HOW_MANY).scalar_one() >= spread:
            row = connection.execute(_ANY).first()
        if row is None:
            database.alone(connection)
            row = connection.execute(_FREE).first()
    if row is not None:
        return row
    begun = {
        "secret": secrets.token_hex(32),
        "length": length,
        "used": 0,
        "version": 0,
        "created_at": moments.text(now),
    }
    connection.execute(insert(LISTS).values(begun))
    mine = LISTS.c.secret == begun["secret"]
    return connection.execute(select(LISTS).where(mine).with_for_update()).one()
