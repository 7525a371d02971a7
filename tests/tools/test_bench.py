"""The benchmark: its workloads are what their rules say, and a short run gives its rows."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from bench import elm, peer
from bench.__main__ import main
from bench.measure import calibration, interleaved
from bench.workloads import scaled, workloads

W1_SHA256 = "2fe75f30b4394fd89dd11a8f316114846e1e5cb7cf04a939c1bb86ec405bfbd5"
"""Of W1's canonical N-Quads, as jsonld.js gives them too."""


def test_w1_is_the_workload_that_others_have_measured(tmp_path: Path) -> None:
    ((name, document),) = workloads(["W1"], tmp_path)
    assert name == "W1"
    assert hashlib.sha256(peer.canonicalize(document).encode()).hexdigest() == W1_SHA256


@pytest.mark.parametrize(("count", "quads"), [(1, 91), (10, 604)])
def test_scaled_workloads_have_the_size_of_their_rule(count: int, quads: int) -> None:
    assert peer.canonicalize(scaled(count)).count("\n") == quads


@pytest.mark.reference
def test_w3_is_w2_without_its_images(bench: Path) -> None:
    made = dict(workloads(["W2", "W3"], bench))
    sizes = {name: len(json.dumps(document)) for name, document in made.items()}
    assert sizes["W2"] > 2 * sizes["W3"]
    assert '"content": "AA=="' in json.dumps(made["W3"])


def test_sides_take_turns_and_the_median_counts() -> None:
    turns: list[str] = []
    rates = interleaved(
        [lambda: turns.append("a"), lambda: turns.append("b")], rounds=3, seconds=0.0
    )
    assert "".join(turns) == "ab" + "ab" * 3
    assert all(rate > 0 for rate in rates)


def test_the_calibration_loop_is_some_work() -> None:
    (rate,) = interleaved([calibration], rounds=1, seconds=0.01)
    assert 1 < rate < 1_000_000


def test_a_short_run_gives_a_row_for_each_operation(capsys: pytest.CaptureFixture[str]) -> None:
    """Byte equality with PyLD is checked inside the run."""
    assert main(["--workload", "W1", "--rounds", "1", "--seconds", "0.01", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["operation"], row["workload"]) for row in rows] == [
        ("calibration", "fixed loop"),
        ("canonicalize", "W1"),
        ("issue", "W1"),
        ("issue-bare", "W1"),
        ("verify", "W1"),
        ("verify-bare", "W1"),
        ("issue-jcs", "W1"),
        ("sd-base", "W1"),
        ("jws", "W1"),
        ("cold", "W1"),
        ("cold-imported", "W1"),
    ]
    assert list(rows[0]) == ["operation", "workload", "ours", "pyld", "ratio"]
    assert all(row["ours"] > 0 and row["pyld"] > 0 for row in rows)


def test_the_prices_begin_with_the_bare_pipeline(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--prices", "--workload", "W1", "--rounds", "1", "--seconds", "0.01"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[1] for line in lines] == ["bare", *["+"] * 6]
    assert all(int(line[-4]) > 0 for line in lines)


@pytest.mark.reference
def test_the_european_learning_model_has_rows_of_its_own(
    bench: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(bench.parent))
    asked = [f"--operation={name}" for name in elm.OPERATIONS]
    short = ["--workload", "W2", "--rounds", "1", "--seconds", "0.01", "--json"]
    assert main([*asked, *short]) == 0
    rows = json.loads(capsys.readouterr().out)[1:]
    assert [(row["operation"], row["workload"]) for row in rows] == [
        ("check-elm", "W2"),
        ("validate-elm", "W2"),
        ("parse-elm", "W2"),
        ("import-elm", "model.elm"),
    ]
    assert all(row["ours"] > 0 and row["pyld"] > 0 for row in rows)
    monkeypatch.setattr(elm, "_by_pyshacl", lambda *_: True)
    assert main(["--operation=validate-elm", *short]) == 1
    assert "W2: validate-elm" in capsys.readouterr().err


def test_what_cannot_be_measured_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert elm.is_possible("parse-elm", tmp_path) == ""
    assert "edc-3.2" in elm.is_possible("validate-elm", tmp_path)
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    assert "pyshacl" in elm.is_possible("validate-elm", tmp_path)


def test_a_run_without_the_benchmark_data_says_what_it_leaves_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(tmp_path))
    arguments = ["--workload", "W2", "--workload", "S1", "--operation", "canonicalize"]
    assert main([*arguments, "--rounds", "1", "--seconds", "0.01"]) == 0
    captured = capsys.readouterr()
    assert "left out" in captured.err and "W2" in captured.err
    assert [line.split()[1] for line in captured.out.splitlines()] == ["fixed", "S1"]


def test_a_difference_of_one_byte_stops_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = peer.canonicalize
    monkeypatch.setattr(peer, "canonicalize", lambda document: honest(document) + " ")
    assert main(["--workload", "W1", "--rounds", "1", "--seconds", "0.01"]) == 1
    assert "W1: canonical form" in capsys.readouterr().err


@pytest.mark.full
@pytest.mark.unmeasured
def test_stacking_is_measured_and_its_growth_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--stacking", "--instances", "1", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["operation"] for row in rows[:2]] == ["calibration", "stack-audit"]
    assert "stack-plan" in {row["operation"] for row in rows}
    growth = [row for row in rows if row["workload"].startswith("growth")]
    assert len(growth) == 4 and all(row["median_ms"] > 0 for row in rows)


@pytest.mark.parametrize("operation", ["seal", "sign-seal"])
def test_seals_stand_beside_the_bare_signature(
    operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--operation", operation, "--rounds", "1", "--seconds", "0.01", "--json"]
    assert main(["--workload", "W1", *asked]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["workload"] for row in rows] == ["fixed loop", "EDC-1", "EDC-400"]
    assert all(row["operation"] == operation and row["ratio"] > 0 for row in rows[1:])


@pytest.mark.reference
def test_seals_of_the_european_union_stand_beside_a_budget(
    capsys: pytest.CaptureFixture[str], reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(reference.parent))
    asked = ["--operation", "verify-seal", "--rounds", "1", "--seconds", "0.01", "--json"]
    assert main(["--workload", "W1", *asked]) == 0
    rows = json.loads(capsys.readouterr().out)[1:]
    assert [row["workload"] for row in rows] == [
        "CertOfPart-2023",
        "CertOfPart-2024",
        "JointDegree",
    ]
    assert {row["pyld"] for row in rows} == {66.67}


def test_seals_of_others_are_left_out_where_there_are_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ELM_MICROCRED_REFERENCE", str(tmp_path))
    asked = ["--operation", "verify-seal", "--rounds", "1", "--seconds", "0.01", "--json"]
    assert main(["--workload", "W1", *asked]) == 0
    captured = capsys.readouterr()
    assert len(json.loads(captured.out)) == 1
    assert "left out: verify-seal" in captured.err


@pytest.mark.parametrize("how", [["--threads", "3"], ["--at-once", "4"]])
def test_places_are_taken_once_while_lists_follow_each_other(
    how: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2] / "tools"))
    assert main(["--allocations", "--processes", "2", "--each", "30", *how]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["places"], row["twice"], row["lists"]) == (60, 0, 2)
    assert row["rate"] > 0 and min(row["synchronised_writes"]) > 0
