"""Write `docs/conformance-table.md`: every corpus, run, and how much of it is right.

```
python tools/conformance_table.py            run everything, and write the page
python tools/conformance_table.py --check    exit 1 if the page has other rows than this tool
```

The published data is read from the folder that `ELM_MICROCRED_REFERENCE` names. Figures change as
the library does; they are those of the day when the page was written, and a row is what is run.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from corpus import attacks, jades, json_ld, openbadges, rdfc10, vectors
from corpus.case import Result

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "conformance-table.md"
_VECTORS = ROOT / "tests" / "vectors"

_HEAD = """# Conformance table

<!-- Made by tools/conformance_table.py from real runs. -->

What was run, and how much of it came out as its publisher, or our own corpus, says. `sh
scripts/corpus KIND INDEX` runs a row again and lists each case that is not right. How the figures
are meant, and what they cannot show, stands in [what is proven by what](conformance.md).

**Right** is the verdict; **reason** is how many refusals, among the cases that name one, have the
code that was asked for. The last column counts what is not right by the code or the word of the
answer.
"""
_COLUMNS = "\n| what | cases | right | reason | not right |\n|---|---:|---:|---:|---|\n"
_ROW = re.compile(r"^\| (?!what \|)(?!---)([^|]+) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        name: What is run.
        run: Its results.
    """

    name: str
    run: Callable[[], Iterable[Result]]


def sections() -> Iterator[tuple[str, list[Row]]]:
    """Each section of the page: its title and its rows. Nothing is run."""
    yield (
        "The suites of the W3C",
        [
            Row("RDF canonicalisation (RDFC-1.0)", lambda: _suite("w3c/rdfc10.tar.gz")),
            Row("JSON-LD 1.1 to RDF", lambda: _json_ld("toRdf")),
            Row("JSON-LD 1.1 expansion", lambda: _json_ld("expand")),
        ],
    )
    yield (
        "Published vectors",
        [
            Row(f"`{path.parent.name}`", partial(vectors.run, path))
            for path in sorted(_VECTORS.glob("*/manifest.json"))
        ],
    )
    yield (
        "The published corpus of attacks",
        [Row(kind, partial(_published_attacks, kind)) for kind in _ATTACKS],
    )
    yield (
        "Our own corpus of attacks",
        [Row(f"{kind} (own)", partial(_own_attacks, kind)) for kind in _OWN],
    )
    yield (
        "Documents of others",
        [
            Row("Open Badges", lambda: openbadges.run(_reference() / "openbadges/index.json")),
            Row("JAdES seals", lambda: jades.run(_reference() / "jades/index.json")),
        ],
    )


_OWN = ("data-integrity", "presentation", "status", "did")
_ATTACKS = (
    *_OWN, "jose", "sd-jwt", "jades", "image", "json-schema", "shacl", "csv", "xml", "render"
)  # fmt: skip


def _reference() -> Path:
    folder = os.environ.get("ELM_MICROCRED_REFERENCE")
    return (Path(folder) if folder else ROOT.parent / "shared") / "reference"


def _suite(path: str) -> Iterable[Result]:
    return rdfc10.run(_reference() / path)


@cache
def _all_of_json_ld() -> list[Result]:
    return list(json_ld.run(_reference() / "w3c/json-ld-api-tests.tar.gz"))


def _json_ld(kind: str) -> Iterable[Result]:
    return [result for result in _all_of_json_ld() if result.id.startswith(f"{kind}#")]


@cache
def _attacks(index: Path) -> dict[str, list[Result]]:
    """The results of an index of attacks by the kind of the case."""
    entries = json.loads(index.read_text("utf-8"))["cases"]
    kinds = {case["id"]: case["kind"] for case in entries}
    found: dict[str, list[Result]] = {}
    for result in attacks.run(index):
        found.setdefault(kinds[result.id], []).append(result)
    return found


def _published_attacks(kind: str) -> Iterable[Result]:
    return _attacks(_reference() / "attacks/index.json").get(kind, [])


@cache
def _own_index() -> Path:
    sys.path.insert(0, str(ROOT / "tests"))
    hostile = import_module("hostile")
    index: Path = hostile.write(Path(tempfile.mkdtemp()) / "corpus", *hostile.corpus())
    return index


def _own_attacks(kind: str) -> Iterable[Result]:
    return _attacks(_own_index()).get(kind, [])


def page() -> str:
    """The whole page, every row of it run."""
    parts = [_HEAD]
    for title, rows in sections():
        parts += [f"\n## {title}\n", _COLUMNS, *(_line(row.name, list(row.run())) for row in rows)]
    return "".join(parts)


def _line(name: str, results: Sequence[Result]) -> str:
    right = sum(result.right for result in results)
    reasons = [result.reason_right for result in results if result.reason_right is not None]
    said = f"{sum(map(bool, reasons))} of {len(reasons)}" if reasons else ""
    wrong = Counter(result.code or result.got for result in results if not result.right)
    listed = ", ".join(f"{_plain(word)} {count}" for word, count in sorted(wrong.items()))
    return f"| {name} | {len(results)} | {right} | {said} | {listed} |\n"


def _plain(word: str) -> str:
    """The code, or the answer in a few words without what would break the table."""
    return f"`{word}`" if word.isupper() else word.replace("|", "/")[:60]


def names() -> list[str]:
    """The name of every row, in the order of the page."""
    return [row.name for _, rows in sections() for row in rows]


def is_current() -> bool:
    """Whether the committed page has the rows of this tool, with figures in each."""
    if not TARGET.is_file():
        return False
    text = TARGET.read_text("utf-8")
    return text.startswith(_HEAD) and _ROW.findall(text) == names()


def main(arguments: list[str]) -> int:
    """Write the page, or say whether the committed one has the rows of today."""
    if "--check" in arguments:
        return 0 if is_current() else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
