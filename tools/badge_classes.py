"""Write `validation/badges/classes.json`: the classes of Open Badges and CLR as a table.

```
python tools/badge_classes.py            write
python tools/badge_classes.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import elm_microcred.validation.badges.classes as table
from elm_microcred.model.open_badges.vocabularies import (
    EXTENSION,
    PUBLISHED_EXTENSION,
    VOCABULARIES,
)
from elm_microcred.model.vc.node import Member, classes, members

TARGET = Path(table.__file__).with_name(table.TABLE)


def page() -> str:
    """The whole table."""
    said = {
        "classes": {
            name: {
                "types": of.TYPES,
                "closed": of.CLOSED,
                "members": {member: _row(row) for member, row in members(of).items()},
            }
            for name, of in sorted(classes().items())
        },
        "vocabularies": {
            name: {"terms": words.terms, "extensible": words.extensible}
            for name, words in VOCABULARIES.items()
        },
        "extension": EXTENSION.pattern,
        "published_extension": PUBLISHED_EXTENSION,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _row(member: Member) -> dict[str, Any]:
    kind = member.kind
    row: dict[str, Any] = {"datatype": kind} if isinstance(kind, str) else {"class": kind.__name__}
    row["min"] = member.cardinality.min
    if member.cardinality.max is not None:
        row["max"] = member.cardinality.max
    return row


def main(arguments: list[str] | None = None) -> int:
    """Write the table, or with `--check` compare it."""
    given = sys.argv[1:] if arguments is None else arguments
    if "--check" in given:
        return int(not TARGET.exists() or TARGET.read_text("utf-8") != page())
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
