"""The program: help, exit codes, and how whatever ends it is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from elm_microcred.cli import main
from elm_microcred.cli.program import COMMANDS
from elm_microcred.codes import CODES


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n  {name} " in said


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"Usage: elm-microcred {name}" in capsys.readouterr().out


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert metadata.version("elm-microcred") in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["verify"],
        ["verify", "--nothing"],
        ["keys"],
        ["keys", "new", "--type", "DSA"],
        ["verify", "x.json", "--at", "yesterday"],
        ["verify", "x.json", "--at", "0001-01-01T00:00:00+23:59"],
        ["convert", "x.json"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_so(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Usage: elm-microcred" in captured.err


def test_an_error_is_a_readable_block_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "absent.json"
    assert main(["verify", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[:3] == [
        "elm-microcred cannot do this:",
        "  error FILE_UNREADABLE",
        f"    {path} cannot be read: No such file or directory.",
    ]
    assert "Traceback" not in captured.err


def test_with_json_an_error_is_also_one_object_on_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "absent.json"), "--json"]) == 2
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert said["outcome"] == "failed"
    assert [problem["code"] for problem in said["problems"]] == ["FILE_UNREADABLE"]
    assert said["problems"][0]["type"] == CODES["FILE_UNREADABLE"].type
    assert "FILE_UNREADABLE" in captured.err


def test_an_interruption_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("elm_microcred.cli.files.read", interrupt)
    assert main(["verify", "x.json"]) == 130
    assert capsys.readouterr().err.strip() == "Interrupted."


def test_python_m_is_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "elm_microcred", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("elm-microcred")


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "elm_microcred", "--help"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == ""
