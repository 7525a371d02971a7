"""OCSP responses: what an issuer says about the status of one certificate.

Spec: https://www.rfc-editor.org/rfc/rfc6960
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.proofs.certificates import algorithms
from elm_microcred.proofs.certificates.certificate import Certificate, read_certificate
from elm_microcred.proofs.certificates.names import read_name
from elm_microcred.proofs.certificates.path import Purpose
from elm_microcred.proofs.certificates.status import Answer, Unusable
from elm_microcred.proofs.der import (
    ENUMERATED,
    NULL,
    OCTET_STRING,
    SEQUENCE,
    Element,
    context,
    malformed,
    read,
    write,
    write_integer,
    write_oid,
)

_BASIC: Final = "1.3.6.1.5.5.7.48.1.1"
_ARCHIVE_CUTOFF: Final = "1.3.6.1.5.5.7.48.1.6"
_MOST: Final = 64

_GOOD: Final = context(0, constructed=False)
_REVOKED: Final = context(1)


@dataclass(frozen=True, slots=True)
class OcspResponse:
    """A response: who gives it, and what it says about which certificates.

    Attributes:
        encoded: The response in DER.
        signed: The part that is signed.
        algorithm: How.
        signature: The signature.
        responder: Who gives it: a name, or the digest of a key.
        produced: When.
        answers: About each certificate: how it is named, and what is said.
        certificates: Certificates that came with it.
    """

    encoded: bytes
    signed: bytes = field(repr=False, compare=False)
    algorithm: Element = field(repr=False, compare=False)
    signature: bytes = field(repr=False, compare=False)
    responder: Element = field(repr=False, compare=False)
    produced: datetime = field(compare=False)
    answers: tuple[tuple[CertificateId, Answer], ...] = field(compare=False)
    certificates: tuple[Certificate, ...] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CertificateId:
    """How a response names a certificate: by its number, and digests of its issuer."""

    algorithm: str
    name: bytes
    key: bytes
    serial: int

    def names(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Whether it names that certificate of that issuer."""
        return (
            self.serial == certificate.serial
            and self.name == _digest(self.algorithm, issuer.subject.encoded)
            and self.key == _digest(self.algorithm, _key_bits(issuer))
        )


def _digest(algorithm: str, data: bytes) -> bytes:
    # The digest is only an index, so that SHA-1 does no harm here.
    if algorithm == algorithms.SHA1:
        return hashlib.sha1(data, usedforsecurity=False).digest()
    return algorithms.hash_of(algorithm, data)


def _key_bits(certificate: Certificate) -> bytes:
    return read(certificate.spki).fields(2, 2)[1].whole_bits


def read_ocsp_response(encoded: bytes) -> OcspResponse:
    """The response that these bytes of DER say, with or without its outer envelope.

    Raises:
        ParseError: If they say none, or that there is no answer.
    """
    parts = read(encoded).children()
    if parts and parts[0].tag == ENUMERATED:
        if parts[0].integer != 0 or len(parts) != 2:
            raise malformed(f"status {parts[0].integer}", "a response with an answer")
        kind, content = parts[1].expect(context(0)).inner.fields(2, 2)
        if kind.oid != _BASIC:
            raise malformed(kind.oid, "a basic response")
        parts = read(content.octets).children()
    if len(parts) not in (3, 4):
        raise malformed(f"{len(parts)} fields", "a response")
    data, algorithm, signature, *rest = parts
    fields = data.children()
    if fields and fields[0].tag == context(0):
        fields.pop(0)
    if len(fields) < 3 or fields[0].tag not in (context(1), context(2)):
        raise malformed(f"{len(fields)} fields", "a responder, a time and answers")
    responder, produced, answers = fields[:3]
    found = answers.children()
    certificates = rest[0].expect(context(0)).inner.children() if rest else []
    if len(found) > _MOST or len(certificates) > _MOST:
        raise malformed(f"{len(found)} answers", f"at most {_MOST} answers and certificates")
    return OcspResponse(
        encoded,
        data.encoded,
        algorithm,
        signature.whole_bits,
        responder,
        produced.moment,
        tuple(map(_answer, found)),
        tuple(read_certificate(certificate.encoded) for certificate in certificates),
    )


def _answer(single: Element) -> tuple[CertificateId, Answer]:
    id_, status, this_update, *more = single.fields(3, 5)
    algorithm, name, key, serial = id_.fields(4, 4)
    times = {field.tag: field.inner for field in more}
    next_update = times[context(0)].moment if context(0) in times else None
    cutoff = None
    for extension in times[context(1)].children() if context(1) in times else ():
        oid, *value = extension.fields(2, 3)
        if oid.oid == _ARCHIVE_CUTOFF:
            cutoff = read(value[-1].octets).moment
    answer = Answer(
        "ocsp",
        is_known=status.tag in (_GOOD, _REVOKED),
        revoked=status.fields(1, 2, tag=_REVOKED)[0].moment if status.tag == _REVOKED else None,
        this_update=this_update.moment,
        next_update=next_update,
        covers_expired_since=cutoff,
    )
    return CertificateId(algorithm.first.oid, name.octets, key.octets, serial.integer), answer


def answer_about(
    response: OcspResponse,
    certificate: Certificate,
    issuer: Certificate,
    others: Iterable[Certificate] = (),
) -> Answer | None:
    """What a response says about a certificate; `None` if it is about others.

    Args:
        response: The response.
        certificate: The certificate that is asked about.
        issuer: Its issuer.
        others: Certificates among which that of the responder may be.

    Raises:
        Unusable: If it is about the certificate and cannot be relied on.
    """
    try:
        answer = next((a for id_, a in response.answers if id_.names(certificate, issuer)), None)
        if answer is None:
            return None
        responder = _responder(response, issuer, others)
        if not algorithms.fits(
            responder.key, response.algorithm, response.signature, response.signed
        ):
            raise Unusable("the signature of an OCSP response does not fit")
    except (KeyMaterialError, ParseError) as error:
        raise Unusable(f"an OCSP response cannot be relied on: {error.problem.detail}") from error
    return answer


def _responder(
    response: OcspResponse, issuer: Certificate, others: Iterable[Certificate]
) -> Certificate:
    """Who gave the response: the issuer itself, or whom it has authorised.

    Spec: https://www.rfc-editor.org/rfc/rfc6960#section-4.2.2.2
    """
    if _is_responder(response, issuer):
        return issuer
    named = [c for c in (*response.certificates, *others) if _is_responder(response, c)]
    for certificate in named:
        purposes = certificate.extended_key_usage or frozenset()
        if (
            purposes & Purpose.OCSP.value
            and certificate.may_be_from(issuer)
            and certificate.is_signed_by(issuer)
            and certificate.not_before <= response.produced <= certificate.not_after
        ):
            return certificate
    raise Unusable(
        "an OCSP response comes from somebody whom the issuer did not authorise"
        if named
        else "the certificate of an OCSP responder is missing"
    )


def _is_responder(response: OcspResponse, certificate: Certificate) -> bool:
    if response.responder.tag == context(1):
        return read_name(response.responder.inner.encoded).is_same(certificate.subject)
    digest = hashlib.sha1(_key_bits(certificate), usedforsecurity=False).digest()
    return response.responder.inner.octets == digest


def ocsp_request(certificate: Certificate, issuer: Certificate) -> bytes:
    """The bytes to ask an OCSP responder with, about one certificate.

    Spec: https://www.rfc-editor.org/rfc/rfc6960#section-4.1
    """
    algorithm = write(SEQUENCE, write_oid(algorithms.SHA1), write(NULL))
    id_ = write(
        SEQUENCE,
        algorithm,
        write(OCTET_STRING, _digest(algorithms.SHA1, issuer.subject.encoded)),
        write(OCTET_STRING, _digest(algorithms.SHA1, _key_bits(issuer))),
        write_integer(certificate.serial),
    )
    return write(SEQUENCE, write(SEQUENCE, write(SEQUENCE, write(SEQUENCE, id_))))
