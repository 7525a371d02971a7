"""Purpose profiles: what each asks for, how bad it is, and profiles of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

import purpose_pages
from badges import port_safety
from elm_microcred import levels
from elm_microcred.errors import ParseError, UsageError
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.report import Check, Outcome
from elm_microcred.validation import validate
from elm_microcred.validation.elements import ELEMENTS
from elm_microcred.validation.purposes import PURPOSES, Severity, load_purpose, purpose
from strategies import micro_credentials

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


def micro(achievement: Json | None = None, award: Json | None = None) -> MicroCredential:
    return MicroCredential.parse(
        {"achievement": {"title": "Port safety", **(achievement or {})}, "award": award or {}}
    )


def check(value: Any, profile: Any) -> Check:
    name = profile if isinstance(profile, str) else profile.id
    id_ = name if name == "annex-1" else f"data-model/{name}"
    return validate(value, profile=profile).check(id_)


def states(found: Check) -> dict[str, str]:
    return {row["id"]: row["state"] for row in found.values["elements"]}


def codes(found: Check) -> list[str]:
    return [problem.code for problem in found.problems]


def asking(**ask: Any) -> Any:
    return load_purpose({"id": "own", "version": "1", "title": "Own", "asks": [{"id": "x", **ask}]})


@pytest.mark.parametrize("name", PURPOSES)
def test_profiles_are_whole(name: str) -> None:
    of = purpose(name)
    assert of.id == name
    assert of.about
    text = (ROOT / "vocab" / "purposes" / f"{name}.json").read_text("utf-8")
    jsonschema.Draft202012Validator(json.loads(purpose_pages.schema())).validate(json.loads(text))


def test_every_file_is_a_profile() -> None:
    assert {p.stem for p in (ROOT / "vocab" / "purposes").glob("*.json")} == set(PURPOSES)


def test_every_element_is_asked_for_by_a_profile() -> None:
    asked = {
        ask.element for name in PURPOSES for ask in purpose(name).asks if ask.kind == "element"
    }
    assert asked - ELEMENTS.keys() == set()
    assert ELEMENTS.keys() - asked == {"country"} - asked


def test_the_committed_pages_are_the_generated_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert purpose_pages.main(["--check"]) == 0, capsys.readouterr().err
    assert purpose_pages.main(["--help"]) == 2


SEVEN = (
    "quality",
    "verification",
    "level",
    "outcomes",
    "workload",
    "assessment",
    "identification",
)


def test_the_seven_questions_of_a_foreign_assessor() -> None:
    found = check(micro(), "academic-recognition")
    assert found.outcome is Outcome.FAILED
    rows = {row["id"]: row for row in found.values["elements"]}
    assert {id: (rows[id]["severity"], rows[id]["state"]) for id in SEVEN} == dict.fromkeys(
        SEVEN, ("violation", "missing")
    )
    assert (
        states(check(micro({"issuer": "S"}), "academic-recognition"))["verification"] == "missing"
    )
    reached = {"legal_name": "S", "homepage": "https://s.example/"}
    partly = check(micro({"issuer": reached}), "academic-recognition")
    assert states(partly)["verification"] == "partly"
    assert any("an identifier of the issuer is missing" in p.detail for p in partly.problems)


@pytest.mark.parametrize("make", [to_elm, to_open_badge, lambda value: value])
@pytest.mark.parametrize("name", [n for n in PURPOSES if not n.startswith("nz")])
def test_the_example_is_good_for_everything_but_new_zealand(name: str, make: Any) -> None:
    found = check(make(port_safety()), name)
    assert found.outcome is Outcome.PASSED, [str(problem) for problem in found.problems]


@pytest.mark.reference
def test_the_published_micro_credential_is_not_good_for_recognition(reference: Path) -> None:
    import european

    found = check(european.published(reference, european.MICRO_SIGNED), "academic-recognition")
    assert [p.code for p in found.problems if p.code == "PROFILE_MISSING"] == ["PROFILE_MISSING"]
    assert states(found)["quality"] == "missing"
    assert {id: states(found)[id] for id in SEVEN if id != "quality"} == {
        id: "found" for id in SEVEN if id != "quality"
    }


@pytest.mark.parametrize(
    ("severity", "code", "outcome"),
    [
        ("violation", "PROFILE_MISSING", Outcome.FAILED),
        ("warning", "PROFILE_RECOMMENDED", Outcome.PASSED),
        ("advice", "PROFILE_ADVISED", Outcome.PASSED),
    ],
)
def test_severity_is_the_profiles(severity: str, code: str, outcome: Outcome) -> None:
    found = check(micro(), asking(kind="element", element="purpose", severity=severity))
    assert codes(found) == [code]
    assert found.outcome is outcome
    assert found.values["elements"][0]["severity"] == severity
    assert found.values["elements"][0]["mandatory"] is (severity == "violation")


@pytest.mark.parametrize(
    ("severity", "partly", "code"),
    [
        ("violation", "violation", "PROFILE_MISSING"),
        ("violation", "warning", "PROFILE_INCOMPLETE"),
        ("violation", "advice", "PROFILE_ADVISED"),
        ("warning", "violation", "PROFILE_INCOMPLETE"),
        ("advice", "warning", "PROFILE_ADVISED"),
    ],
)
def test_a_part_is_never_worse_than_nothing(severity: str, partly: str, code: str) -> None:
    own = asking(kind="element", element="level", severity=severity, partly=partly)
    value = micro({"levels": [{"framework": "LQF", "level": "4"}]})
    assert codes(check(value, own)) == [code]


def test_what_is_excused_is_advice() -> None:
    own = asking(kind="element", element="level", severity="violation", unless=["standalone"])
    assert codes(check(micro({"system_relation": "standalone"}), own)) == ["PROFILE_ADVISED"]
    assert codes(check(micro({"system_relation": "integrated"}), own)) == ["PROFILE_MISSING"]
    assert codes(check(micro(), own)) == ["PROFILE_MISSING"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Port safety", True),
        ({"en": "Port safety", "lv": "Master of ports"}, False),
        ("DIPLOMA in ports", False),
        ("Diplomas of ports", False),
        ("Working in new  zealand", False),
        ("New-Zealand ports", False),
        ("Postgraduate port safety", False),
        ("Post-graduate port safety", False),
        ("International safety", True),
        ("Masterful knots", True),
        ("Nationale", True),
    ],
)
def test_words_that_new_zealand_bars(title: Any, kept: bool) -> None:
    found = check(micro({"title": title}), "nz-microcredentials")
    assert states(found)["title"] == ("found" if kept else "broken")
    broken = [problem for problem in found.problems if problem.code == "PROFILE_BROKEN"]
    assert bool(broken) is not kept
    assert all(problem.pointer == "/achievement/title" for problem in broken)


@pytest.mark.parametrize(
    ("achievement", "state", "code"),
    [
        ({"credits": [{"system": "NZ credit", "points": "40"}]}, "found", None),
        ({"credits": [{"system": "NZ credit", "points": "40.5"}]}, "broken", "PROFILE_BROKEN"),
        ({"workload": "400"}, "found", None),
        ({"workload": "401"}, "broken", "PROFILE_BROKEN"),
        ({"workload": {"days": "20"}}, "undecided", "PROFILE_UNDECIDED"),
        ({"credits": [{"points": "5"}]}, "undecided", "PROFILE_UNDECIDED"),
        ({"workload": {"hours": "4", "days": "20"}}, "undecided", "PROFILE_UNDECIDED"),
        ({"credits": [{"points": "5"}], "workload": "50"}, "found", None),
        ({}, "missing", "PROFILE_MISSING"),
    ],
)
def test_size_in_new_zealand(achievement: Json, state: str, code: str | None) -> None:
    found = check(micro(achievement), "nz-microcredentials")
    assert states(found)["size"] == state
    about = [p.code for p in found.problems if "40 NZ credit" in (p.expected or "")]
    assert about == ([code] if code else [])


@pytest.mark.parametrize(
    ("least", "most", "credits", "state"),
    [
        ("25", None, "1", "found"),
        ("26", None, "1", "undecided"),
        ("31", None, "1", "broken"),
        (None, "30", "1", "found"),
        (None, "29", "1", "undecided"),
        (None, "24", "1", "broken"),
        ("50", "60", "2", "found"),
    ],
)
def test_a_size_is_an_interval(
    least: str | None, most: str | None, credits: str, state: str
) -> None:
    bounds = {k: v for k, v in {"least": least, "most": most}.items() if v is not None}
    own = asking(kind="size", unit="hours", severity="violation", **bounds)
    found = check(micro({"credits": [{"points": credits}]}), own)
    assert states(found)["x"] == state
    outcome = {"found": Outcome.PASSED, "undecided": Outcome.INDETERMINATE}
    assert found.outcome is outcome.get(state, Outcome.FAILED)


def test_the_country_of_the_issuer_and_the_day_of_the_award_count() -> None:
    own = asking(kind="size", unit="hours", most="20", severity="violation")
    credits = {"credits": [{"points": "1"}]}
    british = {**credits, "issuer": {"legal_name": "S", "location": {"country": "GB"}}}
    assert states(check(micro(british), own))["x"] == "found"
    assert states(check(micro(credits), own))["x"] == "broken"
    latvian = asking(kind="size", unit="ECTS", least="1.5", severity="violation")
    old = micro(
        {}, {"awarded_at": "2022-10-10", "credits_earned": [{"system": "LV-KP", "points": 1}]}
    )
    new = micro(
        {}, {"issued_at": "2022-10-11", "credits_earned": [{"system": "LV-KP", "points": 1}]}
    )
    assert states(check(old, latvian))["x"] == "found"
    assert states(check(new, latvian))["x"] == "undecided"


def test_units_of_the_bundled_profiles_are_known() -> None:
    units = {ask.unit for name in PURPOSES for ask in purpose(name).asks if ask.kind == "size"}
    known = {rate.unit for rate in levels.rates()} | {rate.system for rate in levels.rates()}
    assert units
    assert units <= known


@pytest.mark.parametrize("severity", list(Severity))
def test_what_is_broken_or_undecided_is_as_bad_as_the_profile_says(severity: Severity) -> None:
    own = asking(kind="title-without", words=["port"], severity=severity)
    expected = {"violation": "PROFILE_BROKEN", "warning": "PROFILE_DOUBTFUL"}
    assert codes(check(micro(), own)) == [expected.get(severity, "PROFILE_ADVISED")]
    size = asking(kind="size", unit="hours", least="1", severity=severity)
    value = micro({"workload": {"months": "1"}})
    undecided = "PROFILE_UNDECIDED" if severity is Severity.VIOLATION else "PROFILE_ADVISED"
    assert codes(check(value, size)) == [undecided]


def test_what_people_judge_never_passes() -> None:
    found = check(port_safety(), "quality-principles")
    assert found.outcome is Outcome.PASSED
    human = [row for row in found.values["elements"] if row["state"] == "not assessable"]
    assert [row["id"] for row in human] == [
        "relevance",
        "learner-centred",
        "portability",
        "guidance",
    ]
    assert codes(found) == ["PROFILE_NOT_ASSESSABLE"] * 4


def test_several_at_once() -> None:
    own = asking(kind="element", element="title", severity="violation")
    report = validate(
        to_elm(port_safety()),
        profile=["generic-full", "annex-1", own, "employment", "annex-1"],
        before_sealing=True,
    )
    asked = [each.id for each in report.checks if each.outcome is not Outcome.SKIPPED]
    assert asked == [
        "data-model",
        "data-model/own",
        "data-model/employment",
        "terms",
        "shapes",
        "shapes/literals",
        "vocabularies",
        "annex-1",
        "annex-1/lint",
    ]
    assert report.outcome is Outcome.PASSED


MALFORMED: list[tuple[Any, str]] = [
    ({}, "/id"),
    ({"id": "../x"}, "/id"),
    ({"asks": []}, "/asks"),
    ({"asks": [{"kind": "dream", "id": "x", "severity": "advice"}]}, "/asks/0"),
    ({"asks": [{"kind": "element", "id": "x", "severity": "advice"}]}, "/asks/0/element"),
    (
        {"asks": [{"kind": "element", "id": "x", "severity": "bad", "element": "title"}]},
        "/asks/0/severity",
    ),
    (
        {"asks": [{"kind": "element", "id": "x", "severity": "advice", "element": "colour"}]},
        "/asks/0/element",
    ),
    ({"asks": [{"kind": "size", "id": "x", "severity": "advice", "unit": "hours"}]}, "/asks/0"),
    (
        {
            "asks": [
                {
                    "kind": "size",
                    "id": "x",
                    "severity": "advice",
                    "unit": "hours",
                    "least": "NaN",
                }
            ]
        },
        "/asks/0/least",
    ),
    (
        {
            "asks": [
                {
                    "kind": "size",
                    "id": "x",
                    "severity": "advice",
                    "unit": "h",
                    "least": "2",
                    "most": "1",
                }
            ]
        },
        "/asks/0/most",
    ),
    (
        {"asks": [{"kind": "element", "id": "x", "severity": "advice", "element": "title"}] * 2},
        "/asks",
    ),
    ({"colour": "red"}, "/colour"),
    ([], ""),
    ("employment", ""),
    (None, ""),
]


@pytest.mark.parametrize(("change", "pointer"), MALFORMED)
def test_what_is_no_profile_is_refused_with_the_place(change: Any, pointer: str) -> None:
    good = {
        "id": "own",
        "version": "1",
        "title": "Own",
        "asks": [{"kind": "element", "id": "x", "severity": "advice", "element": "title"}],
    }
    data = {**good, **change} if isinstance(change, dict) and change else change
    with pytest.raises(ParseError) as caught:
        load_purpose(data)
    assert {problem.code for problem in caught.value.problems} == {"PROFILE_MALFORMED"}
    assert pointer in {problem.pointer for problem in caught.value.problems}
    assert all(problem.remedy for problem in caught.value.problems)


def test_an_unknown_purpose_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        purpose("employement")
    assert caught.value.code == "SHAPES_UNKNOWN_PROFILE"
    assert caught.value.problem.expected == "employment"


@given(micro_credentials())
def test_every_profile_answers_every_micro_credential(value: MicroCredential) -> None:
    report = validate(value, profile=PURPOSES)
    for name in PURPOSES:
        found = report.check(name if name == "annex-1" else f"data-model/{name}")
        rows = found.values["elements"]
        assert [row["id"] for row in rows] == [ask.id for ask in purpose(name).asks]
        violated = any(row["mandatory"] and row["state"] in ("missing", "broken") for row in rows)
        if found.outcome is Outcome.PASSED and name != "annex-1":
            excused = value.achievement.system_relation is not None
            assert not violated or excused
