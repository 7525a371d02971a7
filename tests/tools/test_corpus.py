"""The corpus runner: every case counts, and only what is right is right."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from corpus import __main__ as corpus
from corpus.case import NOW, Result, clock, part, summary, unpacked

QUAD = "<urn:s> <urn:p> <urn:o> .\n"


def closing(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The closing line of a run."""
    line: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A small suite of canonicalisation: one right case, one wrong, one that must be refused."""
    clique = "".join(f"_:b{a} <urn:p> _:b{b} .\n" for a in range(10) for b in range(10) if a != b)
    for name, text in (
        ("in.nq", QUAD),
        ("out.nq", QUAD),
        ("wrong.nq", "<urn:s> <urn:p> <urn:other> .\n"),
        ("clique.nq", clique),
        ("map-in.nq", "_:x <urn:p> <urn:o> .\n"),
        ("map.json", '{"x": "c14n0"}'),
    ):
        (tmp_path / name).write_text(text)
    entries = [
        {"id": "#right", "type": "rdfc:RDFC10EvalTest", "action": "in.nq", "result": "out.nq"},
        {"id": "#wrong", "type": "rdfc:RDFC10EvalTest", "action": "in.nq", "result": "wrong.nq"},
        {"id": "#map", "type": "rdfc:RDFC10MapTest", "action": "map-in.nq", "result": "map.json"},
        {"id": "#poison", "type": "rdfc:RDFC10NegativeEvalTest", "action": "clique.nq"},
        {"id": "#tame", "type": "rdfc:RDFC10NegativeEvalTest", "action": "in.nq"},
    ]
    (tmp_path / "manifest.jsonld").write_text(json.dumps({"entries": entries}))
    return tmp_path


def test_a_run_lists_what_is_wrong_and_ends_with_one_line(
    suite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpus.main(["rdfc10", str(suite / "manifest.jsonld")]) == 1
    end = closing(capsys)
    assert list(end) == ["kind", "cases", "right", "reasons_right", "wrong"]
    assert (end["kind"], end["cases"], end["right"], end["reasons_right"]) == ("rdfc10", 5, 3, None)
    assert [wrong["id"] for wrong in end["wrong"]] == ["#wrong", "#tame"]
    assert list(end["wrong"][0]) == ["id", "expected", "got", "code"]


def test_a_packed_suite_gives_the_same(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = suite.parent / f"{suite.name}.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(suite, arcname="suite")
    assert corpus.main(["rdfc10", str(packed)]) == 1
    assert closing(capsys)["right"] == 3


def test_a_run_without_a_wrong_case_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.nq").write_text(QUAD)
    entry = {"id": "#a", "type": "rdfc:RDFC10EvalTest", "action": "in.nq", "result": "in.nq"}
    index = tmp_path / "manifest.jsonld"
    index.write_text(json.dumps({"entries": [entry]}))
    assert corpus.main(["rdfc10", str(index), "--verbose"]) == 0
    assert closing(capsys)["wrong"] == []


def test_an_index_without_cases_is_not_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "manifest.jsonld").write_text('{"entries": []}')
    assert corpus.main(["rdfc10", str(tmp_path / "manifest.jsonld")]) == 1
    assert closing(capsys)["cases"] == 0


def test_an_index_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        corpus.main(["rdfc10", str(tmp_path / "none.json")])
    assert caught.value.code == 2


def test_reasons_are_counted_where_an_index_has_them() -> None:
    results = [
        Result("a", "failed", "failed", "X", right=True, reason_right=True),
        Result("b", "failed", "failed", "Y", right=True, reason_right=False),
        Result("c", "passed", "passed", None, right=True),
    ]
    assert summary("attacks", results)["reasons_right"] == 1
    assert summary("attacks", results[2:])["reasons_right"] is None


def test_the_clock_is_the_index_s_own_or_the_agreed_one() -> None:
    assert clock([]) == NOW
    assert clock({"now": "2027-01-01T00:00:00Z"}).year == 2027


def test_a_part_that_is_not_there_is_said_to_be_not_implemented() -> None:
    for module, name in (("no_such_module", "x"), ("limits", "no_such_name")):
        with pytest.raises(corpus.attacks.NotImplementedYet):
            part(module, name)


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    packed = tmp_path / "bad.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(tarfile.OutsideDestinationError), unpacked(packed):
        pass


@pytest.mark.reference
@pytest.mark.parametrize(
    ("kind", "index", "cases"),
    [
        ("framing", "w3c/json-ld-framing-tests.tar.gz", 51),
    ],
)
def test_what_is_not_implemented_is_wrong_and_never_left_out(
    kind: str, index: str, cases: int, reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpus.main([kind, str(reference / index)]) == 1
    end = closing(capsys)
    assert end["cases"] == cases
    assert end["right"] + len(end["wrong"]) == cases


CSV_CASES = {
    "formula": ("id,learner_full_name,grade\n1,Ada,=cmd|' /C calc'!A0\n", "import-then-export-csv"),
    "twice": ("id,learner_full_name\n1,Ada\n1,Bo\n", "import-batch"),
    "fine": ("id,learner_full_name\n1,Ada\n2,Bo\n", "import-batch"),
}


def test_tables_are_imported_and_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = []
    for name, (text, op) in CSV_CASES.items():
        (tmp_path / f"{name}.csv").write_text(text)
        refused = name == "twice"
        cases.append(
            {
                "id": name,
                "file": f"{name}.csv",
                "kind": "csv",
                "op": op,
                "outcome": "invalid" if refused else "valid",
                "expected_reason": "BATCH_DUPLICATE_ID" if refused else None,
                "cell_must_not_start": ["=", "+", "-", "@", "\t", "\r"],
            }
        )
    index = tmp_path / "index.json"
    index.write_text(json.dumps({"format": "elm-attack-corpus/1", "cases": cases}))
    assert corpus.main(["attacks", str(index)]) == 0
    assert closing(capsys)["reasons_right"] == 1
