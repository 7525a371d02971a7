"""The dated tables of levels: what each says, from when until when, and who said so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from elm_microcred.errors import UsageError

FOLDER: Final = files("elm_microcred.vocab_data.levels")

TABLES: Final = (
    "cqfw-eqf",
    "dqr-eqf",
    "ehea-eqf",
    "eqf-ehea",
    "estqf-eqf",
    "isqf-eqf",
    "lqf-eqf",
    "lv-pql-lqf",
    "nfq-ie-eqf",
    "nlqf-eqf",
    "nqr-at-eqf",
    "qcf-eqf",
    "qnq-eqf",
    "rncp-eqf",
    "rqf-eqf",
    "scqf-eqf",
    "seqf-eqf",
    "sok-si-eqf",
)
"""Every bundled table of levels."""


class Reason(StrEnum):
    """Why nothing is known."""

    NO_TABLE = "no table for this"
    NO_LEVEL = "the table has no such level"
    NO_COUNTERPART = "the level has no counterpart"
    NOT_IN_FORCE = "no table was in force on that day"
    NO_DATE = "the day of the award is not given"
    SHARED_NAME = "several frameworks have this name: give the country, or the IRI of the level"


@dataclass(frozen=True, slots=True)
class Period:
    """What a table says from one day until another, both included.

    Attributes:
        valid_from: First day; `None` if it has always been so.
        valid_until: Last day; `None` if it still holds.
        levels: Level to its counterparts: none, one, or several of which one is right.
    """

    valid_from: date | None
    valid_until: date | None
    levels: Mapping[str, tuple[str, ...]]

    def holds(self, at: date) -> bool:
        """Whether that day lies in the period."""
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or at <= self.valid_until)


@dataclass(frozen=True, slots=True)
class LevelTable:
    """One framework in terms of another.

    Attributes:
        id: Name of the table, stable: recipes and reports cite it.
        version: State of the table.
        framework: Short name of the framework whose levels are given.
        to: Short name of the framework that they are expressed in.
        country: Its country, ISO 3166-1 alpha-2; `None` for a European framework.
        names: Further names that mean this framework and no other.
        shared_names: Names that other frameworks have too; they count only with the country.
        note: What has to be known besides.
        source: Where the table was taken from.
        concepts: Codes of the vocabulary `qdr` whose label does not end in the level.
        periods: What it says, by time.
    """

    id: str
    version: str
    framework: str
    to: str
    country: str | None
    names: tuple[str, ...]
    shared_names: tuple[str, ...]
    note: str
    source: tuple[str, ...]
    concepts: Mapping[str, str]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class TableUse:
    """Which table an answer was taken from.

    Attributes:
        id: Name of the table.
        version: Its state.
        source: Where it was taken from.
        valid_from: First day of the row that was used.
        valid_until: Its last day.
    """

    id: str
    version: str
    source: tuple[str, ...]
    valid_from: date | None = None
    valid_until: date | None = None


@cache
def table(name: str) -> LevelTable:
    """The bundled table of that id.

    Raises:
        UsageError: If there is none.
    """
    if name not in TABLES:
        raise UsageError(
            "LEVELS_UNKNOWN_TABLE",
            "There is no table of levels of this name.",
            found=name,
            expected=", ".join(TABLES),
        )
    row = json.loads((FOLDER / f"{name}.json").read_bytes())
    return LevelTable(
        id=row["id"],
        version=row["version"],
        framework=row["framework"],
        to=row["to"],
        country=row["country"],
        names=tuple(row["names"]),
        shared_names=tuple(row["shared_names"]),
        note=row["note"],
        source=tuple(row["source"]),
        concepts=MappingProxyType(row["concepts"]),
        periods=tuple(map(_period, row["periods"])),
    )


@cache
def tables() -> tuple[LevelTable, ...]:
    """All bundled tables, by id."""
    return tuple(map(table, TABLES))


def _period(row: Mapping[str, Any]) -> Period:
    levels = {level: tuple(others) for level, others in row["levels"].items()}
    return Period(day(row["from"]), day(row["until"]), MappingProxyType(levels))


def day(value: str | None) -> date | None:
    """A day of a table."""
    return None if value is None else date.fromisoformat(value)


def folded(name: str) -> str:
    """A name without regard to case and spacing."""
    return " ".join(name.split()).casefold()
