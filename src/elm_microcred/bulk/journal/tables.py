"""The tables of the journal, its status lists and its audit log."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA: Final = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up integers only

META: Final = Table(
    "em_meta",
    SCHEMA,
    Column("name", String(32), primary_key=True),
    Column("value", String(4096), nullable=False),
)
"""The version of the tables, and the secret that pseudonyms are made with."""

ITEMS: Final = Table(
    "em_item",
    SCHEMA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("batch", String(255), nullable=False),
    Column("key", String(255), nullable=False),
    Column("input_hash", String(64), nullable=False),
    Column("input", Text),
    Column("state", String(10), nullable=False),
    Column("credential_id", String(2048), unique=True),
    Column("list_number", Integer),
    Column("list_index", Integer),
    Column("issued_at", String(32)),
    Column("seed", String(64)),
    Column("content", LargeBinary),
    Column("media_type", String(255)),
    Column("digest", String(64)),
    Column("verification_method", String(2048)),
    Column("problems", Text),
    Column("planned_at", String(32), nullable=False),
    Column("signed_at", String(32)),
    Column("delivered_at", String(32)),
    UniqueConstraint("batch", "key", name="em_item_key"),
    UniqueConstraint("list_number", "list_index", name="em_item_place"),
    Index("em_item_state", "batch", "state", "number"),
)
"""One row for each input; what is in the column `input` and `content` is personal data."""

LISTS: Final = Table(
    "em_status_list",
    SCHEMA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("secret", String(64), nullable=False),
    Column("length", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", String(32), nullable=False),
)
"""One row for each list: how many of its places are taken, and how often it has changed."""

STATUSES: Final = Table(
    "em_status",
    SCHEMA,
    Column("list_number", ForeignKey("em_status_list.number"), primary_key=True),
    Column("list_index", Integer, primary_key=True, autoincrement=False),
    Column("credential_id", String(2048), nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("changed_at", String(32), nullable=False),
)
"""One row for each credential that has a place: the handle by which it is revoked."""

PUBLISHED: Final = Table(
    "em_published",
    SCHEMA,
    Column("list_number", ForeignKey("em_status_list.number"), primary_key=True),
    Column("form", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("verification_method", String(2048), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("valid_until", String(32), nullable=False),
)
"""The newest signed list in each form."""

AUDIT: Final = Table(
    "em_audit",
    SCHEMA,
    Column("strand", Integer, primary_key=True, autoincrement=False),
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("event", String(16), nullable=False),
    Column("subject", String(2048), nullable=False),
    Column("detail", String(255), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""What was done, line by line; each digest covers the one before."""

HEADS: Final = Table(
    "em_audit_head",
    SCHEMA,
    Column("strand", Integer, primary_key=True, autoincrement=False),
    Column("number", _NUMBER, nullable=False),
    Column("at", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
)
"""The last line of each strand of the audit log."""
