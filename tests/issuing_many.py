"""A batch in a process of its own, which can be ended at any point, and what it has left.

Run as a program: FOLDER URL COUNT [POINT [TIMES]] issues COUNT credentials and ends at once, as if
the power had failed, when the fault point POINT is reached for the TIMES-th time. A POINT of a
purge is reached by purging what was issued.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from databases import LISTS
from elm_microcred.bulk.batch import Batch, Folder, Template
from elm_microcred.bulk.batch.folder import file_name
from elm_microcred.bulk.journal import Input, Journal
from elm_microcred.issuing import Secured
from elm_microcred.model import Achievement
from elm_microcred.proofs.signer import LocalSigner

CRASHED = 137
NAME = "cohort"
SIGNER = LocalSigner.from_multikey("z3u2i7JPxTr1nfncvqgZWxCR1kFu6vgLtQUdMy1vuA26hox1")
ROOT = Path(__file__).resolve().parent.parent


def template(lists: bool = True) -> Template:
    achievement = Achievement.load(ROOT / "examples" / "port-safety.json")
    return Template(achievement, lists=LISTS if lists else None)


def inputs(template: Template, count: int) -> Iterator[Input]:
    for n in range(count):
        row = {
            "learner_given_name": f"Given {n}",
            "learner_family_name": "Example",
            "certificate_number": f"PS-{n:05}",
            "awarded_on": "2026-02-01",
        }
        yield Input(f"PS-{n:05}", template.data(row), row=n + 1)


def run(folder: Path, url: str, count: int, reached: Callable[[str], None]) -> None:
    made = template()
    with Journal.open(url, LISTS, reached=reached) as journal:
        batch = Batch(journal, NAME, made, _Quick(SIGNER), reached=reached)
        out = Folder(folder, reached=reached)
        for progress in batch.run(inputs(made, count), out.deliver):
            assert progress.failed == 0, progress.problems
        item = next(journal.items(NAME))
        assert journal.status is not None and item.credential_id is not None
        assert item.place is not None
        journal.status.change(item.credential_id, "revoked")
        journal.status.publish(item.place.number, "revocation", SIGNER)
        out.tidy()
        journal.purge(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def forget(url: str, reached: Callable[[str], None]) -> None:
    """Purge everything that was delivered."""
    with Journal.open(url, LISTS, reached=reached) as journal:
        journal.purge(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


class _Quick:
    """The signer itself: a class of its own, so that a test could count what it signs."""

    def __init__(self, signer: LocalSigner) -> None:
        self._signer = signer
        self.verification_method = signer.verification_method
        self.controller = signer.controller
        self.algorithm = signer.algorithm
        self.certificates = signer.certificates

    def sign(self, data: bytes) -> bytes:
        return self._signer.sign(data)


def check(folder: Path, url: str, count: int) -> None:
    """Nothing is lost, nothing is there twice, and what is there is whole."""
    made = template()
    with Journal.open(url, LISTS) as journal:
        items = list(journal.items(NAME))
        assert [item.key for item in items] == [one.key for one in inputs(made, count)]
        assert {item.state for item in items} == {"delivered"}
        assert len({item.credential_id for item in items}) == count
        assert len({item.place for item in items}) == count
        assert journal.status is not None
        for item in items:
            assert item.credential_id is not None
            assert journal.status.place(item.credential_id) == item.place
            assert (folder / file_name(item)).read_bytes() == item.content
        assert journal.audit_problems() == []
        told = Counter((line.event.name, line.event.subject) for line in journal.audit_log())
        for name in ("reserved", "signed", "delivered"):
            ids = {subject: n for (event, subject), n in told.items() if event == name}
            assert ids == {item.credential_id: 1 for item in items}
        places = [used for _, used, _ in journal.status.counts()]
        assert sum(places) == count
        again = made.make(items[0], SIGNER)
        assert again == Secured(items[0].content or b"", items[0].media_type or "")
    files = {path.name for path in folder.iterdir() if path.suffix != ".db"}
    kept = {name for name in files if not name.startswith(("journal.db", "."))}
    assert len(kept) == count
    assert [name for name in files if name.endswith(".part")] == []


def main() -> None:
    folder, url, count, *rest = sys.argv[1:]
    point, times = [*rest, *("", "1")[len(rest) :]][:2]
    left = int(times)

    def reached(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if left == 0:
                os._exit(CRASHED)

    if point.startswith("purge:"):
        forget(url, reached)
    else:
        run(Path(folder), url, int(count), reached)


if __name__ == "__main__":
    main()
