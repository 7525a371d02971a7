"""The learning credential of the EU's wallets: its claims, from micro-credentials and back.

```python
claims = to_eudi(micro)
claims.losses
secured = sign(claims, signer, securing="dc+sd-jwt")
micro, losses = from_eudi(verify(secured.content).document)
```

Which claims there are, and which of them an issuer has to state, is data of the project
(`vocab/credential_types/learning-credential.json`), with its version and date: the type has changed
before, and will again.

Spec: https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from elm_microcred import vocabularies
from elm_microcred.errors import MappingError
from elm_microcred.exchange.rows import FormatRow
from elm_microcred.mapping import words as concepts
from elm_microcred.mapping.conversion import read
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.durations import duration_of, read_duration
from elm_microcred.model import Concept, MicroCredential
from elm_microcred.model.text import Text
from elm_microcred.model.words import QUALITY_ASSURANCE_TYPES
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.sd_jwt.types import CredentialType, bundled_types

VCT: Final = "urn:eu.europa.ec.eudi:learning:credential:1"
"""The type, with its version."""

SPEC: Final = "https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer"

_REGISTERED: Final = frozenset(
    {"vct", "vct#integrity", "iss", "iat", "nbf", "exp", "jti", "sub", "cnf", "status", "_sd_alg"}
)
"""Claims of every token: they say how it holds, and nothing of learning."""


def profile() -> CredentialType:
    """The type as it is known: its claims, and since when it has been so (`as_of`)."""
    return bundled_types()[VCT]


def mandatory() -> tuple[str, ...]:
    """The claims that an issuer has to state."""
    return tuple(
        str(rule.path[0]) for rule in profile().claims if rule.mandatory and len(rule.path) == 1
    )


class _Row(NamedTuple):
    """A claim: how it is written, how it is read, and what to do where it is missing."""

    claim: str
    member: str
    write: Callable[[MicroCredential, str], Any]
    read: Callable[[Any, dict[str, Any], dict[str, Any], str], bool]
    remark: str = ""


def to_eudi(source: MicroCredential | Mapping[str, Any]) -> Document:
    """The claims of the EU's learning credential, to be signed as `dc+sd-jwt`.

    Texts are written in the main language of the micro-credential: the type has no other.

    Args:
        source: A micro-credential, or a European credential or badge about one achievement.

    Returns:
        The claims, with their losses: first those of reading the source (pointers into it), then
        whatever would not come back from the claims (pointers into the micro-credential).

    Raises:
        MappingError: If a claim that the type demands cannot be stated (`CLAIM_MISSING`, one
            problem for each), or the source is about no achievement or several.
        ParseError: If the source is of no kind that is known.
        ModelError: If a value in it cannot be.

    Spec: https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer
    """
    losses: list[Problem] = []
    micro = read(source, losses=losses)
    language = micro.achievement.language
    claims: dict[str, Any] = {"vct": VCT}
    for row in _ROWS:
        value = row.write(micro, language)
        if value not in (None, "", []):
            claims[row.claim] = value
    missing = [name for name in mandatory() if name not in claims]
    if missing:
        raise MappingError.from_problems([_missing(name) for name in missing])
    back, _ = from_eudi(claims, language=language)
    return Document(claims, (*losses, *_differences(micro.to_dict(), back.to_dict(), ())))


def from_eudi(
    claims: Mapping[str, Any], *, language: str = "en"
) -> tuple[MicroCredential, tuple[Problem, ...]]:
    """The micro-credential that the claims of a learning credential describe, and what is unread.

    Args:
        claims: The claims of the token, as `verify` gives them in `document`.
        language: The language of its texts, which the claims do not say.

    Raises:
        MappingError: If they are of another type.
        ModelError: If a value in them cannot be.
    """
    if claims.get("vct") != VCT:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "These are not the claims of the EU's learning credential.",
            pointer="/vct",
            found=shorten(claims.get("vct")),
            expected=VCT,
            spec=SPEC,
        )
    achievement: dict[str, Any] = {"language": language}
    award: dict[str, Any] = {}
    unread = []
    for row in _ROWS:
        if row.claim in claims and not row.read(claims[row.claim], achievement, award, language):
            unread.append(row.claim)
    known = {row.claim for row in _ROWS} | _REGISTERED
    unread += [name for name in claims if name not in known]
    losses = tuple(
        Problem(
            "MAPPING_UNREAD",
            "This claim was not read: it is not of the form that is known.",
            pointer=json_pointer((name,)),
            found=shorten(claims[name]),
            spec=SPEC,
        )
        for name in unread
    )
    achievement.setdefault("title", "?")
    return MicroCredential.parse({"achievement": achievement, "award": award}), losses


def _missing(name: str) -> Problem:
    row = next(row for row in _ROWS if row.claim == name)
    return Problem(
        "CLAIM_MISSING",
        f"The learning credential demands {name}, which the micro-credential does not say.",
        pointer=json_pointer(tuple(row.member.partition(",")[0].split("."))),
        expected=row.member,
        remedy=f"Give it {row.member}.",
        spec=SPEC,
    )


# Losses


def _differences(a: Any, b: Any, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What of one micro-credential does not come back in another."""
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for name, value in a.items():
            if name in b:
                yield from _differences(value, b[name], (*at, name))
            else:
                yield _loss("MAPPING_LOSS", value, (*at, name))
    elif isinstance(a, list) and isinstance(b, list):
        for place, value in enumerate(a):
            if place < len(b):
                yield from _differences(value, b[place], (*at, place))
            else:
                yield _loss("MAPPING_LOSS", value, (*at, place))
    else:
        yield _loss("MAPPING_NARROWED", a, at)


def _loss(code: str, value: Any, at: tuple[str | int, ...]) -> Problem:
    less = "says this less exactly" if code == "MAPPING_NARROWED" else "has no claim for this"
    return Problem(
        code,
        f"The learning credential {less}.",
        pointer=json_pointer(at),
        found=shorten(value),
        spec=SPEC,
    )


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


_ROWS: Final = (
    _Row(
        "issuing_authority",
        "achievement.issuer.legal_name",
        _authority,
        _read_authority,
        "the first awarding body",
    ),
    _Row(
        "issuing_country",
        "achievement.issuer.location.country",
        _country,
        _read_country,
    ),
    _Row(
        "date_of_issuance",
        "award.issued_at",
        lambda micro, _: _day(micro.award.issued_at),
        _date_into("issued_at"),
        "the day alone",
    ),
    _Row(
        "date_of_expiry",
        "award.valid_until",
        lambda micro, _: _day(micro.award.valid_until),
        _date_into("valid_until"),
        "the day alone",
    ),
    _Row(
        "family_name",
        "award.learner.family_name",
        lambda micro, language: _said(micro.award.learner.family_name, language),
        _text_into(1, "learner", "family_name"),
    ),
    _Row(
        "given_name",
        "award.learner.given_name",
        lambda micro, language: _said(micro.award.learner.given_name, language),
        _text_into(1, "learner", "given_name"),
    ),
    _Row(
        "achievement_title",
        "achievement.title",
        lambda micro, language: _said(micro.achievement.title, language),
        _text_into(0, "title"),
    ),
    _Row(
        "achievement_description",
        "achievement.description",
        lambda micro, language: _said(micro.achievement.description, language),
        _text_into(0, "description"),
    ),
    _Row(
        "learning_outcomes",
        "achievement.outcomes",
        _outcomes,
        _list_into("outcomes"),
        "their titles",
    ),
    _Row("assessment_grade", "award.results", _grade, _read_grade, "the first one"),
    _Row(
        "language_of_classes",
        "achievement.instruction_languages",
        lambda micro, _: list(micro.achievement.instruction_languages),
        _list_into("instruction_languages"),
    ),
    _Row(
        "learner_identification",
        "award.learner.identifiers, or national_id, or id",
        _identification,
        _read_identification,
        "the national number, else the first identifier, else the id",
    ),
    _Row(
        "expected_study_time",
        "achievement.workload, or credits",
        _study_time,
        _read_study_time,
        "a duration of ISO 8601; credits where no workload is stated, as `2 ECTS`",
    ),
    _Row(
        "level_of_learning_experience",
        "achievement.levels",
        _level,
        _read_level,
        "the level of the EQF, else the first with its framework",
    ),
    _Row(
        "types_of_quality_assurance",
        "achievement.quality_assurance",
        _assurance,
        _read_assurance,
        "English labels of the European list, or your own",
    ),
    _Row(
        "prerequisites_to_enroll",
        "achievement.prerequisites",
        _prerequisites,
        _read_prerequisites,
    ),
    _Row(
        "integration_stackability_options",
        "achievement.stackability",
        _stackability,
        _text_into(0, "stackability"),
        "the statement, else the titles of what it is part of",
    ),
)

TABLE: Final = tuple(FormatRow(row.claim, row.member, row.remark) for row in _ROWS)
"""The claims, for the documentation."""

__all__ = ["SPEC", "TABLE", "VCT", "from_eudi", "mandatory", "profile", "to_eudi"]
