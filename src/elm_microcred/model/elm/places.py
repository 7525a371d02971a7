"""Places, addresses and periods."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, Some

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept, Note
    from elm_microcred.model.elm.unions import AnyIdentifier
    from elm_microcred.model.elm.values import DateTime


class Location(Node):
    """A place: an address, a region, or a point on the map.

    `dc:Location`.
    """

    PATH = "dc:Location"

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    address: Some[Address] = ()
    """Postal address. (1..n, `elm:address`)"""

    geographic_name: ManyTexts = None
    """Name of the place. (0..n, `elm:geographicName`)"""

    geometry: Many[Geometry] = ()
    """Point on the map. (0..n, `locn:geometry`)"""

    spatial_code: Many[Concept] = ()
    """Administrative region. (0..n, `elm:spatialCode`, vocabulary `atu` recommended)"""


class Address(Node):
    """A postal address; only its country is required.

    `elm:Address`.
    """

    PATH = "elm:Address"

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    country_code: One[Concept] = None
    """Country. (1..1, `elm:countryCode`, vocabulary `country`)"""

    full_address: Maybe[Note] = None
    """Address as free text. (0..1, `elm:fullAddress`)"""


class Geometry(Node):
    """A point on the map.

    `locn:Geometry`.
    """

    PATH = "locn:Geometry"

    latitude: Many[str] = ()
    """Latitude of the point. (0..n, `clv:latitude`)"""

    longitude: Many[str] = ()
    """Longitude of the point. (0..n, `clv:longitude`)"""


class PeriodOfTime(Node):
    """A span of time with a beginning, an end, or both.

    `dc:PeriodOfTime`.
    """

    PATH = "dc:PeriodOfTime"

    pref_label: ManyTexts = None
    """Name to show. (0..n, `skos:prefLabel`)"""

    end_date: Maybe[DateTime] = None
    """End. (0..1, `elm:endDate`)"""

    start_date: Maybe[DateTime] = None
    """Beginning. (0..1, `elm:startDate`)"""
