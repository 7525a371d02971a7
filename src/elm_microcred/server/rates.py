"""How often somebody may ask: a bucket of requests that fills again as time goes by."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests.

    Attributes:
        per_second: How many are let through in the long run.
        burst: How many at once.
    """

    per_second: float = 50.0
    burst: int = 100


class RateLimiter:
    """Buckets by name. Safe to share between threads; of the least used it forgets.

    Args:
        rate: What each may do.
        clock: Seconds that only go forward.
        most: Names that are remembered.
    """

    def __init__(
        self, rate: Rate, *, clock: Callable[[], float] = time.monotonic, most: int = 10_000
    ) -> None:
        self._rate, self._clock, self._most = rate, clock, most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str, cost: float = 1.0) -> float:
        """Seconds that this one has to wait before it may ask; 0 where it may now.

        Args:
            name: Who asks.
            cost: How many requests it counts for.
        """
        now = self._clock()
        with self._lock:
            left, at = self._buckets.pop(name, (float(self._rate.burst), now))
            left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
            is_let = left >= min(cost, self._rate.burst)
            self._buckets[name] = (left - cost if is_let else left, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        if is_let:
            return 0.0
        return (min(cost, self._rate.burst) - left) / self._rate.per_second
