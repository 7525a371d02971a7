"""Certificates and trusted lists at openvc-core: what we make holds there, and says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import pki
import seals
import trusted_lists as tl
from documents import badge
from elm_microcred import LocalSigner, Outcome, Policy, Resource, sign, verify
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.jose.jws import read_compact
from elm_microcred.proofs.trusted_lists import trusted_services
from trusted_lists import List, pointer, provider, service

pytestmark = pytest.mark.interop

ISSUER = "https://issuer.example/id"
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
XX, YY = "https://xx.example/tl.xml", "https://yy.example/tl.xml"


def absent(name: str) -> str:
    return f"could not import {name} (extra `interop`)"


# Certificates in tokens


def made() -> tuple[pki.Party, LocalSigner]:
    """A root, and a signer with a certificate of an authority below it, for ES256."""
    root = pki.issue(pki.name_of("Root"), pki.ec_key("root"), ca=True)
    ca = pki.issue(pki.name_of("CA"), pki.ec_key("ca"), root, ca=True, path_length=0)
    san = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(ISSUER)])
    leaf = pki.issue(
        pki.name_of("Issuer"),
        pki.ec_key("leaf"),
        ca,
        begin=NOW - DAY,
        end=NOW + DAY,
        key_usage=pki.SEAL_USAGE,
        extensions=[(san, False)],
    )
    given = seals.signer(leaf, ca, root)
    signer = LocalSigner(
        given.key,
        verification_method=f"{ISSUER}#key-1",
        controller=ISSUER,
        certificates=given.certificates,
    )
    return root, signer


def test_a_credential_with_certificates_verifies_at_openvc() -> None:
    openvc = pytest.importorskip("openvc", reason=absent("openvc"))
    root, signer = made()
    claims = {"vct": "https://types.example/diploma", "grade": "A"}
    secured = sign(claims, signer, securing="dc+sd-jwt", now=NOW, certificates=True)
    text = secured.content.decode()
    found = openvc.verify_credential(text, x5c_trust_anchors=[root.certificate])
    assert found.issuer == ISSUER and found.credential["grade"] == "A"
    stranger = pki.issue(pki.name_of("Root"), pki.ec_key("stranger"), ca=True)
    with pytest.raises(openvc.OpenvcError):
        openvc.verify_credential(text, x5c_trust_anchors=[stranger.certificate])


@pytest.mark.parametrize("securing", ["dc+sd-jwt", "jwt", "vc+jwt"])
def test_the_certificates_of_a_token_lead_openvc_to_the_same_key(securing: str) -> None:
    module = pytest.importorskip("openvc.x5c", reason=absent("openvc"))
    root, signer = made()
    document: dict[str, Any] = {"vct": "https://types.example/diploma", "grade": "A"}
    if securing != "dc+sd-jwt":
        document = badge(issuer={"id": ISSUER, "type": ["Profile"], "name": "Issuer"})
    secured = sign(document, signer, securing=securing, now=NOW, certificates=True)
    result = verify(secured.content, now=NOW, policy=Policy(trust_anchors=(root.der,)))
    assert result.check("securing").outcome is Outcome.PASSED, result.errors
    x5c = read_compact(secured.content.partition(b"~")[0]).signatures[0].protected["x5c"]
    given = {"trust_anchors": [root.certificate], "now": NOW}
    assert module.resolve_x5c_key(x5c, ISSUER, **given) == signer.public_key.jwk
    with pytest.raises(module.X5cError):
        module.resolve_x5c_key(x5c, "https://other.example/id", **given)


# Trusted lists


def operator(name: str) -> pki.Party:
    """Who signs lists, at the time of the clock that signxml asks there."""
    return pki.issue(pki.name_of(name), pki.rsa_key(name), begin=NOW - DAY, end=NOW + 300 * DAY)


EU, STATE = operator("EU"), operator("State")
TIMES = {
    "issued": timestamps.write(NOW - DAY),
    "following": f"<dateTime>{timestamps.write(NOW + 90 * DAY)}</dateTime>",
}
LISTS = List(
    "EU",
    pointers=[
        pointer(tl.LOTL, EU, territory="EU", type_="EUlistofthelists"),
        pointer(XX, STATE, territory="XX"),
        pointer(YY, STATE, territory="YY"),
    ],
    version=6,
    **TIMES,
)


def state(territory: str, *services: str, **more: Any) -> List:
    return List(territory, providers=[provider(*services)], **{**TIMES, **more})


def both(files: Mapping[str, bytes]) -> tuple[set[bytes], set[bytes], int, int]:
    """The certificates of granted services for seals and signatures, ours and theirs; problems."""
    module = pytest.importorskip("openvc.trustlist", reason=absent("openvc"))
    theirs = module.walk_lotl(
        tl.LOTL,
        lotl_signer_certs=[EU.certificate],
        verify_signature=module.verify_xades_enveloped,
        fetch=files.__getitem__,
        now=NOW,
    )
    ours = trusted_services(
        tl.LOTL, resolve=lambda url: Resource(files[url]), signers=[EU.der], now=NOW
    )
    granted = {s.certificate for s in ours.services if s.issues_qualified and s.is_granted_at(NOW)}
    listed = {c.public_bytes(Encoding.DER) for c in theirs.certificates}
    return granted, listed, len(ours.problems), len(theirs.problems)


def test_openvc_reads_the_same_services_out_of_our_lists() -> None:
    one = pki.pki()
    files = {
        tl.LOTL: LISTS.signed(EU),
        XX: state(
            "XX",
            service((one.ca, one.root)),
            service(one.tsa, ("granted", "2024-01-01T00:00:00Z"), type_=tl.QTST),
            prefix="tsl",
        ).signed(STATE, digest="sha512"),
        YY: state(
            "YY",
            service(one.responder, ("withdrawn", "2025-01-01T00:00:00.5+01:00"),
                    ("granted", "2024-01-01T00:00:00Z", tl.use("ForeSeals"), tl.EXPIRED)),
            service(one.seal),
        ).signed(STATE, has_key_value=True),
    }  # fmt: skip
    assert both(files) == ({one.ca.der, one.root.der, one.seal.der},) * 2 + (0, 0)


def test_openvc_refuses_the_same_lists() -> None:
    one = pki.pki()
    good = state("XX", service(one.ca)).signed(STATE)
    overdue = f"<dateTime>{timestamps.write(NOW - DAY)}</dateTime>"
    for bad in (
        good.replace(b"granted", b"grantee"),
        state("XX", service(one.ca)).signed(EU),
        replace(state("XX", service(one.ca)), following=overdue).signed(STATE),
        state("XX", service(one.ca)).xml().encode(),
    ):
        files = {
            tl.LOTL: LISTS.signed(EU),
            XX: bad,
            YY: state("YY", service(one.seal)).signed(STATE),
        }
        assert both(files) == ({one.seal.der}, {one.seal.der}, 1, 1)
