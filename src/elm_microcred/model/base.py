"""The base of every typed record: frozen, tolerant of unknown members, exact in its errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from elm_microcred.errors import ModelError
from elm_microcred.problem import Problem, json_pointer, shorten

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})"
)


class Record(BaseModel):
    """A frozen typed record. Members it does not know are kept in `unknown`."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        allow_inf_nan=False,
        str_strip_whitespace=False,
        validate_default=False,
        defer_build=True,
    )

    @property
    def unknown(self) -> dict[str, Any]:
        """Members that this class does not define, as they came."""
        return dict(self.model_extra or {})

    @classmethod
    def parse(cls, data: object, *, columns: Mapping[str, str] | None = None) -> Self:
        """The record that `data`, parsed JSON, describes.

        Args:
            data: A mapping, or whatever else this class can be made from.
            columns: For a table row: the column that each JSON Pointer was read from.

        Raises:
            ModelError: If a value is missing or wrong; it carries one problem for each.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ModelError.from_problems(_problems(error, columns or {})) from error

    def to_dict(self) -> dict[str, Any]:
        """This record as JSON values: absent and empty members are left out."""
        dumped: dict[str, Any] = _pruned(self.model_dump(mode="json"))
        return dumped


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        members = ((name, _pruned(member)) for name, member in value.items())
        return {name: member for name, member in members if member not in (None, [], {})}
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    return value


def _problems(error: ValidationError, columns: Mapping[str, str]) -> list[Problem]:
    return [_problem(dict(detail), columns) for detail in error.errors(include_url=False)]


def _problem(detail: dict[str, Any], columns: Mapping[str, str]) -> Problem:
    pointer = json_pointer(tuple(step for step in detail["loc"] if step != "[key]"))
    kind, said = detail["type"], detail["msg"]
    expected = (detail.get("ctx") or {}).get("expected")
    if kind == "missing":
        said, expected = "A required value is missing", f"a member {detail['loc'][-1]!r}"
    elif " should " in said:
        said, _, expected = said.partition(" should ")
        said = f"This {said.removeprefix('Input').lower() or 'value'} does not fit".replace(
            "  ", " "
        )
        expected = f"it should {expected}"
    return Problem(
        kind if kind.isupper() else _code(kind),
        said + ".",
        pointer=pointer,
        found=None if kind == "missing" else shorten(detail["input"]),
        expected=None if expected is None else str(expected),
        column=_column(pointer, columns),
    )


def _code(kind: str) -> str:
    if kind == "missing":
        return "MODEL_MISSING"
    if kind.startswith(("date", "time")):
        return "MODEL_DATE"
    if kind.endswith(("_type", "_parsing")):
        return "MODEL_TYPE"
    return "MODEL_VALUE"


def _column(pointer: str, columns: Mapping[str, str]) -> str | None:
    """The column whose pointer is the longest one that `pointer` begins with."""
    within = [p for p in columns if pointer == p or pointer.startswith(p + "/")]
    return columns[max(within, key=len)] if within else None


def refuse(code: str, message: str, *, expected: str) -> PydanticCustomError:
    """The validation error of that code, to be raised by a validator."""
    text = message.replace("{", "(").replace("}", ")")
    return PydanticCustomError(code, text, {"expected": expected})


def _absolute_iri(value: object) -> object:
    if isinstance(value, str) and not _IRI.fullmatch(value):
        raise refuse(
            "MODEL_IRI",
            "This is not an absolute IRI",
            expected="scheme:rest, for example https://… or urn:uuid:…",
        )
    return value


Iri = Annotated[str, BeforeValidator(_absolute_iri)]
"""An absolute IRI."""


def is_absolute_iri(value: str) -> bool:
    """Whether `value` is an absolute IRI without characters that IRIs forbid."""
    return _IRI.fullmatch(value) is not None


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        moment: datetime | None = value if value.tzinfo else None
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    elif isinstance(value, str):
        moment = _read_instant(value.strip())
    else:
        moment = None
    try:
        if moment is not None:
            return moment.astimezone(UTC)
    except OverflowError:
        pass
    raise refuse(
        "MODEL_DATE",
        "This is not a date, nor a time with its zone",
        expected="2026-06-30 (midnight UTC) or 2026-06-30T12:00:00Z or …+03:00",
    )


def _read_instant(text: str) -> datetime | None:
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return None


Instant = Annotated[datetime, BeforeValidator(_instant)]
"""A point in time, kept in UTC; a bare date is its midnight in UTC."""


def _calendar_date(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise refuse("MODEL_DATE", "This is not a date", expected="a calendar date, as 2026-06-30")


CalendarDate = Annotated[date, BeforeValidator(_calendar_date)]
"""A day without a time zone."""


def _quantity(value: object) -> object:
    if isinstance(value, str):
        value = value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise refuse("MODEL_TYPE", "This is not a number", expected="a decimal number")
    return value


Quantity = Annotated[
    Decimal,
    BeforeValidator(_quantity),
    Field(ge=0, le=1_000_000, max_digits=16, decimal_places=10),
]
"""An exact number of at least 0; a JSON number or its text."""


def each(values: Iterable[object] | object) -> tuple[object, ...]:
    """One value or many, as many."""
    if isinstance(values, list | tuple):
        return tuple(values)
    return () if values is None else (values,)
