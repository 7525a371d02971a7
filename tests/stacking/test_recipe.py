"""The recipe model: what is read, what is refused, and how the refusal says where and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from elm_microcred.errors import LimitError, ParseError, StackingError
from elm_microcred.stacking.recipe import Recipe

BASE: dict[str, Any] = {
    "id": "urn:recipe:test",
    "title": "Test",
    "groups": [{"id": "core", "minCount": 1}],
}


def refused(**members: Any) -> list[tuple[str, str]]:
    with pytest.raises(StackingError) as caught:
        Recipe.parse(BASE | members)
    return [(problem.code, problem.pointer) for problem in caught.value.problems]


def group(**members: Any) -> list[dict[str, Any]]:
    return [{"id": "core", **members}]


@pytest.mark.reference
def test_the_recipes_of_real_schemes_are_read(reference: Path) -> None:
    examples = json.loads((reference / "domain" / "recipe-examples.json").read_bytes())["recipes"]
    for data in examples:
        recipe = Recipe.parse(data)
        assert Recipe.parse(recipe.to_dict()) == recipe
        assert Recipe.from_json(json.dumps(recipe.to_dict())).digest == recipe.digest


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        (
            {"shares": [{"id": "s", "match": {}, "mn": 1}]},
            ("RECIPE_UNKNOWN_MEMBER", "/shares/0/mn"),
        ),
        ({"groups": group(after=["gone"])}, ("RECIPE_UNKNOWN_NAME", "/groups/0/after/0")),
        (
            {"groups": group(minCredits=5, maxCredits="4.5")},
            ("RECIPE_IMPOSSIBLE", "/groups/0/minCredits"),
        ),
        ({"groups": group(minCount=2, maxCount=1)}, ("RECIPE_IMPOSSIBLE", "/groups/0/minCount")),
        ({"groups": group(minCredits=2, maxCount=0)}, ("RECIPE_IMPOSSIBLE", "/groups/0/maxCount")),
        ({"groups": group(cap=True)}, ("RECIPE_IMPOSSIBLE", "/groups/0/cap")),
        ({"groups": group(all=True)}, ("RECIPE_IMPOSSIBLE", "/groups/0/all")),
        (
            {"groups": group(all=True, match={"spec": "a"}, maxCount=0)},
            ("RECIPE_IMPOSSIBLE", "/groups/0/maxCount"),
        ),
        (
            {"groups": group(match={"tag": "x"}, forbid={"tag": "x"})},
            ("RECIPE_IMPOSSIBLE", "/groups/0/forbid"),
        ),
        ({"shares": [{"id": "s", "match": {}}]}, ("MODEL_MISSING", "/shares/0")),
        (
            {"shares": [{"id": "s", "match": {}, "min": "0.5", "max": "0.4"}]},
            ("RECIPE_IMPOSSIBLE", "/shares/0/min"),
        ),
        ({"shares": [{"id": "s", "match": {}, "min": 2}]}, ("RECIPE_IMPOSSIBLE", "/shares/0/min")),
        ({"shares": [{"id": "core", "match": {}, "min": 1}]}, ("RECIPE_DUPLICATE", "/shares/0/id")),
        (
            {"totals": {"minCredits": 9, "maxCredits": 8}},
            ("RECIPE_IMPOSSIBLE", "/totals/minCredits"),
        ),
        (
            {"totals": {"maxCredits": 8}, "groups": group(minCredits=9)},
            ("RECIPE_IMPOSSIBLE", "/totals/maxCredits"),
        ),
        (
            {"totals": {"minCredits": 9}, "groups": group(maxCredits=8)},
            ("RECIPE_IMPOSSIBLE", "/totals/minCredits"),
        ),
        ({"order": [{"spec": "a", "after": "a"}]}, ("RECIPE_CYCLE", "/order")),
        (
            {"order": [{"spec": "a", "after": "b"}, {"spec": "b", "after": "a"}]},
            ("RECIPE_CYCLE", "/order"),
        ),
        (
            {"exclusive": {"antirequisites": [["a", "a"]]}},
            ("RECIPE_IMPOSSIBLE", "/exclusive/antirequisites/0"),
        ),
        (
            {"exclusive": {"antirequisites": [["b", "a"]]}, "order": [{"spec": "a", "after": "b"}]},
            ("RECIPE_IMPOSSIBLE", "/exclusive/antirequisites/0"),
        ),
        ({"specs": [{"id": "a"}, {"id": "a"}]}, ("RECIPE_DUPLICATE", "/specs/1/id")),
        (
            {"groups": [{"id": f"g{n}", "cap": True, "maxCredits": 1} for n in range(9)]},
            ("RECIPE_IMPOSSIBLE", "/groups"),
        ),
        ({"outcome": {"validity": "three years"}}, ("MODEL_VALUE", "/outcome/validity")),
        ({"target": "no iri"}, ("MODEL_TYPE", "/target")),
        ({"target": {"description": "x"}}, ("MODEL_MISSING", "/target/title")),
        ({"groups": group(minCredits="a lot")}, ("MODEL_TYPE", "/groups/0/minCredits")),
        ({"groups": group(minCount=True)}, ("MODEL_TYPE", "/groups/0/minCount")),
        ({"groups": group(match={"eqf": {"min": 7, "max": 6}})}, None),
        ({"groups": group(match={"eqf": {}})}, ("MODEL_MISSING", "/groups/0/match/eqf")),
        ({"groups": group(match={"awarded": {}})}, ("MODEL_MISSING", "/groups/0/match/awarded")),
        (
            {"groups": group(match={"awarded": {"after": "2026-02-01", "before": "2026-01-01"}})},
            ("RECIPE_IMPOSSIBLE", "/groups/0/match/awarded/after"),
        ),
        ({"groups": group(match={"esco": {}})}, ("MODEL_MISSING", "/groups/0/match/esco")),
        (
            {"groups": group(match={"esco": {"any": ["urn:x:a"], "n": 2}})},
            ("RECIPE_IMPOSSIBLE", "/groups/0/match/esco/n"),
        ),
        ({"effective": {"from": "2026-02-01", "until": "2026-01-01"}}, None),
        ({"each": {"qa": {}}}, ("MODEL_MISSING", "/each/qa")),
        ({"each": {"issuers": {}}}, ("MODEL_MISSING", "/each/issuers")),
        ({"each": {"supervision": {"atLeast": "x"}}}, ("MODEL_VALUE", "/each/supervision/atLeast")),
        ({"convert": {"rates": [{"from": "CATS"}]}}, ("MODEL_VALUE", "/convert/rates/0")),
        ({"convert": {"rates": [{"from": "CATS", "per": 0}]}}, ("MODEL_VALUE", "/convert/rates/0")),
        (
            {"convert": {"rates": [{"from": "h", "low": 3, "high": 2}]}},
            ("RECIPE_IMPOSSIBLE", "/convert/rates/0/low"),
        ),
        ({"groups": []}, ("MODEL_VALUE", "/groups")),
        ({"groups": "core"}, ("MODEL_TYPE", "/groups")),
    ],
)
def test_what_cannot_be_meant_is_refused(
    members: dict[str, Any], problem: tuple[str, str] | None
) -> None:
    found = refused(**members)
    assert (problem in found) if problem else found[0][0] == "RECIPE_IMPOSSIBLE"


def test_groups_in_a_circle_are_refused() -> None:
    groups = [{"id": "a", "after": ["b"]}, {"id": "b", "after": ["a"]}]
    assert refused(groups=groups) == [("RECIPE_CYCLE", "/groups")]


def test_remarks_are_no_rules() -> None:
    with_remarks = Recipe.parse(BASE | {"$comment": "why", "$schema": "recipe.schema.json"})
    assert with_remarks.digest == Recipe.parse(BASE).digest


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    yaml = tmp_path / "recipe.yaml"
    yaml.write_text("id: urn:recipe:test\ntitle: Test\ngroups: [{id: core, minCount: 1}]\n")
    assert Recipe.load(yaml) == Recipe.parse(BASE)
    yaml.write_text("id: urn:recipe:test\ntitle: Test\ngroups: [{id: core, after: [x]}]\n")
    with pytest.raises(StackingError, match=r"recipe\.yaml: The recipe has no such group"):
        Recipe.load(yaml)


def test_what_is_no_recipe_at_all_is_refused(tmp_path: Path) -> None:
    for data in (None, 3, [], "recipe", {"groups": {}}):
        with pytest.raises(StackingError):
            Recipe.parse(data)
    with pytest.raises(ParseError):
        Recipe.from_json("{")
    with pytest.raises(ParseError):
        Recipe.load(tmp_path / "gone.json")
    deep: Any = {}
    for _ in range(70):
        deep = {"not": deep}
    with pytest.raises((LimitError, ParseError)):
        Recipe.from_json(json.dumps(BASE | {"groups": group(match=deep)}))


def test_the_target_is_an_achievement() -> None:
    recipe = Recipe.parse(BASE | {"target": {"title": "Whole", "id": "urn:spec:whole"}})
    assert recipe.target_id == "urn:spec:whole"
    assert Recipe.parse(BASE | {"target": "urn:spec:x"}).target_id == "urn:spec:x"
    assert Recipe.parse(BASE).target_id is None
    assert Recipe.parse(BASE).achievement() is None


def test_the_published_schema_is_that_of_the_model() -> None:
    from recipe_schema import main

    assert main(["--check"]) == 0, "run python tools/recipe_schema.py"


@pytest.mark.reference
def test_the_published_schema_takes_and_refuses_what_the_model_does(
    reference: Path, root: Path
) -> None:
    schema = json.loads((root / "docs" / "stacking" / "recipe.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    examples = json.loads((reference / "domain" / "recipe-examples.json").read_bytes())["recipes"]
    for data in examples:
        assert not list(validator.iter_errors(data | {"$comment": "read"}))
        assert list(validator.iter_errors(data | {"shares": [{"id": "s", "mtch": {}}]}))
        assert list(validator.iter_errors(data | {"groups": []}))
