"""Badges that Moodle exports (Open Badges 2.0 and older): verified, and issued anew in 3.0 and ELM.

```python
upgraded = upgrade(exported, signer, resolve=HttpResolver())
upgraded.badge.content   # the Open Badge 3.0
upgraded.elm.content     # the European credential, with what was lost in `upgraded.losses`
```

A site upgrades its own badges: whoever signs stands in the new ones as their issuer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elm_microcred.errors import ProofGenerationError
from elm_microcred.issuing import Secured, sign
from elm_microcred.mapping import convert
from elm_microcred.older_badges import import_badge
from elm_microcred.problem import Problem
from elm_microcred.proofs.signer import Signer
from elm_microcred.report import Outcome, Report
from elm_microcred.retrieval import Resolver, offline


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What became of an exported badge.

    Attributes:
        report: What its own rules say of the old badge.
        badge: The Open Badge 3.0.
        elm: The European credential.
        losses: What could not be carried over, into the one or the other.
    """

    report: Report
    badge: Secured
    elm: Secured
    losses: tuple[Problem, ...]


def upgrade(
    exported: bytes | str,
    signer: Signer,
    *,
    resolve: Resolver = offline,
    now: datetime | None = None,
    unconfirmed: bool = False,
) -> Upgraded:
    """A badge of Moodle, verified and issued anew.

    Args:
        exported: The assertion as Moodle gives it out: JSON, or a picture that carries it.
        signer: The site's key.
        resolve: Asked for the assertion, its class and its issuer, which Moodle hosts.
        now: The time; that of the clock if absent.
        unconfirmed: Whether a badge is taken whose origin could not be asked, as from a backup.

    Raises:
        ParseError: If it is no older badge.
        MappingError: If it lacks what nothing can stand for.
        ProofGenerationError: If it was revoked, has expired, or could not be confirmed. What the
            site hosts counts, where the file says something else.
    """
    found = import_badge(exported, resolve=resolve, now=now)
    outcome = found.report.outcome
    is_taken = outcome is Outcome.PASSED or (unconfirmed and outcome is Outcome.INDETERMINATE)
    if found.document is None or not is_taken or found.is_revoked:
        problem = Problem(
            "PROOF_GENERATION",
            "The old badge does not hold, so that no new one is issued for it.",
            found=f"{found.kind}, {outcome.value}",
            remedy="Read the problems that follow. From a backup, say that it is unconfirmed.",
        )
        raise ProofGenerationError.from_problems((problem, *found.report.problems))
    badge = _issued_by(dict(found.document), signer.controller)
    converted = convert(badge, to="elm")
    elm = _issued_by(dict(converted.document), signer.controller)
    return Upgraded(
        found.report,
        sign(badge, signer, created=now, now=now),
        sign(elm, signer, created=now, now=now),
        (*found.document.losses, *converted.losses),
    )


def _issued_by(document: dict[str, Any], controller: str) -> dict[str, Any]:
    """The document with the signer as its issuer; what else is said of the issuer stays."""
    issuer = document.get("issuer")
    said = dict(issuer) if isinstance(issuer, dict) else {}
    return {**document, "issuer": {**said, "id": controller}}
