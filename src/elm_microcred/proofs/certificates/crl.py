"""Revocation lists: whether a certificate stands on the list of its issuer.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-5
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs.certificates import algorithms
from elm_microcred.proofs.certificates.certificate import CRL_SIGN, Certificate
from elm_microcred.proofs.certificates.names import Name, read_name
from elm_microcred.proofs.certificates.status import Answer, Unusable
from elm_microcred.proofs.der import (
    BOOLEAN,
    GENERALIZED_TIME,
    INTEGER,
    SEQUENCE,
    UTC_TIME,
    Element,
    context,
    malformed,
    read,
    write_integer,
)

_ISSUING_POINT: Final = "2.5.29.28"
_DELTA: Final = "2.5.29.27"
_REASON: Final = "2.5.29.21"
_EXPIRED_CERTIFICATES: Final = "2.5.29.60"
_REMOVED: Final = 8

_USERS_ONLY: Final = context(1, constructed=False)
_AUTHORITIES_ONLY: Final = context(2, constructed=False)
_SOME_REASONS: Final = context(3, constructed=False)
_INDIRECT: Final = context(4, constructed=False)
_ATTRIBUTES_ONLY: Final = context(5, constructed=False)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A revocation list.

    Attributes:
        encoded: The list in DER.
        signed: The part that is signed.
        algorithm: How.
        signature: The signature.
        issuer: Whose list it is.
        this_update: When it was made.
        next_update: When the next one was to come.
        entries: Its entries in DER, one behind the other.
        extensions: Its extensions: whether each is critical, and its value.
    """

    encoded: bytes
    signed: bytes = field(repr=False, compare=False)
    algorithm: Element = field(repr=False, compare=False)
    signature: bytes = field(repr=False, compare=False)
    issuer: Name = field(compare=False)
    this_update: datetime = field(compare=False)
    next_update: datetime | None = field(compare=False)
    entries: Element | None = field(repr=False, compare=False)
    extensions: tuple[tuple[str, bool, bytes], ...] = field(repr=False, compare=False)


def read_revocation_list(encoded: bytes) -> RevocationList:
    """The list that these bytes of DER say.

    Raises:
        ParseError: If they say none.
    """
    signed, algorithm, signature = read(encoded).fields(3, 3)
    fields = signed.children()
    if fields and fields[0].tag == INTEGER:
        fields.pop(0)
    if len(fields) < 3 or fields[0].encoded != algorithm.encoded:
        raise malformed(f"{len(fields)} fields", "a revocation list")
    _, issuer, this_update, *rest = fields
    times = (UTC_TIME, GENERALIZED_TIME)
    next_update = rest.pop(0).moment if rest and rest[0].tag in times else None
    entries = rest.pop(0) if rest and rest[0].tag == SEQUENCE else None
    extensions = rest.pop(0).expect(context(0)).inner.children() if rest else []
    return RevocationList(
        encoded,
        signed.encoded,
        algorithm,
        signature.whole_bits,
        read_name(issuer.encoded),
        this_update.moment,
        next_update,
        entries,
        tuple(map(_extension, extensions)),
    )


def _extension(entry: Element) -> tuple[str, bool, bytes]:
    oid, *more = entry.fields(2, 3)
    critical = bool(more) and more[0].tag == BOOLEAN and more.pop(0).boolean
    if len(more) != 1:
        raise malformed(oid.oid, "an extension with one value")
    return oid.oid, critical, more[0].octets


def answer_from(
    revocations: RevocationList, certificate: Certificate, issuer: Certificate
) -> Answer | None:
    """What a list says about a certificate; `None` if it is about those of others.

    Raises:
        Unusable: If it is the issuer's list and cannot be relied on.
    """
    if not revocations.issuer.is_same(issuer.subject):
        return None
    try:
        if not _is_about(revocations, certificate):
            return None
        if issuer.key_usage is not None and CRL_SIGN not in issuer.key_usage:
            raise Unusable("the key that signed a revocation list may not do so")
        if not algorithms.fits(
            issuer.key, revocations.algorithm, revocations.signature, revocations.signed
        ):
            raise Unusable("the signature of a revocation list does not fit")
        return Answer(
            "crl",
            is_known=True,
            revoked=_revoked(revocations, certificate.serial),
            this_update=revocations.this_update,
            next_update=revocations.next_update,
            covers_expired_since=_expired_since(revocations),
        )
    except (KeyMaterialError, ParseError) as error:
        raise Unusable(f"a revocation list cannot be relied on: {error.problem.detail}") from error


def _is_about(revocations: RevocationList, certificate: Certificate) -> bool:
    """Whether the scope of the list holds the certificate, for all reasons."""
    for oid, critical, value in revocations.extensions:
        if oid == _ISSUING_POINT:
            scope = {part.tag: part.content for part in read(value).children()}
            flags = {tag for tag, content in scope.items() if content == b"\xff"}
            if _SOME_REASONS in scope or _INDIRECT in flags:
                raise Unusable("a revocation list holds a part of the reasons, or of issuers")
            wrong = _USERS_ONLY if certificate.is_ca else _AUTHORITIES_ONLY
            if flags & {wrong, _ATTRIBUTES_ONLY}:
                return False
        elif oid == _DELTA or critical:
            raise Unusable("a revocation list is of a kind that is not understood")
    return True


def _revoked(revocations: RevocationList, serial: int) -> datetime | None:
    """Since when the certificate of that number is revoked, if it is."""
    # A number that does not stand among the bytes stands in no entry: most lists end here.
    if revocations.entries is None or write_integer(serial) not in revocations.entries.content:
        return None
    for entry in revocations.entries:
        number, since, *more = entry.fields(2, 3)
        if number.integer == serial:
            for oid, critical, value in map(_extension, more[0].children() if more else ()):
                if oid == _REASON and read(value).integer == _REMOVED:
                    return None
                if critical and oid != _REASON:
                    raise Unusable("an entry of a revocation list is not understood")
            return since.moment
    return None


def _expired_since(revocations: RevocationList) -> datetime | None:
    found = (value for oid, _, value in revocations.extensions if oid == _EXPIRED_CERTIFICATES)
    return next((read(value).moment for value in found), None)
