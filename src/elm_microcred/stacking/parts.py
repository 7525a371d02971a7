"""`Part`: one credential as stacking sees it, and `Entry`: a part in the terms of a recipe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.model.text import Text
from elm_microcred.model.volume import Level


class Interval(NamedTuple):
    """What a quantity is known to lie between; both ends are the same where it is exact."""

    low: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal) -> Interval:
        """The interval of one value."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        """Whether the quantity is known exactly."""
        return self.low == self.high

    def to_json(self) -> str | list[str]:
        """One number as text, or two."""
        return written(self.low) if self.is_exact else [written(self.low), written(self.high)]


def written(number: Decimal) -> str:
    """A number as reports write it: no exponent, no idle zeros."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class Status(StrEnum):
    """What its issuer says of a credential now."""

    ACTIVE = "active"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """What verification found.

    Attributes:
        authentic: Whether proof, key and document hold; `None` if nobody could tell, or asked.
        status: What the issuer says of it now.
        verified_at: When that was found; `None` for what was never verified.
    """

    authentic: bool | None = None
    status: Status = Status.UNKNOWN
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as it was given.

    Attributes:
        value: The grade.
        scheme: Id and titles of its scheme.
        position: Percent of the group that did better, and as well, where it is known.
    """

    value: str
    scheme: frozenset[str] = frozenset()
    position: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One credential as stacking sees it: facts alone, nothing decided.

    What a credential does not say is empty or `None`, which means unknown.

    Attributes:
        id: Id of the credential.
        title: What people read.
        achievement: Id of what was achieved.
        titles: Every title of it, in any language.
        identifiers: Course codes and the like.
        outcomes: IRIs of its learning outcomes and of the skills that they name.
        tags: Its tags.
        origin: `course`, `rpl` (recognition of prior learning) or `work`.
        thematic: ISCED-F codes.
        levels: Its levels, as stated.
        credits: Credit points by system.
        hours: Workload in hours.
        awarding_bodies: IRIs and registered numbers of who awarded it.
        accreditors: The same of who accredits it.
        countries: Seats of the awarding bodies.
        modes: Forms of participation.
        languages: Languages of instruction.
        issuer: Id of who issued the credential.
        holder: Id of the learner, where there is one.
        awarded_at: When it was awarded.
        valid_from: From when it holds.
        valid_until: Until when it holds.
        assessed: Whether an assessment is stated.
        supervision: Words of supervision and identity checks, one for each assessment.
        quality: Ids of quality assurance and of its agencies; `stated` where one is stated.
        grades: Grades.
        completed: Whether no result says otherwise (failed, enrolled, withdrew).
        renewal_of: Id of the credential that it renews.
        contains: Ids of credentials that are inside it.
        standing: What verification found.
        defect: Why it could not be read; empty where it could.
        kind: Its format: `elm`, `open-badge-3`, `clr-2`, `micro-credential`.
        digest: `sha-256:` and the hash of its bytes (of its canonical form without them).
        media_type: What its bytes are.
        content: Its bytes as received, where they are at hand.
        document: What was verified, where it was a document.
        cost: What it costs to get; of a part that is held, nothing.
        micro: The micro-credential that it was read as; `None` if it could not be read.
    """

    id: str
    title: Text
    achievement: str = ""
    titles: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    origin: str = "course"
    thematic: frozenset[str] = frozenset()
    levels: tuple[Level, ...] = ()
    credits: tuple[tuple[str, Decimal], ...] = ()
    hours: Decimal | None = None
    awarding_bodies: frozenset[str] = frozenset()
    accreditors: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    issuer: str | None = None
    holder: str | None = None
    awarded_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    assessed: bool = False
    supervision: tuple[str, ...] = ()
    quality: frozenset[str] = frozenset()
    grades: tuple[Grade, ...] = ()
    completed: bool = True
    renewal_of: str | None = None
    contains: frozenset[str] = frozenset()
    standing: Standing = Standing()
    defect: str = ""
    kind: str = "micro-credential"
    digest: str = ""
    media_type: str = ""
    content: bytes | None = field(default=None, repr=False)
    document: Mapping[str, Any] | None = field(default=None, repr=False)
    cost: Decimal | None = None
    micro: MicroCredential | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Converted:
    """One quantity that was converted, and by what.

    Attributes:
        what: `credits`, `hours`, `level` or `grade`.
        before: What the credential says, with its system.
        after: What it counts as, with the recipe's.
        table: Id of the table.
        version: Its version.
    """

    what: str
    before: str
    after: str
    table: str
    version: str

    def to_dict(self) -> dict[str, str]:
        """This conversion as JSON."""
        return {
            "what": self.what,
            "before": self.before,
            "after": self.after,
            "table": self.table,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a part cannot count, or was not used: a word of the templates, and its values."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """This reason as JSON."""
        return {"code": self.code, **({"values": dict(self.values)} if self.values else {})}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A part in the terms of one recipe.

    Attributes:
        part: The part.
        specs: What it counts as having achieved: ids, identifiers, the recipe's own specs.
        roles: Roles that it plays.
        credits: Its credits in the recipe's unit; `None` is unknown.
        hours: Its hours; `None` is unknown.
        levels: Its levels by framework, the EQF among them.
        conversions: What was converted on the way.
        barred: Why it cannot count at all; empty where it can.
    """

    part: Part
    specs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    credits: Interval | None = None
    hours: Interval | None = None
    levels: Mapping[str, Interval] = field(default_factory=dict)
    conversions: tuple[Converted, ...] = ()
    barred: tuple[Reason, ...] = ()
