"""What the standards say of each class of badges and learner records, as a table.

The table is written by `tools/badge_classes.py` from the classes of `elm_microcred.model`, which
are the one place that says it. Checking needs no more than the table, so that a process that only
signs and verifies does not load the classes.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-model
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

TABLE: Final = "classes.json"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of words.

    Attributes:
        terms: The words.
        extensible: Whether issuers may add words that begin with `ext:`.
        extension: The form of such a word.
        published_extension: The form as it was published, which is not anchored.
    """

    terms: tuple[str, ...]
    extensible: bool
    extension: re.Pattern[str]
    published_extension: re.Pattern[str]

    def __contains__(self, word: str) -> bool:
        """Whether the word is one of the list, or a well-formed extension of it."""
        return word in self.terms or (
            self.extensible and self.extension.fullmatch(word) is not None
        )


@dataclass(frozen=True, slots=True)
class Member:
    """What is said of one member of a class.

    Attributes:
        name: Its name in JSON.
        datatype: The name of the datatype or vocabulary of its values; empty for objects.
        of: The name of the class of its values; empty for literals.
        min: How many there must be.
        max: How many there may be; `None` for any number.
    """

    name: str
    datatype: str
    of: str
    min: int
    max: int | None


@dataclass(frozen=True, slots=True)
class BadgeClass:
    """A class of Open Badges, CLR or the data model of credentials.

    Attributes:
        name: Its name in the standard.
        types: What `type` must hold: one of each group.
        closed: Whether the standard forbids members that it does not define.
        members: Its members by their names.
    """

    name: str
    types: tuple[tuple[str, ...], ...]
    closed: bool
    members: Mapping[str, Member] = field(hash=False, repr=False)

    def twin(self, *, is_old: bool) -> BadgeClass:
        """The class over the data model 1.1 in place of one over 2.0, where there is one."""
        return classes().get(f"{self.name}v1p1", self) if is_old else self


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath(TABLE).read_bytes())
    return found


@cache
def classes() -> Mapping[str, BadgeClass]:
    """Every class by its name in the standard."""
    return {
        name: BadgeClass(
            name,
            tuple(map(tuple, said["types"])),
            said["closed"],
            {
                member: Member(
                    member,
                    row.get("datatype", ""),
                    row.get("class", ""),
                    row["min"],
                    row.get("max"),
                )
                for member, row in said["members"].items()
            },
        )
        for name, said in _table()["classes"].items()
    }


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every vocabulary by its name in the standard."""
    table = _table()
    forms = re.compile(table["extension"]), re.compile(table["published_extension"])
    return {
        name: Vocabulary(tuple(said["terms"]), said["extensible"], *forms)
        for name, said in table["vocabularies"].items()
    }
