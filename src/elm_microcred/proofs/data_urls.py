"""Enveloped credentials and presentations: an object whose `id` is the token, as a `data:` URL.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.errors import ParseError
from elm_microcred.problem import shorten
from elm_microcred.proofs.proof import listed

KINDS = ("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")

_SPEC = "https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials"
_URL = re.compile(r"data:([a-z0-9.+/-]+)((?:;[A-Za-z0-9=_.+-]+)*),(.*)", re.DOTALL | re.IGNORECASE)


def is_enveloped(document: Mapping[str, Any]) -> bool:
    """Whether a document says that it is only the envelope of another."""
    return any(kind in KINDS for kind in listed(document.get("type")) if isinstance(kind, str))


def read_data_url(document: Mapping[str, Any]) -> tuple[bytes, str]:
    """What an envelope holds, and the media type that it declares.

    Raises:
        ParseError: If it is not an envelope as the data model has it (`ENVELOPE_INVALID`).
    """
    if CREDENTIALS_V2 not in listed(document.get("@context")):
        raise _invalid(
            "/@context", "The envelope has not the context of the data model.", CREDENTIALS_V2
        )
    if len(listed(document.get("type"))) != 1:
        raise _invalid("/type", "The envelope has further types.", " or ".join(KINDS))
    url = document.get("id")
    match = _URL.fullmatch(url) if isinstance(url, str) else None
    if match is None:
        raise _invalid("/id", "The id of the envelope is not a data: URL.", "data:…", url)
    content = unquote_to_bytes(match[3])
    if match[2].lower().endswith(";base64"):
        try:
            # Padding adds nothing, and not everybody writes it.
            content = base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
        except binascii.Error as error:
            raise _invalid("/id", "The data: URL is not base64, as it says.", "base64") from error
    return content, match[1].lower()


def enveloped(content: bytes, media_type: str) -> dict[str, Any]:
    """A secured credential as it stands in JSON: an object around its token."""
    return {
        "@context": CREDENTIALS_V2,
        "id": data_url(content, media_type),
        "type": "EnvelopedVerifiableCredential",
    }


def data_url(content: bytes, media_type: str) -> str:
    """The `data:` URL of a token; one that is not text is written in base64."""
    if content.isascii() and content.decode("ascii").isprintable():
        return f"data:{media_type},{content.decode('ascii')}"
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _invalid(pointer: str, detail: str, expected: str, found: Any = None) -> ParseError:
    return ParseError(
        "ENVELOPE_INVALID",
        detail,
        pointer=pointer,
        found=None if found is None else shorten(found),
        expected=expected,
        spec=_SPEC,
    )
