"""From a file that somebody was handed to what can be shown of it: `inspect`.

Credentials are verified, what nobody signed is shown as that, reports are taken as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.loading import Loaded, load
from elm_microcred.model import MicroCredential
from elm_microcred.older_badges import import_badge
from elm_microcred.proofs.policy import Policy
from elm_microcred.rendering.reports import kind_of
from elm_microcred.rendering.viewing import Subject
from elm_microcred.report import Check, Report
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.strict_json import read_json
from elm_microcred.verification import Replay, verify

__all__ = ["Inspected", "inspect"]

_DEFAULT_POLICY: Final = Policy()
_OLDER: Final = ("open-badge-1", "open-badge-2")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What can be shown of a file, and what was found about it.

    Attributes:
        content: The exact bytes of the credential or report.
        subject: What `render` draws.
        format: What it is: a name of `load`, `micro-credential`, or a kind of report.
        report: What verification found; `None` where nothing was there to verify.
        verified_at: When that was; `None` where it was not.
        document: The credential as JSON, where there is one.
    """

    content: bytes
    subject: Subject
    format: str
    report: Report | None = None
    verified_at: datetime | None = None
    document: Mapping[str, Any] | None = None


def inspect(
    content: bytes,
    *,
    now: datetime,
    resolve: Resolver = offline,
    policy: Policy = _DEFAULT_POLICY,
    replay: Replay | None = None,
    limits: Limits = DEFAULT,
) -> Inspected:
    """What can be shown of one credential or report.

    Args:
        content: A credential of any kind, a micro-credential of our file form, or a report.
        now: The time to verify with.
        resolve: Asked for issuers' documents; by default nothing leaves the house.
        policy: What is demanded of a credential.
        replay: As for `verify`.
        limits: What it may cost.

    Raises:
        ParseError: If nothing that is known is in it.
        LimitError: If it is too long, or unfolds too far.
        ModelError: If it is a micro-credential of our file form that cannot be one.
    """
    ours = _ours(content, limits)
    if ours is not None:
        return ours
    found = load(content, limits=limits)
    one = found[0]
    if one.format in _OLDER:
        return _older(one, resolve, now, limits)
    report = verify(
        one.content, resolve=resolve, now=now, policy=policy, limits=limits, replay=replay
    )
    if one.securing == "none" and isinstance(one.document, Mapping):
        return Inspected(one.content, one.document, one.format, document=one.document)
    if report.document is None:
        broken = Report(report.checks, one.format)
        return Inspected(one.content, broken, one.format, report, now)
    return Inspected(one.content, report, one.format, report, now, report.document)


def _ours(content: bytes, limits: Limits) -> Inspected | None:
    """A file of our own: a micro-credential or a report."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    value = read_json(content, limits=limits, max_bytes=limits.sealed_bytes)
    if not isinstance(value, Mapping):
        return None
    if kind_of(value) != "document":
        return Inspected(content, value, kind_of(value))
    if isinstance(value.get("achievement"), Mapping) and "award" in value and "type" not in value:
        return Inspected(content, MicroCredential.parse(value), "micro-credential", document=value)
    return None


def _older(one: Loaded, resolve: Resolver, now: datetime, limits: Limits) -> Inspected:
    """An older badge, by its own rules."""
    document = one.document if isinstance(one.document, Mapping) else {}
    try:
        imported = import_badge(one.content, resolve=resolve, now=now, limits=limits)
    except ElmMicrocredError as error:
        report = Report((Check.of("data-model", error.problems),))
        return Inspected(one.content, document, one.format, report, now, document)
    shown = imported.document if imported.document is not None else document
    return Inspected(one.content, shown, one.format, imported.report, now, shown)
