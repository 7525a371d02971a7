"""From credentials to parts: `part_of` reads one, `unstack` takes a transcript apart.

```python
parts = [part_of(verify(content), content=content) for content in contents]
members = unstack(verify(transcript))
```
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.mapping.conversion import read_source
from elm_microcred.mapping.document import format_of, unwrapped
from elm_microcred.model.achievement import Achievement
from elm_microcred.model.agents import Organisation
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.model.text import Text
from elm_microcred.model.values import Concept
from elm_microcred.model.words import ResultStatus
from elm_microcred.report import Outcome
from elm_microcred.stacking.grades import elm_positions
from elm_microcred.stacking.parts import Grade, Part, Standing, Status
from elm_microcred.verification import Verification

Verify = Callable[[bytes], Verification]
"""Verifies what is embedded in another credential."""

_APART = ("status", "validity-period")
"""Checks whose findings are facts of their own, beside being authentic."""
_NOT_COMPLETED = frozenset(
    (
        ResultStatus.ENROLLED,
        ResultStatus.FAILED,
        ResultStatus.IN_PROGRESS,
        ResultStatus.ON_HOLD,
        ResultStatus.WITHDREW,
    )
)
_WORK = frozenset(("apprenticeship", "internship", "job-experience"))
_MOST_PARTS = 5_000
_DEEPEST = 32


def part_of(
    source: Part | Verification | MicroCredential,
    *,
    content: bytes | None = None,
    media_type: str = "",
    verified_at: datetime | None = None,
) -> Part:
    """The part that a credential is.

    A credential that cannot be read is a part with a `defect`: it counts for nothing, and the
    report says so.

    Args:
        source: What verification found, or a bare micro-credential, which nobody verified.
        content: Its bytes as received: what a larger credential embeds.
        media_type: What the bytes are, where the verification does not say.
        verified_at: When it was verified.
    """
    if isinstance(source, Part):
        return source
    if isinstance(source, MicroCredential):
        return _part(source, digest=_digest(source.to_dict(), content), content=content)
    document = source.document
    standing = standing_of(source, verified_at)
    kept: dict[str, Any] = {
        "standing": standing,
        "digest": _digest(document, content),
        "media_type": media_type or source.media_type,
        "content": content,
        "document": document,
    }
    try:
        read = read_source(document or {})
        part = _part(read.micro, **kept, kind=read.kind)
    except ElmMicrocredError as error:
        name = source.subject or kept["digest"]
        title = Text({"en": source.subject or "(unreadable)"})
        return Part(id=name, title=title, defect=error.code, **kept)
    if read.kind == "elm" and document is not None:
        part = replace(part, grades=_graded(part.grades, document), contains=_inside(document))
    return replace(part, id=source.subject) if source.subject else part


def standing_of(verification: Verification, verified_at: datetime | None = None) -> Standing:
    """What a verification says about a credential, in the three facts that count."""
    outcomes = {
        check.outcome
        for check in verification.checks
        if check.id.partition("/")[0] not in _APART and check.outcome is not Outcome.SKIPPED
    }
    proved = verification.check("securing").outcome is Outcome.PASSED
    proved &= verification.check("controller").outcome is Outcome.PASSED
    authentic: bool | None = None
    if Outcome.FAILED in outcomes:
        authentic = False
    elif proved and Outcome.INDETERMINATE not in outcomes:
        authentic = True
    return Standing(authentic, _status(verification), verified_at)


def _status(verification: Verification) -> Status:
    codes = {
        problem.code
        for check in verification.checks
        if check.id.partition("/")[0] == "status"
        for problem in check.problems
    }
    if "STATUS_REVOKED" in codes:
        return Status.REVOKED
    if "STATUS_SUSPENDED" in codes:
        return Status.SUSPENDED
    passed = verification.check("status").outcome is Outcome.PASSED
    return Status.ACTIVE if passed else Status.UNKNOWN


def unstack(verification: Verification, *, verify: Verify | None = None) -> tuple[Part, ...]:
    """The parts of a transcript, a comprehensive learner record, or a stacked credential.

    Members of a CLR are credentials of their own: each counts as verified only if `verify`,
    which is handed its JSON, says so. Achievements inside a European Digital Credential are
    sealed with it: they stand as it does. A credential without members is its own only part.

    Args:
        verification: What was found about the whole.
        verify: Verifies each member.
    """
    document = verification.document
    kind = _kind(document)
    if document is None or kind not in ("clr-2", "elm"):
        return (part_of(verification),)
    if kind == "clr-2":
        members = _listed(_mapping(document.get("credentialSubject")).get("verifiableCredential"))
        return tuple(_member(each, verify) for each in members[:_MOST_PARTS])
    found = tuple(_claims(document, standing_of(verification)))
    return found or (part_of(verification),)


def _kind(document: object) -> str | None:
    try:
        return format_of(document)
    except ElmMicrocredError:
        return None


def _member(member: Any, verify: Verify | None) -> Part:
    content = canonicalize_json(member)
    if verify is not None:
        verification = verify(content)
    else:
        document = member if isinstance(member, dict) else None
        verification = Verification((), document=document)
    part = part_of(verification)
    named = member.get("id") if isinstance(member, dict) else None
    return replace(part, id=named) if isinstance(named, str) and named else part


def _claims(document: Mapping[str, Any], standing: Standing) -> Iterator[Part]:
    """The achievements inside the achievement of a credential, each as a part."""
    credential = unwrapped(document)
    subject = _mapping(credential.get("credentialSubject"))
    waiting = [(each, 0) for top in _nodes(subject.get("hasClaim")) for each in _below(top)]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_PARTS:
        claim, depth = waiting.pop(0)
        name = claim.get("id")
        if not isinstance(name, str) or name in seen or depth > _DEEPEST:
            continue
        seen.add(name)
        inner = list(_below(claim))
        waiting += [(each, depth + 1) for each in inner]
        alone = {n: v for n, v in claim.items() if n != "hasPart"}
        own = {**credential, "id": name, "credentialSubject": {**subject, "hasClaim": alone}}
        own.pop("evidence", None)
        part = part_of(Verification((), subject=name, document=own))
        contains = frozenset(_names(inner))
        yield replace(part, standing=standing, contains=contains, digest=_digest(claim, None))


def _below(claim: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from _nodes(claim.get("hasPart"))


def _inside(document: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the achievements inside the achievement of a credential."""
    subject = _mapping(unwrapped(document).get("credentialSubject"))
    tops = list(_nodes(subject.get("hasClaim")))
    return frozenset(_names(each for top in tops for each in _below(top)))


def _names(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (node["id"] for node in nodes if isinstance(node.get("id"), str))


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in _listed(value) if isinstance(each, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _digest(document: Any, content: bytes | None) -> str:
    """The digest of the bytes; without them, of the canonical form of the document."""
    if content is None:
        try:
            content = canonicalize_json(document)
        except ElmMicrocredError:
            content = repr(document).encode()
    return "sha-256:" + hashlib.sha256(content).hexdigest()


def _part(micro: MicroCredential, **members: Any) -> Part:
    achievement, award = micro.achievement, micro.award
    return Part(
        id=award.id or members["digest"],
        renewal_of=award.renewal_of,
        holder=award.learner.id,
        awarded_at=award.awarded_at or award.issued_at or award.valid_from,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        grades=_grades(micro),
        micro=micro,
        completed=all(result.status not in _NOT_COMPLETED for result in award.results),
        **_described(achievement, [(c.system, c.points) for c in award.credits_earned]),
        **members,
    )


def described(achievement: Achievement) -> dict[str, Any]:
    """What an achievement says that a part of it would say, as members of `Part`."""
    return _described(achievement, [])


def _described(achievement: Achievement, earned: list[tuple[str, Decimal]]) -> dict[str, Any]:
    bodies = achievement.awarding_bodies
    assured = achievement.quality_assurance
    tags = frozenset(achievement.tags)
    accreditors = [
        *achievement.accreditors,
        *([achievement.authorised_by] if achievement.authorised_by else []),
        *(each.agency for each in assured if each.agency is not None),
    ]
    locations = [body.location for body in bodies if body.location is not None]
    return {
        "title": achievement.title,
        "titles": frozenset(said for _, said in achievement.title.items()),
        "achievement": achievement.id,
        "identifiers": frozenset(each.notation for each in achievement.identifiers),
        "outcomes": frozenset(_outcomes(achievement)),
        "tags": tags,
        "origin": _origin(achievement, tags),
        "thematic": frozenset(_words(achievement.thematic_areas)),
        "levels": achievement.levels,
        "credits": tuple(earned or [(c.system, c.points) for c in achievement.credits]),
        "hours": achievement.workload.hours if achievement.workload else None,
        "awarding_bodies": frozenset(_known_as(bodies)),
        "accreditors": frozenset(_known_as(accreditors)),
        "countries": frozenset(place.country for place in locations if place.country),
        "modes": frozenset(_words(achievement.participation)),
        "languages": frozenset(achievement.instruction_languages),
        "issuer": achievement.issuer.id if achievement.issuer else None,
        "assessed": bool(achievement.assessments),
        "supervision": tuple(
            next(iter(_words([each.supervision])), "") if each.supervision else ""
            for each in achievement.assessments
        ),
        "quality": frozenset(
            [
                *(["stated"] if assured or achievement.accreditors else []),
                *(each.id for each in assured if each.id),
                *_known_as(accreditors),
            ]
        ),
    }


def _outcomes(achievement: Achievement) -> Iterator[str]:
    for outcome in achievement.outcomes:
        if outcome.id:
            yield outcome.id
        yield from (skill.iri for skill in outcome.skills if skill.iri)


def _origin(achievement: Achievement, tags: frozenset[str]) -> str:
    for origin in ("rpl", "work", "course"):
        if tags & {origin, f"origin:{origin}"}:
            return origin
    kinds = set(_words(each.type for each in achievement.activities if each.type))
    return "work" if kinds and kinds <= _WORK else "course"


def _words(concepts: Iterable[Concept | None]) -> Iterator[str]:
    """The code of each concept, from its IRI where it has none; the IRI too."""
    for concept in concepts:
        if concept is None:
            continue
        if concept.code:
            yield concept.code
        elif concept.iri:
            found = vocabularies.find(concept.iri)
            yield found.code if found else concept.iri.rpartition("/")[2]


def _known_as(bodies: Iterable[Organisation | None]) -> Iterator[str]:
    for body in bodies:
        if body is not None:
            yield from ([body.id] if body.id else [])
            yield from (each.notation for each in body.identifiers)


def _grades(micro: MicroCredential) -> tuple[Grade, ...]:
    schemes = {
        assessment.id: assessment.grading_scheme
        for assessment in micro.achievement.assessments
        if assessment.grading_scheme is not None
    }
    assessments = micro.achievement.assessments
    grades = []
    for place, result in enumerate(micro.award.results):
        scheme = schemes.get(result.assessment)
        if scheme is None and place < len(assessments):
            scheme = assessments[place].grading_scheme
        names = frozenset(
            [*(t for _, t in scheme.title.items()), *([scheme.id] if scheme.id else [])]
            if scheme
            else []
        )
        grades.append(Grade(str(result.grade), names))
    return tuple(grades)


def _graded(grades: tuple[Grade, ...], document: Mapping[str, Any]) -> tuple[Grade, ...]:
    positions = elm_positions(unwrapped(document))
    return tuple(replace(grade, position=positions.get(grade.value)) for grade in grades)
