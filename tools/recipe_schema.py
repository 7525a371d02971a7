"""Write `docs/stacking/recipe.schema.json` from the typed model of recipes.

```
python tools/recipe_schema.py            write
python tools/recipe_schema.py --check    exit 1 if the committed file differs
```
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from elm_microcred.codes import BASE_IRI
from elm_microcred.stacking.recipe import Recipe

TARGET = Path(__file__).resolve().parent.parent / "docs" / "stacking" / "recipe.schema.json"


def page() -> str:
    """The whole schema."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE_IRI}schemas/recipe/1",
        **Recipe.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the schema, or with `--check` compare it."""
    given = sys.argv[1:] if arguments is None else arguments
    if "--check" in given:
        return int(not TARGET.exists() or TARGET.read_text("utf-8") != page())
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
