"""Independent implementations of tokens: ours verify there, theirs here.

openvc-core (credentials in JWT and SD-JWT, status lists), sd-jwt (the reference implementation of
SD-JWT), PyJWT and joserfc (JSON Web Signatures).
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from documents import NOW, UNIVERSITY, elm
from elm_microcred import Policy, Resource, derive, present, sign
from elm_microcred.proofs.jose.jws import read_compact, sign_compact
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import offline
from elm_microcred.status import TokenStatusList, status_claim, status_list_token
from elm_microcred.verification import verify
from tokens import HOLDER, ISSUER, credential

pytestmark = [
    pytest.mark.interop,
    # joserfc warns about the older name of Ed25519.
    pytest.mark.filterwarnings("ignore:EdDSA is deprecated"),
]

VERIFIER, NONCE = "https://verifier.example", "n-0001"
CLAIMS = {
    "vct": "https://types.example/diploma",
    "given_name": "Anna",
    "grade": "A",
    "modules": ["Chemistry", "Physics"],
    "address": {"city": "Riga", "street": "Brīvības 1"},
}
SIGNERS = {name: LocalSigner.generate(name) for name in ("Ed25519", "P-256", "P-384")}


def absent(name: str) -> str:
    return f"could not import {name} (extra `interop`)"


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def asked(**more: Any) -> Policy:
    return Policy(challenge=NONCE, domain=VERIFIER, require_key_binding=True, **more)


# openvc-core


def their_key(signer: LocalSigner) -> Any:
    keys = pytest.importorskip("openvc.keys", reason=absent("openvc"))
    return keys.signing_key_from_jwk(signer.to_jwk(), signer.verification_method)


@pytest.mark.parametrize("kind", SIGNERS)
def test_a_credential_in_a_jwt_of_ours_verifies_at_openvc(kind: str) -> None:
    module = pytest.importorskip("openvc.proof.vc_jwt", reason=absent("openvc"))
    signer = SIGNERS[kind]
    secured = sign(elm(issuer=signer.controller), signer, securing="jwt", now=now())
    found = module.VcJwtProofSuite().verify(
        secured.content.decode(), public_key_jwk=signer.public_key.jwk
    )
    assert found.issuer == signer.controller
    assert found.credential["credentialSubject"] == elm()["credentialSubject"]


@pytest.mark.parametrize("kind", SIGNERS)
def test_a_credential_in_a_jwt_of_openvc_verifies_here(kind: str) -> None:
    module = pytest.importorskip("openvc.proof.vc_jwt", reason=absent("openvc"))
    signer, at = SIGNERS[kind], now()
    document = elm(issuer=signer.controller, issuanceDate=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    with pytest.MonkeyPatch.context() as patch:
        # Their nbf is the clock's time, and it has to be that of the credential.
        patch.setattr(time, "time", at.timestamp)
        content = module.VcJwtProofSuite().sign(document, signing_key=their_key(signer))
    result = verify(content, now=at)
    assert result, result.problems
    assert result.document == document
    assert not verify(content[:-6] + "AAAAAA", now=at)


@pytest.mark.parametrize("kind", SIGNERS)
def test_an_sd_jwt_vc_of_ours_verifies_at_openvc(kind: str) -> None:
    module = pytest.importorskip("openvc.proof.sd_jwt", reason=absent("openvc"))
    signer = SIGNERS[kind]
    issued = sign(CLAIMS, signer, securing="dc+sd-jwt", now=now(), holder_key=HOLDER.public_key)
    part = derive(issued.content, ["/grade", "/address"])
    shown = present(
        [part.content],
        HOLDER,
        securing="kb+jwt",
        domain=VERIFIER,
        challenge=NONCE,
        now=now(),
    )
    found = module.SdJwtVcProofSuite().verify(
        shown.content.decode(),
        public_key_jwk=signer.public_key.jwk,
        audience=VERIFIER,
        nonce=NONCE,
        require_key_binding=True,
        expected_vct=CLAIMS["vct"],
    )
    assert found.claims["grade"] == "A"
    assert found.claims["address"] == CLAIMS["address"]
    assert "given_name" not in found.claims


@pytest.mark.parametrize("kind", SIGNERS)
def test_an_sd_jwt_vc_of_openvc_verifies_here(kind: str) -> None:
    module = pytest.importorskip("openvc.proof.sd_jwt", reason=absent("openvc"))
    signer, suite = SIGNERS[kind], module.SdJwtVcProofSuite()
    issued = suite.issue(
        {**CLAIMS, "iss": signer.controller},
        signing_key=their_key(signer),
        disclosable=["grade", "given_name"],
        holder_jwk=HOLDER.public_key.jwk,
        decoys=3,
    )
    part = derive(issued, ["/grade"]).content.decode()
    shown = suite.create_presentation(
        part, holder_key=their_key(HOLDER), audience=VERIFIER, nonce=NONCE
    )
    result = verify(shown, now=now(), policy=asked(expected_vct=CLAIMS["vct"]))
    assert result, result.problems
    assert result.document is not None
    assert result.document["grade"] == "A"
    assert "given_name" not in result.document
    assert not verify(shown, now=now(), policy=Policy(challenge="other"))


def test_a_status_list_of_ours_is_read_at_openvc_and_theirs_here() -> None:
    module = pytest.importorskip("openvc.status.token_status_list", reason=absent("openvc"))
    ours = TokenStatusList.empty(bits=2).updated({3: 1, 5: 2, 70_000: 3})
    data = module.decode_status_list(ours.members()["lst"])
    assert [module.get_status(data, i, bits=2) for i in (3, 4, 5, 70_000)] == [1, 0, 2, 3]
    theirs = module.new_status_list(131_072, bits=2)
    module.set_status(theirs, 9, 1, bits=2)
    uri = "https://status.example/1"
    members = {"bits": 2, "lst": module.encode_status_list(bytes(theirs))}
    claims = {"iss": ISSUER.controller, "sub": uri, "iat": 1, "status_list": members}
    header = {"typ": "statuslist+jwt", "kid": ISSUER.verification_method}
    content = sign_compact(json.dumps(claims).encode(), header, ISSUER).encode()

    def resolve(url: str, /) -> Resource:
        return Resource(content) if url == uri else offline(url)

    for index, holds in ((8, True), (9, False)):
        issued = sign(
            {**CLAIMS, "status": status_claim(uri, index)}, ISSUER, securing="dc+sd-jwt", now=NOW
        )
        assert bool(verify(issued.content, now=NOW, resolve=resolve)) is holds
    assert status_list_token(ours, ISSUER, uri, NOW)


# sd-jwt, the reference implementation


def jwk_of(signer: LocalSigner, *, is_secret: bool = True) -> Any:
    jwk = pytest.importorskip("jwcrypto.jwk", reason=absent("jwcrypto"))
    members = signer.to_jwk() if is_secret else signer.public_key.jwk
    return jwk.JWK.from_json(json.dumps(members))


@pytest.mark.parametrize("form", ["compact", "json"])
def test_an_sd_jwt_of_the_reference_implementation_verifies_here(form: str) -> None:
    issuer = pytest.importorskip("sd_jwt.issuer", reason=absent("sd_jwt"))
    common = pytest.importorskip("sd_jwt.common", reason=absent("sd_jwt"))
    holder = pytest.importorskip("sd_jwt.holder", reason=absent("sd_jwt"))
    hidden = common.SDObj
    claims = {
        "iss": ISSUER.controller,
        "vct": CLAIMS["vct"],
        hidden("grade"): "A",
        hidden("given_name"): "Anna",
        "modules": [hidden("Chemistry"), "Physics"],
        hidden("address"): {hidden("city"): "Riga", "street": "Brīvības 1"},
    }

    class Issuer(issuer.SDJWTIssuer):
        SD_JWT_HEADER = "dc+sd-jwt"

    issued = Issuer(
        claims,
        jwk_of(ISSUER),
        jwk_of(HOLDER, is_secret=False),
        sign_alg="ES256",
        add_decoy_claims=True,
        serialization_format=form,
        extra_header_parameters={"kid": ISSUER.verification_method, "typ": "dc+sd-jwt"},
    )
    theirs = holder.SDJWTHolder(issued.sd_jwt_issuance, serialization_format=form)
    theirs.create_presentation(
        {"grade": True, "modules": [True], "address": {"city": True}},
        NONCE,
        VERIFIER,
        jwk_of(HOLDER),
        "ES256",
    )
    shown = theirs.sd_jwt_presentation
    if form == "json":
        # It writes the form of an earlier draft, and hashes that: RFC 9901 has the disclosures
        # in the header, and hashes the compact form.
        members = json.loads(shown)
        moved = {"disclosures": members.pop("disclosures")}
        assert members.pop("kb_jwt")
        shown = json.dumps({**members, "header": moved})
    policy = asked() if form == "compact" else Policy()
    result = verify(shown, now=now(), policy=policy)
    assert result, result.problems
    assert result.document is not None
    assert result.document["grade"] == "A"
    assert result.document["modules"] == ["Chemistry", "Physics"]
    assert result.document["address"] == CLAIMS["address"]
    assert "given_name" not in result.document


def test_an_sd_jwt_of_ours_verifies_at_the_reference_implementation() -> None:
    verifier = pytest.importorskip("sd_jwt.verifier", reason=absent("sd_jwt"))
    issued = sign(
        CLAIMS,
        ISSUER,
        securing="dc+sd-jwt",
        now=now(),
        holder_key=HOLDER.public_key,
        disclosable=["/grade", "/given_name", "/modules/0", "/address", "/address/city"],
    )
    part = derive(issued.content, ["/grade", "/modules/0", "/address/city"])
    shown = present(
        [part.content],
        HOLDER,
        securing="kb+jwt",
        domain=VERIFIER,
        challenge=NONCE,
        now=now(),
    )

    class Verifier(verifier.SDJWTVerifier):
        SD_JWT_HEADER = "dc+sd-jwt"

    found = Verifier(
        shown.content.decode(),
        lambda _issuer, _header: jwk_of(ISSUER, is_secret=False),
        VERIFIER,
        NONCE,
    ).get_verified_payload()
    assert found["grade"] == "A"
    assert found["modules"] == CLAIMS["modules"]
    assert found["address"] == CLAIMS["address"]
    assert "given_name" not in found


# PyJWT and joserfc


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_tokens_of_ours_verify_elsewhere(kind: str) -> None:
    jwt = pytest.importorskip("jwt", reason=absent("jwt"))
    # joserfc reads no long header, as one with the did:key of an RSA key is.
    signer = LocalSigner.generate(kind, verification_method=f"{UNIVERSITY}#key-1")
    document = credential(issuer=signer.controller)
    content = sign(document, signer, securing="vc+jwt", now=now()).content.decode()
    algorithm = jwt.get_unverified_header(content)["alg"]
    options = {"verify_aud": False}
    found = jwt.decode(content, signer.public_key.loaded, algorithms=[algorithm], options=options)
    assert found["credentialSubject"] == document["credentialSubject"]
    jws = pytest.importorskip("joserfc.jws", reason=absent("joserfc"))
    jwk = pytest.importorskip("joserfc.jwk", reason=absent("joserfc"))
    key = jwk.JWKRegistry.import_key(signer.public_key.jwk)
    theirs = jws.deserialize_compact(content, key, algorithms=[algorithm])
    assert json.loads(theirs.payload) == found


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_tokens_of_others_verify_here(kind: str) -> None:
    jwt = pytest.importorskip("jwt", reason=absent("jwt"))
    signer = LocalSigner.generate(kind)
    document = credential(issuer=signer.controller)
    secret = signer.key.type.load_secret(signer.key.encoded)
    algorithm = {"Ed25519": "EdDSA", "RSA": "PS256"}.get(kind, signer.algorithm)
    header = {"typ": "vc+jwt", "kid": signer.verification_method}
    content = jwt.encode(document, secret, algorithm=algorithm, headers=header)
    result = verify(content, now=NOW)
    assert result, result.problems
    jws = pytest.importorskip("joserfc.jws", reason=absent("joserfc"))
    jwk = pytest.importorskip("joserfc.jwk", reason=absent("joserfc"))
    key = jwk.JWKRegistry.import_key(signer.to_jwk())
    protected = {"alg": algorithm, **header}
    text = json.dumps(document)
    theirs = jws.serialize_compact(protected, text, key, algorithms=[algorithm])
    assert verify(theirs, now=NOW)
    members = jws.serialize_json({"protected": protected}, text, key, algorithms=[algorithm])
    assert verify(json.dumps(members), now=NOW)


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521"])
def test_a_payload_as_it_is_reads_alike_elsewhere(kind: str) -> None:
    """RFC 7797, with joserfc: text alone, since it reads no other bytes."""
    rfc7797 = pytest.importorskip("joserfc.jws", reason=absent("joserfc"))
    jwk = pytest.importorskip("joserfc.jwk", reason=absent("joserfc"))
    signer = LocalSigner.generate(kind)
    header = {"b64": False, "crit": ["b64"]}
    content = sign_compact(b"$_02", header, signer)
    key = jwk.JWKRegistry.import_key(signer.public_key.jwk)
    algorithm = read_compact(content).signatures[0].algorithm
    theirs = rfc7797.deserialize_compact(content, key, algorithms=[algorithm])
    assert theirs.payload == b"$_02"
    assert encode_base64url(theirs.payload) == "JF8wMg"
