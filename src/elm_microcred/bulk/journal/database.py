"""The database under a journal: SQLite in a file or in memory, or PostgreSQL by its URL.

Whatever the database cannot do is a `StoreError` that says why: read-only, full, busy, damaged,
of another version, or not there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Any, Final

from elm_microcred.errors import MissingExtraError, StoreError, UsageError

try:
    from sqlalchemy import Connection, Engine, create_engine, event, insert, select, text, update
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
    from sqlalchemy.pool import StaticPool
except ImportError as error:
    raise MissingExtraError.of("store", "A journal") from error

from elm_microcred.bulk.journal.tables import META, SCHEMA

Migration = Callable[[Connection], None]

_BUSY_SECONDS: Final = 120
_ADVISORY: Final = 0x656C6D6A
"""The number of the PostgreSQL lock under which tables are made and lists are begun."""


def _first_tables(connection: Connection) -> None:
    SCHEMA.create_all(connection, checkfirst=False)
    connection.execute(insert(META).values(name="secret", value=secrets.token_hex(32)))


MIGRATIONS: Final[Sequence[Migration]] = (_first_tables,)
"""What brings the tables from each version to the next; the first makes them."""


class Database:
    """Connections to the tables of a journal, which are made or brought up to date on opening.

    Args:
        url: Such as `sqlite:///journal.db` (created if absent), `sqlite://` in memory, or
            `postgresql://user@host/name`.
        connections: Most connections to a server at a time.
        migrations: What brings the tables from each version to the next.

    Raises:
        UsageError: If it is no URL of such a database.
        StoreError: If the database cannot be opened, or its tables are of a later version.
        MissingExtraError: Without the extra `store`.
    """

    def __init__(
        self,
        url: str = "sqlite://",
        *,
        connections: int = 8,
        migrations: Sequence[Migration] = MIGRATIONS,
    ) -> None:
        self._url = _parsed(url)
        self._engine = _engine(self._url, connections)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._turn: AbstractContextManager[Any] = Lock() if self.is_sqlite else nullcontext()
        try:
            self._migrate(migrations)
            with self.begin() as connection:
                asked = select(META.c.value).where(META.c.name == "secret")
                self.secret = bytes.fromhex(connection.execute(asked).scalar_one())
        except BaseException:
            self._engine.dispose()
            raise

    def __repr__(self) -> str:
        return f"Database({self._url.render_as_string(hide_password=True)!r})"

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, or, if anything is raised, not at all.

        Raises:
            StoreError: If the database cannot do what it is asked for.
        """
        try:
            # SQLite has one writer at a time. Threads wait for each other here, in turn: it would
            # let each look again after ever longer pauses.
            with self._turn, self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise failure(error) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads, and keeps no writer waiting.

        Raises:
            StoreError: If the database cannot do what it is asked for.
        """
        try:
            with self._engine.connect() as connection:
                if self.is_sqlite:
                    connection = connection.execution_options(reads_only=True)
                yield connection
        except SQLAlchemyError as error:
            raise failure(error) from error

    def alone(self, connection: Connection) -> None:
        """Let nobody else do what only one may do at a time, until the transaction ends."""
        if not self.is_sqlite:  # there, every transaction that writes is alone
            connection.execute(_LOCK, {"number": _ADVISORY})

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        with self.begin() as connection:
            self.alone(connection)
            version = _version(connection)
            if version > len(migrations):
                raise StoreError(
                    "STORE_VERSION",
                    "The tables were made by a later version of this library.",
                    found=f"version {version}",
                    expected=f"at most version {len(migrations)}",
                    remedy="Open the journal with the version that made it, or a later one.",
                )
            for migration in migrations[version:]:
                migration(connection)
            if version == 0:
                connection.execute(insert(META).values(name="version", value=str(len(migrations))))
            elif version < len(migrations):
                raised = update(META).where(META.c.name == "version")
                connection.execute(raised.values(value=str(len(migrations))))


_LOCK = text("SELECT pg_advisory_xact_lock(:number)")


def _version(connection: Connection) -> int:
    if not connection.dialect.has_table(connection, META.name):
        return 0
    found = connection.execute(select(META.c.value).where(META.c.name == "version")).scalar()
    return int(found or 0)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _no_url(url) from error
    name = parsed.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise _no_url(parsed.drivername)
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+pg8000")
    return parsed


def _no_url(found: str) -> UsageError:
    return UsageError(
        "USAGE",
        "This is not the URL of a database for a journal.",
        found=found.partition("@")[2] or found,
        expected="sqlite:///journal.db or postgresql://user@host/name",
    )


def _engine(url: URL, connections: int) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            server = create_engine(
                url, pool_pre_ping=True, pool_size=connections, max_overflow=0, pool_timeout=60
            )
            server.dialect.use_insertmanyvalues_wo_returning = True  # many rows in one message
            return server
        shared: dict[str, Any] = {}
        if url.database in (None, "", ":memory:"):
            shared["poolclass"] = StaticPool
        arguments = {"check_same_thread": False, "timeout": _BUSY_SECONDS}
        engine = create_engine(url, connect_args=arguments, **shared)
    except (NoSuchModuleError, ImportError) as error:
        raise MissingExtraError.of("store", f"The database {url.drivername}") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let SQLAlchemy begin transactions itself; keep what is committed, whatever happens then."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    """Two writers wait for each other, instead of one failing in the middle."""
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


_SQLITE: Final = {5: "BUSY", 6: "BUSY", 8: "READ_ONLY", 11: "DAMAGED", 13: "FULL", 26: "DAMAGED"}
"""Primary result codes of SQLite, and what they mean here."""
_POSTGRESQL: Final = {
    "53100": "FULL",
    "53300": "BUSY",
    "40001": "BUSY",
    "40P01": "BUSY",
    "55P03": "BUSY",
    "25006": "READ_ONLY",
    "42501": "READ_ONLY",
    "XX001": "DAMAGED",
    "XX002": "DAMAGED",
}
"""SQLSTATE codes of PostgreSQL."""


def failure(error: SQLAlchemyError) -> StoreError:
    """The error that says what the database could not do. What was written is as it was before."""
    kind = "UNAVAILABLE"
    said = str(error).partition("\n")[0]
    if isinstance(error, DBAPIError) and error.orig is not None:
        original = error.orig
        number = getattr(original, "sqlite_errorcode", None)
        if number is not None:
            kind = _SQLITE.get(number & 0xFF, kind)
            said = f"{original.sqlite_errorname}: {original}"  # type: ignore[attr-defined]
        elif original.args and isinstance(original.args[0], dict):  # as pg8000 gives it
            members = original.args[0]
            kind = _POSTGRESQL.get(str(members.get("C")), kind)
            said = f"{members.get('C')}: {members.get('M')}"
        else:
            said = f"{type(original).__name__}: {original}"
    return _FAILURES[kind](said)


_AGAIN = "What was committed is safe: run the same again when that is mended."

_FAILURES: Final[dict[str, Callable[[str], StoreError]]] = {
    "BUSY": lambda found: StoreError(
        "STORE_BUSY",
        "Others kept the database busy for too long.",
        found=found,
        remedy="Run the same again, with fewer at a time.",
    ),
    "READ_ONLY": lambda found: StoreError(
        "STORE_READ_ONLY", "The database may not be written to.", found=found, remedy=_AGAIN
    ),
    "FULL": lambda found: StoreError(
        "STORE_FULL", "There is no room left for the database.", found=found, remedy=_AGAIN
    ),
    "DAMAGED": lambda found: StoreError(
        "STORE_DAMAGED",
        "The file is no database, or damaged.",
        found=found,
        remedy="Restore it from a backup, or name another file.",
    ),
    "UNAVAILABLE": lambda found: StoreError(
        "STORE_UNAVAILABLE",
        "The database could not do what it was asked for.",
        found=found,
        remedy=_AGAIN,
    ),
}
