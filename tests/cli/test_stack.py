"""`elm-microcred stack`: audit, plan, issue, check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.cli import main
from elm_microcred.cli.keys import key_file
from elm_microcred.model import MicroCredential
from stack_world import TARGET, Issuer, achievement, micro

RECIPE = {
    "id": "urn:recipe:cli",
    "title": {"en": "Certificate", "lv": "Apliecība"},
    "target": TARGET,
    "groups": [{"id": "all", "minCredits": 12}],
}
AT = "2026-06-01T12:00:00Z"


@pytest.fixture
def world(tmp_path: Path) -> dict[str, str]:
    a, b, whole = Issuer(), Issuer(), Issuer()
    made = {
        "a": a.badge("a").content,
        "b": b.elm("b").content,
        "key": key_file(whole.signer),
        "recipe": json.dumps(RECIPE).encode(),
        "open": json.dumps(RECIPE | {"each": {"verified": False}}).encode(),
        "bare": micro("c", 12).to_json().encode(),
        "award": json.dumps({"awarded_at": "2026-06-01", "id": "urn:cred:whole"}).encode(),
        "catalogue": json.dumps(
            {
                "offerings": [
                    {"achievement": achievement("x", 6).to_dict(), "cost": "90"},
                    {"achievement": achievement("y", 6).to_dict(), "cost": 80},
                ]
            }
        ).encode(),
    }
    for name, content in made.items():
        (tmp_path / f"{name}.json").write_bytes(content)
    return {name: str(tmp_path / f"{name}.json") for name in made} | {"folder": str(tmp_path)}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["stack", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_audit_in_words_and_as_json(
    world: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = (world["recipe"], world["a"], world["b"], "--at", AT)
    code, out, _ = run(capsys, "audit", *given)
    assert code == 0 and "Certificate is satisfied: 2 parts count, 12 ECTS in all." in out
    code, out, _ = run(capsys, "audit", *given, "--language", "lv")
    assert "„Apliecība” prasības ir izpildītas" in out
    code, out, _ = run(capsys, "audit", *given, "--json")
    report = json.loads(out)
    assert (report["outcome"], report["satisfied"]) == ("passed", True)
    code, out, _ = run(capsys, "audit", world["recipe"], world["a"], "--at", AT, "--json")
    assert code == 1 and json.loads(out)["outcome"] == "failed"


def test_diagrams_and_reports_go_to_files(
    world: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(world["folder"])
    given = (world["recipe"], world["a"], world["b"], "--at", AT)
    for name, more in (("x.mmd", ("--diagram", "mermaid")), ("x.svg", ("--diagram", "svg"))):
        code, _, _ = run(capsys, "audit", *given, *more, "-o", str(folder / name))
        assert code == 0 and (folder / name).stat().st_size > 200
    report = str(folder / "report.json")
    assert run(capsys, "audit", *given, "-o", report)[0] == 0
    check = ("check", report, world["recipe"], world["a"], world["b"])
    assert run(capsys, *check)[0] == 0
    document = json.loads(Path(report).read_bytes())
    document["totals"]["parts"] = 3
    Path(report).write_text(json.dumps(document))
    code, out, _ = run(capsys, *check)
    assert code == 1 and "STACK_REPORT_WRONG at /totals/parts" in out


def test_a_plan(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    given = (world["recipe"], world["a"], "--catalogue", world["catalogue"], "--at", AT)
    code, out, _ = run(capsys, "plan", *given, "--json")
    report = json.loads(out)
    assert code == 0
    assert report["completion"] == {"parts": ["https://spec.example/y"], "cost": "80"}
    path = Path(world["folder"]) / "plan.json"
    path.write_text(out)
    checked = ("check", str(path), world["recipe"], world["a"], "--catalogue", world["catalogue"])
    assert run(capsys, *checked)[0] == 0
    code, out, _ = run(capsys, "plan", *given, "--objective", "parts", "--solver", "own")
    assert code == 0 and "Still to be had" in out


@pytest.mark.parametrize("target", ["elm", "clr-2", "open-badge-3"])
def test_issue_and_verify(
    world: dict[str, str], capsys: pytest.CaptureFixture[str], target: str
) -> None:
    output = str(Path(world["folder"]) / "whole.json")
    given = ("issue", world["recipe"], world["a"], world["b"], "-k", world["key"], "--at", AT)
    more = ("--to", target, "--award", world["award"], "-o", output)
    assert run(capsys, *given, *more)[0] == 0
    assert main(["verify", output, "--at", AT, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    ids = [check["id"] for check in report["checks"]]
    assert {"status/whole", "status/parts-now", "status/parts-then"} <= set(ids)
    code, out, _ = run(capsys, *given, "--to", target, "--award", world["award"], "--json")
    assert code == 0 and json.loads(out)["id"] == "urn:cred:whole"


def test_nothing_is_issued_for_what_does_not_satisfy(
    world: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("issue", world["recipe"], world["a"], "-k", world["key"], "--at", AT)
    code, out, err = run(capsys, *given)
    assert code == 1 and "Nothing is issued." in err and "not satisfied" in out


def test_bare_micro_credentials(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "audit", world["recipe"], world["bare"], "--at", AT)[0] == 1
    assert run(capsys, "audit", world["open"], world["bare"], "--at", AT)[0] == 0
    yaml = Path(world["folder"]) / "bare.yaml"
    record: dict[str, Any] = MicroCredential.from_json(Path(world["bare"]).read_bytes()).to_dict()
    yaml.write_text(json.dumps(record))
    assert run(capsys, "audit", world["open"], str(yaml), "--at", AT)[0] == 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("recipe", {"id": "urn:x:y"}, "MODEL_MISSING"),
        ("recipe", RECIPE | {"grups": []}, "RECIPE_UNKNOWN_MEMBER"),
        ("catalogue", {"offerings": [{"achievement": {}}]}, "MODEL_MISSING"),
        ("catalogue", {"offers": []}, "RECIPE_UNKNOWN_MEMBER"),
    ],
)
def test_bad_files_end_with_two(
    world: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: dict[str, Any],
    code: str,
) -> None:
    Path(world[name]).write_text(json.dumps(content))
    given = ("plan", world["recipe"], world["a"], "--catalogue", world["catalogue"], "--json")
    ended, out, err = run(capsys, *given)
    assert ended == 2 and code in err
    assert json.loads(out)["problems"][0]["code"] == code


def test_a_report_that_is_none_is_refused(
    world: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "check", world["award"], world["recipe"], world["a"])[0] == 1


def test_a_search_that_takes_long_says_so(
    world: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from elm_microcred.cli import stack as module

    ticks = iter(range(0, 1000, 3))
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(ticks)))
    effort = module.effort(10, "own")
    assert [effort.stop() for _ in range(2)] == [False, False]
    assert effort.stop() is True
    assert "Searching for" in capsys.readouterr().err
