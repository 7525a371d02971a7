"""The keys that an issuer with an https identifier publishes as a JWK Set.

Such an issuer has no document of its own: its keys stand at one address of its host.

Spec: https://www.imsglobal.org/spec/ob/v3p0/impl/#key-management
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from elm_microcred.errors import (
    ElmMicrocredError,
    ForbiddenUrlError,
    KeyMaterialError,
    LimitError,
    ParseError,
    ResolutionError,
)
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.proofs import keys
from elm_microcred.proofs.dids import Document, VerificationMethod, too_costly
from elm_microcred.proofs.urls import checked_https, is_url
from elm_microcred.retrieval import Resolver
from elm_microcred.strict_json import read_json

_PATH = "/.well-known/jwks.json"
_METADATA = "/.well-known/jwt-vc-issuer"
_MOST_KEYS = 64
_SPEC = "https://www.rfc-editor.org/rfc/rfc7517#section-5"


def jwks_url(issuer: str | None) -> str | None:
    """The URL of the JWK Set of an https issuer; `None` for any other."""
    if not is_url(issuer) or not str(issuer).startswith("https:"):
        return None
    return f"https://{urlsplit(str(issuer)).netloc}{_PATH}"


def names_key_of(url: str, issuer: str | None) -> bool:
    """Whether the URL of a verification method leads into the JWK Set of the issuer."""
    identifier, _, fragment = url.partition("#")
    return bool(fragment) and identifier == jwks_url(issuer)


def issuer_key(
    issuer: str, url: str, purpose: str, *, resolve: Resolver, limits: Limits = DEFAULT
) -> VerificationMethod:
    """The key that a URL names in the JWK Set of an issuer: its fragment is the `kid`.

    Args:
        issuer: An https identifier.
        url: URL of the JWK Set, `#`, and the `kid`.
        purpose: What the key is used for. Such keys sign what the issuer asserts.
        resolve: Asked for the JWK Set.
        limits: What it may cost.

    Raises:
        ResolutionError: If the JWK Set cannot be had, or is none.
        KeyMaterialError: If it has no such key of this issuer, or the key is malformed.
    """
    address, _, kid = url.partition("#")
    return _named(issuer, url, unquote(kid), purpose, _keys(address, resolve, limits))


def _named(
    issuer: str, url: str, kid: str, purpose: str, entries: Iterable[Document]
) -> VerificationMethod:
    found = [entry for entry in entries if entry.get("kid") == kid]
    own = [entry for entry in found if entry.get("iss", issuer) == issuer]
    if not own:
        raise KeyMaterialError(
            "KEY_CONTROLLER_MISMATCH" if found else "KEY_NOT_FOUND",
            "The JWK Set of the issuer has no such key of the issuer.",
            found=shorten(found[0]["iss"]) if found else url,
            expected=f"a key of {shorten(issuer)}",
            spec=_SPEC,
        )
    if any(entry != own[0] for entry in own):
        raise ResolutionError(
            "DID_INVALID", "The JWK Set has two different keys of one name.", found=url, spec=_SPEC
        )
    if purpose != "assertionMethod":
        raise KeyMaterialError(
            "KEY_NOT_AUTHORISED",
            "A key of a JWK Set signs what the issuer asserts, and nothing else.",
            found=purpose,
            expected="assertionMethod",
            spec=_SPEC,
        )
    key = keys.from_jwk(own[0])
    return VerificationMethod(url, issuer, key, {"id": issuer, "keys": own})


def jwt_vc_issuer_key(
    issuer: str, kid: str, *, resolve: Resolver, limits: Limits = DEFAULT
) -> VerificationMethod:
    """The key of that name in the metadata of an issuer of SD-JWT VCs.

    Args:
        issuer: An https identifier.
        kid: Name of the key.
        resolve: Asked for the metadata, and for the JWK Set that it may name.
        limits: What each may cost.

    Raises:
        ResolutionError: If the metadata cannot be had, or is not that of the issuer.
        KeyMaterialError: If it has no such key.

    Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/ (section 5)
    """
    parts = urlsplit(issuer)
    url = f"https://{parts.netloc}{_METADATA}{parts.path.rstrip('/')}"
    metadata = _json(url, resolve, limits)
    if not isinstance(metadata, dict) or metadata.get("issuer") != issuer:
        raise _malformed(url)
    entries = metadata.get("jwks")
    if entries is None and isinstance(metadata.get("jwks_uri"), str):
        url = metadata["jwks_uri"]
        entries = _json(url, resolve, limits)
    return _named(issuer, f"{url}#{kid}", kid, "assertionMethod", _listed(entries, url))


def issuer_keys(
    issuer: str, *, resolve: Resolver, limits: Limits = DEFAULT
) -> Iterator[VerificationMethod]:
    """The keys of an https issuer in its JWK Set; those that cannot be read are left out.

    Raises:
        ResolutionError: If the JWK Set cannot be had, or is none.
    """
    address = jwks_url(issuer)
    for entry in _keys(str(address), resolve, limits):
        if entry.get("iss", issuer) != issuer:
            continue
        try:
            key = keys.from_jwk(entry)
        except KeyMaterialError:
            continue
        name = entry["kid"] if isinstance(entry.get("kid"), str) else key.thumbprint
        yield VerificationMethod(f"{address}#{name}", issuer, key, {"id": issuer, "keys": [entry]})


def _keys(address: str, resolve: Resolver, limits: Limits) -> list[Document]:
    return _listed(_json(address, resolve, limits), address)


def _json(address: str, resolve: Resolver, limits: Limits) -> Any:
    try:
        content = resolve(checked_https(address)).content
    except ForbiddenUrlError:
        raise
    except (ElmMicrocredError, LookupError, OSError) as error:
        raise ResolutionError(
            "DID_UNAVAILABLE",
            "The JWK Set of the issuer could not be had.",
            found=address,
            remedy="Pass resolve= with a resolver that has it or may ask for it.",
        ) from error
    try:
        return read_json(content, limits=limits)
    except LimitError as error:
        raise too_costly(address, error) from error
    except ParseError as error:
        raise _malformed(address) from error


def _listed(document: Any, address: str) -> list[Document]:
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise _malformed(address)
    if len(listed) > _MOST_KEYS:
        raise ResolutionError(
            "LIMIT_VALUES",
            "The JWK Set has more keys than are ever read.",
            found=str(len(listed)),
            expected=f"at most {_MOST_KEYS}",
            spec=_SPEC,
        )
    return listed


def _malformed(address: str) -> ResolutionError:
    return ResolutionError(
        "DID_INVALID",
        "What stands there is not a JWK Set.",
        found=address,
        expected='{"keys": […]}',
        spec=_SPEC,
    )
