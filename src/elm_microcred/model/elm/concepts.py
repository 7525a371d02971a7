"""Concepts of controlled vocabularies, identifiers, notes and links."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, MaybeText, One, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.node import Resource
    from elm_microcred.model.elm.values import DateTime


class Concept(Node):
    """An entry of a controlled vocabulary, written with its vocabulary and label.

    `skos:Concept`.
    """

    PATH = "skos:Concept"

    pref_label: ManyTexts = None
    """Name to show. (0..n, `skos:prefLabel`)"""

    alt_label: ManyTexts = None
    """Other name that it goes by. (only LOQ and AMS, 0..n, `skos:altLabel`)"""

    definition: ManyTexts = None
    """What the concept means. (0..n, `skos:definition`)"""

    in_scheme: Many[ConceptScheme] = ()
    """Vocabulary that the concept belongs to. (0..n, `skos:inScheme`)"""

    notation: Maybe[str] = None
    """Code or number, as text. (0..1, `skos:notation`)"""


class ConceptScheme(Node):
    """A controlled vocabulary.

    `skos:ConceptScheme`.
    """

    PATH = "skos:ConceptScheme"


class Identifier(Node):
    """A text that stands for one thing in one scheme, such as a student number.

    `elm:Identifier`, a kind of `adms:Identifier`.
    """

    PATH = "elm:Identifier"

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    creator: Maybe[Resource] = None
    """IRI of the agency that keeps the scheme. (0..1, `dc:creator`)"""

    date_issued: Maybe[DateTime] = None
    """When it was issued or given. (0..1, `dc:issued`)"""

    notation: One[str] = None
    """Code or number, as text. (1..1, `skos:notation`)"""

    scheme_agency: MaybeText = None
    """Name of the agency that keeps the scheme. (0..1, `adms:schemeAgency`)"""

    scheme_id: Maybe[str] = None
    """IRI of the scheme. (0..1, `elm:schemeId`)"""

    scheme_name: Maybe[str] = None
    """Name of the scheme. (0..1, `elm:schemeName`)"""

    scheme_version: Maybe[str] = None
    """Version of the scheme. (0..1, `elm:schemeVersion`)"""


class LegalIdentifier(Node):
    """An identifier that a state or an authority gave, with the country it holds in.

    `elm:LegalIdentifier`, a kind of `elm:Identifier`.
    """

    PATH = "elm:LegalIdentifier"

    dc_type: Many[Concept] = ()
    """What kind it is of. (0..n, `dc:type`)"""

    creator: Maybe[Resource] = None
    """IRI of the agency that keeps the scheme. (0..1, `dc:creator`)"""

    date_issued: Maybe[DateTime] = None
    """When it was issued or given. (0..1, `dc:issued`)"""

    notation: One[str] = None
    """Code or number, as text. (1..1, `skos:notation`)"""

    scheme_agency: MaybeText = None
    """Name of the agency that keeps the scheme. (0..1, `adms:schemeAgency`)"""

    scheme_id: Maybe[str] = None
    """IRI of the scheme. (0..1, `elm:schemeId`)"""

    scheme_name: Maybe[str] = None
    """Name of the scheme. (0..1, `elm:schemeName`)"""

    scheme_version: Maybe[str] = None
    """Version of the scheme. (0..1, `elm:schemeVersion`)"""

    spatial: One[Concept] = None
    """Country or region in which it holds. (1..1, `dc:spatial`, vocabulary `country`)"""


class Note(Node):
    """Free text in one or more languages.

    `elm:Note`.
    """

    PATH = "elm:Note"

    note_format: Maybe[Concept] = None
    """Format of the text. (0..1, `elm:noteFormat`)"""

    note_literal: SomeTexts = None
    """The text. (1..n, `elm:noteLiteral`)"""

    subject: Maybe[Concept] = None
    """What the text is about. (0..1, `dc:subject`)"""


class WebResource(Node):
    """A page or file on the web.

    `elm:WebResource`, a kind of `foaf:Document`.
    """

    PATH = "elm:WebResource"

    title: ManyTexts = None
    """Title. (0..n, `dc:title`)"""

    content_url: One[str] = None
    """Where it can be fetched. (1..1, `elm:contentUrl`)"""

    language: Maybe[Concept] = None
    """Language that it is in, or taught in. (0..1, `dc:language`, vocabulary `language`)"""
