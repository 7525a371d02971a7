"""The rows of what was achieved.

Spec: https://www.imsglobal.org/spec/ob/v3p0#achievement
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from elm_microcred.mapping.open_badges import alignments, classes, volume
from elm_microcred.mapping.open_badges.assessments import ASSESSMENT
from elm_microcred.mapping.open_badges.fields import get_fields, put_fields
from elm_microcred.mapping.open_badges.kinds import STRING, STRINGS, TEXT, ConceptOf, ObjectOf
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.outcomes import Outcomes
from elm_microcred.mapping.open_badges.parts import Parts, Slot, member_slot
from elm_microcred.mapping.open_badges.profiles import (
    PROFILE,
    get_identifiers,
    picture,
    put_identifiers,
)
from elm_microcred.mapping.open_badges.quality import ASSURANCE
from elm_microcred.mapping.open_badges.rows import (
    ARE_LEFT_OUT,
    Row,
    Value,
    Words,
    only,
    plain,
    text,
)
from elm_microcred.mapping.open_badges.scope import Badge, Object

ACHIEVEMENT_TYPES: Final = frozenset(
    {
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "BachelorDegree",
        "Badge",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CoCurricular",
        "CommunityService",
        "Competency",
        "Course",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "MasterCertificate",
        "MasterDegree",
        "Membership",
        "MicroCredential",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    }
)
"""The types of achievement that Open Badges 3.0 knows."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def _put_type(value: Any, node: Object, _badge: Badge) -> None:
    known = value in ACHIEVEMENT_TYPES or value.startswith("ext:")
    node["achievementType"] = value if known else f"ext:{value}"


def _put_language(value: Any, node: Object, _badge: Badge) -> None:
    if _LANGUAGE.fullmatch(value):
        node["inLanguage"] = value


def _put_identifiers(value: Any, node: Object, badge: Badge) -> None:
    put_identifiers(value, node, badge)
    codes = [item["notation"] for item in value or [] if item["kind"] == "other"]
    if codes:
        node["humanCode"] = codes[0]


def _get_identifiers(node: Node) -> list[dict[str, str]] | None:
    found, code = get_identifiers(node) or [], node.string("humanCode")
    if code and all(item["notation"] != code for item in found):
        found = [{"notation": code, "kind": "other"}, *found]
    return found or None


def _put_homepage(value: Any, node: Object, _badge: Badge) -> None:
    if value is not None:
        node.setdefault("criteria", {})["id"] = value


def _get_homepage(node: Node) -> str | None:
    criteria = node.node("criteria")
    return criteria.string("id") if criteria is not None else node.string("criteria")


def _put_narrative(value: str, node: Object) -> None:
    node.setdefault("criteria", {})["narrative"] = value


def _get_narrative(node: Node) -> dict[str, str] | None:
    criteria = node.node("criteria")
    return criteria.text("narrative") if criteria is not None else None


def _put_tags(value: Any, node: Object, _badge: Badge) -> None:
    if value:
        node["tag"] = list(value)


def _name(node: Node) -> str | None:
    return node.peek("name")


def _criteria(node: Node) -> str | None:
    """The criteria where there is no summary of outcomes: the outcomes, or the description."""
    outcomes = alignments.alignments(node, alignments.OUTCOME)
    names = [name for item in outcomes if (name := item.peek("targetName"))]
    return "\n".join(f"- {name}" for name in names) or node.peek("description") or _name(node)


def _organisations(member: str, term: str, what: str) -> Parts:
    return Parts(member=member, what=what, shape=PROFILE, term=term)


def _put_issuer(items: Sequence[Object], credential: Object) -> None:
    credential["issuer"] = items[0]


def _get_issuer(credential: Node) -> list[Node]:
    """The issuer; one that is named by its IRI alone is described elsewhere, or not at all."""
    found = credential.nodes("issuer")
    if found or (iri := credential.string("issuer")) is None:
        return found
    return [Node({"id": iri}, credential.reading, f"{credential.pointer}/issuer")]


CREDENTIAL_ROWS: Final[tuple[Row, ...]] = (
    Parts(
        member="issuer",
        what="The issuer",
        badge="issuer",
        shape=PROFILE,
        slot=Slot(_put_issuer, _get_issuer, 1),
        one=True,
        elements="A3, A4",
    ),
    Parts(
        member="assessors",
        what="A further assessor",
        badge="credentialSubject.source (the first)",
        term="assessedBy",
        lost="is left out: Open Badges has one source",
        shape=PROFILE,
        slot=member_slot("source", many=False, subject=True),
    ),
)
"""Roles that stand in the badge and its subject; the others follow in the achievement."""

ROWS: Final[tuple[Row, ...]] = (
    plain("id", "id", "The id of the achievement"),
    text("title", "name", "The title", "A2"),
    text("description", "description", "The description", fallback=_name),
    Value(
        member="achievement_type",
        what="The type of achievement",
        badge="achievementType",
        term="statedType",
        lost="is none of Open Badges and is written with the prefix `ext:`",
        put=_put_type,
        get=lambda node: node.string("achievementType") or "Achievement",
        kind=STRING,
    ),
    Value(
        member="language",
        what="The main language",
        badge="inLanguage",
        term="statedLanguage",
        put=_put_language,
        get=lambda node: node.string("inLanguage"),
        kind=STRING,
    ),
    plain("version", "version", "The version"),
    Value(
        member="identifiers",
        what="Register, scheme or country of a code of the achievement",
        badge="humanCode, otherIdentifier",
        term="registeredIdentifier",
        put=_put_identifiers,
        get=_get_identifiers,
        kind=ObjectOf(classes.IDENTIFIER, many=True),
    ),
    picture("image", "the picture"),
    Value(
        member="tags",
        what="A tag",
        badge="tag",
        put=_put_tags,
        get=lambda node: node.strings("tag") or None,
    ),
    only("purpose", "purpose", TEXT, "The purpose"),
    Outcomes(
        member="outcomes",
        what="Learning outcomes",
        badge=f"alignment {alignments.OUTCOME}; criteria.narrative",
        elements="A6",
    ),
    Value(
        member="homepage",
        what="The page of the achievement",
        badge="criteria.id",
        put=_put_homepage,
        get=_get_homepage,
        elements="B5",
    ),
    Words(
        member="outcome_summary",
        what="The summary of learning outcomes",
        badge="criteria.narrative",
        term="narrativeIn",
        put=_put_narrative,
        get=_get_narrative,
        elements="A6",
        fallback=_criteria,
    ),
    only("workload", "workload", ObjectOf(classes.WORKLOAD), "The workload", "A7"),
    Value(
        member="credits",
        what="Credit points without a system",
        badge=f"creditsAvailable; alignment {alignments.CREDITS}",
        term="creditPoints",
        lost="are left out where others have one",
        put=volume.put_credits,
        get=volume.get_credits,
        same=volume.same_credits,
        kind=ObjectOf(classes.CREDIT_POINTS, many=True),
        elements="A7",
    ),
    Parts(
        member="levels",
        what="Levels",
        badge=f"alignment {', '.join(alignments.LEVELS)}",
        shape=volume.LEVEL,
        slot=alignments.slot(*alignments.LEVELS),
        elements="A8",
    ),
    Value(
        member="thematic_areas",
        what="A field of education",
        badge=f"fieldOfStudy; alignment {', '.join(alignments.FIELDS)}",
        term="fieldOfEducation",
        lost="is said by name, address and code, in the main language only",
        put=put_fields,
        get=get_fields,
        kind=ConceptOf(many=True),
    ),
    Parts(
        member="quality_assurance",
        what="Quality assurance",
        badge=f"alignment {alignments.QUALITY}",
        shape=ASSURANCE,
        slot=alignments.slot(alignments.QUALITY),
        elements="A11",
    ),
    Parts(
        member="assessments",
        what="Assessments",
        badge="resultDescription",
        shape=ASSESSMENT,
        slot=member_slot("resultDescription", many=True),
        elements="A9, B2, B3",
    ),
    Parts(
        member="awarding_bodies",
        what="A further awarding body",
        badge="creator (the first)",
        term="awardingBody",
        lost="is left out: Open Badges has one creator",
        shape=PROFILE,
        slot=member_slot("creator", many=False),
        elements="A4",
    ),
    _organisations("providers", "providedBy", "A provider"),
    _organisations("accreditors", "accreditedBy", "An accreditor"),
    _organisations("funders", "fundedBy", "A funder"),
    Parts(
        member="authorised_by",
        what="The body that authorised the programme",
        shape=PROFILE,
        term="authorisedBy",
        one=True,
    ),
    only(
        "participation",
        "formOfParticipation",
        ConceptOf("learning-assessment", many=True),
        "The form of participation",
        "A10",
    ),
    only("learning_setting", "learningSetting", ConceptOf("learning-setting"), "The setting"),
    only(
        "instruction_languages",
        "instructionLanguage",
        STRINGS,
        "The languages of instruction",
        lost=ARE_LEFT_OUT,
    ),
    only(
        "activities",
        "learningActivity",
        ObjectOf(classes.ACTIVITY, many=True),
        "The learning activities",
        lost=ARE_LEFT_OUT,
    ),
    only("prerequisites", "entryRequirement", TEXT, "What is needed to enrol", "B1"),
    only(
        "stackability",
        "stackability",
        ObjectOf(classes.STACKABILITY),
        "How it combines with other credentials",
        "B4",
    ),
    only(
        "notes",
        "furtherInformation",
        ObjectOf(classes.NOTE, many=True),
        "Further information",
        "B5",
    ),
    only(
        "links",
        "furtherDocument",
        ObjectOf(classes.LINK, many=True),
        "Further documents",
        "B5",
        lost=ARE_LEFT_OUT,
    ),
    only("system_relation", "systemRelation", STRING, "The place in the qualification system"),
    only("legal_basis", "legalBasis", TEXT, "The legal basis"),
    only("validity", "validityRule", ObjectOf(classes.VALIDITY), "How long an award holds"),
)
"""What stands in the achievement of the badge; the extension's terms stand there too."""
