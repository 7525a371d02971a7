"""How high and how much in ELM: levels of qualifications frameworks, and credit points."""

from __future__ import annotations

import re
from decimal import Decimal

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping import words
from elm_microcred.mapping.elm.codecs import NO_LANGUAGE, TERMS, Codec, string
from elm_microcred.mapping.elm.concepts import first_string
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Json, Path, Slot, is_local
from elm_microcred.model import CreditPoints, Level
from elm_microcred.model.base import is_absolute_iri
from elm_microcred.model.words import EHEA_CYCLES

# Levels

_LEVEL = re.compile(r"(?P<framework>.+?) [Ll]evel (?P<level>.+)", re.DOTALL)


def _level_node(level: Level, iri: str, vocabulary: str, label: str) -> Json:
    node = {
        "id": iri,
        "type": "Concept",
        "inScheme": {"id": vocabularies.scheme(vocabulary).iri, "type": "ConceptScheme"},
        "prefLabel": {"en": label},
    }
    # A level that came without its IRI carries its number, so that it is read without it.
    return {**node, "notation": level.level} if level.iri is None else node


def _write_eqf(value: Level, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    iri = vocabularies.scheme("eqf").base + value.level
    if value.iri not in (None, iri):
        pen.narrow((*at, "iri"), "ELM knows this level by another IRI.", found=value.iri)
        value = value.model_copy(update={"iri": None})
    return _level_node(value, iri, "eqf", f"Level {value.level}")


def _read_eqf(slot: Slot) -> Json | None:
    return _read_level(slot, "EQF")


EQF = Codec(
    "concept of `eqf`",
    _write_eqf,
    _read_eqf,
    fits=lambda value, pen: pen.qualification and value.framework == "EQF",
)


def _national(level: Level) -> str | None:
    """The IRI of a national level in the list of the European Learning Model."""
    if level.framework in ("EQF", "QF-EHEA"):
        return None
    if level.iri is not None:
        return level.iri if level.iri.startswith(vocabularies.scheme("qdr").base) else None
    try:
        return vocabularies.concept("qdr", f"{level.framework} Level {level.level}").iri
    except ModelError:
        return None


def _write_national(value: Level, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    label = f"{value.framework} Level {value.level}"
    return _level_node(value, _national(value) or "", "qdr", label)


def _read_national(slot: Slot) -> Json | None:
    return _read_level(slot, "NQF")


NATIONAL = Codec(
    "concept of `qdr`, label `framework Level level`",
    _write_national,
    _read_national,
    fits=lambda value, pen: pen.qualification and _national(value) is not None,
)


def _write_other_level(value: Level, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    label = f"{value.framework} Level {value.level}"
    iri, scheme = value.iri, pen.local("conceptScheme", value.framework)
    if value.framework == "QF-EHEA":
        label, scheme = f"{EHEA_CYCLES[value.level]} (QF-EHEA)", f"{TERMS}#qf-ehea"
        iri = iri or f"{scheme}-{value.level}"
    return {
        "id": pen.id(iri, "concept", at, member="iri"),
        "type": "Concept",
        "inScheme": {
            "id": scheme,
            "type": "ConceptScheme",
            "prefLabel": {NO_LANGUAGE: value.framework},
        },
        "notation": value.level,
        "prefLabel": {"en": label},
    }


def _read_other_level(slot: Slot) -> Json | None:
    slot = slot.inside()
    scheme = slot.one("inScheme")
    framework = None
    if scheme is not None:
        scheme.taken()
        framework = first_string(scheme.one("prefLabel")) or scheme.id
    level = _read_level(slot, framework or "educationLevel")
    if level is not None and slot.id is not None and not slot.id.startswith(TERMS):
        level["iri"] = slot.id
    return level


EDUCATION_LEVEL = Codec(
    "concept, its scheme labelled with the framework, its notation the level",
    _write_other_level,
    _read_other_level,
)


def _read_level(slot: Slot, framework: str) -> Json | None:
    """A level by its notation, else by its label."""
    slot = slot.inside()
    for term in ("inScheme", "prefLabel"):
        for member in slot.many(term):
            member.taken()
    notation, label = slot.one("notation"), first_string(slot.one("prefLabel"))
    iri = slot.id
    known = vocabularies.find(iri) if iri is not None else None
    if label is None and known is not None:
        label = known.label.get("en")
    said = string(notation) if notation is not None else None
    match = _LEVEL.fullmatch(label or "")
    level: Json = {"framework": framework}
    if framework == "EQF" and iri is not None:
        level["level"] = iri.removeprefix(vocabularies.scheme("eqf").base)
    elif framework == "NQF" and match is not None:
        level |= match.groupdict()
    else:
        level["level"] = said or label or iri
    if iri is not None and said is None:
        level["iri"] = iri
    if level["level"] is None:
        return None
    return level


# Credit points


def _write_credits(value: CreditPoints, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    return {
        "id": pen.local("creditPoint"),
        "type": "CreditPoint",
        "framework": _framework(value.system, pen, at),
        "point": plain(value.points),
    }


def _framework(system: str, pen: Pen, _at: Path) -> Json:
    iri = words.iri("education-credit", system)
    if iri is not None:
        return vocabularies.elm_concept(vocabularies.concept("education-credit", iri))
    if is_absolute_iri(system) and not is_local(system):
        return {"id": system, "type": "Concept"}
    return {
        "id": pen.local("concept", "credit system", system),
        "type": "Concept",
        "prefLabel": {NO_LANGUAGE: system},
    }


def _read_credits(slot: Slot) -> Json | None:
    slot = slot.entered()
    point, framework = slot.one("point"), slot.one("framework")
    points = string(point) if point is not None else None
    system = None
    if framework is not None:
        framework = framework.inside()
        iri = framework.id
        system = (words.word(iri) or iri) if iri is not None else None
        if iri is None or words.word(iri):
            system = system or first_string(framework.one("prefLabel"))
            framework.taken()
    return {"points": points} if system is None else {"system": system, "points": points}


CREDITS = Codec("`CreditPoint`", _write_credits, _read_credits)


def plain(number: Decimal) -> str:
    """A decimal number without exponent."""
    return format(number, "f")
