"""`elm-microcred batch`: a table and an achievement become a credential for each row, once."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from elm_microcred.cli import inputs
from elm_microcred.cli.keys import read_signer
from elm_microcred.cli.options import (
    json_option,
    moment,
    now,
    password_option,
    plain_option,
    refuse_plain,
)
from elm_microcred.cli.output import EXIT_CODES, coloured, print_json, problem_lines, say
from elm_microcred.cli.progress import Bar
from elm_microcred.codes import Severity
from elm_microcred.errors import UsageError
from elm_microcred.model import Achievement
from elm_microcred.problem import Problem

if TYPE_CHECKING:
    from elm_microcred.bulk.batch import Batch, Checked, Folder
    from elm_microcred.bulk.journal import Input, Journal

_SHOWN = 20


@click.command()
@click.argument("table")
@click.option("-a", "--achievement", metavar="FILE", required=True, help="The achievement.")
@click.option("-k", "--key", metavar="FILE", required=True, help="The issuer's key file.")
@password_option
@click.option(
    "-o", "--output", metavar="FOLDER", required=True, help="Folder of the credentials, and more."
)
@click.option("--dry-run", is_flag=True, help="Only say what is wrong with the table.")
@click.option("--skip-bad", is_flag=True, help="Issue the good rows even if others are not.")
@click.option(
    "--to",
    "target",
    type=click.Choice(["elm", "elm-vcdm2", "open-badge-3"]),
    default="elm",
    show_default=True,
    help="Format of the credentials.",
)
@plain_option
@click.option(
    "--securing",
    default="eddsa-rdfc-2022",
    show_default=True,
    help="Securing mechanism, as of `issue`.",
)
@click.option(
    "--status", metavar="URL", help="Give each a status, in lists published under this address."
)
@click.option("--suspension", is_flag=True, help="With a second list, for suspension.")
@click.option("--key-column", metavar="NAME", help="The column that names each row.")
@click.option("--delimiter", metavar="CHARACTER", help="What parts the columns of CSV.")
@click.option("--encoding", default="utf-8", show_default=True, help="Encoding of CSV.")
@click.option(
    "--dates",
    type=click.Choice(["iso", "day-first", "month-first"]),
    default="iso",
    show_default=True,
    help="How dates are written in the table.",
)
@click.option(
    "--journal", metavar="URL", help="Database of the journal; FOLDER/journal.db by default."
)
@click.option("--name", metavar="NAME", help="Name of the batch; that of the table by default.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes."
)
@click.option("--at", type=moment, metavar="TIME", help="Time of issuing; now by default.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@json_option
def command(
    table: str,
    achievement: str,
    key: str,
    password_file: str | None,
    output: str,
    dry_run: bool,
    skip_bad: bool,
    target: str,
    plain: bool,
    securing: str,
    status: str | None,
    suspension: bool,
    key_column: str | None,
    delimiter: str | None,
    encoding: str,
    dates: Any,
    journal: str | None,
    name: str | None,
    workers: int,
    at: dt.datetime | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Issue a credential for each row of a table.

    TABLE is CSV, JSON Lines or Parquet; `docs/columns.md` lists the columns. All of it is looked
    at first, and what is wrong is written to FOLDER/findings.csv. Each row is issued once: run the
    same again after whatever ended it, and it goes on. FOLDER/results.csv says what became of each.
    """
    from elm_microcred.bulk.batch import Batch, Folder, Template, read_rows
    from elm_microcred.bulk.journal import Journal, StatusLists

    refuse_plain(target, plain=plain)
    if suspension and status is None:
        raise UsageError("USAGE", "--suspension goes with --status.", expected="--status URL")
    purposes = ("revocation", "suspension") if suspension else ("revocation",)
    lists = None if status is None else StatusLists(status.rstrip("/"), purposes)
    template = Template(
        inputs.record(Achievement, achievement),
        target=target,
        securing=securing,
        plain=plain,
        lists=lists,
    )
    signer = read_signer(key, password_file)
    folder = Folder(output)
    url = journal or f"sqlite:///{folder.path / 'journal.db'}"
    clock = (lambda: at) if at is not None else None
    executor = _workers(workers) if workers > 1 else None
    with Journal.open(url, lists, **({} if clock is None else {"clock": clock})) as opened:
        batch = Batch(opened, name or Path(table).stem, template, signer, executor=executor)

        def checked() -> Iterator[Checked]:
            rows = read_rows(table, encoding=encoding, delimiter=delimiter, dates=dates)
            return batch.check(rows, now(at), key=key_column)

        run = _Run(batch, folder, quiet=quiet, as_json=as_json)
        run.look(checked())
        if dry_run or (run.wrong and not skip_bad):
            return run.told(is_dry=True)
        run.issue(one.input for one in checked() if one.input is not None)
        return run.told(is_dry=False)


def _workers(count: int) -> Any:
    return lambda: ProcessPoolExecutor(count, mp_context=get_context("spawn"))


@dataclass(slots=True)
class _Run:
    """One run of the command, and what it has to tell."""

    batch: Batch
    folder: Folder
    quiet: bool
    as_json: bool
    rows: int = 0
    wrong: int = 0
    findings: list[Problem] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)

    def look(self, checked: Iterable[Checked]) -> None:
        """Look at every row; write down what is wrong."""
        from elm_microcred.bulk.batch import findings_csv

        with Bar("looked at", None, is_shown=self._shows) as bar:
            for one in checked:
                self.rows += one.number > 0
                self.wrong += _is_bad(one)
                self.findings += one.problems
                bar.at(self.rows)
        path = self.folder.path / "findings.csv"
        if self.findings:
            self.folder.write(path.name, findings_csv(self.findings))
        else:
            path.unlink(missing_ok=True)

    def issue(self, given: Iterable[Input]) -> None:
        """Issue what is not issued yet."""
        progress = self.batch.run(given, self.folder.deliver)
        with Bar("issued", self.rows, is_shown=self._shows) as bar:
            for step in progress:
                self.failures += step.problems
                bar.at(step.delivered, step.total)
        self.folder.tidy()
        self.folder.write("results.csv", _results(self.batch.journal, self.batch.name))

    @property
    def _shows(self) -> bool:
        return not (self.quiet or self.as_json)

    def told(self, *, is_dry: bool) -> int:
        """Tell how it ended; the exit code."""
        counts = self.batch.journal.counts(self.batch.name)
        bad = self.wrong + len(self.failures)
        outcome = "failed" if bad else "passed"
        if self.as_json:
            print_json(
                {
                    "outcome": outcome,
                    "batch": self.batch.name,
                    "rows": self.rows,
                    "dryRun": is_dry,
                    "counts": counts,
                    "folder": os.fspath(self.folder.path),
                    "problems": [p.to_dict() for p in chain(self.findings, self.failures)],
                }
            )
            return EXIT_CODES[outcome]
        self._say(is_dry=is_dry, counts=counts)
        return EXIT_CODES[outcome]

    def _say(self, *, is_dry: bool, counts: dict[str, int]) -> None:
        told = [p for p in self.findings if not self.quiet or p.severity is Severity.ERROR]
        found = sorted((*told, *self.failures), key=lambda p: p.severity is not Severity.ERROR)
        for problem in found[:_SHOWN]:
            for line in problem_lines(problem):
                say(line)
        if len(found) > _SHOWN:
            say(f"  … and {len(found) - _SHOWN} more.")
        if found:
            say(f"All {len(found)} findings: {self.folder.path / 'findings.csv'}")
        if self.wrong and is_dry:
            say(coloured("failed", f"{self.wrong} of {self.rows} rows cannot be issued."))
        elif self.quiet:
            return
        elif is_dry:
            say(coloured("passed", f"{self.rows} rows can be issued."))
        else:
            done = counts["delivered"]
            say(coloured("passed", f"{done} credentials are in {self.folder.path}."))


def _is_bad(one: Checked) -> bool:
    return any(problem.severity is Severity.ERROR for problem in one.problems)


_RESULTS = ("key", "state", "credential", "file", "status list", "index", "issued at", "problem")


def _results(journal: Journal, name: str) -> bytes:
    """What became of each row, as a table for spreadsheets."""
    from elm_microcred.bulk.batch import to_csv
    from elm_microcred.bulk.batch.folder import file_name

    return to_csv(
        _RESULTS,
        (
            {
                "key": item.key,
                "state": item.state,
                "credential": item.credential_id,
                "file": file_name(item) if item.state == "delivered" else None,
                "status list": None if item.place is None else item.place.number,
                "index": None if item.place is None else item.place.index,
                "issued at": None if item.issued_at is None else item.issued_at.isoformat(),
                "problem": "; ".join(map(str, item.problems)) or None,
            }
            for item in journal.items(name)
        ),
    )
