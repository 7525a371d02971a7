"""A learner and organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from elm_microcred.mapping.builders.values import Text, concept, legal, moment, note
from elm_microcred.model.elm.agents import ContactPoint, Mailbox, Organisation, Person
from elm_microcred.model.elm.concepts import Identifier, WebResource
from elm_microcred.model.elm.places import Address, Location


def learner(
    given: Text | None = None,
    family: Text | None = None,
    *,
    full: Text | None = None,
    born: date | str | None = None,
    national_id: tuple[str, str] | None = None,
    citizenship: str | None = None,
    number: str | None = None,
    email: str | None = None,
    id: str | None = None,
) -> Person:
    """The holder of a credential, still without claims.

    Args:
        given: Given name.
        family: Family name.
        full: Whole name; both names where it is absent.
        born: Day of birth.
        national_id: National number and the code of its country.
        citizenship: Code of the country.
        number: Number of the student.
        email: E-mail address.
        id: IRI; one that holds within the credential where it is absent.
    """
    members: dict[str, Any] = {"given_name": given, "family_name": family}
    members["full_name"] = full or _both(given, family)
    if born is not None:
        members["date_of_birth"] = moment(born)
    if national_id is not None:
        members["national_id"] = legal(*national_id)
    if citizenship is not None:
        members["citizenship_country"] = (concept("country", citizenship),)
    if number is not None:
        members["identifier"] = (Identifier(notation=number),)
    if email is not None:
        members["contact_point"] = (_reached(email),)
    return Person(**_given({"id": id, **members}))


def organisation(
    name: Text,
    *,
    country: str,
    address: Text | None = None,
    registration: str | None = None,
    vat: str | None = None,
    eidas: str | None = None,
    homepage: str | None = None,
    email: str | None = None,
    id: str | None = None,
) -> Organisation:
    """An organisation with its legal name and its seat, which ELM asks of every one.

    Args:
        name: Legal name.
        country: Code of the country of its seat.
        address: Its address.
        registration: Number in the register of legal persons of that country.
        vat: VAT number.
        eidas: The organisationIdentifier of its seal; sealing adds it where it is absent.
        homepage: Address of its page.
        email: E-mail address.
        id: IRI; one that holds within the credential where it is absent.

    Raises:
        ModelError: If there is no such country.
    """
    seat: dict[str, Any] = {"country_code": concept("country", country)}
    if address is not None:
        seat["full_address"] = note(address)
    members: dict[str, Any] = {
        "legal_name": name,
        "location": (Location(address=(Address(**seat),)),),
    }
    for term, number in (
        ("registration", registration),
        ("vat_identifier", vat),
        ("eidas_identifier", eidas),
    ):
        if number is not None:
            members[term] = legal(number, country)
    if homepage is not None:
        members["homepage"] = (WebResource(content_url=homepage),)
    if email is not None:
        members["contact_point"] = (_reached(email),)
    return Organisation(**_given({"id": id, **members}))


def _reached(email: str) -> ContactPoint:
    return ContactPoint(email_address=(Mailbox(id=f"mailto:{email}"),))


def _both(given: Text | None, family: Text | None) -> Text | None:
    """Both names as one, in each language that both have."""
    if given is None or family is None:
        return given or family
    if isinstance(given, str) and isinstance(family, str):
        return f"{given} {family}"
    if isinstance(given, Mapping) and isinstance(family, Mapping):
        return {tag: f"{given[tag]} {family[tag]}" for tag in given if tag in family} or None
    return None


def _given(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
