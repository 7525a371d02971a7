"""A European Digital Credential as we write it, and what we read of others, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from badges import port_safety
from elm_microcred.contexts import CREDENTIALS_V1, EDC_AP
from elm_microcred.errors import LimitError, MappingError, ModelError, ParseError, UsageError
from elm_microcred.mapping import from_elm, to_elm
from elm_microcred.mapping.elm.codecs import TERMS
from elm_microcred.mapping.elm.media import PLACEHOLDER
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

Json = dict[str, Any]


def micro(achievement: Json | None = None, award: Json | None = None) -> MicroCredential:
    return MicroCredential.parse(
        {"achievement": {"title": "Port safety", **(achievement or {})}, "award": award or {}}
    )


def claim(document: Json) -> Json:
    found: Json = document["credentialSubject"]["hasClaim"]
    return found


def specification(document: Json) -> Json:
    found: Json = claim(document)["specifiedBy"]
    return found


def nodes(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from nodes(member)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def back(value: MicroCredential) -> MicroCredential:
    return from_elm(to_elm(value))


def read(document: Json) -> tuple[MicroCredential, list[Problem]]:
    losses: list[Problem] = []
    return from_elm(document, losses=losses), losses


# The form


def test_form_of_the_credential() -> None:
    document = to_elm(port_safety())
    assert document["@context"] == [CREDENTIALS_V1, EDC_AP]
    assert document["type"] == ["VerifiableCredential", "EuropeanDigitalCredential"]
    assert list(document)[-1] == "@context"
    assert document["credentialSchema"] == {
        "id": "http://data.europa.eu/snb/model/ap/edc-generic-full",
        "type": "ShaclValidator2017",
    }
    assert document["credentialProfiles"]["id"] == "http://data.europa.eu/snb/credential/e34929035b"
    assert document["issued"] == document["issuanceDate"] == document["validFrom"]


def test_concepts_are_written_in_full() -> None:
    mode = specification(to_elm(port_safety()))["mode"]
    assert mode == {
        "id": "http://data.europa.eu/snb/learning-assessment/e92d221e4d",
        "type": "Concept",
        "inScheme": {
            "id": "http://data.europa.eu/snb/learning-assessment/25831c2",
            "type": "ConceptScheme",
        },
        "prefLabel": {"en": "Blended"},
    }


def test_one_value_stands_alone_and_several_in_an_array() -> None:
    document = to_elm(micro({"outcomes": ["Ties knots"], "instruction_languages": ["lv", "en"]}))
    assert isinstance(specification(document)["learningOutcome"], dict)
    assert len(specification(document)["language"]) == 2


def test_a_node_is_the_same_wherever_it_stands() -> None:
    seen: dict[str, Json] = {}
    for node in nodes(to_elm(port_safety())):
        if "id" not in node or node.get("type") in ("Organisation", "LegalIdentifier"):
            continue  # one that is named by its own id may be told in more or fewer words
        assert seen.setdefault(node["id"], node) == node
    assert len(seen) > 40


def test_ids_and_content_are_deterministic() -> None:
    assert to_elm(port_safety()) == to_elm(port_safety())


def test_ids_can_be_given() -> None:
    document = to_elm(port_safety(), id="urn:uuid:1", issuer_id="did:example:1")
    assert document["id"] == "urn:uuid:1"
    assert document["issuer"]["id"] == "did:example:1"
    assert document["issuer"]["legalName"]["lv"]


def test_an_issuer_can_be_named_by_id_alone() -> None:
    assert to_elm(micro(), issuer_id="did:example:1")["issuer"] == {
        "id": "did:example:1",
        "type": "Organisation",
    }


def test_what_is_not_dated_stays_undated() -> None:
    document = to_elm(micro())
    assert not {"issued", "issuanceDate", "validFrom", "validUntil"} & document.keys()
    assert "awardingDate" not in claim(document)["awardedBy"]


def test_the_end_of_validity_is_said_in_both_terms() -> None:
    document = to_elm(micro(award={"awarded_at": "2026-01-01", "valid_until": "2029-01-01"}))
    assert document["expirationDate"] == document["validUntil"] == "2029-01-01T00:00:00Z"


@pytest.mark.parametrize("envelope", ["vcdm1", "other"])
def test_other_envelopes_are_refused_by_name(envelope: Any) -> None:
    with pytest.raises(UsageError) as error:
        to_elm(micro(), envelope=envelope)
    assert error.value.problem.found == envelope


@pytest.mark.parametrize(
    "stated",
    [
        {"levels": [{"framework": "EQF", "level": "4"}]},
        {"quality_assurance": ["programme-licence"]},
        {"authorised_by": "Authority"},
        {"accreditors": ["Agency"]},
        {"stackability": {"partial_qualification": False}},
    ],
)
def test_what_only_a_qualification_can_say_makes_it_one(stated: Json) -> None:
    assert specification(to_elm(micro(stated)))["type"] == "Qualification"
    assert specification(to_elm(micro()))["type"] == "LearningAchievementSpecification"


def test_partial_qualification_is_stated_only_if_it_was() -> None:
    levels = {"levels": [{"framework": "EQF", "level": "4"}]}
    assert "isPartialQualification" not in specification(to_elm(micro(levels)))
    partial = {**levels, "stackability": {"partial_qualification": True}}
    assert specification(to_elm(micro(partial)))["isPartialQualification"] is True


# Single members


def test_place_of_the_award_stands_at_the_awarding() -> None:
    place = {"name": "Port", "country": "LV", "region": "LV003", "locality": "Ventspils"}
    value = micro(award={"place": place})
    location = claim(to_elm(value))["awardedBy"]["location"]
    assert location["address"]["countryCode"]["id"].endswith("/country/LVA")
    assert location["geographicName"] == {"en": "Port"}
    assert location["spatialCode"]["id"] == "http://data.europa.eu/nuts/code/LV003"
    assert location["address"]["fullAddress"]["noteLiteral"] == {"und": "Ventspils"}
    assert back(value).award.place == value.award.place


def test_a_written_address_is_not_made_up() -> None:
    place = {"country": "LV", "street": "Ostas iela 1", "full_address": {"lv": "Ostas iela 1"}}
    value = micro(award={"place": place})
    note = claim(to_elm(value))["awardedBy"]["location"]["address"]["fullAddress"]
    assert note["noteLiteral"] == {"lv": "Ostas iela 1"}
    assert back(value) == value


def test_authorising_body_is_the_agent_of_an_accreditation() -> None:
    value = micro({"authorised_by": "Authority", "accreditors": ["Agency"]})
    agents = [a["accreditingAgent"] for a in specification(to_elm(value))["accreditation"]]
    assert [agent["legalName"]["en"] for agent in agents] == ["Authority", "Agency"]
    assert back(value) == value
    assert back(value).achievement.quality_assurance == ()


def test_quality_of_the_institution_stands_at_the_awarding_body() -> None:
    quality = {"title": "Licence", "type": "institutional-licence", "scope": "institution"}
    value = micro({"quality_assurance": [quality], "awarding_bodies": ["School", "Chamber"]})
    bodies = claim(to_elm(value))["awardedBy"]["awardingBody"]
    assert bodies[0]["accreditation"]["dcType"]["id"].endswith("/003293d2ce")
    assert "accreditation" not in bodies[1]
    assert back(value) == value


def test_quality_of_an_institution_that_is_not_named_is_lost() -> None:
    quality = {"title": "Licence", "scope": "institution"}
    document = to_elm(micro({"quality_assurance": [quality]}))
    assert [(loss.code, loss.pointer) for loss in document.losses] == [
        ("MAPPING_LOSS", "/achievement/quality_assurance/0")
    ]


def test_purpose_is_a_note_with_a_subject() -> None:
    note = specification(to_elm(micro({"purpose": {"en": "Work", "lv": "Darbs"}})))[
        "additionalNote"
    ]
    assert note["noteLiteral"] == {"en": "Work", "lv": "Darbs"}
    assert note["subject"]["id"] == f"{TERMS}#purpose"
    assert note["subject"]["prefLabel"] == {"en": "Purpose"}


def test_names_in_further_languages_are_notes_of_the_claim() -> None:
    learner = {"given_name": {"en": "Anna", "uk": "Анна", "bg": "Анна"}}
    value = micro(award={"learner": learner})
    document = to_elm(value)
    assert document["credentialSubject"]["givenName"] == {"en": "Anna"}
    assert claim(document)["additionalNote"]["noteLiteral"] == {"uk": "Анна", "bg": "Анна"}
    assert back(value) == value


def test_a_salted_hash_is_an_identifier() -> None:
    identity = {"identity_type": "emailAddress", "identity_hash": "sha256$" + "0" * 64, "salt": "$"}
    value = micro(award={"learner": {"hashed_identities": [identity]}})
    assert to_elm(value)["credentialSubject"]["identifier"]["schemeName"] == "emailAddress"
    assert back(value) == value


def test_an_assessment_without_a_result_has_a_grade_that_says_so() -> None:
    value = micro({"assessments": ["quiz"]})
    proof = claim(to_elm(value))["provenBy"]
    assert proof["grade"]["noteLiteral"] == {"en": "Not stated"}
    assert back(value).award.results == ()


def test_results_belong_to_their_assessments() -> None:
    assessments = [
        {"title": "First", "id": "urn:uuid:1"},
        {"title": "Second"},
        {"title": "Third", "id": "urn:uuid:3"},
    ]
    results = [
        {"grade": "A", "assessment": "urn:uuid:1"},
        {"grade": "B"},
        {"grade": "C", "assessment": "urn:uuid:3"},
        {"grade": "D"},
    ]
    value = micro({"assessments": assessments}, {"results": results})
    document = to_elm(value)
    grades = [proof["grade"]["noteLiteral"]["en"] for proof in claim(document)["provenBy"]]
    assert grades == ["A", "B", "C", "D"]
    assert "specifiedBy" not in claim(document)["provenBy"][3]
    assert back(value) == value
    assert document.losses == ()


def test_a_result_of_an_unknown_assessment_stands_alone() -> None:
    document = to_elm(micro(award={"results": [{"grade": "A", "assessment": "urn:uuid:9"}]}))
    assert [loss.pointer for loss in document.losses] == ["/award/results/0/assessment"]


def test_a_repeated_assessment_has_two_results() -> None:
    exam = {"title": "Exam", "id": "urn:uuid:1", "supervision": "identity-check"}
    results = [{"grade": g, "assessment": "urn:uuid:1"} for g in ("2", "9")]
    value = micro({"assessments": [exam]}, {"results": results})
    assert read(to_elm(value)) == (value, [])


def test_time_of_learning_without_an_activity() -> None:
    value = micro(award={"started_at": "2026-01-01", "ended_at": "2026-02-01"})
    assert claim(to_elm(value))["influencedBy"]["temporal"]["endDate"] == "2026-02-01T00:00:00Z"
    assert back(value) == value


@pytest.mark.parametrize("activities", [[], ["workshop"]])
def test_providers_direct_activities_or_provide_the_opportunity(activities: list[str]) -> None:
    value = micro({"providers": ["School", "Terminal"], "activities": activities})
    node = claim(to_elm(value))
    holder = node["influencedBy"] if activities else node["learningOpportunity"]
    names = [
        agent["legalName"]["en"] for agent in holder["directedBy" if activities else "providedBy"]
    ]
    assert names == ["School", "Terminal"]
    assert back(value) == value


@pytest.mark.parametrize("role", ["funders", "assessors"])
def test_a_role_without_a_term_is_a_note_with_the_name(role: str) -> None:
    organisation = {
        "legal_name": "Fund",
        "id": "https://fund.example/",
        "homepage": "https://f.example/",
    }
    document = to_elm(micro({role: [organisation]}))
    assert [loss.pointer for loss in document.losses] == [f"/achievement/{role}/0/homepage"]
    again = getattr(from_elm(document).achievement, role)[0]
    assert (str(again.legal_name), again.id) == ("Fund", "https://fund.example/")


def test_levels_of_three_frameworks() -> None:
    levels = [
        {"framework": "EQF", "level": "4"},
        {"framework": "LQF", "level": "4"},
        {"framework": "DOCKQF", "level": "7A"},
        {"framework": "QF-EHEA", "level": "short"},
    ]
    value = micro({"levels": levels})
    node = specification(to_elm(value))
    assert node["eqfLevel"]["id"] == "http://data.europa.eu/snb/eqf/4"
    assert node["nqfLevel"]["id"] == "http://data.europa.eu/snb/qdr/c_14b672c3"
    assert [level["notation"] for level in node["educationLevel"]] == ["7A", "short"]
    assert back(value) == value


def test_a_second_level_of_the_eqf_stands_elsewhere() -> None:
    levels = [{"framework": "EQF", "level": n} for n in "45"]
    value = micro({"levels": levels})
    assert back(value) == value


def test_credits_of_any_system() -> None:
    points = [
        {"system": "ECTS", "points": "2.50"},
        {"system": "ECVET", "points": "1"},
        {"system": "CATS", "points": "10"},
        {"system": "https://example.org/credits", "points": "0"},
    ]
    value = micro({"credits": points})
    assert [c["point"] for c in specification(to_elm(value))["creditPoint"]][:2] == ["2.5", "1"]
    assert back(value) == value


def test_parts_of_days_are_kept_in_a_note() -> None:
    value = micro({"workload": {"days": "2.5", "hours": "3"}})
    document = to_elm(value)
    assert "volumeOfLearning" not in specification(document)
    assert specification(document)["additionalNote"]["noteLiteral"] == {"en": "2.5 days, 3 hours"}
    assert [(loss.code, loss.pointer) for loss in document.losses] == [
        ("MAPPING_NARROWED", "/achievement/workload")
    ]
    assert back(value) == value


@pytest.mark.parametrize(
    ("url", "embedded"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", True),
        ("data:image/svg+xml;base64,PHN2Zy8+", True),
        ("data:image/svg+xml,%3Csvg/%3E", False),
        ("data:image/unheard-of;base64,AAAA", False),
        ("https://example.org/badge.png", False),
    ],
)
def test_pictures_are_embedded_or_named(url: str, embedded: bool) -> None:
    value = micro({"image": {"url": url, "caption": {"en": "Anchor"}}})
    display = to_elm(value)["displayParameter"]["individualDisplay"]["displayDetail"]["image"]
    assert (display["content"] == PLACEHOLDER) is not embedded
    assert display.get("contentURL") == (None if embedded else url)
    assert back(value) == value


def test_without_a_picture_a_blank_page_is_shown() -> None:
    assert back(micro()).achievement.image is None


def test_main_language_with_its_script() -> None:
    value = micro({"language": "sr-Latn", "title": "Bezbednost"})
    assert to_elm(value)["displayParameter"]["primaryLanguage"]["id"].endswith("/language/SRP")
    assert back(value) == value


def test_languages_of_instruction_lose_their_region() -> None:
    document = to_elm(micro({"instruction_languages": ["pt-BR"]}))
    assert document.losses[0].pointer == "/achievement/instruction_languages/0"
    assert from_elm(document).achievement.instruction_languages == ("pt",)


def test_former_codes_of_countries_are_understood() -> None:
    place = {"country": "EL"}
    document = to_elm(micro(award={"place": place}))
    assert claim(document)["awardedBy"]["location"]["address"]["countryCode"]["id"].endswith("/GRC")


def test_an_identifier_without_a_country_says_its_kind() -> None:
    issuer = {"legal_name": "School", "identifiers": [{"notation": "1", "kind": "registration"}]}
    value = micro({"issuer": issuer})
    node = to_elm(value)["issuer"]
    assert node["identifier"]["dcType"]["id"] == f"{TERMS}#identifier-registration"
    assert "registration" not in node
    assert back(value) == value


def test_order_between_kinds_is_not_kept_and_said() -> None:
    numbers = [{"notation": "1"}, {"notation": "2", "kind": "vat", "country": "LV"}]
    document = to_elm(micro({"issuer": {"legal_name": "School", "identifiers": numbers}}))
    assert {loss.pointer for loss in document.losses} == {
        "/achievement/awarding_bodies/0/identifiers",
        "/achievement/issuer/identifiers",
    }


def test_unknown_members_are_lost_by_name() -> None:
    value = micro({"mascot": "Anchor", "issuer": {"legal_name": "School", "motto": "x"}})
    losses = to_elm(value).losses
    assert {loss.pointer for loss in losses} == {
        "/achievement/mascot",
        "/achievement/issuer/motto",
        "/achievement/awarding_bodies/0/motto",
    }
    assert "does not know" in losses[0].detail


def test_evidence_with_and_without_a_link() -> None:
    evidence = [
        {"link": "https://work.example/1", "title": "Plan", "id": "urn:uuid:1"},
        {"title": "Interview"},
    ]
    value = micro(award={"evidence": evidence})
    assert claim(to_elm(value))["supplementaryDocument"]["contentURL"] == "https://work.example/1"
    assert back(value) == value


def test_what_evidence_cannot_say() -> None:
    link = {"url": "https://work.example/1", "title": "Link"}
    evidence = [{"link": link, "title": "Plan", "description": "Long"}, {"link": link}]
    losses = to_elm(micro(award={"evidence": evidence})).losses
    assert [(loss.code, loss.pointer) for loss in losses] == [
        ("MAPPING_LOSS", "/award/evidence/0/link/title"),
        ("MAPPING_LOSS", "/award/evidence/0/description"),
        ("MAPPING_NARROWED", "/award/evidence/1/link/title"),
    ]


# Words and codes


@pytest.mark.parametrize(
    ("achievement", "award", "pointer"),
    [
        ({"thematic_areas": ["98765"]}, {}, "/achievement/thematic_areas/0"),
        ({"language": "xx", "title": "x"}, {}, "/achievement/language"),
        ({"instruction_languages": ["qq"]}, {}, "/achievement/instruction_languages/0"),
        ({}, {"place": {"country": "ZZ"}}, "/award/place/country"),
        ({}, {"learner": {"citizenships": ["XY"]}}, "/award/learner/citizenships/0"),
    ],
)
def test_unknown_codes_are_named(achievement: Json, award: Json, pointer: str) -> None:
    with pytest.raises(MappingError) as error:
        to_elm(micro(achievement, award))
    problem = error.value.problem
    assert (problem.code, problem.pointer) == ("VOCABULARY_UNKNOWN_CODE", pointer)
    assert problem.found
    assert problem.expected


def test_own_concepts_stay() -> None:
    own = {"label": {"en": "Sea trial"}, "iri": "https://example.org/trial", "scheme": "urn:x:s"}
    value = micro({"assessments": [{"title": "Trial", "type": own, "supervision": own}]})
    assert back(value) == value


def test_supervision_without_identity_check_is_a_concept_of_our_own() -> None:
    exam = {"title": "Exam", "supervision": "supervised-without-identity-check"}
    value = micro({"assessments": [exam]})
    concept = claim(to_elm(value))["provenBy"]["idVerification"]
    assert concept["id"] == f"{TERMS}#supervised-without-identity-check"
    assert back(value) == value


def test_iris_of_listed_concepts_come_back_as_words() -> None:
    value = micro({"participation": ["http://data.europa.eu/snb/learning-assessment/920fbb3cbe"]})
    assert back(value).achievement.participation[0].code == "online"


def test_local_ids_are_replaced_and_said() -> None:
    document = to_elm(micro({"issuer": {"legal_name": "School", "id": "urn:epass:org:7"}}))
    assert document["issuer"]["id"] == "urn:epass:org:1"
    assert {loss.pointer for loss in document.losses} == {
        "/achievement/awarding_bodies/0/id",
        "/achievement/issuer/id",
    }


# Documents of others


def credential(**members: Any) -> Json:
    claimed = {"type": "LearningAchievement", "title": {"en": "Knots"}, **members}
    return {
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {"type": "Person", "hasClaim": claimed},
    }


def test_a_node_may_be_named_after_it_was_written() -> None:
    body = {"id": "urn:epass:org:1", "type": "Organisation", "legalName": {"en": "School"}}
    document = credential(
        awardedBy={"awardingBody": body},
        provenBy={
            "title": {"en": "Exam"},
            "grade": {"noteLiteral": {"en": "9"}},
            "assessedBy": "urn:epass:org:1",
            "awardedBy": {"awardingBody": {"id": "urn:epass:org:1"}},
        },
    )
    document["issuer"] = {"id": "urn:epass:org:1"}
    value, losses = read(document)
    assert str(value.achievement.issuer and value.achievement.issuer.legal_name) == "School"
    assert [str(o.legal_name) for o in value.achievement.assessors] == ["School"]
    assert [loss.pointer for loss in losses] == ["/credentialSubject/hasClaim/provenBy/awardedBy"]


def test_an_issuer_named_by_id_alone_is_said() -> None:
    document = credential()
    document["issuer"] = "did:example:1"
    value, losses = read(document)
    assert value.achievement.issuer is None
    assert [loss.pointer for loss in losses] == ["/issuer"]


def test_texts_in_any_form() -> None:
    value, losses = read(credential(title={"en": ["Knots", "Ropes"], "lv": "Mezgli"}))
    assert dict(value.achievement.title.items()) == {"en": "Knots", "lv": "Mezgli"}
    assert [loss.pointer for loss in losses] == ["/credentialSubject/hasClaim/title/en/1"]
    value, _ = read(credential(title="Knots"))
    assert value.achievement.title["en"] == "Knots"
    value, _ = read(credential(title={"@value": "Mezgli", "@language": "lv"}))
    assert value.achievement.title["lv"] == "Mezgli"


def test_what_is_not_read_is_told_once_for_each_kind() -> None:
    outcome = {"type": "LearningOutcome", "title": {"en": "x"}, "colour": "red"}
    document = credential(specifiedBy={"type": "Qualification", "learningOutcome": [outcome] * 3})
    _, losses = read(document)
    assert [loss.code for loss in losses] == ["MAPPING_UNREAD"]
    assert losses[0].pointer == "/credentialSubject/hasClaim/specifiedBy/learningOutcome/0/colour"
    assert "3 times" in losses[0].detail


def test_what_is_not_read_has_an_end() -> None:
    _, losses = read(credential(**{f"term{n}": "x" for n in range(150)}))
    assert len(losses) == 101
    assert "50 further" in losses[-1].detail


def test_times_without_a_zone_are_read_as_utc_and_said() -> None:
    document = credential(awardedBy={"awardingDate": "2026-01-02T00:00:00"})
    value, losses = read(document)
    assert str(value.award.awarded_at) == "2026-01-02 00:00:00+00:00"
    assert [loss.code for loss in losses] == ["MAPPING_NARROWED"]


def test_dates_of_one_meaning_that_differ_are_said() -> None:
    document = credential()
    document |= {"issued": "2026-01-02T00:00:00Z", "issuanceDate": "2026-01-01T00:00:00Z"}
    value, losses = read(document)
    assert str(value.award.issued_at) == "2026-01-01 00:00:00+00:00"
    assert [loss.pointer for loss in losses] == ["/issued"]


def test_activities_of_several_providers_and_periods() -> None:
    def activity(name: str, start: str) -> Json:
        return {
            "title": {"en": name},
            "directedBy": {"legalName": {"en": name}},
            "temporal": {"startDate": start, "endDate": "2026-03-01T00:00:00Z"},
        }

    activities = [
        activity("A", "2026-02-01T00:00:00Z"),
        activity("B", "2026-01-01T00:00:00Z"),
    ]
    value, losses = read(credential(influencedBy=activities))
    assert [str(o.legal_name) for o in value.achievement.providers] == ["A", "B"]
    assert str(value.award.started_at) == "2026-01-01 00:00:00+00:00"
    assert [loss.code for loss in losses] == ["MAPPING_NARROWED"] * 2


@pytest.mark.parametrize("kind", ["LearningActivity", "LearningAssessment"])
def test_a_claim_of_another_kind_is_read_as_an_achievement(kind: str) -> None:
    value, losses = read(credential(type=kind))
    assert value.achievement.title["en"] == "Knots"
    assert len(value.achievement.activities) + len(value.achievement.assessments) == 1
    assert losses[0].code == "MAPPING_NARROWED"


def test_a_level_that_the_list_does_not_have() -> None:
    level = {
        "id": "http://data.europa.eu/snb/qdr/c_new",
        "type": "Concept",
        "prefLabel": {"en": "NEWQF Level 3"},
    }
    value, losses = read(credential(specifiedBy={"type": "Qualification", "nqfLevel": level}))
    found = value.achievement.levels[0]
    assert (found.framework, found.level, found.iri) == ("NEWQF", "3", level["id"])
    assert losses == []
    assert back(value) == value


# What cannot be read


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"type": "EuropeanDigitalCredential"}, "/credentialSubject"),
        ({"credentialSubject": "did:example:1"}, "/credentialSubject"),
        ({"credentialSubject": {"type": "Person"}}, "/credentialSubject/hasClaim"),
        (
            {"credentialSubject": {"hasClaim": {"type": "LearningEntitlement"}}},
            "/credentialSubject/hasClaim",
        ),
        (
            {"credentialSubject": {"hasClaim": [{"type": "LearningAchievement"}] * 2}},
            "/credentialSubject/hasClaim",
        ),
    ],
)
def test_no_single_achievement(document: Json, pointer: str) -> None:
    with pytest.raises(MappingError) as error:
        from_elm(document)
    problem = error.value.problem
    assert (problem.code, problem.pointer) == ("MAPPING_NO_COUNTERPART", pointer)


def test_every_value_of_a_wrong_type_is_named() -> None:
    document = credential(title={"en": 7}, specifiedBy={"volumeOfLearning": "sixty hours"})
    document["issued"] = ["x"]
    document["validFrom"] = {"a": 1}
    with pytest.raises(MappingError) as error:
        from_elm(document)
    found = {(problem.code, problem.pointer) for problem in error.value.problems}
    assert found == {
        ("MODEL_TYPE", "/credentialSubject/hasClaim/title/en"),
        ("MODEL_VALUE", "/credentialSubject/hasClaim/specifiedBy/volumeOfLearning"),
        ("MODEL_TYPE", "/validFrom"),
    }


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"title": {"@value": 7}}, "/title"),
        (
            {"specifiedBy": {"isPartialQualification": "perhaps"}},
            "/specifiedBy/isPartialQualification",
        ),
        ({"specifiedBy": {"language": {"id": "urn:x:tlh"}}}, "/specifiedBy/language"),
        ({"specifiedBy": ["text"]}, "/specifiedBy/0"),
        ({"awardedBy": {"awardingBody": 7}}, "/awardedBy/awardingBody"),
        (
            {"awardedBy": {"location": {"address": {"countryCode": {"id": "urn:x:ZZ"}}}}},
            "/awardedBy/location/address/countryCode",
        ),
        (
            {
                "awardedBy": {
                    "awardingBody": {"contactPoint": {"emailAddress": {"type": "Mailbox"}}}
                }
            },
            "/awardedBy/awardingBody/contactPoint/emailAddress",
        ),
        ({"specifiedBy": {"category": [{"a": [{}, {"b": 1}]}, 7]}}, "/specifiedBy/category/0/a/1"),
    ],
)
def test_a_wrong_value_is_named(members: Json, pointer: str) -> None:
    with pytest.raises(MappingError) as error:
        from_elm(credential(**members))
    assert "/credentialSubject/hasClaim" + pointer in {p.pointer for p in error.value.problems}


def test_little_is_enough() -> None:
    specified = {
        "type": "Qualification",
        "category": "knots",
        "eqfLevel": "http://data.europa.eu/snb/eqf/4",
        "mode": {"type": "Concept"},
        "educationLevel": {"type": "Concept"},
        "nqfLevel": "http://data.europa.eu/snb/qdr/c_14b672c3",
        "supplementaryDocument": {"type": "WebResource", "title": {"en": "Nowhere"}},
        "additionalNote": [
            {"type": "Note"},
            {"noteLiteral": {"en": "x"}, "subject": {"id": "urn:x:s"}},
        ],
        "homepage": "https://example.org/",
        "volumeOfLearning": {"@value": "PT20M"},
    }
    value, losses = read(credential(specifiedBy=specified))
    achievement = value.achievement
    assert achievement.tags == ("knots",)
    assert [(v.framework, v.level) for v in achievement.levels] == [("EQF", "4"), ("LQF", "4")]
    assert achievement.participation == ()
    assert achievement.links == ()
    assert achievement.homepage == "https://example.org/"
    assert [note.subject for note in achievement.notes] == [None]
    assert [loss.code for loss in losses] == ["MAPPING_NARROWED", "MAPPING_UNREAD"]
    assert losses[1].found == "Nowhere"


def test_a_claim_is_believed_before_its_specification() -> None:
    exam = {
        "title": {"en": "Exam"},
        "grade": {"noteLiteral": {"en": "9"}},
        "specifiedBy": {"id": "urn:uuid:1", "title": {"en": "Test"}},
    }
    again = {**exam, "title": {"en": "Second exam"}}
    value, losses = read(credential(provenBy=[exam, again]))
    assert [str(a.title) for a in value.achievement.assessments] == ["Exam"]
    assert len(value.award.results) == 2
    assert {loss.code for loss in losses} == {"MAPPING_NARROWED"}


def test_a_result_out_of_place_names_its_assessment() -> None:
    def exam(name: str, **more: Any) -> Json:
        specified = {"id": f"urn:epass:spec:{name}", "title": {"en": name}}
        return {"title": {"en": name}, "specifiedBy": specified, **more}

    grade = {"noteLiteral": {"en": "9"}}
    none = {"noteLiteral": {"en": "-"}, "subject": {"id": f"{TERMS}#no-grade"}}
    value, _ = read(credential(provenBy=[exam("A", grade=none), exam("B", grade=grade)]))
    assert value.award.results[0].assessment == value.achievement.assessments[1].id


def test_a_level_with_another_iri_loses_it() -> None:
    levels = [{"framework": "EQF", "level": "4", "iri": "https://example.org/4"}]
    document = to_elm(micro({"levels": levels}))
    assert [loss.pointer for loss in document.losses] == ["/achievement/levels/0/iri"]
    assert from_elm(document).achievement.levels[0].iri is None


def test_languages_beyond_the_list_have_their_three_letters() -> None:
    value = micro({"instruction_languages": ["ltg"], "title": {"en": "x", "xx": "y"}})
    document = to_elm(value)
    assert specification(document)["language"]["id"].endswith("/language/LTG")
    assert back(value) == value


def test_regions_of_any_kind() -> None:
    for region in ("LVA_RIX", "Kurzeme", "https://example.org/region/1", "LV003"):
        value = micro(award={"place": {"country": "LV", "region": region}})
        assert back(value) == value


def test_a_picture_of_an_unknown_kind_is_kept_as_bytes() -> None:
    picture = {"content": "AAAA", "contentType": {"id": "urn:x:unheard-of"}}
    document = credential()
    document["displayParameter"] = {
        "individualDisplay": {"displayDetail": {"image": picture}},
        "language": {"id": "urn:x:l"},
    }
    image = from_elm(document).achievement.image
    assert image is not None
    assert image.url == "data:application/octet-stream;base64,AAAA"


def test_values_that_cannot_be_are_named_where_they_stand() -> None:
    document = credential(
        specifiedBy={"creditPoint": [{"point": "1"}, {"point": "-2"}], "isPartialQualification": 3}
    )
    document["issued"] = "yesterday"
    del document["credentialSubject"]["hasClaim"]["specifiedBy"]["isPartialQualification"]
    with pytest.raises(ModelError) as error:
        from_elm(document)
    assert {problem.pointer for problem in error.value.problems} == {
        "/issued",
        "/credentialSubject/hasClaim/specifiedBy/creditPoint/1",
    }


def test_not_an_object() -> None:
    with pytest.raises(ParseError):
        from_elm([])  # type: ignore[arg-type]  # that is the point


def test_deep_and_long_documents_are_refused() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"hasPart": deep}
    with pytest.raises(LimitError) as error:
        from_elm(credential(specifiedBy=deep))
    assert error.value.code == "LIMIT_DEPTH"
    with pytest.raises(LimitError) as error:
        from_elm(credential(specifiedBy={"mode": [0] * 60_000}))
    assert error.value.code == "LIMIT_MEMBERS"
