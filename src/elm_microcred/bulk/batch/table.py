"""CSV as people save it: every row that can be read, and every row and cell that cannot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO, Final

from elm_microcred.bulk.batch.cells import (
    UTF8_REMEDY,
    cell_problems,
    header_problems,
    unknown_columns,
)
from elm_microcred.bulk.batch.dates import DATE_COLUMNS, Order, turned
from elm_microcred.errors import ParseError, UsageError
from elm_microcred.problem import Problem, shorten

DELIMITERS: Final = (",", ";", "\t")

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of any source.

    Attributes:
        number: Its number, counted from 1 without the line of names.
        values: What is filled in, by column or member.
        problems: What is wrong with the row as a row.
    """

    number: int
    values: dict[str, Any] = field(repr=False)
    problems: tuple[Problem, ...] = ()


def csv_rows(
    stream: BinaryIO,
    *,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    dates: Order = "iso",
) -> Iterator[SourceRow]:
    """The rows of a table, one by one; row 0 has what is wrong with the names of the columns.

    Args:
        stream: The bytes, from their beginning.
        encoding: Of the text; a byte order mark is skipped.
        delimiter: What parts the columns; the one of comma, semicolon and tab that parts the
            names, if absent.
        dates: How dates are written.

    Raises:
        ParseError: If it is no text, or there is no line of names.
        UsageError: If there is no such encoding or delimiter.
    """
    text = _decoded(stream, encoding)
    try:
        lines = iter(text)
        first = next(lines, "")
        if first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == 5:
            delimiter = delimiter or first[4]  # how a spreadsheet is told what parts the columns
            first = next(lines, "")
        parted = delimiter or max(DELIMITERS, key=_outside_quotes(first).count)
        yield from _rows(_records(chain((first,), lines), parted), parted, dates)
    except UnicodeError as error:
        raise ParseError(
            "PARSE_INVALID_UTF8",
            "The table is not in the encoding that it is read in.",
            found=str(error),
            expected=encoding,
            remedy=UTF8_REMEDY,
        ) from error
    finally:
        text.detach()


def _decoded(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    buffered = io.BufferedReader(stream, _LOOK) if not hasattr(stream, "peek") else stream  # type: ignore[type-var]
    head: bytes = buffered.peek(4)[:4]
    if head.startswith(_WORKBOOKS):
        raise ParseError(
            "PARSE_INVALID_CSV",
            "This is the workbook of a spreadsheet, and not CSV.",
            found=shorten(head),
            expected="CSV in UTF-8",
            remedy="Save the sheet as CSV UTF-8 and give that file.",
        )
    try:
        name = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
        "".encode(name)
        errors = "surrogateescape" if name == "utf-8-sig" else "replace"
        text = io.TextIOWrapper(buffered, encoding=name, errors=errors, newline="")
    except LookupError as error:
        raise UsageError(
            "USAGE", "No such encoding.", found=encoding, expected="such as utf-8, windows-1252"
        ) from error
    if name == "utf-8-sig" and head.startswith(_WIDE):
        text.detach()
        raise ParseError(
            "PARSE_INVALID_UTF8",
            "The table is in UTF-16, as spreadsheets save `Unicode text`.",
            found=shorten(head),
            expected="UTF-8",
            remedy="Save it as CSV UTF-8, or say --encoding utf-16.",
        )
    return text


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[list[str], str]]:
    """The cells of each row, and what kept them from being read."""
    try:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    except (TypeError, ValueError) as error:
        raise UsageError(
            "USAGE", "Columns are parted by one character.", found=repr(delimiter)
        ) from error
    while True:
        try:
            yield next(reader), ""
        except StopIteration:
            return
        except csv.Error as error:
            yield [], str(error)


def _rows(
    records: Iterator[tuple[list[str], str]], delimiter: str, dates: Order
) -> Iterator[SourceRow]:
    header, wrong = next(records, ([], ""))
    names = [name.strip() for name in header]
    if wrong or not any(names):
        raise ParseError(
            "PARSE_INVALID_CSV",
            "The table has no line of column names.",
            found=wrong or "an empty line",
            expected="names in the first line, then as many cells in each row",
        )
    while not names[-1]:  # a spreadsheet writes cells that were used once
        names.pop()
    yield SourceRow(0, {}, (*header_problems(names, delimiter), *unknown_columns(names)))
    number = 0
    for cells, wrong in records:
        if not wrong and not any(map(str.strip, cells)):
            continue
        number += 1
        yield _row(number, names, cells, wrong, dates)


def _row(number: int, names: list[str], cells: list[str], wrong: str, dates: Order) -> SourceRow:
    if wrong:
        return SourceRow(number, {}, (_quoting(number, wrong),))
    problems: list[Problem] = []
    if len(cells) < len(names) or any(map(str.strip, cells[len(names) :])):
        problems.append(
            Problem(
                "BATCH_ROW",
                "The row has not one cell for each column.",
                found=f"{len(cells)} cells",
                expected=f"{len(names)} cells",
                remedy="Put cells that hold the separator, or a line break, into quotation marks.",
                row=number,
            )
        )
        return SourceRow(number, {}, tuple(problems))
    values: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if not cell:
            continue
        problems += cell_problems(cell, number, name)
        values[name] = turned(cell, dates) if name in DATE_COLUMNS else cell
    return SourceRow(number, values, tuple(problems))


def _quoting(number: int, found: str) -> Problem:
    return Problem(
        "BATCH_ROW",
        "The quotation marks of the row do not fit.",
        found=found,
        expected='a cell in quotation marks, and each mark inside it doubled: "a ""b"" c"',
        remedy="Close the quotation mark, or double it where it is part of the text.",
        row=number,
    )
