"""One Data Integrity proof, read from a document that somebody else wrote.

Spec: https://www.w3.org/TR/vc-data-integrity/#proofs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.urls import is_url

TYPE = "DataIntegrityProof"
MOST = 16
"""Most proofs of a document, and most values in a member of a proof, that are ever read. Each
proof costs a signature check, each link of a chain a canonicalization.
"""
SPEC = "https://www.w3.org/TR/vc-data-integrity/#proofs"


@dataclass(frozen=True, slots=True)
class Proof:
    """A well-formed proof.

    Attributes:
        pointer: JSON Pointer to it.
        members: All of it, as received.
    """

    pointer: str
    members: Mapping[str, Any]

    @property
    def cryptosuite(self) -> str:
        """Name of the cryptosuite; the type of a proof whose type stands for one."""
        return str(suite_named(self.members))

    @property
    def id(self) -> str | None:
        """Identifier of the proof."""
        return self.members.get("id")

    @property
    def purpose(self) -> str:
        """What the proof was made for."""
        return str(self.members["proofPurpose"])

    @property
    def verification_method(self) -> str:
        """The URL that names the key."""
        return str(self.members["verificationMethod"])

    @property
    def created(self) -> datetime | None:
        """When the proof was made; without a time zone, UTC is meant."""
        return timestamps.parse(self.members.get("created"), zone_required=False)

    @property
    def expires(self) -> datetime | None:
        """When the proof ends."""
        return timestamps.parse(self.members.get("expires"), zone_required=False)

    @property
    def domains(self) -> frozenset[str]:
        """The domains that the proof was made for."""
        return frozenset(listed(self.members.get("domain", [])))

    @property
    def previous(self) -> tuple[str, ...]:
        """Identifiers of the proofs that this one was made over."""
        return tuple(listed(self.members.get("previousProof", [])))


def suite_named(members: Mapping[str, Any]) -> Any:
    """What a proof names its cryptosuite with: a member of its own, or its type.

    Spec: https://www.w3.org/TR/vc-data-integrity/#dataintegrityproof
    """
    return members.get("cryptosuite") if members.get("type") == TYPE else members.get("type")


def listed(value: Any) -> list[Any]:
    """A JSON-LD value as a list: itself if it is one, else alone in one."""
    return value if isinstance(value, list) else [value]


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Whether a document says that it is a verifiable presentation."""
    return "VerifiablePresentation" in listed(document.get("type"))


def default_purpose(document: Mapping[str, Any]) -> str:
    """What a proof of this kind of document is for."""
    return "authentication" if is_presentation(document) else "assertionMethod"


def identifier_of(party: Any) -> str | None:
    """The identifier of an issuer or holder, written as text or as the `id` of an object."""
    value = party.get("id") if isinstance(party, dict) else party
    return value if isinstance(value, str) else None


def malformed(members: Mapping[str, Any], pointer: str) -> list[Problem]:
    """What keeps a proof from being read; empty for a well-formed one."""
    has_own_type = members.get("type") != TYPE
    problems = [
        Problem(
            "PROOF_MALFORMED",
            f"The member {name} is {'malformed' if name in members else 'missing'}.",
            pointer=f"{pointer}/{name}",
            found=shorten(members[name]) if name in members else None,
            expected=expected,
            spec=SPEC,
        )
        for name, (fits, expected, required) in _MEMBERS.items()
        if (name in members or required) and not fits(members.get(name))
        if not (has_own_type and name == "cryptosuite")
    ]
    return [*problems, *_other_spellings(members, pointer)]


def _other_spellings(members: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """Members under another name than their term: signed, yet not where anybody reads them."""
    for name in members:
        if ":" in name or (name.startswith("@") and name != "@context"):
            yield Problem(
                "PROOF_MALFORMED",
                "A member of a proof is named by an IRI or a JSON-LD keyword, not by its term.",
                pointer=pointer + json_pointer((name,)),
                found=name,
                spec=SPEC,
            )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_time(value: Any) -> bool:
    return timestamps.parse(value, zone_required=False) is not None


def _are(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A test for one value, or for a list of some."""

    def test(value: Any) -> bool:
        if not isinstance(value, list):
            return fits(value)
        return 0 < len(value) <= MOST and all(map(fits, value))

    return test


_MEMBERS: dict[str, tuple[Callable[[Any], bool], str, bool]] = {
    "cryptosuite": (_is_text, "the name of a cryptosuite", True),
    "verificationMethod": (is_url, "a URL", True),
    "proofPurpose": (_is_text, "a verification relationship, such as assertionMethod", True),
    "proofValue": (_is_text, "multibase text", True),
    "id": (is_url, "a URL", False),
    "created": (_is_time, "a point in time, such as 2025-06-16T09:00:00Z", False),
    "expires": (_is_time, "a point in time, such as 2025-06-16T09:00:00Z", False),
    "domain": (_are(_is_text), "a string or a list of strings", False),
    "challenge": (_is_text, "a string", False),
    "nonce": (_is_text, "a string", False),
    "previousProof": (_are(is_url), "the id of a proof or a list of such", False),
}
