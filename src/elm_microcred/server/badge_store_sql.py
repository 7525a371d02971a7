"""`SqlBadgeStore`: the storage of an Open Badges service on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from elm_microcred.server.badge_store import Client, Code, Grant, StoredCredential, Token

_schema = MetaData()

_clients = Table(
    "ob_client",
    _schema,
    Column("id", String(64), primary_key=True),
    Column("secret_digest", String(64), nullable=False),
    Column("metadata", JSON, nullable=False),
)
_grants = Table(
    "ob_grant",
    _schema,
    Column("id", String(64), primary_key=True),
    Column("client_id", ForeignKey("ob_client.id"), nullable=False),
    Column("owner", String(255), nullable=False),
    Column("scopes", JSON, nullable=False),
)
_codes = Table(
    "ob_code",
    _schema,
    Column("digest", String(64), primary_key=True),
    Column("grant_id", ForeignKey("ob_grant.id"), nullable=False),
    Column("redirect_uri", String, nullable=False),
    Column("challenge", String(64), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("used", Boolean, nullable=False),
)
_tokens = Table(
    "ob_token",
    _schema,
    Column("digest", String(64), primary_key=True),
    Column("grant_id", ForeignKey("ob_grant.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("expires_at", String(32), nullable=False),
)
_credentials = Table(
    "ob_credential",
    _schema,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("owner", String(255), nullable=False, index=True),
    Column("key", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("is_jwt", Boolean, nullable=False),
    Column("changed_at", String(32), nullable=False),
    UniqueConstraint("owner", "key"),
)
_profiles = Table(
    "ob_profile",
    _schema,
    Column("owner", String(255), primary_key=True),
    Column("profile", JSON, nullable=False),
)

_MEMORY = ("sqlite://", "sqlite:///:memory:")


class SqlBadgeStore:
    """A `BadgeStore` in a database that SQLAlchemy reaches.

    Args:
        url: Such as `sqlite:///badges.db` or `postgresql+pg8000://user@host/name`; a database
            in memory by default. Tables that are missing are made.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        self._engine = _engine(url)
        _schema.create_all(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add_client(self, client: Client) -> None:
        """Keep an application."""
        row = {
            "id": client.id,
            "secret_digest": client.secret_digest,
            "metadata": client.metadata,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(_clients).values(row))

    def client(self, id_: str) -> Client | None:
        """The application of that identifier."""
        with self._engine.begin() as connection:
            row = connection.execute(select(_clients).where(_clients.c.id == id_)).first()
        return None if row is None else Client(row.id, row.secret_digest, row.metadata)

    def add_code(self, digest: str, code: Code) -> None:
        """Keep a code, and the agreement that it stands for."""
        grant = code.grant
        with self._engine.begin() as connection:
            connection.execute(
                insert(_grants).values(
                    id=grant.id,
                    client_id=grant.client_id,
                    owner=grant.owner,
                    scopes=sorted(grant.scopes),
                )
            )
            connection.execute(
                insert(_codes).values(
                    digest=digest,
                    grant_id=grant.id,
                    redirect_uri=code.redirect_uri,
                    challenge=code.challenge,
                    expires_at=_text(code.expires_at),
                    used=code.used,
                )
            )

    def use_code(self, digest: str) -> Code | None:
        """The code as it was before this call, which uses it."""
        mine = _codes.c.digest == digest
        with self._engine.begin() as connection:
            taken = connection.execute(
                update(_codes).where(mine, _codes.c.used.is_(False)).values(used=True)
            )
            row = connection.execute(
                select(_codes, _grants).join(_grants, _codes.c.grant_id == _grants.c.id).where(mine)
            ).first()
        if row is None:
            return None
        return Code(
            _grant(row),
            row.redirect_uri,
            row.challenge,
            _moment(row.expires_at),
            used=taken.rowcount == 0,
        )

    def add_token(self, digest: str, token: Token) -> None:
        """Keep a token."""
        with self._engine.begin() as connection:
            connection.execute(
                insert(_tokens).values(
                    digest=digest,
                    grant_id=token.grant.id,
                    kind=token.kind,
                    expires_at=_text(token.expires_at),
                )
            )

    def token(self, digest: str) -> Token | None:
        """The token of that digest."""
        return self._token(digest, take=False)

    def take_token(self, digest: str) -> Token | None:
        """The token of that digest, which is gone then."""
        return self._token(digest, take=True)

    def _token(self, digest: str, *, take: bool) -> Token | None:
        mine = _tokens.c.digest == digest
        with self._engine.begin() as connection:
            row = connection.execute(
                select(_tokens, _grants)
                .join(_grants, _tokens.c.grant_id == _grants.c.id)
                .where(mine)
            ).first()
            if take and connection.execute(delete(_tokens).where(mine)).rowcount == 0:
                return None
        return None if row is None else Token(_grant(row), row.kind, _moment(row.expires_at))

    def revoke(self, grant_id: str) -> None:
        """Forget every token of an agreement."""
        with self._engine.begin() as connection:
            connection.execute(delete(_tokens).where(_tokens.c.grant_id == grant_id))

    def put_credential(self, owner: str, credential: StoredCredential) -> str:
        """Keep a credential; `created`, `replaced`, or `same` where nothing changed."""
        row = {
            "content": credential.content,
            "is_jwt": credential.is_jwt,
            "changed_at": _text(credential.changed_at),
        }
        mine = (_credentials.c.owner == owner, _credentials.c.key == credential.key)
        with self._engine.begin() as connection:
            try:
                with connection.begin_nested():
                    whole = {"owner": owner, "key": credential.key, **row}
                    connection.execute(insert(_credentials).values(whole))
            except IntegrityError:
                content = _credentials.c.content
                changed = update(_credentials).where(*mine, content != credential.content)
                done = connection.execute(changed.values(row)).rowcount
                return "replaced" if done else "same"
        return "created"

    def credentials(
        self, owner: str, *, limit: int, offset: int, since: datetime | None
    ) -> tuple[Sequence[StoredCredential], int]:
        """One page in the order of their coming, and how many there are in all."""
        asked = [_credentials.c.owner == owner]
        if since is not None:
            asked.append(_credentials.c.changed_at >= _text(since))
        page = (
            select(_credentials)
            .where(*asked)
            .order_by(_credentials.c.number)
            .limit(limit)
            .offset(offset)
        )
        with self._engine.begin() as connection:
            rows = connection.execute(page).all()
            total = connection.execute(
                select(func.count()).select_from(_credentials).where(*asked)
            ).scalar_one()
        found = [
            StoredCredential(row.key, bytes(row.content), row.is_jwt, _moment(row.changed_at))
            for row in rows
        ]
        return found, total

    def put_profile(self, owner: str, profile: dict[str, Any]) -> None:
        """Keep a person's profile."""
        with self._engine.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(_profiles).values(owner=owner, profile=profile))
            except IntegrityError:
                mine = update(_profiles).where(_profiles.c.owner == owner)
                connection.execute(mine.values(profile=profile))

    def profile(self, owner: str) -> dict[str, Any] | None:
        """A person's profile."""
        asked = select(_profiles.c.profile).where(_profiles.c.owner == owner)
        with self._engine.begin() as connection:
            found: dict[str, Any] | None = connection.execute(asked).scalar_one_or_none()
        return found


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    shared: dict[str, Any] = {"poolclass": StaticPool} if url in _MEMORY else {}
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30}, **shared)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let SQLAlchemy begin transactions itself; keep keys and the log of the disk."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_immediate(connection: Any) -> None:
    """Two writers wait for each other, instead of one failing in the middle."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _grant(row: Row[Any]) -> Grant:
    return Grant(row.grant_id, row.client_id, row.owner, frozenset(row.scopes))


def _text(moment: datetime) -> str:
    """Every moment in UTC and of one length, so that text order is the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
