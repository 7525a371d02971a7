"""The fields of a form, as browsers send them with files.

Spec: https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

import re
from typing import Final

from elm_microcred.errors import ParseError
from elm_microcred.problem import shorten

_TYPE: Final = re.compile(
    r"multipart/form-data\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE
)
_NAME: Final = re.compile(rb"form-data\s*;.*?\bname=\"([^\"]{1,64})\"", re.IGNORECASE)
_MOST_FIELDS: Final = 16


def fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """Each field of a form by its name, byte by byte; of several of one name, the first.

    Raises:
        ParseError: If it is no such form.
    """
    match = _TYPE.match(content_type)
    if match is None:
        raise _malformed("The request is no form with files.", content_type)
    boundary = b"\r\n--" + (match[1] or match[2]).encode("latin-1")
    parts = (b"\r\n" + body).split(boundary, _MOST_FIELDS + 1)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise _malformed("The form has no end.", content_type)
    found: dict[str, bytes] = {}
    for part in parts[1:-1]:
        head, separator, content = part.partition(b"\r\n\r\n")
        name = next(
            (
                matched[1].decode("utf-8", "replace")
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-disposition:")
                and (matched := _NAME.search(line))
            ),
            None,
        )
        if not separator or name is None:
            raise _malformed("A part of the form has no name.", head.decode("latin-1"))
        found.setdefault(name, content)
    return found


def _malformed(detail: str, found: str) -> ParseError:
    return ParseError(
        "REQUEST_MALFORMED", detail, found=shorten(found), expected="multipart/form-data"
    )
