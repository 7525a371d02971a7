"""A batch from rows to delivered credentials, to be run again after whatever ended it.

```python
template = Template(Achievement.load("port-safety.json"))
with Journal.open("sqlite:///journal.db") as journal:
    batch = Batch(journal, "spring-2026", template, signer)
    checked = list(batch.check(read_rows("awards.csv"), now))       # the dry run
    for progress in batch.run((one.input for one in checked if one.input), Folder("out").deliver):
        print(progress.delivered, "of", progress.total)
```
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from elm_microcred.bulk.batch.checking import Checked, Checker
from elm_microcred.bulk.batch.table import SourceRow
from elm_microcred.bulk.batch.template import Making, Template
from elm_microcred.bulk.journal.faults import Reached, unheard
from elm_microcred.bulk.journal.item import Input, Item, Signed
from elm_microcred.bulk.journal.journal import Journal
from elm_microcred.bulk.many import Executors, each_of_many
from elm_microcred.errors import ProofGenerationError
from elm_microcred.problem import Problem
from elm_microcred.proofs.signer import Signer

Deliver = Callable[[Sequence[Item]], Any]
"""Hands out signed items. It may be called again with the same ones, after a crash."""

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is.

    Attributes:
        total: How many inputs it has.
        signed: How many are signed.
        delivered: How many of these were handed out.
        failed: How many could not be signed this time.
        problems: What was found since the last report: inputs that are refused, items that fail.
    """

    total: int = 0
    signed: int = 0
    delivered: int = 0
    failed: int = 0
    problems: tuple[Problem, ...] = ()


class Batch:
    """A batch in a journal.

    Args:
        journal: Where it is kept.
        name: Its name; keys are its own.
        template: What is the same for all.
        signer: Whose key signs.
        executor: Who signs: worker processes, a cluster; this process if absent.
        reached: Told each fault point that is reached.
    """

    def __init__(
        self,
        journal: Journal,
        name: str,
        template: Template,
        signer: Signer,
        *,
        executor: Executors = None,
        reached: Reached = unheard,
    ) -> None:
        self.journal = journal
        self.name = name
        self._template = template
        self._signer = signer
        self._executor = executor
        self._reached = reached

    def check(
        self, rows: Iterable[SourceRow], now: datetime, *, key: str | None = None
    ) -> Iterator[Checked]:
        """Every row with its findings. Nothing is written down.

        Args:
            rows: The rows of a table.
            now: The time.
            key: The column that names a row.
        """

        def lookup(inputs: Sequence[Input]) -> Mapping[str, Sequence[Problem]]:
            return self.journal.lookup(self.name, inputs)

        return Checker(self._template, now, key=key, lookup=lookup, signer=self._signer).rows(rows)

    def run(self, inputs: Iterable[Input], deliver: Deliver) -> Iterator[Progress]:
        """Issue what is not issued yet, and tell how far it is.

        Run again with the same inputs, after whatever ended it, it goes on where it was.

        Args:
            inputs: What is to be issued.
            deliver: Hands out signed items.

        Raises:
            ProofGenerationError: If whoever signs does not answer (`BATCH_SIGNER_UNAVAILABLE`).
                What was signed is kept and delivered.
            StoreError: If the database, or the place of delivery, cannot take it.
        """
        refused: list[Problem] = []
        for item in self.journal.plan(self.name, inputs):
            if item.is_refused:
                refused += item.problems
        counts = self.journal.counts(self.name)
        done = counts["delivered"] + counts["purged"]
        progress = Progress(
            total=sum(counts.values()) - counts["failed"],
            signed=done + counts["signed"],
            delivered=done,
        )
        yield replace(progress, problems=tuple(refused))
        left: list[Item] = []
        for item in self.journal.items(self.name, "signed"):
            left.append(item)
            if len(left) == _AT_ONCE:
                progress = self._delivered(left, deliver, progress)
                yield progress
                left = []
        progress = self._delivered(left, deliver, progress)
        yield progress
        yield from self._sign(deliver, progress)

    def _sign(self, deliver: Deliver, progress: Progress) -> Iterator[Progress]:
        under_way: deque[Item] = deque()
        signed: list[tuple[Item, Signed]] = []
        found: list[Problem] = []
        failed = progress.failed
        task = Making(self._template, self._signer)
        results = each_of_many(task, self._reserved(under_way), executor=self._executor, ahead=8)
        stopped: tuple[Problem, ...] = ()
        for done in results:
            item = under_way.popleft()
            if done.value is not None:
                made = done.value
                self._reached("sign:made")
                method = self._signer.verification_method
                kept = Signed(item.number, made.content, made.media_type, method)
                signed.append(
                    (replace(item, content=made.content, media_type=made.media_type), kept)
                )
            elif any(problem.code == "BATCH_SIGNER_UNAVAILABLE" for problem in done.problems):
                stopped = done.problems
                break
            else:
                failed += 1
                self.journal.failed(item.number, done.problems)
                found += _named(item, done.problems)
            if len(signed) == _AT_ONCE:
                progress = self._kept(signed, deliver, replace(progress, failed=failed))
                yield replace(progress, problems=tuple(found))
                signed, found = [], []
        progress = self._kept(signed, deliver, replace(progress, failed=failed))
        yield replace(progress, problems=tuple(found))
        if stopped:
            raise ProofGenerationError.from_problems(stopped)

    def _reserved(self, under_way: deque[Item]) -> Iterator[Item]:
        """Items to be signed: those that were reserved before, then the next ones, as needed."""
        for item in self.journal.items(self.name, "reserved"):
            under_way.append(item)
            yield item
        while items := self.journal.reserve(self.name, limit=_AT_ONCE):
            for item in items:
                under_way.append(item)
                yield item

    def _kept(
        self, signed: Sequence[tuple[Item, Signed]], deliver: Deliver, progress: Progress
    ) -> Progress:
        if not signed:
            return progress
        count = self.journal.record([kept for _, kept in signed])
        items = [item for item, _ in signed]
        if count != len(signed):  # another process was first with some: its bytes are what counts
            items = self.journal.those([item.number for item in items])
        progress = replace(progress, signed=progress.signed + len(signed))
        return self._delivered(items, deliver, progress)

    def _delivered(self, items: Sequence[Item], deliver: Deliver, progress: Progress) -> Progress:
        if not items:
            return progress
        deliver(items)
        self.journal.delivered([item.number for item in items])
        return replace(progress, delivered=progress.delivered + len(items))


def _named(item: Item, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield replace(problem, detail=f"{item.key}: {problem.detail}")
