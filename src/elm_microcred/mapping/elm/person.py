"""The learner, in ELM: a `Person`, with names in one language each, as the profile demands."""

from __future__ import annotations

from elm_microcred.mapping.elm.agents import CONTACT_MAIL, IDENTIFIER, identifier
from elm_microcred.mapping.elm.codecs import (
    DAY,
    TERMS,
    TEXT,
    Codec,
    named_note,
    string,
)
from elm_microcred.mapping.elm.concepts import COUNTRY
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot
from elm_microcred.mapping.elm.rows import Row, Shape
from elm_microcred.model import IdentifierKind, Text
from elm_microcred.model.award import HashedIdentity


def _write_first(value: Text, pen: Pen, _at: Path) -> Json:
    language = pen.language if pen.language in value.root else value.languages[0]
    return {language: value[language]}


NAME = Codec("language map of one language", _write_first, TEXT.read)

_HASH = "salted-hash"


def _write_hash(value: HashedIdentity, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    salt = "" if value.salt is None else f"${value.salt}"
    return {
        "id": pen.local("identifier"),
        "type": "Identifier",
        "schemeName": value.identity_type,
        "schemeId": f"{TERMS}#{_HASH}",
        "notation": value.identity_hash + salt,
    }


def _read_hash(slot: Slot) -> Found | None:
    slot = slot.entered()
    found = Found(slot.path)
    for term in ("notation", "schemeName", "schemeId"):
        value = slot.one(term)
        text = string(value) if value is not None else None
        if value is None or text is None or term == "schemeId":
            continue
        if term == "schemeName":
            found.put("identity_type", text, value.path)
            continue
        algorithm, _, rest = text.partition("$")
        digest, _, salt = rest.partition("$")
        found.put("identity_hash", f"{algorithm}${digest}", value.path)
        if salt:
            found.put("salt", salt, value.path)
    return found


HASHED_IDENTITY = Codec(
    f"`Identifier`, `schemeId` `{_HASH}`, `notation` algorithm$hash$salt",
    _write_hash,
    _read_hash,
    accepts=lambda slot: slot.members.get("schemeId") == f"{TERMS}#{_HASH}",
)

PERSON = Shape(
    "Person",
    "person",
    (
        Row("given_name", "givenName", NAME),
        Row("family_name", "familyName", NAME),
        Row("full_name", "fullName", NAME),
        Row("date_of_birth", "dateOfBirth", DAY),
        Row("national_id", "nationalID", identifier(IdentifierKind.NATIONAL)),
        Row(
            "national_id",
            "identifier",
            identifier(marked="national-id"),
            remark="where it has no country",
        ),
        Row("hashed_identities", "identifier", HASHED_IDENTITY, many=True),
        Row("identifiers", "identifier", IDENTIFIER, many=True),
        Row("email", "contactPoint", CONTACT_MAIL),
        Row("citizenships", "citizenshipCountry", COUNTRY, many=True),
    ),
)


def _other_names(member: str, label: str) -> Row:
    def write(value: Text, pen: Pen, at: Path) -> Json:
        return dict(note.write(_others(value, pen), pen, at))

    def fits(value: Text, _pen: Pen) -> bool:
        return len(value.languages) > 1

    name = member.replace("_", "-")
    note = named_note(name, label)
    codec = Codec(note.form, write, note.read, fits, note.accepts)
    return Row(f"learner.{member}", "additionalNote", codec, remark="in other languages")


def _others(value: Text, pen: Pen) -> Text:
    first = _write_first(value, pen, ())
    return Text({tag: said for tag, said in value.items() if tag not in first})


NAMES = tuple(
    _other_names(member, label)
    for member, label in (
        ("given_name", "Given name"),
        ("family_name", "Family name"),
        ("full_name", "Full name"),
    )
)
"""Names in further languages: notes of the claim, since a person has none."""


def read_names(slot: Slot, learner: Found) -> None:
    """Add the names in further languages that the claim tells."""
    for row in NAMES:
        for value in slot.many(row.term):
            if row.codec.accepts(value):
                more = row.codec.read(value) or {}
                member = row.member.removeprefix("learner.")
                known = learner.get(member) or {}
                learner.put(member, {**more, **known}, value.path)
