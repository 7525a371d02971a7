"""The table of ELM 2 and ELM 3: which element becomes which term, by kind of thing.

A kind is a class of ELM 3. The word after the term says how a value is written:

| word | value |
|---|---|
| `text` | texts by language, as a language map |
| `note`, `notes` | texts as a note, with their subject |
| `concept`, `region` | an entry of a vocabulary, of that of regions |
| `identifier`, `legal` | an identifier, with its scheme, or with its country |
| `string`, `day`, `time`, `true` | a literal |
| `web` | a page, by its address |
| `mailbox`, `ects`, `grade` | an address of e-mail, credits of ECTS, a grade |
| a class | the thing inside, or the one that `idref` names |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from elm_microcred.exchange.rows import FormatRow


class Row(NamedTuple):
    """An element of ELM 2.

    Attributes:
        element: Its name; `a/b` for elements inside of a wrapper.
        term: Term of ELM 3; empty where it has none.
        how: How its value is written.
    """

    element: str
    term: str
    how: str = ""


def _rows(text: str) -> tuple[Row, ...]:
    return tuple(Row(*line.split()) for line in text.splitlines() if line)


_COMMON = """
identifier identifier identifier
title title text
description description text
additionalNote additionalNote notes
homepage homepage web
supplementaryDoc supplementaryDocument web
"""

_CLAIM = """
identifier identifier identifier
title title text
description description text
additionalNote additionalNote notes
"""

KINDS: Final[Mapping[str, tuple[Row, ...]]] = {
    kind: _rows(text)
    for kind, text in {
        "Person": """
identifier identifier identifier
nationalId nationalID legal
contactPoint contactPoint ContactPoint
fullName fullName text
givenNames givenName text
familyName familyName text
birthName birthName text
dateOfBirth dateOfBirth day
placeOfBirth placeOfBirth Location
gender gender concept
citizenshipCountry citizenshipCountry concept
hasLocation location Location
achievements/learningAchievement hasClaim LearningAchievement
activities/activity hasClaim LearningActivity
assessments/assessment hasClaim LearningAssessment
entitlements/entitlement hasClaim LearningEntitlement
""",
        "ContactPoint": """
address address Address
mailBox emailAddress mailbox
description description text
note additionalNote notes
""",
        "Address": """
fullAddress fullAddress note
country countryCode concept
""",
        "Location": """
name geographicName text
hasAddress address Address
spatialCode spatialCode concept
description description text
""",
        "LearningAchievement": _CLAIM
        + """
wasDerivedFrom provenBy LearningAssessment
wasInfluencedBy influencedBy LearningActivity
wasAwardedBy awardedBy AwardingProcess
entitlesTo entitlesTo LearningEntitlement
specifiedBy specifiedBy AchievementSpecification
hasPart/learningAchievement hasPart LearningAchievement
""",
        "LearningAssessment": _CLAIM
        + """
grade grade grade
issuedDate dateIssued time
idVerificationMethod idVerification concept
assessedBy assessedBy Organisation
wasAwardedBy awardedBy AwardingProcess
specifiedBy specifiedBy LearningAssessmentSpecification
""",
        "LearningActivity": _CLAIM
        + """
workload workload string
directedBy directedBy Organisation
location location Location
wasAwardedBy awardedBy AwardingProcess
specifiedBy specifiedBy LearningActivitySpecification
""",
        "LearningEntitlement": _CLAIM
        + """
issuedDate dateIssued time
expiryDate expiryDate time
wasAwardedBy awardedBy AwardingProcess
specifiedBy specifiedBy LearningEntitlementSpecification
""",
        "AwardingProcess": """
identifier identifier identifier
awardingBody awardingBody Organisation
date awardingDate time
location location Location
additionalNote additionalNote notes
""",
        "Organisation": """
identifier identifier identifier
registration registration legal
vatIdentifier vatIdentifier legal
taxIdentifier taxIdentifier legal
prefLabel legalName text
altLabel altLabel text
homepage homepage web
hasLocation location Location
contactPoint contactPoint ContactPoint
logo logo MediaObject
unitOf subOrganizationOf Organisation
additionalNote additionalNote notes
""",
        "MediaObject": """
contentType contentType concept
contentEncoding contentEncoding concept
content content string
contentUrl contentURL string
title title text
""",
        "AchievementSpecification": _COMMON
        + """
type dcType concept
hasISCED-FCode thematicArea concept
educationSubject educationSubject concept
volumeOfLearning volumeOfLearning string
hasECTSCreditPoints creditPoint ects
language language concept
mode mode concept
learningSettingType learningSetting concept
duration maximumDuration string
targetGroup targetGroup concept
entryRequirementsNote entryRequirement note
learningOutcomes/learningOutcome learningOutcome LearningOutcome
isPartialQualification isPartialQualification true
eqfLevel eqfLevel concept
nqfLevel nqfLevel concept
educationLevel educationLevel concept
""",
        "LearningOutcome": """
identifier identifier identifier
prefLabel title text
description additionalNote note
learningOutcomeType dcType concept
reusabilityLevel reusabilityLevel concept
relatedESCOSkill relatedESCOSkill concept
relatedSkill relatedSkill concept
""",
        "LearningActivitySpecification": _COMMON
        + """
type dcType concept
workload volumeOfLearning string
language language concept
mode mode concept
""",
        "LearningAssessmentSpecification": _COMMON
        + """
type dcType concept
language language concept
mode mode concept
gradingScheme gradingScheme GradingScheme
""",
        "LearningEntitlementSpecification": _COMMON
        + """
type dcType concept
status entitlementStatus concept
limitOrganization limitOrganisation Organisation
limitJurisdiction limitJurisdiction region
limitOccupation limitOccupation concept
""",
        "GradingScheme": """
identifier identifier identifier
title title text
description description text
supplementaryDoc supplementaryDocument web
""",
    }.items()
}
"""The elements of each kind of thing."""

ROOT: Final = (
    FormatRow("type", "credentialProfiles"),
    FormatRow("cred:validFrom", "validFrom"),
    FormatRow("cred:issued", "issued, issuanceDate"),
    FormatRow("cred:validUntil", "validUntil, expirationDate"),
    FormatRow("cred:issuer", "issuer", "registration of the eIDAS form: eIDASIdentifier too"),
    FormatRow("title, description", "displayParameter"),
    FormatRow("credentialSubject", "credentialSubject"),
    FormatRow("startedAtTime, endedAtTime", "temporal", "of activities"),
    FormatRow("wallet", "", "lost"),
    FormatRow("displayParameter, attachments, evidence", "", "lost"),
    FormatRow("proof", "", "the seal: not checked (indeterminate)"),
)
"""What stands in the root element, for the documentation."""

TABLE: Final = (
    *ROOT,
    *(
        FormatRow(f"{kind}: {row.element}", row.term)
        for kind, rows in KINDS.items()
        for row in rows
    ),
)
