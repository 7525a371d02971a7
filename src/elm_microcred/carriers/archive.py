"""Zip archives: their files, one by one, within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import shorten

SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06")
_ENTRY: Final = b"PK\x01\x02"


def files(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file in a zip archive, in order.

    Raises:
        ParseError: If it is damaged, or a file in it is encrypted.
        LimitError: If it has too many files, or they unfold too far.
    """
    if content.count(_ENTRY) > limits.values:
        raise LimitError(
            "LIMIT_VALUES", "The archive has too many files.", expected=f"≤ {limits.values}"
        )
    left = limits.decompressed_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                with archive.open(entry) as file:
                    unfolded = file.read(left + 1)
                left -= len(unfolded)
                if left < 0:
                    raise LimitError(
                        "LIMIT_DECOMPRESSED",
                        "The archive unfolds too far.",
                        expected=f"≤ {limits.decompressed_bytes} bytes",
                    )
                yield entry.filename, unfolded
    except RuntimeError as error:
        # NotImplementedError, of another compression or version, is one of them.
        detail = "The archive is encrypted, or compressed in another way"
        raise _unreadable("FORMAT_UNSUPPORTED", detail, error) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _unreadable("PARSE_INVALID_ZIP", "The archive is damaged", error) from error


def _unreadable(code: str, detail: str, error: Exception) -> ParseError:
    return ParseError(
        code,
        f"{detail}: {shorten(str(error))}.",
        expected="a zip archive that is stored or deflated, without password",
    )
