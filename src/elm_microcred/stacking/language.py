"""The words that recipes are written in: strict clauses, names, lists, ranges, intervals."""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel

from elm_microcred.model.base import Instant, Quantity, matching, refuse
from elm_microcred.model.text import Text

_REMARKS = ("$schema", "$comment")


class Clause(BaseModel):
    """A frozen part of a recipe.

    A member that it does not know is refused, never passed over: a rule that is misspelt would
    otherwise be no rule at all.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        defer_build=True,
        json_schema_extra={"patternProperties": {r"^\$(schema|comment)$": True}},
    )

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        names = {field.alias or name for name, field in cls.model_fields.items()}
        for name in value:
            if name not in names and name not in _REMARKS:
                close = get_close_matches(str(name)[:40], names, n=1)
                raise refuse(
                    "RECIPE_UNKNOWN_MEMBER",
                    "The language of recipes has no such member here",
                    expected=close[0] if close else "one of " + ", ".join(sorted(names)),
                    at=(str(name),),
                    found=str(name),
                )
        return {n: m for n, m in value.items() if m is not None and n not in _REMARKS}

    def to_dict(self) -> dict[str, Any]:
        """This clause as JSON values; what was not said is left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Many = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ]
        }
    ),
]
"""One string, or a list of at least one."""

Name = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
        "This is not a name",
        expected="letters, digits, _ . - , at most 64",
    ),
]
"""The id of a group, share or table, within one recipe."""

Said = Annotated[
    Text,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
            ]
        }
    ),
]
"""Text in one or more languages; a bare string is in the recipe's own."""

Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
"""A whole number."""


def _at_most_one(value: Decimal) -> Decimal:
    if value > 1:
        raise refuse("RECIPE_IMPOSSIBLE", "This is not a share", expected="a number from 0 to 1")
    return value


Fraction = Annotated[Quantity, AfterValidator(_at_most_one)]
"""A share of a whole, from 0 to 1."""


class Range(Clause):
    """From a least value to a most, both included; one of them may be absent."""

    min: Quantity | None = None
    max: Quantity | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is None and self.max is None:
            raise refuse("MODEL_MISSING", "A range without an end", expected="min, max, or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise refuse(
                "RECIPE_IMPOSSIBLE",
                "Nothing lies in this range",
                expected="min that is not above max",
                at=("min",),
                found=str(self.min),
            )
        return self


class LevelRange(Range):
    """A range of levels of one qualifications framework."""

    framework: Annotated[str, Field(min_length=1)]


class Period(Clause):
    """From a moment (included) to another (excluded); one of them may be absent."""

    after: Instant | None = None
    before: Instant | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.after is None and self.before is None:
            raise refuse("MODEL_MISSING", "A period without an end", expected="after or before")
        if self.after is not None and self.before is not None and self.after >= self.before:
            raise refuse(
                "RECIPE_IMPOSSIBLE",
                "Nothing lies in this period",
                expected="after that is earlier than before",
                at=("after",),
                found=self.after.isoformat(),
            )
        return self
