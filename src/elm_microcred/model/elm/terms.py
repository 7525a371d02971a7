"""How an attribute of a class is called in JSON."""

from __future__ import annotations

import re
from typing import Final

_WORD = re.compile(r"_([a-z])")

IRREGULAR: Final = {
    "area_dialing": "elm:areaDialing",
    "content_url": "contentURL",
    "context": "@context",
    "default_language": "elm:defaultLanguage",
    "eidas_identifier": "eIDASIdentifier",
    "geometry": "locn:geometry",
    "has_member": "org:hasMember",
    "limit_abstract_programme": "elm:limitAbstractProgramme",
    "limit_eqf_level": "limitEQFLevel",
    "national_id": "nationalID",
    "rdf_value": "rdf:value",
    "related_esco_skill": "relatedESCOSkill",
}
"""Names that snake case does not give back, and members that the context has no term for."""


def term_of(attribute: str) -> str:
    """The member name in JSON.

    >>> term_of("given_name"), term_of("national_id"), term_of("default_language")
    ('givenName', 'nationalID', 'elm:defaultLanguage')
    """
    return IRREGULAR.get(attribute) or _WORD.sub(lambda match: match[1].upper(), attribute)
