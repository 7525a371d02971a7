"""The European Learning Model as tables: every class, property, range and cardinality.

```python
from elm_microcred import profiles

person = profiles.table().classes["elm:Person"]
person["hasClaim"].cardinality  # 1..n
person["dateOfBirth"].range  # ("xsd:dateTime",)
profiles.table("loq").classes["elm:Qualification"]["eqfLevel"].vocabulary
profiles.rewrite(document, release="3.3")  # the namespaces that ELM moved to
```

The tables are data of the project, in `vocab/profiles/`; each is read when it is first asked for.
An application profile, such as `edc-generic-full`, is a layer of a table: constraints that stand on
those of the layers it imports.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Final

from elm_microcred.profiles.releases import NAMESPACES, Release, iri_in, rewrite
from elm_microcred.profiles.tables import (
    ElmClass,
    Layer,
    Property,
    Table,
    in_release,
    load,
    unknown_profile,
)

__all__ = [
    "APPLICATION_PROFILES",
    "DEFAULT",
    "NAMESPACES",
    "TABLES",
    "ElmClass",
    "Layer",
    "Property",
    "Release",
    "Table",
    "in_release",
    "iri_in",
    "load",
    "of_profile",
    "rewrite",
    "table",
]

TABLES: Final = ("edc-3.2", "edc-3.1", "loq", "ams", "pid")
"""Every bundled table."""

DEFAULT: Final = "edc-3.2"
"""The table that European Digital Credentials are checked against."""

APPLICATION_PROFILES: Final = (
    "edc-generic-full",
    "edc-generic-no-cv",
    "edc-accredited",
    "edc-converted",
    "edc-issued-by-mandate",
    "edc-diploma-supplement",
    "loq",
    "loq-mdr",
    "ams",
    "ams-mdr",
    "pid",
)
"""Every application profile of the bundled tables."""

_FOLDER = files("elm_microcred.vocab_data.profiles")


@cache
def table(name: str = DEFAULT) -> Table:
    """The bundled table of that name.

    Raises:
        UsageError: If there is none.
    """
    if name not in TABLES:
        raise unknown_profile(name, TABLES)
    return load(json.loads((_FOLDER / f"{name}.json").read_bytes()))


def of_profile(profile: str, *, name: str = DEFAULT) -> Table:
    """The table that an application profile belongs to: `name` if it has it, else the first.

    Raises:
        UsageError: If no table has it.
    """
    for each in (name, *TABLES):
        if profile in table(each).layers:
            return table(each)
    raise unknown_profile(profile, APPLICATION_PROFILES)
