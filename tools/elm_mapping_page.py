"""Write the tables of `docs/mapping-elm.md` from the tables of the mapping.

```
python tools/elm_mapping_page.py            write
python tools/elm_mapping_page.py --check    exit 1 if the page differs
```

A table stands between `<!-- table NAME -->` and `<!-- end -->`; the rest is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from elm_microcred.mapping.elm import agents, claim, credential, learning, person, specification
from elm_microcred.mapping.elm.rows import Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "mapping-elm.md"
_TABLE = re.compile(r"(<!-- table (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

ELEMENTS = {
    "learner": "A1",
    "title": "A2",
    "issuer": "A3",
    "awarding_bodies": "A4",
    "awarded_at": "A5",
    "issued_at": "A5",
    "outcomes": "A6",
    "outcome_summary": "A6",
    "workload": "A7",
    "credits": "A7",
    "credits_earned": "A7",
    "levels": "A8",
    "participation": "A10",
    "quality_assurance": "A11",
    "prerequisites": "B1",
    "stackability": "B4",
    "notes": "B5",
    "links": "B5",
    "homepage": "B5",
}
"""The element of Annex I that a member of the achievement or the award is about."""

SUBJECT = "credentialSubject"
CLAIM = f"{SUBJECT}.hasClaim"


def table(rows: Iterable[Row], before: str = "", *, annex_1: bool = False) -> str:
    """The rows as a table of Markdown, each term below `before`."""
    head = ["member", "ELM", "written as", "remark"] + (["Annex I"] if annex_1 else [])
    lines = [head, ["---" for _ in head]]
    for row in rows:
        term = f"`{before}{row.term}`" if row.term else ""
        cells = [f"`{row.member}`", term, row.codec.form, row.remark]
        lines.append([*cells, ELEMENTS.get(row.member.split(".")[0], "")] if annex_1 else cells)
    return "\n" + "".join("| " + " | ".join(cells) + " |\n" for cells in lines) + "\n"


def tables() -> dict[str, str]:
    """Every table by name."""
    award = (
        ("", (*credential.DATES, *credential.IDENTIFIERS)),
        (f"{CLAIM}.awardedBy.", credential.AWARDED),
        (f"{CLAIM}.", (*credential.CLAIM, *person.NAMES)),
        (f"{CLAIM}.influencedBy.temporal.", claim.PERIOD),
    )
    in_award = [
        Row(row.member, before + row.term, row.codec, remark=row.remark)
        for before, rows in award
        for row in rows
    ]
    in_awarding = [
        Row(row.member, f"awardedBy.{row.term}", row.codec, remark=row.remark)
        for row in credential.AWARDING
    ]
    place = [
        Row(row.member, f"address.{row.term}", row.codec, remark=row.remark)
        for row in agents.ADDRESS
    ]
    assessment = [
        Row(row.member, f"specifiedBy.{row.term}", row.codec, remark=row.remark)
        for row in claim.ASSESSMENT_SPECIFICATION.rows
    ]
    activity = [
        Row(row.member, f"specifiedBy.{row.term}", row.codec, remark=row.remark)
        for row in claim.ACTIVITY_SPECIFICATION.rows
    ]
    return {
        "achievement": table(specification.SPECIFICATION.rows, annex_1=True),
        "awarding": table(in_awarding, annex_1=True),
        "award": table(in_award, annex_1=True),
        "learner": table(person.PERSON.rows),
        "organisation": table(agents.ORGANISATION.rows),
        "place": table([*agents.LOCATION, *place]),
        "contact": table(agents.CONTACT_POINT.rows),
        "outcome": table(learning.OUTCOME.rows),
        "quality": table(learning.ACCREDITATION.rows),
        "assessment": table([*claim.ASSESSMENT, *assessment]),
        "result": table(claim.RESULT),
        "activity": table([*claim.ACTIVITY, *activity]),
    }


def page(text: str) -> str:
    """The page with its tables as they should be."""
    made = tables()
    return _TABLE.sub(lambda match: match[1] + made[match["name"]] + match[3], text)


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it differs; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    there = PAGE.read_text("utf-8")
    if there == page(there):
        return 0
    if arguments:
        print(f"docs/{PAGE.name} is not what the tables say", file=sys.stderr)
        return 1
    PAGE.write_text(page(there), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
