"""SD-JWT: issued, shown in part, presented, verified; what can be hidden by default; types."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import NOW, UNIVERSITY, UNIVERSITY_SIGNER, elm, serving
from elm_microcred import LimitError, ParseError, ProofGenerationError, derive, present, sign
from elm_microcred.errors import ElmMicrocredError, ForbiddenUrlError, ProofError, ResolutionError
from elm_microcred.limits import Limits
from elm_microcred.proofs.integrity import sri
from elm_microcred.proofs.jose.jws import read_compact
from elm_microcred.proofs.sd_jwt.disclosures import conceal, unpack
from elm_microcred.proofs.sd_jwt.holder import token_media_type
from elm_microcred.proofs.sd_jwt.types import (
    ClaimRule,
    CredentialType,
    bundled_types,
    retrieve_type,
    type_problems,
)
from elm_microcred.retrieval import Resource
from tokens import HOLDER, ISSUER, STRANGER, checked, codes, credential, token

Document = dict[str, Any]

VERIFIER, NONCE = "https://verifier.example", "n-0001"
ASKED = {"challenge": NONCE, "domain": VERIFIER, "require_key_binding": True}
LEARNING = "urn:eu.europa.ec.eudi:learning:credential:1"
CLAIMS: Document = {
    "vct": LEARNING,
    "issuing_authority": "Riga Applied University",
    "issuing_country": "LV",
    "date_of_issuance": "2026-02-01",
    "family_name": "Bērziņa",
    "given_name": "Anna",
    "achievement_title": "Data Literacy for Nurses",
    "learning_outcomes": ["Reads a chart", "Writes a query"],
    "assessment_grade": "A",
    "language_of_classes": ["lv"],
    "learner_identification": "urn:uuid:1",
    "expected_study_time": "5 ECTS",
    "level_of_learning_experience": "EQF 6",
    "types_of_quality_assurance": ["institutional"],
}


def presented(content: bytes, pointers: list[str]) -> bytes:
    part = derive(content, pointers)
    return present(
        [part.content], HOLDER, securing="kb+jwt", domain=VERIFIER, challenge=NONCE, now=NOW
    ).content


def disclosed(content: bytes) -> set[str]:
    return set(checked(content).check("securing").values["disclosed"])


def test_a_credential_of_the_wallets_from_issuer_to_verifier() -> None:
    expires = NOW + timedelta(days=365)
    issued = sign(
        CLAIMS,
        ISSUER,
        securing="dc+sd-jwt",
        now=NOW,
        expires=expires,
        holder_key=HOLDER.public_key,
    )
    assert issued.media_type == "application/dc+sd-jwt"
    whole = checked(issued.content)
    assert whole, whole.problems
    assert whole.warnings == ()
    assert whole.document is not None
    assert {n: whole.document[n] for n in CLAIMS} == CLAIMS
    shown = presented(issued.content, ["/family_name", "/learning_outcomes"])
    result = checked(shown, expected_vct=LEARNING, **ASKED)
    assert result, result.problems
    assert result.controller == ISSUER.controller
    assert result.document is not None
    assert result.document["family_name"] == "Bērziņa"
    assert result.document["learning_outcomes"] == CLAIMS["learning_outcomes"]
    assert result.document["achievement_title"] == CLAIMS["achievement_title"]
    assert not {"given_name", "assessment_grade"} & result.document.keys()
    assert result.document["exp"] == int(expires.timestamp())
    other = present([shown], STRANGER, securing="kb+jwt", domain=VERIFIER, challenge=NONCE, now=NOW)
    assert codes(checked(other.content, **ASKED)) == ["KB_SIGNATURE"]


def test_a_badge_and_a_european_credential_become_credentials_of_the_wallets() -> None:
    badge_, european = credential(), elm(issuer=ISSUER.controller)
    for document, vct in ((badge_, "urn:eudi:micro_credential:1"), (european, "urn:eudi:elm:1")):
        issued = sign(document, ISSUER, securing="dc+sd-jwt", now=NOW)
        result = checked(issued.content, expected_vct=vct)
        assert result, result.problems
        assert result.document is not None
        body = result.document["elm"] if document is european else result.document
        assert {name: body[name] for name in document} == document
        assert checked(derive(issued.content, []).content)


@pytest.mark.parametrize("securing", ["vc+sd-jwt", "dc+sd-jwt"])
def test_what_can_be_hidden_by_default_is_all_but_the_minimum(securing: str) -> None:
    subject = {
        **credential()["credentialSubject"],
        "activityStartDate": "2025-01-01T00:00:00Z",
        "identifier": [
            {"type": "IdentityObject", "identityHash": "x", "identityType": "ext:studentId"}
        ],
    }
    subject["identifier"][0]["hashed"] = False
    issued = sign(credential(credentialSubject=subject), ISSUER, securing=securing, now=NOW)
    assert disclosed(issued.content) == {
        "/credentialSubject/activityStartDate",
        "/credentialSubject/identifier",
        "/credentialSubject/achievement/inLanguage",
        "/credentialSubject/achievement/tag",
    }
    least = checked(derive(issued.content, []).content)
    assert least, least.problems
    assert least.document is not None
    assert least.document["credentialSubject"]["achievement"]["name"] == "Data Literacy for Nurses"


def test_birth_date_and_numbers_can_be_hidden_in_a_european_credential() -> None:
    person = {
        **elm()["credentialSubject"],
        "dateOfBirth": "2000-01-01T00:00:00Z",
        "givenName": {"en": "Anna"},
    }
    document = elm(issuer=ISSUER.controller, credentialSubject=person)
    issued = sign(document, ISSUER, securing="dc+sd-jwt", now=NOW)
    assert "/elm/credentialSubject/dateOfBirth" in disclosed(issued.content)
    least = checked(derive(issued.content, []).content).document
    assert least is not None
    assert set(least["elm"]["credentialSubject"]) == {
        "id",
        "type",
        "fullName",
        "givenName",
        "hasClaim",
    }


def test_the_issuer_says_what_can_be_hidden_or_what_cannot() -> None:
    exactly = sign(
        credential(),
        ISSUER,
        securing="vc+sd-jwt",
        now=NOW,
        disclosable=["/name", "/credentialSubject/achievement/tag/0"],
    )
    assert disclosed(exactly.content) == {"/name", "/credentialSubject/achievement/tag/0"}
    shown = checked(derive(exactly.content, []).content).document
    assert shown is not None
    assert shown["credentialSubject"]["achievement"]["tag"] == ["nursing"]
    all_but = sign(
        credential(),
        ISSUER,
        securing="vc+sd-jwt",
        now=NOW,
        mandatory_pointers=["/issuer", "/validFrom", "/credentialSubject/achievement/tag/1"],
    )
    hidden = disclosed(all_but.content)
    assert {"/name", "/validUntil", "/credentialSubject/achievement/name"} <= hidden
    assert not {"/issuer", "/validFrom", "/id", "/type"} & hidden


def test_what_is_inside_something_hidden_can_be_hidden_once_more() -> None:
    claims = {**CLAIMS, "vct": "urn:x", "address": {"city": "Riga", "street": ["Brīvības", "1"]}}
    pointers = ["/address", "/address/street", "/address/street/1", "/family_name"]
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, disclosable=pointers)
    assert disclosed(issued.content) == set(pointers)
    for wanted, shown in (
        ([], None),
        (["/address/city"], {"city": "Riga"}),
        (["/address/street/0"], {"city": "Riga", "street": ["Brīvības"]}),
        (["/address"], claims["address"]),
    ):
        document = checked(derive(issued.content, wanted).content).document
        assert document is not None
        assert document.get("address") == shown


def test_a_presentation_in_an_sd_jwt_and_in_an_envelope() -> None:
    inner = sign(credential(), ISSUER, securing="vc+sd-jwt", now=NOW)
    for securing in ("vp+jwt", "vp+sd-jwt", "ecdsa-rdfc-2019"):
        shown = present(
            [inner.content], HOLDER, securing=securing, domain=VERIFIER, challenge=NONCE, now=NOW
        )
        result = checked(shown.content, challenge=NONCE, domain=VERIFIER)
        assert result, (securing, result.problems)
        assert result.credentials[0].document == credential()
    wrong = checked(
        present([inner.content], HOLDER, securing="vp+sd-jwt", now=NOW).content, challenge=NONCE
    )
    assert codes(wrong) == ["PROOF_CHALLENGE_MISMATCH"]
    mixed = present(
        [sign(credential(), ISSUER, securing="ecdsa-rdfc-2019", now=NOW).content, inner.content],
        HOLDER,
        securing="vp+jwt",
        now=NOW,
    )
    assert len(checked(mixed.content).credentials) == 2


@pytest.mark.parametrize(
    ("document", "options"),
    [
        ({**CLAIMS, "vct": ""}, {}),
        ({"a": 1}, {}),
        ({**CLAIMS, "iss": "did:example:other"}, {}),
        ({n: v for n, v in CLAIMS.items() if n != "achievement_title"}, {}),
        ({**CLAIMS, "_sd": []}, {}),
        ({**CLAIMS, "a": {"...": 1}}, {}),
        (CLAIMS, {"disclosable": ["/nothing"]}),
        (CLAIMS, {"disclosable": [""]}),
        (CLAIMS, {"disclosable": ["/learning_outcomes/7"]}),
        (CLAIMS, {"disclosable": ["/learning_outcomes/01"]}),
        (CLAIMS, {"disclosable": ["/family_name/x"]}),
        (CLAIMS, {"disclosable": ["/nothing/x"]}),
        (CLAIMS, {"disclosable": ["/learning_outcomes/x/y"]}),
        (CLAIMS, {"disclosable": ["/vct"]}),
        (CLAIMS, {"disclosable": ["x"]}),
        (credential(), {"securing": "vp+sd-jwt"}),
        (elm(issuer=ISSUER.controller), {"securing": "vc+sd-jwt"}),
    ],
)
def test_what_is_not_issued(document: Document, options: Document) -> None:
    with pytest.raises(ProofGenerationError):
        sign(document, ISSUER, now=NOW, **{"securing": "dc+sd-jwt", **options})


def test_no_more_is_hidden_than_verifiers_read() -> None:
    claims = {"vct": "urn:x", **{f"n{i}": i for i in range(20)}}
    with pytest.raises(LimitError):
        sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, limits=Limits(disclosures=19))


def test_what_is_not_shown_and_not_presented() -> None:
    issued = sign(CLAIMS, ISSUER, securing="dc+sd-jwt", now=NOW).content
    for pointer in ("/nothing", "/learning_outcomes/7", "/family_name/x"):
        with pytest.raises(ProofGenerationError):
            derive(issued, [pointer])
    with pytest.raises(ProofError):
        derive(issued + b"AAAA~", [])
    with pytest.raises(ParseError):
        derive(b"\xff~", [])
    for options in (
        {"domain": VERIFIER},
        {"challenge": NONCE},
        {"domain": [VERIFIER], "challenge": NONCE},
    ):
        with pytest.raises(ProofGenerationError):
            present([issued], HOLDER, securing="kb+jwt", now=NOW, **options)
    with pytest.raises(ProofGenerationError):
        present([issued, issued], HOLDER, securing="kb+jwt", domain=VERIFIER, challenge=NONCE)
    with pytest.raises(ParseError):
        token_media_type(b"x")


def test_a_key_binding_takes_the_place_of_another() -> None:
    issued = sign(CLAIMS, ISSUER, securing="dc+sd-jwt", now=NOW, holder_key=HOLDER.public_key)
    once = presented(issued.content, ["/given_name"])
    again = present([once], HOLDER, securing="kb+jwt", domain="https://b", challenge="2", now=NOW)
    assert checked(again.content, require_key_binding=True, domain="https://b", challenge="2")
    assert disclosed(derive(once, []).content) == set()


def test_the_key_of_an_issuer_with_an_https_identifier() -> None:
    signer = UNIVERSITY_SIGNER
    claims = {**CLAIMS, "vct": "urn:x"}
    issued = sign(claims, signer, securing="dc+sd-jwt", now=NOW)
    assert not checked(issued.content)
    jwks = {"keys": [{**signer.public_key.jwk, "kid": "key-1"}]}
    metadata = "https://university.example/.well-known/jwt-vc-issuer/issuer"
    header = {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": "key-1"}
    content = token(header, {"iss": UNIVERSITY, **claims}, signer) + "~"
    for served in (
        {metadata: {"issuer": UNIVERSITY, "jwks": jwks}},
        {
            metadata: {"issuer": UNIVERSITY, "jwks_uri": "https://university.example/keys"},
            "https://university.example/keys": jwks,
        },
        {"https://university.example/.well-known/jwks.json": jwks},
    ):
        result = checked(content, resolve=serving(served))
        assert result, result.problems
        assert result.controller == UNIVERSITY
    for wrong in (
        {metadata: {"issuer": "https://other.example", "jwks": jwks}},
        {metadata: {"issuer": UNIVERSITY}},
        {metadata: {"issuer": UNIVERSITY, "jwks": {"keys": 7}}},
        {metadata: {"issuer": UNIVERSITY, "jwks_uri": "http://127.0.0.1/keys"}},
        {metadata: []},
    ):
        result = checked(content, resolve=serving(wrong))
        assert result.outcome == "failed", wrong


# Types


def test_the_types_of_the_wallets_are_data() -> None:
    assert set(bundled_types()) == {
        LEARNING,
        "urn:eudi:micro_credential:1",
        "urn:eudi:elm:1",
    }


@pytest.mark.reference
def test_the_types_are_those_that_are_published(reference: Path) -> None:
    published = json.loads(
        (reference / "domain/eudi/learning_credential.vct.json").read_text("utf-8")
    )
    ours = {rule.path: rule for rule in bundled_types()[LEARNING].claims}
    for claim in published["claims"]:
        if claim["path"][0] not in ("jti", "iat", "exp", "vct", "iss", "cnf"):
            rule = ours[tuple(claim["path"])]
            assert (rule.mandatory, rule.sd) == (claim["mandatory"], claim["sd"])
    facts = json.loads((reference / "domain/eudi/learning-credential-1.json").read_text("utf-8"))
    top = [rule for rule in ours.values() if len(rule.path) == 1]
    assert [{"path": list(r.path), "mandatory": r.mandatory} for r in top] == facts["claims"]


def test_other_claims_than_those_of_the_type_are_told() -> None:
    rules = (
        ClaimRule(("title",), mandatory=True, sd="never"),
        ClaimRule(("name",), sd="always"),
        ClaimRule(("parts", None, "id"), sd="never"),
        ClaimRule(("parts", 0), sd="allowed"),
    )
    type_ = CredentialType("urn:x", rules)
    claims = {"name": "Anna", "parts": [{"id": 1}]}
    found = [p.pointer for p in type_problems(type_, claims, [("parts", 0, "id")])]
    assert found == ["/title", "/name", "/parts/-/id"]
    assert not list(type_problems(type_, {"title": "x"}, []))
    hidden = sign(CLAIMS, ISSUER, securing="dc+sd-jwt", now=NOW, disclosable=["/issuing_country"])
    warnings = [(p.code, p.pointer) for p in checked(hidden.content).warnings]
    assert ("SDJWT_TYPE", "/issuing_country") in warnings
    assert ("SDJWT_TYPE", "/family_name") in warnings


VCT = "https://types.example/diploma"
BASE = "https://types.example/base"


def metadata(**changes: Any) -> Document:
    rules = [{"path": ["title"], "mandatory": True, "sd": "never"}]
    return {"vct": VCT, "name": "Diploma", "claims": rules, **changes}


def test_a_type_that_its_publisher_describes() -> None:
    base = {"vct": BASE, "claims": [{"path": ["title"]}, {"path": ["parts", None]}]}
    document = metadata(extends=BASE, **{"extends#integrity": sri(json.dumps(base).encode())})
    served = serving({VCT: document, BASE: base})
    type_ = retrieve_type(VCT, resolve=served, integrity=sri(json.dumps(document).encode()))
    assert [(rule.path, rule.sd) for rule in type_.claims] == [
        (("title",), "never"),
        (("parts", None), "allowed"),
    ]
    assert type_.name == "Diploma"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (metadata(vct="urn:other"), "SDJWT_VCT"),
        (metadata(claims={}), "SDJWT_VCT"),
        (metadata(claims=[{}]), "SDJWT_VCT"),
        (metadata(claims=[{"path": [True]}]), "SDJWT_VCT"),
        (metadata(claims=[{"path": ["a"], "sd": "perhaps"}]), "SDJWT_VCT"),
        (metadata(extends=VCT), "SDJWT_VCT"),
        (metadata(extends=7), "SDJWT_VCT"),
        ([], "SDJWT_VCT"),
        (metadata(extends=BASE), "RESOURCE_UNAVAILABLE"),
        (metadata(extends="http://types.example/"), "URL_BLOCKED"),
    ],
)
def test_types_that_are_none(document: Any, code: str) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        retrieve_type(VCT, resolve=serving({VCT: document}))
    assert caught.value.code == code


def test_other_metadata_than_the_credential_says() -> None:
    content = json.dumps(metadata()).encode()
    with pytest.raises(ResolutionError):
        retrieve_type(VCT, resolve=serving({VCT: metadata()}), integrity="sha256-AAAA")
    with pytest.raises(ForbiddenUrlError):
        retrieve_type("urn:x", resolve=serving({}))
    with pytest.raises(ParseError):
        retrieve_type(VCT, resolve=lambda _: Resource(b"{"))
    claims = {"vct": VCT, "title": "x", "vct#integrity": sri(content)}
    issued = sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, disclosable=["/title"]).content
    served = serving({VCT: metadata()})
    assert [p.code for p in checked(issued, resolve=served).warnings] == ["SDJWT_TYPE"]
    # Metadata that cannot be had takes nothing from the credential; other metadata does.
    assert checked(issued).warnings == ()
    other = serving({VCT: metadata(name="Other")})
    assert codes(checked(issued, resolve=other)) == ["RESOURCE_DIGEST_MISMATCH"]


# A law


leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4)
names = st.sampled_from(["a", "b", "c/d", "~e", "ü"])
trees = st.dictionaries(
    names,
    st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def places(value: Any, before: str = "") -> list[str]:
    items: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        items = [(name.replace("~", "~0").replace("/", "~1"), v) for name, v in value.items()]
    elif isinstance(value, list):
        items = [(str(place), v) for place, v in enumerate(value)]
    found = []
    for name, inner in items:
        found += [f"{before}/{name}", *places(inner, f"{before}/{name}")]
    return found


@given(claims=trees, data=st.data())
def test_what_is_hidden_and_shown_again_is_what_it_was(claims: Document, data: Any) -> None:
    all_places = places(claims)
    chosen = data.draw(st.lists(st.sampled_from(all_places), unique=True)) if all_places else []
    payload, disclosures = conceal(claims, chosen, lambda n: b"\0" * n)
    try:
        unpacked = unpack(payload, disclosures)
    except ProofError:
        # With one salt for all, equal parts have equal digests.
        assert len(set(disclosures)) < len(disclosures)
        return
    assert unpacked.claims == claims
    assert len(unpacked.disclosed) == len(chosen)


@given(claims=trees, data=st.data(), decoys=st.integers(0, 5))
def test_decoys_change_nothing_of_what_is_shown(claims: Document, data: Any, decoys: int) -> None:
    all_places = places(claims)
    chosen = data.draw(st.lists(st.sampled_from(all_places), unique=True)) if all_places else []
    counter = iter(range(1, 10_000))
    payload, disclosures = conceal(
        claims, chosen, lambda n: next(counter).to_bytes(n, "big"), decoys=decoys
    )
    unpacked = unpack(payload, disclosures)
    assert unpacked.claims == claims
    assert len(disclosures) == len(chosen)
    assert len(payload.get("_sd", [])) >= decoys
    assert payload.get("_sd", []) == sorted(payload.get("_sd", []))


def test_decoys_hide_how_much_is_hidden() -> None:
    claims = {**CLAIMS, "vct": "urn:x", "address": {"city": "Riga"}, "modules": ["a", "b"]}
    places_ = ["/grade", "/address/city", "/modules/1"]
    secured = sign(
        {**claims, "grade": "A"},
        ISSUER,
        securing="dc+sd-jwt",
        now=NOW,
        disclosable=places_,
        decoys=4,
    )
    token_, *disclosures, _ = secured.content.decode().split("~")
    said = json.loads(read_compact(token_).payload)
    assert len(disclosures) == 3
    assert len(said["_sd"]) == 5
    assert len(said["address"]["_sd"]) == 5
    assert len(said["modules"]) == 6
    result = checked(secured.content)
    assert result.document is not None
    assert (result.document["grade"], result.document["modules"]) == ("A", ["a", "b"])
    with pytest.raises(ProofGenerationError, match="decoys"):
        sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, decoys=-1)
    with pytest.raises(ProofGenerationError, match="decoys"):
        sign(claims, ISSUER, securing="dc+sd-jwt", now=NOW, decoys=65)
