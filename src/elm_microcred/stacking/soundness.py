"""What a recipe says that cannot be meant: unknown names, demands nothing meets, circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from elm_microcred.levels import rates
from elm_microcred.problem import Problem, json_pointer

if TYPE_CHECKING:
    from elm_microcred.stacking.recipe import Group, Recipe, Share

MOST_CAPS = 8
"""Groups with a cap, at most: each doubles the ways in which a total can come about."""


def unsound(recipe: Recipe) -> Iterator[Problem]:
    """Every contradiction that can be told without any credential."""
    yield from _names(recipe)
    yield from _tables(recipe)
    for place, group in enumerate(recipe.groups):
        yield from _group(group, ("groups", place))
    for place, share in enumerate(recipe.shares):
        yield from _share(share, ("shares", place))
    yield from _sums(recipe)
    yield from _groups_after_each_other(recipe)
    yield from _prerequisites(recipe)


def _problem(code: str, detail: str, at: tuple[str | int, ...], **more: Any) -> Problem:
    return Problem(code, detail, pointer=json_pointer(at), **more)


def _impossible(detail: str, at: tuple[str | int, ...], found: object, expected: str) -> Problem:
    return _problem("RECIPE_IMPOSSIBLE", detail, at, found=str(found), expected=expected)


def _names(recipe: Recipe) -> Iterator[Problem]:
    seen: set[str] = set()
    named = [(("groups", place, "id"), each.id) for place, each in enumerate(recipe.groups)]
    named += [(("shares", place, "id"), each.id) for place, each in enumerate(recipe.shares)]
    for at, name in named:
        if name in seen:
            yield _problem(
                "RECIPE_DUPLICATE",
                "Two rules have this name: nobody could tell which of them is meant.",
                at,
                found=name,
                expected="a name of its own",
            )
        seen.add(name)
    specs: set[str] = set()
    for place, spec in enumerate(recipe.specs):
        if spec.id in specs:
            yield _problem(
                "RECIPE_DUPLICATE",
                "This spec is described twice.",
                ("specs", place, "id"),
                found=spec.id,
                expected="each spec once",
            )
        specs.add(spec.id)
    groups = {group.id for group in recipe.groups}
    for place, group in enumerate(recipe.groups):
        for step, name in enumerate(group.after):
            if name not in groups:
                yield _problem(
                    "RECIPE_UNKNOWN_NAME",
                    "The recipe has no such group.",
                    ("groups", place, "after", step),
                    found=name,
                    expected="one of " + ", ".join(sorted(groups)),
                )


def _tables(recipe: Recipe) -> Iterator[Problem]:
    known = {"bundled", *(rate.id for rate in rates())}
    for name in recipe.convert.credits or ():
        if name not in known:
            yield _problem(
                "RECIPE_UNKNOWN_NAME",
                "No table of credits has this name.",
                ("convert", "credits"),
                found=name,
                expected=next(iter(get_close_matches(name[:40], known, n=1)), "bundled"),
            )
    if recipe.convert.levels not in ("national", "none"):
        yield _problem(
            "RECIPE_UNKNOWN_NAME",
            "There are no tables of levels of this name.",
            ("convert", "levels"),
            found=recipe.convert.levels,
            expected="national, or none",
        )


def _group(group: Group, at: tuple[str | int, ...]) -> Iterator[Problem]:
    for least, most in (("min_count", "max_count"), ("min_credits", "max_credits")):
        low, high = getattr(group, least), getattr(group, most)
        if low is not None and high is not None and low > high:
            yield _impossible(
                "The group asks for more than it takes.",
                (*at, _camel(least)),
                low,
                f"at most {_camel(most)}: {high}",
            )
    if group.max_count == 0 and group.min_credits:
        yield _impossible(
            "The group asks for credits and takes no part.", (*at, "maxCount"), 0, "at least 1"
        )
    if group.cap and group.max_credits is None:
        yield _impossible(
            "A cap without the credits that it caps at.", (*at, "cap"), "true", "maxCredits"
        )
    if group.all_ and group.match.spec is None:
        yield _impossible(
            "All of what? A group that asks for all lists them in match.spec.",
            (*at, "all"),
            "true",
            "match.spec with a list",
        )
    if group.all_ and group.max_count == 0:
        yield _impossible(
            "The group asks for specs and takes no part.", (*at, "maxCount"), 0, "at least 1"
        )
    if group.forbid is not None and group.forbid == group.match:
        yield _impossible(
            "The group forbids all that it matches.",
            (*at, "forbid"),
            group.id,
            "a narrower forbid",
        )


def _share(share: Share, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if share.min is None and share.max is None:
        yield _problem("MODEL_MISSING", "A share of how much?", at, expected="min, max, or both")
    if share.min is not None and share.max is not None and share.min > share.max:
        yield _impossible(
            "The share asks for more than it takes.",
            (*at, "min"),
            share.min,
            f"at most max: {share.max}",
        )


def _sums(recipe: Recipe) -> Iterator[Problem]:
    """Whether the groups can add up to the totals."""
    totals, groups = recipe.totals, recipe.groups
    least = sum((g.min_credits or Decimal(0) for g in groups if not g.optional), Decimal(0))
    if totals.max_credits is not None:
        if totals.min_credits is not None and totals.min_credits > totals.max_credits:
            yield _impossible(
                "The recipe asks for more credits than it takes.",
                ("totals", "minCredits"),
                totals.min_credits,
                f"at most maxCredits: {totals.max_credits}",
            )
        if least > totals.max_credits:
            yield _impossible(
                "The groups ask for more credits than the recipe takes.",
                ("totals", "maxCredits"),
                totals.max_credits,
                f"at least {least}: what the groups ask for",
            )
    most = [group.max_credits for group in groups]
    if totals.min_credits is not None and None not in most:
        room = sum((each for each in most if each is not None), Decimal(0))
        if room < totals.min_credits:
            yield _impossible(
                "The groups take fewer credits than the recipe asks for.",
                ("totals", "minCredits"),
                totals.min_credits,
                f"at most {room}: what the groups take",
            )
    capped = sum(group.cap for group in groups)
    if capped > MOST_CAPS:
        yield _impossible(
            "Too many groups have a cap.", ("groups",), capped, f"at most {MOST_CAPS}"
        )


def _groups_after_each_other(recipe: Recipe) -> Iterator[Problem]:
    yield from _circle({group.id: group.after for group in recipe.groups}, ("groups",))


def _prerequisites(recipe: Recipe) -> Iterator[Problem]:
    graph: dict[str, list[str]] = {}
    for each in recipe.order:
        graph.setdefault(each.spec, []).extend(each.after)
    yield from _circle(graph, ("order",))
    for place, (one, other) in enumerate(recipe.exclusive.antirequisites):
        at = ("exclusive", "antirequisites", place)
        if one == other:
            yield _impossible("A spec cannot exclude itself.", at, one, "two specs")
        for first, then in ((one, other), (other, one)):
            if then in _reach(graph, first) and one != other:
                yield _impossible(
                    "A spec needs another that it excludes.", at, first, f"not beside {then}"
                )


def _reach(graph: Mapping[str, Iterable[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        spec = waiting.pop()
        if spec not in seen:
            seen.add(spec)
            waiting.extend(graph.get(spec, ()))
    return seen


def _circle(graph: Mapping[str, Iterable[str]], at: tuple[str | int, ...]) -> Iterator[Problem]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield _problem(
            "RECIPE_CYCLE",
            "What comes before what runs in a circle: nothing could come first.",
            at,
            found=" after ".join(error.args[1]),
            expected="an order without circles",
        )


def _camel(name: str) -> str:
    head, _, tail = name.partition("_")
    return head + tail.capitalize()
