"""Write the page of measured speeds from a run of the benchmark.

```
sh scripts/bench --json | python tools/performance_page.py     write docs/performance-table.md
```

The page is of the machine and the day of that run; only its ratios are meant to be compared.
"""

from __future__ import annotations

import datetime as dt
import json
import platform
import sys
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "docs" / "performance-table.md"
_HEAD = """# Measured speeds

<!-- Made by tools/performance_page.py from a run of scripts/bench. -->

Operations per second of CPU time, medians of turns in which both sides alternate; made on {day}
with Python {python}, PyLD {pyld} and cryptography {cryptography}, on a machine that runs the fixed
loop `calibration` {calibration:,.0f} times a second. [Performance](performance.md) says how this is
measured, what each operation and workload is, and what stands on the other side.

| operation | workload | ours | other side | ratio |
|---|---|---|---|---|
"""


def page(rows: Iterable[Mapping[str, Any]], *, day: dt.date) -> str:
    """The page of the rows of one run.

    Raises:
        ValueError: If the run has no row `calibration`, or nothing beside it.
    """
    found = list(rows)
    rates = [row["ours"] for row in found if row["operation"] == "calibration"]
    measured = [row for row in found if row["operation"] != "calibration"]
    if len(rates) != 1 or not measured:
        raise ValueError("a run has one row of calibration, and others")
    head = _HEAD.format(
        day=f"{day:%d %B %Y}".lstrip("0"),
        python=platform.python_version(),
        pyld=metadata.version("PyLD"),
        cryptography=metadata.version("cryptography"),
        calibration=rates[0],
    )
    lines = [
        f"| {row['operation']} | {row['workload']} | {_figure(row['ours'])}"
        f" | {_figure(row['pyld'])} | {_figure(row['ratio'])} |\n"
        for row in measured
    ]
    return head + "".join(lines)


def _figure(value: float) -> str:
    """A figure to about three places: more is noise."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def main() -> int:
    """Write it; the exit code."""
    TARGET.write_text(page(json.load(sys.stdin), day=dt.datetime.now(dt.UTC).date()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
