"""Tasks for worker processes, which find them by the name of this module."""

from __future__ import annotations

import os
from pathlib import Path

from elm_microcred.errors import ParseError


def square(number: int) -> int:
    if number < 0:
        raise ParseError("PARSE_NOT_AN_OBJECT", "Negative.", pointer="/x")
    return number * number


def inverse(number: int) -> float:
    return 1 / number


class Deadly:
    """A task that ends its worker: at one item always, at another the first time only."""

    def __init__(self, always: int, once: int, mark: Path) -> None:
        self.always, self.once, self.mark = always, once, mark

    def __call__(self, number: int) -> int:
        if number == self.always:
            os._exit(9)
        if number == self.once and not self.mark.exists():
            self.mark.touch()
            os._exit(9)
        return number * number
