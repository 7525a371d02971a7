"""What a profile may ask of a micro-credential, by name, and where it stands in each format."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from elm_microcred.validation import annex1_looks as annex1
from elm_microcred.validation import further_looks as further
from elm_microcred.validation.finding import Element

ELEMENTS: Final[Mapping[str, Element]] = MappingProxyType(
    {
        "learner": Element(
            "identification of the learner",
            annex1.learner,
            "credentialSubject.givenName and familyName",
            "credentialSubject.identifier or id",
            "award.learner",
        ),
        "title": Element(
            "title of the micro-credential",
            annex1.title,
            "credentialSubject.hasClaim.title",
            "credentialSubject.achievement.name",
            "achievement.title",
        ),
        "country": Element(
            "country or region of the issuer",
            annex1.country,
            "issuer.location.address.countryCode",
            "issuer.address.addressCountryCode",
            "achievement.issuer.location.country",
        ),
        "awarding-body": Element(
            "awarding body",
            annex1.awarding_body,
            "credentialSubject.hasClaim.awardedBy.awardingBody",
            "credentialSubject.achievement.creator",
            "achievement.awarding_bodies",
        ),
        "date": Element(
            "date of issuing",
            annex1.date,
            "issued, and credentialSubject.hasClaim.awardedBy.awardingDate",
            "awardedDate and validFrom",
            "award.awarded_at",
        ),
        "outcomes": Element(
            "learning outcomes",
            annex1.outcomes,
            "credentialSubject.hasClaim.specifiedBy.learningOutcome",
            "credentialSubject.achievement.alignment and criteria.narrative",
            "achievement.outcomes",
        ),
        "workload": Element(
            "notional workload",
            annex1.workload,
            "credentialSubject.hasClaim.specifiedBy.volumeOfLearning or creditPoint",
            "credentialSubject.achievement.creditsAvailable",
            "achievement.workload or achievement.credits",
        ),
        "level": Element(
            "level of the learning experience",
            annex1.level,
            "credentialSubject.hasClaim.specifiedBy.eqfLevel, of a Qualification",
            "credentialSubject.achievement.alignment with targetType ext:EQF",
            "achievement.levels",
        ),
        "assessment": Element(
            "type of assessment",
            annex1.assessment,
            "credentialSubject.hasClaim.provenBy.specifiedBy.dcType",
            "credentialSubject.achievement.resultDescription, with the extension",
            "achievement.assessments",
        ),
        "participation": Element(
            "form of participation",
            annex1.participation,
            "credentialSubject.hasClaim.specifiedBy.mode",
            "credentialSubject.achievement, with the extension",
            "achievement.participation",
        ),
        "quality": Element(
            "type of quality assurance",
            annex1.quality,
            "credentialSubject.hasClaim.specifiedBy.accreditation, of a Qualification, or "
            "accreditation of the awarding body",
            "credentialSubject.achievement.alignment with targetType ext:QualityAssurance",
            "achievement.quality_assurance",
        ),
        "prerequisites": Element(
            "prerequisites to enrol",
            annex1.prerequisites,
            "credentialSubject.hasClaim.specifiedBy.entryRequirement",
            "credentialSubject.achievement, with the extension",
            "achievement.prerequisites",
        ),
        "supervision": Element(
            "supervision and identity verification during assessment",
            annex1.supervision,
            "credentialSubject.hasClaim.provenBy.idVerification",
            "credentialSubject.achievement.resultDescription, with the extension",
            "achievement.assessments[].supervision",
        ),
        "grade": Element(
            "grade achieved",
            annex1.grade,
            "credentialSubject.hasClaim.provenBy.grade",
            "credentialSubject.result",
            "award.results",
        ),
        "stackability": Element(
            "integration and stackability options",
            annex1.stackability,
            "credentialSubject.hasClaim.specifiedBy.isPartOf",
            "credentialSubject.achievement.related, with the extension",
            "achievement.stackability",
        ),
        "further": Element(
            "further information",
            annex1.further,
            "credentialSubject.hasClaim.specifiedBy.additionalNote, supplementaryDocument or "
            "homepage",
            "credentialSubject.achievement.criteria.id, with the extension",
            "achievement.notes, achievement.links or achievement.homepage",
        ),
        "purpose": Element(
            "purpose",
            further.purpose,
            "credentialSubject.hasClaim.specifiedBy.additionalNote with the subject Purpose",
            "credentialSubject.achievement, with the extension",
            "achievement.purpose",
        ),
        "legal-issuer": Element(
            "legal identity of the issuer, with contacts",
            further.issuer,
            "issuer.legalName, registration and contactPoint",
            "issuer.name, otherIdentifier, email and phone",
            "achievement.issuer",
        ),
        "date-and-place": Element(
            "date and place of issuing",
            further.date_and_place,
            "credentialSubject.hasClaim.awardedBy.awardingDate and location",
            "awardedDate, and the place with the extension",
            "award.awarded_at and award.place",
        ),
        "authorisation": Element(
            "body that authorised the programme",
            further.authorising,
            "credentialSubject.hasClaim.specifiedBy.accreditation.accreditingAgent",
            "credentialSubject.achievement, with the extension",
            "achievement.authorised_by",
        ),
        "verification": Element(
            "whom to ask whether it is authentic",
            further.verification,
            "issuer.id or registration, and issuer.contactPoint or homepage",
            "issuer.id, and issuer.url or email",
            "achievement.issuer.identifiers, and contacts or homepage",
        ),
        "skills": Element(
            "skills of a common framework",
            further.skills,
            "credentialSubject.hasClaim.specifiedBy.learningOutcome.relatedESCOSkill",
            "credentialSubject.achievement.alignment with the IRI of the skill",
            "achievement.outcomes[].skills",
        ),
        "validity": Element(
            "until when it holds",
            further.validity,
            "validUntil or expirationDate",
            "validUntil",
            "award.valid_until or achievement.validity",
        ),
        "renewal": Element(
            "how it is renewed",
            further.renewal,
            "credentialSubject.hasClaim.specifiedBy.additionalNote with the subject Renewal",
            "credentialSubject.achievement, with the extension",
            "achievement.validity.renewal",
        ),
        "legal-basis": Element(
            "law that it rests on",
            further.legal_basis,
            "credentialSubject.hasClaim.specifiedBy.additionalNote with the subject Legal basis",
            "credentialSubject.achievement, with the extension",
            "achievement.legal_basis",
        ),
        "relation": Element(
            "relation to the qualification system",
            further.relation,
            "credentialSubject.hasClaim.awardedBy.educationalSystemNote",
            "credentialSubject.achievement, with the extension",
            "achievement.system_relation",
        ),
        "field": Element(
            "field of education",
            further.field,
            "credentialSubject.hasClaim.specifiedBy.thematicArea",
            "credentialSubject.achievement.fieldOfStudy",
            "achievement.thematic_areas",
        ),
        "language": Element(
            "language of instruction",
            further.language,
            "credentialSubject.hasClaim.specifiedBy.language",
            "credentialSubject.achievement.inLanguage",
            "achievement.instruction_languages",
        ),
        "providers": Element(
            "who teaches",
            further.providers,
            "credentialSubject.hasClaim.influencedBy.directedBy",
            "credentialSubject.achievement, with the extension",
            "achievement.providers",
        ),
        "description": Element(
            "description",
            further.description,
            "credentialSubject.hasClaim.specifiedBy.description",
            "credentialSubject.achievement.description",
            "achievement.description",
        ),
    }
)
"""Every element, by the name that a profile uses."""
