"""Quality assurance (A11) with the grade of its evidence: claimed, signed, or found in a register.

```python
answer = quality_evidence(document, accreditations=verified, roots=roots, register=register)
answer.grade, answer.evidence[0].assurance.title
```

What a credential says of its own quality is a claim, whoever signed the credential. It is worth
more where somebody else signed it (an accreditation that is a credential of its own), and most
where the register of those who assure quality has it.

Spec: https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32022H0627(02) (Annex I, A11)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from elm_microcred.errors import ResolutionError
from elm_microcred.exchange.ebsi import assurances_of_chain
from elm_microcred.mapping.conversion import read
from elm_microcred.model import MicroCredential, Organisation, QualityAssurance
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome
from elm_microcred.validation.accreditation_chain import Verified


class EvidenceGrade(StrEnum):
    """How good the evidence is, the weakest first."""

    CLAIMED = "claimed"
    SIGNED = "signed by a third party"
    REGISTERED = "found in a register"


GRADES = tuple(EvidenceGrade)
"""The grades, the weakest first."""


@dataclass(frozen=True, slots=True)
class QualityEvidence:
    """One answer to who stands behind the quality.

    Attributes:
        grade: How good the evidence is.
        assurance: The quality assurance.
        source: Who says so: the id of an accreditation, the address of a register's entry, or
            the place in the micro-credential.
    """

    grade: EvidenceGrade
    assurance: QualityAssurance
    source: str

    def to_dict(self) -> dict[str, Any]:
        """This as JSON."""
        return {
            "grade": self.grade.value,
            "assurance": self.assurance.to_dict(),
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What a register knows of an organisation.

    Attributes:
        url: The address of the entry.
        organisation: The organisation, as the register has it.
        assurances: Its quality assurance: of the institution, and of programmes.
    """

    url: str
    organisation: Organisation
    assurances: tuple[QualityAssurance, ...]


class Register(Protocol):
    """A register of quality assurance."""

    def entries(self, organisation: Organisation) -> Sequence[RegisterEntry]:
        """What the register knows of an organisation: nothing, or one entry or several.

        Raises:
            ResolutionError: If the register cannot be asked.
            ParseError: If its answer cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class QualityAnswer:
    """All evidence of the quality behind a credential, and what was found on the way.

    Attributes:
        evidence: The evidence, the strongest first.
        check: The check `issuer/quality`: passed where any is better than a claim; indeterminate
            where a source was missing; failed where the chain of accreditations is broken.
    """

    evidence: tuple[QualityEvidence, ...]
    check: Check

    @property
    def grade(self) -> EvidenceGrade | None:
        """The grade of the strongest; `None` where nobody says anything of quality."""
        return self.evidence[0].grade if self.evidence else None


def quality_evidence(
    source: Mapping[str, Any] | MicroCredential,
    *,
    accreditations: Sequence[Verified] = (),
    roots: Collection[str] = (),
    at: datetime | None = None,
    register: Register | None = None,
) -> QualityAnswer:
    """Who stands behind the quality of what was awarded, and how well that is proven.

    Args:
        source: A credential or a micro-credential.
        accreditations: What `verify` found about accreditations that are credentials.
        roots: Identifiers of those who are trusted to accredit without being accredited.
        at: When it was awarded; the date of the award or of the issue where it is absent.
        register: A register that is asked about the issuer and the awarding bodies.

    Raises:
        ParseError: If the source, or the register's answer, is of no kind that is known.
        MappingError: If the source cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.
    """
    micro = read(source)
    problems: list[Problem] = []
    found: list[QualityEvidence] = []
    moment = at or micro.award.awarded_at or micro.award.issued_at
    if register is not None:
        found += _registered(micro, register, moment, problems)
    if not isinstance(source, MicroCredential) and (accreditations or roots) and moment:
        check, assurances = assurances_of_chain(source, accreditations, roots=roots, at=moment)
        problems += check.problems
        if check.outcome is Outcome.PASSED:
            found += [QualityEvidence(EvidenceGrade.SIGNED, a, iri) for iri, a in assurances]
    found += [
        QualityEvidence(EvidenceGrade.CLAIMED, one, f"/achievement/quality_assurance/{place}")
        for place, one in enumerate(micro.achievement.quality_assurance)
    ]
    if not any(one.grade is not EvidenceGrade.CLAIMED for one in found) and not problems:
        problems.append(
            Problem(
                "ACCREDITATION_UNKNOWN",
                "Nobody but the credential itself says anything of its quality.",
                pointer="/achievement/quality_assurance",
                found=found[0].grade.value if found else "nothing",
                expected="an accreditation by somebody else, or an entry in a register",
                remedy="Pass accreditations with their roots, or a register.",
            )
        )
    values = {"grade": found[0].grade.value} if found else None
    check = Check.of("issuer/quality", problems, values)
    return QualityAnswer(tuple(dict.fromkeys(found)), check)


def _registered(
    micro: MicroCredential,
    register: Register,
    moment: datetime | None,
    problems: list[Problem],
) -> Iterable[QualityEvidence]:
    """What the register has of whoever awards, in force at the time of the award."""
    achievement = micro.achievement
    bodies = dict.fromkeys(
        body for body in (*achievement.awarding_bodies, achievement.issuer) if body is not None
    )
    found: list[QualityEvidence] = []
    for body in bodies:
        try:
            entries = register.entries(body)
        except ResolutionError as error:
            problems += error.problems
            continue
        found += [
            QualityEvidence(EvidenceGrade.REGISTERED, assurance, entry.url)
            for entry in entries
            for assurance in entry.assurances
            if _in_force(assurance, moment)
        ]
    return found


def _in_force(assurance: QualityAssurance, moment: datetime | None) -> bool:
    if moment is None:
        return True
    begin, end = assurance.decided_at, assurance.expires_at
    return (begin is None or begin <= moment) and (end is None or moment <= end)
