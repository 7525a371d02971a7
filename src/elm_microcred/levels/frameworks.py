"""A level of one qualifications framework in another, on the day of the award."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from elm_microcred import vocabularies
from elm_microcred.levels.tables import LevelTable, Period, Reason, TableUse, folded, tables

if TYPE_CHECKING:
    from elm_microcred.model import Level

EQF = "EQF"
EHEA = "QF-EHEA"
_OWN_LEVELS = {EQF: tuple("12345678"), EHEA: ("short", "first", "second", "third")}


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """What is known of a level in another framework.

    Attributes:
        framework: The framework asked for.
        levels: Its level; several if the tables leave it open which; none if nothing is known.
        tables: The tables that were used, in order.
        reason: Why nothing is known.
        detail: The same in a sentence.
    """

    framework: str
    levels: tuple[str, ...] = ()
    tables: tuple[TableUse, ...] = ()
    reason: Reason | None = None
    detail: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return bool(self.levels)

    @property
    def level(self) -> str | None:
        """The level, if there is one and only one."""
        return self.levels[0] if len(self.levels) == 1 else None

    @property
    def lowest(self) -> str | None:
        """The level that is certainly reached: what a minimum is compared with."""
        return self.levels[0] if self.levels else None

    @property
    def highest(self) -> str | None:
        """The level that is certainly not exceeded."""
        return self.levels[-1] if self.levels else None


def eqf_level(
    framework: str, level: str, *, at: date | None, country: str | None = None
) -> LevelAnswer:
    """The level of the European Qualifications Framework that a level stands for.

    An equal number says nothing: only a table does.

    Args:
        framework: Name of the framework (`LQF`, `QF-EHEA`), as the tables have it.
        level: Level in it (`3`, `6.1`, `IV`, `first`).
        at: Day of the award; `None` if it is not known.
        country: Alpha-2 code of the country, for a name that several frameworks have.
    """
    return convert_level(framework, level, to=EQF, at=at, country=country)


def eqf_level_of(level: Level, *, at: date | None, country: str | None = None) -> LevelAnswer:
    """The EQF level of a level of the model: by its IRI where it has one, else by its name."""
    named = _by_iri(level.iri) if level.iri else None
    framework, number = named or (level.framework, level.level)
    return eqf_level(framework, number, at=at, country=country)


def ehea_cycle(
    framework: str, level: str, *, at: date | None, country: str | None = None
) -> LevelAnswer:
    """The cycle of the European Higher Education Area whose description fits a level.

    It says which cycle is as demanding; not that the award is one of higher education.

    Args:
        framework: Name of the framework, as for `eqf_level`.
        level: Level in it.
        at: Day of the award.
        country: Alpha-2 code of the country.
    """
    return convert_level(framework, level, to=EHEA, at=at, country=country)


def convert_level(
    framework: str, level: str, *, to: str, at: date | None, country: str | None = None
) -> LevelAnswer:
    """A level in terms of another framework, through as many tables as lead there.

    Args:
        framework: Name of the framework that it is a level of.
        level: The level.
        to: Short name of the framework asked for: `EQF`, `QF-EHEA`, `LQF`.
        at: Day of the award; `None` if it is not known.
        country: Alpha-2 code of the country, for a name that several frameworks have.
    """
    own = _same(framework, level, to)
    if own is not None:
        return own
    starts = _named(framework, country)
    if not starts and any(folded(framework) in _folded(t.shared_names) for t in tables()):
        return _unknown(to, Reason.SHARED_NAME, framework)
    route = next((path for start in starts if (path := _route(start, to))), ())
    if not route:
        return _unknown(to, Reason.NO_TABLE, f"{framework} to {to}")
    if at is None:
        return _unknown(to, Reason.NO_DATE, framework)
    at = at.date() if isinstance(at, datetime) else at
    levels: tuple[str, ...] = (_number(level),)
    used: tuple[TableUse, ...] = ()
    for table in route:
        step = _step(table, levels, at)
        if isinstance(step, Reason):
            return _unknown(to, step, f"{table.framework} level {', '.join(levels)} on {at}")
        levels, uses = step
        used += uses
    return LevelAnswer(to, levels, used)


def _same(framework: str, level: str, to: str) -> LevelAnswer | None:
    """The answer where a European level is asked for itself."""
    if folded(framework) != folded(to) or to not in _OWN_LEVELS:
        return None
    number = _number(level)
    if number in _OWN_LEVELS[to]:
        return LevelAnswer(to, (number,))
    return _unknown(to, Reason.NO_LEVEL, f"{to} level {level[:40]}")


def _named(framework: str, country: str | None) -> list[LevelTable]:
    """The tables of a framework; one of a shared name only with its country."""
    wanted = folded(framework)
    found = []
    for table in tables():
        if country and table.country and table.country != country.upper():
            continue
        own = wanted in _folded((table.framework, *table.names))
        if own or (country and table.country and wanted in _folded(table.shared_names)):
            found.append(table)
    frameworks = {table.framework for table in found}
    return found if len(frameworks) == 1 else []


def _folded(names: tuple[str, ...]) -> set[str]:
    return set(map(folded, names))


def _route(start: LevelTable, to: str) -> tuple[LevelTable, ...]:
    """The tables that lead from a framework to another, the shortest way."""
    paths: list[tuple[LevelTable, ...]] = [(start,)]
    seen = {start.framework}
    for path in paths:
        last = path[-1]
        if last.to == to:
            return path
        if last.to not in seen:
            seen.add(last.to)
            paths += [(*path, table) for table in tables() if table.framework == last.to]
    return ()


def _step(
    table: LevelTable, levels: tuple[str, ...], at: date
) -> tuple[tuple[str, ...], tuple[TableUse, ...]] | Reason:
    """The counterparts of the levels in one table, and the rows that say so."""
    holding = [period for period in table.periods if period.holds(at)]
    if not holding:
        return Reason.NOT_IN_FORCE
    found: list[str] = []
    uses: list[TableUse] = []
    for level in levels:
        row = _row(holding, level)
        if row is None:
            return Reason.NO_LEVEL
        period, counterparts = row
        if not counterparts:
            return Reason.NO_COUNTERPART
        found += [each for each in counterparts if each not in found]
        use = TableUse(table.id, table.version, table.source, period.valid_from, period.valid_until)
        if use not in uses:
            uses.append(use)
    return tuple(found), tuple(uses)


def _row(holding: list[Period], level: str) -> tuple[Period, tuple[str, ...]] | None:
    for period in holding:
        for name, counterparts in period.levels.items():
            if folded(name) == folded(level):
                return period, counterparts
    return None


def _number(level: str) -> str:
    """A level without the word: `Level 6` is `6`."""
    text = " ".join(level.split())
    return text[6:] if text[:6].casefold() == "level " else text


def _by_iri(iri: str) -> tuple[str, str] | None:
    """Framework and level of a concept of the European lists of levels."""
    concept = vocabularies.find(iri)
    if concept is None or concept.scheme not in ("eqf", "qdr"):
        return None
    if concept.scheme == "eqf":
        return EQF, concept.code
    for table in tables():
        if concept.code in table.concepts:
            return table.framework, table.concepts[concept.code]
    framework, _, level = concept.label.get("en", "").partition(" Level ")
    return (framework, level) if level else None


def _unknown(to: str, reason: Reason, about: str) -> LevelAnswer:
    return LevelAnswer(to, reason=reason, detail=f"{about[:80]}: {reason}.")
