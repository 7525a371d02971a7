"""`Node`: the base of every class of the W3C data model, of Open Badges and of CLR.

The class is the one place that says what the standard says: its members, how many of each, of
which kind. Checking and JSON Schemas are made from it (`elm_microcred.validation.badges`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Annotated, Any, ClassVar, Final, Literal, Self, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from elm_microcred.errors import ModelError
from elm_microcred.model.findings import problems

T = TypeVar("T")

Form = Literal["compact", "arrays"]
"""Compact: where the standard allows it, one value stands alone. Arrays: sets always are arrays."""

HOMES: Final = (
    "elm_microcred.model.vc",
    "elm_microcred.model.open_badges",
    "elm_microcred.model.clr",
)
"""The packages whose classes may name each other."""


@dataclass(frozen=True, slots=True)
class Cardinality:
    """How many values the standard asks for; `compact` where one may stand alone."""

    min: int
    max: int | None
    compact: bool = False

    def __str__(self) -> str:
        if self.min == self.max:
            return str(self.min)
        return f"{self.min}..{'*' if self.max is None else self.max}"


@dataclass(frozen=True, slots=True)
class Datatype:
    """Name of a datatype of the standard."""

    name: str


def _alone(value: Any) -> Any:
    """One value, or the one of an array."""
    if isinstance(value, list | tuple):
        if len(value) > 1:
            raise PydanticCustomError(
                "MODEL_TYPE", "Several values stand where one is asked for", {"expected": "one"}
            )
        return value[0] if value else None
    return value


def _listed(value: Any) -> Any:
    """Any number of values; one may stand alone."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


One = Annotated[T | None, BeforeValidator(_alone), Cardinality(1, 1)]
Maybe = Annotated[T | None, BeforeValidator(_alone), Cardinality(0, 1)]
Many = Annotated[tuple[T, ...], BeforeValidator(_listed), Cardinality(0, None)]
Some = Annotated[tuple[T, ...], BeforeValidator(_listed), Cardinality(1, None)]
ManyOrOne = Annotated[tuple[T, ...], BeforeValidator(_listed), Cardinality(0, None, compact=True)]
SomeOrOne = Annotated[tuple[T, ...], BeforeValidator(_listed), Cardinality(1, None, compact=True)]

Boolean = Annotated[bool, Datatype("Boolean")]
CompactJws = Annotated[str, Datatype("CompactJws")]
Context = Annotated[str | dict[str, Any], Datatype("Context")]
CountryCode = Annotated[str, Datatype("CountryCode")]
Date = Annotated[str, Datatype("Date")]
DateTime = Annotated[str, Datatype("DateTime")]
DateTimeZ = Annotated[str, Datatype("DateTimeZ")]
EmailAddress = Annotated[str, Datatype("EmailAddress")]
Float = Annotated[int | float, Datatype("Float")]
IRI = Annotated[str, Datatype("IRI")]
IdentityHash = Annotated[str, Datatype("IdentityHash")]
LanguageCode = Annotated[str, Datatype("LanguageCode")]
PhoneNumber = Annotated[str, Datatype("PhoneNumber")]
URI = Annotated[str, Datatype("URI")]
URL = Annotated[str, Datatype("URL")]
Markdown = Annotated[str | dict[str, str], Datatype("Markdown")]
"""Text; newer schemas allow one text for each language, which JSON-LD loses."""
String = Annotated[str | dict[str, str], Datatype("String")]
"""Text; newer schemas allow one text for each language, which JSON-LD loses."""

Contexts2 = Annotated[tuple[Context, ...], BeforeValidator(_listed), Cardinality(2, None)]
Contexts3 = Annotated[tuple[Context, ...], BeforeValidator(_listed), Cardinality(3, None)]

_WORD = re.compile(r"_([a-z0-9])")
_IRREGULAR: Final = {"context": "@context", "x5t_s256": "x5t_S256", "key_ops": "key_ops"}


def member_of(attribute: str) -> str:
    """The member name in JSON.

    >>> member_of("achievement_type"), member_of("context")
    ('achievementType', '@context')
    """
    return _IRREGULAR.get(attribute) or _WORD.sub(lambda match: match[1].upper(), attribute)


class Node(BaseModel):
    """An object of the standard.

    Attributes are named in snake case; `member_of` gives the JSON name. Reading takes one value
    or many everywhere, and an IRI for an object; what the standard does not define is kept in
    `unknown`. Nothing is checked here: `elm_microcred.validation.badges` does that.
    """

    model_config = ConfigDict(
        alias_generator=member_of,
        coerce_numbers_to_str=True,
        defer_build=True,
        extra="allow",
        frozen=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """What `type` must hold: one of each group; a node that is made here has the first of each."""

    CLOSED: ClassVar[bool] = False
    """Whether the standard forbids members that it does not define."""

    def __init__(self, /, **members: Any) -> None:
        if type(self).TYPES:
            members.setdefault("type", type(self).own_type())
        super().__init__(**members)

    # Nodes inside a document are built without this method, which is only for callers.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pydantic's own mark

    @model_validator(mode="before")
    @classmethod
    def _by_iri(cls, value: Any) -> Any:
        """An IRI stands for the object that it names."""
        return {"id": value} if isinstance(value, str) and "id" in cls.model_fields else value

    @classmethod
    def own_type(cls) -> list[str] | str:
        """What `type` says of an object of this class."""
        names = [group[0] for group in cls.TYPES]
        return names if cardinality(cls, "type").max is None else names[0]

    @classmethod
    def parse(cls, document: object) -> Self:
        """The object that `document`, parsed JSON, describes.

        Raises:
            ModelError: If a value is of a kind that cannot be read; one problem for each.
        """
        try:
            return cls.model_validate(document, by_alias=True, by_name=False)
        except ValidationError as error:
            raise ModelError.from_problems(problems(error)) from error

    @property
    def unknown(self) -> dict[str, Any]:
        """Members that the standard does not define for the class, as they came."""
        return dict(self.model_extra or {})

    def unknown_members(self) -> dict[str, Any]:
        """Every unknown member of this object and of those inside, by JSON Pointer."""
        found = {f"/{_escaped(name)}": value for name, value in self.unknown.items()}
        for attribute, value in self:
            if attribute in type(self).model_fields:
                inside = enumerate(value) if isinstance(value, tuple) else [(None, value)]
                for place, item in inside:
                    if isinstance(item, Node):
                        step = "" if place is None else f"/{place}"
                        at = f"/{member_of(attribute)}{step}"
                        more = item.unknown_members().items()
                        found |= {at + pointer: kept for pointer, kept in more}
        return found

    def to_dict(self, form: Form = "compact") -> dict[str, Any]:
        """This object as JSON, with everything it contains.

        Args:
            form: `compact`, or `arrays` for readers that take sets as arrays only.
        """
        written: dict[str, Any] = {}
        for name, value in self:
            field = type(self).model_fields.get(name)
            if field is None or value is None or value == ():
                continue
            member = member_of(name)
            if isinstance(value, tuple):
                items = [_written(item, form, member) for item in value]
                alone = form == "compact" and len(items) == 1 and _compacts(type(self), name)
                written[member] = items[0] if alone else items
            else:
                written[member] = _written(value, form, member)
        return {**written, **(self.model_extra or {})}

    @classmethod
    def model_rebuild(  # noqa: D102 - pydantic's method, which finds the other classes here
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        return super().model_rebuild(
            force=force,
            raise_errors=raise_errors,
            _types_namespace={**classes(), **(_types_namespace or {})},
        )


def _written(value: Any, form: Form, member: str) -> Any:
    if not isinstance(value, Node):
        return value
    if value.model_fields_set == {"id"}:
        # Only the issuer may be told by its IRI alone.
        iri = value.to_dict()["id"]
        alone = member == "issuer" or not type(value).TYPES
        return iri if alone else {"id": iri, "type": type(value).own_type()}
    return value.to_dict(form)


def _compacts(of: type[Node], attribute: str) -> bool:
    return cardinality(of, attribute).compact


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@cache
def classes() -> dict[str, type[Node]]:
    """Every class by its name in the standard."""
    found: dict[str, type[Node]] = {}
    for home in HOMES:
        module = import_module(home)
        found |= {name: getattr(module, name) for name in module.__all__}
    return {name: of for name, of in found.items() if isinstance(of, type) and issubclass(of, Node)}


@dataclass(frozen=True, slots=True)
class Member:
    """What the standard says of one member.

    Attributes:
        name: Its name in JSON.
        kind: The class of its values, or the name of their datatype or enumeration.
        cardinality: How many there may be.
    """

    name: str
    kind: type[Node] | str
    cardinality: Cardinality


@cache
def members(of: type[Node]) -> Mapping[str, Member]:
    """What the standard says of each member of a class, by its name in JSON."""
    of.model_rebuild()
    return {
        member_of(attribute): Member(
            member_of(attribute), _kind(field.annotation, field.metadata), _first(field.metadata)
        )
        for attribute, field in of.model_fields.items()
    }


@cache
def cardinality(of: type[Node], attribute: str) -> Cardinality:
    """How many values of an attribute there may be."""
    return members(of)[member_of(attribute)].cardinality


def _first(metadata: list[Any]) -> Cardinality:
    return next(data for data in metadata if isinstance(data, Cardinality))


def _kind(annotation: Any, metadata: list[Any]) -> type[Node] | str:
    """The class, or the name of the datatype, somewhere inside an annotation."""
    for data in metadata:
        if isinstance(data, Datatype):
            return data.name
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return annotation
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _kind(inner, more)
    for inner in get_args(annotation):
        if inner not in (type(None), Ellipsis):
            return _kind(inner, [])
    raise TypeError(f"{annotation} names no kind of value")
