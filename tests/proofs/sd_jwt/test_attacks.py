"""Every way to show with an SD-JWT what nobody signed, or to whom nobody showed it."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from typing import Any

import pytest

from documents import NOW
from elm_microcred.proofs.jose.jws import read_compact
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.retrieval import offline
from tokens import HOLDER, ISSUER, STRANGER, checked, codes, part, token

Document = dict[str, Any]

VERIFIER, NONCE = "https://verifier.example", "n-0001"
SECONDS = int(NOW.timestamp())
HEADER: Document = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": ISSUER.verification_method}
BINDING: Document = {"alg": "ES256", "typ": "kb+jwt"}
ASKED = {"challenge": NONCE, "domain": VERIFIER, "require_key_binding": True}


def digest(text: str, name: str = "sha256") -> str:
    return encode_base64url(hashlib.new(name, text.encode()).digest())


def disclosure(*parts: Any) -> str:
    return part(list(parts))


GRADE = disclosure("s1", "grade", "C")
ECTS = disclosure("s2", "ects", "5")
MODULE = disclosure("s3", "Chemistry")
DEEP = disclosure("s4", "street", "High Street 1")
ADDRESS = disclosure("s5", "address", {"_sd": [digest(DEEP)], "city": "Riga"})

PAYLOAD: Document = {
    "iss": ISSUER.controller,
    "iat": SECONDS - 3600,
    "exp": SECONDS + 3600,
    "vct": "https://vocab.example/vct/diploma",
    "cnf": {"jwk": HOLDER.public_key.jwk},
    "_sd_alg": "sha-256",
    "_sd": [digest(GRADE), digest(ECTS), digest(ADDRESS), digest("decoy")],
    "modules": [{"...": digest(MODULE)}, "Physics"],
}


def issued(payload: Document = PAYLOAD, *disclosures: str, header: Document = HEADER) -> str:
    return "~".join([token(header, payload), *disclosures, ""])


def payload(**changes: Any) -> Document:
    members = {**copy.deepcopy(PAYLOAD), **changes}
    return {name: value for name, value in members.items() if value is not ...}


def bound(
    text: str,
    *,
    header: Document = BINDING,
    signer: LocalSigner = HOLDER,
    hash_name: str = "sha256",
    **changes: Any,
) -> str:
    claims = {
        "iat": SECONDS - 10,
        "aud": VERIFIER,
        "nonce": NONCE,
        "sd_hash": digest(text, hash_name),
        **changes,
    }
    said = {name: value for name, value in claims.items() if value is not ...}
    return text + token(header, said, signer)


# What is accepted


@pytest.mark.parametrize(
    "shown",
    [(), (GRADE,), (ECTS, GRADE), (MODULE,), (ADDRESS,), (ADDRESS, DEEP), (DEEP, ADDRESS, MODULE)],
)
def test_any_choice_of_disclosures(shown: tuple[str, ...]) -> None:
    result = checked(issued(PAYLOAD, *shown))
    assert result, result.problems
    assert result.document is not None
    assert ("grade" in result.document) is (GRADE in shown)
    assert result.document["modules"] == [*(["Chemistry"] if MODULE in shown else []), "Physics"]
    assert "_sd" not in json.dumps(result.document)
    assert len(result.check("securing").values["disclosed"]) == len(shown)
    assert checked(bound(issued(PAYLOAD, *shown)), **ASKED)


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_each_hash(name: str) -> None:
    said = payload(_sd=[digest(GRADE, name)], _sd_alg=f"{name[:3]}-{name[3:]}")
    text = issued(said, GRADE)
    assert checked(bound(text, hash_name=name), **ASKED)
    assert "KB_HASH" in codes(checked(bound(text, hash_name="md5"), **ASKED))


def test_a_token_without_anything_hidden() -> None:
    assert checked(issued(payload(_sd=..., _sd_alg=..., modules=...)))


@pytest.mark.parametrize("is_general", [False, True])
def test_the_json_serialization(is_general: bool) -> None:
    compact = bound(issued(PAYLOAD, GRADE, ECTS))
    signed, first, second, binding = compact.split("~")
    protected, body, signature = signed.split(".")
    unprotected = {"disclosures": [first, second], "kb_jwt": binding}
    entry = {"protected": protected, "header": unprotected, "signature": signature}
    members = {"payload": body, "signatures": [entry]} if is_general else {"payload": body, **entry}
    result = checked(members, **ASKED)
    assert result, result.problems
    assert result.document is not None
    assert result.document["grade"] == "C"
    assert checked({"payload": body, "protected": protected, "signature": signature})
    for wrong in (
        {"disclosures": "x"},
        {"disclosures": [7]},
        {"kb_jwt": 7, "disclosures": []},
        {"kb_jwt": ""},
    ):
        bad = {"payload": body, **entry, "header": wrong}
        assert codes(checked(bad)) == ["JOSE_HEADER_INVALID"]
    dropped = {"payload": body, **entry, "header": {**unprotected, "disclosures": [first]}}
    assert codes(checked(dropped, **ASKED)) == ["KB_HASH"]
    twice = {"payload": body, "signatures": [entry, entry]}
    assert codes(checked(twice)) == ["JOSE_HEADER_INVALID"]


# Disclosures


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (issued(PAYLOAD, disclosure("s1", "grade", "A")), "SDJWT_DISCLOSURE_UNREFERENCED"),
        (issued(PAYLOAD, disclosure("s9", "role", "admin")), "SDJWT_DISCLOSURE_UNREFERENCED"),
        (issued(PAYLOAD, disclosure("s9", "Physics")), "SDJWT_DISCLOSURE_UNREFERENCED"),
        (issued(PAYLOAD, DEEP), "SDJWT_DISCLOSURE_UNREFERENCED"),
        (issued(PAYLOAD, GRADE, GRADE), "SDJWT_DISCLOSURE_DUPLICATE"),
        (issued(PAYLOAD, GRADE, ""), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, GRADE + "="), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, "not base64!"), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part("{")), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part({})), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part(["s"])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part(["s", "a", 1, 2])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part([1, "a", 1])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part(["s", 1, 1])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part('["s","a",{"b":1,"b":2}]')), "SDJWT_DISCLOSURE_INVALID"),
        (issued(PAYLOAD, part('["s","a",NaN]')), "SDJWT_DISCLOSURE_INVALID"),
    ],
)
def test_disclosures_that_are_refused(content: str, code: str) -> None:
    result = checked(content)
    assert codes(result) == [code]
    assert result.document is None
    assert result.errors[0].pointer.startswith("/disclosures")
    assert result.outcome is Outcome.FAILED


def signed_with(text: str, **changes: Any) -> str:
    """A token whose issuer put the digest of a disclosure where it should not be."""
    return issued(payload(**changes), text)


TAKEN = disclosure("s", "vct", "https://vocab.example/vct/doctor")
NAMED_SD = disclosure("s", "_sd", [])
NAMED_DOTS = disclosure("s", "...", "x")
NAMED_ALG = disclosure("s", "_sd_alg", "md5")
WITH_ALG = disclosure("s", "inner", {"_sd_alg": "sha-256"})
TWICE = disclosure("s", "inner", {"_sd": [digest(GRADE)]})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (signed_with(TAKEN, _sd=[digest(TAKEN)]), "SDJWT_CLAIM_COLLISION"),
        (issued(payload(_sd=[digest(GRADE)], grade="A"), GRADE), "SDJWT_CLAIM_COLLISION"),
        (
            issued(
                payload(_sd=[digest(GRADE), digest(disclosure("t", "grade", "A"))]),
                GRADE,
                disclosure("t", "grade", "A"),
            ),
            "SDJWT_CLAIM_COLLISION",
        ),
        (signed_with(NAMED_SD, _sd=[digest(NAMED_SD)]), "SDJWT_DISCLOSURE_INVALID"),
        (signed_with(NAMED_DOTS, _sd=[digest(NAMED_DOTS)]), "SDJWT_DISCLOSURE_INVALID"),
        (signed_with(NAMED_ALG, _sd=[digest(NAMED_ALG)]), "SDJWT_DISCLOSURE_INVALID"),
        (signed_with(WITH_ALG, _sd=[digest(WITH_ALG)]), "SDJWT_DISCLOSURE_INVALID"),
        (signed_with(GRADE, _sd=[digest(GRADE)] * 2), "SDJWT_DIGEST_DUPLICATE"),
        (issued(payload(_sd=[digest("x")] * 2)), "SDJWT_DIGEST_DUPLICATE"),
        (signed_with(GRADE, inner={"_sd": [digest(GRADE)]}), "SDJWT_DIGEST_DUPLICATE"),
        (
            issued(payload(_sd=[digest(GRADE), digest(TWICE)]), GRADE, TWICE),
            "SDJWT_DIGEST_DUPLICATE",
        ),
        (
            signed_with(MODULE, modules=[{"...": digest(MODULE)}, {"...": digest(MODULE)}]),
            "SDJWT_DIGEST_DUPLICATE",
        ),
        (signed_with(MODULE, _sd=[digest(MODULE)], modules=[]), "SDJWT_DISCLOSURE_INVALID"),
        (signed_with(GRADE, _sd=[], modules=[{"...": digest(GRADE)}]), "SDJWT_DISCLOSURE_INVALID"),
        (
            signed_with(MODULE, modules=[{"...": digest(MODULE), "x": 1}]),
            "SDJWT_DISCLOSURE_INVALID",
        ),
        (issued(payload(modules=[{"...": 7}])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(inner={"...": digest("x")})), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(_sd="x")), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(_sd=[7])), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(_sd={})), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(inner={"_sd": None})), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(inner={"_sd_alg": "sha-256"})), "SDJWT_DISCLOSURE_INVALID"),
        (issued(payload(_sd_alg="sha-1")), "SDJWT_HASH_ALG"),
        (issued(payload(_sd_alg="md5")), "SDJWT_HASH_ALG"),
        (issued(payload(_sd_alg="SHA-256")), "SDJWT_HASH_ALG"),
        (issued(payload(_sd_alg="sha3-256")), "SDJWT_HASH_ALG"),
        (issued(payload(_sd_alg=None)), "SDJWT_HASH_ALG"),
        (issued(payload(_sd_alg=["sha-256"])), "SDJWT_HASH_ALG"),
    ],
)
def test_payloads_that_are_refused(content: str, code: str) -> None:
    result = checked(content)
    assert code in codes(result)
    assert result.document is None
    assert result.outcome is Outcome.FAILED
    # Whoever binds it to the holder changes nothing.
    assert code in codes(checked(bound(content), **ASKED))


@pytest.mark.parametrize("name", ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"])
def test_claims_that_are_never_hidden(name: str) -> None:
    value = PAYLOAD.get(name, SECONDS - 1)
    hidden = disclosure("s", name, value)
    said = payload(**{name: ..., "_sd": [digest(hidden)]})
    result = checked(issued(said, hidden))
    assert not result
    assert set(codes(result)) & {"SDJWT_DISCLOSURE_INVALID", "KEY_ISSUER_MISMATCH"}


# The issuer's token


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({**HEADER, "alg": "none"}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, "alg": "HS256"}, "JOSE_ALG_NOT_ALLOWED"),
        ({**HEADER, "typ": "JWT"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "typ": "kb+jwt"}, "JOSE_TYP_MISMATCH"),
        ({"alg": "ES256", "kid": HEADER["kid"]}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "cty": "vc"}, "JOSE_TYP_MISMATCH"),
        ({**HEADER, "crit": ["x"], "x": 1}, "JOSE_CRIT_UNSUPPORTED"),
        ({**HEADER, "kid": STRANGER.verification_method}, "KEY_ISSUER_MISMATCH"),
        ({**HEADER, "jwk": STRANGER.public_key.jwk}, "KEY_SOURCE_UNTRUSTED"),
        ({**HEADER, "jku": "https://evil.example"}, "KEY_SOURCE_UNTRUSTED"),
        ({"alg": "ES256", "typ": "dc+sd-jwt"}, "KEY_NOT_FOUND"),
    ],
    ids=str,
)
def test_headers_that_are_refused(header: Document, code: str) -> None:
    assert code in codes(checked(issued(PAYLOAD, GRADE, header=header)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vct": ...}, "SDJWT_VCT"),
        ({"vct": ""}, "SDJWT_VCT"),
        ({"vct": ["x"]}, "SDJWT_VCT"),
        ({"iss": ...}, "KEY_ISSUER_MISMATCH"),
        ({"iss": STRANGER.controller}, "KEY_ISSUER_MISMATCH"),
        ({"exp": SECONDS - 3600}, "CREDENTIAL_EXPIRED"),
        ({"nbf": SECONDS + 3600}, "CREDENTIAL_NOT_YET_VALID"),
        ({"iat": SECONDS + 3600}, "PROOF_CREATED_IN_FUTURE"),
        ({"exp": "soon"}, "CREDENTIAL_MALFORMED"),
    ],
    ids=str,
)
def test_claims_that_are_refused(changes: Document, code: str) -> None:
    assert code in codes(checked(issued(payload(**changes), GRADE)))


def test_the_type_that_was_asked_for() -> None:
    assert checked(issued(), expected_vct=PAYLOAD["vct"])
    assert codes(checked(issued(), expected_vct="urn:other")) == ["SDJWT_VCT"]


# Key binding


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"header": {**BINDING, "typ": "JWT"}}, "KB_TYP"),
        ({"header": {"alg": "ES256"}}, "KB_TYP"),
        ({"header": {**BINDING, "typ": "application/kb+jwt"}}, "KB_TYP"),
        ({"header": {**BINDING, "alg": "none"}}, "JOSE_ALG_NOT_ALLOWED"),
        ({"header": {**BINDING, "alg": "HS256"}}, "KB_SIGNATURE"),
        ({"header": {**BINDING, "alg": "ES384"}}, "KB_SIGNATURE"),
        ({"header": {**BINDING, "crit": ["x"], "x": 1}}, "JOSE_CRIT_UNSUPPORTED"),
        ({"signer": STRANGER}, "KB_SIGNATURE"),
        (
            {"signer": STRANGER, "header": {**BINDING, "jwk": STRANGER.public_key.jwk}},
            "KB_SIGNATURE",
        ),
        ({"signer": ISSUER}, "KB_SIGNATURE"),
        ({"nonce": "n-0002"}, "KB_NONCE"),
        ({"nonce": ...}, "KB_NONCE"),
        ({"nonce": 1}, "KB_NONCE"),
        ({"nonce": [NONCE]}, "KB_NONCE"),
        ({"aud": "https://other.example"}, "KB_AUDIENCE"),
        ({"aud": ...}, "KB_AUDIENCE"),
        ({"aud": [VERIFIER]}, "KB_AUDIENCE"),
        ({"aud": VERIFIER + "/"}, "KB_AUDIENCE"),
        ({"iat": ...}, "KB_TIME"),
        ({"iat": str(SECONDS)}, "KB_TIME"),
        ({"iat": SECONDS - 3600}, "KB_TIME"),
        ({"iat": SECONDS + 3600}, "KB_TIME"),
        ({"exp": SECONDS - 3600}, "KB_TIME"),
        ({"nbf": SECONDS + 3600}, "KB_TIME"),
        ({"exp": "x"}, "KB_TIME"),
        ({"sd_hash": ...}, "KB_HASH"),
        ({"sd_hash": digest("other")}, "KB_HASH"),
        ({"sd_hash": digest(issued(PAYLOAD))}, "KB_HASH"),
    ],
)
def test_key_bindings_that_are_refused(changes: Document, code: str) -> None:
    content = bound(issued(PAYLOAD, GRADE), **changes)
    result = checked(content, **ASKED)
    assert code in codes(result)
    assert result.outcome is Outcome.FAILED
    assert result.controller is None
    # One that is there must hold, whether it was asked for or not.
    if code not in ("KB_NONCE", "KB_AUDIENCE"):
        assert code in codes(checked(content))


def test_a_key_binding_that_is_missing_or_cannot_be_read() -> None:
    assert codes(checked(issued(PAYLOAD, GRADE), **ASKED)) == ["KB_MISSING"]
    for text in ("x", "a.b", "a.b.c", issued()[:-1] + ".x", token(BINDING, "[]"), token({}, "x")):
        assert "KB_SIGNATURE" in codes(checked(issued(PAYLOAD, GRADE) + text))


@pytest.mark.parametrize("confirmation", [..., None, {}, {"jwk": "x"}, {"jwk": {"kty": "EC"}}])
def test_the_issuer_says_whose_key_it_is(confirmation: Any) -> None:
    content = bound(issued(payload(cnf=confirmation), GRADE))
    assert "KB_SIGNATURE" in codes(checked(content, **ASKED))


def test_the_holder_may_be_named_by_a_did() -> None:
    said = payload(cnf={"kid": HOLDER.verification_method})
    assert checked(bound(issued(said, GRADE)), **ASKED)
    other = payload(cnf={"kid": STRANGER.verification_method})
    assert codes(checked(bound(issued(other, GRADE)), **ASKED)) == ["KB_SIGNATURE"]


def test_a_disclosure_that_was_taken_out_or_put_in() -> None:
    content = bound(issued(PAYLOAD, GRADE))
    signed, shown, binding = content.split("~")
    for choice in ([], [shown, ECTS], [ECTS]):
        assert codes(checked("~".join([signed, *choice, binding]), **ASKED)) == ["KB_HASH"]


def test_what_the_policy_demands_holds_for_every_mechanism() -> None:
    from elm_microcred import sign
    from tokens import credential

    for securing in ("ecdsa-rdfc-2019", "vc+jwt", "vc+sd-jwt"):
        content = sign(credential(), ISSUER, securing=securing, now=NOW).content
        assert checked(content)
        assert "KB_MISSING" in codes(checked(content, require_key_binding=True))
        assert "SDJWT_VCT" in codes(checked(content, expected_vct="urn:x"))


def test_a_challenge_that_nobody_answers_is_not_answered() -> None:
    """Who asks with a challenge wants to know who presents, whatever comes."""
    from elm_microcred import sign
    from tokens import credential

    for demand in ({"challenge": NONCE}, {"domain": VERIFIER}):
        assert codes(checked(issued(PAYLOAD, GRADE), **demand)) == ["KB_MISSING"]
        for securing in ("vc+jwt", "vc+cose", "vc+sd-jwt", "ecdsa-rdfc-2019"):
            content = sign(credential(), ISSUER, securing=securing, now=NOW).content
            assert checked(content)
            assert not checked(content, **demand), securing


# Cost


@pytest.mark.parametrize(
    "content",
    [
        issued(PAYLOAD, *[disclosure("s", f"n{i}", i) for i in range(600)]),
        token(HEADER, PAYLOAD) + "~" * 1_000_000,
        token(HEADER, PAYLOAD) + "~" + "A" * 4 * 1024 * 1024 + "~",
        token(HEADER, {**PAYLOAD, "_sd": [digest(str(i)) for i in range(60_000)]}) + "~",
    ],
    ids=["600 disclosures", "a million parts", "4 MiB", "60,000 digests"],
)
def test_what_is_too_much_is_refused_at_once(content: str) -> None:
    began = time.process_time()
    result = checked(content)
    assert time.process_time() - began < 1
    assert [code for code in codes(result) if code.startswith("LIMIT_")]


def nested(levels: int) -> str:
    inner = disclosure("s0", "n0", "end")
    chain = [inner]
    for level in range(1, levels):
        inner = disclosure(f"s{level}", f"n{level}", {"_sd": [digest(inner)]})
        chain.append(inner)
    return issued(payload(_sd=[digest(inner)]), *chain)


def test_disclosures_are_nested_so_deep_and_no_deeper() -> None:
    assert checked(nested(16))
    assert codes(checked(nested(17))) == ["LIMIT_DEPTH"]


def test_nothing_is_asked_of_anybody() -> None:
    asked: list[str] = []

    def resolve(url: str, /) -> Any:
        asked.append(url)
        return offline(url)

    for header in ({**HEADER, "jku": "https://evil.example"}, {**HEADER, "kid": "x"}):
        checked(issued(PAYLOAD, GRADE, header=header), resolve=resolve)
    assert asked == []


def test_any_changed_character_is_found() -> None:
    content = bound(issued(PAYLOAD, GRADE, MODULE))
    assert checked(content, **ASKED)
    for place in range(0, len(content), 5):
        flipped = "A" if content[place] != "A" else "B"
        changed = content[:place] + flipped + content[place + 1 :]
        assert not checked(changed, **ASKED), place
    assert read_compact(content.split("~")[0]).payload


def test_objects_that_are_no_sd_jwt_are_judged_as_what_they_are() -> None:
    for members in (
        {"payload": "x", "signatures": []},
        {"payload": "x", "signatures": [7]},
        {"payload": "x", "protected": "=", "signature": "x"},
        {"payload": "x", "protected": 7, "signature": "x"},
    ):
        assert codes(checked(members))[0].startswith("JOSE_")


def test_an_envelope_is_of_the_type_of_its_token() -> None:
    from elm_microcred.proofs.data_urls import enveloped

    for declared, fits in (("application/dc+sd-jwt", True), ("application/vc+sd-jwt", False)):
        found = checked(enveloped(issued(PAYLOAD, GRADE).encode(), declared))
        assert ("JOSE_TYP_MISMATCH" in codes(found)) is not fits


def test_more_disclosures_than_are_read() -> None:
    from elm_microcred.errors import LimitError
    from elm_microcred.limits import Limits
    from elm_microcred.proofs.sd_jwt.disclosures import unpack

    with pytest.raises(LimitError):
        unpack(PAYLOAD, [GRADE, ECTS], limits=Limits(disclosures=1))
