"""Achievements in CTDL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.exchange.ctdl.terms import CONTEXT, SPEC, aligned, ctid
from elm_microcred.mapping.conversion import read
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.durations import duration_of
from elm_microcred.model import Achievement, MicroCredential
from elm_microcred.problem import Problem, json_pointer, shorten

KINDS: Final = {
    "Assessment": "ceterms:AssessmentProfile",
    "AssociateDegree": "ceterms:AssociateDegree",
    "BachelorDegree": "ceterms:BachelorDegree",
    "Badge": "ceterms:Badge",
    "Certificate": "ceterms:Certificate",
    "CertificateOfCompletion": "ceterms:CertificateOfCompletion",
    "Certification": "ceterms:Certification",
    "Course": "ceterms:Course",
    "Degree": "ceterms:Degree",
    "Diploma": "ceterms:Diploma",
    "DoctoralDegree": "ceterms:DoctoralDegree",
    "LearningProgram": "ceterms:LearningProgram",
    "License": "ceterms:License",
    "MasterDegree": "ceterms:MasterDegree",
    "MicroCredential": "ceterms:MicroCredential",
    "ProfessionalDoctorate": "ceterms:ProfessionalDoctorate",
}
"""Types of achievement of Open Badges to classes of CTDL; all others are a `ceterms:Credential`."""

_MODES: Final = {
    "presential": "deliveryType:InPerson",
    "online": "deliveryType:OnlineOnly",
    "blended": "deliveryType:BlendedDelivery",
}
"""Our words for forms of participation to those of CTDL."""


def to_ctdl(source: Achievement | MicroCredential | Mapping[str, Any]) -> Document:
    """An achievement as JSON-LD in CTDL, with what CTDL does not say here.

    What is this learner's is left out: a registry is about what can be achieved, never about who.

    Args:
        source: An achievement, or a credential whose achievement is meant.

    Raises:
        ParseError: If the source is of no kind that is known.
        MappingError: If it cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.

    Spec: https://credreg.net/ctdl/terms
    """
    losses: list[Problem] = []
    if isinstance(source, Achievement):
        achievement = source
    elif isinstance(source, Mapping) and "achievement" not in source and "title" in source:
        achievement = Achievement.parse(source)
    else:
        achievement = read(source, losses=losses).achievement
    members = achievement.to_dict()
    document: dict[str, Any] = {"@context": dict(CONTEXT)}
    document["@id"] = achievement.id
    document["@type"] = KINDS.get(achievement.achievement_type, "ceterms:Credential")
    document["ceterms:ctid"] = ctid(achievement.id)
    document |= _plain(members)
    document |= _organisations(members)
    document |= _volume(achievement, members)
    document["ceterms:inLanguage"] = members.get("instruction_languages") or [members["language"]]
    document = {term: value for term, value in document.items() if value not in (None, "", [], {})}
    bodies = members.get("awarding_bodies", [])
    told = {name: one for name, one in members.items() if name != "issuer" or one not in bodies}
    return Document(document, (*losses, *_unsaid(told)))


def _plain(members: Mapping[str, Any]) -> dict[str, Any]:
    """Texts, pages, codes and outcomes."""
    modes = [_MODES.get(one.get("code", "")) for one in members.get("participation", [])]
    image = members.get("image", {}).get("url", "")
    return {
        "ceterms:name": members["title"],
        "ceterms:description": members.get("description"),
        "ceterms:subjectWebpage": _page(members.get("homepage")),
        "ceterms:versionCode": members.get("version"),
        "ceterms:codedNotation": [one["notation"] for one in members.get("identifiers", [])],
        "ceterms:keyword": _keywords(members),
        "ceterms:image": _page(image if image.startswith("http") else None),
        "ceterms:learningDeliveryType": [aligned(mode, mode) for mode in modes if mode],
        "ceterms:teaches": [
            alignment for one in members.get("outcomes", []) for alignment in _outcome(one)
        ],
        "ceterms:instructionalProgramType": [
            aligned(one.get("iri"), one.get("code") or one.get("label"))
            for one in members.get("thematic_areas", [])
        ],
        "ceterms:audienceLevelType": [
            aligned(one.get("iri"), f"{one['framework']} {one['level']}", one["framework"])
            for one in members.get("levels", [])
        ],
        "ceterms:assessmentMethodDescription": _assessments(members),
        "ceterms:isPartOf": _referred(members, "part_of"),
        "ceterms:hasPart": _referred(members, "has_part"),
    }


def _keywords(members: Mapping[str, Any]) -> dict[str, list[str]] | None:
    tags = members.get("tags")
    return {members["language"]: tags} if tags else None


def _assessments(members: Mapping[str, Any]) -> dict[str, str] | None:
    """The titles of the assessments, in one text for each language."""
    by_tag: dict[str, list[str]] = {}
    for one in members.get("assessments", []):
        for tag, text in one["title"].items():
            by_tag.setdefault(tag, []).append(text)
    return {tag: "; ".join(texts) for tag, texts in by_tag.items()} or None


def _referred(members: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    references = members.get("stackability", {}).get(name, [])
    return [{"@id": one["id"]} for one in references if "id" in one]


def _outcome(outcome: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An outcome, and the skills that it relates to."""
    yield aligned(outcome.get("id"), outcome["title"])
    for skill in outcome.get("skills", []):
        yield aligned(skill.get("iri"), skill.get("label") or skill.get("code"))


def _page(url: str | None) -> dict[str, str] | None:
    return None if not url else {"@id": url}


def _organisations(members: Mapping[str, Any]) -> dict[str, Any]:
    """Who owns, offers, accredits and authorises."""
    issuer = members.get("issuer")
    bodies = members.get("awarding_bodies") or [one for one in [issuer] if one is not None]
    offering = [*members.get("providers", [])]
    if issuer is not None and issuer not in bodies:
        offering.append(issuer)
    agencies = [one["agency"] for one in members.get("quality_assurance", []) if one.get("agency")]
    return {
        "ceterms:ownedBy": [_organisation(one) for one in bodies],
        "ceterms:offeredBy": [_organisation(one) for one in offering],
        "ceterms:accreditedBy": [
            _organisation(one) for one in (*members.get("accreditors", []), *agencies)
        ],
        "ceterms:approvedBy": [
            _organisation(one) for one in [members.get("authorised_by")] if one is not None
        ],
    }


def _organisation(members: Mapping[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {"@type": "ceterms:CredentialOrganization"}
    if "id" in members:
        node["@id"] = members["id"]
        node["ceterms:ctid"] = ctid(members["id"])
    node["ceterms:name"] = members["legal_name"]
    if "homepage" in members:
        node["ceterms:subjectWebpage"] = _page(members["homepage"])
    country = members.get("location", {}).get("country")
    if country is not None:
        node["ceterms:address"] = {
            "@type": "ceterms:Place",
            "ceterms:addressCountry": {"en": country},
        }
    return node


def _volume(achievement: Achievement, members: Mapping[str, Any]) -> dict[str, Any]:
    """Workload, credits, prerequisites and renewal."""
    made: dict[str, Any] = {}
    duration = None if achievement.workload is None else duration_of(achievement.workload)
    if duration is not None:
        made["ceterms:estimatedDuration"] = {
            "@type": "ceterms:DurationProfile",
            "ceterms:exactDuration": {"@type": "xsd:duration", "@value": duration},
        }
    condition: dict[str, Any] = {"@type": "ceterms:ConditionProfile"}
    if "prerequisites" in members:
        condition["ceterms:description"] = members["prerequisites"]
    if achievement.credits:
        condition["ceterms:creditValue"] = [
            _credits(format(one.points, "f"), one.system) for one in achievement.credits
        ]
    if len(condition) > 1:
        made["ceterms:requires"] = [condition]
    renewal = members.get("validity", {})
    if renewal:
        profile: dict[str, Any] = {"@type": "ceterms:ConditionProfile"}
        profile["ceterms:description"] = renewal.get("renewal")
        made["ceterms:renewal"] = [{k: v for k, v in profile.items() if v is not None}]
        period = renewal.get("period")
        if period:
            made["ceterms:renewalFrequency"] = {"@type": "xsd:duration", "@value": period}
    return made


def _credits(points: str, system: str) -> dict[str, Any]:
    return {
        "@type": "schema:QuantitativeValue",
        "schema:value": {"@type": "xsd:decimal", "@value": points},
        "ceterms:creditUnitType": [aligned(None, system)],
    }


# What is not said

_SAID: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"/(format|id|version|language|achievement_type|homepage)",
        r"/(title|description|prerequisites)/.+",
        r"/identifiers/\d+/(notation|kind)",
        r"/(tags|instruction_languages)/\d+",
        r"/outcomes/\d+/(id|title/.+)",
        r"/outcomes/\d+/skills/\d+/(iri|label/.+)",
        r"/(thematic_areas)/\d+/(iri|code)",
        r"/levels/\d+/.+",
        r"/assessments/\d+/title/.+",
        r"/stackability/(part_of|has_part)/\d+/id",
        r"/credits/\d+/.+",
        r"/workload/.+",
        r"/validity/(period|renewal/.+)",
        r"/participation/\d+/code",
        r"/image/url",
        r"/(awarding_bodies|providers|accreditors)/\d+/(id|legal_name/.+|homepage|location/country)",
        r"/quality_assurance/\d+/agency/(id|legal_name/.+|homepage|location/country)",
        r"/authorised_by/(id|legal_name/.+|homepage|location/country)",
        r"/issuer/(id|legal_name/.+|homepage|location/country)",
    )
)
"""Places of an achievement that are said."""


def _unsaid(members: Mapping[str, Any]) -> Iterator[Problem]:
    for pointer, value in _unsaid_below(members, ()):
        yield Problem(
            "MAPPING_LOSS",
            "This is not written into CTDL.",
            pointer=pointer,
            found=shorten(value),
            spec=SPEC,
        )


def _unsaid_below(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
    """What is not said, each as high up as all of it is not."""
    pointer = json_pointer(at)
    if not isinstance(value, dict | list) or not value:
        if not any(pattern.fullmatch(pointer) for pattern in _SAID):
            yield pointer, value
        return
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[tuple[str, Any]] = []
    whole = 0
    for step, inner in items:
        below = list(_unsaid_below(inner, (*at, step)))
        whole += below == [(json_pointer((*at, step)), inner)]
        found += below
    if at and whole == len(value):
        yield pointer, value
    else:
        yield from found
