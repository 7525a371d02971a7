"""JAdES signatures: its index says how a case is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.case import Result


def run(index: Path) -> Iterator[Result]:
    """Every case of a JAdES index; the library has no JAdES yet, so none is right."""
    for case in json.loads(index.read_text("utf-8"))["cases"]:
        expected = " ".join(
            str(case[name]) for name in ("signature", "level", "timestamps") if case.get(name)
        )
        yield Result(case["id"], expected, "not implemented: JAdES", None, right=False)
