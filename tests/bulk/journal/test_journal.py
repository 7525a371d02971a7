"""Each input has one credential: whatever is asked, however often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from databases import LISTS, NOW, clock, made
from elm_microcred.bulk.journal import Input, Item, Journal, Signed
from elm_microcred.errors import ConflictError, ModelError


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with Journal.open(url, LISTS, clock=clock) as opened:
        yield opened


def inputs(count: int) -> list[Input]:
    return [Input(f"key-{n}", {"grade": n}, row=n + 1) for n in range(count)]


def through(journal: Journal, batch: str = "b") -> None:
    """Bring everything that is planned to its end."""
    while journal.reserve(batch, limit=100):
        pass
    reserved = [(item.number, made(item)) for item in journal.items(batch, "reserved")]
    journal.record([Signed(n, one.content, one.media_type, "did:x#k") for n, one in reserved])
    journal.delivered([item.number for item in journal.items(batch, "signed")])


def test_an_input_is_issued_once(journal: Journal) -> None:
    one = Input("PS-1", {"grade": "9"})
    item = journal.issue("b", one, made)
    assert item.state == "signed" and item.content == made(item).content
    assert item.credential_id is not None and item.credential_id.startswith("urn:uuid:")
    assert journal.issue("b", one, made) == item
    assert journal.find(item.credential_id) == item
    assert journal.item("b", "PS-1") == item
    assert journal.issue("another batch", one, made).credential_id != item.credential_id


def test_the_same_key_with_another_input_is_refused(journal: Journal) -> None:
    journal.issue("b", Input("PS-1", {"grade": "9"}), made)
    with pytest.raises(ConflictError) as caught:
        journal.issue("b", Input("PS-1", {"grade": "10"}), made)
    assert caught.value.code == "BATCH_KEY_CONFLICT"


def test_two_inputs_with_one_credential_id_are_refused(journal: Journal) -> None:
    journal.issue("b", Input("PS-1", {}, credential_id="urn:x:1"), made)
    with pytest.raises(ConflictError) as caught:
        journal.issue("b", Input("PS-2", {}, credential_id="urn:x:1"), made)
    assert caught.value.code == "BATCH_DUPLICATE_ID"


def test_many_go_from_state_to_state(journal: Journal) -> None:
    planned = list(journal.plan("b", inputs(600)))
    assert [item.key for item in planned] == [f"key-{n}" for n in range(600)]
    assert journal.counts("b")["planned"] == 600
    through(journal)
    counts = journal.counts("b")
    assert counts["delivered"] == 600 == sum(counts.values())
    items = list(journal.items("b"))
    assert len({item.credential_id for item in items}) == 600
    assert len({item.place for item in items}) == 600
    assert all(item.content == made(item).content for item in items)
    again = list(journal.plan("b", inputs(600)))
    assert [(item.number, item.state) for item in again] == [(i.number, i.state) for i in items]
    assert journal.batches() == ["b"]


def test_what_fails_stays_and_says_why(journal: Journal) -> None:
    def fails(_item: Item) -> None:
        raise ModelError("MODEL_VALUE", "No.")

    with pytest.raises(ModelError):
        journal.issue("b", Input("k", {}), fails)  # type: ignore[arg-type]
    (item,) = journal.items("b", "reserved")
    journal.failed(item.number, ModelError("MODEL_VALUE", "No.", pointer="/x").problems)
    (again,) = journal.items("b")
    assert [(p.code, p.pointer) for p in again.problems] == [("MODEL_VALUE", "/x")]
    assert journal.counts("b")["failed"] == 1
    done = journal.issue("b", Input("k", {}), made)
    assert done.credential_id == item.credential_id and done.place == item.place
    assert journal.counts("b")["failed"] == 0


def test_the_second_signature_of_an_item_is_not_kept(journal: Journal) -> None:
    list(journal.plan("b", inputs(1)))
    (item,) = journal.reserve("b")
    assert journal.record([Signed(item.number, b"1", "text/plain", "k")]) == 1
    assert journal.record([Signed(item.number, b"2", "text/plain", "k")]) == 0
    assert next(journal.items("b")).content == b"1"


def test_purging_keeps_only_the_handle(journal: Journal) -> None:
    list(journal.plan("b", [Input("student-17", {"name": "Ada"})]))
    through(journal)
    (item,) = journal.items("b")
    assert item.credential_id is not None and journal.status is not None
    assert journal.purge(NOW) == 0
    assert journal.purge(NOW + dt.timedelta(seconds=1), batch="other") == 0
    assert journal.purge(NOW + dt.timedelta(seconds=1)) == 1
    (left,) = journal.items("b")
    assert (left.state, left.data, left.content, left.seed) == ("purged", None, None, b"")
    assert "student" not in left.key
    assert (left.credential_id, left.place) == (item.credential_id, item.place)
    assert journal.status.change(item.credential_id, "revoked")
    with pytest.raises(ConflictError) as caught:
        journal.issue("b", Input("student-17", {"name": "Ada"}), made)
    assert caught.value.code == "BATCH_PURGED"
    assert journal.audit_problems() == []


def test_the_audit_log_tells_everything_without_naming_anybody(journal: Journal) -> None:
    list(journal.plan("b", [Input("student-17", {"name": "Ada"})]))
    through(journal)
    (item,) = journal.items("b")
    lines = list(journal.audit_log())
    assert [line.event.name for line in lines] == ["reserved", "signed", "delivered"]
    assert {line.event.subject for line in lines} == {item.credential_id}
    assert lines[1].event.detail == item.digest
    assert not any(word in str(lines) for word in ("student", "Ada"))
    assert journal.audit_problems(journal.audit_head()) == []
