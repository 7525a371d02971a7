"""What builders take, as the values that the European Learning Model has for it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping import words
from elm_microcred.mapping.durations import duration_of
from elm_microcred.mapping.elm.codecs import concept_node
from elm_microcred.model import Workload
from elm_microcred.model.elm.concepts import Concept, LegalIdentifier, Note
from elm_microcred.model.elm.display import MediaObject
from elm_microcred.model.elm.values import DateTime

Text = str | Mapping[str, str]
"""A string in the main language, or language tag to string."""

Term = str | Concept
"""A concept, or the word, code, label or IRI of one in the vocabulary of its place."""

Number = int | str | Decimal


def concept(vocabulary: str, value: Term) -> Concept:
    """A concept of a vocabulary in full: id, type, scheme, label.

    Args:
        vocabulary: Short name or IRI of the vocabulary.
        value: Word of our model, code, label or IRI; a concept stays as it is.

    Raises:
        UsageError: If there is no such vocabulary.
        ModelError: If it has no such concept.
    """
    if isinstance(value, Concept):
        return value
    of = vocabularies.scheme(vocabulary)
    code = words.CODES.get(of.name, {}).get(value, value)
    found = vocabularies.concept(of.name, code)
    return Concept.parse(vocabularies.elm_concept(found))


def own_concept(label: Text, *, scheme: str | None = None, id: str | None = None) -> Concept:
    """A concept of one's own, where no vocabulary has a fitting one.

    Args:
        label: What people read.
        scheme: IRI of the vocabulary that it belongs to, if it belongs to one.
        id: Its IRI, if it has one.
    """
    members: dict[str, object] = {"pref_label": label}
    if id is not None:
        members["id"] = id
    if scheme is not None:
        members["in_scheme"] = ({"id": scheme, "type": "ConceptScheme"},)
    return Concept(**members)


def concepts(vocabulary: str, values: Term | Iterable[Term] | None) -> tuple[Concept, ...]:
    """Several concepts of one vocabulary; one may stand alone."""
    return tuple(concept(vocabulary, value) for value in several(values, (str, Concept)))


def several(values: Any, single: Any) -> tuple[Any, ...]:
    """A value or several as a tuple.

    Args:
        values: What was given.
        single: What one value is an instance of, though it may be iterable.
    """
    if values is None:
        return ()
    return (values,) if isinstance(values, single) else tuple(values)


def note(text: Text) -> Note:
    """A note."""
    return Note(note_literal=text)


def purpose_note(text: Text) -> Note:
    """What it is for: ELM has no term for it, so that it is a note whose subject says so."""
    subject = Concept.parse(concept_node(name="purpose", label={"en": "Purpose"}))
    return Note(note_literal=text, subject=subject)


def moment(value: date | str) -> DateTime:
    """A time as ELM writes it; a day is its midnight in UTC.

    Raises:
        ModelError: If it is a time without its zone, or no time.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ModelError(
            "MODEL_DATE",
            "A time without its zone.",
            found=value.isoformat(),
            expected="a time with its zone, or a day",
        )
    if isinstance(value, date):
        return DateTime.of(value)
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ModelError(
            "MODEL_DATE",
            "This is not a date, nor a time with its zone.",
            found=str(value),
            expected="2026-06-30 or 2026-06-30T12:00:00Z",
        ) from None
    if read.tzinfo is not None:
        return DateTime(value)
    return moment(read.date() if len(value) == len("2026-06-30") else read)


def duration(*, hours: Number | None = None, months: int | None = None) -> str | None:
    """A duration of hours and months; `None` if there is none.

    Raises:
        ModelError: If a number cannot be.
    """
    if hours is None and months is None:
        return None
    return duration_of(Workload.parse({"hours": hours, "months": months}))


def legal(notation: str, country: str, scheme: str | None = None) -> LegalIdentifier:
    """A number of a register of a country."""
    named = {} if scheme is None else {"scheme_name": scheme}
    return LegalIdentifier(notation=notation, spatial=concept("country", country), **named)


def media(content: bytes, media_type: str, title: Text | None = None) -> MediaObject:
    """A file inside the credential.

    Raises:
        ModelError: If the kind of file has no name in the list of file types.
    """
    named = {} if title is None else {"title": title}
    return MediaObject(
        content=base64.b64encode(content).decode(),
        content_encoding=concept("encoding", "base64"),
        content_type=concept("file-type", media_type),
        **named,
    )
