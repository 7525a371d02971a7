"""What a person at a terminal sees: signs, widths, examples, completion, that there is work."""

from __future__ import annotations

import io
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from elm_microcred.cli import main, output
from elm_microcred.cli.examples import EXAMPLES
from elm_microcred.cli.program import COMMANDS
from elm_microcred.cli.waiting import waiting

ROOT = Path(__file__).resolve().parent.parent.parent


class Terminal(io.StringIO):
    """A terminal of 60 columns."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:
        return self._encoding

    def isatty(self) -> bool:
        return True


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples and what the demo leaves, and the program in it."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(ROOT / "examples", folder / "examples")
    monkeypatch.chdir(folder)
    assert main(["demo"]) == 0
    return folder


def test_every_command_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(EXAMPLES) == set(COMMANDS)
    for name, lines in EXAMPLES.items():
        assert main([name, "--help"]) == 0
        said = capsys.readouterr().out
        assert all(f"\n    {line}\n" in said for line in lines)


ANSWER_OR_STAY = ("new", "conformance", "serve", "view")
"""Commands that ask, that need a suite's input, or that go on until they are stopped."""


def test_the_examples_of_the_help_run(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, lines in EXAMPLES.items():
        for line in lines:
            program, *arguments = shlex.split(line)
            assert (program, arguments[0]) == ("elm-microcred", name)
            if name not in ANSWER_OR_STAY:
                assert main(arguments) in (0, 1), (line, capsys.readouterr().err)


def test_a_terminal_gets_signs_and_its_width(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for encoding, sign in (("utf-8", "✗ "), ("ascii", "")):
        screen = Terminal(encoding)
        monkeypatch.setattr(sys, "stdout", screen)
        assert main(["verify", "demo-output/tampered.json"]) == 1
        lines = click.unstyle(screen.getvalue()).splitlines()
        assert max(len(line) for line in lines) <= 60
        assert lines[-1].startswith(f"{sign}FAILED")
        assert any(line.startswith(" " * 14) for line in lines)


def test_a_pipe_gets_whole_lines_without_signs(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    capsys.readouterr()
    assert main(["verify", "demo-output/edc.signed.json"]) == 0
    said = capsys.readouterr().out
    assert "✓" not in said and said.startswith("passed        parse\n")


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("short", 10, "short"),
        (
            "    found:    one two three four five",
            28,
            "    found:    one two three\n              four five",
        ),
        ("  \x1b[31merror\x1b[0m A", 9, "  \x1b[31merror\x1b[0m A"),
        ("one two", 4, "one\ntwo"),
    ],
)
def test_a_line_is_fitted(line: str, width: int, shown: str) -> None:
    assert output.fitted(line, width) == shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "_ELM_MICROCRED_COMPLETE" in capsys.readouterr().out


def test_the_program_completes_for_a_shell() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "elm_microcred"],
        env={
            "_ELM_MICROCRED_COMPLETE": "bash_complete",
            "COMP_WORDS": "elm-microcred ver",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "plain,verify\n"


def test_who_waits_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elm_microcred.cli.waiting._PATIENCE", 0.0)
    monkeypatch.setattr("elm_microcred.cli.waiting._BEAT", 0.01)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with waiting("Verifying"):
        while "Verifying … 0 s" not in screen.getvalue():
            time.sleep(0.01)
    assert screen.getvalue().endswith("\r\033[K")


def test_who_does_not_wait_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with waiting("Verifying"):
        assert sys.stderr.isatty()
    assert screen.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with waiting("Verifying"):
        assert not sys.stderr.isatty()
    assert sys.stderr.getvalue() == ""
