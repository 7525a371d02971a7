"""Write the notebook of the ten commonest jobs from the scripts that do them.

```
python tools/notebook.py            write examples/scripts/ten-jobs.ipynb
python tools/notebook.py --check    exit 1 if it is of other scripts
```
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parent.parent / "examples" / "scripts"
TARGET = SCRIPTS / "ten-jobs.ipynb"
_ORDER = re.compile(r"^\| \[([\w]+\.py)\]", re.MULTILINE)
_HERE = "Path(__file__).resolve().parent.parent"
_THERE = "Path.cwd().parent  # the notebook runs in its own folder"


def names() -> list[str]:
    """The scripts, in the order of the table in their README."""
    return _ORDER.findall((SCRIPTS / "README.md").read_text("utf-8"))


def notebook() -> dict[str, Any]:
    """The notebook: a heading and a cell of code for each script."""
    cells = [_text("# The ten commonest jobs")]
    for number, name in enumerate(names(), start=1):
        cells += _cells(number, (SCRIPTS / name).read_text("utf-8"))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cells(number: int, source: str) -> Iterator[dict[str, Any]]:
    tree = ast.parse(source)
    said = ast.get_docstring(tree) or ""
    yield _text(f"## {number}. {said}")
    first = tree.body[1].lineno - 1
    code = "\n".join(source.splitlines()[first:]).replace(_HERE, _THERE).strip()
    yield {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": code.splitlines(keepends=True),
    }


def _text(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def main() -> int:
    """Write it, or compare; the exit code."""
    text = json.dumps(notebook(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        return int(TARGET.read_text("utf-8") != text)
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
