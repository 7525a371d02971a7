"""Data URLs: a resource that is written into its own address.

Spec: https://www.rfc-editor.org/rfc/rfc2397
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from elm_microcred.errors import ParseError
from elm_microcred.problem import shorten

_FORM: Final = re.compile(
    r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?P<parameters>(?:;[\w.+-]+=[^;,]*)*)(?P<base64>;base64)?"
    r",(?P<data>.*)",
    re.IGNORECASE | re.DOTALL,
)


def is_data_url(text: str) -> bool:
    """Whether the text begins as a data URL does."""
    return text[:5].lower() == "data:"


def read(url: str) -> tuple[str, bytes]:
    """The media type, without parameters, and the bytes of a data URL.

    Raises:
        ParseError: If it is malformed (`PARSE_DATA_URL`).

    >>> read("data:application/vc+jwt,eyJh")
    ('application/vc+jwt', b'eyJh')
    """
    match = _FORM.fullmatch(url)
    if match is None:
        raise _malformed(url)
    content = unquote_to_bytes(match["data"])
    if match["base64"]:
        try:
            content = base64.b64decode(b"".join(content.split()), validate=True)
        except binascii.Error as error:
            raise _malformed(url) from error
    return (match["type"] or "text/plain").lower(), content


def _malformed(url: str) -> ParseError:
    return ParseError(
        "PARSE_DATA_URL",
        "This is no data URL.",
        found=shorten(url),
        expected="data:MEDIA/TYPE;base64,… or data:MEDIA/TYPE,…",
        spec="https://www.rfc-editor.org/rfc/rfc2397",
    )
