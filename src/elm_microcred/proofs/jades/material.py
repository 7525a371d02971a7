"""What a seal is validated with: certificates and revocation data, its own and the verifier's.

Nothing of it is trusted for standing there: certificates lead to an anchor or do not, revocation
data is checked against the certificate that it is about.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.3.5)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError, ParseError, UsageError
from elm_microcred.problem import Problem
from elm_microcred.proofs.certificates.certificate import (
    Certificate,
    read_certificate,
    read_certificates,
)
from elm_microcred.proofs.certificates.crl import RevocationList, read_revocation_list
from elm_microcred.proofs.certificates.names import COUNTRY
from elm_microcred.proofs.certificates.ocsp import OcspResponse, read_ocsp_response
from elm_microcred.proofs.certificates.path import Path
from elm_microcred.proofs.certificates.revocation import RevocationData
from elm_microcred.proofs.certificates.services import granted
from elm_microcred.proofs.jades.components import Component, Components, decode_value
from elm_microcred.proofs.jades.header import malformed
from elm_microcred.proofs.policy import Policy

_MOST: Final = 128
_ON_LISTS: Final = {"GR": "EL", "GB": "UK"}


@dataclass
class Material:
    """Certificates and revocation data, as they were found.

    Attributes:
        certificates: Certificates, in the order in which they were found, each once.
        ocsp: OCSP responses.
        lists: Revocation lists.
        problems: What could not be read.
    """

    certificates: dict[Certificate, None] = field(default_factory=dict)
    ocsp: dict[OcspResponse, None] = field(default_factory=dict)
    lists: dict[RevocationList, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def revocation(self) -> RevocationData:
        """The revocation data, with the certificates of responders."""
        return RevocationData(tuple(self.ocsp), tuple(self.lists), tuple(self.certificates))

    def add_components(self, components: Components) -> None:
        """Add what stands beside a seal."""
        for component in components.entries:
            for kind, entry, pointer in _entries(component):
                self._add(kind, entry, pointer)

    def add_policy(self, policy: Policy) -> None:
        """Add what the verifier has.

        Raises:
            UsageError: If it cannot be read.
        """
        for encoded in policy.certificates:
            self.certificates |= dict.fromkeys(_supplied(read_certificates, encoded))
        for encoded in policy.revocation_data:
            try:
                self.ocsp[read_ocsp_response(encoded)] = None
            except ParseError:
                self.lists[_supplied(read_revocation_list, encoded)] = None

    def add_certificates(self, certificates: Iterable[Certificate]) -> None:
        """Add certificates that were read elsewhere."""
        self.certificates |= dict.fromkeys(certificates)

    def add_revocation(self, lists: Iterable[bytes], responses: Iterable[bytes]) -> None:
        """Add revocation data that came with a timestamp; what cannot be read is left out."""
        for encoded in lists:
            with suppress(ParseError):
                self.lists[read_revocation_list(encoded)] = None
        for encoded in responses:
            with suppress(ParseError):
                self.ocsp[read_ocsp_response(encoded)] = None

    def _add(self, kind: str, entry: Any, pointer: str) -> None:
        if len(self.certificates) + len(self.ocsp) + len(self.lists) >= _MOST:
            return
        try:
            encoded = decode_value(entry, pointer)
            if kind == "certificate":
                self.certificates[read_certificate(encoded)] = None
            elif kind == "ocsp":
                self.ocsp[read_ocsp_response(encoded)] = None
            else:
                self.lists[read_revocation_list(encoded)] = None
        except ParseError as error:
            detail = f"Validation data beside the seal cannot be read. {error.problem.detail}"
            self.problems.append(malformed(detail, pointer, error.problem.found))


def _entries(component: Component) -> Iterator[tuple[str, Any, str]]:
    """Kind, value and place of everything that a component holds."""
    name, value, pointer = component.name, component.value, f"{component.pointer}/{component.name}"
    if name in ("xVals", "axVals"):
        yield from _certificates(value, pointer)
    elif name in ("rVals", "arVals"):
        yield from _revocation(value, pointer)
    elif name in ("tstVD", "anyValData") and isinstance(value, dict):
        yield from _certificates(value.get("xVals", []), f"{pointer}/xVals")
        yield from _revocation(value.get("rVals", {}), f"{pointer}/rVals")


def _certificates(value: Any, pointer: str) -> Iterator[tuple[str, Any, str]]:
    for place, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict) and "x509Cert" in entry:
            yield "certificate", entry["x509Cert"], f"{pointer}/{place}/x509Cert"


def _revocation(value: Any, pointer: str) -> Iterator[tuple[str, Any, str]]:
    for member, kind in (("crlVals", "crl"), ("ocspVals", "ocsp")):
        entries = value.get(member, []) if isinstance(value, Mapping) else []
        for place, entry in enumerate(entries if isinstance(entries, list) else ()):
            yield kind, entry, f"{pointer}/{member}/{place}"


def anchors_of(policy: Policy, at: datetime, *, timestamps: bool = False) -> list[Certificate]:
    """The trust anchors of a policy for a time: its own, and those of trusted lists.

    Args:
        policy: The policy.
        at: When the anchor has to be trusted: a service may have lost its status.
        timestamps: For an authority of timestamps, not for the issuer of a seal's certificate.

    Raises:
        UsageError: If one cannot be read.
    """
    own = [c for encoded in policy.trust_anchors for c in _supplied(read_certificates, encoded)]
    services = granted(policy.trusted_services, at, timestamps=timestamps)
    listed = [_supplied(read_certificate, service.certificate) for service in services]
    return list(dict.fromkeys((*own, *listed)))


def has_anchors(policy: Policy) -> bool:
    """Whether a policy says whom to trust."""
    return bool(policy.trust_anchors or policy.trusted_services)


def unavailable_list(path: Path, policy: Policy) -> str | None:
    """The country whose trusted list may have an authority of a path, and could not be used.

    Args:
        path: The certificate, its issuer, and so on.
        policy: The lists that could not be used.
    """
    if not policy.unavailable_lists:
        return None
    names = [name for c in path.certificates for name in (c.subject, c.issuer)]
    countries = {(name[COUNTRY] or "").upper() for name in names}
    # Lists call two countries otherwise than certificates do.
    countries |= {_ON_LISTS[code] for code in countries & _ON_LISTS.keys()}
    return next(iter(sorted(countries & policy.unavailable_lists)), None)


def _supplied(read: Callable[[bytes], Any], encoded: bytes) -> Any:
    try:
        return read(encoded)
    except ElmMicrocredError as error:
        raise UsageError(
            "USAGE",
            f"What the policy was given cannot be read. {error.problem.detail}",
            found=error.problem.found,
            expected="certificates in PEM or DER; OCSP responses and revocation lists in DER",
        ) from error
