"""Credentials and presentations in a token: what is accepted, and every way to be refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from documents import NOW, UNIVERSITY, UNIVERSITY_SIGNER, badge, elm, serving, university_document
from elm_microcred import ElmMicrocredError, ProofGenerationError, sign
from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.proofs.data_urls import data_url
from elm_microcred.proofs.jose.jws import read_compact, sign_json
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from tokens import HEADER, HOLDER, ISSUER, STRANGER, checked, codes, credential, part, token

Document = dict[str, Any]

SECONDS = int(NOW.timestamp())


def presentation(*credentials: Any, **changes: Any) -> Document:
    return {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.controller,
        "verifiableCredential": list(credentials),
        **changes,
    }


def enveloped(content: bytes | str, media_type: str = "application/vc+jwt") -> Document:
    content = content.encode() if isinstance(content, str) else content
    return {
        "@context": CREDENTIALS_V2,
        "id": data_url(content, media_type),
        "type": "EnvelopedVerifiableCredential",
    }


# What is accepted


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
@pytest.mark.parametrize("securing", ["vc+jwt", "jwt"])
def test_what_is_signed_verifies(kind: str, securing: str) -> None:
    signer = LocalSigner.generate(kind)
    document = badge(issuer=signer.controller)
    secured = sign(document, signer, securing=securing, now=NOW)
    assert secured.media_type == f"application/{securing}"
    result = checked(secured.content)
    assert result, result.problems
    assert result.document == document
    assert result.controller == signer.controller
    assert result.media_type == secured.media_type
    assert result.check("securing").values["mechanism"] == "jose"
    assert result.warnings == ()


def test_a_european_credential_goes_under_the_vc_claim() -> None:
    document = elm(issuer=ISSUER.controller)
    secured = sign(document, ISSUER, securing="jwt", now=NOW)
    claims = json.loads(read_compact(secured.content).payload)
    assert claims["vc"] == document
    assert claims["iss"] == ISSUER.controller
    result = checked(secured.content)
    assert result, result.problems
    assert result.document == document


def test_the_claims_fill_in_what_the_document_leaves_out() -> None:
    inner = elm(issuer=..., id=..., issuanceDate=...)
    issuer = {"type": "Organisation", "legalName": {"en": "Riga"}}
    for own in (None, issuer):
        vc = {**inner, "issuer": own} if own else inner
        claims = {"iss": ISSUER.controller, "jti": "urn:uuid:1", "nbf": SECONDS, "vc": vc}
        claims["exp"] = SECONDS + 3600
        result = checked(token({"alg": "ES256", "kid": HEADER["kid"], "typ": "JWT"}, claims))
        assert result, result.problems
        assert result.document is not None
        assert result.document["id"] == "urn:uuid:1"
        assert result.document["issuanceDate"] == "2026-03-01T12:00:00Z"
        assert result.document["expirationDate"] == "2026-03-01T13:00:00Z"


def test_every_signature_of_a_json_serialization_counts() -> None:
    payload = json.dumps(credential()).encode()
    header = {name: HEADER[name] for name in ("typ", "cty", "kid")}
    good = sign_json(payload, header, ISSUER, is_general=True)
    assert checked(good)
    assert checked(sign_json(payload, header, ISSUER))
    bad = sign_json(payload, header, STRANGER, is_general=True)["signatures"]
    result = checked({**good, "signatures": [*good["signatures"], *bad]})
    assert codes(result) == ["PROOF_SIGNATURE_INVALID"]
    assert result.errors[0].pointer == "/signatures/1/signature"


def test_the_key_may_stand_in_the_document_or_the_jwk_set_of_the_issuer() -> None:
    document = badge(issuer=UNIVERSITY)
    secured = sign(document, UNIVERSITY_SIGNER, securing="vc+jwt", now=NOW)
    assert checked(secured.content, resolve=serving({UNIVERSITY: university_document()}))
    assert checked(secured.content).outcome is Outcome.INDETERMINATE
    jwk = ISSUER.public_key.jwk
    jwks = "https://university.example/.well-known/jwks.json"
    served = serving(
        {jwks: {"keys": [{**STRANGER.public_key.jwk, "kid": "old"}, jwk | {"kid": "k 1"}]}}
    )
    for named in (
        {"kid": "k 1"},
        {"kid": f"{jwks}#k%201"},
        {"jwk": jwk},
        {"kid": "k 1", "jwk": jwk},
    ):
        result = checked(
            token({"alg": "ES256", "typ": "vc+jwt", **named}, document), resolve=served
        )
        assert result, (named, result.problems)
        assert result.controller == UNIVERSITY
    for named in ({"kid": "k 2"}, {"kid": "../../k 1"}, {"kid": "old"}):
        result = checked(
            token({"alg": "ES256", "typ": "vc+jwt", **named}, document), resolve=served
        )
        assert not result
    assert "KEY_NOT_FOUND" in codes(
        checked(token({"alg": "ES256", "kid": "x' OR 1=1"}, document), resolve=served)
    )


def test_a_key_of_a_did_has_several_names() -> None:
    fragment = ISSUER.verification_method.partition("#")[2]
    for kid in (fragment, f"#{fragment}", ISSUER.verification_method):
        assert checked(token({**HEADER, "kid": kid}, credential())), kid
    assert checked(token({**without("kid"), "jwk": ISSUER.public_key.jwk}, credential()))


def without(name: str) -> Document:
    return {member: value for member, value in HEADER.items() if member != name}


# Presentations


def test_a_presentation_of_enveloped_credentials() -> None:
    inner = sign(credential(), ISSUER, securing="vc+jwt", now=NOW)
    unsecured = presentation(enveloped(inner.content))
    secured = sign(
        unsecured, HOLDER, securing="vp+jwt", now=NOW, domain="https://v.example", challenge="n-1"
    )
    result = checked(secured.content, domain="https://v.example", challenge="n-1")
    assert result, result.problems
    assert result.credentials[0].document == credential()
    assert result.media_type == "application/vp+jwt"
    other = checked(secured.content, domain="https://other.example", challenge="n-2")
    assert codes(other) == ["PROOF_DOMAIN_MISMATCH", "PROOF_CHALLENGE_MISMATCH"]
    # Also where the presentation itself has a proof inside, or is enveloped.
    embedded = sign(unsecured, HOLDER, securing="ecdsa-rdfc-2019", now=NOW)
    assert checked(embedded.content)
    whole = {
        **enveloped(secured.content, "application/vp+jwt"),
        "type": "EnvelopedVerifiablePresentation",
    }
    assert checked(whole)


def test_a_presentation_of_version_1_holds_tokens_as_text() -> None:
    inner = sign(elm(issuer=ISSUER.controller), ISSUER, securing="jwt", now=NOW)
    unsecured = presentation(inner.content.decode(), **{"@context": [CREDENTIALS_V1]})
    claims = {"iss": HOLDER.controller, "vp": {**unsecured, "holder": HOLDER.controller}}
    header = {"alg": "ES256", "typ": "JWT", "kid": HOLDER.verification_method}
    result = checked(token(header, claims, HOLDER))
    assert result.credentials[0], result.problems
    twice = presentation(token(header, claims, HOLDER), **{"@context": [CREDENTIALS_V1]})
    assert "CREDENTIAL_MALFORMED" in codes(checked(token(header, {"vp": twice}, HOLDER)))


def test_what_came_before_is_read_where_it_is_declared() -> None:
    """Documents of version 2 under the claims of version 1, as the W3C suite has them."""
    header = {"alg": "ES256", "typ": "JWT", "kid": ISSUER.verification_method}
    inner = token(header, {"iss": ISSUER.controller, "vc": credential()})
    assert checked(enveloped(inner, "application/jwt"))
    assert "JOSE_CLAIM_MISMATCH" in codes(checked(inner))
    held = presentation([enveloped(inner, "application/jwt")])
    claims = {"iss": HOLDER.controller, "nonce": "1", "vp": held}
    outer = token({**header, "kid": HOLDER.verification_method}, claims, HOLDER)
    whole = {**enveloped(outer, "application/jwt"), "type": "EnvelopedVerifiablePresentation"}
    result = checked(whole)
    assert result, result.problems
    assert result.credentials[0].document == credential()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"@context": CREDENTIALS_V1}, "ENVELOPE_INVALID"),
        ({"type": ["EnvelopedVerifiableCredential", "Other"]}, "ENVELOPE_INVALID"),
        ({"id": "https://issuer.example/1"}, "ENVELOPE_INVALID"),
        ({"id": 7}, "ENVELOPE_INVALID"),
        ({"id": "data:application/vc+jwt;base64,***"}, "ENVELOPE_INVALID"),
        ({"type": "EnvelopedVerifiablePresentation"}, "ENVELOPE_INVALID"),
    ],
)
def test_other_objects_are_no_envelope(change: Document, code: str) -> None:
    inner = sign(credential(), ISSUER, securing="vc+jwt", now=NOW)
    result = checked({**enveloped(inner.content), **change})
    assert codes(result) == [code]


def test_the_media_type_of_an_envelope_is_that_of_the_token() -> None:
    inner = sign(credential(), ISSUER, securing="vc+jwt", now=NOW).content
    assert checked(enveloped(inner))
    for other in ("application/vp+jwt", "application/jwt", "application/dc+sd-jwt", "text/plain"):
        assert "JOSE_TYP_MISMATCH" in codes(checked(enveloped(inner, other))), other
    assert checked(enveloped(token(without("typ"), credential())))


# What is refused


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({**HEADER, "alg": "none"}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, "alg": "HS256"}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, "alg": "ES384"}, "JOSE_ALG_NOT_ALLOWED"),
        (without("alg"), "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, "crit": ["x"], "x": 1}, "JOSE_CRIT_UNSUPPORTED"),
        ({**HEADER, "crit": ["b64"], "b64": True}, "JOSE_CRIT_UNSUPPORTED"),
        (without("kid"), "KEY_NOT_FOUND"),
        ({**HEADER, "kid": 7}, "KEY_NOT_FOUND"),
        ({**HEADER, "kid": ISSUER.controller}, "KEY_NOT_FOUND"),
        ({**HEADER, "kid": "/dev/null"}, "KEY_NOT_FOUND"),
        ({**HEADER, "kid": STRANGER.verification_method}, "KEY_ISSUER_MISMATCH"),
        ({**HEADER, "jku": "https://evil.example/jwks"}, "KEY_SOURCE_UNTRUSTED"),
        ({**HEADER, "x5u": "https://evil.example/x"}, "KEY_SOURCE_UNTRUSTED"),
        ({**HEADER, "x5c": ["AAAA"]}, "KEY_SOURCE_UNTRUSTED"),
        ({**HEADER, "jwk": STRANGER.public_key.jwk}, "KEY_SOURCE_UNTRUSTED"),
        ({**without("kid"), "jwk": STRANGER.public_key.jwk}, "KEY_SOURCE_UNTRUSTED"),
        ({**without("kid"), "jwk": ISSUER.to_jwk()}, "KEY_MALFORMED"),
        ({**without("kid"), "jwk": "x"}, "KEY_MALFORMED"),
        ({**HEADER, "typ": "vp+jwt"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "typ": "dc+sd-jwt"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "typ": "at+jwt"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "typ": ["vc+jwt"]}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "typ": None}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "cty": "vp"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "cty": "JWT"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "cty": None}, "JOSE_TYP_MISMATCH"),
    ],
)
def test_headers_that_are_refused(header: Document, code: str) -> None:
    asked: list[str] = []
    result = checked(token(header, credential()), resolve=asked.append)
    assert code in codes(result)
    assert result.outcome is Outcome.FAILED
    assert asked == []
    assert all(problem.detail for problem in result.errors)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": STRANGER.controller}, "JOSE_CLAIM_MISMATCH"),
        ({"iss": [ISSUER.controller]}, "JOSE_CLAIM_MISMATCH"),
        ({"jti": "urn:uuid:other"}, "JOSE_CLAIM_MISMATCH"),
        ({"sub": "did:example:other"}, "JOSE_CLAIM_MISMATCH"),
        ({"nbf": 1}, "JOSE_CLAIM_MISMATCH"),
        ({"exp": SECONDS + 3600}, "JOSE_CLAIM_MISMATCH"),
        ({"exp": SECONDS - 61, "validUntil": "2026-03-01T11:58:59Z"}, "CREDENTIAL_EXPIRED"),
        ({"exp": SECONDS - 61}, "CREDENTIAL_EXPIRED"),
        ({"nbf": SECONDS + 61}, "CREDENTIAL_NOT_YET_VALID"),
        ({"iat": SECONDS + 61}, "PROOF_CREATED_IN_FUTURE"),
        ({"exp": "2030-01-01"}, "CREDENTIAL_MALFORMED"),
        ({"exp": 1e300}, "CREDENTIAL_MALFORMED"),
        ({"nbf": True}, "CREDENTIAL_MALFORMED"),
        ({"vc": {}}, "JOSE_CLAIM_MISMATCH"),
        ({"vp": {}}, "JOSE_CLAIM_MISMATCH"),
        ({"grade": "A"}, "DATA_UNDEFINED_TERM"),
        ({"credentialSubject": {}}, "CREDENTIAL_MALFORMED"),
        ({"issuer": STRANGER.controller}, "KEY_ISSUER_MISMATCH"),
        ({"issuer": None}, "KEY_ISSUER_MISMATCH"),
    ],
    ids=str,
)
def test_payloads_that_are_refused(claims: Document, code: str) -> None:
    result = checked(token(HEADER, {**credential(), **claims}))
    assert code in codes(result)
    assert result.outcome is Outcome.FAILED


def test_a_time_of_issuing_that_is_no_number_is_told() -> None:
    result = checked(token(HEADER, {**credential(), "iat": "2010-01-01T19:23:24Z"}))
    assert result
    assert [problem.code for problem in result.warnings] == ["JOSE_CLAIM_UNREAD"]


def test_a_badge_without_its_claims_is_told() -> None:
    header = {"alg": "ES256", "typ": "JWT", "kid": HEADER["kid"]}
    result = checked(token(header, credential()))
    assert result
    found = [(problem.code, problem.pointer) for problem in result.warnings]
    assert found == [("JOSE_CLAIM_MISSING", f"/{name}") for name in ("iss", "jti", "sub", "nbf")]


@pytest.mark.parametrize(
    "payload",
    [
        {"vc": {**credential(), "@context": CREDENTIALS_V2}},
        {"vc": "x"},
        {"vc": elm(issuer=ISSUER.controller), "vp": {}},
        elm(issuer=ISSUER.controller),
    ],
    ids=["version 2 in vc", "text in vc", "vc and vp", "version 1 as payload"],
)
def test_each_version_stands_in_its_place(payload: Document) -> None:
    header = {"alg": "ES256", "typ": "JWT", "kid": HEADER["kid"]}
    assert "JOSE_CLAIM_MISMATCH" in codes(checked(token(header, payload)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (token(HEADER, b"[]"), "PARSE_NOT_AN_OBJECT"),
        (token(HEADER, b"{"), "PARSE_INVALID_JSON"),
        (token(HEADER, b'{"a":1,"a":2}'), "PARSE_DUPLICATE_KEY"),
        (token(HEADER, token(HEADER, credential())), "PARSE_INVALID_JSON"),
        (f"{token(HEADER, credential())}.AA.AA", "JWE_UNSUPPORTED"),
        ({"ciphertext": "x"}, "JWE_UNSUPPORTED"),
        (f"{part(HEADER)}." + "A" * 4 * 1024 * 1024 + ".AA", "LIMIT_SIZE"),
        ("A" * 9 * 1024 * 1024, "LIMIT_SIZE"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_tokens_that_cannot_be_read(content: Any, code: str) -> None:
    result = checked(content)
    assert codes(result) == [code]
    assert result.document is None
    assert result.outcome is Outcome.FAILED


def test_one_changed_character_breaks_the_signature() -> None:
    secured = sign(credential(), ISSUER, securing="vc+jwt", now=NOW).content.decode()
    head, _, mark = secured.split(".")
    other = part(json.dumps(credential(name="Other")))
    assert codes(checked(f"{head}.{other}.{mark}")) == ["PROOF_SIGNATURE_INVALID"]
    for place in range(0, len(secured), 7):
        flipped = "A" if secured[place] != "A" else "B"
        assert not checked(secured[:place] + flipped + secured[place + 1 :]), place


@pytest.mark.parametrize(
    ("document", "securing"),
    [
        (presentation(credential()), "vc+jwt"),
        (credential(), "vp+jwt"),
        (elm(issuer=ISSUER.controller), "vc+jwt"),
    ],
)
def test_each_mechanism_has_its_documents(document: Document, securing: str) -> None:
    with pytest.raises(ProofGenerationError):
        sign(document, HOLDER if "holder" in document else ISSUER, securing=securing, now=NOW)


def test_nothing_is_signed_that_would_be_refused() -> None:
    for document in (credential(grade="A"), credential(credentialSubject={})):
        with pytest.raises(ElmMicrocredError) as caught:
            sign(document, ISSUER, securing="vc+jwt", now=NOW)
        assert caught.value.code in ("DATA_UNDEFINED_TERM", "CREDENTIAL_MALFORMED")


def test_the_checks_that_were_not_asked_for_are_skipped() -> None:
    expired = token(HEADER, credential(validUntil="2025-03-01T00:00:00Z"), STRANGER)
    result = checked(expired, checks=frozenset({"data-model"}))
    assert result.check("securing").outcome is Outcome.SKIPPED
    assert result.check("validity-period").outcome is Outcome.SKIPPED
    assert result


def test_a_key_without_an_owner_is_accepted_if_asked_for() -> None:
    header = {"alg": "ES256", "typ": "vc+jwt", "jwk": STRANGER.public_key.jwk}
    content = token(header, badge(issuer=UNIVERSITY), STRANGER)
    assert "KEY_SOURCE_UNTRUSTED" in codes(checked(content))
    result = checked(content, self_asserted_keys=True)
    assert result
    assert [problem.code for problem in result.warnings] == ["KEY_SELF_ASSERTED_ACCEPTED"]


def test_of_several_published_keys_only_the_one_that_fits_counts() -> None:
    jwks = "https://university.example/.well-known/jwks.json"
    own = ISSUER.public_key.jwk
    entries = [
        {"kty": "oct"},
        {**own, "iss": "https://other.example"},
        STRANGER.public_key.jwk,
        own,
    ]
    header = {"alg": "ES256", "typ": "vc+jwt", "jwk": own}
    content = token(header, badge(issuer=UNIVERSITY))
    assert checked(content, resolve=serving({jwks: {"keys": entries}}))
    for listed in (entries[:3], []):
        result = checked(content, resolve=serving({jwks: {"keys": listed}}))
        assert codes(result) == ["KEY_SOURCE_UNTRUSTED"]
    assert codes(checked(content, resolve=serving({jwks: {"keys": 7}}))) == ["DID_INVALID"]
    # Such keys sign what the issuer asserts: no holder presents with them.
    held = {**presentation(), "holder": UNIVERSITY}
    shown = token({**header, "typ": "vp+jwt"}, held)
    assert "KEY_SOURCE_UNTRUSTED" in codes(
        checked(shown, resolve=serving({jwks: {"keys": entries}}))
    )
    nobody = {name: value for name, value in held.items() if name != "holder"}
    assert "KEY_SOURCE_UNTRUSTED" in codes(checked(token({**header, "typ": "vp+jwt"}, nobody)))


def test_a_key_of_a_document_that_may_not_sign_is_passed_over() -> None:
    did = "did:web:university.example"
    methods = [
        {
            "id": f"{did}#{name}",
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": {**signer.public_key.jwk, "kid": f"kid-{name}"},
        }
        for name, signer in (("a", STRANGER), ("b", ISSUER))
    ]
    document = {"id": did, "verificationMethod": methods, "assertionMethod": [f"{did}#b"]}
    resolve = serving({"https://university.example/.well-known/did.json": document})
    for kid in ("kid-b", "b", "#b", f"{did}#b"):
        content = token({"alg": "ES256", "typ": "vc+jwt", "kid": kid}, badge(issuer=did))
        assert checked(content, resolve=resolve), kid
    other = token({"alg": "ES256", "typ": "vc+jwt", "kid": "kid-a"}, badge(issuer=did), STRANGER)
    assert codes(checked(other, resolve=resolve)) == ["KEY_NOT_FOUND"]


def test_a_document_with_the_name_of_a_claim_is_not_put_among_claims() -> None:
    """The context of version 2 defines such members: only one of the two could stand there."""
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER.controller,
        "credentialSubject": {"id": "did:example:learner"},
        "aud": "https://x.example",
    }
    with pytest.raises(ProofGenerationError) as caught:
        sign(document, ISSUER, securing="vc+jwt", now=NOW, domain="https://v.example")
    assert caught.value.problem.pointer == "/aud"


def test_text_in_several_languages_is_signed_as_text_and_worth_a_warning() -> None:
    document = credential(name={"en": "Port safety", "lv": "Ostas drošība"})
    result = checked(token(HEADER, document))
    assert result.check("terms").outcome is Outcome.PASSED
    assert [(p.code, p.pointer) for p in result.check("terms").problems] == [
        ("DATA_CONTEXT_FLAW", "/name")
    ]
    assert result.document == document
    lost = credential(unheardOf="x")
    assert "DATA_UNDEFINED_TERM" in codes(checked(token(HEADER, lost)))
    with pytest.raises(ElmMicrocredError) as caught:
        sign(document, ISSUER, securing="vc+jwt", now=NOW)
    assert "DATA_LANGUAGE_MAP" in {problem.code for problem in caught.value.problems}
