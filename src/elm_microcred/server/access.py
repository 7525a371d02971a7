"""Who may ask the service for what: keys with scopes, of which only hashes are kept.

A key is shown once, when it is made. Its secret has 256 random bits, so that a plain hash of it
cannot be guessed back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, MetaData, Row, String, Table, insert, select, update

from elm_microcred.bulk.journal.database import Database
from elm_microcred.errors import UsageError
from elm_microcred.proofs import timestamps

SCOPES: Final = {
    "issue": "issue credentials, one by one and in batches",
    "verify": "verify credentials",
    "revoke": "revoke and suspend credentials",
    "keys": "see, replace and revoke the keys of the issuer",
    "metrics": "read the metrics",
}
"""What a key may be good for."""

_PREFIX = "emk"
_LONGEST = 200

_SCHEMA: Final = MetaData()
_KEYS = Table(
    "em_api_key",
    _SCHEMA,
    Column("id", String(16), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32)),
    Column("revoked_at", String(32)),
)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the service knows it: without its secret.

    Attributes:
        id: Its name in logs, lists and journals.
        name: Whose it is, in words.
        scopes: What it is good for.
        created_at: When it was made.
        expires_at: When it ends.
        revoked_at: When it was revoked.
    """

    id: str
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def to_dict(self) -> dict[str, Any]:
        """The key as JSON."""
        moments = {"expires": self.expires_at, "revoked": self.revoked_at}
        return {
            "id": self.id,
            "name": self.name,
            "scopes": sorted(self.scopes),
            "created": timestamps.write(self.created_at),
            **{name: timestamps.write(at) for name, at in moments.items() if at is not None},
        }


class ApiKeys:
    """The keys of a service, in its database.

    Args:
        database: Where they are kept; the table is made if it is missing.
        clock: Gives the time.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database, self._clock = database, clock
        with database.begin() as connection:
            database.alone(connection)
            _SCHEMA.create_all(connection)

    def create(
        self, name: str, scopes: Iterable[str], *, expires_at: datetime | None = None
    ) -> tuple[str, ApiKey]:
        """A new key: the text to hand to its owner, and what is known of it from then on.

        Raises:
            UsageError: If there is no such scope, or the name is none.
        """
        asked = frozenset(scopes)
        if not asked or asked - SCOPES.keys():
            raise UsageError(
                "USAGE",
                "A key is good for something that the service does.",
                found=", ".join(sorted(asked)) or "no scope",
                expected=" or ".join(SCOPES),
            )
        if not 0 < len(name) <= _LONGEST:
            raise UsageError("USAGE", "A key has a name of up to 200 characters.")
        id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        now = self._clock()
        key = ApiKey(id_, name, asked, now, expires_at)
        row = {
            "id": id_,
            "name": name,
            "digest": _digest(secret),
            "scopes": sorted(asked),
            "created_at": timestamps.write(now),
            "expires_at": None if expires_at is None else timestamps.write(expires_at),
        }
        with self._database.begin() as connection:
            connection.execute(insert(_KEYS).values(row))
        return f"{_PREFIX}_{id_}_{secret}", key

    def known(self, text: str) -> ApiKey | None:
        """The key that a text is, if it is one and holds."""
        prefix, _, rest = text.partition("_")
        id_, _, secret = rest.partition("_")
        if prefix != _PREFIX or not id_.isalnum() or not secret or len(text) > _LONGEST:
            return None
        with self._database.read() as connection:
            row = connection.execute(select(_KEYS).where(_KEYS.c.id == id_)).first()
        # Compared also where there is no such key: the time taken tells nothing.
        matches = hmac.compare_digest(_digest(secret), row.digest if row else "0" * 64)
        if row is None or not matches or row.revoked_at is not None:
            return None
        key = _key(row)
        return None if key.expires_at is not None and key.expires_at <= self._clock() else key

    def all(self) -> list[ApiKey]:
        """Every key, also those that hold no more, in the order in which they were made."""
        asked = select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id)
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(asked)]

    def revoke(self, id_: str) -> None:
        """Let a key open nothing any more.

        Raises:
            UsageError: If there is no such key.
        """
        with self._database.begin() as connection:
            gone = update(_KEYS).where(_KEYS.c.id == id_)
            done = connection.execute(gone.values(revoked_at=timestamps.write(self._clock())))
            if done.rowcount == 0:
                raise UsageError("USAGE", "The service has no such key.", found=id_)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: Row[Any]) -> ApiKey:
    created = timestamps.parse(row.created_at)
    if created is None:
        raise UsageError("USAGE", "The table of keys was changed by hand.", found=row.created_at)
    return ApiKey(
        row.id,
        row.name,
        frozenset(row.scopes),
        created,
        timestamps.parse(row.expires_at),
        timestamps.parse(row.revoked_at),
    )
