"""Rows from the files of OneRoster 1.1 (CSV): who has finished what, with which result.

```python
for row in one_roster_rows(folder_or_zip, line_item="final-2026"):
    order = {"key": row["key"], "row": row}
```

Read are `users.csv`, `results.csv`, `lineItems.csv`, and, where they are there, `classes.csv` and
`courses.csv`. What was deleted, or has no score yet, gives no row.

Spec: https://www.imsglobal.org/oneroster-v11-final-csv-tables
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import BULK

_NEEDED = ("users", "results", "lineItems")
_OTHERS = ("classes", "courses")
_DONE = ("fully graded", "")
Table = dict[str, dict[str, str]]


def one_roster_rows(
    source: str | Path, *, line_item: str | None = None, max_bytes: int = BULK.batch_bytes
) -> Iterator[dict[str, str]]:
    """A row of an award for each result that counts, in the order of the file of results.

    Columns: `key` (the result's id), `learner_given_name`, `learner_family_name`,
    `learner_email`, `learner_number`, `awarded_on`, `grade`, `course_code`; those that say nothing
    are left out.

    Args:
        source: A folder of the files, or a zip of it.
        line_item: Only results of this line item (`sourcedId`).
        max_bytes: The longest file that is read.

    Raises:
        ParseError: If a file is missing, or a line of it does not fit; row and column are named.
        LimitError: If a file is too long.
    """
    tables = {name: _table(source, name, max_bytes, needed=True) for name in _NEEDED}
    tables |= {name: _table(source, name, max_bytes, needed=False) for name in _OTHERS}
    for number, (id_, result) in enumerate(tables["results"].items(), start=1):
        item = result.get("lineItemSourcedId", "")
        if line_item is not None and item != line_item:
            continue
        is_graded = result.get("scoreStatus", "").strip().lower() in _DONE
        if is_graded and result.get("score", "").strip():
            yield _row(id_, result, tables, number)


def _row(
    id_: str, result: Mapping[str, str], tables: Mapping[str, Table], number: int
) -> dict[str, str]:
    user = tables["users"].get(result.get("studentSourcedId", ""))
    if user is None:
        raise _wrong(
            "results", number, "studentSourcedId", result.get("studentSourcedId", ""), "a user"
        )
    item = tables["lineItems"].get(result.get("lineItemSourcedId", ""))
    if item is None:
        raise _wrong(
            "results", number, "lineItemSourcedId", result.get("lineItemSourcedId", ""), "an item"
        )
    class_ = tables["classes"].get(item.get("classSourcedId", ""), {})
    course = tables["courses"].get(class_.get("courseSourcedId", ""), {})
    row = {
        "key": id_,
        "learner_given_name": user.get("givenName", ""),
        "learner_family_name": user.get("familyName", ""),
        "learner_email": user.get("email", ""),
        "learner_number": user.get("identifier", ""),
        "awarded_on": result.get("scoreDate", "")[:10],
        "grade": result["score"],
        "course_code": course.get("courseCode", "") or class_.get("classCode", ""),
    }
    return {name: value.strip() for name, value in row.items() if value.strip()}


def _table(source: str | Path, name: str, max_bytes: int, *, needed: bool) -> Table:
    """The lines of a file by their `sourcedId`, but those that were deleted."""
    content = _content(Path(source), f"{name}.csv", max_bytes)
    if content is None:
        if needed:
            raise ParseError(
                "FILE_UNREADABLE",
                f"{source} holds no {name}.csv.",
                expected="the CSV files of OneRoster, in a folder or a zip",
            )
        return {}
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError("PARSE_INVALID_UTF8", f"{name}.csv is not UTF-8 text.") from error
    found: Table = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, line in enumerate(reader, start=1):
            if None in line or None in line.values():
                raise _wrong(name, number, "", f"{len(line)} cells", "a cell for each column")
            id_ = line.get("sourcedId") or ""
            if not id_ or id_ in found:
                raise _wrong(name, number, "sourcedId", id_, "an id of its own")
            if line.get("status", "").strip().lower() != "tobedeleted":
                found[id_] = line
    except csv.Error as error:
        raise _wrong(name, reader.line_num, "", str(error), "CSV") from error
    return found


def _content(source: Path, name: str, max_bytes: int) -> bytes | None:
    try:
        if source.is_dir():
            path = source / name
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return _bounded(file.read(max_bytes + 1), name, max_bytes)
        with zipfile.ZipFile(source) as archive:
            inside = [each for each in archive.namelist() if each.rpartition("/")[2] == name]
            if not inside:
                return None
            with archive.open(inside[0]) as member:
                return _bounded(member.read(max_bytes + 1), name, max_bytes)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ParseError(
            "FILE_UNREADABLE",
            f"{source} cannot be read: {error}.",
            expected="the CSV files of OneRoster, in a folder or a zip",
        ) from error


def _bounded(content: bytes, name: str, max_bytes: int) -> bytes:
    if len(content) > max_bytes:
        raise LimitError(
            "LIMIT_SIZE", f"{name} is too long.", expected=f"at most {max_bytes} bytes"
        )
    return content


def _wrong(table: str, row: int, column: str, found: str, expected: str) -> ParseError:
    return ParseError(
        "PARSE_INVALID_CSV",
        f"A line of {table}.csv does not fit.",
        found=found,
        expected=expected,
        row=row,
        column=column or None,
    )
