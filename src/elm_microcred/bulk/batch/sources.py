"""Rows from a file: CSV, JSON Lines, or Parquet (with the extra `bulk`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from elm_microcred.bulk.batch.cells import cell_problems
from elm_microcred.bulk.batch.dates import DATE_COLUMNS, Order, turned
from elm_microcred.bulk.batch.table import SourceRow, csv_rows
from elm_microcred.errors import (
    ElmMicrocredError,
    LimitError,
    MissingExtraError,
    ParseError,
    UsageError,
)
from elm_microcred.limits import BULK, DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.strict_json import read_json

Format = Literal["csv", "jsonl", "parquet"]
_ENDS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
FORMATS: Final[tuple[Format, ...]] = ("csv", "jsonl", "parquet")


def format_of_file(path: str | Path) -> Format:
    """The format that the end of a file's name says.

    Raises:
        UsageError: If it says none.
    """
    found = _ENDS.get(Path(path).suffix.lower())
    if found is None:
        raise UsageError(
            "USAGE",
            "The name of the file does not say what it is.",
            found=Path(path).name,
            expected=" or ".join(_ENDS),
        )
    return found


def read_rows(
    path: str | Path,
    *,
    format: Format | None = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    dates: Order = "iso",
    limits: Limits = BULK,
) -> Iterator[SourceRow]:
    """The rows of a file, one by one, in bounded memory.

    Args:
        path: The file.
        format: csv, jsonl or parquet; what the end of its name says, if absent.
        encoding: Of CSV.
        delimiter: What parts the columns of CSV; seen from the names, if absent.
        dates: How dates are written.
        limits: How long the file may be, and each row.

    Raises:
        ParseError: If the file cannot be read as what it should be.
        LimitError: If it is too long.
        UsageError: If its name does not say what it is, or an option is wrong.
        MissingExtraError: For Parquet without the extra `bulk`.
    """
    kind = format or format_of_file(path)
    try:
        size = Path(path).stat().st_size
        if size > limits.batch_bytes:
            raise LimitError(
                "LIMIT_SIZE",
                f"{path} is too long.",
                found=f"{size} bytes",
                expected=f"at most {limits.batch_bytes} bytes",
                remedy="Split it, or pass larger `limits`.",
            )
        with Path(path).open("rb") as stream:
            if kind == "csv":
                yield from csv_rows(stream, encoding=encoding, delimiter=delimiter, dates=dates)
            elif kind == "jsonl":
                yield from json_rows(stream, dates=dates)
            else:
                yield from parquet_rows(stream)
    except (OSError, ValueError) as error:
        raise ParseError(
            "FILE_UNREADABLE",
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.",
            remedy="Give the path of a file that is there and that you may read.",
        ) from error


def json_rows(stream: BinaryIO, *, dates: Order = "iso") -> Iterator[SourceRow]:
    """The rows of JSON Lines: an object in each line, nested members or columns."""
    number = 0
    most = DEFAULT.credential_bytes
    while line := stream.readline(most + 1):
        if number == 0:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        number += 1
        try:
            value = read_json(line.strip())
            if not isinstance(value, dict):
                raise ParseError(
                    "PARSE_NOT_AN_OBJECT",
                    "A row is an object.",
                    found=shorten(value),
                    expected="a JSON object",
                )
        except ElmMicrocredError as error:
            yield SourceRow(number, {}, tuple(placed(p, number) for p in error.problems))
            while line and not line.endswith(b"\n"):  # the rest of a line that is too long
                line = stream.readline(most)
            continue
        yield _row(number, value, dates)


def parquet_rows(stream: BinaryIO) -> Iterator[SourceRow]:
    """The rows of a Parquet file, some thousand in memory at a time."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError.of("bulk", "Parquet") from error
    number = 0
    try:
        with closing(pq.ParquetFile(stream)) as file:
            for batch in file.iter_batches(batch_size=1000):
                for record in batch.to_pylist():
                    number += 1
                    plain = {name: _plain(value) for name, value in record.items()}
                    yield _row(number, plain, "iso")
    except pa.ArrowException as error:
        raise ParseError(
            "PARSE_UNKNOWN_FORMAT",
            "The file is not Parquet, or damaged.",
            found=str(error),
            expected="a Parquet file",
        ) from error


def _plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return value


def _row(number: int, value: Mapping[str, Any], dates: Order) -> SourceRow:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, member in value.items():
        if member is None or member == "":
            continue
        if isinstance(member, str):
            problems += cell_problems(member, number, name)
            values[name] = turned(member, dates) if name in DATE_COLUMNS else member
        else:
            values[name] = member
    return SourceRow(number, values, tuple(problems))


def placed(problem: Problem, row: int) -> Problem:
    """The problem with the row that it is in."""
    return replace(problem, row=row)
