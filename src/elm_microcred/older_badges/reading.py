"""What an older badge says, whichever version it is of, in the words of Open Badges 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from elm_microcred.carriers import image_type, unbake
from elm_microcred.carriers.compact_jws import is_compact_jws
from elm_microcred.carriers.detection import is_open_badge_1, kind_of_open_badge_2
from elm_microcred.errors import ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.jose.jws import Jws, read_compact
from elm_microcred.strict_json import read_json

Document = dict[str, Any]

_SPEC: Final = "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html"
_KINDS: Final = {"IssuerOrg": "Profile", "Issuer": "Profile"}


@dataclass(frozen=True, slots=True)
class OlderBadge:
    """A document of Open Badges 2.0 or older, as it came and as it is understood.

    Attributes:
        kind: Assertion, BadgeClass, Profile, CryptographicKey, Endorsement or RevocationList.
        content: Its exact bytes: JSON, or a JSON Web Signature.
        document: What it says, in the words of Open Badges 2.0.
        jws: The signature around it, not yet verified.
        generation: 2 for Open Badges 2.0, 1 for anything older.
    """

    kind: str
    content: bytes = field(repr=False)
    document: Document
    jws: Jws | None = None
    generation: int = 2


def read_older(content: bytes, limits: Limits) -> OlderBadge:
    """The older badge in a picture, a signature or JSON.

    Raises:
        ParseError: If there is none (`PARSE_UNKNOWN_FORMAT`), or it is damaged.
        LimitError: If it is too long.
    """
    if image_type(content):
        content = unbake(content, limits=limits).content
    content = content.strip(b" \t\r\n")
    jws = read_compact(content, limits=limits) if is_compact_jws(content) else None
    document = read_json(content if jws is None else jws.payload, limits=limits)
    kind = kind_of_open_badge_2(document) if isinstance(document, dict) else None
    if kind is None:
        raise ParseError(
            "PARSE_UNKNOWN_FORMAT",
            "This is no badge of Open Badges 2.0 or older.",
            found=shorten(document),
            expected="an assertion, a badge class, a profile, a key or a revocation list",
            spec=_SPEC,
        )
    generation = 1 if is_open_badge_1(document) else 2
    badge = OlderBadge(_KINDS.get(kind, kind), content, document, jws, generation)
    return replace(badge, document=_modern(badge)) if kind == "Assertion" else badge


def _modern(badge: OlderBadge) -> Document:
    """An assertion of 0.5, 1.0 or 1.1 with the member names of 2.0."""
    said = dict(badge.document)
    recipient = said.get("recipient")
    if isinstance(recipient, str):  # 0.5: a plain address or a hash
        hashed = "$" in recipient
        said["recipient"] = {"type": "email", "identity": recipient, "hashed": hashed}
        if isinstance(said.get("salt"), str):
            said["recipient"]["salt"] = said.pop("salt")
    elif isinstance(recipient, Mapping) and recipient.get("hashed") is True:
        salt = said.get("salt")
        if isinstance(salt, str) and "salt" not in recipient:
            said["recipient"] = {**recipient, "salt": salt}
    for old, new in (("issued_on", "issuedOn"), ("verify", "verification")):
        if old in said and new not in said:
            said[new] = said.pop(old)
    verification = said.get("verification")
    if "id" not in said and isinstance(verification, Mapping):
        url = verification.get("url")
        if verification.get("type") == "hosted" and isinstance(url, str):
            said["id"] = url
        elif isinstance(url, str):
            said["verification"] = {**verification, "creator": url}
    if isinstance(said.get("badge"), Mapping):
        said["badge"] = modern_class(said["badge"])
    return said


def modern_class(said: Mapping[str, Any]) -> Document:
    """A badge class of any version with the member names of 2.0."""
    modern = dict(said)
    issuer = modern.get("issuer")
    if isinstance(issuer, Mapping) and "origin" in issuer:  # 0.5
        origin = str(issuer["origin"])
        modern["issuer"] = {
            "id": origin,
            "type": "Profile",
            "name": issuer.get("org") or issuer.get("name"),
            "url": origin,
            "email": issuer.get("contact"),
        }
    alignment = modern.get("alignment")
    if alignment is not None:
        items = alignment if isinstance(alignment, list) else [alignment]
        modern["alignment"] = [_alignment(item) for item in items if isinstance(item, Mapping)]
    return modern


def _alignment(item: Mapping[str, Any]) -> Document:
    """Before 2.0 the target's members had no prefix."""
    names = {"name": "targetName", "url": "targetUrl", "description": "targetDescription"}
    return {names.get(name, name): value for name, value in item.items()}


def moment(value: Any) -> tuple[datetime | None, bool]:
    """The time that a date of any version says, and whether it named its time zone."""
    if isinstance(value, bool):
        return None, False
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
        try:
            return datetime.fromtimestamp(int(value), UTC), True
        except (OverflowError, OSError, ValueError):
            return None, False
    if not isinstance(value, str):
        return None, False
    for text in (value, f"{value}T00:00:00", value[:16] + ":00" + value[16:]):
        found = timestamps.parse(text, zone_required=True)
        if found is not None:
            return found, True
        found = timestamps.parse(text, zone_required=False)
        if found is not None:
            return found, False
    return None, False
