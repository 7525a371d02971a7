"""A newer badge in place of an older one: `refresh`, which asks only when it is called.

A request tells the issuer that somebody looks at the badge. Nothing else in this library makes it.

Spec: https://www.imsglobal.org/spec/vccr/v1p0/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.retrieval import Resolver
from elm_microcred.verification import Verification, verify

REFRESH: Final = "1EdTechCredentialRefresh"
_SPEC: Final = "https://www.imsglobal.org/spec/vccr/v1p0/"
_DEFAULT_POLICY: Final = Policy()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What counts now.

    Attributes:
        verification: What was found about the newer badge; about the older one where there is
            no newer one that can take its place.
        content: The badge that counts, as received.
        is_newer: Whether it is another one than came.
        problem: Why the newer one was not taken, if there was one to ask for.
    """

    verification: Verification
    content: bytes
    is_newer: bool = False
    problem: Problem | None = None


def refresh(
    content: bytes | str,
    *,
    resolve: Resolver,
    now: datetime | None = None,
    policy: Policy = _DEFAULT_POLICY,
    limits: Limits = DEFAULT,
) -> Refreshed:
    """Verify a badge; if its issuer has a newer one, verify and take that, once.

    A newer one takes its place if it is the same badge of the same issuer, is not older, and
    passes. Whatever goes wrong on the way leaves the older one.

    Args:
        content: The badge that came.
        resolve: Asked for the newer badge, besides what `verify` asks for.
        now: The time to check with; that of the clock if absent.
        policy: What is demanded of both.
        limits: What each may cost.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification
    """
    raw = content.encode() if isinstance(content, str) else content
    first = verify(raw, resolve=resolve, now=now, policy=policy, limits=limits)
    url = _service(first.document)
    if url is None or first.controller is None:
        return Refreshed(first, raw)
    try:
        newer = resolve(checked_https(url)).content
    except ElmMicrocredError as error:
        return Refreshed(first, raw, problem=error.problem.at("/refreshService/id"))
    second = verify(newer, resolve=resolve, now=now, policy=policy, limits=limits)
    reason = _why_not(first, second)
    if reason is not None:
        problem = Problem(
            "REFRESH_REFUSED",
            f"What the refresh service gave does not take the badge's place: {reason}.",
            pointer="/refreshService/id",
            found=shorten(url),
            spec=_SPEC,
        )
        return Refreshed(first, raw, problem=problem)
    return Refreshed(second, newer, is_newer=newer != raw)


def _service(document: Mapping[str, Any] | None) -> str | None:
    for entry in listed((document or {}).get("refreshService", [])):
        if isinstance(entry, Mapping) and REFRESH in listed(entry.get("type")):
            return identifier_of(entry)
    return None


def _why_not(first: Verification, second: Verification) -> str | None:
    old, new = first.document or {}, second.document or {}
    if second.document is None or not same_credential(old, new):
        return "it is another credential"
    if not second:
        return f"it does not pass ({second.problems[0].code if second.problems else 'unchecked'})"
    begin, later = _begin(old), _begin(new)
    if begin is not None and (later is None or later < begin):
        return "it is older"
    return None


def same_credential(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two credentials are versions of one: the same id of the same issuer.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#equality-and-comparison-algorithm
    """
    ids = (one.get("id"), other.get("id"))
    issuers = (identifier_of(one.get("issuer")), identifier_of(other.get("issuer")))
    pairs = [tuple(_plain(value) for value in pair) for pair in (ids, issuers)]
    return all(None not in pair and pair[0] == pair[1] for pair in pairs)


def _plain(value: Any) -> str | None:
    return unquote(value).strip() if isinstance(value, str) else None


def _begin(document: Mapping[str, Any]) -> datetime | None:
    return timestamps.parse(document.get("validFrom") or document.get("issuanceDate"))
