"""Forgetting what is personal, once it was delivered."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from elm_microcred.bulk.journal import audit, moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached
from elm_microcred.bulk.journal.tables import ITEMS

_AT_ONCE: Final = 1000


def pseudonym(secret: bytes, batch: str, key: str) -> str:
    """What stands for a key after it was purged: known again by who has the key and the journal."""
    said = f"{batch}\0{key}".encode("utf-8", "surrogatepass")
    return "purged:" + hmac.digest(secret, said, "sha256").hex()


def purge(
    database: Database, before: datetime, batch: str | None, now: datetime, reached: Reached
) -> int:
    """Forget input, bytes, seed, key and hash of what was delivered before; of how many items."""
    count = 0
    asked = (
        select(ITEMS.c.number, ITEMS.c.batch, ITEMS.c.key, ITEMS.c.credential_id)
        .where(ITEMS.c.state == "delivered", ITEMS.c.delivered_at < moments.text(before))
        .order_by(ITEMS.c.number)
        .limit(_AT_ONCE)
        .with_for_update()
    )
    if batch is not None:
        asked = asked.where(ITEMS.c.batch == batch)
    while True:
        with database.begin() as connection:
            rows = connection.execute(asked).all()
            if not rows:
                return count
            hidden = [
                {"item": row.number, "hidden": pseudonym(database.secret, row.batch, row.key)}
                for row in rows
            ]
            connection.execute(_PURGE, hidden)
            events = [audit.Event("purged", row.credential_id) for row in rows]
            audit.append(database, connection, events, now)
            reached("purge:recorded")
        reached("purge:committed")
        count += len(rows)


_PURGE = (
    update(ITEMS)
    .where(ITEMS.c.number == bindparam("item"))
    .values(
        state="purged",
        key=bindparam("hidden"),
        input_hash="",
        input=None,
        content=None,
        seed=None,
        digest=None,
        problems=None,
    )
)
