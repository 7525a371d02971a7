"""The bundled JSON-LD contexts, by URL: the only ones that are ever used.

```python
from elm_microcred import contexts

contexts.content(contexts.CREDENTIALS_V2)  # the normative bytes
contexts.document(contexts.OPEN_BADGES_V3)["@context"]  # parsed, shared: do not change it
contexts.digests(contexts.EDC_AP)  # sha256 of ours, then of other bytes served under the URL
```

The files are data of the project, in `contexts/`; `contexts/manifest.json` lists them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from elm_microcred.codes import BASE_IRI
from elm_microcred.errors import NotBundledError

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY_V1: Final = "https://w3id.org/security/data-integrity/v1"
DATA_INTEGRITY_V2: Final = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_V1: Final = "https://w3id.org/security/multikey/v1"
JWK_V1: Final = "https://w3id.org/security/jwk/v1"
CID_V1: Final = "https://www.w3.org/ns/cid/v1"
DID_V1: Final = "https://www.w3.org/ns/did/v1"
ED25519_2020_V1: Final = "https://w3id.org/security/suites/ed25519-2020/v1"
OPEN_BADGES_V2: Final = "https://w3id.org/openbadges/v2"
OPEN_BADGES_V3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR_V2: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
EDC_AP: Final = "http://data.europa.eu/snb/model/context/edc-ap"
MICROCRED_ELM_V1: Final = BASE_IRI + "contexts/elm/v1"
MICROCRED_OB_V1: Final = BASE_IRI + "contexts/open-badges/v1"

_FOLDER = files("elm_microcred.contexts_data")


@cache
def _manifest() -> dict[str, dict[str, Any]]:
    entries = json.loads((_FOLDER / "manifest.json").read_bytes())["contexts"]
    return {entry["url"]: entry for entry in entries}


URLS: Final[frozenset[str]] = frozenset(
    url for url, entry in _manifest().items() if entry["approved"]
)
"""Every approved context."""

UNAPPROVED_URLS: Final[frozenset[str]] = frozenset(_manifest()) - URLS
"""Bundled for tests only: with these every term is defined, or they need a further context."""


def content(url: str, *, unapproved: bool = False) -> bytes:
    """The bytes of the context at `url`.

    Args:
        url: One of `URLS`.
        unapproved: Serve those of `UNAPPROVED_URLS` as well.

    Raises:
        NotBundledError: If there is none.
    """
    return _content(_entry(url, unapproved)["file"])


def document(url: str, *, unapproved: bool = False) -> dict[str, Any]:
    """The parsed context document at `url`, the same object every time: never change it.

    Args:
        url: One of `URLS`.
        unapproved: Serve those of `UNAPPROVED_URLS` as well.

    Raises:
        NotBundledError: If there is none.
    """
    return _document(_entry(url, unapproved)["file"])


def digests(url: str, *, unapproved: bool = False) -> tuple[str, ...]:
    """SHA-256, in hexadecimal, of our bytes of a context, then of others published at `url`.

    The others are a record of what was served there; `contexts/manifest.json` says how they
    differ.

    Raises:
        NotBundledError: If there is none.
    """
    entry = _entry(url, unapproved)
    return (entry["sha256"], *(other["sha256"] for other in entry["also_published"]))


def canonical_digests(url: str) -> tuple[str, ...]:
    """SHA-256, in hexadecimal, of the canonical JSON of other contexts published at `url`.

    They are those of `digests` whose JSON is another than ours: what was signed under them says
    something else under ours.

    Raises:
        NotBundledError: If there is none.

    Spec: https://www.rfc-editor.org/rfc/rfc8785
    """
    others = _entry(url, False)["also_published"]
    return tuple(other["canonical_sha256"] for other in others if "canonical_sha256" in other)


def _entry(url: str, unapproved: bool) -> dict[str, Any]:
    if url in URLS or (unapproved and url in UNAPPROVED_URLS):
        return _manifest()[url]
    raise NotBundledError(
        "RESOURCE_NOT_BUNDLED",
        "No context of this URL is bundled.",
        found=url,
        expected="one of elm_microcred.contexts.URLS",
    )


@cache
def _content(file: str) -> bytes:
    return (_FOLDER / file).read_bytes()


@cache
def _document(file: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(_content(file))
    return parsed
