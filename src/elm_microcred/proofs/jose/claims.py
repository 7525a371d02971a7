"""Claims of a JSON Web Token, beside the credential that it envelops.

They say who issued it, about whom, and for how long: what the credential says too. Where both
say it they have to agree, or two verifiers would read two credentials.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-json-ld-verifiable-credentials-with-jose
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, is_presentation

Claims = Mapping[str, Any]

REGISTERED = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf", "status")
"""Claims around a credential that are not part of it."""

_SPEC = "https://www.rfc-editor.org/rfc/rfc7519#section-4.1"
_SECOND = timedelta(seconds=1)
_TIMES = {"nbf": ("issuanceDate", "validFrom"), "exp": ("expirationDate", "validUntil")}
"""The member that a claim repeats: the first that the document has, which its version has."""
_LATEST = 253_402_300_799
"""The last second of the year 9999: no claim means a later one."""


def moment(value: Any) -> datetime | None:
    """The point in time that a claim says in seconds since 1970; `None` if it says none."""
    if type(value) not in (int, float) or not 0 <= value <= _LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)


def mismatches(claims: Claims, document: Claims) -> Iterator[Problem]:
    """Where the claims and the credential or presentation that they go with disagree."""
    party = "holder" if is_presentation(document) else "issuer"
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and len(subject) == 1 else subject
    for claim, member, value in (
        ("iss", party, identifier_of(document.get(party))),
        ("jti", "id", document.get("id")),
        ("sub", "credentialSubject", identifier_of(subject) if subject is not None else None),
    ):
        if claim in claims and value is not None and claims[claim] != value:
            yield mismatch(claim, claims[claim], member, value)
    for claim, members in _TIMES.items():
        said = moment(claims.get(claim))
        member = next((name for name in members if name in document), members[-1])
        meant = timestamps.parse(document.get(member), zone_required=False)
        if said is not None and meant is not None and not -_SECOND < said - meant < _SECOND:
            yield mismatch(claim, claims[claim], member, document[member])


def mismatch(claim: str, found: Any, member: str, expected: Any) -> Problem:
    """That a claim says something else than a member."""
    return Problem(
        "JOSE_CLAIM_MISMATCH",
        f"The claim {claim} says something else than {member}.",
        pointer=f"/{claim}",
        found=shorten(found),
        expected=shorten(expected),
        spec=_SPEC,
    )


def clock(claims: Claims, now: datetime, policy: Policy) -> Iterator[Problem]:
    """Whether the times that the claims say have come and have not passed.

    Spec: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4
    """
    for claim in ("iat", "nbf", "exp"):
        if claim not in claims:
            continue
        said = moment(claims[claim])
        if said is None:
            yield _unread(claim, claims[claim])
        elif claim == "exp" and now - said >= policy.clock_skew:
            yield _outside("CREDENTIAL_EXPIRED", "has expired", claim, said, now)
        elif claim == "nbf" and said - now > policy.clock_skew:
            yield _outside("CREDENTIAL_NOT_YET_VALID", "is not valid yet", claim, said, now)
        elif claim == "iat" and said - now > policy.clock_skew:
            yield _outside("PROOF_CREATED_IN_FUTURE", "was made in the future", claim, said, now)


def meant_for(claims: Claims, policy: Policy) -> Iterator[Problem]:
    """Whether a presentation is meant for the verifier, and answers its challenge."""
    said = claims.get("aud")
    audience = frozenset(a for a in (said if isinstance(said, list) else [said]) if a is not None)
    if policy.domains is not None and audience != policy.domains:
        yield Problem(
            "PROOF_DOMAIN_MISMATCH",
            "The presentation was made for another audience.",
            pointer="/aud",
            found=shorten(said) if said is not None else None,
            expected=", ".join(sorted(policy.domains)),
            spec=_SPEC,
        )
    if policy.challenge is not None and claims.get("nonce") != policy.challenge:
        yield Problem(
            "PROOF_CHALLENGE_MISMATCH",
            "The presentation does not answer the challenge.",
            pointer="/nonce",
            found=shorten(claims["nonce"]) if "nonce" in claims else None,
            expected=policy.challenge,
            spec=_SPEC,
        )


def missing(claims: Claims, names: Sequence[str]) -> Iterator[Problem]:
    """Claims that a profile demands and that are not there; verifiers do without them."""
    for name in names:
        if name not in claims:
            yield Problem(
                "JOSE_CLAIM_MISSING",
                f"The claim {name}, which the profile demands, is missing.",
                pointer=f"/{name}",
                spec="https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof",
            )


def _unread(claim: str, value: Any) -> Problem:
    # Nothing hangs on the time of issuing; what limits the validity has to be understood.
    return Problem(
        "JOSE_CLAIM_UNREAD" if claim == "iat" else "CREDENTIAL_MALFORMED",
        f"The claim {claim} is not a number of seconds.",
        pointer=f"/{claim}",
        found=shorten(value),
        expected="seconds since 1970-01-01T00:00:00Z",
        spec=_SPEC,
    )


def _outside(code: str, words: str, claim: str, said: datetime, now: datetime) -> Problem:
    return Problem(
        code,
        f"The token {words}.",
        pointer=f"/{claim}",
        found=timestamps.write(said),
        expected=f"checked at {timestamps.write(now)}",
        spec=_SPEC,
    )
