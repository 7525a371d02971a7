"""Who and where in ELM: identifiers, places, contact points, organisations."""

from __future__ import annotations

from typing import Any

from elm_microcred.mapping.elm.codecs import (
    NO_LANGUAGE,
    NOTE_TEXT,
    TERMS,
    TEXT,
    Codec,
    concept_node,
    note_node,
    own_subject,
    read_note_text,
    string,
)
from elm_microcred.mapping.elm.concepts import COUNTRY, REGION, concept, read_country
from elm_microcred.mapping.elm.media import IMAGE, MAIL, PAGE, PHONE
from elm_microcred.mapping.elm.pen import Pen, add
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot
from elm_microcred.mapping.elm.rows import Row, Shape, read_rows, write_rows
from elm_microcred.model import ContactPoint, Identifier, IdentifierKind, Place
from elm_microcred.model.text import UNDETERMINED

# Identifiers

_KIND = "identifier-"


def identifier(kind: IdentifierKind | None = None, *, marked: str | None = None) -> Codec:
    """The codec of identifiers.

    Args:
        kind: The kind that the term stands for: such an identifier is a `LegalIdentifier`,
            which must have a country. `None` is any kind, which is then said in `dcType`.
        marked: A name of our own in `dcType`, by which the identifier is told from others.
    """
    implied = kind or IdentifierKind.OTHER

    def write(value: Identifier, pen: Pen, at: Path) -> Json:
        pen.unknown(value, at)
        legal = value.country is not None
        node: Json = {
            "id": pen.local("legalIdentifier" if legal else "identifier", value, kind, marked),
            "type": "LegalIdentifier" if legal else "Identifier",
        }
        if value.country is not None:
            node["spatial"] = COUNTRY.write(value.country, pen, (*at, "country"))
        if value.scheme_name is not None:
            node["schemeName"] = value.scheme_name
        if value.scheme_id is not None:
            node["schemeId"] = value.scheme_id
        node["notation"] = value.notation
        if marked is not None:
            add(node, "dcType", concept_node(name=marked, label={"en": _LABELS[marked]}))
        if value.kind != implied:
            name = _KIND + value.kind.value
            label = f"{value.kind.value} identifier"
            add(node, "dcType", concept_node(name=name, label={"en": label}))
        return node

    def read(slot: Slot) -> Found | None:
        slot = slot.entered()
        found = Found(slot.path)
        for term, member in _IDENTIFIER_STRINGS:
            value = slot.one(term)
            if value is not None:
                found.put(member, string(value), value.path)
        spatial = slot.one("spatial")
        if spatial is not None:
            found.put("country", read_country(spatial), spatial.path)
        found.put("kind", implied.value, slot.path)
        for own in _own_types(slot):
            if own.startswith(_KIND):
                found["kind"] = own.removeprefix(_KIND)
        return found

    def fits(value: Identifier, _pen: Pen) -> bool:
        if kind is None:
            return True
        national = kind is IdentifierKind.NATIONAL
        return value.country is not None and (national or value.kind is kind)

    def accepts(slot: Slot) -> bool:
        others = {name for name in _names(slot) if not name.startswith(_KIND)}
        return others == ({marked} if marked else set())

    form = "`Identifier`" if kind is None else "`LegalIdentifier`"
    return Codec(form, write, read, fits, accepts)


_IDENTIFIER_STRINGS = (
    ("notation", "notation"),
    ("schemeName", "scheme_name"),
    ("schemeId", "scheme_id"),
)
_LABELS = {"national-id": "national identification number"}


def _names(slot: Slot) -> list[str]:
    ids = [kind.id for kind in slot.many("dcType")]
    own = [id for id in ids if id is not None and id.startswith(TERMS + "#")]
    return [id.removeprefix(TERMS + "#") for id in own] + _scheme_names(slot)


def _scheme_names(slot: Slot) -> list[str]:
    scheme = slot.members.get("schemeId")
    own = isinstance(scheme, str) and scheme.startswith(TERMS + "#")
    return [str(scheme).removeprefix(TERMS + "#")] if own else []


def _own_types(slot: Slot) -> list[str]:
    for kind in slot.many("dcType"):
        if kind.id is not None and kind.id.startswith(TERMS + "#"):
            kind.taken()
    return _names(slot)


# Places

_ADDRESS_PARTS = (
    ("street", "street"),
    ("postal_code", "postalCode"),
    ("locality", "locality"),
)
"""What ELM has no terms for: identifiers of the address, by member and name of scheme."""


def _write_place(value: Place, pen: Pen, at: Path) -> Json:
    return pen.once(value, at, lambda: _new_place(value, pen, at))


def _new_place(value: Place, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    node: Json = {"id": pen.local("location"), "type": "Location"}
    address = _write_address(value, pen, at)
    if address is not None:
        node["address"] = address
    write_rows(LOCATION, value, node, pen, at)
    return node


def _write_address(value: Place, pen: Pen, at: Path) -> Json | None:
    address: Json = {}
    write_rows(ADDRESS, value, address, pen, at)
    parts = [(name, getattr(value, member)) for member, name in _ADDRESS_PARTS]
    given = [(name, part) for name, part in parts if part is not None]
    if given and value.full_address is None:
        # People are shown `fullAddress` alone; the language says that it is made up.
        lines = (value.street, " ".join(filter(None, (value.postal_code, value.locality))))
        text = {UNDETERMINED: ", ".join(filter(None, lines))}
        address["fullAddress"] = note_node(text, pen)
    for name, part in given:
        scheme = {"schemeName": name, "schemeId": f"{TERMS}#{name}", "notation": part}
        id = pen.local("identifier", name, part)
        add(address, "identifier", {"id": id, "type": "Identifier", **scheme})
    if not address:
        return None
    return {"id": pen.local("address"), "type": "Address", **address}


def _read_place(slot: Slot) -> Found | None:
    slot = slot.entered()
    found = Found(slot.path)
    read_rows(LOCATION, slot, found)
    address = slot.one("address")
    if address is not None:
        _read_address(address.entered(), found)
    return found or None


def _read_address(slot: Slot, found: Found) -> None:
    for value in slot.many("identifier"):
        for name in _scheme_names(value):
            member = next((member for member, part in _ADDRESS_PARTS if part == name), None)
            notation = value.one("notation")
            if member is not None and notation is not None:
                value.taken()
                found.put(member, string(notation), value.path)
    written = slot.one("fullAddress")
    if written is not None and any(found.has(member) for member, _ in _ADDRESS_PARTS):
        literal = written.members.get("noteLiteral")
        if isinstance(literal, dict) and literal.keys() == {UNDETERMINED}:
            written.taken()
    if written is None or not written.is_taken:
        read_rows(ADDRESS[1:], slot, found)
    read_rows(ADDRESS[:1], slot, found)


ADDRESS = (
    Row("country", "countryCode", COUNTRY),
    Row("full_address", "fullAddress", NOTE_TEXT),
)
LOCATION = (
    Row("region", "spatialCode", REGION),
    Row("name", "geographicName", TEXT),
)

PLACE = Codec("`Location`", _write_place, _read_place)

CONTACT_POINT = Shape(
    "ContactPoint",
    "contactPoint",
    (
        Row("name", "description", TEXT),
        Row("email", "emailAddress", MAIL),
        Row("phone", "phone", PHONE),
        Row("page", "contactForm", PAGE),
    ),
    named=False,
)


def _write_contact(value: ContactPoint, pen: Pen, at: Path) -> Json:
    return pen.once(value, at, lambda: CONTACT_POINT.write(value, pen, at))


CONTACT = Codec("`ContactPoint`", _write_contact, CONTACT_POINT.read)


def _mail_only(value: str, pen: Pen, at: Path) -> Json:
    return {
        "id": pen.local("contactPoint", value),
        "type": "ContactPoint",
        "emailAddress": MAIL.write(value, pen, at),
    }


def _read_mail_only(slot: Slot) -> str | None:
    mail = slot.entered().one("emailAddress")
    return MAIL.read(mail) if mail is not None else None


CONTACT_MAIL = Codec("`ContactPoint` with `emailAddress`", _mail_only, _read_mail_only)

# Organisations

IDENTIFIER = identifier()
_R = IdentifierKind
ORGANISATION = Shape(
    "Organisation",
    "org",
    (
        Row("legal_name", "legalName", TEXT),
        Row("alternative_name", "altLabel", TEXT),
        Row("kind", "dcType", concept(None)),
        Row("identifiers", "registration", identifier(_R.REGISTRATION), many=True, most=1),
        Row("identifiers", "vatIdentifier", identifier(_R.VAT), many=True),
        Row("identifiers", "taxIdentifier", identifier(_R.TAX), many=True),
        Row("identifiers", "eIDASIdentifier", identifier(_R.EIDAS), many=True, most=1),
        Row(
            "identifiers",
            "identifier",
            IDENTIFIER,
            many=True,
            remark="others, and those without a country; the kind stands in `dcType`",
        ),
        Row("location", "location", PLACE),
        Row("contacts", "contactPoint", CONTACT, many=True),
        Row("homepage", "homepage", PAGE),
        Row("logo", "logo", IMAGE),
    ),
)


def write_organisation(value: Any, pen: Pen, at: Path) -> Json:
    """An `Organisation`, written alike wherever it stands."""
    return pen.once(value, at, lambda: ORGANISATION.write(value, pen, at))


AGENT = Codec("`Organisation`", write_organisation, ORGANISATION.read)


def gather(slots: list[Slot], member: str, found: Found) -> list[Found | None]:
    """Read organisations into a role: all of the first place, of any other those that are new."""
    read = [ORGANISATION.read(slot) for slot in slots]
    known = list(found.get(member, ()))
    for slot, organisation in zip(slots, read, strict=True):
        if organisation is not None and organisation not in known:
            found.put(member, organisation, slot.path, many=True)
    return read


def named(role: str, label: str) -> Codec:
    """An organisation in a role that ELM does not know: its name, and its id, as a `Note`.

    Args:
        role: Name of the role, as the subject of the note.
        label: What people read as the subject.
    """

    def write(value: Any, pen: Pen, at: Path) -> Json:
        for name in type(value).model_fields:
            if name not in ("id", "legal_name") and getattr(value, name):
                pen.narrow(
                    (*at, name),
                    f"The {label.lower()} is kept as a note, which has the name alone.",
                    found=getattr(value, name),
                    remedy="Name it as a body that assesses an assessment, which is written whole.",
                )
        pen.unknown(value, at)
        text = TEXT.write(value.legal_name, pen, at)
        text |= {} if value.id is None else {NO_LANGUAGE: value.id}
        return note_node(text, pen, concept_node(name=role, label={"en": label}))

    def read(slot: Slot) -> Found:
        text = read_note_text(slot) or {}
        subject = slot.one("subject")
        if subject is not None:
            subject.taken()
        found = Found(slot.path)
        if NO_LANGUAGE in text:
            found.put("id", text.pop(NO_LANGUAGE), slot.path)
        found.put("legal_name", text, slot.path)
        return found

    return Codec(
        f"`Note` with the name, subject `{role}`",
        write,
        read,
        accepts=lambda slot: own_subject(slot) == role,
    )
