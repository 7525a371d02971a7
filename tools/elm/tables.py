"""What the generators of classes and pages know: the tables and our words, put together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from elm_microcred import profiles, vocabularies
from elm_microcred.profiles import Property

CLASSED = ("edc-3.2", "loq", "ams")
"""Tables whose classes are typed, the first one leading."""

FIRST = [
    "title",
    "prefLabel",
    "legalName",
    "fullName",
    "givenName",
    "familyName",
    "altLabel",
    "description",
    "dcType",
    "identifier",
]
LAST = [
    "additionalNote",
    "supplementaryDocument",
    "homepage",
    "status",
    "dateModified",
    "publisher",
]
SEALED = [
    "credentialProfiles",
    "displayParameter",
    "identifier",
    "credentialSchema",
    "credentialSubject",
    "evidence",
    "issuanceDate",
    "issued",
    "issuer",
    "validFrom",
    "validUntil",
    "expirationDate",
]
"""The order in which sealed credentials write their members."""


@cache
def words() -> dict[str, Any]:
    """The content of `words.toml`."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Member:
    """A property of a class: its row in each table that has it, and what it is."""

    of: str
    path: str
    rows: dict[str, Property]

    @property
    def row(self) -> Property:
        """The row of the leading table."""
        return next(iter(self.rows.values()))

    @property
    def term(self) -> str:
        """The JSON name."""
        return self.row.member

    @property
    def range(self) -> list[str]:
        """Ranges of all typed tables."""
        found = [name for name in self.rows if name in CLASSED]
        return list(dict.fromkeys(name for table in found for name in self.rows[table].range))

    @property
    def many(self) -> bool:
        """Whether any typed table allows several values."""
        return any(self.rows[name].max is None for name in self.rows if name in CLASSED)

    @property
    def text(self) -> str:
        """What it is, in our words."""
        said = words()["members"]
        return str(said.get(self.of, {}).get(self.path) or said[self.path])

    @property
    def vocabulary(self) -> str:
        """The vocabulary of its values, in words; empty if none is named."""
        demanded = [row.vocabulary for row in self.rows.values() if row.vocabulary]
        named = [row.recommended for row in self.rows.values() if row.recommended]
        if demanded:
            return f"vocabulary `{short(demanded[0])}`"
        return f"vocabulary `{short(named[0])}` recommended" if named else ""

    @property
    def cardinality(self) -> str:
        """The cardinality, and in which tables it differs."""
        first = self.row.cardinality
        leading = next(iter(self.rows))
        others = [
            f"{title(name)} {row.cardinality}"
            for name, row in self.rows.items()
            if name in CLASSED and row.cardinality != first
        ]
        said = first if leading == CLASSED[0] else f"only {self._holders()}, {first}"
        return "; ".join([said, *others])

    def _holders(self) -> str:
        return " and ".join(title(name) for name in self.rows if name in CLASSED)


def title(table: str) -> str:
    """How a table is called in texts."""
    return "EDC" if table == CLASSED[0] else table.upper().replace("EDC-", "EDC ")


@cache
def short(scheme: str) -> str:
    """The short name of a concept scheme."""
    found = [of.name for of in vocabularies.schemes().values() if of.iri == scheme]
    return found[0] if found else scheme.removesuffix("/25831c2").rpartition("/")[2]


def members(of: str, tables: tuple[str, ...] = CLASSED) -> list[Member]:
    """Every property of a class in any of the tables, in the order of reading."""
    rows: dict[str, dict[str, Property]] = {}
    for name in tables:
        found = profiles.table(name).classes.get(of)
        for path, row in (found.properties if found else {}).items():
            rows.setdefault(path, {})[name] = row
    return sorted((Member(of, path, found) for path, found in rows.items()), key=_place)


def _place(member: Member) -> tuple[int, int, str]:
    first = SEALED if "VerifiableCredential" in member.of or "DigitalCred" in member.of else FIRST
    if member.term in first:
        return (0, first.index(member.term), "")
    if member.term in LAST:
        return (2, LAST.index(member.term), "")
    return (1, 0, member.term.partition(":")[2] or member.term)


def parents(of: str) -> tuple[str, ...]:
    """Compact IRIs of the superclasses."""
    return next(profiles.table(n).classes[of].parents for n in profiles.TABLES if _has(n, of))


def _has(table: str, of: str) -> bool:
    return of in profiles.table(table).classes


def classes() -> Iterator[tuple[str, str]]:
    """Module and compact IRI of every typed class."""
    for module, paths in words()["modules"].items():
        for path in paths:
            yield module, path
