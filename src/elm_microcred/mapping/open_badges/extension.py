"""The extension context as tables: its classes, and the terms of each.

The context itself is bundled data; a test compares it with these tables, from which
`docs/contexts-open-badges.md` is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from elm_microcred.mapping.open_badges import achievement, award, identity, kinds
from elm_microcred.mapping.open_badges.assessments import ASSESSMENT, EVIDENCE, RESULT
from elm_microcred.mapping.open_badges.classes import CLASSES
from elm_microcred.mapping.open_badges.identity import LEARNER, Learner
from elm_microcred.mapping.open_badges.outcomes import OUTCOME, Outcomes
from elm_microcred.mapping.open_badges.parts import Parts, Shape
from elm_microcred.mapping.open_badges.profiles import ADDRESS, PROFILE
from elm_microcred.mapping.open_badges.quality import ASSURANCE
from elm_microcred.mapping.open_badges.rows import Row, Value, Words
from elm_microcred.mapping.open_badges.volume import LEVEL

SHAPES: Final[tuple[Shape, ...]] = (
    PROFILE,
    ADDRESS,
    OUTCOME,
    LEVEL,
    ASSURANCE,
    ASSESSMENT,
    RESULT,
    EVIDENCE,
)
"""Every shape but the badge itself and its achievement."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the extension.

    Attributes:
        name: Its name.
        datatype: Type coercion of its values (`@id`, `xsd:decimal`), or empty.
        container: `@language` or `@set`, or empty.
        holds: The class of the objects it holds, or empty.
        member: The member of the model that it stands for.
    """

    name: str
    datatype: str = ""
    container: str = ""
    holds: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class TypeOf:
    """One class of the extension.

    Attributes:
        name: Its type.
        beside: The class of Open Badges that it stands beside; empty for one of its own.
        terms: Its terms.
    """

    name: str
    beside: str
    terms: tuple[Term, ...]


def types() -> tuple[TypeOf, ...]:
    """Every class of the extension."""
    rows = (*achievement.CREDENTIAL_ROWS, *achievement.ROWS)
    beside = (
        (achievement.TYPE, "Achievement", rows),
        (award.AWARDING_PROCESS, "Evidence", award.ROWS),
        *((shape.extension, shape.name, shape.rows) for shape in SHAPES),
        (LEARNER, "", identity.ROWS),
    )
    return (
        *(TypeOf(name, of, tuple(_of_rows(rows))) for name, of, rows in beside),
        *(TypeOf(each.name, "", tuple(_of_fields(each))) for each in CLASSES),
    )


def _of_rows(rows: tuple[Row, ...]) -> Iterator[Term]:
    for row in rows:
        match row:
            case Words():
                yield Term(row.term, container="@language", member=row.member)
            case Parts() if row.term:
                container = "" if row.one else "@set"
                yield Term(row.term, container=container, holds=row.shape.name, member=row.member)
            case Value() if row.kind is not None:
                yield from _of_kind(row.term, row.kind, row.member)
            case Learner():
                yield Term(row.term, holds=LEARNER, member=row.member)
            case Outcomes() | Parts() | Value():
                pass


def _of_fields(of: kinds.Class) -> Iterator[Term]:
    for field in of.fields:
        if field.term != "id":
            yield from _of_kind(field.term, field.kind, field.member)
    if of is kinds.CONCEPT:
        yield Term("exactMatch", datatype="@id")


def _of_kind(name: str, kind: kinds.Kind, member: str) -> Iterator[Term]:
    match kind:
        case kinds.Scalar(datatype=datatype, many=many):
            if name != "inLanguage":
                yield Term(name, datatype, "@set" if many else "", member=member)
        case kinds.LanguageMap():
            yield Term(name, container="@language", member=member)
        case kinds.Companion():
            yield Term(f"{name}In", container="@language", member=member)
        case kinds.ObjectOf(of=of, many=many):
            yield Term(name, "", "@set" if many else "", of.name, member)
        case kinds.ConceptOf(many=many):
            yield Term(name, "", "@set" if many else "", kinds.CONCEPT.name, member)
        case _:
            yield Term(name, member=member)
