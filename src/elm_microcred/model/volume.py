"""How much and how high: workload, credit points and levels, as exact values."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, model_validator

from elm_microcred.model.base import Iri, Quantity, Record, refuse
from elm_microcred.model.values import Line
from elm_microcred.model.words import EHEA_CYCLES

ECTS = "ECTS"
ECVET = "ECVET"


class Workload(Record):
    """Notional learning time (A7): hours, days and months, as stated, never converted.

    A bare number or its text is hours.

    Attributes:
        hours: Hours, with fractions.
        days: Days.
        months: Months.
    """

    hours: Quantity | None = None
    days: Quantity | None = None
    months: Quantity | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_hours(cls, value: Any) -> Any:
        if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
            return {"hours": value}
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Workload:
        if self.hours is None and self.days is None and self.months is None:
            raise refuse(
                "MODEL_MISSING", "A workload without a number", expected="hours, days or months"
            )
        return self


class CreditPoints(Record):
    """Credit points in a named system.

    Attributes:
        system: `ECTS`, `ECVET`, or the name or IRI of another system.
        points: Points, exact.
    """

    system: Line = ECTS
    points: Quantity


class Level(Record):
    """A level of a qualifications framework (A8); several may be stated at once.

    Attributes:
        framework: `EQF`, `QF-EHEA`, or the short name of a national framework (`LQF`).
        level: `1` to `8` in the EQF; a cycle (short, first, second, third) in the QF-EHEA.
        iri: IRI of the level, where one exists.
    """

    framework: Line
    level: Annotated[str, Field(min_length=1, coerce_numbers_to_str=True)]
    iri: Iri | None = None

    @model_validator(mode="after")
    def _exists(self) -> Level:
        known = {"EQF": tuple("12345678"), "QF-EHEA": tuple(EHEA_CYCLES)}.get(self.framework)
        if known is not None and self.level not in known:
            raise refuse(
                "VOCABULARY_UNKNOWN_CODE",
                f"The {self.framework} has no level {self.level[:20]!r}",
                expected="one of " + ", ".join(known),
                at=("level",),
                found=self.level,
            )
        return self
