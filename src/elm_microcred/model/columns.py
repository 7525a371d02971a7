"""The columns of the flat form: which column of a table row holds which member.

A row describes an achievement, an award, or both. Each half takes its own columns,
ignores those of the other half, and keeps the rest as unknown members.

- Empty cells are absent.
- A column of text takes a language after an at sign: `title@lv`.
- A column of several values parts them with a bar: `Plan | Do | Check`. In another
  language the parts stand in the same order.

`docs/columns.md` is made from this table (`tools/columns.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Half = Literal["Achievement", "Award"]
Kind = Literal["value", "text", "values", "texts"]
Path = tuple[str | int, ...]
Row = tuple[str, str, Kind, str]
"""Name, path, kind, meaning."""


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
    path: Path
    kind: Kind
    meaning: str


ORGANISATION: tuple[Row, ...] = (
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
)
"""Columns of each role, below the prefix of the role."""

ROLES = (
    ("issuer", "issuer", "issuer"),
    ("authorised_by", "authorised_by", "body that authorised the programme"),
    ("provider", "providers/0", "provider"),
    ("awarding_body", "awarding_bodies/0", "awarding body (A4)"),
    ("assessor", "assessors/0", "assessor"),
    ("accreditor", "accreditors/0", "accreditor"),
    ("funder", "funders/0", "funder"),
)
"""Prefix, path and meaning of each role."""

ACHIEVEMENT: tuple[Row, ...] = (
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
    ("ehea_cycle", "levels/2/level", "value", "cycle of the QF-EHEA: short, first, second, third"),
    ("participation", "participation/*", "values", "forms of participation (A10)"),
    ("learning_setting", "learning_setting", "value", "formal or non-formal"),
    ("instruction_languages", "instruction_languages/*", "values", "languages of instruction"),
    ("activity_title", "activities/0/title", "text", "name of the learning activity"),
    ("activity_type", "activities/0/type", "value", "type of learning activity"),
    ("assessment_title", "assessments/0/title", "text", "name of the assessment"),
    ("assessment_type", "assessments/0/type", "value", "type of assessment (A9)"),
    ("assessment_mode", "assessments/0/mode", "value", "form of participation in it"),
    ("supervision", "assessments/0/supervision", "value", "supervision and identity check (B2)"),
    ("grading_scheme", "assessments/0/grading_scheme/title", "text", "how grades are given"),
    (
        "quality_assurance_type",
        "quality_assurance/0/type",
        "value",
        "type of quality assurance (A11)",
    ),
    ("quality_assurance_title", "quality_assurance/0/title", "text", "its name"),
    ("quality_assurance_agency", "quality_assurance/0/agency/legal_name", "text", "who assures"),
    (
        "quality_assurance_scope",
        "quality_assurance/0/scope",
        "value",
        "programme or institution",
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
    ("links", "links/*", "values", "further documents, by URL (B5)"),
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
)

AWARD: tuple[Row, ...] = (
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
    (
        "learner_identity_type",
        "learner/hashed_identities/0/identity_type",
        "value",
        "what was hashed, as Open Badges names it: emailAddress, name, …",
    ),
    (
        "learner_identity_hash",
        "learner/hashed_identities/0/identity_hash",
        "value",
        "`sha256$` and the salted hash in hexadecimal",
    ),
    ("learner_identity_salt", "learner/hashed_identities/0/salt", "value", "its salt"),
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
    ("assessed_on", "results/0/assessed_at", "value", "date of the assessment"),
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
)


def _roles() -> Iterator[Row]:
    for prefix, path, who in ROLES:
        for name, rest, kind, meaning in ORGANISATION:
            yield f"{prefix}_{name}", f"{path}/{rest}", kind, f"{who}: {meaning}"


def _columns(half: Half, rows: Iterable[Row]) -> Iterator[Column]:
    for name, path, kind, meaning in rows:
        yield Column(name, half, _steps(path), kind, meaning)


def _steps(path: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in path.split("/"))


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        *_columns("Achievement", (*ACHIEVEMENT, *_roles())),
        *_columns("Award", AWARD),
    )
}
"""Every column by name."""

SHARED = frozenset({"participation"})
"""Columns of one half whose name is a member of the other half, too."""

IMPLIED: dict[Path, dict[str, str]] = {
    ("levels", 0): {"framework": "EQF"},
    ("levels", 1): {"framework": "NQF"},
    ("levels", 2): {"framework": "QF-EHEA"},
    **{
        (*_steps(path), "identifiers", position): {"kind": kind}
        for _, path, _ in ROLES
        for position, kind in enumerate(("registration", "vat", "eidas"))
    },
}
"""Members that a column implies for the item that its value stands in."""
