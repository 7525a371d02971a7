"""`Journal`: what is to be issued, what was, and that nothing is lost or issued twice.

```python
with Journal.open("sqlite:///journal.db", StatusLists("https://a.example/status")) as journal:
    item = journal.issue("spring-2026", Input("PS-0391", row), make)
    item.content  # the signed bytes; asked again with the same key and input, the same ones
```

An input is written down before anything else (planned). Its id, its place in a status list, its
time and its seed are drawn in one transaction (reserved). It is signed from what was written down,
so that signing again after a crash gives the same bytes; these are kept (signed) before they are
handed out (delivered).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from elm_microcred.bulk.journal import audit, moments, planning
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached, unheard
from elm_microcred.bulk.journal.item import STATES, Input, Item, Signed, State, item_of
from elm_microcred.bulk.journal.lists import StatusLists, remembered
from elm_microcred.bulk.journal.purging import pseudonym, purge
from elm_microcred.bulk.journal.statements import DELIVER, RESERVE, SIGN
from elm_microcred.bulk.journal.status import StatusService
from elm_microcred.bulk.journal.tables import ITEMS
from elm_microcred.errors import ConflictError
from elm_microcred.issuing import Secured
from elm_microcred.problem import Problem

Make = Callable[[Item], Secured]
"""Makes the credential of an item, from nothing but what is in the item."""

_AT_ONCE: Final = 500


class Journal:
    """The journal in a database. Any number of processes may work on one.

    Args:
        database: Where it is.
        lists: Where status lists are published; without them credentials get no status.
        clock: Gives the time.
        reached: Told each fault point that is reached.
    """

    def __init__(
        self,
        database: Database,
        lists: StatusLists | None = None,
        *,
        clock: moments.Clock = moments.clock,
        reached: Reached = unheard,
    ) -> None:
        self.database = database
        self.status = (
            None if lists is None else StatusService(database, lists, clock=clock, reached=reached)
        )
        self._clock = clock
        self._reached = reached

    @classmethod
    def open(cls, url: str = "sqlite://", lists: StatusLists | None = None, **more: Any) -> Self:
        """The journal of that URL; its tables are made, or brought up to date.

        Args:
            url: `sqlite:///journal.db`, `postgresql://user@host/name`, or by default in memory.
            lists: Where status lists are published; the journal remembers it once it was said.
            more: Further arguments of `Journal`.

        Raises:
            UsageError: If it is no URL of such a database, or its lists are published elsewhere.
            StoreError: If the database cannot be opened, or was made by a later version.
            MissingExtraError: Without the extra `store`.
        """
        database = Database(url)
        try:
            return cls(database, remembered(database, lists), **more)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    # One

    def issue(
        self,
        batch: str,
        one: Input,
        make: Make,
        *,
        deliver: bool = False,
        verification_method: str = "",
    ) -> Item:
        """The credential of an input: the one that is kept, or a new one, which is kept.

        Args:
            batch: Name of the batch; keys are its own.
            one: The input.
            make: Makes the credential.
            deliver: Whether it counts as handed out at once.
            verification_method: The key that signs, to be kept beside the bytes.

        Raises:
            ConflictError: If the key stands for another input, or what it stood for was purged
                (`BATCH_KEY_CONFLICT`, `BATCH_PURGED`), or another input has its credential id
                (`BATCH_DUPLICATE_ID`).
            StoreError: If the database cannot keep it.
            ElmMicrocredError: Whatever `make` raises. The input stays reserved.
        """
        (item,) = self.plan(batch, (one,))
        if item.is_refused:
            raise ConflictError.from_problems(item.problems)
        if not item.is_signed:
            (item,) = self.reserve(batch, numbers=(item.number,)) or (item,)
            made = make(item)
            self._reached("sign:made")
            self.record((Signed(item.number, made.content, made.media_type, verification_method),))
        if deliver:
            self.delivered((item.number,))
        return self.item(batch, one.key) or item

    def item(self, batch: str, key: str) -> Item | None:
        """The item of a key; `None` where there is none."""
        hidden = pseudonym(self.database.secret, batch, key)
        asked = select(ITEMS).where(ITEMS.c.batch == batch, ITEMS.c.key.in_((key, hidden)))
        with self.database.read() as connection:
            row = connection.execute(asked).first()
        return None if row is None else item_of(row)

    def find(self, credential_id: str) -> Item | None:
        """The item that has this credential; `None` where there is none."""
        asked = select(ITEMS).where(ITEMS.c.credential_id == credential_id)
        with self.database.read() as connection:
            row = connection.execute(asked).first()
        return None if row is None else item_of(row)

    # Many

    def plan(self, batch: str, inputs: Iterable[Input]) -> Iterator[Item]:
        """Write inputs down, and give the item of each, in their order.

        What is known already stays as it is. Of an input that is refused (`BATCH_KEY_CONFLICT`,
        `BATCH_PURGED`, `BATCH_DUPLICATE_ID`) nothing is written down; its item says why.

        Raises:
            StoreError: If the database cannot keep them; those that were given out are kept.
        """
        rest = iter(inputs)
        while part := list(islice(rest, _AT_ONCE)):
            now = moments.text(self._clock())
            yield from planning.plan(self.database, batch, part, now, self._reached)

    def reserve(
        self, batch: str, *, numbers: Sequence[int] | None = None, limit: int = _AT_ONCE
    ) -> list[Item]:
        """Draw id, place, time and seed for planned items; those that now have them.

        Args:
            batch: Name of the batch.
            numbers: Which items; by default the next that are planned, and no other worker's.
            limit: How many at most, where none are named.

        Raises:
            StoreError: If the database cannot keep it: nothing was drawn then.
        """
        asked = select(ITEMS).where(ITEMS.c.batch == batch).order_by(ITEMS.c.number)
        if numbers is None:
            asked = asked.where(ITEMS.c.state == "planned").limit(limit)
            asked = asked.with_for_update(skip_locked=True)
        else:
            asked = asked.where(ITEMS.c.number.in_(numbers)).with_for_update()
        with self.database.begin() as connection:
            rows = connection.execute(asked).all()
            planned = [row for row in rows if row.state == "planned"]
            if planned:
                self._draw(connection, planned)
        if planned:
            self._reached("reserve:committed")
        return self.those([row.number for row in rows])

    def _draw(self, connection: Connection, planned: Sequence[Row[Any]]) -> None:
        now = self._clock().replace(microsecond=0)
        ids = [row.credential_id or _random_id() for row in planned]
        places = self.status.reserve(connection, ids) if self.status else [None] * len(ids)
        drawn = [
            {
                "item": row.number,
                "credential_id": id_,
                "list_number": None if place is None else place.number,
                "list_index": None if place is None else place.index,
                "issued_at": moments.text(now),
                "seed": secrets.token_hex(32),
            }
            for row, id_, place in zip(planned, ids, places, strict=True)
        ]
        connection.execute(RESERVE, drawn)
        audit.append(self.database, connection, [audit.Event("reserved", id_) for id_ in ids], now)
        self._reached("reserve:recorded")

    def record(self, signed: Sequence[Signed]) -> int:
        """Keep signed bytes; of how many items. What another worker has kept before stays.

        Raises:
            StoreError: If the database cannot keep them: none is kept then.
        """
        now = self._clock()
        with self.database.begin() as connection:
            ids = self._those(connection, [one.number for one in signed], "reserved")
            rows: list[dict[str, Any]] = [
                {
                    "item": one.number,
                    "content": one.content,
                    "media_type": one.media_type,
                    "digest": hashlib.sha256(one.content).hexdigest(),
                    "verification_method": one.verification_method,
                    "signed_at": moments.text(now),
                }
                for one in signed
                if one.number in ids
            ]
            if rows:
                connection.execute(SIGN, rows)
                events = [audit.Event("signed", ids[row["item"]], row["digest"]) for row in rows]
                audit.append(self.database, connection, events, now)
            self._reached("sign:recorded")
        self._reached("sign:committed")
        return len(rows)

    def failed(self, number: int, problems: Sequence[Problem]) -> None:
        """Keep why an item could not be signed; it stays reserved and is tried again.

        Raises:
            StoreError: If the database cannot keep it.
        """
        said = json.dumps([asdict(problem) for problem in problems])
        mine = update(ITEMS).where(ITEMS.c.number == number, ITEMS.c.content.is_(None))
        with self.database.begin() as connection:
            connection.execute(mine.values(problems=said))

    def delivered(self, numbers: Sequence[int]) -> int:
        """Keep that items were handed out; how many were not before.

        Raises:
            StoreError: If the database cannot keep it.
        """
        now = self._clock()
        with self.database.begin() as connection:
            ids = self._those(connection, numbers, "signed")
            if ids:
                rows = [{"item": number, "delivered_at": moments.text(now)} for number in ids]
                connection.execute(DELIVER, rows)
                events = [audit.Event("delivered", id_) for id_ in ids.values()]
                audit.append(self.database, connection, events, now)
            self._reached("deliver:recorded")
        self._reached("deliver:committed")
        return len(ids)

    def items(
        self, batch: str, *states: State, after: int = 0, at_once: int = _AT_ONCE
    ) -> Iterator[Item]:
        """The items of a batch in the order of their coming, read in parts.

        Args:
            batch: Name of the batch.
            states: Only those in one of these states; all where none is named.
            after: Number of an item: only those that came later.
            at_once: How many are read at a time.
        """
        asked = select(ITEMS).where(ITEMS.c.batch == batch).order_by(ITEMS.c.number)
        if states:
            asked = asked.where(ITEMS.c.state.in_(states))
        while True:
            with self.database.read() as connection:
                part = asked.where(ITEMS.c.number > after).limit(at_once)
                rows = connection.execute(part).all()
            yield from map(item_of, rows)
            if len(rows) < at_once:
                return
            after = rows[-1].number

    def those(self, numbers: Sequence[int]) -> list[Item]:
        """The items of these numbers, in the order of their coming."""
        asked = select(ITEMS).where(ITEMS.c.number.in_(numbers)).order_by(ITEMS.c.number)
        with self.database.read() as connection:
            return [item_of(row) for row in connection.execute(asked)]

    def lookup(self, batch: str, inputs: Sequence[Input]) -> dict[str, tuple[Problem, ...]]:
        """By key, why an input that is known would be refused; nothing, where it is the same."""
        return planning.lookup(self.database, batch, inputs)

    def batches(self) -> list[str]:
        """The names of all batches."""
        with self.database.read() as connection:
            asked = select(ITEMS.c.batch).distinct().order_by(ITEMS.c.batch)
            return list(connection.execute(asked).scalars())

    def counts(self, batch: str) -> dict[str, int]:
        """How many items of a batch are in each state; under `failed`, how many have problems."""
        mine = select(ITEMS.c.state, func.count()).where(ITEMS.c.batch == batch)
        with self.database.read() as connection:
            found = {row[0]: row[1] for row in connection.execute(mine.group_by(ITEMS.c.state))}
            failed = connection.execute(
                select(func.count())
                .select_from(ITEMS)
                .where(ITEMS.c.batch == batch, ITEMS.c.problems.is_not(None))
            ).scalar_one()
        return {**{state: found.get(state, 0) for state in STATES}, "failed": failed}

    # Later

    def purge(self, before: datetime, *, batch: str | None = None) -> int:
        """Forget everything personal about what was delivered before a time; of how many items.

        What stays of each is the id of the credential with its place and status, so that it can
        be revoked, and a keyed hash of its key, so that it is not issued again.

        Args:
            before: Delivered before then.
            batch: Only of this batch.

        Raises:
            StoreError: If the database cannot keep it.
        """
        return purge(self.database, before, batch, self._clock(), self._reached)

    def audit_log(self) -> Iterator[audit.Line]:
        """Every line of the audit log."""
        return audit.lines(self.database)

    def audit_head(self) -> audit.AuditHead:
        """The end of the audit log, to be kept elsewhere."""
        return audit.head(self.database)

    def audit_problems(self, kept: audit.AuditHead | None = None) -> list[Problem]:
        """Where the audit log is not as it was written; nothing, if it is.

        Args:
            kept: An earlier end of it: nothing before that may have changed.
        """
        return list(audit.problems(self.database, kept))

    def _those(self, connection: Connection, numbers: Sequence[int], state: str) -> dict[int, str]:
        """By its number, the credential id of each item that is in the state."""
        found: dict[int, str] = {}
        for first in range(0, len(numbers), _AT_ONCE):
            asked = (
                select(ITEMS.c.number, ITEMS.c.credential_id)
                .where(ITEMS.c.number.in_(numbers[first : first + _AT_ONCE]))
                .where(ITEMS.c.state == state)
                .order_by(ITEMS.c.number)
                .with_for_update()
            )
            found |= {row.number: row.credential_id for row in connection.execute(asked)}
        return found


def _random_id() -> str:
    return f"urn:uuid:{UUID(bytes=secrets.token_bytes(16), version=4)}"
