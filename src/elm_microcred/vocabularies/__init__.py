"""Controlled vocabularies (EQF, ISCED-F, languages, countries, …) by code, IRI or label.

```python
from elm_microcred import vocabularies

vocabularies.concept("eqf", "6").iri  # http://data.europa.eu/snb/eqf/6
vocabularies.concept("learning-assessment", "online")  # by its label
vocabularies.concept("country", "NL").code  # NLD
vocabularies.membership("eqf", "http://data.europa.eu/snb/eqf/99")  # Membership.UNKNOWN
```

The lists are data of the project, in `vocab/`; each is read when it is first asked for. Three
answers are possible: known, unknown, and "not shipped": the list (or the rest of a list that is
known in part) is not part of the library, so that nothing can be said.

Longer lists (every language, regions, all of ESCO) come from a source that the caller passes in:

```python
regions = vocabularies.Lists.read(Path("vocab/optional/atu.json"))
vocabularies.membership("atu", "http://publications.europa.eu/resource/authority/atu/IRL", regions)
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from elm_microcred.errors import ModelError, UsageError
from elm_microcred.vocabularies.concepts import (
    Concept,
    ConceptList,
    Membership,
    Scheme,
    folded,
    unpacked,
)
from elm_microcred.vocabularies.sources import ConceptSource, Lists

__all__ = [
    "Concept",
    "ConceptSource",
    "Lists",
    "Membership",
    "Scheme",
    "concept",
    "concepts",
    "country",
    "country_code",
    "elm_concept",
    "find",
    "language",
    "language_tag",
    "membership",
    "scheme",
    "schemes",
]

_FOLDER = files("elm_microcred.vocab_data")
_CODE = re.compile(r"[A-Za-z0-9_.-]+")
_LONGEST = 80
"""So much of an unknown text is compared with the lists, to propose the nearest one."""


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme by short name, also those whose list is not shipped."""
    rows = json.loads((_FOLDER / "index.json").read_bytes())["schemes"]
    return MappingProxyType({row["name"]: _scheme(row) for row in rows})


def scheme(name: str) -> Scheme:
    """The scheme of a short name or IRI.

    Raises:
        UsageError: If there is no such scheme.
    """
    found = schemes().get(name) or _by_iri().get(name)
    if found is None:
        close = get_close_matches(name[:_LONGEST], schemes(), n=1)
        raise UsageError(
            "VOCABULARY_UNKNOWN_SCHEME",
            "No vocabulary of this name is known.",
            found=name,
            expected=close[0] if close else "one of elm_microcred.vocabularies.schemes()",
        )
    return found


def concepts(name: str) -> tuple[Concept, ...]:
    """All shipped concepts of a scheme, by code.

    Raises:
        UsageError: If there is no such scheme.
    """
    return tuple(_list(scheme(name).name).by_iri.values())


def concept(name: str, value: str, source: ConceptSource | None = None) -> Concept:
    """The concept that a code, notation, IRI or label stands for.

    An IRI is taken as it is, without a label, where the list that it belongs to is not
    shipped as a whole; everything but an IRI must be in the list, or in the source.

    Args:
        name: Short name or IRI of the scheme.
        value: Code (`6`), notation (`nl`), IRI, or label (`Level 6`); case does not matter
            except in IRIs.
        source: Further lists.

    Raises:
        UsageError: If there is no such scheme.
        ModelError: If the scheme has no such concept, or several of that label.
    """
    of = scheme(name)
    concepts_of = _list(of.name)
    found = concepts_of.by_iri.get(value)
    if found is not None:
        return found
    codes = concepts_of.meant(value)
    if len(codes) == 1:
        return concepts_of.by_iri[of.base + codes[0]]
    told = source.concept(of, value) if source is not None else None
    if told is not None:
        return told
    if _membership(of, value, source) is not Membership.UNKNOWN:
        return Concept(value, value[len(_base(value)) :], of.name)
    raise _not_found(of, value, codes)


def find(iri: str, source: ConceptSource | None = None) -> Concept | None:
    """The concept of an IRI, whatever its scheme; `None` if none is shipped or in the source."""
    of = _by_base().get(_base(iri))
    if of is None:
        return None
    found = _list(of.name).by_iri.get(iri)
    if found is None and source is not None:
        told = source.concept(of, iri)
        return told if told is not None and told.iri == iri else None
    return found


def membership(name: str, iri: str, source: ConceptSource | None = None) -> Membership:
    """Whether `iri` is a concept of the scheme.

    Args:
        name: Short name or IRI of the scheme; one that nobody here knows is not shipped.
        iri: IRI of the concept.
        source: Further lists.
    """
    of = schemes().get(name) or _by_iri().get(name)
    return Membership.NOT_SHIPPED if of is None else _membership(of, iri, source)


def language(tag: str) -> Concept:
    """The language of a BCP 47 tag (its region and script are left aside) or IRI.

    Raises:
        ModelError: If it is not in the list of languages.
    """
    return concept("language", tag if ":" in tag else tag.partition("-")[0])


def language_tag(value: str) -> str:
    """The BCP 47 tag of a language, given by IRI, code or name: `…/language/ENG` is `en`.

    Raises:
        ModelError: If it is not in the list of languages, or has no tag there.
    """
    return _notation("language", value)


def country(value: str) -> Concept:
    """The country of an ISO 3166-1 alpha-2 or alpha-3 code, IRI or English name.

    Raises:
        ModelError: If it is not in the list of countries.
    """
    return concept("country", value)


def country_code(value: str) -> str:
    """The alpha-2 code of a country, given by IRI, alpha-3 code or name.

    Raises:
        ModelError: If it is not in the list of countries, or has no such code.
    """
    return _notation("country", value)


def elm_concept(of: Concept, *, label: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A concept as the European Learning Model writes it, in full.

    Args:
        of: The concept.
        label: Preferred label by language, instead of the bundled one.
    """
    written: dict[str, Any] = {
        "id": of.iri,
        "type": "Concept",
        "inScheme": {"id": of.scheme_iri, "type": "ConceptScheme"},
    }
    labels = dict(label if label is not None else of.label)
    return {**written, "prefLabel": labels} if labels else written


@cache
def _list(name: str) -> ConceptList:
    of = schemes()[name]
    if not of.shipped:
        return ConceptList({}, {})
    return unpacked(json.loads((_FOLDER / f"{name}.json").read_bytes()), of)


@cache
def _by_iri() -> Mapping[str, Scheme]:
    return {of.iri: of for of in schemes().values()}


@cache
def _by_base() -> Mapping[str, Scheme]:
    return {of.base: of for of in schemes().values()}


def _base(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _scheme(row: dict[str, Any]) -> Scheme:
    return Scheme(
        name=row["name"],
        iri=row["iri"],
        base=row["base"],
        shipped=row["file"] is not None,
        complete=row["complete"],
        as_of=row["as_of"],
        pattern=row["pattern"],
        source=tuple(row["source"]),
    )


def _membership(of: Scheme, iri: str, source: ConceptSource | None = None) -> Membership:
    if of.pattern is not None and re.fullmatch(of.pattern, iri) is None:
        return Membership.UNKNOWN
    if iri in _list(of.name).by_iri:
        return Membership.KNOWN
    if source is not None and source.covers(of):
        told = source.concept(of, iri)
        known = told is not None and told.iri == iri
        return Membership.KNOWN if known else Membership.UNKNOWN
    if of.pattern is not None:
        return Membership.KNOWN
    open_list = not of.complete and _base(iri) == of.base
    if open_list and _CODE.fullmatch(iri, len(of.base)):
        return Membership.NOT_SHIPPED
    return Membership.UNKNOWN


def _notation(name: str, value: str) -> str:
    found = concept(name, value)
    if found.notation is None:
        raise _not_found(scheme(name), value, ())
    return found.notation


def _not_found(of: Scheme, value: str, codes: tuple[str, ...]) -> ModelError:
    if codes:
        return ModelError(
            "VOCABULARY_UNKNOWN_CODE",
            f"Several concepts of the vocabulary {of.name} have this label.",
            found=value,
            expected="one of the codes " + ", ".join(codes),
        )
    remedy = "" if of.complete else f"The list shipped is not whole: give an IRI ({of.base}…)."
    close = get_close_matches(folded(value[:_LONGEST]), _list(of.name).by_text, n=1)
    return ModelError(
        "VOCABULARY_UNKNOWN_CODE",
        f"The vocabulary {of.name} has no such concept.",
        found=value,
        expected=close[0] if close else f"a code, label or IRI of {of.iri}",
        remedy=remedy,
    )
