"""Published vectors of selective disclosure, and the contexts that they are made with.

The contexts stand in the manifests: as many terms of the published ones as the vectors use.
"""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

_VECTORS = Path(__file__).parent / "vectors"


def _extra_contexts(name: str) -> dict[str, Any]:
    manifest = json.loads((_VECTORS / name / "manifest.json").read_text("utf-8"))
    extra: dict[str, Any] = manifest["extra_contexts"]
    return extra


CITIZENSHIP = _extra_contexts("vc-di-ecdsa")
_BBS = _extra_contexts("vc-di-bbs")
WINDSURF = {url: context for url, context in _BBS.items() if "windsurf" in url}
"""Stands in for the context that the vectors of bbs-2023 write into the document."""
LICENCES = {url: context for url, context in _BBS.items() if "aamva" in url}
"""As many terms of driving licences as the vectors of pseudonyms use."""


def with_windsurf(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the vectors of bbs-2023 with its inline context by URL."""
    first, inline = document["@context"]
    ((url, context),) = WINDSURF.items()
    assert context["@context"] == inline
    return {**document, "@context": [first, url]}


def ecdsa_sd_vectors(reference: Path) -> dict[str, Any]:
    """The files of the vectors of ecdsa-sd-2023 that are JSON, by name."""
    folder = reference / "w3c/vectors/vc-di-ecdsa"
    paths = [*folder.glob("*.json"), *folder.glob("ecdsa-sd-2023/**/*.json")]
    return {path.name: json.loads(path.read_bytes()) for path in paths}


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
