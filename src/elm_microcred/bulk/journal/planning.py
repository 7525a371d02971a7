"""Writing inputs down: each once, and never one over another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, null, select
from sqlalchemy.dialects import postgresql, sqlite

from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached
from elm_microcred.bulk.journal.item import Input, Item, item_of
from elm_microcred.bulk.journal.purging import pseudonym
from elm_microcred.bulk.journal.tables import ITEMS
from elm_microcred.problem import Problem


def plan(
    database: Database, batch: str, inputs: Sequence[Input], now: str, reached: Reached
) -> list[Item]:
    """Write inputs down in one transaction, and give the item of each, without signed bytes."""
    keys = [one.key for one in inputs]
    digests = [one.digest() for one in inputs]
    known = _known(database, batch, keys)
    new = [
        {
            "batch": batch,
            "key": one.key,
            "input_hash": digest,
            "input": json.dumps(one.data, ensure_ascii=False),
            "state": "planned",
            "credential_id": one.credential_id,
            "planned_at": now,
        }
        for one, digest in zip(inputs, digests, strict=True)
        if one.key not in known
    ]
    if new:
        dialect = postgresql if not database.is_sqlite else sqlite
        with database.begin() as connection:
            for first in range(0, len(new), _AT_ONCE):
                part = new[first : first + _AT_ONCE]
                connection.execute(dialect.insert(ITEMS).values(part).on_conflict_do_nothing())
            known = rows_of(database, connection, batch, keys)
            reached("plan:recorded")
        reached("plan:committed")
    return [
        _planned(batch, one, digest, known.get(one.key))
        for one, digest in zip(inputs, digests, strict=True)
    ]


_AT_ONCE: Final = 100


def lookup(
    database: Database, batch: str, inputs: Sequence[Input]
) -> dict[str, tuple[Problem, ...]]:
    """By key, why an input that is known would be refused; nothing, where it is the same."""
    known = _known(database, batch, [one.key for one in inputs])
    return {
        one.key: item.problems if item.is_refused else ()
        for one in inputs
        if one.key in known
        for item in (_planned(batch, one, one.digest(), known[one.key]),)
    }


def _known(database: Database, batch: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    with database.read() as connection:
        return rows_of(database, connection, batch, keys)


def rows_of(
    database: Database, connection: Connection, batch: str, keys: Iterable[str]
) -> dict[str, Row[Any]]:
    """By key, the row of each that is known, purged ones too; without the signed bytes."""
    hidden = {pseudonym(database.secret, batch, key): key for key in keys}
    asked = _BARE.where(ITEMS.c.batch == batch, ITEMS.c.key.in_([*hidden.values(), *hidden]))
    rows: Iterable[Row[Any]] = connection.execute(asked)
    return {hidden.get(row.key, row.key): row for row in rows}


_BARE = select(*(column for column in ITEMS.c if column.name != "content"), null().label("content"))


def _planned(batch: str, one: Input, digest: str, row: Row[Any] | None) -> Item:
    if row is None:
        nothing = Item(0, batch, one.key, "planned")
        return _refused(nothing, one, "BATCH_DUPLICATE_ID", "Another input has this credential id.")
    item = item_of(row)
    if item.state == "purged":
        return _refused(item, one, "BATCH_PURGED", "What this key stood for was issued and purged.")
    if row.input_hash != digest:
        return _refused(
            item, one, "BATCH_KEY_CONFLICT", "The key stands for another input already."
        )
    return item


_REMEDIES: Final = {
    "BATCH_DUPLICATE_ID": "Give each input an id of its own, or none.",
    "BATCH_PURGED": "Issue again under a new key, if that is what is meant.",
    "BATCH_KEY_CONFLICT": "Take a new key for a new credential; revoke the old one if it is wrong.",
}


def _refused(item: Item, one: Input, code: str, detail: str) -> Item:
    problem = Problem(code, detail, found=one.key, remedy=_REMEDIES[code], row=one.row)
    return Item(item.number, item.batch, one.key, item.state, problems=(problem,))
