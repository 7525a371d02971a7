"""How one value of the model is written in ELM, and read again.

A codec is a pair of functions that undo each other, and two questions: whether it can write a
value (`fits`), and whether a value of a document is one of its own (`accepts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from elm_microcred.codes import BASE_IRI
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Json, Path, Slot
from elm_microcred.model import Note, Text
from elm_microcred.model.text import UNDETERMINED

TERMS = BASE_IRI + "terms"
"""The concept scheme of our own subjects of notes and kinds of identifiers."""

NO_LANGUAGE = "zxx"
"""The language of what is not language: codes, IRIs (ISO 639-2)."""

Write = Callable[[Any, Pen, Path], Any]
Read = Callable[[Slot], Any]


def _always(*_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Codec:
    """How one value is written and read.

    Attributes:
        form: What the value looks like in ELM, for the documentation.
        write: The JSON value for a value of the model.
        read: The value of the model for a JSON value; `None` if it says nothing.
        fits: Whether `write` can say this value.
        accepts: Whether `read` is meant for this value.
    """

    form: str
    write: Write
    read: Read
    fits: Callable[[Any, Pen], bool] = _always
    accepts: Callable[[Slot], bool] = _always


# Text


def write_text(value: Text, *_: object) -> Json:
    """A language map."""
    return dict(value.items())


def read_text(slot: Slot) -> Json | None:
    """Strings by language; a bare string is in the main language of the record."""
    if isinstance(slot.value, str):
        slot.taken()
        return {UNDETERMINED: slot.value}
    if not isinstance(slot.value, dict):
        slot.reading.refuse(slot, "This is not a text.", "{language: string}")
        return None
    if "@value" in slot.value:
        return _read_value_object(slot)
    texts: Json = {}
    if slot.value and all(isinstance(said, str) and said for said in slot.value.values()):
        slot.taken()
        for language, said in slot.value.items():
            texts[UNDETERMINED if language == "@none" else language] = said
        return texts
    slot.opened()
    for language in slot.value:
        first = slot.one(language)
        if first is None:
            continue
        if isinstance(first.value, str):
            first.taken()
            texts[UNDETERMINED if language == "@none" else language] = first.value
        else:
            slot.reading.refuse(first, "This is not a text.", "a string")
    return texts or None


def _read_value_object(slot: Slot) -> Json | None:
    said, language = slot.value["@value"], slot.value.get("@language", UNDETERMINED)
    if not isinstance(said, str) or not isinstance(language, str):
        slot.reading.refuse(slot, "This is not a text.", "{language: string}")
        return None
    slot.taken()
    return {language: said}


TEXT = Codec("language map", write_text, read_text)


def string(slot: Slot) -> str | None:
    """A string; a number is taken as it is written."""
    if isinstance(slot.value, dict) and "@value" in slot.value:
        value = slot.value["@value"]
    else:
        value = slot.value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        slot.reading.refuse(slot, "This is not a string.", "a string")
        return None
    slot.taken()
    return str(value)


STRING = Codec("string", lambda value, *_: value, string)


def _write_instant(value: Any, *_: object) -> str:
    return str(value.isoformat()).replace("+00:00", "Z")


_NO_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+", re.ASCII)


def _read_instant(slot: Slot) -> str | None:
    text = string(slot)
    if text is None or not _NO_ZONE.fullmatch(text):
        return text
    slot.reading.narrow(slot, "A time without a zone: it was read as UTC.")
    return text + "Z"


INSTANT = Codec("time in UTC", _write_instant, _read_instant)

_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?", re.ASCII)


def _read_day(slot: Slot) -> str | None:
    text = string(slot)
    match = _DAY.fullmatch(text) if text else None
    if match is None or match[2] in (None, "T00:00:00Z", "T00:00:00"):
        return match[1] if match else text
    slot.reading.narrow(
        slot,
        "A day has no time: the time was left out, and the day taken as it is written.",
        remedy="Check the day: software in another time zone may have shifted it.",
    )
    return match[1]


DAY = Codec("midnight in UTC", lambda value, *_: f"{value.isoformat()}T00:00:00Z", _read_day)


def _read_flag(slot: Slot) -> bool | None:
    if slot.value in (True, False, "true", "false"):
        slot.taken()
        return slot.value in (True, "true")
    slot.reading.refuse(slot, "This is not a truth value.", "true or false")
    return None


FLAG = Codec("boolean", lambda value, *_: value, _read_flag)


# Notes


def concept_node(*, name: str, label: Json) -> Json:
    """One of our own concepts, as the subject of a note or the kind of something."""
    return {
        "id": f"{TERMS}#{name}",
        "type": "Concept",
        "inScheme": {"id": TERMS, "type": "ConceptScheme"},
        "prefLabel": label,
    }


def own_subject(slot: Slot, term: str = "subject") -> str | None:
    """The name of our own concept that a member of this object holds."""
    subject = slot.one(term)
    id = None if subject is None else subject.id
    return id.removeprefix(TERMS + "#") if id and id.startswith(TERMS + "#") else None


def note_node(text: Json, pen: Pen, subject: Json | None = None) -> Json:
    """A `Note` with that text."""
    node: Json = {"id": pen.local("note"), "type": "Note", "noteLiteral": text}
    return {**node, "subject": subject} if subject is not None else node


def read_note_text(slot: Slot) -> Json | None:
    """The text of a `Note`, or of a bare language map."""
    if not slot.members.keys() & {"noteLiteral", "id", "type"}:
        return read_text(slot)
    literal = slot.entered().one("noteLiteral")
    return read_text(literal) if literal is not None else None


NOTE_TEXT = Codec(
    "`Note` with `noteLiteral`",
    lambda value, pen, _at: note_node(write_text(value), pen),
    read_note_text,
    accepts=lambda slot: own_subject(slot) is None,
)


def _write_note(value: Note, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    if value.subject is None:
        return note_node(write_text(value.text), pen)
    subject = {
        "id": pen.local("concept"),
        "type": "Concept",
        "prefLabel": write_text(value.subject),
    }
    return note_node(write_text(value.text), pen, subject)


def _read_note(slot: Slot) -> Json | None:
    text = read_note_text(slot)
    subject = slot.one("subject")
    if text is None:
        return None
    if subject is None:
        return {"text": text}
    label = subject.entered().one("prefLabel")
    for scheme in subject.many("inScheme"):
        if scheme.id is None:
            scheme.taken()
    said = None if label is None else read_text(label)
    return {"text": text} if said is None else {"text": text, "subject": said}


NOTE = Codec(
    "`Note`, its subject as a concept",
    _write_note,
    _read_note,
    accepts=lambda slot: own_subject(slot) is None,
)


def named_note(name: str, label: str, *, string_only: bool = False) -> Codec:
    """A member that ELM has no term for, as a `Note` with a subject of our own.

    Args:
        name: Name of the subject below `TERMS`.
        label: What people read as the subject.
        string_only: The value is no text but a string without language.
    """

    def write(value: Any, pen: Pen, _at: Path) -> Json:
        text = {NO_LANGUAGE: str(value)} if string_only else write_text(value)
        return note_node(text, pen, concept_node(name=name, label={"en": label}))

    def read(slot: Slot) -> Any:
        text = read_note_text(slot)
        subject = slot.one("subject")
        if subject is not None:
            subject.taken()
        return next(iter(text.values())) if text and string_only else text

    return Codec(
        f"`Note`, subject `{name}`", write, read, accepts=lambda slot: own_subject(slot) == name
    )
