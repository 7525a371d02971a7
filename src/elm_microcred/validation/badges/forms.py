"""The forms of texts in badges and learner records, and of their contexts.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-types
"""

from __future__ import annotations

import re
from typing import Final

from elm_microcred.proofs import timestamps

LANGUAGE_KEY: Final = "^[a-z]{2}(-[A-Z]{2})?$"
"""A language in a language map, as the newer schemas allow them in place of any text."""

PATTERNS: Final = {
    "CompactJws": r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$",
    "LanguageCode": r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
}
"""Datatypes whose texts have a form."""

COMPILED: Final = {name: re.compile(form) for name, form in PATTERNS.items()}

TIMES: Final = ("Date", "DateTime", "DateTimeZ")
"""Datatypes that are dates or times."""

_BASE: Final = r"^https:\/\/purl\.imsglobal\.org\/spec"
_OB_CONTEXT: Final = _BASE + r"\/ob\/v3p0\/context(-3\.\d\.\d)*\.json$"
_CLR_CONTEXT: Final = _BASE + r"\/clr\/v2p0\/context(-2\.\d\.\d)*\.json$"
CONTEXTS: Final = {2: (_OB_CONTEXT,), 3: (_CLR_CONTEXT, _OB_CONTEXT)}
"""What the contexts after the first are, by the least number that a class asks for."""

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_time(value: str, datatype: str) -> bool:
    """Whether a text is a date or time of one of the datatypes of `TIMES`."""
    if datatype == "Date":
        is_date = _DATE.fullmatch(value) is not None
        return is_date and timestamps.parse(f"{value}T00:00:00Z") is not None
    return timestamps.parse(value, zone_required=datatype == "DateTimeZ") is not None
