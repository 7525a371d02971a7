"""The neutral typed model: an `Achievement`, an `Award`, and both as a `MicroCredential`."""

from elm_microcred.model.achievement import Achievement
from elm_microcred.model.agents import ContactPoint, Organisation, Place
from elm_microcred.model.award import Award, Evidence, HashedIdentity, Learner, Result
from elm_microcred.model.learning import (
    Assessment,
    GradingScheme,
    LearningActivity,
    LearningOutcome,
    QualityAssurance,
    QualityAssuranceScope,
    Stackability,
    Validity,
)
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.model.text import Text
from elm_microcred.model.values import (
    Concept,
    Identifier,
    IdentifierKind,
    Image,
    Link,
    Note,
    Reference,
)
from elm_microcred.model.volume import CreditPoints, Level, Workload
from elm_microcred.model.words import ResultStatus, SystemRelation

__all__ = [
    "Achievement",
    "Assessment",
    "Award",
    "Concept",
    "ContactPoint",
    "CreditPoints",
    "Evidence",
    "GradingScheme",
    "HashedIdentity",
    "Identifier",
    "IdentifierKind",
    "Image",
    "Learner",
    "LearningActivity",
    "LearningOutcome",
    "Level",
    "Link",
    "MicroCredential",
    "Note",
    "Organisation",
    "Place",
    "QualityAssurance",
    "QualityAssuranceScope",
    "Reference",
    "Result",
    "ResultStatus",
    "Stackability",
    "SystemRelation",
    "Text",
    "Validity",
    "Workload",
]
