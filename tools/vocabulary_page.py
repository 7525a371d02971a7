"""Write `docs/vocabularies.md` from the index of the controlled vocabularies.

```
python tools/vocabulary_page.py            write
python tools/vocabulary_page.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import sys
from pathlib import Path

from elm_microcred import vocabularies
from elm_microcred.vocabularies import Lists, Scheme

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "vocabularies.md"
OPTIONAL = ROOT / "vocab" / "optional"

_HEAD = """\
# Controlled vocabularies

Made by `tools/vocabulary_page.py` from `vocab/`. A concept is looked up by code, by another
notation (a language tag, a country code, a media type), by label in any language that is known, or
by IRI:

```python
>>> from elm_microcred import vocabularies
>>> vocabularies.concept("eqf", "6").iri
'http://data.europa.eu/snb/eqf/6'
>>> vocabularies.concept("country", "NL").label["en"]
'Netherlands'
>>> vocabularies.concept("evidence-type", "Mandāts").label["en"]
'Mandate'
>>> vocabularies.elm_concept(vocabularies.concept("learning-assessment", "online"))["inScheme"]
{'id': 'http://data.europa.eu/snb/learning-assessment/25831c2', 'type': 'ConceptScheme'}

```

Whether an IRI is a concept of a vocabulary has three answers. What is not shipped cannot be told:

```python
>>> vocabularies.membership("eqf", "http://data.europa.eu/snb/eqf/6").value
'known'
>>> vocabularies.membership("eqf", "http://data.europa.eu/snb/eqf/99").value
'unknown'
>>> ireland = "http://publications.europa.eu/resource/authority/atu/IRL"
>>> vocabularies.membership("atu", ireland).value
'not shipped'

```

Long lists stand whole in `vocab/optional/` of the repository, beside the wheel, and are passed in.
So is anything that looks concepts up, such as a service for ESCO: an object with the two methods of
`ConceptSource`. `validate(document, profile=..., lists=...)` takes it too.

```python
>>> from pathlib import Path
>>> lists = vocabularies.Lists.read(Path("vocab/optional/atu.json"))
>>> vocabularies.membership("atu", ireland, lists).value
'known'
>>> vocabularies.concept("atu", "Ireland", lists).code
'IRL'

```

Levels of frameworks and credits in other units are not vocabularies but dated tables: see
[levels](levels.md).

| name | IRI | shipped | as of | source |
|---|---|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    return _HEAD + "\n".join(map(_row, vocabularies.schemes().values())) + "\n"


def _row(of: Scheme) -> str:
    count = len(vocabularies.concepts(of.name))
    shipped = f"{count}, all" if of.complete else f"{count}, not all" if count else "none"
    if of.pattern is not None:
        shipped += "; others by the form of their IRI"
    path = OPTIONAL / f"{of.name}.json"
    if path.is_file():
        lists = Lists.read(path)
        shipped += f"; {len(lists.concepts(of))} in `vocab/optional/`"
    sources = "; ".join(of.source)
    return f"| `{of.name}` | `{of.iri}` | {shipped} | {of.as_of or ''} | {sources} |"


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it differs; the exit code."""
    if arguments == ["--check"]:
        same = TARGET.is_file() and TARGET.read_text("utf-8") == page()
        if not same:
            print("docs/vocabularies.md is not what the index says", file=sys.stderr)
        return 0 if same else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
