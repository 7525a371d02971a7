"""The learning credential of the EU's wallets: all it demands, and back with the losses told."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MappingError,
    MicroCredential,
    sign,
    to_elm,
    verify,
)
from elm_microcred.cli import main
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.exchange.eudi import TABLE, VCT, from_eudi, mandatory, profile, to_eudi
from strategies import micro_credentials

ROOT = Path(__file__).resolve().parent.parent.parent
LEARNER = {
    "given_name": "Anna",
    "family_name": "Liepa",
    "identifiers": ["S-17"],
    "date_of_birth": "1990-05-01",
}


@pytest.fixture(scope="module")
def micro() -> MicroCredential:
    course = Achievement.load(ROOT / "examples" / "port-safety.json")
    award = {"awarded_at": "2026-06-30", "learner": LEARNER, "results": ["9"]}
    return MicroCredential(course, Award.parse(award))


def without(members: Any, losses: Any) -> Any:
    """The members without what was told as lost."""
    kept = copy.deepcopy(members)
    for loss in sorted(losses, key=lambda loss: loss.pointer, reverse=True):
        *way, last = [
            step.replace("~1", "/").replace("~0", "~") for step in loss.pointer.split("/")[1:]
        ]
        here = kept
        for step in way:
            here = here[int(step)] if isinstance(here, list) else here[step]
        if isinstance(here, list):
            here[int(last)] = None
        else:
            del here[last]
    return kept


def assert_said(kept: Any, back: Any) -> None:
    """Everything that was not told as lost is there again."""
    if isinstance(kept, dict):
        for name, value in kept.items():
            if value not in ({}, []):
                assert name in back, name
                assert_said(value, back[name])
    elif isinstance(kept, list):
        for place, value in enumerate(kept):
            if value is not None:
                assert_said(value, back[place])
    else:
        assert kept == back


@pytest.mark.reference
def test_the_profile_is_that_of_the_reference_issuer(reference: Path) -> None:
    published = json.loads((reference / "domain/eudi/learning-credential-1.json").read_bytes())
    assert (profile().vct, profile().as_of) == (published["vct"], published["as_of"])
    top = {rule.path[0]: rule.mandatory for rule in profile().claims if len(rule.path) == 1}
    assert top == {claim["path"][0]: claim["mandatory"] for claim in published["claims"]}
    assert (len(top), len(mandatory())) == (17, 10)
    assert {row.outside for row in TABLE} == set(top)


def test_a_micro_credential_has_all_mandatory_claims_and_comes_back(micro: MicroCredential) -> None:
    claims = to_eudi(micro)
    assert set(mandatory()) <= claims.keys()
    signer = LocalSigner.generate()
    token = sign(claims, signer, securing="dc+sd-jwt")
    result = verify(token.content)
    assert result, result.problems
    assert result.document is not None
    assert {name: result.document[name] for name in claims} == dict(claims)
    again, unread = from_eudi(result.document)
    assert unread == ()
    kept = without(micro.to_dict(), claims.losses)
    assert_said(kept, again.to_dict())
    told = {loss.pointer for loss in claims.losses}
    assert {
        "/achievement/assessments",
        "/achievement/participation",
        "/achievement/title/lv",
        "/award/learner/date_of_birth",
    } <= told
    assert to_eudi(again) == claims


@given(micro=micro_credentials())
def test_any_micro_credential_comes_back_or_lacks_a_claim(micro: MicroCredential) -> None:
    try:
        claims = to_eudi(micro)
    except MappingError as error:
        assert {problem.code for problem in error.problems} == {"CLAIM_MISSING"}
        return
    again, unread = from_eudi(claims, language=micro.achievement.language)
    assert unread == ()
    assert_said(without(micro.to_dict(), claims.losses), again.to_dict())


@given(micro=micro_credentials())
def test_any_complete_one_has_every_mandatory_claim(micro: MicroCredential) -> None:
    award = {**micro.award.to_dict(), "learner": LEARNER, "issued_at": "2026-01-01"}
    award = {k: v for k, v in award.items() if k not in ("valid_from", "valid_until", "awarded_at")}
    achievement = {
        **micro.achievement.to_dict(),
        "levels": [{"framework": "EQF", "level": "5"}],
        "workload": {"hours": "30"},
        "instruction_languages": ["en"],
        "quality_assurance": ["programme-licence"],
        "issuer": {"legal_name": "School", "location": {"country": "LV"}},
        "awarding_bodies": [],
    }
    whole = MicroCredential.parse({"achievement": achievement, "award": award})
    claims = to_eudi(whole)
    assert set(mandatory()) <= claims.keys()
    again, _ = from_eudi(claims, language=whole.achievement.language)
    assert_said(without(whole.to_dict(), claims.losses), again.to_dict())


def test_a_european_credential_is_taken_too(micro: MicroCredential) -> None:
    document = to_elm(micro)
    claims = to_eudi(document)
    assert claims == to_eudi(micro)


def test_what_is_demanded_is_never_made_up(micro: MicroCredential) -> None:
    bare = MicroCredential(Achievement.parse({"title": "Course"}), Award())
    with pytest.raises(MappingError) as caught:
        to_eudi(bare)
    missing = {problem.detail.split()[4] for problem in caught.value.problems}
    assert missing == {f"{name}," for name in mandatory() if name != "achievement_title"}
    assert {problem.pointer for problem in caught.value.problems} >= {"/award/issued_at"}


def claims_of(**more: Any) -> dict[str, Any]:
    return {"vct": VCT, "achievement_title": "Course", **more}


@pytest.mark.parametrize(
    ("claim", "value", "path", "expected"),
    [
        ("level_of_learning_experience", "EQF level 6", "levels", [("EQF", "6")]),
        ("level_of_learning_experience", "6", "levels", [("EQF", "6")]),
        ("level_of_learning_experience", "LQF 4", "levels", [("LQF", "4")]),
    ],
)
def test_levels_are_read_in_several_forms(claim: str, value: str, path: str, expected: Any) -> None:
    micro, unread = from_eudi(claims_of(**{claim: value}))
    assert [(one.framework, one.level) for one in getattr(micro.achievement, path)] == expected
    assert unread == ()


@pytest.mark.parametrize(
    ("value", "hours", "credits"),
    [
        ("PT60H", "60", []),
        ("60 hours", "60", []),
        ("2 ECTS", None, [("ECTS", "2")]),
        ("2.5 ECTS credits", None, [("ECTS", "2.5")]),
        ("3 local points", None, [("local points", "3")]),
    ],
)
def test_study_time_is_read_in_several_forms(value: str, hours: Any, credits: Any) -> None:
    micro, unread = from_eudi(claims_of(expected_study_time=value))
    work = micro.achievement.workload
    assert (None if work is None else str(work.hours)) == hours
    assert [(one.system, str(one.points)) for one in micro.achievement.credits] == credits
    assert unread == ()


def test_what_cannot_be_read_is_told() -> None:
    odd = {
        "issuing_authority": 1,
        "issuing_country": "Latvia",
        "date_of_issuance": 20260101,
        "family_name": "",
        "learning_outcomes": [1],
        "expected_study_time": "long",
        "level_of_learning_experience": "high",
        "types_of_quality_assurance": {"a": 1},
        "prerequisites_to_enroll": [],
        "learner_identification": None,
        "assessment_grade": 5,
        "colour": "blue",
    }
    _, unread = from_eudi(claims_of(**odd))
    assert {problem.pointer.lstrip("/") for problem in unread} == set(odd)
    with pytest.raises(MappingError, match="MAPPING_NO_COUNTERPART"):
        from_eudi({"vct": "urn:other"})
    with pytest.raises(ElmMicrocredError):
        from_eudi(claims_of(date_of_issuance="2026-99-99"))


def test_the_command_line_goes_both_ways(
    micro: MicroCredential, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, claims, token = (tmp_path / name for name in ("a.json", "b.json", "c.txt"))
    source.write_bytes(json.dumps(to_elm(micro)).encode())
    assert main(["convert", str(source), "--to", "eudi", "-o", str(claims)]) == 0
    made = json.loads(claims.read_bytes())
    assert set(mandatory()) <= made.keys()
    token.write_bytes(sign(made, LocalSigner.generate(), securing="dc+sd-jwt").content)
    for file in (claims, token):
        capsys.readouterr()
        assert main(["convert", str(file), "--to", "open-badge-3", "--json"]) == 0
        badge = json.loads(capsys.readouterr().out)["document"]
        assert badge["credentialSubject"]["achievement"]["name"] == str(micro.achievement.title)
    token.write_bytes(token.read_bytes()[:60] + b"~")
    assert main(["convert", str(token), "--to", "elm"]) == 2
