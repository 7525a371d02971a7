"""Schemes, concepts, and lists of them as they are packed in `vocab/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Membership(StrEnum):
    """Whether an IRI is a concept of a scheme."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_SHIPPED = "not shipped"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One concept scheme.

    Attributes:
        name: Short name, such as `eqf`.
        iri: IRI of the scheme.
        base: What a concept's IRI begins with; its code follows.
        shipped: Whether concepts of it are part of the library.
        complete: Whether all of them are: an unlisted one is then unknown.
        as_of: Year of the list, where it is a copy of one.
        pattern: Form of its IRIs, where only that is checked (ESCO).
        source: Where the list was taken from.
    """

    name: str
    iri: str
    base: str
    shipped: bool
    complete: bool
    as_of: str | None = None
    pattern: str | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a controlled vocabulary.

    Attributes:
        iri: Its IRI.
        code: The last part of its IRI.
        scheme: Short name of its scheme.
        label: Preferred label by language; empty where none is known. Do not change it.
        notation: Its usual code elsewhere: BCP 47, ISO 3166-1 alpha-2, media type, ECTS.
    """

    iri: str
    code: str
    scheme: str
    label: Mapping[str, str] = field(default_factory=dict, hash=False)
    notation: str | None = None

    @property
    def scheme_iri(self) -> str:
        """The IRI of its scheme."""
        from elm_microcred import vocabularies

        return vocabularies.scheme(self.scheme).iri


@dataclass(frozen=True, slots=True)
class ConceptList:
    """The concepts of one scheme, and every text that means one of their codes."""

    by_iri: Mapping[str, Concept]
    by_text: Mapping[str, tuple[str, ...]]

    def meant(self, text: str) -> tuple[str, ...]:
        """The codes that a code, notation or label stands for; several if it is ambiguous."""
        return self.by_text.get(folded(text), ())


def unpacked(content: Mapping[str, Any], of: Scheme) -> ConceptList:
    """The list that a packed file holds.

    Args:
        content: `also`, further notations to codes, and `concepts`, codes to their labels.
        of: The scheme.
    """
    notations: dict[str, str] = {}
    for notation, code in content["also"].items():
        notations.setdefault(code, notation)
    by_iri = {
        of.base + code: Concept(of.base + code, code, of.name, _labels(label), notations.get(code))
        for code, label in content["concepts"].items()
    }
    # What stands first wins: a code is never taken for another concept's label.
    by_text: dict[str, tuple[str, ...]] = {}
    _add(by_text, ((code, code) for code in content["concepts"]))
    _add(by_text, content["also"].items())
    _add(by_text, ((each.label.get("en", ""), each.code) for each in by_iri.values()))
    _add(
        by_text,
        (
            (text, each.code)
            for each in by_iri.values()
            for text in dict.fromkeys(each.label.values())
        ),
    )
    return ConceptList(MappingProxyType(by_iri), MappingProxyType(by_text))


def _add(by_text: dict[str, tuple[str, ...]], pairs: Iterable[tuple[str, str]]) -> None:
    added: dict[str, tuple[str, ...]] = {}
    for text, code in pairs:
        if text and (short := folded(text)) not in by_text and code not in added.get(short, ()):
            added[short] = (*added.get(short, ()), code)
    by_text.update(added)


def folded(text: str) -> str:
    """A text without regard to case and spacing."""
    return " ".join(text.split()).casefold()


def _labels(label: str | dict[str, str] | None) -> Mapping[str, str]:
    if label is None:
        return {}
    return {"en": label} if isinstance(label, str) else label
