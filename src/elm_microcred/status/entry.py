"""One `credentialStatus` of a credential: which place of which list to look at, and for what.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elm_microcred.errors import UsageError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.urls import is_url
from elm_microcred.status.bitstring import LARGEST_SIZE

SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry"

_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_HEXADECIMAL = re.compile(r"0x[0-9A-Fa-f]{1,4}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A well-formed entry of one of the W3C kinds.

    Attributes:
        purpose: What the status is about: revocation, suspension, refresh, message, …
        index: Index in the list.
        list_id: URL of the status list credential.
        size: Bits of one status.
        messages: What each status means, by its value; empty where nothing is said.
    """

    purpose: str
    index: int
    list_id: str
    size: int
    messages: Mapping[int, str]


def status_entry(
    list_id: str,
    index: int,
    *,
    purpose: str = "revocation",
    messages: Sequence[str] = (),
    reference: str | None = None,
    id: str | None = None,
) -> dict[str, Any]:
    """The `credentialStatus` of a credential with this place.

    Args:
        list_id: URL of the status list credential.
        index: Index in its list.
        purpose: revocation, suspension, refresh, message, or a word of your own.
        messages: What each status means, from 0 on: 2, 4, 8, … up to 256 of them, which also
            say how many bits a status has. Needed for the purpose message.
        reference: URL of a page on what the messages mean.
        id: Identifier of the entry; by default the list's with the index as fragment.

    Raises:
        UsageError: If an argument makes no entry that verifiers can read.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry
    """
    entry: dict[str, Any] = {
        "id": id or f"{list_id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_id,
    }
    if messages:
        size = max(len(messages) - 1, 1).bit_length()
        if size > 1:
            entry["statusSize"] = size
        entry["statusMessage"] = [
            {"status": hex(status), "message": text} for status, text in enumerate(messages)
        ]
    if reference is not None:
        entry["statusReference"] = reference
    found = tuple(malformed(entry))
    if found:
        problem = found[0]
        raise UsageError(
            "USAGE",
            f"No entry can be made of this. {problem.detail}",
            found=problem.found,
            expected=problem.expected,
            spec=SPEC,
        )
    return entry


def read_entry(members: Mapping[str, Any]) -> Entry:
    """The entry that well-formed members stand for."""
    messages = members.get("statusMessage") or []
    return Entry(
        purpose=members["statusPurpose"],
        index=int(members["statusListIndex"]),
        list_id=members["statusListCredential"],
        size=members.get("statusSize", 1),
        messages={int(said["status"], 16): said["message"] for said in messages},
    )


def malformed(members: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps an entry of a W3C kind from being read; nothing for a well-formed one."""

    def problem(name: str, detail: str, expected: str, code: str = "STATUS_INVALID") -> Problem:
        found = shorten(members[name]) if name in members else None
        return Problem(code, detail, pointer=f"/{name}", found=found, expected=expected, spec=SPEC)

    list_id, index = members.get("statusListCredential"), members.get("statusListIndex")
    if not isinstance(members.get("statusPurpose"), str) or not members["statusPurpose"]:
        yield problem("statusPurpose", "The entry does not say what its status is about.", "a word")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        expected = "decimal digits in a string"
        yield problem("statusListIndex", "This is not an index.", expected, "STATUS_INDEX")
    if not is_url(list_id):
        yield problem("statusListCredential", "The entry does not name its list.", "a URL")
    if "id" in members and (not is_url(members["id"]) or members["id"] == list_id):
        yield problem(
            "id", "The identifier of the entry is not its own.", "a URL, and not that of the list"
        )
    size = members.get("statusSize", 1)
    if type(size) is not int or not 1 <= size <= LARGEST_SIZE:
        yield problem(
            "statusSize",
            "A status cannot have that many bits.",
            f"a number from 1 to {LARGEST_SIZE}",
        )
    elif not _are_messages(members.get("statusMessage"), size):
        yield problem(
            "statusMessage",
            "The messages do not say what each status means.",
            f"{2**size} objects with status and message",
        )
    references = members.get("statusReference", [])
    if not all(map(is_url, references if isinstance(references, list) else [references])):
        yield problem("statusReference", "The reference is not a URL.", "a URL or a list of URLs")


def _are_messages(value: Any, size: int) -> bool:
    """Whether there is one message for each value of so many bits; for one bit, there need not."""
    if value is None:
        return size == 1
    if not isinstance(value, list) or len(value) != 2**size:
        return False
    said = {
        int(entry["status"], 16)
        for entry in value
        if isinstance(entry, dict)
        and isinstance(entry.get("message"), str)
        and isinstance(entry.get("status"), str)
        and _HEXADECIMAL.fullmatch(entry["status"])
    }
    return said == set(range(2**size))
