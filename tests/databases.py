"""Databases for tests: SQLite in a folder, and PostgreSQL where there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from elm_microcred.bulk.journal import Item, StatusLists
from elm_microcred.issuing import Secured

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LISTS = StatusLists("https://issuer.example/status", purposes=("revocation", "suspension"))

ONE_LIST = StatusLists("https://issuer.example/status")


def clock() -> dt.datetime:
    """A time that stands still."""
    return NOW


def made(item: Item) -> Secured:
    """Bytes that depend on everything that is written down of an item, and on nothing else."""
    drawn = item.random_bytes()(8).hex()
    said = f"{item.data} {item.credential_id} {item.place} {item.issued_at} {drawn}"
    return Secured(said.encode(), "text/plain")


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """The URL of a new database of a server, which is gone at the end."""
    name = f"test_{uuid4().hex}"
    with closing_engine(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with closing_engine(server) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def closing_engine(server: str) -> Iterator[object]:
    engine = create_engine(make_url(server).set(drivername="postgresql+pg8000"))
    try:
        with closing(engine.connect()) as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")
    finally:
        engine.dispose()
