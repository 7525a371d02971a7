"""Places in lists: each once, at random, stable, and a new list after a full one."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from elm_microcred.errors import UsageError
from elm_microcred.status import (
    MINIMUM_LENGTH,
    Allocation,
    InMemoryStatusAllocator,
    StatusAllocator,
)


def allocator(seed: int = 1) -> InMemoryStatusAllocator:
    drawn = random.Random(seed).randrange
    return InMemoryStatusAllocator("https://a.example/status/{}".format, drawn)


def test_every_place_of_a_list_is_handed_out_once_before_the_next_list_begins() -> None:
    places = allocator()
    handed = [places.allocate(f"urn:x:{n}") for n in range(MINIMUM_LENGTH + 1_000)]
    first, second = handed[:MINIMUM_LENGTH], handed[MINIMUM_LENGTH:]
    assert {place.list_id for place in first} == {"https://a.example/status/0"}
    assert sorted(place.index for place in first) == list(range(MINIMUM_LENGTH))
    assert {place.list_id for place in second} == {"https://a.example/status/1"}
    assert len({place.index for place in second}) == 1_000


def test_asked_again_the_place_is_the_same() -> None:
    places = allocator()
    assert places.allocate("urn:x:1") == places.allocate("urn:x:1")
    assert places.allocate("urn:x:1") != places.allocate("urn:x:2")


def test_the_order_of_the_indexes_tells_nothing() -> None:
    places = allocator()
    indexes = [places.allocate(f"urn:x:{n}").index for n in range(1_000)]
    rising = sum(a < b for a, b in itertools.pairwise(indexes))
    assert 400 < rising < 600
    quarters = Counter(index // (MINIMUM_LENGTH // 4) for index in indexes)
    assert all(200 < quarters[quarter] < 300 for quarter in range(4))
    assert indexes != [allocator(2).allocate(f"urn:x:{n}").index for n in range(1_000)]


def test_threads_share_an_allocator() -> None:
    places = allocator()

    def take(worker: int) -> list[Allocation]:
        return [places.allocate(f"urn:x:{worker}:{n}") for n in range(500)]

    with ThreadPoolExecutor(8) as pool:
        handed = [place for part in pool.map(take, range(8)) for place in part]
    assert len(set(handed)) == 4_000


def test_a_short_list_is_refused() -> None:
    with pytest.raises(UsageError):
        InMemoryStatusAllocator(str, random.Random(1).randrange, length=1_000)


def test_it_is_what_the_protocol_asks_for() -> None:
    places: StatusAllocator = allocator()
    assert places.allocate("urn:x:1").list_id == "https://a.example/status/0"
