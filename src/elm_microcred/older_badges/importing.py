"""From an older badge to a report, and to an Open Badge 3.0: `import_badge`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from elm_microcred.errors import MappingError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.document import Document
from elm_microcred.older_badges.reading import OlderBadge, read_older
from elm_microcred.older_badges.sources import Fetched, Sources
from elm_microcred.older_badges.upgrade import Revocation, upgrade
from elm_microcred.older_badges.verification import Parts, examine
from elm_microcred.proofs.proof import identifier_of
from elm_microcred.report import Check, Report, ordered
from elm_microcred.retrieval import Resolver, offline

__all__ = ["ImportedBadge", "import_badge"]


@dataclass(frozen=True, slots=True)
class ImportedBadge:
    """An older badge: what its own rules say of it, and the Open Badge 3.0 that it becomes.

    Attributes:
        kind: Assertion; or BadgeClass, Profile, CryptographicKey, Endorsement, RevocationList.
        report: What was found: securing, controller, data-model, validity-period, status.
        document: The Open Badge 3.0, not secured; `None` of anything but an assertion. Its
            `losses` name what was not carried over. Who is the issuer may sign it; who is not
            puts it unsigned into a learner record.
        original: The badge as it came.
        is_revoked: Whether it was revoked. The document then never passes.
    """

    kind: str
    report: Report
    document: Document | None
    original: OlderBadge = field(repr=False)
    is_revoked: bool = False


def import_badge(
    content: bytes | str,
    *,
    resolve: Resolver = offline,
    now: datetime | None = None,
    id: str | None = None,
    revocation_lists: Sequence[Mapping[str, Any]] = (),
    limits: Limits = DEFAULT,
) -> ImportedBadge:
    """A badge of Open Badges 2.0 or older, verified by its own rules and upgraded to 3.0.

    Args:
        content: JSON, a JSON Web Signature, or a picture that carries one.
        resolve: Asked for the badge itself (of a hosted one), its class, its issuer, the key and
            the revocation list; by default nothing leaves the house.
        now: The time to check with; that of the clock if absent.
        id: IRI of the new badge; by default one that is made of the old badge.
        revocation_lists: Revocation lists that you have, parsed, beside the issuer's own.
        limits: What the content may cost.

    Raises:
        ParseError: If it is no older badge, or damaged.
        MappingError: If an assertion lacks what nothing can stand for: its class, a date.
        LimitError: If it is too long.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/impl/#migrating-open-badges-2-0-to-3-0
    """
    raw = content.encode() if isinstance(content, str) else content
    badge = read_older(raw, limits)
    if badge.kind != "Assertion":
        subject = identifier_of(badge.document) or ""
        report = Report((Check.of("parse", values={"kind": badge.kind}),), subject)
        return ImportedBadge(badge.kind, report, None, badge)
    at = now or datetime.now(UTC)
    sources = Sources(resolve, limits)
    badge_class = sources.part(badge.document.get("badge"), "/badge")
    named = (badge_class.document or {}).get("issuer")
    issuer = sources.part(named, "/badge/issuer") if badge_class.document else Fetched()
    found = examine(badge, Parts(badge_class, issuer), sources, at, revocation_lists)
    report = Report(ordered(found.checks), identifier_of(badge.document) or "")
    if badge_class.document is None:
        problems = [badge_class.problem] if badge_class.problem else []
        raise MappingError.from_problems(problems)
    revocation = Revocation(found.reason, found.list_url, at) if found.is_revoked else None
    document = upgrade(
        badge,
        found.assertion,
        badge_class.document,
        issuer.document,
        id=id,
        revocation=revocation,
        limits=limits,
    )
    return ImportedBadge(badge.kind, report, document, badge, found.is_revoked)
