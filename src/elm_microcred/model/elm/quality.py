"""Accreditation: who vouches for an organisation or a qualification."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.agents import Organisation
    from elm_microcred.model.elm.concepts import Concept, Note, WebResource
    from elm_microcred.model.elm.outcomes import Qualification
    from elm_microcred.model.elm.unions import AnyIdentifier, AnyOrganisation
    from elm_microcred.model.elm.values import DateTime


class Accreditation(Node):
    """The recognition that a quality assurance authority gives an organisation or a qualification.

    `elm:Accreditation`.
    """

    PATH = "elm:Accreditation"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    dc_type: One[Concept] = None
    """What was accredited: an institution, a programme, and others.

    (1..1, `dc:type`, vocabulary `accreditation`)
    """

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    accrediting_agent: One[Organisation] = None
    """Authority that gave the accreditation. (1..1, `elm:accreditingAgent`)"""

    date_issued: Maybe[DateTime] = None
    """When the accreditation was given. (0..1, `dc:issued`)"""

    decision: Maybe[Concept] = None
    """How the authority decided.

    (0..1, `elm:decision`, vocabulary `accreditation-decision` recommended)
    """

    expiry_date: Maybe[DateTime] = None
    """When it ends. (0..1, `elm:expiryDate`)"""

    landing_page: Many[WebResource] = ()
    """Page about it in a register. (0..n, `elm:landingPage`)"""

    limit_abstract_programme: Many[Concept] = ()
    """Kind of programme that it is limited to. (only AMS, 0..n, `elm:limitAbstractProgramme`)"""

    limit_credential_type: Many[Concept] = ()
    """Kind of credential that it is limited to.

    (0..n, `elm:limitCredentialType`, vocabulary `credential` recommended)
    """

    limit_eqf_level: Many[Concept] = ()
    """EQF level that it is limited to. (0..n, `elm:limitEQFLevel`, vocabulary `eqf`)"""

    limit_field: Many[Concept] = ()
    """Field of education that it is limited to. (0..n, `elm:limitField`, vocabulary `isced-f`)"""

    limit_jurisdiction: Many[Concept] = ()
    """Region or country that it is limited to. (0..n, `elm:limitJurisdiction`, vocabulary `atu`)"""

    limit_qualification: Maybe[Qualification] = None
    """Qualification that it is limited to. (0..1, `elm:limitQualification`)"""

    organisation: Many[Organisation] = ()
    """Organisation that was accredited. (0..n; LOQ 1..n; AMS 1..n, `elm:organisation`)"""

    report: Maybe[WebResource] = None
    """Report on the decision. (0..1, `elm:report`)"""

    review_date: Maybe[DateTime] = None
    """When it has to be reviewed. (0..1, `elm:reviewDate`)"""

    valid: Maybe[DateTime] = None
    """From when on it holds. (0..1, `dc:valid`)"""

    additional_note: Many[Note] = ()
    """Anything else worth saying. (0..n, `elm:additionalNote`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""

    homepage: Many[WebResource] = ()
    """Its page on the web. (0..n, `foaf:homepage`)"""

    status: Maybe[str] = None
    """Status of publication, as text. (0..1, `elm:status`, vocabulary `status`)"""

    date_modified: Maybe[DateTime] = None
    """When its description was last changed. The European context reads it as an IRI, so that a
    date is lost in RDF.

    (0..1, `dc:modified`)
    """

    publisher: Many[AnyOrganisation] = ()
    """Who publishes the description. (only LOQ and AMS, 0..1; AMS 0..n, `dc:publisher`)"""
