"""The demo: it ends well, leaves what it promises, and touches nothing of anybody else's."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from elm_microcred import MicroCredential, verify
from elm_microcred.cli import main
from elm_microcred.cli.demo import FILES
from elm_microcred.cli.keys import read_signer


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of one run, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "elm_microcred", "demo", "--output", "out"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return folder / "out", done.stdout


def test_it_leaves_exactly_the_files_it_promises_and_tells_what_each_is(
    shown: tuple[Path, str],
) -> None:
    folder, text = shown
    assert {path.name for path in folder.iterdir()} == set(FILES)
    for name, what in FILES.items():
        assert f"out/{name}: {what}" in text


def test_it_counts_its_steps_and_uses_no_colour_without_a_terminal(
    shown: tuple[Path, str],
) -> None:
    _, text = shown
    steps = [int(line.partition(".")[0]) for line in text.splitlines() if line[:1].isdigit()]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) >= 7
    assert "\x1b[" not in text


def test_what_it_signed_verifies_and_what_it_changed_does_not(shown: tuple[Path, str]) -> None:
    folder, text = shown
    for name in ("edc.signed.json", "badge.signed.json"):
        assert verify((folder / name).read_bytes())
    signed, tampered = (
        (folder / name).read_bytes() for name in ("edc.signed.json", "tampered.json")
    )
    assert sum(a != b for a, b in zip(signed, tampered, strict=True)) == 1
    assert not verify(tampered)
    assert "PROOF_SIGNATURE_INVALID" in text


def test_its_reports_are_reports(shown: tuple[Path, str]) -> None:
    folder, _ = shown
    report = json.loads((folder / "report.json").read_bytes())
    refusal = json.loads((folder / "refusal.json").read_bytes())
    assert (report["outcome"], refusal["outcome"]) == ("passed", "failed")
    outcomes = {check["id"]: check["outcome"] for check in report["checks"]}
    assert outcomes["securing"] == outcomes["annex-1"] == "passed"


def test_its_micro_credential_and_its_key_can_be_read_back(shown: tuple[Path, str]) -> None:
    folder, text = shown
    micro = MicroCredential.load(folder / "micro-credential.json")
    assert micro.achievement.title.languages == ("en", "lv")
    assert read_signer(str(folder / "key.json")).controller in text
    assert stat.S_IMODE((folder / "key.json").stat().st_mode) == 0o600
    assert json.loads((folder / "key.json").read_bytes())["d"] not in text


def test_it_can_be_shown_again_in_its_own_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["demo", "--output", str(tmp_path / "out"), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["outcome"] == "passed"
        assert {file["file"] for file in said["files"]} == set(FILES)


def test_it_refuses_a_folder_with_files_of_somebody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["demo", "--output", str(tmp_path)]) == 2
    assert "thesis.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["file", "file/below", "a\0b"])
def test_it_refuses_what_cannot_be_a_folder(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["demo", "--output", str(tmp_path / name)]) == 2
    assert "OUTPUT_UNWRITABLE" in capsys.readouterr().err
