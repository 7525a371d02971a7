"""The seven checks that the viewer of the European Union shows, out of a report of ours.

Spec: http://data.europa.eu/snb/verification/25831c2
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from elm_microcred.problem import Problem
from elm_microcred.report import Check, Outcome, Report, worst

_BASE: Final = "http://data.europa.eu/snb/verification-status/"
STATUS: Final = {
    Outcome.PASSED: _BASE + "9895008394",
    Outcome.FAILED: _BASE + "9d26eb9a37",
    Outcome.INDETERMINATE: _BASE + "641f0c5e5d",
    Outcome.SKIPPED: _BASE + "641f0c5e5d",
}
"""The status of the viewer: ok, error or skipped, as concepts of the Union."""

_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "format": ("parse", "data-model", "terms", "schema", "shapes", "vocabularies"),
    "seal": ("securing", "issuer/seal-certificate", "issuer/qualification"),
    "owner": ("controller",),
    "revocation": ("status", "issuer/revocation"),
    "expiry": ("validity-period",),
    "accreditation": ("issuer/accreditation",),
    "custom": ("annex-1",),
}


@dataclass(frozen=True, slots=True)
class ViewerCheck:
    """One check of the viewer.

    Attributes:
        name: format, seal, owner, revocation, expiry, accreditation or custom.
        outcome: How it ended.
        problems: What was found.
    """

    name: str
    outcome: Outcome
    problems: tuple[Problem, ...]

    @property
    def status(self) -> str:
        """The concept of the Union for the outcome."""
        return STATUS[self.outcome]


def viewer_checks(report: Report, accreditation: Check | None = None) -> tuple[ViewerCheck, ...]:
    """The seven checks, in the order of the viewer.

    Args:
        report: What `verify` found, or `verify` and `validate` together.
        accreditation: What `accreditation_check` found.
    """
    checks = [*report.checks, *([accreditation] if accreditation else [])]
    found = []
    for name, sources in _SOURCES.items():
        own = [c for c in checks if c.id in sources or c.id.rpartition("/")[0] in sources]
        asked = [check for check in own if check.outcome is not Outcome.SKIPPED]
        outcome = worst(c.outcome for c in asked) if asked else Outcome.SKIPPED
        problems = tuple(problem for check in asked for problem in check.problems)
        found.append(ViewerCheck(name, outcome, problems))
    return tuple(found)
