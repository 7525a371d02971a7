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
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from elm_microcred.bulk.journal import audit, moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached, unheard
from elm_microcred.bulk.journal.places import Place, draw
from elm_microcred.bulk.journal.tables import LISTS, PUBLISHED, STATUSES
from elm_microcred.errors import ConflictError, UsageError
from elm_microcred.issuing import sign
from elm_microcred.proofs.signer import Signer
from elm_microcred.proofs.urls import is_url
from elm_microcred.status import (
    MINIMUM_LENGTH,
    Allocation,
    StatusList,
    TokenStatusList,
    status_claim,
    status_entry,
    status_list_credential,
    status_list_token,
)

State = Literal["valid", "suspended", "revoked"]
STATES: Final[Sequence[State]] = ("valid", "suspended", "revoked")

TOKEN: Final = "token"  # noqa: S105 - the name of a form
"""The form of a Token Status List; the other forms are purposes of Bitstring Status Lists."""
_IN_TOKEN: Final = {"valid": 0, "revoked": 1, "suspended": 2}
_TELLS: Final = {"revocation": "revoked", "suspension": "suspended"}


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
        if not self.purposes or set(self.purposes) - set(_TELLS):
            raise UsageError(
                "USAGE",
                "No such purpose of a status list.",
                found=", ".join(self.purposes),
                expected=" or ".join(_TELLS),
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


@dataclass(frozen=True, slots=True)
class Published:
    """A signed list, ready to be served.

    Attributes:
        content: Its bytes.
        media_type: What they are.
        made_at: When it was signed.
        fresh_until: How long a cache may keep it.
    """

    content: bytes
    media_type: str
    made_at: datetime
    fresh_until: datetime


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

    def allocate(self, credential: str, /) -> Allocation:
        """The place of the credential with this identifier; asked again, the same one.

        Raises:
            StoreError: If the database cannot keep it.
        """
        place = self.allocate_many((credential,))[0]
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
        told = {"valid", *(_TELLS[purpose] for purpose in self.lists.purposes)}
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
        if form not in self.lists.forms:
            raise UsageError(
                "USAGE",
                "Lists are not published in this form.",
                found=form,
                expected=" or ".join(self.lists.forms),
            )
        now = self._clock().replace(microsecond=0)
        kept = self._kept(number, form, signer, now)
        if isinstance(kept, Published):
            return kept
        version, content, media_type = self._signed(number, form, signer, now)
        self._reached("publish:signed")
        until = now + self.lists.holds
        row = {
            "version": version,
            "verification_method": signer.verification_method,
            "content": content,
            "media_type": media_type,
            "made_at": moments.text(now),
            "valid_until": moments.text(until),
        }
        mine = (PUBLISHED.c.list_number == number, PUBLISHED.c.form == form)
        with self.database.begin() as connection:
            self.database.alone(connection)
            before = connection.execute(select(PUBLISHED.c.version).where(*mine)).scalar()
            if before is None:
                whole = {"list_number": number, "form": form, **row}
                connection.execute(insert(PUBLISHED).values(whole))
            elif before <= version:
                connection.execute(update(PUBLISHED).where(*mine).values(row))
            event = audit.Event("published", self.lists.url(number, form), str(version))
            audit.append(self.database, connection, (event,), now)
        self._reached("publish:committed")
        return Published(content, media_type, now, now + self.lists.ttl)

    def _kept(self, number: int, form: str, signer: Signer, now: datetime) -> Published | None:
        """What was published last, if it can be served still."""
        asked = (
            select(LISTS.c.version.label("current"), PUBLISHED)
            .join(
                PUBLISHED,
                (PUBLISHED.c.list_number == LISTS.c.number) & (PUBLISHED.c.form == form),
                isouter=True,
            )
            .where(LISTS.c.number == number)
        )
        with self.database.read() as connection:
            row = connection.execute(asked).first()
        if row is None:
            raise UsageError(
                "USAGE",
                "No such list was begun.",
                found=str(number),
                expected=", ".join(map(str, self.numbers())) or "none yet",
            )
        if row.version != row.current or row.verification_method != signer.verification_method:
            return None
        made_at = moments.moment(row.made_at)
        if not made_at <= now < made_at + self.lists.holds / 2:
            return None
        return Published(bytes(row.content), row.media_type, made_at, now + self.lists.ttl)

    def _signed(
        self, number: int, form: str, signer: Signer, now: datetime
    ) -> tuple[int, bytes, str]:
        """The version, the bytes and the media type of a list as it is now."""
        with self.database.read() as connection:
            # The version first: what is changed after that is signed again.
            row = connection.execute(select(LISTS).where(LISTS.c.number == number)).one()
            rows = connection.execute(_NOT_VALID, {"number": number}).all()
        states = {each.list_index: each.state for each in rows}
        url, until = self.lists.url(number, form), now + self.lists.holds
        if form == TOKEN:
            statuses = TokenStatusList.empty(row.length, bits=2).updated(
                {index: _IN_TOKEN[state] for index, state in states.items()}
            )
            content = status_list_token(
                statuses, signer, url, now, expires=until, ttl=self.lists.ttl
            )
            return row.version, content, "application/statuslist+jwt"
        bits = {index: 1 for index, state in states.items() if state == _TELLS[form]}
        document = status_list_credential(
            url,
            signer.controller,
            StatusList.empty(row.length).updated(bits),
            purpose=form,
            valid_from=now,
            valid_until=until,
            ttl=self.lists.ttl,
        )
        securing = "eddsa-rdfc-2022" if signer.algorithm == "Ed25519" else "ecdsa-rdfc-2019"
        secured = sign(document, signer, securing=securing, created=now, now=now)
        return row.version, secured.content, secured.media_type


_NUMBERS = select(LISTS.c.number).order_by(LISTS.c.number)
_PLACE = insert(STATUSES)
_BY_CREDENTIAL = select(STATUSES).where(STATUSES.c.credential_id == bindparam("credential"))
_NOT_VALID = select(STATUSES.c.list_index, STATUSES.c.state).where(
    STATUSES.c.list_number == bindparam("number"), STATUSES.c.state != "valid"
)


def _known(connection: Connection, credentials: Sequence[str]) -> dict[str, Place]:
    places = {}
    for first in range(0, len(credentials), 500):
        part = credentials[first : first + 500]
        asked = select(STATUSES.c.credential_id, STATUSES.c.list_number, STATUSES.c.list_index)
        for row in connection.execute(asked.where(STATUSES.c.credential_id.in_(part))):
            places[row.credential_id] = Place(row.list_number, row.list_index)
    return places


def _unknown(credential: str) -> UsageError:
    return UsageError(
        "STATUS_UNALLOCATED",
        "This credential has no place in a list here.",
        found=credential,
        remedy="Ask where it was issued; a credential without a status cannot be revoked.",
    )
