"""How a European credential declares its application profile: a concept, and the schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GENERIC: Final = "edc-generic-full"
"""The profile of a credential that declares no other."""

PROFILE_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        GENERIC: "e34929035b",
        "edc-accredited": "6cf8e68c43",
        "edc-diploma-supplement": "6dff8a0f87",
        "edc-converted": "c_7e400154",
        "edc-issued-by-mandate": "c_9a31f32a",
    }
)
"""Application profile to its code in the vocabulary `credential`."""
