"""A certificate: what it says about a key, read from DER.

Only the extensions that decide something are read, so that an oddity in another one (and
published seals have them) does not hide what the certificate says.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-4
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from elm_microcred.errors import ParseError
from elm_microcred.proofs.certificates import algorithms
from elm_microcred.proofs.certificates.names import Name, read_name
from elm_microcred.proofs.der import (
    BOOLEAN,
    INTEGER,
    SEQUENCE,
    Element,
    context,
    malformed,
    read,
)

BASIC_CONSTRAINTS: Final = "2.5.29.19"
KEY_USAGE: Final = "2.5.29.15"
EXTENDED_KEY_USAGE: Final = "2.5.29.37"
NAME_CONSTRAINTS: Final = "2.5.29.30"
SUBJECT_ALTERNATIVE_NAME: Final = "2.5.29.17"
CERTIFICATE_POLICIES: Final = "2.5.29.32"
QC_STATEMENTS: Final = "1.3.6.1.5.5.7.1.3"
OCSP_NO_CHECK: Final = "1.3.6.1.5.5.7.48.1.5"
_AUTHORITY_KEY_IDENTIFIER: Final = "2.5.29.35"
_SUBJECT_KEY_IDENTIFIER: Final = "2.5.29.14"
_CRL_DISTRIBUTION_POINTS: Final = "2.5.29.31"
_AUTHORITY_INFORMATION_ACCESS: Final = "1.3.6.1.5.5.7.1.1"
_OCSP: Final = "1.3.6.1.5.5.7.48.1"

DIGITAL_SIGNATURE: Final = 0
CONTENT_COMMITMENT: Final = 1
KEY_CERT_SIGN: Final = 5
CRL_SIGN: Final = 6

_LARGEST: Final = 64 * 1024
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----")
_PEM_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc7468"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    Attributes:
        encoded: The certificate in DER.
        to_be_signed: The part that its issuer signed.
        algorithm: How it was signed.
        signature: The signature of its issuer.
        serial: Its number.
        issuer: Who issued it.
        subject: Whom it is about.
        not_before: When it begins to be valid.
        not_after: When it ends.
        spki: The key in DER.
        extensions: Its extensions: whether each is critical, and its value in DER.
        is_ca: Whether its subject may issue certificates.
        path_length: How many more issuers may follow below it; `None` for any number.
        key_usage: Numbers of the usages that are allowed; `None` for all.
        extended_key_usage: Purposes that are allowed; `None` for all.
        key_identifier: Of its own key.
        authority_key_identifier: Of its issuer's key.
    """

    encoded: bytes
    to_be_signed: bytes = field(repr=False, compare=False)
    algorithm: Element = field(repr=False, compare=False)
    signature: bytes = field(repr=False, compare=False)
    serial: int = field(compare=False)
    issuer: Name = field(compare=False)
    subject: Name = field(compare=False)
    not_before: datetime = field(compare=False)
    not_after: datetime = field(compare=False)
    spki: bytes = field(repr=False, compare=False)
    extensions: Mapping[str, tuple[bool, bytes]] = field(repr=False, compare=False)
    is_ca: bool = field(compare=False)
    path_length: int | None = field(compare=False)
    key_usage: frozenset[int] | None = field(compare=False)
    extended_key_usage: frozenset[str] | None = field(compare=False)
    key_identifier: bytes | None = field(repr=False, compare=False)
    authority_key_identifier: bytes | None = field(repr=False, compare=False)

    @property
    def key(self) -> Any:
        """Its public key.

        Raises:
            KeyMaterialError: If the key is malformed or weak.
        """
        return algorithms.load_key(self.spki)

    @property
    def sha256(self) -> bytes:
        """The digest by which others name it."""
        return hashlib.sha256(self.encoded).digest()

    @property
    def is_self_issued(self) -> bool:
        """Whether it names itself as its issuer, as roots do."""
        return self.issuer.is_same(self.subject)

    def is_signed_by(self, issuer: Certificate) -> bool:
        """Whether the key of `issuer` signed it.

        Raises:
            KeyMaterialError: If key or algorithm are weak or do not fit each other.
        """
        return _is_signed_by(self, issuer)

    def may_be_from(self, issuer: Certificate) -> bool:
        """Whether name and key identifier allow that `issuer` signed it."""
        theirs, named = issuer.key_identifier, self.authority_key_identifier
        return self.issuer.is_same(issuer.subject) and (not theirs or not named or theirs == named)

    @property
    def ocsp_urls(self) -> tuple[str, ...]:
        """Where its status can be asked for."""
        return _access_locations(self, _OCSP)

    @property
    def names_revocation_source(self) -> bool:
        """Whether it says where to learn that it was revoked."""
        return _CRL_DISTRIBUTION_POINTS in self.extensions or bool(self.ocsp_urls)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies under which it was issued."""
        if CERTIFICATE_POLICIES not in self.extensions:
            return ()
        policies = read(self.extensions[CERTIFICATE_POLICIES][1]).children()
        return tuple(policy.first.oid for policy in policies)


@lru_cache(maxsize=1024)
def _is_signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether one signed the other: remembered, as one issuer's seals share their chains."""
    return algorithms.fits(
        issuer.key, certificate.algorithm, certificate.signature, certificate.to_be_signed
    )


@lru_cache(maxsize=1024)
def read_certificate(encoded: bytes) -> Certificate:
    """The certificate that these bytes of DER say.

    Raises:
        ParseError: If they say none.
    """
    if len(encoded) > _LARGEST:
        raise malformed(f"{len(encoded)} bytes", f"a certificate of at most {_LARGEST} bytes")
    to_be_signed, algorithm, signature = read(encoded).fields(3, 3)
    fields = to_be_signed.children()
    version = fields.pop(0).inner.integer if fields and fields[0].tag == context(0) else 0
    if len(fields) < 6:
        raise malformed(f"{len(fields)} fields", "a certificate")
    serial, inner, issuer, validity, subject, spki, *rest = fields
    not_before, not_after = validity.fields(2, 2)
    extensions = _extensions(rest)
    if inner.encoded != algorithm.encoded or version > 2 or (extensions and version != 2):
        raise malformed("fields that contradict each other", "a certificate of version 3")
    is_ca, path_length = _basic_constraints(extensions)
    return Certificate(
        encoded=encoded,
        to_be_signed=to_be_signed.encoded,
        algorithm=algorithm,
        signature=signature.whole_bits,
        serial=serial.integer,
        issuer=read_name(issuer.encoded),
        subject=read_name(subject.encoded),
        not_before=not_before.moment,
        not_after=not_after.moment,
        spki=spki.expect(SEQUENCE).encoded,
        extensions=extensions,
        is_ca=is_ca,
        path_length=path_length,
        key_usage=_key_usage(extensions),
        extended_key_usage=_extended_key_usage(extensions),
        key_identifier=_key_identifier(extensions),
        authority_key_identifier=_authority_key_identifier(extensions),
    )


def _extensions(rest: list[Element]) -> dict[str, tuple[bool, bytes]]:
    found: dict[str, tuple[bool, bytes]] = {}
    for field_ in rest:
        if field_.tag == context(3):
            for entry in field_.inner.children():
                oid, *more = entry.fields(2, 3)
                critical = bool(more) and more[0].tag == BOOLEAN and more.pop(0).boolean
                if len(more) != 1 or oid.oid in found:
                    raise malformed(oid.oid, "each extension once, with one value")
                found[oid.oid] = (critical, more[0].octets)
    return found


def _value(extensions: Mapping[str, tuple[bool, bytes]], oid: str) -> Element | None:
    return read(extensions[oid][1]) if oid in extensions else None


def _basic_constraints(extensions: Mapping[str, tuple[bool, bytes]]) -> tuple[bool, int | None]:
    value = _value(extensions, BASIC_CONSTRAINTS)
    parts = value.children() if value else []
    is_ca = bool(parts) and parts[0].tag == BOOLEAN and parts.pop(0).boolean
    length = parts[0].integer if parts and parts[0].tag == INTEGER else None
    if length is not None and length < 0:
        raise malformed(str(length), "a path length that is not negative")
    return is_ca, length


def _key_usage(extensions: Mapping[str, tuple[bool, bytes]]) -> frozenset[int] | None:
    value = _value(extensions, KEY_USAGE)
    if value is None:
        return None
    bits = value.bits
    return frozenset(n for n in range(8 * len(bits)) if bits[n // 8] & 0x80 >> n % 8)


def _extended_key_usage(extensions: Mapping[str, tuple[bool, bytes]]) -> frozenset[str] | None:
    value = _value(extensions, EXTENDED_KEY_USAGE)
    return None if value is None else frozenset(purpose.oid for purpose in value.children())


def _key_identifier(extensions: Mapping[str, tuple[bool, bytes]]) -> bytes | None:
    value = _value(extensions, _SUBJECT_KEY_IDENTIFIER)
    return None if value is None else value.octets


def _authority_key_identifier(extensions: Mapping[str, tuple[bool, bytes]]) -> bytes | None:
    value = _value(extensions, _AUTHORITY_KEY_IDENTIFIER)
    parts = value.children() if value else []
    tag = context(0, constructed=False)
    return next((part.content for part in parts if part.tag == tag), None)


def _access_locations(certificate: Certificate, method: str) -> tuple[str, ...]:
    value = _value(certificate.extensions, _AUTHORITY_INFORMATION_ACCESS)
    found = []
    for entry in value.children() if value else ():
        kind, location = entry.fields(2, 2)
        if kind.oid == method and location.tag == context(6, constructed=False):
            found.append(location.content.decode("ascii", "replace"))
    return tuple(found)


def read_certificates(encoded: bytes) -> list[Certificate]:
    """The certificates of a file: PEM, or one in DER.

    Raises:
        ParseError: If there is none, or one cannot be read.
    """
    if b"-----BEGIN CERTIFICATE-----" not in encoded:
        return [read_certificate(encoded)]
    blocks = (b"".join(block.split()) for block in _PEM.findall(encoded))
    try:
        return [read_certificate(base64.b64decode(block, validate=True)) for block in blocks]
    except binascii.Error as error:
        raise ParseError(
            "PARSE_DER", "A certificate is not in base64.", expected="PEM", spec=_PEM_SPEC
        ) from error
