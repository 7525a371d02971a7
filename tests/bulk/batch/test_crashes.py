"""Whatever ends a batch, wherever: run again, each input has one credential, and all have one."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import FULL
from databases import LISTS, postgresql_database
from elm_microcred.bulk.journal import FAULT_POINTS, Journal
from issuing_many import CRASHED, NAME, ROOT, check

LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_POINTS = [point for point in FAULT_POINTS if not point.startswith("purge:")]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'journal.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql")) as found:
        yield found


def started(*arguments: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    program = [sys.executable, ROOT / "tests" / "issuing_many.py", *map(str, arguments)]
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes], code: int) -> None:
    _, said = process.communicate(timeout=600)
    assert process.returncode == code, said.decode()


@pytest.mark.unmeasured
@pytest.mark.parametrize("point", _POINTS)
def test_a_crash_at_a_point_loses_nothing_and_issues_nothing_twice(
    point: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    folder = tmp_path / "out"
    ended(started(folder, url, 12, point), CRASHED)
    ended(started(folder, url, 12), 0)
    check(folder, url, 12)


@pytest.mark.full
@pytest.mark.unmeasured
@pytest.mark.parametrize("point", _POINTS)
def test_a_second_chance_to_crash_is_survived_by_every_database(
    point: str, url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    process = started(folder, url, 250, point, 2)
    process.communicate(timeout=600)
    assert process.returncode in (0, CRASHED)
    ended(started(folder, url, 250), 0)
    check(folder, url, 250)


@pytest.mark.unmeasured
def test_kills_at_random_moments_lose_nothing_and_issue_nothing_twice(
    url: str, tmp_path: Path
) -> None:
    count, kills = (300, 4)
    if FULL:
        count, kills = (10_000, 50) if url.startswith("sqlite") else (1_000, 20)
    folder = tmp_path / "out"
    drawn = random.Random(7)
    for _ in range(kills):
        process = started(folder, url, count)
        try:
            process.wait(timeout=drawn.uniform(0.5, 4.0 if FULL else 1.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
    ended(started(folder, url, count), 0)
    check(folder, url, count)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("point", "left"), [("purge:recorded", "delivered"), ("purge:committed", "purged")]
)
def test_a_crash_while_purging_forgets_all_or_nothing(
    point: str, left: str, url: str, tmp_path: Path
) -> None:
    ended(started(tmp_path / "out", url, 12), 0)
    with Journal.open(url, LISTS) as journal:
        before = {item.credential_id: item.place for item in journal.items(NAME)}
    ended(started(tmp_path / "out", url, 12, point), CRASHED)
    with Journal.open(url, LISTS) as journal:
        items = list(journal.items(NAME))
        assert {item.state for item in items} == {left}
        assert {item.data is None for item in items} == {left == "purged"}
        assert {item.credential_id: item.place for item in items} == before
        assert journal.purge(LATER) == (12 if left == "delivered" else 0)
        told = [line.event.subject for line in journal.audit_log() if line.event.name == "purged"]
        assert sorted(told) == sorted(str(id_) for id_ in before)
        assert journal.audit_problems() == []
        assert journal.status is not None
        assert journal.status.change(told[-1], "suspended")


def test_at_least_twelve_points_are_named() -> None:
    assert len(_POINTS) >= 12
