"""Who takes part: persons, organisations, groups, and how to reach them."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, MaybeText, Some, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept, LegalIdentifier, Note, WebResource
    from elm_microcred.model.elm.credential import EuropeanDigitalCredential
    from elm_microcred.model.elm.display import MediaObject
    from elm_microcred.model.elm.places import Address, Location
    from elm_microcred.model.elm.quality import Accreditation
    from elm_microcred.model.elm.unions import AnyAgent, AnyClaim, AnyIdentifier, AnyOrganisation
    from elm_microcred.model.elm.values import DateTime


class Agent(Node):
    """Somebody who can act: a person, an organisation, or one that is not told apart further.

    `elm:Agent`, a kind of `foaf:Agent`.
    """

    PATH = "elm:Agent"

    pref_label: ManyTexts = None
    """Name to show. (0..n, `skos:prefLabel`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    contact_point: Many[ContactPoint] = ()
    """How to reach it. (0..n, `elm:contactPoint`)"""

    group_member_of: Many[Group] = ()
    """Group that it belongs to. (0..n, `elm:groupMemberOf`)"""

    location: Many[Location] = ()
    """Where it is or takes place. (0..n, `elm:location`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (only LOQ and AMS, 0..1, `elm:status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Many[AnyOrganisation] = ()
    """Who publishes the description. (only LOQ and AMS, 0..1; AMS 0..n, `dc:publisher`)"""


class Person(Node):
    """A human being: the learner, and everybody else who is named.

    `elm:Person`, a kind of `elm:Agent`, `person:Person`.
    """

    PATH = "elm:Person"

    full_name: MaybeText = None
    """The whole name as one text. (0..1, `foaf:fullName`)"""

    given_name: MaybeText = None
    """Given name or names. (0..1, `foaf:givenName`)"""

    family_name: MaybeText = None
    """Family name. (0..1, `foaf:familyName`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier of the person, such as a student number. (0..n, `adms:identifier`)"""

    birth_name: ManyTexts = None
    """Name at birth. (0..n, `person:birthName`)"""

    citizenship_country: Many[Concept] = ()
    """Country of citizenship. (0..n, `elm:citizenshipCountry`, vocabulary `country`)"""

    contact_point: Many[ContactPoint] = ()
    """How to reach it. (0..n, `elm:contactPoint`)"""

    date_of_birth: Maybe[DateTime] = None
    """Day of birth, written as a time. (0..1, `elm:dateOfBirth`)"""

    gender: Maybe[Concept] = None
    """Gender. (0..1, `elm:gender`, vocabulary `human-sex` recommended)"""

    group_member_of: Many[Group] = ()
    """Group that it belongs to. (0..n, `elm:groupMemberOf`)"""

    has_claim: Some[AnyClaim] = ()
    """What is said about the person's learning. (1..n, `elm:hasClaim`)"""

    has_credential: Many[EuropeanDigitalCredential] = ()
    """Credential of the person. (0..n, `elm:hasCredential`)"""

    location: Maybe[Location] = None
    """Where the person lives. (0..1, `elm:location`)"""

    member_of: Many[Organisation] = ()
    """Organisation that the person belongs to. (0..n, `org:memberOf`)"""

    national_id: Maybe[LegalIdentifier] = None
    """Identifier that a state gave the person. (0..1, `elm:nationalId`)"""

    patronymic_name: ManyTexts = None
    """Name after the father. (0..n, `person:patronymicName`)"""

    place_of_birth: Maybe[Location] = None
    """Place of birth. (0..1, `elm:placeOfBirth`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """


class Organisation(Node):
    """An organisation with a legal name: provider, awarding body, employer, authority.

    `elm:Organisation`, a kind of `elm:Agent`, `rov:RegisteredOrganization`.
    """

    PATH = "elm:Organisation"

    legal_name: SomeTexts = None
    """Registered name. (1..n, `rov:legalName`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier of the organisation. (0..n, `adms:identifier`)"""

    accreditation: Many[Accreditation] = ()
    """Accreditation that covers it. (0..n, `elm:accreditation`)"""

    contact_point: Many[ContactPoint] = ()
    """How to reach it. (0..n, `elm:contactPoint`)"""

    eidas_identifier: Maybe[LegalIdentifier] = None
    """Identifier in the certificate of its electronic seal. (0..1, `elm:eidasLegalIdentifier`)"""

    group_member_of: Many[Group] = ()
    """Group that it belongs to. (0..n, `elm:groupMemberOf`)"""

    has_member: Many[Person] = ()
    """Person who belongs to it. (0..n, `org:hasMember`)"""

    has_sub_organization: Many[Organisation] = ()
    """Organisation that is part of it. (0..n, `org:hasSubOrganization`)"""

    location: Some[Location] = ()
    """Seat; its country at least. (1..n, `elm:location`)"""

    logo: Maybe[MediaObject] = None
    """Logo. (0..1, `elm:logo`)"""

    registration: Maybe[LegalIdentifier] = None
    """Number in the official register. (0..1, `rov:registration`)"""

    sub_organization_of: Maybe[Organisation] = None
    """Organisation that it is part of. (0..1, `org:subOrganizationOf`)"""

    tax_identifier: Many[LegalIdentifier] = ()
    """Tax number. (0..n, `elm:taxIdentifier`)"""

    vat_identifier: Many[LegalIdentifier] = ()
    """VAT number. (0..n, `elm:vatIdentifier`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (only LOQ and AMS, 0..1, `elm:status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Many[AnyOrganisation] = ()
    """Who publishes the description. (only LOQ and AMS, 0..1; AMS 0..n, `dc:publisher`)"""


class Group(Node):
    """Several agents who act or appear together.

    `elm:Group`, a kind of `foaf:Group`.
    """

    PATH = "elm:Group"

    pref_label: SomeTexts = None
    """Name to show. (1..n, `skos:prefLabel`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (0..n, `skos:altLabel`)"""

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    contact_point: Many[ContactPoint] = ()
    """How to reach it. (0..n, `elm:contactPoint`)"""

    location: Many[Location] = ()
    """Where the group is. (0..n, `elm:location`)"""

    member: Many[AnyAgent] = ()
    """Member of the group. (0..n, `foaf:member`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""


class ContactPoint(Node):
    """How to reach an agent: address, e-mail, telephone, form.

    `elm:ContactPoint`.
    """

    PATH = "elm:ContactPoint"

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    address: Many[Address] = ()
    """Postal address. (0..n, `elm:address`)"""

    contact_form: Many[WebResource] = ()
    """Web form to write to. (0..n, `elm:contactForm`)"""

    email_address: Many[Mailbox] = ()
    """E-mail address. (0..n, `elm:emailAddress`)"""

    phone: Many[Phone] = ()
    """Telephone number. (0..n, `elm:phone`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""


class Phone(Node):
    """A telephone number, whole or in its parts.

    `elm:Phone`.
    """

    PATH = "elm:Phone"

    area_dialing: Maybe[str] = None
    """Area code. (0..1, `elm:areaDialing`)"""

    country_dialing: Maybe[str] = None
    """Country code. (0..1, `elm:countryDialing`)"""

    dial_number: Maybe[str] = None
    """Number within the area. (0..1, `elm:dialNumber`)"""

    phone_number: Maybe[str] = None
    """The whole number. (0..1, `elm:phoneNumber`)"""


class Mailbox(Node):
    """An e-mail address; its id is a `mailto:` IRI.

    `elm:Mailbox`.
    """

    PATH = "elm:Mailbox"
