"""A `Problem`: one thing that was found, said once for errors, reports, JSON and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from elm_microcred.codes import CODES, Code, Effect, Severity

_ECHO = 80
"""Never more than this many characters of what was found are repeated (hostile text)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with the members of RFC 9457 and the place where it was found.

    Attributes:
        code: A stable name of `elm_microcred.codes`, upper snake case.
        detail: What is wrong here, in one sentence, and what to do about it.
        pointer: JSON Pointer (RFC 6901) to the place in the document; `""` is the whole.
        found: What stood there, shortened; `None` where nothing did.
        expected: What should have stood there.
        remedy: What to do; empty where `detail` says it already.
        spec: Link to the section that asks for it.
        row: Row of a table that the value came from, counted from 1; `None` elsewhere.
        column: Column name of that table.

    Spec: https://www.rfc-editor.org/rfc/rfc9457
    """

    code: str
    detail: str
    pointer: str = ""
    found: str | None = None
    expected: str | None = None
    remedy: str = ""
    spec: str = ""
    row: int | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"{self.code} is not a code of elm_microcred.codes")
        if self.found is not None:
            object.__setattr__(self, "found", shorten(self.found))

    @property
    def entry(self) -> Code:
        """The row of the code table that this problem belongs to."""
        return CODES[self.code]

    @property
    def severity(self) -> Severity:
        """How bad it is: error, warning or info."""
        return self.entry.severity

    @property
    def effect(self) -> Effect:
        """What it does to the check that it is found in."""
        return self.entry.effect

    def at(self, pointer: str) -> Problem:
        """This problem with its pointer put below `pointer`."""
        if not pointer:
            return self
        return Problem(
            self.code,
            self.detail,
            pointer + self.pointer,
            self.found,
            self.expected,
            self.remedy,
            self.spec,
            self.row,
            self.column,
        )

    def to_dict(self) -> dict[str, Any]:
        """This problem as JSON: RFC 9457 members and ours, absent ones left out."""
        members: dict[str, Any] = {
            "code": self.code,
            "type": self.entry.type,
            "title": self.entry.title,
            "detail": self.detail,
            "pointer": self.pointer,
            "severity": self.severity.value,
            "spec": self.spec or None,
            "found": self.found,
            "expected": self.expected,
            "remedy": self.remedy or None,
            "row": self.row,
            "column": self.column,
        }
        return {name: value for name, value in members.items() if value is not None}

    def __str__(self) -> str:
        where = f" at {self.pointer}" if self.pointer else ""
        place = {"row": self.row, "column": self.column}
        cell = ", ".join(f"{name} {value}" for name, value in place.items() if value is not None)
        where += f" ({cell})" if cell else ""
        said = [f"{self.code}{where}: {self.detail}"]
        if self.found is not None:
            said.append(f"Found: {self.found}.")
        if self.expected is not None:
            said.append(f"Expected: {self.expected}.")
        if self.remedy:
            said.append(self.remedy)
        return " ".join(said)


def shorten(value: object) -> str:
    """The value as one printable line of at most 80 characters."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):  # an endless integer, endless nesting
        text = f"a value of type {type(value).__name__}"
    text = text[: _ECHO + 1]
    if not text.isprintable():
        text = "".join(c if c.isprintable() else "�" for c in text)
    return text if len(text) <= _ECHO else text[: _ECHO - 1] + "…"


def json_pointer(path: tuple[str | int, ...]) -> str:
    """The JSON Pointer of a path of member names and indexes.

    Spec: https://www.rfc-editor.org/rfc/rfc6901#section-3
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
