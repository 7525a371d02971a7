"""Files that are whole under their name, or not there: written beside it, then put in place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from elm_microcred.errors import UsageError


def write_whole(path: str | Path, content: bytes, *, secret: bool = False) -> None:
    """Write a file whole, in place of what is there.

    Args:
        path: Where.
        content: What.
        secret: Whether nobody but its owner may read it.

    Raises:
        UsageError: If it cannot be written (`OUTPUT_UNWRITABLE`); what was there stays.
    """
    with whole_file(path, secret=secret) as file:
        file.write(content)


@contextmanager
def whole_file(path: str | Path, *, secret: bool = False) -> Iterator[BinaryIO]:
    """A file to write to, which stands under its name once the block has ended well.

    It is on the disk before it gets its name. Where the block does not end well, nothing stays.

    Raises:
        UsageError: If it cannot be written (`OUTPUT_UNWRITABLE`); what was there stays.
    """
    target = Path(path)
    try:
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        mode = 0o600 if secret else 0o666
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _unwritable(path: str | Path, error: Exception) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return UsageError(
        "OUTPUT_UNWRITABLE",
        f"{path} cannot be written: {reason}.",
        remedy="Name a file in a folder that is there and that you may write to.",
    )
