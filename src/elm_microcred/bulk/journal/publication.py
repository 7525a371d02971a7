"""Signed lists: made from what is in the tables, kept, and made anew when they must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from elm_microcred.bulk.journal import audit, moments
from elm_microcred.bulk.journal.database import Database
from elm_microcred.bulk.journal.faults import Reached
from elm_microcred.bulk.journal.lists import IN_TOKEN, TELLS, TOKEN, StatusLists
from elm_microcred.bulk.journal.tables import LISTS, PUBLISHED, STATUSES
from elm_microcred.errors import UsageError
from elm_microcred.issuing import sign
from elm_microcred.proofs.signer import Signer
from elm_microcred.status import (
    StatusList,
    TokenStatusList,
    status_list_credential,
    status_list_token,
)


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


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes the lists of a database.

    Attributes:
        database: Where they are.
        lists: Where they are published.
        clock: Gives the time.
        reached: Told each fault point that is reached.
    """

    database: Database
    lists: StatusLists
    clock: moments.Clock
    reached: Reached

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
        now = self.clock().replace(microsecond=0)
        kept = self._kept(number, form, signer, now)
        if isinstance(kept, Published):
            return kept
        version, content, media_type = self._signed(number, form, signer, now)
        self.reached("publish:signed")
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
        self.reached("publish:committed")
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
                expected="the number of one that was",
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
                {index: IN_TOKEN[state] for index, state in states.items()}
            )
            content = status_list_token(
                statuses, signer, url, now, expires=until, ttl=self.lists.ttl
            )
            return row.version, content, "application/statuslist+jwt"
        bits = {index: 1 for index, state in states.items() if state == TELLS[form]}
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


_NOT_VALID = select(STATUSES.c.list_index, STATUSES.c.state).where(
    STATUSES.c.list_number == bindparam("number"), STATUSES.c.state != "valid"
)
