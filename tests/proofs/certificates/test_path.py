"""Paths to a trust anchor: each rule has a certificate that breaks it, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

import pki
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.certificates.path import Path, Purpose, find_path

AGREEMENT = pki.usage("key_agreement")


def path(
    leaf: pki.Party,
    others: list[pki.Party],
    anchors: list[pki.Party],
    *,
    purpose: Purpose = Purpose.SEAL,
    at: object = pki.NOW,
) -> Path:
    return find_path(
        read_certificate(leaf.der),
        [read_certificate(party.der) for party in others],
        [read_certificate(party.der) for party in anchors],
        at=at,  # type: ignore[arg-type]
        purpose=purpose,
    )


def codes(found: Path) -> set[str]:
    return {problem.code for problem in found.problems}


def seal_below(issuer: pki.Party, **more: object) -> pki.Party:
    members = {"key_usage": pki.SEAL_USAGE, **more}
    return pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), issuer, **members)  # type: ignore[arg-type]


def test_a_seal_leads_to_its_root() -> None:
    made = pki.pki()
    found = path(made.seal, [made.ca], [made.root])
    assert found.is_anchored and found.problems == ()
    assert len(found.certificates) == 3


def test_an_issuer_in_between_may_be_the_anchor_and_so_may_the_seal_itself() -> None:
    made = pki.pki()
    assert len(path(made.seal, [], [made.ca]).certificates) == 2
    assert len(path(made.seal, [], [made.seal]).certificates) == 1
    assert path(made.seal, [], [made.seal]).problems == ()


def test_a_missing_link_and_another_root() -> None:
    made = pki.pki()
    other = pki.issue(pki.name_of("Test Root"), pki.ec_key("other root"), ca=True)
    for others, anchors in (([], [made.root]), ([made.ca], [other]), ([made.ca, made.root], [])):
        found = path(made.seal, others, anchors)
        assert not found.is_anchored
        assert codes(found) == {"SEAL_UNTRUSTED"}


def test_a_self_signed_certificate_is_its_own_only_friend() -> None:
    alone = pki.issue(pki.SEAL_NAME, pki.ec_key("seal"), key_usage=pki.SEAL_USAGE, qualified=True)
    assert codes(path(alone, [], [pki.pki().root])) == {"SEAL_UNTRUSTED"}


def test_a_leaf_is_no_authority() -> None:
    made = pki.pki()
    forged = seal_below(made.seal)
    found = path(forged, [made.seal, made.ca], [made.root])
    assert found.is_anchored
    assert "SEAL_UNTRUSTED" in codes(found)


def test_the_key_of_an_authority_must_be_for_certificates() -> None:
    made = pki.pki()
    ca = pki.issue(
        pki.name_of("Sub"), pki.ec_key("sub"), made.root, ca=True, key_usage=pki.usage("crl_sign")
    )
    assert codes(path(seal_below(ca), [ca], [made.root])) == {"SEAL_KEY_USAGE", "SEAL_UNTRUSTED"}


def test_the_length_of_a_path() -> None:
    made = pki.pki()  # its authority allows none below itself
    sub = pki.issue(pki.name_of("Sub"), pki.ec_key("sub"), made.ca, ca=True)
    found = path(seal_below(sub), [sub, made.ca], [made.root])
    assert codes(found) == {"SEAL_UNTRUSTED"}
    assert "More certification authorities" in found.problems[0].detail


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key_usage": AGREEMENT}, "SEAL_KEY_USAGE"),
        ({"extended": [ExtendedKeyUsageOID.SERVER_AUTH]}, "SEAL_KEY_USAGE"),
        (
            {"extended": [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]},
            "SEAL_KEY_USAGE",
        ),
        ({"extended": [ExtendedKeyUsageOID.TIME_STAMPING]}, "SEAL_KEY_USAGE"),
        ({"begin": pki.NOW + timedelta(days=1)}, "SEAL_CERT_EXPIRED"),
        ({"end": pki.NOW - timedelta(days=1)}, "SEAL_CERT_EXPIRED"),
        (
            {
                "extensions": [
                    (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)
                ]
            },
            "SEAL_UNTRUSTED",
        ),
        ({"issuer_name": pki.name_of("Somebody else")}, "SEAL_UNTRUSTED"),
    ],
)
def test_a_seal_certificate_that_breaks_one_rule(more: dict, code: str) -> None:
    made = pki.pki()
    assert codes(path(seal_below(made.ca, **more), [made.ca], [made.root])) == {code}


@pytest.mark.parametrize(
    "more",
    [
        {"key_usage": None},
        {"key_usage": pki.usage("content_commitment")},
        {"extended": [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION]},
        {"extended": [x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]},
        {"extended": [ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]},
        {
            "extensions": [
                (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), False)
            ]
        },
    ],
)
def test_a_seal_certificate_that_is_unusual_and_right(more: dict) -> None:
    made = pki.pki()
    assert path(seal_below(made.ca, **more), [made.ca], [made.root]).problems == ()


def test_a_weak_key_is_told() -> None:
    made = pki.pki()
    seal = pki.issue(pki.SEAL_NAME, pki.rsa_key("short", 1024), made.ca, key_usage=pki.SEAL_USAGE)
    assert codes(path(seal, [made.ca], [made.root])) == {"KEY_WEAK"}


def test_timestamps_and_responders_have_certificates_of_their_own() -> None:
    made = pki.pki()
    assert path(made.tsa, [made.ca], [made.root], purpose=Purpose.TIMESTAMP).problems == ()
    assert path(made.responder, [made.ca], [made.root], purpose=Purpose.OCSP).problems == ()
    for purpose in (Purpose.TIMESTAMP, Purpose.OCSP):
        assert codes(path(made.seal, [made.ca], [made.root], purpose=purpose)) == {"SEAL_KEY_USAGE"}
    loose = pki.issue(
        pki.name_of("Loose TSA"),
        pki.ec_key("tsa"),
        made.ca,
        extended=[ExtendedKeyUsageOID.TIME_STAMPING],
    )
    assert codes(path(loose, [made.ca], [made.root], purpose=Purpose.TIMESTAMP)) == {
        "SEAL_KEY_USAGE"
    }


def constrained(**constraints: object) -> tuple[pki.Party, list[pki.Party]]:
    made = pki.pki()
    limits = x509.NameConstraints(
        permitted_subtrees=constraints.get("permitted"),  # type: ignore[arg-type]
        excluded_subtrees=constraints.get("excluded"),  # type: ignore[arg-type]
    )
    ca = pki.issue(
        pki.name_of("Constrained"),
        pki.ec_key("constrained"),
        made.root,
        ca=True,
        extensions=[(limits, True)],
    )
    names = constraints.get("names", [])
    more = [(x509.SubjectAlternativeName(names), False)] if names else []  # type: ignore[arg-type]
    return seal_below(ca, extensions=more), [ca]


SUBTREE = x509.DirectoryName(
    x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "XX"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Test University"),
        ]
    )
)
ELSEWHERE = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "YY")]))


@pytest.mark.parametrize(
    ("constraints", "holds"),
    [
        ({"permitted": [SUBTREE]}, True),
        ({"permitted": [ELSEWHERE]}, False),
        ({"excluded": [ELSEWHERE]}, True),
        ({"excluded": [SUBTREE]}, False),
        (
            {"permitted": [x509.DNSName("uni.example")], "names": [x509.DNSName("a.uni.example")]},
            True,
        ),
        (
            {"permitted": [x509.DNSName("uni.example")], "names": [x509.DNSName("other.example")]},
            False,
        ),
        (
            {
                "permitted": [x509.RFC822Name("uni.example")],
                "names": [x509.RFC822Name("a@uni.example")],
            },
            True,
        ),
        (
            {
                "permitted": [x509.RFC822Name("a@uni.example")],
                "names": [x509.RFC822Name("b@uni.example")],
            },
            False,
        ),
        (
            {
                "permitted": [x509.RFC822Name(".uni.example")],
                "names": [x509.RFC822Name("a@b.uni.example")],
            },
            True,
        ),
        (
            {
                "excluded": [x509.UniformResourceIdentifier("uni.example")],
                "names": [x509.UniformResourceIdentifier("https://uni.example/x")],
            },
            False,
        ),
        (
            {
                "permitted": [x509.RegisteredID(x509.ObjectIdentifier("1.2.3"))],
                "names": [x509.RegisteredID(x509.ObjectIdentifier("1.2.3"))],
            },
            False,
        ),
    ],
)
def test_constraints_of_names(constraints: dict, holds: bool) -> None:
    seal, others = constrained(**constraints)
    found = path(seal, others, [pki.pki().root])
    assert codes(found) == (set() if holds else {"SEAL_UNTRUSTED"})


def test_constraints_that_cannot_be_read_are_broken() -> None:
    made = pki.pki()
    oid = x509.ObjectIdentifier("2.5.29.30")
    ca = pki.issue(
        pki.name_of("Odd"),
        pki.ec_key("odd"),
        made.root,
        ca=True,
        extensions=[(x509.UnrecognizedExtension(oid, b"\x05\x00"), True)],
    )
    assert codes(path(seal_below(ca), [ca], [made.root])) == {"PARSE_DER", "SEAL_UNTRUSTED"}


def test_many_certificates_of_one_name_cost_little() -> None:
    made = pki.pki()
    crowd = [
        pki.issue(pki.name_of("Test CA"), pki.ec_key("ca"), made.root, ca=True, serial=n + 1)
        for n in range(100)
    ]
    found = path(made.seal, crowd, [])
    assert codes(found) == {"SEAL_UNTRUSTED"}


def test_an_expired_issuer_is_told() -> None:
    made = pki.pki()
    old = pki.issue(
        pki.name_of("Old"), pki.ec_key("old"), made.root, ca=True, end=pki.NOW - timedelta(days=9)
    )
    assert codes(path(seal_below(old), [old], [made.root])) == {"SEAL_CERT_EXPIRED"}
    before = pki.NOW - timedelta(days=10)
    assert path(seal_below(old), [old], [made.root], at=before).problems == ()
