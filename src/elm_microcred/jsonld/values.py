"""Strings, numbers, booleans and value objects, as N-Quads terms.

Spec: https://www.w3.org/TR/json-ld11-api/#value-expansion
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld.compiled import LITERAL, LOST, Context, Term, literal_suffix
from elm_microcred.jsonld.findings import At, pointer
from elm_microcred.jsonld.iris import has_scheme, is_iri, is_language
from elm_microcred.jsonld.literals import (
    DOUBLE,
    canonical_double,
    is_exact,
    is_interoperable,
    json_literal,
    number,
    quoted,
)
from elm_microcred.jsonld.nquads import RDF

if TYPE_CHECKING:
    from elm_microcred.jsonld.emitter import Walk

Objects = str | Sequence[str]
"""One N-Quads term, or several; none where there is a finding instead."""

NOTHING: Final[Sequence[str]] = ()
"""No object, because there is a finding instead."""

_VALUE_MEMBERS: Final = ("@value", "@type", "@language", "@direction")


def scalar(walk: Walk, term: Term, value: Any, at: At) -> Objects:
    """The object that a string, number or boolean is as the value of `term`."""
    if term.value_context is not term.owner:
        term = term.for_values
    if isinstance(value, str):
        if term.mode == LITERAL:
            return text(walk, value, term.suffix, at)
        if term.coercion in ("@id", "@vocab"):
            return resource(walk, term, value, at)
        if term.coercion == DOUBLE:
            return _typed(walk, value, DOUBLE, at)
        return text(walk, value, term.suffix, at)
    if isinstance(value, int | float):
        return _number(walk, value, "" if term.coercion[:1] == "@" else term.coercion, at)
    if value is None:
        walk.findings.note("DATA_DROPPED", at, "null")
    else:
        walk.findings.note("DATA_INVALID", at, type(value).__name__, expected="a JSON value")
    return NOTHING


def _number(walk: Walk, value: int | float, datatype: str, at: At) -> Objects:
    """The literal of a number or boolean."""
    if not is_interoperable(value):
        walk.findings.note("DATA_INVALID", at, value, expected="a number within ±(2^53-1)")
    elif not is_exact(value, datatype):
        walk.findings.note("DATA_DROPPED", at, value, expected="at most 16 significant digits")
    else:
        return number(value, datatype)
    return NOTHING


def text(walk: Walk, value: str, suffix: str, at: At) -> Objects:
    """The literal of a string; its suffix begins with the closing quotation mark."""
    try:
        return quoted(value) + suffix
    except UnicodeEncodeError:
        walk.findings.note("DATA_INVALID", at, value, expected="text without lone surrogates")
        return NOTHING


def resource(walk: Walk, term: Term, value: str, at: At) -> Objects:
    """The IRI or blank node that a string is where the context says that it is one."""
    if term.coercion == "@id":
        return walk.iri(value, term.owner, at) or NOTHING
    expanded = term.owner.expand(value)
    if expanded[:2] == "_:":
        return walk.said.label(expanded)
    if is_iri(expanded):
        return f"<{expanded}>"
    code = "DATA_INVALID_IRI" if has_scheme(expanded) else "DATA_UNDEFINED_TERM"
    walk.findings.note(code, at, value)
    return NOTHING


def value_object(walk: Walk, element: dict[Any, Any], context: Context, at: At) -> Objects:
    """The literal that a value object is.

    Spec: https://www.w3.org/TR/json-ld11/#value-objects
    """
    found: dict[str, Any] = {}
    places: dict[str, At] = {}
    before = len(walk.findings)
    for key, value in element.items():
        member = context.term(key)
        here = (at, key)
        if member.mode == LOST:
            walk.lost(member, here)
        elif member.expanded == "@context":
            continue
        elif member.expanded not in _VALUE_MEMBERS or member.expanded in found:
            walk.findings.note(
                "DATA_INVALID", here, key, expected="only @value with @type, or with @language"
            )
        elif value is None and member.expanded != "@value":
            walk.findings.note("DATA_DROPPED", here, "null")
        else:
            found[member.expanded], places[member.expanded] = value, here
    if len(walk.findings) > before:
        return NOTHING
    value = found.pop("@value")
    value_at = places["@value"]
    if "@type" in found:
        if len(found) > 1:
            walk.findings.note("DATA_INVALID", at, "@type", expected="@type or @language, not both")
            return NOTHING
        return _typed_object(walk, value, found["@type"], context, value_at, places["@type"])
    if found and not isinstance(value, str):
        walk.findings.note("DATA_INVALID", value_at, value, expected="a string")
        return NOTHING
    language, direction = found.get("@language", ""), found.get("@direction", "")
    if "@language" in found and not (isinstance(language, str) and is_language(language)):
        walk.findings.note("DATA_INVALID_LANGUAGE", places["@language"], language)
        return NOTHING
    if "@direction" in found and direction not in ("ltr", "rtl"):
        walk.findings.note("DATA_INVALID", places["@direction"], direction, expected="ltr or rtl")
        return NOTHING
    return _plain(walk, value, '"' + literal_suffix("", language.lower(), direction), value_at)


def _typed_object(
    walk: Walk, value: Any, datatype: Any, context: Context, at: At, type_at: At
) -> Objects:
    if not isinstance(datatype, str):
        walk.findings.note("DATA_INVALID", type_at, datatype, expected="one datatype")
        return NOTHING
    expanded = context.expand(datatype)
    if expanded == "@json":
        return json_value(walk, value, at)
    if not has_scheme(expanded):
        walk.findings.note("DATA_UNDEFINED_TYPE", type_at, datatype)
    elif not is_iri(expanded):
        walk.findings.note("DATA_INVALID_IRI", type_at, datatype)
    elif expanded == RDF + "langString":
        walk.findings.note("DATA_INVALID", type_at, datatype, expected="@language beside @value")
    elif isinstance(value, str):
        return _typed(walk, value, expanded, at)
    elif isinstance(value, int | float):
        return _number(walk, value, expanded, at)
    else:
        return _plain(walk, value, '"', at)
    return NOTHING


def _typed(walk: Walk, value: str, datatype: str, at: At) -> Objects:
    if datatype == DOUBLE and not _is_canonical_double(value):
        # Some processors rewrite such a string and others do not, so that hashes would differ.
        walk.findings.note("DATA_INVALID", at, value, expected="a JSON number, or a form as 1.0E0")
        return NOTHING
    return text(walk, value, '"' + literal_suffix(datatype, "", ""), at)


def _is_canonical_double(value: str) -> bool:
    try:
        return canonical_double(float(value)) == value
    except ValueError:
        return False


def _plain(walk: Walk, value: Any, suffix: str, at: At) -> Objects:
    """The value of a value object without a datatype."""
    if isinstance(value, str):
        return text(walk, value, suffix, at)
    if isinstance(value, int | float):
        return _number(walk, value, "", at)
    if value is None:
        walk.findings.note("DATA_DROPPED", at, "null")
    else:
        walk.findings.note(
            "DATA_INVALID", at, type(value).__name__, expected="a string, number or boolean"
        )
    return NOTHING


def json_value(walk: Walk, value: Any, at: At) -> Objects:
    """The JSON literal of a value."""
    try:
        return json_literal(value)
    except JsonLdError as error:
        walk.findings.extend(problem.at(pointer(at)) for problem in error.problems)
        return NOTHING
