"""Write the tables of the pages `docs/exchange/*.md` from the tables of the formats.

```
python tools/exchange_pages.py            write
python tools/exchange_pages.py --check    exit 1 if a page differs
```

A table stands between `<!-- table NAME -->` and `<!-- end -->`; the rest is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from elm_microcred.exchange.ctdl import TABLE as CTDL
from elm_microcred.exchange.deqar import TABLE as DEQAR
from elm_microcred.exchange.ebsi import TABLE as EBSI
from elm_microcred.exchange.elm_v2.table import TABLE as ELM_V2
from elm_microcred.exchange.elmo.table import TABLE, TO_ELMO
from elm_microcred.exchange.eudi import TABLE as EUDI
from elm_microcred.exchange.eudi import mandatory
from elm_microcred.exchange.rows import FormatRow

PAGES = Path(__file__).resolve().parent.parent / "docs" / "exchange"
_TABLE = re.compile(r"(<!-- table (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(outside: str, inside: str, rows: Iterable[FormatRow]) -> str:
    """The rows as a table of Markdown."""
    lines = [f"| {outside} | {inside} | remark |", "|---|---|---|"]
    for row in rows:
        cells = [f"`{cell}`" if cell else "" for cell in row[:2]]
        lines.append("| " + " | ".join([*cells, row.remark]) + " |")
    return "\n" + "\n".join(lines) + "\n\n"


def _demanded(row: FormatRow) -> FormatRow:
    """The row with a word on whether an issuer has to state the claim."""
    words = ["**mandatory**"] if row.outside in mandatory() else []
    return row._replace(remark="; ".join([*words, *filter(None, [row.remark])]))


def tables() -> dict[str, str]:
    """Every table by name."""
    return {
        "eudi": table("claim", "micro-credential", map(_demanded, EUDI)),
        "ctdl": table("CTDL", "achievement", CTDL),
        "deqar": table("answer", "ours", DEQAR),
        "ebsi": table("EBSI", "ours", EBSI),
        "elm-v2": table("ELM 2", "ELM 3", ELM_V2),
        "elmo": table("ELMO", "ELM", TABLE),
        "to-elmo": table("ELMO", "ELM", TO_ELMO),
    }


def page(text: str) -> str:
    """A page with its tables as they should be."""
    made = tables()
    return _TABLE.sub(lambda match: match[1] + made[match["name"]] + match[3], text)


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say whether one differs; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    for path in sorted(PAGES.glob("*.md")):
        there = path.read_text("utf-8")
        if there == page(there):
            continue
        if arguments:
            print(f"docs/exchange/{path.name} is not what the tables say", file=sys.stderr)
            return 1
        path.write_text(page(there), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
