"""Who accredited an issuer for what it issues, from accreditations that are themselves credentials.

The chains are those of the European Blockchain Services Infrastructure: a root authorises
accrediting bodies, these accredit issuers, each for types of credential. Nothing is asked of a
ledger: the accreditations are passed, as `verify` found them at the time of the award.

Spec: https://hub.ebsi.eu/vc-framework/trust-model/issuer-trust-model-v4
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.report import Check, Outcome

_SPEC: Final = "https://hub.ebsi.eu/vc-framework/trust-model/issuer-trust-model-v4"
_LONGEST: Final = 8
_GENERAL: Final = frozenset({"VerifiableCredential", "VerifiableAttestation"})
_ACCREDITS: Final = frozenset(
    {"VerifiableAccreditationToAccredit", "VerifiableAuthorisationForTrustChain"}
)
_ATTESTS: Final = frozenset({"VerifiableAccreditationToAttest"})


class Verified(Protocol):
    """What was found about an accreditation: a `Verification`."""

    @property
    def document(self) -> dict[str, Any] | None:
        """The accreditation."""
        ...

    @property
    def outcome(self) -> Outcome:
        """Whether it holds."""
        ...


def accreditation_chain(
    credential: Mapping[str, Any],
    accreditations: Sequence[Verified],
    *,
    roots: Collection[str],
    at: datetime,
) -> Check:
    """The check `issuer/accreditation-chain`: from the issuer up to a root.

    Args:
        credential: The credential.
        accreditations: What `verify` found about the accreditations at hand.
        roots: Identifiers of those who are trusted to accredit without being accredited.
        at: When the credential was awarded.
    """
    issuer = identifier_of(credential.get("issuer"))
    usable = [a.document for a in accreditations if a.document and a.outcome is Outcome.PASSED]
    chain: list[Mapping[str, Any]] = []
    problem = _climb(issuer, credential, usable, roots, at, chain)
    values = {
        "chain": [str(link.get("id")) for link in chain],
        "accreditedBy": [identifier_of(link.get("issuer")) for link in chain],
    }
    return Check.of("issuer/accreditation-chain", [problem] if problem else [], values)


def _climb(
    issuer: str | None,
    credential: Mapping[str, Any],
    usable: Sequence[Mapping[str, Any]],
    roots: Collection[str],
    at: datetime,
    chain: list[Mapping[str, Any]],
) -> Problem | None:
    """Walk from an issuer to a root; why that is not possible, if it is not."""
    seen: set[str | None] = set()
    while issuer not in roots:
        if issuer in seen or len(chain) >= _LONGEST:
            return _broken("The accreditations lead round in a circle, or nowhere.", issuer, roots)
        seen.add(issuer)
        about = [a for a in usable if _subject(a).get("id") == issuer]
        if not about:
            return _missing(issuer)
        wrong: Problem | None = None
        for accreditation in about:
            wrong = _why_not(accreditation, credential, at, is_first=not chain)
            if wrong is None:
                chain.append(accreditation)
                issuer = identifier_of(accreditation.get("issuer"))
                break
        if wrong is not None:
            return wrong
    return None


def _why_not(
    accreditation: Mapping[str, Any], credential: Mapping[str, Any], at: datetime, *, is_first: bool
) -> Problem | None:
    """Why an accreditation does not count, if it does not."""
    begin, end = _period(accreditation)
    if (begin is not None and at < begin) or (end is not None and at > end):
        return _broken(
            "The accreditation was not in force at the time of the award.",
            f"{timestamps.write(begin) if begin else '…'} to"
            f" {timestamps.write(end) if end else '…'}",
            [timestamps.write(at)],
        )
    types = {t for t in listed(accreditation.get("type") or []) if isinstance(t, str)}
    kinds = _ATTESTS if is_first else _ACCREDITS
    other = (_ATTESTS | _ACCREDITS) - kinds
    if types & other and not types & kinds:
        what = "to issue" if is_first else "to accredit others"
        return _broken(f"The accreditation is none {what}.", ", ".join(sorted(types)), kinds)
    subject = _subject(accreditation)
    scopes = [s for s in listed(subject.get("accreditedFor") or []) if isinstance(s, Mapping)]
    if not scopes:
        return _limits(subject, credential)
    types_ = listed(credential.get("type") or [])
    wanted = {t for t in types_ if isinstance(t, str) and t not in _GENERAL}
    schemas = {identifier_of(s) for s in listed(credential.get("credentialSchema") or [])}
    for scope in scopes:
        covered = {t for t in listed(scope.get("types") or []) if t not in _GENERAL}
        if covered & wanted or scope.get("schemaId") in schemas - {None}:
            return None
    found = {str(t) for scope in scopes for t in listed(scope.get("types") or [])} - _GENERAL
    detail = "The accreditation is for other types of credential."
    return _broken(detail, ", ".join(sorted(found)), sorted(map(str, wanted)))


def _limits(subject: Mapping[str, Any], credential: Mapping[str, Any]) -> Problem | None:
    """Whether the claims of authorisation of earlier accreditations cover the credential."""
    claims = subject.get("authorizationClaims")
    if not isinstance(claims, Mapping):
        detail = "The accreditation does not say for what it is."
        return _broken(detail, None, ["accreditedFor or authorizationClaims"])
    limit = claims.get("eqf") or claims.get("limitQFLevel")
    allowed = {value for value in listed(limit or []) if isinstance(value, str)}
    levels = set(_levels(credential.get("credentialSubject"), 0))
    if allowed and levels and not levels <= allowed:
        detail = "The accreditation is for another level."
        return _broken(detail, ", ".join(sorted(levels)), sorted(allowed))
    return None


def _levels(value: Any, depth: int) -> Iterator[str]:
    """The levels (EQF) of everything that a subject is said to have achieved."""
    if depth > 2 * _LONGEST:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _levels(entry, depth + 1)
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name == "eqfLevel":
                yield from (i for v in listed(member) if (i := identifier_of(v)) is not None)
            else:
                yield from _levels(member, depth + 1)


def _subject(accreditation: Mapping[str, Any]) -> Mapping[str, Any]:
    subject: Any = next(iter(listed(accreditation.get("credentialSubject") or [])), None)
    return subject if isinstance(subject, Mapping) else {}


def _period(accreditation: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    subject = _subject(accreditation)
    begin = accreditation.get("validFrom") or accreditation.get("issuanceDate")
    end = (
        accreditation.get("validUntil")
        or accreditation.get("expirationDate")
        or subject.get("expirationDate")
    )
    return _moment(begin), _moment(end)


def _moment(value: Any) -> datetime | None:
    return timestamps.parse(value, zone_required=False)


def _broken(detail: str, found: str | None, expected: Collection[str]) -> Problem:
    return Problem(
        "ACCREDITATION_CHAIN_BROKEN",
        detail,
        pointer="/issuer",
        found=found,
        expected=", ".join(sorted(expected)) or None,
        spec=_SPEC,
    )


def _missing(issuer: str | None) -> Problem:
    return Problem(
        "ACCREDITATION_UNKNOWN",
        "No accreditation that holds is about this issuer.",
        pointer="/issuer",
        found=issuer,
        expected="an accreditation by somebody who leads to a root",
        remedy="Pass the accreditations of the chain, as verify found them.",
        spec=_SPEC,
    )
