"""The learner as the subject of a badge: by id, and by identity objects, plain or hashed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.mapping.open_badges.classes import HASHED_IDENTITY, IDENTIFIER
from elm_microcred.mapping.open_badges.kinds import ObjectOf
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import fill, read
from elm_microcred.mapping.open_badges.profiles import IDENTIFIER_TYPES
from elm_microcred.mapping.open_badges.rows import Row, Value, Words
from elm_microcred.mapping.open_badges.scope import Badge, Object, Source, Target

LEARNER: Final = "Learner"
"""The type of the object of the extension that says more of the learner."""

_GIVEN: Final = "ext:givenName"
_FAMILY: Final = "ext:familyName"
_BIRTH: Final = "ext:dateOfBirth"
_CITIZENSHIP: Final = "ext:citizenship"
_NATIONAL: Final = "nationalIdentityNumber"
_EMAIL: Final = "emailAddress"
_SINGLE: Final = ("name", _GIVEN, _FAMILY, _BIRTH, _EMAIL, _NATIONAL)
"""Types of which a learner has one; further ones are read as other identifiers."""

_TYPES: Final = IDENTIFIER_TYPES | {"national": "ext:national"}
"""Types of numbers; the one that is the learner's national number has its own."""

_KINDS: Final = {type: kind for kind, type in _TYPES.items()}
_OTHERS: Final = ("sourcedId", "systemId", "accountId", "userName")


def _add(type: str, value: str, credential: Object) -> None:
    """Add an identity object in plain words."""
    said = {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": type}
    credential["credentialSubject"].setdefault("identifier", []).append(said)


def _plain(credential: Node) -> Iterator[tuple[str, Node]]:
    """The identity objects in plain words, with their types."""
    for item in _identities(credential):
        if not _is_hashed(item) and item.peek("identityHash") is not None:
            yield item.peek("identityType") or "identifier", item


def _identities(credential: Node) -> list[Node]:
    subject = credential.node("credentialSubject")
    return [] if subject is None else subject.nodes("identifier")


def _is_hashed(item: Node) -> bool:
    said = item.peek("identityHash") or ""
    return item.members.get("hashed") is True or said.startswith(("sha256$", "md5$"))


def _said(item: Node) -> str:
    """The value of an identity object in plain words, all of which is read."""
    value = item.peek("identityHash") or ""
    item.skip_all()
    return value


def _first(credential: Node, type: str) -> str | None:
    return next((_said(item) for known, item in _plain(credential) if known == type), None)


def _peek(credential: Node, type: str) -> str | None:
    items = (item.peek("identityHash") for known, item in _plain(credential) if known == type)
    return next(items, None)


def _name(member: str, type: str, term: str, what: str) -> Words:
    """The row of a name."""

    def put(value: str, credential: Object) -> None:
        _add(type, value, credential)

    def get(credential: Node) -> dict[str, str] | None:
        found = _first(credential, type)
        return {credential.reading.language: found} if found is not None else None

    return Words(
        member=member,
        what=what,
        badge=f"identifier {type}",
        term=term,
        put=put,
        get=get,
        elements="A1",
    )


def _whole_name(credential: Node) -> str | None:
    """The whole name of somebody whose names are given one by one."""
    names = (_peek(credential, type) for type in (_GIVEN, _FAMILY))
    return " ".join(name for name in names if name) or None


def _get_name(credential: Node) -> dict[str, str] | None:
    """The whole name; some issuers state it as a member of the subject."""
    found, subject = _first(credential, "name"), credential.node("credentialSubject")
    if found is not None:
        return {credential.reading.language: found}
    return subject.text("name") if subject is not None else None


def _single(member: str, type: str, what: str) -> Value:
    """The row of a string that a learner has once."""

    def put(value: Any, credential: Object, _badge: Badge) -> None:
        if value is not None:
            _add(type, value, credential)

    return Value(
        member=member,
        what=what,
        badge=f"identifier {type}",
        put=put,
        get=lambda credential: _first(credential, type),
        elements="A1",
    )


def _put_id(value: Any, credential: Object, _badge: Badge) -> None:
    if value is not None:
        credential["credentialSubject"]["id"] = value


def _get_id(credential: Node) -> str | None:
    subject = credential.node("credentialSubject")
    return None if subject is None else subject.string("id")


def _put_national(value: Any, credential: Object, _badge: Badge) -> None:
    if value:
        _add(_NATIONAL, value["notation"], credential)


def _get_national(credential: Node) -> dict[str, str] | None:
    found = _first(credential, _NATIONAL)
    return {"notation": found, "kind": "national"} if found is not None else None


def _put_identifiers(value: Any, credential: Object, _badge: Badge) -> None:
    for item in value or []:
        _add(_TYPES[item["kind"]], item["notation"], credential)


def _get_identifiers(credential: Node) -> list[dict[str, str]] | None:
    """Numbers, and whatever else identifies the learner in plain words."""
    found, seen = [], set()
    for type, item in _plain(credential):
        if type == _CITIZENSHIP or (type in _SINGLE and type not in seen):
            seen.add(type)
            continue
        known = {"notation": _said(item), "kind": _KINDS.get(type, "other")}
        if type == _NATIONAL:
            known["kind"] = "national"
        elif type not in _KINDS and type not in _OTHERS:
            known["scheme_name"] = type.removeprefix("ext:")
        found.append(known)
    return found or None


def _put_citizenships(value: Any, credential: Object, _badge: Badge) -> None:
    for country in value or []:
        _add(_CITIZENSHIP, country, credential)


def _get_citizenships(credential: Node) -> list[str] | None:
    return [_said(item) for type, item in _plain(credential) if type == _CITIZENSHIP] or None


def _put_hashed(value: Any, credential: Object, _badge: Badge) -> None:
    for item in value or []:
        said = {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": item["identity_hash"],
            "identityType": item["identity_type"],
        } | ({"salt": item["salt"]} if "salt" in item else {})
        credential["credentialSubject"].setdefault("identifier", []).append(said)


def _get_hashed(credential: Node) -> list[dict[str, str]] | None:
    found = []
    for item in _identities(credential):
        if _is_hashed(item):
            item.flag("hashed")
            said = {
                "identity_type": item.string("identityType"),
                "identity_hash": item.string("identityHash"),
                "salt": item.string("salt"),
            }
            found.append({name: value for name, value in said.items() if value})
    return found or None


ROWS: Final[tuple[Row, ...]] = (
    Value(
        member="id",
        what="The learner's id",
        badge="id",
        put=_put_id,
        get=_get_id,
        elements="A1",
    ),
    _name("given_name", _GIVEN, "givenNameIn", "The learner's given name"),
    _name("family_name", _FAMILY, "familyNameIn", "The learner's family name"),
    Words(
        member="full_name",
        what="The learner's whole name",
        badge="identifier name",
        term="fullNameIn",
        put=lambda value, credential: _add("name", value, credential),
        get=_get_name,
        elements="A1",
        fallback=_whole_name,
        repeated="is the given and the family name, and is not kept apart from them",
    ),
    _single("date_of_birth", _BIRTH, "The learner's date of birth"),
    _single("email", _EMAIL, "The learner's e-mail address"),
    Value(
        member="national_id",
        what="The country or register of the learner's national number",
        badge=f"identifier {_NATIONAL}",
        term="nationalIdentifier",
        put=_put_national,
        get=_get_national,
        kind=ObjectOf(IDENTIFIER),
        elements="A1",
    ),
    Value(
        member="identifiers",
        what="Register, scheme or country of a learner's number",
        badge="identifier identifier, ext:…",
        term="registeredIdentifier",
        put=_put_identifiers,
        get=_get_identifiers,
        kind=ObjectOf(IDENTIFIER, many=True),
        elements="A1",
    ),
    Value(
        member="citizenships",
        what="The learner's citizenship",
        badge=f"identifier {_CITIZENSHIP}",
        put=_put_citizenships,
        get=_get_citizenships,
    ),
    Value(
        member="hashed_identities",
        what="A hashed identity of the learner",
        badge="identifier (hashed)",
        term="hashedIdentity",
        put=_put_hashed,
        get=_get_hashed,
        kind=ObjectOf(HASHED_IDENTITY, many=True),
        elements="A1",
    ),
)
"""The learner's members; `badge` is relative to the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """The row of the learner, who stands in the subject; the extension's terms stand apart."""

    member: str = "learner"
    what: str = "The learner"
    badge: str = "credentialSubject.id, credentialSubject.identifier"
    term: str = "learner"
    lost: str = ""
    elements: str = "A1"
    rows: Sequence[Row] = ROWS

    def write(self, to: Target) -> None:
        """Nothing yet: what identity objects say is read back at once."""

    def settle(self, to: Target) -> None:
        """Write the learner, and what the subject cannot say into an object of its own."""
        learner = to.record.get(self.member, {})
        home: Object | None = {} if to.home is not None else None
        fill(learner, ((self.rows, to.node),), home, to.badge, (*to.path, self.member))
        if home and to.home is not None:
            known = {"id": learner["id"]} if "id" in learner else {}
            to.home[self.term] = {"type": LEARNER, **known, **home}

    def read(self, source: Source) -> Any | None:
        """The learner."""
        home = source.home.node(self.term) if source.home is not None else None
        if home is not None:
            home.skip("id")
        path = (*source.path, self.member)
        return read(((self.rows, source.node),), home, path) or None
