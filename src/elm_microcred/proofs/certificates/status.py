"""What a source of revocation says about one certificate, and whether it says it for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_WITHOUT_NEXT_UPDATE = timedelta(days=1)
"""How long an answer counts that does not say when the next one comes."""


class Unusable(Exception):  # noqa: N818 - a signal from inside: it ends in a problem
    """Revocation data that is about a certificate and cannot be relied on; why, in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about one certificate.

    Attributes:
        source: `ocsp` or `crl`.
        is_known: Whether the source knows the certificate at all.
        revoked: Since when it is revoked; `None` if it is not.
        this_update: When this was known to be right.
        next_update: When newer information was to come.
        covers_expired_since: Certificates that ended after that are still listed.
    """

    source: str
    is_known: bool
    revoked: datetime | None
    this_update: datetime
    next_update: datetime | None
    covers_expired_since: datetime | None = None

    def unusable_because(
        self, at: datetime, now: datetime, not_after: datetime, skew: timedelta
    ) -> str:
        """Why the answer says nothing about the time `at`; empty if it does.

        An answer that is younger than `at` knows what happened before. One that is older holds
        until the next one is due.

        Args:
            at: The time that counts.
            now: The time of the check.
            not_after: When the certificate ends: many sources then forget it.
            skew: How far clocks may differ.
        """
        name = "an OCSP response" if self.source == "ocsp" else "a revocation list"
        if not self.is_known:
            return f"{name} does not know the certificate"
        if self.this_update > now + skew:
            return f"{name} comes from the future"
        if self.revoked is not None:
            return ""
        until = self.next_update or self.this_update + _WITHOUT_NEXT_UPDATE
        if self.this_update <= at and until + skew < at:
            return f"{name} was out of date at the time that counts"
        since = self.covers_expired_since
        if self.this_update > not_after and (since is None or since > not_after):
            return f"{name} was made when the certificate had ended, and no longer lists it"
        return ""
