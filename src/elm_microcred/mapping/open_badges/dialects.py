"""What national issuers add to Open Badges, read into the members that mean it.

The members of SURF's edubadges (the Netherlands, also used in DC4EU) are read from their JSON:
the context in which they are published maps most of them to nothing.
"""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.mapping.open_badges.alignments import alignments
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.volume import OPEN_BADGES_CREDITS

_PARTICIPATION: Final = {
    "online": {"code": "online"},
    "onsite": {"code": "presential"},
    "blended": {"code": "blended"},
    "volunteering": {"label": {"en": "Volunteering"}},
    "work experience": {"code": "work-based"},
}
_ASSESSMENT: Final = {
    "application of a skill": {"code": "practical"},
    "portfolio": {"code": "portfolio"},
}
_SUPERVISION: Final = {
    "unsupervised with no identity verification": {"code": "unsupervised-without-identity-check"},
    "supervised with no identity verification": {"code": "supervised-without-identity-check"},
    "onsite with identity verification": {"code": "supervised-with-identity-check"},
}
_LINKED: Final = ("CTDL", "ceterms:Credential")


def read(data: dict[str, Any], credential: Node, subject: Node, achievement: Node) -> None:
    """Complete what was read of a badge with members of the dialects that we know."""
    found = data["achievement"]
    _volume(found, achievement)
    participation = _concept(achievement, "participationType", _PARTICIPATION)
    if participation is not None:
        found.setdefault("participation", [participation])
    _assessment(found, achievement)
    code = achievement.string("educationProgramIdentifier")
    if code is not None:
        identifier = {"notation": code, "scheme_name": "educationProgramIdentifier"}
        found.setdefault("identifiers", []).append(identifier)
    _links(found, achievement)
    _display(found, credential, subject)


def _volume(found: dict[str, Any], achievement: Node) -> None:
    """`ECTS`; `SBU` (study load hours) and `timeInvestment`, both in hours."""
    points = achievement.number("ECTS")
    if points is not None:
        others = [c for c in found.get("credits", []) if c["system"] != OPEN_BADGES_CREDITS]
        found["credits"] = [{"system": "ECTS", "points": points}, *others]
    for name in ("SBU", "timeInvestment"):
        if "workload" not in found and (hours := achievement.number(name)) is not None:
            found["workload"] = {"hours": hours}


def _assessment(found: dict[str, Any], achievement: Node) -> None:
    """Type and supervision of the assessment: those of every assessment that states none."""
    type = _concept(achievement, "assessmentType", _ASSESSMENT)
    supervision = _concept(achievement, "supervisionType", _SUPERVISION)
    checked = achievement.flag("identityChecked")
    if supervision is None and checked:
        supervision = {"code": "identity-check"}
    said = {"type": type, "supervision": supervision}
    known = {name: value for name, value in said.items() if value is not None}
    if known and not found.get("assessments"):
        title = (type or {}).get("label") or {"en": "Assessment"}
        found["assessments"] = [{"title": title, **known}]
    elif known:
        found["assessments"] = [{**known, **item} for item in found["assessments"]]


def _concept(node: Node, name: str, meanings: dict[str, Any]) -> dict[str, Any] | None:
    """A word of a dialect as one of ours, else under its own label."""
    said = node.string(name)
    if said is None:
        return None
    found: dict[str, Any] = meanings.get(said.casefold()) or {"label": {"en": said}}
    return found


def _links(found: dict[str, Any], achievement: Node) -> None:
    """Alignments with credentials, and related achievements, as further documents."""
    for item in alignments(achievement, *_LINKED):
        item.string("targetType")
        url = item.string("targetUrl")
        if url is not None:
            link = {"url": url, "title": item.text("targetName")}
            known = {name: value for name, value in link.items() if value}
            found.setdefault("links", []).append(known)
    for item in achievement.nodes("related"):
        url = item.string("id")
        if url is not None:
            found.setdefault("links", []).append({"url": url})


def _display(found: dict[str, Any], credential: Node, subject: Node) -> None:
    """The name, description and picture of the badge itself, where the achievement has none."""
    for member, name in (("title", "name"), ("description", "description")):
        if member not in found and (text := credential.text(name)):
            found[member] = text
    for node in (credential, subject):
        image = node.node("image")
        url = image.string("id") if image is not None and "image" not in found else None
        if url is not None:
            found["image"] = {"url": url}
