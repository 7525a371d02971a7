"""Places in status lists, taken from one database by many at a time.

So many processes, each with a connection of its own, take places, one by one in each of their
threads or several in a transaction. The first list is nearly full before, so that it is followed
by another in the middle. No place may be there twice, none may be missing, and each credential
that is asked for again must have the place it had. Beside it stands what the disk can do: writes
of a block, each waited for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from elm_microcred.bulk.journal import Database, StatusLists, StatusService
from elm_microcred.bulk.journal.audit import problems
from elm_microcred.bulk.journal.tables import LISTS, STATUSES

PUBLISHED = StatusLists("https://issuer.example/status")


def synchronised(folder: Path, seconds: float = 1.0) -> float:
    """Writes a second that are on the disk before the next one begins."""
    path = folder / "disk"
    count, began = 0, time.perf_counter()
    with path.open("wb", buffering=0) as file:
        while time.perf_counter() - began < seconds:
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            count += 1
    path.unlink()
    return count / seconds


def take(url: str, worker: int, count: int, at_once: int, threads: int) -> None:
    """What a process does: wait for the word, take places, ask for the last ones again."""
    database = Database(url, connections=1)
    service = StatusService(database, PUBLISHED)
    names = [f"urn:x:{worker}:{number}" for number in range(count)]
    print("ready", flush=True)
    sys.stdin.readline()
    if at_once > 1:
        for first in range(0, count, at_once):
            service.allocate_many(names[first : first + at_once])
    else:
        with ThreadPoolExecutor(threads) as pool:
            given = list(pool.map(service.allocate, names))
        if [service.allocate(name) for name in names[-20:]] != given[-20:]:
            raise SystemExit("asked again, a credential had another place")
    database.close()


def measured(url: str, folder: Path, processes: int, each: int, at_once: int, threads: int) -> Any:
    """A row: the rate, and that every place was taken once."""
    count = processes * each
    before = _nearly_full(url, count)
    disk = synchronised(folder)
    arguments = [str(each), str(at_once), str(threads)]
    crew = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.allocations", url, str(worker), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for worker in range(processes)
    ]
    for process in crew:
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            raise SystemExit("a process did not start")
    began = time.perf_counter()
    for process in crew:
        if process.stdin is not None:
            process.stdin.write(b"\n")
            process.stdin.flush()
    for process in crew:
        process.communicate()
    if any(process.returncode for process in crew):
        raise SystemExit("a process failed")
    seconds = time.perf_counter() - began
    return {
        "operation": "allocations",
        "database": url.partition(":")[0],
        "processes": processes,
        "threads": threads,
        "at_once": at_once,
        "places": count,
        "rate": round(count / seconds),
        **_found(url, count, before),
        "synchronised_writes": [round(disk), round(synchronised(folder))],
        "load": [round(value, 2) for value in os.getloadavg()],
    }


def _nearly_full(url: str, count: int) -> int:
    """Begin a list that has room for half of what comes; how many places are gone."""
    database = Database(url)
    StatusService(database, PUBLISHED).allocate("urn:x:first")
    used = PUBLISHED.length - count // 2
    with database.begin() as connection:
        connection.execute(update(LISTS).values(used=used))
    database.close()
    return used


def _found(url: str, count: int, before: int) -> dict[str, int]:
    database = Database(url)
    with database.read() as connection:
        places = connection.execute(select(STATUSES.c.list_number, STATUSES.c.list_index)).all()
        lists, used = connection.execute(select(func.count(), func.sum(LISTS.c.used))).one()
    broken = list(problems(database))
    database.close()
    # The place of the list that was begun before is the first of them.
    if len(places) != count + 1 or used != before + count or broken or lists < 2:
        raise SystemExit(f"{len(places)} places, {used} used, {lists} lists, {broken[:1]}")
    if len(set(places)) != len(places):
        raise SystemExit(f"{len(places) - len(set(places))} places were given twice")
    return {"twice": len(places) - len(set(places)), "lists": lists}


def main(arguments: list[str]) -> int:
    """Print a row; exit code 0, or a message of what went wrong."""
    parser = argparse.ArgumentParser(
        prog="bench --allocations",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--database", metavar="URL", help="an empty one; a SQLite file by default")
    parser.add_argument("--processes", type=int, default=16, help="each has a connection (16)")
    parser.add_argument("--each", type=int, default=5000, help="places of each process (5,000)")
    parser.add_argument("--at-once", type=int, default=1, help="places of a transaction (1)")
    parser.add_argument("--threads", type=int, default=1, help="threads of each process (1)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/journal.db"
        shape = (given.processes, given.each, given.at_once, given.threads)
        print(json.dumps(measured(url, Path(folder), *shape)))
    return 0


if __name__ == "__main__":
    take(sys.argv[1], *map(int, sys.argv[2:]))
