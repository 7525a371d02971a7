"""Credentials from builders: each fits its profile, and says what was given."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ElmMicrocredError, ModelError, UsageError
from elm_microcred.mapping import builders as build
from elm_microcred.mapping import from_elm
from elm_microcred.mapping.builders import values
from elm_microcred.model import elm
from elm_microcred.report import Outcome
from elm_microcred.validation import validate
from elm_microcred.validation.document_lint import document_lint

Json = dict[str, Any]
EQF = "http://data.europa.eu/snb/eqf/"
ZED = build.organisation(
    "University of Zed",
    country="IE",
    address="1 Zed Street",
    registration="123456",
    vat="IE1234567T",
    eidas="NTRIE-123456",
    homepage="https://zed.example/",
    email="registry@zed.example",
)
OTHER = build.organisation({"en": "Other University", "lv": "Cita universitāte"}, country="LV")
AGENCY = build.organisation("Quality Agency", country="IE")
ANA = build.learner(
    "Ana",
    "Andromeda",
    born="1999-10-02",
    national_id=("1234567T", "IE"),
    citizenship="IE",
    number="S-1",
    email="ana@example.org",
)
DECISION = build.accreditation(
    "Accreditation of the programme",
    by=AGENCY,
    kind="programme-quality-assurance",
    of=ZED,
    id="https://agency.example/1",
    decided="2024-01-01",
    until="2029-12-31",
    eqf=6,
    report="https://agency.example/1.pdf",
)


def data_course(**more: Any) -> elm.LearningAchievement:
    course = build.activity(
        "Working with data",
        by=ZED,
        on="2026-06-20",
        description="Three weeks of work",
        kind="e-learning",
        mode=["online", "project-based"],
        hours="50",
        language="en",
        taught_by=OTHER,
    )
    exam = build.assessment(
        "Portfolio",
        by=ZED,
        on="2026-06-29",
        description="Five analyses",
        kind="portfolio",
        mode="online",
        supervision="supervised-with-identity-check",
        language="en",
        grade="Pass",
        scheme="Pass or fail",
        assessed_by=[OTHER],
    )
    skill = "http://data.europa.eu/esco/skill/03bc5f23-4317-41c2-9528-2db5c3c87b85"
    given = {
        "on": date(2026, 6, 30),
        "place": "IE",
        "description": "From a table to a statement",
        "purpose": "To work with data",
        "outcomes": [
            build.outcome("Reads a table", kind="skill", reuse="transversal", esco=skill),
            {"en": "Explains it", "lv": "To izskaidro"},
        ],
        "activities": [course],
        "assessments": [exam],
        "ects": 2,
        "hours": Decimal("50.5"),
        "eqf": 6,
        "nqf": "IE NQF Level 8",
        "field": ["0611", "0612"],
        "mode": "online",
        "setting": "non-formal",
        "language": "en",
        "requirements": "None",
        "accredited": DECISION,
        "partial": True,
    }
    return build.achievement("Data for everyone", by=ZED, **{**given, **more})


def part(title: str, *parts: elm.LearningAchievement, **more: Any) -> elm.LearningAchievement:
    exam = build.assessment(f"Examination in {title}", by=ZED, grade="1.1")
    given = {
        "outcomes": [f"Has learned {title}"],
        "assessments": [exam],
        "parts": parts,
        "ects": 60,
        "eqf": 6,
        "nqf": "IE NQF Level 8",
        "field": "0611",
        "mode": "presential",
        "language": "en",
        "longest_months": 72,
        "on": "2026-06-30",
    }
    return build.achievement(title, by=[ZED, OTHER], **{**given, **more})


def degree() -> elm.LearningAchievement:
    return part("Computing", part("Programming"), part("Data", part("Tables"), part("Graphs")))


def _made() -> dict[str, tuple[str, elm.EuropeanDigitalCredential]]:
    options: Json = {"to": ANA, "issuer": ZED, "issued": "2026-07-01T10:00:00+02:00"}
    mandate = build.mandated("The college mandates it.", document=b"%PDF-1.7")
    paper = build.converted(b"%PDF-1.7", title="Certificate of 1987")
    return {
        "generic": ("edc-generic-full", build.credential(data_course(), **options)),
        "least": (
            "edc-generic-full",
            build.credential(
                build.achievement("x", by=OTHER),
                to=build.learner(full="A"),
                issuer=ZED,
                issued="2026-07-01",
            ),
        ),
        "several claims": (
            "edc-generic-full",
            build.credential(
                [
                    data_course(),
                    build.activity("A day", by=ZED),
                    build.assessment("A test", by=ZED, grade="Pass"),
                ],
                **options,
            ),
        ),
        "accredited": (
            "edc-accredited",
            build.credential(data_course(), evidence=build.accredited(DECISION), **options),
        ),
        "mandated": (
            "edc-issued-by-mandate",
            build.credential(data_course(), evidence=mandate, **options),
        ),
        "converted": (
            "edc-converted",
            build.credential(data_course(), evidence=[paper], **options),
        ),
        "joint degree": (
            "edc-accredited",
            build.credential(degree(), evidence=build.accredited(DECISION), **options),
        ),
        "diploma supplement": (
            "edc-diploma-supplement",
            build.diploma_supplement(degree(), accreditation=DECISION, **options),
        ),
    }


MADE = _made()


@pytest.mark.parametrize("name", MADE)
def test_each_fits_its_profile(name: str) -> None:
    profile, made = MADE[name]
    document = made.to_dict()
    report = validate(document, profile=("declared", "edc-generic-full"))
    assert profile in report.check("shapes").values["profile"]
    assert [str(problem) for problem in report.problems] == []
    assert report.outcome is Outcome.PASSED


@pytest.mark.full
@pytest.mark.reference
@pytest.mark.parametrize("name", MADE)
def test_each_fits_the_published_shapes(name: str, reference: Path) -> None:
    import shacl_referee as referee

    profile, made = MADE[name]
    shapes = referee.shapes_of(tuple(referee.published(reference, profile)))
    conforms, results = referee.verdict(referee.graph_of(made.to_dict()), shapes)
    assert results == set()
    assert conforms
    empty = {**made.to_dict(), "credentialSubject": {"id": "urn:x", "type": "Person"}}
    assert not referee.verdict(referee.graph_of(empty), shapes)[0]


@pytest.mark.parametrize("name", MADE)
def test_each_comes_back_as_it_was(name: str) -> None:
    made = MADE[name][1]
    assert elm.parse(made.to_dict()).to_dict() == made.to_dict()
    assert elm.parse(made.to_dict("upload")) == elm.parse(made.to_dict())


@pytest.mark.parametrize("name", MADE)
def test_ids_are_those_of_equal_things_only(name: str) -> None:
    document = MADE[name][1].to_dict()
    assert list(document_lint(document)) == []
    nodes = list(_nodes(document))
    anonymous = {node["type"] for node in nodes if "id" not in node}
    assert anonymous == set()
    assert len({node["id"] for node in nodes}) > 15


def _nodes(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for name, member in value.items():
            if name != "@context":
                yield from _nodes(member)
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def test_the_same_again_is_the_same_document() -> None:
    again = _made()
    assert {name: made.to_dict() for name, (_, made) in again.items()} == {
        name: made.to_dict() for name, (_, made) in MADE.items()
    }
    assert MADE["generic"][1].id != MADE["accredited"][1].id


def test_nothing_that_is_put_in_is_changed() -> None:
    before = copy.deepcopy((ANA.to_dict(), DECISION.to_dict()))
    claim = data_course()
    kept = copy.deepcopy(claim.to_dict())
    build.credential(claim, to=ANA, issuer=ZED)
    build.diploma_supplement(degree(), to=ANA, accreditation=DECISION, issuer=ZED)
    assert (ANA.to_dict(), DECISION.to_dict()) == before
    assert claim.to_dict() == kept


def test_what_was_given_is_said() -> None:
    micro = from_elm(MADE["generic"][1].to_dict())
    achievement, award = micro.achievement, micro.award
    assert str(achievement.title) == "Data for everyone"
    assert str(achievement.purpose) == "To work with data"
    assert [str(outcome.title) for outcome in achievement.outcomes] == [
        "Reads a table",
        "Explains it",
    ]
    assert achievement.workload is not None
    assert achievement.workload.hours == Decimal("50.5")
    assert {(level.framework, level.level) for level in achievement.levels} == {
        ("EQF", "6"),
        ("IE NQF", "8"),
    }
    assert achievement.assessments[0].supervision is not None
    assert achievement.quality_assurance[0].agency is not None
    assert str(award.learner.full_name) == "Ana Andromeda"
    assert award.awarded_at == datetime(2026, 6, 30, tzinfo=UTC)
    assert award.place is not None
    assert award.place.country == "IE"
    for profile in ("annex-1", "academic-recognition"):
        outcome = validate(MADE["generic"][1].to_dict(), profile=profile).outcome
        assert outcome is Outcome.PASSED


def test_a_draft_fits_before_sealing_only() -> None:
    issuer = build.organisation("University of Zed", country="IE")
    for body in (None, issuer):
        draft = build.credential(data_course(), to=ANA, issuer=body)
        document = draft.to_dict()
        assert validate(document, profile="declared").outcome is Outcome.FAILED
        ready = validate(document, profile="declared", before_sealing=True)
        assert ready.outcome is Outcome.PASSED
        upload = build.upload(draft, deliver_to=["ana@example.org"])
        assert upload["deliveryDetails"] == {"deliveryAddress": ["ana@example.org"]}
        assert {"issuer", "@context"} & upload["credential"].keys() == set()
        assert upload["credential"]["credentialSubject"]["hasClaim"][0]["title"] == {
            "en": ["Data for everyone"]
        }
        ready = validate(upload, profile="declared", before_sealing=True)
        assert ready.outcome is Outcome.PASSED
    assert "deliveryDetails" not in build.upload(draft)


def test_the_main_language_is_that_of_bare_texts() -> None:
    made = build.credential(
        build.achievement({"en": "Data", "lv": "Dati"}, by=OTHER, on="2026-06-30"),
        to=build.learner("Līga", "Kalniņa"),
        issuer=ZED,
        language="lv",
        languages=["en", "lv"],
        valid_until="2029-06-30",
        title="Dati visiem",
    )
    document = made.to_dict()
    assert document["credentialSubject"]["fullName"] == {"lv": "Līga Kalniņa"}
    assert document["credentialSubject"]["hasClaim"]["title"] == {"en": "Data", "lv": "Dati"}
    shown = document["displayParameter"]
    assert shown["title"] == {"lv": "Dati visiem"}
    assert shown["primaryLanguage"]["id"].endswith("/LAV")
    assert [each["id"][-3:] for each in shown["language"]] == ["LAV", "ENG"]
    assert document["validUntil"] == document["expirationDate"] == "2029-06-30T00:00:00Z"
    assert document["validFrom"] == "2026-06-30T00:00:00Z"


@pytest.mark.parametrize(
    ("given", "family", "full"),
    [
        ("Ana", None, "Ana"),
        (None, "Andromeda", "Andromeda"),
        ({"en": "Ana", "el": "Άνα"}, {"en": "Andromeda"}, {"en": "Ana Andromeda"}),
        ({"el": "Άνα"}, {"en": "Andromeda"}, None),
        ("Ana", {"en": "Andromeda"}, None),
        (None, None, None),
    ],
)
def test_the_full_name_is_both(given: Any, family: Any, full: Any) -> None:
    name = build.learner(given, family).full_name
    assert name == ({"@none": full} if isinstance(full, str) else full)


def test_an_achievement_without_a_level_is_no_qualification() -> None:
    plain = build.achievement("x", by=ZED, ects="1.5")
    assert isinstance(plain.specified_by, elm.LearningAchievementSpecification)
    for more in ({"eqf": "3"}, {"nqf": "LQF Level 3"}, {"partial": False}):
        made = build.achievement("x", by=ZED, parts=[plain], **more)  # type: ignore[arg-type]
        assert isinstance(made.specified_by, elm.Qualification)
        # The parts of a qualification are qualifications.
        assert isinstance(made.has_part[0].specified_by, elm.Qualification)
        assert made.specified_by.has_part == (made.has_part[0].specified_by,)
        assert made.has_part[0].specified_by.credit_point == plain.credit_received
    whole = build.achievement("x", by=ZED, parts=[plain])
    assert isinstance(whole.specified_by, elm.LearningAchievementSpecification)
    assert whole.specified_by.has_part == (plain.specified_by,)
    bare = elm.LearningAchievement(title="x", specified_by=plain.specified_by)
    made = build.achievement("y", by=ZED, parts=[bare, elm.LearningAchievement(title="z")], eqf=1)
    assert isinstance(made.has_part[0].specified_by, elm.Qualification)
    assert made.has_part[1].specified_by is None


def test_credits_of_another_system() -> None:
    made = build.achievement("x", by=ZED, ects=1, credits=("2.5", "ECVET"))
    assert [str(point.point) for point in made.credit_received] == ["1", "2.5"]
    with pytest.raises(ModelError) as caught:
        build.achievement("x", by=ZED, credits=(1, "coins"))
    assert caught.value.code == "VOCABULARY_UNKNOWN_CODE"


def test_a_part_without_parts_is_the_only_part_of_itself() -> None:
    document = MADE["diploma supplement"][1].to_dict()
    claim = document["credentialSubject"]["hasClaim"]
    leaf = claim["hasPart"][0]["specifiedBy"]
    assert leaf["hasPart"] == leaf["id"]
    assert claim["specifiedBy"]["hasPart"][0] == leaf
    assert isinstance(claim["hasPart"][1]["specifiedBy"]["hasPart"], list)


def test_a_diploma_supplement_says_all_that_it_lacks() -> None:
    plain = build.achievement("x", by=ZED, eqf=6, parts=[build.achievement("y", by=ZED)])
    with pytest.raises(ModelError) as caught:
        build.diploma_supplement(plain, to=build.learner(), accreditation=DECISION)
    wanted = [(problem.pointer, problem.expected) for problem in caught.value.problems]
    assert ("/to", "the full name of the holder") in wanted
    assert ("/to", "the day of birth of the holder") in wanted
    assert len([w for p, w in wanted if p == "/claims"]) == 8
    assert len([w for p, w in wanted if p == "/claims/parts/0"]) == 8
    assert {problem.code for problem in caught.value.problems} == {"MODEL_MISSING"}
    no_level = build.achievement("x", by=ZED)
    with pytest.raises(ModelError) as caught:
        build.diploma_supplement(no_level, to=ANA, accreditation=DECISION)
    assert any("a level" in str(problem.expected) for problem in caught.value.problems)


def test_concepts_by_word_code_label_and_iri() -> None:
    for value in ("6", "Level 6", EQF + "6"):
        assert build.concept("eqf", value).to_dict() == {
            "id": EQF + "6",
            "type": "Concept",
            "prefLabel": {"en": "Level 6"},
            "inScheme": {"id": EQF + "25831c2", "type": "ConceptScheme"},
        }
    assert build.concept("learning-assessment", "online") == build.concept(
        "learning-assessment", "920fbb3cbe"
    )
    own = build.own_concept(
        "Own kind", scheme="https://zed.example/kinds", id="https://zed.example/1"
    )
    assert build.concept("eqf", own) is own
    assert own.to_dict()["inScheme"]["id"] == "https://zed.example/kinds"
    assert build.own_concept({"en": "x"}).to_dict() == {"type": "Concept", "prefLabel": {"en": "x"}}


@pytest.mark.parametrize(
    ("make", "error", "code"),
    [
        (lambda: build.concept("eqf", "9"), ModelError, "VOCABULARY_UNKNOWN_CODE"),
        (lambda: build.concept("eqf9", "9"), UsageError, "VOCABULARY_UNKNOWN_SCHEME"),
        (lambda: build.organisation("x", country="XX"), ModelError, "VOCABULARY_UNKNOWN_CODE"),
        (lambda: build.activity("x", by=ZED, hours="many"), ModelError, "MODEL_TYPE"),
        (lambda: build.achievement("x", by=ZED, ects=-1), ModelError, "MODEL_VALUE"),
        (lambda: build.learner("x", born="yesterday"), ModelError, "MODEL_DATE"),
        (lambda: build.learner("x", born=7), ModelError, "MODEL_DATE"),  # type: ignore[arg-type]
        (lambda: values.moment(datetime(2026, 1, 1)), ModelError, "MODEL_DATE"),
        (lambda: values.moment("2026-01-01T00:00:00"), ModelError, "MODEL_DATE"),
        (
            lambda: build.converted(b"x", media_type="text/klingon"),
            ModelError,
            "VOCABULARY_UNKNOWN_CODE",
        ),
        (lambda: build.credential([], to=ANA, issuer=ZED), UsageError, "USAGE"),
        (
            lambda: build.credential(build.achievement("x", by=ZED), to=ANA, issuer=ZED),
            UsageError,
            "USAGE",
        ),
        (
            lambda: build.credential(data_course(), to=ANA, profile="edc-micro"),
            UsageError,
            "SHAPES_UNKNOWN_PROFILE",
        ),
        (
            lambda: build.credential(data_course(), to=ANA, language="tlh"),
            ModelError,
            "VOCABULARY_UNKNOWN_CODE",
        ),
    ],
)
def test_what_cannot_be_is_refused(make: Any, error: type[ElmMicrocredError], code: str) -> None:
    with pytest.raises(error) as caught:
        make()
    assert caught.value.code == code
    assert caught.value.problem.expected


def test_times() -> None:
    assert values.moment(date(2026, 6, 30)) == "2026-06-30T00:00:00Z"
    assert values.moment("2026-06-30") == "2026-06-30T00:00:00Z"
    assert values.moment("2026-06-30T12:00:00+02:00") == "2026-06-30T12:00:00+02:00"
    assert values.moment(datetime(2026, 6, 30, tzinfo=UTC)) == "2026-06-30T00:00:00Z"


def test_evidence_of_ones_own_makes_no_profile() -> None:
    kind = build.own_concept({"en": "Letter"}, id="https://zed.example/letter")
    evidence = [elm.Evidence(), elm.Evidence(dc_type=kind)]
    made = build.credential(data_course(), to=ANA, issuer=ZED, evidence=evidence)
    assert made.to_dict()["credentialSchema"]["id"].endswith("/edc-generic-full")


def test_something_known_elsewhere_is_named_by_its_id() -> None:
    other = elm.LearningAchievement.reference("https://other.example/1")
    whole = build.achievement("x", by=ZED, on="2026-06-30", parts=[other])
    document = build.credential(whole, to=ANA, issuer=ZED).to_dict()
    assert document["credentialSubject"]["hasClaim"]["hasPart"] == "https://other.example/1"


def test_a_picture_of_ones_own_and_an_id_of_ones_own() -> None:
    page = values.media(b"\x89PNG", "image/png", "The certificate")
    made = build.credential(
        data_course(),
        to=ANA,
        issuer=ZED,
        picture=page,
        id="urn:credential:1",
        profile="edc-converted",
    )
    assert made.id == "urn:credential:1"
    document = made.to_dict()
    image = document["displayParameter"]["individualDisplay"]["displayDetail"]["image"]
    assert image["content"] == "iVBORw=="
    assert document["credentialSchema"]["id"].endswith("/edc-converted")


@given(
    st.text(min_size=1, max_size=30),
    st.integers(1, 8),
    st.decimals(0, 999, places=1, allow_nan=False),
    st.lists(st.text(min_size=1, max_size=20), max_size=3),
)
def test_whatever_is_said_fits(title: str, level: int, ects: Decimal, outcomes: list[str]) -> None:
    done = build.achievement(title, by=ZED, eqf=level, ects=ects, outcomes=outcomes)
    made = build.credential(done, to=ANA, issuer=ZED, issued="2026-07-01")
    document = made.to_dict()
    assert document["credentialSubject"]["hasClaim"]["title"] == {"en": title}
    assert validate(document, profile="declared").outcome is Outcome.PASSED
    assert list(document_lint(document)) == []
