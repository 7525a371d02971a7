"""What is looked for in a micro-credential, and what is found of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from elm_microcred.model import MicroCredential, Text
from elm_microcred.model.base import Record
from elm_microcred.model.values import Concept
from elm_microcred.problem import shorten


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one element.

    Attributes:
        where: JSON Pointers into the micro-credential.
        evidence: What stands there, in a few words.
        lacking: What is missing of it; empty if nothing is.
    """

    where: tuple[str, ...] = ()
    evidence: str = ""
    lacking: str = ""

    @property
    def state(self) -> str:
        """`found`, `partly` or `missing`."""
        if not self.where:
            return "missing"
        return "partly" if self.lacking else "found"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a profile may ask for.

    Attributes:
        name: What it is, in words.
        look: Looks for it.
        elm: Where it stands in a European Digital Credential.
        open_badge: Where it stands in an Open Badge 3.0.
        member: Where it stands in the files of the model.
    """

    name: str
    look: Callable[[MicroCredential], Finding]
    elm: str
    open_badge: str
    member: str


def of(record: Record | None, base: str, *names: str) -> tuple[str, ...]:
    """Pointers of those of the members that are given."""
    return tuple(f"{base}/{name}" for name in names if record and getattr(record, name))


def said(text: Text | None) -> str:
    """A text, shortened, in quotation marks."""
    return "" if text is None else f"“{shorten(str(text))}”"


def named(concept: Concept | None) -> str:
    """What people call a concept."""
    if concept is None:
        return ""
    return concept.code or str(concept.label or concept.iri)


def listed(items: Iterable[str]) -> str:
    """Items in a row, at most three of them."""
    given = [item for item in items if item]
    more = f" and {len(given) - 3} more" if len(given) > 3 else ""
    return ", ".join(given[:3]) + more
