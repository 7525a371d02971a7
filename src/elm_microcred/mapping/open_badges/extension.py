"""The extension context as a table: every term, what it holds, and what it stands for.

The context itself is bundled data; a test compares it with this table, from which
`docs/contexts-open-badges.md` is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from elm_microcred.mapping.open_badges import achievement, award, identity, kinds
from elm_microcred.mapping.open_badges.assessments import ASSESSMENT, EVIDENCE, RESULT
from elm_microcred.mapping.open_badges.classes import CLASSES
from elm_microcred.mapping.open_badges.identity import LEARNER, Learner
from elm_microcred.mapping.open_badges.outcomes import OUTCOME
from elm_microcred.mapping.open_badges.parts import Parts, Shape
from elm_microcred.mapping.open_badges.profiles import ADDRESS, PROFILE
from elm_microcred.mapping.open_badges.quality import ASSURANCE
from elm_microcred.mapping.open_badges.rows import Row, Value, Words
from elm_microcred.mapping.open_badges.volume import LEVEL

SHAPES: Final[dict[str, Shape]] = {
    "organisation": PROFILE,
    "place": ADDRESS,
    "learning outcome": OUTCOME,
    "level": LEVEL,
    "quality assurance": ASSURANCE,
    "assessment": ASSESSMENT,
    "result": RESULT,
    "evidence": EVIDENCE,
}
"""What stands in classes of Open Badges besides the badge itself and its achievement."""

TYPES: Final = (award.AWARDING_PROCESS, LEARNER, *(each.name for each in CLASSES))
"""Every type of the extension."""


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One use of a term.

    Attributes:
        term: Name of the term.
        on: What it is said of: a class of Open Badges or a type of the extension.
        member: The member of the model that it stands for.
        datatype: Type coercion of its values (`@id`, `xsd:decimal`), or empty.
        container: `@language` or `@set`, or empty.
        holds: The class of the objects it holds, or empty.
    """

    term: str
    on: str
    member: str
    datatype: str = ""
    container: str = ""
    holds: str = ""


def uses() -> tuple[Use, ...]:
    """Every use of every term, by term."""
    groups: list[tuple[str, Iterable[Row]]] = [
        ("Achievement", (*achievement.CREDENTIAL_ROWS, *achievement.ROWS)),
        (award.AWARDING_PROCESS, award.ROWS),
        (LEARNER, identity.ROWS),
        *((shape.name, shape.rows) for shape in SHAPES.values()),
    ]
    found = [use for on, rows in groups for row in rows for use in _of_row(on, row)]
    found += [
        use
        for of in CLASSES
        for field in of.fields
        if field.term != "id"
        for use in _of_kind(field.term, of.name, field.member, field.kind)
    ]
    matches = Use("exactMatch", kinds.CONCEPT.name, "", "@id")
    return tuple(sorted({*found, matches}))


def _of_row(on: str, row: Row) -> Iterator[Use]:
    match row:
        case Words():
            yield Use(row.term, on, row.member, container="@language")
        case Parts() if row.term:
            container = "" if row.one else "@set"
            yield Use(row.term, on, row.member, container=container, holds=row.shape.name)
        case Value() if row.kind is not None:
            yield from _of_kind(row.term, on, row.member, row.kind)
        case Learner():
            yield Use(row.term, on, row.member, holds=LEARNER)
        case _:
            return


def _of_kind(term: str, on: str, member: str, kind: kinds.Kind) -> Iterator[Use]:
    """The use of a term; one that Open Badges defines is none."""
    many = "@set" if getattr(kind, "many", False) else ""
    match kind:
        case kinds.Scalar() if term != "inLanguage":
            yield Use(term, on, member, kind.datatype, many)
        case kinds.LanguageMap():
            yield Use(term, on, member, container="@language")
        case kinds.Companion():
            yield Use(f"{term}In", on, member, container="@language")
        case kinds.ObjectOf():
            yield Use(term, on, member, container=many, holds=kind.of.name)
        case kinds.ConceptOf():
            yield Use(term, on, member, container=many, holds=kinds.CONCEPT.name)
        case kinds.Flag():
            yield Use(term, on, member)
        case _:
            return


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the context.

    Attributes:
        name: Its name.
        datatype: Type coercion of its values, or empty.
        container: `@language`; `@set` where some use holds several; or empty.
        uses: Its uses.
    """

    name: str
    datatype: str
    container: str
    uses: tuple[Use, ...]


def terms() -> tuple[Term, ...]:
    """Every term, by name."""
    by_name: dict[str, list[Use]] = {}
    for use in uses():
        by_name.setdefault(use.term, []).append(use)
    return tuple(
        Term(name, of[0].datatype, max(use.container for use in of), tuple(of))
        for name, of in by_name.items()
    )
