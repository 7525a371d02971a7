"""The meaning of each construct, as docs/stacking/recipes.md states it: one test for each."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bench.stack_instances import GOOD, NOW, part
from elm_microcred.model.volume import Level
from elm_microcred.stacking.assessment import Effort, plan, stack
from elm_microcred.stacking.checker import check_report
from elm_microcred.stacking.normalising import normalised
from elm_microcred.stacking.parts import Grade, Interval, Part, Standing, Status
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.stacking.report import StackReport

OWN = Effort(solver="own", work=50_000)
quantities = st.integers(1, 24).map(lambda n: Decimal(n) / 2)


def recipe(groups: Any = None, **members: Any) -> Recipe:
    groups = [{"id": "core", "minCount": 1}] if groups is None else groups
    return Recipe.parse({"id": "urn:recipe:x", "title": "X", "groups": groups} | members)


def assess(
    what: Recipe, *parts: Part, now: datetime = NOW, explain: bool = False, **more: Any
) -> StackReport:
    report = stack(parts, what, now=now, effort=OWN, explain=explain, **more)
    judged = {name: each for name, each in more.items() if name in ("trust_lists", "spent")}
    found = check_report(report.to_dict(), what, parts, now=now, **judged)
    assert found, found.problems
    return report


def used(what: Recipe, *parts: Part, **more: Any) -> list[str]:
    """Names of the parts that count, if the recipe is satisfied."""
    report = assess(what, *parts, **more)
    return [name.rpartition(":")[2] for name in report.used] if report.satisfied else ["-"]


def reasons(what: Recipe, each: Part, **more: Any) -> list[str]:
    return [reason.code for reason in assess(what, each, **more).unused.get(each.id, ())]


def test_each_construct_of_the_page_has_a_test(root: Path) -> None:
    page = (root / "docs" / "stacking" / "recipes.md").read_text("utf-8")
    named = {name.replace("-", "_") for name in re.findall(r"`\[([a-z-]+)\]`", page)}
    tests = {name for name in globals() if name.startswith("test_")}
    assert {name for name in named if f"test_{name}" not in tests} == set()
    assert len(named) > 35


# Parts in general


def test_unknown() -> None:
    silent = part("a", 5)
    assert used(recipe([{"id": "g", "match": {"eqf": {"min": 5}}, "minCount": 1}]), silent) == ["-"]
    not_low = {"not": {"eqf": {"max": 4}}}
    assert used(recipe([{"id": "g", "match": not_low, "minCount": 1}]), silent) == ["-"]
    forbidding = [{"id": "g", "forbid": {"eqf": {"max": 4}}, "minCount": 1}]
    assert used(recipe(forbidding), silent) == ["-"]
    share = [{"id": "s", "match": {"mode": "online"}, "max": "0.5"}]
    assert used(recipe(shares=share), silent) == ["-"]
    known = part("b", 5, modes=frozenset(["presential"]))
    assert used(recipe(shares=share), known) == ["b"]


@given(hours=st.integers(1, 4000).map(Decimal), at_least=quantities)
def test_intervals(hours: Decimal, at_least: Decimal) -> None:
    each = part("a", hours=hours)
    convert = {"credits": ["ects-hours"]}
    groups = [{"id": "g", "minCredits": str(at_least)}]
    satisfied = assess(recipe(groups, convert=convert), each).satisfied
    low = Decimal(int(hours * 1_000_000) // 30) / 1_000_000
    assert satisfied is (low >= at_least)
    high = hours / 25
    groups = [{"id": "g", "minCount": 1, "maxCredits": str(at_least)}]
    assert assess(recipe(groups, convert=convert), each).satisfied is (high <= at_least)
    assert reasons(recipe(groups), part("b")) == ["credits-unknown"]
    assert used(recipe(), part("b")) == ["b"]


# each


def test_verified() -> None:
    strict, open_ = recipe(), recipe(each={"verified": False})
    unseen = part("a", 5, standing=Standing())
    assert reasons(strict, unseen) == ["unverified", "status-unknown"]
    assert used(open_, unseen) == ["a"]
    forged = part("a", 5, standing=Standing(False, Status.ACTIVE))
    assert reasons(strict, forged) == reasons(open_, forged) == ["verification-failed"]


def test_status() -> None:
    for status in (Status.REVOKED, Status.SUSPENDED):
        gone = part("a", 5, standing=Standing(True, status))
        assert reasons(recipe(), gone) == [status.value]
        assert reasons(recipe(each={"verified": False}), gone) == [status.value]
        assert used(recipe(each={"status": "any"}), gone) == ["a"]
    unknown = part("a", 5, standing=Standing(True, Status.UNKNOWN))
    assert reasons(recipe(), unknown) == ["status-unknown"]


@given(days=st.integers(-400, 400))
def test_expired(days: int) -> None:
    each = part("a", 5, valid_until=NOW + timedelta(days=days))
    assert assess(recipe(), each).satisfied is (days > 0)
    assert assess(recipe(each={"notExpired": False}), each).satisfied
    later = part("b", 5, valid_from=NOW + timedelta(days=days))
    assert assess(recipe(), later).satisfied is (days <= 0)


@given(days=st.integers(0, 1000))
def test_awarded_within(days: int) -> None:
    each = part("a", 5, awarded_at=NOW - timedelta(days=days))
    within = recipe(each={"awardedWithin": "P1Y"})
    assert assess(within, each).satisfied is (days <= 365)
    assert reasons(within, part("b", 5, awarded_at=None)) == ["award-date-unknown"]


def test_grade() -> None:
    scheme = frozenset(["ECTS"])
    words = recipe(each={"minGrade": {"scheme": "ECTS", "min": "C", "order": list("ABCDE")}})
    for grade, counts in (("A", True), ("C", True), ("D", False)):
        each = part("a", 5, grades=(Grade(grade, scheme),))
        assert assess(words, each).satisfied is counts
    sizes = recipe(each={"minGrade": {"scheme": "LV", "min": 7}})
    for grade, counts in (("10", True), ("7", True), ("6,5", False), ("good", False)):
        each = part("a", 5, grades=(Grade(grade, frozenset(["LV"])),))
        assert assess(sizes, each).satisfied is counts
    spread = [{"grade": g, "count": c} for g, c in zip("ABCDE", (10, 25, 30, 25, 10), strict=True)]
    by_spread = recipe(each={"minGrade": {"scheme": "ECTS", "min": "B", "distribution": spread}})
    for better, equal, counts in ((0, 10, True), (5, 30, True), (5, 31, False), (40, 10, False)):
        other = Grade("9", frozenset(["LV"]), (Decimal(better), Decimal(equal)))  # type: ignore[arg-type]
        assert assess(by_spread, part("a", 5, grades=(other,))).satisfied is counts
    assert reasons(by_spread, part("a", 5, grades=(Grade("9", frozenset(["LV"])),))) == [
        "grade-unknown"
    ]
    assert reasons(by_spread, part("a", 5)) == ["grade-unknown"]


def test_assessed() -> None:
    assert reasons(recipe(each={"assessed": True}), part("a", 5)) == ["no-assessment"]
    assert used(recipe(each={"assessed": True}), part("a", 5, assessed=True)) == ["a"]


def test_supervision() -> None:
    full = ("supervised-with-identity-check",)
    half = ("supervised-without-identity-check",)
    for at_least, said, counts in (
        ("supervised-identified", full, True),
        ("supervised-identified", half, False),
        ("supervised", half, True),
        ("identified", half, False),
        ("identified", ("identity-check",), True),
        ("supervised", ("identity-check",), False),
        ("supervised", (*half, ""), False),
        ("supervised", (), False),
    ):
        each = part("a", 5, supervision=said, assessed=True)
        asked = recipe(each={"supervision": {"atLeast": at_least}})
        assert assess(asked, each).satisfied is counts, (at_least, said)


def test_qa() -> None:
    assured = part("a", 5, quality=frozenset(["stated", "https://aika.example"]))
    for qa, counts in (
        ({"present": True}, True),
        ({"body": "https://aika.example"}, True),
        ({"body": "https://other.example"}, False),
    ):
        assert assess(recipe(each={"qa": qa}), assured).satisfied is counts
    assert reasons(recipe(each={"qa": {"present": True}}), part("b", 5)) == ["no-quality-assurance"]


def test_issuers() -> None:
    mine = part("a", 5, issuer="did:web:a")
    assert used(recipe(each={"issuers": {"allow": ["did:web:a"]}}), mine) == ["a"]
    assert reasons(recipe(each={"issuers": {"allow": ["did:web:b"]}}), mine) == [
        "issuer-not-allowed"
    ]
    listed = recipe(each={"issuers": {"trustList": "https://list.example"}})
    assert reasons(listed, mine) == ["trust-list-missing"]
    assert used(listed, mine, trust_lists={"https://list.example": ["did:web:a"]}) == ["a"]
    assert used(listed, mine, trust_lists={"https://list.example": []}) == ["-"]


def test_same_holder() -> None:
    own = [part(name, 5, holder="did:ex:1") for name in "ab"]
    other = part("c", 5, holder="did:ex:2")
    what = recipe([{"id": "g", "minCredits": 10}], each={"sameHolder": True})
    assert used(what, *own, other) == ["a", "b"]
    assert used(what, own[0], other) == ["-"]
    assert used(recipe([{"id": "g", "minCredits": 10}]), own[0], other) == ["a", "c"]


# Predicates


def test_predicate() -> None:
    each = part(
        "a",
        5,
        tags=frozenset(["x", "role:capstone"]),
        identifiers=frozenset(["CS-1"]),
        thematic=frozenset(["0613"]),
        outcomes=frozenset(["urn:s:1", "urn:s:2"]),
        levels=(Level(framework="EQF", level="6"),),
        awarding_bodies=frozenset(["https://u.example"]),
        accreditors=frozenset(["https://q.example"]),
        countries=frozenset(["LV"]),
        modes=frozenset(["online"]),
        languages=frozenset(["lv"]),
    )
    yes: list[dict[str, Any]] = [
        {},
        {"tag": ["x", "y"]},
        {"role": "capstone"},
        {"identifier": "CS-1"},
        {"achievement": "urn:spec:a"},
        {"isced": "06"},
        {"esco": {"all": ["urn:s:1"]}},
        {"esco": {"any": ["urn:s:1", "urn:s:2", "urn:s:3"], "n": 2}},
        {"eqf": {"min": 6}},
        {"awardingBody": "https://u.example"},
        {"accreditor": "https://q.example"},
        {"country": "LV"},
        {"origin": "course"},
        {"mode": "online"},
        {"language": "lv"},
        {"minCredits": 5},
        {"awarded": {"after": "2026-01-01", "before": "2026-06-01"}},
    ]
    no: list[dict[str, Any]] = [
        {"tag": "y"},
        {"isced": "07"},
        {"esco": {"all": ["urn:s:1", "urn:s:3"]}},
        {"eqf": {"max": 5}},
        {"minCredits": "5.5"},
        {"awarded": {"before": "2026-01-01"}},
        {"awardingBody": "U of Example"},
    ]
    for wanted in yes:
        for holds, match in (
            (True, wanted),
            (False, {"not": wanted}),
            (True, {"all": [wanted, {}]}),
            (True, {"any": [no[0], wanted]}),
        ):
            groups = [{"id": "g", "match": match, "minCount": 1}]
            assert assess(recipe(groups), each).satisfied is holds, match
    for wanted in no:
        for holds, match in ((False, wanted), (True, {"not": wanted}), (False, {"any": [wanted]})):
            groups = [{"id": "g", "match": match, "minCount": 1}]
            assert assess(recipe(groups), each).satisfied is holds, match


def test_matching() -> None:
    groups = [{"id": "g", "match": {"spec": "urn:spec:x"}, "minCount": 1}]
    assert used(recipe(groups), part("x", 5)) == ["x"]
    by_code = part("a", 5, identifiers=frozenset(["urn:spec:x"]))
    assert used(recipe(groups), by_code) == ["a"]
    other = part("a", 5, identifiers=frozenset(["CS-1"]), titles=frozenset(["Statistics"]))
    assert used(recipe(groups), other) == ["-"]
    for told in (
        {"identifiers": "CS-1"},
        {"sameAs": "urn:spec:a"},
        {"titles": ["Statistics"]},
    ):
        assert used(recipe(groups, specs=[{"id": "urn:spec:x"} | told]), other) == ["a"]
    assert used(recipe(groups, specs=[{"id": "urn:spec:x", "title": "Statistics"}]), other) == ["-"]


def test_level() -> None:
    """Latvia's table: a professional level counts by the day of its award."""
    for day, lqf, eqf in (("2022-07-31", 3, 3), ("2022-08-01", 2, 2)):
        each = part(
            "a",
            5,
            levels=(Level(framework="LV-PQL", level="2"),),
            awarded_at=datetime.fromisoformat(day).replace(tzinfo=UTC),
        )
        for level in (1, 2, 3, 4):
            match = {"level": {"framework": "LQF", "min": level, "max": level}}
            groups = [{"id": "g", "match": match, "minCount": 1}]
            assert assess(recipe(groups), each).satisfied is (level == lqf)
            groups = [{"id": "g", "match": {"eqf": {"min": level}}, "minCount": 1}]
            assert assess(recipe(groups), each).satisfied is (level <= eqf)
            without = recipe(groups, convert={"levels": "none"})
            assert assess(without, each).satisfied is False
        (entry,) = normalised([each], recipe(groups), now=NOW)
        assert [c.table for c in entry.conversions] == ["lv-pql-lqf+lqf-eqf"]


# Groups


def test_no_double_counting() -> None:
    both = part("a", 5, tags=frozenset("xy"))
    groups = [{"id": t, "match": {"tag": t}, "minCredits": 5} for t in "xy"]
    assert used(recipe(groups), both) == ["-"]
    assert used(recipe(groups), both, part("b", 5, tags=frozenset("x"))) == ["b", "a"]
    twice = [both, both]
    assert used(recipe(groups), *twice) == ["-"]


def test_all() -> None:
    groups = [{"id": "g", "match": {"spec": ["urn:spec:a", "urn:spec:b"]}, "all": True}]
    assert used(recipe(groups), part("a", 5), part("b", 5)) == ["a", "b"]
    report = assess(recipe(groups), part("a", 5), explain=True)
    assert not report.satisfied and report.missing is not None
    assert report.missing.conflict == ("g.all",)
    assert report.rules[0].values["missing"] == ["urn:spec:b"]


@given(count=st.integers(0, 5), least=st.integers(0, 4), room=st.integers(0, 2))
def test_count(count: int, least: int, room: int) -> None:
    parts = [part(str(n), 5) for n in range(count)]
    groups = [{"id": "g", "minCount": least, "maxCount": least + room, "minCredits": 10}]
    if least + room == 0:
        return
    report = assess(recipe(groups), *parts)
    assert report.satisfied is (count >= least and min(count, least + room) >= 2)


@given(st.lists(quantities, max_size=5), quantities)
def test_credits(points: list[Decimal], least: Decimal) -> None:
    parts = [part(str(n), each) for n, each in enumerate(points)]
    report = assess(recipe([{"id": "g", "minCredits": str(least)}]), *parts)
    assert report.satisfied is (sum(points) >= least)
    exact = recipe([{"id": "g", "minCredits": str(least), "maxCredits": str(least)}])
    sums = {Decimal(0)}
    for each in points:
        sums |= {done + each for done in sums}
    assert assess(exact, *parts).satisfied is (least in sums)


def test_cap() -> None:
    groups = [
        {"id": "free", "match": {"tag": "x"}, "maxCredits": 4, "cap": True},
        {"id": "core", "match": {"tag": "y"}},
    ]
    free, core = part("a", 9, tags=frozenset("x")), part("b", 6, tags=frozenset("y"))
    for total, counts in ((10, True), ("10.5", False)):
        what = recipe(groups, totals={"minCredits": total})
        assert assess(what, free, core).satisfied is counts
    uncapped = [{**groups[0], "cap": False}, groups[1]]
    assert assess(recipe(uncapped, totals={"minCredits": 7}), free, core).satisfied is False


def test_after() -> None:
    groups = [
        {"id": "core", "match": {"tag": "x"}, "minCount": 1},
        {"id": "last", "match": {"tag": "y"}, "minCount": 1, "after": ["core"]},
    ]
    first = part("a", 5, tags=frozenset("x"), awarded_at=NOW - timedelta(days=9))
    for days, counts in ((8, True), (9, True), (10, False)):
        last = part("b", 5, tags=frozenset("y"), awarded_at=NOW - timedelta(days=days))
        assert assess(recipe(groups), first, last).satisfied is counts
    undated = part("b", 5, tags=frozenset("y"), awarded_at=None)
    assert reasons(recipe(groups), undated) == ["award-date-unknown"]


def test_optional() -> None:
    groups = [
        {"id": "core", "match": {"tag": "x"}, "minCredits": 5},
        {"id": "extra", "match": {"tag": "y"}, "minCredits": 6, "optional": True},
    ]
    core = part("a", 5, tags=frozenset("x"))
    small, large = (part(n, (n == "b" and 2) or 7, tags=frozenset("y")) for n in "bc")
    assert used(recipe(groups), core) == ["a"]
    total = {"totals": {"minCredits": 7}}
    assert used(recipe(groups, **total), core, small) == ["-"]
    assert used(recipe(groups, **total), core, large) == ["a", "c"]


# Totals and shares


def test_totals() -> None:
    a, b = part("a", 5, hours=Decimal(100)), part("b", 8)
    assert used(recipe(totals={"minCredits": 13}), a, b) == ["a", "b"]
    assert used(recipe(totals={"minCredits": "13.5"}), a, b) == ["-"]
    assert used(recipe(totals={"maxCredits": 5}), a, b) == ["a"]
    assert used(recipe(totals={"minVolume": 100}), a, b) == ["a"]
    assert used(recipe(totals={"minVolume": 101}), a, b) == ["-"]
    known = recipe(totals={"minVolume": 300}, convert={"credits": ["ects-hours"]})
    assert used(known, a, b) == ["a", "b"]


@given(st.lists(st.tuples(quantities, st.booleans()), max_size=5), st.integers(0, 100))
def test_share(held: list[tuple[Decimal, bool]], percent: int) -> None:
    parts = [
        part(str(n), points, tags=frozenset("x" if inside else ""))
        for n, (points, inside) in enumerate(held)
    ]
    share = {"id": "s", "match": {"tag": "x"}, "min": str(Decimal(percent) / 100)}
    groups = [{"id": "g", "minCredits": 10}]
    inside = sum((p for p, x in held if x), Decimal(0))
    possible = False
    for pick in range(1 << len(held)):
        chosen = [pair for n, pair in enumerate(held) if pick >> n & 1]
        total = sum((p for p, _ in chosen), Decimal(0))
        part_of = sum((p for p, x in chosen if x), Decimal(0))
        possible |= total >= 10 and part_of * 100 >= percent * total
    assert assess(recipe(groups, shares=[share]), *parts).satisfied is possible
    if inside == 0 and percent:
        assert not possible


def test_when() -> None:
    rpl = [part(n, 5, origin="rpl") for n in "ab"]
    for when, total, counts in (
        ({"gt": 10}, 10, True),
        ({"ge": 10}, 10, False),
        ({"lt": 10}, 10, True),
        ({"le": 10}, 10, False),
        ({"gt": 5, "lt": 20}, 10, False),
    ):
        share = {"id": "s", "match": {"origin": "rpl"}, "max": "0.5"}
        share["when"] = {"totalCredits": when}  # type: ignore[assignment]
        what = recipe([{"id": "g", "minCredits": total}], shares=[share])
        assert assess(what, *rpl).satisfied is counts, when


# Order and exclusion


def test_order() -> None:
    order = [{"spec": "urn:spec:b", "after": "urn:spec:a"}]
    groups = [{"id": "g", "match": {"spec": "urn:spec:b"}, "minCount": 1}]
    a, b = part("a", 5), part("b", 5)
    assert used(recipe(groups, order=order), b) == ["-"]
    assert used(recipe(groups, order=order), a, b) == ["b"]
    revoked = part("a", 5, standing=Standing(True, Status.REVOKED))
    assert used(recipe(groups, order=order), revoked, b) == ["-"]
    dated = [order[0] | {"by": "award-date"}]
    late = part("a", 5, awarded_at=NOW)
    assert used(recipe(groups, order=order), late, b) == ["b"]
    assert used(recipe(groups, order=dated), late, b) == ["-"]
    assert used(recipe(groups, order=dated), a, b) == ["b"]
    planned = plan([], [part("a", 5), part("b", 5)], recipe(groups, order=order), now=NOW)
    assert planned.taken == ("urn:part:a", "urn:part:b")
    assert planned.used == ("urn:part:b",)


def test_either() -> None:
    a, b = (part(n, 5, outcomes=frozenset(["urn:s:1", f"urn:s:{n}"])) for n in "ab")
    groups = [{"id": "g", "minCredits": 10}]
    assert used(recipe(groups), a, b) == ["a", "b"]
    assert used(recipe(groups, exclusive={"outcomes": "either"}), a, b) == ["-"]


def test_reduce() -> None:
    a = part("a", 6, outcomes=frozenset(["urn:s:1"]), awarded_at=NOW - timedelta(days=9))
    b = part("b", 9, outcomes=frozenset(["urn:s:1", "urn:s:2", "urn:s:3"]))
    for credits_, counts in ((12, True), ("12.5", False)):
        what = recipe([{"id": "g", "minCredits": credits_}], exclusive={"outcomes": "reduce"})
        early = part("b", 9, outcomes=b.outcomes, awarded_at=NOW - timedelta(days=8))
        assert assess(what, a, early).satisfied is counts
    first = part("b", 9, outcomes=b.outcomes, awarded_at=NOW - timedelta(days=10))
    what = recipe([{"id": "g", "minCredits": 10}], exclusive={"outcomes": "reduce"})
    assert assess(what, a, first).satisfied is False  # nothing is left of a


def test_achievements() -> None:
    a, b = (part(n, 5, achievement="urn:spec:same") for n in "ab")
    groups = [{"id": "g", "minCredits": 10}]
    assert used(recipe(groups), a, b) == ["-"]
    assert used(recipe(groups, exclusive={"achievements": False}), a, b) == ["a", "b"]


def test_across() -> None:
    what = recipe(exclusive={"acrossRecipes": True})
    assert reasons(what, part("a", 5), spent=["urn:part:a"]) == ["spent"]
    assert used(recipe(), part("a", 5), spent=["urn:part:a"]) == ["a"]


def test_antirequisites() -> None:
    pair = {"antirequisites": [["urn:spec:a", "urn:spec:b"]]}
    groups = [{"id": "g", "minCredits": 10}]
    parts = [part(n, 5) for n in "abc"]
    assert used(recipe(groups, exclusive=pair), *parts[:2]) == ["-"]
    assert len(used(recipe(groups, exclusive=pair), *parts)) == 2


def test_inside() -> None:
    whole = part("w", 9, contains=frozenset(["urn:part:a"]))
    groups = [{"id": "g", "minCredits": 10}]
    assert used(recipe(groups), part("a", 5), whole) == ["-"]
    assert used(recipe(groups), part("b", 5), whole) == ["b", "w"]
    renewal = part("n", 5, renewal_of="urn:part:a")
    assert used(recipe(groups), part("a", 5), renewal) == ["-"]
    itself = part("s", 10, contains=frozenset(["urn:part:s"]), renewal_of="urn:part:s")
    assert used(recipe(groups), itself) == ["s"]


def test_substitute() -> None:
    groups = [{"id": "g", "match": {"spec": "urn:spec:x"}, "all": True, "minCredits": 4}]
    rule = {"spec": "urn:spec:x", "by": {"tag": "foreign"}, "decision": "urn:part:decision"}
    foreign = part("a", 9, tags=frozenset(["foreign"]))
    decision = part("decision")
    assert used(recipe(groups, substitute=[rule]), foreign) == ["-"]
    assert used(recipe(groups, substitute=[rule]), foreign, decision) == ["a"]
    revoked = part("decision", standing=Standing(True, Status.REVOKED))
    assert used(recipe(groups, substitute=[rule]), foreign, revoked) == ["-"]
    capped = recipe(groups, substitute=[rule | {"creditCap": 3}])
    assert used(capped, foreign, decision) == ["-"]
    report = assess(recipe(groups, substitute=[rule | {"creditCap": 5}]), foreign, decision)
    assert report.satisfied and report.placed[0].credits == Interval(Decimal(5), Decimal(5))


# Conversion


@given(points=quantities)
def test_convert(points: Decimal) -> None:
    groups = [{"id": "g", "minCredits": str(points)}]
    cats = part("a", credits=(("CATS", points * 2),))
    assert assess(recipe(groups), cats).satisfied is False
    assert assess(recipe(groups, convert={"credits": ["cats-ects"]}), cats).satisfied
    assert assess(recipe(groups, convert={"credits": "bundled"}), cats).satisfied
    rates = [{"from": "CATS", "per": 2}]
    assert assess(recipe(groups, convert={"rates": rates}), cats).satisfied
    loose = [{"from": "CATS", "low": 2, "high": "2.5"}]
    assert assess(recipe(groups, convert={"rates": loose}), cats).satisfied is False
    hours = recipe([{"id": "g", "minCredits": 60}], unit="hours")
    assert assess(hours, part("b", hours=Decimal(60))).satisfied
    assert assess(hours, part("b", hours=Decimal(59))).satisfied is False


def test_converting_there_and_back_stays_inside() -> None:
    for hours in range(1, 400):
        there = recipe(convert={"credits": ["ects-hours"]})
        (entry,) = normalised([part("a", hours=Decimal(hours))], there, now=NOW)
        assert entry.credits is not None
        back = recipe(unit="hours", convert={"credits": ["ects-hours"]})
        ends = []
        for end in entry.credits:
            (other,) = normalised([part("b", end)], back, now=NOW)
            assert other.credits is not None
            ends += [other.credits.low, other.credits.high]
        assert min(ends) <= hours <= max(ends)


# The recipe as a whole


def test_effective() -> None:
    what = recipe(effective={"from": "2026-01-01", "until": "2027-01-01"})
    for day, counts in (
        (datetime(2025, 12, 31, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2027, 1, 1, tzinfo=UTC), False),
    ):
        each = part("a", 5, awarded_at=datetime(2025, 1, 1, tzinfo=UTC))
        report = assess(what, each, now=day, explain=True)
        assert report.satisfied is counts
        assert counts or (report.missing and "effective" in report.missing.conflict)


@given(st.permutations(range(7)), st.integers(0, 30))
def test_order_irrelevant(order: list[int], seed: int) -> None:
    from bench.stack_instances import small

    instance = small(seed)
    once = {"now": NOW, "effort": OWN, "explain": seed % 4 == 0}
    straight = stack(instance.held, instance.recipe, **once)  # type: ignore[arg-type]
    mixed = [instance.held[n] for n in order if n < len(instance.held)]
    mixed += instance.held[7:]
    again = stack(mixed, instance.recipe, **once)  # type: ignore[arg-type]
    assert again.to_dict() == straight.to_dict()


@given(
    st.lists(st.tuples(quantities, st.sampled_from("xyz")), max_size=6),
    st.tuples(quantities, st.sampled_from("xyz")),
)
def test_without_maxima_and_shares_adding_never_breaks(
    held: list[tuple[Decimal, str]], more: tuple[Decimal, str]
) -> None:
    groups = [{"id": t, "match": {"tag": t}, "minCredits": 4, "minCount": 1} for t in "xy"]
    what = recipe(groups, totals={"minCredits": 10})
    parts = [part(str(n), p, tags=frozenset(t)) for n, (p, t) in enumerate(held)]
    before = assess(what, *parts).satisfied
    after = assess(what, *parts, part("new", more[0], tags=frozenset(more[1]))).satisfied
    assert after or not before


@given(st.integers(0, 400))
def test_credits_are_conserved(seed: int) -> None:
    """What is counted is what the parts have: none is lost, none is made."""
    from bench.stack_instances import small

    instance = small(seed)
    report = stack(instance.held, instance.recipe, now=NOW, effort=OWN, explain=False)
    points = {each.id: dict(each.credits).get("ECTS", Decimal(0)) for each in instance.held}
    counted = sum((points[name] for name in report.used), Decimal(0))
    assert [Decimal(end) for end in report.to_dict()["totals"]["credits"]] == [counted, counted]
    assert len(set(report.used)) == len(report.used)
    assert set(report.used) | set(report.unused) == set(points)


def test_outcome() -> None:
    """What becomes of the whole when a part is revoked: told in test_composition."""
    for word in ("derive", "suspend", "snapshot"):
        assert recipe(outcome={"whenRevoked": word}).outcome.when_revoked == word
    assert GOOD.authentic
