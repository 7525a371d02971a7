"""Bad input to the European model: a typed finding with a place and a remedy, never a crash."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from badges import port_safety
from elm_microcred.cli import main
from elm_microcred.errors import ElmMicrocredError, LimitError, ModelError, UsageError
from elm_microcred.exchange import from_rdf, to_rdf
from elm_microcred.loading import load
from elm_microcred.mapping import from_elm, in_envelope, to_elm
from elm_microcred.model import elm
from elm_microcred.report import Outcome
from elm_microcred.validation import validate
from elm_microcred.verification import verify

MEGABYTE = 1_000_000


def document(envelope: Any = "edc") -> dict[str, Any]:
    """A credential as it was received."""
    made: dict[str, Any] = json.loads(
        json.dumps(to_elm(port_safety(), envelope=envelope, id="urn:c:1"))
    )
    return made


# Fifty megabytes


@pytest.fixture(scope="module")
def big() -> bytes:
    """A credential with a picture of 50 MB."""
    made = document()
    detail = made["displayParameter"]["individualDisplay"]["displayDetail"]
    detail["image"]["content"] = "A" * (50 * MEGABYTE)
    return json.dumps(made).encode()


@pytest.mark.parametrize("read", [load, verify, lambda big: from_rdf(big, format="json-ld")])
def test_a_credential_of_50_megabytes_is_refused_at_once(
    big: bytes, read: Callable[[bytes], Any]
) -> None:
    began = time.process_time()
    try:
        report = read(big)
    except LimitError as error:
        problem = error.problem
    else:
        assert report.outcome is Outcome.FAILED
        (problem,) = report.errors
    assert problem.code == "LIMIT_SIZE"
    assert str(len(big)) in str(problem.found) and problem.expected
    assert time.process_time() - began < 1


def test_a_file_of_50_megabytes_is_refused_on_the_command_line(
    big: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "big.json"
    file.write_bytes(big)
    assert main(["validate", str(file), "--json"]) == 2
    assert "LIMIT_SIZE" in "".join(capsys.readouterr())


def test_fifty_megabytes_of_members_are_refused_with_a_place() -> None:
    made = document()
    outcome = {"type": "LearningOutcome", "title": {"en": "x" * 1000}}
    made["credentialSubject"]["hasClaim"]["specifiedBy"]["learningOutcome"] = [
        {**outcome, "id": f"urn:o:{number}"} for number in range(50_000)
    ]
    at = "/credentialSubject/hasClaim/specifiedBy/learningOutcome"
    works: list[Callable[[], Any]] = [
        lambda: validate(made, profile="edc-generic-full"),
        lambda: to_rdf(made, format="nquads"),
        lambda: in_envelope(made, "vcdm2"),
    ]
    for work in works:
        with pytest.raises(LimitError) as caught:
            work()
        assert caught.value.code == "LIMIT_VALUES" and caught.value.problem.pointer == at
    for work in (lambda: validate(made), lambda: from_elm(made)):
        with pytest.raises(LimitError) as caught:
            work()
        assert caught.value.code == "LIMIT_MEMBERS" and caught.value.problem.expected


# A class where a string belongs, and the other way round

WRONG = [
    (
        "credentialSubject/fullName",
        {"type": "Note", "noteLiteral": {"en": "x"}},
        "DATA_INVALID_LANGUAGE",
    ),
    ("credentialSubject/hasClaim/title", {"id": "urn:x", "type": "Person"}, "ELM_NODE_AS_TEXT"),
    ("credentialSubject/hasClaim/awardedBy/awardingDate", {"type": "Person"}, "SHAPES_DATATYPE"),
    ("credentialSubject/hasClaim/specifiedBy/volumeOfLearning", {"type": "Amount"}, "SHAPES_"),
    ("credentialSubject/hasClaim", "an achievement", "DATA_RELATIVE_IRI"),
    ("displayParameter/primaryLanguage", {"@value": "en"}, "SHAPES_CLASS"),
    ("credentialSubject/hasClaim/specifiedBy/eqfLevel", 4, "SHAPES_CLASS"),
    ("validFrom", ["2026-01-01T00:00:00Z", {"type": "PeriodOfTime"}], "SHAPES_"),
]


@pytest.mark.parametrize("envelope", ["edc", "vcdm2"])
@pytest.mark.parametrize(("place", "value", "code"), WRONG, ids=[place for place, *_ in WRONG])
def test_a_class_where_a_string_belongs(envelope: Any, place: str, value: Any, code: str) -> None:
    made = document(envelope)
    *way, last = place.split("/")
    node = made
    for step in way:
        node = node[step]
    node[last] = value
    report = validate(made, profile="edc-generic-full")
    assert report.outcome is Outcome.FAILED
    found = [p for p in report.errors if p.pointer.startswith("/" + place)]
    assert any(p.code.startswith(code) for p in found), report.errors
    assert all(p.expected or p.remedy for p in found)


@pytest.mark.parametrize(
    ("place", "value"),
    [("fullName", 5), ("hasClaim", 7), ("dateOfBirth", {"type": "Person"}), ("location", True)],
)
def test_typed_reading_says_where_and_what(place: str, value: Any) -> None:
    made = document()
    made["credentialSubject"][place] = value
    with pytest.raises(ModelError) as caught:
        elm.parse(made)
    (problem,) = caught.value.problems
    assert problem.pointer == f"/credentialSubject/{place}"
    assert problem.expected or problem.remedy


# An unknown scheme, a profile that does not exist


@pytest.mark.parametrize("scheme", ["http://data.europa.eu/snb/eqf/other", "urn:nobody", None])
def test_an_unknown_scheme(scheme: str | None) -> None:
    made = document()
    level = made["credentialSubject"]["hasClaim"]["specifiedBy"]["eqfLevel"]
    level["inScheme"] = {"id": scheme, "type": "ConceptScheme"}
    if scheme is None:
        del level["inScheme"]
    report = validate(made, profile="edc-generic-full")
    at = "/credentialSubject/hasClaim/specifiedBy/eqfLevel"
    found = [problem for problem in report.errors if problem.pointer.startswith(at)]
    assert "SHAPES_VOCABULARY" in {problem.code for problem in found}
    assert all(problem.expected for problem in found)
    assert all(problem.remedy for problem in found)


@pytest.mark.parametrize("profile", ["edc-mobility", "", "EDC-GENERIC-FULL", "../annex-1", "loq "])
def test_a_profile_that_does_not_exist(profile: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        validate(document(), profile=profile)
    assert caught.value.problem.found == profile
    assert caught.value.problem.expected
    file = tmp_path / "credential.json"
    file.write_text(json.dumps(document()), "utf-8")
    assert main(["validate", str(file), "--profile", profile or "-"]) == 2


@pytest.mark.parametrize(
    "wrong",
    [None, [], "text", 5, {}, {"@context": {}}, {"type": "EuropeanDigitalCredential"}],
)
def test_what_is_no_credential_at_all(wrong: Any) -> None:
    try:
        report = validate(wrong, profile="edc-generic-full")
    except ElmMicrocredError as error:
        assert error.problem.expected
    else:
        assert report.outcome is Outcome.FAILED
        assert "SHAPES_NO_TARGET" in {problem.code for problem in report.errors}
