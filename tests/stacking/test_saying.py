"""Sentences and diagrams: every template is whole, every language says the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.stack_instances import NOW, part, small
from elm_microcred.errors import UsageError
from elm_microcred.model.text import Text
from elm_microcred.stacking import Recipe, plan, sentences, stack, to_mermaid, to_svg
from elm_microcred.stacking.saying import languages, templates


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, member in value.items():
        if isinstance(member, dict):
            yield from leaves(member, (*path, name))
        else:
            yield (*path, name), member


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things(language: str) -> None:
    english = dict(leaves(templates("en")))
    other = dict(leaves(templates(language)))
    assert other.keys() == english.keys()
    wrong = [k for k in english if placeholders(english[k]) != placeholders(other[k])]
    assert wrong == []


def test_english_and_latvian_come_first() -> None:
    assert {"en", "lv"} <= set(languages())
    with pytest.raises(UsageError, match="cannot be said"):
        sentences(stack([], recipe(), now=NOW), "tlh")


def test_every_reason_and_kind_of_the_source_has_a_template(root: Path) -> None:
    reasons, kinds = set(), set()
    for path in (root / "src" / "elm_microcred" / "stacking").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", "")
            constants = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if name == "Reason" and constants:
                reasons.add(constants[0])
            if name == "RuleResult" and len(node.args) > 1:
                second = node.args[1]
                kinds |= {second.value} if isinstance(second, ast.Constant) else set()
    words = templates("en")
    assert {r for r in reasons if r not in words["reason"]} == set()
    assert len(reasons) > 12
    assert {k for k in kinds if k not in words["rule"]} == set()


def recipe(**members: Any) -> Recipe:
    groups = [
        {"id": "core", "title": {"en": "Core", "lv": "Pamats"}, "minCredits": 10},
    ]
    return Recipe.parse(
        {
            "id": "urn:recipe:x",
            "title": {"en": "Certificate", "lv": "Apliecība"},
            "groups": groups,
        }
        | members
    )


def test_a_report_in_two_languages() -> None:
    title = Text({"en": "Statistics", "lv": "Statistika"})
    held = [part("a", "5.5", title=title), part("b", 3, valid_until=NOW - timedelta(days=1))]
    report = stack(held, recipe(), now=NOW)
    english, latvian = sentences(report), sentences(report, "lv")
    assert english[:3] == [
        "Certificate is not satisfied.",
        "Core: 5.5 ECTS, short by 4.5; at least 10 are asked for.",
        "No achievement counts twice.",
    ]
    assert "b does not count: it expired on 2026-05-31." in english
    assert latvian[1] == "Pamats: 5.5 ECTS, trūkst 4.5; prasīts vismaz 10."
    assert "„Statistika” ieskaitīts grupā „Pamats”: 5.5 ECTS." in latvian
    assert len(english) == len(latvian)


def test_all_kinds_of_reports_can_be_said() -> None:
    for seed in range(60):
        instance = small(seed, catalogue=seed % 2 == 1)
        given = (instance.held, instance.recipe)
        report = (
            plan(instance.held, instance.catalogue, instance.recipe, now=NOW)
            if instance.catalogue
            else stack(*given, now=NOW)
        )
        for language in languages():
            said = sentences(report, language)
            assert all("{" not in each for each in said)
        ElementTree.fromstring(to_svg(report))
        assert to_mermaid(report).startswith("flowchart LR\n")


def test_plans_conversions_and_substitutions_are_said() -> None:
    converting = recipe(convert={"credits": ["cats-ects"]})
    held = [part("a", credits=(("CATS", Decimal(10)),)), part("u")]
    offers = [part("x", 5, cost=Decimal(90))]
    report = plan(held, offers, converting, now=NOW)
    said = sentences(report)
    assert "x is still to be had; it counts in Core with 5 ECTS." in said
    assert "Still to be had: x; cost 90." in said
    assert any(each.startswith("a: 10 CATS count as 5 ECTS, by table cats-ects") for each in said)
    met = plan([part("a", 10)], offers, converting, now=NOW)
    assert "Nothing more has to be had." in sentences(met)
    substitute = [{"spec": "urn:spec:z", "by": {"identifier": "Z"}}]
    groups = [{"id": "core", "match": {"spec": "urn:spec:z"}, "minCount": 1}]
    instead = recipe(groups=groups, substitute=substitute)
    report = stack([part("a", 5, identifiers=frozenset("Z"))], instead, now=NOW)
    assert "a counts in core in place of urn:spec:z, with 5 ECTS." in sentences(report)


def test_hostile_titles_stay_text() -> None:
    title = Text({"en": '"]--><script>alert(1)</script>\x07 & "quotes"'})
    report = stack([part("a", 10, title=title)], recipe(title={"en": "<b>&"}), now=NOW)
    svg, mermaid = to_svg(report), to_mermaid(report)
    ElementTree.fromstring(svg)
    assert "<script" not in svg and "<script" not in mermaid
    assert all(line.count('"') in (0, 2) for line in mermaid.splitlines())


def test_a_diagram_shows_gaps_and_plans() -> None:
    report = stack([part("a", 4)], recipe(totals={"minCredits": 12}), now=NOW)
    mermaid = to_mermaid(report)
    assert "minCredits 4 (≥ 10)" in mermaid and "class g0 gap" in mermaid
    assert "totals.minCredits 4 (≥ 12)" in mermaid
    report = plan([part("a", 4)], [part("x", 8)], recipe(), now=NOW)
    assert "planned" in to_mermaid(report) and "#fff8e1" in to_svg(report)
    late = recipe(
        groups=[
            {"id": "a", "match": {"spec": "urn:spec:a"}, "all": True},
            {"id": "b", "match": {"spec": "urn:spec:b"}, "after": ["a"], "minCount": 1},
        ]
    )
    report = stack([part("b", 4)], late, now=NOW)
    assert "all urn" in to_mermaid(report)
    assert replace(report, placed=()).used == ()
