"""Grades of one scheme in another: by how results spread, never by a formula.

A grade covers some percentiles of its group. In another group the same percentiles are covered by
one grade, or by several: the answer is then all of them, and the lowest is what a minimum counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

Position = tuple[Fraction, Fraction]
"""Percent of a group that did better than a grade, and percent that got it."""


def position_in(distribution: Sequence[tuple[str, Decimal]], grade: str) -> Position | None:
    """Where a grade stands in a distribution, the best first; `None` if it is not in it."""
    total = sum((Fraction(count) for _, count in distribution), Fraction(0))
    if total <= 0:
        return None
    better = Fraction(0)
    for name, count in distribution:
        if name == grade:
            return 100 * better / total, 100 * Fraction(count) / total
        better += Fraction(count)
    return None


def counterparts(
    position: Position, distribution: Sequence[tuple[str, Decimal]]
) -> tuple[str, ...]:
    """The grades of a distribution (the best first) that cover the same percentiles."""
    total = sum((Fraction(count) for _, count in distribution), Fraction(0))
    if total <= 0:
        return ()
    first, last = position[0], position[0] + position[1]
    found, better = [], Fraction(0)
    for grade, count in distribution:
        upto = better + 100 * Fraction(count) / total
        covers = better < last and first < upto
        if covers or (first == last and better <= first <= upto and better < upto):
            found.append(grade)
        better = upto
    return tuple(found)


def elm_positions(credential: Mapping[str, Any]) -> dict[str, Position]:
    """Where each grade of a European Digital Credential stands among those of its group."""
    return {
        grade: position
        for assessment in _assessments(credential)
        for grade in _literals(assessment.get("grade"))
        if (position := _position(assessment, grade)) is not None
    }


def _assessments(credential: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for subject in _nodes(credential.get("credentialSubject")):
        for claim in _nodes(subject.get("hasClaim")):
            yield from _nodes(claim.get("provenBy"))


def _position(assessment: Mapping[str, Any], grade: str) -> Position | None:
    for short in _nodes(assessment.get("shortenedGrading")):
        better, equal = (
            _number(short.get("percentageHigher")),
            _number(short.get("percentageEqual")),
        )
        if better is not None and equal is not None and better + equal <= 100:
            return Fraction(better), Fraction(equal)
    for spread in _nodes(assessment.get("resultDistribution")):
        categories = list(_nodes(spread.get("resultCategory")))
        scored = [(_score(each), each) for each in categories]
        if scored and all(score is not None for score, _ in scored):
            scored.sort(key=lambda pair: pair[0] or Decimal(0), reverse=True)
            counted = [(_text(each), _number(each.get("count"))) for _, each in scored]
            return position_in([(n, c) for n, c in counted if c is not None], grade)
    return None


def _score(category: Mapping[str, Any]) -> Decimal | None:
    for term in ("score", "maxScore", "minScore"):
        if (number := _number(category.get(term))) is not None:
            return number
    return None


def _text(category: Mapping[str, Any]) -> str:
    label = category.get("label")
    return label if isinstance(label, str) else ""


def _literals(grade: Any) -> Iterator[str]:
    for note in _nodes(grade):
        literal = note.get("noteLiteral")
        values = literal.values() if isinstance(literal, dict) else [literal]
        for value in values:
            yield from (text for text in _listed(value) if isinstance(text, str))


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in _listed(value) if isinstance(each, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 1_000_000 else None
