"""Random recipes and parts: small ones for brute force, large ones for HiGHS and for timing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from elm_microcred.model.text import Text
from elm_microcred.model.volume import Level
from elm_microcred.stacking.parts import Part, Standing, Status
from elm_microcred.stacking.recipe import Recipe

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GOOD = Standing(True, Status.ACTIVE, NOW)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
BODIES = ("https://a.example/id", "https://b.example/id", "https://c.example/id")


@dataclass(frozen=True)
class Instance:
    """A recipe, what is held, and what can be had."""

    recipe: Recipe
    held: tuple[Part, ...]
    catalogue: tuple[Part, ...] = ()


def part(name: str, credits: Any = None, /, **members: Any) -> Part:
    """A part of few words."""
    given: dict[str, Any] = {
        "id": f"urn:part:{name}",
        "title": Text({"en": name}),
        "achievement": f"urn:spec:{name}",
        "credits": () if credits is None else (("ECTS", Decimal(str(credits))),),
        "awarded_at": NOW - timedelta(days=100),
        "standing": GOOD,
        "digest": f"sha-256:{name}",
    }
    return Part(**(given | members))


def _parts(
    random: Random, count: int, groups: int, *, prefix: str, spread: int, cost: bool
) -> tuple[Part, ...]:
    parts = []
    for number in range(count):
        places = random.sample(range(groups), random.randint(1, min(spread, groups)))
        unknown = random.random() < 0.04
        parts.append(
            part(
                f"{prefix}{number}",
                None if unknown else Decimal(random.randint(2, 24)) / 2,
                tags=frozenset(
                    [
                        *(f"g-{_LETTERS[place]}" for place in places),
                        *(["rpl"] if random.random() < 0.2 else []),
                    ]
                ),
                origin="rpl" if random.random() < 0.2 else "course",
                levels=(Level(framework="EQF", level=str(random.randint(4, 7))),)
                if random.random() < 0.9
                else (),
                awarding_bodies=frozenset([random.choice(BODIES)]),
                outcomes=frozenset(
                    f"urn:skill:{random.randrange(4 * count)}" for _ in range(random.randint(0, 3))
                ),
                awarded_at=NOW - timedelta(days=random.randint(1, 1500)),
                cost=Decimal(random.randint(1, 40) * 10) if cost else None,
            )
        )
    return tuple(parts)


def _shares(random: Random, most: int) -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = [
        {"id": "residency", "match": {"awardingBody": BODIES[0]}, "min": "0.3"},
        {"id": "level", "match": {"eqf": {"min": 6}}, "min": "0.4"},
        {"id": "rpl", "match": {"origin": "rpl"}, "max": "0.4"},
        {
            "id": "late",
            "match": {"awarded": {"after": "2024-06-01"}},
            "min": "0.25",
            "when": {"totalCredits": {"gt": "12"}},
        },
    ]
    return random.sample(kinds, random.randint(0, most))


def small(seed: int, *, catalogue: bool = False) -> Instance:
    """Up to 10 parts and 4 groups, with shares, overlaps, maxima, caps, order."""
    random = Random(seed)
    groups = random.randint(1, 4)
    count = random.randint(1, 10)
    rules = []
    for number in range(groups):
        least = random.randint(0, 12)
        rule: dict[str, Any] = {
            "id": f"g-{_LETTERS[number]}",
            "match": {"tag": f"g-{_LETTERS[number]}"},
        }
        if random.random() < 0.7:
            rule["minCredits"] = least
        if random.random() < 0.3:
            rule["maxCredits"] = least + random.randint(0, 12)
            rule["cap"] = random.random() < 0.5
        if random.random() < 0.3:
            rule["minCount"] = random.randint(0, 2)
            if random.random() < 0.4:
                rule["maxCount"] = rule["minCount"] + random.randint(1, 2)
        if random.random() < 0.2:
            rule["optional"] = True
        if random.random() < 0.1:
            rule["forbid"] = {"origin": "rpl"}
        if number and random.random() < 0.15:
            rule["after"] = [f"g-{_LETTERS[random.randrange(number)]}"]
        rules.append(rule)
    data: dict[str, Any] = {
        "id": f"urn:recipe:{seed}",
        "title": "Random",
        "groups": rules,
        "shares": _shares(random, 2),
        "exclusive": {"outcomes": random.choice(["either", "allow", "reduce"])},
    }
    if random.random() < 0.5:
        room = [rule["maxCredits"] for rule in rules if "maxCredits" in rule]
        most = sum(room) if len(room) == len(rules) else 40
        data["totals"] = {"minCredits": random.randint(0, min(30, most))}
    held = _parts(random, count, groups, prefix="p", spread=3, cost=False)
    offers: tuple[Part, ...] = ()
    if catalogue:
        cut = random.randint(0, count)
        offers = _parts(random, count - cut, groups, prefix="q", spread=2, cost=True)
        held = held[:cut]
    if random.random() < 0.3 and count > 2:
        specs = [each.achievement for each in (*held, *offers)]
        one, other = random.sample(specs, 2)
        data["order"] = [
            {"spec": one, "after": other, "by": random.choice(["possession", "award-date"])}
        ]
    return Instance(Recipe.parse(data), held, offers)


def large(seed: int, *, held: int, groups: int, offered: int = 0) -> Instance:
    """As large as asked, with minima, three shares, overlaps and a total."""
    random = Random(seed)
    total = held + offered
    each = max(4, (total * 6) // (groups * 4))
    rules: list[dict[str, Any]] = [
        {
            "id": f"g-{_LETTERS[n]}",
            "match": {"tag": f"g-{_LETTERS[n]}"},
            "minCredits": random.randint(each // 2, each),
        }
        for n in range(groups)
    ]
    data = {
        "id": f"urn:recipe:{seed}",
        "title": "Large",
        "groups": rules,
        "shares": [
            {"id": "residency", "match": {"awardingBody": BODIES[0]}, "min": "0.3"},
            {"id": "level", "match": {"eqf": {"min": 6}}, "min": "0.4"},
            {"id": "rpl", "match": {"origin": "rpl"}, "max": "0.4"},
        ],
        "totals": {"minCredits": sum(rule["minCredits"] for rule in rules) + each // 2},
        "exclusive": {"outcomes": "either"},
    }
    return Instance(
        Recipe.parse(data),
        _parts(random, held, groups, prefix="p", spread=4, cost=False),
        _parts(random, offered, groups, prefix="q", spread=2, cost=True),
    )
