"""Whether the organisation that sealed is the issuer that the credential names.

A seal speaks for an organisation by the identifier in its certificate; a credential names its
issuer by legal identifiers. One of them must be that of the seal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.problem import Problem
from elm_microcred.proofs.certificates.certificate import Certificate
from elm_microcred.proofs.certificates.names import ORGANIZATION_IDENTIFIER
from elm_microcred.proofs.proof import listed

_LEGAL: Final = ("eIDASIdentifier", "registration", "vatIdentifier", "taxIdentifier", "identifier")
"""Members of an organisation that hold legal identifiers."""

_SPEC: Final = "https://www.etsi.org/deliver/etsi_en/319400_319499/31941201/"


def organization_identifier(certificate: Certificate) -> str | None:
    """The identifier of the organisation that a certificate is about."""
    return certificate.subject[ORGANIZATION_IDENTIFIER]


def issuer_problems(
    document: Mapping[str, Any] | None, certificate: Certificate
) -> Iterator[Problem]:
    """Whether the issuer of a credential is the one who sealed it."""
    issuer = document.get("issuer") if document else None
    named = list(_identifiers(issuer)) if isinstance(issuer, Mapping) else []
    sealed = organization_identifier(certificate)
    if sealed is None or not named:
        missing = "certificate" if sealed is None else "issuer of the credential"
        yield Problem(
            "SEAL_ISSUER_UNNAMED",
            f"The {missing} names no organisation by a legal identifier: nothing tells that the"
            " issuer sealed.",
            pointer="/issuer",
            found=str(certificate.subject),
            expected="one identifier in both",
            remedy="Switch issuer_binding off where something else tells you who sealed.",
            spec=_SPEC,
        )
    elif _folded(sealed) not in {_folded(notation) for notation in named}:
        yield Problem(
            "SEAL_ISSUER_MISMATCH",
            "Another organisation sealed than the issuer that the credential names.",
            pointer="/issuer",
            found=sealed,
            expected=" or ".join(named[:3]),
            spec=_SPEC,
        )


def _identifiers(issuer: Mapping[str, Any]) -> Iterator[str]:
    for member in _LEGAL:
        for entry in listed(issuer.get(member, [])):
            notation = entry.get("notation") if isinstance(entry, Mapping) else entry
            for text in listed(notation):
                if isinstance(text, str) and text.strip():
                    yield text


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
