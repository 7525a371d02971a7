"""`sign`: what it gives, and everything that it refuses to put a key to."""

from __future__ import annotations

import copy
import json
import re
from collections import UserDict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from documents import (
    BADGE,
    ELM,
    ISSUER,
    NOW,
    OTHER,
    SIGNER,
    UNIVERSITY,
    UNIVERSITY_SIGNER,
    Document,
    badge,
    elm,
    serving,
    university_document,
)
from elm_microcred.contexts import DATA_INTEGRITY_V2
from elm_microcred.errors import (
    ElmMicrocredError,
    JsonLdError,
    LimitError,
    ParseError,
    ProofGenerationError,
    UnsupportedCryptosuiteError,
)
from elm_microcred.issuing import sign
from elm_microcred.limits import Limits
from elm_microcred.proofs.policy import Policy
from elm_microcred.verification import verify


def signed(document: Any = BADGE, **arguments: Any) -> Document:
    document = json.loads(sign(document, SIGNER, **{"now": NOW, **arguments}).content)
    assert isinstance(document, dict)
    return document


def refusal(document: Any, **arguments: Any) -> ElmMicrocredError:
    with pytest.raises(ElmMicrocredError) as caught:
        signed(document, **arguments)
    return caught.value


# What is given


@pytest.mark.parametrize(
    ("document", "media_type"),
    [(BADGE, "application/vc"), (ELM, "application/vc+ld+json")],
    ids=["badge", "elm"],
)
def test_what_is_signed_verifies(document: Document, media_type: str) -> None:
    secured = sign(document, SIGNER, now=NOW)
    assert secured.media_type == media_type
    result = verify(secured.content, now=NOW)
    assert result, result.problems
    assert result.media_type == media_type
    assert result.controller == ISSUER


def test_the_bytes_are_compact_and_keep_their_order() -> None:
    content = sign(elm(zz=...), SIGNER, now=NOW).content
    text = content.decode("utf-8")
    assert "Rīgas" in text and "\\u" not in text
    assert list(json.loads(text)) == [*ELM, "proof"]
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text
    assert json.loads(text)["@context"] == [*ELM["@context"], DATA_INTEGRITY_V2]


@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("issuer", [ISSUER, "object", "urn:epass:org:1"])
@pytest.mark.parametrize(
    "document",
    [BADGE, badge(name='É \u2028 "\\\x1f'), ELM],
    ids=["badge", "escapes", "elm"],
)
def test_the_bytes_are_those_of_the_whole_document_written_at_once(
    document: Document, issuer: Any, securing: str
) -> None:
    if issuer == "object":
        kind = {} if document is ELM else {"type": ["Profile"]}
        issuer = {"id": ISSUER, **kind}
    text = sign({**document, "issuer": issuer}, SIGNER, now=NOW, securing=securing).content.decode()
    assert list(json.loads(text))[-1] == "proof"
    assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


def test_the_same_row_gives_the_same_bytes() -> None:
    assert sign(BADGE, SIGNER, now=NOW) == sign(BADGE, SIGNER, created=NOW)


def test_the_clock_is_read_only_where_no_time_is_given() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    proof = json.loads(sign(BADGE, SIGNER).content)["proof"]
    assert before <= datetime.fromisoformat(proof["created"]) <= datetime.now(UTC)
    assert signed(created=NOW, now=datetime(2020, 1, 1, tzinfo=UTC))["proof"]["created"].startswith(
        "2026"
    )


def test_every_argument_reaches_the_proof() -> None:
    end = datetime(2027, 1, 1, tzinfo=UTC)
    proof = signed(expires=end, purpose="authentication", domain="d", challenge="c")["proof"]
    assert proof["expires"] == "2027-01-01T00:00:00Z"
    assert (proof["proofPurpose"], proof["domain"], proof["challenge"]) == (
        "authentication",
        "d",
        "c",
    )
    assert signed(securing="eddsa-jcs-2022")["proof"]["cryptosuite"] == "eddsa-jcs-2022"


def test_a_mapping_that_is_no_dict_is_a_document_too() -> None:
    assert verify(sign(UserDict(BADGE), SIGNER, now=NOW).content, now=NOW)


def test_a_presentation() -> None:
    document = {
        "@context": BADGE["@context"],
        "type": ["VerifiablePresentation"],
        "holder": ISSUER,
        "verifiableCredential": [signed()],
    }
    secured = sign(document, SIGNER, now=NOW, challenge="c", domain="d")
    assert secured.media_type == "application/vp"
    result = verify(secured.content, now=NOW, policy=Policy(challenge="c", domain="d"))
    assert result, result.problems


# The issuer

UNNAMED = {"type": ["Profile"], "name": "U"}


@pytest.mark.parametrize(
    "issuer",
    [..., None, "urn:epass:org:1", {**UNNAMED}, {"id": "urn:uuid:1", **UNNAMED}],
    ids=["absent", "null", "placeholder", "object without id", "object with placeholder"],
)
def test_the_signer_is_the_issuer_where_none_is_named(issuer: Any) -> None:
    document = badge(issuer=issuer)
    before = copy.deepcopy(document)
    made = signed(document)
    assert document == before
    named = made["issuer"]
    assert (named["id"] if isinstance(named, dict) else named) == ISSUER
    assert verify(json.dumps(made), now=NOW)


def test_a_placeholder_is_replaced_wherever_it_stands() -> None:
    text = json.dumps(ELM).replace(ISSUER, "urn:epass:org:1")
    assert signed(json.loads(text)) == signed(ELM)


def test_the_order_of_an_issuer_object_begins_with_its_id() -> None:
    made = signed(badge(issuer={"type": ["Profile"], "name": "U", "id": "urn:uuid:1"}))
    assert list(made["issuer"]) == ["id", "type", "name"]


@pytest.mark.parametrize("issuer", [OTHER.controller, UNIVERSITY, "http://university.example/"])
def test_another_issuer_is_not_signed_for(issuer: str) -> None:
    error = refusal(badge(issuer=issuer))
    assert isinstance(error, ProofGenerationError)
    assert (error.code, error.pointer) == ("KEY_ISSUER_MISMATCH", "/issuer")
    assert error.problem.expected == ISSUER
    assert error.problem.remedy
    assert refusal(badge(issuer={"id": issuer})).pointer == "/issuer/id"


def test_an_issuer_with_a_document() -> None:
    secured = sign(badge(issuer=UNIVERSITY), UNIVERSITY_SIGNER, now=NOW)
    assert verify(secured.content, now=NOW, resolve=serving({UNIVERSITY: university_document()}))


# What is refused


@pytest.mark.parametrize("securing", ["jws", "vc+json", "eddsa-2022", ""])
def test_an_unknown_securing_mechanism_is_named(securing: str) -> None:
    error = refusal(BADGE, securing=securing)
    assert isinstance(error, UnsupportedCryptosuiteError)
    assert error.code == "SECURING_UNSUPPORTED"
    assert "eddsa-rdfc-2022" in str(error.problem.expected)


LOST: list[tuple[str, Document, str, str]] = [
    ("undefined term", badge(grade="A"), "DATA_UNDEFINED_TERM", "/grade"),
    (
        "undefined term, deep",
        badge(credentialSubject={**BADGE["credentialSubject"], "grade": "A"}),
        "DATA_UNDEFINED_TERM",
        "/credentialSubject/grade",
    ),
    ("undefined type", badge(type=[*BADGE["type"], "Diploma"]), "DATA_UNDEFINED_TYPE", "/type/2"),
    (
        "relative IRI",
        badge(
            credentialSubject={
                **BADGE["credentialSubject"],
                "achievement": {
                    **BADGE["credentialSubject"]["achievement"],
                    "id": "achievements/a1",
                },
            }
        ),
        "DATA_RELATIVE_IRI",
        "/credentialSubject/achievement/id",
    ),
    (
        "inline context",
        badge(**{"@context": [*BADGE["@context"], {"grade": "https://a.example/grade"}]}),
        "CONTEXT_INLINE_NOT_ALLOWED",
        "/@context/2",
    ),
    (
        "unknown context",
        badge(**{"@context": [*BADGE["@context"], "https://a.example/v1"]}),
        "CONTEXT_UNKNOWN",
        "/@context/2",
    ),
    (
        "language map under Open Badges",
        badge(
            credentialSubject={
                **BADGE["credentialSubject"],
                "achievement": {
                    **BADGE["credentialSubject"]["achievement"],
                    "name": {"en": "Data Literacy", "lv": "Datu pratība"},
                },
            }
        ),
        "DATA_LANGUAGE_MAP",
        "/credentialSubject/achievement/name",
    ),
]


@pytest.mark.parametrize(
    ("document", "code", "pointer"), [row[1:] for row in LOST], ids=[row[0] for row in LOST]
)
@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_json_ld_would_lose_is_refused_at_signing(
    document: Document, code: str, pointer: str, securing: str
) -> None:
    error = refusal(document, securing=securing)
    assert isinstance(error, JsonLdError)
    assert (error.code, error.pointer) == (code, pointer)


@pytest.mark.parametrize(
    ("document", "code", "pointer"), [row[1:] for row in LOST], ids=[row[0] for row in LOST]
)
@pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_json_ld_would_lose_is_refused_at_verification(
    document: Document, code: str, pointer: str, securing: str
) -> None:
    tampered = {**signed(securing=securing), **document}
    result = verify(json.dumps(tampered), now=NOW)
    assert not result
    found = [(problem.code, problem.pointer) for problem in result.check("terms").problems]
    assert found == [(code, pointer)]


def test_all_that_is_wrong_is_said_at_once() -> None:
    error = refusal(badge(name={"en": "Data", "lv": "Dati"}, grade="A", validFrom="2025"))
    assert isinstance(error, ProofGenerationError)
    assert {(problem.code, problem.pointer) for problem in error.problems} >= {
        ("DATA_LANGUAGE_MAP", "/name"),
        ("DATA_UNDEFINED_TERM", "/grade"),
        ("CREDENTIAL_MALFORMED", "/name"),
        ("CREDENTIAL_MALFORMED", "/validFrom"),
    }


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (badge(credentialSubject=...), "CREDENTIAL_MALFORMED"),
        (badge(validUntil="2020-01-01T00:00:00Z"), "CREDENTIAL_PERIOD"),
        (elm(issuanceDate=...), "CREDENTIAL_MALFORMED"),
        ({}, "CONTEXT_MISSING"),
        (badge(**{"@context": ...}), "CONTEXT_MISSING"),
    ],
)
def test_what_is_no_credential_is_not_signed(document: Document, code: str) -> None:
    error = refusal(document)
    assert isinstance(error, ElmMicrocredError)
    assert code in {problem.code for problem in error.problems}


def deep() -> Document:
    value: Any = "x"
    for _ in range(100_000):
        value = [value]
    return badge(name=value)


def circular() -> Document:
    document = badge()
    document["credentialSubject"]["achievement"]["id"] = document
    return document


@pytest.mark.parametrize(
    ("document", "error", "code"),
    [
        ([], ProofGenerationError, "PROOF_GENERATION"),
        ("text", ProofGenerationError, "PROOF_GENERATION"),
        (badge(name=b"bytes"), ProofGenerationError, "PROOF_GENERATION"),
        (badge(name=Decimal("1.5")), ProofGenerationError, "PROOF_GENERATION"),
        (badge(name=float("nan")), ProofGenerationError, "PROOF_GENERATION"),
        (badge(proof={}), ProofGenerationError, "PROOF_GENERATION"),
        (badge(proof=None), ProofGenerationError, "PROOF_GENERATION"),
        (deep(), ProofGenerationError, "PROOF_GENERATION"),
        (circular(), ProofGenerationError, "PROOF_GENERATION"),
        (badge(name="\ud800"), ParseError, "PARSE_INVALID_UTF8"),
        (badge(name=2**60), ParseError, "PARSE_NUMBER"),
        ({**BADGE, 1: "x", "1": "y"}, ParseError, "PARSE_DUPLICATE_KEY"),
    ],
    ids=lambda value: None if isinstance(value, dict) else str(value)[:20],
)
def test_what_is_no_json_is_not_signed(document: Any, error: type, code: str) -> None:
    refused = refusal(document)
    assert isinstance(refused, error)
    assert refused.code == code


def test_what_verifiers_find_too_long_is_not_signed() -> None:
    length = len(json.dumps(BADGE, separators=(",", ":")).encode())
    for limit in (length - 1, length + 1):
        error = refusal(BADGE, limits=Limits(credential_bytes=limit))
        assert isinstance(error, LimitError)
        assert error.code == "LIMIT_SIZE"


def test_a_key_that_does_not_fit_the_suite() -> None:
    error = refusal(BADGE, securing="ecdsa-rdfc-2019")
    assert error.code == "KEY_TYPE_MISMATCH"


def test_no_message_shows_the_secret() -> None:
    secret = re.compile(re.escape(SIGNER.to_jwk()["d"]))
    for document in (badge(grade="A"), badge(issuer=UNIVERSITY), {}):
        assert not secret.search(str(refusal(document)))
