"""Write `docs/levels.md` from the tables of levels and credits.

```
python tools/levels_page.py            write
python tools/levels_page.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from elm_microcred import levels

TARGET = Path(__file__).resolve().parent.parent / "docs" / "levels.md"

_HEAD = """\
# Levels and credits

Made by `tools/levels_page.py` from `vocab/levels/`. Which level of the European Qualifications
Framework (EQF) a level stands for, and what a credit is worth, is read from a table, chosen by the
day of the award. An equal number is never taken for an equal level: what no table says is unknown,
with the reason.

```python
>>> from datetime import date
>>> from decimal import Decimal
>>> from elm_microcred.levels import credit_interval, eqf_level
>>> old = eqf_level("LV-PQL", "3", at=date(2022, 7, 31))
>>> old.level, [use.id for use in old.tables]
('4', ['lv-pql-lqf', 'lqf-eqf'])
>>> eqf_level("LV-PQL", "3", at=date(2022, 8, 1)).level
'3'
>>> print(eqf_level("HKQF", "5", at=date(2024, 1, 1)).reason)
no table for this
>>> credit_interval("hours", "ECTS", at=date(2026, 6, 1)).of(Decimal(60))
(Decimal('2'), Decimal('2.4'))

```

A name that several frameworks have (`NQF`, `SQF`) counts only with the country. Where a table
leaves open which of two levels it is, both are given; a minimum is compared with the lower one.
"""


def page() -> str:
    """The text of the page."""
    lines = [_HEAD, "## Levels", ""]
    for table in levels.tables():
        lines += _level_table(table)
    lines += ["## Credits", "", *_rates(), ""]
    return "\n".join(lines)


def _level_table(table: levels.LevelTable) -> Iterator[str]:
    where = f", {table.country}" if table.country else ""
    yield f"### `{table.id}`: {table.framework} to {table.to}{where}"
    yield ""
    names = [f"`{name}`" for name in table.names]
    with_country = [f"`{name}` with the country" for name in table.shared_names]
    if names or with_country:
        yield f"Also named {', '.join(names + with_country)}. Version {table.version}."
    else:
        yield f"Version {table.version}."
    if table.note:
        yield ""
        yield table.note
    yield ""
    yield f"| from | until | {table.framework} → {table.to} |"
    yield "|---|---|---|"
    for period in table.periods:
        pairs = ", ".join(
            f"{level} → {' or '.join(others) or 'none'}" for level, others in period.levels.items()
        )
        yield f"| {_day(period.valid_from)} | {_day(period.valid_until)} | {pairs} |"
    yield ""
    yield f"Source: {'; '.join(map(_source, table.source))}"
    yield ""


def _rates() -> Iterator[str]:
    yield "| row | one | is worth | country | from | until | basis | source |"
    yield "|---|---|---|---|---|---|---|---|"
    for rate in levels.rates():
        worth = f"{rate.least}" if rate.least == rate.most else f"{rate.least} to {rate.most}"
        note = f" ({rate.note.rstrip('.')})" if rate.note else ""
        yield (
            f"| `{rate.id}` | {rate.system} | {worth} {rate.unit}{note} | {rate.country or 'any'} "
            f"| {_day(rate.valid_from)} | {_day(rate.valid_until)} | {rate.basis} "
            f"| {'; '.join(map(_source, rate.source))} |"
        )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _source(source: str) -> str:
    return f"<{source}>" if source.startswith("http") else source


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it differs; the exit code."""
    if arguments == ["--check"]:
        same = TARGET.is_file() and TARGET.read_text("utf-8") == page()
        if not same:
            print("docs/levels.md is not what the tables say", file=sys.stderr)
        return 0 if same else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
