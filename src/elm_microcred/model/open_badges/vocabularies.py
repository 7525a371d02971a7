"""The vocabularies of Open Badges 3.0 and CLR 2.0; most may be extended with `ext:` words.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#enumerations
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from elm_microcred.model.vc.node import Datatype


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of words.

    Attributes:
        terms: The words.
        extensible: Whether issuers may add words that begin with `ext:`.
    """

    terms: tuple[str, ...]
    extensible: bool

    def __contains__(self, word: str) -> bool:
        """Whether the word is one of the list, or a well-formed extension of it."""
        return word in self.terms or (self.extensible and EXTENSION.fullmatch(word) is not None)


EXTENSION: Final = re.compile(r"ext:[a-zA-Z0-9._|-]+")
"""The form of a word that an issuer adds."""

PUBLISHED_EXTENSION: Final = "(ext:)[a-z|A-Z|0-9|.|-|_]+"
"""The published form: it is not anchored, so that `foo-ext:bar` passes it."""

AchievementType = Annotated[str, Datatype("AchievementType")]
"""Kinds of achievement."""

AlignmentTargetType = Annotated[str, Datatype("AlignmentTargetType")]
"""Kinds of things that an alignment points to."""

IdentifierTypeEnum = Annotated[str, Datatype("IdentifierTypeEnum")]
"""Kinds of identifiers and identities."""

ResultType = Annotated[str, Datatype("ResultType")]
"""Kinds of results."""

ResultStatusType = Annotated[str, Datatype("ResultStatusType")]
"""Statuses that a result may have."""

AssociationType = Annotated[str, Datatype("AssociationType")]
"""How achievements belong together."""

VOCABULARIES: Final = {
    "AchievementType": Vocabulary(
        (
            "Achievement",
            "ApprenticeshipCertificate",
            "Assessment",
            "Assignment",
            "AssociateDegree",
            "Award",
            "Badge",
            "BachelorDegree",
            "Certificate",
            "CertificateOfCompletion",
            "Certification",
            "CommunityService",
            "Competency",
            "Course",
            "CoCurricular",
            "Degree",
            "Diploma",
            "DoctoralDegree",
            "Fieldwork",
            "GeneralEducationDevelopment",
            "JourneymanCertificate",
            "LearningProgram",
            "License",
            "Membership",
            "ProfessionalDoctorate",
            "QualityAssuranceCredential",
            "MasterCertificate",
            "MasterDegree",
            "MicroCredential",
            "ResearchDoctorate",
            "SecondarySchoolDiploma",
        ),
        extensible=True,
    ),
    "AlignmentTargetType": Vocabulary(
        (
            "ceasn:Competency",
            "ceterms:Credential",
            "CFItem",
            "CFRubric",
            "CFRubricCriterion",
            "CFRubricCriterionLevel",
            "CTDL",
        ),
        extensible=True,
    ),
    "IdentifierTypeEnum": Vocabulary(
        (
            "name",
            "sourcedId",
            "systemId",
            "productId",
            "userName",
            "accountId",
            "emailAddress",
            "nationalIdentityNumber",
            "isbn",
            "issn",
            "lisSourcedId",
            "oneRosterSourcedId",
            "sisSourcedId",
            "ltiContextId",
            "ltiDeploymentId",
            "ltiToolId",
            "ltiPlatformId",
            "ltiUserId",
            "identifier",
        ),
        extensible=True,
    ),
    "ResultType": Vocabulary(
        (
            "GradePointAverage",
            "LetterGrade",
            "Percent",
            "PerformanceLevel",
            "PredictedScore",
            "RawScore",
            "Result",
            "RubricCriterion",
            "RubricCriterionLevel",
            "RubricScore",
            "ScaledScore",
            "Status",
        ),
        extensible=True,
    ),
    "ResultStatusType": Vocabulary(
        ("Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"),
        extensible=False,
    ),
    "AssociationType": Vocabulary(
        (
            "exactMatchOf",
            "isChildOf",
            "isParentOf",
            "isPartOf",
            "isPeerOf",
            "isRelatedTo",
            "precedes",
            "replacedBy",
        ),
        extensible=False,
    ),
}
"""Every vocabulary by its name in the standard."""
