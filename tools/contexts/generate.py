"""Write `contexts/` (the bundled JSON-LD contexts and their manifest) from the term tables.

```
python tools/contexts/generate.py            write
python tools/contexts/generate.py --check    exit 1 if a committed file differs
```

`catalogue.toml` lists the contexts; `tables/` holds one term table for each (the notation is
described in `term_tables.py`); `contexts/manifest.json` says what was written.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import term_tables

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "contexts"
_COLUMNS = 80


def plain(document: dict[str, Any]) -> str:
    """Two spaces a level and a newline at the end: also the published multikey/v1, jwk/v1."""
    return bare(document) + "\n"


def bare(document: dict[str, Any]) -> str:
    """The same without the newline: the published bytes of data-integrity/v2."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def base_context(document: dict[str, Any]) -> str:
    """The published bytes of credentials/v2.

    A string whose line would pass 80 columns stands on a line of its own, and blank lines
    follow the opening members of each context and surround the classes at the top.
    """
    classes = {name for name in document["@context"] if name[0].isupper()}
    lines: list[str] = []
    in_class = False
    for line in bare(document).split("\n"):
        member = re.match(r'    "([^"]+)":', line)
        starts_class = bool(member and member[1] in classes)
        if lines[-1:] != [""] and (starts_class or (in_class and member)):
            lines.append("")
        if member:
            in_class = starts_class
        key, colon, value = line.partition('": "')
        if colon and len(line) > _COLUMNS:
            indent = " " * (len(line) - len(line.lstrip()) + 2)
            lines += [f'{key}":', f'{indent}"{value}']
        else:
            lines.append(line)
        if line.strip() in ('"@protected": true,', '"type": "@type",'):
            lines.append("")
    return "\n".join(lines)


LAYOUTS = {"plain": plain, "bare": bare, "base-context": base_context}


def files() -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of `contexts/`, the manifest last."""
    with (HERE / "catalogue.toml").open("rb") as file:
        rows = tomllib.load(file)["context"]
    written: dict[str, bytes] = {}
    entries = []
    for row in rows:
        name = row["table"] + ".jsonld"
        if name not in written:
            document = term_tables.read(HERE / "tables" / (row["table"] + ".terms"))
            written[name] = LAYOUTS[row.get("layout", "plain")](document).encode()
            yield name, written[name]
        entries.append(
            {
                "url": row["url"],
                "file": name,
                "version": row["version"],
                "licence": row["licence"],
                "source": row["source"],
                "approved": row.get("approved", True),
                "sha256": hashlib.sha256(written[name]).hexdigest(),
                "also_published": row.get("also_published", []),
            }
        )
    yield "manifest.json", plain({"contexts": entries}).encode()


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which of them differ; the exit code."""
    expected = {**dict(files()), "__init__.py": None}
    stale = {path.name for path in TARGET.iterdir() if path.is_file()} - set(expected)
    if arguments == ["--check"]:
        differing = stale | {
            name
            for name, content in expected.items()
            if content is not None
            and not ((path := TARGET / name).is_file() and path.read_bytes() == content)
        }
        for name in sorted(differing):
            print(f"contexts/{name} is not what the tables say", file=sys.stderr)
        return 1 if differing else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for name, content in expected.items():
        if content is not None:
            (TARGET / name).write_bytes(content)
    for name in stale:
        (TARGET / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
