"""The learner as the subject of a badge: by id, and by identity objects, plain or hashed."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.profiles import IDENTIFIER_TYPES
from elm_microcred.mapping.open_badges.scope import Badge, Object

_PLAIN: Final = {
    "full_name": "name",
    "given_name": "ext:givenName",
    "family_name": "ext:familyName",
    "date_of_birth": "ext:dateOfBirth",
    "email": "emailAddress",
}
"""Members of a learner and the types under which they are written in plain words."""

_CITIZENSHIP: Final = "ext:citizenship"
_NATIONAL: Final = "nationalIdentityNumber"
_KINDS: Final = {type: kind for kind, type in IDENTIFIER_TYPES.items() if kind != "national"} | {
    "sourcedId": "other",
    "systemId": "other",
    "accountId": "other",
    "userName": "other",
}

PARTS: Final = {
    "given_name": "The learner's given name",
    "family_name": "The learner's family name",
    "full_name": "The learner's whole name",
    "date_of_birth": "The learner's date of birth",
    "national_id": "The country of the learner's national number",
    "identifiers": "Register, scheme or country of the learner's number",
    "email": "The learner's e-mail address",
    "citizenships": "The learner's citizenship",
    "hashed_identities": "A hashed identity of the learner",
    "id": "The learner's id",
}
"""How the sentence about the loss of a member begins."""


def put_learner(learner: dict[str, Any] | None, credential: Object, badge: Badge) -> None:
    """Write the learner's id and identity objects into the subject."""
    learner = learner or {}
    subject = credential["credentialSubject"]
    if "id" in learner:
        subject["id"] = learner["id"]
    said = [
        _plain(type, _main(learner[member], badge.language))
        for member, type in _PLAIN.items()
        if member in learner
    ]
    if "full_name" not in learner and (name := _composed(learner, badge.language)):
        said.insert(0, _plain("name", name))
    if "national_id" in learner:
        said.append(_plain(_NATIONAL, learner["national_id"]["notation"]))
    for item in learner.get("identifiers", []):
        said.append(_plain(IDENTIFIER_TYPES[item.get("kind", "other")], item["notation"]))
    said += [_plain(_CITIZENSHIP, country) for country in learner.get("citizenships", [])]
    said += [_hashed(item) for item in learner.get("hashed_identities", [])]
    if said:
        subject["identifier"] = said


def _main(value: Any, language: str) -> str:
    """A string, or a text in its main language or else its first."""
    if isinstance(value, str):
        return value
    found: str = value[language] if language in value else next(iter(value.values()))
    return found


def _composed(learner: dict[str, Any], language: str) -> str:
    """The whole name of somebody whose names are given one by one."""
    names = [learner[member] for member in ("given_name", "family_name") if member in learner]
    return " ".join(_main(name, language) for name in names)


def _plain(type: str, value: str) -> Object:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": value,
        "identityType": type,
    }


def _hashed(item: dict[str, str]) -> Object:
    written = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": item["identity_hash"],
        "identityType": item["identity_type"],
        "salt": item.get("salt"),
    }
    return {name: value for name, value in written.items() if value is not None}


def get_learner(credential: Node) -> dict[str, Any] | None:
    """The learner that the subject of a badge says."""
    subject = credential.node("credentialSubject")
    if subject is None:
        return None
    found: dict[str, Any] = {"id": subject.string("id")}
    language = credential.reading.language
    for item in subject.nodes("identifier"):
        type = item.peek("identityType") or "identifier"
        if item.members.get("hashed") is True or _is_hash(item.peek("identityHash")):
            _add(found, "hashed_identities", _hashed_identity(item))
        elif (value := _value(item)) is not None:
            _put(found, type, value, language)
    if "full_name" not in found and (name := subject.text("name")):
        found["full_name"] = name
    if found.get("full_name") == {language: _composed(found, language)} and "family_name" in found:
        del found["full_name"]
    return {name: value for name, value in found.items() if value} or None


def _put(found: dict[str, Any], type: str, value: str, language: str) -> None:
    member = next((name for name, known in _PLAIN.items() if known == type), None)
    if member is not None and member not in found:
        is_text = member in ("full_name", "given_name", "family_name")
        found[member] = {language: value} if is_text else value
    elif type == _NATIONAL and "national_id" not in found:
        found["national_id"] = {"notation": value, "kind": "national"}
    elif type == _CITIZENSHIP:
        _add(found, "citizenships", value)
    else:
        known = {"notation": value, "kind": "national" if type == _NATIONAL else "other"}
        if type in _KINDS:
            known["kind"] = _KINDS[type]
        elif type != _NATIONAL:
            known["scheme_name"] = type.removeprefix("ext:")
        _add(found, "identifiers", known)


def _add(found: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        found.setdefault(name, []).append(value)


def _is_hash(value: str | None) -> bool:
    return value is not None and value.startswith(("sha256$", "md5$"))


def _value(item: Node) -> str | None:
    for name in ("identityType", "salt"):
        item.string(name)
    item.flag("hashed")
    return item.string("identityHash")


def _hashed_identity(item: Node) -> dict[str, str] | None:
    item.flag("hashed")
    found = {
        "identity_type": item.string("identityType"),
        "identity_hash": item.string("identityHash"),
        "salt": item.string("salt"),
    }
    known = {name: value for name, value in found.items() if value}
    return known if "identity_hash" in known else None
