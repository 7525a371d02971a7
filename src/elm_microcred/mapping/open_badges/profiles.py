"""Organisations and places as Profile and Address of Open Badges."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping.open_badges.classes import CONTACT, IDENTIFIER, PICTURE
from elm_microcred.mapping.open_badges.kinds import IRI, STRING, TEXT, ConceptOf, ObjectOf, Path
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Parts, Shape, member_slot
from elm_microcred.mapping.open_badges.rows import ARE_LEFT_OUT, Value, only, plain, string, text
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record, is_unnamed

IDENTIFIER_TYPES: Final = {
    "registration": "ext:registration",
    "vat": "ext:vat",
    "tax": "ext:tax",
    "eidas": "ext:eidas",
    "national": "nationalIdentityNumber",
    "other": "identifier",
}
"""Kinds of identifiers as Open Badges names their types."""

_ROLES: Final = (
    "issuer",
    "authorised_by",
    "providers",
    "awarding_bodies",
    "assessors",
    "accreditors",
    "funders",
)
_KINDS: Final = {type: kind for kind, type in IDENTIFIER_TYPES.items()}
_COUNTRIES: Final = {"EL": "GR", "UK": "GB"}


def put_identifiers(value: Any, node: Object, _badge: Badge) -> None:
    """Write identifiers with their kinds."""
    if value:
        node["otherIdentifier"] = [
            {
                "type": "IdentifierEntry",
                "identifier": item["notation"],
                "identifierType": IDENTIFIER_TYPES[item["kind"]],
            }
            for item in value
        ]


def get_identifiers(node: Node) -> list[dict[str, str]] | None:
    """Identifiers; one of a type that we do not know names its scheme after the type."""
    return [found for item in node.nodes("otherIdentifier") if (found := _identifier(item))] or None


def _identifier(node: Node) -> dict[str, str] | None:
    notation, type = node.string("identifier"), node.string("identifierType")
    if notation is None:
        return None
    if type is None or type in _KINDS:
        return {"notation": notation, "kind": _KINDS[type or "identifier"]}
    return {"notation": notation, "kind": "other", "scheme_name": type.removeprefix("ext:")}


def picture(member: str, what: str) -> Value:
    """The row of a picture that stands in the member `image`."""
    return Value(
        member=member,
        what=f"The caption of {what}",
        badge="image",
        term="statedImage",
        lost="is kept in the main language only",
        put=_put_image,
        get=_get_image,
        kind=ObjectOf(PICTURE),
    )


def _put_image(value: Any, node: Object, badge: Badge) -> None:
    if value:
        node["image"] = {"id": value["url"], "type": "Image"}
        if badge.language in value.get("caption", {}):
            node["image"]["caption"] = value["caption"][badge.language]


def _get_image(node: Node) -> dict[str, Any] | None:
    """A picture; older badges name it by its address alone."""
    image = node.node("image")
    if image is None:
        url = node.string("image")
        return {"url": url} if url else None
    found = {"url": image.string("id"), "caption": image.text("caption")}
    return {name: value for name, value in found.items() if value} if found["url"] else None


def _get_country(node: Node) -> str | None:
    """The country by its code, else by its name."""
    said = node.peek("addressCountry")
    named = _country(said) if said is not None else None
    code = node.string("addressCountryCode")
    found = _COUNTRIES.get(code.upper(), code.upper()) if code else named
    if found is not None and found == named:
        node.skip("addressCountry")
    return found


def _country(name: str) -> str | None:
    try:
        return vocabularies.country_code(name)
    except ModelError:
        return None


ADDRESS: Final = Shape(
    "Address",
    lambda _record, _badge, _path: {"type": ["Address"]},
    (
        Value(
            member="country",
            what="The country",
            badge="addressCountryCode",
            term="statedCountry",
            kind=STRING,
            put=string("addressCountryCode")[0],
            get=_get_country,
            elements="A3",
        ),
        plain("region", "addressRegion", "The region", "A3"),
        plain("locality", "addressLocality", "The town"),
        plain("postal_code", "postalCode", "The postal code"),
        plain("street", "streetAddress", "The street"),
        only("name", "placeName", TEXT, "The name of the place"),
        only("full_address", "fullAddress", TEXT, "The address as on a letter"),
    ),
)
"""A place."""


def _put_contact(value: Any, node: Object, _badge: Badge) -> None:
    for member in ("email", "phone"):
        if value and member in value[0]:
            node[member] = value[0][member]


def _get_contacts(node: Node) -> list[dict[str, Any]] | None:
    found = {
        "email": node.string("email"),
        "phone": node.string("phone"),
        "name": node.text("official"),
    }
    contact = {name: value for name, value in found.items() if value}
    return [contact] if contact else None


def _get_id(node: Node) -> str | None:
    found = node.string("id")
    return None if is_unnamed(found) else found


def _other_name(node: Node) -> dict[str, str] | None:
    """The name of a person who issues; else the id has to do."""
    names = (node.string("givenName"), node.string("familyName"))
    said = " ".join(name for name in names if name) or node.peek("id")
    return {node.reading.language: said} if said else None


@dataclass(frozen=True, slots=True)
class _Organisations(Shape):
    """Organisations: each is described once, and named by its id wherever it comes again."""

    def write(self, record: Record, badge: Badge, path: Path) -> Object:
        content = _content(record)
        if content in badge.described:
            return {"id": badge.described[content], "type": ["Profile"]}
        node = Shape.write(self, record, badge, path)
        if node["id"] not in badge.contradictory:
            badge.described[content] = node["id"]
        return node

    def read(self, node: Node, path: Path) -> dict[str, Any]:
        id = node.peek("id")
        if id is not None and not node.members.keys() - {"id", "type"}:
            node.string("id")
            node = node.reading.described(id) or node
        return Shape.read(self, node, path)


def contradictory(achievement: Record) -> frozenset[str]:
    """Ids of the organisations that an achievement describes in more than one way."""
    agencies = [item.get("agency") for item in achievement.get("quality_assurance", [])]
    roles = [achievement.get(name) for name in _ROLES]
    found: dict[str, set[str]] = {}
    for item in chain(agencies, *(role if isinstance(role, list) else [role] for role in roles)):
        if item and "id" in item:
            found.setdefault(item["id"], set()).add(_content(item))
    return frozenset(id for id, contents in found.items() if len(contents) > 1)


def _content(record: Record) -> str:
    return json.dumps(record, sort_keys=True, default=str)


PROFILE: Final = _Organisations(
    "Profile",
    lambda record, badge, path: {
        "id": record.get("id") or badge.unnamed(path),
        "type": ["Profile"],
    },
    (
        Value(
            member="id",
            what="The id of an organisation",
            badge="id",
            term="statedId",
            get=_get_id,
            kind=IRI,
        ),
        text("legal_name", "name", "The name of an organisation", "A4", otherwise=_other_name),
        only("alternative_name", "alternativeName", TEXT, "The short name of an organisation"),
        only("kind", "organisationKind", ConceptOf(), "The kind of an organisation"),
        Value(
            member="identifiers",
            what="Register, scheme or country of an identifier",
            badge="otherIdentifier",
            term="registeredIdentifier",
            put=put_identifiers,
            get=get_identifiers,
            kind=ObjectOf(IDENTIFIER, many=True),
        ),
        Parts(
            member="location",
            what="The seat",
            badge="address",
            shape=ADDRESS,
            slot=member_slot("address", many=False),
            one=True,
            elements="A3",
        ),
        Value(
            member="contacts",
            what="Further contacts, and names and pages of contacts,",
            badge="email, phone; official (read only)",
            term="contactPoint",
            lost=ARE_LEFT_OUT,
            put=_put_contact,
            get=_get_contacts,
            kind=ObjectOf(CONTACT, many=True),
        ),
        plain("homepage", "url", "The web page of an organisation"),
        picture("logo", "a logo"),
    ),
)
"""An organisation."""
