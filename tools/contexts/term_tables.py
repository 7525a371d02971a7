"""Term tables: the notation in which the bundled contexts are written, and its reader.

One file per context. Lines, nesting by two spaces:

```
# comment
iri sec https://w3id.org/security#    an abbreviation of this table; never in the output
block proof                           a group of lines, for use in several places
import https://w3id.org/security/v1   the context is a list, and this URL stands here in it

@protected                            a keyword of the context; also @version, @vocab
name = sec:name                       a term that is only an IRI
created sec:created as xsd:dateTime   a term that is an object, with its type coercion
proof sec:proof as @id in @graph      and its container
  use proof                           its scoped context: the lines of that block
  nonce sec:nonce                     and these
subject sec:subject scope null        a scoped context of null
```

A term without an IRI has a scoped context only. `<…>` is taken as it stands, also where it
begins like an abbreviation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_KEYWORDS: dict[str, Any] = {"@protected": True, "@version": 1.1}


class TableError(ValueError):
    """A line of a term table that cannot be read."""


@dataclass(slots=True)
class _Line:
    number: int
    words: list[str]
    children: list[_Line] = field(default_factory=list)


def read(path: Path) -> dict[str, Any]:
    """The context document that the table at `path` describes, members in its order."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str = "table") -> dict[str, Any]:
    """The context document that a table describes.

    Raises:
        TableError: Naming the line that cannot be read.
    """
    iris: dict[str, str] = {}
    blocks: dict[str, list[_Line]] = {}
    parts: list[list[_Line] | str] = []
    for line in _tree(text, name):
        match line.words:
            case ["iri", abbreviation, iri]:
                iris[abbreviation] = iri
            case ["block", block]:
                blocks[block] = line.children
            case ["import", url]:
                parts.append(url)
            case _:
                if not parts or isinstance(parts[-1], str):
                    parts.append([])
                last = parts[-1]
                assert isinstance(last, list)
                last.append(line)
    writer = _Writer(name, iris, blocks)
    contexts = [part if isinstance(part, str) else writer.context(part) for part in parts]
    return {"@context": contexts[0] if len(contexts) == 1 else contexts}


def _tree(text: str, name: str) -> list[_Line]:
    root = _Line(0, [])
    open_lines = [root]
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = raw.strip()
        if not stripped or stripped.startswith("# "):
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        depth, odd = divmod(indent, 2)
        if odd or depth >= len(open_lines):
            raise TableError(f"{name}:{number}: nesting is by two spaces")
        line = _Line(number, stripped.split())
        open_lines[depth].children.append(line)
        open_lines[depth + 1 :] = [line]
    return root.children


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns lines into members; knows the abbreviations and blocks of one table."""

    name: str
    iris: dict[str, str]
    blocks: dict[str, list[_Line]]

    def context(self, lines: list[_Line]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for key, value in self._members(lines):
            if key in members:
                raise TableError(f"{self.name}: {key} stands twice in one context")
            members[key] = value
        return members

    def _members(self, lines: list[_Line]) -> Iterator[tuple[str, Any]]:
        for line in lines:
            match line.words:
                case ["use", block]:
                    if block not in self.blocks:
                        raise TableError(f"{self.name}:{line.number}: no block {block}")
                    yield from self._members(self.blocks[block])
                case [keyword] if keyword in _KEYWORDS:
                    yield keyword, _KEYWORDS[keyword]
                case ["@vocab", iri]:
                    yield "@vocab", self._iri(iri)
                case [term, "=", iri] if not line.children:
                    yield term, self._iri(iri)
                case [term, *words]:
                    yield term, self._definition(words, line)

    def _definition(self, words: list[str], line: _Line) -> dict[str, Any]:
        members: dict[str, Any] = {}
        rest = list(words)
        if len(rest) % 2:
            members["@id"] = self._iri(rest.pop(0))
        for clause, value in zip(rest[::2], rest[1::2], strict=True):
            match clause, value:
                case "as", _:
                    members["@type"] = self._iri(value)
                case "in", _:
                    members["@container"] = value
                case "scope", "null":
                    members["@context"] = None
                case _:
                    raise TableError(f"{self.name}:{line.number}: what is `{clause} {value}`?")
        if line.children:
            members["@context"] = self.context(line.children)
        if not members:
            raise TableError(f"{self.name}:{line.number}: a term without a definition")
        return members

    def _iri(self, text: str) -> str:
        if text.startswith("<") and text.endswith(">"):
            return text[1:-1]
        abbreviation, colon, rest = text.partition(":")
        if colon and abbreviation in self.iris:
            return self.iris[abbreviation] + rest
        return text
