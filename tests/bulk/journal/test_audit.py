"""Whatever is changed in the audit log is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, update

from databases import LISTS, NOW, made
from elm_microcred.bulk.journal import Input, Journal
from elm_microcred.bulk.journal.tables import AUDIT, HEADS


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with Journal.open(url, LISTS) as opened:
        for n in range(5):
            opened.issue("b", Input(str(n), {}), made)
        yield opened


COLUMNS = {
    "at": "2026-01-01T00:00:00.000000Z",
    "event": "delivered",
    "subject": "urn:x:other",
    "detail": "0",
    "digest": "0" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_changed_line_is_found(journal: Journal, column: str, number: int) -> None:
    with journal.database.begin() as connection:
        changed = update(AUDIT).where(AUDIT.c.number == number)
        connection.execute(changed.values({column: COLUMNS[column]}))
    assert {problem.code for problem in journal.audit_problems()} == {"AUDIT_BROKEN"}


@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_line_that_was_taken_out_is_found(journal: Journal, number: int) -> None:
    with journal.database.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.number == number))
    assert journal.audit_problems() != []


def test_a_log_that_was_written_anew_is_found_by_what_was_kept(journal: Journal) -> None:
    kept = journal.audit_head()
    assert journal.audit_problems(kept) == []
    with journal.database.begin() as connection:
        connection.execute(delete(AUDIT))
        connection.execute(delete(HEADS))
    for n in range(5, 10):
        journal.issue("b", Input(str(n), {}), made)
    assert journal.audit_problems() == []
    assert journal.audit_problems(kept) != []
    assert journal.audit_head().digest != kept.digest


def test_a_log_that_was_cut_short_is_found_by_what_was_kept(journal: Journal) -> None:
    kept = journal.audit_head()
    with journal.database.begin() as connection:
        connection.execute(delete(AUDIT))
        connection.execute(delete(HEADS))
    assert journal.audit_problems() == []
    assert journal.audit_problems(kept) != []


def test_a_clock_that_is_set_back_makes_no_earlier_line(url: str) -> None:
    from datetime import timedelta

    time = NOW
    with Journal.open(url, LISTS, clock=lambda: time) as journal:
        journal.issue("b", Input("1", {}), made)
        time -= timedelta(hours=1)
        item = journal.issue("b", Input("2", {}), made)
        assert item.issued_at == time
        assert {line.at for line in journal.audit_log()} == {NOW}
        assert journal.audit_problems() == []
