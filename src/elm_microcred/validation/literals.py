"""Literals: whether a text is of its datatype, as SHACL engines see it and as XSD has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from elm_microcred.jsonld.nquads import RDF, XSD

_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_OFFSET: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_DATE_TIME: Final = re.compile(
    rf"({_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))T{_TIME}({_OFFSET})?"
)
_DATE_PARTS: Final = r"(?:[0-9]+Y(?:[0-9]+M)?(?:[0-9]+D)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
_TIME_PARTS: Final = (
    r"T(?:[0-9]+H(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?"
    r"|[0-9]+M(?:[0-9]+(?:\.[0-9]+)?S)?|[0-9]+(?:\.[0-9]+)?S)"
)
_DURATION: Final = re.compile(rf"-?P(?:{_DATE_PARTS}(?:{_TIME_PARTS})?|{_TIME_PARTS})")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_POSITIVE: Final = re.compile(r"\+?0*[1-9][0-9]*")
_BOOLEAN: Final = re.compile("true|false|1|0")
_NUMBER: Final = r"[0-9]+(?:[,.][0-9]+)?"
_LENIENT_DURATION: Final = re.compile(
    rf"[+-]?P(?!\Z)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)


def _is_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    return match is not None and _is_day(match[1])


def _is_day(text: str) -> bool:
    """Whether the month has the day; years beyond four digits repeat every 400."""
    year, month, day = text.rsplit("-", 2)
    number = abs(int(year[-9:])) % 400 + 400
    return int(day) <= _days(number, int(month))


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _anything(_: str) -> bool:
    return True


STRICT: Final[dict[str, Callable[[str], bool]]] = {
    XSD + "anyURI": _anything,
    XSD + "boolean": _matches(_BOOLEAN),
    XSD + "dateTime": _is_date_time,
    XSD + "decimal": _matches(_DECIMAL),
    XSD + "duration": _matches(_DURATION),
    XSD + "integer": _matches(_INTEGER),
    XSD + "positiveInteger": _matches(_POSITIVE),
    XSD + "string": _anything,
    RDF + "HTML": _anything,
    RDF + "langString": _anything,
}
"""Whether a text is in the lexical space of a datatype (XSD 1.1)."""


def _reads(convert: Callable[[str], object]) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        try:
            convert(text)
        except (ValueError, InvalidOperation):
            return False
        return True

    return reads


def _is_lenient_duration(text: str) -> bool:
    if _LENIENT_DURATION.fullmatch(text):
        return True
    return text[:1] == "P" and _reads(datetime.fromisoformat)(text[1:])


LENIENT: Final[dict[str, Callable[[str], bool]]] = STRICT | {
    XSD + "dateTime": _reads(datetime.fromisoformat),
    XSD + "decimal": _reads(Decimal),
    XSD + "duration": _is_lenient_duration,
    XSD + "integer": _reads(int),
    XSD + "positiveInteger": lambda text: _reads(int)(text) and int(text) > 0,
}
"""Whether SHACL engines built on rdflib take a text for one of the datatype.

They take a date for a time, for example; `literal_forms` is stricter.
"""

DATE_TIMES_WITH_OFFSET: Final = re.compile(rf".*T.*{_OFFSET}")
"""Times that mean one moment everywhere."""

FORMS: Final = {
    XSD + "boolean": "true or false",
    XSD + "dateTime": "a time such as 2026-06-30T12:00:00Z",
    XSD + "decimal": "a decimal number such as 12.50, without exponent",
    XSD + "duration": "a duration such as PT60H",
    XSD + "integer": "a whole number",
    XSD + "positiveInteger": "a whole number from 1",
}
"""What a text of a datatype looks like."""
