"""Credentials inside badges and learner records: found, and each verified by itself.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.report import Check, Outcome, Report
from elm_microcred.validation.badges.structure import class_of

_SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/"
_UPGRADED: Final = "https://w3id.org/openbadges#Assertion"
"""Type of the evidence that holds the badge of Open Badges 2.0 from which another was made."""

_NAMES: Final = frozenset({"endorsement", "endorsementJwt", "verifiableCredential"})

PartOf = Literal["endorsements", "members"]


class Part(NamedTuple):
    """A credential inside another: where it stands, and what it is to it.

    Attributes:
        pointer: JSON Pointer to it.
        kind: An endorsement, or a member of a learner record.
        content: The credential, or its token.
    """

    pointer: str
    kind: PartOf
    content: dict[str, Any] | str


def badge_parts(document: Mapping[str, Any]) -> Iterator[Part]:
    """Every endorsement of a badge or record, wherever it stands, and every member of a record.

    What stands inside one of these is left to the verification of that one.
    """
    of = class_of(document)
    if of is None or not _names_a_part(document):
        return
    stack: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, list):
            last = len(value) - 1
            stack += [((*path, place), value[place]) for place in range(last, -1, -1)]
        elif isinstance(value, dict):
            inside = []
            for name, inner in value.items():
                kind = _part_of(of.name, (*path, name))
                if kind is None:
                    inside.append(((*path, name), inner))
                    continue
                for place, item in enumerate(inner if isinstance(inner, list) else [inner]):
                    step = (place,) if isinstance(inner, list) else ()
                    if isinstance(item, dict) or (isinstance(item, str) and "Jwt" in name):
                        yield Part(json_pointer((*path, name, *step)), kind, item)
            stack += reversed(inside)


def _names_a_part(document: Mapping[str, Any]) -> bool:
    """Whether a member of such a name stands anywhere: the quick answer for nearly every badge."""
    todo: list[Any] = [document]
    for node in todo:  # which grows meanwhile
        values = node
        if not isinstance(node, list):
            if not _NAMES.isdisjoint(node):
                return True
            values = node.values()
        for value in values:
            # Nearly all values are strings, and the first test is the quicker one.
            if type(value) is not str and isinstance(value, dict | list):
                todo.append(value)
    return False


def _part_of(of: str, path: tuple[str | int, ...]) -> PartOf | None:
    if path[-1] in ("endorsement", "endorsementJwt"):
        return "endorsements"
    if of == "ClrCredential" and path == ("credentialSubject", "verifiableCredential"):
        return "members"
    return None


def part_checks(
    document: Mapping[str, Any],
    verify: Callable[[dict[str, Any] | str], Report],
    *,
    endorsements: Literal["fail", "warn", "skip"],
    limits: Limits,
) -> Iterator[Check]:
    """One check for each endorsement and each member, with what was found about it.

    Args:
        document: The badge or record.
        verify: Asks every question of a credential, or of a token.
        endorsements: What one that does not pass does to the badge.
        limits: How many are verified: `limits.values`.
    """
    places: Counter[str] = Counter()
    parts = badge_parts(document)
    for part in islice(parts, limits.values):
        if part.kind == "endorsements" and endorsements == "skip":
            continue
        id_ = f"securing/{part.kind}/{places[part.kind]}"
        places[part.kind] += 1
        if part.kind == "members" and _is_unsigned_by_design(part.content):
            yield Check.of(id_, [_unsigned(part.pointer)])
            continue
        found = verify(part.content)
        problems = [problem.at(part.pointer) for problem in found.problems]
        outcome = found.outcome
        if part.kind == "endorsements":
            endorsement = part.content if isinstance(part.content, dict) else None
            problems += _about(endorsement or getattr(found, "document", None), document, part)
            if endorsements == "warn" and outcome is not Outcome.PASSED:
                outcome, problems = Outcome.PASSED, [_failed(part.pointer, found)]
        yield Check(id_, outcome, tuple(problems))
    if next(parts, None) is not None:
        problem = Problem(
            "LIMIT_VALUES",
            "There are more endorsements and members than are ever verified.",
            expected=f"at most {limits.values}",
        )
        yield Check.of("securing/members", [problem])


def _is_unsigned_by_design(content: dict[str, Any] | str) -> bool:
    """Whether this is a badge that somebody else upgraded, and therefore could not sign.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/impl/#including-older-open-badges-in-clr-2-0
    """
    if isinstance(content, str) or "proof" in content:
        return False
    evidence = listed(content.get("evidence", []))
    return any(isinstance(e, dict) and _UPGRADED in listed(e.get("type")) for e in evidence)


def _unsigned(pointer: str) -> Problem:
    return Problem(
        "CLR_MEMBER_UNSIGNED",
        "Nobody signed this badge: it was made of an older one, which stands in its evidence.",
        pointer=pointer,
        expected="an older badge that is verified by its own rules",
        remedy="Verify the older badge: elm_microcred.mapping.open_badges_2.",
    )


def _failed(pointer: str, found: Report) -> Problem:
    codes = ", ".join(dict.fromkeys(problem.code for problem in found.errors))
    return Problem(
        "ENDORSEMENT_FAILED",
        "The endorsement does not pass, and nothing is built upon it.",
        pointer=pointer,
        found=f"{found.outcome.value}: {codes}",
    )


def _about(
    endorsement: Mapping[str, Any] | None, document: Mapping[str, Any], part: Part
) -> list[Problem]:
    """What is wrong with what an endorsement is about."""
    if endorsement is None:
        return []
    if "EndorsementCredential" not in listed(endorsement.get("type")):
        return [
            Problem(
                "ENDORSEMENT_OTHER",
                "This is no endorsement.",
                pointer=part.pointer,
                found=shorten(endorsement.get("type")),
                expected="EndorsementCredential",
                spec=_SPEC + "#endorsementcredential",
            )
        ]
    named = identifier_of(endorsement.get("credentialSubject"))
    if named is None or named in _ids_around(document, part.pointer):
        return []
    return [
        Problem(
            "ENDORSEMENT_OTHER",
            "The endorsement is about something that does not stand here.",
            pointer=part.pointer + "/credentialSubject/id",
            found=shorten(named),
            expected="the id of what it stands in",
            spec=_SPEC + "#endorsementsubject",
        )
    ]


def _ids_around(document: Mapping[str, Any], pointer: str) -> set[str]:
    """The ids of the objects in which an endorsement stands."""
    found: set[str] = set()
    value: Any = document
    for step in pointer.split("/")[1:]:
        if isinstance(value, dict):
            found |= {i for i in [identifier_of(value)] if i}
            value = value.get(step.replace("~1", "/").replace("~0", "~"))
        elif isinstance(value, list):
            value = value[int(step)]
    subject = document.get("credentialSubject")
    return found | {i for i in [identifier_of(subject)] if i}
