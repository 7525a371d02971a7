"""Credit points and levels as alignments and numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.codes import BASE_IRI
from elm_microcred.mapping import words
from elm_microcred.mapping.open_badges.alignments import (
    CREDITS,
    LEVELS,
    alignment,
    alignments,
    get_url,
    type_of,
)
from elm_microcred.mapping.open_badges.kinds import IRI, Path
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Shape
from elm_microcred.mapping.open_badges.rows import Value
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record

OPEN_BADGES_CREDITS: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsAvailable"
"""The credit system of a badge that names none: credits as its issuer counts them."""


def put_credits(value: Any, node: Object, badge: Badge) -> None:
    """Write credit points: one number, and exactly, with their system, as alignments."""
    for index, item in enumerate(value or []):
        system, points = item["system"], item["points"]
        if system != OPEN_BADGES_CREDITS:
            place = badge.unnamed(("achievement", "credits", index))
            written = alignment(
                targetType=CREDITS,
                targetName=f"{points} {system}",
                targetUrl=_system_iri(system) or place,
                targetFramework=system,
                targetCode=points,
            )
            node.setdefault("alignment", []).append(written)
    chosen = [item for item in value or [] if item["system"] == "ECTS"] or list(value or [])[:1]
    number = json_number(chosen[0]["points"]) if chosen else None
    if number is not None:
        node["creditsAvailable"] = number


def _system_iri(system: str) -> str | None:
    return words.iri("education-credit", system) or (system if "://" in system else None)


def json_number(text: str) -> int | float | None:
    """An exact number as a JSON number; `None` where that would change it."""
    value = Decimal(text)
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else None


def get_credits(node: Node) -> list[dict[str, str]] | None:
    """Credit points: the exact ones if there are any, else the number without a system."""
    found = []
    for item in alignments(node, CREDITS):
        system, points = item.string("targetFramework"), item.number("targetCode")
        if system and points:
            get_url(item)
            item.string("targetName")
            found.append({"system": system, "points": points})
    number = node.number("creditsAvailable")
    if number is not None and not any(_equal(number, item["points"]) for item in found):
        found.append({"system": OPEN_BADGES_CREDITS, "points": number})
    return found or None


def credit_system(node: Node) -> str:
    """The system in which the numbers of a badge count."""
    items = alignments(node, CREDITS)
    systems = [system for item in items if (system := item.peek("targetFramework"))]
    return "ECTS" if "ECTS" in systems else (systems or [OPEN_BADGES_CREDITS])[0]


def same_credits(value: Any, said: Any) -> bool:
    """Whether two lists of credit points are equal as numbers."""
    one, other = value or [], said or []
    return len(one) == len(other) and all(
        a["system"] == b["system"] and _equal(a["points"], b["points"])
        for a, b in zip(one, other, strict=True)
    )


def _equal(one: str, other: str) -> bool:
    return Decimal(one) == Decimal(other)


def _new_level(record: Record, badge: Badge, path: Path) -> Object:
    framework, level = record["framework"], record["level"]
    type = next((type for type, name in LEVELS.items() if name == framework), "ext:NQF")
    name = f"{framework} {level} cycle" if framework == "QF-EHEA" else f"{framework} level {level}"
    return alignment(
        targetType=type,
        targetName=name,
        targetUrl=record.get("iri") or _level_iri(framework, level) or badge.unnamed(path),
        targetFramework=framework,
        targetCode=level,
    )


def _level_iri(framework: str, level: str) -> str | None:
    """The IRI of a level that everybody writes alike."""
    if framework == "EQF":
        return vocabularies.concept("eqf", level).iri
    return f"{BASE_IRI}terms#cycle-{level}" if framework == "QF-EHEA" else None


def _framework(node: Node) -> str | None:
    said = node.string("targetFramework")
    by_type = {type.casefold(): name for type, name in LEVELS.items()}
    return by_type.get(type_of(node).casefold()) or said


def _level(node: Node) -> str | None:
    code, name = node.string("targetCode"), node.string("targetName") or ""
    return code or name.removesuffix(" cycle").rpartition(" ")[2] or None


def _get_iri(node: Node) -> str | None:
    """The IRI of a national level; that of another goes without saying."""
    found = get_url(node)
    return None if _framework(node) in ("EQF", "QF-EHEA") else found


def _same_iri(value: Any, said: Any) -> bool:
    return bool(value == said or str(value).startswith(vocabularies.scheme("eqf").base))


LEVEL: Final = Shape(
    "Alignment",
    _new_level,
    (
        Value(
            member="framework",
            what="The framework of a level",
            badge="targetFramework",
            get=_framework,
            elements="A8",
        ),
        Value(member="level", what="A level", badge="targetCode", get=_level, elements="A8"),
        Value(
            member="iri",
            what="The IRI of a level",
            badge="targetUrl",
            term="statedId",
            get=_get_iri,
            kind=IRI,
            same=_same_iri,
        ),
    ),
)
"""A level of a qualifications framework."""
