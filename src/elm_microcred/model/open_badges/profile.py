"""Who takes part: issuers, creators, endorsers.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#profile
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.open_badges.vocabularies import IdentifierTypeEnum
from elm_microcred.model.vc.node import (
    IRI,
    URI,
    CompactJws,
    CountryCode,
    Date,
    EmailAddress,
    Float,
    Many,
    Maybe,
    Node,
    One,
    PhoneNumber,
    SomeOrOne,
    String,
)

if TYPE_CHECKING:
    from elm_microcred.model.open_badges.credential import (
        EndorsementCredential,
        EndorsementCredentialv1p1,
    )


class Address(Node):
    """A postal address."""

    TYPES = (("Address",),)

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    address_country: Maybe[String] = None
    """Country, in words. (0..1)"""

    address_country_code: Maybe[CountryCode] = None
    """Code of the country. (0..1)"""

    address_region: Maybe[String] = None
    """Region. (0..1)"""

    address_locality: Maybe[String] = None
    """Town. (0..1)"""

    street_address: Maybe[String] = None
    """Street and number. (0..1)"""

    post_office_box_number: Maybe[String] = None
    """Number of the post office box. (0..1)"""

    postal_code: Maybe[String] = None
    """Postal code. (0..1)"""

    geo: Maybe[GeoCoordinates] = None
    """Where that is. (0..1)"""


class GeoCoordinates(Node):
    """A place on the map."""

    TYPES = (("GeoCoordinates",),)

    type: One[IRI] = None
    """Types. (1)"""

    latitude: One[Float] = None
    """Degrees north. (1)"""

    longitude: One[Float] = None
    """Degrees east. (1)"""


class IdentifierEntry(Node):
    """Another identifier of something."""

    TYPES = (("IdentifierEntry",),)

    CLOSED = True

    type: One[IRI] = None
    """Types. (1)"""

    identifier: One[String] = None
    """The identifier. (1)"""

    identifier_type: One[IdentifierTypeEnum] = None
    """What kind of identifier it is. (1)"""


class Image(Node):
    """A picture: an address or a data URL."""

    TYPES = (("Image",),)

    CLOSED = True

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: One[IRI] = None
    """Types. (1)"""

    caption: Maybe[String] = None
    """Caption of the picture. (0..1)"""


class Profile(Node):
    """Somebody: an issuer, a creator, an endorser."""

    TYPES = (("Profile",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    name: Maybe[String] = None
    """Its name. (0..1)"""

    url: Maybe[URI] = None
    """Web page. (0..1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    endorsement: Many[EndorsementCredential] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    address: Maybe[Address] = None
    """Address. (0..1)"""

    other_identifier: Many[IdentifierEntry] = ()
    """Other identifiers of it. (0..*)"""

    official: Maybe[String] = None
    """Name of the official who answers for it. (0..1)"""

    parent_org: Maybe[Profile] = None
    """The organisation that it belongs to. (0..1)"""

    date_of_birth: Maybe[Date] = None
    """Date of birth. (0..1)"""

    phone: Maybe[PhoneNumber] = None
    """Phone number. (0..1)"""

    email: Maybe[EmailAddress] = None
    """E-mail address. (0..1)"""

    family_name: Maybe[String] = None
    """Family name. (0..1)"""

    given_name: Maybe[String] = None
    """Given name. (0..1)"""

    additional_name: Maybe[String] = None
    """Middle name or names. (0..1)"""

    patronymic_name: Maybe[String] = None
    """Patronymic name. (0..1)"""

    honorific_prefix: Maybe[String] = None
    """Title before the name. (0..1)"""

    honorific_suffix: Maybe[String] = None
    """Title after the name. (0..1)"""

    family_name_prefix: Maybe[String] = None
    """Prefix of the family name, as "van". (0..1)"""


class Profilev1p1(Node):
    """Somebody, over the data model 1.1."""

    TYPES = (("Profile",),)

    id: One[URI] = None
    """Identifier: an IRI. (1)"""

    type: SomeOrOne[IRI] = ()
    """Types. (1..*)"""

    name: Maybe[String] = None
    """Its name. (0..1)"""

    url: Maybe[URI] = None
    """Web page. (0..1)"""

    description: Maybe[String] = None
    """A short description. (0..1)"""

    endorsement: Many[EndorsementCredentialv1p1] = ()
    """What others have signed about it. (0..*)"""

    endorsement_jwt: Many[CompactJws] = ()
    """The same, each as a JSON Web Token. (0..*)"""

    image: Maybe[Image] = None
    """A picture of it. (0..1)"""

    address: Maybe[Address] = None
    """Address. (0..1)"""

    other_identifier: Many[IdentifierEntry] = ()
    """Other identifiers of it. (0..*)"""

    official: Maybe[String] = None
    """Name of the official who answers for it. (0..1)"""

    parent_org: Maybe[Profile] = None
    """The organisation that it belongs to. (0..1)"""

    date_of_birth: Maybe[Date] = None
    """Date of birth. (0..1)"""
