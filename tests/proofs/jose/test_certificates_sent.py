"""Tokens that are signed with certificates of their key: what is sent, and who can verify it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509

import pki
import seals
from documents import NOW, elm, serving
from elm_microcred import LocalSigner, ProofGenerationError, UsageError, sign
from elm_microcred.proofs.multibase import decode_base64url
from elm_microcred.report import Outcome
from tokens import checked, codes, credential

Document = dict[str, Any]

HTTPS = "https://issuer.example/id"
DID = "did:web:issuer.example"
VCT = "https://vocab.example/vct/diploma"


@cache
def party(*names: str, **more: Any) -> pki.Party:
    san = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(name) for name in names])
    given = {"key_usage": pki.SEAL_USAGE, "extensions": [(san, False)] if names else [], **more}
    return pki.issue(pki.name_of("Issuer"), pki.ec_key("token"), pki.pki().ca, **given)


def issuer(
    controller: str = HTTPS, leaf: pki.Party | None = None, *above: pki.Party, kid: str = ""
) -> LocalSigner:
    """A signer with a certificate of its own and those above it, in the order given."""
    given = seals.signer(leaf or party(controller), *(above or (pki.pki().ca,)))
    return LocalSigner(
        given.key,
        verification_method=kid or f"{controller}#key-1",
        controller=controller,
        certificates=given.certificates,
    )


def document_for(securing: str, by: str = HTTPS) -> Document:
    if securing == "dc+sd-jwt":
        return {"vct": VCT, "degree": "Master"}
    if securing.startswith("vp"):
        return {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "holder": by,
        }
    return credential(issuer={"id": by, "type": ["Profile"], "name": "Riga Applied University"})


def sent(content: bytes) -> Document:
    """The header of a token."""
    header: Document = json.loads(decode_base64url(content.decode().split(".")[0]))
    return header


def x5c(*parties: pki.Party) -> list[str]:
    return [base64.b64encode(one.der).decode() for one in parties]


def anchored(**more: Any) -> Document:
    return {"trust_anchors": (pki.pki().root.der,), **more}


MECHANISMS = ("vc+jwt", "vp+jwt", "jwt", "vc+sd-jwt", "vp+sd-jwt", "dc+sd-jwt")


@pytest.mark.parametrize("securing", MECHANISMS)
def test_who_trusts_the_authority_needs_no_document_of_the_issuer(securing: str) -> None:
    signer = issuer()
    document = document_for(securing)
    secured = sign(document, signer, securing=securing, now=NOW, certificates=True)
    header = sent(secured.content)
    assert header["x5c"] == x5c(party(HTTPS), pki.pki().ca)
    assert header["kid"] == signer.verification_method
    asked: list[str] = []
    result = checked(secured.content, resolve=asked.append, **anchored())
    assert result, result.errors
    assert result.controller == HTTPS and asked == []
    without = sign(document, signer, securing=securing, now=NOW)
    assert "x5c" not in sent(without.content)


def test_version_1_in_a_token_with_certificates() -> None:
    secured = sign(elm(issuer=HTTPS), issuer(), securing="jwt", now=NOW, certificates=True)
    result = checked(secured.content, **anchored())
    assert result.check("securing").outcome is Outcome.PASSED, result.errors
    assert result.controller == HTTPS


def test_each_certificate_is_certified_by_the_next_and_the_root_stays_at_home() -> None:
    made = pki.pki()
    for above in ((made.root, made.ca), (made.tsa, made.ca), (made.ca, made.ca)):
        signer = issuer(HTTPS, party(HTTPS), *above)
        secured = sign(document_for("jwt"), signer, securing="jwt", now=NOW, certificates=True)
        assert sent(secured.content)["x5c"] == x5c(party(HTTPS), made.ca)
    alone = issuer(HTTPS, party(HTTPS), made.root)
    secured = sign(document_for("jwt"), alone, securing="jwt", now=NOW, certificates=True)
    assert sent(secured.content)["x5c"] == x5c(party(HTTPS))


def test_a_certificate_that_its_own_key_signed() -> None:
    san = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(HTTPS)])
    own = pki.issue(
        pki.name_of("Issuer"),
        pki.ec_key("token"),
        None,
        key_usage=pki.SEAL_USAGE,
        extensions=[(san, False)],
    )
    signer = issuer(HTTPS, own, own)
    secured = sign(document_for("jwt"), signer, securing="jwt", now=NOW, certificates=True)
    assert sent(secured.content)["x5c"] == x5c(own)
    assert checked(secured.content, trust_anchors=(own.der,))


def test_the_identifier_of_an_organisation() -> None:
    leaf = pki.issue(
        pki.name_of("Issuer", identifier=pki.VAT),
        pki.ec_key("token"),
        pki.pki().ca,
        key_usage=pki.SEAL_USAGE,
    )
    signer = issuer(pki.VAT, leaf, kid=LocalSigner.generate("P-256").verification_method)
    secured = sign(
        document_for("dc+sd-jwt"), signer, securing="dc+sd-jwt", now=NOW, certificates=True
    )
    # The DID of the key is not the issuer's identifier: whoever went by it would be misled.
    assert "kid" not in sent(secured.content)
    assert checked(secured.content, **anchored())


# Who trusts no authority goes by the issuer's document


def published(signer: LocalSigner) -> Document:
    method = {
        "id": f"{DID}#key-1",
        "type": "JsonWebKey",
        "controller": DID,
        "publicKeyJwk": signer.public_key.jwk,
    }
    return {
        "https://issuer.example/.well-known/did.json": {
            "id": DID,
            "verificationMethod": [method],
            "assertionMethod": [method["id"]],
            "authentication": [method["id"]],
        }
    }


@pytest.mark.parametrize("securing", ["vc+jwt", "vc+sd-jwt", "dc+sd-jwt", "vp+jwt"])
def test_the_issuers_document_confirms_the_key_of_the_certificate(securing: str) -> None:
    signer = issuer(DID)
    secured = sign(
        document_for(securing, DID), signer, securing=securing, now=NOW, certificates=True
    )
    served = serving(published(signer))
    stranger = (pki.issue(pki.name_of("Root"), pki.ec_key("stranger"), ca=True).der,)
    for anchors in ({}, {"trust_anchors": stranger}):
        result = checked(secured.content, resolve=served, **anchors)
        assert result, result.errors
        assert result.controller == DID
        assert codes(checked(secured.content, **anchors)) == ["KEY_SOURCE_UNTRUSTED"]
    other = serving(published(LocalSigner.generate("P-256")))
    assert codes(checked(secured.content, resolve=other)) == ["KEY_SOURCE_UNTRUSTED"]


def test_a_revoked_certificate_is_not_saved_by_the_issuers_document() -> None:
    made = pki.pki()
    leaf = party(DID, revocation_source=True)
    signer = issuer(DID, leaf)
    secured = sign(
        document_for("vc+jwt", DID), signer, securing="vc+jwt", now=NOW, certificates=True
    )
    revoked = pki.ocsp_response(
        leaf, made.ca, made.responder, at=NOW, revoked=NOW - timedelta(days=1)
    )
    served = serving(published(signer))
    result = checked(secured.content, resolve=served, **anchored(revocation_data=(revoked,)))
    assert codes(result) == ["KEY_REVOKED"]


# What is not signed


def wrong() -> dict[str, tuple[LocalSigner, str]]:
    """Signers whose certificates no verifier would take, and the code of the refusal."""
    key = issuer().key
    at = f"{HTTPS}#key-1"
    other = pki.issue(
        pki.name_of("Issuer"),
        pki.ec_key("another token"),
        pki.pki().ca,
        key_usage=pki.SEAL_USAGE,
        extensions=[(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(HTTPS)]), False)],
    )
    strange = LocalSigner(key, verification_method=at, certificates=[other.der])
    day = timedelta(days=1)
    return {
        "none": (LocalSigner(key, verification_method=at), "PROOF_GENERATION"),
        "another key": (strange, "PROOF_GENERATION"),
        "somebody else": (issuer(HTTPS, party("https://other.example/")), "KEY_ISSUER_MISMATCH"),
        "nobody": (issuer(HTTPS, party()), "KEY_ISSUER_MISMATCH"),
        "ended": (issuer(HTTPS, party(HTTPS, end=NOW - day)), "SEAL_CERT_EXPIRED"),
        "to come": (issuer(HTTPS, party(HTTPS, begin=NOW + day)), "SEAL_CERT_EXPIRED"),
        "for keys alone": (
            issuer(HTTPS, party(HTTPS, key_usage=pki.usage("key_agreement"))),
            "SEAL_KEY_USAGE",
        ),
        "of no authority": (issuer(HTTPS, _below_a_leaf(), pki.pki().seal), "SEAL_UNTRUSTED"),
    }


def _below_a_leaf() -> pki.Party:
    san = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(HTTPS)])
    return pki.issue(
        pki.name_of("Issuer"),
        pki.ec_key("token"),
        pki.pki().seal,
        key_usage=pki.SEAL_USAGE,
        extensions=[(san, False)],
    )


@pytest.mark.parametrize("securing", ["jwt", "dc+sd-jwt"])
@pytest.mark.parametrize("name", list(wrong()))
def test_certificates_that_no_verifier_takes_are_not_sent(name: str, securing: str) -> None:
    signer, code = wrong()[name]
    with pytest.raises(ProofGenerationError) as caught:
        sign(document_for(securing), signer, securing=securing, now=NOW, certificates=True)
    assert caught.value.code == code


def test_a_presentation_that_names_no_holder_has_no_certificate_of_one() -> None:
    document = {n: v for n, v in document_for("vp+jwt").items() if n != "holder"}
    with pytest.raises(ProofGenerationError, match="KEY_ISSUER_MISMATCH"):
        sign(document, issuer(), securing="vp+jwt", now=NOW, certificates=True)


@pytest.mark.parametrize("securing", ["ecdsa-rdfc-2019", "vc+cose"])
def test_certificates_stand_in_tokens_and_seals_only(securing: str) -> None:
    with pytest.raises(UsageError, match="Certificates cannot stand"):
        sign(document_for("vc+jwt"), issuer(), securing=securing, now=NOW, certificates=True)


def test_a_seal_is_not_made_with_the_certificate_of_another_key() -> None:
    signer, _ = wrong()["another key"]
    with pytest.raises(ProofGenerationError, match="for another key"):
        sign({"any": "thing"}, signer, securing="jades", now=NOW, certificates=True)
    secured = sign({"any": "thing"}, issuer(), securing="jades", now=NOW, certificates=True)
    assert b"any" in secured.content
