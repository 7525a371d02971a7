"""What `elm-microcred new` asks: the columns that Annex I and a recogniser need, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from elm_microcred.errors import ModelError
from elm_microcred.model import MicroCredential
from elm_microcred.model.columns import Half
from elm_microcred.model.words import (
    ASSESSMENT_TYPES,
    PARTICIPATION_MODES,
    QUALITY_ASSURANCE_TYPES,
    SUPERVISION,
)
from elm_microcred.problem import Problem


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked.

    Attributes:
        column: Column of a table row that the answer fills (`docs/columns.md`).
        half: The half of a micro-credential that it belongs to.
        text: The question.
        help: What a person is told who answers `?`.
        is_needed: Whether a micro-credential that is to be recognised must answer it.
        words: The words of the vocabulary that the answer is taken from, with their meaning.
        default: The answer of somebody who presses Enter.
    """

    column: str
    half: Half
    text: str
    help: str = ""
    is_needed: bool = False
    words: Mapping[str, str] | None = None
    default: str = ""


def _of_achievement(
    column: str,
    text: str,
    help: str = "",
    *,
    is_needed: bool = False,
    words: Mapping[str, str] | None = None,
    default: str = "",
) -> Question:
    return Question(column, "Achievement", text, help, is_needed, words, default)


def _of_award(column: str, text: str, help: str = "", *, is_needed: bool = False) -> Question:
    return Question(column, "Award", text, help, is_needed)


QUESTIONS: Final = (
    _of_achievement(
        "language",
        "Language of your answers",
        "A code of BCP 47, as en, lv, de-AT. Other languages can be added to the file afterwards.",
        default="en",
    ),
    _of_achievement("title", "Title of the micro-credential", is_needed=True),
    _of_achievement("purpose", "What is it for?", "What its holder may do with it."),
    _of_achievement(
        "outcomes",
        "Learning outcomes",
        "What a learner knows or can do afterwards; several are parted by a bar: Plans | Does.",
        is_needed=True,
    ),
    _of_achievement(
        "workload_hours",
        "Workload in hours",
        "All that a typical learner needs: lessons, practice, study at home, assessment.",
        is_needed=True,
    ),
    _of_achievement("credit_points", "Credit points (ECTS)", "25 to 30 hours are one point."),
    _of_achievement(
        "eqf_level", "Level in the European Qualifications Framework", "1 to 8.", is_needed=True
    ),
    _of_achievement(
        "participation",
        "Form of participation",
        is_needed=True,
        words=PARTICIPATION_MODES,
    ),
    _of_achievement(
        "assessment_type", "Type of assessment", is_needed=True, words=ASSESSMENT_TYPES
    ),
    _of_achievement("supervision", "Supervision of the assessment", words=SUPERVISION),
    _of_achievement(
        "quality_assurance_type",
        "Type of quality assurance",
        is_needed=True,
        words=QUALITY_ASSURANCE_TYPES,
    ),
    _of_achievement("quality_assurance_agency", "Who assures the quality?", is_needed=True),
    _of_achievement(
        "quality_assurance_report",
        "Where is that written?",
        "The web address of the report, or of the entry in a register.",
    ),
    _of_achievement("prerequisites", "What must a learner have to enrol?"),
    _of_achievement("stackability", "Does it count towards something larger?"),
    _of_achievement("issuer_name", "Legal name of the issuer", is_needed=True),
    _of_achievement(
        "issuer_registration", "Its registration number", "In the register of its country."
    ),
    _of_achievement(
        "issuer_country",
        "Its country",
        "Two capital letters of ISO 3166-1, as LV.",
        is_needed=True,
    ),
    _of_achievement("issuer_email", "Its e-mail address", is_needed=True),
    _of_achievement("issuer_homepage", "Its web page"),
    _of_award("learner_given_name", "Given name of the learner", is_needed=True),
    _of_award("learner_family_name", "Family name of the learner", is_needed=True),
    _of_award("awarded_on", "Date of the award", "As 2026-06-30.", is_needed=True),
    _of_award("place_country", "Country of the award", "Two capital letters of ISO 3166-1, as LV."),
    _of_award("grade", "Grade"),
)
"""Every question, in the order in which it is asked."""

_WHERE_ABSENT: Final = {"title": "-", "issuer_name": "-"}
"""Cells without which no row is complete; they stand in until they are asked for."""


def problem_with(column: str, answers: Mapping[str, str]) -> Problem | None:
    """What is wrong with the answer in a column; None where nothing is."""
    try:
        MicroCredential.from_row({**_WHERE_ABSENT, **answers})
    except ModelError as error:
        return next((p for p in error.problems if p.column == column), None)
    return None
