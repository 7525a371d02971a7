"""The status of a credential in a list that is itself a credential.

Bitstring Status List and the draft before it, StatusList2021.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.status.bitstring import MINIMUM_LENGTH, StatusList
from elm_microcred.status.entry import Entry, malformed, read_entry
from elm_microcred.status.sources import Document, Finding, Sources

_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/"
_AT_LIST = "/statusListCredential"


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two specifications.

    Attributes:
        credential: Type of the credential that carries a list.
        subject: Type of its subject.
        decode: From the text of a list to the list.
    """

    credential: str
    subject: str
    decode: Callable[[str, int, Limits], StatusList]


BITSTRING = Kind(
    "BitstringStatusListCredential",
    "BitstringStatusList",
    lambda text, size, limits: StatusList.decode(text, size=size, limits=limits),
)
STATUS_LIST_2021 = Kind(
    "StatusList2021Credential",
    "StatusList2021",
    lambda text, _, limits: StatusList.decode_2021(text, limits=limits),
)


def examine(
    kind: Kind, members: Mapping[str, Any], credential: Mapping[str, Any], sources: Sources
) -> Finding:
    """What the list that an entry names says about a credential.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
    """
    problems = tuple(malformed(members))
    if problems:
        return problems, {}
    entry = read_entry(members)
    values: dict[str, Any] = {
        "purpose": entry.purpose,
        "list": entry.list_id,
        "index": entry.index,
    }
    document = sources.verified(entry.list_id)
    if isinstance(document, Problem):
        return (document.at(_AT_LIST),), values
    issuers = {identifier_of(credential.get("issuer")), *sources.list_issuers} - {None}
    foreign = tuple(_mismatches(kind, entry, document, issuers))
    if any(problem.code != "STATUS_LIST_UNNAMED" for problem in foreign):
        return foreign, values
    try:
        text = document["credentialSubject"]["encodedList"]
        statuses = kind.decode(text, entry.size, sources.limits)
    except (ParseError, LimitError) as error:
        return (*foreign, error.problem.at(_AT_LIST)), values
    found = _out_of_range(entry, statuses)
    if found is not None:
        return (*foreign, found), values
    status = statuses.status(entry.index)
    values["status"] = status
    if entry.messages:
        values["message"] = entry.messages[status]
    meaning = _meaning(entry, status)
    return (*foreign, *([] if meaning is None else [meaning])), values


def _mismatches(
    kind: Kind, entry: Entry, document: Document, issuers: set[str | None]
) -> Iterator[Problem]:
    """Why a list that verifies is still not the one that tells the status of this credential."""
    subject = document.get("credentialSubject")
    if (
        kind.credential not in listed(document.get("type"))
        or not isinstance(subject, Mapping)
        or kind.subject not in listed(subject.get("type"))
        or not isinstance(subject.get("encodedList"), str)
        or subject.get("statusSize", entry.size) != entry.size
    ):
        yield _problem(
            "STATUS_LIST_INVALID",
            "What stands behind the entry is not a status list of its kind.",
            found=shorten(document.get("type")),
            expected=f"a {kind.credential} whose subject is a {kind.subject}",
        )
        return
    issuer = identifier_of(document.get("issuer"))
    if issuer not in issuers:
        yield _problem(
            "STATUS_LIST_ISSUER",
            "Somebody else than the issuer of the credential issued the status list.",
            found=issuer,
            expected=" or ".join(sorted(filter(None, issuers))),
            remedy="If that issuer is entitled to it, name it among those who may publish lists.",
        )
    if "id" not in document:
        yield _problem(
            "STATUS_LIST_UNNAMED",
            "The status list does not say which one it is: only the network vouches for that.",
            expected=entry.list_id,
        )
    elif document["id"] != entry.list_id:
        yield _problem(
            "STATUS_LIST_MISMATCH",
            "The status list is another one than the credential names.",
            found=shorten(document["id"]),
            expected=entry.list_id,
        )
    purposes = listed(subject.get("statusPurpose"))
    if entry.purpose not in purposes:
        yield Problem(
            "STATUS_PURPOSE_MISMATCH",
            "The status list is about something else than the credential says.",
            pointer="/statusPurpose",
            found=entry.purpose,
            expected=shorten(", ".join(map(str, purposes))),
            spec=_SPEC + "#validate-algorithm",
        )


def _out_of_range(entry: Entry, statuses: StatusList) -> Problem | None:
    if statuses.length < MINIMUM_LENGTH:
        return _problem(
            "STATUS_LIST_LENGTH",
            "The status list is too short to hide whose credential is looked at.",
            found=f"{statuses.length} entries",
            expected=f"at least {MINIMUM_LENGTH} entries",
        )
    if entry.index >= statuses.length:
        return Problem(
            "STATUS_INDEX",
            "The status list has no such index.",
            pointer="/statusListIndex",
            found=str(entry.index),
            expected=f"0 to {statuses.length - 1}",
            spec=_SPEC + "#validate-algorithm",
        )
    return None


def _meaning(entry: Entry, status: int) -> Problem | None:
    """What a status that is set means for the credential; nothing for one that is not."""
    if status == 0:
        return None
    code, detail = _MEANINGS.get(entry.purpose, _UNKNOWN)
    return Problem(
        code,
        detail,
        found=entry.messages.get(status, f"status {status}"),
        spec=_SPEC + "#statusPurpose",
    )


_MEANINGS = {
    "revocation": ("STATUS_REVOKED", "The issuer has revoked the credential."),
    "suspension": ("STATUS_SUSPENDED", "The issuer has suspended the credential for the time."),
    "refresh": ("STATUS_REFRESH", "The issuer has a newer credential in place of this one."),
    "message": ("STATUS_MESSAGE", "The issuer has a message about the credential."),
}
_UNKNOWN = (
    "STATUS_PURPOSE_UNKNOWN",
    "A status is set whose purpose is not known here: what it means, only its issuer can say.",
)

_problem = partial(Problem, pointer=_AT_LIST, spec=_SPEC + "#validate-algorithm")
