"""The form of `credentialSchema`, and of credentials that are themselves a JSON Schema.

Nothing is fetched and nothing is evaluated here: a schema from outside is hostile until read by
rule.

Spec: https://www.w3.org/TR/vc-json-schema/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import listed
from elm_microcred.validation.digests import DIGESTS

SCHEMA_OF_SCHEMAS = "https://www.w3.org/ns/credentials/json-schema/v2.json"
"""What a credential with the type JsonSchemaCredential is itself described by."""

_KINDS = ("JsonSchema", "JsonSchemaCredential")
_SPEC = "https://www.w3.org/TR/vc-json-schema/"


def schema_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps the schemas of a credential from being read; nothing for one without any.

    That each is an object with type and id is a rule of the data model and not repeated here.
    """
    value = document.get("credentialSchema", [])
    for place, entry in enumerate(listed(value)):
        path = ("credentialSchema", place) if isinstance(value, list) else ("credentialSchema",)
        types = listed(entry.get("type")) if isinstance(entry, dict) else []
        if any(kind in types for kind in _KINDS):
            yield from _digests(entry, path)
    if "JsonSchemaCredential" in listed(document.get("type")):
        yield from _schema_credential(document)


def _digests(entry: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
    for name, is_digest in DIGESTS.items():
        if name in entry and not is_digest(entry[name]):
            yield _problem(
                f"The value of {name} is not a digest.", *path, name, found=shorten(entry[name])
            )


def _schema_credential(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Spec: https://www.w3.org/TR/vc-json-schema/#jsonschemacredential."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "JsonSchema" not in listed(subject.get("type")):
        yield _problem(
            "The subject of a JsonSchemaCredential is one JsonSchema.",
            *("credentialSubject", "type"),
            found=shorten(subject.get("type")) if isinstance(subject, dict) else None,
            expected="JsonSchema",
        )
    elif not isinstance(subject.get("jsonSchema"), dict):
        yield _problem(
            "The JsonSchema holds no schema.",
            *("credentialSubject", "jsonSchema"),
            found=shorten(subject["jsonSchema"]) if "jsonSchema" in subject else None,
            expected="a JSON Schema as an object",
        )
    described = [
        entry
        for entry in listed(document.get("credentialSchema"))
        if isinstance(entry, dict)
        and entry.get("id") == SCHEMA_OF_SCHEMAS
        and "JsonSchema" in listed(entry.get("type"))
    ]
    if not described:
        yield _problem(
            "A JsonSchemaCredential names the schema that all of them have.",
            "credentialSchema",
            expected=f"type JsonSchema and id {SCHEMA_OF_SCHEMAS}",
        )


def _problem(detail: str, *path: str | int, **members: Any) -> Problem:
    pointer = json_pointer(path)
    return Problem("CREDENTIAL_MALFORMED", detail, pointer=pointer, spec=_SPEC, **members)
