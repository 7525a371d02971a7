"""The context that badges need for the types of 1EdTech's services, added where one is used.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#context
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from elm_microcred.contexts import OPEN_BADGES_EXTENSIONS

TYPES: Final = {
    "1EdTechJsonSchemaValidator2019",
    "1EdTechRevocationList",
    "1EdTechCredentialRefresh",
}
"""What only that context defines: without it JSON-LD does not know these types."""

_SERVICES: Final = ("credentialSchema", "credentialStatus", "refreshService")
_STANDARDS: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/",
    "https://purl.imsglobal.org/spec/clr/v2p0/",
)


def with_extension_terms(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The badge or record with the context of its services, if it uses them and lacks it.

    Any other document comes back as it is.
    """
    contexts = document.get("@context")
    if not isinstance(contexts, list) or OPEN_BADGES_EXTENSIONS in contexts:
        return document
    is_badge = any(isinstance(c, str) and c.startswith(_STANDARDS) for c in contexts)
    if not is_badge or not _types(document) & TYPES:
        return document
    return {**document, "@context": [*contexts, OPEN_BADGES_EXTENSIONS]}


def _types(document: Mapping[str, Any]) -> set[str]:
    found = set()
    for name in _SERVICES:
        value = document.get(name, [])
        for entry in value if isinstance(value, list) else [value]:
            said = entry.get("type", []) if isinstance(entry, Mapping) else []
            types = said if isinstance(said, list) else [said]
            found |= {name for name in types if isinstance(name, str)}
    return found
