"""The commands, as a person or a program types them: results, messages, exit codes, files."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from elm_microcred import contexts, verify
from elm_microcred.cli import main
from elm_microcred.report import CHECK_IDS

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
COURSE, ROW = str(EXAMPLES / "port-safety.json"), str(EXAMPLES / "learner.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key, a credential and a badge, issued by the command line."""
    folder = tmp_path_factory.mktemp("made")
    key = str(folder / "key.json")
    assert main(["keys", "new", "-o", key]) == 0
    for target, name in (("elm", "edc.json"), ("open-badge-3", "badge.json")):
        arguments = ["issue", ROW, "-a", COURSE, "-k", key, "--to", target]
        assert main([*arguments, "-o", str(folder / name)]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one JSON object on standard output."""
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    return value


@pytest.mark.parametrize("name", ["edc.json", "badge.json"])
def test_what_is_issued_verifies(name: str, made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(made / name)]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1].startswith("PASSED")
    assert captured.err == ""
    assert main(["verify", str(made / name), "--json"]) == 0
    report = said(capsys)
    assert report["outcome"] == "passed"
    assert {check["id"].partition("/")[0] for check in report["checks"]} <= set(CHECK_IDS)


def test_one_changed_byte_is_refused_with_1(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tampered.json"
    path.write_bytes((made / "edc.json").read_bytes().replace(b"Kalni", b"Salni", 1))
    assert main(["verify", str(path)]) == 1
    assert "PROOF_SIGNATURE_INVALID" in capsys.readouterr().out
    assert main(["verify", str(path), "--json"]) == 1
    assert said(capsys)["outcome"] == "failed"


def test_before_it_was_made_it_is_not_valid(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(made / "edc.json"), "--at", "2020-01-01"]) == 1
    assert "IN_FUTURE" in capsys.readouterr().out


def test_what_nobody_can_say_ends_with_3(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key of did:web, and nobody to ask for the issuer's document."""
    key, out = str(tmp_path / "key.json"), str(tmp_path / "edc.json")
    method = "did:web:vmc.example#seal"
    assert main(["keys", "new", "--verification-method", method, "-o", key]) == 0
    assert main(["issue", ROW, "-a", COURSE, "-k", key, "-o", out]) == 0
    assert main(["verify", out]) == 3
    assert "INDETERMINATE" in capsys.readouterr().out


def test_a_credential_is_read_from_standard_input(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO((made / "edc.json").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["verify", "-"]) == 0
    assert "PASSED" in capsys.readouterr().out


def test_a_document_goes_to_standard_output_and_messages_do_not(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["issue", ROW, "-a", COURSE, "-k", str(made / "key.json")]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert verify(captured.out.encode())
    assert "Nothing was lost" in captured.err
    assert main([*arguments, "--json"]) == 0
    result = said(capsys)
    assert result["outcome"] == "passed"
    assert verify(result["content"].encode())


def test_a_document_may_be_left_unsigned_for_a_platform_that_seals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["issue", ROW, "-a", COURSE, "--unsigned"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "proof" not in document
    assert contexts.EDC_AP in document["@context"]


def test_without_a_key_nothing_is_signed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["issue", ROW, "-a", COURSE]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "elm-microcred keys new" in captured.err


def test_a_whole_micro_credential_needs_no_achievement(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "micro.json"
    path.write_text(
        json.dumps({"achievement": {"title": "A"}, "award": {"awarded_on": "2026-06-30"}})
    )
    assert main(["issue", str(path), "-k", str(made / "key.json")]) == 0
    assert verify(capsys.readouterr().out.encode())


def test_what_is_there_stays_as_it_is(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.json"
    path.write_text("mine")
    edc = str(made / "edc.json")
    for arguments in (
        ["issue", ROW, "-a", COURSE, "-k", str(made / "key.json")],
        ["convert", edc, "--to", "open-badge-3"],
        ["export", edc],
    ):
        assert main([*arguments, "-o", str(path)]) == 2
        assert "OUTPUT_EXISTS" in capsys.readouterr().err
        assert path.read_text() == "mine"
        assert main([*arguments, "-o", str(path), "--force"]) == 0
        assert path.read_text() != "mine"
        path.write_text("mine")


def test_a_conversion_is_unsigned_and_says_what_it_lost(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["convert", str(made / "edc.json"), "--to", "open-badge-3"]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    badge = json.loads(captured.out)
    assert "proof" not in badge
    assert "AchievementCredential" in badge["type"] or "OpenBadgeCredential" in badge["type"]
    assert "lost" in captured.err or "less exactly" in captured.err
    assert main([*arguments, "--json"]) == 0
    result = said(capsys)
    assert result["document"] == badge
    assert isinstance(result["losses"], list)


def test_a_plain_badge_needs_no_context_of_ours(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edc, key = str(made / "edc.json"), str(made / "key.json")
    for arguments in (
        ["convert", edc, "--to", "open-badge-3"],
        ["issue", ROW, "-a", COURSE, "-k", key, "--to", "open-badge-3"],
    ):
        assert main([*arguments, "--plain"]) == 0
        captured = capsys.readouterr()
        assert contexts.MICROCRED_OB_V1 not in json.loads(captured.out)["@context"]
        assert "/achievement/purpose" in captured.err
        assert captured.err.count("To do:") <= 3
    for arguments in (["convert", edc, "--to", "elm"], ["issue", ROW, "-a", COURSE, "-k", key]):
        assert main([*arguments, "--plain"]) == 2
        assert "--plain is for badges" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["turtle", "trig", "ntriples", "nquads", "rdfxml", "json-ld"])
def test_an_export_goes_to_a_file(form: str, made: Path, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert main(["export", str(made / "edc.json"), "--format", form, "-o", str(path)]) == 0
    assert "Droša rīkošanās" in path.read_text("utf-8")


def test_an_export_can_put_all_in_a_graph(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["export", str(made / "edc.json"), "--format", "nquads", "--json"]
    assert main(arguments) == 0
    plain = said(capsys)["content"]
    assert main([*arguments, "--graph", "urn:graph:1"]) == 0
    named = said(capsys)["content"]
    assert named.count("<urn:graph:1> .") > 100
    assert plain.count("\n") == named.count("\n")
    id = json.loads((made / "edc.json").read_bytes())["id"]
    assert main([*arguments, "--graph", "self"]) == 0
    assert f"<{id}> ." in said(capsys)["content"]


def test_validation_tells_what_annex_i_lacks(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(made / "edc.json")]) == 0
    assert "annex-1" in capsys.readouterr().out
    path = tmp_path / "micro.json"
    path.write_text(json.dumps({"achievement": {"title": "A"}, "award": {}}))
    assert main(["issue", str(path), "--unsigned", "-o", str(tmp_path / "poor.json")]) == 0
    capsys.readouterr()
    assert main(["validate", str(tmp_path / "poor.json"), "--json"]) == 1
    codes = {p["code"] for check in said(capsys)["checks"] for p in check["problems"]}
    assert "ANNEX1_MISSING" in codes


def test_validation_by_several_profiles(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(made / "edc.json")
    arguments = ["validate", file, "--profile", "declared", "--profile", "employment", "--json"]
    assert main(arguments) == 1  # sealing will add what is missing
    assert main([*arguments, "--before-sealing"]) == 0
    capsys.readouterr()
    optional = Path(__file__).resolve().parents[2] / "vocab" / "optional"
    lists = ["--list", str(optional / "atu.json"), "--list", str(optional / "nuts.json")]
    assert main([*arguments, "--before-sealing", *lists]) == 0
    told = {p["code"] for check in said(capsys)["checks"] for p in check["problems"]}
    assert "VOCABULARY_UNCHECKED" not in told
    assert main([*arguments, "--list", "nowhere.json"]) == 2
    assert said(capsys)["problems"][0]["code"] == "VOCABULARY_MALFORMED"
    assert main(["validate", file, "--profile", "employer", "--json"]) == 2
    (problem,) = said(capsys)["problems"]
    assert (problem["code"], problem["expected"]) == ("SHAPES_UNKNOWN_PROFILE", "employment")


HOSTILE = {
    "empty": b"",
    "not JSON": b"hello",
    "not UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "duplicate": b'{"id": 1, "id": 2}',
    "NaN": b'{"a": NaN}',
    "lone surrogate": b'{"a": "\\ud800"}',
    "huge number": b'{"a": ' + b"9" * 5000 + b"}",
    "no credential": b"{}",
    "wrong types": b'{"@context": 1, "type": {}, "issuer": [], "credentialSubject": "x"}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "command",
    [
        ["verify"],
        ["validate"],
        ["convert", "--to", "elm"],
        ["convert", "--to", "open-badge-3"],
        ["export"],
        ["issue", "--unsigned"],
        ["issue", "--unsigned", "-a", COURSE],
    ],
    ids=" ".join,
)
def test_bad_input_ends_with_a_named_error_and_writes_nothing(
    content: bytes, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "in.json", tmp_path / "out.json"
    path.write_bytes(content)
    takes_output = command[0] not in ("verify", "validate")
    arguments = [command[0], str(path), *command[1:], *(["-o", str(out)] if takes_output else [])]
    began = time.process_time()
    code = main([*arguments, "--json"])
    assert time.process_time() - began < 1
    captured = capsys.readouterr()
    if code == 0:
        # An empty award is one: everything that a learner adds is optional.
        assert (command, content) == (["issue", "--unsigned", "-a", COURSE], b"{}")
        return
    assert code in (1, 2)
    report = json.loads(captured.out)
    problems = report.get("problems") or [p for c in report["checks"] for p in c["problems"]]
    assert problems
    assert all(p["code"] and p["detail"] for p in problems)
    assert not out.exists()
    assert "Traceback" not in captured.err


def test_a_file_of_100_megabytes_is_refused_within_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    for command in (["verify"], ["validate"], ["convert", "--to", "elm"], ["export"], ["issue"]):
        began = time.process_time()
        assert main([command[0], str(path), *command[1:], "--json"]) == 2
        assert time.process_time() - began < 1
        if command != ["issue"]:
            assert [p["code"] for p in said(capsys)["problems"]] == ["LIMIT_SIZE"]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"awarded_on": "2026-02-30"}, "MODEL_DATE", "awarded_on"),
        ({"credits_earned": "-1", "awarded_on": "2026-06-30"}, "MODEL_VALUE", "credits_earned"),
        ({"credits_earned": "many"}, "MODEL_TYPE", "credits_earned"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(
    cells: dict[str, str],
    code: str,
    column: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "row.csv"
    path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    assert main(["issue", str(path), "-a", COURSE, "--unsigned", "--json"]) == 2
    (problem,) = said(capsys)["problems"]
    assert (problem["code"], problem["row"], problem["column"]) == (code, 1, column)
    assert main(["issue", str(path), "-a", COURSE, "--unsigned"]) == 2
    assert f"in row 1, column {column}" in capsys.readouterr().err
