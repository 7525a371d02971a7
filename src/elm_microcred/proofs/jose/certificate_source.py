"""The key of a token that brings its certificate along (`x5c`).

Anybody can put a certificate into a header. It counts if it leads to a trust anchor of the
verifier, is about the issuer that the token names, and was not revoked.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6 and
https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/ (section 3.5)
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from elm_microcred.errors import KeyMaterialError, ParseError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import keys
from elm_microcred.proofs.certificates.certificate import (
    SUBJECT_ALTERNATIVE_NAME,
    Certificate,
    read_certificate,
)
from elm_microcred.proofs.certificates.names import ORGANIZATION_IDENTIFIER
from elm_microcred.proofs.certificates.path import Purpose, find_path
from elm_microcred.proofs.certificates.revocation import revocation_problems
from elm_microcred.proofs.der import context, read
from elm_microcred.proofs.dids import VerificationMethod
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.jades.components import decode_value
from elm_microcred.proofs.jades.material import Material, anchors_of, has_anchors
from elm_microcred.proofs.multibase import decode_base64url

_SPEC: Final = "https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6"
_MOST: Final = 16
_HOST: Final = context(2, constructed=False)
_URI: Final = context(6, constructed=False)


def certificate_key(
    header: Mapping[str, Any], claimed: str | None, setting: Setting
) -> VerificationMethod:
    """The key of the certificate in a header, if it is the issuer's by a trusted chain.

    A certificate is about an issuer with an https identifier if it has that identifier, or the
    host of it, as an alternative name; about any other issuer if it has its identifier as an
    alternative name or as its organizationIdentifier. Names with wildcards are not taken.

    Args:
        header: The protected header, with `x5c`.
        claimed: Who the token says that issued it.
        setting: What is trusted, and at what time.

    Raises:
        KeyMaterialError: If the verifier trusts no authority, the chain leads to none that it
            trusts, or the certificate is about somebody else (`KEY_SOURCE_UNTRUSTED`); if the
            header is not of its form (`KEY_MALFORMED`); if it was revoked (`KEY_REVOKED`).
    """
    policy = setting.policy
    if not has_anchors(policy) and not policy.self_asserted_keys:
        raise _untrusted("The token brings its certificate, and no authority is trusted.", None)
    leaf, *others = _chain(header)
    key = _key(header, leaf)
    name = f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{key.thumbprint}"
    untrusted, told = _judged(leaf, others, setting)
    if untrusted is None and policy.issuer_binding:
        untrusted = _other(leaf, claimed)
    if untrusted is None:
        controller = claimed or leaf.subject[ORGANIZATION_IDENTIFIER] or str(leaf.subject)
        about = {"id": controller, "x5c": list(header["x5c"])}
        return VerificationMethod(name, controller, key, about, problems=tuple(told))
    if policy.self_asserted_keys:
        return VerificationMethod(name, claimed or name, key)
    raise untrusted


def certified_key(header: Mapping[str, Any]) -> keys.PublicKey:
    """The key of the certificate in a header, whoever issued that.

    Raises:
        KeyMaterialError: If the header is not of its form.
    """
    return _key(header, _chain(header)[0])


def _key(header: Mapping[str, Any], leaf: Certificate) -> keys.PublicKey:
    try:
        key = keys.from_loaded(leaf.key)
    except KeyMaterialError as error:
        raise KeyMaterialError.from_problems([p.at("/x5c/0") for p in error.problems]) from error
    if "jwk" in header and not _is_same(header["jwk"], key):
        raise _malformed("The key beside the certificate is another one.", "/jwk")
    return key


def _chain(header: Mapping[str, Any]) -> list[Certificate]:
    """The certificates of a header, that of the key first."""
    entries = header["x5c"]
    if not isinstance(entries, list) or not 0 < len(entries) <= _MOST:
        raise _malformed(f"x5c is not a list of 1 to {_MOST} certificates.", "/x5c")
    chain = []
    for place, entry in enumerate(entries):
        try:
            chain.append(read_certificate(decode_value({"val": entry}, "")))
        except ParseError as error:
            detail = f"A certificate cannot be read. {error.problem.detail}"
            raise _malformed(detail, f"/x5c/{place}") from error
    if "x5t#S256" in header and not _is_named(header["x5t#S256"], chain[0]):
        raise _malformed("The header names another certificate than it brings.", "/x5t#S256")
    return chain


def _is_named(thumbprint: Any, certificate: Certificate) -> bool:
    try:
        digest = decode_base64url(thumbprint) if isinstance(thumbprint, str) else b""
    except ParseError:
        return False
    return hmac.compare_digest(digest, certificate.sha256)


def _is_same(jwk: Any, key: keys.PublicKey) -> bool:
    try:
        return isinstance(jwk, dict) and keys.from_jwk(jwk) == key
    except KeyMaterialError:
        return False


def _judged(
    leaf: Certificate, others: list[Certificate], setting: Setting
) -> tuple[KeyMaterialError | None, list[Problem]]:
    """Why the chain is not to be relied on, if so; and what else is to be told of it."""
    policy, now = setting.policy, setting.now
    material = Material()
    material.add_certificates(others)
    material.add_policy(policy)
    anchors = anchors_of(policy, now)
    path = find_path(leaf, material.certificates, anchors, at=now, purpose=Purpose.SEAL)
    if path.problems:
        problem = path.problems[0]
        return _untrusted(problem.detail, problem.found, problem.expected), []
    revocation = revocation_problems(
        path, material.revocation(), at=now, now=now, skew=policy.clock_skew
    )
    told = []
    for problem in revocation:
        if problem.code == "SEAL_REVOKED":
            raise KeyMaterialError(
                "KEY_REVOKED",
                "The certificate of the key was revoked.",
                pointer="/x5c",
                found=problem.found,
                spec=problem.spec,
            )
        told.append(replace(problem, pointer="/x5c", remedy="Pass one in the policy."))
    return None, told


def binding_problem(leaf: Certificate, claimed: str | None) -> Problem | None:
    """That a certificate is about somebody else than the issuer, if so.

    Args:
        leaf: The certificate.
        claimed: Who the token says that issued it.

    Raises:
        KeyMaterialError: If its alternative names cannot be read (`KEY_MALFORMED`).
    """
    other = _other(leaf, claimed)
    return None if other is None else other.problem


def _other(leaf: Certificate, claimed: str | None) -> KeyMaterialError | None:
    """The same, as what keeps the key from being the issuer's."""
    hosts, uris = _alternative_names(leaf)
    organization = leaf.subject[ORGANIZATION_IDENTIFIER]
    if claimed is not None:
        if claimed in uris or _host(claimed) in hosts:
            return None
        if organization is not None and not _host(claimed) and claimed == organization:
            return None
    named = [*uris, *hosts, *([organization] if organization else [])]
    return _untrusted(
        "The certificate is about somebody else than the issuer.",
        ", ".join(named) or str(leaf.subject),
        "an alternative name that is the issuer's identifier, or the host of it"
        if claimed is None
        else f"{shorten(claimed)}, or its host, as an alternative name",
    )


def _host(claimed: str) -> str:
    """The host of an https identifier; empty for any other."""
    try:
        parts = urlsplit(claimed)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" and not parts.username else ""


def _alternative_names(leaf: Certificate) -> tuple[set[str], list[str]]:
    """The hosts and the URIs that a certificate is about."""
    hosts: set[str] = set()
    uris: list[str] = []
    for tag, text in _names(leaf):
        if tag == _HOST and "*" not in text:
            hosts.add(text.casefold().rstrip("."))
        elif tag == _URI:
            uris.append(text)
    return hosts - {""}, uris


def _names(leaf: Certificate) -> Iterator[tuple[int, str]]:
    if SUBJECT_ALTERNATIVE_NAME not in leaf.extensions:
        return
    try:
        for name in read(leaf.extensions[SUBJECT_ALTERNATIVE_NAME][1]).children():
            if name.tag in (_HOST, _URI):
                yield name.tag, name.content.decode("ascii")
    except (ParseError, UnicodeDecodeError) as error:
        raise _malformed("The names in the certificate cannot be read.", "/x5c/0") from error


def _malformed(detail: str, pointer: str) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_MALFORMED",
        detail,
        pointer=pointer,
        expected="certificates in base64 of their DER, that of the key first",
        spec=_SPEC,
    )


def _untrusted(detail: str, found: str | None, expected: str | None = None) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_SOURCE_UNTRUSTED",
        detail,
        pointer="/x5c",
        found=found,
        expected=expected or "a chain to a trust anchor of the verifier",
        remedy="Pass the anchors that you trust in the policy (trust_anchors).",
        spec=_SPEC,
    )
