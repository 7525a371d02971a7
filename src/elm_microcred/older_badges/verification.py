"""The rules by which badges of Open Badges 2.0 and older are verified.

A hosted badge is what stands at its own address, on a host of its issuer's; a signed badge
carries a signature by a key of its issuer's. A revoked badge is revoked for ever.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#badge-verification
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from elm_microcred.errors import ElmMicrocredError, KeyMaterialError
from elm_microcred.older_badges.reading import Document, OlderBadge, moment
from elm_microcred.older_badges.sources import Fetched, Sources
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.keys import PublicKey, from_loaded
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.report import Check

_SPEC: Final = (
    "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#badge-verification"
)
_SIGNED: Final = ("SignedBadge", "signed")
_SKEW: Final = timedelta(seconds=60)
_MOST_KEYS: Final = 16


@dataclass(frozen=True, slots=True)
class Examined:
    """What the rules say of an assertion.

    Attributes:
        checks: One for each question.
        assertion: The assertion that counts: of a hosted badge, the one at its address.
        is_revoked: Whether anything says that it was revoked.
        reason: Why, if that is said.
        list_url: The list that says so.
    """

    checks: tuple[Check, ...]
    assertion: Document
    is_revoked: bool = False
    reason: str = ""
    list_url: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The assertion's class and issuer, as far as they could be had."""

    badge_class: Fetched
    issuer: Fetched

    @property
    def issuer_id(self) -> str | None:
        """The address of the issuer's profile."""
        said = (self.badge_class.document or {}).get("issuer")
        return identifier_of(self.issuer.document or {}) or identifier_of(said)


def examine(
    badge: OlderBadge,
    parts: Parts,
    sources: Sources,
    now: datetime,
    revocation_lists: Sequence[Mapping[str, Any]],
) -> Examined:
    """Ask every question of an assertion."""
    assertion = badge.document
    missing = [p for p in (parts.badge_class.problem, parts.issuer.problem) if p is not None]
    gone = False
    if badge.jws is not None:
        securing = [*missing, *_signature(badge, parts, sources)]
        controller: list[Problem] = []
    else:
        hosted, securing, gone = _hosted(badge, sources)
        assertion = hosted or assertion
        securing = [*securing, *missing]
        controller = list(_origin(assertion, parts))
    status = _Status(assertion, badge.document, parts, sources, revocation_lists)
    revoked, problems = status.answer(is_gone=gone)
    checks = (
        Check.of("parse"),
        Check.of("securing", securing, {"mechanism": "signed" if badge.jws else "hosted"}),
        Check.of("controller", controller),
        Check.of("data-model", _model(assertion)),
        Check.of("validity-period", _dates(assertion, now)),
        Check.of("status", problems),
    )
    reason = revoked[0] if revoked else ""
    return Examined(checks, assertion, revoked is not None, reason, revoked[1] if revoked else None)


# Hosted


def _hosted(badge: OlderBadge, sources: Sources) -> tuple[Document | None, list[Problem], bool]:
    """The assertion at its own address, what is wrong with it, and whether it is gone."""
    said = badge.document
    kind = said.get("verification")
    if isinstance(kind, Mapping) and any(
        isinstance(each, str) and each in _SIGNED for each in listed(kind.get("type"))
    ):
        problem = _problem(
            "PROOF_MISSING",
            "The badge says that it is signed, and came without signature.",
            ("verification", "type"),
            found=shorten(kind.get("type")),
            expected="a JSON Web Signature",
        )
        return None, [problem], False
    fetched = sources.part(said.get("id"), "/id")
    if fetched.document is None:
        problems = [fetched.problem] if fetched.problem and not fetched.is_gone else []
        return None, problems, fetched.is_gone
    hosted = fetched.document
    if hosted.get("id") != said.get("id"):
        return (
            None,
            [
                _problem(
                    "OLDER_BADGE_ORIGIN",
                    "At the address of the badge stands another one.",
                    ("id",),
                    found=shorten(hosted.get("id")),
                    expected=shorten(said.get("id")),
                )
            ],
            False,
        )
    differing = sorted(
        name
        for name in {*said, *hosted} - {"@context", "revoked", "revocationReason"}
        if name in badge.document and said.get(name) != hosted.get(name)
    )
    if not differing:
        return hosted, [], False
    problem = _problem(
        "OLDER_BADGE_DIFFERS",
        "The badge that came is not the one that its issuer hosts; that one counts.",
        (differing[0],),
        found=", ".join(differing[:8]),
        expected="the same in both",
    )
    return hosted, [problem], False


def _origin(assertion: Document, parts: Parts) -> Iterator[Problem]:
    """A hosted badge stands where its issuer says that its badges stand: by default its host."""
    issuer = parts.issuer.document
    url, issuer_id = assertion.get("id"), parts.issuer_id
    if issuer_id is None or not isinstance(url, str):
        return
    said = (issuer or {}).get("verification")
    rules = said if isinstance(said, Mapping) else {}
    starts = [text for text in listed(rules.get("startsWith", [])) if isinstance(text, str)]
    origins = [text for text in listed(rules.get("allowedOrigins", [])) if isinstance(text, str)]
    allowed = origins or [urlsplit(issuer_id).netloc]
    is_there = any(url.startswith(start) for start in starts) if starts else True
    if not is_there or (not starts and urlsplit(url).netloc not in allowed):
        yield _problem(
            "OLDER_BADGE_ORIGIN",
            "The badge is hosted where its issuer hosts no badges.",
            ("id",),
            found=shorten(url),
            expected=", ".join(map(shorten, starts or allowed)),
        )


# Signed


def _signature(badge: OlderBadge, parts: Parts, sources: Sources) -> Iterator[Problem]:
    verification = badge.document.get("verification")
    named = verification.get("creator") if isinstance(verification, Mapping) else None
    profile = parts.issuer.document or {}
    published = [identifier_of(key) for key in listed(profile.get("publicKey", []))][:_MOST_KEYS]
    if named is None and len(published) == 1:
        named = published[0]
    if not isinstance(named, str):
        yield _problem(
            "KEY_NOT_FOUND",
            "The badge does not name the key that signed it.",
            ("verification", "creator"),
            expected="the address of a key of the issuer's",
        )
        return
    if parts.issuer.document is not None and named not in published:
        yield _problem(
            "KEY_ISSUER_MISMATCH",
            "The issuer does not publish the key that signed the badge.",
            ("verification", "creator"),
            found=shorten(named),
            expected=", ".join(map(shorten, published)) or "a publicKey of the issuer's",
        )
        return
    own = [key for key in listed(profile.get("publicKey", [])) if identifier_of(key) == named]
    fetched = sources.part(own[0] if own else named, "/verification/creator")
    if fetched.document is None:
        if fetched.problem:
            yield fetched.problem
        return
    owner = fetched.document.get("owner")
    if parts.issuer_id is not None and owner != parts.issuer_id:
        yield _problem(
            "KEY_CONTROLLER_MISMATCH",
            "The key belongs to somebody else.",
            ("verification", "creator"),
            found=shorten(owner),
            expected=parts.issuer_id,
        )
        return
    try:
        key = _public_key(fetched.document)
        fits = badge.jws is not None and all(s.fits(key) for s in badge.jws.signatures)
    except ElmMicrocredError as error:
        yield from error.problems
        return
    if not fits:
        yield _problem(
            "PROOF_SIGNATURE_INVALID",
            "The signature does not fit the badge.",
            (),
            remedy="Do not trust it: it was changed, or signed with another key.",
        )


def _public_key(document: Document) -> PublicKey:
    """The key in the PEM of a CryptographicKey.

    Raises:
        KeyMaterialError: If there is none, or it is weak.
    """
    pem = document.get("publicKeyPem")
    try:
        return from_loaded(load_pem_public_key(str(pem).encode()))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The issuer's key is no public key in PEM.",
            pointer="/publicKeyPem",
            found=shorten(pem),
        ) from error


# The rest


def _model(assertion: Document) -> Iterator[Problem]:
    for name, expected in (
        ("recipient", "an object with type, identity and hashed"),
        ("badge", "a badge class, or its address"),
        ("issuedOn", "a time as 2016-12-31T23:59:59Z"),
    ):
        if name not in assertion:
            yield _problem(
                "CREDENTIAL_MALFORMED",
                f"The badge has no {name}.",
                (name,),
                expected=expected,
            )
    recipient = assertion.get("recipient")
    identity = recipient.get("identity") if isinstance(recipient, Mapping) else recipient
    if "recipient" in assertion and not isinstance(identity, str):
        yield _problem(
            "CREDENTIAL_MALFORMED",
            "The badge does not say whose it is.",
            ("recipient", "identity"),
            found=shorten(recipient),
        )
    for name in ("issuedOn", "expires"):
        if name in assertion and moment(assertion[name])[0] is None:
            yield _problem(
                "CREDENTIAL_MALFORMED",
                "This is not a time.",
                (name,),
                found=shorten(assertion[name]),
            )


def _dates(assertion: Document, now: datetime) -> Iterator[Problem]:
    begin, end = moment(assertion.get("issuedOn"))[0], moment(assertion.get("expires"))[0]
    at = f"checked at {timestamps.write(now)}"
    if begin is not None and begin - now > _SKEW:
        yield _problem(
            "CREDENTIAL_NOT_YET_VALID",
            "The badge was issued in the future.",
            ("issuedOn",),
            found=timestamps.write(begin),
            expected=at,
        )
    if end is not None and now - end > _SKEW:
        yield _problem(
            "CREDENTIAL_EXPIRED",
            "The badge has expired.",
            ("expires",),
            found=timestamps.write(end),
            expected=at,
        )


@dataclass(frozen=True, slots=True)
class _Status:
    assertion: Document
    received: Document
    parts: Parts
    sources: Sources
    lists: Sequence[Mapping[str, Any]]

    def answer(self, *, is_gone: bool) -> tuple[tuple[str, str | None] | None, list[Problem]]:
        """Reason and list if the badge was revoked; and the findings of the check."""
        for said in (self.assertion, self.received):
            if is_gone or said.get("revoked") not in (None, False):
                reason = str(said.get("revocationReason") or "")
                url = said.get("id")
                return (reason, url if isinstance(url, str) else None), [_revoked(reason)]
        for given in self.lists:
            reason_ = self._in_list(given)
            if reason_ is not None:
                return (reason_, identifier_of(given)), [_revoked(reason_)]
        profile = self.parts.issuer.document
        if profile is None:
            return None, [
                _problem(
                    "STATUS_UNAVAILABLE",
                    "Whether the badge was revoked stands with its issuer, who could not be asked.",
                    (),
                )
            ]
        if "revocationList" not in profile:
            return None, []
        fetched = self.sources.part(profile["revocationList"], "/revocationList")
        if fetched.document is None:
            detail = "The issuer's revocation list could not be had."
            found = fetched.problem.found if fetched.problem else None
            return None, [_problem("STATUS_UNAVAILABLE", detail, (), found=found)]
        reason_ = self._in_list(fetched.document)
        if reason_ is None:
            return None, []
        return (reason_, identifier_of(fetched.document)), [_revoked(reason_)]

    def _in_list(self, given: Mapping[str, Any]) -> str | None:
        """The reason with which a list revokes the assertion; `None` if it does not."""
        named = [self.assertion.get(name) for name in ("id", "uid")]
        ids = [name for name in named if isinstance(name, str)]
        entries = given.get("revokedAssertions", given)
        if isinstance(entries, Mapping):  # 1.0: an object from uid to reason
            return next((str(entries[i]) for i in ids if i in entries), None)
        for entry in listed(entries):
            if isinstance(entry, str) and entry in ids:
                return ""
            if isinstance(entry, Mapping) and (entry.get("id") in ids or entry.get("uid") in ids):
                return str(entry.get("revocationReason") or "")
        return None


def _revoked(reason: str) -> Problem:
    return _problem(
        "STATUS_REVOKED",
        "The badge was revoked.",
        (),
        found=shorten(reason) if reason else None,
        remedy="Do not accept it: what was revoked stays so.",
    )


def _problem(code: str, detail: str, path: tuple[str | int, ...], **more: Any) -> Problem:
    return Problem(code, detail, pointer=json_pointer(path), spec=_SPEC, **more)
