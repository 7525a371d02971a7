"""The XML form of the Qualification Dataset Register as tables: what stands where, in what order.

The tables are data of the project, in `vocab/qdr/`, made from the published schemas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from elm_microcred.errors import UsageError

Profile = Literal["loq", "ams"]
"""What a dataset is of: learning opportunities and qualifications, or accreditations."""

PROFILES: Final[tuple[Profile, ...]] = ("loq", "ams")

_FOLDER = files("elm_microcred.vocab_data") / "qdr"


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a class.

    Attributes:
        name: Name of the element.
        namespace: Its namespace.
        member: The member of the JSON form that it stands for.
        kind: `text`, `concept`, `place`, `reference`, `node`, `mailbox`, `notation`, or a datatype
            of XML Schema.
        of: Compact IRI of the class of a node.
        list: Name of the vocabulary of a concept; empty where any will do.
        least: Least number of elements.
        many: Whether there may be several.
    """

    name: str
    namespace: str
    member: str
    kind: str
    of: str
    list: str
    least: int
    many: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The XML form of a class.

    Attributes:
        has_id: Whether its nodes stand in a section of their own, with an id.
        rows: Its elements in order.
    """

    has_id: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class XmlTable:
    """One schema.

    Attributes:
        profile: What it is of.
        namespace: Its namespace.
        root: Name of the root element.
        version: Version of the schema.
        prefixes: Prefixes of the other namespaces.
        sections: Name of each section, and the classes by name of the elements in it.
        forms: The form of each class by compact IRI.
    """

    profile: Profile
    namespace: str
    root: str
    version: str
    prefixes: Mapping[str, str]
    sections: Mapping[str, Mapping[str, str]]
    forms: Mapping[str, Form]

    @property
    def entities(self) -> Mapping[str, tuple[str, str]]:
        """Section and element of each class whose nodes stand by themselves."""
        return {
            of: (section, element)
            for section, held in self.sections.items()
            for element, of in held.items()
        }


def check_profile(profile: str) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: If there is none.
    """
    for known in PROFILES:
        if profile == known:
            return known
    raise UsageError(
        "USAGE",
        "There is no such dataset.",
        found=profile,
        expected="one of " + ", ".join(PROFILES),
    )


@cache
def xml_table(profile: Profile) -> XmlTable:
    """The table of the XML form of a profile."""
    said = json.loads((_FOLDER / f"{profile}.json").read_bytes())
    prefixes = said["prefixes"]
    namespaces = {"": said["namespace"], **prefixes}
    return XmlTable(
        profile=profile,
        namespace=said["namespace"],
        root=said["root"],
        version=said["version"],
        prefixes=prefixes,
        sections={section["name"]: section["holds"] for section in said["sections"]},
        forms={
            of: Form(bool(form.get("id")), tuple(_row(row, namespaces) for row in form["elements"]))
            for of, form in said["classes"].items()
        },
    )


def _row(said: Mapping[str, Any], namespaces: Mapping[str, str]) -> Row:
    return Row(
        name=said["name"],
        namespace=namespaces[said.get("prefix", "")],
        member=said["member"],
        kind=said["kind"],
        of=said.get("class", ""),
        list=said.get("list", ""),
        least=said.get("min", 0),
        many=said.get("max") == "many",
    )
