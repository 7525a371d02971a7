"""A corpus of our own: for each row of attacks on seals, those that break it, and a control.

Each attack must fail, and for the right reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

import pki
import seals
from elm_microcred import Outcome, Verification
from elm_microcred.proofs.jades.sealing import SealOptions, seal_bytes
from elm_microcred.proofs.multibase import decode_base64url, encode_base64url
from elm_microcred.retrieval import Resource
from seals import check, codes, sealed

PAYLOAD = seals.compact(seals.issued())
URI = "https://a.example/credential"


def header_of(content: bytes) -> dict[str, Any]:
    """The header of a seal, with its time as `sigT` and critical: one more thing to attack."""
    header = seals.parts(content)[2]
    made = header.pop("iat", None)
    if made is None:
        return header
    members = {**header, "sigT": "2026-01-30T12:00:00Z"}
    members["crit"] = ["b64", "sigT", *(n for n in header["crit"] if n != "b64")]
    return members


def with_header(
    change: Callable[[dict[str, Any]], Any], *, party: pki.Party | None = None, **more: Any
) -> bytes:
    """A seal whose header was changed before it was signed."""
    header = header_of(sealed())
    change(header)
    return seals.resealed(header, PAYLOAD, party or pki.pki().seal, **more)


def without(name: str) -> bytes:
    return with_header(lambda header: header.pop(name))


def having(**members: Any) -> bytes:
    return with_header(lambda header: header.update(members))


def refused(report: Verification, code: str) -> None:
    assert report.outcome is Outcome.FAILED, (report.outcome, codes(report))
    assert code in codes(report), codes(report)


def test_the_controls_pass() -> None:
    for content in (sealed(), with_header(lambda _: None), having(exp="2020-01-01T00:00:00Z")):
        report = check(content)
        assert report.outcome is Outcome.PASSED, report.errors


# Objects that stand elsewhere


def test_objects_are_exchanged() -> None:
    content = sealed(payload=b"", objects={URI: PAYLOAD})
    refused(check(content, resolve=lambda _: Resource(b"{}")), "SEAL_OBJECT_MISMATCH")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"mId": "http://uri.etsi.org/19182/Unknown"}, "SEAL_UNSUPPORTED"),
        ({"mId": "http://uri.etsi.org/19182/HttpHeaders"}, "SEAL_UNSUPPORTED"),
        ({"pars": []}, "SEAL_MALFORMED"),
        ({"pars": "x"}, "SEAL_MALFORMED"),
        ({"pars": [URI, URI]}, "SEAL_MALFORMED"),
        ({"pars": [1]}, "SEAL_MALFORMED"),
        ({"hashV": []}, "SEAL_MALFORMED"),
        ({"hashM": "S1"}, "SEAL_MALFORMED"),
        ({"hashM": None}, "SEAL_MALFORMED"),
        ({"hashV": [7]}, "SEAL_OBJECT_MISMATCH"),
        ({"mId": "http://uri.etsi.org/19182/ObjectIdByURI"}, "SEAL_MALFORMED"),
    ],
    ids=str,
)
def test_what_stands_elsewhere_is_named_badly(change: dict[str, Any], code: str) -> None:
    header = header_of(sealed(payload=b"", objects={URI: PAYLOAD}))
    header["sigD"].update(change)
    content = seals.resealed(header, b"", pki.pki().seal)
    report = check(content, resolve=lambda _: Resource(PAYLOAD))
    assert report.outcome is not Outcome.PASSED
    assert code in codes(report)


def test_there_is_a_payload_and_an_object() -> None:
    header = header_of(sealed(payload=b"", objects={URI: PAYLOAD}))
    content = seals.resealed(header, PAYLOAD, pki.pki().seal)
    refused(check(content, resolve=lambda _: Resource(PAYLOAD)), "SEAL_OBJECT_MISMATCH")


def test_objects_that_nobody_has_to_heed() -> None:
    header = header_of(sealed(payload=b"", objects={URI: PAYLOAD}))
    header["crit"].remove("sigD")
    content = seals.resealed(header, b"", pki.pki().seal)
    refused(check(content, resolve=lambda _: Resource(PAYLOAD)), "SEAL_MALFORMED")


@pytest.mark.parametrize("value", ["x", {}, {"mId": 1}, []], ids=str)
def test_the_reference_is_none(value: Any) -> None:
    header = {**header_of(sealed()), "sigD": value}
    report = check(seals.resealed(header, b"", pki.pki().seal))
    refused(report, "SEAL_MALFORMED")


def test_a_payload_that_was_taken_out() -> None:
    whole = json.loads(sealed())
    del whole["payload"]
    report = check(json.dumps(whole).encode())
    assert report.outcome is Outcome.INDETERMINATE
    assert codes(report) == {"SEAL_OBJECT_MISSING"}


# crit


@pytest.mark.parametrize(
    ("crit", "code"),
    [
        (["b64", "sigT", "nbf"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", "sigT", "x5c"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", "sigT", "alg"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", "sigT", "sigT"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", "etsiU"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", "sigPId"], "JOSE_CRIT_UNSUPPORTED"),
        (["b64", ["sigT"]], "SEAL_MALFORMED"),
        ([], "SEAL_MALFORMED"),
        ("b64", "SEAL_MALFORMED"),
        (["sigT"], "JOSE_HEADER_INVALID"),
    ],
    ids=str,
)
def test_critical_members(crit: Any, code: str) -> None:
    content = having(crit=crit, nbf=1)
    report = check(content)
    refused(report, code)
    assert report.check("securing").values["level"] is None


def test_what_is_critical_and_understood_passes() -> None:
    policy = {"id": {"id": "urn:oid:1.2.3"}, "digAlg": "S256", "digVal": "AA", "sigPQuals": []}
    more = {
        "sigPId": policy,
        "srCms": [{"commId": {"id": "http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin"}}],
        "sigPl": {"addressCountry": "XX"},
        "srAts": {"claimed": []},
        "exp": 2**31,
    }
    content = having(**more, crit=["b64", "sigT", *more])
    assert check(content).outcome is Outcome.PASSED


# Header parameters


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sigT", "yesterday"),
        ("sigT", 5),
        ("x5c", []),
        ("x5c", "MII"),
        ("x5c", [7]),
        ("x5c", ["%%"]),
        ("x5c", ["AAAA"]),
        ("x5c", ["AAAA"] * 17),
        ("x5t#S256", 7),
        ("x5t#S256", "%"),
        ("x5t#o", {"digAlg": "S1", "digVal": "AA"}),
        ("x5t#o", {"digAlg": "S256"}),
        ("x5t#o", []),
        ("sigX5ts", {}),
        ("sigPId", "x"),
        ("sigPId", {"id": "x"}),
        ("srCms", {}),
        ("srCms", [{}]),
        ("sigPl", {}),
        ("srAts", []),
        ("adoTst", {}),
        ("adoTst", {"tstTokens": []}),
        ("adoTst", {"tstTokens": [{}]}),
        ("cty", 1),
        ("typ", []),
        ("kid", {}),
        ("iat", 1_769_774_400),
        ("iat", "x"),
        ("etsiU", []),
    ],
    ids=str,
)
def test_a_header_parameter_of_another_form(name: str, value: Any) -> None:
    report = check(having(**{name: value}))
    refused(report, "SEAL_MALFORMED")


def test_iat_in_place_of_sigt() -> None:
    header = header_of(sealed())
    del header["sigT"]
    header |= {"iat": 1_769_774_400, "crit": ["b64"]}
    report = check(seals.resealed(header, PAYLOAD, pki.pki().seal))
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.check("securing").values["sealed"] == "2026-01-30T12:00:00Z"
    header["iat"] = 10**15
    assert check(seals.resealed(header, PAYLOAD, pki.pki().seal)).outcome is Outcome.PASSED


def test_a_seal_without_a_time_or_a_certificate() -> None:
    header = header_of(sealed())
    for name in ("sigT", "x5c", "x5t#S256"):
        less = {n: v for n, v in header.items() if n != name}
        less["crit"] = [n for n in ("b64", "sigT") if n in less]
        report = check(seals.resealed(less, PAYLOAD, pki.pki().seal))
        if name == "sigT":
            refused(report, "SEAL_MALFORMED")
        elif name == "x5c":
            assert codes(report) == {"SEAL_CERTIFICATE_MISSING"}
        else:
            refused(report, "SEAL_MALFORMED")
    bare = {n: v for n, v in header.items() if n not in ("x5c", "x5t#S256")}
    refused(check(seals.resealed(bare, PAYLOAD, pki.pki().seal)), "SEAL_MALFORMED")


def test_the_certificate_may_be_passed_or_stand_beside() -> None:
    made = pki.pki()
    less = {n: v for n, v in header_of(sealed()).items() if n != "x5c"}
    content = seals.resealed(less, PAYLOAD, made.seal)
    passed = check(content, certificates=(made.ca.der, made.seal.der))
    assert passed.outcome is Outcome.PASSED, passed.errors
    beside = seals.encoded({"xVals": [{"x509Cert": {"val": seals.base64_of(made.seal.der)}}]})
    content = seals.resealed(less, PAYLOAD, made.seal, unprotected={"etsiU": [beside]})
    assert check(content).outcome is Outcome.PASSED


# The certificate that is named


def test_another_certificate_than_is_named() -> None:
    other = seals.base64_of(pki.pki("RSA").seal.der)
    refused(check(having(x5c=[other])), "SEAL_THUMBPRINT_MISMATCH")
    digest = "A" * 43
    refused(check(having(**{"x5t#S256": digest})), "SEAL_THUMBPRINT_MISMATCH")
    named = {"digAlg": "S512", "digVal": digest}
    refused(check(having(**{"x5t#o": named})), "SEAL_THUMBPRINT_MISMATCH")


def test_named_by_other_digests() -> None:
    der = pki.pki().seal.der
    for name, algorithm in (("S512", "sha512"), ("S3-256", "sha3_256")):
        digest = encode_base64url(hashlib.new(algorithm, der).digest())
        reference = {"digAlg": name, "digVal": digest}
        for more in ({"x5t#o": reference}, {"sigX5ts": [reference, reference]}):
            header = header_of(sealed())
            del header["x5t#S256"]
            content = seals.resealed({**header, **more}, PAYLOAD, pki.pki().seal)
            assert check(content).outcome is Outcome.PASSED
    both = having(sigX5ts=[{"digAlg": "S512", "digVal": digest}])
    refused(check(both), "SEAL_MALFORMED")


def test_the_chain_stands_outside_of_what_is_signed() -> None:
    header = header_of(sealed())
    chain = header.pop("x5c")
    content = seals.resealed(header, PAYLOAD, pki.pki().seal, unprotected={"x5c": chain})
    refused(check(content), "SEAL_MALFORMED")


# Paths and keys


def test_a_self_signed_certificate_that_claims_to_be_qualified() -> None:
    own = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), key_usage=pki.SEAL_USAGE, qualified=True)
    content = seal_bytes(PAYLOAD, seals.signer(own), created=seals.SEALED)
    report = check(content, qualification="claimed")
    refused(report, "SEAL_UNTRUSTED")
    assert "SEAL_NOT_QUALIFIED" not in codes(report)


def test_a_root_of_the_same_name() -> None:
    root = pki.issue(pki.name_of("Test Root"), pki.ec_key("false root"), ca=True)
    ca = pki.issue(pki.name_of("Test CA"), pki.ec_key("false ca"), root, ca=True)
    seal = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), ca, key_usage=pki.SEAL_USAGE)
    who = seals.signer(seal, ca, root)
    content = seal_bytes(PAYLOAD, who, created=seals.SEALED, options=SealOptions(with_chain=True))
    refused(check(content), "SEAL_UNTRUSTED")


def test_a_seal_issues_another() -> None:
    made = pki.pki()
    forged = pki.issue(pki.SEAL_NAME, pki.ec_key("forged"), made.seal, key_usage=pki.SEAL_USAGE)
    who = seals.signer(forged, made.seal, made.ca)
    content = seal_bytes(PAYLOAD, who, created=seals.SEALED, options=SealOptions(with_chain=True))
    refused(check(content), "SEAL_UNTRUSTED")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key_usage": pki.usage("key_agreement")}, "SEAL_KEY_USAGE"),
        ({"extended": [ExtendedKeyUsageOID.SERVER_AUTH]}, "SEAL_KEY_USAGE"),
        ({"begin": pki.NOW + timedelta(days=1)}, "SEAL_CERT_EXPIRED"),
        ({"end": pki.NOW - timedelta(days=1)}, "SEAL_CERT_EXPIRED"),
    ],
)
def test_a_certificate_for_something_else_or_another_time(more: dict, code: str) -> None:
    made = pki.pki()
    members = {"key_usage": pki.SEAL_USAGE, **more}
    seal = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), made.ca, **members)
    content = seal_bytes(PAYLOAD, seals.signer(seal), created=seals.SEALED)
    refused(check(content), code)


def test_weak_keys_and_keys_of_other_kinds() -> None:
    made = pki.pki()
    weak = pki.issue(pki.SEAL_NAME, pki.rsa_key("short", 1024), made.ca, key_usage=pki.SEAL_USAGE)
    header = header_of(sealed("RSA"))
    header["x5c"] = [seals.base64_of(weak.der)]
    digest = hashlib.sha256(weak.der).digest()
    header["x5t#S256"] = encode_base64url(digest)
    content = seals.resealed(header, PAYLOAD, pki.pki("RSA").seal)
    refused(check(content), "KEY_WEAK")
    refused(check(having(alg="RS256")), "JOSE_ALG_NOT_ALLOWED")
    for alg in ("none", "HS256", "EdDSA", "ES256K", 7):
        refused(check(having(alg=alg)), "JOSE_ALG_NOT_ALLOWED")


def test_a_revoked_certificate() -> None:
    made = pki.pki()
    before = seals.SEALED - timedelta(days=1)
    data = (pki.ocsp_response(made.seal, made.ca, made.responder, revoked=before),)
    refused(check(sealed(), revocation_data=data), "SEAL_REVOKED")
    refused(check(sealed(level="B-LT"), revocation_data=data), "SEAL_REVOKED")


def test_a_certificate_that_was_revoked_after_the_seal() -> None:
    made = pki.pki()
    since = seals.SEALED + timedelta(days=1)
    data = (pki.ocsp_response(made.seal, made.ca, made.responder, revoked=since),)
    report = check(sealed(level="B-T"), revocation_data=data)
    assert report.outcome is Outcome.PASSED
    assert "SEAL_REVOKED_LATER" in {problem.code for problem in report.problems}
    refused(check(sealed(), revocation_data=data), "SEAL_REVOKED")


# Qualification and issuer


def test_an_ordinary_seal_is_not_taken_for_a_qualified_one() -> None:
    made = pki.pki()
    plain = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), made.ca, key_usage=pki.SEAL_USAGE)
    content = seal_bytes(PAYLOAD, seals.signer(plain), created=seals.SEALED)
    assert check(content).outcome is Outcome.PASSED
    refused(check(content, qualification="claimed"), "SEAL_NOT_QUALIFIED")
    assert check(sealed(), qualification="claimed").outcome is Outcome.PASSED
    refused(check(sealed(), qualification="listed"), "SEAL_NOT_QUALIFIED")
    words = check(sealed()).check("issuer").values["qualification"]
    assert words == "claims to be qualified"


def test_statements_that_cannot_be_read_are_none() -> None:
    from cryptography import x509

    made = pki.pki()
    oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
    odd = pki.issue(
        pki.SEAL_NAME,
        pki.ec_key("seal"),
        made.ca,
        extensions=[(x509.UnrecognizedExtension(oid, b"\x05\x00"), False)],
    )
    content = seal_bytes(PAYLOAD, seals.signer(odd), created=seals.SEALED)
    refused(check(content, qualification="claimed"), "PARSE_DER")


def test_another_organisation_sealed() -> None:
    content = sealed(payload=seals.compact(seals.issued("VATXX-ANOTHER")))
    refused(check(content), "SEAL_ISSUER_MISMATCH")
    assert check(content, issuer_binding=False).outcome is Outcome.PASSED


@pytest.mark.parametrize("member", ["registration", "vatIdentifier", "taxIdentifier", "identifier"])
def test_any_legal_identifier_of_the_issuer_will_do(member: str) -> None:
    legal = [{"notation": "other"}, {"notation": " vatxx-12345678 "}]
    document = {**seals.issued(), "issuer": {"id": "urn:x", member: legal}}
    assert check(sealed(payload=seals.compact(document))).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "issuer", ["did:example:1", {"id": "urn:x"}, {"id": "urn:x", "registration": 7}]
)
def test_an_issuer_that_names_itself_otherwise_is_open(issuer: Any) -> None:
    document = {**seals.issued(), "issuer": issuer}
    report = check(sealed(payload=seals.compact(document)))
    assert report.outcome is Outcome.INDETERMINATE
    assert codes(report) == {"SEAL_ISSUER_UNNAMED"}


def test_a_certificate_without_an_organisation_is_open() -> None:
    made = pki.pki()
    person = pki.issue(
        pki.name_of("Ada", organization=None), pki.ec_key("seal"), made.ca, key_usage=pki.SEAL_USAGE
    )
    content = seal_bytes(PAYLOAD, seals.signer(person), created=seals.SEALED)
    report = check(content)
    assert codes(report) == {"SEAL_ISSUER_UNNAMED"}


# Timestamps


def stamped(change: Callable[[list[dict[str, Any]]], Any], level: str = "B-LTA") -> bytes:
    """A seal with other components beside it."""
    whole, entry, _ = seals.parts(sealed(level=level))
    components = seals.etsi_u(entry)
    change(components)
    entry["header"]["etsiU"] = [seals.encoded(component) for component in components]
    return json.dumps(whole).encode()


def token(data: bytes = b"", **more: Any) -> dict[str, Any]:
    made = pki.pki()
    members = {"time": seals.SEALED, **more}
    return {"tstTokens": [{"val": seals.base64_of(made.authority(**members)(data))}]}


def test_a_timestamp_over_something_else() -> None:
    content = stamped(lambda parts: parts[0].update(sigTst=token(b"other")), "B-T")
    report = check(content)
    refused(report, "SEAL_TIMESTAMP")
    assert report.check("securing").values["provenBy"] is None


def test_a_timestamp_of_another_seal() -> None:
    other = seals.etsi_u(seals.parts(sealed(level="B-T"))[1])[0]
    header = {**header_of(sealed()), "cty": "another"}
    content = seals.resealed(
        header, PAYLOAD, pki.pki().seal, unprotected={"etsiU": [seals.encoded(other)]}
    )
    refused(check(content), "SEAL_TIMESTAMP")


def test_timestamps_of_the_future_late_ones_and_ones_that_nobody_trusts() -> None:
    tomorrow = pki.pki().authority(time=pki.NOW + timedelta(days=1))
    refused(check(sealed(level="B-T", timestamp=tomorrow)), "SEAL_TIMESTAMP")
    late = pki.SEAL_END + timedelta(days=1)
    content = sealed(level="B-T", timestamp=pki.pki().authority(time=late))
    report = check(content, now=late + timedelta(days=1))
    refused(report, "SEAL_TIMESTAMP")
    assert "SEAL_CERT_EXPIRED" in codes(report)
    root = pki.issue(pki.name_of("Other"), pki.ec_key("other"), ca=True)
    tsa = pki.issue(
        pki.name_of("Other TSA"),
        pki.ec_key("other tsa"),
        root,
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
        extended_critical=True,
    )
    stranger = pki.TimestampAuthority(tsa, (root,), time=seals.SEALED)
    refused(check(sealed(level="B-T", timestamp=stranger)), "SEAL_TIMESTAMP")
    seal = pki.TimestampAuthority(pki.pki().seal, (), time=seals.SEALED)
    refused(check(sealed(level="B-T", timestamp=seal)), "SEAL_TIMESTAMP")


def test_an_authority_that_was_revoked() -> None:
    made = pki.pki()
    data = (
        *seals.fresh_status(made),
        pki.ocsp_response(made.tsa, made.ca, made.responder, revoked=seals.SEALED),
    )
    refused(check(sealed(level="B-T"), revocation_data=data), "SEAL_TIMESTAMP")


def test_an_authority_whose_certificate_has_ended_is_worth_a_warning() -> None:
    made = pki.pki()
    brief = pki.issue(
        pki.name_of("Brief TSA"),
        pki.ec_key("tsa"),
        made.ca,
        end=seals.SEALED + timedelta(days=1),
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
        extended_critical=True,
    )
    authority = pki.TimestampAuthority(brief, (made.ca,), time=seals.SEALED)
    report = check(sealed(level="B-T", timestamp=authority))
    assert report.outcome is Outcome.PASSED
    assert [p.code for p in report.check("securing/timestamps").problems] == ["SEAL_TIMESTAMP_AGED"]


def test_a_timestamp_over_the_content_that_is_younger_than_the_seal() -> None:
    header = header_of(sealed())
    header["adoTst"] = token(PAYLOAD, time=seals.SEALED + timedelta(days=2))
    header["crit"].append("adoTst")
    signed = seals.resealed(header, PAYLOAD, pki.pki().seal)
    whole, entry, _ = seals.parts(signed)
    stamp = seals.encoded({"sigTst": token(entry["signature"].encode())})
    entry["header"] = {"etsiU": [stamp]}
    refused(check(json.dumps(whole).encode()), "SEAL_TIMESTAMP")


def test_a_seal_that_says_it_was_made_in_the_future() -> None:
    refused(check(having(sigT="2030-01-01T00:00:00Z")), "PROOF_CREATED_IN_FUTURE")


def test_what_an_archive_timestamp_covers_cannot_be_changed() -> None:
    def drop(parts: list[dict[str, Any]]) -> None:
        parts[1]["xVals"].pop()

    def add(parts: list[dict[str, Any]]) -> None:
        parts.insert(1, {"sigPSt": {"spURI": "x"}})

    def swap(parts: list[dict[str, Any]]) -> None:
        parts[1], parts[2] = parts[2], parts[1]

    for change in (drop, add, swap):
        refused(check(stamped(change)), "SEAL_TIMESTAMP")


def test_a_timestamp_over_an_unknown_canonical_form_is_open() -> None:
    def change(parts: list[dict[str, Any]]) -> None:
        parts[3]["arcTst"]["canonAlg"] = "urn:x"

    report = check(stamped(change))
    assert codes(report) == {"SEAL_UNSUPPORTED"}
    assert report.outcome is Outcome.INDETERMINATE


def test_a_timestamp_that_cannot_be_read() -> None:
    for value in ("AAAA", "%"):
        broken = {"tstTokens": [{"val": value}]}
        refused(check(stamped(lambda parts, b=broken: parts[0].update(sigTst=b))), "SEAL_TIMESTAMP")


# etsiU


@pytest.mark.parametrize(
    "value",
    [
        "x",
        [],
        [1],
        ["x", {}],
        ["%"],
        [seals.encoded({})],
        [seals.encoded({"a": 1, "b": 2})],
        [{"a": 1, "b": 2}],
        [seals.encoded({"sigTst": {}})],
        [seals.encoded({"xVals": {}})],
        [seals.encoded({"rVals": []})],
        [seals.encoded({"cSig": 1})],
        [seals.encoded({"xVals": [{"x509Cert": {"val": "AAAA"}}]})],
        [seals.encoded({"rVals": {"crlVals": [{"val": "AAAA"}]}})],
        [seals.encoded({"rVals": {"ocspVals": [{"val": "AAAA", "encoding": "x#BER"}]}})],
        [seals.encoded({"anyValData": {"xVals": [{"x509Cert": 7}]}})],
        [seals.encoded({"sigTst": {"tstTokens": [{"val": "AAAA"}], "canonAlg": 1}})],
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_stands_beside_a_seal_in_another_form(value: Any) -> None:
    content = seals.resealed(
        header_of(sealed()), PAYLOAD, pki.pki().seal, unprotected={"etsiU": value}
    )
    refused(check(content), "SEAL_MALFORMED")


def test_too_many_components_and_timestamps() -> None:
    crowd = [seals.encoded({"x": n}) for n in range(300)]
    content = seals.resealed(
        header_of(sealed()), PAYLOAD, pki.pki().seal, unprotected={"etsiU": crowd}
    )
    refused(check(content), "LIMIT_VALUES")

    def change(parts: list[dict[str, Any]]) -> None:
        parts[0]["sigTst"]["tstTokens"] *= 40

    refused(check(stamped(change, "B-T")), "SEAL_MALFORMED")


def test_unknown_components_are_left_alone() -> None:
    entry = seals.encoded({"sigPSt": {"sigPolLocalURI": "https://a.example/"}})
    content = seals.resealed(
        header_of(sealed()), PAYLOAD, pki.pki().seal, unprotected={"etsiU": [entry]}
    )
    assert check(content).outcome is Outcome.PASSED


# Counter-signatures


def counter_signed(*, value: Any = None, tamper: bool = False, as_json: bool = False) -> bytes:
    made = pki.pki()
    whole, entry, _ = seals.parts(sealed())
    over = b"other" if tamper else decode_base64url(entry["signature"])
    options = SealOptions(serialization="compact", b64=True)
    if as_json:
        options = SealOptions(serialization="flattened", b64=True)
    counter = seal_bytes(over, seals.signer(made.seal), created=seals.SEALED, options=options)
    said: Any = json.loads(counter) if as_json else counter.decode()
    entry["header"] = {"etsiU": [seals.encoded({"cSig": said if value is None else value})]}
    return json.dumps(whole).encode()


@pytest.mark.parametrize("as_json", [True, False])
def test_counter_signatures(as_json: bool) -> None:
    report = check(counter_signed(as_json=as_json))
    assert report.outcome is Outcome.PASSED, report.errors
    assert report.check("securing/counter-signatures").outcome is Outcome.PASSED
    refused(check(counter_signed(tamper=True, as_json=as_json)), "SEAL_MALFORMED")


@pytest.mark.parametrize("value", ["x", "a.b.c", {}, {"payload": "x"}])
def test_counter_signatures_that_are_none(value: Any) -> None:
    refused(check(counter_signed(value=value)), "SEAL_MALFORMED")


def test_a_counter_signature_by_somebody_unknown() -> None:
    content = counter_signed()
    other = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), key_usage=pki.SEAL_USAGE)
    whole, entry, _ = seals.parts(content)
    counter = seal_bytes(
        decode_base64url(entry["signature"]),
        seals.signer(other),
        created=seals.SEALED,
        options=SealOptions(serialization="compact", b64=True),
    )
    entry["header"] = {"etsiU": [seals.encoded({"cSig": counter.decode()})]}
    refused(check(json.dumps(whole).encode()), "SEAL_UNTRUSTED")


# Bytes


@pytest.mark.parametrize("part", ["payload", "protected", "signature"])
@given(place=st.integers(0, 10_000), change=st.integers(1, 127))
def test_a_changed_character_is_never_passed(part: str, place: int, change: int) -> None:
    whole, entry, _ = seals.parts(SEAL)
    holder = whole if part == "payload" else entry
    text = holder[part]
    place %= len(text)
    holder[part] = text[:place] + chr(ord(text[place]) ^ change) + text[place + 1 :]
    assert check(json.dumps(whole).encode()).outcome is not Outcome.PASSED


SEAL = sealed()


def test_several_signatures_must_all_hold() -> None:
    whole = json.loads(SEAL)
    again = json.loads(sealed("RSA"))
    whole["signatures"] += again["signatures"]
    made = pki.pki("RSA")
    data = (
        *seals.fresh_status(pki.pki()),
        pki.ocsp_response(made.seal, made.ca, made.responder),
    )
    policy = {"certificates": (pki.pki().ca.der, made.ca.der), "revocation_data": data}
    anchors = (pki.pki().root.der, made.root.der)
    report = check(json.dumps(whole).encode(), trust_anchors=anchors, **policy)
    assert report.outcome is Outcome.PASSED, report.errors
    entry = whole["signatures"][1]
    entry["signature"] = entry["signature"][:-4] + "AAAA"
    report = check(json.dumps(whole).encode(), trust_anchors=anchors, **policy)
    refused(report, "PROOF_SIGNATURE_INVALID")
    assert {p.pointer for p in report.errors} == {"/signatures/1/signature"}


@pytest.mark.parametrize(
    "content",
    [
        b'{"payload":"x","signatures":[]}',
        b'{"payload":"{}","signatures":[{"protected":"e30","signature":"","header":{"etsiU":[]}}]}',
        b'{"payload":7,"signatures":[{"protected":"e30","signature":"","header":{"etsiU":[]}}]}',
        b'{"signatures":[{"header":{"etsiU":[]}}]}',
        b"eyJzaWdUIjoxfQ.e30.AAAA",
    ],
)
def test_what_is_hardly_a_seal(content: bytes) -> None:
    assert check(content).outcome is Outcome.FAILED


def test_what_was_sealed_is_no_credential() -> None:
    report = check(sealed(payload=b"[1]"))
    refused(report, "PARSE_NOT_AN_OBJECT")
    assert report.check("securing/signature").outcome is Outcome.PASSED
    refused(check(sealed(payload=b"no JSON", b64=True)), "PARSE_INVALID_JSON")
