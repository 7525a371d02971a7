"""What a database cannot do is said in words, and what was committed stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, OperationalError

from databases import LISTS, clock, made
from elm_microcred.bulk.journal import Database, Input, Journal
from elm_microcred.bulk.journal.database import MIGRATIONS, failure
from elm_microcred.bulk.journal.tables import META
from elm_microcred.errors import StoreError, UsageError


def test_tables_are_made_once_and_brought_up_to_date(url: str) -> None:
    first = Database(url)
    first.close()

    def further(connection: Any) -> None:
        connection.execute(text("CREATE TABLE em_further (number INTEGER)"))

    for _ in range(2):
        second = Database(url, migrations=(*MIGRATIONS, further))
        assert second.secret == first.secret
        with second.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM em_further")).scalar() == 0
        second.close()
    with pytest.raises(StoreError) as caught:
        Database(url)
    assert caught.value.code == "STORE_VERSION"


def test_a_migration_that_fails_leaves_the_tables_as_they_were(url: str) -> None:
    Database(url).close()

    def breaks(connection: Any) -> None:
        connection.execute(text("CREATE TABLE em_further (number INTEGER)"))
        connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(StoreError) as caught:
        Database(url, migrations=(*MIGRATIONS, breaks))
    assert caught.value.code == "STORE_UNAVAILABLE"
    again = Database(url)
    with again.read() as connection:
        assert not connection.dialect.has_table(connection, "em_further")
    again.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://a:secret@host/name", "oracle://host/name"])
def test_what_is_no_such_database_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Database(url)
    assert caught.value.code == "USAGE"
    assert "secret" not in str(caught.value)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Database("postgresql://user:secret@127.0.0.1:1/none")
    assert caught.value.code == "STORE_UNAVAILABLE"
    assert "secret" not in str(caught.value)
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    assert "a.db" in repr(database)
    database.close()


def test_what_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"id,name\n" * 4_000)
    with pytest.raises(StoreError) as caught:
        Database(f"sqlite:///{path}")
    assert caught.value.code == "STORE_DAMAGED"


def test_a_database_that_may_only_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(f"sqlite:///{path}", LISTS) as journal:
        item = journal.issue("b", Input("k", {}), made)
    with Journal.open(f"sqlite:///{path}", LISTS) as journal:
        _read_only(journal.database)
        assert journal.item("b", "k") == item
        with pytest.raises(StoreError) as caught:
            journal.issue("b", Input("another", {}), made)
        assert caught.value.code == "STORE_READ_ONLY"
    with Journal.open(f"sqlite:///{path}", LISTS) as journal:
        assert journal.issue("b", Input("another", {}), made).is_signed


def _read_only(database: Database) -> None:
    from sqlalchemy import event

    def only(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    event.listen(database._engine, "begin", only)


def test_postgresql_that_may_only_be_read_says_so(postgresql: str) -> None:
    from databases import postgresql_database

    with postgresql_database(postgresql) as url, Journal.open(url, LISTS) as journal:
        item = journal.issue("b", Input("k", {}), made)
        with journal.database.begin() as connection:
            name = connection.execute(text("SELECT current_database()")).scalar()
            connection.execute(
                text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            )
        journal.close()
        with pytest.raises(StoreError) as caught:
            journal.issue("b", Input("another", {}), made)
        assert caught.value.code == "STORE_READ_ONLY"
        assert journal.item("b", "k") == item


def test_a_database_without_room_says_so_and_goes_on_when_there_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    inputs = [Input(f"k{n}", {"text": "x" * 500}) for n in range(2_000)]
    with Journal.open(url, LISTS, clock=clock) as journal:
        from sqlalchemy import event

        def small(connection: Any) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 100")

        event.listen(journal.database._engine, "begin", small)
        with pytest.raises(StoreError) as caught:
            list(journal.plan("b", inputs))
        assert caught.value.code == "STORE_FULL"
    with Journal.open(url, LISTS, clock=clock) as journal:
        planned = list(journal.plan("b", inputs))
        assert [item.key for item in planned] == [one.key for one in inputs]
        assert journal.counts("b")["planned"] == 2_000


def test_a_disk_without_room_says_so(tmp_path: Path) -> None:
    """A file that may not grow: what the operating system refuses is not a traceback."""
    path = tmp_path / "journal.db"
    script = f"""
import resource, sys
from databases import LISTS
from elm_microcred.bulk.journal import Input, Journal
from elm_microcred.errors import StoreError
with Journal.open("sqlite:///{path}", LISTS) as journal:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    try:
        list(journal.plan("b", [Input(str(n), {{"text": "x" * 500}}) for n in range(2_000)]))
    except StoreError as error:
        print(error.code)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() in ("STORE_FULL", "STORE_UNAVAILABLE"), done.stderr
    with Journal.open(f"sqlite:///{path}", LISTS) as journal:
        count = journal.counts("b")["planned"]
        assert count % 500 == 0
        assert len(list(journal.plan("b", [Input("new", {})]))) == 1


def test_a_database_that_others_keep_busy_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'journal.db'}")
    other = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught, database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
        connection.execute(insert(META).values(name="x", value="y"))
    assert caught.value.code == "STORE_BUSY"
    other.close()
    database.close()


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "STORE_FULL"),
        ("40P01", "STORE_BUSY"),
        ("25006", "STORE_READ_ONLY"),
        ("XX001", "STORE_DAMAGED"),
        ("42601", "STORE_UNAVAILABLE"),
    ],
)
def test_what_postgresql_says_is_understood(state: str, code: str) -> None:
    said = OperationalError("SELECT", {}, Exception({"C": state, "M": "why"}))
    assert failure(said).code == code
    assert failure(DBAPIError("SELECT", {}, Exception("why"))).code == "STORE_UNAVAILABLE"
