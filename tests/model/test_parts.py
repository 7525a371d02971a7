"""The parts of a micro-credential: short forms, words, and what each settles by itself."""

from __future__ import annotations

from typing import Any

import pytest

from elm_microcred.errors import ModelError
from elm_microcred.model import (
    Achievement,
    Assessment,
    Award,
    Concept,
    CreditPoints,
    Evidence,
    GradingScheme,
    Identifier,
    Image,
    Learner,
    LearningActivity,
    LearningOutcome,
    Level,
    Link,
    Note,
    Organisation,
    QualityAssurance,
    QualityAssuranceScope,
    Reference,
    Result,
    Stackability,
    SystemRelation,
    Text,
    Validity,
    Workload,
    words,
)

SHORT_FORMS: list[tuple[type[Any], Any, dict[str, Any]]] = [
    (Concept, "online", {"code": "online"}),
    (Concept, "urn:x:y", {"iri": "urn:x:y"}),
    (Concept, "C++: templates", {"code": "C++: templates"}),
    (Identifier, "40009999999", {"notation": "40009999999"}),
    (Link, "https://example.org/", {"url": "https://example.org/"}),
    (Reference, "urn:x:y", {"id": "urn:x:y"}),
    (Reference, "Port technician", {"title": "Port technician"}),
    (Note, "x", {"text": "x"}),
    (Image, "https://example.org/x.png", {"url": "https://example.org/x.png"}),
    (Organisation, "Osta", {"legal_name": "Osta"}),
    (LearningOutcome, "Plans", {"title": "Plans"}),
    (GradingScheme, "1 to 10", {"title": "1 to 10"}),
    (Assessment, "quiz", {"type": "quiz", "title": {"en": "Quiz"}}),
    (LearningActivity, "workshop", {"type": "workshop"}),
    (QualityAssurance, "programme-licence", {"type": {"code": "programme-licence"}}),
    (Stackability, "Counts as a module.", {"statement": "Counts as a module."}),
    (Validity, "P3Y", {"period": "P3Y"}),
    (Workload, 60, {"hours": 60}),
    (Workload, "7.5", {"hours": "7.5"}),
    (Result, "9", {"grade": "9"}),
    (Evidence, "https://example.org/", {"link": "https://example.org/"}),
]


@pytest.mark.parametrize(("record", "short", "long"), SHORT_FORMS)
def test_the_short_form_says_the_same(record: Any, short: Any, long: dict[str, Any]) -> None:
    parsed = record.parse(short)
    assert parsed == record.parse(long)
    assert record.parse(parsed) is parsed
    with pytest.raises(ModelError):
        record.parse([short])


@pytest.mark.parametrize(
    ("record", "member", "vocabulary"),
    [
        (Assessment, "type", words.ASSESSMENT_TYPES),
        (Assessment, "mode", words.PARTICIPATION_MODES),
        (Assessment, "supervision", words.SUPERVISION),
        (LearningActivity, "type", words.ACTIVITY_TYPES),
        (LearningOutcome, "kind", words.OUTCOME_KINDS),
        (LearningOutcome, "reuse_level", words.REUSE_LEVELS),
        (QualityAssurance, "type", words.QUALITY_ASSURANCE_TYPES),
        (Achievement, "learning_setting", words.LEARNING_SETTINGS),
    ],
)
def test_a_closed_vocabulary_takes_its_words_and_ones_own_concepts(
    record: Any, member: str, vocabulary: dict[str, str]
) -> None:
    for word in vocabulary:
        assert getattr(record.parse({"title": "t", member: word}), member).code == word
    for own in (
        "https://example.org/own",
        {"label": "own"},
        {"code": "own", "iri": "https://example.org/own"},
    ):
        assert record.parse({"title": "t", member: own}).to_dict()[member]
    with pytest.raises(ModelError) as raised:
        record.parse({"title": "t", member: {"code": "own", "label": "a word needs an IRI"}})
    assert raised.value.code == "VOCABULARY_UNKNOWN_CODE"
    assert raised.value.pointer == f"/{member}"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"type": "oral-examination"}, {"en": "Oral examination"}),
        ({"type": {"code": "quiz"}}, {"en": "Quiz"}),
        ({"type": Concept(code="quiz")}, {"en": "Quiz"}),
        ({"type": {"label": {"lv": "saruna"}}}, {"lv": "saruna"}),
        ({"type": "quiz", "title": {"lv": "Tests"}}, {"lv": "Tests"}),
        ({"type": "quiz", "title": None}, {"en": "Quiz"}),
    ],
)
def test_a_title_is_taken_from_the_type(given: Any, title: dict[str, str]) -> None:
    assert Assessment.parse(given).title == Text(title)


@pytest.mark.parametrize("given", [{}, {"type": "urn:x:y"}, {"type": []}])
def test_a_title_that_no_type_gives_is_missing(given: Any) -> None:
    with pytest.raises(ModelError) as raised:
        Assessment.parse(given)
    assert (raised.value.code, raised.value.pointer) == ("MODEL_MISSING", "/title")


def test_levels_of_several_frameworks() -> None:
    assert Level.parse({"framework": "EQF", "level": 4}).level == "4"
    assert Level.parse({"framework": "QF-EHEA", "level": "short"}).level == "short"
    assert Level.parse({"framework": "LQF", "level": "4.1"}).level == "4.1"
    with pytest.raises(ModelError):
        Level.parse({"framework": "EQF", "level": True})


def test_credit_points_are_ects_where_nothing_is_said() -> None:
    assert CreditPoints.parse({"points": "1.5"}).system == "ECTS"


@pytest.mark.parametrize("period", ["P3Y", "P6M", "P1Y6M", "P90D", "P1Y2M4D", "P0D", "P999999D"])
def test_a_period(period: str) -> None:
    assert Validity.parse(period).period == period


@pytest.mark.parametrize(
    ("period", "kept"), [("P2W", "P14D"), ("P1Y2M3W4D", "P1Y2M25D"), ("P9999W", "P69993D")]
)
def test_weeks_are_days(period: str, kept: str) -> None:
    assert Validity.parse(period).period == kept == Validity.parse(kept).period


@pytest.mark.parametrize(
    "period", ["", "P", "P1H", "PT1H", "3Y", "P-1Y", "P1.5Y", "P1D2Y", "P1Y\n", "P1W999999D", 3]
)
def test_what_is_no_period_is_refused(period: object) -> None:
    with pytest.raises(ModelError):
        Validity.parse({"period": period})


def test_quality_assurance_is_of_the_programme_where_nothing_is_said() -> None:
    assert QualityAssurance.parse("programme-licence").scope is QualityAssuranceScope.PROGRAMME


def test_the_relation_to_the_system() -> None:
    achievement = Achievement.parse({"title": "t", "system_relation": "credit-bearing"})
    assert achievement.system_relation is SystemRelation.CREDIT_BEARING


@pytest.mark.parametrize(
    ("learner", "identity"),
    [
        ({}, "none"),
        ({"id": "did:example:1"}, "did"),
        (
            {
                "id": "did:example:1",
                "hashed_identities": [
                    {"identity_type": "name", "identity_hash": "md5$" + "a" * 32}
                ],
            },
            "hashed",
        ),
        ({"given_name": "Līga"}, "plain"),
        ({"id": "did:example:1", "email": "a@b"}, "plain"),
        ({"citizenships": ["LV"]}, "plain"),
        ({"date_of_birth": "1999-10-02"}, "plain"),
    ],
)
def test_how_openly_a_learner_is_identified(learner: dict[str, Any], identity: str) -> None:
    assert Learner.parse(learner).identity == identity


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("010203-12345", "national"),
        ({"notation": "1"}, "national"),
        ({"notation": "1", "kind": "tax"}, "tax"),
        (Identifier(notation="1"), "other"),
    ],
)
def test_a_national_number_is_national(given: Any, kind: str) -> None:
    found = Learner.parse({"national_id": given}).national_id
    assert found is not None
    assert found.kind == kind


def test_an_award_may_be_empty() -> None:
    assert Award.parse({}).learner == Learner()
