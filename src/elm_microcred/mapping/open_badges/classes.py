"""Classes of the extension whose objects Open Badges has nothing for."""

from __future__ import annotations

from typing import Final

from elm_microcred.mapping.open_badges.kinds import (
    COMPANION,
    CONCEPT,
    DECIMAL,
    DURATION,
    FLAG,
    IRI,
    STRING,
    TEXT,
    Class,
    ConceptOf,
    Field,
    ObjectOf,
)

WORKLOAD: Final = Class(
    "Workload",
    (
        Field("hours", "hours", DECIMAL),
        Field("days", "days", DECIMAL),
        Field("months", "months", DECIMAL),
    ),
)
CREDIT_POINTS: Final = Class(
    "CreditPoints",
    (Field("system", "creditSystem", STRING), Field("points", "creditValue", DECIMAL)),
)
ACTIVITY: Final = Class(
    "LearningActivity",
    (
        Field("id", "id", IRI),
        Field("title", "name", COMPANION),
        Field("description", "description", COMPANION),
        Field("type", "activityType", ConceptOf("learning-activity")),
        Field("mode", "formOfParticipation", ConceptOf("learning-assessment")),
        Field("workload", "workload", ObjectOf(WORKLOAD)),
        Field("language", "inLanguage", STRING),
    ),
)
GRADING_SCHEME: Final = Class(
    "GradingScheme",
    (
        Field("id", "id", IRI),
        Field("title", "name", COMPANION),
        Field("description", "description", COMPANION),
    ),
)
REFERENCE: Final = Class("Reference", (Field("id", "id", IRI), Field("title", "name", COMPANION)))
STACKABILITY: Final = Class(
    "Stackability",
    (
        Field("statement", "statement", TEXT),
        Field("partial_qualification", "partialQualification", FLAG),
        Field("part_of", "partOf", ObjectOf(REFERENCE, many=True)),
        Field("has_part", "hasPart", ObjectOf(REFERENCE, many=True)),
        Field("entitles_to", "entitlesTo", ObjectOf(REFERENCE, many=True)),
    ),
)
VALIDITY: Final = Class(
    "ValidityRule", (Field("period", "validityPeriod", DURATION), Field("renewal", "renewal", TEXT))
)
NOTE: Final = Class(
    "Note", (Field("text", "noteText", TEXT), Field("subject", "noteSubject", TEXT))
)
LINK: Final = Class("Link", (Field("url", "webPage", IRI), Field("title", "name", COMPANION)))
PICTURE: Final = Class(
    "Picture", (Field("url", "imageFile", IRI), Field("caption", "captionText", TEXT))
)
IDENTIFIER: Final = Class(
    "RegisteredIdentifier",
    (
        Field("notation", "notation", STRING),
        Field("kind", "identifierKind", STRING),
        Field("country", "registerCountry", STRING),
        Field("scheme_name", "schemeName", STRING),
        Field("scheme_id", "inScheme", IRI),
    ),
)
CONTACT: Final = Class(
    "ContactPoint",
    (
        Field("name", "name", COMPANION),
        Field("email", "mailbox", STRING),
        Field("phone", "telephone", STRING),
        Field("page", "webPage", IRI),
    ),
)
HASHED_IDENTITY: Final = Class(
    "HashedIdentity",
    (
        Field("identity_type", "identifyingType", STRING),
        Field("identity_hash", "identifyingHash", STRING),
        Field("salt", "identifyingSalt", STRING),
    ),
)
CLASSES: Final = (
    CONCEPT,
    WORKLOAD,
    CREDIT_POINTS,
    ACTIVITY,
    GRADING_SCHEME,
    REFERENCE,
    STACKABILITY,
    VALIDITY,
    NOTE,
    LINK,
    PICTURE,
    IDENTIFIER,
    CONTACT,
    HASHED_IDENTITY,
)
"""Every class of the extension that does not stand beside one of Open Badges."""
