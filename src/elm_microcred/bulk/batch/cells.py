"""What can be seen of single cells and of the names over them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from elm_microcred.bulk.batch.spreadsheet import is_formula
from elm_microcred.model.columns import COLUMNS
from elm_microcred.problem import Problem

_FIRST_SURROGATE, _LAST_SURROGATE = "\ud800", "\udfff"
_CONTROLS: Final = frozenset("\t\n\r")
_TWICE: Final = frozenset("ÃÂÄÅĂâ")
"""What the first bytes of UTF-8 become, where they are read as of another encoding."""

NAMING: Final = ("key", "id")
"""Columns that only name a row."""

UTF8_REMEDY: Final = "Save the table as CSV in UTF-8, or name its encoding: --encoding cp1252."


def cell_problems(text: str, row: int, column: str) -> Iterator[Problem]:
    """What is wrong with the text of a cell, whatever it should mean."""
    if text.isascii() and text.isprintable():
        if is_formula(text):
            yield _formula(text, row, column)
        return
    if any(_FIRST_SURROGATE <= each <= _LAST_SURROGATE for each in text):
        yield Problem(
            "PARSE_INVALID_UTF8",
            "The cell is not in the encoding that the table is read in.",
            found=text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
            expected="UTF-8",
            remedy=UTF8_REMEDY,
            row=row,
            column=column,
        )
    if any(unicodedata.category(each) == "Cc" and each not in _CONTROLS for each in text):
        yield Problem(
            "BATCH_CELL",
            "The cell holds control characters, which no text has.",
            found=repr(text),
            remedy="Type the cell anew.",
            row=row,
            column=column,
        )
    if "\ufffd" in text:
        yield Problem(
            "BATCH_CELL",
            "Letters of this cell were lost before it came here.",
            found=text,
            expected="a text without the replacement character U+FFFD",
            remedy="Export the table anew from where it came from, in UTF-8.",
            row=row,
            column=column,
        )
    elif (meant := _read_twice(text)) is not None:
        yield Problem(
            "BATCH_CELL_ENCODING",
            "The text looks as if UTF-8 had been read in another encoding.",
            found=text,
            expected=meant,
            remedy="Export the table anew, in UTF-8.",
            row=row,
            column=column,
        )
    if is_formula(text):
        yield _formula(text, row, column)


def _read_twice(text: str) -> str | None:
    """What a text was, if it was encoded in UTF-8 and then read as of Windows."""
    if not _TWICE & set(text):
        return None
    for encoding in ("windows-1252", "latin-1", "windows-1250"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return None


def _formula(text: str, row: int, column: str) -> Problem:
    return Problem(
        "BATCH_FORMULA",
        "A spreadsheet would take this cell for a formula. It is kept as text, and every table"
        " that is written here makes it harmless.",
        found=text,
        row=row,
        column=column,
    )


def header_problems(names: Sequence[str], delimiter: str) -> Iterator[Problem]:
    """What is wrong with the names of the columns."""
    for place, name in enumerate(names, start=1):
        if not name:
            yield Problem(
                "BATCH_HEADER",
                "A column has no name.",
                found=f"column {place}",
                expected="a name in the first line",
                remedy="Name the column, or take it out.",
                column=str(place),
            )
        elif names.index(name) < place - 1:
            yield Problem(
                "BATCH_HEADER",
                "Two columns have this name.",
                found=name,
                expected="one column of each name",
                remedy="Take one of them out, or name it otherwise.",
                column=name,
            )
        else:
            yield from cell_problems(name, 0, name)
    known = [name for name in names if name.partition("@")[0] in COLUMNS]
    if not known and names:
        yield Problem(
            "BATCH_HEADER",
            "No column has a name that is known.",
            found=", ".join(names),
            expected="such as learner_given_name, learner_family_name, awarded_on",
            remedy=f"Name the columns as docs/columns.md lists them. They were parted at"
            f" {delimiter!r}: if that is wrong, say --delimiter.",
        )


def unknown_columns(names: Sequence[str]) -> Iterator[Problem]:
    """Columns that nothing is made of, which may be misspelt."""
    for name in names:
        base, at, language = name.partition("@")
        if not base or base in COLUMNS or name in NAMING:
            continue
        near = get_close_matches(base.lower().replace(" ", "_").replace("-", "_"), COLUMNS, 1, 0.8)
        remedy = f"If {near[0]}{at}{language} is meant, name it so." if near else ""
        yield Problem(
            "BATCH_COLUMN_UNKNOWN",
            "No member is made of this column.",
            found=name,
            expected=near[0] + at + language if near else None,
            remedy=remedy,
            column=name,
        )
