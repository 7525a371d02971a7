"""How members are read: one value or many, a bare IRI for a node, the class by its type.

The four cardinalities are written as types. They say what a profile asks for; reading takes
whatever number of values comes, except several where a class can hold one only.

- `Maybe[X]`: at most one, `None` where it is absent
- `One[X]`: exactly one in a whole credential, `None` in a draft that lacks it
- `Many[X]`: any number, a tuple
- `Some[X]`: at least one in a whole credential, a tuple
- `MaybeText`, `OneText`, `ManyTexts`, `SomeTexts`: the same for texts, which are language maps
"""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core import core_schema as cs

from elm_microcred.model.elm.values import LanguageMap, first_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cardinality:
    """How many values a profile asks for: the least and the greatest number, `None` for any."""

    min: int
    max: int | None

    def __str__(self) -> str:
        return f"{self.min}..{'n' if self.max is None else self.max}"


class _Single(Cardinality):
    """One value, or an array of one."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        value = _Value(_but_none(source), handler)
        alone = cs.no_info_after_validator_function(_the_one, value.many)
        if value.bare is None:
            return cs.nullable_schema(value.either(value.schema, alone))
        return cs.tagged_union_schema(
            {_NODE: value.schema, _IRI: value.bare, _MANY: alone, _NONE: cs.none_schema()},
            discriminator=_kind,
        )


class _Several(Cardinality):
    """Any number of values; one may stand alone."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        value = _Value(get_args(source)[0], handler)
        alone = cs.no_info_after_validator_function(_as_tuple, value.schema)
        none = cs.no_info_after_validator_function(_no_values, cs.none_schema())
        if value.bare is None:
            return value.either(alone, value.many, none)
        iri = cs.no_info_after_validator_function(_as_tuple, value.bare)
        return cs.tagged_union_schema(
            {_NODE: alone, _IRI: iri, _MANY: value.many, _NONE: none}, discriminator=_kind
        )


class _Texts(Cardinality):
    """A language map."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return cs.nullable_schema(handler.generate_schema(LanguageMap))


Maybe = Annotated[T | None, _Single(0, 1)]
One = Annotated[T | None, _Single(1, 1)]
Many = Annotated[tuple[T, ...], _Several(0, None)]
Some = Annotated[tuple[T, ...], _Several(1, None)]

MaybeText = Annotated[LanguageMap | None, _Texts(0, 1)]
OneText = Annotated[LanguageMap | None, _Texts(1, 1)]
ManyTexts = Annotated[LanguageMap | None, _Texts(0, None)]
SomeTexts = Annotated[LanguageMap | None, _Texts(1, None)]


@dataclass(frozen=True, slots=True)
class ByType:
    """Marks a union of classes: the type of the node says which; the first one if it does not."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        classes: dict[str, Any] = {of.__name__: of for of in get_args(source)}
        first = "\0" + next(iter(classes))

        def tag(value: Any) -> str:
            if isinstance(value, dict):
                types = value.get("type")
            else:
                types = [base.__name__ for base in type(value).__mro__]
            for name in types if isinstance(types, list | tuple) else (types,):
                if isinstance(name, str) and name in classes:
                    return "\0" + name
            return first

        return cs.tagged_union_schema(
            {"\0" + name: handler.generate_schema(of) for name, of in classes.items()},
            discriminator=tag,
        )


class _Value:
    """The schemas of one value: as such, as a bare IRI where it is a node, in an array."""

    def __init__(self, source: Any, handler: GetCoreSchemaHandler) -> None:
        self.schema = handler.generate_schema(source)
        first = source
        while get_origin(first) is not None:
            first = get_args(first)[0]
        self.name = getattr(first, "__name__", "value")
        self.bare: CoreSchema | None = None
        item = self.schema
        if hasattr(first, "reference"):
            self.bare = cs.no_info_after_validator_function(first.reference, cs.str_schema())
            item = cs.tagged_union_schema(
                {_NODE: self.schema, _IRI: self.bare}, discriminator=_kind_of_item
            )
        self.many = cs.tuple_schema([item], variadic_item_index=0)

    def either(self, *choices: CoreSchema) -> CoreSchema:
        """The first of the choices that fits; one finding, not several, if none does."""
        return first_of(list(choices), _LITERALS[self.name])


_LITERALS = {
    "str": "a string",
    "int": "a whole number",
    "bool": "true or false",
    "DecimalNumber": "a decimal number as a string, such as 12.50",
    "DateTime": "a time as a string, such as 2026-06-30T12:00:00Z",
    "Duration": "a duration as a string, such as PT60H",
}


def _but_none(source: Any) -> Any:
    """`X` of `X | None`."""
    (found,) = (each for each in get_args(source) if each is not type(None))
    return found


_NODE, _IRI, _MANY, _NONE = "\0node", "\0iri", "\0many", "\0none"
_KINDS = {str: _IRI, list: _MANY, tuple: _MANY, NoneType: _NONE}


def _kind(value: Any) -> str:
    return _KINDS.get(value.__class__, _NODE)


def _kind_of_item(value: Any) -> str:
    return _IRI if isinstance(value, str) else _NODE


def _as_tuple(value: T) -> tuple[T, ...]:
    return (value,)


def _no_values(_: None) -> tuple[()]:
    return ()


def _the_one(values: tuple[T, ...]) -> T | None:
    if len(values) > 1:
        raise PydanticCustomError(
            "ELM_TOO_MANY",
            "Several values stand where this class holds one",
            {"expected": "one value"},
        )
    return values[0] if values else None
