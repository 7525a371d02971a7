"""Credentials as files: each whole under its name, or not at all."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from elm_microcred.bulk.journal.faults import Reached, unheard
from elm_microcred.bulk.journal.item import Item
from elm_microcred.errors import StoreError

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_ENDS: Final = {
    "application/jwt": ".jwt",
    "application/vc+jwt": ".jwt",
    "application/dc+sd-jwt": ".sd-jwt",
    "application/vc+sd-jwt": ".sd-jwt",
    "application/vc+cose": ".cose",
}


def file_name(item: Item) -> str:
    """The name of an item's file: its key, where that can be a name everywhere."""
    end = _ENDS.get(item.media_type or "", ".json")
    if _PLAIN.fullmatch(item.key) and not _RESERVED.fullmatch(item.key):
        return item.key + end
    return f"{quote(item.key, safe=' ,')[:60].replace('%', '_')}-{_short(item.key)}{end}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Folder:
    """A folder into which credentials are delivered.

    What stands there under the name of a credential and is something else is never replaced: the
    credential then gets a longer name.

    Args:
        path: The folder; made if absent.
        reached: Told each fault point that is reached.

    Raises:
        StoreError: If it cannot be made.
    """

    def __init__(self, path: str | Path, *, reached: Reached = unheard) -> None:
        self.path = Path(path)
        self._reached = reached
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise _unwritable(self.path, error) from error

    def deliver(self, items: Sequence[Item]) -> list[str]:
        """Write the credentials of signed items; the names of their files.

        When it returns, all of it is on the disk.

        Raises:
            StoreError: If one cannot be written. No file is ever there by half.
        """
        names: list[str] = []
        files: dict[str, bytes] = {}
        try:
            for item in items:
                name, is_there = self._place(item, {other.casefold() for other in files})
                names.append(name)
                if not is_there:
                    files[name] = item.content or b""
            self._write(files)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return names

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole, in place of what stood there.

        Raises:
            StoreError: If it cannot be written.
        """
        try:
            self._write({name: content})
        except OSError as error:
            raise _unwritable(self.path / name, error) from error

    def _place(self, item: Item, taken: Collection[str]) -> tuple[str, bool]:
        """The name of an item's file, and whether just that is there already."""
        name = file_name(item)
        before = self._read(name)
        if name.casefold() in taken or before not in (None, item.content):
            stem, dot, end = name.rpartition(".")
            name = f"{stem}-{_short(item.credential_id or item.key)}{dot}{end}"
            before = self._read(name)
        return name, before is not None and before == item.content

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, files: Mapping[str, bytes]) -> None:
        """Write files beside their places, have all on the disk, then give each its name."""
        staged = {name: self.path / f".{_short(name)}.{os.getpid()}.part" for name in files}
        try:
            for name, beside in staged.items():
                self._stage(beside, files[name])
            for beside in staged.values():  # the first takes most of the others with it
                _sync(beside, os.O_RDONLY)
            self._reached("deliver:synced")
            for name, beside in staged.items():
                beside.replace(self.path / name)
                self._reached("deliver:placed")
            if hasattr(os, "O_DIRECTORY"):
                _sync(self.path, os.O_RDONLY | os.O_DIRECTORY)  # the names, too
        except OSError:
            with suppress(OSError):
                for beside in staged.values():
                    beside.unlink(missing_ok=True)
            raise

    def _stage(self, beside: Path, content: bytes) -> None:
        with beside.open("wb") as file:
            half = len(content) // 2
            file.write(content[:half])
            file.flush()
            self._reached("deliver:written")
            file.write(content[half:])

    def tidy(self) -> None:
        """Take away what processes that ended in the middle of a file have left beside."""
        with suppress(OSError):
            for left in self.path.glob(".*.part"):
                if not _is_running(int(left.name.split(".")[2])):
                    left.unlink(missing_ok=True)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _unwritable(path: Path, error: Exception) -> StoreError:
    reason = getattr(error, "strerror", None) or str(error)
    return StoreError(
        "OUTPUT_UNWRITABLE",
        f"{path} cannot be written: {reason}.",
        remedy="Make room, or name a folder that you may write to, and run the same again.",
    )
