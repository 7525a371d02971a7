"""Small values that many records share: concepts, identifiers, links, notes, images."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from elm_microcred.model.base import Iri, Record, is_absolute_iri, matching, refuse
from elm_microcred.model.text import Text

Line = Annotated[str, Field(min_length=1)]
"""A string that is not empty."""

CountryCode = Annotated[
    str,
    matching(
        "[A-Z]{2}", "This is not a country code", expected="two capital letters of ISO 3166-1: LV"
    ),
]
"""ISO 3166-1 alpha-2, upper case (`EL` and `UK` are read as `GR` and `GB` by the mappings)."""


class Concept(Record):
    """A term of a controlled vocabulary: by code, by IRI, or, if it is one's own, by label.

    A bare string is an IRI if it is an absolute one, else a code.

    Attributes:
        code: Code or word within the vocabulary that the field names.
        iri: IRI of the concept.
        scheme: IRI of the concept scheme, where it is not the field's own.
        label: What people read.
    """

    code: Line | None = None
    iri: Iri | None = None
    scheme: Iri | None = None
    label: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"iri" if is_absolute_iri(value) else "code": value}
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Concept:
        if self.code is None and self.iri is None and self.label is None:
            raise refuse(
                "MODEL_MISSING",
                "A concept without code, IRI and label",
                expected="one of code, iri, label",
            )
        return self


def one_of(words: Mapping[str, str]) -> AfterValidator:
    """The validator of a concept whose code must be one of `words` (word to meaning)."""

    def check(concept: Concept) -> Concept:
        if concept.code is not None and concept.iri is None and concept.code not in words:
            raise refuse(
                "VOCABULARY_UNKNOWN_CODE",
                f"The vocabulary has no word {concept.code[:40]!r}",
                expected="one of "
                + ", ".join(words)
                + "; or a concept of your own with iri or label",
            )
        return concept

    return AfterValidator(check)


class IdentifierKind(StrEnum):
    """What an identifier identifies somebody for."""

    REGISTRATION = "registration"
    VAT = "vat"
    TAX = "tax"
    EIDAS = "eidas"
    NATIONAL = "national"
    OTHER = "other"


class Identifier(Record):
    """A number or name that a register gave.

    Attributes:
        notation: The number itself.
        kind: Legal registration, VAT, tax, eIDAS, national (a person's) or other.
        country: Country whose register it is.
        scheme_name: Name of the register or scheme.
        scheme_id: IRI of the scheme.
    """

    notation: Line
    kind: IdentifierKind = IdentifierKind.OTHER
    country: CountryCode | None = None
    scheme_name: Line | None = None
    scheme_id: Iri | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"notation": value} if isinstance(value, str) else value


class Link(Record):
    """A page or document on the web, with its title."""

    url: Iri
    title: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value


class Reference(Record):
    """Something else that is named but not described: by IRI, by title, or by both."""

    id: Iri | None = None
    title: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"id" if is_absolute_iri(value) else "title": value}
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Reference:
        if self.id is None and self.title is None:
            raise refuse("MODEL_MISSING", "A reference to nothing", expected="id, title, or both")
        return self


class Note(Record):
    """Free text with, if need be, what it is about."""

    text: Text
    subject: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Image(Record):
    """A picture: a https or data: URL, and what it shows."""

    url: Iri
    caption: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"url": value} if isinstance(value, str) else value
