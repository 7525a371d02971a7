"""Types of SD-JWT VC: which claims a credential of a type has, and what its holder can hide.

The types of the EU's wallets are data of the project (`vocab/credential_types/`). Another type is
another file there, or type metadata that its publisher serves.

Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/ (section 6, Type Metadata)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from elm_microcred.errors import (
    ElmMicrocredError,
    ForbiddenUrlError,
    LimitError,
    ParseError,
    ResolutionError,
)
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.integrity import fits_sri
from elm_microcred.proofs.urls import checked_https
from elm_microcred.retrieval import Resolver
from elm_microcred.strict_json import read_json

Path = tuple[str | int | None, ...]
Claims = Mapping[str, Any]

SPEC = "https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/"
_MOST_EXTENDED = 8
_SD = ("always", "allowed", "never")


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """What a type says of one claim.

    Attributes:
        path: Where the claim is; `None` stands for every element of an array.
        mandatory: Whether the issuer has to state it.
        sd: Whether the holder can hide it: always, allowed or never.
    """

    path: Path
    mandatory: bool = False
    sd: str = "allowed"


@dataclass(frozen=True, slots=True)
class CredentialType:
    """A type of credential.

    Attributes:
        vct: Its identifier.
        claims: What it says of its claims.
        name: What people call it.
        body: What its claims are made of: `claims` of its own, `elm` (a European Digital
            Credential under the claim of that name), or `open-badge-3` (the members of one).
        as_of: The day on which it was so, as its publisher does not number its changes; empty
            where nobody says.
    """

    vct: str
    claims: tuple[ClaimRule, ...] = ()
    name: str = ""
    body: str = "claims"
    as_of: str = ""


@cache
def bundled_types() -> Mapping[str, CredentialType]:
    """The types that are part of the library, by identifier."""
    folder = files("elm_microcred.vocab_data.credential_types")
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".json")]
    types = (_type(json.loads(entry.read_text("utf-8"))) for entry in found)
    return {type_.vct: type_ for type_ in types}


def type_with_body(body: str) -> CredentialType:
    """The bundled type whose claims are made of a document of that kind."""
    return next(type_ for type_ in bundled_types().values() if type_.body == body)


def type_problems(
    type_: CredentialType, claims: Claims, disclosed: Sequence[tuple[str | int, ...]]
) -> Iterator[Problem]:
    """Where the claims of a credential are others than those of its type.

    A claim that the holder can hide may be missing.

    Args:
        type_: The type.
        claims: The claims that are shown.
        disclosed: The paths of those that were hidden before.
    """
    for rule in type_.claims:
        found = list(matches(claims, rule.path))
        is_hidden = [path for path in found if path in disclosed]
        pointer = json_pointer(tuple("-" if step is None else step for step in rule.path))
        if rule.sd == "never" and rule.mandatory and not found and len(rule.path) == 1:
            yield _problem("A claim that the type demands is missing.", pointer)
        if rule.sd == "never" and is_hidden:
            yield _problem("A claim could be hidden that the type always shows.", pointer)
        if rule.sd == "always" and len(is_hidden) < len(found):
            yield _problem("A claim could not be hidden, as the type has it.", pointer)


def matches(value: Any, path: Path, before: tuple[str | int, ...] = ()) -> Iterator[Any]:
    """The places in a value that a path of a type leads to."""
    if not path:
        yield before
        return
    step, rest = path[0], path[1:]
    if isinstance(value, list) and not isinstance(step, str):
        for place, entry in enumerate(value):
            if step in (None, place):
                yield from matches(entry, rest, (*before, place))
    elif isinstance(value, dict) and isinstance(step, str) and step in value:
        yield from matches(value[step], rest, (*before, step))


def retrieve_type(
    vct: str, *, resolve: Resolver, integrity: Any = None, limits: Limits = DEFAULT
) -> CredentialType:
    """The type that its publisher describes, with those that it extends.

    Args:
        vct: An https URL.
        resolve: Asked for the metadata.
        integrity: What the credential says of the metadata's bytes (`vct#integrity`).
        limits: What the metadata may cost.

    Raises:
        ResolutionError: If the metadata cannot be had, or other bytes stand there.
        ParseError: If it is not the metadata of that type.
    """
    rules: dict[Path, ClaimRule] = {}
    name, url, seen = "", vct, list[str]()
    while url:
        if url in seen or len(seen) == _MOST_EXTENDED:
            raise ParseError(
                "SDJWT_VCT", "Types extend each other without an end.", found=url, spec=SPEC
            )
        seen.append(url)
        metadata = _metadata(url, integrity, resolve, limits)
        found = _type(metadata)
        name = name or found.name
        rules = {rule.path: rule for rule in found.claims} | rules
        url, integrity = metadata.get("extends", ""), metadata.get("extends#integrity")
        if not isinstance(url, str):
            raise ParseError(
                "SDJWT_VCT", "What a type extends is not text.", found=shorten(url), spec=SPEC
            )
    return CredentialType(vct, tuple(rules.values()), name)


def _metadata(url: str, integrity: Any, resolve: Resolver, limits: Limits) -> dict[str, Any]:
    try:
        content = resolve(checked_https(url)).content
    except ForbiddenUrlError:
        raise
    except (ElmMicrocredError, LookupError, OSError) as error:
        raise ResolutionError(
            "RESOURCE_UNAVAILABLE", "The metadata of a type could not be had.", found=url, spec=SPEC
        ) from error
    if integrity is not None and not fits_sri(integrity, content):
        raise ResolutionError(
            "RESOURCE_DIGEST_MISMATCH",
            "The metadata of the type is other than the credential says.",
            pointer="/vct#integrity",
            found=shorten(integrity),
            spec=SPEC,
        )
    try:
        metadata = read_json(content, limits=limits)
    except (ParseError, LimitError) as error:
        raise _malformed(url) from error
    if not isinstance(metadata, dict) or metadata.get("vct") != url:
        raise _malformed(url)
    return metadata


def _type(metadata: Mapping[str, Any]) -> CredentialType:
    entries = metadata.get("claims", [])
    rules = tuple(map(_rule, entries)) if isinstance(entries, list) else None
    if rules is None or None in rules:
        raise _malformed(str(metadata["vct"]))
    kept = tuple(rule for rule in rules if rule is not None)
    name = metadata.get("name", "")
    body, as_of = metadata.get("body", "claims"), metadata.get("as_of", "")
    return CredentialType(metadata["vct"], kept, str(name), body, str(as_of))


def _rule(entry: Any) -> ClaimRule | None:
    path = entry.get("path") if isinstance(entry, dict) else None
    if not isinstance(path, list) or not path:
        return None
    if not all(step is None or type(step) in (str, int) for step in path):
        return None
    sd = entry.get("sd", "allowed")
    return ClaimRule(tuple(path), entry.get("mandatory") is True, sd) if sd in _SD else None


def _malformed(url: str) -> ParseError:
    return ParseError(
        "SDJWT_VCT", "What stands there is not the metadata of the type.", found=url, spec=SPEC
    )


def _problem(detail: str, pointer: str) -> Problem:
    return Problem("SDJWT_TYPE", detail, pointer=pointer, spec=SPEC)
