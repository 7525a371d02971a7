"""What the holder of an SD-JWT can hide, where the issuer says nothing: all but the minimum.

The minimum is what Annex I of Council Recommendation 2022/C 243/02 demands of every
micro-credential, and what verifiers need to tell whose it is and whether it still holds. Birth
date, national identifiers, contact data, grades, evidence and descriptions can be hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elm_microcred.problem import json_pointer
from elm_microcred.proofs.sd_jwt.types import CredentialType, matches

Path = tuple[str | int, ...]
Tree = dict[str, "Tree | None"]

CLAIMS = (
    "iss",
    "nbf",
    "exp",
    "cnf",
    "vct",
    "vct#integrity",
    "status",
)
"""Claims that an SD-JWT VC never hides.

Spec: https://datatracker.ietf.org/doc/draft-ietf-oauth-sd-jwt-vc/ (section 3.2.2.2)
"""
_ALSO_SHOWN = ("iat", "aud", "jti", "issuing_authority", "issuing_country")

_EVERYWHERE = ("@context", "id", "type", "@type", "@id")
"""Who or what a node is: without it the rest says nothing, and JSON-LD loses it."""

_SHOWN = (
    # The data model
    "issuer.id",
    "issuer.name",
    "issuer.legalName",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "issued",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
    "termsOfUse",
    "proof",
    # A1, A3: the learner by name, the country of the issuer
    "credentialSubject.fullName",
    "credentialSubject.givenName",
    "credentialSubject.familyName",
    "issuer.location.address.countryCode",
    "issuer.location.spatialCode",
    "issuer.address.addressCountry",
    "issuer.address.addressCountryCode",
    "issuer.address.addressRegion",
    # European Digital Credentials: A2, A4 to A11
    "credentialSubject.hasClaim.title",
    "credentialSubject.hasClaim.awardedBy.awardingBody.legalName",
    "credentialSubject.hasClaim.awardedBy.awardingDate",
    "credentialSubject.hasClaim.creditReceived",
    "credentialSubject.hasClaim.specifiedBy.title",
    "credentialSubject.hasClaim.specifiedBy.learningOutcome.title",
    "credentialSubject.hasClaim.specifiedBy.learningOutcomeSummary",
    "credentialSubject.hasClaim.specifiedBy.creditPoint",
    "credentialSubject.hasClaim.specifiedBy.volumeOfLearning",
    "credentialSubject.hasClaim.specifiedBy.eqfLevel",
    "credentialSubject.hasClaim.specifiedBy.nqfLevel",
    "credentialSubject.hasClaim.specifiedBy.educationLevel",
    "credentialSubject.hasClaim.specifiedBy.mode",
    "credentialSubject.hasClaim.provenBy.specifiedBy.dcType",
    "credentialSubject.hasClaim.provenBy.specifiedBy.mode",
    # Open Badges: A2, A4 to A11
    "name",
    "awardedDate",
    "credentialSubject.creditsEarned",
    "credentialSubject.achievement.name",
    "credentialSubject.achievement.achievementType",
    "credentialSubject.achievement.criteria",
    "credentialSubject.achievement.description",
    "credentialSubject.achievement.alignment",
    "credentialSubject.achievement.creditsAvailable",
    "credentialSubject.achievement.creator.name",
    "credentialSubject.achievement.resultDescription.resultType",
    "credentialSubject.achievement.resultDescription.name",
)


def default_disclosable(claims: Mapping[str, Any], type_: CredentialType | None) -> list[str]:
    """JSON Pointers to what the holder can hide.

    Args:
        claims: The claims of the token.
        type_: The type of the credential, where it is of one that says so.
    """
    if type_ is not None and type_.body == "claims" and type_.claims:
        return _by_type(claims, type_)
    if type_ is not None and type_.body == "elm" and isinstance(claims.get("elm"), dict):
        ruled = _by_type({"elm": claims["elm"]}, type_)
        return list(dict.fromkeys([*(f"/elm{p}" for p in _documents(claims["elm"])), *ruled]))
    if "credentialSubject" in claims:
        return _documents(claims)
    return [json_pointer((n,)) for n in claims if n not in (*CLAIMS, *_ALSO_SHOWN)]


def all_but(claims: Mapping[str, Any], pointers: Sequence[str]) -> list[str]:
    """JSON Pointers to all that is not at one of the pointers, nor around it.

    Registered claims and what a node is are never among them.
    """
    tree: Tree = {}
    for pointer in pointers:
        steps = [s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]]
        _plant(tree, steps)
    for name in (*CLAIMS, "iat", "aud", "jti", "sub", "nonce"):
        tree[name] = None
    return [json_pointer(path) for path in _outside(claims, tree, ())]


def _by_type(claims: Mapping[str, Any], type_: CredentialType) -> list[str]:
    ruled: dict[Path, str] = {}
    for rule in type_.claims:
        for path in matches(claims, rule.path):
            ruled[path] = rule.sd
    shown = (*CLAIMS, *_ALSO_SHOWN)
    paths = [path for path, sd in ruled.items() if sd != "never"]
    if type_.body == "claims":
        paths += [(name,) for name in claims if name not in shown and (name,) not in ruled]
    return [json_pointer(path) for path in paths]


def _documents(document: Mapping[str, Any]) -> list[str]:
    tree: Tree = {}
    for entry in _SHOWN:
        _plant(tree, entry.split("."))
    for name in (*CLAIMS, *_ALSO_SHOWN, "sub", "nonce"):
        tree[name] = None
    return [json_pointer(path) for path in _outside(document, tree, ())]


def _plant(tree: Tree, steps: Sequence[str]) -> None:
    for place, step in enumerate(steps):
        if place == len(steps) - 1 or tree.get(step, {}) is None:
            tree[step] = None
            return
        inner = tree.setdefault(step, {})
        assert inner is not None  # noqa: S101 - a whole branch returned above
        tree = inner


def _outside(value: Any, tree: Tree, path: Path) -> Iterator[Path]:
    """The largest parts of a value that hold nothing of the tree."""
    if isinstance(value, list):
        for place, entry in enumerate(value):
            inner = tree.get(str(place), tree)
            if inner is not None:
                yield from _outside(entry, inner, (*path, place))
        return
    if not isinstance(value, dict):
        return
    for name, entry in value.items():
        if name in _EVERYWHERE:
            continue
        if name not in tree:
            yield (*path, name)
            continue
        below = tree[name]
        if below is not None:
            yield from _outside(entry, below, (*path, name))
