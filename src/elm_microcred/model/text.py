"""`Text`: what people read, in one or more languages."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    RootModel,
    model_validator,
)

from elm_microcred.model.base import Record, refuse

UNDETERMINED = "und"
"""The language of a text whose record has not said one yet (ISO 639-2)."""

_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,8})(-(?P<script>[A-Za-z]{4}))?(-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(-[A-Za-z0-9]{1,8})*)"
)


def _language_tag(value: object) -> object:
    """The tag in its customary case: language lower, Script title, REGION upper."""
    match = _TAG.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise refuse(
            "MODEL_LANGUAGE", "This is not a language tag", expected="BCP 47: en, lv, sr-Latn"
        )
    language, script, region = match["language"], match["script"], match["region"]
    parts = [language.lower(), script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part) + match["rest"].lower()


LanguageTag = Annotated[str, BeforeValidator(_language_tag)]
"""A BCP 47 language tag, in its customary case."""


class Text(RootModel[dict[LanguageTag, Annotated[str, Field(min_length=1)]]]):
    """Text in at least one language: language tag to string.

    A bare string takes the language of the record that it stands in.

    >>> Text({"en": "Port safety", "lv": "Ostas drošība"}).in_language("lv")
    'Ostas drošība'
    """

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, str):
            return handler({UNDETERMINED: value})
        if not isinstance(value, Mapping | Text) or (isinstance(value, Mapping) and not value):
            raise refuse(
                "MODEL_TYPE", "This is not a text", expected="a string, or {language: string}"
            )
        text = handler(value)
        if isinstance(value, Mapping) and len(text.root) < len(value):
            raise refuse(
                "MODEL_VALUE", "This text has one language twice", expected="each language once"
            )
        return text

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of this text, in the order given."""
        return tuple(self.root)

    def in_language(self, *preferred: str) -> str:
        """This text in the first of `preferred` that it has, else in its first language."""
        for language in preferred:
            if language in self.root:
                return self.root[language]
        return next(iter(self.root.values()))

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # a mapping iterates over its keys
        return iter(self.root)

    def items(self) -> tuple[tuple[str, str], ...]:
        """Pairs of language and string."""
        return tuple(self.root.items())

    def __str__(self) -> str:
        return self.in_language("en")

    def __hash__(self) -> int:
        return hash(frozenset(self.root.items()))


_HOLDERS = (Text, tuple, Record)
"""What can hold a text."""


def localised(value: Any, language: str, *, at: tuple[str | int, ...] = ()) -> Any:
    """The value with every text of undetermined language put into `language`.

    Args:
        value: A record, a text, a tuple of such, or anything else, which stays as it is.
        language: The language of bare strings.
        at: Where the value stands, for the error.

    Raises:
        PydanticCustomError: If a text has a bare string and one in `language`.
    """
    if isinstance(value, Text):
        return _put(value, language, at)
    if isinstance(value, tuple):
        items = [localised(item, language, at=(*at, n)) for n, item in enumerate(value)]
        is_same = all(map(operator.is_, items, value))
        return value if is_same else tuple(items)
    if isinstance(value, Record):
        changed = {}
        for name, member in value.__dict__.items():
            if member and isinstance(member, _HOLDERS):
                new = localised(member, language, at=(*at, name))
                if new is not member:
                    changed[name] = new
        return value.model_copy(update=changed) if changed else value
    return value


def _put(text: Text, language: str, at: tuple[str | int, ...]) -> Text:
    if UNDETERMINED not in text.root or language == UNDETERMINED:
        return text
    if language in text.root:
        raise refuse(
            "MODEL_VALUE",
            f"This text stands twice in {language}, with its language and without",
            expected="one of the two",
            at=(*at, language),
            found=text.root[language],
        )
    members = [(language if tag == UNDETERMINED else tag, said) for tag, said in text.items()]
    return Text(dict(members))
