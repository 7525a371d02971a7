"""Which certificate a seal was made with: the one that its protected header names.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.1.7, 5.1.8, 5.2.2)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.certificates.certificate import Certificate, read_certificate
from elm_microcred.proofs.jades.components import decode_value
from elm_microcred.proofs.jades.header import DIGESTS, SPEC, malformed
from elm_microcred.proofs.multibase import decode_base64url

_MOST = 16


@dataclass(frozen=True, slots=True)
class SealCertificate:
    """The certificate of a seal, and those that came with it.

    Attributes:
        certificate: The certificate; `None` if it is not there, or is none.
        chain: The certificates of `x5c`, its own first.
        problems: What is wrong with how it is named.
    """

    certificate: Certificate | None
    chain: tuple[Certificate, ...] = ()
    problems: tuple[Problem, ...] = ()


def seal_certificate(
    protected: Mapping[str, Any], others: Iterable[Certificate]
) -> SealCertificate:
    """The certificate that a protected header names.

    Args:
        protected: A header whose members have their types.
        others: Certificates that stand elsewhere, and may be the one that is named.
    """
    entries = protected.get("x5c", [])
    if len(entries) > _MOST:
        problem = malformed("x5c has too many certificates.", "/protected/x5c", len(entries))
        return SealCertificate(None, (), (problem,))
    chain = []
    for place, entry in enumerate(entries):
        pointer = f"/protected/x5c/{place}"
        try:
            chain.append(read_certificate(decode_value({"val": entry}, pointer)))
        except ParseError as error:
            detail = f"A certificate of the seal cannot be read. {error.problem.detail}"
            problem = malformed(detail, pointer, error.problem.found)
            return SealCertificate(None, tuple(chain), (problem,))
    references = list(_references(protected))
    unknown = [problem for _, _, problem in references if problem is not None]
    if unknown:
        return SealCertificate(chain[0] if chain else None, tuple(chain), tuple(unknown))
    candidates = chain[:1] if chain else list(others)
    for certificate in candidates:
        wrong = [name for name, check, _ in references if not check(certificate)]
        if not wrong:
            return SealCertificate(certificate, tuple(chain))
    if not chain:
        problem = Problem(
            "SEAL_CERTIFICATE_MISSING",
            "The certificate that the seal names is not in it.",
            pointer="/protected",
            expected="the certificate in x5c or xVals",
            remedy="Pass it in the policy.",
            spec=SPEC,
        )
        return SealCertificate(None, (), (problem,))
    problem = Problem(
        "SEAL_THUMBPRINT_MISMATCH",
        "The seal names another certificate than the one that came with it.",
        pointer=f"/protected/{wrong[0]}",
        found=str(chain[0].subject),
        expected="the certificate whose digest is signed",
        spec=SPEC,
    )
    return SealCertificate(chain[0], tuple(chain), (problem,))


def _references(protected: Mapping[str, Any]) -> Iterable[tuple[str, Any, Problem | None]]:
    """Name of each reference, whether a certificate is the one, and what is wrong with it."""
    rows: list[tuple[str, str, str]] = []
    if "x5t#S256" in protected:
        rows.append(("x5t#S256", "S256", protected["x5t#S256"]))
    if "x5t#o" in protected:
        rows.append(("x5t#o", protected["x5t#o"]["digAlg"], protected["x5t#o"]["digVal"]))
    if "sigX5ts" in protected:
        # The first names the certificate of the seal, the others those above it.
        first = protected["sigX5ts"][0]
        rows.append(("sigX5ts", first["digAlg"], first["digVal"]))
    for name, algorithm, value in rows:
        problem = None
        digest = b""
        if algorithm not in DIGESTS:
            detail = "The certificate is named by a digest that is not accepted."
            problem = malformed(detail, f"/protected/{name}", shorten(algorithm), "S256 or more")
        else:
            try:
                digest = decode_base64url(value)
            except ParseError:
                problem = malformed("A digest is not base64url.", f"/protected/{name}", value)
        yield name, _matches(DIGESTS.get(algorithm, ""), digest), problem


def _matches(algorithm: str, digest: bytes) -> Any:
    return lambda certificate: hmac.compare_digest(
        hashlib.new(algorithm, certificate.encoded).digest(), digest
    )
