"""Write `docs/columns.md` from the table of columns and the words of the model.

```
python tools/columns.py            write
python tools/columns.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from elm_microcred.model import words
from elm_microcred.model.columns import ACHIEVEMENT, AWARD, ORGANISATION, ROLES, Row

TARGET = Path(__file__).resolve().parent.parent / "docs" / "columns.md"

HEAD = """# Columns of a table row

<!-- Made by tools/columns.py from src/elm_microcred/model/columns.py and words.py. -->

A row of a CSV file, a spreadsheet or a learning management system describes an achievement, an
award, or both:

```python
>>> from elm_microcred import MicroCredential
>>> row = {
...     "language": "lv",
...     "title": "Ostas drošība",
...     "title@en": "Port safety",
...     "outcomes": "Plāno darbu | Novērš risku",
...     "workload_hours": "60",
...     "eqf_level": "4",
...     "issuer_name": "Ostas mācību centrs",
...     "learner_full_name": "Līga Kalniņa",
...     "awarded_on": "2026-06-30",
... }
>>> micro = MicroCredential.from_row(row)
>>> micro.achievement.title["en"], micro.achievement.levels[0].framework
('Port safety', 'EQF')
>>> [str(outcome.title) for outcome in micro.achievement.outcomes]
['Plāno darbu', 'Novērš risku']

```

- `Achievement.from_row` takes the columns of the achievement and ignores those of the award;
  `Award.from_row` the other way round; `MicroCredential.from_row` takes both.
- A column that is not listed here is kept in `unknown`.
- An empty cell is absent.
- **texts** take a language after an at sign, `title@lv`; without one they are in the main
  language, which the column `language` names.
- **several** values stand in one cell, parted by a bar: `Plans | Does`. In another language the
  parts stand in the same order.
- A date is `2026-06-30` (midnight UTC) or a time with its zone, `2026-06-30T12:00:00+03:00`.
- A number is written with a point: `7.5`.
- A wrong cell is named with its column:

```python
>>> from elm_microcred import ModelError
>>> try:
...     MicroCredential.from_row(row | {"workload_hours": "-60"})
... except ModelError as error:
...     print(error.problem.column, error.problem.detail, error.problem.expected)
workload_hours This number cannot be. a number from 0 to 1000000

```

The letters in brackets are the elements of Annex I of Council Recommendation 2022/C 243/02.
[docs/model.md](model.md) describes the nested form, which says more.
"""

KINDS = {"value": "", "text": "text", "values": "several", "texts": "several texts"}

VOCABULARIES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("participation", "participation, assessment_mode", words.PARTICIPATION_MODES),
    ("assessment", "assessment_type", words.ASSESSMENT_TYPES),
    ("activity", "activity_type", words.ACTIVITY_TYPES),
    ("supervision", "supervision", words.SUPERVISION),
    ("quality assurance", "quality_assurance_type", words.QUALITY_ASSURANCE_TYPES),
    ("learning setting", "learning_setting", words.LEARNING_SETTINGS),
    ("cycle", "ehea_cycle", words.EHEA_CYCLES),
)


def table(rows: Iterable[Row], prefix: str = "") -> str:
    lines = ["| column | | holds | member |", "|---|---|---|---|"]
    for name, path, kind, meaning in rows:
        shown = path.replace("/", ".")
        lines.append(f"| `{prefix}{name}` | {KINDS[kind]} | {meaning} | `{shown}` |")
    return "\n".join(lines)


def page() -> str:
    """The whole of `docs/columns.md`."""
    roles = "\n".join(
        f"| `{prefix}_…` | {who} | `{path.replace('/', '.')}` |" for prefix, path, who in ROLES
    )
    vocabularies = "\n\n".join(
        f"**{title}** ({', '.join(f'`{name}`' for name in columns.split(', '))})\n\n"
        + "\n".join(
            ["| word | means |", "|---|---|", *(f"| `{w}` | {m} |" for w, m in said.items())]
        )
        for title, columns, said in VOCABULARIES
    )
    return "\n".join(
        [
            HEAD,
            "## Achievement\n",
            table(ACHIEVEMENT),
            "\n## Roles of the achievement\n",
            "Each role has the same columns behind its prefix: `issuer_name`, `provider_vat`.\n",
            "| prefix | who | member |\n|---|---|---|",
            roles,
            "",
            table(ORGANISATION, "…_"),
            "\n## Award\n",
            table(AWARD),
            "\n## Words\n",
            "Instead of a word, the IRI of a concept of your own can be given.\n",
            vocabularies,
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        same = TARGET.is_file() and TARGET.read_text("utf-8") == page()
        print("docs/columns.md is " + ("current" if same else "not current: run tools/columns.py"))
        return 0 if same else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
