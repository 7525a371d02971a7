"""One task for each of many items: order, bounds, broken items, dead workers, any executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.bulk import Done, each_of_many
from elm_microcred.errors import ElmMicrocredError, ParseError, UsageError
from many_tasks import Deadly, inverse, square


def pool() -> ProcessPoolExecutor:
    # Not by a fork, which does not go with the threads of a test run.
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


EXECUTORS: dict[str, Callable[[], Executor | None]] = {
    "this process": lambda: None,
    "threads": lambda: ThreadPoolExecutor(3),
    "processes": pool,
}


@pytest.fixture(params=EXECUTORS)
def executor(request: pytest.FixtureRequest) -> Iterator[Any]:
    made = EXECUTORS[request.param]()
    yield made
    if made is not None:
        made.shutdown()


def test_results_come_in_order_and_a_broken_item_stops_no_other(executor: Any) -> None:
    numbers = [*range(50), -1, *range(50)]
    found = list(each_of_many(square, numbers, executor=executor, chunk=7, ahead=3))
    assert [each.index for each in found] == list(range(101))
    assert [each.value for each in found] == [n * n if n >= 0 else None for n in numbers]
    assert not found[50] and all(each for each in found if each.index != 50)
    (problem,) = found[50].problems
    assert (problem.code, problem.pointer) == ("PARSE_NOT_AN_OBJECT", "/x")


def test_an_error_of_the_callers_own_is_told(executor: Any) -> None:
    found = list(each_of_many(inverse, [1, 0, 2], executor=executor))
    assert [each.value for each in found] == [1, None, 0.5]
    assert found[1].problems[0].code == "BATCH_ITEM_FAILED"
    assert "ZeroDivisionError" in str(found[1].problems[0].found)


@pytest.mark.parametrize("kind", ["threads", "this process"])
def test_no_more_is_taken_than_may_be_under_way(kind: str) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    made = EXECUTORS[kind]()
    results = each_of_many(square, items(), executor=made, chunk=5, ahead=4)
    for _ in range(100):
        next(results)
        assert taken <= 100 + 5 * 5
    results.close()
    if made is not None:
        made.shutdown()
    assert taken < 200


def test_nothing_to_do(executor: Any) -> None:
    assert list(each_of_many(square, [], executor=executor)) == []


def test_what_a_dead_worker_did_is_done_again(tmp_path: Path) -> None:
    task = Deadly(always=33, once=71, mark=tmp_path / "mark")
    found = list(each_of_many(task, range(100), executor=pool, chunk=4, ahead=4))
    assert [each.index for each in found] == list(range(100))
    assert [each.value for each in found] == [n * n if n != 33 else None for n in range(100)]
    assert [problem.code for problem in found[33].problems] == ["BATCH_WORKER_LOST"]
    assert task.mark.exists()


def test_an_executor_that_broke_is_replaced(tmp_path: Path) -> None:
    task = Deadly(always=-1, once=3, mark=tmp_path / "mark")
    with pool() as given:
        found = list(each_of_many(task, range(40), executor=given, chunk=2, ahead=3))
    assert [each.value for each in found] == [n * n for n in range(40)]


def test_a_task_that_cannot_travel_is_told_for_every_item() -> None:
    found = list(each_of_many(lambda n: n, range(5), executor=pool, chunk=2))
    assert [each.index for each in found] == list(range(5))
    assert {each.problems[0].code for each in found} == {"BATCH_ITEM_FAILED"}


@pytest.mark.parametrize("wrong", [{"chunk": 0}, {"ahead": 0}])
def test_nothing_under_way_is_a_mistake(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        each_of_many(square, [1], **wrong)


def test_done_is_true_if_it_was() -> None:
    assert Done(0, None) and Done(0, 0)


def test_errors_travel() -> None:
    import pickle

    error = ParseError("PARSE_NOT_AN_OBJECT", "No.", pointer="/a")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, ElmMicrocredError)
    assert (again.problems, str(again)) == (error.problems, str(error))
