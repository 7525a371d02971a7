"""The larger credential: issued in three formats, verified whole and in parts, replayed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from elm_microcred import Award, LocalSigner, sign, validate, verify
from elm_microcred.errors import StackingError, UsageError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource, offline
from elm_microcred.stacking import Recipe, compose, plan, replay, stack, unstack
from elm_microcred.stacking.composition import Target
from elm_microcred.status import StatusList, status_entry, status_list_credential
from elm_microcred.verification import Verification
from stack_world import LEARNER, NOW, Issuer, Signed, achievement, micro, recipe

WHOLE = LocalSigner.generate()
AWARD = {"awarded_at": "2026-06-01", "id": "urn:cred:whole"}
FORMATS: tuple[Target, ...] = ("elm", "clr-2", "open-badge-3")
LIST = "https://status.example/1"


class Revocable:
    """An issuer with a status list."""

    def __init__(self) -> None:
        self.issuer = Issuer()
        self.revoked: dict[int, int] = {}

    def badge(self, name: str, index: int) -> bytes:
        return self.issuer.badge(name, credentialStatus=status_entry(LIST, index)).content

    def resolve(self, url: str, /) -> Resource:
        if url != LIST:
            return offline(url)
        document = status_list_credential(
            LIST,
            self.issuer.signer.controller,
            StatusList.empty().updated(self.revoked),
            valid_from=NOW - timedelta(days=1),
        )
        return Resource(sign(document, self.issuer.signer, now=NOW).content)


def held() -> list[Signed]:
    return [Issuer().badge("a"), Issuer().elm("b")]


def made(
    to: Target, parts: list[Signed], what: Recipe | None = None, **more: Any
) -> dict[str, Any]:
    report = stack([each.part for each in parts], what or recipe(), now=NOW)
    award = Award.parse(AWARD)
    return compose(report, award, to=to, issuer_id=WHOLE.controller, **more)


def checked(document: Any, **more: Any) -> Verification:
    content = sign(document, WHOLE, now=NOW).content
    return verify(content, now=NOW, replay=replay, **more)


def codes(result: Verification) -> set[str]:
    return {problem.code for problem in result.problems}


@pytest.mark.parametrize("to", FORMATS)
def test_whole_and_parts_verify_and_the_report_is_replayed(to: Target) -> None:
    result = checked(made(to, held()))
    assert result, result.problems
    ids = [check.id for check in result.checks]
    assert [i for i in ids if "/parts/" in i] == ["securing/parts/0", "securing/parts/1"]
    facts = ["status/whole", "status/parts-now", "status/parts-then"]
    assert [i for i in ids if i in facts] == facts
    replayed = result.check("data-model/stack").values
    assert replayed["recipe"] == "urn:recipe:whole" and replayed["version"] == "3"
    then = result.check("status/parts-then").values["parts"]
    assert then == {"urn:cred:a": "active", "urn:cred:b": "active"}


def test_the_parts_stand_byte_by_byte_in_the_european_credential() -> None:
    parts = held()
    document = made("elm", parts)
    contents = [
        base64.b64decode(each["embeddedEvidence"]["content"]) for each in document["evidence"]
    ]
    assert contents[:2] == [each.content for each in parts]
    claim = document["credentialSubject"]["hasClaim"]
    assert [each["id"] for each in claim["hasPart"]] == ["urn:cred:a", "urn:cred:b"]
    assert claim["specifiedBy"]["type"] == "Qualification"
    titles = [each["title"]["lv"] for each in claim["specifiedBy"]["hasPart"]]
    assert titles == ["Modulis a", "Modulis b"]
    bodies = [each["awardedBy"]["awardingBody"]["id"] for each in claim["hasPart"]]
    assert bodies[0].startswith("did:key:") or bodies[0] == "https://u.example"
    report = validate({**document, "issued": "2026-06-01T00:00:00Z"}, profile="edc-generic-full")
    assert report, report.problems


def test_a_learner_record_has_members_and_says_how_they_belong_together() -> None:
    document = made("clr-2", held())
    subject = document["credentialSubject"]
    assert [each["id"] for each in subject["verifiableCredential"]] == ["urn:cred:a"]
    assert {
        (each["associationType"], each["sourceId"], each["targetId"])
        for each in subject["association"]
    } == {
        ("isPartOf", f"https://spec.example/{name}", "https://spec.example/whole") for name in "ab"
    }
    assert document["partial"] is False
    assert document["evidence"][0]["name"] == "Unit b"


def test_order_is_told_in_a_learner_record() -> None:
    groups = [
        {"id": "first", "match": {"spec": "https://spec.example/a"}, "minCount": 1},
        {"id": "then", "match": {"spec": "https://spec.example/b"}, "after": ["first"]},
    ]
    order = [{"spec": "https://spec.example/b", "after": "https://spec.example/a"}]
    what = recipe(groups=groups, order=order, totals={"minCredits": 12})
    subject = made("clr-2", held(), what)["credentialSubject"]
    precedes = [a for a in subject["association"] if a["associationType"] == "precedes"]
    assert [(a["sourceId"][-1], a["targetId"][-1]) for a in precedes] == [("a", "b")]


def test_kind_validity_and_entitlements_come_from_the_recipe() -> None:
    outcome = {"kind": "partial", "validity": "P3Y", "entitlements": ["May teach"]}
    what = recipe(outcome=outcome)
    document = made("elm", held(), what)
    specification = document["credentialSubject"]["hasClaim"]["specifiedBy"]
    assert specification["isPartialQualification"] is True
    assert specification["entitlesTo"]["title"] == {"en": "May teach"}
    assert document["validUntil"].startswith("2029-06-01")
    assert made("clr-2", held(), what)["partial"] is True
    statement = recipe(outcome={"kind": "credit-statement", "validity": "min-of-parts"})
    document = made("elm", held(), statement)
    specification = document["credentialSubject"]["hasClaim"]["specifiedBy"]
    assert "isPartialQualification" not in specification and "validUntil" not in document


# What is revoked later


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize(
    ("policy", "outcome", "code"),
    [
        ("derive", Outcome.FAILED, "STACK_PART_REVOKED"),
        ("suspend", Outcome.INDETERMINATE, "STACK_PART_UNSETTLED"),
        ("snapshot", Outcome.PASSED, "STACK_PART_REVOKED_SINCE"),
    ],
)
def test_three_facts_change_as_the_policy_says(
    to: Target, policy: str, outcome: Outcome, code: str
) -> None:
    issuer = Revocable()
    contents = [issuer.badge("a", 7), issuer.badge("b", 8)]
    parts = [Signed(each, verify(each, now=NOW, resolve=issuer.resolve)) for each in contents]
    document = made(to, parts, recipe(outcome={"whenRevoked": policy}))
    before = checked(document, resolve=issuer.resolve)
    assert before, before.problems
    issuer.revoked[8] = 1
    after = checked(document, resolve=issuer.resolve)
    assert after.outcome is outcome and code in codes(after)
    assert after.check("status/whole").values == {"outcome": "passed"}
    now, then = (after.check(f"status/parts-{when}").values["parts"] for when in ("now", "then"))
    assert now == {"urn:cred:a": "active", "urn:cred:b": "revoked"}
    assert then == {"urn:cred:a": "active", "urn:cred:b": "active"}
    unseen = checked(document)
    expected = Outcome.PASSED if policy == "snapshot" else Outcome.INDETERMINATE
    assert unseen.outcome is expected


def test_a_revoked_part_counts_no_more() -> None:
    issuer = Revocable()
    issuer.revoked[7] = 1
    content = issuer.badge("a", 7)
    part = Signed(content, verify(content, now=NOW, resolve=issuer.resolve)).part
    report = stack([part, held()[1].part], recipe(), now=NOW)
    assert not report
    assert [reason.code for reason in report.unused["urn:cred:a"]] == ["revoked"]


# What was tampered with


def with_provenance(document: dict[str, Any], change: Callable[[Any], None]) -> dict[str, Any]:
    """The European credential with its provenance changed."""
    media = document["evidence"][-1]["embeddedEvidence"]
    provenance = json.loads(base64.b64decode(media["content"]))
    change(provenance)
    media["content"] = base64.b64encode(canonicalize_json(provenance)).decode()
    return document


def recipe_changed(provenance: Any) -> None:
    provenance["recipe"]["document"]["groups"][0]["minCredits"] = "1"


def report_changed(provenance: Any) -> None:
    provenance["report"]["document"]["totals"]["credits"] = ["99", "99"]


def unsatisfied(provenance: Any) -> None:
    provenance["report"]["document"]["satisfied"] = False


def part_exchanged(provenance: Any) -> None:
    provenance["parts"][0]["digest"] = provenance["parts"][1]["digest"]


def part_unused(provenance: Any) -> None:
    provenance["parts"][0]["used"] = False


def revoked_then(provenance: Any) -> None:
    provenance["parts"][0]["standing"]["status"] = "revoked"


@pytest.mark.parametrize(
    "change",
    [recipe_changed, report_changed, unsatisfied, part_exchanged, part_unused, revoked_then],
)
def test_a_provenance_that_was_changed_is_found_out(change: Callable[[Any], None]) -> None:
    result = checked(with_provenance(made("elm", held()), change))
    assert result.outcome is Outcome.FAILED
    assert codes(result) & {"STACK_PROVENANCE_WRONG", "STACK_REPORT_WRONG"}
    assert result.check("data-model/stack").outcome is Outcome.FAILED


def test_a_provenance_of_another_form_is_found_out() -> None:
    def broken(provenance: Any) -> None:
        provenance["parts"] = [3]

    def no_recipe(provenance: Any) -> None:
        provenance["recipe"]["document"] = {}

    for change in (broken, no_recipe):
        result = checked(with_provenance(made("elm", held()), change))
        assert result.outcome is Outcome.FAILED
        assert codes(result) & {"STACK_PROVENANCE_WRONG", "MODEL_MISSING"}


def test_a_part_that_is_named_a_thousand_times_is_verified_once() -> None:
    def repeated(provenance: Any) -> None:
        provenance["parts"] = [provenance["parts"][0]] * 900

    asked: list[bytes] = []

    def verify_part(content: bytes) -> Verification:
        asked.append(content)
        return verify(content, now=NOW)

    document = with_provenance(made("elm", held()), repeated)
    found = list(replay(document, {}, verify_part))
    assert len(asked) == 1
    assert "STACK_REPORT_WRONG" in {p.code for check in found for p in check.problems}

    def too_many(provenance: Any) -> None:
        provenance["parts"] = [provenance["parts"][0]] * 1001

    (found_,) = replay(with_provenance(made("elm", held()), too_many), {}, verify_part)
    assert [problem.code for problem in found_.problems] == ["LIMIT_PARTS"]


def test_a_forged_part_is_found_out() -> None:
    document = made("elm", held())
    media = document["evidence"][0]["embeddedEvidence"]
    content = base64.b64decode(media["content"])
    forged = content.replace(b"Unit a", b"Unit z")
    media["content"] = base64.b64encode(forged).decode()

    def digest(provenance: Any) -> None:
        from elm_microcred.stacking.composition.provenance import digest_of

        provenance["parts"][0]["digest"] = digest_of(forged)

    result = checked(with_provenance(document, digest))
    assert result.check("securing/parts/0").outcome is Outcome.FAILED
    assert "PROOF_SIGNATURE_INVALID" in codes(result)


# Digests instead of copies


@pytest.mark.parametrize("to", ["elm", "open-badge-3"])
def test_digests_stand_for_parts_that_do_not_go_with_it(to: Target) -> None:
    parts = held()
    document = made(to, parts, copies=False)
    assert json.dumps(parts[0].part.digest)[1:-1] in json.dumps(document)
    assert base64.b64encode(parts[0].content).decode()[:64] not in json.dumps(document)
    result = checked(document)
    assert result.outcome is Outcome.INDETERMINATE
    assert "STACK_PART_ABSENT" in codes(result)
    with pytest.raises(StackingError, match="at least one credential"):
        made("clr-2", parts, copies=False)


# What cannot be awarded


def test_only_what_satisfies_is_awarded() -> None:
    award = Award.parse(AWARD)
    unmet = stack([held()[0].part], recipe(), now=NOW)
    for report in (unmet, plan([], [each.part for each in held()], recipe(), now=NOW)):
        with pytest.raises(StackingError) as caught:
            compose(report, award)
        assert caught.value.code == "STACK_NOT_AWARDABLE"
    met = stack([each.part for each in held()], recipe(target="urn:spec:x"), now=NOW)
    with pytest.raises(StackingError, match="Nobody says what is awarded"):
        compose(met, award)
    assert compose(met, award, achievement=achievement("w", 12))
    with pytest.raises(UsageError):
        compose(met, award, to="pdf")  # type: ignore[arg-type]


def test_bare_micro_credentials_go_with_it_where_they_count() -> None:
    open_ = recipe(each={"verified": False})
    report = stack([micro("a"), micro("b")], open_, now=NOW)
    document = compose(report, Award.parse(AWARD), issuer_id=WHOLE.controller)
    assert document["credentialSubject"]["id"] == LEARNER
    result = checked(document)
    assert result.check("status/parts-now").outcome is Outcome.PASSED


def test_any_other_credential_is_not_replayed() -> None:
    plain = held()[0]
    assert verify(plain.content, now=NOW, replay=replay).checks == plain.verification.checks
    assert verify(b"{", now=NOW, replay=replay).outcome is Outcome.FAILED


# Taking apart


def test_a_european_credential_is_taken_apart() -> None:
    whole = checked(made("elm", held()))
    parts = unstack(whole)
    assert [each.id for each in parts] == ["urn:cred:a", "urn:cred:b"]
    assert all(each.standing.authentic for each in parts)
    assert stack(parts, recipe(), now=NOW)


def test_a_learner_record_is_taken_apart() -> None:
    whole = checked(made("clr-2", held()))
    unseen = unstack(whole)
    assert [(each.id, each.standing.authentic) for each in unseen] == [("urn:cred:a", None)]
    seen = unstack(whole, verify=lambda content: verify(content, now=NOW))
    assert [each.standing.authentic for each in seen] == [True]
    single = held()[0].verification
    assert [each.id for each in unstack(single)] == ["urn:cred:a"]
    assert len(unstack(Verification(()))) == 1


def test_parts_that_hold_themselves_are_no_hang() -> None:
    document = made("elm", held())
    claim = document["credentialSubject"]["hasClaim"]
    claim["hasPart"][0]["hasPart"] = [{"id": claim["hasPart"][0]["id"]}, claim["hasPart"][1]]
    parts = unstack(Verification((), document=document))
    assert sorted(each.id for each in parts) == ["urn:cred:a", "urn:cred:b"]
    deep: dict[str, Any] = {"id": "urn:x:0", "type": "LearningAchievement"}
    for number in range(1, 60):
        deep = {"id": f"urn:x:{number}", "type": "LearningAchievement", "hasPart": deep}
    claim["hasPart"] = deep
    assert len(unstack(Verification((), document=document))) < 40
