"""What an older badge refers to: its class, its issuer, keys, revocation lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError, ParseError, ResolutionError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.urls import is_url
from elm_microcred.retrieval import Resolver
from elm_microcred.strict_json import read_json

_GONE: Final = "410"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands behind an address: a JSON object, or why there is none.

    Attributes:
        document: The object; `None` if it could not be had or read.
        problem: Why not.
        is_gone: Whether the server says that it is gone (HTTP 410), as for a revoked badge.
    """

    document: dict[str, Any] | None = None
    problem: Problem | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the parts of a badge come from."""

    resolve: Resolver
    limits: Limits

    def part(self, value: Any, pointer: str) -> Fetched:
        """A part that stands there itself, or at an address."""
        if isinstance(value, Mapping):
            whole = len(value) > 1 or "id" not in value
            return Fetched(dict(value)) if whole else self.part(value["id"], f"{pointer}/id")
        if not isinstance(value, str) or not is_url(value):
            problem = Problem(
                "CREDENTIAL_MALFORMED",
                "This is neither an object nor the address of one.",
                pointer=pointer,
                found=None if value is None else shorten(value),
                expected="an object, or an address",
            )
            return Fetched(problem=problem)
        try:
            content = self.resolve(value).content
        except ResolutionError as error:
            return Fetched(problem=error.problem.at(pointer), is_gone=_is_gone(error))
        try:
            document = read_json(content, limits=self.limits)
            if not isinstance(document, dict):
                raise ParseError(
                    "PARSE_NOT_AN_OBJECT", "This is no JSON object.", found=shorten(document)
                )
        except ElmMicrocredError as error:
            return Fetched(problem=error.problem.at(pointer))
        return Fetched({"id": value, **document})


def _is_gone(error: ResolutionError) -> bool:
    problem = error.problem
    return _GONE in f"{problem.detail} {problem.found or ''}".split()
