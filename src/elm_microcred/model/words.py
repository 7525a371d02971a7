"""The words of the closed vocabularies, with what each means.

Words are ours, short and lower case; the mappings know their codes in each standard.
"""

from __future__ import annotations

from enum import StrEnum

PARTICIPATION_MODES = {
    "presential": "in person, on site",
    "online": "online",
    "blended": "partly in person, partly online",
    "work-based": "at a place of work",
    "project-based": "in a project",
    "research-lab-based": "in a research laboratory",
}
"""Form of participation (Annex I, element A10)."""

ASSESSMENT_TYPES = {
    "artefact": "artefact assessment",
    "attendance": "level of attendance",
    "continuous": "continuous evaluation",
    "group-performance": "group performance",
    "marked-assignment": "marked assignment",
    "oral-examination": "oral examination",
    "peer-assessment": "peer assessment",
    "peer-review": "peer review",
    "portfolio": "portfolio",
    "practical": "practical assessment",
    "problem-based": "problem based learning",
    "project": "project work",
    "quiz": "quiz",
    "written-examination": "written examination",
}
"""Type of assessment (A9)."""

ACTIVITY_TYPES = {
    "apprenticeship": "apprenticeship",
    "classroom": "classroom coursework",
    "e-learning": "e-learning coursework",
    "educational-programme": "educational programme",
    "internship": "internship",
    "job-experience": "job experience",
    "laboratory": "lab, simulation or practice coursework",
    "research": "research",
    "self-study": "self-motivated study",
    "volunteering": "volunteering",
    "workshop": "workshop, seminar or conference",
}
"""Type of learning activity."""

SUPERVISION = {
    "supervised-with-identity-check": "supervised, identity checked",
    "supervised-without-identity-check": "supervised, identity not checked",
    "unsupervised-with-identity-check": "not supervised, identity checked",
    "unsupervised-without-identity-check": "not supervised, identity not checked",
    "identity-check": "identity checked, supervision not stated",
}
"""Supervision and identity verification during assessment (B2)."""

QUALITY_ASSURANCE_TYPES = {
    "institutional-licence": "licence of the institution",
    "institutional-quality-assurance": "quality assurance of the institution",
    "institutional-accreditation": "accreditation of the institution by a registered agency",
    "programme-licence": "licence of the programme",
    "programme-quality-assurance": "quality assurance of the programme",
}
"""Type of quality assurance (A11)."""

LEARNING_SETTINGS = {"formal": "formal learning", "non-formal": "non-formal learning"}
"""Learning setting."""

OUTCOME_KINDS = {"knowledge": "knowledge", "skill": "skill"}
"""Kind of a learning outcome."""

REUSE_LEVELS = {
    "cross-sector": "useful across sectors",
    "occupation-specific": "specific to an occupation",
    "sector-specific": "specific to a sector",
    "transversal": "transversal",
}
"""How far the skill of a learning outcome can be reused."""

EHEA_CYCLES = {
    "short": "short cycle",
    "first": "first cycle",
    "second": "second cycle",
    "third": "third cycle",
}
"""Cycles of the Qualifications Framework of the European Higher Education Area."""


class SystemRelation(StrEnum):
    """How the micro-credential stands to the national qualification system."""

    INTEGRATED = "integrated"
    CREDIT_BEARING = "credit-bearing"
    STANDALONE = "standalone"
    PARALLEL_FUNDED = "parallel-funded"


class ResultStatus(StrEnum):
    """Whether the assessment was passed (the closed list of Open Badges 3.0)."""

    COMPLETED = "Completed"
    ENROLLED = "Enrolled"
    FAILED = "Failed"
    IN_PROGRESS = "InProgress"
    ON_HOLD = "OnHold"
    PROVISIONAL = "Provisional"
    WITHDREW = "Withdrew"
