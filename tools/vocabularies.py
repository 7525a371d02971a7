"""Write `vocab/` (the packed code lists) from the gathered table of vocabularies.

```
python tools/vocabularies.py VOCABULARIES.json SAMPLES            write
python tools/vocabularies.py VOCABULARIES.json SAMPLES --check    exit 1 if a committed file differs
```

SAMPLES is a folder of published credentials: labels that their concepts have in further languages
are taken over.

`vocab/index.json` names every scheme, also those whose list is not shipped; the IRI of a concept
is the scheme's `base` and its code. Each list is one file: `concepts` maps a code to its English
label, to labels by language, or to null where no official label is known; `also` maps further
notations (BCP 47, ISO 3166-1 alpha-2, media type) to a code.

Lists that are too long to ship go, whole, into `vocab/optional/`: no part of the wheel, read with
`elm_microcred.vocabularies.Lists`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "vocab"

ESCO = "http://data.europa.eu/esco/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

NAMES = {
    ESCO + "concept-scheme/occupations": "esco-occupation",
    ESCO + "concept-scheme/skills": "esco-skill",
    "http://data.europa.eu/nuts": "nuts",
    "http://data.europa.eu/snb/learningOpportunity-topics": "learning-opportunity-topics",
}
"""Short names that cannot be read off the IRI."""

PATTERNS = {
    "esco-occupation": f"{ESCO}(occupation/{UUID}|isco/C[0-9]{{1,4}})",
    "esco-skill": f"{ESCO}(skill/({UUID}|[STL][0-9]+(\\.[0-9]+)*)|isced-f/[0-9]{{2,4}})",
}
"""Lists too long to ship, whose IRIs are checked by form."""

LEFT_OUT = {"atu", "nuts"}
"""Lists too long to ship, whose IRIs say nothing by their form."""

OPTIONAL = {*LEFT_OUT, "language"}
"""Lists that stand whole in `vocab/optional/`."""

FURTHER_LANGUAGES = {"CNR", "MUL", "UND", "ZXX"}
"""Shipped beside the languages that have a code of two letters."""

NOTATIONS = {
    # The codes that the European institutions use beside ISO 3166-1.
    "country": {"EL": "GRC", "UK": "GBR", "XK": "1A0"},
    "education-credit": {"ECTS": "6fcec5c5af", "ECVET": "60b314e826"},
    "file-type": {
        "application/json": "JSON",
        "application/ld+json": "JSON_LD",
        "application/pdf": "PDF",
        "application/xml": "XML",
        "application/zip": "ZIP",
        "image/gif": "GIF",
        "image/jpeg": "JPEG",
        "image/png": "PNG",
        "image/svg+xml": "SVG",
        "text/csv": "CSV",
        "text/html": "HTML",
        "text/plain": "TXT",
    },
}
"""Notations that people have at hand, where the code itself is opaque."""


def name_of(scheme: str) -> str:
    """The short name of a scheme: the last telling segment of its IRI."""
    return NAMES.get(scheme) or scheme.removesuffix("/25831c2").rpartition("/")[2]


def files(source: dict[str, Any], samples: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file of `vocab/`, the index last."""
    rows = []
    further = further_labels(samples)
    for scheme, entry in sorted(source.items(), key=lambda item: name_of(item[0])):
        name = name_of(scheme)
        labelled = {
            concept["code"]: _labels(concept, further) for concept in _sorted(entry["concepts"])
        }
        concepts = {} if name in LEFT_OUT else _shipped(name, entry["concepts"], labelled)
        complete = entry["completeness"].startswith("complete") and name != "language"
        sources = sorted({_SOURCES[concept["src"]] for concept in entry["concepts"]})
        row = {
            "name": name,
            "iri": scheme,
            "base": _base(scheme, entry["concepts"]),
            "file": f"{name}.json" if concepts else None,
            "complete": complete and bool(concepts),
            "as_of": "2023" if sources == [_SOURCES["xsd"]] else None,
            "pattern": PATTERNS.get(name),
            "source": sources,
        }
        rows.append(row)
        if concepts:
            head = {"scheme": scheme, "also": _also(name, entry["concepts"], concepts)}
            yield f"{name}.json", _lines(head, "concepts", concepts)
        if name in OPTIONAL:
            head = {"scheme": scheme, "also": _also(name, entry["concepts"], labelled)}
            yield f"optional/{name}.json", _lines(head, "concepts", labelled)
    yield "index.json", _lines({}, "schemes", rows)


_SOURCES = {
    "xsd": "European Learning Model 3.2, code lists of the XML schemas",
    "sample": "European Digital Credentials, published samples",
    "edci-constant": "european-commission-empl/european-digital-credentials 2.2.2-alpha",
    "edci-xml-v2-sample (label of the old list)": "European Learning Model 2, samples",
    "openedx-elm-plugin": "Open edX plugin for the European Learning Model",
}


def _base(scheme: str, concepts: list[dict[str, Any]]) -> str:
    bases = {concept["iri"].removesuffix(concept["code"]) for concept in concepts}
    if not bases:
        return scheme.removesuffix("25831c2")
    (base,) = bases
    return str(base)


def further_labels(samples: Path) -> dict[str, dict[str, str]]:
    """Labels by language of the concepts in published credentials, by IRI; the first one counts."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(samples.rglob("*.json*")):
        document = json.loads(path.read_bytes())
        if isinstance(document.get("payload"), str):
            try:
                document = json.loads(document["payload"])
            except json.JSONDecodeError:
                continue  # the one sample that is invalid on purpose
        waiting: list[Any] = [document]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                _take(value.get("id"), value.get("prefLabel"), found)
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
    return found


def _take(iri: object, label: object, found: dict[str, dict[str, str]]) -> None:
    if not isinstance(iri, str) or not isinstance(label, dict):
        return
    for language, text in label.items():
        text = text[0] if isinstance(text, list) and len(text) == 1 else text
        if isinstance(text, str) and text.strip():
            found.setdefault(iri, {}).setdefault(language, " ".join(text.split()))


def _labels(
    concept: dict[str, Any], further: dict[str, dict[str, str]]
) -> str | dict[str, str] | None:
    """The English label, or labels by language where there are others too."""
    english = concept.get("label_en")
    others = {
        language: text
        for language, text in sorted(further.get(concept["iri"], {}).items())
        if language != "en" and text != english
    }
    if not others:
        return None if english is None else str(english)
    return others if english is None else {"en": english, **others}


def _sorted(concepts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(concepts, key=lambda concept: str(concept["code"]))


def _shipped(name: str, concepts: list[dict[str, Any]], labelled: dict[str, Any]) -> dict[str, Any]:
    return {
        concept["code"]: labelled[concept["code"]]
        for concept in _sorted(concepts)
        if name != "language"
        or len(concept.get("bcp47") or "") == 2
        or concept["code"] in FURTHER_LANGUAGES
    }


def _also(name: str, concepts: list[dict[str, Any]], codes: dict[str, Any]) -> dict[str, str]:
    """The usual notation of each concept first: it is the one that is given back."""
    member = {"language": "bcp47", "country": "alpha2"}.get(name, "")
    usual = {concept[member]: concept["code"] for concept in concepts if concept.get(member)}
    shipped = {short: code for short, code in sorted(usual.items()) if code in codes}
    return {**shipped, **NOTATIONS.get(name, {})}


def _lines(head: dict[str, Any], key: str, items: dict[str, Any] | list[Any]) -> str:
    """JSON with one line for each member of the head and each item."""
    rows = [f"{_text(name)}: {_text(value)}," for name, value in head.items()]
    if isinstance(items, dict):
        inner = [f"  {_text(code)}: {_text(label)}" for code, label in items.items()]
    else:
        inner = [f"  {_text(item)}" for item in items]
    opening, closing = "{}" if isinstance(items, dict) else "[]"
    body = ",\n".join(inner)
    return "{\n" + "\n".join([*rows, f"{_text(key)}: {opening}"]) + f"\n{body}\n{closing}\n}}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which of them differ; the exit code."""
    match arguments:
        case [path, samples] | [path, samples, "--check"] if not path.startswith("-"):
            expected = dict(files(json.loads(Path(path).read_bytes()), Path(samples)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    found = [*TARGET.glob("*.json"), *TARGET.glob("optional/*.json")]
    there = {str(path.relative_to(TARGET)): path.read_text("utf-8") for path in found}
    differing = {
        name for name in expected.keys() | there.keys() if expected.get(name) != there.get(name)
    }
    if len(arguments) == 3:
        for name in sorted(differing):
            print(f"vocab/{name} is not what the table says", file=sys.stderr)
        return 1 if differing else 0
    for name in differing:
        if name in expected:
            (TARGET / name).parent.mkdir(exist_ok=True)
            (TARGET / name).write_text(expected[name], "utf-8")
        else:
            (TARGET / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
