"""What kind of credential a parsed document is, told by its types, contexts and members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2, EDC_AP

FORMATS: Final = {
    "clr-2": "Comprehensive Learner Record 2.0",
    "credential": "Verifiable credential of no kind that is known more closely",
    "edc": "European Digital Credential",
    "edc-presentation": "European Digital Presentation",
    "edc-upload": "European Digital Credential as Europass takes it for sealing",
    "elm-2-xml": "European Digital Credential of ELM 2, in XML",
    "elmo": "ELMO: academic results in XML",
    "endorsement-3": "Endorsement of Open Badges 3.0",
    "micro-credential": "Micro-credential in the file form of this library",
    "open-badge-1": "Open Badge before 2.0",
    "open-badge-2": "Open Badge 2.0",
    "open-badge-3": "Open Badge 3.0",
    "presentation": "Verifiable presentation",
    "sd-jwt-vc": "Credential with selective disclosure (SD-JWT VC)",
    "unreadable": "Something that could not be read",
    "url": "Address of a credential",
    "vp1-qr": "Presentation in CBOR-LD, as QR codes hold it",
}
"""Every format that is recognised, and what it is."""

XML_ROOTS: Final = {
    "elmo": "elmo",
    "europassCredential": "elm-2-xml",
}
"""Local name of the root element to the format."""

_OB3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/"
_CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/"
_OB2: Final = ("https://w3id.org/openbadges/v2", "https://w3id.org/openbadges/v1")

OPEN_BADGES_2_KINDS: Final = frozenset(
    {
        "Assertion",
        "BadgeClass",
        "CryptographicKey",
        "Endorsement",
        "Issuer",
        "IssuerOrg",
        "Profile",
        "RevocationList",
    }
)
"""Types of things that Open Badges 2.0 publishes by themselves."""


def format_of_json(document: Mapping[str, Any]) -> str | None:
    """The format of a parsed JSON object; `None` if it is of none that is known."""
    inner = document.get("credential")
    if isinstance(inner, Mapping) and "type" not in document:
        return "edc-upload" if format_of_json(inner) == "edc" else None
    if isinstance(document.get("achievement"), Mapping) and "award" in document:
        return "micro-credential"
    types, urls = words(document.get("type")), words(document.get("@context"))
    if "EuropeanDigitalPresentation" in types:
        return "edc-presentation"
    if "VerifiablePresentation" in types:
        return "presentation"
    if "EuropeanDigitalCredential" in types or EDC_AP in urls:
        return "edc"
    older = kind_of_open_badge_2(document)
    if older is not None:
        return "open-badge-1" if is_open_badge_1(document) else "open-badge-2"
    if "ClrCredential" in types or any(url.startswith(_CLR) for url in urls):
        return "clr-2"
    if "EndorsementCredential" in types:
        return "endorsement-3"
    if types & {"OpenBadgeCredential", "AchievementCredential"}:
        return "open-badge-3"
    if "VerifiableCredential" in types or "credentialSubject" in document:
        is_badge = any(url.startswith(_OB3) for url in urls)
        return "open-badge-3" if is_badge else "credential"
    return "credential" if urls & {CREDENTIALS_V1, CREDENTIALS_V2} else None


def kind_of_open_badge_2(document: Mapping[str, Any]) -> str | None:
    """What a document of Open Badges 2.0 or older is, by name; `None` if it is none.

    >>> kind_of_open_badge_2({"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass"})
    'BadgeClass'
    """
    if "credentialSubject" in document:
        return None
    if _speaks_of_badges(document.get("@context")):
        known = words(document.get("type")) & OPEN_BADGES_2_KINDS
        if known:
            return min(known)
    members = document.keys()
    if {"recipient", "badge"} <= members:
        return "Assertion"
    if {"name", "description", "criteria", "issuer"} <= members:
        return "BadgeClass"
    if "revokedAssertions" in members:
        return "RevocationList"
    if not words(document.get("type")) and "@context" not in members:
        return "Issuer" if {"name", "url"} <= members else None
    return None


def is_open_badge_1(document: Mapping[str, Any]) -> bool:
    """Whether a badge is older than Open Badges 2.0: it names no context, or the one of 1.x."""
    urls = words(document.get("@context"))
    return "@context" not in document or _OB2[1] in urls


def _speaks_of_badges(context: Any) -> bool:
    """Whether a context is one of Open Badges 1.1 or 2.0, named or written out."""
    for entry in context if isinstance(context, list) else [context]:
        if isinstance(entry, str) and entry.startswith(_OB2):
            return True
        if isinstance(entry, Mapping) and any(
            isinstance(value, str) and value.startswith("https://w3id.org/openbadges")
            for value in entry.values()
        ):
            return True
    return False


def words(value: Any) -> set[str]:
    """The strings of a value that may be one or many."""
    items = value if isinstance(value, list | tuple) else [value]
    return {item for item in items if isinstance(item, str)}
