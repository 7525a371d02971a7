"""Results of a badge, compared with what the achievement says that results may be.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#result
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.proof import listed

_SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/#result"


def result_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Results that answer no description of the badge, or say what that does not allow."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return
    achievement = subject.get("achievement")
    described = achievement.get("resultDescription", []) if isinstance(achievement, dict) else []
    descriptions = {
        entry["id"]: entry
        for entry in listed(described)
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }
    for place, result in enumerate(listed(subject.get("result", []))):
        if isinstance(result, dict):
            yield from _result(result, descriptions, ("credentialSubject", "result", place))


def _result(
    result: Mapping[str, Any], descriptions: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Problem]:
    named = result.get("resultDescription")
    if not isinstance(named, str):
        return
    description = descriptions.get(named)
    if description is None:
        yield _problem(
            "RESULT_UNKNOWN",
            "The result answers a description that the achievement does not have.",
            (*path, "resultDescription"),
            named,
            ", ".join(list(descriptions)[:4]) or "a resultDescription of the achievement",
        )
        return
    is_status = description.get("resultType") == "Status"
    if is_status and "status" not in result:
        yield _problem(
            "SCHEMA_MISSING",
            "The result of this kind has a status.",
            (*path, "status"),
            None,
            "a status, since the result type is Status",
        )
    levels = [
        level.get("id")
        for level in listed(description.get("rubricCriterionLevel", []))
        if isinstance(level, dict)
    ]
    achieved = result.get("achievedLevel")
    if isinstance(achieved, str) and achieved not in levels:
        yield _problem(
            "RESULT_UNKNOWN",
            "The level that was reached is none of the description's.",
            (*path, "achievedLevel"),
            achieved,
            ", ".join(map(shorten, levels[:4])) or "a rubricCriterionLevel of the description",
        )
    yield from _value(result.get("value"), description, (*path, "value"))


def _value(
    value: Any, description: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Problem]:
    if not isinstance(value, str):
        return
    allowed = listed(description.get("allowedValue", []))
    if allowed and value not in allowed:
        yield _problem(
            "RESULT_OUTSIDE",
            "The value is none of those that the description allows.",
            path,
            value,
            ", ".join(map(shorten, allowed[:8])),
        )
    number = _number(value)
    least, greatest = _number(description.get("valueMin")), _number(description.get("valueMax"))
    if number is None:
        return
    if (least is not None and number < least) or (greatest is not None and number > greatest):
        yield _problem(
            "RESULT_OUTSIDE",
            "The value is outside the limits of the description.",
            path,
            value,
            f"{least if least is not None else '…'} to {greatest if greatest is not None else '…'}",
        )


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) and len(value) <= 32 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _problem(
    code: str, detail: str, path: tuple[str | int, ...], found: Any, expected: str
) -> Problem:
    return Problem(
        code,
        detail,
        pointer=json_pointer(path),
        found=None if found is None else shorten(found),
        expected=expected,
        spec=_SPEC,
    )
