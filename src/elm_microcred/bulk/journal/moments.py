"""Times as the tables hold them: in UTC and of one length, so that text order is time order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def clock() -> datetime:
    """The time of the clock."""
    return datetime.now(UTC)


def text(moment: datetime) -> str:
    """A time as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(said: str) -> datetime:
    """The time that a text says."""
    return datetime.fromisoformat(said)
