"""Write the tables of the pages on Open Badges from the tables of the mapping.

```
python tools/open_badges_pages.py            write
python tools/open_badges_pages.py --check    exit 1 if a page differs
```

A table stands between `<!-- table NAME -->` and `<!-- end -->`; the rest of a page is written by
hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from elm_microcred import contexts
from elm_microcred.codes import BASE_IRI
from elm_microcred.mapping.open_badges import achievement, award, identity
from elm_microcred.mapping.open_badges.extension import SHAPES, Term, terms
from elm_microcred.mapping.open_badges.parts import Parts
from elm_microcred.mapping.open_badges.rows import Row, Value, Words

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = (DOCS / "mapping-open-badges.md", DOCS / "contexts-open-badges.md")
_TABLE = re.compile(r"(<!-- table (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n" + "".join("| " + " | ".join(cells) + " |\n" for cells in lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _without(row: Row) -> str:
    """What a badge without the extension does with a member."""
    match row:
        case Words():
            return "the main language"
        case Parts():
            if row.slot.holds == 0:
                return "left out"
            return "kept" if row.one or row.slot.holds is None else "the first"
        case Value() if row.kind is None:
            return "kept"
        case Value() if not row.badge:
            return "left out"
        case Value():
            return f"kept; else {row.what[0].lower()}{row.what[1:]} {row.lost.partition(':')[0]}"
        case _:
            return "kept"


def _mapping(rows: Iterable[Row]) -> str:
    head = ("member", "Open Badges", "extension", "without the extension", "Annex I")
    return _table(
        head,
        ((_code(r.member), _code(r.badge), _code(r.term), _without(r), r.elements) for r in rows),
    )


def _term(term: Term) -> tuple[str, ...]:
    definition = contexts.document(contexts.MICROCRED_OB_V1)["@context"][term.name]
    address = definition if isinstance(definition, str) else definition["@id"]
    (held, *_) = {use.holds for use in term.uses}
    text = "text by language" if term.container == "@language" else ""
    stands_for = "; ".join(f"{_code(use.member)} on {use.on}".strip() for use in term.uses)
    return (
        _code(term.name),
        _short(address),
        held or text or term.datatype or "string",
        stands_for,
    )


def _short(iri: str) -> str:
    prefixes = {f"{BASE_IRI}terms#": "terms#", "http://www.w3.org/2004/02/skos/core#": "skos:"}
    for base, short in prefixes.items():
        if iri.startswith(base):
            return f"`{short}{iri.removeprefix(base)}`"
    return iri


def tables() -> dict[str, str]:
    """Every table by name."""
    found = {
        "achievement": _mapping((*achievement.CREDENTIAL_ROWS, *achievement.ROWS)),
        "award": _mapping(award.ROWS),
        "learner": _mapping(identity.ROWS),
        "terms": _table(("term", "IRI", "holds", "stands for"), map(_term, terms())),
    }
    for name, shape in SHAPES.items():
        found[name.replace(" ", "-")] = _mapping(shape.rows)
    return found


def page(path: Path) -> str:
    """The text of a page with its tables as they should be."""
    made = tables()
    return _TABLE.sub(
        lambda match: match[1] + made[match["name"]] + match[3], path.read_text("utf-8")
    )


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which of them differ; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = [path for path in PAGES if path.read_text("utf-8") != page(path)]
    for path in stale:
        if arguments:
            print(f"docs/{path.name} is not what the tables say", file=sys.stderr)
        else:
            path.write_text(page(path), "utf-8")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
