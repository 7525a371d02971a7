"""Published vectors that come packed, by the name of their file."""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any


@cache
def bbs_vectors(reference: Path) -> dict[str, Any]:
    """The files of the vectors of bbs-2023: JSON read, other text as it is."""
    files: dict[str, Any] = {}
    with tarfile.open(reference / "w3c/vectors/vc-di-bbs.tar.gz") as archive:
        for member in archive.getmembers():
            if member.isfile():
                content = archive.extractfile(member)
                assert content is not None
                text = content.read().decode()
                name = member.name.removeprefix("vc-di-bbs/")
                files[name] = json.loads(text) if name.endswith(".json") else text
    return files
