"""Concepts of controlled vocabularies in ELM: words, languages, countries, levels, credits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping import words
from elm_microcred.mapping.elm.codecs import (
    NO_LANGUAGE,
    TERMS,
    Codec,
    read_text,
    string,
    write_text,
)
from elm_microcred.mapping.elm.pen import Pen, no_code
from elm_microcred.mapping.elm.reading import Json, Path, Slot, is_local
from elm_microcred.model import Concept
from elm_microcred.model.base import is_absolute_iri
from elm_microcred.model.words import SUPERVISION
from elm_microcred.vocabularies import Membership

_ESCO = "http://data.europa.eu/esco/"


def scheme_of(iri: str) -> vocabularies.Scheme | None:
    """The vocabulary that an IRI belongs to, by its beginning."""
    return _scheme_of(iri[:_LONGEST_BASE])


_LONGEST_BASE = 120
"""No vocabulary has an address so long."""


@lru_cache(maxsize=1_024)
def _scheme_of(iri: str) -> vocabularies.Scheme | None:
    if iri.startswith(_ESCO + "skill/"):
        return vocabularies.scheme("esco-skill")
    return next((s for s in vocabularies.schemes().values() if iri.startswith(s.base)), None)


def concept(vocabulary: str | None, *, only: str | None = None) -> Codec:
    """The codec of concepts of a vocabulary.

    Args:
        vocabulary: Short name of the vocabulary whose words or codes stand for concepts.
        only: Short name of the vocabulary that concepts must belong to in this place.
    """

    def write(value: Concept, pen: Pen, at: Path) -> Json:
        return _write(value, vocabulary, pen, at)

    def read(slot: Slot) -> Any:
        return _read(slot, vocabulary)

    def fits(value: Concept, _pen: Pen) -> bool:
        if only is None:
            return True
        if value.iri is None:
            return value.code is not None and vocabulary == only and value.scheme is None
        return vocabularies.membership(only, value.iri) is not Membership.UNKNOWN

    return Codec(f"concept of `{vocabulary}`" if vocabulary else "concept", write, read, fits)


def _write(value: Concept, vocabulary: str | None, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    label = None if value.label is None else write_text(value.label)
    if value.iri is None and value.code is not None and vocabulary and value.scheme is None:
        return _standard(value.code, vocabulary, label, at)
    node: Json = {"id": value.iri or pen.local("concept"), "type": "Concept"}
    if value.iri is not None and is_local(value.iri):
        pen.narrow(
            at,
            "An IRI that begins with urn:epass: holds within one document only.",
            found=value.iri,
            remedy="Give an IRI of your own, or a label alone.",
        )
        node["id"] = pen.local("concept")
        label = label or {NO_LANGUAGE: value.iri}
    scheme = value.scheme
    if scheme is None and value.iri is not None:
        known = scheme_of(value.iri)
        scheme = known.iri if known is not None else None
    if scheme is not None and is_local(scheme):
        pen.narrow((*at, "scheme"), "A scheme that holds within one document only.", found=scheme)
        scheme = None
    if scheme is not None:
        node["inScheme"] = {"id": scheme, "type": "ConceptScheme"}
    if value.code is not None:
        node["notation"] = value.code
    found = vocabularies.find(value.iri) if value.iri is not None else None
    label = label or (dict(found.label) if found is not None else None)
    return {**node, "prefLabel": label} if label else node


def _standard(code: str, vocabulary: str, label: Json | None, at: Path) -> Json:
    """The concept that one of our words, or a code, stands for."""
    if vocabulary == "supervision-verification" and words.iri(vocabulary, code) is None:
        return {
            "id": f"{TERMS}#{code}",
            "type": "Concept",
            "inScheme": {"id": TERMS, "type": "ConceptScheme"},
            "prefLabel": label or {"en": SUPERVISION.get(code, code)},
        }
    iri = words.iri(vocabulary, code) if vocabulary in words.CODES else code
    try:
        found = vocabularies.concept(vocabulary, iri or code)
    except ModelError as error:
        raise no_code(at, code, error, vocabulary) from error
    return vocabularies.elm_concept(found, label=label)


def _read(slot: Slot, vocabulary: str | None) -> Json | None:
    slot = slot.inside()
    iri = slot.id
    code = None if iri is None else _code(iri, vocabulary)
    known = None if iri is None else scheme_of(iri)
    label = slot.one("prefLabel")
    said = None if label is None else read_text(label)
    scheme, notation = slot.one("inScheme"), slot.one("notation")
    if code is not None or known is not None:
        bundled = vocabularies.find(iri or "") if code is not None else None
        if bundled is not None and said == dict(bundled.label):
            said = None
        if iri is not None and code is not None and said == {"en": SUPERVISION.get(code)}:
            said = None
        for member in (scheme, notation):
            if member is not None:
                member.taken()
        found: Json = {"iri": iri} if code is None else {"code": code}
        return {**found, "label": said} if said else found
    found = {"iri": iri} if iri is not None else {}
    if scheme is not None:
        scheme.taken()
        if scheme.id is not None:
            found["scheme"] = scheme.id
    if notation is not None:
        found["code"] = string(notation)
    if said is not None:
        found["label"] = said
    if found.keys() & {"iri", "code", "label"}:
        return found
    return None


def _code(iri: str, vocabulary: str | None) -> str | None:
    """Our word, or the code, for a concept of the vocabulary."""
    if vocabulary is None:
        return None
    if iri.startswith(TERMS + "#"):
        return iri.removeprefix(TERMS + "#")
    base = vocabularies.scheme(vocabulary).base
    if not iri.startswith(base):
        return None
    if vocabulary in words.CODES:
        return words.word(iri)
    known = vocabularies.membership(vocabulary, iri) is Membership.KNOWN
    return iri.removeprefix(base) if known else None


# Languages and countries


def language_node(tag: str, at: Path) -> Json:
    """The concept of the language of a BCP 47 tag."""
    primary = tag.partition("-")[0]
    try:
        return vocabularies.elm_concept(vocabularies.language(primary))
    except ModelError as error:
        if len(primary) != 3:
            raise no_code(at, tag, error, "language") from error
    base = vocabularies.scheme("language").base
    return vocabularies.elm_concept(vocabularies.concept("language", base + primary.upper()))


def _write_language(value: str, pen: Pen, at: Path) -> Json:
    node = language_node(value, at)
    if read_tag(node["id"]) != value:
        pen.narrow(at, "ELM names the language without its region and script.", found=value)
    return node


def read_tag(iri: str) -> str | None:
    """The BCP 47 tag of a language of the European list."""
    try:
        return vocabularies.language_tag(iri)
    except ModelError:
        code = iri.removeprefix(vocabularies.scheme("language").base)
        return code.lower() if re.fullmatch(r"[A-Z]{3}", code, re.ASCII) else None


def read_language(slot: Slot) -> str | None:
    """The BCP 47 tag of a language."""
    return _read_listed(slot, read_tag, "a language of the European list")


LANGUAGE = Codec("concept of `language`", _write_language, read_language)

_FORMER_COUNTRIES = {"EL": "GR", "UK": "GB"}


def _write_country(value: str, _pen: Pen, at: Path) -> Json:
    try:
        return vocabularies.elm_concept(vocabularies.country(_FORMER_COUNTRIES.get(value, value)))
    except ModelError as error:
        raise no_code(at, value, error, "country") from error


def _country_code(iri: str) -> str | None:
    try:
        return vocabularies.country_code(iri)
    except ModelError:
        return None


def read_country(slot: Slot) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country."""
    return _read_listed(slot, _country_code, "a country of the European list")


COUNTRY = Codec("concept of `country`", _write_country, read_country)


def _read_listed(slot: Slot, code_of: Any, expected: str) -> str | None:
    """The code of a concept whose label, scheme and notation add nothing."""
    slot = slot.inside()
    code = code_of(slot.id) if slot.id is not None else None
    slot.taken()
    if code is None:
        slot.reading.refuse(
            slot, "This concept is not in the list.", expected, "VOCABULARY_UNKNOWN_CODE"
        )
    return code


_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}", re.ASCII)
_ATU = re.compile(r"[A-Z0-9]{3}(_[A-Z0-9]+)+", re.ASCII)


def _write_region(value: str, pen: Pen, _at: Path) -> Json:
    for name, pattern in (("nuts", _NUTS), ("atu", _ATU)):
        scheme = vocabularies.scheme(name)
        within = {"inScheme": {"id": scheme.iri, "type": "ConceptScheme"}}
        if value.startswith(scheme.base):
            return {"id": value, "type": "Concept", **within}
        if pattern.fullmatch(value):
            return {"id": scheme.base + value, "type": "Concept", **within, "notation": value}
    if is_absolute_iri(value) and not is_local(value):
        return {"id": value, "type": "Concept"}
    return {"id": pen.local("concept"), "type": "Concept", "notation": value}


def _read_region(slot: Slot) -> str | None:
    slot = slot.inside()
    scheme, notation = slot.one("inScheme"), slot.one("notation")
    if scheme is not None:
        scheme.taken()
    said = string(notation) if notation is not None else None
    if slot.id is None or (said is not None and slot.id.endswith("/" + said)):
        return said
    return slot.id


REGION = Codec("concept of `atu` or `nuts`", _write_region, _read_region)


def first_string(slot: Slot | None) -> str | None:
    """The English string of a text, else its first."""
    text = read_text(slot) if slot is not None else None
    return text.get("en") or next(iter(text.values())) if text else None
