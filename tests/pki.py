"""A small public key infrastructure of our own: authorities, seals, OCSP, lists, timestamps.

It is made with `cryptography` and `asn1crypto`, not with our own DER, so that each side checks
the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos, cms, core, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as x509_ocsp
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2034, 1, 1, tzinfo=UTC)
SEAL_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
SEAL_END = datetime(2027, 1, 1, tzinfo=UTC)
VAT = "VATXX-12345678"

# QcCompliance, QcSSCD and QcType eseal, as ETSI EN 319 412-5 writes them.
QC_STATEMENTS = bytes.fromhex(
    "302930080606" + "04008e460101" + "30080606" + "04008e460104"
    "30130606" + "04008e460106" + "3009" + "0607" + "04008e46010602"
)

_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def usage(*names: str) -> x509.KeyUsage:
    """A key usage with these bits only."""
    return x509.KeyUsage(**{name: name in names for name in _USAGES})


@cache
def rsa_key(name: str = "seal", bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key, made once for each name."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str) -> ec.EllipticCurvePrivateKey:
    """A P-256 key, made once for each name."""
    return ec.generate_private_key(ec.SECP256R1())


def name_of(
    common: str,
    *,
    organization: str | None = "Test Trust",
    identifier: str | None = None,
    country: str | None = "XX",
) -> x509.Name:
    """A distinguished name."""
    parts = [
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, organization),
        (NameOID.ORGANIZATION_IDENTIFIER, identifier),
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


@dataclass(frozen=True, eq=False)
class Party:
    """Somebody with a key and a certificate."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def issue(
    subject: x509.Name,
    key: Any,
    issuer: Party | None = None,
    *,
    begin: datetime = BEGIN,
    end: datetime = END,
    ca: bool | None = False,
    path_length: int | None = None,
    key_usage: x509.KeyUsage | None = None,
    extended: Sequence[Any] = (),
    extended_critical: bool = False,
    revocation_source: bool = False,
    qualified: bool = False,
    extensions: Sequence[tuple[Any, bool]] = (),
    hash_: hashes.HashAlgorithm | None = None,
    issuer_name: x509.Name | None = None,
    serial: int | None = None,
) -> Party:
    """A certificate for a key, by an issuer or by itself."""
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name or (issuer.certificate.subject if issuer else subject))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if ca is not None:
        constraints = x509.BasicConstraints(ca=ca, path_length=path_length if ca else None)
        builder = builder.add_extension(constraints, critical=True)
    if key_usage is None and ca:
        key_usage = usage("key_cert_sign", "crl_sign")
    if key_usage is not None:
        builder = builder.add_extension(key_usage, critical=True)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=extended_critical)
    if revocation_source:
        access = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP,
            x509.UniformResourceIdentifier("http://ocsp.example/"),
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    if qualified:
        oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
        statements = x509.UnrecognizedExtension(oid, QC_STATEMENTS)
        builder = builder.add_extension(statements, critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Party(key, builder.sign(signer, hash_ or hashes.SHA256()))


def sign(key: Any, data: bytes, hash_: hashes.HashAlgorithm | None = None) -> bytes:
    """A signature as X.509 has it."""
    hash_ = hash_ or hashes.SHA256()
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hash_)
    return key.sign(data, ec.ECDSA(hash_))


def signature_algorithm(key: Any) -> algos.SignedDigestAlgorithm:
    """How such a key signs, for CMS."""
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa" if is_rsa else "sha256_ecdsa"})


@cache
def ocsp_response(
    certificate: Party,
    issuer: Party,
    responder: Party | None = None,
    *,
    at: datetime = NOW,
    until: timedelta | None = timedelta(days=7),
    revoked: datetime | None = None,
    status: x509_ocsp.OCSPCertStatus | None = None,
    by_name: bool = False,
    with_certificate: bool = True,
    with_sha256: bool = False,
) -> bytes:
    """An OCSP response about a certificate."""
    responder = responder or issuer
    good = x509_ocsp.OCSPCertStatus.REVOKED if revoked else x509_ocsp.OCSPCertStatus.GOOD
    encoding = (
        x509_ocsp.OCSPResponderEncoding.NAME if by_name else x509_ocsp.OCSPResponderEncoding.HASH
    )
    builder = x509_ocsp.OCSPResponseBuilder().add_response(
        cert=certificate.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA256() if with_sha256 else hashes.SHA1(),
        cert_status=status or good,
        this_update=at,
        next_update=at + until if until else None,
        revocation_time=revoked,
        revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
    )
    builder = builder.responder_id(encoding, responder.certificate)
    if responder is not issuer and with_certificate:
        builder = builder.certificates([responder.certificate])
    response = builder.sign(responder.key, hashes.SHA256())
    # The builder takes the clock for the time of production; tests have a time of their own.
    loaded = ocsp.OCSPResponse.load(response.public_bytes(Encoding.DER))
    basic = loaded["response_bytes"]["response"].parsed
    basic["tbs_response_data"]["produced_at"] = at
    data = basic["tbs_response_data"].dump(force=True)
    basic["signature"] = core.OctetBitString(sign(responder.key, data))
    loaded["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    return loaded.dump(force=True)


def revocation_list(
    issuer: Party,
    *,
    at: datetime = NOW,
    until: timedelta = timedelta(days=30),
    revoked: Sequence[tuple[int, datetime, x509.ReasonFlags | None]] = (),
    extensions: Sequence[tuple[Any, bool]] = (),
    key: Any = None,
) -> bytes:
    """A revocation list."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + until)
    )
    for serial, since, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(key or issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass
class TimestampAuthority:
    """Makes timestamps (RFC 3161), right ones and wrong ones."""

    party: Party
    chain: Sequence[Party] = ()
    time: datetime = NOW
    nonce: int | None = None
    asked: list[bytes] = field(default_factory=list)
    ess: str = "v2"
    crls: Sequence[bytes] = ()
    digest: str = "sha256"

    def __call__(self, data: bytes) -> bytes:
        """A token over `data`, without a request."""
        self.asked.append(data)
        return self.token(hashlib.new(self.digest, data).digest())

    def answer(self, request: bytes) -> bytes:
        """The answer to a request."""
        asked = tsp.TimeStampReq.load(request)
        nonce = asked["nonce"].native
        token = self.token(asked["message_imprint"]["hashed_message"].native, nonce=nonce)
        status = tsp.PKIStatusInfo({"status": "granted"})
        return tsp.TimeStampResp(
            {"status": status, "time_stamp_token": cms.ContentInfo.load(token)}
        ).dump()

    def token(
        self,
        imprint: bytes,
        *,
        nonce: int | None = None,
        certificate: bool = True,
        bound_to: bytes | None = None,
        tampered: bool = False,
    ) -> bytes:
        """A token over a digest."""
        info = {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": self.digest},
                "hashed_message": imprint,
            },
            "serial_number": 7,
            "gen_time": self.time,
        }
        if nonce is not None:
            info["nonce"] = nonce
        content = tsp.TSTInfo(info).dump()
        own = asn1_x509.Certificate.load(self.party.der)
        named = bound_to or self.party.der
        attributes = [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute(
                {"type": "message_digest", "values": [hashlib.sha256(content).digest()]}
            ),
        ]
        if self.ess == "v2":
            id_ = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(named).digest()})
            value = tsp.SigningCertificateV2({"certs": [id_]})
            attributes.append(
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [value]})
            )
        elif self.ess == "v1":
            id1 = tsp.ESSCertID({"cert_hash": hashlib.sha1(named).digest()})
            value1 = tsp.SigningCertificate({"certs": [id1]})
            attributes.append(cms.CMSAttribute({"type": "signing_certificate", "values": [value1]}))
        signed = cms.CMSAttributes(attributes)
        signature = sign(self.party.key, signed.dump())
        if tampered:
            signature = sign(self.party.key, signed.dump() + b"!")
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    name="issuer_and_serial_number",
                    value={"issuer": own.issuer, "serial_number": own.serial_number},
                ),
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": signed,
                "signature_algorithm": signature_algorithm(self.party.key),
                "signature": signature,
            }
        )
        certificates = [own, *(asn1_x509.Certificate.load(p.der) for p in self.chain)]
        data: dict[str, Any] = {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(content),
            },
            "signer_infos": [signer],
        }
        if certificate:
            data["certificates"] = certificates
        if self.crls:
            data["crls"] = [asn1_crl(crl) for crl in self.crls]
        return cms.ContentInfo(
            {"content_type": "signed_data", "content": cms.SignedData(data)}
        ).dump()


def asn1_crl(encoded: bytes) -> Any:
    """A revocation list as asn1crypto has it."""
    from asn1crypto import crl

    return cms.RevocationInfoChoice(name="crl", value=crl.CertificateList.load(encoded))


@dataclass
class Pki:
    """All of it: a root, an issuer below it, a seal, a responder, a timestamp authority."""

    root: Party
    ca: Party
    seal: Party
    responder: Party
    tsa: Party

    def authority(self, **members: Any) -> TimestampAuthority:
        """The timestamp authority, with its chain."""
        return TimestampAuthority(self.tsa, (self.ca, self.root), **members)


SEAL_NAME = name_of("Test e-Seal", organization="Test University", identifier=VAT)
SEAL_USAGE = usage("digital_signature", "content_commitment")


def pki(kind: str = "P-256") -> Pki:
    """The infrastructure whose seal has an RSA or a P-256 key."""
    return _made(kind)


def pki_around(kind: str, now: datetime) -> Pki:
    """The same, with a seal whose certificate is valid at that time, for who has a clock."""
    return _made(kind, now - timedelta(days=300), now + timedelta(days=300))


@cache
def _made(kind: str, begin: datetime = SEAL_BEGIN, end: datetime = SEAL_END) -> Pki:
    root = issue(name_of("Test Root"), ec_key("root"), ca=True)
    ca = issue(name_of("Test CA"), ec_key("ca"), root, ca=True, path_length=0)
    key = rsa_key() if kind == "RSA" else ec_key("seal")
    seal = issue(
        SEAL_NAME,
        key,
        ca,
        begin=begin,
        end=end,
        key_usage=SEAL_USAGE,
        revocation_source=True,
        qualified=True,
    )
    responder = issue(
        name_of("Test OCSP"),
        ec_key("ocsp"),
        ca,
        key_usage=usage("digital_signature"),
        extended=[ExtendedKeyUsageOID.OCSP_SIGNING],
        extensions=[(x509.OCSPNoCheck(), False)],
    )
    tsa = issue(
        name_of("Test TSA"),
        ec_key("tsa"),
        ca,
        key_usage=usage("digital_signature"),
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
        extended_critical=True,
    )
    return Pki(root, ca, seal, responder, tsa)
