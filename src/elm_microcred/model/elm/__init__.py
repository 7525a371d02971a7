"""The European Learning Model: one typed class for each of its classes.

```python
from elm_microcred.model import elm

credential = elm.parse(document)
credential.credential_subject.has_claim[0].title.in_language("en")
credential.valid_from.moment
credential.to_dict("upload") == document  # the form that Europass takes
```

Classes stand in modules by family: agents, claims, concepts, credential, display, grading,
opportunities, outcomes, places, quality, specifications. Each is loaded when it is first used.
One set of classes serves credentials (EDC), opportunities (LOQ) and accreditations (AMS).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from elm_microcred.errors import ParseError
from elm_microcred.problem import shorten

if TYPE_CHECKING:
    from elm_microcred.model.elm.agents import (
        Agent,
        ContactPoint,
        Group,
        Mailbox,
        Organisation,
        Person,
        Phone,
    )
    from elm_microcred.model.elm.claims import (
        AwardingProcess,
        Claim,
        LearningAchievement,
        LearningActivity,
        LearningAssessment,
        LearningEntitlement,
    )
    from elm_microcred.model.elm.concepts import (
        Concept,
        ConceptScheme,
        Identifier,
        LegalIdentifier,
        Note,
        WebResource,
    )
    from elm_microcred.model.elm.credential import (
        CredentialStatus,
        EuropeanDigitalCredential,
        EuropeanDigitalPresentation,
        Evidence,
        Proof,
        ShaclValidator2017,
        TermsOfUse,
        VerifiableCredential,
        VerifiablePresentation,
        VerificationCheck,
    )
    from elm_microcred.model.elm.display import (
        DisplayDetail,
        DisplayParameter,
        IndividualDisplay,
        MediaObject,
    )
    from elm_microcred.model.elm.grading import (
        CreditPoint,
        GradingScheme,
        ResultCategory,
        ResultDistribution,
        ShortenedGrading,
    )
    from elm_microcred.model.elm.node import Node, Resource
    from elm_microcred.model.elm.opportunities import (
        Amount,
        AwardingOpportunity,
        Grant,
        LearningOpportunity,
        PriceDetail,
    )
    from elm_microcred.model.elm.outcomes import (
        LearningAchievementSpecification,
        LearningOutcome,
        Qualification,
        QualificationReference,
    )
    from elm_microcred.model.elm.places import Address, Geometry, Location, PeriodOfTime
    from elm_microcred.model.elm.quality import Accreditation
    from elm_microcred.model.elm.specifications import (
        LearningActivitySpecification,
        LearningAssessmentSpecification,
        LearningEntitlementSpecification,
        Specification,
    )
    from elm_microcred.model.elm.unknown import unknown_members
    from elm_microcred.model.elm.uploads import Upload
    from elm_microcred.model.elm.values import DateTime, DecimalNumber, Duration, LanguageMap

__all__ = [
    "CLASSES",
    "Accreditation",
    "Address",
    "Agent",
    "Amount",
    "AwardingOpportunity",
    "AwardingProcess",
    "Claim",
    "Concept",
    "ConceptScheme",
    "ContactPoint",
    "CredentialStatus",
    "CreditPoint",
    "DateTime",
    "DecimalNumber",
    "DisplayDetail",
    "DisplayParameter",
    "Duration",
    "EuropeanDigitalCredential",
    "EuropeanDigitalPresentation",
    "Evidence",
    "Geometry",
    "GradingScheme",
    "Grant",
    "Group",
    "Identifier",
    "IndividualDisplay",
    "LanguageMap",
    "LearningAchievement",
    "LearningAchievementSpecification",
    "LearningActivity",
    "LearningActivitySpecification",
    "LearningAssessment",
    "LearningAssessmentSpecification",
    "LearningEntitlement",
    "LearningEntitlementSpecification",
    "LearningOpportunity",
    "LearningOutcome",
    "LegalIdentifier",
    "Location",
    "Mailbox",
    "MediaObject",
    "Node",
    "Note",
    "Organisation",
    "PeriodOfTime",
    "Person",
    "Phone",
    "PriceDetail",
    "Proof",
    "Qualification",
    "QualificationReference",
    "Resource",
    "ResultCategory",
    "ResultDistribution",
    "ShaclValidator2017",
    "ShortenedGrading",
    "Specification",
    "TermsOfUse",
    "Upload",
    "VerifiableCredential",
    "VerifiablePresentation",
    "VerificationCheck",
    "WebResource",
    "parse",
    "unknown_members",
]

_HOMES = {
    "agents": "Agent ContactPoint Group Mailbox Organisation Person Phone",
    "claims": (
        "AwardingProcess Claim LearningAchievement LearningActivity LearningAssessment "
        "LearningEntitlement"
    ),
    "concepts": "Concept ConceptScheme Identifier LegalIdentifier Note WebResource",
    "credential": (
        "CredentialStatus EuropeanDigitalCredential EuropeanDigitalPresentation Evidence Proof "
        "ShaclValidator2017 TermsOfUse VerifiableCredential VerifiablePresentation "
        "VerificationCheck"
    ),
    "display": "DisplayDetail DisplayParameter IndividualDisplay MediaObject",
    "grading": "CreditPoint GradingScheme ResultCategory ResultDistribution ShortenedGrading",
    "node": "Node Resource",
    "opportunities": "Amount AwardingOpportunity Grant LearningOpportunity PriceDetail",
    "outcomes": (
        "LearningAchievementSpecification LearningOutcome Qualification QualificationReference"
    ),
    "places": "Address Geometry Location PeriodOfTime",
    "quality": "Accreditation",
    "specifications": (
        "LearningActivitySpecification LearningAssessmentSpecification "
        "LearningEntitlementSpecification Specification"
    ),
    "uploads": "Upload",
    "unknown": "unknown_members",
    "values": "DateTime DecimalNumber Duration LanguageMap",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

CLASSES = tuple(
    sorted(
        name
        for name, module in _HOME.items()
        if module not in ("node", "unknown", "uploads", "values")
    )
)
"""The name of every class of the model."""


def __getattr__(name: str) -> Any:
    """The class, loaded from its module (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)


def parse(document: object) -> Node:
    """The typed node that a parsed JSON document describes, its class chosen by its type.

    Args:
        document: A credential, sealed or not, in compact or upload form; the envelope of an
            upload; or any other node of ELM.

    Raises:
        ParseError: If it is not an object whose type is a class of ELM.
        ModelError: If a value in it is of the wrong kind; it carries one problem for each.
    """
    if not isinstance(document, Mapping):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "A node of ELM is a JSON object.",
            found=shorten(document),
            expected="a JSON object",
        )
    types = document.get("type")
    named = (
        [name for name in types if isinstance(name, str)] if isinstance(types, list) else [types]
    )
    for name in reversed(named):
        if name in CLASSES:
            return _class(name).parse(document)
    if types is None and isinstance(document.get("credential"), Mapping):
        return _class("Upload").parse(document)
    raise ParseError(
        "ELM_UNKNOWN_TYPE",
        "Its type is not a class of ELM.",
        pointer="/type",
        found=shorten(types),
        expected="EuropeanDigitalCredential, or another name of elm_microcred.model.elm.CLASSES",
    )


def _class(name: str) -> type[Node]:
    found: type[Node] = __getattr__(name)
    return found


@cache
def names() -> Mapping[str, Any]:
    """Every class and every type that annotations name: what building the classes needs."""
    from elm_microcred.model.elm import reading, unions, values

    found = {name: __getattr__(name) for name in _HOME}
    return {**vars(reading), **vars(unions), **vars(values), **found}
