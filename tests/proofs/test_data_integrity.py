"""Proofs made and verified: every member, every condition, sets and chains."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from documents import (
    BADGE,
    ELM,
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
    JsonLdError,
    LimitError,
    ProofError,
    ProofGenerationError,
    UnsupportedCryptosuiteError,
    UsageError,
)
from elm_microcred.limits import Limits
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.data_integrity import add_proof, verify_proofs
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Check, Outcome, Report
from elm_microcred.retrieval import Resource, offline

KEYS = {
    "eddsa-rdfc-2022": ["Ed25519"],
    "eddsa-jcs-2022": ["Ed25519"],
    "ecdsa-rdfc-2019": ["P-256", "P-384"],
    "ecdsa-jcs-2019": ["P-256", "P-384"],
}
SUITES_AND_KEYS = [(suite, key) for suite, keys in KEYS.items() for key in keys]

PURPOSES = frozenset({"authentication", "assertionMethod"})


def secured(document: Document = BADGE, **arguments: Any) -> Document:
    return add_proof(document, SIGNER, **{"created": NOW, **arguments})


def checked(document: Document, **arguments: Any) -> Report:
    policy = arguments.pop("policy", Policy())
    arguments = {"resolve": offline, "now": NOW, **arguments}
    return Report(tuple(verify_proofs(document, policy=policy, **arguments)))


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def with_proof(changes: Any, document: Document | None = None) -> Document:
    """The secured badge with members of its proof changed; `...` leaves one out."""
    document = copy.deepcopy(document or secured())
    proof = {**document["proof"], **changes}
    document["proof"] = {name: value for name, value in proof.items() if value is not ...}
    return document


# What is made


def test_a_proof_says_all_that_it_needs() -> None:
    document = secured()
    assert list(document) == [*BADGE, "proof"]
    assert {**document, "proof": ...} == {**BADGE, "proof": ...}
    value = document["proof"].pop("proofValue")
    assert value.startswith("z") and 86 <= len(value) <= 89
    assert document["proof"] == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-03-01T12:00:00Z",
        "verificationMethod": SIGNER.verification_method,
        "proofPurpose": "assertionMethod",
    }


def test_the_document_is_not_changed() -> None:
    before = copy.deepcopy(BADGE)
    secured()
    assert before == BADGE


def test_the_context_of_data_integrity_is_added_where_it_is_needed() -> None:
    assert secured(ELM)["@context"] == [*ELM["@context"], DATA_INTEGRITY_V2]
    assert secured()["@context"] == BADGE["@context"]
    again = elm(**{"@context": [*ELM["@context"], DATA_INTEGRITY_V2]})
    assert secured(again)["@context"] == again["@context"]


def test_every_argument_stands_in_the_proof() -> None:
    document = secured(
        created=None,
        expires=datetime(2027, 3, 1, 13, 30, 15, 999, tzinfo=UTC),
        purpose="authentication",
        domain=["https://a.example", "https://b.example"],
        challenge="c",
        id="urn:uuid:1",
    )
    proof = document["proof"]
    assert "created" not in proof
    assert proof["expires"] == "2027-03-01T13:30:15Z"
    assert proof["domain"] == ["https://a.example", "https://b.example"]
    assert (proof["challenge"], proof["id"]) == ("c", "urn:uuid:1")
    demanding = Policy(
        purpose="authentication",
        domain=frozenset({"https://b.example", "https://a.example"}),
        challenge="c",
    )
    assert checked(document, policy=demanding)


@pytest.mark.parametrize(("suite", "key"), SUITES_AND_KEYS)
@pytest.mark.parametrize("document", [BADGE, ELM], ids=["badge", "elm"])
def test_every_suite_verifies_what_it_made(suite: str, key: str, document: Document) -> None:
    signer = LocalSigner.generate(key)
    issued = copy.deepcopy(document)
    issued["issuer"]["id"] = signer.controller
    made = add_proof(issued, signer, suite=suite, created=NOW)
    report = checked(made)
    assert report, report.problems
    assert report.check("securing").values["cryptosuites"] == [suite]
    assert report.check("controller").values["controller"] == signer.did
    made["validFrom"] = "2025-02-01T00:00:01Z"
    assert codes(checked(made)) == ["PROOF_SIGNATURE_INVALID"]


def test_every_suite_is_tested_here() -> None:
    assert {suite for suite, _ in SUITES_AND_KEYS} <= set(SUITES)


@pytest.mark.parametrize(
    ("arguments", "error", "code"),
    [
        ({"suite": "rsa-2018"}, UnsupportedCryptosuiteError, "SECURING_UNSUPPORTED"),
        ({"suite": "ecdsa-rdfc-2019"}, ProofGenerationError, "KEY_TYPE_MISMATCH"),
        ({"created": datetime(2026, 3, 1)}, UsageError, "USAGE"),
        ({"expires": datetime(2026, 3, 1)}, UsageError, "USAGE"),
        ({"purpose": ""}, ProofGenerationError, "PROOF_MALFORMED"),
        ({"id": "first"}, ProofGenerationError, "PROOF_MALFORMED"),
        ({"domain": []}, ProofGenerationError, "PROOF_MALFORMED"),
        ({"previous_proof": "urn:uuid:1"}, ProofGenerationError, "PROOF_CHAIN_BROKEN"),
    ],
)
def test_wrong_arguments_are_named(
    arguments: dict[str, Any], error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as caught:
        secured(**arguments)
    assert caught.value.problem.code == code  # type: ignore[attr-defined] - of ElmMicrocredError


def test_nothing_is_signed_that_would_be_lost() -> None:
    with pytest.raises(JsonLdError) as caught:
        secured(badge(grade="A"))
    assert (caught.value.code, caught.value.pointer) == ("DATA_UNDEFINED_TERM", "/grade")
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        with pytest.raises(JsonLdError) as caught:
            secured(badge(**{"@context": ...}), suite=suite)
        assert caught.value.code == "CONTEXT_MISSING"


@dataclass(frozen=True)
class Device:
    """A signer outside of this process that answers in its own way."""

    answer: bytes
    algorithm: str = "ES256"
    verification_method: str = "https://university.example/issuer#key"
    controller: str = "https://university.example/issuer"
    certificates: tuple[bytes, ...] = ()

    def sign(self, data: bytes, /) -> bytes:
        return self.answer


def test_a_device_that_answers_in_der_is_caught() -> None:
    with pytest.raises(ProofGenerationError) as caught:
        add_proof(BADGE, Device(b"\x30" * 71), suite="ecdsa-rdfc-2019", created=NOW)
    assert caught.value.code == "PROOF_GENERATION"
    assert caught.value.problem.found == "71 bytes"


# The proof as received


@pytest.mark.parametrize("value", [..., None, []])
def test_a_document_without_proof_is_not_secured(value: Any) -> None:
    report = checked({**BADGE, "proof": value} if value is not ... else BADGE)
    assert codes(report) == ["PROOF_MISSING"]
    assert report.outcome is Outcome.FAILED
    assert [check.id for check in report.checks] == ["securing", "securing/proof"]


@pytest.mark.parametrize(
    "value", ["z4p82", 7, True, {}, [[]], [None], ["z"], {"type": None}, {"type": []}, {"type": ""}]
)
def test_what_is_no_proof_at_all(value: Any) -> None:
    report = checked({**BADGE, "proof": value})
    assert set(codes(report)) == {"PROOF_MALFORMED"}
    assert report.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"cryptosuite": ...}, ["/proof/cryptosuite"]),
        ({"cryptosuite": ""}, ["/proof/cryptosuite"]),
        ({"cryptosuite": 7}, ["/proof/cryptosuite"]),
        ({"verificationMethod": ...}, ["/proof/verificationMethod"]),
        ({"verificationMethod": {"id": "did:example:a"}}, ["/proof/verificationMethod"]),
        ({"verificationMethod": "key-1"}, ["/proof/verificationMethod"]),
        ({"proofPurpose": ...}, ["/proof/proofPurpose"]),
        ({"proofPurpose": ["assertionMethod"]}, ["/proof/proofPurpose"]),
        ({"proofValue": ...}, ["/proof/proofValue"]),
        ({"proofValue": None}, ["/proof/proofValue"]),
        ({"proofValue": 7}, ["/proof/proofValue"]),
        ({"id": "first"}, ["/proof/id"]),
        ({"created": "2026-03-01"}, ["/proof/created"]),
        ({"created": None}, ["/proof/created"]),
        ({"created": 1772366400}, ["/proof/created"]),
        ({"expires": "never"}, ["/proof/expires"]),
        ({"expires": None}, ["/proof/expires"]),
        ({"domain": 7}, ["/proof/domain"]),
        ({"domain": []}, ["/proof/domain"]),
        ({"domain": ["a", 7]}, ["/proof/domain"]),
        ({"challenge": ["c"]}, ["/proof/challenge"]),
        ({"nonce": {}}, ["/proof/nonce"]),
        ({"previousProof": "first"}, ["/proof/previousProof"]),
        ({"previousProof": [["urn:uuid:1"]]}, ["/proof/previousProof"]),
        ({"previousProof": ["urn:uuid:1"] * 17}, ["/proof/previousProof"]),
        (
            {"https://w3id.org/security#expiration": "x"},
            ["/proof/https:~1~1w3id.org~1security#expiration"],
        ),
        ({"@id": "urn:uuid:1"}, ["/proof/@id"]),
        ({"@nest": {}}, ["/proof/@nest"]),
        ({"created": "x", "expires": "x"}, ["/proof/created", "/proof/expires"]),
    ],
)
def test_malformed_members(changes: dict[str, Any], pointers: list[str]) -> None:
    report = checked(with_proof(changes))
    assert codes(report) == ["PROOF_MALFORMED"] * len(pointers)
    assert [problem.pointer for problem in report.problems] == pointers
    assert report.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("z", "empty"),
        ("4p82", "no prefix"),
        ("u" + "A" * 86, "another base"),
        ("z0OIl", "not of the alphabet"),
        ("z" + "2" * 5_000, "too long"),
    ],
)
def test_values_that_no_suite_writes(value: str, why: str) -> None:
    report = checked(with_proof({"proofValue": value}))
    assert codes(report) in (["PROOF_MALFORMED"], ["PROOF_SIGNATURE_INVALID"]), why
    assert report.outcome is Outcome.FAILED


def test_a_proof_without_time_zone_is_in_utc() -> None:
    document = with_proof({"created": "2026-03-01T12:00:00"})
    assert codes(checked(document)) == ["PROOF_SIGNATURE_INVALID"]
    document = with_proof({"created": "2026-03-01T12:02:00"})
    assert "PROOF_CREATED_IN_FUTURE" in codes(checked(document))


def test_another_context_in_the_proof_changes_nothing_that_is_signed_unseen() -> None:
    report = checked(with_proof({"@context": ["https://a.example/v1"]}))
    assert report.outcome is Outcome.FAILED


# Proofs of other kinds


UNKNOWN = {"type": "RsaSignature2018", "created": "2026-03-01T12:00:00Z"}


@pytest.mark.parametrize(
    "other",
    [UNKNOWN, {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdf-2022"}],
    ids=["type", "suite"],
)
def test_a_proof_of_another_kind_is_left_out_with_a_warning(other: Document) -> None:
    document = secured()
    document["proof"] = [other, document["proof"]]
    report = checked(document)
    assert report
    assert codes(report) == ["PROOF_UNKNOWN_TYPE"]
    assert report.problems[0].pointer == "/proof/0"
    document["proof"] = other
    report = checked(document)
    assert codes(report) == ["PROOF_SUITE_UNSUPPORTED", "PROOF_UNKNOWN_TYPE"]
    assert report.outcome is Outcome.FAILED


def test_a_suite_that_the_policy_leaves_out_is_of_another_kind() -> None:
    policy = Policy(cryptosuites=frozenset({"ecdsa-rdfc-2019"}))
    assert "PROOF_SUITE_UNSUPPORTED" in codes(checked(secured(), policy=policy))
    policy = Policy(cryptosuites=frozenset({"eddsa-rdfc-2022"}))
    assert checked(secured(), policy=policy)


# The conditions


def test_the_purpose() -> None:
    report = checked(secured(purpose="authentication"))
    assert codes(report) == ["PROOF_PURPOSE_MISMATCH"]
    assert report.check("securing/signature").outcome is Outcome.PASSED
    assert report.check("securing").outcome is Outcome.FAILED
    report = checked(with_proof({"proofPurpose": "shopping"}))
    assert codes(report) == ["KEY_NOT_AUTHORISED", "PROOF_PURPOSE_MISMATCH"]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-1, []), (0, []), (60, []), (61, ["PROOF_CREATED_IN_FUTURE"])],
)
def test_a_proof_from_the_future(seconds: int, expected: list[str]) -> None:
    document = secured(created=NOW + timedelta(seconds=seconds))
    assert codes(checked(document)) == expected


@pytest.mark.parametrize(("seconds", "expected"), [(1, []), (-60, []), (-61, ["PROOF_EXPIRED"])])
def test_a_proof_that_has_expired(seconds: int, expected: list[str]) -> None:
    document = secured(expires=NOW + timedelta(seconds=seconds))
    assert codes(checked(document)) == expected


@pytest.mark.parametrize(
    ("in_proof", "demanded", "fits"),
    [
        (None, None, True),
        ("https://a.example", None, True),
        ("https://a.example", "https://a.example", True),
        (["https://a.example"], "https://a.example", True),
        (None, "https://a.example", False),
        ("https://b.example", "https://a.example", False),
        (["https://a.example", "https://b.example"], "https://a.example", False),
        ("https://a.example", frozenset({"https://a.example", "https://b.example"}), False),
    ],
)
def test_domains_are_the_same_set(in_proof: Any, demanded: Any, fits: bool) -> None:
    report = checked(secured(domain=in_proof), policy=Policy(domain=demanded))
    assert codes(report) == ([] if fits else ["PROOF_DOMAIN_MISMATCH"])
    asked = Outcome.SKIPPED if demanded is None else None
    assert report.check("securing/domain").outcome is (
        asked or (Outcome.PASSED if fits else Outcome.FAILED)
    )


@pytest.mark.parametrize(
    ("in_proof", "demanded", "fits"),
    [
        (None, None, True),
        ("c", None, True),
        ("c", "c", True),
        (None, "c", False),
        ("d", "c", False),
    ],
)
def test_the_challenge(in_proof: Any, demanded: Any, fits: bool) -> None:
    report = checked(secured(challenge=in_proof), policy=Policy(challenge=demanded))
    assert codes(report) == ([] if fits else ["PROOF_CHALLENGE_MISMATCH"])


# Key and controller


def test_a_key_of_somebody_else() -> None:
    document = add_proof(BADGE, OTHER, created=NOW)
    report = checked(document)
    assert codes(report) == ["KEY_ISSUER_MISMATCH"]
    assert report.check("controller").outcome is Outcome.FAILED
    assert report.check("securing").outcome is Outcome.PASSED
    assert checked(document, policy=Policy(issuer_binding=False))


def test_a_document_that_names_no_issuer_binds_no_key() -> None:
    for issuer in (..., {"name": "x"}):
        report = checked(add_proof(badge(issuer=issuer), SIGNER, created=NOW))
        assert codes(report) == ["KEY_ISSUER_MISMATCH"]


def test_a_key_of_another_kind_than_the_suite_uses() -> None:
    signer = LocalSigner.generate("P-256")
    document = with_proof({"verificationMethod": signer.verification_method})
    document["issuer"]["id"] = signer.controller
    assert codes(checked(document)) == ["KEY_TYPE_MISMATCH"]
    assert checked(document).check("securing/signature").outcome is Outcome.INDETERMINATE


def test_an_https_issuer() -> None:
    document = add_proof(badge(issuer=UNIVERSITY), UNIVERSITY_SIGNER, created=NOW)
    report = checked(document, resolve=serving({UNIVERSITY: university_document()}))
    assert report, report.problems
    unavailable = checked(document)
    assert codes(unavailable) == ["DID_UNAVAILABLE"]
    assert unavailable.outcome is Outcome.INDETERMINATE
    outcomes = {check.id: check.outcome.value for check in unavailable.checks}
    assert outcomes == {
        "securing": "indeterminate",
        "securing/proof": "passed",
        "securing/signature": "indeterminate",
        "securing/key": "indeterminate",
        "securing/proof-purpose": "passed",
        "securing/proof-period": "passed",
        "controller": "indeterminate",
    }


METHOD = university_document()["verificationMethod"][0]


@pytest.mark.parametrize(
    ("changes", "check", "expected"),
    [
        ({"assertionMethod": []}, "securing/key", "KEY_NOT_AUTHORISED"),
        ({"verificationMethod": []}, "securing/key", "KEY_NOT_FOUND"),
        (
            {"verificationMethod": [{**METHOD, "controller": "https://b.example/"}]},
            "controller",
            "KEY_CONTROLLER_MISMATCH",
        ),
        ({"id": "https://b.example/"}, "controller", "DID_DOCUMENT_MISMATCH"),
        (
            {"verificationMethod": [{**METHOD, "revoked": "2026-03-01T12:00:00Z"}]},
            "securing/key",
            "KEY_REVOKED",
        ),
        (
            {"verificationMethod": [{**METHOD, "expires": "2026-01-01T12:00:00Z"}]},
            "securing/key",
            "KEY_EXPIRED",
        ),
        (
            {"verificationMethod": [{**METHOD, "expires": "someday"}]},
            "securing/key",
            "KEY_MALFORMED",
        ),
        (
            {"verificationMethod": [{**METHOD, "publicKeyMultibase": "zz"}]},
            "securing/key",
            "KEY_MALFORMED",
        ),
    ],
)
def test_what_an_issuers_document_may_lack(
    changes: dict[str, Any], check: str, expected: str
) -> None:
    document = add_proof(badge(issuer=UNIVERSITY), UNIVERSITY_SIGNER, created=NOW)
    report = checked(document, resolve=serving({UNIVERSITY: university_document(**changes)}))
    assert codes(report) == [expected]
    assert report.check(check).outcome is Outcome.FAILED
    assert report.check("securing/signature").outcome is Outcome.INDETERMINATE
    assert report.outcome is Outcome.FAILED


def test_a_key_that_is_revoked_later_holds_until_then() -> None:
    document = add_proof(badge(issuer=UNIVERSITY), UNIVERSITY_SIGNER, created=NOW)
    method = {**METHOD, "revoked": "2026-03-01T12:00:01Z", "expires": "2027-01-01T00:00:00Z"}
    held = serving({UNIVERSITY: university_document(verificationMethod=[method])})
    assert checked(document, resolve=held)
    later = NOW + timedelta(seconds=1)
    assert codes(checked(document, resolve=held, now=later)) == ["KEY_REVOKED"]


def self_asserted(**changes: Any) -> Document:
    key = f"{UNIVERSITY}#{SIGNER.public_key.multikey}"
    signer = LocalSigner(SIGNER.key, verification_method=key)
    return {**add_proof(badge(issuer=UNIVERSITY), signer, created=NOW), **changes}


SELF_ASSERTED = Policy.named("self-asserted-keys")


def test_a_key_that_only_vouches_for_itself() -> None:
    report = checked(self_asserted())
    assert codes(report) == ["KEY_SELF_ASSERTED"]
    assert report.outcome is Outcome.INDETERMINATE
    assert report.check("securing/signature").outcome is Outcome.PASSED
    accepted = checked(self_asserted(), policy=SELF_ASSERTED)
    assert accepted
    assert codes(accepted) == ["KEY_SELF_ASSERTED_ACCEPTED"]
    unbound = checked(self_asserted(), policy=Policy(issuer_binding=False))
    assert codes(unbound) == ["KEY_SELF_ASSERTED"]


def test_a_self_asserted_key_does_not_heal_a_broken_signature() -> None:
    document = self_asserted(name="Changed")
    assert "PROOF_SIGNATURE_INVALID" in codes(checked(document, policy=SELF_ASSERTED))


def test_a_self_asserted_key_vouches_for_its_own_address_only() -> None:
    document = self_asserted(issuer="https://other.example/issuer")
    for policy in (Policy(), SELF_ASSERTED):
        assert "KEY_ISSUER_MISMATCH" in codes(checked(document, policy=policy))


def test_an_issuer_that_no_document_can_stand_behind() -> None:
    bare = SIGNER.controller
    signer = LocalSigner(SIGNER.key, verification_method=bare)
    document = add_proof(badge(issuer="urn:uuid:6f2e33e5"), signer, created=NOW)
    assert codes(checked(document)) == ["KEY_NOT_FOUND"]
    assert codes(checked(document, policy=SELF_ASSERTED)) == ["KEY_SELF_ASSERTED_ACCEPTED"]
    other = add_proof(badge(issuer=OTHER.controller), signer, created=NOW)
    assert codes(checked(other, policy=SELF_ASSERTED)) == ["KEY_ISSUER_MISMATCH"]


# Sets and chains


def in_set(*arguments: dict[str, Any], document: Document = BADGE) -> Document:
    for given in arguments:
        document = add_proof(document, SIGNER, **{"created": NOW, **given})
    return document


def test_every_proof_of_a_set_must_hold() -> None:
    document = in_set({"id": "urn:uuid:1"}, {"id": "urn:uuid:2"}, {"suite": "eddsa-jcs-2022"})
    assert len(document["proof"]) == 3
    assert checked(document)
    for place in range(3):
        broken = copy.deepcopy(document)
        value = broken["proof"][place]["proofValue"]
        broken["proof"][place]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")
        report = checked(broken)
        assert codes(report) == ["PROOF_SIGNATURE_INVALID"]
        assert report.problems[0].pointer == f"/proof/{place}/proofValue"
        assert not report


def test_a_malformed_proof_beside_a_good_one_fails() -> None:
    document = secured()
    document["proof"] = [document["proof"], {"type": "DataIntegrityProof"}]
    assert checked(document).outcome is Outcome.FAILED


CHAIN = [
    {"id": "urn:uuid:1"},
    {"id": "urn:uuid:2", "previous_proof": "urn:uuid:1"},
    {"id": "urn:uuid:3", "previous_proof": ["urn:uuid:1", "urn:uuid:2"]},
]


def test_a_chain() -> None:
    document = in_set(*CHAIN)
    report = checked(document)
    assert report, report.problems
    assert report.check("securing/chain").outcome is Outcome.PASSED


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_link_signs_the_proof_before_it(suite: str) -> None:
    first = {"id": "urn:uuid:1", "suite": suite}
    document = in_set(first, {"previous_proof": "urn:uuid:1", "suite": suite})
    assert checked(document)
    replaced = add_proof(BADGE, SIGNER, **{**first, "created": NOW - timedelta(seconds=1)})
    document["proof"][0] = replaced["proof"]
    report = checked(document)
    assert [problem.pointer for problem in report.problems] == ["/proof/1/proofValue"]
    assert codes(report) == ["PROOF_SIGNATURE_INVALID"]


def drop_first(proofs: list[Document]) -> None:
    del proofs[0]


def repeat_first(proofs: list[Document]) -> None:
    proofs.append(proofs[0])


def make_first_unknown(proofs: list[Document]) -> None:
    proofs[0]["type"] = "RsaSignature2018"


def tie_in_a_knot(proofs: list[Document]) -> None:
    proofs[0]["previousProof"] = "urn:uuid:3"


def name_itself(proofs: list[Document]) -> None:
    proofs[0]["previousProof"] = "urn:uuid:1"


@pytest.mark.parametrize(
    "change", [drop_first, repeat_first, make_first_unknown, tie_in_a_knot, name_itself]
)
def test_a_broken_chain(change: Callable[[list[Document]], None]) -> None:
    document = copy.deepcopy(in_set(*CHAIN))
    change(document["proof"])
    report = checked(document)
    assert "PROOF_CHAIN_BROKEN" in codes(report)
    assert report.check("securing/chain").outcome is Outcome.FAILED


def test_a_chain_can_only_be_made_over_proofs_that_are_there() -> None:
    document = in_set(*CHAIN[:1])
    with pytest.raises(ProofGenerationError):
        in_set({"previous_proof": "urn:uuid:9"}, document=document)


def test_more_proofs_than_are_ever_checked() -> None:
    document = secured()
    document["proof"] = [document["proof"]] * 17
    assert codes(checked(document)) == ["LIMIT_VALUES"]


def test_a_key_is_asked_for_once() -> None:
    asked = []

    def resolve(url: str, /) -> Resource:
        asked.append(url)
        return serving({UNIVERSITY: university_document()})(url)

    document = badge(issuer=UNIVERSITY)
    for _ in range(3):
        document = add_proof(document, UNIVERSITY_SIGNER, created=NOW)
    assert checked(document, resolve=resolve)
    assert asked == [UNIVERSITY]


# The transformation


def test_what_json_ld_would_lose_is_said_under_terms() -> None:
    document = {**secured(), "grade": "A"}
    report = checked(document)
    assert codes(report) == ["DATA_UNDEFINED_TERM"]
    assert report.check("terms").problems[0].pointer == "/grade"
    assert report.check("securing/signature").outcome is Outcome.INDETERMINATE


def test_what_json_ld_would_lose_of_a_proof_has_its_place_there() -> None:
    report = checked(with_proof({"grade": "A"}))
    assert [(p.code, p.pointer) for p in report.problems] == [
        ("DATA_UNDEFINED_TERM", "/proof/grade")
    ]


def test_terms_are_not_asked_where_no_rdf_is_signed() -> None:
    report = checked(secured(suite="eddsa-jcs-2022"))
    assert report.check("terms") == Check.skipped("terms")


def test_a_limit_is_named_and_reached_once() -> None:
    document = in_set({}, {})
    report = checked(document, limits=Limits(nodes=1))
    assert set(codes(report)) == {"LIMIT_NODES"}
    with pytest.raises(LimitError):
        secured(limits=Limits(nodes=1))


def test_a_jcs_proof_may_stand_under_more_contexts_but_not_under_others() -> None:
    document = secured(
        elm(**{"@context": [*ELM["@context"], DATA_INTEGRITY_V2]}), suite="eddsa-jcs-2022"
    )
    more = {**document, "@context": [*document["@context"], BADGE["@context"][1]]}
    assert checked(more)
    fewer = {**document, "@context": document["@context"][:2]}
    report = checked(fewer)
    assert [(p.code, p.pointer) for p in report.problems] == [
        ("PROOF_SIGNATURE_INVALID", "/@context")
    ]
    bare = with_proof({"@context": ...}, document)
    assert codes(checked(bare)) == ["PROOF_SIGNATURE_INVALID"]


def test_json_that_not_everybody_reads_alike_is_not_signed() -> None:
    with pytest.raises((ProofError, JsonLdError)):
        secured(badge(name=float("nan")), suite="eddsa-jcs-2022")


# Presentations


def presentation(**changes: Any) -> Document:
    return {
        "@context": BADGE["@context"][:1],
        "type": ["VerifiablePresentation"],
        "holder": SIGNER.controller,
        **changes,
    }


def test_a_presentation_is_signed_by_its_holder() -> None:
    document = secured(presentation(), purpose="authentication")
    assert checked(document)
    foreign = add_proof(presentation(), OTHER, created=NOW, purpose="authentication")
    assert codes(checked(foreign)) == ["KEY_HOLDER_MISMATCH"]
    assert codes(checked(secured(presentation()))) == ["PROOF_PURPOSE_MISMATCH"]
    nobody = presentation()
    del nobody["holder"]
    assert checked(secured(nobody, purpose="authentication"))
