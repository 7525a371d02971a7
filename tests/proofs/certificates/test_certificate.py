"""Certificates: what is read is what others read, and nothing malformed gets through."""

from __future__ import annotations

import warnings

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

import pki
from elm_microcred.errors import ElmMicrocredError, KeyMaterialError, ParseError
from elm_microcred.proofs.certificates import algorithms
from elm_microcred.proofs.certificates.certificate import (
    Certificate,
    read_certificate,
    read_certificates,
)
from elm_microcred.proofs.certificates.names import read_name
from elm_microcred.proofs.certificates.qualified import QualifiedClaims, qualified_claims
from elm_microcred.proofs.der import read, write


def everybody() -> list[pki.Party]:
    made = pki.pki("RSA")
    return [made.root, made.ca, made.seal, made.responder, made.tsa]


@pytest.mark.parametrize("party", everybody(), ids=lambda p: p.certificate.subject.rfc4514_string())
def test_a_certificate_says_what_cryptography_says(party: pki.Party) -> None:
    own, theirs = read_certificate(party.der), party.certificate
    assert own.serial == theirs.serial_number
    assert own.subject.encoded == theirs.subject.public_bytes()
    assert own.issuer.encoded == theirs.issuer.public_bytes()
    assert own.not_before == theirs.not_valid_before_utc
    assert own.not_after == theirs.not_valid_after_utc
    assert own.to_be_signed == theirs.tbs_certificate_bytes
    assert own.signature == theirs.signature
    assert set(own.extensions) == {e.oid.dotted_string for e in theirs.extensions}
    constraints = theirs.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (own.is_ca, own.path_length) == (constraints.ca, constraints.path_length)
    key_id = theirs.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert own.key_identifier == key_id.digest
    assert own.key.public_numbers() == theirs.public_key().public_numbers()


def test_what_a_seal_certificate_says() -> None:
    made = pki.pki()
    seal, ca = read_certificate(made.seal.der), read_certificate(made.ca.der)
    assert seal.key_usage == {0, 1}
    assert seal.extended_key_usage is None
    assert seal.ocsp_urls == ("http://ocsp.example/",)
    assert seal.names_revocation_source and not ca.names_revocation_source
    assert seal.policies == ()
    assert seal.may_be_from(ca) and seal.is_signed_by(ca) and not seal.is_self_issued
    assert not ca.is_signed_by(seal)
    assert str(seal.subject) == (
        "C=XX, O=Test University, organizationIdentifier=VATXX-12345678, CN=Test e-Seal"
    )
    assert qualified_claims(seal) == QualifiedClaims(True, True, ("seal",))
    assert qualified_claims(seal).is_seal
    assert qualified_claims(ca) == QualifiedClaims()


def test_claims_under_the_law_of_another_country_are_no_claims_of_the_union() -> None:
    oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
    legislation = bytes.fromhex("3011300f060604008e46010730051303" + "585859")[:0]
    legislation = write(
        0x30,
        write(0x30, bytes.fromhex("060604008e460107"), write(0x30, write(0x13, b"GB"))),
        bytes.fromhex("3008060604008e460101"),
    )
    party = pki.issue(
        pki.SEAL_NAME,
        pki.ec_key("seal"),
        extensions=[(x509.UnrecognizedExtension(oid, legislation), False)],
    )
    claims = qualified_claims(read_certificate(party.der))
    assert claims.legislation == ("GB",) and claims.compliance and not claims.is_seal


def test_names_are_compared_without_case_and_white_space() -> None:
    one = read_name(pki.name_of("Test  CA").public_bytes())
    other = read_name(pki.name_of("test ca").public_bytes())
    assert one.is_same(other) and other.is_same(one)
    assert not one.is_same(read_name(pki.name_of("Test CB").public_bytes()))
    assert one.is_below(read_name(pki.name_of("", organization="test trust").public_bytes()))


def test_pem_and_der() -> None:
    made = pki.pki()
    pem = made.root.certificate.public_bytes(Encoding.PEM) + made.ca.certificate.public_bytes(
        Encoding.PEM
    )
    assert read_certificates(pem) == [
        read_certificate(made.root.der),
        read_certificate(made.ca.der),
    ]
    assert read_certificates(made.ca.der) == [read_certificate(made.ca.der)]
    with pytest.raises(ParseError):
        read_certificates(b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----")


def changed(certificate: bytes, find: bytes, put: bytes) -> bytes:
    assert find in certificate
    return certificate.replace(find, put, 1)


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"\x30\x00",
        write(0x30, write(0x30), write(0x30), write(0x03, b"\x00")),
        bytes(70_000),
    ],
)
def test_what_is_no_certificate_is_refused(encoded: bytes) -> None:
    with pytest.raises(ParseError):
        read_certificate(encoded)


def rebuilt(party: pki.Party, **fields: object) -> bytes:
    """The certificate with fields of its signed part in another place or form."""
    tbs, algorithm, signature = list(read(party.der))
    parts = [part.encoded for part in tbs]
    for place, value in fields.items():
        parts[int(place[1:])] = value  # type: ignore[assignment]
    return write(0x30, write(0x30, *parts), algorithm.encoded, signature.encoded)


def test_fields_that_contradict_each_other_are_refused() -> None:
    seal = pki.pki().seal
    tbs = list(next(iter(read(seal.der))))
    assert read_certificate(rebuilt(seal)).subject.encoded == tbs[5].encoded
    other = bytes.fromhex("300a06082a8648ce3d040303")
    with pytest.raises(ParseError):  # two algorithms
        read_certificate(rebuilt(seal, _2=other))
    with pytest.raises(ParseError):  # extensions in version 1
        read_certificate(rebuilt(seal, _0=bytes.fromhex("a003020100")))
    with pytest.raises(ParseError):  # no version 4
        read_certificate(rebuilt(seal, _0=bytes.fromhex("a003020103")))
    twice = [entry.encoded for entry in tbs[7].inner]
    with pytest.raises(ParseError):  # an extension twice
        read_certificate(rebuilt(seal, _7=write(0xA3, write(0x30, *twice, twice[0]))))
    with pytest.raises(ParseError):  # a negative path length
        value = write(0x04, bytes.fromhex("30060101ff0201ff"))
        negative = write(0x30, bytes.fromhex("0603551d13"), value)
        read_certificate(rebuilt(seal, _7=write(0xA3, write(0x30, negative))))


def weak(key: object, **more: object) -> Certificate:
    return read_certificate(pki.issue(pki.SEAL_NAME, key, **more).der)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "key",
    [
        pki.rsa_key("short", 1024),
        ec.generate_private_key(ec.SECP224R1()),
        dsa.generate_private_key(2048),
    ],
    ids=["RSA 1024", "P-224", "DSA"],
)
def test_weak_keys_are_refused(key: object) -> None:
    certificate = weak(key, hash_=hashes.SHA256())
    with pytest.raises(KeyMaterialError) as caught:
        _ = certificate.key
    assert caught.value.code == "KEY_WEAK"


def test_a_key_that_cannot_be_read_is_refused() -> None:
    seal = pki.pki().seal
    spki = list(next(iter(read(seal.der))))[6].encoded
    broken = spki[:-1] + bytes([spki[-1] ^ 1])
    with pytest.raises(KeyMaterialError) as caught:
        _ = read_certificate(rebuilt(seal, _6=broken)).key
    assert caught.value.code == "KEY_MALFORMED"


def algorithm(oid: str, parameters: bytes = b"") -> object:
    from elm_microcred.proofs.der import write_oid

    return read(write(0x30, write_oid(oid), parameters))


@pytest.mark.parametrize(
    "oid", ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.3", "1.2.840.113549.1.1.10"]
)
def test_weak_and_unknown_algorithms_are_refused(oid: str) -> None:
    with pytest.raises(KeyMaterialError) as caught:
        algorithms.fits(pki.rsa_key().public_key(), algorithm(oid), b"", b"")  # type: ignore[arg-type]
    assert caught.value.code == "KEY_WEAK"


def test_an_algorithm_goes_with_its_kind_of_key() -> None:
    with pytest.raises(KeyMaterialError) as caught:
        algorithms.fits(
            pki.rsa_key().public_key(),
            algorithm("1.2.840.10045.4.3.2"),
            b"",
            b"",  # type: ignore[arg-type]
        )
    assert caught.value.code == "KEY_TYPE_MISMATCH"


@pytest.mark.parametrize("hash_", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_rsa_with_pss(hash_: hashes.HashAlgorithm) -> None:
    scheme = padding.PSS(padding.MGF1(hash_), hash_.digest_size)
    builder = (
        x509.CertificateBuilder()
        .subject_name(pki.SEAL_NAME)
        .issuer_name(pki.SEAL_NAME)
        .public_key(pki.rsa_key().public_key())
        .serial_number(1)
        .not_valid_before(pki.BEGIN)
        .not_valid_after(pki.END)
    )
    made = builder.sign(pki.rsa_key(), hash_, rsa_padding=scheme)
    certificate = read_certificate(made.public_bytes(Encoding.DER))
    assert certificate.is_signed_by(certificate)


def test_pss_whose_mask_has_another_digest_is_refused() -> None:
    scheme = padding.PSS(padding.MGF1(hashes.SHA512()), 32)
    builder = (
        x509.CertificateBuilder()
        .subject_name(pki.SEAL_NAME)
        .issuer_name(pki.SEAL_NAME)
        .public_key(pki.rsa_key().public_key())
        .serial_number(1)
        .not_valid_before(pki.BEGIN)
        .not_valid_after(pki.END)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = builder.sign(pki.rsa_key(), hashes.SHA256(), rsa_padding=scheme)
        except Exception:
            pytest.skip("cryptography does not make such a certificate")
    certificate = read_certificate(made.public_bytes(Encoding.DER))
    with pytest.raises(KeyMaterialError):
        certificate.is_signed_by(certificate)


def test_ed25519() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    builder = (
        x509.CertificateBuilder()
        .subject_name(pki.SEAL_NAME)
        .issuer_name(pki.SEAL_NAME)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(pki.BEGIN)
        .not_valid_after(pki.END)
    )
    certificate = read_certificate(builder.sign(key, None).public_bytes(Encoding.DER))
    assert certificate.is_signed_by(certificate)


@given(place=st.integers(0, 2000), value=st.integers(0, 255))
def test_a_changed_byte_is_seen_or_breaks_the_signature(place: int, value: int) -> None:
    made = pki.pki()
    encoded = bytearray(made.seal.der)
    place %= len(encoded)
    if encoded[place] == value:
        return
    encoded[place] = value
    try:
        certificate = read_certificate(bytes(encoded))
        assert not certificate.is_signed_by(read_certificate(made.ca.der))
    except ElmMicrocredError:
        pass
