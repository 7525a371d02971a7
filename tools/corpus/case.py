"""One case: what was asked, what was answered, and whether that is right."""

from __future__ import annotations

import datetime as dt
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from elm_microcred import Check, ElmMicrocredError, Report

T = TypeVar("T")

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
"""The clock of an index that names none."""


_NOT_IMPLEMENTED = "SECURING_UNSUPPORTED"
"""To refuse what nothing can read yet is not to recognise an attack."""


class NotImplementedYet(Exception):  # noqa: N818 - an answer, not an error
    """The library has no module for this case."""


def part(module: str, name: str) -> Any:
    """A name of a module of the library.

    Raises:
        NotImplementedYet: If there is no such module or name.
    """
    try:
        return getattr(import_module(f"elm_microcred.{module}"), name)
    except AttributeError as error:
        raise NotImplementedYet(f"{module}.{name}") from error
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("elm_microcred"):
            raise
        raise NotImplementedYet(module) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library said: an outcome in the report's words, and its codes, worst first."""

    outcome: str
    codes: tuple[str, ...] = ()
    warnings: int = 0

    @property
    def code(self) -> str | None:
        """The code that the answer is named for."""
        return self.codes[0] if self.codes else None


@dataclass(frozen=True, slots=True)
class Result:
    """One case, judged.

    Attributes:
        id: The case.
        expected: What the index asks for.
        got: What the library said.
        code: The code that it gave.
        right: Whether they agree.
        reason_right: Whether the code is the expected one; `None` where none is expected.
    """

    id: str
    expected: str
    got: str
    code: str | None
    right: bool
    reason_right: bool | None = None


def ask(question: Callable[[], Report]) -> Answer:
    """The answer of a call that gives a report or raises an error of the library."""
    report, refused = said(question)
    if report is None:
        return refused or Answer("no answer")
    codes = tuple(problem.code for problem in report.errors)
    if _NOT_IMPLEMENTED in codes:
        return Answer("not implemented: this securing mechanism", codes)
    return Answer(report.outcome.value, codes, len(report.warnings))


def said(question: Callable[[], T]) -> tuple[T, None] | tuple[None, Answer]:
    """What a call gives, or the answer that its refusal amounts to."""
    try:
        return question(), None
    except ElmMicrocredError as error:
        outcome = Check.of("parse", error.problems).outcome.value
        return None, Answer(outcome, tuple(problem.code for problem in error.problems))
    except NotImplementedYet as missing:
        return None, Answer(f"not implemented: {missing}")
    except Exception as error:  # an untyped error is a finding about the library, to be listed
        return None, Answer(f"crashed: {type(error).__name__}: {error}"[:200])


def summary(kind: str, results: Iterable[Result]) -> dict[str, Any]:
    """The closing line of a run."""
    judged = list(results)
    reasons = [result.reason_right for result in judged if result.reason_right is not None]
    return {
        "kind": kind,
        "cases": len(judged),
        "right": sum(result.right for result in judged),
        "reasons_right": sum(reasons) if reasons else None,
        "wrong": [
            {
                "id": result.id,
                "expected": result.expected,
                "got": result.got,
                "code": result.code,
            }
            for result in judged
            if not result.right
        ],
    }


def clock(index: Any) -> dt.datetime:
    """The time at which the cases of an index are looked at."""
    now = index.get("now") if isinstance(index, dict) else None
    return dt.datetime.fromisoformat(now) if now else NOW


@contextmanager
def unpacked(index: Path) -> Iterator[Path]:
    """The index itself; of a packed suite, the one folder that is in it."""
    if not index.name.endswith((".tar.gz", ".tgz")):
        yield index
        return
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(index) as archive:
            archive.extractall(folder, filter="data")
        inside = list(Path(folder).iterdir())
        yield inside[0] if len(inside) == 1 and inside[0].is_dir() else Path(folder)


def w3c_entries(index: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every entry of a W3C manifest, of those it lists, or of all at the top of a folder.

    With each stands the manifest that it is from: its files lie beside that.
    """
    if index.is_dir():
        found = sorted(index.rglob("*manifest.jsonld"), key=lambda path: len(path.parts))
        top = [path for path in found if len(path.parts) == len(found[0].parts)]
        roots = [path for path in top if path.name == "manifest.jsonld"] or top
        for manifest in roots:
            yield from w3c_entries(manifest)
        return
    manifest = json.loads(index.read_text("utf-8"))
    for entry in manifest.get("entries", manifest.get("sequence", [])):
        if isinstance(entry, str):
            yield from w3c_entries(index.parent / entry)
        else:
            yield index, entry
