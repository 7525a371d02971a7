"""Laws of the way from a micro-credential to a European Digital Credential and back."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges import differences, mutated, port_safety
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld import check_terms
from elm_microcred.mapping import from_elm, to_elm
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.validation.elm import elm_checks
from european import conforming, named_in
from shacl_referee import graph_of, published, shapes_of, verdict
from strategies import micro_credentials, unknown_members

ANNEX_1 = (
    "achievement/title",
    "achievement/outcomes",
    "achievement/outcome_summary",
    "achievement/workload",
    "achievement/credits",
    "achievement/participation",
    "achievement/prerequisites",
)
"""Members of Annex I that are never lost, whatever they hold, and by whatever ids."""


def _json(document: Any) -> Any:
    return json.loads(json.dumps(document))


def _back(document: Any) -> tuple[MicroCredential, list[Problem]]:
    losses: list[Problem] = []
    return from_elm(_json(document), losses=losses), losses


@given(micro_credentials())
def test_there_and_back_keeps_all_that_is_not_named_as_lost(micro: MicroCredential) -> None:
    document = to_elm(micro)
    again, unread = _back(document)
    for pointer in differences(micro.to_dict(), again.to_dict()):
        assert named_in(pointer, document.losses), pointer
    assert document.losses or again == micro
    assert unread == []


@given(micro_credentials())
def test_what_is_written_again_stays(micro: MicroCredential) -> None:
    once, _ = _back(to_elm(micro))
    document = to_elm(once)
    assert _back(document)[0] == once
    assert to_elm(once) == document


@given(conforming())
def test_json_ld_loses_nothing(micro: MicroCredential) -> None:
    assert check_terms(to_elm(micro)) == ()


@given(conforming())
def test_the_profile_is_kept(micro: MicroCredential) -> None:
    for check in elm_checks(to_elm(micro)):
        assert not [p for p in check.problems if p.severity.value == "error"], check


@pytest.mark.reference
@given(micro=conforming())
@settings(max_examples=25)
def test_the_published_shapes_conform(micro: MicroCredential, reference: Path) -> None:
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    shapes = shapes_of(tuple(published(reference, "edc-generic-full")))
    assert verdict(graph_of(to_elm(micro)), shapes) == (True, set())


@pytest.mark.reference
def test_the_example_conforms_once_it_has_an_eidas_identifier(reference: Path) -> None:
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    shapes = shapes_of(tuple(published(reference, "edc-generic-full")))
    data = port_safety().to_dict()
    assert not verdict(graph_of(to_elm(MicroCredential.parse(data))), shapes)[0]
    data = copy.deepcopy(data)
    seal = {"notation": "VATLV-40009999999", "kind": "eidas", "country": "LV"}
    data["achievement"]["issuer"]["identifiers"].append(seal)
    document = to_elm(MicroCredential.parse(data))
    assert verdict(graph_of(document), shapes) == (True, set())
    assert document.losses == ()


@given(micro_credentials(), unknown_members())
def test_unknown_members_are_named(micro: MicroCredential, unknown: dict[str, Any]) -> None:
    data = micro.to_dict()
    data["achievement"] = {**unknown, **data["achievement"]}
    lost = {loss.pointer for loss in to_elm(MicroCredential.parse(data)).losses}
    before = {loss.pointer for loss in to_elm(micro).losses}
    assert len(lost - before) == len(unknown)


@given(mutated(st.just(to_elm(port_safety()))))
def test_no_change_ends_in_an_untyped_error(document: Any) -> None:
    try:
        micro = from_elm(document)
    except ElmMicrocredError as error:
        assert all(problem.detail for problem in error.problems)
        return
    assert isinstance(micro, MicroCredential)


@given(micro_credentials())
def test_losses_are_told_to_people(micro: MicroCredential) -> None:
    for loss in to_elm(micro).losses:
        assert loss.code in ("MAPPING_LOSS", "MAPPING_NARROWED")
        assert loss.pointer.startswith(("/achievement/", "/award/"))
        assert loss.detail.endswith(".")


@given(micro_credentials())
def test_elements_of_annex_1_survive(micro: MicroCredential) -> None:
    document = to_elm(micro)
    again, _ = _back(document)
    for path in ANNEX_1:
        half, member = path.split("/")
        if not named_in(f"/{path}", document.losses):
            assert getattr(getattr(again, half), member) == getattr(getattr(micro, half), member)
