"""Many processes take places from one database: each place once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allocating import check, taken
from conftest import FULL
from databases import LISTS, postgresql_database
from elm_microcred.bulk.journal import Database, StatusService


@pytest.mark.unmeasured
def test_processes_share_one_file(tmp_path: Path) -> None:
    """Sixteen processes, one transaction for each place."""
    workers, count = (16, 5_000) if FULL else (3, 30)
    taken(f"sqlite:///{tmp_path}/journal.db", workers, count)


@pytest.mark.unmeasured
def test_connections_share_one_server(postgresql: str) -> None:
    """Thirty-two connections, one transaction for each place."""
    workers, count = (32, 500) if FULL else (3, 30)
    with postgresql_database(postgresql) as url:
        taken(url, workers, count)


@pytest.mark.unmeasured
def test_places_are_taken_in_parts(url: str) -> None:
    workers, count = (16, 1_000) if FULL else (2, 100)
    taken(url, workers, count, at_once=50)


@pytest.mark.unmeasured
@pytest.mark.parametrize("at_once", [1, 7])
def test_a_list_is_full_while_many_take_places(url: str, at_once: int) -> None:
    """It is followed by another, and none of its places is left or given twice."""
    workers, count = (16, 300) if FULL else (3, 40)
    taken(url, workers, count, at_once, room=workers * count // 2)


def test_what_was_committed_is_there_when_the_log_is_cut(tmp_path: Path) -> None:
    """The power fails: whatever is left of the write-ahead log, a prefix of it is there."""
    path = tmp_path / "journal.db"
    database = Database(f"sqlite:///{path}")
    service = StatusService(database, LISTS)
    for n in range(40):
        service.allocate(f"urn:x:{n}")
    log = path.with_name("journal.db-wal")
    whole = log.read_bytes()
    found = set()
    for part in range(21):
        copy = tmp_path / f"cut-{part}.db"
        shutil.copy(path, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(whole[: len(whole) * part // 20 - part % 7])
        left = Database(f"sqlite:///{copy}")
        places = [StatusService(left, LISTS).place(f"urn:x:{n}") for n in range(40)]
        left.close()
        kept = next((n for n, place in enumerate(places) if place is None), 40)
        assert all(place is None for place in places[kept:])
        check(f"sqlite:///{copy}", kept)
        found.add(kept)
    database.close()
    assert len(found) > 5
