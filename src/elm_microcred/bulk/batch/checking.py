"""The dry run: everything that is wrong with a table, at once, before anything is issued."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from pydantic_core import PydanticCustomError

from elm_microcred.bulk.batch.dates import DATE_COLUMNS, hint
from elm_microcred.bulk.batch.table import SourceRow
from elm_microcred.bulk.batch.template import Template, award_of, own_id
from elm_microcred.bulk.journal.item import Input
from elm_microcred.bulk.journal.places import Place
from elm_microcred.codes import Severity
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.issuing import sign
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.model.rows import columns_by_place
from elm_microcred.problem import Problem
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.keys import secret_key
from elm_microcred.proofs.signer import LocalSigner, Signer

NAMING_COLUMNS: Final = ("key", "id", "credential_id", "certificate_number")
"""Columns that name a row, the first that is there; else all that stands in the row does."""

_PLACEHOLDER: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Checked:
    """A row, looked at.

    Attributes:
        number: Its number; 0 for the line of names.
        input: What is issued for it; `None` where it cannot be.
        problems: What is wrong, and remarks.
    """

    number: int
    input: Input | None = field(repr=False)
    problems: tuple[Problem, ...] = ()


class Checker:
    """Looks at the rows of one table, in their order.

    Args:
        template: What is the same for all.
        now: The time.
        key: The column that names a row; one of `NAMING_COLUMNS`, if absent.
        lookup: Why inputs that a journal has already would be refused, by key; one that is there
            just so need not be looked at again.
        signer: Who will sign. A key of the same kind, made for this and forgotten, signs one row
            to see that key and securing mechanism fit; without it, one row is signed in
            eddsa-rdfc-2022.
    """

    def __init__(
        self,
        template: Template,
        now: datetime,
        *,
        key: str | None = None,
        lookup: Callable[[Sequence[Input]], Mapping[str, Sequence[Problem]]] | None = None,
        signer: Signer | None = None,
    ) -> None:
        self._template = template
        self._now = now
        self._key = key
        self._lookup = lookup
        self._seen: dict[bytes, int] = {}
        self._signs = True
        twin = None if signer is None else _twin(signer)
        self._signer = twin or LocalSigner.generate()
        self._securing = template.securing if twin else "eddsa-rdfc-2022"

    def rows(self, rows: Iterable[SourceRow]) -> Iterator[Checked]:
        """Each row with its findings."""
        part: list[tuple[SourceRow, Input | None, list[Problem]]] = []
        for row in rows:
            part.append(self._begun(row))
            if len(part) == _AT_ONCE:
                yield from self._looked(part)
                part = []
        yield from self._looked(part)

    def _begun(self, row: SourceRow) -> tuple[SourceRow, Input | None, list[Problem]]:
        problems = [p for p in row.problems if not self._is_name(p)]
        if row.number == 0 or not row.values:
            if row.number and not problems:
                problems.append(_empty(row.number))
            return row, None, problems
        try:
            one = self._input(row)
        except ElmMicrocredError as error:
            return row, None, [*problems, *_placed(error.problems, row)]
        digest = hashlib.blake2b(one.key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        first = self._seen.setdefault(digest, row.number)
        if first != row.number:
            problems.append(_twice(one.key, first, row.number, self._key_column(row.values)))
        return row, one, problems

    def _is_name(self, problem: Problem) -> bool:
        """Whether this is about the column that names the rows, of which nothing else is made."""
        return problem.code == "BATCH_COLUMN_UNKNOWN" and problem.column == self._key

    def _looked(
        self, part: Sequence[tuple[SourceRow, Input | None, list[Problem]]]
    ) -> Iterator[Checked]:
        whole = [one for _, one, _ in part if one is not None]
        known = self._lookup(whole) if self._lookup else {}
        for row, one, problems in part:
            if one is not None and one.key in known:
                problems += known[one.key]
            elif one is not None:
                problems += self._further(row, one)
            bad = any(problem.severity is Severity.ERROR for problem in problems)
            yield Checked(row.number, None if bad else one, tuple(problems))

    def _input(self, row: SourceRow) -> Input:
        data = self._template.data(row.values)
        column = self._key_column(row.values)
        said = None if column is None else row.values.get(column)
        if said is None:
            key = "row:" + hashlib.sha256(canonicalize_json(row.values)).hexdigest()
        else:
            key = str(said).strip()
        return Input(key, data, own_id(row.values), row.number)

    def _key_column(self, values: Mapping[str, Any]) -> str | None:
        if self._key is not None:
            return self._key
        return next((name for name in NAMING_COLUMNS if name in values), None)

    def _further(self, row: SourceRow, one: Input) -> Iterator[Problem]:
        """What is wrong with the row as an award of the template."""
        if self._key is not None and self._key not in row.values:
            yield Problem(
                "BATCH_KEY_MISSING",
                "The row has nothing in the column that names it.",
                expected=f"a value of its own in {self._key}",
                row=row.number,
                column=self._key,
            )
        if len(one.key) > _LONGEST_KEY:
            yield Problem(
                "BATCH_KEY_MISSING",
                "What names the row is too long for a name.",
                found=one.key,
                expected=f"at most {_LONGEST_KEY} characters",
                row=row.number,
                column=self._key_column(row.values),
            )
        try:
            document = self._template.document(
                award_of(row.values),
                credential_id=one.credential_id or _PLACEHOLDER,
                issued_at=self._now,
                place=Place(0, 0),
                issuer_id=self._signer.controller,
            )
            if self._signs:
                # What the mapping lets through is alike in all rows: one is signed to see.
                sign(
                    document,
                    self._signer,
                    securing=self._securing,
                    created=self._now,
                    now=self._now,
                )
                self._signs = False
        except ElmMicrocredError as error:
            yield from _placed(error.problems, row)


def _twin(signer: Signer) -> LocalSigner | None:
    """A signer with a new key of the same kind; `None` where no such key can be made here."""
    kinds = [row for row in KEY_TYPES.values() if row.algorithm == signer.algorithm]
    if not kinds:
        return None
    key = secret_key(kinds[0], kinds[0].generate())
    if not signer.certificates:
        return LocalSigner(key)
    return LocalSigner(
        key,
        verification_method=signer.verification_method,
        controller=signer.controller,
        certificates=signer.certificates,
    )


_AT_ONCE: Final = 500
_LONGEST_KEY: Final = 255


def _placed(problems: Iterable[Problem], row: SourceRow) -> Iterator[Problem]:
    for problem in problems:
        column = problem.column or _column(problem.pointer, row)
        said = row.values.get(column or "")
        remedy = problem.remedy
        if column in DATE_COLUMNS and isinstance(said, str):
            remedy = hint(said) or remedy
        yield replace(problem, row=row.number, column=column, remedy=remedy)


def _column(pointer: str, row: SourceRow) -> str | None:
    """The column that a place of the micro-credential is made from."""
    if not pointer.startswith("/award/"):
        return None
    with suppress(PydanticCustomError):
        columns = columns_by_place(row.values, "Award")
        place = pointer.removeprefix("/award")
        while place:
            if place in columns:
                return columns[place]
            place = place.rpartition("/")[0]
    return None


def _empty(number: int) -> Problem:
    return Problem(
        "BATCH_ROW", "Nothing stands in the row.", expected="an award in each row", row=number
    )


def _twice(key: str, first: int, again: int, column: str | None) -> Problem:
    if column is None:
        return Problem(
            "BATCH_DUPLICATE_ID",
            f"The row says all that row {first} says, too.",
            expected="each award once, or a column that names each",
            remedy="Take one of them out, or add a column `key` that tells them apart.",
            row=again,
        )
    return Problem(
        "BATCH_DUPLICATE_ID",
        f"Row {first} has the same {column}.",
        found=key,
        expected="a value of its own in each row",
        remedy="Correct one of them, or take it out.",
        row=again,
        column=column,
    )
