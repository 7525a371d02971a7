"""RFC 3161 timestamps: asked for, and verified.

Asking is pure: `timestamp_request` gives the bytes to send, and whoever sends them hands the
answer to `token_of_response`. A `Timestamper` does both for a signer.

Spec: https://www.rfc-editor.org/rfc/rfc3161
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from elm_microcred.errors import KeyMaterialError, ParseError, ProofGenerationError
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.ber import to_der
from elm_microcred.proofs.certificates import algorithms
from elm_microcred.proofs.certificates.certificate import Certificate, read_certificate
from elm_microcred.proofs.der import (
    BOOLEAN,
    INTEGER,
    NULL,
    OCTET_STRING,
    SEQUENCE,
    SET,
    Element,
    context,
    malformed,
    read,
    write,
    write_integer,
    write_oid,
)

_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2"
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
_LARGEST: Final = 256 * 1024
_MOST_CERTIFICATES: Final = 32

Timestamper = Callable[[bytes], bytes]
"""Whatever gets a timestamp: from the bytes to be timestamped to a token in DER."""


@dataclass(frozen=True, slots=True)
class Token:
    """A timestamp token: what an authority says to have seen, and when.

    Attributes:
        encoded: The token, as it came.
        time: When the authority saw it.
        policy: Under which policy.
        imprint_algorithm: Object identifier of the digest.
        imprint: The digest of what it saw.
        nonce: The number from the request.
        certificates: The certificates that came with it.
        revocation_lists: Revocation lists that came with it, in DER.
        ocsp_responses: OCSP responses that came with it, in DER.
        content: The statement, as it was signed.
        signer: The one signer's part.
    """

    encoded: bytes
    time: datetime = field(compare=False)
    policy: str = field(compare=False)
    imprint_algorithm: str = field(compare=False)
    imprint: bytes = field(repr=False, compare=False)
    nonce: int | None = field(compare=False)
    certificates: tuple[Certificate, ...] = field(repr=False, compare=False)
    revocation_lists: tuple[bytes, ...] = field(repr=False, compare=False)
    ocsp_responses: tuple[bytes, ...] = field(repr=False, compare=False)
    content: bytes = field(repr=False, compare=False)
    signer: SignerInfo = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signed a token, and how.

    Attributes:
        issuer_and_serial: Issuer in DER and number of the signer's certificate.
        key_identifier: Or the identifier of its key.
        digest: Object identifier of the digest of the content.
        attributes: Signed attributes: values by type.
        signed: The attributes as they were signed.
        algorithm: How they were signed.
        signature: The signature.
    """

    issuer_and_serial: tuple[bytes, int] | None
    key_identifier: bytes | None
    digest: str
    attributes: dict[str, list[Element]]
    signed: bytes
    algorithm: Element
    signature: bytes

    def names(self, certificate: Certificate) -> bool:
        """Whether it names that certificate as the signer's."""
        if self.issuer_and_serial is not None:
            issuer, serial = self.issuer_and_serial
            return certificate.serial == serial and certificate.issuer.encoded == issuer
        return self.key_identifier == certificate.key_identifier


@lru_cache(maxsize=256)
def read_token(encoded: bytes) -> Token:
    """The timestamp token that these bytes say: of DER, or of BER, as CMS allows it.

    Raises:
        ParseError: If they say none.

    Spec: https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2 and
    https://www.rfc-editor.org/rfc/rfc5652#section-2
    """
    if len(encoded) > _LARGEST:
        raise malformed(f"{len(encoded)} bytes", f"a token of at most {_LARGEST} bytes")
    try:
        return _read_token(encoded, encoded)
    except ParseError:
        canonical = to_der(encoded)
        if canonical == encoded:
            raise
        return _read_token(encoded, canonical)


def _read_token(encoded: bytes, canonical: bytes) -> Token:
    kind, body = read(canonical).fields(2, 2)
    if kind.oid != _SIGNED_DATA:
        raise malformed(kind.oid, "signed data")
    _, _, enclosed, *rest = body.expect(context(0)).inner.fields(4)
    signers = rest.pop().children(SET)
    if len(signers) != 1:
        raise malformed(f"{len(signers)} signers", "one signer")
    type_, content = enclosed.fields(2, 2)
    if type_.oid != _TST_INFO:
        raise malformed(type_.oid, "a timestamp")
    sets = {part.tag: list(part) for part in rest}
    lists, responses = [], []
    for entry in sets.get(context(1), ()):
        if entry.tag == SEQUENCE:
            lists.append(entry.encoded)
        elif entry.tag == context(1):
            format_, info = entry.fields(2, 2, tag=context(1))
            if format_.oid == _OCSP_RESPONSE:
                responses.append(info.encoded)
    certificates = [c for c in sets.get(context(0), ()) if c.tag == SEQUENCE]
    if len(certificates) > _MOST_CERTIFICATES:
        raise malformed(f"{len(certificates)} certificates", f"at most {_MOST_CERTIFICATES}")
    statement = content.expect(context(0)).inner.octets
    _, policy, imprint, _, time, *more = read(statement).fields(5)
    algorithm, digest = imprint.fields(2, 2)
    return Token(
        encoded=encoded,
        time=time.moment,
        policy=policy.oid,
        imprint_algorithm=algorithm.first.oid,
        imprint=digest.octets,
        nonce=next((field.integer for field in more if field.tag == INTEGER), None),
        certificates=tuple(read_certificate(c.encoded) for c in certificates),
        revocation_lists=tuple(lists),
        ocsp_responses=tuple(responses),
        content=statement,
        signer=_signer(signers[0]),
    )


def _signer(info: Element) -> SignerInfo:
    _, who, digest, attributes, algorithm, signature, *_ = info.fields(6)
    named = who.fields(2, 2) if who.tag == SEQUENCE else None
    values: dict[str, list[Element]] = {}
    for attribute in attributes.children(context(0)):
        oid, found = attribute.fields(2, 2)
        if oid.oid in values:
            raise malformed(oid.oid, "each attribute once")
        values[oid.oid] = found.children(SET)
    return SignerInfo(
        issuer_and_serial=(named[0].encoded, named[1].integer) if named else None,
        key_identifier=None if named else who.expect(context(0, constructed=False)).content,
        digest=digest.first.oid,
        attributes=values,
        signed=write(SET, attributes.content),
        algorithm=algorithm,
        signature=signature.octets,
    )


def signer_certificate(token: Token, others: tuple[Certificate, ...] = ()) -> Certificate | None:
    """The certificate of the authority that made a token, if it is there."""
    return next((c for c in (*token.certificates, *others) if token.signer.names(c)), None)


def token_problems(
    token: Token,
    digest: Callable[[str], bytes],
    certificate: Certificate | None,
    *,
    now: datetime,
    skew: timedelta,
) -> Iterator[Problem]:
    """What is wrong with a token, leaving aside whether its authority is trusted.

    Args:
        token: The token.
        digest: The digest, under the algorithm of that object identifier, of what it should
            have been made over.
        certificate: The certificate of its authority.
        now: The time of the check.
        skew: How far clocks may differ.

    Spec: https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2
    """
    try:
        if digest(token.imprint_algorithm) != token.imprint:
            yield _wrong("The timestamp was made over something else.")
        if certificate is None:
            yield _wrong("The certificate of the timestamp's authority is missing.")
        else:
            yield from _signature_problems(token, certificate)
    except (KeyMaterialError, ParseError) as error:
        yield _wrong(f"The timestamp cannot be relied on. {error.problem.detail}")
    if token.time > now + skew:
        yield _wrong(
            "The timestamp comes from the future.",
            found=timestamps.write(token.time),
            expected=f"not after {timestamps.write(now)}",
        )


def _wrong(detail: str, **members: str) -> Problem:
    return Problem("SEAL_TIMESTAMP", detail, **{"spec": _SPEC, **members})  # type: ignore[arg-type]


def _signature_problems(token: Token, certificate: Certificate) -> Iterator[Problem]:
    signer, attributes = token.signer, token.signer.attributes
    type_ = attributes.get(_CONTENT_TYPE, [])
    digest = attributes.get(_MESSAGE_DIGEST, [])
    expected = algorithms.hash_of(signer.digest, token.content)
    is_named = (
        len(type_) == 1
        and type_[0].oid == _TST_INFO
        and len(digest) == 1
        and digest[0].octets == expected
    )
    fits = algorithms.fits(
        certificate.key, signer.algorithm, signer.signature, signer.signed, digest=signer.digest
    )
    if not is_named or not fits:
        yield _wrong("The signature of the timestamp does not fit.")
    if not _is_bound(attributes, certificate):
        yield _wrong("The timestamp does not name the certificate of its authority.")


def _is_bound(attributes: dict[str, list[Element]], certificate: Certificate) -> bool:
    """Whether the signed attributes name the certificate of the signer by its digest.

    Spec: https://www.rfc-editor.org/rfc/rfc5816
    """
    for oid in (_SIGNING_CERTIFICATE_V2, _SIGNING_CERTIFICATE):
        for value in attributes.get(oid, ()):
            first = value.first.first.fields(1)
            if oid == _SIGNING_CERTIFICATE:
                digest = hashlib.sha1(certificate.encoded, usedforsecurity=False).digest()
            else:
                named = first.pop(0).first.oid if first[0].tag == SEQUENCE else _SHA256
                digest = algorithms.hash_of(named, certificate.encoded)
            return bool(first) and first[0].octets == digest
    return False


def timestamp_request(data: bytes, *, nonce: int | None = None, policy: str | None = None) -> bytes:
    """The bytes to ask a timestamp authority with, as `application/timestamp-query`.

    Args:
        data: What is to be timestamped; only its SHA-256 leaves the house.
        nonce: A random number that the answer must repeat.
        policy: Object identifier of the policy that is wanted.

    Spec: https://www.rfc-editor.org/rfc/rfc3161#section-2.4.1
    """
    algorithm = write(SEQUENCE, write_oid(_SHA256), write(NULL))
    digest = write(OCTET_STRING, algorithms.hash_of(_SHA256, data))
    return write(
        SEQUENCE,
        write_integer(1),
        write(SEQUENCE, algorithm, digest),
        write_oid(policy) if policy else b"",
        b"" if nonce is None else write_integer(nonce),
        write(BOOLEAN, b"\xff"),
    )


def token_of_response(response: bytes, data: bytes, *, nonce: int | None = None) -> bytes:
    """The token in the answer of a timestamp authority (`application/timestamp-reply`).

    Args:
        response: The answer.
        data: What was to be timestamped.
        nonce: The number that was sent.

    Raises:
        ProofGenerationError: If the authority refused, or answered something else.
        ParseError: If the answer cannot be read.

    Spec: https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2
    """
    status, *rest = read(response).fields(1)
    code = status.fields(1)[0].integer
    if code not in (0, 1) or not rest:
        raise ProofGenerationError(
            "SEAL_TIMESTAMP",
            "The timestamp authority refused.",
            found=f"status {code}",
            expected="status 0 (granted)",
            spec=_SPEC,
        )
    token = read_token(rest[0].encoded)
    if token.nonce != nonce or token.imprint != algorithms.hash_of(token.imprint_algorithm, data):
        raise ProofGenerationError(
            "SEAL_TIMESTAMP",
            "The timestamp authority answered another question.",
            expected="the digest and the nonce of the request",
            spec=_SPEC,
        )
    return token.encoded


def timestamper(
    send: Callable[[bytes], bytes],
    *,
    random_bytes: Callable[[int], bytes],
    policy: str | None = None,
) -> Timestamper:
    """A `Timestamper` that asks an authority.

    Args:
        send: Sends a request (`application/timestamp-query`) and gives the answer.
        random_bytes: The nonces are drawn from it.
        policy: Object identifier of the policy that is wanted.
    """

    def ask(data: bytes, /) -> bytes:
        nonce = int.from_bytes(random_bytes(8), "big")
        request = timestamp_request(data, nonce=nonce, policy=policy)
        return token_of_response(send(request), data, nonce=nonce)

    return ask
