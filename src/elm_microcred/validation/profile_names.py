"""Which profiles are meant: by name, by address, by what the document declares of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from elm_microcred import profiles, vocabularies
from elm_microcred.profiles.declared import GENERIC, PROFILE_CODES
from elm_microcred.profiles.releases import NAMESPACES, iri_in
from elm_microcred.profiles.tables import unknown_profile
from elm_microcred.validation.purposes import PURPOSES, Purpose, purpose

DECLARED: Final = "declared"
"""The name that stands for whatever application profiles the document declares."""

_BY_CODE: Final[Mapping[str, str]] = {code: name for name, code in PROFILE_CODES.items()}


def chosen(
    wanted: str | Purpose | Iterable[str | Purpose], document: object
) -> tuple[tuple[str, ...], tuple[Purpose, ...]]:
    """The application profiles and the purpose profiles that are meant, each once.

    Args:
        wanted: One or several: names (`edc-accredited`, or `accredited` for short), addresses
            of application profiles, `declared`, or purpose profiles.
        document: The document, for what it declares.

    Raises:
        UsageError: If there is no such profile, or none is given.
    """
    given = (wanted,) if isinstance(wanted, str | Purpose) else tuple(wanted)
    applications: dict[str, None] = {}
    purposes: dict[str, Purpose] = {}
    for each in given:
        if isinstance(each, Purpose):
            purposes[each.id] = each
        elif each in PURPOSES:
            purposes[each] = purpose(each)
        elif each == DECLARED:
            applications |= dict.fromkeys(declared(document))
        else:
            applications[_application(each)] = None
    if not applications and not purposes:
        raise unknown_profile("", ALL)
    return tuple(applications), tuple(purposes.values())


ALL: Final = (*PURPOSES, DECLARED, *profiles.APPLICATION_PROFILES)
"""Every name of a profile."""


def _application(name: object) -> str:
    """The full name of an application profile."""
    if isinstance(name, str):
        short = iri_in(name, "3.2").removeprefix(NAMESPACES["3.2"][1])
        for full in (short, f"edc-{short}"):
            if full in profiles.APPLICATION_PROFILES:
                return full
    raise unknown_profile(name if isinstance(name, str) else repr(name)[:80], ALL)


def declared(document: object) -> tuple[str, ...]:
    """The application profiles that a credential declares; the generic one if it declares none."""
    found: dict[str, None] = {}
    base = vocabularies.scheme("credential").base
    for profile in _values(document, "credentialProfiles"):
        iri = profile.get("id") if isinstance(profile, Mapping) else profile
        if isinstance(iri, str) and iri.startswith(base):
            found[_BY_CODE.get(iri.removeprefix(base), GENERIC)] = None
    for schema in _values(document, "credentialSchema"):
        iri = schema.get("id") if isinstance(schema, Mapping) else schema
        if isinstance(iri, str):
            name = iri_in(iri, "3.2").removeprefix(NAMESPACES["3.2"][1])
            if name in profiles.APPLICATION_PROFILES:
                found[name] = None
    if len(found) > 1:
        found.pop(GENERIC, None)  # every other one stands on it
    return tuple(found) or (GENERIC,)


def _values(document: object, member: str) -> Iterator[Any]:
    if not isinstance(document, Mapping):
        return
    inner = document.get("credential")
    if "type" not in document and isinstance(inner, Mapping):
        document = inner
    value = document.get(member)
    yield from value if isinstance(value, list) else [value]
