"""Values of members: language maps, times, durations, numbers, as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core import core_schema as cs

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)


class LanguageMap(dict[str, "str | tuple[str, ...]"]):
    """Text by language tag; several texts of one language stand in a tuple.

    >>> LanguageMap({"en": "Port safety", "lv": "Ostas drošība"}).in_language("lv")
    'Ostas drošība'
    """

    def in_language(self, *preferred: str) -> str:
        """The text in the first of these languages that it has, else in its first; else empty."""
        for language in (*preferred, *self):
            if language in self:
                text = self[language]
                return text if isinstance(text, str) else "".join(text[:1])
        return ""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = one_or_many(cs.str_schema(), "a string, or an array of strings")
        by_language = cs.no_info_after_validator_function(
            cls, cs.dict_schema(cs.str_schema(), text)
        )
        plain = cs.no_info_after_validator_function(cls._without_language, cs.str_schema())
        return cs.tagged_union_schema(
            {"\0map": by_language, "\0plain": plain},
            discriminator=_map_or_plain,
            custom_error_type="MODEL_TYPE",
            custom_error_message="This is not a text",
            custom_error_context={"expected": 'a language map, such as {"en": "Port safety"}'},
        )

    @classmethod
    def _without_language(cls, text: str) -> Self:
        return cls({"@none": text})


def _map_or_plain(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return "\0map"
    return "\0plain" if isinstance(value, str) else None


def one_or_many(item: CoreSchema, expected: str) -> CoreSchema:
    """The schema of an item, or of a tuple of several; an array of one is its item."""
    several = cs.tuple_schema([item], variadic_item_index=0)
    return first_of([item, cs.no_info_after_validator_function(_alone, several)], expected)


def first_of(choices: list[CoreSchema], expected: str) -> CoreSchema:
    """The schema of the first choice that fits; one finding if none does."""
    return cs.union_schema(
        list(choices),
        mode="left_to_right",
        custom_error_type="MODEL_TYPE",
        custom_error_message="This value is of the wrong kind",
        custom_error_context={"expected": expected},
    )


def _alone(items: tuple[str, ...]) -> str | tuple[str, ...]:
    return items[0] if len(items) == 1 else items


class _Types:
    """Marks the types of a node: one, or several."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return cs.nullable_schema(one_or_many(cs.str_schema(), "a type, or an array of types"))


Types = Annotated[str | tuple[str, ...] | None, _Types()]


class DateTime(str):
    """A time as it was written; `moment` is the point in time that it means.

    >>> DateTime("2024-05-28T11:51:19+02:00").moment.isoformat()
    '2024-05-28T11:51:19+02:00'
    >>> DateTime("28 May").moment is None
    True
    """

    __slots__ = ()

    @property
    def moment(self) -> datetime | None:
        """The point in time; `None` if it is not a time. It has no zone if none was written."""
        try:
            return datetime.fromisoformat(self)
        except ValueError:
            return None

    @classmethod
    def of(cls, value: date) -> Self:
        """The text of a time, or of the first moment of a day in UTC."""
        if isinstance(value, datetime):
            return cls(value.isoformat().removesuffix("+00:00") + "Z" * (_is_utc(value)))
        return cls(f"{value.isoformat()}T00:00:00Z")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _text_or(cls, cls.of, date)


def _is_utc(value: datetime) -> bool:
    return value.utcoffset() == timedelta(0)


class Duration(str):
    """A duration as it was written.

    >>> Duration("P2DT12H").hours
    Decimal('60')
    >>> Duration("P60M").hours is None  # sixty months
    True
    """

    __slots__ = ()

    @property
    def hours(self) -> Decimal | None:
        """How many hours; `None` if it counts years or months, or is not a duration."""
        match = _DURATION.fullmatch(self)
        if match is None or int(match[1] or 0) or int(match[2] or 0):
            return None
        days, hours, minutes, seconds = (Decimal(part or 0) for part in match.groups()[2:])
        return days * 24 + hours + minutes / 60 + seconds / 3600

    @classmethod
    def of(cls, value: timedelta) -> Self:
        """The text of a span of time: hours, minutes and seconds."""
        seconds = round(value.total_seconds())
        parts = ((seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S"))
        written = "".join(f"{number}{unit}" for number, unit in parts if number)
        return cls(f"PT{written or '0S'}")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return _text_or(cls, cls.of, timedelta)


class DecimalNumber(str):
    """A decimal number as it was written: a JSON number would lose its zeros, and in RDF its kind.

    >>> DecimalNumber("12.50").number
    Decimal('12.50')
    """

    __slots__ = ()

    @property
    def number(self) -> Decimal | None:
        """The number; `None` if it is not a decimal number."""
        return Decimal(self) if _DECIMAL.fullmatch(self) else None

    @classmethod
    def of(cls, value: Decimal | float) -> Self:
        """The text of a number."""
        return cls(format(Decimal(repr(value)) if isinstance(value, float) else value, "f"))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        numbers = (cs.int_schema(strict=True), cs.float_schema(strict=True, allow_inf_nan=False))
        return cs.union_schema(
            [
                _text_or(cls, cls.of, Decimal),
                *(cs.no_info_after_validator_function(cls.of, number) for number in numbers),
            ],
            mode="left_to_right",
        )


class _Whole:
    """Marks a whole number, which JSON-LD may also write as a string."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        written = cs.str_schema(pattern=r"^[+-]?[0-9]{1,18}$", strict=True)
        number = cs.int_schema(strict=True)
        return first_of(
            [number, cs.no_info_after_validator_function(int, written)], "a whole number"
        )


class _Truth:
    """Marks a truth value, which JSON-LD may also write as a string."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        written = cs.literal_schema(["true", "false"])
        truth = cs.bool_schema(strict=True)
        return first_of(
            [truth, cs.no_info_after_validator_function("true".__eq__, written)], "true or false"
        )


Whole = Annotated[int, _Whole()]
Truth = Annotated[bool, _Truth()]


def _text_or(text: type[str], convert: Any, other: type[Any]) -> CoreSchema:
    """The schema of a text that may also be given as a Python value."""
    return cs.union_schema(
        [
            cs.no_info_after_validator_function(text, cs.str_schema()),
            cs.no_info_after_validator_function(convert, cs.is_instance_schema(other)),
        ],
        mode="left_to_right",
    )
