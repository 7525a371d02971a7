"""Whether the certificates of a path were revoked, as far as the data at hand can tell.

Spec: https://www.etsi.org/deliver/etsi_en/319100_319199/31910201/ (5.2.6, 5.3)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.certificate import Certificate
from elm_microcred.proofs.certificates.crl import RevocationList, answer_from
from elm_microcred.proofs.certificates.ocsp import OcspResponse, answer_about
from elm_microcred.proofs.certificates.path import Path
from elm_microcred.proofs.certificates.status import Answer, Unusable

_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc5280#section-6.3"


@dataclass(frozen=True, slots=True)
class RevocationData:
    """Revocation data at hand, whoever supplied it: it is checked before it is believed.

    Attributes:
        ocsp: OCSP responses.
        lists: Revocation lists.
        certificates: Certificates among which those of responders may be.
    """

    ocsp: tuple[OcspResponse, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    certificates: tuple[Certificate, ...] = ()


def revocation_problems(
    path: Path,
    data: RevocationData,
    *,
    at: datetime,
    now: datetime,
    skew: timedelta,
    is_demanded: bool = True,
) -> Iterator[Problem]:
    """What revocation does to a path.

    A certificate of the path that was revoked by then breaks it. Where nothing tells, it is open
    for the first certificate, and worth a warning for those above: issuers seldom hand out what
    tells about themselves, and whoever trusts them is told by other means.

    Args:
        path: The path.
        data: Revocation data.
        at: The time that counts.
        now: The time of the check.
        skew: How far clocks may differ.
        is_demanded: Whether it is open where nothing tells about the first certificate; else
            that too is only worth a warning.
    """
    links = path.certificates[:-1] if path.is_anchored else path.certificates
    for place, certificate in enumerate(links):
        issuer = path.certificates[place + 1] if place + 1 < len(path.certificates) else None
        answer, reasons = _answer(certificate, issuer, data, at, now, skew)
        if answer is not None and answer.revoked is not None and answer.revoked <= at:
            yield Problem(
                "SEAL_REVOKED",
                "The certificate was revoked before the time that counts.",
                found=f"{certificate.subject}, revoked {timestamps.write(answer.revoked)}",
                expected=f"not revoked at {timestamps.write(at)}",
                spec=_SPEC,
            )
        elif answer is not None and answer.revoked is not None:
            yield Problem(
                "SEAL_REVOKED_LATER",
                "The certificate was revoked after the time that counts: what was sealed before"
                " keeps its seal.",
                found=f"revoked {timestamps.write(answer.revoked)}",
                spec=_SPEC,
            )
        elif answer is None and not (place and certificate.is_self_issued):
            yield _open(certificate, reasons, at, is_demanded=is_demanded and not place)


def _open(
    certificate: Certificate, reasons: Sequence[str], at: datetime, *, is_demanded: bool
) -> Problem:
    """Nothing tells whether a certificate was revoked."""
    if not reasons and not certificate.names_revocation_source:
        return Problem(
            "SEAL_REVOCATION_NOWHERE",
            "The certificate does not say where to learn that it was revoked.",
            found=str(certificate.subject),
            spec=_SPEC,
        )
    why = "; ".join(reasons) or "there is no OCSP response and no revocation list about it"
    return Problem(
        "SEAL_REVOCATION_UNKNOWN" if is_demanded else "SEAL_REVOCATION_UNCHECKED",
        f"Whether the certificate was revoked cannot be told: {why}.",
        found=str(certificate.subject),
        expected=f"an OCSP response or a revocation list for {timestamps.write(at)}",
        remedy="Pass one in the policy, or have the seal extended to the level B-LT.",
        spec=_SPEC,
    )


def _answer(
    certificate: Certificate,
    issuer: Certificate | None,
    data: RevocationData,
    at: datetime,
    now: datetime,
    skew: timedelta,
) -> tuple[Answer | None, list[str]]:
    """The answer that counts, the worst of those that can be used; else why there is none."""
    if issuer is None:
        return None, ["its issuer is not known"]
    usable, reasons = [], []
    sources: tuple[OcspResponse | RevocationList, ...] = (*data.ocsp, *data.lists)
    for source in sources:
        try:
            if isinstance(source, OcspResponse):
                answer = answer_about(source, certificate, issuer, data.certificates)
            else:
                answer = answer_from(source, certificate, issuer)
        except Unusable as error:
            reasons.append(str(error))
            continue
        if answer is None:
            continue
        why = answer.unusable_because(at, now, certificate.not_after, skew)
        if why:
            reasons.append(why)
        else:
            usable.append(answer)
    usable.sort(key=lambda a: (a.revoked is None, a.revoked or a.this_update))
    return (usable[0] if usable else None), list(dict.fromkeys(reasons))
