"""The protected header of a seal: what its members must be, and what a baseline seal has.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.1, 5.2, 6.3)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps

SPEC: Final = "https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/"

UNDERSTOOD: Final = frozenset(
    {
        "b64",
        "sigT",
        "sigX5ts",
        "x5t#o",
        "srCms",
        "sigPl",
        "srAts",
        "adoTst",
        "sigPId",
        "sigD",
        "iat",
        "exp",
    }
)
"""Names that `crit` may list: what they say is checked, or says nothing that could be wrong."""

SIGNATURE_OWN: Final = frozenset(
    {"sigT", "sigX5ts", "x5t#o", "srCms", "sigPl", "srAts", "adoTst", "sigPId", "sigD", "etsiU"}
)
"""Members that only seals have."""

REFERENCES: Final = ("x5t#S256", "x5t#o", "sigX5ts")
"""Members that name the certificate by a digest."""

_PROTECTED_ONLY: Final = (SIGNATURE_OWN - {"etsiU"}) | {"x5c", "x5t", "x5t#S256", "iat", "b64"}
_ONLY_IAT: Final = datetime(2025, 7, 15, tzinfo=UTC)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_digest(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("digAlg"), str)
        and isinstance(value.get("digVal"), str)
    )


def _is_time(value: Any) -> bool:
    return timestamps.parse(value) is not None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are(check: Callable[[Any], bool], *, least: int = 1) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(check, value))


def _is_policy(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), dict)
        and isinstance(value["id"].get("id"), str)
        and isinstance(value.get("digAlg", ""), str)
        and isinstance(value.get("digVal", ""), str)
        and isinstance(value.get("sigPQuals", []), list)
    )


def _is_commitment(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("commId"), dict)
        and isinstance(value["commId"].get("id"), str)
    )


def is_container(value: Any) -> bool:
    """Whether this is a row of timestamps: `tstTokens`, each with its `val`."""
    return (
        isinstance(value, dict)
        and _are(lambda token: isinstance(token, dict) and isinstance(token.get("val"), str))(
            value.get("tstTokens")
        )
        and isinstance(value.get("canonAlg", ""), str)
    )


_TYPES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "alg": (_is_text, "text"),
    "cty": (_is_text, "text"),
    "typ": (_is_text, "text"),
    "kid": (_is_text, "text"),
    "x5u": (_is_text, "text"),
    "x5t#S256": (_is_text, "text"),
    "x5c": (_are(_is_text), "certificates in base64"),
    "crit": (_are(_is_text), "names"),
    "sigT": (_is_time, "a time such as 2026-03-01T12:00:00Z"),
    "iat": (_is_number, "seconds since 1970"),
    "x5t#o": (_is_digest, "digAlg and digVal"),
    "sigX5ts": (_are(_is_digest), "two or more of digAlg and digVal"),
    "srCms": (_are(_is_commitment), "commitments, each with its commId"),
    "sigPl": (lambda value: isinstance(value, dict) and bool(value), "a place"),
    "srAts": (lambda value: isinstance(value, dict) and bool(value), "attributes"),
    "sigPId": (_is_policy, "a policy with its id"),
    "sigD": (lambda value: isinstance(value, dict) and _is_text(value.get("mId")), "mId and pars"),
    "adoTst": (is_container, "tstTokens, each with its val"),
}
"""What each member is, and how to say it."""

DIGESTS: Final[Mapping[str, str]] = {
    "S256": "sha256",
    "S384": "sha384",
    "S512": "sha512",
    "S3-256": "sha3_256",
    "S3-384": "sha3_384",
    "S3-512": "sha3_512",
}
"""Digests by the names that headers give them."""


def malformed(detail: str, pointer: str, found: Any = None, expected: str | None = None) -> Problem:
    """The finding that a seal is not well-formed."""
    return Problem(
        "SEAL_MALFORMED",
        detail,
        pointer=pointer,
        found=None if found is None else shorten(found),
        expected=expected,
        spec=SPEC,
    )


def type_problems(
    protected: Mapping[str, Any], unprotected: Mapping[str, Any]
) -> Iterator[Problem]:
    """What is not of the type that it must have, and what contradicts itself."""
    for name, (is_right, expected) in _TYPES.items():
        if name in protected and not is_right(protected[name]):
            detail = f"The header parameter {name} is not of its form."
            yield malformed(detail, f"/protected/{name}", protected[name], expected)
    if "sigT" in protected and "iat" in protected:
        yield malformed(
            "The header says twice when the seal was made: as sigT and as iat.", "/protected/iat"
        )
    for name in sorted(_PROTECTED_ONLY & unprotected.keys()):
        yield malformed(
            f"The header parameter {name} is not signed.", f"/header/{name}", None, "it, protected"
        )
    if "etsiU" in protected:
        yield malformed("etsiU is signed, so that nothing can be added.", "/protected/etsiU")


def baseline_problems(protected: Mapping[str, Any]) -> Iterator[Problem]:
    """What every baseline seal has and this one lacks."""
    if "sigT" not in protected and "iat" not in protected:
        yield malformed("The header does not say when the seal was made.", "/protected/iat")
    references = [name for name in REFERENCES if name in protected]
    if len(references) != 1:
        yield malformed(
            "The header does not name the certificate in one way.",
            "/protected",
            ", ".join(references),
            "one of x5t#S256, x5t#o and sigX5ts",
        )
    crit = protected.get("crit", [])
    if "sigD" in protected and not (isinstance(crit, list) and "sigD" in crit):
        yield malformed("sigD must be listed in crit.", "/protected/crit", crit)


def is_of_old_form(protected: Mapping[str, Any]) -> bool:
    """Whether the seal tells its time as seals may no longer do: `sigT` since July 2025.

    Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.1.11, 5.2.1)
    """
    moment = timestamps.parse(protected.get("sigT"))
    return moment is not None and moment >= _ONLY_IAT


def claimed_time(protected: Mapping[str, Any]) -> datetime | None:
    """When the seal says that it was made; nobody vouches for that."""
    moment = timestamps.parse(protected.get("sigT"))
    seconds = protected.get("iat")
    if moment is None and _is_number(seconds):
        try:
            return datetime.fromtimestamp(seconds, UTC)  # type: ignore[arg-type]
        except (ValueError, OverflowError, OSError):
            return None
    return moment
