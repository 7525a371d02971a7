"""Whether a badge, endorsement or learner record has the members that its standard asks for.

The classes of `elm_microcred.model` say what is asked. Single values may stand alone and arrays
may stand for one, as JSON-LD has it. Where the published JSON Schemas let a wrong type pass
(evidence, result descriptions, profiles), this check does not.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-model
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import listed
from elm_microcred.validation.badges import fitting
from elm_microcred.validation.badges.classes import BadgeClass, Member, classes, vocabularies
from elm_microcred.validation.badges.forms import (
    COMPILED,
    CONTEXTS,
    LANGUAGE_KEY,
    TIMES,
    is_time,
)
from elm_microcred.validation.badges.rules import RULES
from elm_microcred.validation.data_model import version

Path = tuple[str | int, ...]

SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/"

_ROOTS: Final = {
    "ClrCredential": "ClrCredential",
    "EndorsementCredential": "EndorsementCredential",
    "OpenBadgeCredential": "AchievementCredential",
    "AchievementCredential": "AchievementCredential",
}
_LANGUAGE_KEY: Final = re.compile(LANGUAGE_KEY)


def class_of(document: Mapping[str, Any]) -> BadgeClass | None:
    """The class that a credential is of, by its types; `None` if it is of none of these standards.

    >>> class_of({"type": ["VerifiableCredential", "OpenBadgeCredential"]}).name
    'AchievementCredential'
    """
    types = listed(document.get("type"))
    for type_, name in _ROOTS.items():
        if type_ in types:
            return classes()[name].twin(is_old=version(document) == 1)
    return None


def structure_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Whatever of a badge, endorsement or record is not as its standard has it.

    A document of another kind has no findings.
    """
    of = class_of(document)
    if of is not None:
        yield from _all(document, of)
        for rule in RULES:
            yield from rule(document)


def object_problems(document: Mapping[str, Any], name: str) -> Iterator[Problem]:
    """Whatever of a credential is not as the class of that name has it."""
    yield from _all(document, classes()[name].twin(is_old=version(document) == 1))


def _all(document: Mapping[str, Any], of: BadgeClass) -> Iterator[Problem]:
    """What is wrong, looked for only where it was not seen that nothing is."""
    is_old = version(document) == 1
    if not fitting.fits(document, of, is_old=is_old):
        yield from _object(document, of, (), is_old)


def _object(node: Mapping[str, Any], of: BadgeClass, path: Path, is_old: bool) -> Iterator[Problem]:
    known = fitting.known_members(of, is_old)
    for name, value in node.items():
        if name in known:
            yield from _values(value, known[name], of, (*path, name), is_old)
    for name, member in known.items():
        if member.min and name not in node:
            # Drafts over the data model 1.1 did not ask for a name yet, and badges live on.
            is_draft = name == "name" and of.name.endswith("v1p1")
            yield _problem(
                "SCHEMA_LEGACY" if is_draft else "SCHEMA_MISSING",
                f"{of.name} has no {name}.",
                (*path, name),
                expected=_kind_name(member),
                remedy="Add it.",
            )
    if "@context" in node:
        yield from _contexts(node["@context"], of, (*path, "@context"))
    if of.types and "type" in node:
        yield from _types(node["type"], of, (*path, "type"))
    if of.closed:
        for name in sorted(node.keys() - known.keys()):
            yield _problem(
                "SCHEMA_CLOSED",
                f"{of.name} has no member of this name, and takes no others.",
                (*path, name),
                found=name,
                expected=", ".join(known),
            )


def _contexts(value: Any, of: BadgeClass, path: Path) -> Iterator[Problem]:
    """After the context of the data model come those of the standard, in their order."""
    member = of.members.get("@context")
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
    forms = CONTEXTS.get(member.min, ())
    for place, (url, form) in enumerate(zip(value[1:], forms, strict=False), start=1):
        if not isinstance(url, str) or not re.search(form, url):
            yield _problem(
                "SCHEMA_VALUE",
                "Another context stands where that of the standard belongs.",
                (*path, place),
                found=shorten(url),
                expected=form,
            )


def _types(value: Any, of: BadgeClass, path: Path) -> Iterator[Problem]:
    types = listed(value)
    for group in of.types:
        if not any(name in types for name in group):
            yield _problem(
                "SCHEMA_CLASS",
                f"This is no {of.name} by its type.",
                path,
                found=shorten(value),
                expected=" or ".join(group),
                remedy="Correct the type: by it JSON-LD knows the members.",
            )


def _values(
    value: Any, member: Member, of: BadgeClass, path: Path, is_old: bool
) -> Iterator[Problem]:
    if not isinstance(value, list):
        if member.min > 1 and isinstance(value, str):
            yield _few(member, path, 1)
        yield from _value(value, member, path, is_old)
        return
    if member.name == "credentialSubject" and value:
        # The data model of credentials lets a credential be about several subjects.
        if len(value) > 1:
            yield _problem(
                "SCHEMA_SEVERAL",
                f"{of.name} has one credentialSubject: not every reader takes several.",
                path,
                found=f"{len(value)} subjects",
                expected="one",
                remedy="Issue a credential for each.",
            )
    elif member.max == 1:
        yield _problem(
            "SCHEMA_TYPE",
            f"{of.name} has one {member.name}, not a list.",
            path,
            found=f"a list of {len(value)}",
            expected=_kind_name(member),
        )
        return
    if len(value) < member.min:
        yield _few(member, path, len(value))
    for place, item in enumerate(value):
        yield from _value(item, member, (*path, place), is_old)


def _few(member: Member, path: Path, found: int) -> Problem:
    return _problem(
        "SCHEMA_MISSING",
        f"There are too few values of {member.name}.",
        path,
        found=str(found),
        expected=f"at least {member.min}",
    )


def _value(value: Any, member: Member, path: Path, is_old: bool) -> Iterator[Problem]:
    if not member.of:
        yield from _literal(value, member.datatype, path)
    elif isinstance(value, dict):
        if "@context" in value:
            is_old = version(value) == 1
        yield from _object(value, classes()[member.of].twin(is_old=is_old), path, is_old)
    elif not (isinstance(value, str) and member.name == "issuer"):
        yield _problem(
            "SCHEMA_TYPE",
            f"This is not an object: {member.of}.",
            path,
            found=shorten(value),
            expected=f"a JSON object with the type {member.of}",
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
            kind not in vocabularies()
            and kind not in TIMES
            and all(
                _LANGUAGE_KEY.match(language) and isinstance(text, str)
                for language, text in value.items()
            )
        )
    elif not isinstance(value, str):
        is_right = False
    elif kind in vocabularies():
        yield from _word(value, kind, path)
        return
    elif kind in TIMES:
        is_right = is_time(value, kind)
    else:
        form = COMPILED.get(kind)
        is_right = form is None or form.search(value) is not None
    if not is_right:
        code = "SCHEMA_VALUE" if isinstance(value, str) else "SCHEMA_TYPE"
        yield _problem(
            code, f"This is not {expected}.", path, found=shorten(value), expected=expected
        )


def _word(value: str, kind: str, path: Path) -> Iterator[Problem]:
    vocabulary = vocabularies()[kind]
    if value in vocabulary:
        return
    if vocabulary.extensible and vocabulary.published_extension.search(value):
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
    if not member.of:
        return _LITERALS.get(member.datatype, "a text")
    return f"a JSON object: {member.of}"


def _problem(code: str, detail: str, path: Path, **more: Any) -> Problem:
    return Problem(code, detail, pointer=json_pointer(path), spec=SPEC, **more)
