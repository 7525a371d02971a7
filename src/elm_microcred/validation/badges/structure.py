"""Whether a badge, endorsement or learner record has the members that its standard asks for.

The classes of `elm_microcred.model` say what is asked. Single values may stand alone and arrays
may stand for one, as JSON-LD has it. Where the published JSON Schemas let a wrong type pass
(evidence, result descriptions, profiles), this check does not.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-model
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.model.open_badges.vocabularies import PUBLISHED_EXTENSION, VOCABULARIES
from elm_microcred.model.vc.node import Member, Node, classes, members
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import listed
from elm_microcred.validation.badges.rules import RULES
from elm_microcred.validation.data_model import version

Path = tuple[str | int, ...]

SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/"

LANGUAGE_KEY: Final = "^[a-z]{2}(-[A-Z]{2})?$"
"""A language in a language map, as the newer schemas allow them in place of any text."""

PATTERNS: Final = {
    "CompactJws": r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$",
    "LanguageCode": r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
}
"""Datatypes whose texts have a form."""

_BASE: Final = r"^https:\/\/purl\.imsglobal\.org\/spec"
_OB_CONTEXT: Final = _BASE + r"\/ob\/v3p0\/context(-3\.\d\.\d)*\.json$"
_CLR_CONTEXT: Final = _BASE + r"\/clr\/v2p0\/context(-2\.\d\.\d)*\.json$"
CONTEXTS: Final = {2: (_OB_CONTEXT,), 3: (_CLR_CONTEXT, _OB_CONTEXT)}
"""What the contexts after the first are, by the least number that a class asks for."""

_COMPILED: Final = {name: re.compile(form) for name, form in PATTERNS.items()}
_LANGUAGE_KEY: Final = re.compile(LANGUAGE_KEY)
_PUBLISHED_EXTENSION: Final = re.compile(PUBLISHED_EXTENSION)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_OLD_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
_ROOTS: Final = {
    "ClrCredential": "ClrCredential",
    "EndorsementCredential": "EndorsementCredential",
    "OpenBadgeCredential": "AchievementCredential",
    "AchievementCredential": "AchievementCredential",
}


def class_of(document: Mapping[str, Any]) -> type[Node] | None:
    """The class that a credential is of, by its types; `None` if it is of none of these standards.

    >>> class_of({"type": ["VerifiableCredential", "OpenBadgeCredential"]}).__name__
    'AchievementCredential'
    """
    types = listed(document.get("type"))
    name = next((of for type_, of in _ROOTS.items() if type_ in types), None)
    return None if name is None else _twin(classes()[name], version(document) == 1)


def _twin(of: type[Node], is_old: bool) -> type[Node]:
    """The class over the data model 1.1 in place of one over 2.0, where there is one."""
    return classes().get(f"{of.__name__}v1p1", of) if is_old else of


def structure_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Whatever of a badge, endorsement or record is not as its standard has it.

    A document of another kind has no findings.
    """
    of = class_of(document)
    if of is not None:
        yield from _object(document, of, (), version(document) == 1)
        for rule in RULES:
            yield from rule(document)


def object_problems(document: Mapping[str, Any], name: str) -> Iterator[Problem]:
    """Whatever of a credential is not as the class of that name has it."""
    is_old = version(document) == 1
    yield from _object(document, _twin(classes()[name], is_old), (), is_old)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is asked of an object of a class.

    Attributes:
        known: What is said of each member, by the name under which it stands.
        texts: Names of members that are any text: nothing more is asked of one.
        sets: Those of them of which there may be several.
        required: Names of members that have to be there.
    """

    known: Mapping[str, Member]
    texts: frozenset[str]
    sets: frozenset[str]
    required: tuple[str, ...]


@cache
def _plan(of: type[Node], is_old: bool) -> _Plan:
    renamed = _OLD_NAMES if is_old and not of.__name__.endswith("v1p1") else {}
    known = {renamed.get(name, name): member for name, member in members(of).items()}
    texts = [name for name, member in known.items() if _takes_any_text(member)]
    return _Plan(
        known,
        frozenset(texts),
        frozenset(name for name in texts if known[name].cardinality.max is None),
        tuple(name for name, member in known.items() if member.cardinality.min),
    )


def _takes_any_text(member: Member) -> bool:
    """Whether every text is right as the one value of such a member."""
    kind = member.kind
    is_literal = isinstance(kind, str) and kind not in ("Boolean", "Float", "Context")
    has_form = kind in VOCABULARIES or kind in _TIMES or kind in _COMPILED
    return is_literal and not has_form and member.cardinality.min <= 1


def _are_texts(values: list[Any]) -> bool:
    return bool(values) and all(type(value) is str for value in values)


def _object(node: Mapping[str, Any], of: type[Node], path: Path, is_old: bool) -> Iterator[Problem]:
    plan = _plan(of, is_old)
    known, texts = plan.known, plan.texts
    for name, value in node.items():
        if name not in known or (type(value) is str and name in texts):
            continue
        if type(value) is not list or name not in plan.sets or not _are_texts(value):
            yield from _values(value, known[name], of, (*path, name), is_old)
    for name in plan.required:
        if name not in node:
            # Drafts over the data model 1.1 did not ask for a name yet, and badges live on.
            is_draft = name == "name" and of.__name__.endswith("v1p1")
            yield _problem(
                "SCHEMA_LEGACY" if is_draft else "SCHEMA_MISSING",
                f"{of.__name__} has no {name}.",
                (*path, name),
                expected=_kind_name(known[name]),
                remedy="Add it.",
            )
    if "@context" in node:
        yield from _contexts(node["@context"], of, (*path, "@context"))
    if of.TYPES and "type" in node:
        yield from _types(node["type"], of, (*path, "type"))
    if of.CLOSED:
        for name in sorted(node.keys() - known.keys()):
            yield _problem(
                "SCHEMA_CLOSED",
                f"{of.__name__} has no member of this name, and takes no others.",
                (*path, name),
                found=name,
                expected=", ".join(known),
            )


def _contexts(value: Any, of: type[Node], path: Path) -> Iterator[Problem]:
    """After the context of the data model come those of the standard, in their order."""
    member = members(of).get("@context")
    if member is None or not isinstance(value, list):
        return
    if len(path) > 1 and value and value[0] not in (CREDENTIALS_V1, CREDENTIALS_V2):
        yield _problem(
            "SCHEMA_VALUE",
            "The first context is not that of the data model.",
            (*path, 0),
            found=shorten(value[0]),
            expected=f"{CREDENTIALS_V2} or {CREDENTIALS_V1}",
        )
    forms = CONTEXTS.get(member.cardinality.min, ())
    for place, (url, form) in enumerate(zip(value[1:], forms, strict=False), start=1):
        if not isinstance(url, str) or not re.search(form, url):
            yield _problem(
                "SCHEMA_VALUE",
                "Another context stands where that of the standard belongs.",
                (*path, place),
                found=shorten(url),
                expected=form,
            )


def _types(value: Any, of: type[Node], path: Path) -> Iterator[Problem]:
    types = listed(value)
    for group in of.TYPES:
        if not any(name in types for name in group):
            yield _problem(
                "SCHEMA_CLASS",
                f"This is no {of.__name__} by its type.",
                path,
                found=shorten(value),
                expected=" or ".join(group),
                remedy="Correct the type: by it JSON-LD knows the members.",
            )


def _values(
    value: Any, member: Member, of: type[Node], path: Path, is_old: bool
) -> Iterator[Problem]:
    if not isinstance(value, list):
        if member.cardinality.min > 1 and isinstance(value, str):
            yield _few(member, path, 1)
        yield from _value(value, member, path, is_old)
        return
    if member.name == "credentialSubject" and value:
        # The data model of credentials lets a credential be about several subjects.
        if len(value) > 1:
            yield _problem(
                "SCHEMA_SEVERAL",
                f"{of.__name__} has one credentialSubject: not every reader takes several.",
                path,
                found=f"{len(value)} subjects",
                expected="one",
                remedy="Issue a credential for each.",
            )
    elif member.cardinality.max == 1:
        yield _problem(
            "SCHEMA_TYPE",
            f"{of.__name__} has one {member.name}, not a list.",
            path,
            found=f"a list of {len(value)}",
            expected=_kind_name(member),
        )
        return
    if len(value) < member.cardinality.min:
        yield _few(member, path, len(value))
    for place, item in enumerate(value):
        yield from _value(item, member, (*path, place), is_old)


def _few(member: Member, path: Path, found: int) -> Problem:
    return _problem(
        "SCHEMA_MISSING",
        f"There are too few values of {member.name}.",
        path,
        found=str(found),
        expected=f"at least {member.cardinality.min}",
    )


def _value(value: Any, member: Member, path: Path, is_old: bool) -> Iterator[Problem]:
    kind = member.kind
    if isinstance(kind, str):
        yield from _literal(value, kind, path)
    elif isinstance(value, dict):
        if "@context" in value:
            is_old = version(value) == 1
        yield from _object(value, _twin(kind, is_old), path, is_old)
    elif not (isinstance(value, str) and member.name == "issuer"):
        yield _problem(
            "SCHEMA_TYPE",
            f"This is not an object: {kind.__name__}.",
            path,
            found=shorten(value),
            expected=f"a JSON object with the type {kind.__name__}",
        )


def _literal(value: Any, kind: str, path: Path) -> Iterator[Problem]:
    expected = _LITERALS.get(kind, "a text")
    if kind == "Boolean":
        is_right = isinstance(value, bool)
    elif kind == "Float":
        is_right = isinstance(value, int | float) and not isinstance(value, bool)
    elif kind == "Context":
        is_right = isinstance(value, str | dict)
    elif isinstance(value, dict):
        # A language map: the schemas allow it, and whether JSON-LD keeps it is another check.
        is_right = (
            kind not in VOCABULARIES
            and kind not in _TIMES
            and all(
                _LANGUAGE_KEY.match(language) and isinstance(text, str)
                for language, text in value.items()
            )
        )
    elif not isinstance(value, str):
        is_right = False
    elif kind in VOCABULARIES:
        yield from _word(value, kind, path)
        return
    elif kind in _TIMES:
        is_right = _is_time(value, kind)
    else:
        form = _COMPILED.get(kind)
        is_right = form is None or form.search(value) is not None
    if not is_right:
        code = "SCHEMA_VALUE" if isinstance(value, str) else "SCHEMA_TYPE"
        yield _problem(
            code, f"This is not {expected}.", path, found=shorten(value), expected=expected
        )


def _is_time(value: str, kind: str) -> bool:
    if kind == "Date":
        return _DATE.fullmatch(value) is not None and _moment(f"{value}T00:00:00Z")
    return timestamps.parse(value, zone_required=kind == "DateTimeZ") is not None


def _moment(value: str) -> bool:
    return timestamps.parse(value) is not None


def _word(value: str, kind: str, path: Path) -> Iterator[Problem]:
    vocabulary = VOCABULARIES[kind]
    if value in vocabulary:
        return
    if vocabulary.extensible and _PUBLISHED_EXTENSION.search(value):
        yield _problem(
            "SCHEMA_EXTENSION",
            "This word passes the published schema only because its pattern is not anchored.",
            path,
            found=value,
            expected="ext: and letters, digits, dots, hyphens or underscores",
        )
        return
    more = ", or ext: and a word of one's own" if vocabulary.extensible else ""
    yield _problem(
        "SCHEMA_VALUE",
        f"This is no word of the vocabulary {kind}.",
        path,
        found=value,
        expected=", ".join(vocabulary.terms[:8])
        + (", …" if len(vocabulary.terms) > 8 else "")
        + more,
        remedy="Use one of the words as they are spelt there.",
    )


_TIMES: Final = ("Date", "DateTime", "DateTimeZ")
_LITERALS: Final = {
    "Boolean": "true or false",
    "CompactJws": "a compact JSON Web Signature",
    "Context": "a URL or an object",
    "Date": "a date as 2026-06-30",
    "DateTime": "a time as 2026-06-30T12:00:00Z",
    "DateTimeZ": "a time with its zone, as 2026-06-30T12:00:00Z",
    "Float": "a number",
    "LanguageCode": "a language tag, as en or pt-BR",
}


def _kind_name(member: Member) -> str:
    if isinstance(member.kind, str):
        return _LITERALS.get(member.kind, "a text")
    return f"a JSON object: {member.kind.__name__}"


def _problem(code: str, detail: str, path: Path, **more: Any) -> Problem:
    return Problem(code, detail, pointer=json_pointer(path), spec=SPEC, **more)
