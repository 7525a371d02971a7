"""Texts of datatypes, as XSD has them and as SHACL engines see them."""

from __future__ import annotations

import logging
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elm_microcred.jsonld.nquads import XSD
from elm_microcred.validation.literals import DATE_TIMES_WITH_OFFSET, FORMS, LENIENT, STRICT

logging.getLogger("rdflib").setLevel(logging.CRITICAL)


@pytest.mark.parametrize(
    ("datatype", "text", "strict", "lenient"),
    [
        ("dateTime", "2026-06-30T12:00:00Z", True, True),
        ("dateTime", "2026-06-30T12:00:00+02:00", True, True),
        ("dateTime", "2026-06-30T12:00:00", True, True),
        ("dateTime", "2026-06-30T12:00:00.123456789Z", True, True),
        ("dateTime", "2024-02-29T00:00:00Z", True, True),
        ("dateTime", "2023-02-29T00:00:00Z", False, False),
        ("dateTime", "2023-09-27", False, True),
        ("dateTime", "2023-09-27 12:00:00", False, True),
        ("dateTime", "2023-09-27T12:00", False, True),
        ("dateTime", "2023-09-27T24:00:00", True, False),
        ("dateTime", "12023-09-27T12:00:00Z", True, False),
        ("dateTime", "-0001-01-01T00:00:00Z", True, False),
        ("dateTime", "yesterday", False, False),
        ("dateTime", "", False, False),
        ("duration", "PT60H", True, True),
        ("duration", "P2DT12H", True, True),
        ("duration", "P1Y2M3DT4H5M6.7S", True, True),
        ("duration", "-P1D", True, True),
        ("duration", "P1W", False, True),
        ("duration", "PT1,5H", False, True),
        ("duration", "PT", False, True),
        ("duration", "P", False, False),
        ("duration", "60 hours", False, False),
        ("decimal", "12.50", True, True),
        ("decimal", "1E2", False, True),
        ("decimal", "12,5", False, False),
        ("integer", "-7", True, True),
        ("integer", "7.0", False, False),
        ("integer", " 7", False, True),
        ("positiveInteger", "007", True, True),
        ("positiveInteger", "0", False, False),
        ("positiveInteger", "-1", False, False),
        ("boolean", "true", True, True),
        ("boolean", "1", True, True),
        ("boolean", "True", False, False),
        ("anyURI", "anything", True, True),
        ("string", "", True, True),
    ],
)
def test_forms(datatype: str, text: str, strict: bool, lenient: bool) -> None:
    assert STRICT[XSD + datatype](text) is strict
    assert LENIENT[XSD + datatype](text) is lenient


def test_every_form_has_words() -> None:
    for datatype, form in FORMS.items():
        assert form
        assert not STRICT[datatype]("§")


@given(
    st.sampled_from(["dateTime", "duration", "decimal", "integer", "positiveInteger", "boolean"]),
    st.text(alphabet="0123456789-+:.,TPYMDWHSZ truefals", max_size=14)
    | st.datetimes().map(lambda moment: moment.isoformat()),
)
@example("duration", "P2023-01-01")
def test_the_lenient_reading_is_that_of_rdflib(datatype: str, text: str) -> None:
    from rdflib import XSD as RDFLIB
    from rdflib import Literal

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        literal = Literal(text, datatype=RDFLIB[datatype])
    assert LENIENT[XSD + datatype](text) is not literal.ill_typed


@given(st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")))
def test_what_python_writes_is_a_time(text: str) -> None:
    assert STRICT[XSD + "dateTime"](text)
    assert DATE_TIMES_WITH_OFFSET.fullmatch(text) is None
    for offset in ("Z", "+14:00", "-03:30"):
        assert STRICT[XSD + "dateTime"](text + offset)
        assert DATE_TIMES_WITH_OFFSET.fullmatch(text + offset)
