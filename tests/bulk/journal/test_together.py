"""Threads that ask at the same time share a transaction, and each has its own answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from databases import LISTS
from elm_microcred.bulk.journal import Database, StatusService
from elm_microcred.bulk.journal.audit import problems
from elm_microcred.bulk.journal.together import Together


class Slow:
    """Work whose first turn lasts until all others wait."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.begun, self.goes_on = Event(), Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.turns.append(list(numbers))
        self.begun.set()
        assert self.goes_on.wait(20)
        if 13 in numbers:
            raise ZeroDivisionError(f"{len(numbers)} together")
        return [number * number for number in numbers]


def asked(work: Slow, numbers: Sequence[int]) -> list[Future[int]]:
    """All ask while the first one's turn lasts."""
    together = Together(work)
    with ThreadPoolExecutor(len(numbers)) as pool:
        futures = [pool.submit(together.ask, numbers[0])]
        assert work.begun.wait(20)
        futures += [pool.submit(together.ask, number) for number in numbers[1:]]
        deadline = time.monotonic() + 20
        while len(together._waiting) < len(numbers) - 1 and time.monotonic() < deadline:
            time.sleep(0.001)
        work.goes_on.set()
    return futures


def test_who_waits_is_served_together() -> None:
    work = Slow()
    futures = asked(work, range(100, 132))
    assert [future.result() for future in futures] == [n * n for n in range(100, 132)]
    assert work.turns[0] == [100]
    assert sorted(work.turns[1]) == list(range(101, 132))
    assert len(work.turns) == 2


def test_no_more_are_served_together_than_a_transaction_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("elm_microcred.bulk.journal.together._MOST", 5)
    work = Slow()
    futures = asked(work, range(100, 132))
    assert [future.result() for future in futures] == [n * n for n in range(100, 132)]
    assert max(map(len, work.turns)) == 5
    assert sorted(number for turn in work.turns for number in turn) == list(range(100, 132))


def test_what_fails_fails_for_who_asked_and_for_nobody_else() -> None:
    work = Slow()
    numbers = range(1, 25)
    futures = asked(work, numbers)
    for number, future in zip(numbers, futures, strict=True):
        if number == 13:
            with pytest.raises(ZeroDivisionError, match="1 together"):
                future.result()
        else:
            assert future.result() == number * number


def test_threads_of_a_service_share_transactions(url: str) -> None:
    drawn: list[str] = []

    def reached(point: str) -> None:
        drawn.append(point)
        deadline = time.monotonic() + 20
        while len(drawn) == 1 and len(service._together._waiting) < 15:
            assert time.monotonic() < deadline
            time.sleep(0.001)

    database = Database(url)
    service = StatusService(database, LISTS, reached=reached)
    names = [f"urn:x:{n % 12}" for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        given = list(pool.map(service.allocate, names))
    assert len(drawn) == 2
    assert given[:4] == given[12:]
    assert len({(one.list_id, one.index) for one in given}) == 12
    again = StatusService(database, LISTS)
    assert [again.allocate(name) for name in names] == given
    assert list(problems(database)) == []
    database.close()
