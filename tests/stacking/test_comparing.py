"""Renewals and comparison."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic_core import PydanticCustomError

from bench.stack_instances import NOW, part
from elm_microcred.model import MicroCredential
from elm_microcred.model.volume import Level
from elm_microcred.stacking import Recipe, compare, renewals
from elm_microcred.stacking.parts import Standing

LATER = NOW + timedelta(days=60)


def states(*parts: Any, within: str = "P90D", **more: Any) -> dict[str, str]:
    found = renewals(parts, within, now=NOW, **more)
    return {each.part.id.rpartition(":")[2]: each.state.value for each in found}


def test_what_ends_is_told_in_order() -> None:
    parts = [
        part("endless", 5),
        part("later", 5, valid_until=NOW + timedelta(days=91)),
        part("due", 5, valid_until=NOW + timedelta(days=90)),
        part("expired", 5, valid_until=NOW),
    ]
    found = states(*parts)
    assert found == {"expired": "expired", "due": "due", "later": "later", "endless": "endless"}
    assert list(found) == ["expired", "due", "later", "endless"]
    with pytest.raises(PydanticCustomError):
        renewals(parts, "soon", now=NOW)
    assert renewals([], "P1D") == []


def test_what_renews_what() -> None:
    old = part("old", 5, valid_until=LATER)
    assert states(old, part("new", 5, renewal_of="urn:part:old"))["old"] == "renewed"
    again = part("new", 5, achievement="urn:spec:old", valid_until=LATER + timedelta(days=1))
    (first, second) = renewals([old, again], "P90D", now=NOW)
    assert (first.renewed_by, second.renewed_by) == ("urn:part:new", None)
    forged = part("new", 5, achievement="urn:spec:old", standing=Standing(False), valid_until=None)
    assert states(old, forged)["old"] == "due"
    itself = part("self", 5, renewal_of="urn:part:self", valid_until=LATER)
    assert states(itself) == {"self": "due"}


def test_the_achievement_and_the_recipe_say_how_long_it_holds() -> None:
    micro = MicroCredential(
        {"title": "A", "validity": {"period": "P1Y", "renewal": "Refresher"}, "issuer": "U"},
        {"awarded_at": "2025-07-01", "id": "urn:x:a"},
    )
    (found,) = renewals([micro], "P90D", now=NOW)
    assert (found.state, found.because, found.how) == ("due", "achievement", {"en": "Refresher"})
    assert found.ends_at == datetime(2026, 7, 1, tzinfo=UTC)
    recipe = Recipe.parse(
        {
            "id": "urn:r:x",
            "title": "X",
            "groups": [{"id": "g"}],
            "each": {"awardedWithin": "P6M"},
        }
    )
    (found,) = renewals([micro], "P90D", now=NOW, recipe=recipe)
    assert (found.state, found.because) == ("expired", "recipe")
    assert found.to_dict()["ends_at"] == "2026-01-01T00:00:00+00:00"


def both(first: Any, second: Any, name: str) -> tuple[str, Any]:
    aspect = compare(first, second).aspect(name)
    return aspect.relation, aspect.detail


def test_levels_are_compared_by_dated_tables() -> None:
    old, new = (
        part(n, levels=(Level(framework="LV-PQL", level="2"),), awarded_at=day)
        for n, day in (
            ("a", datetime(2022, 7, 31, tzinfo=UTC)),
            ("b", datetime(2022, 8, 1, tzinfo=UTC)),
        )
    )
    assert both(old, new, "level") == ("more", {"unit": "EQF", "by": "1"})
    silent = both(old, part("c"), "level")
    assert silent == ("unknown", {"unit": "EQF", "silent": ["second"]})
    assert compare(old, new).conversions[0][0].table == "lv-pql-lqf+lqf-eqf"


def test_credits_are_compared_as_intervals() -> None:
    assert both(part("a", 5), part("b", 5), "credits")[0] == "same"
    hours = part("h", hours=Decimal(150))
    assert both(hours, part("b", "5.5"), "credits")[0] == "overlap"
    assert both(hours, part("b", 7), "credits") == ("less", {"unit": "ECTS", "by": ["1", "2"]})
    assert both(part("c", credits=(("CATS", Decimal(20)),)), part("b", 5), "credits") == (
        "more",
        {"unit": "ECTS", "by": "5"},
    )
    assert both(part("a"), part("b", 5), "credits")[0] == "unknown"
    assert both(hours, part("b", 5), "workload")[0] == "overlap"


def test_outcomes_and_words_are_compared_as_sets() -> None:
    a = part("a", outcomes=frozenset(["urn:s:1", "urn:s:2"]), modes=frozenset(["online"]))
    b = part("b", outcomes=frozenset(["urn:s:2", "urn:s:3"]), modes=frozenset(["online"]))
    relation, detail = both(a, b, "outcomes")
    assert relation == "overlap"
    assert detail["shared"] == ["urn:s:2"] and detail["only_first"] == ["urn:s:1"]
    assert detail["shared_of"] == {"first": "1/2", "second": "1/2"}
    assert both(a, b, "participation")[0] == "same"
    assert both(a, part("c"), "outcomes")[0] == "unknown"
    subset = part("d", outcomes=frozenset(["urn:s:1"]))
    assert both(a, subset, "outcomes")[0] == "more"
    assert both(subset, a, "outcomes")[0] == "less"
    other = part("e", outcomes=frozenset(["urn:s:9"]))
    assert both(subset, other, "outcomes")[0] == "different"


def test_micro_credentials_are_compared_as_they_are() -> None:
    first, second = (
        MicroCredential(
            {"title": n, "assessments": [kind], "issuer": "U"}, {"awarded_at": "2026-01-01"}
        )
        for n, kind in (("A", "portfolio"), ("B", "quiz"))
    )
    report = compare(first, second).to_dict()
    rows = {row["name"]: row for row in report["aspects"]}
    assert rows["assessment"]["relation"] == "different"
    assert report["first"]["title"] == {"en": "A"}
    with pytest.raises(StopIteration):
        compare(first, second).aspect("joy")
