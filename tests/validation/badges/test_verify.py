"""What `verify` says of badges and records: their schema, their endorsements, their members."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from elm_microcred import (
    FetchError,
    LocalSigner,
    NotBundledError,
    Outcome,
    Policy,
    ProofGenerationError,
    Resource,
    UsageError,
    Verification,
    offline,
    sign,
    verify,
)
from elm_microcred.limits import Limits
from elm_microcred.proofs.data_integrity import add_proof

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_{}credential_schema.json"

ISSUER, ENDORSER = LocalSigner.generate(), LocalSigner.generate()


def badge(**members: Any) -> dict[str, Any]:
    return {
        "@context": [V2, OB, EXTENSIONS],
        "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER.controller, "type": ["Profile"], "name": "A"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:example:achievement",
                "type": ["Achievement"],
                "name": "Safety",
                "description": "…",
                "criteria": {"narrative": "…"},
            },
        },
        **members,
    }


def endorsement(
    about: str = "urn:uuid:11111111-1111-4111-8111-111111111111", **members: Any
) -> dict[str, Any]:
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": ENDORSER.controller, "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"]},
        **members,
    }


def signed(document: dict[str, Any], signer: LocalSigner = ISSUER, **options: Any) -> Any:
    content = sign(document, signer, **options).content
    return content.decode() if options else json.loads(content)


def checked(document: Any, **policy: Any) -> Verification:
    content = document if isinstance(document, str) else json.dumps(document)
    return verify(content, policy=Policy(**policy))


def said(result: Verification) -> set[tuple[str, str]]:
    return {(problem.code, problem.pointer) for problem in result.problems}


def test_a_badge_passes_and_says_what_it_was_held_to() -> None:
    result = checked(signed(badge()))
    assert result, result.problems
    assert result.check("schema").values == {"class": "AchievementCredential", "schemas": {}}


def test_a_badge_without_learner_fails_though_its_proof_holds() -> None:
    document = badge()
    del document["credentialSubject"]["id"]
    with pytest.raises(ProofGenerationError) as caught:
        signed(document)
    assert caught.value.code == "SCHEMA_MISSING"
    secured = add_proof(document, ISSUER, suite="eddsa-rdfc-2022", created=datetime.now(UTC))
    result = checked(secured)
    assert result.check("securing").outcome is Outcome.PASSED
    assert said(result) == {("SCHEMA_MISSING", "/credentialSubject")}
    assert checked(secured, checks=frozenset({"securing", "controller"}))


def test_endorsements_are_verified_wherever_they_stand() -> None:
    whole = badge(endorsement=[signed(endorsement(), ENDORSER)])
    about = endorsement("urn:example:achievement")
    whole["credentialSubject"]["achievement"]["endorsement"] = [signed(about, ENDORSER)]
    whole["endorsementJwt"] = [signed(endorsement(), ENDORSER, securing="vc+jwt")]
    result = checked(signed(whole))
    assert result, result.problems
    ids = [c.id for c in result.checks if c.id.startswith("securing/endorsements")]
    assert ids == [f"securing/endorsements/{n}" for n in range(3)]
    assert not result.warnings


@pytest.mark.parametrize(
    ("form", "code"), [("embedded", "PROOF_SIGNATURE_INVALID"), ("unsigned", "PROOF_MISSING")]
)
def test_a_wrong_endorsement_fails_the_badge_unless_the_policy_says_else(
    form: str, code: str
) -> None:
    inner = signed(endorsement(), ENDORSER) if form == "embedded" else endorsement()
    inner["name"] = "Another"
    document = signed(badge(endorsement=[inner]))
    result = checked(document)
    assert result.outcome is Outcome.FAILED
    assert code in {problem.code for problem in result.problems}
    assert all(p.pointer.startswith("/endorsement/0") for p in result.errors)
    warned = checked(document, endorsements="warn")
    assert warned
    assert said(warned) == {("ENDORSEMENT_FAILED", "/endorsement/0")}
    skipped = checked(document, endorsements="skip")
    assert skipped and not skipped.problems


def test_there_is_no_other_way_to_treat_endorsements() -> None:
    with pytest.raises(UsageError):
        Policy(endorsements="trust")  # type: ignore[arg-type]


def test_a_broken_token_fails_the_badge() -> None:
    token = signed(endorsement(), ENDORSER, securing="vc+jwt")
    broken = token[:-6] + ("A" * 6 if token[-6:] != "A" * 6 else "B" * 6)
    assert not checked(signed(badge(endorsementJwt=[broken])))


def test_an_endorsement_of_something_else_is_warned_of() -> None:
    other = signed(endorsement("urn:example:other"), ENDORSER)
    result = checked(signed(badge(endorsement=[other])))
    assert result
    assert said(result) == {("ENDORSEMENT_OTHER", "/endorsement/0/credentialSubject/id")}
    token = signed({**endorsement(), "type": ["VerifiableCredential"]}, ENDORSER, securing="vc+jwt")
    result = checked(signed(badge(endorsementJwt=[token])))
    assert said(result) == {("ENDORSEMENT_OTHER", "/endorsementJwt/0")}


def record(*members: Any, **subject: Any) -> dict[str, Any]:
    return {
        "@context": [V2, CLR, OB],
        "id": "urn:uuid:33333333-3333-4333-8333-333333333333",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record",
        "issuer": {"id": ISSUER.controller, "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:example:learner",
            "type": ["ClrSubject"],
            "verifiableCredential": list(members),
            **subject,
        },
    }


def test_the_members_of_a_record_are_verified() -> None:
    member = signed(badge())
    assert checked(signed(record(member)))
    changed = copy.deepcopy(member)
    changed["credentialSubject"]["achievement"]["name"] = "Another"
    result = checked(signed(record(member, changed)))
    assert result.check("securing/members/0").outcome is Outcome.PASSED
    assert result.check("securing/members/1").outcome is Outcome.FAILED
    unsigned = checked(signed(record(badge())))
    assert unsigned.check("securing/members/0").outcome is Outcome.FAILED


def test_a_badge_that_nobody_could_sign_is_told_apart() -> None:
    evidence = {"type": ["Evidence", "https://w3id.org/openbadges#Assertion"], "name": "Old"}
    result = checked(signed(record(badge(evidence=[evidence]))))
    assert result
    pointer = "/credentialSubject/verifiableCredential/0"
    assert said(result) == {("CLR_MEMBER_UNSIGNED", pointer)}


def test_there_may_be_too_many_parts() -> None:
    document = signed(badge(endorsement=[signed(endorsement(), ENDORSER)] * 3))
    result = verify(json.dumps(document), limits=Limits(values=2))
    assert "LIMIT_VALUES" in {problem.code for problem in result.problems}
    part_ids = [check.id for check in result.checks if "endorsements/" in check.id]
    assert len(part_ids) <= 2


SCHEMA = "https://issuer.example/schema.json"


def with_schema(*urls: str, type_: str = "1EdTechJsonSchemaValidator2019") -> dict[str, Any]:
    schemas = [{"id": url, "type": type_} for url in urls]
    return signed(badge(credentialSchema=schemas if len(schemas) > 1 else schemas[0]))  # type: ignore[no-any-return]


class World:
    """A resolver that has one schema, and remembers what it was asked for."""

    def __init__(self, schema: Any) -> None:
        self.schema, self.asked = schema, set[str]()

    def __call__(self, url: str, /) -> Resource:
        self.asked.add(url)
        if url == SCHEMA:
            return Resource(json.dumps(self.schema).encode())
        if url == "https://down.example/schema.json":
            raise FetchError("RESOURCE_UNAVAILABLE", "Down.", found=url)
        return offline(url)


def test_the_published_schema_is_the_table_and_asked_of_nobody() -> None:
    world = World({})
    url = PUBLISHED.format("achievement")
    result = verify(json.dumps(with_schema(url)), resolve=world)
    assert result and result.check("schema").values["schemas"] == {url: "table of the standard"}
    assert not world.asked & {url}
    other = checked(with_schema(PUBLISHED.format("endorsement")))
    assert ("SCHEMA_CLASS", "/type") in said(other)


def test_the_issuers_schema_is_applied() -> None:
    for type_ in ("1EdTechJsonSchemaValidator2019", "JsonSchema"):
        document = json.dumps(with_schema(SCHEMA, type_=type_)) if type_ != "JsonSchema" else None
        document = document or json.dumps(
            signed(badge(credentialSchema={"id": SCHEMA, "type": type_}))
        )
        assert verify(document, resolve=World({"required": ["issuer"]}))
        result = verify(document, resolve=World({"required": ["awardedDate"]}))
        assert "SCHEMA_MISMATCH" in {problem.code for problem in result.errors}
        result = verify(document, resolve=World({"$ref": "file:///etc/passwd"}))
        assert ("SCHEMA_REMOTE", "/credentialSchema/id/$ref") in said(result)


def test_a_schema_that_cannot_be_had_is_a_warning() -> None:
    urls = (SCHEMA, "https://down.example/schema.json")
    result = checked(with_schema(*urls))
    assert result and {p.code for p in result.problems} == {"SCHEMA_UNAVAILABLE"}
    result = verify(json.dumps(with_schema(*urls)), resolve=World({}))
    assert [p.pointer for p in result.warnings] == ["/credentialSchema/1/id"]


def test_a_schema_on_this_machine_is_never_asked_for() -> None:
    def resolve(url: str, /) -> Resource:
        assert "127" not in url
        raise NotBundledError("RESOURCE_NOT_BUNDLED", "No.", found=url)

    result = verify(json.dumps(with_schema("https://127.0.0.1/schema.json")), resolve=resolve)
    assert "URL_BLOCKED" in {problem.code for problem in result.errors}


def test_a_part_of_a_badge_need_not_be_whole() -> None:
    from elm_microcred import derive

    issuer = LocalSigner.generate("P-256")
    document = badge(issuer={"id": issuer.controller, "type": ["Profile"], "name": "A"})
    base = sign(document, issuer, securing="ecdsa-sd-2023").content
    shown = derive(base, ["/credentialSubject/id"]).content
    assert "achievement" not in json.loads(shown)["credentialSubject"]
    assert verify(shown), verify(shown).problems


@pytest.mark.parametrize("value", [7, {}, [{}], [[]], {"type": {}}, [{"type": {}}], {"type": [{}]}])
@pytest.mark.parametrize(
    "member", ["credentialSchema", "endorsement", "endorsementJwt", "evidence", "issuer", "type"]
)
def test_nothing_that_is_not_as_expected_makes_it_stumble(member: str, value: Any) -> None:
    assert not verify(json.dumps({**badge(), member: value}))
    assert not verify(json.dumps({**record(badge()), member: value}))
    inside = record({**badge(), member: value}, association=value)
    assert not verify(json.dumps(inside))
