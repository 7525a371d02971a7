"""What is shown, as plain data: a view is made of pages, one for each language.

Nothing here is markup. HTML, SVG and PDF are three ways to draw the same `View`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from elm_microcred.problem import Problem

Kind = Literal[
    "credential", "document", "verification-report", "stack-report", "recognition-report"
]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as people read it.

    Attributes:
        text: The text itself, never markup.
        language: BCP 47 tag of the language it is in; empty where it is in none (a number).
        direction: `ltr` or `rtl`; empty where the text decides for itself.
        href: Where it leads: a checked https:, http: or mailto: address; empty for nowhere.
        moment: The same as a machine reads it, where it is a day (ISO 8601).
    """

    text: str
    language: str = ""
    direction: str = ""
    href: str = ""
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it."""

    label: str
    values: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing with a name of its own: an outcome, an assessment, an organisation."""

    title: Phrase
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a page."""

    name: str
    title: str
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was checked: a `data:` URL of the kind that its bytes are."""

    url: str
    media_type: str
    alternative: Phrase
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, as a person is told of it."""

    code: str
    severity: str
    detail: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check with its question, its answer, and what was found.

    Attributes:
        id: The id that reports have.
        title: What is checked.
        question: What it means.
        outcome: passed, failed, indeterminate or skipped.
        word: The outcome in the language of the page.
        findings: What was found.
    """

    id: str
    title: str
    question: str
    outcome: str
    word: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What verification said, or that there was none.

    Attributes:
        outcome: passed, failed, indeterminate, or `none` where nobody has verified.
        headline: The same in words.
        remarks: Whether the issuer is anchored, when it was checked.
        trust: `anchored`, `not anchored`, or empty where nobody has verified.
        checks: Each check.
    """

    outcome: str
    headline: str
    remarks: tuple[str, ...] = ()
    trust: str = ""
    checks: tuple[CheckView, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown, in one language.

    Attributes:
        language: The language that was asked for.
        interface: The language of labels: that language where we speak it, else English.
        direction: `ltr` or `rtl`, of the labels.
        kind: What it is, in words.
        title: Its title.
        holder: Whom it was awarded to.
        awarders: Who awarded it.
        state: What verification said.
        badge: The picture of the badge, or the logo of the issuer.
        lead: The few facts that stand at the top.
        sections: The rest.
        pages: The issuer's own pages, as pictures.
        remarks: What should be known about this page.
    """

    language: str
    interface: str
    direction: str
    kind: str
    title: Phrase
    holder: Phrase | None
    awarders: tuple[Phrase, ...]
    state: State
    badge: Picture | None = None
    lead: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()
    pages: tuple[Picture, ...] = ()
    remarks: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A credential or report in every language that it is shown in.

    Attributes:
        kind: What it is.
        pages: One for each language; the first is what is shown first.
        notices: What was left out or replaced, and why.
        subject: Its identifier.
    """

    kind: Kind
    pages: tuple[Page, ...]
    notices: tuple[Problem, ...] = ()
    subject: str = ""
