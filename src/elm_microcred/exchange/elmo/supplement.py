"""The diploma supplement of a programme, section by section, as notes and back.

ELM has the facts of a supplement in places of their own, for machines; the text as people signed it
has its place in notes, each about its section. Their notations say where a section stands:
`1:2/3:2.3` is the third section, number 2.3, of the first, number 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from elm_microcred.exchange.elmo.values import UNDETERMINED, own
from elm_microcred.exchange.xml_elements import XML_LANG, Element, Losses
from elm_microcred.mapping.builders.values import concept
from elm_microcred.mapping.elm.codecs import TERMS
from elm_microcred.mapping.elm.reading import Slot
from elm_microcred.model.elm.concepts import Note

SUPPLEMENT: Final = f"{TERMS}#elmo-diploma-supplement"
"""The scheme of what the notes are about."""

_TITLE: Final = "#title"
_MORE: Final = "#more"
_HTML: Final = ("html", "text/html")
_PLAIN: Final = "text/plain"


def supplement_notes(element: Element, losses: Losses) -> tuple[Note, ...]:
    """The notes of a diploma supplement; its files and its signature are lost.

    Args:
        element: The supplement.
        losses: What is read, and what is lost.
    """
    language = element.language or UNDETERMINED
    losses.enter(element)
    version, date, introduction = map(element.one, ("version", "issueDate", "introduction"))
    losses.take(version, date, introduction)
    said = "" if introduction is None else introduction.token
    about = " ".join(one.token for one in (version, date) if one is not None)
    head = own(SUPPLEMENT, about, {"en": "Diploma Supplement"})
    first = Note(
        note_literal={language: said} if said else {"en": "Diploma Supplement"}, subject=head
    )
    notes = [note for section, at in _numbered(element, "")
             for note in _section(section, at, language, losses)]  # fmt: skip
    return (first, *notes)


def _numbered(parent: Element, before: str) -> Iterator[tuple[Element, str]]:
    """The sections in an element, each with its way from the top."""
    for place, section in enumerate(parent.many("section"), 1):
        yield section, f"{before}{place}:{section.attributes.get('number', '').strip()}"


def _section(section: Element, at: str, language: str, losses: Losses) -> Iterator[Note]:
    losses.enter(section)
    title, content = section.one("title"), section.one("content")
    losses.take(title)
    label = {language: title.token if title is not None and title.token else "?"}
    if content is not None and content.token:
        losses.take(content)
        kind = content.attributes.get("type", _PLAIN)
        html = kind in _HTML
        if kind not in (_PLAIN, _HTML[1]):
            losses.narrow(content, "ELM has plain text and HTML, by their names", "@type")
        form = {"note_format": concept("file-type", "text/html")} if html else {}
        about = own(SUPPLEMENT, at, label)
        yield Note(note_literal={language: content.token}, subject=about, **form)
    else:
        losses.take(content)
        yield Note(note_literal=label, subject=own(SUPPLEMENT, at + _TITLE, label))
    for more in section.many("additionalInformation"):
        losses.take(more)
        if more.text.strip():
            about = own(SUPPLEMENT, at + _MORE, label)
            yield Note(note_literal={language: more.text}, subject=about)
    for inner, way in _numbered(section, f"{at}/"):
        yield from _section(inner, way, language, losses)


def write_supplement(notes: list[Slot], loi: Element) -> None:
    """Write the diploma supplement that notes were made of into an instance.

    Args:
        notes: The notes about sections of a supplement, in their order.
        loi: The instance, which takes the supplement if there is any.
    """
    sections: dict[str, Element] = {}
    for note in notes:
        subject = note.members["subject"]
        literal = note.members.get("noteLiteral")
        notation = str(subject.get("notation", ""))
        note.taken()
        label = next(iter((subject.get("prefLabel") or {"": "?"}).values()))
        language, text = next(iter((literal or {"": ""}).items()))
        way, _, kind = notation.partition("#")
        if ":" not in way:
            _head(loi, way, language, "" if language == "en" and text == label else text)
            continue
        whole = loi.one("diplomaSupplement") or _head(loi, "", language, "")
        if language not in (UNDETERMINED, "@none"):
            whole.attributes.setdefault(XML_LANG, language)
        if way not in sections:
            parent = sections.get(way.rpartition("/")[0], whole)
            number = way.rpartition("/")[2].partition(":")[2]
            sections[way] = parent.add("section", number=number or "0")
            sections[way].add("title", label)
        if kind == "more":
            sections[way].add("additionalInformation", text)
        elif kind != "title":
            html = {"type": "text/html"} if note.members.get("noteFormat") else {}
            sections[way].add("content", text, **html)


def _head(loi: Element, about: str, language: str, introduction: str) -> Element:
    """The supplement itself, with version and date."""
    version, _, date = about.partition(" ")
    whole = loi.add("diplomaSupplement")
    if introduction and language not in (UNDETERMINED, "@none"):
        whole.attributes[XML_LANG] = language
    whole.add("version", version or "2018")
    whole.add("issueDate", date or "1970-01-01")
    whole.add("introduction", introduction)
    return whole
