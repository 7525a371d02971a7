"""Who and where: organisations with their legal identity and contacts, and places."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from elm_microcred.model.base import Iri, Record, matching
from elm_microcred.model.text import Text
from elm_microcred.model.values import Concept, CountryCode, Identifier, Image, Line

EmailAddress = Annotated[
    str,
    Field(max_length=320),
    matching(r"[^@\s<>]+@[^@\s<>]+", "This is not an e-mail address", expected="name@example.org"),
]
"""An e-mail address, with no more checked than that it can be one."""


class Place(Record):
    """A place, as exactly as it is known.

    Attributes:
        name: Name of the place (a campus, a port, a town).
        country: ISO 3166-1 alpha-2 code.
        region: Code or IRI of an administrative unit (ATU or NUTS).
        locality: Town.
        postal_code: Postal code.
        street: Street and number.
        full_address: The whole address as it is written on a letter.
    """

    name: Text | None = None
    country: CountryCode | None = None
    region: Line | None = None
    locality: Line | None = None
    postal_code: Line | None = None
    street: Line | None = None
    full_address: Text | None = None


class ContactPoint(Record):
    """How to reach somebody.

    Attributes:
        email: E-mail address.
        phone: Telephone number.
        page: Web page of the contact.
        name: Name or department.
    """

    email: EmailAddress | None = None
    phone: Line | None = None
    page: Iri | None = None
    name: Text | None = None


class Organisation(Record):
    """A legal person: issuer, provider, awarding body, assessor, accreditor or funder.

    A bare string is its legal name.

    Attributes:
        id: IRI or DID of the organisation.
        legal_name: Name under which it is registered.
        alternative_name: Short or trading name.
        kind: What it is (university, employer, training centre), as a concept.
        identifiers: Registration, VAT, tax, eIDAS and other numbers.
        location: Seat, with country and region (A3).
        contacts: How to reach it.
        homepage: Its web page.
        logo: Its picture.
    """

    id: Iri | None = None
    legal_name: Text
    alternative_name: Text | None = None
    kind: Concept | None = None
    identifiers: tuple[Identifier, ...] = ()
    location: Place | None = None
    contacts: tuple[ContactPoint, ...] = ()
    homepage: Iri | None = None
    logo: Image | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"legal_name": value} if isinstance(value, str) else value
