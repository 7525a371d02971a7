"""JSON Schemas of badges, endorsements and records, made from the classes.

Two forms are in use under one name: the older takes sets as arrays only and texts as strings;
the newer takes a single value for an array, and a language map for a text.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#json-schema
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Literal

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.validation.badges.classes import BadgeClass, Member, classes, vocabularies
from elm_microcred.validation.badges.forms import CONTEXTS, LANGUAGE_KEY, PATTERNS

SchemaForm = Literal["arrays", "json-ld"]
"""Arrays: the form of 2024. JSON-LD: that of 2026, with single values and language maps."""

DRAFT: Final = "https://json-schema.org/draft/2019-09/schema#"

_FORMATS: Final = {"Date": "date", "DateTime": "date-time", "DateTimeZ": "date-time"}
_PLAIN: Final = {"Boolean": "boolean", "Float": "number"}
_EXTENSION: Final = r"^ext:[a-zA-Z0-9._|-]+$"


@cache
def json_schema(name: str, form: SchemaForm = "json-ld") -> dict[str, Any]:
    """The JSON Schema (draft 2019-09) of a class.

    Args:
        name: Name of the class: `AchievementCredential`, `EndorsementCredential`,
            `ClrCredential`, `Profile`, or any other of Open Badges and CLR.
        form: Which of the two forms.
    """
    inside: dict[str, Any] = {}
    root = _object(classes()[name], form, inside)
    return {"$schema": DRAFT, "title": f"{name} ({form})", **root, "$defs": inside}


def _object(of: BadgeClass, form: SchemaForm, inside: dict[str, Any]) -> dict[str, Any]:
    known = of.members
    required = [m.name for m in known.values() if m.min and _is_required(of, m, form)]
    return {
        "type": "object",
        "properties": {name: _member(of, member, form, inside) for name, member in known.items()},
        "required": required,
        "additionalProperties": not of.closed,
    }


def _is_required(of: BadgeClass, member: Member, form: SchemaForm) -> bool:
    """Entries of Bitstring lists need no id, and the newer form asks for none."""
    return not (form == "json-ld" and of.name == "CredentialStatus" and member.name == "id")


def _member(of: BadgeClass, member: Member, form: SchemaForm, inside: dict[str, Any]) -> Any:
    if member.name == "@context":
        return _contexts(of, form)
    if member.name == "type" and of.types:
        return _types(of, member, form)
    item = _item(member, form, inside)
    if member.max == 1:
        return item
    array: dict[str, Any] = {"type": "array", "items": item}
    if member.min:
        array["minItems"] = member.min
    return array if form == "arrays" else {"oneOf": [item, array]}


def _item(member: Member, form: SchemaForm, inside: dict[str, Any]) -> dict[str, Any]:
    name = member.of
    if not name:
        return _literal(member.datatype, form)
    if name not in inside:
        inside[name] = {}
        inside[name] = _object(classes()[name], form, inside)
    reference = {"$ref": f"#/$defs/{name}"}
    if member.name == "issuer" and not name.endswith("v1p1"):
        return {"anyOf": [reference, _text({"type": "string"}, form)]}
    return reference


def _literal(kind: str, form: SchemaForm) -> dict[str, Any]:
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if kind in _FORMATS:
        return {"type": "string", "format": _FORMATS[kind]}
    if kind == "Context":
        return _context(form)
    if kind in vocabularies():
        vocabulary = vocabularies()[kind]
        words = {"type": "string", "enum": list(vocabulary.terms)}
        if not vocabulary.extensible:
            return words
        return {"oneOf": [words, {"type": "string", "pattern": _EXTENSION}]}
    text: dict[str, Any] = {"type": "string"}
    if kind in PATTERNS:
        text["pattern"] = PATTERNS[kind]
    return _text(text, form)


def _text(text: dict[str, Any], form: SchemaForm) -> dict[str, Any]:
    if form == "arrays":
        return text
    keys = {"pattern": LANGUAGE_KEY}
    return {
        "oneOf": [text, {"type": "object", "additionalProperties": text, "propertyNames": keys}]
    }


def _types(of: BadgeClass, member: Member, form: SchemaForm) -> dict[str, Any]:
    if member.max == 1:
        return _text({"type": "string", "enum": list(of.types[0])}, form)
    text = _text({"type": "string"}, form)
    arrays: list[dict[str, Any]] = [
        {"type": "array", "minItems": 1, "contains": {"enum": list(group)}, "items": text}
        for group in of.types
    ]
    array = arrays[0] if len(arrays) == 1 else {"allOf": arrays}
    return array if form == "arrays" else {"oneOf": [text, array]}


def _context(form: SchemaForm) -> dict[str, Any]:
    return {"anyOf": [_text({"type": "string"}, form), {"type": "object"}]}


def _contexts(of: BadgeClass, form: SchemaForm) -> dict[str, Any]:
    """The first contexts are given, in their order; more may follow."""
    base = CREDENTIALS_V1 if of.name.endswith("v1p1") else CREDENTIALS_V2
    first: list[dict[str, Any]] = [{"enum": [base]}]
    least = of.members["@context"].min
    first += [{"type": "string", "pattern": form} for form in CONTEXTS.get(least, ())]
    array = {
        "type": "array",
        "minItems": least,
        "items": first,
        "additionalItems": _context(form),
    }
    return array if form == "arrays" else {"oneOf": [_context(form), array]}
