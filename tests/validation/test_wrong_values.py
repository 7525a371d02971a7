"""Any value anywhere in a document ends in a report or a typed error, whatever is asked of it."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from badges import port_safety
from elm_microcred.errors import ElmMicrocredError, ParseError
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.report import Outcome
from elm_microcred.validation import validate

VALUES: list[Any] = [
    None,
    7,
    True,
    "x",
    [],
    {},
    [["x"]],
    {"id": 7},
    {"en": [1]},
    {"type": "Person", "x": {"y": []}},
]
PROFILES: list[Any] = [
    ("declared", "annex-1"),
    ("nz-microcredentials", "academic-recognition"),
    "loq",
]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "@context":
                yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def mutants(count: int) -> Iterator[Any]:
    draw = random.Random(11)
    for document in (dict(to_elm(port_safety())), dict(to_open_badge(port_safety()))):
        for path in draw.sample(list(places(document)), count):
            changed = copy.deepcopy(document)
            inner: Any = changed
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = draw.choice(VALUES)
            yield changed


def ends_well(document: Any, profile: Any) -> bool:
    """Whether it ends in a report, or in a typed error that says what was expected."""
    try:
        report = validate(document, profile=profile)
    except ElmMicrocredError as error:
        return bool(error.problem.code)
    return report.to_dict()["outcome"] in set(Outcome)


def test_wrong_values_somewhere() -> None:
    for number, document in enumerate(mutants(20)):
        assert ends_well(document, PROFILES[number % len(PROFILES)])


@pytest.mark.full
def test_wrong_values_in_many_places() -> None:
    for document in mutants(60):
        for profile in PROFILES:
            assert ends_well(document, profile)


@pytest.mark.parametrize("document", [None, [], "x", 7, ["x"], b"{}"])
@pytest.mark.parametrize("profile", [*PROFILES, "edc-generic-full", "annex-1"])
def test_what_is_no_object_is_no_credential(document: Any, profile: Any) -> None:
    with pytest.raises(ParseError) as caught:
        validate(document, profile=profile)
    assert caught.value.code == "PARSE_NOT_AN_OBJECT"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": 7},
        {"type": ["EuropeanDigitalCredential", 7]},
        {"credential": 7},
        {"credential": {"type": "EuropeanDigitalCredential", "credentialSubject": 7}},
        {"@graph": [{"type": "Qualification"}]},
    ],
)
def test_what_says_nothing_never_passes(document: Any) -> None:
    for profile in ("edc-generic-full", "loq", "ams", "declared"):
        for before_sealing in (False, True):
            report = validate(document, profile=profile, before_sealing=before_sealing)
            assert report.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ({"id": "urn:x", "type": "Organisation"}, "ELM_NODE_AS_TEXT"),
        ({"type": "Organisation", "legalName": {"en": "x"}}, None),
        ([{"id": "urn:x", "type": "Organisation"}], None),
        ({"en": {"id": "urn:x"}}, None),
        ({"@id": "urn:x"}, None),
    ],
)
def test_a_class_where_a_text_belongs_says_where(node: Any, code: str | None) -> None:
    document = copy.deepcopy(dict(to_elm(port_safety())))
    document["credentialSubject"]["hasClaim"]["title"] = node
    report = validate(document, profile="edc-generic-full", before_sealing=True)
    assert report.outcome is Outcome.FAILED
    at = "/credentialSubject/hasClaim"
    found = [p for p in report.problems if p.pointer.startswith(at) and p.severity == "error"]
    assert found
    assert all(problem.remedy or problem.expected for problem in found)
    assert code is None or code in {problem.code for problem in found}


@pytest.mark.parametrize("member", ["volumeOfLearning", "isPartialQualification"])
def test_a_class_where_a_literal_belongs_says_where(member: str) -> None:
    document = copy.deepcopy(dict(to_elm(port_safety())))
    specification = document["credentialSubject"]["hasClaim"]["specifiedBy"]
    specification[member] = {"id": "urn:x", "type": "Organisation"}
    report = validate(document, profile="edc-generic-full", before_sealing=True)
    at = f"/credentialSubject/hasClaim/specifiedBy/{member}"
    assert at in {problem.pointer for problem in report.problems if problem.severity == "error"}


def test_a_very_long_value_is_no_crash() -> None:
    document = dict(to_elm(port_safety()))
    document["description"] = {"en": "x" * 5_000_000}
    assert ends_well(document, ("declared", "annex-1"))
