"""Which place of which list a credential gets: at random, once, and always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from elm_microcred.errors import UsageError
from elm_microcred.status.bitstring import MINIMUM_LENGTH


@dataclass(frozen=True, slots=True)
class Allocation:
    """The place of one credential.

    Attributes:
        list_id: URL of the status list credential.
        index: Index in its list.
    """

    list_id: str
    index: int


class StatusAllocator(Protocol):
    """Whoever hands out places in status lists: memory, a database, a service.

    A place is handed out once. The indexes of a list come in random order, since an order
    would tell who was issued a credential before whom. A full list is followed by a new one.
    """

    def allocate(self, credential: str, /) -> Allocation:
        """The place of the credential with this identifier; asked again, the same one."""
        ...


@dataclass(slots=True)
class InMemoryStatusAllocator:
    """An allocator that lasts as long as its process. Safe to share between threads.

    Attributes:
        list_id: From the number of a list, counted from 0, to the URL of its credential.
        randbelow: A random number from 0 to before its argument: `secrets.randbelow`.
        length: How many entries a list has.
    """

    list_id: Callable[[int], str]
    randbelow: Callable[[int], int] = field(repr=False)
    length: int = MINIMUM_LENGTH
    _places: dict[str, Allocation] = field(default_factory=dict, init=False, repr=False)
    _moved: dict[int, int] = field(default_factory=dict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.length < MINIMUM_LENGTH:
            raise UsageError(
                "USAGE",
                "A status list that short tells whose credential is looked at.",
                found=str(self.length),
                expected=f"at least {MINIMUM_LENGTH} entries",
                spec="https://www.w3.org/TR/vc-bitstring-status-list/#revocation-bitstring-length",
            )

    def allocate(self, credential: str, /) -> Allocation:
        """The place of the credential with this identifier; asked again, the same one."""
        with self._lock:
            if credential not in self._places:
                self._places[credential] = self._next()
            return self._places[credential]

    def _next(self) -> Allocation:
        """One more step of a Fisher-Yates shuffle, of which only what moved is kept."""
        number, used = divmod(len(self._places), self.length)
        if used == 0:
            self._moved.clear()
        last = self.length - 1 - used
        drawn = self.randbelow(last + 1)
        index = self._moved.get(drawn, drawn)
        self._moved[drawn] = self._moved.pop(last, last)
        return Allocation(self.list_id(number), index)
