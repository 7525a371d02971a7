"""Literal forms: is every text of the form that its datatype has?

SHACL engines take `2026-06-30` for a time, and a time without its offset means another moment in
each time zone: what they let through is found here. So is a node where a text belongs: JSON-LD
reads its `id` and `type` as languages.
"""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.jsonld import Survey
from elm_microcred.jsonld.nquads import XSD
from elm_microcred.problem import Problem, json_pointer
from elm_microcred.validation.compiled import Profile
from elm_microcred.validation.graph import Graph, Places, is_literal, parts
from elm_microcred.validation.literals import DATE_TIMES_WITH_OFFSET, FORMS, STRICT

_SPEC: Final = "https://www.w3.org/TR/xmlschema11-2/#{}"


def literal_problems(document: Any, said: Survey, graph: Graph, profile: Profile) -> list[Problem]:
    """What is wrong with the literals of a document that was surveyed.

    Spec: https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes
    """
    places = Places(document, said.places)
    problems = []
    for focus, node in graph.nodes.items():
        for path, values in node.items():
            for value in values:
                if value[-1] == ">":
                    problem = _of_literal(value) if is_literal(value) else None
                else:
                    problem = _of_language(value)
                if problem is not None:
                    row = profile.row("", path)
                    terms = (row.member, row.path, row.iri) if row else (path[1:-1],)
                    where = places.member(focus, terms, value)
                    problems.append(problem.at(json_pointer(where)))
    return problems


def _of_literal(value: str) -> Problem | None:
    text, datatype, _ = parts(value)
    if not STRICT.get(datatype, _any)(text):
        return Problem(
            "ELM_LITERAL_FORM",
            f"This is not a text of the datatype {datatype.removeprefix(XSD)}.",
            found=text,
            expected=FORMS.get(datatype),
            remedy="Correct it.",
            spec=_SPEC.format(datatype.removeprefix(XSD)),
        )
    if datatype == XSD + "dateTime" and not DATE_TIMES_WITH_OFFSET.fullmatch(text):
        return Problem(
            "ELM_TIME_WITHOUT_OFFSET",
            "This time means another moment in each time zone.",
            found=text,
            expected="a time with its offset, such as 2026-06-30T12:00:00Z",
            remedy="Add Z for UTC, or the offset.",
            spec=_SPEC.format("dateTimeStamp"),
        )
    return None


def _of_language(value: str) -> Problem | None:
    """The problem of a node where a text belongs: JSON-LD takes its members for languages."""
    text, mark, tag = value.rpartition('"@')
    if not mark or len(tag.partition("-")[0]) != _RESERVED:
        return None
    return Problem(
        "ELM_NODE_AS_TEXT",
        "An object stands where a text belongs: its members were read as languages.",
        found=f"{tag}: {text[1:]}",
        expected='text by language, such as {"en": "Port safety"}',
        remedy="Write the text.",
        spec="https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1",
    )


_RESERVED: Final = 4
"""No language has a code of four letters; `type` would be one."""


def _any(_: str) -> bool:
    return True
