"""What credits of one system are worth in another, or in hours: an interval, with its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from elm_microcred.levels.tables import FOLDER, Reason, TableUse, day, folded

Basis = Literal["law", "rule", "secondary", "custom"]
"""What a rate stands on: a law, the rule of the body that keeps the system, a page that only
reports it, or no more than custom."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one credit of a system is worth, from one day until another.

    Attributes:
        id: Name of the row, stable: recipes and reports cite it.
        system: Short name of the system.
        unit: Short name of the system, or `hours`, that it is expressed in.
        country: Country that the rate is for; `None` where it is the general one.
        least: Least worth of one credit, exact.
        most: Most worth of one credit.
        basis: What it stands on.
        valid_from: First day; `None` if it has always been so.
        valid_until: Last day; `None` if it still holds.
        note: What has to be known besides.
        source: Where it was taken from.
        version: State of the table.
    """

    id: str
    system: str
    unit: str
    country: str | None
    least: Decimal
    most: Decimal
    basis: Basis
    valid_from: date | None
    valid_until: date | None
    note: str
    source: tuple[str, ...]
    version: str

    def holds(self, at: date | None) -> bool:
        """Whether that day, or any day where none is given, lies in the period."""
        if at is None:
            return self.valid_from is None and self.valid_until is None
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_until is None or at <= self.valid_until)


@dataclass(frozen=True, slots=True)
class CreditInterval:
    """What one credit is worth in another unit, if anything is known.

    Attributes:
        system: The system asked about.
        unit: The unit asked for.
        least: Least worth of one credit, exact; `None` if nothing is known.
        most: Most worth of one credit.
        basis: What it stands on.
        table: The row that was used.
        reason: Why nothing is known.
    """

    system: str
    unit: str
    least: Fraction | None = None
    most: Fraction | None = None
    basis: Basis | None = None
    table: TableUse | None = None
    reason: Reason | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.least is not None

    def of(self, credits: Decimal, *, places: int = 6) -> tuple[Decimal, Decimal] | None:
        """What so many credits are worth, at least and at most; `None` if that is unknown.

        Ends that no decimal expresses are rounded outwards, so that the interval never shrinks.

        Args:
            credits: How many.
            places: Digits after the point.
        """
        if self.least is None or self.most is None:
            return None
        amount = Fraction(credits)
        return (
            _rounded(amount * self.least, places, ROUND_FLOOR),
            _rounded(amount * self.most, places, ROUND_CEILING),
        )


def credit_interval(
    system: str, unit: str, *, at: date | None, country: str | None = None
) -> CreditInterval:
    """What one credit of a system is worth in another unit, on that day and in that country.

    The rate of the country goes before the general one. A rate also serves the other way round:
    30 hours for a credit at most make a thirtieth of a credit for an hour at least.

    Args:
        system: Name or IRI of the system, or `hours`.
        unit: Name or IRI of the system asked for, or `hours`.
        at: Day of the award; `None` finds only what has always held.
        country: Alpha-2 code of the country of the award.
    """
    source, target = _name(system), _name(unit)
    if source is None or target is None:
        return CreditInterval(system, unit, reason=Reason.NO_TABLE)
    if source == target:
        return CreditInterval(source, target, Fraction(1), Fraction(1))
    at = at.date() if isinstance(at, datetime) else at
    rows = list(_between(source, target))
    if not rows:
        return CreditInterval(source, target, reason=Reason.NO_TABLE)
    holding = [row for row in rows if row.holds(at)]
    row = _of_country(holding, country)
    if row is None:
        reason = Reason.NO_DATE if at is None else Reason.NOT_IN_FORCE
        return CreditInterval(source, target, reason=reason)
    least, most = Fraction(row.least), Fraction(row.most)
    if row.system != source:
        least, most = 1 / most, 1 / least
    use = TableUse(row.id, row.version, row.source, row.valid_from, row.valid_until)
    return CreditInterval(source, target, least, most, row.basis, use)


def _of_country(rows: list[Rate], country: str | None) -> Rate | None:
    """The rate of the country, else the general one, else that of the only country there is."""
    wanted = country.upper() if country else None
    for row in rows:
        if wanted and row.country == wanted:
            return row
    general = [row for row in rows if row.country is None]
    # A system of one country keeps its worth where it is not said whose credits they are.
    return next(iter(general or rows), None)


def _between(source: str, target: str) -> Iterator[Rate]:
    for row in rates():
        if (row.system, row.unit) in ((source, target), (target, source)):
            yield row


def _name(given: str) -> str | None:
    """The short name of a system that is known by any of its names."""
    return _names().get(folded(given))


@cache
def _names() -> dict[str, str]:
    return {
        folded(name): system["name"]
        for system in _content()["systems"]
        for name in (system["name"], *system["names"])
    }


@cache
def rates() -> tuple[Rate, ...]:
    """All bundled rates."""
    content = _content()
    return tuple(
        Rate(
            id=row["id"],
            system=row["system"],
            unit=row["unit"],
            country=row["country"],
            least=Decimal(row["least"]),
            most=Decimal(row["most"]),
            basis=row["basis"],
            valid_from=day(row["from"]),
            valid_until=day(row["until"]),
            note=row["note"],
            source=tuple(row["source"]),
            version=content["version"],
        )
        for row in content["rates"]
    )


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "credits.json").read_bytes())
    return content


def _rounded(value: Fraction, places: int, rounding: str) -> Decimal:
    scaled = value * 10**places
    floor = scaled.numerator // scaled.denominator
    up = rounding == ROUND_CEILING and floor != scaled
    whole = Decimal(floor + up)
    exact = Context(prec=max(28, len(str(floor)) + places + 1))
    return whole.scaleb(-places, exact).normalize(exact)
