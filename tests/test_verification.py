"""`verify`: the order of its report, every rule of its own, and content that nobody should send."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    nodes,
    serving,
    university_document,
    with_node,
)
from elm_microcred.errors import UsageError, VerificationFailed
from elm_microcred.issuing import sign
from elm_microcred.limits import Limits
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.policy import Policy
from elm_microcred.report import CHECK_IDS, Outcome
from elm_microcred.verification import Verification, verify


def signed(document: Document = BADGE, **arguments: Any) -> Document:
    made = json.loads(sign(document, SIGNER, **{"now": NOW, **arguments}).content)
    assert isinstance(made, dict)
    return made


def checked(document: Any, **arguments: Any) -> Verification:
    content = document if isinstance(document, bytes | str) else json.dumps(document)
    return verify(content, **{"now": NOW, **arguments})


def codes(result: Verification) -> list[str]:
    return [problem.code for problem in result.problems]


SECURED = signed()


# The report


def test_the_checks_stand_in_their_order() -> None:
    result = checked(SECURED)
    top = [check.id for check in result.checks if "/" not in check.id]
    assert top == list(CHECK_IDS)
    outcomes = {check.id: check.outcome.value for check in result.checks}
    assert outcomes == {
        "parse": "passed",
        "securing": "passed",
        "securing/proof": "passed",
        "securing/signature": "passed",
        "securing/key": "passed",
        "securing/proof-purpose": "passed",
        "securing/proof-period": "passed",
        "controller": "passed",
        "data-model": "passed",
        "terms": "passed",
        "schema": "passed",
        "shapes": "skipped",
        "vocabularies": "skipped",
        "annex-1": "skipped",
        "validity-period": "passed",
        "status": "passed",
        "issuer": "skipped",
    }


def test_a_result_says_who_and_what() -> None:
    result = checked(SECURED)
    assert result
    assert result.document == SECURED
    assert result.subject == BADGE["id"]
    assert result.controller == ISSUER
    assert result.controlled_identifier_document is not None
    assert result.controlled_identifier_document["id"] == ISSUER
    assert result.credentials == ()
    assert result.check("issuer").values == {"trust": "not anchored"}
    result.raise_for_failure()
    as_json = json.loads(json.dumps(result.to_dict()))
    assert as_json["outcome"] == "passed"
    assert (as_json["media_type"], as_json["controller"]) == ("application/vc", ISSUER)


def test_a_failed_result_names_no_controller() -> None:
    for broken in ({**SECURED, "name": "Other"}, add_proof(BADGE, OTHER, created=NOW)):
        result = checked(broken)
        assert not result
        assert result.controller is result.controlled_identifier_document is None
        assert result.document == broken
        with pytest.raises(VerificationFailed):
            result.raise_for_failure()


def test_bytes_and_text_are_the_same() -> None:
    text = json.dumps(SECURED, indent=2, ensure_ascii=True)
    assert checked(text) == checked(text.encode())
    assert checked(text)


def test_the_order_of_members_and_their_escapes_do_not_matter() -> None:
    text = json.dumps(dict(reversed(SECURED.items())), ensure_ascii=True).replace("D", "\\u0044")
    assert checked(text)


def test_a_document_says_the_same_with_or_without_a_clock() -> None:
    assert verify(json.dumps(SECURED)).outcome is Outcome.PASSED


# Misuse


@pytest.mark.parametrize(
    "arguments",
    [
        {"content": SECURED},
        {"content": None},
        {"content": b"{}", "now": datetime(2026, 3, 1)},
    ],
    ids=["a dict", "nothing", "a naive time"],
)
def test_misuse_raises(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        verify(**arguments)


# Content that is not a document


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PARSE_INVALID_JSON"),
        (b"\xff\xfe", "PARSE_INVALID_UTF8"),
        (b"<xml/>", "PARSE_INVALID_JSON"),
        (b"[]", "PARSE_NOT_AN_OBJECT"),
        (b"null", "PARSE_NOT_AN_OBJECT"),
        (b'"text"', "PARSE_NOT_AN_OBJECT"),
        (b'{"a": NaN}', "PARSE_INVALID_JSON"),
        (b'{"a": 1, "a": 2}', "PARSE_DUPLICATE_KEY"),
        (b"[" * 100_000, "LIMIT_DEPTH"),
        (b" " * (1024 * 1024 + 1), "LIMIT_SIZE"),
        ("eyJ" + "x" * (1024 * 1024), "LIMIT_SIZE"),
    ],
    ids=lambda value: str(value)[:16],
)
def test_content_that_cannot_be_read(content: bytes | str, code: str) -> None:
    result = checked(content)
    assert codes(result) == [code]
    assert [check.id for check in result.checks] == ["parse"]
    assert result.outcome is Outcome.FAILED
    assert (result.document, result.subject, result.media_type) == (None, "", "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA", "KEY_NOT_FOUND"),
        (b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA\n", "KEY_NOT_FOUND"),
        ({"payload": "x", "signatures": []}, "JOSE_HEADER_INVALID"),
        ({"payload": "x", "protected": "x", "signature": "x"}, "JOSE_ENCODING_INVALID"),
    ],
)
def test_a_token_is_known_for_one(content: Any, code: str) -> None:
    result = checked(content)
    assert code in codes(result)
    assert result.outcome is Outcome.FAILED


def test_an_empty_object_fails_with_reasons() -> None:
    result = checked({})
    assert result.outcome is Outcome.FAILED
    assert {"PROOF_MISSING", "CONTEXT_MISSING", "CREDENTIAL_MALFORMED"} <= set(codes(result))


@pytest.mark.parametrize("name", ["evidence", "type", "@context", "credentialSubject"])
def test_the_number_of_problems_has_an_end(name: str) -> None:
    result = checked({**SECURED, name: [1] * 40_000})
    assert 2 <= len(result.problems) <= 202
    assert result.outcome is Outcome.FAILED


# The policy


def test_only_what_is_asked_is_checked() -> None:
    expired = signed(badge(validUntil="2026-01-01T00:00:00Z"))
    assert codes(checked(expired)) == ["CREDENTIAL_EXPIRED"]
    only = checked(expired, policy=Policy(checks=frozenset({"securing", "controller"})))
    assert only
    assert only.check("validity-period").outcome is Outcome.SKIPPED
    assert only.check("data-model").outcome is Outcome.PASSED
    assert only.controller == ISSUER
    unsecured = Policy(checks=frozenset({"terms", "validity-period"}))
    result = checked({**BADGE, "grade": "A"}, policy=unsecured)
    assert codes(result) == ["DATA_UNDEFINED_TERM"]
    assert result.check("securing").outcome is Outcome.SKIPPED
    without_controller = Policy(checks=frozenset({"securing"}))
    assert checked(SECURED, policy=without_controller).controller is None


def test_a_limit_under_terms_is_named() -> None:
    policy = Policy(checks=frozenset({"terms"}))
    result = checked(SECURED, policy=policy, limits=Limits(nodes=1))
    assert codes(result) == ["LIMIT_NODES"]


def test_terms_are_asked_whatever_the_suite() -> None:
    document = {**signed(securing="eddsa-jcs-2022"), "grade": "A"}
    assert set(codes(checked(document))) == {"PROOF_SIGNATURE_INVALID", "DATA_UNDEFINED_TERM"}


# Validity


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-61, ["CREDENTIAL_NOT_YET_VALID"]),
        (-60, []),
        (0, []),
        (3600, []),
        (3660, []),
        (3661, ["CREDENTIAL_EXPIRED"]),
    ],
)
@pytest.mark.parametrize("kind", ["2.0", "1.1"])
def test_the_validity_period(seconds: int, expected: list[str], kind: str) -> None:
    begin, end = "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z"
    document = (
        badge(validFrom=begin, validUntil=end)
        if kind == "2.0"
        else elm(issuanceDate=begin, expirationDate=end, validFrom=...)
    )
    created = NOW - timedelta(days=1)
    result = checked(signed(document, created=created), now=NOW + timedelta(seconds=seconds))
    assert codes(result) == expected
    if expected:
        names = {"2.0": ("/validFrom", "/validUntil"), "1.1": ("/issuanceDate", "/expirationDate")}
        assert result.problems[0].pointer == names[kind][seconds > 0]
        assert result.check("validity-period").outcome is Outcome.FAILED


def test_times_at_the_end_of_time() -> None:
    far = signed(badge(validUntil="9999-12-31T23:59:59Z"))
    assert checked(far)
    assert checked(far, now=datetime.max.replace(tzinfo=UTC)).outcome is not None
    assert checked(far, now=datetime.min.replace(tzinfo=UTC)).outcome is Outcome.FAILED


# Hiding what is checked


XSD = "http://www.w3.org/2001/XMLSchema#dateTime"


def test_an_end_of_validity_cannot_be_hidden_from_the_check() -> None:
    """The same RDF, so the signature holds; the JSON has no `validUntil`."""
    expired = signed(badge(validUntil="2026-01-01T00:00:00Z"))
    value = expired.pop("validUntil")
    literal = {"@type": XSD, "@value": value}
    for hidden in (
        {"https://www.w3.org/2018/credentials#validUntil": literal},
        {"@nest": {"validUntil": value}},
        {
            "@included": [
                {"id": expired["id"], "https://www.w3.org/2018/credentials#validUntil": literal}
            ]
        },
    ):
        result = checked({**expired, **hidden})
        assert not result
        assert result.check("data-model").outcome is Outcome.FAILED


def test_a_credential_cannot_pass_for_a_presentation() -> None:
    """A presentation is bound to its holder; whoever holds it could be its own issuer."""
    both = badge(
        type=[*BADGE["type"], "VerifiablePresentation"],
        issuer=UNIVERSITY,
        holder=OTHER.controller,
    )
    forged = add_proof(both, OTHER, created=NOW, purpose="authentication")
    result = checked(forged)
    assert result.check("securing").outcome is Outcome.PASSED
    assert [(p.code, p.pointer) for p in result.problems] == [("CREDENTIAL_MALFORMED", "/type")]


# Presentations


def presentation(*credentials: Any, **changes: Any) -> Document:
    document = {
        "@context": BADGE["@context"],
        "type": ["VerifiablePresentation"],
        "holder": ISSUER,
        "verifiableCredential": list(credentials),
        **changes,
    }
    return {name: value for name, value in document.items() if value is not ...}


FROM_UNIVERSITY = json.loads(sign(badge(issuer=UNIVERSITY), UNIVERSITY_SIGNER, now=NOW).content)
HELD = serving({UNIVERSITY: university_document()})
DEMANDING = Policy(challenge="c", domain="https://verifier.example")


def presented(*credentials: Any, **changes: Any) -> Verification:
    document = presentation(*credentials, **changes)
    made = signed(document, challenge="c", domain="https://verifier.example")
    return checked(made, policy=DEMANDING, resolve=HELD)


def test_a_presentation_and_what_is_in_it() -> None:
    result = presented(FROM_UNIVERSITY)
    assert result, result.problems
    assert result.media_type == "application/vp"
    assert result.check("securing/challenge").outcome is Outcome.PASSED
    assert result.check("securing/credentials/0").outcome is Outcome.PASSED
    [credential] = result.credentials
    assert credential
    assert credential.controller == UNIVERSITY
    assert credential.document == FROM_UNIVERSITY


@pytest.mark.parametrize(
    ("credential", "expected", "pointer"),
    [
        ({**FROM_UNIVERSITY, "name": "Other"}, "PROOF_SIGNATURE_INVALID", "/proof/proofValue"),
        ({**FROM_UNIVERSITY, "proof": []}, "PROOF_MISSING", "/proof"),
        (
            {
                "@context": BADGE["@context"][0],
                "id": "data:application/vc+jwt,eyJ",
                "type": "EnvelopedVerifiableCredential",
            },
            "PARSE_INVALID_JSON",
            "",
        ),
        (presentation(), "CREDENTIAL_MALFORMED", ""),
    ],
    ids=["tampered", "unsecured", "enveloped", "a presentation"],
)
def test_a_presentation_is_no_better_than_what_is_in_it(
    credential: Document, expected: str, pointer: str
) -> None:
    result = presented(FROM_UNIVERSITY, credential)
    assert result.outcome is Outcome.FAILED
    inner = result.check("securing/credentials/1").problems
    assert (expected, f"/verifiableCredential/1{pointer}") in [(p.code, p.pointer) for p in inner]
    assert not result.credentials[1]


def test_a_credential_that_is_no_object_is_refused() -> None:
    secured = {**signed(presentation()), "verifiableCredential": ["eyJ", FROM_UNIVERSITY]}
    result = checked(secured, resolve=HELD)
    assert ("CREDENTIAL_MALFORMED", "/verifiableCredential/0") in [
        (p.code, p.pointer) for p in result.problems
    ]
    assert [bool(credential) for credential in result.credentials] == [False, True]


def test_a_single_credential_needs_no_list() -> None:
    single = presentation(verifiableCredential={**FROM_UNIVERSITY, "name": "Other"})
    result = checked(single, resolve=HELD)
    [problem] = result.check("securing/credentials/0").problems
    assert problem.pointer == "/verifiableCredential/proof/proofValue"


def test_more_credentials_than_are_ever_checked() -> None:
    """Even where nothing else is asked that would notice."""
    policy = Policy(checks=frozenset({"validity-period"}))
    result = checked(presentation(*[{}] * 3), limits=Limits(values=2), policy=policy)
    assert result.check("securing/credentials").outcome is Outcome.FAILED
    assert len(result.credentials) == 2


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Policy(challenge="other"), "PROOF_CHALLENGE_MISMATCH"),
        (Policy(domain="https://other.example"), "PROOF_DOMAIN_MISMATCH"),
        (Policy(purpose="assertionMethod"), "PROOF_PURPOSE_MISMATCH"),
    ],
)
def test_a_replayed_presentation(policy: Policy, code: str) -> None:
    made = signed(presentation(FROM_UNIVERSITY), challenge="c", domain="https://verifier.example")
    result = checked(made, policy=policy, resolve=HELD)
    assert codes(result) == [code]
    assert result.credentials[0]


def test_what_a_holder_says_of_itself_is_covered_by_the_presentation() -> None:
    own = badge()
    result = presented(own)
    assert result, result.problems
    assert result.credentials[0].check("securing").values == {"mechanism": "presentation"}
    assert result.credentials[0].controller is None
    foreign = presented(badge(issuer=OTHER.controller))
    assert "PROOF_MISSING" in codes(foreign)
    nobody = presented(own, holder=...)
    assert "PROOF_MISSING" in codes(nobody)


def test_what_a_holder_says_falls_with_the_presentation() -> None:
    made = signed(presentation(badge()))
    made["verifiableCredential"][0]["name"] = "Other"
    result = checked(made)
    assert result.outcome is Outcome.FAILED
    assert result.credentials[0].outcome is Outcome.INDETERMINATE
    unsecured = checked(presentation(badge()))
    assert unsecured.outcome is Outcome.FAILED
    assert unsecured.credentials[0].outcome is Outcome.INDETERMINATE


# Inputs that somebody changed


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "urn:uuid:1",
            "did:key:z6Mk",
            "https://a.example/",
            "2026-03-01T12:00:00Z",
            "_:b0",
            "DataIntegrityProof",
            "VerifiablePresentation",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=6)
            | st.sampled_from(
                ["id", "type", "@id", "@value", "@context", "proof", "@language", "name"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
FULL = settings.get_current_profile_name() == "full"
BASES = [
    SECURED,
    signed(ELM),
    signed(securing="eddsa-jcs-2022"),
    signed(presentation(FROM_UNIVERSITY, badge())),
    {**SECURED, "proof": [SECURED["proof"], {**SECURED["proof"], "previousProof": "urn:uuid:1"}]},
]


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """A secured document with one to three of its nodes replaced, removed or added to."""
    document = copy.deepcopy(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 3))):
        paths = [path for path, _ in nodes(document) if path]
        path = draw(st.sampled_from(paths))
        value = draw(JSON_VALUES)
        action = draw(st.sampled_from(["replace", "remove", "wrap", "add"]))

        def change(parent: Any, step: Any, action: str = action, value: Any = value) -> None:
            if action == "remove":
                del parent[step]
            elif action == "wrap":
                parent[step] = [parent[step]]
            elif action == "add" and isinstance(parent[step], dict):
                parent[step]["added"] = value
            else:
                parent[step] = value

        document = with_node(document, path, change)
        if not document:
            break
    return document


@settings(max_examples=10_000 if FULL else 300)
@given(mutated())
def test_changed_documents_give_a_report(document: Document) -> None:
    """Never an untyped exception, and never a pass by default."""
    result = checked(document, resolve=HELD)
    if result:
        assert result.problems == result.warnings


@settings(max_examples=2_000 if FULL else 200)
@given(st.binary(max_size=64) | st.text(max_size=64), st.integers(0, 2_000), st.booleans())
def test_changed_bytes_give_a_report(noise: bytes | str, place: int, is_insertion: bool) -> None:
    content = json.dumps(SECURED).encode()
    patch = noise if isinstance(noise, bytes) else noise.encode("utf-8", "surrogatepass")
    rest = content[place:] if is_insertion else content[place + len(patch) :]
    result = checked(content[:place] + patch + rest)
    assert result.outcome in Outcome
    assert isinstance(verify(noise, now=NOW), Verification)


@pytest.mark.parametrize("value", [True, 7, "x", {}, [], [{}] * 3, None])
def test_only_a_presentation_presents(value: Any) -> None:
    """Whatever stands under that name in a document of another kind is counted nowhere."""
    for type_ in ("Course", ["VerifiableCredential"], None):
        document = badge(type=type_, verifiableCredential=value)
        result = verify(json.dumps(document), now=NOW, limits=Limits(values=2))
        assert result.outcome is Outcome.FAILED
        assert result.credentials == ()
        assert result.check("securing/credentials").outcome is Outcome.SKIPPED
