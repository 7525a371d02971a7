"""What a compact JSON Web Signature says, before anything of it is believed.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-3.1
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

_COMPACT: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")


def is_compact_jws(content: bytes) -> bool:
    """Whether the bytes have the form of a compact signature whose header is JSON."""
    return content.startswith(b"eyJ") and _COMPACT.fullmatch(content) is not None


def payload_of(content: bytes) -> bytes | None:
    """The payload of a compact signature, unverified; `None` if it is none, or not base64url."""
    return decoded(content.split(b".")[1]) if is_compact_jws(content) else None


def header_of(content: bytes) -> bytes | None:
    """The header of a compact signature, unverified; `None` if it is none, or not base64url."""
    return decoded(content.split(b".")[0]) if is_compact_jws(content) else None


def decoded(text: bytes) -> bytes | None:
    """The bytes that base64url text stands for, or `None`."""
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
