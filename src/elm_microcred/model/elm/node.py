"""`Node`: the base of every class of the European Learning Model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from elm_microcred.errors import ModelError
from elm_microcred.model.elm.terms import term_of
from elm_microcred.model.elm.values import LanguageMap, Types
from elm_microcred.model.findings import problems
from elm_microcred.problem import Problem

Form = Literal["compact", "upload"]
"""Compact: one value stands alone, as in sealed credentials. Upload: arrays, as Europass takes."""


class Node(BaseModel):
    """Something that credentials describe: a node with an id, types and members.

    Attributes are named in snake case; `term_of` gives the JSON name. Reading takes one value or
    many everywhere, a bare IRI for a node, and keeps what ELM does not define in `unknown`. Values
    are not checked against cardinalities here: `elm_microcred.validation` does that.
    """

    model_config = ConfigDict(
        alias_generator=term_of,
        coerce_numbers_to_str=True,
        defer_build=True,
        extra="allow",
        frozen=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    PATH: ClassVar[str] = "rdfs:Resource"
    """Compact IRI of the class; the tables of `elm_microcred.profiles` have the namespaces."""

    TYPES: ClassVar[str | tuple[str, ...] | None] = None
    """What `type` says of a node that is made here."""

    id: str | None = None
    """IRI of the node; absent for one that nothing refers to."""

    type: Types = None
    """Type, or types; a node that is made here has the name of its class."""

    def __init__(self, /, **members: Any) -> None:
        if type(self).TYPES is not None:
            members.setdefault("type", type(self).TYPES)
        super().__init__(**members)

    # Nodes inside a document are built without this method, which is only for callers.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # pydantic's own mark

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "TYPES" not in cls.__dict__:
            cls.TYPES = cls.__name__

    @classmethod
    def parse(cls, document: object) -> Self:
        """The node that `document`, parsed JSON, describes.

        Raises:
            ModelError: If a value is of the wrong kind; it carries one problem for each.
        """
        try:
            return cls.model_validate(document, by_alias=True, by_name=False)
        except ValidationError as error:
            raise ModelError.from_problems(_problems(error)) from error

    @classmethod
    def reference(cls, iri: str) -> Self:
        """A node of which only the IRI is said."""
        return cls.model_construct({"id"}, id=iri)  # type: ignore[return-value]  # is Self, untold

    @property
    def types(self) -> tuple[str, ...]:
        """All types."""
        if self.type is None:
            return ()
        return (self.type,) if isinstance(self.type, str) else self.type

    @property
    def unknown(self) -> dict[str, Any]:
        """Members that the class does not define, as they came."""
        members = self.model_extra or {}
        return {name: value for name, value in members.items() if name != "@context"}

    def to_dict(self, form: Form = "compact") -> dict[str, Any]:
        """This node as JSON, with everything it contains.

        Args:
            form: `compact` for sealing, `upload` for Europass.
        """
        written: dict[str, Any] = {}
        given = self.__dict__
        for attribute, term, many in _members(type(self)):
            value = given[attribute]
            if value is None or (value == () and attribute not in self.model_fields_set):
                continue
            written[term] = _written(value, form, many=many)
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
        from elm_microcred.model import elm

        return super().model_rebuild(
            force=force,
            raise_errors=raise_errors,
            _types_namespace={**elm.names(), **(_types_namespace or {})},
        )


class Resource(Node):
    """Anything that is told by its IRI alone."""


_LABEL = re.compile("/\0[^/]*")


def _problems(error: ValidationError) -> list[Problem]:
    """What could not be read, with pointers into the document."""
    return [
        replace(
            problem,
            pointer=_LABEL.sub("", problem.pointer),
            remedy=problem.remedy.replace("docs/model.md", "docs/elm/"),
        )
        for problem in problems(error, {})
    ]


@cache
def _members(of: type[Node]) -> tuple[tuple[str, str, bool], ...]:
    """Attribute, JSON name, and whether uploads write an array, of every member in order."""
    return tuple(
        (name, term_of(name), _many(field, name)) for name, field in of.model_fields.items()
    )


def _many(field: Any, name: str) -> bool:
    # Europass writes the scheme of a concept as one object, though the profile allows several.
    return field.default == () and name != "in_scheme"


def _written(value: Any, form: Form, *, many: bool) -> Any:
    if isinstance(value, Node):
        return value.id if value.model_fields_set == {"id"} else value.to_dict(form)
    if isinstance(value, LanguageMap):
        return _texts(value, form)
    if isinstance(value, tuple):
        items = [_written(item, form, many=False) for item in value]
        return items[0] if len(items) == 1 and not (many and form == "upload") else items
    return str(value) if isinstance(value, str) else value


def _texts(texts: LanguageMap, form: Form) -> Any:
    if texts.keys() == {"@none"} and form == "compact":
        return texts["@none"]
    return {
        language: list(text) if isinstance(text, tuple) else [text] if form == "upload" else text
        for language, text in texts.items()
    }
