"""The cases of all tables, and their form as files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hostile import identifiers, json_ld, json_text, presentations, proofs, statuses
from hostile.case import COURSE, COURSE_CONTEXT, NOW, Case, World, as_bytes

TABLES = (json_text, json_ld, proofs, presentations, statuses, identifiers)


def corpus() -> tuple[list[Case], World]:
    """Every case, and the world that they are looked at in."""
    world = World()
    found = [case for table in TABLES for case in table.cases(world)]
    twice = [id for id, count in Counter(case.id for case in found).items() if count > 1]
    if twice:
        raise ValueError(f"two cases of one name: {twice}")
    return found, world


def write(folder: Path, found: Sequence[Case], world: World) -> Path:
    """A corpus as files in a folder; the path of its index."""
    (folder / "cases").mkdir(parents=True)
    index: dict[str, Any] = {
        "format": "elm-attack-corpus/1",
        "now": NOW.isoformat().replace("+00:00", "Z"),
        "clock_skew_seconds": 60,
        "contexts": {COURSE: "course.json"},
        "did_web": {},
        "resources": {},
        "default_limits": {"seconds": 1.0, "memory_mb": 100},
        "cases": [],
    }
    (folder / "course.json").write_bytes(as_bytes(COURSE_CONTEXT))
    for place, (did, document) in enumerate(world.did_web.items()):
        index["did_web"][did] = _file(folder, f"did-{place}.json", document)
    for place, (url, entry) in enumerate(world.resources.items()):
        is_answer = isinstance(entry, dict) and entry.keys() <= {"redirect", "error"} and entry
        index["resources"][url] = (
            entry if is_answer else {"file": _file(folder, f"resource-{place}.json", entry)}
        )
    for case in found:
        name = f"cases/{case.id}"
        (folder / name).write_bytes(case.content)
        index["cases"].append(
            {
                "id": case.id,
                "file": name,
                "kind": case.kind,
                "op": case.op,
                "attack": case.attack,
                "expect": "accept" if case.outcome == "valid" else "refuse",
                "expected_reason": case.reason,
                "outcome": case.outcome,
                **case.options,
            }
        )
    path = folder / "index.json"
    path.write_text(json.dumps(index, ensure_ascii=False), "utf-8")
    return path


def _file(folder: Path, name: str, content: Any) -> str:
    (folder / name).write_bytes(content if isinstance(content, bytes) else as_bytes(content))
    return name
