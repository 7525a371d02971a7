"""Files that are attached to a PDF document (extra `pdf`)."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, Final

from elm_microcred.errors import LimitError, MissingExtraError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import shorten

SIGNATURE: Final = b"%PDF-"
_HEAD: Final = 1024
"""Readers look for the signature this far into a file."""


def is_pdf(content: bytes) -> bool:
    """Whether the bytes begin as a PDF document does."""
    return SIGNATURE in content[:_HEAD]


def attachments(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file that is attached to a PDF document, in order.

    Raises:
        ParseError: If it is damaged or encrypted (`PARSE_INVALID_PDF`).
        LimitError: If it has too many attachments, or they unfold too far.
        MissingExtraError: If pypdf is not installed.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise MissingExtraError.of("pdf", "Reading the attachments of a PDF") from error
    left, count = limits.decompressed_bytes, 0
    try:
        for attachment in PdfReader(io.BytesIO(content)).attachment_list:
            count += 1
            _check(count, limits)
            found = _unfolded(attachment.pdf_object, left, limits)
            left -= len(found)
            yield attachment.name, found
    except (LimitError, ParseError):
        raise
    except Exception as error:  # pypdf meets damage with errors of every kind
        raise ParseError(
            "PARSE_INVALID_PDF",
            f"The PDF cannot be read: {shorten(f'{type(error).__name__}: {error}')}.",
            expected="a PDF document without password",
            remedy="Ask for the credential as a file of its own.",
        ) from error


def _check(count: int, limits: Limits) -> None:
    if count > limits.values:
        raise LimitError(
            "LIMIT_VALUES", "The PDF has too many attachments.", expected=f"≤ {limits.values}"
        )


def _unfolded(specification: Any, left: int, limits: Limits) -> bytes:
    """The content of an attached file; no more than `left` bytes are ever unfolded.

    Raises:
        LimitError: If it is longer.
        ParseError: If it is folded in a way that no writer of attachments uses.
    """
    entry = specification["/EF"]
    stream = (entry.get("/UF") or entry["/F"]).get_object()
    filters = stream.get("/Filter", [])
    content: bytes = stream._data
    for each in filters if isinstance(filters, list) else [filters]:
        if each not in ("/FlateDecode", "/Fl") or "/DecodeParms" in stream:
            raise ParseError(
                "PARSE_INVALID_PDF",
                "An attachment is folded in a way that is not read.",
                found=shorten(str(each)),
                expected="/FlateDecode, or none",
                remedy="Ask for the credential as a file of its own.",
            )
        content = zlib.decompressobj().decompress(content, left + 1)
        if len(content) > left:
            break
    if len(content) > left:
        raise LimitError(
            "LIMIT_DECOMPRESSED",
            "The attachments unfold too far.",
            expected=f"≤ {limits.decompressed_bytes} bytes",
        )
    return content
