"""Whatever ends a batch, wherever: run again, each input has one credential, and all have one."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import FULL
from databases import LISTS, postgresql_database
from elm_microcred.bulk.journal import FAULT_POINTS, Journal
from issuing_many import CRASHED, NAME, check
from storming import started, storm

LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_POINTS = [point for point in FAULT_POINTS if not point.startswith("purge:")]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'journal.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql")) as found:
        yield found


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
    """Each of the kills hits a process that runs; `tests/storming.py 10000 50` is the whole."""
    count, kills = (2_500, 25) if FULL else (600, 4)
    seen = storm(tmp_path / "out", url, count, kills)
    assert seen.kills == kills
    assert seen.resumed_seconds


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
