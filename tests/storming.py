"""A batch that is killed (`kill -9`) so often, at random moments, and resumed each time.

Run as a program: COUNT KILLS [URL] prints how often a running process was killed, that nothing was
lost or issued twice, and the longest that it took from a start to the first new file.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from issuing_many import ROOT, check

_PATIENCE = 600


@dataclass(slots=True)
class Storm:
    """What was seen.

    Attributes:
        kills: How often a process that ran was killed.
        with_new: How many of these had given out something new before.
        resumed_seconds: Of each start that came so far, the time until its first new file.
    """

    kills: int = 0
    with_new: int = 0
    resumed_seconds: list[float] = field(default_factory=list)


def started(*arguments: object) -> subprocess.Popen[bytes]:
    """A process of `issuing_many.py`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    program = [sys.executable, ROOT / "tests" / "issuing_many.py", *map(str, arguments)]
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE)


def storm(folder: Path, url: str, count: int, kills: int, seed: int = 7) -> Storm:
    """Kill it as often as was asked for; then let it end, and check what it has left.

    Half of the kills wait until a drawn number of files is there, the others for a drawn time only:
    so they fall into every part of a run, and there is something left to do at each.
    """
    seen, draw = Storm(), random.Random(seed)
    for at in sorted(draw.sample(range(count * 8 // 10), kills)):
        _one_run(folder, (folder, url, count), seen, draw, at if draw.random() < 0.5 else 0)
    begun, before = time.monotonic(), _files(folder)
    last = started(folder, url, count)
    while last.poll() is None and _files(folder) == before:
        time.sleep(0.02)
    seen.resumed_seconds.append(time.monotonic() - begun)
    _, said = last.communicate(timeout=_PATIENCE)
    assert last.returncode == 0, said.decode()
    check(folder, url, count)
    return seen


def _one_run(
    folder: Path, arguments: tuple[object, ...], seen: Storm, draw: random.Random, at: int
) -> None:
    begun, before, new = time.monotonic(), _files(folder), False
    process = started(*arguments)
    ends = begun + draw.uniform(0.3, 2.5)
    while time.monotonic() < ends or _files(folder) < at:
        assert process.poll() is None, (process.returncode, process.communicate())
        if not new and _files(folder) > before:
            new = True
            seen.resumed_seconds.append(time.monotonic() - begun)
        assert time.monotonic() < begun + _PATIENCE
        time.sleep(0.02)
    process.kill()
    process.communicate()
    assert process.returncode == -9, "it had ended before"
    seen.kills += 1
    seen.with_new += new


def _files(folder: Path) -> int:
    try:
        return sum(path.name.startswith("PS-") for path in folder.iterdir())
    except FileNotFoundError:
        return 0


def main() -> None:
    count, kills, *url = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        here = url[0] if url else f"sqlite:///{home}/journal.db"
        seen = storm(Path(home, "out"), here, int(count), int(kills))
        row = {"items": int(count), **asdict(seen), "lost": 0, "twice": 0}
        row["resumed_seconds"] = round(max(seen.resumed_seconds), 2)
        print(json.dumps({**row, "seconds": round(time.monotonic() - began)}))


if __name__ == "__main__":
    main()
