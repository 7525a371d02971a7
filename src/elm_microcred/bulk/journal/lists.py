"""`StatusLists`: where the lists of a database are published, and in which forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from sqlalchemy import insert, select

from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.places import Place
from elm_microcred.bulk.journal.tables import META
from elm_microcred.errors import UsageError
from elm_microcred.proofs.urls import is_url
from elm_microcred.status import MINIMUM_LENGTH, status_claim, status_entry

State = Literal["valid", "suspended", "revoked"]
STATES: Final[Sequence[State]] = ("valid", "suspended", "revoked")

TOKEN: Final = "token"  # noqa: S105 - the name of a form
"""The form of a Token Status List; the other forms are purposes of Bitstring Status Lists."""
IN_TOKEN: Final = {"valid": 0, "revoked": 1, "suspended": 2}
TELLS: Final = {"revocation": "revoked", "suspension": "suspended"}


@dataclass(frozen=True, slots=True)
class StatusLists:
    """Where the lists are published, and what they tell.

    Attributes:
        base: URL under which the lists are published, without a slash at its end.
        purposes: What the Bitstring Status Lists tell: revocation, suspension, or both.
        length: How many places a list has.
        spread: How many lists are filled at a time in PostgreSQL, so that writers need not wait
            for each other.
        ttl: How long a verifier may keep a copy.
        holds: How long a published list holds; half of that, and it is signed anew.
    """

    base: str
    purposes: tuple[str, ...] = ("revocation",)
    length: int = MINIMUM_LENGTH
    spread: int = 4
    ttl: timedelta = timedelta(hours=1)
    holds: timedelta = timedelta(days=7)

    def __post_init__(self) -> None:
        if not is_url(self.base) or self.base.endswith("/"):
            raise UsageError(
                "USAGE",
                "Status lists are published under a URL.",
                found=self.base,
                expected="such as https://issuer.example/status",
            )
        if not self.purposes or set(self.purposes) - set(TELLS):
            raise UsageError(
                "USAGE",
                "No such purpose of a status list.",
                found=", ".join(self.purposes),
                expected=" or ".join(TELLS),
            )
        if self.length < MINIMUM_LENGTH:
            raise UsageError(
                "USAGE",
                "A status list that short tells whose credential is looked at.",
                found=str(self.length),
                expected=f"at least {MINIMUM_LENGTH} entries",
            )

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that each list is published in: its purposes, and `token`."""
        return (*self.purposes, TOKEN)

    def url(self, number: int, form: str) -> str:
        """Where a list is published in a form."""
        return f"{self.base}/{number}/{form}"

    def entry(self, place: Place) -> dict[str, Any] | list[dict[str, Any]]:
        """The `credentialStatus` of a credential with this place."""
        entries = [
            status_entry(self.url(place.number, purpose), place.index, purpose=purpose)
            for purpose in self.purposes
        ]
        return entries[0] if len(entries) == 1 else entries

    def claim(self, place: Place) -> dict[str, Any]:
        """The claim `status` of a token with this place."""
        return status_claim(self.url(place.number, TOKEN), place.index)


def remembered(database: Database, lists: StatusLists | None) -> StatusLists | None:
    """Where a database's lists are published: as it is said now, or as it was said first.

    Raises:
        UsageError: If it was said otherwise: credentials name those URLs.
        StoreError: If the database cannot keep it.
    """
    asked = select(META.c.value).where(META.c.name == "status")
    with database.read() as connection:
        kept = connection.execute(asked).scalar()
    if lists is None:
        if kept is None:
            return None
        base, *purposes = json.loads(kept)
        return StatusLists(base, tuple(purposes))
    said = json.dumps([lists.base, *lists.purposes])
    if kept is None:
        with database.begin() as connection:
            database.alone(connection)
            kept = connection.execute(asked).scalar()
            if kept is None:
                connection.execute(insert(META).values(name="status", value=said))
                kept = said
    if kept != said:
        raise UsageError(
            "USAGE",
            "The status lists of this database are published elsewhere, which credentials name.",
            found=" ".join(json.loads(said)),
            expected=" ".join(json.loads(kept)),
        )
    return lists
