"""Timing: CPU time of the whole process, sides interleaved, medians."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Sequence

Work = Callable[[], object]


def interleaved(works: Sequence[Work], *, rounds: int, seconds: float) -> list[float]:
    """Operations per CPU-second of each work: the median of `rounds` interleaved turns.

    A turn lasts `seconds` of CPU time at least, and one operation at least.
    """
    turns: list[list[float]] = [[] for _ in works]
    for work in works:
        work()  # what is done once only is not measured
    for _ in range(rounds):
        for rates, work in zip(turns, works, strict=True):
            rates.append(_rate(work, seconds))
    return [statistics.median(rates) for rates in turns]


def _rate(work: Work, seconds: float) -> float:
    done = 0
    began = time.process_time()
    while True:
        work()
        done += 1
        spent = time.process_time() - began
        if spent >= seconds:
            return done / spent


def calibration() -> None:
    """A fixed piece of work, to compare machines by: dictionaries, text and SHA-256."""
    table = {f"key {number}": number for number in range(2_000)}
    text = "\n".join(f"{name} {table[name]}" for name in sorted(table))
    hashlib.sha256(text.encode()).digest()
