"""Revocation: what OCSP responses and lists say, and when it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as x509_ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

import pki
from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.certificates.crl import read_revocation_list
from elm_microcred.proofs.certificates.ocsp import ocsp_request, read_ocsp_response
from elm_microcred.proofs.certificates.path import Purpose, find_path
from elm_microcred.proofs.certificates.revocation import RevocationData, revocation_problems

SKEW = timedelta(seconds=60)
DAY = timedelta(days=1)


def problems(
    *,
    ocsp: list[bytes] = [],  # noqa: B006 - never changed
    lists: list[bytes] = [],  # noqa: B006
    at: datetime = pki.NOW,
    now: datetime | None = None,
    seal: pki.Party | None = None,
    is_demanded: bool = True,
    certificates: list[pki.Party] = [],  # noqa: B006
    anchors: bool = True,
) -> list[Problem]:
    made = pki.pki()
    path = find_path(
        read_certificate((seal or made.seal).der),
        [read_certificate(made.ca.der)] if anchors else [],
        [read_certificate(made.root.der)] if anchors else [],
        at=at,
        purpose=Purpose.SEAL,
    )
    data = RevocationData(
        tuple(map(read_ocsp_response, ocsp)),
        tuple(map(read_revocation_list, lists)),
        tuple(read_certificate(party.der) for party in certificates),
    )
    found = revocation_problems(
        path, data, at=at, now=now or at, skew=SKEW, is_demanded=is_demanded
    )
    return [p for p in found if p.code != "SEAL_REVOCATION_NOWHERE"]


def codes(**given: object) -> list[str]:
    return [problem.code for problem in problems(**given)]  # type: ignore[arg-type]


def response(**more: object) -> bytes:
    made = pki.pki()
    return pki.ocsp_response(made.seal, made.ca, made.responder, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("by_name", [True, False])
@pytest.mark.parametrize("with_sha256", [True, False])
def test_a_good_response(by_name: bool, with_sha256: bool) -> None:
    assert codes(ocsp=[response(by_name=by_name, with_sha256=with_sha256)]) == []


def test_the_issuer_may_answer_itself_and_the_responder_may_be_elsewhere() -> None:
    made = pki.pki()
    assert codes(ocsp=[pki.ocsp_response(made.seal, made.ca)]) == []
    alone = response(with_certificate=False)
    assert codes(ocsp=[alone], certificates=[made.responder]) == []
    missing = problems(ocsp=[alone])
    assert [p.code for p in missing] == ["SEAL_REVOCATION_UNKNOWN"]
    assert "the certificate of an OCSP responder is missing" in missing[0].detail


def test_a_response_without_its_envelope() -> None:
    from asn1crypto import ocsp

    bare = ocsp.OCSPResponse.load(response())["response_bytes"]["response"].parsed.dump()
    assert codes(ocsp=[bare]) == []


def test_revoked_before_and_after_the_time_that_counts() -> None:
    before = response(revoked=pki.NOW - DAY)
    assert codes(ocsp=[before]) == ["SEAL_REVOKED"]
    later = response(at=pki.NOW + 3 * DAY, revoked=pki.NOW + 2 * DAY)
    assert codes(ocsp=[later], now=pki.NOW + 9 * DAY) == ["SEAL_REVOKED_LATER"]


def test_the_worst_answer_counts() -> None:
    assert codes(ocsp=[response(), response(revoked=pki.NOW - DAY)]) == ["SEAL_REVOKED"]


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (lambda: response(at=pki.NOW - 9 * DAY), "out of date"),
        (lambda: response(at=pki.NOW - 2 * DAY, until=None), "out of date"),
        (lambda: response(at=pki.NOW + DAY), "future"),
        (lambda: response(status=x509_ocsp.OCSPCertStatus.UNKNOWN), "does not know"),
    ],
)
def test_a_response_that_says_nothing_about_the_time(made: object, word: str) -> None:
    found = problems(ocsp=[made()])  # type: ignore[operator]
    assert [p.code for p in found] == ["SEAL_REVOCATION_UNKNOWN"]
    assert word in found[0].detail


def test_a_response_that_is_younger_than_the_time_that_counts_knows() -> None:
    assert codes(ocsp=[response(at=pki.NOW + 9 * DAY)], now=pki.NOW + 10 * DAY) == []


def test_a_response_about_a_certificate_that_had_ended_no_longer_knows() -> None:
    late = pki.SEAL_END + DAY
    assert codes(ocsp=[response(at=late)], now=late) == ["SEAL_REVOCATION_UNKNOWN"]


def test_nobody_else_may_answer() -> None:
    made = pki.pki()
    stranger = pki.issue(
        pki.name_of("Stranger"),
        pki.ec_key("stranger"),
        key_usage=pki.SEAL_USAGE,
        extended=[ExtendedKeyUsageOID.OCSP_SIGNING],
    )
    unauthorised = pki.issue(
        pki.name_of("No OCSP"), pki.ec_key("no ocsp"), made.ca, key_usage=pki.SEAL_USAGE
    )
    for responder in (stranger, unauthorised):
        found = problems(ocsp=[pki.ocsp_response(made.seal, made.ca, responder)])
        assert [p.code for p in found] == ["SEAL_REVOCATION_UNKNOWN"]
        assert "did not authorise" in found[0].detail


def test_a_response_with_a_broken_signature_or_about_somebody_else() -> None:
    encoded = response()
    signature = read_ocsp_response(encoded).signature
    broken = encoded.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert codes(ocsp=[broken]) == ["SEAL_REVOCATION_UNKNOWN"]
    made = pki.pki()
    other = pki.ocsp_response(made.tsa, made.ca, made.responder)
    assert codes(ocsp=[other]) == ["SEAL_REVOCATION_UNKNOWN"]


def test_what_is_absent_is_open_or_only_worth_a_warning() -> None:
    assert codes() == ["SEAL_REVOCATION_UNKNOWN"]
    assert codes(is_demanded=False) == ["SEAL_REVOCATION_UNCHECKED"]
    assert codes(anchors=False) == ["SEAL_REVOCATION_UNKNOWN"]


def test_a_certificate_that_names_no_source_is_worth_a_warning() -> None:
    made = pki.pki()
    silent = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), made.ca, key_usage=pki.SEAL_USAGE)
    path = find_path(
        read_certificate(silent.der),
        [read_certificate(made.ca.der)],
        [read_certificate(made.root.der)],
        at=pki.NOW,
        purpose=Purpose.SEAL,
    )
    found = list(revocation_problems(path, RevocationData(), at=pki.NOW, now=pki.NOW, skew=SKEW))
    assert [p.code for p in found] == ["SEAL_REVOCATION_NOWHERE"] * 2


def listed(**more: object) -> bytes:
    return pki.revocation_list(pki.pki().ca, **more)  # type: ignore[arg-type]


def entry(since: datetime, reason: x509.ReasonFlags | None = None) -> tuple:
    return pki.pki().seal.certificate.serial_number, since, reason


def test_a_list_without_the_certificate_and_one_with_it() -> None:
    assert codes(lists=[listed()]) == []
    assert codes(lists=[listed(revoked=[(4711, pki.NOW - DAY, None)])]) == []
    assert codes(lists=[listed(revoked=[entry(pki.NOW - DAY)])]) == ["SEAL_REVOKED"]
    compromised = entry(pki.NOW - DAY, x509.ReasonFlags.key_compromise)
    assert codes(lists=[listed(revoked=[compromised])]) == ["SEAL_REVOKED"]
    removed = entry(pki.NOW - DAY, x509.ReasonFlags.remove_from_crl)
    assert codes(lists=[listed(revoked=[removed])]) == []


def test_a_long_list() -> None:
    crowd = [(n, pki.NOW - DAY, None) for n in range(1, 2000)]
    assert codes(lists=[listed(revoked=[*crowd, entry(pki.NOW - DAY)])]) == ["SEAL_REVOKED"]


def point(**flags: object) -> x509.IssuingDistributionPoint:
    members = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
        **flags,
    }
    if not any(flags.values()):
        members["full_name"] = [x509.UniformResourceIdentifier("http://crl.example/")]
    return x509.IssuingDistributionPoint(**members)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("extension", "usable"),
    [
        ((point(), True), True),
        ((point(only_contains_user_certs=True), True), True),
        ((point(only_contains_ca_certs=True), True), False),
        ((point(only_contains_attribute_certs=True), True), False),
        ((point(indirect_crl=True), True), False),
        ((point(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])), True), False),
        ((x509.DeltaCRLIndicator(1), True), False),
        ((x509.CRLNumber(1), False), True),
        ((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True), False),
    ],
)
def test_the_scope_of_a_list(extension: tuple, usable: bool) -> None:
    found = codes(lists=[listed(extensions=[extension])])
    assert found == ([] if usable else ["SEAL_REVOCATION_UNKNOWN"])


def test_a_list_of_somebody_else_or_with_a_wrong_key_is_not_believed() -> None:
    made = pki.pki()
    assert codes(lists=[pki.revocation_list(made.root)]) == ["SEAL_REVOCATION_UNKNOWN"]
    forged = listed(key=pki.ec_key("stranger"))
    assert codes(lists=[forged]) == ["SEAL_REVOCATION_UNKNOWN"]


def test_a_list_that_keeps_what_has_ended() -> None:
    late = pki.SEAL_END + DAY
    assert codes(lists=[listed(at=late)], now=late) == ["SEAL_REVOCATION_UNKNOWN"]
    oid = x509.ObjectIdentifier("2.5.29.60")
    since = x509.UnrecognizedExtension(oid, b"\x18\x0f20240101000000Z")
    assert codes(lists=[listed(at=late, extensions=[(since, False)])], now=late) == []


def test_an_entry_that_is_not_understood() -> None:
    made = pki.pki()
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(made.seal.certificate.serial_number)
        .revocation_date(pki.NOW - DAY)
        .add_extension(x509.CertificateIssuer([x509.DNSName("a.example")]), critical=True)
    )
    revocations = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(made.ca.certificate.subject)
        .last_update(pki.NOW)
        .next_update(pki.NOW + DAY)
        .add_revoked_certificate(builder.build())
        .sign(made.ca.key, hashes.SHA256())
    )
    found = problems(lists=[revocations.public_bytes(Encoding.DER)])
    assert [p.code for p in found] == ["SEAL_REVOCATION_UNKNOWN"]
    assert "not understood" in found[0].detail


def test_an_authority_whose_key_is_not_for_lists() -> None:
    made = pki.pki()
    ca = pki.issue(
        pki.name_of("No CRL"),
        pki.ec_key("no crl"),
        made.root,
        ca=True,
        key_usage=pki.usage("key_cert_sign"),
    )
    seal = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), ca, key_usage=pki.SEAL_USAGE)
    path = find_path(
        read_certificate(seal.der),
        [read_certificate(ca.der)],
        [read_certificate(made.root.der)],
        at=pki.NOW,
        purpose=Purpose.SEAL,
    )
    data = RevocationData((), (read_revocation_list(pki.revocation_list(ca)),))
    found = list(revocation_problems(path, data, at=pki.NOW, now=pki.NOW, skew=SKEW))
    assert found[0].code == "SEAL_REVOCATION_UNKNOWN"


def test_a_request_is_what_cryptography_makes() -> None:
    made = pki.pki()
    builder = x509_ocsp.OCSPRequestBuilder().add_certificate(
        made.seal.certificate, made.ca.certificate, hashes.SHA1()
    )
    own = ocsp_request(read_certificate(made.seal.der), read_certificate(made.ca.der))
    assert own == builder.build().public_bytes(Encoding.DER)


def test_an_answer_that_there_is_none() -> None:
    unauthorized = x509_ocsp.OCSPResponseBuilder.build_unsuccessful(
        x509_ocsp.OCSPResponseStatus.UNAUTHORIZED
    ).public_bytes(Encoding.DER)
    with pytest.raises(ParseError):
        read_ocsp_response(unauthorized)


MADE = {"ocsp": response(), "lists": listed()}


@pytest.mark.parametrize("name", MADE)
@given(place=st.integers(0, 4000), change=st.integers(1, 255))
def test_changed_bytes_never_make_it_good(name: str, place: int, change: int) -> None:
    changed = bytearray(MADE[name])
    changed[place % len(changed)] ^= change
    try:
        found = codes(**{name: [bytes(changed)]})
    except ParseError:
        return
    # What is outside of the signed part may change: the envelope, a certificate beside it.
    assert found in (["SEAL_REVOCATION_UNKNOWN"], [])
