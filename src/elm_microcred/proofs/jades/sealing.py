"""Seals made: what is signed, and the timestamps and validation data that are put beside it.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (6)
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json

from elm_microcred.errors import ParseError, ProofGenerationError, UsageError
from elm_microcred.jsonld import jcs
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.certificate import (
    Certificate,
    read_certificate,
    read_certificates,
)
from elm_microcred.proofs.certificates.crl import read_revocation_list
from elm_microcred.proofs.certificates.ocsp import read_ocsp_response
from elm_microcred.proofs.certificates.own import check_is_own, own_certificate
from elm_microcred.proofs.der import SEQUENCE, context, write, write_integer
from elm_microcred.proofs.envelopes import Sealing
from elm_microcred.proofs.jades.detached import BY_URI, BY_URI_HASH, digest_of
from elm_microcred.proofs.jades.edc import is_edc, with_certificate_facts
from elm_microcred.proofs.jades.level import LEVELS
from elm_microcred.proofs.jose.algorithms import checked
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.proofs.signer import Signer
from elm_microcred.proofs.timestamping import Timestamper, read_token, signer_certificate

Document = dict[str, Any]
RevocationSource = Callable[[Sequence[bytes]], Sequence[bytes]]
"""From certificates in DER, seal and authorities, to OCSP responses and revocation lists."""

SERIALIZATIONS: Final = ("general", "flattened", "compact")
_CRITICAL: Final = ("b64", "sigT", "adoTst", "sigD")
_ALGORITHMS: Final = ("RS256", "ES256", "ES384", "ES512", "PS256")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOptions:
    """How a seal is made. The defaults are those of the issuer of the EU, without timestamps.

    Attributes:
        level: B-B, B-T (a timestamp), B-LT (validation data too), B-LTA (and an archive
            timestamp over all of it).
        timestamp: Gets timestamps; needed from B-T on.
        revocation: Gets OCSP responses and revocation lists, given the certificates that they
            are about; needed from B-LT on.
        certificates: Certificates above the seal's and the timestamps', in DER or PEM.
        serialization: general (which Europass reads), flattened, or compact (B-B only).
        b64: Whether the payload is written as base64url; the EU writes the text itself.
        content_timestamp: Whether a timestamp over the payload is signed along.
        with_chain: Whether the signer's further certificates stand in the seal, or only its own.
        is_clear: Whether what stands beside the seal is written in clear, not in base64url.
        claimed_time: `iat`, as the standard asks since July 2025, or `sigT`, as before.
        objects: What is sealed where it stands, by URI, in place of a payload.
        object_hashes: Whether their digests are sealed, or they themselves.
    """

    level: str = "B-B"
    timestamp: Timestamper | None = None
    revocation: RevocationSource | None = None
    certificates: tuple[bytes, ...] = ()
    serialization: str = "general"
    b64: bool = False
    content_timestamp: bool = False
    with_chain: bool = False
    is_clear: bool = False
    claimed_time: str = "iat"
    objects: Mapping[str, bytes] | None = None
    object_hashes: bool = True

    def __post_init__(self) -> None:
        for value, values in (
            (self.level, LEVELS),
            (self.serialization, SERIALIZATIONS),
            (self.claimed_time, ("iat", "sigT")),
        ):
            if value not in values:
                raise UsageError(
                    "USAGE",
                    "Seals are not made in that way.",
                    found=value,
                    expected=", ".join(values),
                )
        needs = [
            ("timestamp", self.level != "B-B" or self.content_timestamp, self.timestamp),
            ("revocation", self.level in ("B-LT", "B-LTA"), self.revocation),
        ]
        missing = [name for name, is_needed, value in needs if is_needed and value is None]
        if missing:
            raise UsageError(
                "USAGE", f"This seal needs {missing[0]}=.", found=f"level {self.level}"
            )
        if self.serialization == "compact" and (self.level != "B-B" or not self.b64):
            raise UsageError(
                "USAGE",
                "A compact seal has nothing beside it, and its payload in base64url.",
                expected="level B-B and b64=True",
            )


def prepare(document: Document, signer: Signer, sealing: Sealing) -> Document:
    """The document as it will be sealed; a European credential has its issuer rebuilt."""
    if not is_edc(document):
        return document
    certificate = own_certificate(signer, wanted_by="A seal")
    return with_certificate_facts(document, certificate, sealing.created)


def seal(document: Document, signer: Signer, sealing: Sealing) -> tuple[bytes, str]:
    """The document, written once, and sealed."""
    text = _compact(document)
    options = sealing.seal or SealOptions()
    content = seal_bytes(text.encode(), signer, created=sealing.created, options=options)
    is_compact = options.serialization == "compact"
    return content, "application/jose" if is_compact else "application/jose+json"


def seal_bytes(
    payload: bytes, signer: Signer, *, created: datetime, options: SealOptions | None = None
) -> bytes:
    """A seal over any bytes.

    Args:
        payload: What is sealed; empty where the options name objects instead.
        signer: Whose key signs, with its certificate.
        created: When, as the seal will say.
        options: How.

    Raises:
        ProofGenerationError: If the signer has no certificate, one of another key, or a key that
            seals do not use, or what was asked for does not come.
    """
    options = options or SealOptions()
    certificate = own_certificate(signer, wanted_by="A seal")
    header = _header(signer, certificate, created, options)
    check_is_own(signer, certificate)
    body, shown = _body(payload, options)
    if options.content_timestamp and options.timestamp:
        header["adoTst"] = _container([options.timestamp(body)])
    critical = [name for name in _CRITICAL if name in header]
    if critical:
        header["crit"] = critical
    protected = _encoded(header)
    value = signer.sign(b"".join((protected.encode(), b".", body)))
    signature = encode_base64url(checked(value, signer.algorithm))
    if options.serialization == "compact":
        return b".".join((protected.encode(), shown or b"", signature.encode()))
    beside = _Beside(protected, body, signature, certificate, signer, options)
    entry: Document = {"protected": protected}
    if options.level != "B-B":
        entry["header"] = {"etsiU": beside.made()}
    entry["signature"] = signature
    is_general = options.serialization == "general"
    rest = _compact({"signatures": [entry]} if is_general else entry).encode()
    if shown is None:
        return rest
    return b"".join((b'{"payload":', shown, b",", rest[1:]))


def _header(
    signer: Signer, certificate: Certificate, created: datetime, options: SealOptions
) -> Document:
    """The protected header, its members in the order of the EU's."""
    if signer.algorithm not in _ALGORITHMS:
        raise ProofGenerationError(
            "KEY_TYPE_MISMATCH",
            "Seals are not made with this kind of key.",
            found=signer.algorithm,
            expected=" or ".join(_ALGORITHMS),
        )
    chain = signer.certificates if options.with_chain else signer.certificates[:1]
    kid, thumbprint, encoded = _named(certificate, tuple(chain))
    header: Document = {"alg": signer.algorithm}
    if options.objects is None:
        header["cty"] = "json" if options.b64 else "octet-stream"
    header["kid"] = kid
    header["x5t#S256"] = thumbprint
    header["x5c"] = list(encoded)
    header["typ"] = "jose" if options.serialization == "compact" else "jose+json"
    if not options.b64:
        header["b64"] = False
    if options.claimed_time == "iat":
        header["iat"] = int(created.timestamp())
    else:
        header["sigT"] = timestamps.write(created)
    if options.objects is not None:
        header["sigD"] = _reference(options.objects, options)
    return header


@lru_cache(maxsize=64)
def _named(certificate: Certificate, chain: tuple[bytes, ...]) -> tuple[str, str, tuple[str, ...]]:
    """How a header names a certificate, and the certificates in it: alike for every seal."""
    kid = base64.b64encode(_issuer_and_serial(certificate)).decode()
    encoded = tuple(base64.b64encode(entry).decode() for entry in chain)
    return kid, encode_base64url(certificate.sha256), encoded


def _issuer_and_serial(certificate: Certificate) -> bytes:
    """Issuer and number of a certificate, by which the EU's seals name it too.

    Spec: https://www.rfc-editor.org/rfc/rfc5035#section-5
    """
    name = write(SEQUENCE, write(context(4), certificate.issuer.encoded))
    return write(SEQUENCE, name, write_integer(certificate.serial))


def _reference(objects: Mapping[str, bytes], options: SealOptions) -> Document:
    if not options.object_hashes:
        return {"mId": BY_URI, "pars": list(objects)}
    digests = [digest_of(o, "S256", is_base64=options.b64) for o in objects.values()]
    return {"mId": BY_URI_HASH, "pars": list(objects), "hashM": "S256", "hashV": digests}


def _body(payload: bytes, options: SealOptions) -> tuple[bytes, bytes | None]:
    """The payload as it is signed, and as it stands in the seal; `None` if it does not."""
    is_json = options.serialization != "compact"
    if options.objects is not None:
        if options.object_hashes:
            return b"", None
        parts = options.objects.values()
        each = (encode_base64url(part).encode() if options.b64 else part for part in parts)
        return b"".join(each), None
    if options.b64:
        text = encode_base64url(payload).encode()
        return text, b'"' + text + b'"' if is_json else text
    try:
        # Of a long payload, this is what sealing costs beside the signature itself: pydantic
        # writes bytes as `json` writes their text, in a quarter of the time.
        return payload, to_json(payload)
    except PydanticSerializationError as error:
        raise ProofGenerationError(
            "PROOF_GENERATION", "This payload cannot stand in JSON.", expected="b64=True"
        ) from error


def _encoded(value: Any) -> str:
    return encode_base64url(_compact(value).encode())


_compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""Compact JSON, its members in their order."""


def _container(tokens: Sequence[bytes]) -> Document:
    return {"tstTokens": [{"val": base64.b64encode(token).decode()} for token in tokens]}


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is put beside a signature, one component after the other."""

    protected: str
    body: bytes
    signature: str
    certificate: Certificate
    signer: Signer
    options: SealOptions

    def made(self) -> list[Any]:
        """The components of the level."""
        options = self.options
        assert options.timestamp is not None  # noqa: S101 - the options were checked
        token = options.timestamp(self.signature.encode())
        components = [self._component("sigTst", _container([token]))]
        if options.level == "B-T":
            return components
        chain = self._chain(token)
        certificates = [c for c in chain if c.encoded not in self._shown()]
        components.append(self._component("xVals", _certificates(certificates)))
        components.append(self._component("rVals", self._revocation(chain)))
        if options.level == "B-LTA":
            covered = b"".join(map(self._covered, components))
            payload = self._payload()
            seal = f".{self.protected}.{self.signature}.".encode()
            archive = options.timestamp(b"".join((payload, seal, covered)))
            container = _container([archive])
            if options.is_clear:
                container["canonAlg"] = "http://json-canonicalization.org/algorithm"
            components.append(self._component("arcTst", container))
        return components

    def _payload(self) -> bytes:
        """The payload as an archive timestamp covers it: objects stand in for one."""
        objects = self.options.objects
        if objects is None or not self.options.object_hashes:
            return self.body
        is_base64 = self.options.b64
        return b"".join(
            encode_base64url(part).encode() if is_base64 else part for part in objects.values()
        )

    def _component(self, name: str, value: Any) -> Any:
        return {name: value} if self.options.is_clear else _encoded({name: value})

    def _covered(self, component: Any) -> bytes:
        if isinstance(component, str):
            return component.encode()
        return jcs.canonicalize_json(component)

    def _shown(self) -> set[bytes]:
        chain = self.signer.certificates
        return set(chain if self.options.with_chain else chain[:1])

    def _chain(self, token: bytes) -> list[Certificate]:
        """Every certificate that validation needs: of the seal, and of the timestamp."""
        read = read_token(token)
        authority = signer_certificate(read)
        known: dict[Certificate, None] = {self.certificate: None}
        known |= dict.fromkeys([authority] if authority else [])
        known |= dict.fromkeys(map(read_certificate, self.signer.certificates))
        known |= dict.fromkeys(read.certificates)
        for encoded in self.options.certificates:
            known |= dict.fromkeys(read_certificates(encoded))
        return list(known)

    def _revocation(self, chain: Sequence[Certificate]) -> Document:
        assert self.options.revocation is not None  # noqa: S101 - the options were checked
        lists, responses = [], []
        for encoded in self.options.revocation([c.encoded for c in chain]):
            value = {"val": base64.b64encode(encoded).decode()}
            try:
                read_ocsp_response(encoded)
                responses.append(value)
            except ParseError as error:
                if not _is_list(encoded):
                    raise ProofGenerationError(
                        "PROOF_GENERATION",
                        "Revocation data is neither an OCSP response nor a revocation list.",
                        found=hashlib.sha256(encoded).hexdigest(),
                    ) from error
                lists.append(value)
        named = {"crlVals": lists, "ocspVals": responses}
        return {name: values for name, values in named.items() if values}


def _is_list(encoded: bytes) -> bool:
    try:
        read_revocation_list(encoded)
    except ParseError:
        return False
    return True


def _certificates(certificates: Sequence[Certificate]) -> list[Document]:
    return [
        {"x509Cert": {"val": base64.b64encode(certificate.encoded).decode()}}
        for certificate in certificates
    ]
