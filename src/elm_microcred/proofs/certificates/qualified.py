"""What a certificate claims about itself in the words of eIDAS. A claim is no proof of it.

Whether a certificate is qualified is settled by the trusted list of a member state alone.

Spec: https://www.etsi.org/deliver/etsi_en/319400_319499/31941205/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from elm_microcred.proofs.certificates.certificate import QC_STATEMENTS, Certificate
from elm_microcred.proofs.der import read

_COMPLIANCE: Final = "0.4.0.1862.1.1"
_DEVICE: Final = "0.4.0.1862.1.4"
_TYPE: Final = "0.4.0.1862.1.6"
_LEGISLATION: Final = "0.4.0.1862.1.7"
_TYPES: Final = {
    "0.4.0.1862.1.6.1": "signature",
    "0.4.0.1862.1.6.2": "seal",
    "0.4.0.1862.1.6.3": "web authentication",
}


@dataclass(frozen=True, slots=True)
class QualifiedClaims:
    """What the statements for qualified certificates say.

    Attributes:
        compliance: That it was issued as a qualified certificate.
        device: That its key lies in a qualified device.
        types: For what: signature, seal, web authentication.
        legislation: Countries whose law is meant, where it is not that of the Union.
    """

    compliance: bool = False
    device: bool = False
    types: tuple[str, ...] = ()
    legislation: tuple[str, ...] = ()

    @property
    def is_seal(self) -> bool:
        """Whether it claims to be a qualified certificate for electronic seals in the Union."""
        return self.compliance and not self.legislation and "seal" in self.types


def qualified_claims(certificate: Certificate) -> QualifiedClaims:
    """What a certificate claims about its own qualification.

    Raises:
        ParseError: If its statements are malformed.
    """
    if QC_STATEMENTS not in certificate.extensions:
        return QualifiedClaims()
    found = {}
    for statement in read(certificate.extensions[QC_STATEMENTS][1]).children():
        oid, *info = statement.fields(1, 2)
        found[oid.oid] = info
    types = found[_TYPE][0].children() if found.get(_TYPE) else []
    legislation = found[_LEGISLATION][0].children() if found.get(_LEGISLATION) else []
    return QualifiedClaims(
        compliance=_COMPLIANCE in found,
        device=_DEVICE in found,
        types=tuple(_TYPES.get(entry.oid, entry.oid) for entry in types),
        legislation=tuple(entry.text for entry in legislation),
    )
