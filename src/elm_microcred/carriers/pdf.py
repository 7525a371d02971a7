"""Files that are attached to a PDF document (extra `pdf`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

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
            count, left = count + 1, left - len(attachment.content)
            _check(count, left, limits)
            yield attachment.name, attachment.content
    except LimitError:
        raise
    except Exception as error:  # pypdf meets damage with errors of every kind
        raise ParseError(
            "PARSE_INVALID_PDF",
            f"The PDF cannot be read: {shorten(f'{type(error).__name__}: {error}')}.",
            expected="a PDF document without password",
            remedy="Ask for the credential as a file of its own.",
        ) from error


def _check(count: int, left: int, limits: Limits) -> None:
    if left < 0:
        raise LimitError(
            "LIMIT_DECOMPRESSED",
            "The attachments unfold too far.",
            expected=f"≤ {limits.decompressed_bytes} bytes",
        )
    if count > limits.values:
        raise LimitError(
            "LIMIT_VALUES", "The PDF has too many attachments.", expected=f"≤ {limits.values}"
        )
