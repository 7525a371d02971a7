"""Parts are read from verifications of every kind, and grades from how they spread."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import Award, verify
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome
from elm_microcred.stacking import part_of, unstack
from elm_microcred.stacking.durations import minus, plus
from elm_microcred.stacking.grades import counterparts, elm_positions, position_in
from elm_microcred.stacking.parts import Status
from elm_microcred.stacking.reading import standing_of
from elm_microcred.verification import Verification
from stack_world import NOW, Issuer, achievement


def test_a_part_says_what_its_credential_says() -> None:
    members = {
        "tags": ["role:capstone", "rpl"],
        "thematic_areas": ["0612", "http://data.europa.eu/snb/isced-f/0613"],
        "workload": {"hours": 150},
        "participation": ["online"],
        "instruction_languages": ["lv"],
        "assessments": [
            {"type": "portfolio", "supervision": "identity-check", "grading_scheme": "ECTS"}
        ],
        "quality_assurance": [
            {"type": "programme-licence", "id": "urn:qa:1", "agency": {"legal_name": "AIKA"}}
        ],
        "accreditors": [{"id": "https://aika.example", "legal_name": "AIKA"}],
    }
    award = {"awarded_at": "2026-01-01", "results": ["A"], "renewal_of": "urn:x:old"}
    part = part_of(MicroCredential(achievement("a", 6, **members), Award.parse(award)))
    assert part.origin == "rpl" and {"0612", "0613"} <= part.thematic
    assert part.hours == 150 and part.modes == {"online"} and part.languages == {"lv"}
    assert part.supervision == ("identity-check",) and part.assessed
    assert {"stated", "urn:qa:1", "https://aika.example"} <= part.quality
    assert part.awarding_bodies == {"https://u.example", "VATLV-1"}
    assert part.countries == {"LV"} and part.renewal_of == "urn:x:old"
    assert (part.grades[0].value, part.grades[0].scheme) == ("A", {"ECTS"})


def test_work_is_told_by_its_activities() -> None:
    award = Award.parse({"awarded_at": "2026-01-01"})
    for kinds, origin in ((["internship"], "work"), (["internship", "classroom"], "course")):
        micro = MicroCredential(achievement("a", 6, activities=kinds), award)
        assert part_of(micro).origin == origin


def test_what_was_not_completed_is_no_achievement() -> None:
    for status, completed in (("Completed", True), ("Failed", False), ("Enrolled", False)):
        award = Award.parse({"results": [{"grade": "x", "status": status}]})
        assert part_of(MicroCredential(achievement("a", 6), award)).completed is completed


def test_what_cannot_be_read_is_a_part_with_a_defect() -> None:
    unread = part_of(Verification((), document={"type": ["Strange"]}, subject="urn:x:1"))
    assert (unread.id, unread.defect) == ("urn:x:1", "PARSE_UNKNOWN_FORMAT")
    assert part_of(Verification(())).defect and part_of(Verification(())).id.startswith("sha-256:")
    lone = part_of(Verification((), document={"type": ["\ud800"]}))
    assert lone.defect and lone.digest.startswith("sha-256:")


@pytest.mark.parametrize(
    ("checks", "authentic", "status"),
    [
        ([("securing", "passed"), ("controller", "passed"), ("status", "passed")], True, "active"),
        ([("securing", "passed"), ("controller", "failed")], False, "unknown"),
        ([("securing", "passed"), ("controller", "indeterminate")], None, "unknown"),
        (
            [("securing", "skipped"), ("controller", "skipped"), ("terms", "passed")],
            None,
            "unknown",
        ),
        ([("securing", "passed")], None, "unknown"),
        ([], None, "unknown"),
    ],
)
def test_standing(checks: list[tuple[str, str]], authentic: bool | None, status: str) -> None:
    found = Verification(tuple(Check(id_, Outcome(outcome)) for id_, outcome in checks))
    assert (standing_of(found).authentic, standing_of(found).status.value) == (authentic, status)


def test_a_status_is_no_doubt_about_authenticity() -> None:
    good = [Check(id_, Outcome.PASSED) for id_ in ("securing", "controller")]
    for code, status in (
        ("STATUS_REVOKED", Status.REVOKED),
        ("STATUS_SUSPENDED", Status.SUSPENDED),
    ):
        listed = Check.of("status", [Problem(code, "It is.")])
        standing = standing_of(Verification((*good, listed)))
        assert (standing.authentic, standing.status) == (True, status)


def test_a_signed_credential_is_read_with_its_bytes() -> None:
    signed = Issuer().elm("a")
    part = signed.part
    assert part.content == signed.content and part.standing.verified_at == NOW
    assert part_of(part) is part
    assert part.digest != part_of(signed.verification).digest  # of bytes; of the canonical form


@pytest.mark.reference
def test_the_learner_record_of_others_is_taken_apart(reference: Path) -> None:
    content = (reference / "domain" / "clr" / "clr20-complex.json").read_bytes()
    members = json.loads(content)["credentialSubject"]["verifiableCredential"]
    parts = unstack(Verification((), document=json.loads(content)))
    assert [part.id for part in parts] == [member["id"] for member in members]
    assert all(part.standing.authentic is None for part in parts)
    seen = unstack(
        Verification((), document=json.loads(content)), verify=lambda c: verify(c, now=NOW)
    )
    assert [part.id for part in seen] == [part.id for part in parts]


@pytest.mark.reference
def test_the_joint_degree_of_the_union_is_taken_apart(reference: Path) -> None:
    path = reference / "elm" / "samples" / "edc-2024-2025" / "Sample-JointDegree-signed.jsonld"
    document = json.loads(json.loads(path.read_bytes())["payload"])
    parts = unstack(Verification((), document=document))
    assert len(parts) > 3 and len({part.id for part in parts}) == len(parts)
    assert sum(bool(part.defect) for part in parts) == 0
    assert any(part.credits for part in parts)


# Grades


def test_percentiles() -> None:
    spread = [("A", 10), ("B", 25), ("C", 30), ("D", 25), ("E", 10)]
    steps: Any = [(grade, Fraction(count)) for grade, count in spread]
    assert position_in(steps, "B") == (10, 25)
    assert position_in(steps, "F") is None and position_in([], "A") is None
    for grade, _ in spread:
        position = position_in(steps, grade)
        assert position is not None and counterparts(position, steps) == (grade,)
    assert counterparts((Fraction(5), Fraction(30)), steps) == ("A", "B")
    assert counterparts((Fraction(35), Fraction(0)), steps) == ("B", "C")
    assert counterparts((Fraction(0), Fraction(5)), []) == ()


def assessed(**members: Any) -> dict[str, Any]:
    assessment = {"grade": {"noteLiteral": {"en": "8"}}, **members}
    return {"credentialSubject": {"hasClaim": [{"provenBy": assessment}]}}


def test_positions_are_read_from_european_credentials() -> None:
    short = {"percentageLower": 60, "percentageEqual": "10", "percentageHigher": 30}
    assert elm_positions(assessed(shortenedGrading=short)) == {"8": (30, 10)}
    categories = [
        {"label": "8", "count": 30, "score": "8"},
        {"label": "9", "count": 10, "score": "9"},
        {"label": "7", "count": 60, "score": "7"},
    ]
    spread = {"resultCategory": categories}
    assert elm_positions(assessed(resultDistribution=spread)) == {"8": (10, 30)}
    for broken in (
        {"shortenedGrading": {"percentageEqual": 90, "percentageHigher": 20}},
        {"shortenedGrading": {"percentageEqual": "many", "percentageHigher": True}},
        {"resultDistribution": {"resultCategory": [{"label": "8", "count": 3}]}},
        {"resultDistribution": {}},
    ):
        assert elm_positions(assessed(**broken)) == {}
    assert elm_positions({}) == {}


def test_periods_end_on_the_last_day_of_a_month() -> None:
    leap = datetime(2024, 2, 29, tzinfo=UTC)
    assert plus(leap, "P1Y") == datetime(2025, 2, 28, tzinfo=UTC)
    assert plus(datetime(2026, 1, 31, tzinfo=UTC), "P1M1D") == datetime(2026, 3, 1, tzinfo=UTC)
    assert minus(datetime(2026, 3, 31, tzinfo=UTC), "P1M") == datetime(2026, 2, 28, tzinfo=UTC)
    assert plus(leap, "P9999Y").year == 9999 and minus(leap, "P9999Y").year == 1
