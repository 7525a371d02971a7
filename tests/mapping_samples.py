"""Published credentials of the two sides of the mapping, read from the reference data."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.mapping.document import format_of


def samples(reference: Path) -> list[tuple[str, Any]]:
    """European credentials and Open Badges by their path, without what secures them."""
    found = []
    for folder in ("elm/samples", "openbadges"):
        for path in sorted((reference / folder).rglob("*.json*")):
            value = _document(path)
            try:
                kind = format_of(value)
            except ElmMicrocredError:
                continue
            if kind in ("elm", "open-badge-3"):
                value.pop("proof", None)
                found.append((str(path.relative_to(reference)), value))
    return found


def _document(path: Path) -> Any:
    """The JSON in a file; of a sealed one its payload."""
    try:
        value = json.loads(path.read_bytes())
    except ValueError:
        return None
    if isinstance(value, dict) and isinstance(value.get("payload"), str):
        text = value["payload"]
        if not text.startswith("{"):
            text = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value = json.loads(text)
    return value
