"""The check `schema` of badges and learner records, and of whatever names a JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError, ForbiddenUrlError, ResolutionError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.report import Check
from elm_microcred.retrieval import Resolver
from elm_microcred.validation.badges.structure import class_of, object_problems, structure_problems
from elm_microcred.validation.outside_schemas import read_schema

SCHEMA_TYPES: Final = ("1EdTechJsonSchemaValidator2019", "JsonSchema")
"""Types of `credentialSchema` whose ids are JSON Schemas that are applied."""

_MOST: Final = 100
_WHOLE: Final = ("SCHEMA_MISSING", "SCHEMA_LEGACY", "RESULT_UNKNOWN", "CLR_DANGLING")
"""Findings that say nothing about a part of a credential."""

_SPEC: Final = "https://www.imsglobal.org/spec/vccs/v1p0/"
_PUBLISHED: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/(?:ob/v3p0|clr/v2p0)/schema/json(?:-ld)?/"
    r"(?:ob_v3p0|clr_v2p0)_(?:any)?(achievement|endorsement|clr)credential_schema\.json"
)
_CLASSES: Final = {
    "achievement": "AchievementCredential",
    "endorsement": "EndorsementCredential",
    "clr": "ClrCredential",
}


def schema_check(
    document: Mapping[str, Any], *, resolve: Resolver, limits: Limits, is_partial: bool = False
) -> Check | None:
    """Whether a credential fits the standard that it is of, and the schemas that it names.

    `None` for a credential that is of none of these standards and names no schema of a kind that
    is applied. The schemas that 1EdTech publishes are not asked for: the check of the structure
    stands for them. Others are asked of `resolve`; one that cannot be had is a warning. Of a
    credential of which its holder shows a part, nothing is missed, and no JSON Schema is applied.

    Spec: https://www.imsglobal.org/spec/vccs/v1p0/
    """
    of = class_of(document)
    named = [
        (place, entry)
        for place, entry in enumerate(listed(document.get("credentialSchema", [])))
        if isinstance(entry, dict) and any(t in SCHEMA_TYPES for t in _texts(entry.get("type")))
    ]
    if of is None and not named:
        return None
    schemas: dict[str, str] = {}
    told = structure_problems(document)
    if is_partial:
        told = (problem for problem in told if problem.code not in _WHOLE)
        named = []
    problems = list(islice(told, _MOST))
    is_list = isinstance(document.get("credentialSchema"), list)
    for place, entry in named[: limits.status_entries]:
        path = ("credentialSchema", place, "id") if is_list else ("credentialSchema", "id")
        problems += _named(document, entry.get("id"), path, schemas, resolve, limits)
    values = {"class": of.name if of else None, "schemas": schemas}
    return Check.of("schema", problems, values)


def _named(
    document: Mapping[str, Any],
    url: Any,
    path: tuple[str | int, ...],
    schemas: dict[str, str],
    resolve: Resolver,
    limits: Limits,
) -> Iterator[Problem]:
    if not isinstance(url, str):
        return  # the rules of the data model say it
    published = _PUBLISHED.fullmatch(url)
    if published:
        schemas[url] = "table of the standard"
        name = _CLASSES[published[1]]
        of = class_of(document)
        if of is None or of.name.removesuffix("v1p1") != name:
            yield from islice(object_problems(document, name), _MOST)
        return
    try:
        content = resolve(checked_https(url)).content
    except ForbiddenUrlError as error:
        yield from (problem.at(json_pointer(path)) for problem in error.problems)
        return
    except ResolutionError:
        schemas[url] = "not had"
        yield Problem(
            "SCHEMA_UNAVAILABLE",
            "The credential names a schema of its issuer's that could not be had.",
            pointer=json_pointer(path),
            found=shorten(url),
            remedy="Pass resolve= with a resolver that has it.",
            spec=_SPEC,
        )
        return
    try:
        found = read_schema(content, limits=limits).problems(document)
    except ElmMicrocredError as error:
        yield from (problem.at(json_pointer(path)) for problem in error.problems)
        return
    schemas[url] = "applied"
    yield from found


def _texts(value: object) -> list[str]:
    """The texts among the values of a member."""
    return [entry for entry in listed(value) if isinstance(entry, str)]
