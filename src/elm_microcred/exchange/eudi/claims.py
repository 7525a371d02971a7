"""The claims one by one: what each is written from, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from elm_microcred import vocabularies
from elm_microcred.mapping import words as concepts
from elm_microcred.mapping.durations import duration_of, read_duration
from elm_microcred.model import Concept, MicroCredential
from elm_microcred.model.text import Text
from elm_microcred.model.words import QUALITY_ASSURANCE_TYPES


class Row(NamedTuple):
    """A claim: how it is written, how it is read, and what to do where it is missing."""

    claim: str
    member: str
    write: Callable[[MicroCredential, str], Any]
    read: Callable[[Any, dict[str, Any], dict[str, Any], str], bool]
    remark: str = ""


# Writing


def _said(text: Text | None, language: str) -> str | None:
    return None if text is None else text.in_language(language)


def _body(micro: MicroCredential) -> Any:
    bodies = micro.achievement.awarding_bodies
    return bodies[0] if bodies else micro.achievement.issuer


def _authority(micro: MicroCredential, language: str) -> str | None:
    body = _body(micro)
    return None if body is None else _said(body.legal_name, language)


def _country(micro: MicroCredential, _language: str) -> str | None:
    issuer = micro.achievement.issuer or _body(micro)
    place = None if issuer is None else issuer.location
    return None if place is None else place.country


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).date().isoformat()


def _identification(micro: MicroCredential, _language: str) -> str | None:
    learner = micro.award.learner
    if learner.national_id is not None:
        return learner.national_id.notation
    return learner.identifiers[0].notation if learner.identifiers else learner.id


def _study_time(micro: MicroCredential, _language: str) -> str | None:
    achievement = micro.achievement
    if achievement.workload is not None:
        duration = duration_of(achievement.workload)
        if duration is not None:
            return duration
    for credit in achievement.credits:
        if credit.system == "ECTS":
            return f"{format(credit.points, 'f')} ECTS"
    first = next(iter(achievement.credits), None)
    return None if first is None else f"{format(first.points, 'f')} {first.system}"


def _level(micro: MicroCredential, _language: str) -> str | None:
    levels = micro.achievement.levels
    first = next((level for level in levels if level.framework == "EQF"), next(iter(levels), None))
    if first is None:
        return None
    return first.level if first.framework == "EQF" else f"{first.framework} {first.level}"


def _assurance(micro: MicroCredential, language: str) -> list[str]:
    found = []
    for one in micro.achievement.quality_assurance:
        type_ = one.type
        if type_ is not None and type_.code in QUALITY_ASSURANCE_TYPES:
            found.append(_european(str(type_.code)))
        elif type_ is not None and type_.label is not None:
            found.append(type_.label.in_language(language))
        else:
            found.append(one.title.in_language(language))
    return list(dict.fromkeys(found))


def _european(word: str) -> str:
    """The English label of the European concept that one of our words means."""
    iri = concepts.iri("accreditation", word)
    found = None if iri is None else vocabularies.find(iri)
    return QUALITY_ASSURANCE_TYPES[word] if found is None else found.label["en"]


def _grade(micro: MicroCredential, language: str) -> str | None:
    results = micro.award.results
    return _said(results[0].grade, language) if results else None


def _stackability(micro: MicroCredential, language: str) -> str | None:
    whole = micro.achievement.stackability
    if whole is None:
        return None
    if whole.statement is not None:
        return whole.statement.in_language(language)
    part_of = [part.title.in_language(language) for part in whole.part_of if part.title]
    return "; ".join(part_of) or None


def _prerequisites(micro: MicroCredential, language: str) -> list[str]:
    said = _said(micro.achievement.prerequisites, language)
    return [] if said is None else [said]


def _outcomes(micro: MicroCredential, language: str) -> list[str]:
    return [outcome.title.in_language(language) for outcome in micro.achievement.outcomes]


# Reading: each puts what a claim says into the achievement or the award, and tells if it could


Members = dict[str, Any]


def _text_into(half: int, *path: str) -> Callable[[Any, Members, Members, str], bool]:
    """Reads a text into a member of the achievement (0) or the award (1)."""

    def read_(value: Any, achievement: Members, award: Members, _language: str) -> bool:
        if not isinstance(value, str) or not value:
            return False
        here = (achievement, award)[half]
        for name in path[:-1]:
            here = here.setdefault(name, {})
        here[path[-1]] = value
        return True

    return read_


def _read_authority(value: Any, achievement: Members, _award: Members, _language: str) -> bool:
    if not isinstance(value, str) or not value:
        return False
    achievement.setdefault("issuer", {})["legal_name"] = value
    return True


def _read_country(value: Any, achievement: Members, _award: Members, _language: str) -> bool:
    if not (isinstance(value, str) and re.fullmatch("[A-Z]{2}", value)):
        return False
    issuer = achievement.setdefault("issuer", {"legal_name": "?"})
    issuer["location"] = {"country": value}
    return True


def _date_into(name: str) -> Callable[[Any, Members, Members, str], bool]:
    def read_(value: Any, _achievement: Members, award: Members, _language: str) -> bool:
        if not (isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
            return False
        award[name] = value
        return True

    return read_


def _strings(value: Any) -> list[str] | None:
    items = [value] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) and item for item in items):
        return items
    return None


def _list_into(name: str) -> Callable[[Any, Members, Members, str], bool]:
    def read_(value: Any, achievement: Members, _award: Members, _language: str) -> bool:
        items = _strings(value)
        if items is None:
            return False
        achievement[name] = items
        return True

    return read_


def _read_identification(value: Any, _achievement: Members, award: Members, _: str) -> bool:
    if not isinstance(value, str) or not value:
        return False
    award.setdefault("learner", {})["identifiers"] = [value]
    return True


def _read_study_time(value: Any, achievement: Members, _award: Members, _language: str) -> bool:
    if not isinstance(value, str):
        return False
    duration = read_duration(value)
    if duration is not None:
        parts = {"hours": duration.hours, "days": duration.days, "months": duration.months}
        achievement["workload"] = {k: str(v) for k, v in parts.items() if v is not None}
        return bool(achievement["workload"])
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ([^\s].*)", value)
    if match is None:
        return False
    if match[2].lower() in ("h", "hour", "hours"):
        achievement["workload"] = {"hours": match[1]}
    else:
        system = "ECTS" if match[2].upper().startswith("ECTS") else match[2]
        achievement["credits"] = [{"system": system, "points": str(Decimal(match[1]))}]
    return True


def _read_level(value: Any, achievement: Members, _award: Members, _language: str) -> bool:
    if not isinstance(value, str) or not value:
        return False
    eqf = re.fullmatch(r"(?:EQF[ -]?(?:level )?)?([1-8])", value, re.IGNORECASE)
    framework, _, level = value.rpartition(" ")
    if eqf is None and not framework:
        return False
    pair = ("EQF", eqf[1]) if eqf is not None else (framework, level)
    achievement["levels"] = [{"framework": pair[0], "level": pair[1]}]
    return True


def _read_assurance(value: Any, achievement: Members, _award: Members, language: str) -> bool:
    items = _strings(value)
    if items is None:
        return False
    by_label = {_european(word): word for word in QUALITY_ASSURANCE_TYPES}
    achievement["quality_assurance"] = [
        by_label.get(item) or {"title": {language: item}, "type": _labelled(item, language)}
        for item in items
    ]
    return True


def _labelled(label: str, language: str) -> Members:
    return Concept(label=Text({language: label})).to_dict()


def _read_grade(value: Any, _achievement: Members, award: Members, _language: str) -> bool:
    if not isinstance(value, str) or not value:
        return False
    award["results"] = [value]
    return True


def _read_prerequisites(value: Any, achievement: Members, _award: Members, _: str) -> bool:
    items = _strings(value)
    if not items:
        return False
    achievement["prerequisites"] = "\n".join(items)
    return True


ROWS: Final = (
    Row(
        "issuing_authority",
        "achievement.issuer.legal_name",
        _authority,
        _read_authority,
        "the first awarding body",
    ),
    Row(
        "issuing_country",
        "achievement.issuer.location.country",
        _country,
        _read_country,
    ),
    Row(
        "date_of_issuance",
        "award.issued_at",
        lambda micro, _: _day(micro.award.issued_at),
        _date_into("issued_at"),
        "the day alone",
    ),
    Row(
        "date_of_expiry",
        "award.valid_until",
        lambda micro, _: _day(micro.award.valid_until),
        _date_into("valid_until"),
        "the day alone",
    ),
    Row(
        "family_name",
        "award.learner.family_name",
        lambda micro, language: _said(micro.award.learner.family_name, language),
        _text_into(1, "learner", "family_name"),
    ),
    Row(
        "given_name",
        "award.learner.given_name",
        lambda micro, language: _said(micro.award.learner.given_name, language),
        _text_into(1, "learner", "given_name"),
    ),
    Row(
        "achievement_title",
        "achievement.title",
        lambda micro, language: _said(micro.achievement.title, language),
        _text_into(0, "title"),
    ),
    Row(
        "achievement_description",
        "achievement.description",
        lambda micro, language: _said(micro.achievement.description, language),
        _text_into(0, "description"),
    ),
    Row(
        "learning_outcomes",
        "achievement.outcomes",
        _outcomes,
        _list_into("outcomes"),
        "their titles",
    ),
    Row("assessment_grade", "award.results", _grade, _read_grade, "the first one"),
    Row(
        "language_of_classes",
        "achievement.instruction_languages",
        lambda micro, _: list(micro.achievement.instruction_languages),
        _list_into("instruction_languages"),
    ),
    Row(
        "learner_identification",
        "award.learner.identifiers, or national_id, or id",
        _identification,
        _read_identification,
        "the national number, else the first identifier, else the id",
    ),
    Row(
        "expected_study_time",
        "achievement.workload, or credits",
        _study_time,
        _read_study_time,
        "a duration of ISO 8601; credits where no workload is stated, as `2 ECTS`",
    ),
    Row(
        "level_of_learning_experience",
        "achievement.levels",
        _level,
        _read_level,
        "the level of the EQF, else the first with its framework",
    ),
    Row(
        "types_of_quality_assurance",
        "achievement.quality_assurance",
        _assurance,
        _read_assurance,
        "English labels of the European list, or your own",
    ),
    Row(
        "prerequisites_to_enroll",
        "achievement.prerequisites",
        _prerequisites,
        _read_prerequisites,
    ),
    Row(
        "integration_stackability_options",
        "achievement.stackability",
        _stackability,
        _text_into(0, "stackability"),
        "the statement, else the titles of what it is part of",
    ),
)
"""All claims."""
