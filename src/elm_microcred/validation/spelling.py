"""Members that JSON-LD reads and people do not: the same statement, spelled another way.

A proof over RDF holds whatever spelling the JSON has, but validity, status and issuer are read
from the JSON. A holder who writes `validUntil` as its IRI, or moves it to where JSON-LD reads it
all the same, would hide it from every check with the signature intact. So the statements that
checks read stand in one place under one name, or the document is refused.

Spec: https://www.w3.org/TR/vc-data-integrity/#validating-contexts
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from elm_microcred.problem import Problem, json_pointer

_CREDENTIALS = "https://www.w3.org/2018/credentials#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_STATUS_2021 = "https://w3id.org/vc/status-list#"

CHECKED_IRIS = {
    **{
        _CREDENTIALS + term: term
        for term in (
            "credentialSchema",
            "credentialStatus",
            "credentialSubject",
            "evidence",
            "expirationDate",
            "holder",
            "issuanceDate",
            "issuer",
            "refreshService",
            "relatedResource",
            "termsOfUse",
            "validFrom",
            "validUntil",
            "verifiableCredential",
        )
    },
    **{
        namespace + term: term
        for namespace in (_STATUS, _STATUS_2021)
        for term in (
            "encodedList",
            "statusListCredential",
            "statusListIndex",
            "statusMessage",
            "statusPurpose",
            "statusSize",
        )
    },
    "https://w3id.org/security#proof": "proof",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "type",
}
"""Properties that checks read, and the one term under which they are read."""

_SUFFIXES = frozenset(CHECKED_IRIS.values()) - {"type"}
STRUCTURE = ("@graph", "@included", "@nest", "@reverse")
"""Keywords that put a statement elsewhere than where the JSON has it."""


_HARMLESS = {"id", "type", "endorsementComment"}
"""What may be said of a document in another place: an endorsement inside of it speaks of it."""

_CONTAINERS = (dict, list)


def respelled(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Each member that says what checks read, but not under the name where they read it."""
    return _found(document) if _is_suspicious(document) else iter(())


def _is_suspicious(document: Mapping[str, Any]) -> bool:
    """Whether it is worth looking closer: the quick answer for nearly every document.

    Names are gathered first and looked at once each: documents have few, and repeat them.
    """
    root = document.get("id")
    names: set[str] = set()
    todo: list[Any] = [document]
    for node in todo:  # which grows meanwhile
        if isinstance(node, list):
            todo += [entry for entry in node if isinstance(entry, _CONTAINERS)]
            continue
        names.update(node)
        if "id" in node and node["id"] == root and node is not document:
            return True
        # Nearly all values are strings, and the first test is the quicker one.
        values = node.values()
        if "@context" in node:
            values = {**node, "@context": None}.values()
        todo += [v for v in values if type(v) is not str and isinstance(v, _CONTAINERS)]
    return any(":" in name or (name[:1] == "@" and name != "@context") for name in names)


def _found(document: Mapping[str, Any]) -> Iterator[Problem]:
    root = document.get("id")
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while todo:
        path, node = todo.pop()
        if isinstance(node, list):
            todo += [((*path, place), entry) for place, entry in enumerate(node)]
        elif isinstance(node, dict):
            for name in node:
                if _is_other_spelling(name, node):
                    yield _problem("A member is spelled by an IRI or keyword.", (*path, name), name)
            if path and root is not None and node.get("id") == root and set(node) - _HARMLESS:
                yield _problem("The document describes itself in two places.", path, root)
            todo += [((*path, name), value) for name, value in node.items() if name != "@context"]


def _is_other_spelling(name: str, node: Mapping[str, Any]) -> bool:
    if name.startswith("@"):
        return name in STRUCTURE or name == "@id" or (name == "@type" and "@value" not in node)
    _, colon, suffix = name.partition(":")
    return name in CHECKED_IRIS or bool(colon and suffix in _SUFFIXES)


def _problem(detail: str, path: tuple[str | int, ...], found: Any) -> Problem:
    return Problem(
        "CREDENTIAL_MALFORMED",
        detail,
        pointer=json_pointer(path),
        found=str(found),
        expected="the term of the context, in the place where it is read",
        spec="https://www.w3.org/TR/vc-data-integrity/#validating-contexts",
    )
