"""Open Badges 2.0 to 3.0: under a new id, with the original as evidence.

Spec: https://www.imsglobal.org/spec/ob/v3p0/impl/#migrating-open-badges-2-0-to-3-0
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from elm_microcred.carriers import data_url, png
from elm_microcred.contexts import CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3
from elm_microcred.errors import ElmMicrocredError, MappingError
from elm_microcred.limits import Limits
from elm_microcred.mapping.document import Document
from elm_microcred.older_badges.reading import OlderBadge, modern_class, moment
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.proofs.urls import is_url

ASSERTION: Final = "https://w3id.org/openbadges#Assertion"
BADGE_CLASS: Final = "https://w3id.org/openbadges#BadgeClass"

_IDENTITIES: Final = {
    "email": "emailAddress",
    "telephone": "ext:telephone",
    "url": "ext:url",
    "id": "ext:id",
}
_NOT_SAID: Final = {
    "Assertion": {"@context", "id", "uid", "type", "revoked", "revocationReason", "verification"},
    "BadgeClass": {"@context", "id", "type"},
    "Profile": {"@context", "type"},
}
"""Members that say how a badge is verified, and nothing about what was achieved."""


@dataclass(slots=True)
class _Upgrade:
    limits: Limits
    losses: list[Problem] = field(default_factory=list)

    def lost(self, pointer: str, what: Any, detail: str, remedy: str = "") -> None:
        self.losses.append(
            Problem("MAPPING_UNREAD", detail, pointer=pointer, found=shorten(what), remedy=remedy)
        )

    def narrowed(self, pointer: str, what: Any, detail: str) -> None:
        self.losses.append(
            Problem("MAPPING_NARROWED", detail, pointer=pointer, found=shorten(what))
        )


@dataclass(frozen=True, slots=True)
class Revocation:
    """That the older badge was revoked: why, and where it says so."""

    reason: str
    list_url: str | None
    known_since: datetime


def upgrade(
    badge: OlderBadge,
    assertion: Mapping[str, Any],
    badge_class: Mapping[str, Any],
    issuer: Mapping[str, Any] | None,
    *,
    id: str | None,
    revocation: Revocation | None,
    limits: Limits,
) -> Document:
    """The Open Badge 3.0 that says what an older badge says; not secured.

    Args:
        badge: The older badge as it came: it becomes evidence.
        assertion: What it says.
        badge_class: What was achieved.
        issuer: Who says it; `None` if only the address is known.
        id: IRI of the new badge; by default one that is made of the old one's.
        revocation: If the older badge was revoked: the new one then never passes.
        limits: What its pictures may cost.

    Raises:
        MappingError: If something is missing that nothing can stand for.
    """
    run = _Upgrade(limits)
    badge_class = modern_class(badge_class)
    issued, zoned = moment(assertion.get("issuedOn"))
    if issued is None:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "The badge does not say when it was issued.",
            pointer="/issuedOn",
            found=shorten(assertion.get("issuedOn")),
        )
    if not zoned:
        run.narrowed("/issuedOn", assertion.get("issuedOn"), "No time zone is named: UTC is meant.")
    name = _text(badge_class.get("name"))
    if not name:
        raise MappingError(
            "MAPPING_NO_COUNTERPART", "The badge class has no name.", pointer="/badge/name"
        )
    subject = _subject(assertion, run)
    subject["achievement"] = _achievement(badge_class, name, run)
    made: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": id or _new_id("badge", badge.content),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": _issuer(badge_class, issuer, run),
        "validFrom": timestamps.write(issued),
        "awardedDate": timestamps.write(issued),
    }
    expires, zoned = moment(assertion.get("expires"))
    if expires is not None:
        made["validUntil"] = timestamps.write(expires)
        if not zoned:
            run.narrowed("/expires", assertion.get("expires"), "No time zone is named: UTC.")
    made["credentialSubject"] = subject
    made["evidence"] = [_original(badge, name, revocation), *_evidence(assertion, run)]
    if revocation is not None:
        _revoke(made, revocation)
    for member in assertion.keys() - _READ["Assertion"] - _NOT_SAID["Assertion"]:
        run.lost(f"/{member}", assertion[member], "This member of the badge is not read.")
    return Document(made, run.losses)


_READ: Final = {
    "Assertion": {
        "recipient",
        "badge",
        "issuedOn",
        "expires",
        "evidence",
        "narrative",
        "image",
        "salt",
    },
    "BadgeClass": {
        "name",
        "description",
        "image",
        "criteria",
        "issuer",
        "tags",
        "alignment",
        "@language",
        "version",
        "related",
        "extensions:ECTSExtension",
        "extensions:EQFExtension",
        "extensions:LearningOutcomeExtension",
    },
    "Profile": {"id", "name", "url", "email", "telephone", "description", "image"},
}


def _new_id(kind: str, content: bytes) -> str:
    """The same id for the same badge, and another one for any other."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{content.hex()}").urn


def _subject(assertion: Mapping[str, Any], run: _Upgrade) -> dict[str, Any]:
    """The learner: a hashed identity is carried over unread, since both write it alike."""
    subject: dict[str, Any] = {"type": ["AchievementSubject"]}
    recipient = assertion.get("recipient")
    said = recipient if isinstance(recipient, Mapping) else {}
    identity, kind = said.get("identity"), str(said.get("type", "email"))
    if not isinstance(identity, str) or not identity:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "The badge does not say whose it is.",
            pointer="/recipient/identity",
            found=shorten(identity),
        )
    hashed = said.get("hashed") is True or identity.startswith(("sha256$", "md5$"))
    if kind in ("url", "id") and not hashed and is_url(identity):
        subject["id"] = identity
    else:
        entry: dict[str, Any] = {
            "type": "IdentityObject",
            "hashed": hashed,
            "identityHash": identity,
            "identityType": _IDENTITIES.get(kind, f"ext:{_word(kind)}"),
        }
        if isinstance(said.get("salt"), str):
            entry["salt"] = said["salt"]
        subject["identifier"] = [entry]
    if text := _text(assertion.get("narrative")):
        subject["narrative"] = text
    if image := _image(assertion.get("image"), "/image", run):
        subject["image"] = image
    return subject


def _word(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in text) or "id"


def _achievement(said: Mapping[str, Any], name: str, run: _Upgrade) -> dict[str, Any]:
    old = identifier_of(said)
    described = _text(said.get("description"))
    if not described:
        described = name
        run.narrowed("/badge/description", said.get("description"), "The name stands for it.")
    made: dict[str, Any] = {
        "id": _new_id("achievement", (old or name).encode()),
        "type": ["Achievement"],
        "name": name,
        "description": described,
        "criteria": _criteria(said.get("criteria"), run),
    }
    if image := _image(said.get("image"), "/badge/image", run):
        made["image"] = image
    tags = [tag for tag in listed(said.get("tags", [])) if isinstance(tag, str)]
    alignments = [*_alignments(said, run), *_levels(said)]
    language = said.get("@language")
    made |= {
        member: value
        for member, value in (
            ("tag", tags),
            ("alignment", alignments),
            ("inLanguage", language if isinstance(language, str) else None),
            ("version", _text(said.get("version"))),
            ("creditsAvailable", _credits(said)),
            ("resultDescription", _outcomes(said, made["id"])),
            ("related", _related(said, old)),
        )
        if value
    }
    unread = said.keys() - _READ["BadgeClass"] - _NOT_SAID["BadgeClass"]
    for member in sorted(unread):
        remedy = "An endorsement needs the endorser's new signature." * (member == "endorsement")
        detail = "This member of the badge class is not read."
        run.lost(f"/badge/{member}", said[member], detail, remedy)
    return made


def _criteria(said: Any, run: _Upgrade) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in listed(said) if said is not None else []:
        if isinstance(item, str):
            made["id" if is_url(item) else "narrative"] = item
        elif isinstance(item, Mapping):
            made |= {k: item[k] for k in ("id", "narrative") if isinstance(item.get(k), str)}
    if not made:
        run.narrowed("/badge/criteria", said, "The badge class has no criteria: none are told.")
        made["narrative"] = "Not stated in the original badge."
    return made


def _alignments(said: Mapping[str, Any], run: _Upgrade) -> list[dict[str, Any]]:
    names = ("targetName", "targetUrl", "targetDescription", "targetFramework", "targetCode")
    made = []
    for place, item in enumerate(listed(said.get("alignment", []))):
        target = {n: item[n] for n in names if isinstance(item.get(n), str)}
        if {"targetName", "targetUrl"} <= target.keys():
            made.append({"type": ["Alignment"], **target})
        else:
            pointer = f"/badge/alignment/{place}"
            run.lost(pointer, item, "An alignment without name or address has no counterpart.")
    return made


def _levels(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`extensions:EQFExtension`: a level of the European Qualifications Framework."""
    extension = said.get("extensions:EQFExtension")
    level = extension.get("EQF") if isinstance(extension, Mapping) else None
    if not isinstance(level, int | str) or isinstance(level, bool):
        return []
    return [
        {
            "type": ["Alignment"],
            "targetName": f"EQF level {level}",
            "targetUrl": f"http://data.europa.eu/snb/eqf/{level}",
            "targetType": "ext:EQF",
            "targetCode": str(level),
            "targetFramework": "European Qualifications Framework",
        }
    ]


def _credits(said: Mapping[str, Any]) -> float | None:
    """`extensions:ECTSExtension`: credits of the European system."""
    extension = said.get("extensions:ECTSExtension")
    value = extension.get("ECTS") if isinstance(extension, Mapping) else None
    try:
        number = float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None
    return number if number is not None and 0 < number < 1_000_000 else None


def _outcomes(said: Mapping[str, Any], achievement: str) -> list[dict[str, Any]]:
    """`extensions:LearningOutcomeExtension`: what learners can do afterwards."""
    extension = said.get("extensions:LearningOutcomeExtension")
    outcome = extension.get("learningOutcome") if isinstance(extension, Mapping) else None
    texts = [text for text in listed(outcome) if isinstance(text, str)] if outcome else []
    return [
        {
            "id": f"{achievement}#outcome-{place}",
            "type": ["ResultDescription"],
            "name": text,
            "resultType": "ext:LearningOutcome",
        }
        for place, text in enumerate(texts, start=1)
    ]


def _related(said: Mapping[str, Any], old: str | None) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if old is not None and is_url(old):
        made.append({"type": ["Related", BADGE_CLASS], "id": old, "version": "Open Badges v2p0"})
    for item in listed(said.get("related", [])):
        url = identifier_of(item)
        if url is None or not is_url(url):
            continue
        entry: dict[str, Any] = {"type": ["Related"], "id": url}
        if isinstance(item, Mapping):
            for name, member in (("@language", "inLanguage"), ("version", "version")):
                if isinstance(item.get(name), str):
                    entry[member] = item[name]
        made.append(entry)
    return made


def _issuer(
    badge_class: Mapping[str, Any], issuer: Mapping[str, Any] | None, run: _Upgrade
) -> dict[str, Any]:
    said = issuer or {}
    named = identifier_of(said) or identifier_of(badge_class.get("issuer"))
    if named is None or not is_url(named):
        named = next((u for u in [said.get("url")] if isinstance(u, str) and is_url(u)), None)
    if named is None:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "Nobody knows whose badge this is: the issuer has no address.",
            pointer="/badge/issuer",
            found=shorten(badge_class.get("issuer")),
        )
    made: dict[str, Any] = {"id": named, "type": ["Profile"]}
    members = (("name", "name"), ("url", "url"), ("email", "email"), ("telephone", "phone"))
    for name, member in (*members, ("description", "description")):
        if text := _text(said.get(name)):
            made[member] = text
    if image := _image(said.get("image"), "/badge/issuer/image", run):
        made["image"] = image
    for member in sorted(said.keys() - _READ["Profile"] - _NOT_SAID["Profile"]):
        pointer = f"/badge/issuer/{member}"
        run.lost(pointer, said[member], "This member of the issuer's profile is not read.")
    return made


def _original(badge: OlderBadge, name: str, revocation: Revocation | None) -> dict[str, Any]:
    """The older badge whole: a signed one stays checkable in it, a hosted one at its address."""
    kind = "application/jose" if badge.jws else "application/ld+json"
    url = badge.document.get("id")
    text = base64.b64encode(badge.content).decode()
    described = "The badge of which this one was made."
    if revocation is not None:
        said = [part for part in (revocation.reason, revocation.list_url) if part]
        described += f" It was revoked{': ' + ', '.join(said) if said else ''}."
    made: dict[str, Any] = {
        "id": f"data:{kind};base64,{text}",
        "type": ["Evidence", ASSERTION],
        "name": name,
        "description": described,
    }
    if isinstance(url, str):
        made["narrative"] = url
    return made


def _evidence(assertion: Mapping[str, Any], run: _Upgrade) -> list[dict[str, Any]]:
    made = []
    names = ("id", "narrative", "name", "description", "genre", "audience")
    for place, item in enumerate(listed(assertion.get("evidence", []))):
        if isinstance(item, str) and is_url(item):
            made.append({"id": item, "type": ["Evidence"]})
        elif isinstance(item, Mapping):
            said = {n: item[n] for n in names if isinstance(item.get(n), str)}
            made.append({**said, "type": ["Evidence"]})
        else:
            run.lost(f"/evidence/{place}", item, "Evidence that is no address is not read.")
    return made


def _revoke(made: dict[str, Any], revocation: Revocation) -> None:
    """A status that no verifier can take for good, and an end that has come."""
    made["@context"] = [*made["@context"], OPEN_BADGES_EXTENSIONS]
    # Not the address of the old list: who reads that as a list of 3.0 finds nobody revoked.
    made["credentialStatus"] = {"id": f"{made['id']}#revoked", "type": "1EdTechRevocationList"}
    begin = timestamps.parse(made["validFrom"])
    end = revocation.known_since if begin is None else max(begin, revocation.known_since)
    given = timestamps.parse(made.get("validUntil"))
    made["validUntil"] = timestamps.write(end if given is None else min(given, end))


def _image(said: Any, pointer: str, run: _Upgrade) -> dict[str, Any] | None:
    """A picture, without the badge that was baked into it."""
    members = said if isinstance(said, Mapping) else {"id": said}
    url = members.get("id")
    if not isinstance(url, str):
        return None
    if data_url.is_data_url(url):
        url = _stripped(url, run.limits)
    elif not is_url(url):
        run.lost(pointer, url, "A picture without address has no counterpart.")
        return None
    made: dict[str, Any] = {"id": url, "type": "Image"}
    if caption := _text(members.get("caption")):
        made["caption"] = caption
    return made


def _stripped(url: str, limits: Limits) -> str:
    try:
        kind, content = data_url.read(url)
        if not content.startswith(png.SIGNATURE) or not png.read(content, limits):
            return url
        return f"data:{kind};base64,{base64.b64encode(png.without(content, limits)).decode()}"
    except ElmMicrocredError:
        return url


def _text(value: Any) -> str:
    """A text, or the first of a language map."""
    if isinstance(value, Mapping):
        value = value.get("@value") or next(iter(value.values()), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value)
    return value.strip() if isinstance(value, str) else ""
