"""Subresource Integrity: whether a resource is the one that a digest was made of.

Spec: https://www.w3.org/TR/SRI/
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from typing import Any

_HASHES = ("sha256", "sha384", "sha512")


def sri(content: bytes) -> str:
    """The integrity metadata of some bytes."""
    return "sha384-" + b64encode(hashlib.sha384(content).digest()).decode()


def fits_sri(value: Any, content: bytes) -> bool:
    """Whether one of the strongest digests fits.

    Spec: https://www.w3.org/TR/SRI/#does-response-match-metadatalist
    """
    found = [text.partition("-") for text in value.split()] if isinstance(value, str) else []
    known = [(name, text) for name, _, text in found if name in _HASHES]
    strongest = max((name for name, _ in known), default="")
    return any(
        name == strongest and _base64(text) == hashlib.new(name, content).digest()
        for name, text in known
    )


def _base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
