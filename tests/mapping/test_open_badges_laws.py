"""Laws of the way from a micro-credential to an Open Badge and back, over all of the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges import (
    badge_micro_credentials,
    differences,
    mutated,
    places_of_organisations,
    typical_badge,
)
from elm_microcred.contexts import CREDENTIALS_V2, MICROCRED_OB_V1, OPEN_BADGES_V3
from elm_microcred.errors import ElmMicrocredError, MappingError
from elm_microcred.jsonld import canonicalize, check_terms
from elm_microcred.mapping.open_badges import from_open_badge, to_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from strategies import micro_credentials, unknown_members

SCHEMAS = ("ob-2024-strict", "ob-2026")


def _json(document: Any) -> Any:
    return json.loads(json.dumps(document))


def _back(document: Any) -> tuple[MicroCredential, list[Problem]]:
    noted: list[Problem] = []
    return from_open_badge(_json(document), losses=noted), noted


@given(badge_micro_credentials())
def test_there_and_back_is_the_identity(micro: MicroCredential) -> None:
    badge = to_open_badge(micro)
    again, noted = _back(badge)
    assert list(differences(micro.to_dict(), again.to_dict())) == []
    assert again == micro
    assert noted == []
    assert badge.losses == ()


@given(badge_micro_credentials())
def test_a_plain_badge_differs_only_in_what_its_losses_name(micro: MicroCredential) -> None:
    badge = to_open_badge(micro, extension=False)
    again, noted = _back(badge)
    named = {loss.pointer for loss in badge.losses}
    same = places_of_organisations(micro)
    for place in differences(micro.to_dict(), again.to_dict()):
        # An organisation that stands in several roles is described, and its losses named, once.
        others = [
            other + place[len(here) :]
            for here, there in same.items()
            if place.startswith(f"{here}/")
            for other in there
        ]
        assert any(
            each == pointer or each.startswith(f"{pointer}/")
            for each in (place, *others)
            for pointer in named
        ), (place, named)
    # Skills beside several outcomes are read as nothing; everything else of ours is read.
    assert {problem.code for problem in noted} <= {"MAPPING_UNREAD", "MAPPING_NARROWED"}
    unread = [problem for problem in noted if problem.code == "MAPPING_UNREAD"]
    assert all("/achievement/alignment/" in problem.pointer for problem in unread)


@given(badge_micro_credentials(), st.booleans())
def test_nothing_is_lost_in_json_ld(micro: MicroCredential, extension: bool) -> None:
    badge = to_open_badge(micro, extension=extension)
    assert check_terms(badge) == ()
    assert canonicalize(badge) == canonicalize(_json(to_open_badge(micro, extension=extension)))


@pytest.fixture(scope="module")
def validators(reference: Path) -> list[Any]:
    import jsonschema

    name = "ob_v3p0_achievementcredential_schema.json"
    folders = [reference / "openbadges" / "schemas" / schema for schema in SCHEMAS]
    return [
        jsonschema.Draft201909Validator(json.loads((folder / name).read_bytes()))
        for folder in folders
    ]


@pytest.mark.reference
@given(micro=badge_micro_credentials(), extension=st.booleans())
@settings(max_examples=25)
def test_both_published_schemas_accept_it(
    validators: list[Any], micro: MicroCredential, extension: bool
) -> None:
    badge = _json(to_open_badge(micro, extension=extension))
    for validator in validators:
        assert [error.message[:200] for error in validator.iter_errors(badge)] == []


@given(badge_micro_credentials())
def test_the_extension_is_named_only_where_it_is_used(micro: MicroCredential) -> None:
    plain = to_open_badge(micro, extension=False)
    assert plain["@context"] == [CREDENTIALS_V2, OPEN_BADGES_V3]
    badge = to_open_badge(micro)
    used = MICROCRED_OB_V1 in badge["@context"]
    assert badge["@context"] == [*plain["@context"], *([MICROCRED_OB_V1] if used else [])]
    if not used:
        assert badge == plain


@given(micro_credentials())
def test_any_micro_credential_is_a_badge_or_says_what_is_missing(micro: MicroCredential) -> None:
    try:
        to_open_badge(micro)
    except MappingError as error:
        places = {problem.pointer for problem in error.problems}
        assert places <= {"/achievement/issuer", "/award/learner", "/award/awarded_at"}
        assert all(problem.remedy for problem in error.problems)
    else:
        assert micro.achievement.issuer is not None
        assert micro.award.learner.identity != "none"


@given(badge_micro_credentials(), unknown_members())
def test_members_that_nobody_defines_are_named(
    micro: MicroCredential, unknown: dict[str, Any]
) -> None:
    data = micro.to_dict()
    data["achievement"] |= unknown
    badge = to_open_badge(MicroCredential.parse(data))
    kept = {name: value for name, value in unknown.items() if value not in (None, [], {})}
    named = {loss.pointer.rpartition("/")[2] for loss in badge.losses}
    assert named >= {name.replace("~", "~0").replace("/", "~1") for name in kept}
    assert from_open_badge(_json(badge)) == micro


@given(mutated(st.just(_json(typical_badge()))))
def test_a_broken_badge_of_ours_is_read_or_refused_by_name(document: Any) -> None:
    _read_or_refused(document)


@pytest.fixture(scope="module")
def samples(reference: Path) -> list[Any]:
    folder = reference / "openbadges"
    files = [
        path
        for name in ("own-vectors", "spec-examples", "validator")
        for path in sorted((folder / name).rglob("*.json"))
    ]
    return [json.loads(path.read_bytes()) for path in files]


@pytest.mark.reference
@given(data=st.data())
def test_a_broken_badge_of_others_is_read_or_refused_by_name(
    samples: list[Any], data: st.DataObject
) -> None:
    _read_or_refused(data.draw(mutated(st.sampled_from(samples))))


def _read_or_refused(document: Any) -> None:
    noted: list[Problem] = []
    try:
        micro = from_open_badge(document, losses=noted)
    except ElmMicrocredError as error:
        assert isinstance(error, MappingError)
        return
    try:
        badge = to_open_badge(micro)
    except MappingError:
        return
    assert from_open_badge(_json(badge)) == micro
