"""Tokens that bring their certificate along: whose chain counts, and every way it does not."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

import pki
import seals
from documents import NOW
from elm_microcred.proofs import keys
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.report import Outcome
from tokens import ISSUER, checked, codes, credential, token

Document = dict[str, Any]

HTTPS = "https://issuer.example/credentials"
VCT = "https://vocab.example/vct/diploma"
SECONDS = int(NOW.timestamp())


@cache
def made() -> pki.Pki:
    return pki.pki("P-256")


@cache
def leaf(
    *names: tuple[str, str], identifier: str | None = None, by: str = "ca", **more: Any
) -> pki.Party:
    """A certificate with these alternative names, for the key that signs all tokens here."""
    kinds = {"dns": x509.DNSName, "uri": x509.UniformResourceIdentifier, "mail": x509.RFC822Name}
    extensions = []
    if names:
        san = x509.SubjectAlternativeName([kinds[kind](text) for kind, text in names])
        extensions.append((san, False))
    issuer = {"ca": made().ca, "self": None, "seal": made().seal}[by]
    usage = pki.SEAL_USAGE
    subject = pki.name_of("Issuer", identifier=identifier)
    given = {"key_usage": usage, "extensions": extensions, **more}
    return pki.issue(subject, pki.ec_key("token"), issuer, **given)


def header(*chain: pki.Party, typ: str = "vc+jwt", **more: Any) -> Document:
    x5c = [base64.b64encode(party.der).decode() for party in chain]
    cty = {"cty": "vc"} if typ == "vc+jwt" else {}
    return {"alg": "ES256", "typ": typ, **cty, "x5c": x5c, **more}


def signed(header_: Document, document: Document) -> str:
    return token(header_, document, seals.signer(leaf(("uri", HTTPS))))


def of_issuer(id_: str = HTTPS) -> Document:
    return credential(issuer={"id": id_, "type": ["Profile"], "name": "Riga Applied University"})


def claims(iss: str = HTTPS) -> Document:
    return {"iss": iss, "iat": SECONDS - 60, "vct": VCT, "degree": "Master"}


def anchored(**more: Any) -> Document:
    return {"trust_anchors": (made().root.der,), **more}


# What is accepted


@pytest.mark.parametrize(
    ("names", "issuer"),
    [
        ((("uri", HTTPS),), HTTPS),
        ((("dns", "issuer.example"),), HTTPS),
        ((("dns", "ISSUER.example"),), "https://Issuer.Example:8443/x"),
        ((("mail", "a@issuer.example"), ("dns", "x.example"), ("uri", HTTPS)), HTTPS),
        ((("uri", "did:web:issuer.example"),), "did:web:issuer.example"),
    ],
)
@pytest.mark.parametrize("kind", ["vc+jwt", "dc+sd-jwt"])
def test_a_certificate_about_the_issuer(names: Any, issuer: str, kind: str) -> None:
    party = leaf(*names)
    if kind == "vc+jwt":
        content = signed(header(party, made().ca), of_issuer(issuer))
    else:
        content = signed(header(party, made().ca, typ=kind), claims(issuer)) + "~"
    asked: list[str] = []
    result = checked(content, resolve=asked.append, **anchored())
    assert result, result.errors
    assert asked == []
    assert result.controller == issuer
    told = [problem.code for problem in result.check("securing/key").problems]
    assert set(told) == {"SEAL_REVOCATION_NOWHERE"}


def test_the_identifier_of_an_organisation() -> None:
    party = leaf(identifier=pki.VAT)
    content = signed(header(party, made().ca, typ="dc+sd-jwt"), claims(pki.VAT)) + "~"
    assert checked(content, **anchored())
    other = signed(header(party, made().ca, typ="dc+sd-jwt"), claims("VATXX-9")) + "~"
    assert "KEY_SOURCE_UNTRUSTED" in codes(checked(other, **anchored()))


def test_an_authority_in_between_comes_from_the_policy() -> None:
    content = signed(header(leaf(("uri", HTTPS))), of_issuer())
    assert "KEY_SOURCE_UNTRUSTED" in codes(checked(content, **anchored()))
    assert checked(content, **anchored(certificates=(made().ca.der,)))


def test_the_certificate_itself_is_trusted() -> None:
    party = leaf(("uri", HTTPS), by="self")
    content = signed(header(party), of_issuer())
    assert checked(content, trust_anchors=(party.der,))
    assert "KEY_SOURCE_UNTRUSTED" in codes(checked(content, **anchored()))


def test_other_names_of_the_same_key_may_stand_beside_it() -> None:
    party = leaf(("uri", HTTPS))
    more = {
        "kid": "anything",
        "jwk": keys.from_loaded(party.key.public_key()).jwk,
        "x5t#S256": encode_base64url(hashlib.sha256(party.der).digest()),
    }
    assert checked(signed(header(party, made().ca, **more), of_issuer()), **anchored())


# Revocation


def test_revocation_that_is_named_and_not_at_hand_leaves_it_open() -> None:
    party = leaf(("uri", HTTPS), revocation_source=True)
    content = signed(header(party, made().ca), of_issuer())
    result = checked(content, **anchored())
    assert result.outcome is Outcome.INDETERMINATE
    assert codes(result) == [] or set(codes(result)) == {"SEAL_REVOCATION_UNKNOWN"}
    good = pki.ocsp_response(party, made().ca, made().responder, at=NOW)
    assert checked(content, **anchored(revocation_data=(good,)))
    revoked = pki.ocsp_response(
        party, made().ca, made().responder, at=NOW, revoked=NOW - timedelta(days=1)
    )
    result = checked(content, **anchored(revocation_data=(revoked,)))
    assert codes(result) == ["KEY_REVOKED"]


# What is refused


def attacks() -> list[tuple[str, Document, str, str]]:
    """Name, header, issuer, and the code of the refusal."""
    right, ca, root = leaf(("uri", HTTPS)), made().ca, made().root
    untrusted, malformed = "KEY_SOURCE_UNTRUSTED", "KEY_MALFORMED"
    stranger = leaf(("dns", "other.example"), ("uri", "https://other.example/"))
    tls = [ExtendedKeyUsageOID.SERVER_AUTH]
    rows: list[tuple[str, Document, str, str]] = [
        ("another issuer", header(stranger, ca), HTTPS, untrusted),
        ("a name that ends alike", header(leaf(("dns", "r.example")), ca), HTTPS, untrusted),
        ("a domain above", header(leaf(("dns", "example")), ca), HTTPS, untrusted),
        ("a domain below", header(leaf(("dns", "x.issuer.example")), ca), HTTPS, untrusted),
        ("a wildcard", header(leaf(("dns", "*.example")), ca), HTTPS, untrusted),
        ("a URI above", header(leaf(("uri", "https://issuer.example/")), ca), HTTPS, untrusted),
        ("a mail address", header(leaf(("mail", "a@issuer.example")), ca), HTTPS, untrusted),
        ("no name at all", header(leaf(), ca), HTTPS, untrusted),
        ("its name elsewhere", header(leaf(identifier=HTTPS), ca), HTTPS, untrusted),
        ("a host with a user", header(leaf(("dns", "issuer.example")), ca),
         "https://a@issuer.example/", untrusted),
        ("plain http", header(leaf(("dns", "issuer.example")), ca),
         "http://issuer.example/", untrusted),
        ("a did of that host", header(leaf(("dns", "issuer.example")), ca),
         "did:web:issuer.example", untrusted),
        ("made by itself", header(leaf(("uri", HTTPS), by="self")), HTTPS, untrusted),
        ("made by itself, beside a chain",
         header(leaf(("uri", HTTPS), by="self"), ca, root), HTTPS, untrusted),
        ("issued by no authority",
         header(leaf(("uri", HTTPS), by="seal"), made().seal, ca), HTTPS, untrusted),
        ("expired", header(leaf(("uri", HTTPS), end=NOW - timedelta(days=1)), ca), HTTPS,
         untrusted),
        ("to come", header(leaf(("uri", HTTPS), begin=NOW + timedelta(days=1)), ca), HTTPS,
         untrusted),
        ("for servers", header(leaf(("uri", HTTPS), extended=tuple(tls)), ca), HTTPS, untrusted),
        ("a key that may not sign",
         header(leaf(("uri", HTTPS), key_usage=pki.usage("key_agreement")), ca), HTTPS, untrusted),
        ("an authority as leaf", header(ca, root), HTTPS, untrusted),
        ("the order turned", header(ca, right), HTTPS, untrusted),
        ("a chain without an end", header(right), HTTPS, untrusted),
        ("an empty list", header(), HTTPS, malformed),
        ("a text", {**header(right), "x5c": header(right)["x5c"][0]}, HTTPS, malformed),
        ("base64url", {**header(right), "x5c": [encode_base64url(right.der)]}, HTTPS, malformed),
        ("no certificate", {**header(right), "x5c": ["AAAA"]}, HTTPS, malformed),
        ("half a certificate", {**header(right), "x5c": [header(right)["x5c"][0][:400]]}, HTTPS,
         malformed),
        ("a number", {**header(right), "x5c": [7]}, HTTPS, malformed),
        ("null", {**header(right), "x5c": None}, HTTPS, malformed),
        ("too many", header(right, *[ca] * 16), HTTPS, malformed),
        ("another thumbprint", header(right, ca, **{"x5t#S256": encode_base64url(bytes(32))}),
         HTTPS, malformed),
        ("a thumbprint that is none", header(right, ca, **{"x5t#S256": 7}), HTTPS, malformed),
        ("another key beside it", header(right, ca, jwk=ISSUER.public_key.jwk), HTTPS, malformed),
        ("no key beside it", header(right, ca, jwk="x"), HTTPS, malformed),
        ("the key at an address", header(right, ca, jku="https://evil.example/"), HTTPS, untrusted),
        ("the chain at an address", header(right, ca, x5u="https://evil.example/"), HTTPS,
         untrusted),
    ]  # fmt: skip
    return rows


@pytest.mark.parametrize("name", [row[0] for row in attacks()])
def test_chains_that_are_refused(name: str) -> None:
    _, header_, issuer, code = next(row for row in attacks() if row[0] == name)
    asked: list[str] = []
    for content in (
        signed(header_, of_issuer(issuer)),
        signed({k: v for k, v in header_.items() if k != "cty"} | {"typ": "dc+sd-jwt"},
               claims(issuer)) + "~",
    ):  # fmt: skip
        result = checked(content, resolve=asked.append, **anchored())
        assert result.outcome is Outcome.FAILED
        assert code in codes(result)
        assert result.controller is None
    assert asked == []


def test_without_anchors_nothing_is_trusted() -> None:
    content = signed(header(leaf(("uri", HTTPS)), made().ca, made().root), of_issuer())
    assert codes(checked(content)) == ["KEY_SOURCE_UNTRUSTED"]


def test_the_key_of_another_certificate_does_not_fit() -> None:
    other = pki.issue(
        pki.name_of("Issuer"),
        pki.ec_key("another token"),
        made().ca,
        key_usage=pki.SEAL_USAGE,
        extensions=[(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(HTTPS)]), False)],
    )
    result = checked(signed(header(other, made().ca), of_issuer()), **anchored())
    assert codes(result) == ["PROOF_SIGNATURE_INVALID"]


@pytest.mark.parametrize("anchors", [(), None])
def test_a_policy_may_take_keys_that_vouch_for_themselves(anchors: Any) -> None:
    given = {"trust_anchors": ()} if anchors == () else anchored()
    content = signed(header(leaf(("dns", "other.example")), made().ca), of_issuer())
    result = checked(content, self_asserted_keys=True, **given)
    assert result
    told = [problem.code for problem in result.check("controller").problems]
    assert told == ["KEY_SELF_ASSERTED_ACCEPTED"]


def test_without_binding_any_certificate_of_an_anchor_is_taken() -> None:
    content = signed(header(leaf(("dns", "other.example")), made().ca), of_issuer())
    assert checked(content, issuer_binding=False, **anchored())
