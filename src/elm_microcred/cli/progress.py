"""How far a long job is: a bar on a terminal, with its rate and what time is left."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self


class Bar:
    """A bar on standard error, where that is a terminal and the extra `cli` is there.

    Args:
        what: What is done with each item.
        total: How many items there are, if that is known.
        is_shown: Whether anybody wants to see it.
    """

    def __init__(self, what: str, total: int | None, *, is_shown: bool) -> None:
        self._progress: Any = None
        self._what = what
        self._total = total
        if is_shown and sys.stderr.isatty():
            self._progress = _made()

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=self._total)
        return self

    def at(self, done: int, total: int | None = None) -> None:
        """So many items are done."""
        if self._progress is not None:
            further = {} if total is None else {"total": total}
            self._progress.update(self._task, completed=done, **further)

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


def _made() -> Any:
    try:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text
    except ImportError:
        return None

    class Rate(ProgressColumn):
        """Items a second."""

        def render(self, task: Any) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f}/s", style="cyan")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
