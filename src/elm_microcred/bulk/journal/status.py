"""The status service: places for credentials, their revocation, and the signed lists of it.

```python
service = StatusService(Database("sqlite:///journal.db"), StatusLists("https://a.example/status"))
place = service.allocate("urn:uuid:…")          # an `Allocation`, as of every `StatusAllocator`
credential["credentialStatus"] = service.lists.entry(service.place("urn:uuid:…"))
service.change("urn:uuid:…", "revoked")
service.publish(0, "revocation", signer).content  # the list, to be served at its URL
```

One place serves in every form: as an entry of a Bitstring Status List for each purpose, and in the
Token Status List. So a list of each form holds the same statuses at the same indexes.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/ and
https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from elm_microcred.bulk.journal import audit, moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached, unheard
from elm_microcred.bulk.journal.lists import STATES, TELLS, State, StatusLists
from elm_microcred.bulk.journal.places import Place, draw
from elm_microcred.bulk.journal.publication import Published, Publisher
from elm_microcred.bulk.journal.tables import LISTS, STATUSES
from elm_microcred.bulk.journal.together import Together
from elm_microcred.errors import ConflictError, UsageError
from elm_microcred.proofs.signer import Signer
from elm_microcred.status import Allocation


class StatusService:
    """Places, statuses and lists in a database. Any number of processes may use one.

    It is a `StatusAllocator`.

    Args:
        database: Where they are.
        lists: Where the lists are published.
        clock: Gives the time.
        reached: Told each fault point that is reached.
    """

    def __init__(
        self,
        database: Database,
        lists: StatusLists,
        *,
        clock: moments.Clock = moments.clock,
        reached: Reached = unheard,
    ) -> None:
        self.database = database
        self.lists = lists
        self._clock = clock
        self._reached = reached
        self._together = Together(self.allocate_many)

    def allocate(self, credential: str, /) -> Allocation:
        """The place of the credential with this identifier; asked again, the same one.

        It is on the disk when it is given. Threads that ask at the same time share a transaction.

        Raises:
            StoreError: If the database cannot keep it.
        """
        place = self._together.ask(credential)
        return Allocation(self.lists.url(place.number, self.lists.purposes[0]), place.index)

    def allocate_many(self, credentials: Sequence[str]) -> list[Place]:
        """The places of several credentials, kept together or not at all.

        Raises:
            StoreError: If the database cannot keep them.
        """
        asked = tuple(dict.fromkeys(credentials))
        with self.database.begin() as connection:
            places = _known(connection, asked)
            new = [credential for credential in asked if credential not in places]
            places |= zip(new, self.reserve(connection, new), strict=True)
            events = [audit.Event("allocated", credential) for credential in new]
            audit.append(self.database, connection, events, self._clock())
        return [places[credential] for credential in credentials]

    def reserve(self, connection: Connection, credentials: Sequence[str]) -> list[Place]:
        """Places for new credentials, in a transaction of the caller."""
        if not credentials:
            return []
        now = self._clock()
        places = list(
            draw(
                self.database,
                connection,
                len(credentials),
                length=self.lists.length,
                spread=self.lists.spread,
                now=now,
            )
        )
        self._reached("reserve:drawn")
        rows = [
            {
                "list_number": place.number,
                "list_index": place.index,
                "credential_id": credential,
                "state": "valid",
                "changed_at": moments.text(now),
            }
            for credential, place in zip(credentials, places, strict=True)
        ]
        connection.execute(_PLACE, rows)
        return places

    def place(self, credential: str) -> Place | None:
        """Where the status of a credential is; `None` where it has no place."""
        with self.database.read() as connection:
            return _known(connection, (credential,)).get(credential)

    def status(self, credential: str) -> State:
        """What a credential's status is.

        Raises:
            UsageError: If it has no place.
        """
        with self.database.read() as connection:
            row = connection.execute(_BY_CREDENTIAL, {"credential": credential}).first()
        if row is None:
            raise _unknown(credential)
        state: State = row.state
        return state

    def change(self, credential: str, state: State) -> bool:
        """Give a credential a status; whether that was a change.

        Raises:
            UsageError: If it has no place, or there is no such status, or no list that tells it.
            ConflictError: If it was revoked: that is final.
            StoreError: If the database cannot keep it.
        """
        return self.change_many((credential,), state) == 1

    def change_many(self, credentials: Iterable[str], state: State) -> int:
        """Give credentials a status, all or none; how many were changed.

        Raises:
            UsageError: If one has no place, or there is no such status, or no list that tells it.
            ConflictError: If one was revoked: that is final.
            StoreError: If the database cannot keep it.
        """
        self._check(state)
        now = self._clock()
        changed: list[Row[Any]] = []
        with self.database.begin() as connection:
            for credential in sorted(set(credentials)):
                asked = _BY_CREDENTIAL.with_for_update()
                row = connection.execute(asked, {"credential": credential}).first()
                if row is None:
                    raise _unknown(credential)
                if row.state == "revoked" != state:
                    raise ConflictError(
                        "STATUS_FINAL",
                        "The credential was revoked, which is final.",
                        found=credential,
                        expected="revoked",
                        remedy="Issue a new credential.",
                    )
                if row.state != state:
                    changed.append(row)
            for row in changed:
                here = (
                    STATUSES.c.list_number == row.list_number,
                    STATUSES.c.list_index == row.list_index,
                )
                kept = update(STATUSES).where(*here)
                connection.execute(kept.values(state=state, changed_at=moments.text(now)))
            for number in sorted({row.list_number for row in changed}):
                newer = update(LISTS).where(LISTS.c.number == number)
                connection.execute(newer.values(version=LISTS.c.version + 1))
            events = [audit.Event(state, row.credential_id) for row in changed]
            audit.append(self.database, connection, events, now)
            self._reached("status:recorded")
        self._reached("status:committed")
        return len(changed)

    def _check(self, state: State) -> None:
        told = {"valid", *(TELLS[purpose] for purpose in self.lists.purposes)}
        if state not in told:
            raise UsageError(
                "USAGE",
                "No list tells this status.",
                found=str(state),
                expected=" or ".join(each for each in STATES if each in told),
                remedy="Credentials are suspended by lists with the purpose suspension.",
            )

    def numbers(self) -> list[int]:
        """The numbers of the lists that were begun."""
        with self.database.read() as connection:
            return list(
                connection.execute(select(LISTS.c.number).order_by(LISTS.c.number)).scalars()
            )

    def counts(self) -> Iterator[tuple[int, int, dict[str, int]]]:
        """Of each list, its number, how many places are taken, and how many have each status."""
        grouped = select(STATUSES.c.list_number, STATUSES.c.state, func.count()).group_by(
            STATUSES.c.list_number, STATUSES.c.state
        )
        with self.database.read() as connection:
            rows = connection.execute(grouped).all()
            used = connection.execute(select(LISTS.c.number, LISTS.c.used).order_by(LISTS.c.number))
            taken = [(row.number, row.used) for row in used]
        for number, places in taken:
            yield number, places, {state: n for list_, state, n in rows if list_ == number}

    def publish(self, number: int, form: str, signer: Signer) -> Published:
        """The signed list in a form: the one that was signed last, as long as nothing changed.

        Args:
            number: Which list.
            form: A purpose, or `token`.
            signer: The key of the issuer of the credentials.

        Raises:
            UsageError: If there is no such list or form.
            ProofGenerationError: If the signer cannot sign it.
            StoreError: If the database cannot keep it.
        """
        publisher = Publisher(self.database, self.lists, self._clock, self._reached)
        return publisher.publish(number, form, signer)


_NUMBERS = select(LISTS.c.number).order_by(LISTS.c.number)
_PLACE = insert(STATUSES)
_BY_CREDENTIAL = select(STATUSES).where(STATUSES.c.credential_id == bindparam("credential"))


_KNOWN = select(STATUSES.c.credential_id, STATUSES.c.list_number, STATUSES.c.list_index).where(
    STATUSES.c.credential_id.in_(bindparam("credentials", expanding=True))
)


def _known(connection: Connection, credentials: Sequence[str]) -> dict[str, Place]:
    places = {}
    for first in range(0, len(credentials), 500):
        part = {"credentials": credentials[first : first + 500]}
        for row in connection.execute(_KNOWN, part):
            places[row.credential_id] = Place(row.list_number, row.list_index)
    return places


def _unknown(credential: str) -> UsageError:
    return UsageError(
        "STATUS_UNALLOCATED",
        "This credential has no place in a list here.",
        found=credential,
        remedy="Ask where it was issued; a credential without a status cannot be revoked.",
    )
