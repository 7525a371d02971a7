"""Published vectors of selective disclosure, and the contexts that they are made with.

The contexts are ours: as many terms of the published ones as the vectors use.
"""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

_SCHEMA = "https://schema.org/"
_CITIZENSHIP = "https://w3id.org/citizenship#"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_WINDSURF = "https://windsurf.example/selective"

CITIZENSHIP: dict[str, Any] = {
    "https://w3id.org/citizenship/v4rc1": {
        "@context": {
            **{
                term: _SCHEMA + term
                for term in (
                    "Person",
                    "additionalName",
                    "familyName",
                    "gender",
                    "givenName",
                    "identifier",
                )
            },
            **{
                term: _CITIZENSHIP + term
                for term in (
                    "EmployablePerson",
                    "EmploymentAuthorizationDocument",
                    "EmploymentAuthorizationDocumentCredential",
                    "birthCountry",
                    "employmentAuthorizationDocument",
                    "lprCategory",
                    "lprNumber",
                )
            },
            "image": {"@id": _SCHEMA + "image", "@type": "@id"},
            "birthDate": {"@id": _SCHEMA + "birthDate", "@type": _DATE_TIME},
            "residentSince": {"@id": _CITIZENSHIP + "residentSince", "@type": _DATE_TIME},
        }
    }
}

WINDSURF: dict[str, Any] = {
    _WINDSURF: {"@context": {"@vocab": "https://windsurf.grotto-networking.com/selective#"}}
}
"""Stands in for the context that the vectors of bbs-2023 write into the document."""


def with_windsurf(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the vectors of bbs-2023 with its inline context by URL."""
    first, inline = document["@context"]
    assert WINDSURF[_WINDSURF]["@context"] == inline
    return {**document, "@context": [first, _WINDSURF]}


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
