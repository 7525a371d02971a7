"""What a trusted list says of some of a service's certificates, and of which.

A list may correct what certificates say of themselves: these were issued as qualified ones, those
were not, and others are for seals. It names them by what stands in them.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/ (5.5.9.2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from elm_microcred.errors import ParseError
from elm_microcred.proofs.certificates.certificate import Certificate
from elm_microcred.proofs.certificates.qualified import QualifiedClaims

_EXTENSION: Final = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
QUALIFIED: Final = _EXTENSION + "QCStatement"
NOT_QUALIFIED: Final = _EXTENSION + "NotQualified"
FOR_SEAL: Final = _EXTENSION + "QCForESeal"
_FOR_OTHERS: Final = frozenset({_EXTENSION + "QCForESig", _EXTENSION + "QCForWSA"})


@dataclass(frozen=True, slots=True)
class Criteria:
    """How a list names some certificates: three-valued, as a criterion may be unknown to us.

    Attributes:
        holds: How many of the parts must be true: `all`, `atLeastOne` or `none`.
        key_usages: Each a set of usages by number, and whether the key has each.
        policies: Each a set of policies under all of which a certificate was issued.
        purposes: Each a set of extended key usages, all of which a certificate has.
        attributes: Each a set of attributes, all of which the name of the subject has.
        parts: Criteria inside.
        has_unknown: Whether there is a criterion that is not known here.
    """

    holds: str
    key_usages: tuple[frozenset[tuple[int, bool]], ...] = ()
    policies: tuple[frozenset[str], ...] = ()
    purposes: tuple[frozenset[str], ...] = ()
    attributes: tuple[frozenset[str], ...] = ()
    parts: tuple[Criteria, ...] = ()
    has_unknown: bool = False

    def are_met_by(self, certificate: Certificate) -> bool | None:
        """Whether a certificate is one of those; `None` if that cannot be told."""
        usage = certificate.key_usage or frozenset()
        purposes = certificate.extended_key_usage or frozenset()
        try:
            policies = frozenset(certificate.policies)
        except ParseError:
            return None
        found: list[bool | None] = [
            *(all((bit in usage) is has for bit, has in bits) for bits in self.key_usages),
            *(wanted <= policies for wanted in self.policies),
            *(wanted <= purposes for wanted in self.purposes),
            *(
                all(certificate.subject[oid] is not None for oid in wanted)
                for wanted in self.attributes
            ),
            *(part.are_met_by(certificate) for part in self.parts),
            *([None] if self.has_unknown else []),
        ]
        return _HOLDS.get(self.holds, _unknown)(found)


def _all(found: Sequence[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found or not found else True


def _any(found: Sequence[bool | None]) -> bool | None:
    if True in found:
        return True
    return None if None in found or not found else False


def _none(found: Sequence[bool | None]) -> bool | None:
    result = _any(found)
    return None if result is None else not result


def _unknown(_: Sequence[bool | None]) -> bool | None:
    return None


_HOLDS: Final[dict[str, Callable[[Sequence[bool | None]], bool | None]]] = {
    "all": _all,
    "atLeastOne": _any,
    "none": _none,
}


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a list says of the certificates that meet criteria.

    Attributes:
        qualifiers: What it says, URIs.
        criteria: Of which certificates.
    """

    qualifiers: frozenset[str]
    criteria: Criteria


def is_qualified_seal(
    certificate: Certificate, claims: QualifiedClaims, said: Iterable[Qualification]
) -> bool:
    """Whether a certificate is a qualified one for seals: by its claims, as a list corrects them.

    What takes a qualification away counts where it might apply; what gives one, where it does.

    Args:
        certificate: The certificate.
        claims: What it claims.
        said: What the list says of some certificates of its issuer.
    """
    sure: set[str] = set()
    possible: set[str] = set()
    for entry in said:
        met = entry.criteria.are_met_by(certificate)
        if met is not False:
            possible |= entry.qualifiers
        if met:
            sure |= entry.qualifiers
    if NOT_QUALIFIED in possible:
        return False
    is_compliant = (claims.compliance and not claims.legislation) or QUALIFIED in sure
    if FOR_SEAL in sure:
        return is_compliant
    return is_compliant and "seal" in claims.types and not possible & _FOR_OTHERS
