"""Texts, days, countries and numbers of ELMO as ELM has them, with what that loses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from elm_microcred.errors import ModelError
from elm_microcred.exchange.elmo.reading import Groups
from elm_microcred.exchange.elmo.schema import FORMS
from elm_microcred.exchange.xml_elements import Element, Losses
from elm_microcred.mapping.builders.values import concept
from elm_microcred.model.elm.concepts import Concept, ConceptScheme
from elm_microcred.model.elm.values import DateTime

UNDETERMINED: Final = "und"
"""The language of a text that does not say one (ISO 639-2)."""

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Source:
    """What is read of one file: its losses, and the groups that something is in.

    Attributes:
        losses: What is read, and what is lost.
        groups: The groups of the file.
        grouped: The groups that something is in.
    """

    def __init__(self, losses: Losses, groups: Groups) -> None:
        self.losses = losses
        self.groups = groups
        self.grouped: set[int] = set()

    def texts(self, elements: Iterable[Element], *, lines: bool = False) -> dict[str, str] | None:
        """Texts by language; of two in one language the first.

        Args:
            elements: The elements, each with its `xml:lang`.
            lines: Whether line breaks belong to the text.
        """
        found: dict[str, str] = {}
        taken: set[str] = set()
        for element in elements:
            text = element.text if lines else element.token
            tag = element.language or UNDETERMINED
            if not _TAG.fullmatch(tag):
                self.losses.narrow(element, f"{tag!r} is no language tag", "@xml:lang")
                tag = UNDETERMINED
            if not text.strip():
                self.losses.lose(element, "A text that says nothing")
            elif tag.lower() in taken:
                self.losses.lose(element, f"ELM has one text in each language, and one in {tag}")
            else:
                taken.add(tag.lower())
                found[tag] = text
                self.losses.take(element)
        return found or None

    def day(self, element: Element | None) -> DateTime | None:
        """A day as its midnight in UTC, as ELM writes days."""
        if element is None:
            return None
        text = element.token
        if not FORMS["date"][1](text):
            self.losses.lose(element, "Not a date")
            return None
        if len(text) > 10:
            self.losses.narrow(element, "ELM has days without time zone")
        self.losses.take(element)
        return DateTime(f"{text[:10]}T00:00:00Z")

    def moment(self, element: Element | None) -> str | None:
        """A time with its zone; one without is taken for UTC."""
        if element is None:
            return None
        text = element.token
        if not FORMS["dateTime"][1](text):
            self.losses.lose(element, "Not a time")
            return None
        if not re.search(r"(Z|[+-][0-9]{2}:[0-9]{2})$", text):
            self.losses.narrow(element, "A time without zone, which is taken for UTC")
            text += "Z"
        self.losses.take(element)
        return text

    def country(self, element: Element | None) -> Concept | None:
        """The concept of a country."""
        if element is None:
            return None
        found = concept_or_none("country", element.token)
        if found is None:
            self.losses.lose(element, "Not a country of the European list")
        self.losses.take(element)
        return found

    def number(self, element: Element | None) -> Decimal | None:
        """A number of at least 0."""
        if element is None:
            return None
        text = element.token
        try:
            number = Decimal(text) if FORMS["decimal"][1](text) else Decimal(-1)
        except InvalidOperation:
            number = Decimal(-1)
        if not 0 <= number <= 1_000_000 or number != round(number, 10):
            self.losses.lose(element, "Not a number that ELM can hold")
            return None
        self.losses.take(element)
        return number


def plain(number: Decimal) -> str:
    """The shortest decimal text of a number."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def concept_or_none(vocabulary: str, value: str) -> Concept | None:
    """A concept of a vocabulary; `None` where the vocabulary has none such."""
    try:
        return concept(vocabulary, value)
    except ModelError:
        return None


def own(scheme: str, notation: str, label: dict[str, str], **members: Any) -> Concept:
    """A concept of a scheme of our own."""
    return Concept(
        notation=notation, pref_label=label, in_scheme=(ConceptScheme(id=scheme),), **members
    )
