"""The table of ELMO and ELM, for the documentation: one line for every element of the schema.

C is a claim (`credentialSubject.hasClaim`), S its `specifiedBy`, A its `provenBy`, L its
`influencedBy`.
"""

from __future__ import annotations

from typing import Final

from elm_microcred.exchange.rows import FormatRow

TABLE: Final = (
    FormatRow("elmo/generatedDate", "", "back: the date of issue, or the argument `generated`"),
    FormatRow("elmo/learner", "credentialSubject"),
    FormatRow("elmo/report", "one credential", "several credentials become several reports"),
    FormatRow("elmo/attachment", "attachment", "its id begins with `urn:epass:elmoFile:`"),
    FormatRow("elmo/groups", "", "by what stands in them: see grouping"),
    FormatRow("elmo/extension", "", "lost"),
    FormatRow("elmo/Signature", "", "checked by `check_signature`; holds for the file alone"),
    FormatRow("learner/citizenship", "credentialSubject.citizenshipCountry"),
    FormatRow(
        "learner/identifier",
        "credentialSubject.identifier",
        "its type is schemeName; nationalIdentifier is nationalID where citizenship is told",
    ),
    FormatRow("learner/givenNames", "credentialSubject.givenName", "without language (`und`)"),
    FormatRow("learner/familyName", "credentialSubject.familyName", "without language (`und`)"),
    FormatRow("learner/alternativeName", "", "lost (2.0-preview only)"),
    FormatRow("learner/bday", "credentialSubject.dateOfBirth", "a time zone is lost"),
    FormatRow("learner/dateOfBirth", "credentialSubject.dateOfBirth", "2.0-preview; back: bday"),
    FormatRow("learner/placeOfBirth", "", "lost: ELM has no place without its country"),
    FormatRow("learner/birthName", "credentialSubject.birthName"),
    FormatRow(
        "learner/currentAddress",
        "credentialSubject.location.address",
        "as lines; lost without its country",
    ),
    FormatRow("learner/gender", "credentialSubject.gender", "1 and 2; 0 and 9 are lost"),
    FormatRow("report/issuer", "issuer, and awardedBy.awardingBody of each claim"),
    FormatRow("report/learningOpportunitySpecification", "C", "those below: C.hasPart, S.hasPart"),
    FormatRow("report/resultOfRecognition", "", "lost (2.0-preview only)"),
    FormatRow("report/issueDate", "issued, issuanceDate, validFrom"),
    FormatRow("report/gradingScheme", "A.specifiedBy.gradingScheme", "lost without a result"),
    FormatRow("report/attachment", "attachment", "its id begins with `urn:epass:elmoReportFile:`"),
    FormatRow("issuer/country", "issuer.location.address.countryCode"),
    FormatRow(
        "issuer/identifier", "issuer.identifier", "its type is schemeName; eidas: eIDASIdentifier"
    ),
    FormatRow("issuer/title", "issuer.legalName"),
    FormatRow("issuer/url", "issuer.homepage"),
    FormatRow("gradingScheme/description", "A.specifiedBy.gradingScheme.title"),
    FormatRow("attachment/identifier", "attachment.id", "the first one"),
    FormatRow("attachment/title", "attachment.title"),
    FormatRow("attachment/type", "attachment.attachmentType"),
    FormatRow("attachment/description", "attachment.description"),
    FormatRow(
        "attachment/content",
        "attachment.content",
        "one file for each; its language is lost; lost unless a data URL of a known kind",
    ),
    FormatRow("attachment/extension", "", "lost"),
    FormatRow("groups/groupType", "", "see grouping; lost where nothing is in it"),
    FormatRow("groupType/title", "C.additionalNote.subject.prefLabel"),
    FormatRow("groupType/group", "C.additionalNote", "sortingKey is lost"),
    FormatRow("group/title", "C.additionalNote.noteLiteral"),
    FormatRow("los/identifier", "S.identifier", "its type is schemeName"),
    FormatRow("los/title", "C.title, S.title", "of two texts in one language, the first"),
    FormatRow("los/type", "S.dcType", "of the European list of learning opportunities"),
    FormatRow("los/subjectArea", "S.educationSubject"),
    FormatRow("los/iscedCode", "S.thematicArea", "lost where ISCED-F has no such code"),
    FormatRow("los/url", "S.homepage"),
    FormatRow("los/description", "C.description", "back: outcomes stand in it too"),
    FormatRow("los/descriptionHtml", "S.additionalNote", "of the format HTML"),
    FormatRow("los/specifies", "C", "the instance"),
    FormatRow("los/hasPart", "C.hasPart, S.hasPart", "S.hasPart where both are of one class"),
    FormatRow("los/extension", "", "lost"),
    FormatRow("specifies/learningOpportunityInstance", "C, A, L"),
    FormatRow("specifies/extension", "", "lost"),
    FormatRow("hasPart/learningOpportunitySpecification", "C.hasPart"),
    FormatRow("loi/identifier", "C.identifier", "its type is schemeName"),
    FormatRow("loi/start", "L.temporal.startDate", "a time zone is lost"),
    FormatRow("loi/date", "C.awardedBy.awardingDate, A.dateIssued", "a time zone is lost"),
    FormatRow("loi/academicTerm", "L.temporal", "with its title as prefLabel"),
    FormatRow(
        "loi/status",
        "A.gradeStatus",
        "failed and in-progress are told as narrowed: ELM speaks of an achievement",
    ),
    FormatRow("loi/gradingSchemeLocalId", "A.specifiedBy.gradingScheme.identifier"),
    FormatRow("loi/gradingSchemeExternalId", "", "lost (2.0-preview only)"),
    FormatRow("loi/resultLabel", "A.grade", "where it is absent, the status stands there"),
    FormatRow("loi/shortenedGrading", "A.shortenedGrading"),
    FormatRow("loi/resultDistribution", "A.resultDistribution"),
    FormatRow("loi/credit", "S.creditPoint, and C.creditReceived where it was not failed"),
    FormatRow("loi/level", "S.eqfLevel (then S is a Qualification), else S.educationLevel"),
    FormatRow("loi/languageOfInstruction", "S.language", "without region"),
    FormatRow("loi/engagementHours", "L.workload"),
    FormatRow("loi/attachments", "C.supplementaryDocument", "by the id of the attachment"),
    FormatRow("loi/grouping", "C.additionalNote", "the title of the group, about that of its kind"),
    FormatRow("loi/extension", "", "lost"),
    FormatRow(
        "loi/diplomaSupplement", "C.additionalNote", "a note for each section; files are lost"
    ),
    FormatRow("academicTerm/title", "L.temporal.prefLabel"),
    FormatRow("academicTerm/start", "L.temporal.startDate"),
    FormatRow("academicTerm/end", "L.temporal.endDate"),
    FormatRow("shortenedGrading/percentageLower", "A.shortenedGrading", "whole percents"),
    FormatRow("shortenedGrading/percentageEqual", "A.shortenedGrading", "whole percents"),
    FormatRow("shortenedGrading/percentageHigher", "A.shortenedGrading", "whole percents"),
    FormatRow(
        "resultDistribution/category", "A.resultDistribution.resultCategory", "lost where it is 0"
    ),
    FormatRow("resultDistribution/description", "A.resultDistribution.description"),
    FormatRow("credit/scheme", "S.creditPoint.framework"),
    FormatRow("credit/level", "S.educationLevel", "of the first credit"),
    FormatRow("credit/value", "S.creditPoint.point", "a credit without value is lost"),
    FormatRow("level/type", "S.educationLevel.notation", "EQF: S.eqfLevel"),
    FormatRow("level/description", "S.educationLevel.definition", "lost of the EQF"),
    FormatRow("level/value", "S.educationLevel.notation"),
    FormatRow("attachments/ref", "C.supplementaryDocument.contentURL"),
)
"""What each element becomes; it goes back the same way."""

TO_ELMO: Final = (
    FormatRow("los/description", "S.learningOutcome, S.learningOutcomeSummary", "as lines"),
    FormatRow("loi/level", "S.nqfLevel", "of the type NQF, by its label"),
    FormatRow("issuer/identifier", "registration, vatIdentifier, taxIdentifier", "by these types"),
    FormatRow("learner/familyName", "fullName", "where no other name is told"),
    FormatRow("", "assessment type, mode, supervision", "lost"),
    FormatRow("", "volumeOfLearning, entryRequirement, accreditation, entitlements", "lost"),
)
"""What ELM says beyond that."""
