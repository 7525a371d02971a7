"""Achievements and recipes in CTDL: JSON-LD that says what is meant, and tells what it omits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given

from elm_microcred import Achievement, Award, MappingError, MicroCredential, to_elm
from elm_microcred.cli import main
from elm_microcred.exchange.ctdl import CONTEXT, KINDS, ctid, pathway_to_ctdl, to_ctdl
from elm_microcred.stacking.recipe import Recipe
from strategies import achievements

ROOT = Path(__file__).resolve().parent.parent.parent
TERMS = rdflib.Namespace(CONTEXT["ceterms"])


@pytest.fixture(scope="module")
def course() -> Achievement:
    return Achievement.load(ROOT / "examples" / "port-safety.json")


def graph(document: dict[str, Any]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def test_an_achievement_says_in_rdf_what_is_meant(course: Achievement) -> None:
    found = graph(to_ctdl(course))
    subject = rdflib.URIRef(course.id)
    assert (subject, rdflib.RDF.type, TERMS.MicroCredential) in found
    assert (subject, TERMS.name, rdflib.Literal(course.title["lv"], lang="lv")) in found
    assert (subject, TERMS.subjectWebpage, rdflib.URIRef(str(course.homepage))) in found
    owners = [found.value(owner, TERMS.name) for owner in found.objects(subject, TERMS.ownedBy)]
    assert owners
    targets = {
        found.value(node, TERMS.targetNode) for node in found.objects(subject, TERMS.teaches)
    }
    assert {rdflib.URIRef(str(one.id)) for one in course.outcomes} < targets
    assert rdflib.URIRef("https://ports.example/standards/dock-work/2025#ppe") in targets
    duration = found.value(found.value(subject, TERMS.estimatedDuration), TERMS.exactDuration)
    assert str(duration) == "PT60H" or duration.value  # type: ignore[union-attr]
    modes = [
        found.value(n, TERMS.targetNode) for n in found.objects(subject, TERMS.learningDeliveryType)
    ]
    assert modes == [rdflib.URIRef(CONTEXT["deliveryType"] + "BlendedDelivery")]
    conditions = list(found.objects(subject, TERMS.requires))
    assert len(list(found.objects(conditions[0], TERMS.creditValue))) == 2


def test_what_is_left_out_is_told(course: Achievement) -> None:
    told = {loss.pointer for loss in to_ctdl(course).losses}
    assert {"/purpose", "/activities", "/funders", "/legal_basis", "/notes"} <= told
    assert not {
        pointer for pointer in told if pointer.startswith(("/title", "/credits", "/levels"))
    }


def test_of_a_credential_only_the_achievement_is_written(course: Achievement) -> None:
    award = Award.parse({"awarded_at": "2026-06-30", "learner": {"family_name": "Liepa"}})
    micro = MicroCredential(course, award)
    for source in (micro, micro.to_dict(), to_elm(micro), course, course.to_dict()):
        text = json.dumps(to_ctdl(source), ensure_ascii=False)
        assert "Liepa" not in text
        assert course.title["lv"] in text


@given(achievement=achievements())
def test_any_achievement_is_json_ld_and_every_member_is_said_or_told(
    achievement: Achievement,
) -> None:
    document = to_ctdl(achievement)
    assert document["ceterms:ctid"] == ctid(achievement.id)
    text = json.dumps(document, ensure_ascii=False)
    told = [loss.pointer for loss in document.losses]
    for name, value in achievement.to_dict().items():
        if name in ("title", "description", "prerequisites") and isinstance(value, dict):
            assert all(
                json.dumps(said, ensure_ascii=False)[1:-1] in text for said in value.values()
            )
        if name in ("purpose", "outcome_summary", "activities", "funders", "notes", "links"):
            assert any(pointer.startswith(f"/{name}") for pointer in told), name


def test_kinds_are_those_of_open_badges() -> None:
    assert to_ctdl(Achievement.parse({"title": "x", "achievement_type": "ext:Own"}))["@type"] == (
        "ceterms:Credential"
    )
    for kind, cls in KINDS.items():
        made = to_ctdl(Achievement.parse({"title": "x", "achievement_type": kind}))
        assert made["@type"] == cls


@pytest.mark.parametrize("name", ["ects-electives", "latvian-vet", "mandatory-training", "rpl-cap"])
def test_a_recipe_is_a_pathway(name: str) -> None:
    pytest.importorskip("yaml", reason="could not import yaml (extra `yaml`)")
    recipe = Recipe.load(ROOT / "examples" / f"recipe-{name}.yaml")
    document = pathway_to_ctdl(recipe.to_dict())
    found = graph(document)
    pathway = rdflib.URIRef(recipe.id)
    assert (pathway, rdflib.RDF.type, TERMS.Pathway) in found
    (destination,) = found.objects(pathway, TERMS.hasDestinationComponent)
    children = set(found.objects(destination, TERMS.hasChild))
    assert children == {rdflib.URIRef(f"{recipe.id}#group-{group.id}") for group in recipe.groups}
    parts = set(found.objects(pathway, TERMS.hasPart))
    assert children | {destination} <= parts
    for group in recipe.groups:
        node = rdflib.URIRef(f"{recipe.id}#group-{group.id}")
        for before in group.after:
            assert (node, TERMS.prerequisite, rdflib.URIRef(f"{recipe.id}#group-{before}")) in found
        if group.min_count is not None:
            condition = found.value(node, TERMS.hasCondition)
            assert found.value(condition, TERMS.requiredNumber).value == group.min_count  # type: ignore[union-attr]
    rules = {loss.pointer.split("/")[1] for loss in document.losses}
    given_ = recipe.to_dict()
    assert {"each", "shares", "exclusive", "convert"} & given_.keys() <= rules


def test_named_achievements_are_parts_of_their_group() -> None:
    recipe = {
        "id": "urn:recipe:1",
        "title": "Whole",
        "target": "https://school.example/whole",
        "specs": [{"id": "a", "title": {"en": "First"}}],
        "groups": [
            {"id": "core", "all": True, "match": {"spec": ["a", "https://school.example/b"]}},
            {"id": "more", "minCredits": "6", "maxCredits": "9", "after": ["core"]},
        ],
    }
    document = pathway_to_ctdl(Recipe.parse(recipe).to_dict())
    by_id = {node["@id"]: node for node in document["ceterms:hasPart"]}
    core = by_id["urn:recipe:1#group-core"]
    (condition,) = core["ceterms:hasCondition"]
    assert condition["ceterms:requiredNumber"] == 2
    first, second = (by_id[one["@id"]] for one in condition["ceterms:targetComponent"])
    assert first["ceterms:name"] == {"en": "First"}
    assert second["ceterms:proxyFor"] == {"@id": "https://school.example/b"}
    assert by_id["urn:recipe:1#destination"]["ceterms:proxyFor"]["@id"] == recipe["target"]
    assert [loss.pointer for loss in document.losses if "maxCredits" in loss.pointer]
    with pytest.raises(MappingError):
        pathway_to_ctdl({"id": "urn:a", "groups": []})


def test_the_command_line_writes_ctdl(
    tmp_path: Path, course: Achievement, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = {
        "format": "elm-microcred/recipe/1",
        "id": "urn:r",
        "title": "R",
        "groups": [{"id": "a"}],
    }
    source = tmp_path / "recipe.json"
    source.write_text(json.dumps(recipe))
    for path, kind in (
        (str(ROOT / "examples" / "port-safety.json"), "ceterms:MicroCredential"),
        (str(source), "ceterms:Pathway"),
    ):
        assert main(["convert", path, "--to", "ctdl", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["document"]["@type"] == kind
