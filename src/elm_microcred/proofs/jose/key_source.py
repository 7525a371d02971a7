"""Whose key a token was signed with: the issuer's own, or none that counts.

A header names a key (`kid`) or brings one along (`jwk`). Either way the key has to stand in the
issuer's document or JWK Set, unless it comes with a certificate (`x5c`) that a trusted authority
issued to the issuer. What a header says about where to look (`jku`, `x5u`) is never followed, and
no document is asked for but the issuer's.

Spec: https://www.w3.org/TR/vc-jose-cose/#key-discovery
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from elm_microcred.codes import Effect
from elm_microcred.errors import KeyMaterialError, ResolutionError
from elm_microcred.problem import shorten
from elm_microcred.proofs import jwks, keys
from elm_microcred.proofs.dids import (
    RELATIONSHIPS,
    VerificationMethod,
    controlled_identifier_document,
    retrieve_verification_method,
)
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.urls import is_url

_SPEC = "https://www.w3.org/TR/vc-jose-cose/#key-discovery"
_ELSEWHERE = ("jku", "x5u")
"""What says where the key is, and is not asked: a hostile token would say what suits it."""


def signing_key(
    header: Mapping[str, Any], claimed: str | None, party: str, purpose: str, setting: Setting
) -> VerificationMethod:
    """The key that a header names, if it is one of the issuer's (or holder's).

    Args:
        header: The protected header.
        claimed: Who the token says that issued it.
        party: issuer or holder.
        purpose: What the key is used for, a name of `RELATIONSHIPS`.
        setting: Where documents are asked for, and what is demanded.

    Raises:
        KeyMaterialError: If the header names no key, the issuer has no such key, or nothing of
            the issuer confirms the key that came along (`KEY_SOURCE_UNTRUSTED`).
        ResolutionError: If the issuer's document cannot be had, or is not its own.
    """
    for name in _ELSEWHERE:
        if name in header:
            raise _untrusted(f"/{name}", header[name], "The header says where its key is.")
    if "x5c" in header:
        return _certified(header, claimed, party, purpose, setting)
    kid, jwk = header.get("kid"), header.get("jwk")
    own = _jwk(jwk) if "jwk" in header else None
    if "kid" not in header:
        if own is None:
            raise KeyMaterialError(
                "KEY_NOT_FOUND", "The header names no key.", pointer="/kid", spec=_SPEC
            )
        return _confirmed(own, claimed, purpose, setting)
    if not isinstance(kid, str) or not kid:
        raise KeyMaterialError(
            "KEY_NOT_FOUND",
            "The name of the key is not text.",
            pointer="/kid",
            found=shorten(kid),
            spec=_SPEC,
        )
    method = _named(kid, claimed, party, purpose, setting)
    if own is not None and own != method.key:
        raise _untrusted("/jwk", jwk, "The key that came along is not the one that it names.")
    return method


def _certified(
    header: Mapping[str, Any], claimed: str | None, party: str, purpose: str, setting: Setting
) -> VerificationMethod:
    """The key of the certificate in a header: by its chain, or as one that the issuer publishes."""
    from elm_microcred.proofs.jose.certificate_source import certificate_key, certified_key

    try:
        return certificate_key(header, claimed, setting)
    except KeyMaterialError as error:
        kid = header.get("kid")
        if error.code != "KEY_SOURCE_UNTRUSTED" or not isinstance(kid, str) or not kid:
            raise
        try:
            method = _named(kid, claimed, party, purpose, setting)
            if method.key == certified_key(header):
                return method
        except (KeyMaterialError, ResolutionError):
            pass  # the chain that is not trusted is what can be mended
        raise


def _jwk(jwk: Any) -> PublicKey:
    if not isinstance(jwk, dict):
        raise KeyMaterialError(
            "KEY_MALFORMED", "The key in the header is not a JWK.", pointer="/jwk", spec=_SPEC
        )
    try:
        return keys.from_jwk(jwk)
    except KeyMaterialError as error:
        raise KeyMaterialError.from_problems([p.at("/jwk") for p in error.problems]) from error


def _named(
    kid: str, claimed: str | None, party: str, purpose: str, setting: Setting
) -> VerificationMethod:
    identifier, hash_, _ = kid.partition("#")
    if not (is_url(identifier) and hash_):
        return _of_document(kid, claimed, purpose, setting)
    if claimed is not None and jwks.names_key_of(kid, claimed):
        return jwks.issuer_key(
            claimed, kid, purpose, resolve=setting.resolve, limits=setting.limits
        )
    if claimed is not None and identifier != claimed and setting.policy.issuer_binding:
        # Nobody else's document could make the key the issuer's: it is not even asked for.
        raise KeyMaterialError(
            "KEY_ISSUER_MISMATCH" if party == "issuer" else "KEY_HOLDER_MISMATCH",
            f"The key belongs to somebody else than the {party}.",
            pointer="/kid",
            found=kid,
            expected=shorten(claimed),
            spec=_SPEC,
        )
    return retrieve_verification_method(
        kid, purpose, resolve=setting.resolve, limits=setting.limits
    )


def _of_document(
    kid: str, claimed: str | None, purpose: str, setting: Setting
) -> VerificationMethod:
    """The key of the issuer that goes by a name which is no URL of a key."""
    address = jwks.jwks_url(claimed)
    if claimed is not None and address is not None:
        url = f"{address}#{quote(kid)}"
        return jwks.issuer_key(
            claimed, url, purpose, resolve=setting.resolve, limits=setting.limits
        )
    for method in _published(claimed, purpose, setting):
        names = {method.id, method.id.partition("#")[2]}
        names |= {str(entry.get("kid")) for entry in _jwks_of(method)}
        if kid.removeprefix("#") in names or kid in names:
            return method
    raise KeyMaterialError(
        "KEY_NOT_FOUND",
        "The issuer has no key of this name.",
        pointer="/kid",
        found=kid,
        expected="the URL of a key of the issuer",
        spec=_SPEC,
    )


def _jwks_of(method: VerificationMethod) -> list[Mapping[str, Any]]:
    """The JWK of a method in the issuer's document, which may carry a name of its own."""
    document = method.document or {}
    listed = document.get("verificationMethod", [])
    entries = [e for e in listed if isinstance(e, dict) and e.get("id") == method.id]
    jwks_ = [entry.get("publicKeyJwk") for entry in entries]
    return [jwk for jwk in jwks_ if isinstance(jwk, dict)]


def _confirmed(
    own: PublicKey, claimed: str | None, purpose: str, setting: Setting
) -> VerificationMethod:
    """The issuer's key that is the one which came along."""
    why = "Nothing of the issuer confirms the key that came along."
    try:
        for method in _published(claimed, purpose, setting):
            if method.key == own:
                return method
    except ResolutionError as error:
        why += f" {error.problem.detail}"
        if error.problem.effect is not Effect.UNSETTLES:
            raise
    if setting.policy.self_asserted_keys:
        name = f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{own.thumbprint}"
        return VerificationMethod(name, claimed or name, own)
    raise _untrusted("/jwk", own.thumbprint, why)


def _published(claimed: str | None, purpose: str, setting: Setting) -> Iterator[VerificationMethod]:
    """The keys that somebody publishes for a purpose; the malformed among them are left out."""
    if claimed is None:
        return
    address = jwks.jwks_url(claimed)
    if address is not None:
        found = jwks.issuer_keys(claimed, resolve=setting.resolve, limits=setting.limits)
        yield from found if purpose == "assertionMethod" else []
        return
    document = controlled_identifier_document(
        claimed, resolve=setting.resolve, limits=setting.limits
    )
    ids = {
        entry["id"] if not str(entry["id"]).startswith("#") else claimed + entry["id"]
        for name in ("verificationMethod", *RELATIONSHIPS)
        for entry in _listed(document.get(name))
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }
    for url in sorted(ids):
        try:
            yield retrieve_verification_method(
                url, purpose, resolve=setting.resolve, limits=setting.limits
            )
        except KeyMaterialError:
            continue


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _untrusted(pointer: str, found: Any, detail: str) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_SOURCE_UNTRUSTED",
        f"{detail} Anybody can write that.",
        pointer=pointer,
        found=shorten(found),
        expected="kid, the URL of a key in the issuer's own document",
        remedy="If you know whose key it is, accept such keys with the policy self-asserted-keys.",
        spec=_SPEC,
    )
