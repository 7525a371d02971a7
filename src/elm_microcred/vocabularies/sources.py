"""Lists that the library does not have: a protocol, and lists read from files.

```python
from elm_microcred.vocabularies import Lists, concept

lists = Lists.read(Path("vocab/optional/atu.json"), Path("vocab/optional/nuts.json"))
concept("atu", "Ireland", lists).code  # IRL
```

A service that looks skills of ESCO up is a source as well: an object with these two methods.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from elm_microcred.errors import ParseError
from elm_microcred.vocabularies.concepts import Concept, ConceptList, Scheme, unpacked


class ConceptSource(Protocol):
    """Whoever knows more concepts than the library."""

    def covers(self, scheme: Scheme) -> bool:
        """Whether it knows all concepts of the scheme: what it does not know is none of it."""

    def concept(self, scheme: Scheme, value: str) -> Concept | None:
        """The concept that an IRI, a code or a label stands for; `None` if it knows none."""


class Lists:
    """Whole lists of concepts, in the form of the files of `vocab/`."""

    def __init__(self, *contents: Mapping[str, Any]) -> None:
        """Take lists.

        Args:
            contents: Parsed files: `scheme`, `also`, `concepts`.

        Raises:
            ParseError: If one is not of that form, or is of a scheme that nobody knows.
        """
        self._lists: dict[str, ConceptList] = {}
        for content in contents:
            of, concepts = _read(content)
            self._lists[of.name] = concepts

    @classmethod
    def read(cls, *files: Path) -> Lists:
        """The lists of files.

        Raises:
            ParseError: If a file cannot be read, or holds no list.
        """
        contents = []
        for file in files:
            try:
                contents.append(json.loads(file.read_bytes()))
            except (OSError, ValueError, RecursionError) as error:
                raise ParseError(
                    "VOCABULARY_MALFORMED",
                    "This file cannot be read as a list of concepts.",
                    found=f"{file.name}: {type(error).__name__}",
                    expected=_FORM,
                ) from error
        return cls(*contents)

    def covers(self, scheme: Scheme) -> bool:
        """Whether it has the list of the scheme."""
        return scheme.name in self._lists

    def concepts(self, scheme: Scheme) -> tuple[Concept, ...]:
        """All concepts that it has of the scheme, by code."""
        found = self._lists.get(scheme.name)
        return tuple(found.by_iri.values()) if found is not None else ()

    def concept(self, scheme: Scheme, value: str) -> Concept | None:
        """The concept that an IRI, a code, a notation or a label stands for."""
        concepts = self._lists.get(scheme.name)
        if concepts is None:
            return None
        found = concepts.by_iri.get(value)
        codes = concepts.meant(value)
        if found is None and len(codes) == 1:
            return concepts.by_iri[scheme.base + codes[0]]
        return found


_FORM = "a JSON object with scheme, also and concepts, as the files of vocab/"


def _read(content: object) -> tuple[Scheme, ConceptList]:
    from elm_microcred import vocabularies

    if isinstance(content, Mapping):
        name, also, concepts = (content.get(key) for key in ("scheme", "also", "concepts"))
        known = {of.iri: of for of in vocabularies.schemes().values()}
        if (
            isinstance(name, str)
            and name in known
            and isinstance(also, Mapping)
            and isinstance(concepts, Mapping)
            and _texts(also)
            and all(map(_is_label, concepts.values()))
            and set(also.values()) <= concepts.keys()
        ):
            return known[name], unpacked({"also": also, "concepts": concepts}, known[name])
    raise ParseError(
        "VOCABULARY_MALFORMED",
        "This is no list of concepts of a known vocabulary.",
        found=str(content.get("scheme") if isinstance(content, Mapping) else content),
        expected=_FORM,
    )


def _texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


def _is_label(value: object) -> bool:
    return value is None or isinstance(value, str) or _texts(value)
