"""The service as a program under load: sixteen clients at a time, and killed in the middle."""

from __future__ import annotations

import pytest

from bench.service import measured
from databases import postgresql_database

pytestmark = pytest.mark.full


@pytest.mark.parametrize("kill", [0, 3])
def test_nothing_fails_and_nothing_is_lost_or_doubled(kill: int) -> None:
    """`measured` ends with a message if a request fails, or a credential comes twice or not."""
    row = measured(None, "open-badge-3", clients=16, each=10, kill=kill)
    assert row["credentials"] == 160
    assert row.get("kills", 0) == kill


@pytest.mark.parametrize("kill", [0, 2])
def test_nor_on_postgresql(postgresql: str, kill: int) -> None:
    with postgresql_database(postgresql) as url:
        row = measured(url, "elm-vcdm2", clients=16, each=6, kill=kill)
    assert row["credentials"] == 96
