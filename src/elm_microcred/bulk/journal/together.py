"""Threads that each ask for one thing, and share the transaction that does it.

A transaction costs a write that waits for the disk, however much is in it. Whoever comes while one
is under way waits for its end; the first of those who waited then does what all of them asked for,
in one. Nobody has an answer before it is on the disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

X = TypeVar("X")
T = TypeVar("T")

_MOST: Final = 500


@dataclass(eq=False, slots=True)
class _Asked(Generic[X, T]):
    one: X
    answers: list[T] = field(default_factory=list)


class Together(Generic[X, T]):
    """One at a time does what all that wait have asked for.

    Args:
        work: Does several at once, all or none, and gives what became of each in their order.
            Done again, it gives the same.
    """

    def __init__(self, work: Callable[[Sequence[X]], Sequence[T]]) -> None:
        self._work = work
        self._turn = Lock()
        self._waiting: deque[_Asked[X, T]] = deque()

    def ask(self, one: X) -> T:
        """What becomes of one; whatever `work` raises about it, and about no other."""
        asked: _Asked[X, T] = _Asked(one)
        self._waiting.append(asked)
        with self._turn:
            if not asked.answers:
                self._work_off(asked)
        return asked.answers[0]

    def _work_off(self, mine: _Asked[X, T]) -> None:
        """Do one, and what others wait for. They look again, each in its turn, if that fails."""
        group = [mine]
        while self._waiting and len(group) < _MOST:
            other = self._waiting.popleft()
            if other is not mine:
                group.append(other)
        try:
            values = self._work([asked.one for asked in group])
        except Exception:
            if len(group) == 1:
                raise
            group, values = [mine], self._work([mine.one])
        for asked, value in zip(group, values, strict=True):
            asked.answers.append(value)
