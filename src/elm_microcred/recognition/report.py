"""`RecognitionReport`: seven answers, each with what stands behind it, and a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from elm_microcred.report import Outcome, worst
from elm_microcred.stacking.comparing import Comparison

FORMAT = "elm-microcred/recognition/1"
"""Name and version of the JSON form."""


class Evidence(StrEnum):
    """How good the ground of an answer is, the weakest first.

    `claimed`: the credential says so. `signed`: a third party signed that it is so. `registered`:
    a register that the assessor asked, or named, says so.
    """

    MISSING = "missing"
    CLAIMED = "claimed"
    SIGNED = "signed"
    REGISTERED = "registered"

    @property
    def rank(self) -> int:
        """Its place among them."""
        return list(Evidence).index(self)

    @property
    def words(self) -> str:
        """What people call it."""
        return {
            Evidence.MISSING: "missing",
            Evidence.CLAIMED: "claimed",
            Evidence.SIGNED: "signed by a third party",
            Evidence.REGISTERED: "found in a register",
        }[self]


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What a register says about one claim of quality or authority.

    Attributes:
        register: Name of the register.
        about: Id or title of what was looked up: an accreditation, an agency, an institution.
        found: Whether it is there; `None` if the register could not tell.
        entry: Address of its entry.
        as_of: The day of the register's answer.
    """

    register: str
    about: str
    found: bool | None
    entry: str | None = None
    as_of: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """This answer as JSON."""
        return {
            "register": self.register,
            "about": self.about,
            "found": self.found,
            "entry": self.entry,
            "as_of": self.as_of,
        }


@dataclass(frozen=True, slots=True)
class Item:
    """One fact that answers a question.

    Attributes:
        name: What it is, in words.
        value: What is said.
        where: JSON Pointers into the document, or into the micro-credential where there is none.
        evidence: What stands behind it.
        because: Why the evidence is of that grade.
    """

    name: str
    value: str
    where: tuple[str, ...]
    evidence: Evidence
    because: str = ""

    def to_dict(self) -> dict[str, Any]:
        """This item as JSON."""
        return {
            "name": self.name,
            "value": self.value,
            "where": list(self.where),
            "evidence": self.evidence.value,
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        id: `quality`, `verification`, `level`, `outcomes`, `workload`, `assessment` or
            `identification`.
        question: The question, in words.
        state: `found`, `partly` or `missing`.
        items: The facts that answer it.
        lacking: What is missing of the answer; empty if nothing is.
        remarks: What an assessor should know besides.
    """

    id: str
    question: str
    state: str
    items: tuple[Item, ...]
    lacking: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """The best evidence of its items; `missing` where the question is not answered."""
        if self.state == "missing":
            return Evidence.MISSING
        return max((item.evidence for item in self.items), key=_rank, default=Evidence.MISSING)

    def to_dict(self) -> dict[str, Any]:
        """This answer as JSON."""
        return {
            "id": self.id,
            "question": self.question,
            "state": self.state,
            "evidence": self.evidence.value,
            "items": [item.to_dict() for item in self.items],
            "lacking": list(self.lacking),
            "remarks": list(self.remarks),
        }


def _rank(evidence: Evidence) -> int:
    return evidence.rank


@dataclass(frozen=True, slots=True)
class RecognitionReport:
    """Seven answers about one credential, and how it compares with a programme.

    Attributes:
        subject: Id of the credential.
        title: Title of the achievement by language.
        verified: `authentic`, `not authentic`, `undecided` or `not verified`.
        answers: The answers, in the order of the questions.
        comparison: The credential (first) beside the target (second); `None` without one.
        target: What the assessor calls the target: its id.
    """

    subject: str
    title: Mapping[str, str]
    verified: str
    answers: tuple[Answer, ...]
    comparison: Comparison | None = None
    target: str = ""

    @property
    def outcome(self) -> Outcome:
        """Passed if all questions are answered by an authentic credential.

        Failed if it is not authentic; else indeterminate.
        """
        if self.verified == "not authentic":
            return Outcome.FAILED
        whole = all(answer.state == "found" for answer in self.answers)
        is_sure = whole and self.verified == "authentic"
        return worst([Outcome.PASSED if is_sure else Outcome.INDETERMINATE])

    def answer(self, id: str) -> Answer:
        """The answer to the question of that id.

        Raises:
            KeyError: If there is no such question.
        """
        for answer in self.answers:
            if answer.id == id:
                return answer
        raise KeyError(id)

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON, of the schema `docs/recognition.schema.json`."""
        compared = self.comparison.to_dict() if self.comparison is not None else None
        return {
            "format": FORMAT,
            "outcome": self.outcome.value,
            "subject": self.subject,
            "title": dict(self.title),
            "verified": self.verified,
            "answers": [answer.to_dict() for answer in self.answers],
            "target": self.target or None,
            "comparison": compared,
        }

    def to_text(self) -> str:
        """This report as plain text, for people."""
        from elm_microcred.recognition.writing import to_text

        return to_text(self)

    def to_html(self) -> str:
        """This report as a page of HTML that needs nothing else; all text is escaped."""
        from elm_microcred.recognition.writing import to_html

        return to_html(self)
