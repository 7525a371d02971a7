"""Batch jobs: orders that are written down at once, and fulfilled while nobody waits.

A thread works on one job after the other. What it has not done when the process ends, it does when
the next one starts: everything is in the database.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Column, Integer, MetaData, Row, String, Table, insert, select, update

from elm_microcred.bulk.journal import Item, Signed
from elm_microcred.errors import ElmMicrocredError, ModelError, ProofError, StoreError
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.server.issuer_service import IssuerService, Order

MOST_ROWS: Final = 10_000
"""Rows of one job: larger ones come in several, or on the command line."""
_AT_ONCE: Final = 50
_PAUSE_SECONDS: Final = 5.0
_MOST_PROBLEMS: Final = 100

JobState = Literal["running", "done"]
_log = logging.getLogger(__name__)

_SCHEMA: Final = MetaData()
_JOBS = Table(
    "em_job",
    _SCHEMA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("total", Integer, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("created_at", String(32), nullable=False),
    Column("ended_at", String(32)),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A batch of orders.

    Attributes:
        id: Its name.
        owner: The API key that brought it.
        total: How many orders it has.
        state: Whether it is being worked on.
        created_at: When it came.
        ended_at: When nothing was left to do.
    """

    id: str
    owner: str
    total: int
    state: JobState
    created_at: str
    ended_at: str | None = None

    @property
    def batch(self) -> str:
        """Its batch in the journal."""
        return f"job/{self.id}"


class Jobs:
    """The jobs of a service.

    Args:
        service: Who fulfils the orders.
    """

    def __init__(self, service: IssuerService) -> None:
        self._service = service
        self._database = service.journal.database
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        with self._database.begin() as connection:
            self._database.alone(connection)
            _SCHEMA.create_all(connection)

    def check(self, orders: Sequence[Order]) -> None:
        """Nothing, if every order can be fulfilled.

        Raises:
            ModelError: If some cannot: each problem names the row, from 1 on, and the column.
        """
        found = list(self._found(orders))
        if found:
            raise ModelError.from_problems(found[:_MOST_PROBLEMS])

    def _found(self, orders: Sequence[Order]) -> Iterator[Problem]:
        keys: dict[str, int] = {}
        for row, order in enumerate(orders, start=1):
            try:
                self._service.try_out(self._service.input(order))
            except ElmMicrocredError as error:
                yield from (replace(problem, row=row) for problem in error.problems)
            if keys.setdefault(order.key, row) != row:
                yield Problem(
                    "BATCH_KEY_CONFLICT",
                    "Two rows have one key.",
                    found=f"{order.key[:100]}, in row {keys[order.key]} too",
                    row=row,
                )

    def add(self, owner: str, orders: Sequence[Order]) -> Job:
        """Write a job down; work on it begins at once.

        Raises:
            ModelError: If an order cannot be fulfilled: nothing is written down then.
            StoreError: If the database cannot keep it.
        """
        self.check(orders)
        now = timestamps.write(self._service.clock())
        job = Job(secrets.token_hex(16), owner, len(orders), "running", now)
        # First the orders, then the job: whoever sees a job sees all of it.
        inputs = [self._service.input(order) for order in orders]
        for _ in self._service.journal.plan(job.batch, inputs):
            pass
        row = {
            "id": job.id,
            "owner": owner,
            "total": job.total,
            "state": job.state,
            "created_at": now,
        }
        with self._database.begin() as connection:
            connection.execute(insert(_JOBS).values(row))
        self._wake.set()
        return job

    def job(self, id_: str, owner: str) -> Job | None:
        """The job of a name, if it is this owner's."""
        asked = select(_JOBS).where(_JOBS.c.id == id_, _JOBS.c.owner == owner)
        with self._database.read() as connection:
            row = connection.execute(asked).first()
        return None if row is None else _job(row)

    def progress(self, job: Job) -> dict[str, Any]:
        """How far a job is, as JSON."""
        counts = self._service.journal.counts(job.batch)
        signed = counts["signed"] + counts["delivered"] + counts["purged"]
        return {
            "id": job.id,
            "state": job.state,
            "total": job.total,
            "signed": signed,
            "failed": counts["failed"],
            "waiting": job.total - signed - counts["failed"],
            "created": job.created_at,
            **({} if job.ended_at is None else {"ended": job.ended_at}),
        }

    def items(self, job: Job, *, after: int, limit: int) -> list[Item]:
        """Items of a job, in their order, from after a number on."""
        found = []
        for item in self._service.journal.items(job.batch, after=after, at_once=limit):
            found.append(item)
            if len(found) == limit:
                break
        return found

    # The worker

    def start(self) -> None:
        """Begin to work, also on what an earlier process left."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the work: what is under way is finished, the rest is for the next start."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.work_off()
            except ElmMicrocredError as error:
                # The database or the signer: the same is tried again, nothing is lost.
                _log.warning("jobs wait: %s", error.code)
            self._wake.wait(_PAUSE_SECONDS)

    def work_off(self) -> None:
        """Do what is left of every job.

        Raises:
            StoreError: If the database cannot keep it: it can be done again.
            ProofError: If nobody signs: it can be done again.
        """
        asked = select(_JOBS).where(_JOBS.c.state == "running").order_by(_JOBS.c.created_at)
        with self._database.read() as connection:
            jobs = [_job(row) for row in connection.execute(asked)]
        for job in jobs:
            if self._work_on(job):
                self._ended(job, self._service.clock())

    def _work_on(self, job: Job) -> bool:
        """Whether nothing is left of a job."""
        journal = self._service.journal
        left = journal.items(job.batch, "reserved", at_once=_AT_ONCE)
        if not self._sign(item for item in left if not item.problems):
            return False
        while items := journal.reserve(job.batch, limit=_AT_ONCE):
            if not self._sign(iter(items)):
                return False
        return True

    def _sign(self, items: Iterator[Item]) -> bool:
        """Sign items and keep them; whether the work was not ended meanwhile."""
        journal = self._service.journal
        method = self._service.signer().verification_method
        signed: list[Signed] = []
        for item in items:
            if self._stop.is_set():
                break
            try:
                made = self._service.make(item)
            except StoreError:
                raise
            except ElmMicrocredError as error:
                if isinstance(error, ProofError) and error.code.startswith(("SIGNER_", "KEY_")):
                    raise
                journal.failed(item.number, error.problems)
            else:
                signed.append(Signed(item.number, made.content, made.media_type, method))
            if len(signed) == _AT_ONCE:
                journal.record(signed)
                signed = []
        if signed:
            journal.record(signed)
        return not self._stop.is_set()

    def _ended(self, job: Job, now: datetime) -> None:
        mine = update(_JOBS).where(_JOBS.c.id == job.id)
        with self._database.begin() as connection:
            connection.execute(mine.values(state="done", ended_at=timestamps.write(now)))


def _job(row: Row[Any]) -> Job:
    return Job(row.id, row.owner, row.total, row.state, row.created_at, row.ended_at)
