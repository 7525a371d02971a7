"""Processes that take places in status lists from one database at the same time.

Run as a program: URL WORKER COUNT AT_ONCE takes COUNT places, AT_ONCE in each transaction.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import delete, func, select, update

from databases import LISTS
from elm_microcred.bulk.journal import Database, StatusService
from elm_microcred.bulk.journal.audit import problems
from elm_microcred.bulk.journal.tables import LISTS as LIST_TABLE
from elm_microcred.bulk.journal.tables import STATUSES

TESTS = Path(__file__).resolve().parent


def take(url: str, worker: int, count: int, at_once: int) -> None:
    service = StatusService(Database(url, connections=1), LISTS)
    names = [f"urn:x:{worker}:{n}" for n in range(count)]
    print("ready", flush=True)
    sys.stdin.readline()
    for first in range(0, count, at_once):
        service.allocate_many(names[first : first + at_once])
    service.database.close()


def taken(
    url: str, workers: int, count: int, at_once: int = 1, *, room: int | None = None
) -> float:
    """So many places are taken; how many a second. All of them are different.

    Where a room is given, the first list has room for no more than that.
    """
    gone = 0 if room is None else begin_list(url, room)
    Database(url).close()
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    crew = [
        subprocess.Popen(
            [sys.executable, TESTS / "allocating.py", url, str(n), str(count), str(at_once)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(workers)
    ]
    for process in crew:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    began = time.monotonic()
    for process in crew:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in crew:
        _, said = process.communicate(timeout=900)
        assert process.returncode == 0, said
    seconds = time.monotonic() - began
    check(url, workers * count, gone)
    return workers * count / seconds


def begin_list(url: str, room: int) -> int:
    """Begin a list that has room for so many; how many places it counts as taken."""
    database = Database(url)
    StatusService(database, LISTS).allocate("urn:x:first")
    with database.begin() as connection:
        connection.execute(delete(STATUSES))
        connection.execute(update(LIST_TABLE).values(used=LISTS.length - room))
    database.close()
    return LISTS.length - room


def check(url: str, count: int, gone: int = 0) -> None:
    """Every place is of a list, there once, and told in the log."""
    database = Database(url)
    with database.read() as connection:
        places = connection.execute(select(STATUSES.c.list_number, STATUSES.c.list_index)).all()
        lists = {row.number: row for row in connection.execute(select(LIST_TABLE))}
        names = select(func.count(STATUSES.c.credential_id.distinct()))
        assert connection.execute(names).scalar() == count
    assert len(places) == len(set(places)) == count
    assert all(0 <= index < lists[number].length for number, index in places)
    assert sum(row.used for row in lists.values()) == count + gone
    assert gone == 0 or len({number for number, _ in places}) > 1
    assert list(problems(database)) == []
    database.close()


if __name__ == "__main__":
    take(sys.argv[1], *map(int, sys.argv[2:]))
