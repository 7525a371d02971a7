"""`stack` and `plan`: verdicts, what is missing, what would break it, and bad input."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bench.stack_instances import GOOD, NOW, large, part
from elm_microcred.errors import LimitError, UsageError, VerificationFailed
from elm_microcred.model import MicroCredential
from elm_microcred.report import Outcome
from elm_microcred.stacking import highs
from elm_microcred.stacking.assessment import MOST_PARTS, Effort, plan, stack
from elm_microcred.stacking.checker import check_report
from elm_microcred.stacking.parts import Standing, Status
from elm_microcred.stacking.recipe import Recipe

OWN = Effort(solver="own", work=50_000)


def recipe(groups: Any = None, **members: Any) -> Recipe:
    groups = [{"id": "core", "minCredits": 10}] if groups is None else groups
    return Recipe.parse({"id": "urn:recipe:x", "title": "X", "groups": groups} | members)


def test_a_report_is_true_only_if_the_recipe_is_satisfied() -> None:
    good = stack([part("a", 10)], recipe(), now=NOW)
    assert good and good.outcome is Outcome.PASSED and good.proved_optimal
    bad = stack([part("a", "9.5")], recipe(), now=NOW)
    assert not bad and bad.outcome is Outcome.FAILED
    with pytest.raises(VerificationFailed) as caught:
        bad.raise_for_failure()
    assert caught.value.code == "STACK_RULE_UNMET"
    assert (bad.problems[0].found, bad.problems[0].expected) == ("9.5", "at least 10")
    assert bad.rules[0].values["short"] == "0.5"


def test_a_bare_micro_credential_counts_only_where_the_recipe_allows_it() -> None:
    micro = MicroCredential(
        {"title": "A", "credits": [{"points": 10}], "issuer": "U"}, {"awarded_at": "2026-01-01"}
    )
    assert not stack([micro], recipe(), now=NOW)
    assert stack([micro], recipe(each={"verified": False}), now=NOW)


def test_the_nearest_assignment_is_shown_where_none_satisfies() -> None:
    groups = [
        {"id": "a", "match": {"tag": "a"}, "minCredits": 10},
        {"id": "b", "match": {"tag": "b"}, "minCredits": 5},
    ]
    held = [part("1", 4, tags=frozenset("a")), part("2", 3, tags=frozenset("a"))]
    held += [part("3", 6, tags=frozenset("ab"))]
    report = stack(held, recipe(groups), now=NOW, effort=OWN)
    assert report.satisfied is False and report.missing is not None
    assert report.missing.conflict == ("a.minCredits", "b.minCredits")
    assert report.missing.minimal
    assert report.missing.relaxed == ("a.minCredits",)
    short = {rule.rule: rule.values.get("short") for rule in report.rules}
    assert short == {"a.minCredits": "3", "b.minCredits": None, "exclusive.achievements": None}


def test_what_is_blocked_is_named() -> None:
    expired = part("a", 10, valid_until=NOW - timedelta(days=1))
    report = stack([expired, part("b", 4)], recipe(), now=NOW)
    assert report.missing is not None and report.missing.blocked == ("urn:part:a",)
    reason = report.unused["urn:part:a"][0]
    assert (reason.code, reason.values["date"]) == ("expired", "2026-05-31")


def test_fragility_names_what_cannot_be_missed_and_until_when_it_holds() -> None:
    long = part("a", 6, valid_until=NOW + timedelta(days=300))
    short = part("b", 4, valid_until=NOW + timedelta(days=100))
    spare = part("c", 4, valid_until=NOW + timedelta(days=200))
    report = stack([long, short, spare], recipe(), now=NOW)
    assert report.fragility is not None
    assert report.fragility.parts == ("urn:part:a",)
    assert report.fragility.holds_until == spare.valid_until
    within = recipe(each={"awardedWithin": "P1Y", "notExpired": False})
    report = stack([part("a", 10)], within, now=NOW)
    assert report.fragility is not None
    assert report.fragility.holds_until == datetime(2027, 2, 21, tzinfo=UTC)


def test_alternatives_are_of_other_parts() -> None:
    report = stack([part(n, 10) for n in "abc"], recipe(), now=NOW)
    sets = [frozenset(p.entry.part.id for p in each) for each in report.alternatives]
    assert len(sets) == len({report.used, *sets}) - 1 == 2


def test_the_most_recent_of_equals_is_taken() -> None:
    old, new = (part(n, 10, awarded_at=NOW - timedelta(days=d)) for n, d in (("a", 9), ("b", 2)))
    assert stack([old, new], recipe(), now=NOW).used == ("urn:part:b",)
    same = [part(n, 10) for n in "ab"]
    assert stack(same, recipe(), now=NOW).used == stack(same[::-1], recipe(), now=NOW).used


def test_of_two_parts_with_one_id_the_better_proved_counts() -> None:
    forged = part("a", 10, standing=Standing(False, Status.ACTIVE), digest="sha-256:forged")
    for given in ([part("a", 10), forged], [forged, part("a", 10)]):
        report = stack(given, recipe(), now=NOW)
        assert report and report.entries[0].part.standing == GOOD


# Plans


def test_a_plan_is_the_cheapest_completion() -> None:
    offers = [
        part("x", 6, cost=Decimal(100)),
        part("y", 3, cost=Decimal(30)),
        part("z", 3, cost=Decimal(40)),
    ]
    report = plan([part("a", 4)], offers, recipe(), now=NOW, effort=OWN)
    assert report.taken == ("urn:part:y", "urn:part:z")
    document = report.to_dict()
    assert document["completion"] == {"parts": list(report.taken), "cost": "70"}
    assert [m["name"] for m in document["objectives"]] == ["cost", "parts", "used-credits", "age"]
    fewest = plan(
        [part("a", 4)], offers, recipe(), objectives=["parts", "cost"], now=NOW, effort=OWN
    )
    assert fewest.taken == ("urn:part:x",)
    for name in ("credits", "hours"):
        found = plan([part("a", 4)], offers, recipe(), objectives=[name], now=NOW, effort=OWN)
        assert found and found.proved_optimal
    assert plan([part("a", 10)], offers, recipe(), now=NOW).taken == ()
    assert plan([], offers[:1], recipe(), now=NOW).satisfied is False


def test_a_plan_checks_out() -> None:
    offers = [part("x", 6, cost=Decimal(100)), part("y", 6, cost=Decimal(90))]
    report = plan([part("a", 4)], offers, recipe(), now=NOW).to_dict()
    assert check_report(report, recipe(), [part("a", 4)], catalogue=offers)
    report["completion"]["cost"] = "80"
    found = check_report(report, recipe(), [part("a", 4)], catalogue=offers)
    assert found.problems[0].pointer == "/completion/cost"


# Limits of the search


def test_a_search_that_ends_early_says_that_nothing_is_proved() -> None:
    groups = [{"id": n, "match": {"tag": n}, "minCredits": 17, "maxCredits": 17} for n in "abc"]
    parts = [part(str(n), 4 + n % 3 * 2, tags=frozenset("abc")) for n in range(12)]
    report = stack(parts, recipe(groups), now=NOW, effort=Effort(work=3, solver="own"))
    assert report.satisfied is None and report.outcome is Outcome.INDETERMINATE
    assert {problem.code for problem in report.problems} == {"STACK_NOT_PROVED"}
    assert check_report(report.to_dict(), recipe(groups), parts)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return True

    stopped = stack(parts, recipe(groups), now=NOW, effort=Effort(stop=stop, solver="own"))
    assert asked and stopped.satisfied in (None, False)


def test_an_objective_that_is_not_proved_has_a_bound() -> None:
    instance = large(4, held=12, groups=6, offered=40)
    report = plan(
        instance.held,
        instance.catalogue,
        instance.recipe,
        now=NOW,
        explain=False,
        effort=Effort(work=60, solver="own"),
    )
    cost = report.measures[0]
    assert report.satisfied and not report.proved_optimal and not cost.proved
    assert Decimal(cost.bound) <= Decimal(cost.value)


def test_highs_helps_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("highspy", reason="the extra solver")
    instance = large(4, held=12, groups=6, offered=40)
    given = (instance.held, instance.catalogue, instance.recipe)
    report = plan(*given, now=NOW, explain=False, effort=Effort(work=60))
    assert report.measures[0].proved
    only = plan(*given, now=NOW, explain=False, effort=Effort(solver="highs"))
    assert only.measures[0].value == report.measures[0].value
    short = plan(*given, now=NOW, explain=False, effort=Effort(solver="highs", seconds=0.0))
    assert short.satisfied in (None, True)
    monkeypatch.setattr(highs, "is_available", lambda: False)
    with pytest.raises(Exception, match="elm-microcred\\[solver\\]"):
        plan(*given, now=NOW, effort=Effort(solver="highs"))


def test_highs_says_that_there_is_none() -> None:
    pytest.importorskip("highspy", reason="the extra solver")
    effort = Effort(solver="highs")
    assert stack([part("a", 9)], recipe(), now=NOW, effort=effort).satisfied is False
    assert stack([], recipe(), now=NOW, effort=effort).satisfied is False
    assert stack([part("a", 10)], recipe(), now=NOW, effort=effort).satisfied is True


# Bad input


def test_arguments_that_cannot_be_right_are_refused() -> None:
    with pytest.raises(UsageError, match="no time zone"):
        stack([], recipe(), now=datetime(2026, 1, 1))
    with pytest.raises(UsageError, match="no part"):
        stack([{"id": "urn:x"}], recipe(), now=NOW)  # type: ignore[list-item]
    with pytest.raises(UsageError, match="made small"):
        plan([], [part("a", 1)], recipe(), objectives=["joy"], now=NOW)
    with pytest.raises(UsageError, match="what it costs"):
        plan([], [part("a", 1)], recipe(), objectives=["cost"], now=NOW)


def test_thousands_of_parts_are_no_hang() -> None:
    many = [part(str(n), 3) for n in range(1_000)]
    report = stack(many, recipe(), now=NOW, explain=False, effort=Effort(solver="own"))
    assert report and len(report.used) == 4
    with pytest.raises(LimitError) as caught:
        stack([many[0]] * (MOST_PARTS + 1), recipe(), now=NOW)
    assert caught.value.code == "LIMIT_PARTS"


def test_parts_that_hold_each_other_are_no_hang() -> None:
    a = part("a", 10, contains=frozenset(["urn:part:b"]))
    b = part("b", 10, contains=frozenset(["urn:part:a"]))
    assert len(stack([a, b], recipe(), now=NOW).used) == 1
    assert stack([replace(a, contains=frozenset(["urn:part:a"]))], recipe(), now=NOW)


def test_the_clock_is_asked_only_where_no_time_is_given() -> None:
    assert stack([part("a", 10)], recipe()).assessed_at.tzinfo is not None


def test_highs_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("highspy", reason="the extra solver")
    assert stack([part("a", 10)], recipe(), now=NOW, effort=Effort(solver="highs"))
    assert capfd.readouterr() == ("", "")
