"""Whether a seal is a qualified one: what its certificate claims, and what trusted lists say.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119615/ (4.4)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from elm_microcred.proofs.certificates.path import Path
from elm_microcred.proofs.certificates.qualified import QualifiedClaims
from elm_microcred.proofs.certificates.qualifiers import is_qualified_seal
from elm_microcred.proofs.certificates.services import Standing
from elm_microcred.proofs.policy import Policy

Qualification = Literal["qualified", "claims to be qualified", "no qualified certificate for seals"]


def seal_qualification(
    path: Path, claims: QualifiedClaims, policy: Policy, best: datetime
) -> Qualification:
    """What can be said of the certificate of a seal: never more than lists say.

    A list must have granted the service that issued it when it did, and at the time of the seal.

    Args:
        path: The way from the certificate to an anchor.
        claims: What the certificate claims.
        policy: The services of trusted lists.
        best: The time that counts for the seal.
    """
    leaf = path.certificates[0]
    times = (leaf.not_before, best)
    if path.is_anchored and all(
        any(_makes_seals(path, claims, standing) for standing in _standings(path, policy, moment))
        for moment in times
    ):
        return "qualified"
    return "claims to be qualified" if claims.is_seal else "no qualified certificate for seals"


def _standings(path: Path, policy: Policy, moment: datetime) -> Iterator[Standing]:
    """What lists say for that time of the services that issued the certificate."""
    issuers = {certificate.encoded for certificate in path.certificates[1:]}
    for service in policy.trusted_services:
        if service.certificate in issuers and service.issues_qualified:
            standing = service.standing_at(moment)
            if standing is not None and service.is_granted_at(moment):
                yield standing


def _makes_seals(path: Path, claims: QualifiedClaims, standing: Standing) -> bool:
    if standing.for_seals is False:
        return False
    return is_qualified_seal(path.certificates[0], claims, standing.qualifications)
