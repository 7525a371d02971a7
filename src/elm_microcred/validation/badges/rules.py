"""What no cardinality says: rules of the standards over several members of a badge or record.

Each rule takes a whole document and tells what it finds; a document that is too broken for a
rule is left to the check of its structure.

Spec: https://www.imsglobal.org/spec/ob/v3p0/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.validation.badges.associations import association_problems
from elm_microcred.validation.badges.results import result_problems

Path = tuple[str | int, ...]

_SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/"
_HASH: Final = re.compile(r"(?P<algorithm>sha256|md5)\$(?P<digits>[0-9a-fA-F]+)")
_DIGITS: Final = {"sha256": 64, "md5": 32}
_SUBJECTS: Final = ("AchievementSubject", "ClrSubject")


def _subjects(document: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and any(n in listed(subject.get("type")) for n in _SUBJECTS):
        yield ("credentialSubject",), subject


def identity(document: Mapping[str, Any]) -> Iterator[Problem]:
    """The learner is told by an id or by at least one identity.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject
    """
    for path, subject in _subjects(document):
        if not subject.get("id") and not listed(subject.get("identifier", [])):
            yield Problem(
                "SCHEMA_MISSING",
                "The subject has neither an id nor an identifier: it could be anybody.",
                pointer=json_pointer(path),
                expected="id, or at least one identifier",
                remedy="Say whose credential it is.",
                spec=_SPEC + "#achievementsubject",
            )


def hashes(document: Mapping[str, Any]) -> Iterator[Problem]:
    """An identity that is said to be hashed is one.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityhash
    """
    for path, subject in _subjects(document):
        for place, entry in enumerate(listed(subject.get("identifier", []))):
            if not isinstance(entry, dict) or entry.get("hashed") is not True:
                continue
            said = entry.get("identityHash")
            match = _HASH.fullmatch(said) if isinstance(said, str) else None
            if match is None or len(match["digits"]) != _DIGITS[match["algorithm"]]:
                yield Problem(
                    "IDENTITY_HASH",
                    "The identity is said to be hashed, and nobody can compare with this.",
                    pointer=json_pointer((*path, "identifier", place, "identityHash")),
                    found=shorten(said),
                    expected="sha256$ and 64 hexadecimal digits",
                    spec=_SPEC + "#identityhash",
                )


def criteria(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Criteria are told, or stand at an address.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#criteria
    """
    for path, subject in _subjects(document):
        achievements = subject.get("achievement", [])
        for place, achievement in enumerate(listed(achievements)):
            said = achievement.get("criteria") if isinstance(achievement, dict) else None
            if isinstance(said, dict) and not said.get("id") and not said.get("narrative"):
                step = (place,) if isinstance(achievements, list) else ()
                yield Problem(
                    "SCHEMA_MISSING",
                    "The criteria say nothing.",
                    pointer=json_pointer((*path, "achievement", *step, "criteria")),
                    expected="id or narrative",
                    spec=_SPEC + "#criteria",
                )


def creator(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Whether the issuer defined the achievement: anybody can say that somebody else did.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
    """
    issuer = identifier_of(document.get("issuer"))
    for path, subject in _subjects(document):
        achievement = subject.get("achievement")
        if not isinstance(achievement, dict):
            continue
        named = identifier_of(achievement.get("creator"))
        endorsed = listed(achievement.get("endorsement", []))
        endorsers = {identifier_of(e.get("issuer")) for e in endorsed if isinstance(e, dict)}
        if issuer is not None and named is not None and named not in {issuer, *endorsers}:
            yield Problem(
                "ACHIEVEMENT_OTHER",
                "The issuer says that somebody else defined the achievement, who did not sign it.",
                pointer=json_pointer((*path, "achievement", "creator")),
                found=shorten(named),
                expected="an endorsement of the achievement by its creator",
                spec=_SPEC + "#achievement",
            )


RULES: Final[tuple[Callable[[Mapping[str, Any]], Iterator[Problem]], ...]] = (
    identity,
    hashes,
    criteria,
    creator,
    result_problems,
    association_problems,
)
"""Every rule, in the order in which their findings are told."""
