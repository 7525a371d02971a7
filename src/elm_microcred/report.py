"""What was found about a credential: `Report`, made of `Check`s, made of `Problem`s."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from elm_microcred.codes import Effect, Severity
from elm_microcred.errors import VerificationFailed
from elm_microcred.problem import Problem

CHECK_IDS = (
    "parse",
    "securing",
    "controller",
    "data-model",
    "terms",
    "schema",
    "shapes",
    "vocabularies",
    "annex-1",
    "validity-period",
    "status",
    "issuer",
)
"""The top-level checks, in the order in which a report lists them."""

_POSITION = {id: place for place, id in enumerate(CHECK_IDS)}


class Outcome(StrEnum):
    """How a check ended.

    `indeterminate` means that a source was missing; `skipped`, that nobody asked.
    """

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"
    SKIPPED = "skipped"


_OUTCOMES = {
    Effect.FAILS: Outcome.FAILED,
    Effect.UNSETTLES: Outcome.INDETERMINATE,
    Effect.NONE: Outcome.PASSED,
}
_WORST_FIRST = (Outcome.FAILED, Outcome.INDETERMINATE, Outcome.PASSED)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The worst of failed, indeterminate and passed; of none at all, indeterminate."""
    found = list(outcomes)
    return next((o for o in _WORST_FIRST if o in found), Outcome.INDETERMINATE)


_NO_VALUES: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Check:
    """One question that was asked of a credential, and its answer.

    Attributes:
        id: A name of `CHECK_IDS`, or a path below one (`securing/proof-purpose`).
        outcome: How it ended.
        problems: What was found.
        values: Facts worth telling: level, canonical form, key; JSON values by name.
    """

    id: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    values: Mapping[str, Any] = field(default_factory=lambda: _NO_VALUES)

    @classmethod
    def of(
        cls, id: str, problems: Iterable[Problem] = (), values: Mapping[str, Any] | None = None
    ) -> Check:
        """The check whose outcome is the worst that its problems do; passed without any."""
        found = tuple(problems)
        if not found:
            return cls(id, Outcome.PASSED, (), dict(values)) if values else _passed(id)
        outcome = worst([Outcome.PASSED, *(_OUTCOMES[p.effect] for p in found)])
        return cls(id, outcome, found, dict(values or {}))

    @classmethod
    def skipped(cls, id: str) -> Check:
        """A check that was not asked for."""
        return _skipped(id)

    def __reduce__(self) -> tuple[Any, ...]:
        return Check, (self.id, self.outcome, self.problems, dict(self.values))

    def to_dict(self) -> dict[str, Any]:
        """This check as JSON."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "problems": [problem.to_dict() for problem in self.problems],
            "values": dict(self.values),
        }


@lru_cache(maxsize=256)
def _passed(id: str) -> Check:
    """The check that passed and has nothing to tell: most do, and all of them are alike."""
    return Check(id, Outcome.PASSED)


@lru_cache(maxsize=256)
def _skipped(id: str) -> Check:
    return Check(id, Outcome.SKIPPED)


@dataclass(frozen=True)
class Report:
    """All checks of one subject. True only when passed.

    Attributes:
        checks: Checks in the order of `CHECK_IDS`, children after their parent.
        subject: What was looked at: a credential's id, a file's name.
    """

    checks: tuple[Check, ...]
    subject: str = ""

    @property
    def outcome(self) -> Outcome:
        """Worst of failed, indeterminate and passed; an empty report is indeterminate."""
        return worst(check.outcome for check in self.checks)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every finding of every check."""
        return tuple(problem for check in self.checks for problem in check.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Findings that keep the report from passing."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Findings that do not."""
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    def check(self, id: str) -> Check:
        """The check of that id; a skipped one where the report has none."""
        return next((c for c in self.checks if c.id == id), Check.skipped(id))

    def raise_for_failure(self) -> None:
        """Do nothing if this report passed.

        Raises:
            VerificationFailed: If it failed, or could not be decided.
        """
        if not self:
            raise VerificationFailed(self)

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON: outcome, subject and checks."""
        return {
            "outcome": self.outcome.value,
            "subject": self.subject,
            "checks": [check.to_dict() for check in self.checks],
        }

    def __bool__(self) -> bool:
        return self.outcome is Outcome.PASSED

    def _repr_html_(self) -> str:
        """This report as a table of HTML, which a notebook shows; all text is escaped."""
        from elm_microcred.notebooks import report_table

        return report_table(self)


def ordered(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks in the order of `CHECK_IDS`, children after their parent, else as given."""
    return tuple(sorted(checks, key=lambda check: _position(check.id)))


@lru_cache(maxsize=256)
def _position(id: str) -> tuple[int, bool]:
    return _POSITION[id.partition("/")[0]], "/" in id
