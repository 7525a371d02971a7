"""`Text`: what people read, in one or more languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, RootModel, model_validator

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

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {UNDETERMINED: value}
        if (isinstance(value, Mapping) and len(value) == 0) or not isinstance(
            value, Mapping | Text
        ):
            raise refuse(
                "MODEL_TYPE",
                "This is not a text",
                expected="a string, or {language: string}",
            )
        return value

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


def localised(value: Any, language: str) -> Any:
    """The value with every text of undetermined language put into `language`."""
    if isinstance(value, Text):
        return _put(value, language)
    if isinstance(value, tuple):
        items = tuple(localised(item, language) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, Record):
        fields = type(value).model_fields
        members = {name: localised(getattr(value, name), language) for name in fields}
        changed = {n: m for n, m in members.items() if m is not getattr(value, n)}
        return value.model_copy(update=changed) if changed else value
    return value


def _put(text: Text, language: str) -> Text:
    if UNDETERMINED not in text.root or language == UNDETERMINED:
        return text
    rest = {tag: string for tag, string in text.root.items() if tag != UNDETERMINED}
    return Text({language: text.root[UNDETERMINED], **rest})
