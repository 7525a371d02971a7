"""Where Europass meets Open Badges: the table has every member of both, and is that of the page."""

from __future__ import annotations

import csv
from typing import Any

from hypothesis import given

import europass_badges
import strategies
from badges import port_safety
from elm_microcred import MicroCredential, to_elm, to_open_badge
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.profiles import table
from europass_badges import CARRIED

LINES = europass_badges.lines()


def test_page_and_table_are_current() -> None:
    assert europass_badges.main(["--check"]) == 0
    with europass_badges.CSV.open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == len(LINES)
    assert europass_badges.main(["--other"]) == 2


def test_every_property_of_every_european_class_is_in_it() -> None:
    told = {(line.elm_class, line.elm) for line in LINES}
    european = table().classes.values()
    wanted = {(c.name, p.member or p.path) for c in european for p in c.properties.values()}
    assert len(european) == 55 and len(wanted) == 477
    assert wanted <= told


def test_every_member_of_every_class_of_open_badges_is_in_it() -> None:
    carried = {(x.badge_class, x.badge) for x in LINES if x.how == CARRIED}
    told = {
        (line.badge_class, word)
        for line in LINES
        for word in europass_badges._words(line.badge) or [line.badge]
        if line.how != CARRIED
    }
    for name, of in europass_badges._classes():
        for member in of.members:
            assert ((name, member) in told) is not ((name, member) in carried), (name, member)


# The truth of it: what the conversions write is what the table says


def written(value: Any, found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The members that stand in a document, each with every type of its object."""
    if isinstance(value, list):
        for item in value:
            written(item, found)
    elif isinstance(value, dict):
        types = value.get("type")
        for kind in types if isinstance(types, list) else [types]:
            found |= {(str(kind).replace("OpenBadge", "Achievement"), name) for name in value}
        for item in value.values():
            written(item, found)
    return found


@given(strategies.micro_credentials())
def test_nothing_that_is_written_is_said_to_be_left(micro: MicroCredential) -> None:
    left = [line for line in LINES if line.how == CARRIED]
    sides: list[tuple[Any, set[tuple[str, str]]]] = [
        (to_elm, {(line.elm_class, line.elm) for line in left}),
        (to_open_badge, {(line.badge_class, line.badge) for line in left}),
    ]
    for make, carried in sides:
        try:
            document = make(micro)
        except ElmMicrocredError:
            continue
        assert written(document, set()) & carried == set()


def test_what_is_said_to_be_mapped_is_written() -> None:
    document = written(to_elm(port_safety()), set())
    badge = written(to_open_badge(port_safety()), set())
    mapped = [line for line in LINES if line.how == europass_badges.MAPPED and line.elm]
    there = [line for line in mapped if (line.elm_class, line.elm) in document]
    assert len(there) > 60
    for line in there:
        of, _, member = line.meaning.partition(".")
        if of in ("Achievement", "Organisation", "LearningOutcome") and member not in (
            "image",
            "skills",
        ):
            words = europass_badges._words(line.badge)
            assert any((line.badge_class, word) in badge for word in words), line


def test_nothing_is_both_mapped_and_carried() -> None:
    mapped = {(x.elm_class, x.elm) for x in LINES if x.how != CARRIED}
    carried = {(x.elm_class, x.elm) for x in LINES if x.how == CARRIED}
    assert {each for each in mapped & carried if each[1]} == set()


def test_the_terms_of_the_mapping_are_properties_of_their_classes() -> None:
    known = {
        (c.name, p.member or p.path)
        for c in table().classes.values()
        for p in c.properties.values()
    }
    strange = {
        (line.elm_class, line.elm)
        for line in LINES
        if line.elm and line.elm != "id" and (line.elm_class, line.elm) not in known
    }
    assert strange == set()
