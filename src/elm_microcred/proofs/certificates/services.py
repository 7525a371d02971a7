"""Trust services, as the trusted lists of the member states describe them.

A `TrustService` is a value: `elm_microcred.proofs.trusted_lists` reads them out of lists, and
whoever has them from elsewhere makes them by hand.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from elm_microcred.proofs.certificates.qualifiers import Qualification

_TYPES: Final = "http://uri.etsi.org/TrstSvc/Svctype/"
_STATUS: Final = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"

ISSUES_QUALIFIED: Final = _TYPES + "CA/QC"
"""A service that issues qualified certificates."""

_TIMESTAMPS: Final = frozenset({_TYPES + "TSA/QTST", _TYPES + "TSA", _TYPES + "TSA/TSS-QC"})
_GRANTED: Final = frozenset(
    _STATUS + name
    for name in ("granted", "undersupervision", "supervisionincessation", "accredited")
)
ANOTHER_TYPE: Final = "urn:elm-microcred:service-of-another-type"
"""In place of a status, for a time when a service did something else than now."""
FOR_SEALS: Final = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals"


class Standing(NamedTuple):
    """What a list says of a service from some time on.

    Attributes:
        since: From when.
        status: A URI.
        for_seals: Whether its qualified certificates are then said to be for seals; `None` if the
            list does not say.
        qualifications: What it says of some of its certificates.
    """

    since: datetime
    status: str
    for_seals: bool | None = None
    qualifications: tuple[Qualification, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustService:
    """A service of a provider, and what its supervisor said about it over time.

    Attributes:
        certificate: The certificate that identifies it, in DER.
        type: What it does, a URI.
        name: What it is called.
        territory: Country of the list that it stands on.
        history: Each status and the time since when, in any order; a `Standing` says more.
        for_seals: Whether its qualified certificates are now said to be for seals; `None` if the
            list does not say.
        provider: Who runs it.
    """

    certificate: bytes = field(repr=False)
    type: str
    name: str = ""
    territory: str = ""
    history: tuple[Standing | tuple[datetime, str], ...] = ()
    for_seals: bool | None = None
    provider: str = ""

    def standing_at(self, moment: datetime) -> Standing | None:
        """What the list says of it for that time; `None` before the first entry."""
        before = [entry for entry in self.history if entry[0] <= moment]
        if not before:
            return None
        last = max(before, key=lambda entry: (entry[0], entry[1]))
        return last if isinstance(last, Standing) else Standing(*last, self.for_seals)

    def status_at(self, moment: datetime) -> str | None:
        """The status at that time; `None` before the first one."""
        standing = self.standing_at(moment)
        return None if standing is None else standing.status

    def is_granted_at(self, moment: datetime) -> bool:
        """Whether it might be relied on at that time."""
        return self.status_at(moment) in _GRANTED

    @property
    def issues_qualified(self) -> bool:
        """Whether it issues qualified certificates."""
        return self.type == ISSUES_QUALIFIED

    @property
    def makes_timestamps(self) -> bool:
        """Whether it makes timestamps."""
        return self.type in _TIMESTAMPS


def granted(
    services: Iterable[TrustService], at: datetime, *, timestamps: bool
) -> list[TrustService]:
    """The services of a kind that might be relied on at that time."""
    return [
        service
        for service in services
        if (service.makes_timestamps if timestamps else service.issues_qualified)
        and service.is_granted_at(at)
    ]
