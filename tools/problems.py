"""Write `docs/problems.md` from the table of codes.

```
python tools/problems.py            write
python tools/problems.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from elm_microcred import codes
from elm_microcred.codes import CODES, Code, Effect

TARGET = Path(__file__).resolve().parent.parent / "docs" / "problems.md"

_HEAD = """# Problems

<!-- Made by tools/problems.py from src/elm_microcred/codes.py. -->

Whatever is found, in an error or in a report, is a `Problem` with one of these codes. A code never
changes its meaning. Beside it stand the place (a JSON Pointer; for a table, row and column), what
was found, what was expected, and what to do.

**Fails** means that the check fails; **unsettles**, that it cannot be decided, because a source was
missing; the rest are remarks. The `type` of a problem
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) is that of the W3C specification where there is
one, else `https://w3id.org/elm-microcred/problems/CODE`.
"""
_GROUP = re.compile(r"^    # (.+)$", re.MULTILINE)
_NAME = re.compile(r'^    _\w+\(\s*"([A-Z][A-Z0-9_]+)"', re.MULTILINE)
_MEANING = {Effect.FAILS: "fails", Effect.UNSETTLES: "unsettles"}


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    """A section for each group of the table, in its order."""
    source = Path(codes.__file__).read_text("utf-8")
    _, *parts = _GROUP.split(source.partition("_TABLE = (")[2])
    for title, rows in zip(parts[::2], parts[1::2], strict=True):
        yield f"\n## {title}\n\n| code | meaning | effect | W3C type |\n|---|---|---|---|\n"
        yield from (_row(CODES[name]) for name in _NAME.findall(rows))


def _row(code: Code) -> str:
    effect = _MEANING.get(code.effect, code.severity.value)
    kind = code.w3c and f"[{code.w3c.rpartition('#')[2]}]({code.w3c})"
    return f"| `{code.name}` | {code.title} | {effect} | {kind} |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is the committed one."""
    if "--check" in arguments:
        return 0 if TARGET.is_file() and TARGET.read_text("utf-8") == page() else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
