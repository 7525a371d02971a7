"""Files in and out: checked for size before they are read, written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.whole_files import write_whole

STANDARD = "-"
"""The name that stands for standard input or output."""


def read(path: str, limit: int) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        ParseError: If it cannot be read.
        LimitError: If it is longer than `limit`; no more than that is ever held.
    """
    try:
        if path == STANDARD:
            content = sys.stdin.buffer.read(limit + 1)
        else:
            size = Path(path).stat().st_size
            if size > limit:
                raise _too_long(path, f"{size} bytes", limit)
            with Path(path).open("rb") as file:
                content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ParseError(
            "FILE_UNREADABLE",
            f"{path} cannot be read: {reason}.",
            remedy="Give the path of a file that is there and that you may read.",
        ) from error
    if len(content) > limit:
        raise _too_long(path, f"more than {limit} bytes", limit)
    return content


def _too_long(path: str, found: str, limit: int) -> LimitError:
    return LimitError(
        "LIMIT_SIZE", f"{path} is too long.", found=found, expected=f"at most {limit} bytes"
    )


def refuse_existing(path: str | Path, *, force: bool) -> None:
    """Nothing, if the output may be written there.

    Raises:
        UsageError: If something stands there and `force` was not said.
    """
    if not force and Path(path).exists():
        raise UsageError(
            "OUTPUT_EXISTS",
            f"{path} is there already and stays as it is.",
            remedy="Name another file with --output, or overwrite it with --force.",
        )


def write(path: str | Path, content: bytes, *, force: bool = False, secret: bool = False) -> None:
    """Write a file whole: first beside its place, then put there in one step.

    Args:
        path: Where.
        content: What.
        force: Whether it may replace what is there.
        secret: Whether nobody but its owner may read it.

    Raises:
        UsageError: If it cannot be written, or would replace something.
    """
    refuse_existing(path, force=force)
    write_whole(path, content, secret=secret)
