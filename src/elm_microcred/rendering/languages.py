"""The languages that labels are in, and how texts find the best language that they have."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.model.text import UNDETERMINED, Text
from elm_microcred.model.values import Concept
from elm_microcred.rendering.addresses import safe_address
from elm_microcred.rendering.views import Entry, Phrase, Row, Section

INTERFACE: Final = ("en", "lv", "de", "fr", "ar")
"""The languages of labels."""

_RIGHT_TO_LEFT: Final = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(("Arab", "Hebr", "Nkoo", "Syrc", "Thaa", "Adlm", "Rohg"))
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")
"""Characters that show nothing, or turn the direction of what follows them."""
_LONGEST: Final = 20_000
"""So many characters of one text are shown."""
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    folder = files("elm_microcred.rendering")
    words: Mapping[str, Mapping[str, str]] = json.loads((folder / "words.json").read_bytes())
    return words


@cache
def _terms() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    folder = files("elm_microcred.rendering")
    terms: Mapping[str, Any] = json.loads((folder / "terms.json").read_bytes())
    return terms


def interface_of(language: str) -> str:
    """The language of labels for a page in `language`: that one, or English."""
    primary = language.partition("-")[0].lower()
    return primary if primary in INTERFACE else "en"


def direction_of(language: str) -> str:
    """`rtl` for languages that are written from right to left, else `ltr`."""
    primary, *rest = language.split("-")
    if any(part.title() in _RIGHT_TO_LEFT_SCRIPTS for part in rest if len(part) == 4):
        return "rtl"
    if any(part.title() == "Latn" for part in rest):
        return "ltr"
    return "rtl" if primary.lower() in _RIGHT_TO_LEFT else "ltr"


def name_of(language: str) -> str:
    """The name of a language in that language, where we have it; else its tag."""
    return _words()["name_of_language"].get(language, language)


def is_language(tag: object) -> bool:
    """Whether this is a language tag."""
    return isinstance(tag, str) and len(tag) <= 35 and _TAG.fullmatch(tag) is not None


def shown(text: object) -> str:
    """A text with nothing in it that shows as something else, and no longer than can be read."""
    said = text if isinstance(text, str) else str(text)
    said = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", said)
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"


@dataclass(slots=True)
class Speaker:
    """Says things in one language, and remembers what it had to say in another.

    Attributes:
        language: The language of the page.
        preferred: The languages to take a text in, the best first.
        interface: The language of labels.
        borrowed: Whether a text was taken from another language.
    """

    language: str
    preferred: tuple[str, ...] = ()
    interface: str = field(init=False)
    borrowed: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.interface = interface_of(self.language)
        primary = self.language.partition("-")[0]
        self.preferred = (self.language, primary, *self.preferred, "en")

    def word(self, name: str, **values: object) -> str:
        """A label, with values put into its places."""
        text = _words()[name][self.interface]
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text

    def label(self, text: str) -> Phrase:
        """A text in the language of labels."""
        return Phrase(text, self.interface, direction_of(self.interface))

    def plain(self, text: object, *, href: str = "") -> Phrase:
        """A text in no language: a number, a name, an address."""
        return Phrase(shown(text), href=href)

    def say(self, text: Text | None) -> Phrase | None:
        """A text in the best language that it has."""
        if text is None:
            return None
        tags = text.languages
        best = next((tag for tag in self.preferred if tag in tags), None) or self._kin(tags)
        if best is None:
            best = tags[0]
        if best.partition("-")[0] != self.language.partition("-")[0] and best != UNDETERMINED:
            self.borrowed = True
        is_known = best != UNDETERMINED
        return Phrase(
            shown(text[best]), best if is_known else "", direction_of(best) if is_known else ""
        )

    def _kin(self, tags: tuple[str, ...]) -> str | None:
        primary = self.language.partition("-")[0]
        return next((tag for tag in tags if tag.partition("-")[0] == primary), None)

    def link(self, address: str | None, title: Text | None = None) -> Iterator[Phrase]:
        """A title, and the address that it leads to, which is always to be seen."""
        said = self.say(title)
        if said is not None:
            yield said
        if address:
            yield Phrase(shown(address), href=safe_address(address))

    def term(
        self, group: str, concept: Concept | None, english: Mapping[str, str]
    ) -> Phrase | None:
        """A term of a closed vocabulary, in words."""
        if concept is None:
            return None
        if concept.code is not None and concept.code in english:
            return self.term_of(group, concept.code, english)
        return self.concept(concept)

    def term_of(
        self, group: str, code: str, english: Mapping[str, str], *, before: str = ""
    ) -> Phrase:
        """A word of a closed vocabulary in the language of labels."""
        words = _terms()[group].get(code, {})
        return self.label(before + words.get(self.interface, english[code]))

    def concept(self, concept: Concept | None, vocabulary: str | None = None) -> Phrase | None:
        """A concept by its label, that of its vocabulary, its code, or its IRI."""
        if concept is None:
            return None
        if concept.label is not None:
            return self.say(concept.label)
        name = concept.iri or concept.code or ""
        listed = self._listed(vocabulary, concept)
        if listed is not None:
            return listed
        return Phrase(shown(concept.code or name), href=safe_address(name))

    def _listed(self, vocabulary: str | None, concept: Concept) -> Phrase | None:
        """The label that a shipped list has for a concept."""
        try:
            found = (
                vocabularies.find(concept.iri)
                if concept.iri
                else vocabulary and vocabularies.concept(vocabulary, concept.code or "")
            )
        except ElmMicrocredError:
            return None
        if not found or not found.label:
            return None
        return self.say(Text(dict(found.label)))

    def language_name(self, tag: str) -> Phrase:
        """The name of a language."""
        names = _terms()["language"].get(tag.partition("-")[0])
        if names:
            return self.label(names[self.interface])
        try:
            label = vocabularies.language(tag).label
        except ElmMicrocredError:
            label = {}
        return (self.say(Text(dict(label))) if label else None) or self.plain(tag)

    def country(self, code: str) -> Phrase:
        """The name of a country, in English, and its code."""
        try:
            label = vocabularies.country(code).label.get("en")
        except ElmMicrocredError:
            label = None
        return Phrase(f"{label} ({code})", "en", "ltr") if label else self.plain(code)

    def day(self, moment: dt.date | dt.datetime | None) -> Phrase | None:
        """A day as people write it; the time of day stays for machines."""
        if moment is None:
            return None
        month = self.word("months").split(" ")[moment.month - 1]
        said = self.word("date", day=moment.day, month=month, year=moment.year)
        return Phrase(said, self.interface, direction_of(self.interface), moment=moment.isoformat())


def row(label: str, *values: Phrase | None) -> Iterator[Row]:
    """A row of the values that there are; none where there is none."""
    there = tuple(value for value in values if value is not None and value.text.strip())
    if there:
        yield Row(label, there)


def section_of(
    say: Speaker, name: str, rows: Iterable[Row] = (), entries: Iterable[Entry] = ()
) -> Section:
    """The section of that name, titled in the language of labels."""
    return Section(name, say.word(f"section.{name}"), tuple(rows), tuple(entries))
