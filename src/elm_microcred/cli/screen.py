"""How the demo speaks to a person: numbered steps, files, findings, a look at the data."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click


class Screen:
    """Writes to standard output; colour where the terminal has it."""

    def __init__(self) -> None:
        self._step = 0

    def title(self, text: str) -> None:
        """What all of it is about."""
        self._line(click.style(text, bold=True))

    def step(self, title: str) -> None:
        """Begin the next step."""
        self._step += 1
        self._line()
        self._line(click.style(f"{self._step}. {title}", bold=True))

    def say(self, text: str) -> None:
        """A remark."""
        self._line(f"   {text}")

    def file(self, path: Path, what: str) -> None:
        """A file was written."""
        self._line(f"   {click.style(str(path), fg='cyan')}: {what}")

    def lines(self, lines: Iterable[str]) -> None:
        """Lines of a report."""
        for line in lines:
            self._line(f"   {line}")

    def snippet(self, turtle: str, *, most: int) -> None:
        """The first statements of a Turtle text, in colour where rich is installed."""
        statements = [line for line in turtle.splitlines() if line[:1] not in ("", "@", "#")]
        head = statements[:most]
        if sys.stdout.isatty():
            try:
                from rich.console import Console
                from rich.padding import Padding
                from rich.syntax import Syntax
            except ImportError:
                pass  # the same text without colour
            else:
                shown = Syntax("\n".join(head), "turtle", theme="ansi_dark", word_wrap=True)
                Console().print(Padding(shown, (0, 0, 0, 3)))
                head = []
        self.lines([*head, "…"])

    def end(self, folder: Path) -> None:
        """Say what to try next."""
        self._line()
        self._line(click.style("Try it yourself:", bold=True))
        is_on_path = shutil.which("elm-microcred") is not None
        program = "elm-microcred" if is_on_path else f"{sys.executable} -m elm_microcred"
        self.say(f"{program} verify {folder / 'edc.signed.json'}")
        self.say(f"{program} verify {folder / 'tampered.json'}")
        self.say(f"{program} convert {folder / 'edc.signed.json'} --to open-badge-3")

    def _line(self, text: str = "") -> None:
        click.echo(text)


class Quiet(Screen):
    """Says nothing: for a program that asked for JSON."""

    def snippet(self, turtle: str, *, most: int) -> None:
        """Nothing."""

    def _line(self, text: str = "") -> None:
        """Nothing."""
