"""The neutral typed model: an `Achievement`, an `Award`, and both as a `MicroCredential`.

Each name loads its module when it is first used: `model.elm` stands apart from the rest.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "achievement": ("Achievement",),
    "agents": ("ContactPoint", "Organisation", "Place"),
    "award": ("Award", "Evidence", "HashedIdentity", "Learner", "Result"),
    "learning": (
        "Assessment",
        "GradingScheme",
        "LearningActivity",
        "LearningOutcome",
        "QualityAssurance",
        "QualityAssuranceScope",
        "Stackability",
        "Validity",
    ),
    "microcredential": ("MicroCredential",),
    "text": ("Text",),
    "values": ("Concept", "Identifier", "IdentifierKind", "Image", "Link", "Note", "Reference"),
    "volume": ("CreditPoints", "Level", "Workload"),
    "words": ("ResultStatus", "SystemRelation"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """The public name, loaded from its module (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
