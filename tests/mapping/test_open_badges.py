"""Open Badges made of micro-credentials: what stands where, and what a plain badge does not say."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from badges import port_safety, typical_badge
from elm_microcred.contexts import CREDENTIALS_V2, MICROCRED_OB_V1, OPEN_BADGES_V3
from elm_microcred.errors import MappingError
from elm_microcred.jsonld import canonicalize
from elm_microcred.mapping.elm import from_elm
from elm_microcred.mapping.open_badges import from_open_badge, to_open_badge
from elm_microcred.model import MicroCredential
from oracles import canonical

GOLDEN = Path(__file__).resolve().parent.parent / "vectors" / "open-badges" / "plain-annex-1.txt"
"""What a badge without the extension does not say of the published sample of Annex I."""

CONTROLLER = "did:key:z6MknibkTHJjatcdf5B5v3fPTeT3duZivuZky4aR7LaehPge"
LEAST: dict[str, Any] = {
    "achievement": {
        "title": "Port safety",
        "issuer": {"id": "did:web:osta.example", "legal_name": "Osta"},
    },
    "award": {"learner": {"id": "did:example:liga"}, "awarded_at": "2026-06-30"},
}


def micro(achievement: dict[str, Any] | None = None, **award: Any) -> MicroCredential:
    """The least micro-credential that can be a badge, with more."""
    return MicroCredential.parse(
        {
            "achievement": {**LEAST["achievement"], **(achievement or {})},
            "award": {**LEAST["award"], **award},
        }
    )


def achievement_of(badge: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = badge["credentialSubject"]["achievement"]
    return found


def aligned(badge: dict[str, Any], type: str) -> list[dict[str, Any]]:
    items = achievement_of(badge).get("alignment", [])
    return [item for item in items if item["targetType"] == type]


def test_the_least_badge() -> None:
    badge = to_open_badge(micro())
    identifier = achievement_of(badge)["id"]
    assert badge == {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": badge["id"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Port safety",
        "issuer": {"id": "did:web:osta.example", "type": ["Profile"], "name": "Osta"},
        "validFrom": "2026-06-30T00:00:00Z",
        "awardedDate": "2026-06-30T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "did:example:liga",
            "achievement": {
                "id": identifier,
                "type": ["Achievement"],
                "name": "Port safety",
                "description": "Port safety",
                "achievementType": "MicroCredential",
                "inLanguage": "en",
                "criteria": {"narrative": "Port safety"},
                "creator": {"id": "did:web:osta.example", "type": ["Profile"]},
            },
        },
    }
    assert identifier.startswith("urn:uuid:")
    assert badge["id"].startswith("urn:uuid:")
    assert badge.losses == ()


def test_the_same_micro_credential_gives_the_same_badge() -> None:
    assert to_open_badge(port_safety()) == to_open_badge(port_safety())


def test_languages_beside_the_main_one_stand_in_the_extension() -> None:
    node = achievement_of(typical_badge())
    assert node["name"] == "Safe handling of dangerous goods in ports"
    assert node["nameIn"] == {"lv": "Droša rīkošanās ar bīstamām kravām ostās"}
    assert node["type"] == ["Achievement"]


def test_a_text_without_the_main_language_is_not_taken_for_it() -> None:
    badge = to_open_badge(micro({"title": {"lv": "Ostas drošība"}}))
    assert achievement_of(badge)["name"] == "Ostas drošība"
    assert achievement_of(badge)["nameIn"] == {"lv": "Ostas drošība"}
    assert from_open_badge(badge).achievement.title.languages == ("lv",)


def test_alignments_say_levels_credits_fields_outcomes_skills_and_quality() -> None:
    badge = typical_badge()
    (eqf,) = aligned(badge, "ext:EQF")
    assert (eqf["targetCode"], eqf["targetUrl"]) == ("4", "http://data.europa.eu/snb/eqf/4")
    (nqf,) = aligned(badge, "ext:NQF")
    assert (nqf["targetFramework"], nqf["targetCode"]) == ("LQF", "4")
    assert [item["targetCode"] for item in aligned(badge, "ext:ISCED")] == ["1041", "1022"]
    assert [item["targetName"] for item in aligned(badge, "ext:CreditPoints")] == [
        "2.5 ECVET",
        "2 ECTS",
    ]
    assert achievement_of(badge)["creditsAvailable"] == 2
    assert achievement_of(badge)["fieldOfStudy"] == "Transport services"
    outcomes = aligned(badge, "ext:LearningOutcome")
    assert len(outcomes) == 3
    (skill,) = aligned(badge, "ext:Skill")
    assert skill["targetName"] == "use personal protective equipment"
    (quality,) = aligned(badge, "ext:QualityAssurance")
    assert quality["targetUrl"] == "https://quality.example/register/2025-118"
    assert quality["assuranceAgency"]["name"] == "Education Quality Service"


def test_criteria_are_the_summary_of_outcomes_or_else_the_outcomes() -> None:
    outcomes = {"outcomes": ["Moors a ship", "Reads a stowage plan"]}
    badge = to_open_badge(micro(outcomes))
    assert achievement_of(badge)["criteria"] == {
        "narrative": "- Moors a ship\n- Reads a stowage plan"
    }
    assert from_open_badge(badge).achievement.outcome_summary is None
    badge = to_open_badge(micro({**outcomes, "outcome_summary": "Works in a port"}))
    assert achievement_of(badge)["criteria"] == {"narrative": "Works in a port"}


def test_roles_and_assessment_stand_where_open_badges_has_them() -> None:
    badge = typical_badge()
    node, subject = achievement_of(badge), badge["credentialSubject"]
    assert badge["issuer"]["address"]["addressCountryCode"] == "LV"
    assert badge["issuer"]["otherIdentifier"][0]["identifierType"] == "ext:registration"
    assert badge["issuer"]["email"] == "registrar@vmc.example"
    assert node["creator"]["id"] == "https://vmc.example/"
    (assessment,) = node["resultDescription"]
    (result,) = subject["result"]
    assert result["resultDescription"] == assessment["id"]
    assert (result["value"], result["status"]) == ("9", "Completed")
    assert assessment["typeOfAssessment"]["notation"] == "practical"
    assert assessment["typeOfAssessment"]["id"] == "http://data.europa.eu/snb/assessment/6a4db9f11d"
    assert subject["licenseNumber"] == "PS-2026-0391"


def test_the_place_of_the_award_stands_in_an_evidence() -> None:
    (process,) = typical_badge()["evidence"]
    assert process["type"] == ["Evidence", "AwardingProcess"]
    assert process["awardingPlace"]["addressLocality"] == "Ventspils"
    assert process["awardingPlace"]["placeName"]["lv"] == "Beramkravu terminālis, Ventspils"


@pytest.mark.parametrize(
    ("learner", "expected"),
    [
        (
            {"given_name": "Līga", "family_name": "Kalniņa", "email": "liga@example.lv"},
            [
                ("name", "Līga Kalniņa", False),
                ("ext:givenName", "Līga", False),
                ("ext:familyName", "Kalniņa", False),
                ("emailAddress", "liga@example.lv", False),
            ],
        ),
        (
            {
                "national_id": {"notation": "120498-10001", "kind": "national"},
                "identifiers": ["VMC-1"],
                "date_of_birth": "1998-04-12",
                "citizenships": ["LV"],
            },
            [
                ("ext:dateOfBirth", "1998-04-12", False),
                ("nationalIdentityNumber", "120498-10001", False),
                ("identifier", "VMC-1", False),
                ("ext:citizenship", "LV", False),
            ],
        ),
        (
            {
                "hashed_identities": [
                    {
                        "identity_type": "emailAddress",
                        "identity_hash": "sha256$" + "0f" * 32,
                        "salt": "x",
                    }
                ]
            },
            [("emailAddress", "sha256$" + "0f" * 32, True)],
        ),
        ({"id": "did:example:liga"}, []),
    ],
)
def test_the_learner_is_as_open_as_the_award_says(
    learner: dict[str, Any], expected: list[tuple[str, str, bool]]
) -> None:
    written = micro(learner=learner)
    badge = to_open_badge(written, extension=False)
    identities = badge["credentialSubject"].get("identifier", [])
    said = [(i["identityType"], i["identityHash"], i["hashed"]) for i in identities]
    assert sorted(said) == sorted(expected)
    assert from_open_badge(badge).award.learner == written.award.learner
    assert badge.losses == ()


def test_credit_points_stay_exact() -> None:
    points = [{"system": "ECTS", "points": "0.3333333333"}, {"system": "CATS", "points": "7.50"}]
    written = micro({"credits": points}, credits_earned=[points[0]])
    badge = to_open_badge(written, extension=False)
    assert achievement_of(badge)["creditsAvailable"] == 0.3333333333
    assert badge.losses == ()
    again = from_open_badge(badge)
    assert again.achievement.credits[1].points == Decimal("7.5")
    assert again.award.credits_earned == written.award.credits_earned


def test_the_ids_that_are_asked_for() -> None:
    written = port_safety()
    badge = to_open_badge(written, id="https://vmc.example/badges/1", issuer_id=CONTROLLER)
    assert badge["id"] == "https://vmc.example/badges/1"
    assert badge["issuer"]["id"] == CONTROLLER
    again = from_open_badge(badge)
    assert again.achievement.issuer is not None
    assert again.achievement.issuer.id == CONTROLLER
    assert again.achievement.awarding_bodies == written.achievement.awarding_bodies


def test_a_type_that_open_badges_does_not_know() -> None:
    written = micro({"achievement_type": "Nanodegree"})
    badge = to_open_badge(written)
    assert achievement_of(badge)["achievementType"] == "ext:Nanodegree"
    assert from_open_badge(badge) == written
    (loss,) = to_open_badge(written, extension=False).losses
    assert loss.detail == (
        "The type of achievement is none of Open Badges and is written with the prefix `ext:`."
    )


def test_the_extension_is_left_out_where_nothing_needs_it() -> None:
    assert MICROCRED_OB_V1 not in to_open_badge(micro())["@context"]
    assert MICROCRED_OB_V1 in to_open_badge(micro({"purpose": "Work in ports"}))["@context"]


WITH_BOTH = {"code": "1041", "iri": "http://data.europa.eu/snb/isced-f/1041"}


@pytest.mark.parametrize(
    "area",
    [
        {"code": "1041"},
        {"iri": "http://data.europa.eu/snb/isced-f/1041"},
        WITH_BOTH,
        {"code": "1041", "label": {"en": "Ports"}},
        {"label": {"en": "Mooring", "lv": "Pietauvošana"}},
        {"code": "M-1", "scheme": "https://x.example/fields", "label": {"en": "Mooring"}},
        {"code": "M-1", "iri": "https://x.example/fields#1"},
    ],
)
def test_fields_of_education_of_any_kind(area: dict[str, Any]) -> None:
    written = micro({"thematic_areas": [area]})
    assert from_open_badge(to_open_badge(written)) == written
    plain = to_open_badge(written, extension=False)
    same = from_open_badge(plain) == written
    assert same is (plain.losses == ())
    # A code and the IRI that it stands for anyway are one thing in a badge.
    assert same is not ("lv" in area.get("label", {}) or area == WITH_BOTH)
    assert achievement_of(plain)["fieldOfStudy"]


def test_a_word_and_its_european_concept_stay_apart() -> None:
    iri = "http://data.europa.eu/snb/learning-assessment/920fbb3cbe"
    concepts = [{"code": "online"}, {"code": "online", "iri": iri}, {"iri": iri}]
    written = micro({"participation": concepts})
    badge = to_open_badge(written)
    assert [item["id"] for item in achievement_of(badge)["formOfParticipation"]] == [iri, iri, iri]
    assert from_open_badge(badge) == written


def test_skills_beside_the_only_outcome_come_back_to_it() -> None:
    skill = {"iri": "https://x.example/skills/1", "label": {"en": "Moors"}}
    written = micro({"outcomes": [{"title": "Moors a ship", "skills": [skill]}]})
    assert from_open_badge(to_open_badge(written, extension=False)) == written


def test_unknown_members_within_small_objects_are_named() -> None:
    written = micro({"workload": {"hours": "60", "note": "estimated"}})
    (loss,) = to_open_badge(written).losses
    assert (loss.pointer, loss.found) == ("/achievement/workload/note", "estimated")
    assert loss.detail == "The member `note` is left out: the model does not define it."


def test_a_language_without_a_name_is_named_by_its_tag() -> None:
    title = {"en": "Port safety", "qaa": "Xy"}
    (loss,) = to_open_badge(micro({"title": title}), extension=False).losses
    assert loss.detail.endswith("left out: qaa.")


@pytest.mark.parametrize("extension", [True, False])
def test_another_processor_gives_the_same_canonical_form(extension: bool) -> None:
    badge = json.loads(json.dumps(typical_badge(extension=extension)))
    assert canonicalize(badge) == canonical(badge)


def test_what_is_missing_is_said_at_once() -> None:
    with pytest.raises(MappingError) as caught:
        to_open_badge(MicroCredential.parse({"achievement": {"title": "Port safety"}, "award": {}}))
    assert [(p.code, p.pointer) for p in caught.value.problems] == [
        ("MODEL_MISSING", "/achievement/issuer"),
        ("MODEL_MISSING", "/award/learner"),
        ("MODEL_MISSING", "/award/awarded_at"),
    ]
    assert all(problem.remedy and problem.expected for problem in caught.value.problems)


def test_organisations_are_described_once() -> None:
    same = LEAST["achievement"]["issuer"]
    other = {"id": same["id"], "legal_name": "Osta", "homepage": "https://osta.example"}
    written = micro({"providers": [same], "funders": [same, other]})
    badge = to_open_badge(written)
    node = achievement_of(badge)
    # Two descriptions of one id contradict each other: then each is written out.
    assert node["fundedBy"][1]["url"] == "https://osta.example"
    assert node["providedBy"][0]["name"] == "Osta"
    alone = achievement_of(to_open_badge(micro({"providers": [same]})))
    assert alone["providedBy"] == [{"id": same["id"], "type": ["Profile"]}]
    assert from_open_badge(badge) == written


def test_losses_of_the_same_kind_are_one_sentence() -> None:
    outcomes = [{"title": {"en": f"Outcome {n}", "lv": f"Rezultāts {n}"}} for n in range(3)]
    (loss,) = to_open_badge(micro({"outcomes": outcomes}), extension=False).losses
    assert (loss.code, loss.pointer, loss.found) == (
        "MAPPING_LOSS",
        "/achievement/outcomes",
        "Outcome 0",
    )
    assert loss.detail == (
        "A learning outcome (3 times) is kept in English (en) only; left out: Latvian (lv)."
    )
    assert "extension=True" in loss.remedy


@pytest.fixture
def annex1(reference: Path) -> MicroCredential:
    """The micro-credential that the European Commission published as an example of Annex I."""
    path = reference / "elm" / "samples" / "edc-2023" / "Sample-MC-Annex1-unsigned.jsonld"
    return from_elm(json.loads(path.read_bytes()))


@pytest.mark.reference
def test_the_sample_of_annex_1_becomes_a_badge_and_comes_back(annex1: MicroCredential) -> None:
    badge = to_open_badge(annex1)
    assert badge.losses == ()
    assert from_open_badge(badge) == annex1
    assert aligned(badge, "ext:EQF")[0]["targetCode"] == "6"
    assert len(aligned(badge, "ext:ESCO")) == 4


@pytest.mark.reference
def test_a_person_understands_what_the_plain_sample_lacks(annex1: MicroCredential) -> None:
    losses = to_open_badge(annex1, extension=False).losses
    told = GOLDEN.read_text("utf-8").splitlines()
    assert [f"{loss.pointer}: {loss.detail}" for loss in losses] == told
    assert all(loss.found and loss.remedy for loss in losses)
