"""The audit log: what was done, by pseudonymous ids, each line chained to the one before.

On PostgreSQL several transactions write at a time, each to a strand of its own; every strand is a
chain. A line that is changed, moved or taken out breaks the chain of its strand; a strand that is
cut short no longer ends as its head says. Whoever can write to the database can rewrite all of
it: keep `AuditHead.digest` elsewhere from time to time, and verify against it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from elm_microcred.bulk.journal import moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.tables import AUDIT, HEADS
from elm_microcred.problem import Problem

_BEGINNING: Final = "0" * 64
_MOST_STRANDS: Final = 64


@dataclass(frozen=True, slots=True)
class Event:
    """What was done.

    Attributes:
        name: reserved, signed, delivered, allocated, valid, suspended, revoked, published, purged.
        subject: Id of the credential, or URL of the list.
        detail: Digest of the signed bytes, or how many were meant.
    """

    name: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log.

    Attributes:
        strand: Which chain it is of.
        number: Its place in that, counted from 1.
        at: When.
        event: What.
        digest: Covers the line and the digest before it.
    """

    strand: int
    number: int
    at: datetime
    event: Event
    digest: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the log at a moment, to be kept where nobody can change it with the log.

    Attributes:
        lines: How many lines there are in each strand.
        digests: The last digest of each strand.
    """

    lines: dict[int, int]
    digests: dict[int, str]

    @property
    def digest(self) -> str:
        """One digest for all."""
        said = [[strand, self.lines[strand], self.digests[strand]] for strand in sorted(self.lines)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def append(
    database: Database, connection: Connection, events: Sequence[Event], now: datetime
) -> None:
    """Write lines, in the transaction that does what they tell."""
    if not events:
        return
    head = _own_head(database, connection)
    at = max(moments.text(now), head.at)  # a clock that is set back makes no earlier line
    number, digest = head.number, head.digest
    rows = []
    for event in events:
        number += 1
        digest = _digest(digest, head.strand, number, at, event)
        rows.append(
            {
                "strand": head.strand,
                "number": number,
                "at": at,
                "event": event.name,
                "subject": event.subject,
                "detail": event.detail,
                "digest": digest,
            }
        )
    connection.execute(_ADD, rows)
    moved = {"own": head.strand, "last": number, "moment": at, "end": digest}
    connection.execute(_MOVE, moved)


_ADD = insert(AUDIT)
_MOVE = (
    update(HEADS)
    .where(HEADS.c.strand == bindparam("own"))
    .values(number=bindparam("last"), at=bindparam("moment"), digest=bindparam("end"))
)
_FREE = select(HEADS).order_by(HEADS.c.strand).limit(1).with_for_update(skip_locked=True)
_FIRST = select(HEADS).order_by(HEADS.c.strand).limit(1).with_for_update()


def _own_head(database: Database, connection: Connection) -> Row[Any]:
    """The head of a strand that is nobody else's until the transaction ends."""
    head = connection.execute(_FREE).first()
    if head is not None:
        return head
    database.alone(connection)
    last = connection.execute(select(HEADS.c.strand).order_by(HEADS.c.strand.desc())).scalar()
    strand = 0 if last is None else last + 1
    if strand < _MOST_STRANDS:
        begun = {"strand": strand, "number": 0, "at": "", "digest": _BEGINNING}
        connection.execute(insert(HEADS).values(begun))
    return connection.execute(
        _FIRST.where(HEADS.c.strand == strand) if strand < _MOST_STRANDS else _FIRST
    ).one()


def _digest(before: str, strand: int, number: int, at: str, event: Event) -> str:
    said = [before, strand, number, at, event.name, event.subject, event.detail]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def lines(database: Database) -> Iterator[Line]:
    """Every line, strand by strand."""
    with database.read() as connection:
        found = connection.execution_options(yield_per=1000).execute(
            select(AUDIT).order_by(AUDIT.c.strand, AUDIT.c.number)
        )
        for row in found:
            event = Event(row.event, row.subject, row.detail)
            yield Line(row.strand, row.number, moments.moment(row.at), event, row.digest)


def head(database: Database) -> AuditHead:
    """The end of the log as it is now."""
    with database.read() as connection:
        rows = connection.execute(select(HEADS)).all()
    return AuditHead({r.strand: r.number for r in rows}, {r.strand: r.digest for r in rows})


def problems(database: Database, kept: AuditHead | None = None) -> Iterator[Problem]:
    """Every line that is not as it was written, and every strand that was cut short.

    Args:
        database: Where the log is.
        kept: An earlier end of the log, kept elsewhere: nothing before it may have changed.
    """
    ends = head(database)
    before: dict[int, tuple[int, str]] = {}
    known = {} if kept is None else dict(kept.lines)
    for line in lines(database):
        number, digest = before.get(line.strand, (0, _BEGINNING))
        at = moments.text(line.at)
        whole = _digest(digest, line.strand, line.number, at, line.event)
        if line.number != number + 1:
            yield _broken(line.strand, number + 1, f"the line {line.number} comes next")
        elif whole != line.digest:
            yield _broken(line.strand, line.number, "its digest is another one")
        if kept is not None and known.get(line.strand) == line.number:
            del known[line.strand]
            if kept.digests[line.strand] != line.digest:
                yield _broken(line.strand, line.number, "it was another line before")
        before[line.strand] = (line.number, line.digest)
    for strand, number in ends.lines.items():
        if before.get(strand, (0, _BEGINNING)) != (number, ends.digests[strand]):
            yield _broken(strand, number, "the log ends elsewhere")
    for strand, number in known.items():
        if number:
            yield _broken(strand, number, "the log ended there before")


def _broken(strand: int, number: int, found: str) -> Problem:
    return Problem(
        "AUDIT_BROKEN",
        "The audit log is not as it was written.",
        found=f"strand {strand}, line {number}: {found}",
        expected="lines that each carry the digest of the one before",
        remedy="Compare with a backup: whoever changed it could write to the database.",
    )
