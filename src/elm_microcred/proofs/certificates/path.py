"""The way from a certificate to a trust anchor, checked for a purpose at a point in time.

Trust anchors are the caller's: whoever passes one trusts it, so that nothing is asked of it but
its name and its key. A path that is found is as short as can be.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-6
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates import constraints
from elm_microcred.proofs.certificates.certificate import (
    BASIC_CONSTRAINTS,
    CERTIFICATE_POLICIES,
    CONTENT_COMMITMENT,
    DIGITAL_SIGNATURE,
    EXTENDED_KEY_USAGE,
    KEY_CERT_SIGN,
    KEY_USAGE,
    NAME_CONSTRAINTS,
    QC_STATEMENTS,
    SUBJECT_ALTERNATIVE_NAME,
    Certificate,
)

_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc5280#section-6"
_LONGEST: Final = 8
_MOST_TRIES: Final = 64

_UNDERSTOOD: Final = frozenset(
    {
        BASIC_CONSTRAINTS,
        CERTIFICATE_POLICIES,
        EXTENDED_KEY_USAGE,
        KEY_USAGE,
        NAME_CONSTRAINTS,
        QC_STATEMENTS,
        SUBJECT_ALTERNATIVE_NAME,
    }
)
"""Extensions that may be critical: what they say is heeded."""

_ANY: Final = "2.5.29.37.0"
_TIME_STAMPING: Final = "1.3.6.1.5.5.7.3.8"
_OCSP_SIGNING: Final = "1.3.6.1.5.5.7.3.9"


class Purpose(Enum):
    """What a certificate is used for, and which extended key usages allow it."""

    SEAL = frozenset(
        {
            _ANY,
            "1.3.6.1.5.5.7.3.4",  # mail protection, in most certificates for seals
            "1.3.6.1.5.5.7.3.36",  # document signing (RFC 9336)
            "1.3.6.1.4.1.311.10.3.12",  # Microsoft's document signing
            "1.2.840.113583.1.1.5",  # Adobe's authentic documents
        }
    )
    TIMESTAMP = frozenset({_TIME_STAMPING})
    OCSP = frozenset({_OCSP_SIGNING})


@dataclass(frozen=True, slots=True)
class Path:
    """A way from a certificate towards a trust anchor.

    Attributes:
        certificates: The certificate, its issuer, and so on; the anchor is last if it was found.
        is_anchored: Whether the last one is a trust anchor.
        problems: Why the path cannot be relied on; none if it can.
    """

    certificates: tuple[Certificate, ...]
    is_anchored: bool
    problems: tuple[Problem, ...] = ()


def find_path(
    leaf: Certificate,
    others: Iterable[Certificate],
    anchors: Iterable[Certificate],
    *,
    at: datetime,
    purpose: Purpose,
) -> Path:
    """The best path for a certificate: one without problems if there is any.

    Args:
        leaf: The certificate.
        others: Certificates that may stand between it and an anchor.
        anchors: Certificates that are trusted.
        at: The time at which all of the path must be valid.
        purpose: What the certificate is used for.
    """
    best: Path | None = None
    for path in _paths(leaf, list(dict.fromkeys(others)), list(dict.fromkeys(anchors))):
        checked = _checked(path, at, purpose)
        if not checked.problems:
            return checked
        if best is None or _rank(checked) > _rank(best):
            best = checked
    assert best is not None  # noqa: S101 - there is always the path of the leaf alone
    return best


def _rank(path: Path) -> tuple[bool, int, int]:
    return path.is_anchored, -len(path.problems), len(path.certificates)


def _paths(
    leaf: Certificate, others: Sequence[Certificate], anchors: Sequence[Certificate]
) -> Iterator[Path]:
    """Paths to an anchor, short ones first; then the longest one that reaches none."""
    if leaf in anchors:
        yield Path((leaf,), is_anchored=True)
        return
    begun: list[tuple[Certificate, ...]] = [(leaf,)]
    dead_end = begun[0]
    tries = 0
    while begun and tries < _MOST_TRIES:
        path = begun.pop(0)
        for issuer in (*anchors, *others):
            last = path[-1]
            if issuer in path or not last.may_be_from(issuer):
                continue
            tries += 1
            is_anchor = issuer in anchors
            if not _is_signed(last, issuer):
                continue
            if is_anchor:
                yield Path((*path, issuer), is_anchored=True)
            elif len(path) < _LONGEST:
                begun.append((*path, issuer))
                dead_end = max(dead_end, begun[-1], key=len)
            if tries >= _MOST_TRIES:
                break
    yield Path(dead_end, is_anchored=False)


def _is_signed(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        return certificate.is_signed_by(issuer)
    except (KeyMaterialError, ParseError):
        return False


def _checked(path: Path, at: datetime, purpose: Purpose) -> Path:
    """The path with what is wrong with it."""
    problems = [*_leaf_problems(path.certificates[0], purpose)]
    if not path.is_anchored:
        problems.append(_not_anchored(path.certificates[-1]))
    links = path.certificates[:-1] if path.is_anchored else path.certificates
    for certificate in links:
        problems += _period_problems(certificate, at)
        problems += _extension_problems(certificate)
        problems += _key_problems(certificate)
    for place, issuer in enumerate(path.certificates[1:]):
        is_anchor = path.is_anchored and place == len(path.certificates) - 2
        below = path.certificates[: place + 1]
        problems += _issuer_problems(issuer, below, is_anchor=is_anchor)
    return Path(path.certificates, path.is_anchored, tuple(problems))


def use_problems(
    leaf: Certificate, above: Sequence[Certificate], *, at: datetime, purpose: Purpose
) -> tuple[Problem, ...]:
    """What would keep everybody from relying on a certificate, whoever is trusted.

    Args:
        leaf: The certificate.
        above: Its issuer, the issuer of that, and so on, as far as they are known.
        at: The time at which all of them must be valid.
        purpose: What the certificate is used for.
    """
    path = _checked(Path((leaf, *above), is_anchored=False), at, purpose)
    # That it does not reach an anchor yet is no fault of the certificates.
    return tuple(p for p in path.problems if p != _not_anchored(path.certificates[-1]))


def _problem(code: str, detail: str, certificate: Certificate, expected: str) -> Problem:
    return Problem(code, detail, found=str(certificate.subject), expected=expected, spec=_SPEC)


def _not_anchored(last: Certificate) -> Problem:
    if last.is_self_issued:
        detail = "The certificate ends at a root that is not trusted."
    else:
        detail = "No trust anchor, and no certificate that is there, issued the certificate."
    return Problem(
        "SEAL_UNTRUSTED",
        detail,
        found=str(last.issuer),
        expected="a path to a trust anchor",
        remedy="Pass the certificates in between, and the anchors that you trust, in the policy.",
        spec=_SPEC,
    )


def _leaf_problems(leaf: Certificate, purpose: Purpose) -> Iterator[Problem]:
    """Whether the key may be used for that purpose."""
    usage = leaf.key_usage
    if usage is not None and not usage & {DIGITAL_SIGNATURE, CONTENT_COMMITMENT}:
        expected = "digitalSignature or nonRepudiation"
        detail = "The key of the certificate may not sign."
        yield _problem("SEAL_KEY_USAGE", detail, leaf, expected)
    extended = leaf.extended_key_usage
    if purpose is Purpose.SEAL:
        allowed = extended is None or bool(extended & purpose.value)
    elif purpose is Purpose.TIMESTAMP:
        # RFC 3161 section 2.3: this one only, and critical.
        allowed = extended == purpose.value and leaf.extensions[EXTENDED_KEY_USAGE][0]
    else:
        allowed = extended is not None and bool(extended & purpose.value)
    if not allowed:
        detail = "The certificate was issued for another purpose."
        expected = {
            Purpose.SEAL: "a certificate for seals or signatures",
            Purpose.TIMESTAMP: "a certificate for timestamps only",
            Purpose.OCSP: "a certificate for OCSP responses",
        }[purpose]
        yield _problem("SEAL_KEY_USAGE", detail, leaf, expected)


def _period_problems(certificate: Certificate, at: datetime) -> Iterator[Problem]:
    if not certificate.not_before <= at <= certificate.not_after:
        begin, end = map(timestamps.write, (certificate.not_before, certificate.not_after))
        yield Problem(
            "SEAL_CERT_EXPIRED",
            f"The certificate of {certificate.subject['2.5.4.3'] or 'the seal'} was not valid at"
            " the time that counts.",
            found=f"valid from {begin} to {end}",
            expected=f"valid at {timestamps.write(at)}",
            spec=_SPEC,
        )


def _extension_problems(certificate: Certificate) -> Iterator[Problem]:
    for oid, (critical, _) in certificate.extensions.items():
        if critical and oid not in _UNDERSTOOD:
            detail = f"The certificate has a critical extension that is not understood: {oid}."
            yield _problem("SEAL_UNTRUSTED", detail, certificate, "extensions that are understood")


def _key_problems(certificate: Certificate) -> Iterator[Problem]:
    try:
        _ = certificate.key
    except KeyMaterialError as error:
        yield from error.problems


def _issuer_problems(
    issuer: Certificate, below: Sequence[Certificate], *, is_anchor: bool
) -> Iterator[Problem]:
    """Whether a certificate may issue those below it."""
    if not issuer.is_ca and not (is_anchor and BASIC_CONSTRAINTS not in issuer.extensions):
        detail = "The certificate of somebody who is no certification authority issued another."
        yield _problem("SEAL_UNTRUSTED", detail, issuer, "a certification authority")
    if issuer.key_usage is not None and KEY_CERT_SIGN not in issuer.key_usage:
        detail = "The key of the issuer may not sign certificates."
        yield _problem("SEAL_KEY_USAGE", detail, issuer, "keyCertSign")
        yield _problem("SEAL_UNTRUSTED", detail, issuer, "keyCertSign")
    between = sum(not certificate.is_self_issued for certificate in below[1:])
    if issuer.path_length is not None and between > issuer.path_length:
        detail = "More certification authorities follow than the certificate allows."
        yield _problem("SEAL_UNTRUSTED", detail, issuer, f"at most {issuer.path_length}")
    try:
        broken = any(constraints.are_broken(issuer, certificate) for certificate in below)
    except ParseError as error:
        broken = True
        yield from error.problems
    if broken:
        detail = "A certificate has a name that its issuer may not give."
        yield _problem("SEAL_UNTRUSTED", detail, issuer, "names within its constraints")
