"""Parts of the service by themselves: rates, keys, metrics, templates."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from elm_microcred import ElmMicrocredError, UsageError
from elm_microcred.bulk.journal import Database
from elm_microcred.server.access import ApiKeys
from elm_microcred.server.metrics import Metrics
from elm_microcred.server.rates import Rate, RateLimiter
from elm_microcred.server.templates import load_templates

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limiter = RateLimiter(Rate(per_second=2, burst=3), clock=lambda: now[0], most=2)
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.wait("b") == 0
    now[0] = 0.5
    assert limiter.wait("a") == 0
    assert limiter.wait("a") == 0.5
    now[0] = 100
    assert [limiter.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.wait("c") == limiter.wait("d") == 0  # "a" is forgotten
    assert limiter.wait("a", cost=10) == 0  # never more than a full bucket
    assert limiter.wait("a") > 0


def test_several_threads_get_no_more_than_one() -> None:
    limiter = RateLimiter(Rate(per_second=1e-9, burst=100))
    let: list[float] = []

    def ask() -> None:
        for _ in range(100):
            let.append(limiter.wait("a"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let.count(0.0) == 100


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'keys.db'}")
    yield opened
    opened.close()


def test_a_key_holds_until_it_ends_or_is_revoked(database: Database) -> None:
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    keys = ApiKeys(database, clock=lambda: now[0])
    text, key = keys.create("a", ["issue"], expires_at=now[0] + timedelta(1))
    assert keys.known(text) == key == keys.all()[0]
    assert key.scopes == {"issue"}
    assert text.rpartition("_")[2] not in repr(key)
    now[0] += timedelta(1)
    assert keys.known(text) is None
    other, _ = ApiKeys(database).create("b", ["verify", "issue"])
    assert keys.known(other)
    keys.revoke(other.split("_")[1])
    assert keys.known(other) is None
    for wrong in (
        "",
        "emk",
        "emk_",
        "emk__",
        "emk_a_b",
        other[:-1],
        f"{other}x",
        "x" * 10_000,
        f"emk_{key.id}_",
        other.replace("emk", "EMK"),
        "emk_ü_ü",
        "emk_a_\ud800",
    ):
        assert keys.known(wrong) is None


@pytest.mark.parametrize(
    ("name", "scopes"), [("a", []), ("a", ["all"]), ("", ["issue"]), ("x" * 201, ["issue"])]
)
def test_a_key_for_nothing_is_not_made(database: Database, name: str, scopes: list[str]) -> None:
    with pytest.raises(UsageError):
        ApiKeys(database).create(name, scopes)


def test_metrics_are_text_that_prometheus_reads() -> None:
    metrics = Metrics()
    metrics.count("requests", route='/a"b\\c\nd', status="200")
    metrics.count("requests", 2, route="/a", status="200")
    for seconds in (0.001, 0.3, 100.0):
        metrics.took("/a", seconds)
    lines = metrics.text().splitlines()
    assert 'elm_microcred_requests_total{route="/a\\"b\\\\c\\nd",status="200"} 1' in lines
    assert 'elm_microcred_requests_total{route="/a",status="200"} 2' in lines
    assert 'elm_microcred_request_seconds_bucket{route="/a",le="0.005"} 1' in lines
    assert 'elm_microcred_request_seconds_bucket{route="/a",le="0.5"} 2' in lines
    assert 'elm_microcred_request_seconds_bucket{route="/a",le="+Inf"} 3' in lines
    assert 'elm_microcred_request_seconds_count{route="/a"} 3' in lines


def test_what_is_counted_goes_to_opentelemetry_where_it_is_there() -> None:
    pytest.importorskip("opentelemetry.metrics", reason="OpenTelemetry is not installed")
    metrics = Metrics()
    assert metrics._outside.keys() == {"requests", "credentials", "seconds"}
    metrics.count("requests", route="/a")
    metrics.took("/a", 0.1)


def test_templates_are_the_achievements_of_a_folder(tmp_path: Path) -> None:
    text = (EXAMPLES / "port-safety.json").read_text()
    for name in ("a.json", "b-1.json", "notes.txt", ".hidden.json", "with space.json"):
        (tmp_path / name).write_text(text)
    (tmp_path / "folder.json").mkdir()
    assert list(load_templates(tmp_path)) == ["a", "b-1"]
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(UsageError, match="one name"):
        load_templates(tmp_path)
    (tmp_path / "a.yaml").unlink()
    (tmp_path / "a.json").write_text("{}")
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ElmMicrocredError):
            load_templates(folder)
