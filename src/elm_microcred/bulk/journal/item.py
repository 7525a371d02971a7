"""What a journal holds of one input: `Input` goes in, `Item` comes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Row

from elm_microcred.bulk.journal import moments
from elm_microcred.bulk.journal.places import Place
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.problem import Problem

State = Literal["planned", "reserved", "signed", "delivered", "purged"]
STATES: Final = ("planned", "reserved", "signed", "delivered", "purged")


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to be issued.

    Attributes:
        key: The caller's name for it: asked for again under it, the same credential comes back.
        data: What the credential is made from, as JSON values.
        credential_id: Id that the credential has to have; a random one if absent.
        row: Row of the table that it came from, for messages; not kept.
    """

    key: str
    data: Mapping[str, Any]
    credential_id: str | None = None
    row: int | None = None

    def digest(self) -> str:
        """The hash by which it is known that an input is the same."""
        said = canonicalize_json({"data": self.data, "id": self.credential_id})
        return hashlib.sha256(said).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """One input and what has become of it.

    Attributes:
        number: Its number in the journal.
        batch: The batch that it is of.
        key: The caller's name for it.
        state: planned, reserved, signed, delivered or purged.
        data: What it was made from; `None` where that was purged.
        credential_id: Id of its credential; `None` until it is reserved, as the next two.
        place: Its place in a status list; `None` too where it has no status.
        issued_at: When it was issued: the time of its proof, whenever that is made.
        seed: What random bytes of its proof are drawn from.
        content: The signed bytes; `None` until there are any, after they were purged, and in what
            `plan` gives.
        media_type: What they are.
        digest: SHA-256 of them, in hexadecimal.
        problems: Why it could not be planned or signed.
    """

    number: int
    batch: str
    key: str
    state: State
    data: Mapping[str, Any] | None = field(default=None, repr=False)
    credential_id: str | None = None
    place: Place | None = None
    issued_at: datetime | None = None
    seed: bytes = field(default=b"", repr=False)
    content: bytes | None = field(default=None, repr=False)
    media_type: str | None = None
    digest: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether this is the answer to an input that was not written down, and why."""
        return self.data is None and bool(self.problems)

    @property
    def is_signed(self) -> bool:
        """Whether there are signed bytes."""
        return self.state in ("signed", "delivered")

    def random_bytes(self) -> Callable[[int], bytes]:
        """Gives the random bytes of the proof: the same ones whenever it is made again."""
        drawn = 0

        def draw(count: int) -> bytes:
            nonlocal drawn
            drawn += 1
            label = b"elm-microcred journal" + drawn.to_bytes(8)
            return hashlib.shake_256(self.seed + label).digest(count)

        return draw


@dataclass(frozen=True, slots=True)
class Signed:
    """Signed bytes to be kept.

    Attributes:
        number: Number of the item.
        content: The bytes.
        media_type: What they are.
        verification_method: The key that signed them.
    """

    number: int
    content: bytes = field(repr=False)
    media_type: str
    verification_method: str


def item_of(row: Row[Any], problems: tuple[Problem, ...] = ()) -> Item:
    """The item of a row."""
    kept = [] if row.problems is None else json.loads(row.problems)
    return Item(
        number=row.number,
        batch=row.batch,
        key=row.key,
        state=row.state,
        data=None if row.input is None else json.loads(row.input),
        credential_id=row.credential_id,
        place=None if row.list_number is None else Place(row.list_number, row.list_index),
        issued_at=None if row.issued_at is None else moments.moment(row.issued_at),
        seed=b"" if row.seed is None else bytes.fromhex(row.seed),
        content=None if row.content is None else bytes(row.content),
        media_type=row.media_type,
        digest=row.digest,
        problems=problems or tuple(Problem(**said) for said in kept),
    )
