"""The flat form: which column of a table row holds which member.

A row describes an achievement, an award, or both. Each half takes its own columns,
ignores those of the other half, and keeps the rest as unknown members.

- Empty cells are absent.
- A column of text takes a language after an at sign: `title@lv`.
- A column of several values parts them with a bar: `Plan | Do | Check`. In another
  language the parts stand in the same order.

`docs/columns.md` is made from this table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from elm_microcred.errors import ModelError
from elm_microcred.model.text import UNDETERMINED
from elm_microcred.problem import json_pointer

Half = Literal["Achievement", "Award"]
Kind = Literal["value", "text", "values", "texts"]
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the flat form.

    Attributes:
        name: Name of the column.
        half: The half of a micro-credential that it belongs to.
        path: Members that lead to the value; `0` is the first item of a list, `*` each.
        kind: One value, text in languages, several values, or several texts.
        meaning: What stands in it.
    """

    name: str
    half: Half
    path: _Path
    kind: Kind
    meaning: str


def _column(half: Half, name: str, path: str, kind: Kind, meaning: str) -> Column:
    steps = tuple(int(step) if step.isdigit() else step for step in path.split("/"))
    return Column(name, half, steps, kind, meaning)


def _organisation(half: Half, prefix: str, path: str, who: str) -> Iterator[Column]:
    for name, rest, kind, meaning in (
        ("id", "id", "value", "IRI or DID"),
        ("name", "legal_name", "text", "legal name"),
        ("alternative_name", "alternative_name", "text", "short name"),
        ("registration", "identifiers/0/notation", "value", "registration number"),
        ("vat", "identifiers/1/notation", "value", "VAT number"),
        ("eidas", "identifiers/2/notation", "value", "eIDAS legal identifier"),
        ("country", "location/country", "value", "country of the seat, ISO 3166-1 alpha-2"),
        ("region", "location/region", "value", "region of the seat, ATU or NUTS code"),
        ("locality", "location/locality", "value", "town"),
        ("street", "location/street", "value", "street and number"),
        ("postal_code", "location/postal_code", "value", "postal code"),
        ("email", "contacts/0/email", "value", "e-mail address"),
        ("phone", "contacts/0/phone", "value", "telephone number"),
        ("homepage", "homepage", "value", "web page"),
    ):
        yield _column(half, f"{prefix}_{name}", f"{path}/{rest}", kind, f"{who}: {meaning}")  # type: ignore[arg-type]  # the kinds of the tuples above are Kind


def _achievement() -> Iterator[Column]:
    for name, path, kind, meaning in (
        ("achievement_id", "id", "value", "IRI of the achievement"),
        ("achievement_version", "version", "value", "version of the achievement"),
        ("language", "language", "value", "main language (BCP 47); `en` where absent"),
        ("title", "title", "text", "title (A2)"),
        ("description", "description", "text", "what it is about"),
        ("purpose", "purpose", "text", "what it is for"),
        ("achievement_type", "achievement_type", "value", "Open Badges achievement type"),
        ("course_code", "identifiers/0/notation", "value", "code of the course"),
        ("outcomes", "outcomes/*/title", "texts", "learning outcomes (A6)"),
        ("outcome_summary", "outcome_summary", "text", "learning outcomes in one text (A6)"),
        ("workload_hours", "workload/hours", "value", "notional hours (A7)"),
        ("workload_days", "workload/days", "value", "notional days (A7)"),
        ("workload_months", "workload/months", "value", "notional months (A7)"),
        ("credit_points", "credits/0/points", "value", "credit points (A7)"),
        ("credit_system", "credits/0/system", "value", "their system; ECTS where absent"),
        ("eqf_level", "levels/0/level", "value", "level of the EQF, 1 to 8 (A8)"),
        ("nqf_level", "levels/1/level", "value", "level of the national framework (A8)"),
        ("nqf_framework", "levels/1/framework", "value", "its short name, as LQF (A8)"),
        (
            "ehea_cycle",
            "levels/2/level",
            "value",
            "cycle of the QF-EHEA: short, first, second, third",
        ),
        ("participation", "participation/*", "values", "forms of participation (A10)"),
        ("learning_setting", "learning_setting", "value", "formal or non-formal"),
        ("instruction_languages", "instruction_languages/*", "values", "languages of instruction"),
        ("activity_title", "activities/0/title", "text", "name of the learning activity"),
        ("activity_type", "activities/0/type", "value", "type of learning activity"),
        ("assessment_title", "assessments/0/title", "text", "name of the assessment"),
        ("assessment_type", "assessments/0/type", "value", "type of assessment (A9)"),
        ("assessment_mode", "assessments/0/mode", "value", "form of participation in it"),
        (
            "supervision",
            "assessments/0/supervision",
            "value",
            "supervision and identity check (B2)",
        ),
        ("grading_scheme", "assessments/0/grading_scheme/title", "text", "how grades are given"),
        (
            "quality_assurance_type",
            "quality_assurance/0/type",
            "value",
            "type of quality assurance (A11)",
        ),
        ("quality_assurance_title", "quality_assurance/0/title", "text", "its name"),
        (
            "quality_assurance_agency",
            "quality_assurance/0/agency/legal_name",
            "text",
            "who assures",
        ),
        (
            "quality_assurance_report",
            "quality_assurance/0/report/url",
            "value",
            "report or register entry",
        ),
        ("prerequisites", "prerequisites", "text", "what is needed to enrol (B1)"),
        ("stackability", "stackability/statement", "text", "how it combines with others (B4)"),
        ("partial_qualification", "stackability/partial_qualification", "value", "true or false"),
        ("part_of", "stackability/part_of/*", "values", "larger achievements, by IRI"),
        ("further_information", "notes/0/text", "text", "further information (B5)"),
        ("homepage", "homepage", "value", "page of the course (B5)"),
        ("thematic_areas", "thematic_areas/*", "values", "ISCED-F codes"),
        (
            "system_relation",
            "system_relation",
            "value",
            "integrated, credit-bearing, standalone, parallel-funded",
        ),
        ("legal_basis", "legal_basis", "text", "the law that it rests on"),
        ("validity_period", "validity/period", "value", "how long an award holds, as P3Y"),
        ("renewal", "validity/renewal", "text", "how it is renewed"),
        ("image", "image/url", "value", "picture of the badge"),
        ("tags", "tags/*", "values", "words to find it by"),
    ):
        yield _column("Achievement", name, path, kind, meaning)  # type: ignore[arg-type]  # as above
    for prefix, path, who in (
        ("issuer", "issuer", "issuer"),
        ("authorised_by", "authorised_by", "body that authorised the programme"),
        ("provider", "providers/0", "provider"),
        ("awarding_body", "awarding_bodies/0", "awarding body (A4)"),
        ("assessor", "assessors/0", "assessor"),
        ("accreditor", "accreditors/0", "accreditor"),
        ("funder", "funders/0", "funder"),
    ):
        yield from _organisation("Achievement", prefix, path, who)


def _award() -> Iterator[Column]:
    for name, path, kind, meaning in (
        ("credential_id", "id", "value", "IRI of the credential"),
        ("learner_id", "learner/id", "value", "DID or other IRI of the holder (A1)"),
        ("learner_given_name", "learner/given_name", "text", "given name (A1)"),
        ("learner_family_name", "learner/family_name", "text", "family name (A1)"),
        ("learner_full_name", "learner/full_name", "text", "whole name (A1)"),
        ("learner_date_of_birth", "learner/date_of_birth", "value", "day of birth"),
        ("learner_national_id", "learner/national_id/notation", "value", "national number"),
        ("learner_national_id_country", "learner/national_id/country", "value", "its country"),
        ("learner_number", "learner/identifiers/0/notation", "value", "student number"),
        ("learner_email", "learner/email", "value", "e-mail address"),
        ("awarded_on", "awarded_at", "value", "date of the award (A5)"),
        ("issued_on", "issued_at", "value", "date of issuing (A5)"),
        ("valid_from", "valid_from", "value", "from when it holds"),
        ("valid_until", "valid_until", "value", "until when it holds"),
        ("place_name", "place/name", "text", "place of the award"),
        ("place_country", "place/country", "value", "its country, ISO 3166-1 alpha-2"),
        ("place_region", "place/region", "value", "its region, ATU or NUTS code"),
        ("place_locality", "place/locality", "value", "its town"),
        ("certificate_number", "identifiers/0/notation", "value", "number of the certificate"),
        ("grade", "results/0/grade", "text", "grade (B3)"),
        ("grade_status", "results/0/status", "value", "Completed, Failed, …"),
        ("grade_note", "results/0/note", "text", "what should be said beside it"),
        ("credits_earned", "credits_earned/0/points", "value", "credit points received"),
        (
            "credits_earned_system",
            "credits_earned/0/system",
            "value",
            "their system; ECTS where absent",
        ),
        ("started_on", "started_at", "value", "when the learner began"),
        ("ended_on", "ended_at", "value", "when the learner finished"),
        ("evidence", "evidence/*", "values", "URLs of work that proves it"),
        ("renewal_of", "renewal_of", "value", "id of the credential that this one renews"),
    ):
        yield _column("Award", name, path, kind, meaning)  # type: ignore[arg-type]  # as above


COLUMNS: dict[str, Column] = {column.name: column for column in (*_achievement(), *_award())}
"""Every column by name."""

_IMPLIED: dict[_Path, dict[str, str]] = {
    ("levels", 0): {"framework": "EQF"},
    ("levels", 1): {"framework": "NQF"},
    ("levels", 2): {"framework": "QF-EHEA"},
    ("learner", "national_id"): {"kind": "national"},
}
"""Members that a column implies for the item that its value stands in."""

_IDENTIFIER_KINDS = ("registration", "vat", "eidas")


def nested(half: str, row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The nested form of a row for one half, and the column behind each JSON Pointer.

    `half` is `Achievement`, `Award`, or another name, which takes the columns of both
    under `achievement` and `award`. Members that are no columns stay as they are.

    Raises:
        ModelError: If a member is given both as such and by columns.
    """
    if half not in ("Achievement", "Award"):
        return _both(row)
    members: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    places: dict[_Path, str] = {}
    for name, value in row.items():
        column = COLUMNS.get(str(name).partition("@")[0])
        if column is None or _is_member(column, half, value):
            members[name] = value
        elif column.half == half and not _is_empty(value):
            language = str(name).partition("@")[2] or UNDETERMINED
            places[_put(cells, column, value, language)] = str(name)
    for name in members.keys() & cells.keys():
        raise ModelError(
            "MODEL_VALUE",
            f"`{name}` is given both as a member and by columns.",
            pointer=json_pointer((name,)),
            expected="one of the two",
        )
    pointers = {json_pointer(_ranked(cells, path)): name for path, name in places.items()}
    return members | _compacted(cells), pointers


def _both(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    known = {n: v for n, v in row.items() if str(n).partition("@")[0] in COLUMNS}
    if not known:
        return dict(row), {}
    data = {name: value for name, value in row.items() if name not in known}
    pointers: dict[str, str] = {}
    for member, half in (("achievement", "Achievement"), ("award", "Award")):
        given = row.get(member) or {}
        data[member], found = nested(half, {**known, **given})
        pointers |= {f"/{member}{pointer}": name for pointer, name in found.items()}
    return data, pointers


def _is_member(column: Column, half: str, value: Any) -> bool:
    """Whether what stands under a column's name is the nested member of that name."""
    return column.half == half and column.path[0] == column.name and not isinstance(value, str)


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _put(cells: dict[str, Any], column: Column, value: Any, language: str) -> _Path:
    """Put a cell where it belongs; the path of that place."""
    if "*" not in column.path:
        cell = value.strip() if isinstance(value, str) else value
        _set(cells, column.path, cell, language if column.kind == "text" else None)
        return column.path
    at = column.path.index("*")
    for position, part in enumerate(_parts(value)):
        if not _is_empty(part):
            path = (*column.path[:at], position, *column.path[at + 1 :])
            _set(cells, path, part, language if column.kind == "texts" else None)
    return column.path[:at]


def _parts(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in value.split("|")]
    return list(value) if isinstance(value, list | tuple) else [value]


def _set(cells: Any, path: _Path, value: Any, language: str | None) -> None:
    """Set the value at `path`, making objects, and lists as objects by position, on the way."""
    here = cells
    for depth, step in enumerate(path[:-1], start=1):
        here = here.setdefault(step, {})
        for member, implied in _implied(path[:depth]).items():
            here.setdefault(member, implied)
    if language is None:
        here[path[-1]] = value
    else:
        here.setdefault(path[-1], {})[language] = value


def _implied(path: _Path) -> dict[str, str]:
    if len(path) > 2 and path[-2] == "identifiers" and path[0] != "learner":
        return {"kind": _IDENTIFIER_KINDS[int(path[-1])]}
    return _IMPLIED.get(path, {})


def _ranked(cells: Any, path: _Path) -> _Path:
    """The path with positions counted as the compacted lists count them."""
    here, ranked = cells, []
    for step in path:
        ranked.append(sorted(here).index(step) if isinstance(step, int) else step)
        here = here[step]
    return tuple(ranked)


def _compacted(value: Any) -> Any:
    """The value with objects by position made lists."""
    if not isinstance(value, dict):
        return value
    members = {key: _compacted(member) for key, member in value.items()}
    if members and all(isinstance(key, int) for key in members):
        return [members[key] for key in sorted(members)]
    return members
