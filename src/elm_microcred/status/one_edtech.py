"""The status of a badge in a revocation list of 1EdTech: JSON that lists what was revoked.

Nobody signs such a list. That it is the issuer's rests on https, and on the signed badge
that names its address.

Spec: https://www.imsglobal.org/spec/vcrl/v1p0/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.proofs.urls import is_url
from elm_microcred.status.sources import Finding, Sources
from elm_microcred.strict_json import read_json

_SPEC = "https://www.imsglobal.org/spec/vcrl/v1p0/"


def examine(members: Mapping[str, Any], credential: Mapping[str, Any], sources: Sources) -> Finding:
    """What the list that an entry names says about a badge."""
    url, badge = members.get("id"), credential.get("id")
    if not isinstance(url, str) or not is_url(url):
        return (_problem("STATUS_INVALID", "The entry does not name its list.", "/id"),), {}
    values: dict[str, Any] = {"purpose": "revocation", "list": url}
    if not isinstance(badge, str) or not badge:
        detail = "A credential without an identifier cannot stand in a revocation list."
        return (_problem("STATUS_INVALID", detail, expected="an id of the credential"),), values
    resource = sources.retrieve(url)
    if isinstance(resource, Problem):
        return (resource.at("/id"),), values
    try:
        document = read_json(resource.content, limits=sources.limits)
    except (ParseError, LimitError) as error:
        detail = f"The revocation list cannot be read. {error.problem.detail}"
        return (_problem("STATUS_LIST_INVALID", detail, "/id"),), values
    wrong = _wrong(document, url, identifier_of(credential.get("issuer")), sources)
    if wrong is not None:
        return (wrong,), values
    unsigned = _problem(
        "STATUS_LIST_UNSIGNED", "Nobody signs a revocation list of this kind.", found=url
    )
    revoked = _revocation(document, badge)
    values["status"] = int(revoked is not None)
    return (unsigned,) if revoked is None else (unsigned, revoked), values


def _wrong(document: Any, url: str, issuer: str | None, sources: Sources) -> Problem | None:
    is_list = isinstance(document, dict) and isinstance(
        document.get("revokedCredential"), list | dict
    )
    if not is_list or not all(
        isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and isinstance(entry.get("revoked", True), bool)
        for entry in _entries(document)
    ):
        expected = "an object whose revokedCredential lists objects with an id"
        detail = "What stands behind the entry is not a revocation list."
        return _problem("STATUS_LIST_INVALID", detail, "/id", expected=expected)
    if document.get("id", url) != url:
        return _problem(
            "STATUS_LIST_MISMATCH",
            "The revocation list is another one than the credential names.",
            "/id",
            found=shorten(document["id"]),
            expected=url,
        )
    publisher = identifier_of(document.get("issuer", issuer))
    if publisher != issuer and publisher not in sources.list_issuers:
        return _problem(
            "STATUS_LIST_ISSUER",
            "The revocation list is of somebody else than the issuer of the credential.",
            "/id",
            found=publisher,
            expected=issuer,
        )
    return None


def _entries(document: Mapping[str, Any]) -> list[Any]:
    return listed(document["revokedCredential"])


def _revocation(document: Mapping[str, Any], badge: str) -> Problem | None:
    for entry in _entries(document):
        if entry["id"] == badge and entry.get("revoked", True):
            reason = entry.get("revocationReason")
            found = shorten(reason) if isinstance(reason, str) and reason else None
            return _problem("STATUS_REVOKED", "The issuer has revoked the credential.", found=found)
    return None


def _problem(code: str, detail: str, pointer: str = "", **members: Any) -> Problem:
    return Problem(code, detail, pointer=pointer, **{"spec": _SPEC, **members})
