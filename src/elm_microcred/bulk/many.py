"""One task for each of many items, by any executor of `concurrent.futures`.

Results come in the order of the items, while later items are still worked on. At most a fixed
number of items is under way, however many there are. An item that cannot be done gives its
problems and stops no other. Where a worker dies, what it was doing is done again: first apart
from everything else, so that an item which kills its worker every time is found, told, and left
behind.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from elm_microcred.errors import ElmMicrocredError, UsageError
from elm_microcred.problem import Problem

T = TypeVar("T")
X = TypeVar("X")

Executors = Executor | Callable[[], Executor] | None
"""Who works: an executor, what makes one anew where all its workers died, or this process."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What became of one item. True if it was done.

    Attributes:
        index: Place of the item among all, counted from 0.
        value: What the task gave; `None` where it could not.
        problems: Why it could not.
    """

    index: int
    value: T | None
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return not self.problems

    def __reduce__(self) -> tuple[Any, ...]:
        return Done, (self.index, self.value, self.problems)  # quicker than a dataclass


@dataclass(frozen=True, slots=True)
class _Chunk(Generic[X]):
    """Items that travel to a worker together."""

    first: int
    items: Sequence[X]

    def singles(self) -> Iterator[_Chunk[X]]:
        """The same items, one by one."""
        for place, item in enumerate(self.items):
            yield _Chunk(self.first + place, (item,))


def each_of_many(
    task: Callable[[X], T],
    items: Iterable[X],
    *,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
) -> Iterator[Done[T]]:
    """What the task gives for each item, in the order of the items.

    Args:
        task: Called with each item. For worker processes it must be something that pickle can
            name: a function of a module, or an instance of a class of one.
        items: Taken from as they are needed.
        executor: Who works. Given as an executor, it is left open; made by a function, it is
            closed at the end.
        chunk: How many items travel together.
        ahead: How many chunks are under way at most.

    Raises:
        UsageError: If `chunk` or `ahead` is less than one.
    """
    if chunk < 1 or ahead < 1:
        raise UsageError(
            "USAGE", "At least one item is under way.", found=f"chunk {chunk}, ahead {ahead}"
        )
    if executor is None:
        return (_done(task, index, item) for index, item in enumerate(items))
    return _Crew(task, executor, ahead).work(_chunks(items, chunk))


def _chunks(items: Iterable[X], size: int) -> Iterator[_Chunk[X]]:
    rest = iter(items)
    first = 0
    while taken := tuple(islice(rest, size)):
        yield _Chunk(first, taken)
        first += len(taken)


def _done(task: Callable[[X], T], index: int, item: X) -> Done[T]:
    try:
        return Done(index, task(item))
    except ElmMicrocredError as error:
        return Done(index, None, error.problems)
    except Exception as error:  # whatever a caller's own task raises: it must not stop the rest
        return Done(index, None, (_failed(error),))


def _failed(error: BaseException) -> Problem:
    return Problem(
        "BATCH_ITEM_FAILED",
        "The item could not be done.",
        found=f"{type(error).__name__}: {error}",
        remedy="Do this item by itself to see where it fails.",
    )


def _all_done(task: Callable[[X], T], chunk: _Chunk[X]) -> list[Done[T]]:
    """What a worker does with a chunk."""
    return [_done(task, chunk.first + place, item) for place, item in enumerate(chunk.items)]


def _all_done_packed(task: Callable[[X], T], first: int, packed: bytes) -> bytes | list[Done[T]]:
    """The same for items that travel as bytes; so do the results, if they can."""
    done = _all_done(task, _Chunk(first, pickle.loads(packed)))  # noqa: S301 - our own bytes
    try:
        return pickle.dumps(done, pickle.HIGHEST_PROTOCOL)
    except Exception:  # a caller's own values: the executor may know another way
        return done


def _unpacked(done: bytes | list[Done[T]]) -> list[Done[T]]:
    if not isinstance(done, bytes):
        return done
    unpacked: list[Done[T]] = pickle.loads(done)  # noqa: S301 - what our own worker wrote
    return unpacked


class _Crew(Generic[X, T]):
    """The workers, and what is under way."""

    def __init__(self, task: Callable[[X], T], executor: Executors, ahead: int) -> None:
        self._task = task
        self._make = None if isinstance(executor, Executor) else executor
        self._workers = executor if isinstance(executor, Executor) else self._fresh()
        self._is_ours = self._make is not None
        self._ahead = ahead
        self._under_way: deque[tuple[_Chunk[X], Future[bytes | list[Done[T]]]]] = deque()

    def work(self, chunks: Iterator[_Chunk[X]]) -> Iterator[Done[T]]:
        """What becomes of every item of the chunks."""
        try:
            while self._fill(chunks):
                chunk, future = self._under_way.popleft()
                try:
                    done = _unpacked(future.result())
                except Exception as error:  # of the executor: the task's own are in the result
                    yield from self._again(chunk, error)
                else:
                    yield from done
        finally:
            for _, future in self._under_way:
                future.cancel()
            if self._is_ours:
                self._workers.shutdown(cancel_futures=True)

    def _fill(self, chunks: Iterator[_Chunk[X]]) -> bool:
        """Send off as much as may be under way; whether anything is."""
        for chunk in islice(chunks, self._ahead - len(self._under_way)):
            self._under_way.append((chunk, self._sent(chunk)))
        return bool(self._under_way)

    def _sent(self, chunk: _Chunk[X], *, packed: bool = True) -> Future[bytes | list[Done[T]]]:
        """Give a chunk to the workers.

        Its items travel as bytes: a cluster looks into what it can see, member by member, which
        takes longer than signing it. What does not pickle is left to the executor.
        """
        try:
            if packed and not isinstance(self._workers, ThreadPoolExecutor):
                content = self._packed(chunk)
                if content is not None:
                    return self._workers.submit(_all_done_packed, self._task, chunk.first, content)
            return self._workers.submit(_all_done, self._task, chunk)
        except BrokenExecutor as error:
            future: Future[bytes | list[Done[T]]] = Future()
            future.set_exception(error)
            return future

    @staticmethod
    def _packed(chunk: _Chunk[X]) -> bytes | None:
        try:
            return pickle.dumps(chunk.items, pickle.HIGHEST_PROTOCOL)
        except Exception:  # a caller's own items
            return None

    def _again(self, chunk: _Chunk[X], error: Exception) -> Iterator[Done[T]]:
        """Do a chunk anew, and, where all workers are gone, all that was under way with it."""
        suspects = [chunk]
        if isinstance(error, BrokenExecutor):
            suspects += [each for each, _ in self._under_way]
            self._under_way.clear()
            self._renew()
        for suspect in suspects:
            yield from self._apart(suspect)

    def _apart(self, chunk: _Chunk[X]) -> Iterator[Done[T]]:
        """Do a chunk with nothing else under way; one that fails again, item by item."""
        try:
            done = _unpacked(self._sent(chunk, packed=False).result())
        except Exception as error:  # as above
            if isinstance(error, BrokenExecutor):
                self._renew()
            if len(chunk.items) > 1:
                for single in chunk.singles():
                    yield from self._apart(single)
                return
            yield Done(chunk.first, None, (_lost(error),))
        else:
            yield from done

    def _renew(self) -> None:
        """New workers in place of those that are gone."""
        if self._is_ours:
            self._workers.shutdown(wait=False)
        self._workers = self._fresh()
        self._is_ours = True

    def _fresh(self) -> Executor:
        if self._make is not None:
            return self._make()
        workers = getattr(self._workers, "_max_workers", None)
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _lost(error: BaseException) -> Problem:
    # A Dask cluster says so in its own word, after it has tried several workers.
    if not isinstance(error, BrokenExecutor) and type(error).__name__ != "KilledWorker":
        return _failed(error)
    return Problem(
        "BATCH_WORKER_LOST",
        "The worker ended each time that it did this item.",
        found=f"{type(error).__name__}: {error}",
        remedy="Do this item by itself, with more memory.",
    )
