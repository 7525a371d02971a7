"""How the demo speaks to a person: numbered steps, files, findings, a look at the data."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click


class Screen:
    """Writes to standard output; colour where the terminal has it."""

    def __init__(self) -> None:
        self._step = 0

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
        """The first lines of a Turtle text, in colour where rich is installed."""
        head = "\n".join(turtle.splitlines()[:most])
        if sys.stdout.isatty():
            try:
                from rich.console import Console
                from rich.padding import Padding
                from rich.syntax import Syntax
            except ImportError:
                pass  # the same text without colour
            else:
                shown = Syntax(head, "turtle", background_color="default", word_wrap=False)
                Console().print(Padding(shown, (0, 0, 0, 3)))
                self.say("…")
                return
        self.lines([*head.splitlines(), "…"])

    def end(self, folder: Path) -> None:
        """Say what to try next."""
        self._line()
        self._line(click.style("Try it yourself:", bold=True))
        self.say(f"elm-microcred verify {folder / 'edc.signed.json'}")
        self.say(f"elm-microcred verify {folder / 'tampered.json'}")
        self.say(f"elm-microcred convert {folder / 'edc.signed.json'} --to open-badge-3")

    def _line(self, text: str = "") -> None:
        click.echo(text)


class Quiet(Screen):
    """Says nothing: for a program that asked for JSON."""

    def snippet(self, turtle: str, *, most: int) -> None:
        """Nothing."""

    def _line(self, text: str = "") -> None:
        """Nothing."""
