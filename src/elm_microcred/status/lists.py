"""The credential that carries a status list: made, changed, and read when somebody asks.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from elm_microcred import contexts
from elm_microcred.errors import ParseError, UsageError
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.urls import is_url
from elm_microcred.status.bitstring import StatusList

Document = dict[str, Any]

SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential"


def status_list_credential(
    id: str,
    issuer: str | Mapping[str, Any],
    statuses: StatusList,
    *,
    purpose: str | Sequence[str] = "revocation",
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta | None = None,
) -> Document:
    """The unsigned credential that carries a status list.

    Args:
        id: Its URL, under which it will be published.
        issuer: Who signs it: the issuer of the credentials whose status it tells.
        statuses: The list. How many bits a status has, only the entries say.
        purpose: What the statuses are about, as the entries say it; several for one list that
            serves several.
        valid_from: When it begins to hold.
        valid_until: When a newer one must have replaced it.
        ttl: How long a copy may be kept before a newer one is asked for.

    Raises:
        UsageError: If an argument makes no list that verifiers can use.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#generate-algorithm
    """
    if not is_url(id):
        raise UsageError("USAGE", "A status list is named by its URL.", found=id, spec=SPEC)
    subject: Document = {
        "id": f"{id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose if isinstance(purpose, str) else list(purpose),
        "encodedList": statuses.encode(),
    }
    if ttl is not None:
        subject["ttl"] = ttl // timedelta(milliseconds=1)
        if subject["ttl"] < 0:
            raise UsageError("USAGE", "The time to live is negative.", found=str(ttl), spec=SPEC)
    period = {"validFrom": valid_from, "validUntil": valid_until}
    return {
        "@context": [contexts.CREDENTIALS_V2],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer if isinstance(issuer, str) else dict(issuer),
        **{name: _text(moment) for name, moment in period.items() if moment is not None},
        "credentialSubject": subject,
    }


def with_statuses(
    document: Mapping[str, Any],
    statuses: Mapping[int, int],
    *,
    size: int = 1,
    valid_from: datetime,
    valid_until: datetime | None = None,
) -> Document:
    """The unsigned next issue of a status list credential, with these statuses changed.

    Args:
        document: The credential so far, signed or not.
        statuses: New statuses by index.
        size: Bits of one status.
        valid_from: When the next issue begins to hold.
        valid_until: When a newer one must have replaced it.

    Raises:
        ParseError: If the document does not carry a list.
        UsageError: If an index or a status is out of range.
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or not isinstance(subject.get("encodedList"), str):
        raise ParseError(
            "STATUS_LIST_INVALID",
            "The document carries no status list.",
            pointer="/credentialSubject/encodedList",
            spec=SPEC,
        )
    listed = StatusList.decode(subject["encodedList"], size=size).updated(statuses)
    period = {"validFrom": valid_from, "validUntil": valid_until}
    dropped = ("proof", *period, "credentialSubject")
    return {
        **{name: value for name, value in document.items() if name not in dropped},
        **{name: _text(moment) for name, moment in period.items() if moment is not None},
        "credentialSubject": {**subject, "encodedList": listed.encode()},
    }


def fresh_until(document: Mapping[str, Any], retrieved: datetime) -> datetime | None:
    """Until when a copy of a status list may be used; `None` where nothing limits it.

    Its `ttl` counts from when it was retrieved; its `validUntil` is never exceeded.

    Args:
        document: The status list credential.
        retrieved: When the copy was made.
    """
    subject = document.get("credentialSubject")
    ttl = subject.get("ttl") if isinstance(subject, dict) else None
    ends = [timestamps.parse(document.get("validUntil"))]
    if type(ttl) is int and 0 <= ttl <= _LONGEST_TTL:
        ends.append(retrieved + timedelta(milliseconds=ttl))
    return min((end for end in ends if end is not None), default=None)


_LONGEST_TTL = 1000 * 60 * 60 * 24 * 366 * 100


def _text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise UsageError(
            "USAGE",
            "The time has no time zone.",
            found=moment.isoformat(),
            expected="an aware datetime, such as datetime.now(UTC)",
        )
    return timestamps.write(moment)
