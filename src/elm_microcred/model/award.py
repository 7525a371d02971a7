"""`Award`: what is this learner's."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, model_validator

from elm_microcred.model.agents import EmailAddress, Organisation, Place
from elm_microcred.model.base import CalendarDate, Instant, Iri, Record, matching, refuse
from elm_microcred.model.file import FileRecord, written_as
from elm_microcred.model.learning import Assessment, ParticipationMode
from elm_microcred.model.text import Text
from elm_microcred.model.values import CountryCode, Identifier, Line, Link
from elm_microcred.model.volume import CreditPoints, Workload
from elm_microcred.model.words import ResultStatus

AWARD_FORMAT: Final = "elm-microcred/award/1"


def _national(value: Any) -> Any:
    if isinstance(value, str):
        return {"notation": value, "kind": "national"}
    return {"kind": "national", **value} if isinstance(value, dict) else value


NationalIdentifier = Annotated[Identifier, BeforeValidator(_national)]
"""An identifier that is, unless it says otherwise, a person's national one."""


class HashedIdentity(Record):
    """A salted hash of something that identifies the learner; obfuscation, not anonymity.

    Attributes:
        identity_type: What was hashed, as Open Badges names it (`emailAddress`, `name`).
        identity_hash: `sha256$` (or, read only, `md5$`) and the hash in hexadecimal.
        salt: The salt, which travels with the hash.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject
    """

    identity_type: Line
    identity_hash: Annotated[
        str,
        matching(
            r"sha256\$[0-9a-fA-F]{64}|md5\$[0-9a-fA-F]{32}",
            "This is not a hash of Open Badges",
            expected="sha256$ and 64 hexadecimal digits",
        ),
    ]
    salt: Line | None = None


class Learner(Record):
    """The holder (A1): in plain words, by salted hash, or by DID alone.

    Attributes:
        id: DID or other IRI of the holder.
        given_name: Given name.
        family_name: Family name.
        full_name: Whole name.
        date_of_birth: Day of birth.
        national_id: National identification number.
        identifiers: Student numbers and the like.
        email: E-mail address.
        citizenships: Countries of citizenship.
        hashed_identities: Salted hashes.
    """

    id: Iri | None = None
    given_name: Text | None = None
    family_name: Text | None = None
    full_name: Text | None = None
    date_of_birth: CalendarDate | None = None
    national_id: NationalIdentifier | None = None
    identifiers: tuple[Identifier, ...] = ()
    email: EmailAddress | None = None
    citizenships: tuple[CountryCode, ...] = ()
    hashed_identities: tuple[HashedIdentity, ...] = ()

    @property
    def identity(self) -> Literal["plain", "hashed", "did", "none"]:
        """How openly the holder is identified."""
        plain = (self.given_name, self.family_name, self.full_name, self.date_of_birth)
        if any((*plain, self.national_id, self.identifiers, self.email, self.citizenships)):
            return "plain"
        if self.hashed_identities:
            return "hashed"
        return "did" if self.id else "none"


class Result(Record):
    """The grade of one assessment (B3). A bare string is the grade.

    Attributes:
        assessment: Id of the assessment; where it is absent, results are matched by order.
        grade: The grade in its scheme.
        status: Whether it was passed.
        assessed_at: When.
        note: What should be said beside it.
    """

    assessment: Iri | None = None
    grade: Text
    status: ResultStatus | None = None
    assessed_at: Instant | None = None
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"grade": value} if isinstance(value, str) else value


class Evidence(Record):
    """Work that proves the achievement. A bare string is its URL."""

    id: Iri | None = None
    title: Text | None = None
    description: Text | None = None
    link: Link | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"link": value} if isinstance(value, str) else value


class Award(FileRecord):
    """What differs per learner: identity, dates, place, grade, evidence.

    Attributes:
        format: Name and version of this file form.
        id: IRI of the credential; made from the content where it is absent.
        learner: The holder (A1).
        awarded_at: When the achievement was awarded (A5).
        issued_at: When the credential was issued (A5); the award where it is absent.
        valid_from: From when it holds; the issue where it is absent.
        valid_until: Until when it holds.
        place: Where it was awarded.
        identifiers: Certificate numbers.
        results: Grades (B3).
        credits_earned: Credit points that this learner received.
        started_at: When the learner began.
        ended_at: When the learner finished.
        evidence: Work that proves the achievement.
        renewal_of: Id of the credential that this one renews.
        issuer, awarding_bodies, providers, assessors, participation, workload, assessments:
            Stand for the achievement's own where they are given.
    """

    _half = "Award"

    format: Annotated[str, written_as(AWARD_FORMAT)] = AWARD_FORMAT
    id: Iri | None = None
    learner: Learner = Learner()
    awarded_at: Instant | None = None
    issued_at: Instant | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    place: Place | None = None
    identifiers: tuple[Identifier, ...] = ()
    results: tuple[Result, ...] = ()
    credits_earned: tuple[CreditPoints, ...] = ()
    started_at: Instant | None = None
    ended_at: Instant | None = None
    evidence: tuple[Evidence, ...] = ()
    renewal_of: Iri | None = None
    issuer: Organisation | None = None
    awarding_bodies: tuple[Organisation, ...] = ()
    providers: tuple[Organisation, ...] = ()
    assessors: tuple[Organisation, ...] = ()
    participation: tuple[ParticipationMode, ...] = ()
    workload: Workload | None = None
    assessments: tuple[Assessment, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for first, then in (("started_at", "ended_at"), ("valid_from", "valid_until")):
            a, b = getattr(self, first), getattr(self, then)
            if a is not None and b is not None and b < a:
                raise refuse(
                    "MODEL_VALUE",
                    f"This lies before {first}",
                    expected=f"{first} or later: {a.isoformat()}",
                    at=(then,),
                    found=b.isoformat(),
                )
        return self


OVERRIDES = (
    "issuer",
    "awarding_bodies",
    "providers",
    "assessors",
    "participation",
    "workload",
    "assessments",
)
"""Members of an `Award` that stand for the achievement's own where they are given."""
