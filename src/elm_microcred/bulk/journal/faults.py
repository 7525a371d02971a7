"""The named points between which a crash can fall.

A journal tells at each of them that it is reached. Nobody listens, but tests, which end the
process there and look at what the next one finds; and whoever wants to count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Reached = Callable[[str], None]
"""Called with the name of each point that is reached."""

FAULT_POINTS: Final = {
    "plan:recorded": "inputs are in the open transaction",
    "plan:committed": "inputs are kept",
    "reserve:drawn": "indexes are drawn in the open transaction",
    "reserve:recorded": "ids, indexes and times stand beside their inputs, not committed",
    "reserve:committed": "ids, indexes and times are kept",
    "sign:made": "signed bytes are in memory only",
    "sign:recorded": "signed bytes are in the open transaction",
    "sign:committed": "signed bytes are kept",
    "deliver:written": "half of a file stands beside its place",
    "deliver:synced": "the whole file stands beside its place",
    "deliver:placed": "the file has its final name",
    "deliver:recorded": "the delivery is in the open transaction",
    "deliver:committed": "the delivery is kept",
    "status:recorded": "a change of status is in the open transaction",
    "status:committed": "a change of status is kept",
    "publish:signed": "a signed list is in memory only",
    "publish:committed": "a signed list is kept",
    "purge:recorded": "the removal is in the open transaction",
    "purge:committed": "the removal is kept",
}
"""Every point by name, and what is so there."""


def unheard(_name: str) -> None:
    """Nobody listens."""
