"""An Open Badge 3.0 as a micro-credential."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from elm_microcred.contexts import MICROCRED_OB_V1
from elm_microcred.errors import MappingError, ModelError
from elm_microcred.mapping.open_badges import achievement as achievements
from elm_microcred.mapping.open_badges import award as awards
from elm_microcred.mapping.open_badges import dialects
from elm_microcred.mapping.open_badges.node import Node, Reading
from elm_microcred.mapping.open_badges.parts import read
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem, shorten

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0#datamodels"
_STAYS: Final = {
    "credentialStatus": "the status is the badge's",
    "credentialSchema": "it is about the form of the badge",
    "refreshService": "it is about the next form of the badge",
    "termsOfUse": "they are about the use of the badge",
    "endorsement": "an endorsement is a credential of its own",
    "endorsementJwt": "an endorsement is a credential of its own",
}
"""Why members that the model leaves out on purpose are left out."""

_DATES: Final = ("/award/awarded_at", "/award/issued_at", "/award/valid_from", "/award/valid_until")


def from_open_badge(document: object, *, losses: list[Problem] | None = None) -> MicroCredential:
    """The micro-credential that an Open Badge 3.0 says.

    Badges of others are read as they come: one value or many, texts by language, VCDM 1.1 and
    2.0, and the members that national issuers add. What the model has no place for, or does
    not accept, is left out and noted.

    Args:
        document: The badge, parsed JSON. Its proof is not looked at: `verify` does that.
        losses: Takes what was not read, with pointers into the badge.

    Raises:
        MappingError: If it is no Open Badge 3.0, or what it must say cannot be read: its
            achievement, the title of that, its dates.

    Spec: https://www.imsglobal.org/spec/ob/v3p0#datamodels
    """
    return read_open_badge(document, losses=losses)[0]


def read_open_badge(
    document: object, *, losses: list[Problem] | None = None
) -> tuple[MicroCredential, Mapping[str, tuple[str, ...]]]:
    """As `from_open_badge`, with the places in the badge by the place in the micro-credential."""
    noted: list[Problem] = [] if losses is None else losses
    credential, subject, achievement = _nodes(document)
    reading = credential.reading
    language = _language(achievement)
    reading.language = language or "en"
    groups = ((achievements.CREDENTIAL_ROWS, credential), (achievements.ROWS, achievement))
    process = _awarding_process(credential)
    data = {
        "achievement": read(groups, achievement.home, ("achievement",)),
        "award": read(((awards.ROWS, credential),), process, ("award",)),
    }
    dialects.read(data, credential, subject, achievement)
    _skip_repetitions(credential, achievement, process)
    micro = _parsed(data, reading, noted)
    if language is None:
        noted.append(_assumed(achievement))
    noted += [_unread(pointer, value) for pointer, value in reading.unread(credential.members)]
    return micro, reading.places


def _nodes(document: object) -> tuple[Node, Node, Node]:
    """The badge, its subject, and its achievement."""
    if not isinstance(document, Mapping):
        raise _no_badge("A badge is a JSON object.", "", document)
    reading = Reading("en", root=document)
    credential = Node(document, reading).taken()
    contexts = document.get("@context")
    reading.extended = isinstance(contexts, list) and MICROCRED_OB_V1 in contexts
    others = credential.types & {"ClrCredential", "EndorsementCredential", "Assertion"}
    if others:
        kind = min(others)
        raise _no_badge(f"This is a document of the type {kind}.", "/type", document.get("type"))
    subjects = credential.nodes("credentialSubject")
    if len(subjects) != 1:
        found = document.get("credentialSubject")
        raise _no_badge("A badge has one credential subject.", "/credentialSubject", found)
    achievements = subjects[0].nodes("achievement")
    if len(achievements) != 1:
        raise _no_badge(
            "The subject of a badge has one achievement.",
            f"{subjects[0].pointer}/achievement",
            subjects[0].members.get("achievement"),
        )
    return credential, subjects[0].taken(), achievements[0].taken()


def _no_badge(detail: str, pointer: str, found: Any) -> MappingError:
    return MappingError(
        "MAPPING_NO_COUNTERPART",
        detail,
        pointer=pointer,
        found=_readable(found),
        expected="an Open Badge 3.0 (OpenBadgeCredential or AchievementCredential)",
        spec=_SPEC,
    )


def _language(achievement: Node) -> str | None:
    """The main language that a badge states, if it is a language tag."""
    home = achievement.home
    exact = home.string("statedLanguage") if home is not None else None
    stated = exact or achievement.string("inLanguage") or ""
    return stated if _TAG.fullmatch(stated) else None


def _assumed(achievement: Node) -> Problem:
    return Problem(
        "MAPPING_NARROWED",
        "The badge does not say its language: its texts are taken for English.",
        pointer=f"{achievement.pointer}/inLanguage",
        expected="a language tag",
        remedy="State `inLanguage` in the achievement.",
    )


def _awarding_process(credential: Node) -> Node | None:
    """The evidence that holds what belongs to the award and has no other place."""
    found = credential.nodes("evidence")
    return next((node for node in found if awards.is_awarding_process(node)), None)


def _skip_repetitions(credential: Node, achievement: Node, process: Node | None) -> None:
    """Take as read what a badge repeats for wallets, and its proof, which is not content."""
    for name in ("name", "description"):
        if credential.members.get(name) == achievement.members.get(name):
            credential.skip(name)
    if process is not None:
        process.skip("name")
    credential.skip("proof")


def _parsed(data: dict[str, Any], reading: Reading, noted: list[Problem]) -> MicroCredential:
    """The micro-credential of the data, without the values that the model does not accept.

    Raises:
        MappingError: If what remains cannot be a micro-credential.
    """
    while True:
        try:
            return MicroCredential.parse(data)
        except ModelError as error:
            located = [(problem, _located(problem, reading)) for problem in error.problems]
            removed = 0
            if all(_can_go(problem.pointer) for problem in error.problems):
                for problem, there in sorted(located, key=lambda p: _path(p[0]), reverse=True):
                    if _remove(data, _path(problem)):
                        removed += 1
                        noted.append(_left_out(there))
            if not removed:
                raise MappingError.from_problems([there for _, there in located]) from error


def _path(problem: Problem) -> tuple[tuple[int, int | str], ...]:
    """The steps of a pointer, in an order that puts later items of a list after earlier ones."""
    steps = problem.pointer.split("/")[1:]
    return tuple((0, int(step)) if step.isdecimal() else (1, step) for step in steps)


def _can_go(pointer: str) -> bool:
    """Whether the micro-credential can be read without what stands there."""
    return pointer.count("/") > 1 and not pointer.startswith(("/achievement/title", *_DATES))


def _remove(data: dict[str, Any], path: tuple[tuple[int, int | str], ...]) -> bool:
    """Remove a value, or the object in which a required member is missing, and what it empties.

    Returns:
        Whether there was something to remove: it may have gone with something else.
    """
    here: Any = data
    holders: list[tuple[Any, int | str]] = []
    for place, (_, step) in enumerate(path, 1):
        if isinstance(here, dict) and step not in here and place == len(path):
            break
        try:
            holders.append((here, step))
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return False
    for holder, step in reversed(holders[1:]):
        del holder[step]
        if holder:
            break
    return len(holders) > 1


def _located(problem: Problem, reading: Reading) -> Problem:
    """The problem with the place in the badge that the value came from."""
    pointer = problem.pointer
    while pointer and pointer not in reading.places:
        pointer = pointer.rpartition("/")[0]
    return replace(problem, pointer=next(iter(reading.places.get(pointer, ())), ""))


def _left_out(problem: Problem) -> Problem:
    return replace(
        problem,
        code="MAPPING_UNREAD",
        detail=f"This value is left out: {problem.detail[:1].lower()}{problem.detail[1:]}",
    )


def _unread(pointer: str, value: Any) -> Problem:
    """What is said about a member that nothing read."""
    *_, holder, name = pointer.split("/")
    what = f"An item of `{holder}`" if name.isdecimal() else f"`{name}`"
    why = _STAYS.get(holder if name.isdecimal() else name, "a micro-credential has no place for it")
    return Problem(
        "MAPPING_UNREAD",
        f"{what} is not read: {why}.",
        pointer=pointer,
        found=_readable(value),
        remedy="Keep the badge beside the micro-credential.",
    )


def _readable(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"an object with {len(value)} members"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return shorten(value)
