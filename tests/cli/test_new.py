"""`new`: the questions of a person's first micro-credential, and what becomes of the answers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from elm_microcred import Achievement, Award, MicroCredential, to_elm, validate
from elm_microcred.cli import main
from elm_microcred.cli.questions import QUESTIONS, problem_with
from elm_microcred.model.columns import COLUMNS

ANSWERS = {
    "language": "lv",
    "title": "Ostas drošība",
    "purpose": "Darbam ostā",
    "outcomes": "Plāno darbu | Novērš risku",
    "workload_hours": "60",
    "credit_points": "2",
    "eqf_level": "4",
    "participation": "blended",
    "assessment_type": "practical",
    "supervision": "supervised-with-identity-check",
    "quality_assurance_type": "programme-licence",
    "quality_assurance_agency": "Izglītības kvalitātes dienests",
    "quality_assurance_report": "https://quality.example/1",
    "prerequisites": "Vidējā izglītība",
    "stackability": "Ostas tehniķis",
    "issuer_name": "Ostas mācību centrs",
    "issuer_registration": "40009999999",
    "issuer_country": "LV",
    "issuer_email": "info@vmc.example",
    "issuer_homepage": "https://vmc.example/",
    "learner_given_name": "Līga",
    "learner_family_name": "Kalniņa",
    "awarded_on": "2026-06-30",
    "place_country": "LV",
    "grade": "9",
}


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let these lines stand on standard input."""
    content = "".join(f"{line}\n" for line in lines).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def test_every_question_is_a_column_and_is_answered_here() -> None:
    columns = {column.name: column.half for column in COLUMNS.values()}
    assert {q.column: q.half for q in QUESTIONS}.items() <= columns.items()
    assert [q.column for q in QUESTIONS] == list(ANSWERS)


def test_the_answers_make_a_valid_micro_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.json"
    typed(monkeypatch, *ANSWERS.values())
    assert main(["new", "-o", str(path)]) == 0
    captured = capsys.readouterr()
    assert captured.out == "" and f"elm-microcred issue {path}" in captured.err
    micro = MicroCredential.load(path)
    assert str(micro.award.learner.family_name) == "Kalniņa"
    assert [str(o.title) for o in micro.achievement.outcomes] == ["Plāno darbu", "Novērš risku"]
    report = validate(to_elm(micro), before_sealing=True)
    assert report and not report.errors and not report.warnings


def test_a_question_is_asked_until_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = []
    for question in QUESTIONS:
        if question.column == "eqf_level":
            lines += ["nine", "", "?"]
        if question.column == "assessment_type":
            lines += ["exam", "?"]
        lines.append(ANSWERS[question.column] if question.is_needed else "")
    typed(monkeypatch, *lines)
    assert main(["new", "-o", str(tmp_path / "mine.json"), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("VOCABULARY_UNKNOWN_CODE") == 2
    assert "This is needed" in captured.err and "written-examination" in captured.err
    said = json.loads(captured.out)
    assert said["file"] == str(tmp_path / "mine.json")
    assert {p["code"] for p in said["problems"]} == {"ANNEX1_OPTIONAL_MISSING"}
    assert MicroCredential.load(tmp_path / "mine.json").achievement.language == "en"


@pytest.mark.parametrize(("half", "kind"), [("achievement", Achievement), ("award", Award)])
def test_one_half_alone(
    half: str,
    kind: type[Achievement] | type[Award],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed(monkeypatch, *(ANSWERS[q.column] for q in QUESTIONS if q.half.lower() == half))
    path = tmp_path / "half.json"
    assert main(["new", "--only", half, "-o", str(path)]) == 0
    assert isinstance(kind.load(path), kind)


def test_answers_of_the_command_line_are_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [f"--answer={column}={answer}" for column, answer in ANSWERS.items()]
    typed(monkeypatch)
    assert main(["new", "-o", str(tmp_path / "a.json"), *given, "--answer=tags=sea"]) == 0
    assert MicroCredential.load(tmp_path / "a.json").achievement.tags == ("sea",)


@pytest.mark.parametrize(
    ("answer", "code"), [("title", "USAGE"), ("issuer_country=Latvia", "MODEL_VALUE")]
)
def test_a_wrong_answer_of_the_command_line_is_refused(
    answer: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "-o", str(tmp_path / "a.json"), "--answer", answer]) == 2
    assert code in capsys.readouterr().err
    assert not (tmp_path / "a.json").exists()


def test_who_stops_half_way_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "en", "Port safety")
    assert main(["new", "-o", str(tmp_path / "a.json")]) == 130
    assert "Interrupted" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_kept_and_nothing_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text("mine")
    assert main(["new", "-o", str(path)]) == 2
    assert "OUTPUT_EXISTS" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_what_is_wrong_elsewhere_is_not_said_of_an_answer() -> None:
    assert problem_with("title", {"title": "x", "eqf_level": "9"}) is None
    problem = problem_with("eqf_level", {"eqf_level": "9"})
    assert problem is not None and problem.found == "9"
