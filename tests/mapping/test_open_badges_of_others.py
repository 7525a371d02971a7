"""Badges that others made: older forms, national members, and values that do not fit."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred.errors import MappingError
from elm_microcred.mapping.open_badges import from_open_badge, to_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://school.example/badges/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Port safety",
    "issuer": {"id": "https://school.example/", "type": ["Profile"], "name": "School"},
    "validFrom": "2026-06-30T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:liga",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://school.example/achievements/1",
            "type": ["Achievement"],
            "name": "Port safety",
            "description": "Works safely in a port.",
            "inLanguage": "en",
            "criteria": {"narrative": "Pass the examination."},
        },
    },
}


def badge(achievement: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """The badge with members of the achievement and of itself replaced; `None` removes one."""
    document = copy.deepcopy(BADGE)
    _replace(document["credentialSubject"]["achievement"], achievement or {})
    _replace(document, members)
    return document


def _replace(holder: dict[str, Any], members: dict[str, Any]) -> None:
    for name, value in members.items():
        holder[name] = value
        if value is None:
            del holder[name]


def read(document: Any) -> tuple[MicroCredential, list[Problem]]:
    noted: list[Problem] = []
    return from_open_badge(document, losses=noted), noted


def alignment(**members: Any) -> dict[str, Any]:
    return {"type": ["Alignment"], "targetUrl": "https://x.example/1", **members}


def test_a_badge_is_read_whole() -> None:
    micro, noted = read(BADGE)
    assert noted == []
    assert micro.achievement.title["en"] == "Port safety"
    assert micro.achievement.achievement_type == "Achievement"
    assert micro.achievement.outcome_summary is not None
    assert micro.achievement.outcome_summary["en"] == "Pass the examination."
    assert micro.award.id == "https://school.example/badges/1"
    assert micro.award.learner.id == "did:example:liga"


def test_one_value_or_a_list_of_one_makes_no_difference() -> None:
    def listed(value: Any) -> Any:
        if isinstance(value, dict):
            return [
                {
                    name: member if name == "@context" else listed(member)
                    for name, member in value.items()
                }
            ]
        return [listed(item) for item in value] if isinstance(value, list) else [value]

    document = badge({"alignment": alignment(targetType="ext:EQF", targetCode="4"), "tag": "port"})
    every = {
        name: member if name == "@context" else listed(member) for name, member in document.items()
    }
    micro, noted = read(every)
    assert (micro, noted) == read(document)
    assert micro.achievement.tags == ("port",)


def test_the_first_version_of_the_data_model() -> None:
    document = badge(
        **{"@context": ["https://www.w3.org/2018/credentials/v1", BADGE["@context"][1]]},
        validFrom=None,
        issuanceDate="2026-06-30T00:00:00Z",
        expirationDate="2030-01-01T00:00:00Z",
    )
    micro, noted = read(document)
    assert noted == []
    assert micro.award.valid_from is not None
    assert micro.award.valid_from.year == 2026
    assert micro.award.valid_until is not None
    assert micro.award.valid_until.year == 2030


def test_texts_by_language() -> None:
    document = badge(
        {
            "name": {"en": "Port safety", "lv": "Ostas drošība"},
            "description": [
                {"@value": "Works safely.", "@language": "en"},
                {"@value": "Strādā droši.", "@language": "lv"},
            ],
            "inLanguage": {"en": "en"},
        }
    )
    micro, _ = read(document)
    assert micro.achievement.title["lv"] == "Ostas drošība"
    assert micro.achievement.description is not None
    assert micro.achievement.description.languages == ("en", "lv")


def test_a_badge_without_a_language_is_taken_for_english_and_that_is_said() -> None:
    micro, (note,) = read(badge({"inLanguage": None}))
    assert micro.achievement.language == "en"
    assert (note.code, note.pointer) == (
        "MAPPING_NARROWED",
        "/credentialSubject/achievement/inLanguage",
    )


EDUBADGE: dict[str, Any] = {
    "type": ["Achievement", "EducredentialAchievement"],
    "inLanguage": "nl-NL",
    "educationProgramIdentifier": 20121346,
    "ECTS": 6.0,
    "SBU": 168,
    "participationType": "online",
    "assessmentType": "application of a skill",
    "supervisionType": "onsite with identity verification",
    "identityChecked": True,
    "alignment": [
        alignment(
            targetType="ext:QualityAssurance",
            targetName="B Havenlogistiek",
            targetDescription="Accreditatie bestaande opleiding",
            targetCode="AV-2391",
            targetUrl="https://register.example/decisions/AV-2391",
        ),
        alignment(
            targetType="ext:EQF",
            targetName="EQF level 6",
            targetCode="6",
            targetUrl="https://register.example/eqf-levels",
        ),
    ],
    "resultDescription": [
        {
            "id": "https://school.example/results/1",
            "type": ["ResultDescription"],
            "name": "Eindcijfer",
            "resultType": "ext:ECTSGradeScore",
            "valueMin": "1",
            "valueMax": "10",
            "requiredValue": "6",
        }
    ],
}


def test_the_members_of_edubadges() -> None:
    micro, noted = read(badge(EDUBADGE))
    course = micro.achievement
    assert noted == []
    assert [(c.system, str(c.points)) for c in course.credits] == [("ECTS", "6")]
    assert course.workload is not None
    assert course.workload.hours == 168
    assert [mode.code for mode in course.participation] == ["online"]
    assert [(level.framework, level.level, level.iri) for level in course.levels] == [
        ("EQF", "6", None)
    ]
    (assessment,) = course.assessments
    assert assessment.type is not None
    assert assessment.type.code == "practical"
    assert assessment.supervision is not None
    assert assessment.supervision.code == "supervised-with-identity-check"
    assert assessment.grading_scheme is not None
    assert assessment.grading_scheme.title["en"] == "ECTSGradeScore"
    assert assessment.grading_scheme.description is not None
    assert assessment.grading_scheme.description["en"] == "1 – 10; ≥ 6"
    (quality,) = course.quality_assurance
    assert quality.decision is not None
    assert quality.decision.code == "AV-2391"
    assert quality.report is not None
    assert quality.report.url == "https://register.example/decisions/AV-2391"
    assert [i.notation for i in course.identifiers] == ["20121346"]
    assert from_open_badge(to_open_badge(micro)) == micro


@pytest.mark.parametrize(
    ("members", "supervision", "type"),
    [
        ({"identityChecked": True}, "identity-check", None),
        (
            {"supervisionType": "unsupervised with no identity verification"},
            "unsupervised-without-identity-check",
            None,
        ),
        ({"supervisionType": "supervised online"}, None, None),
        ({"assessmentType": "portfolio"}, None, "portfolio"),
    ],
)
def test_an_assessment_that_only_edubadges_states(
    members: dict[str, Any], supervision: str | None, type: str | None
) -> None:
    (assessment,) = read(badge(members))[0].achievement.assessments
    assert (assessment.supervision and assessment.supervision.code) == supervision
    assert (assessment.type and assessment.type.code) == type
    if "supervisionType" in members and supervision is None:
        assert assessment.supervision is not None
        assert assessment.supervision.label is not None
        assert assessment.supervision.label["en"] == "supervised online"


def test_credits_without_a_system_are_not_taken_for_ects() -> None:
    micro, _ = read(badge({"creditsAvailable": 3.0}))
    (points,) = micro.achievement.credits
    assert points.system == "https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable"
    again = to_open_badge(micro)
    assert again["credentialSubject"]["achievement"]["creditsAvailable"] == 3


@pytest.mark.parametrize("type", ["ext:ESCO", "CFItem", "ceasn:Competency", None])
def test_alignments_with_skills_are_outcomes(type: str | None) -> None:
    iri = "http://data.europa.eu/esco/skill/ccdf3597-5c80-410f-896d-e1bdfa223de9"
    item = alignment(targetName="Moors a ship", targetDescription="At any berth", targetUrl=iri)
    micro, noted = read(badge({"alignment": [item | ({"targetType": type} if type else {})]}))
    (outcome,) = micro.achievement.outcomes
    assert noted == []
    assert outcome.title["en"] == "Moors a ship"
    assert outcome.description is not None
    assert outcome.skills[0].iri == iri
    assert from_open_badge(to_open_badge(micro)) == micro


@pytest.mark.parametrize(
    ("item", "framework", "level"),
    [
        ({"targetType": "EXT:eqf", "targetName": "Level 6"}, "EQF", "6"),
        ({"targetUrl": "http://data.europa.eu/snb/eqf/5", "targetCode": "5"}, "EQF", "5"),
        (
            {"targetFramework": "European Qualifications Framework", "targetCode": 4},
            "EQF",
            "4",
        ),
        ({"targetType": "ext:NQF", "targetFramework": "DQR", "targetCode": "6"}, "DQR", "6"),
        ({"targetType": "ext:QF-EHEA", "targetName": "QF-EHEA first cycle"}, "QF-EHEA", "first"),
    ],
)
def test_levels_as_others_write_them(item: dict[str, Any], framework: str, level: str) -> None:
    micro, noted = read(badge({"alignment": alignment(**item)}))
    assert [(found.framework, found.level) for found in micro.achievement.levels] == [
        (framework, level)
    ]
    assert noted == []


def test_alignments_with_credentials_and_related_things_are_documents() -> None:
    url = "https://credentialengineregistry.org/resources/ce-1"
    micro, noted = read(
        badge(
            {
                "alignment": alignment(targetType="CTDL", targetName="Degree", targetUrl=url),
                "related": [{"type": ["Related"], "id": "https://school.example/achievements/0"}],
            }
        )
    )
    assert [link.url for link in micro.achievement.links] == [
        url,
        "https://school.example/achievements/0",
    ]
    assert noted == []


def test_an_issuer_that_is_only_named() -> None:
    micro, noted = read(badge(issuer="https://school.example/"))
    assert micro.achievement.issuer is not None
    assert micro.achievement.issuer.id == "https://school.example/"
    assert micro.achievement.issuer.legal_name["en"] == "https://school.example/"
    assert noted == []


def test_profiles_of_others() -> None:
    issuer = {
        "id": "did:web:school.example",
        "type": "Profile",
        "givenName": "Anna",
        "familyName": "Liepa",
        "email": "anna@school.example",
        "official": "Rector",
        "image": "https://school.example/logo.png",
        "address": {"type": ["Address"], "addressCountry": "Latvia", "addressLocality": "Riga"},
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "42NB", "identifierType": "ext:BRIN"}
        ],
        "description": "A school.",
    }
    micro, (note,) = read(badge(issuer=issuer))
    school = micro.achievement.issuer
    assert school is not None
    assert school.legal_name["en"] == "Anna Liepa"
    assert school.contacts[0].name is not None
    assert school.contacts[0].name["en"] == "Rector"
    assert school.logo is not None
    assert school.location is not None
    assert (school.location.country, school.location.locality) == ("LV", "Riga")
    assert school.identifiers[0].scheme_name == "BRIN"
    assert (note.code, note.pointer) == ("MAPPING_UNREAD", "/issuer/description")


def test_learners_as_others_name_them() -> None:
    document = badge()
    document["credentialSubject"] |= {
        "name": "Līga Kalniņa",
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "emailAddress",
                "identityHash": "a@x.example",
            },
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "emailAddress",
                "identityHash": "b@x.example",
                "salt": "not-used",
            },
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityType": "emailAddress",
                "identityHash": "sha256$" + "0f" * 32,
                "salt": "sa7q",
            },
        ],
    }
    micro, noted = read(document)
    learner = micro.award.learner
    assert noted == []
    assert learner.full_name is not None
    assert learner.full_name["en"] == "Līga Kalniņa"
    assert learner.email == "a@x.example"
    assert [(i.scheme_name, i.notation) for i in learner.identifiers] == [
        ("emailAddress", "b@x.example")
    ]
    assert learner.hashed_identities[0].salt == "sa7q"


def test_results_without_a_value() -> None:
    document = badge()
    document["credentialSubject"]["result"] = [{"type": ["Result"], "status": "Completed"}]
    (result,) = read(document)[0].award.results
    assert (result.grade["en"], result.status) == ("Completed", "Completed")


def test_what_a_micro_credential_has_no_place_for_is_named() -> None:
    status = {"id": "https://school.example/revoked", "type": "1EdTechRevocationList"}
    document = badge({"unheardOf": [1]}, credentialStatus=status, proof=[{"type": "X"}])
    _, noted = read(document)
    assert [(note.code, note.pointer) for note in noted] == [
        ("MAPPING_UNREAD", "/credentialSubject/achievement/unheardOf"),
        ("MAPPING_UNREAD", "/credentialStatus"),
    ]
    assert noted[1].detail == "`credentialStatus` is not read: the status is the badge's."
    assert noted[0].found == "a list of 1"


@pytest.mark.parametrize(
    ("achievement", "pointer"),
    [
        ({"id": "not an IRI"}, "/id"),
        ({"inLanguage": "English, please"}, "/inLanguage"),
        ({"image": {"id": "picture.png", "type": "Image"}}, "/image/id"),
        ({"alignment": [alignment(targetType="ext:EQF", targetCode="9")]}, "/alignment/0"),
        ({"creator": {"id": "x", "type": ["Profile"], "name": "Y"}}, "/creator/id"),
        ({"creditsAvailable": -1}, "/creditsAvailable"),
        ({"achievementType": "a type"}, "/achievementType"),
        ({"alignment": [alignment(targetType="ext:NQF")]}, "/alignment/0"),
    ],
)
def test_a_value_that_does_not_fit_is_left_out_and_named(
    achievement: dict[str, Any], pointer: str
) -> None:
    micro, noted = read(badge(achievement))
    assert micro.achievement.title["en"] == "Port safety"
    (note, *_) = noted
    assert note.code == "MAPPING_UNREAD"
    assert note.pointer.startswith(f"/credentialSubject/achievement{pointer}")
    assert note.detail.startswith("This value is left out: ")


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (None, ""),
        ([], ""),
        ("badge", ""),
        ({}, "/credentialSubject"),
        (badge(credentialSubject=[]), "/credentialSubject"),
        (badge(credentialSubject=[{}, {}]), "/credentialSubject"),
        (badge(credentialSubject={"id": "did:example:liga"}), "/credentialSubject/achievement"),
        (badge(type=["VerifiableCredential", "ClrCredential"]), "/type"),
        (badge(type=["VerifiableCredential", "EndorsementCredential"]), "/type"),
        ({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}, "/type"),
    ],
)
def test_what_is_no_badge_is_refused(document: Any, pointer: str) -> None:
    with pytest.raises(MappingError) as caught:
        from_open_badge(document)
    assert (caught.value.code, caught.value.pointer) == ("MAPPING_NO_COUNTERPART", pointer)


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (badge({"name": None}, name=None), ""),
        (badge({"name": True}, name=None), ""),
        (badge(validFrom="yesterday"), "/validFrom"),
        (badge(validUntil="2020-01-01T00:00:00Z"), "/validUntil"),
        (badge(awardedDate="2026-02-30"), "/awardedDate"),
    ],
)
def test_titles_and_dates_must_be_readable(document: Any, pointer: str) -> None:
    with pytest.raises(MappingError) as caught:
        from_open_badge(document)
    assert caught.value.pointer == pointer
    assert caught.value.code.startswith("MODEL_")


def test_nesting_without_end_and_lists_without_end() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    for document in (badge({"creator": deep}), badge(evidence=deep), badge({"name": deep})):
        micro, noted = read(document)
        assert noted
        assert micro.achievement.title["en"] == "Port safety"
    many = badge({"tag": [f"tag {n}" for n in range(20_000)]})
    assert len(read(many)[0].achievement.tags) == 20_000


def test_strings_by_language_are_read_in_the_main_one() -> None:
    micro, (note,) = read(badge({"version": {"lv": "1. versija", "en": "version 1"}}))
    assert micro.achievement.version == "version 1"
    assert note.pointer == "/credentialSubject/achievement/version/lv"


def test_the_picture_of_the_badge_stands_for_that_of_the_achievement() -> None:
    document = badge(image={"id": "https://school.example/1.png", "type": "Image"})
    micro, noted = read(document)
    assert noted == []
    assert micro.achievement.image is not None
    assert micro.achievement.image.url == "https://school.example/1.png"


def test_places_whose_country_nobody_knows() -> None:
    address = {"type": ["Address"], "addressCountry": "Naboo", "addressLocality": "Theed"}
    issuer = {**BADGE["issuer"], "address": address}
    micro, (note,) = read(badge(issuer=issuer))
    assert micro.achievement.issuer is not None
    assert micro.achievement.issuer.location is not None
    assert micro.achievement.issuer.location.locality == "Theed"
    assert note.pointer == "/issuer/address/addressCountry"


def test_a_reader_changes_nothing() -> None:
    document = json.loads(json.dumps(typical_badge()))
    before = json.dumps(document)
    from_open_badge(document)
    assert json.dumps(document) == before


@pytest.mark.reference
def test_every_published_badge_is_read_or_refused_by_name(reference: Path) -> None:
    folder, accepted = reference / "openbadges", 0
    for entry in json.loads((folder / "index.json").read_bytes()):
        if not entry["file"].endswith(".json"):
            continue
        document = json.loads((folder / entry["file"]).read_bytes())
        try:
            micro, noted = read(document)
        except MappingError as error:
            assert error.code == "MAPPING_NO_COUNTERPART"
            types = document.get("type", [])
            is_badge = {"OpenBadgeCredential", "AchievementCredential"} & set(types)
            assert not is_badge or entry["expected"] != "valid", entry["file"]
        else:
            accepted += 1
            assert {note.code for note in noted} <= {"MAPPING_UNREAD", "MAPPING_NARROWED"}
            assert micro.achievement.title
    assert accepted >= 30
