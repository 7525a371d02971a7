"""Everything that elm_microcred raises.

```
ElmMicrocredError
├── ParseError              bytes that cannot be read: JSON, JWT, PNG, SVG, CSV
├── LimitError              a limit of `Limits` was reached
├── ModelError              data that cannot be a micro-credential
├── MappingError            no counterpart in the other model, and losses were refused
├── JsonLdError             an unapproved context, a lost term, a relative IRI
├── ProofError
│   ├── ProofGenerationError
│   ├── UnsupportedCryptosuiteError
│   ├── KeyMaterialError
│   └── SignerError         a device or service that signs, and did not
├── ResolutionError
│   ├── NotBundledError     asked of the offline resolver
│   ├── FetchError          asked of the network, without an answer
│   └── ForbiddenUrlError   refused before it was asked
├── RenderingError          a document that could not be drawn
├── StackingError
├── StoreError              a database that cannot do what it is asked for
├── ConflictError           something else stands there already, and stays
├── MissingExtraError       names the pip extra to install
├── UsageError              an argument that cannot be right
└── VerificationFailed      only from `Report.raise_for_failure()`; carries `.report`
```

Each has at least one `Problem`: code, place, what was found, what was expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from elm_microcred.problem import Problem

if TYPE_CHECKING:
    from elm_microcred.report import Report


class ElmMicrocredError(Exception):
    """The base of every error of this library.

    Args:
        code: A name of `elm_microcred.codes`.
        detail: What is wrong, in one sentence.
        members: Further members of `Problem`: pointer, found, expected, remedy, spec.
    """

    def __init__(self, code: str, detail: str, **members: Any) -> None:
        super().__init__()
        self.problems: tuple[Problem, ...] = (Problem(code, detail, **members),)

    @classmethod
    def from_problems(cls, problems: Sequence[Problem]) -> ElmMicrocredError:
        """An error that carries several findings at once; the first is the one it is named for."""
        error = cls.__new__(cls)
        error.problems = tuple(problems)
        Exception.__init__(error)
        return error

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process makes the same error of."""
        return type(self).from_problems, (self.problems,)

    @property
    def problem(self) -> Problem:
        """The first finding."""
        return self.problems[0]

    @property
    def code(self) -> str:
        """The stable code of the first finding."""
        return self.problem.code

    @property
    def pointer(self) -> str:
        """Where the first finding is, as a JSON Pointer."""
        return self.problem.pointer


class ParseError(ElmMicrocredError):
    """Bytes that cannot be read as what they should be."""


class LimitError(ElmMicrocredError):
    """A limit of `elm_microcred.limits` was reached."""


class ModelError(ElmMicrocredError):
    """Data that cannot be a micro-credential; one problem for each wrong value."""


class MappingError(ElmMicrocredError):
    """A document that has no counterpart in the other model."""


class JsonLdError(ElmMicrocredError):
    """JSON-LD that would lose or change meaning."""


class ProofError(ElmMicrocredError):
    """A proof that cannot be made or read."""


class ProofGenerationError(ProofError):
    """A proof that cannot be made."""


class UnsupportedCryptosuiteError(ProofError):
    """A cryptosuite or securing mechanism that this library does not implement."""


class KeyMaterialError(ProofError):
    """A key that is malformed, weak, or of the wrong type."""


class SignerError(ProofError):
    """A device or service that should have signed, and gave no signature that fits."""


class ResolutionError(ElmMicrocredError):
    """A resource that could not be had."""


class NotBundledError(ResolutionError):
    """A resource that is not part of the library, asked of the offline resolver."""


class FetchError(ResolutionError):
    """A resource that the network did not give."""


class ForbiddenUrlError(ResolutionError):
    """A URL that the resolver refuses to ask for."""


class RenderingError(ElmMicrocredError):
    """A document for people that could not be drawn."""


class StackingError(ElmMicrocredError):
    """A recipe or a set of parts that cannot be stacked."""


class StoreError(ElmMicrocredError):
    """A database that cannot do what it is asked for: read-only, full, busy, damaged."""


class ConflictError(ElmMicrocredError):
    """Something that was asked for contradicts what stands there already, and stays."""


class MissingExtraError(ElmMicrocredError):
    """A feature whose optional dependency is not installed."""

    @classmethod
    def of(cls, extra: str, feature: str) -> MissingExtraError:
        """The error for `feature`, which needs the extra `extra`."""
        return cls(
            "EXTRA_MISSING",
            f"{feature} needs the extra `{extra}`.",
            remedy=f"Install it: pip install 'elm-microcred[{extra}]'.",
        )


class UsageError(ElmMicrocredError):
    """An argument that cannot be right."""


class VerificationFailed(ElmMicrocredError):  # noqa: N818 - the established name of this idiom
    """A report that did not pass, raised by `Report.raise_for_failure()`."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.problems = report.errors or report.problems
        Exception.__init__(self)

    def __str__(self) -> str:
        said = super().__str__() or "nothing was checked"
        return f"{self.report.outcome.value}: {said}"

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process makes the same error of."""
        return VerificationFailed, (self.report,)

    @property
    def code(self) -> str:
        """The code of the first error, or `REPORT_EMPTY` where nothing was checked."""
        return self.problems[0].code if self.problems else "REPORT_EMPTY"
