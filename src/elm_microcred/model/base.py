"""The base of every typed record: frozen, tolerant of unknown members, exact in its errors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from elm_microcred.errors import ModelError
from elm_microcred.model.findings import problems

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORBIDDEN = bytes(range(0x21)) + b'<>"{}|\\^`\x7f'
"""What no IRI holds, of ASCII."""
_LONG = 500
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    _DATE.pattern + r"[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

LARGEST: Final = 1_000_000
"""No quantity is larger."""
DECIMALS: Final = 10
"""No quantity has more."""

_EXACT = Context(prec=40)


class Record(BaseModel):
    """A frozen typed record. Members it does not know are kept in `unknown`.

    A member that is null is absent. The constructor raises pydantic's own error where a value
    is wrong; `parse` is for data from outside.
    """

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    @property
    def unknown(self) -> dict[str, Any]:
        """Members that this class does not define, as they came."""
        return dict(self.model_extra or {})

    @classmethod
    def parse(cls, data: object) -> Self:
        """The record that `data`, parsed JSON, describes.

        Raises:
            ModelError: If a value is missing or wrong; it carries one problem for each.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ModelError.from_problems(problems(error)) from error

    def to_dict(self) -> dict[str, Any]:
        """This record as JSON values: what is absent is left out, what is unknown is kept."""
        return self.model_dump(mode="json")

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not any(member is None for member in value.values()):
            return value
        known = cls.model_fields
        return {name: m for name, m in value.items() if m is not None or name not in known}

    @model_serializer(mode="wrap")
    def _without_absent(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        members: dict[str, Any] = handler(self)
        known = type(self).model_fields
        return {
            name: member
            for name, member in members.items()
            if member not in (None, [], (), {})
            or name not in known
            or (member == {} and getattr(self, name) != known[name].default)
        }


def refuse(
    code: str,
    message: str,
    *,
    expected: str,
    at: tuple[str | int, ...] = (),
    found: str | None = None,
) -> PydanticCustomError:
    """The validation error of that code, to be raised by a validator.

    Args:
        code: A name of `elm_microcred.codes`.
        message: What is wrong, without a full stop.
        expected: What should have stood there.
        at: Where below the validated value it is wrong.
        found: What stands there, where it is not the validated value.
    """
    text = message.replace("{", "(").replace("}", ")")
    return PydanticCustomError(code, text, {"expected": expected, "at": at, "found": found})


def matching(pattern: str, message: str, *, expected: str) -> AfterValidator:
    """The validator of a string that must match `pattern` as a whole."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise refuse("MODEL_VALUE", message, expected=expected)
        return value

    return AfterValidator(check)


def is_absolute_iri(value: str) -> bool:
    """Whether `value` is an absolute IRI without characters that IRIs forbid."""
    if len(value) > _LONG and value.isascii():
        # A picture as an address: a quarter of the time of the expression.
        scheme = _SCHEME.match(value)
        if scheme is None or scheme.end() == len(value):
            return False
        return len(value.encode().translate(None, _FORBIDDEN)) == len(value)
    return _IRI.fullmatch(value) is not None


def _absolute_iri(value: str) -> str:
    if not is_absolute_iri(value):
        raise refuse(
            "MODEL_IRI",
            "This is not an absolute IRI",
            expected="scheme:rest, for example https://… or urn:uuid:…",
        )
    return value


Iri = Annotated[str, AfterValidator(_absolute_iri)]
"""An absolute IRI."""


def _instant(value: object) -> datetime:
    moment: datetime | None = None
    if isinstance(value, datetime):
        moment = value if value.tzinfo else None
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day, tzinfo=UTC)
    elif isinstance(value, str):
        moment = _read_instant(value.strip())
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


def _calendar_date(value: object) -> date:
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


def _quantity(value: object) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = Decimal(value.strip())
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    else:
        raise refuse("MODEL_TYPE", "This is not a number", expected="a number, as 60 or 7.5")
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise refuse(
            "MODEL_VALUE", "This number cannot be", expected=f"a number from 0 to {LARGEST}"
        )
    rounded = number.quantize(Decimal(1).scaleb(-DECIMALS), context=_EXACT)
    if rounded != number:
        raise refuse(
            "MODEL_VALUE",
            "This number has too many decimals",
            expected=f"at most {DECIMALS} decimals",
        )
    return _EXACT.add(rounded.copy_abs().normalize(_EXACT), Decimal(0))


Quantity = Annotated[
    Decimal,
    BeforeValidator(_quantity),
    PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json"),
]
"""An exact number of at least 0, however it was spelt; a JSON number or its text."""
