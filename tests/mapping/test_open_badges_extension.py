"""The Open Badges extension: its context says what the mapping writes, and clashes with nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import contexts
from elm_microcred.codes import BASE_IRI
from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld import check_terms, expand
from elm_microcred.mapping.open_badges import achievement, award, identity
from elm_microcred.mapping.open_badges.extension import SHAPES, TypeOf, types
from elm_microcred.mapping.open_badges.outcomes import OUTCOME
from elm_microcred.mapping.open_badges.rows import Row
from elm_microcred.model import (
    Achievement,
    Assessment,
    Award,
    Evidence,
    Learner,
    LearningOutcome,
    Level,
    Organisation,
    Place,
    QualityAssurance,
    Result,
)
from elm_microcred.model.award import OVERRIDES

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = contexts.document(contexts.MICROCRED_OB_V1)["@context"]
SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOS_TERMS = {
    "Concept": "Concept",
    "code": "notation",
    "inScheme": "inScheme",
    "label": "prefLabel",
    "exactMatch": "exactMatch",
}
XSD = "http://www.w3.org/2001/XMLSchema#"


def _iri(name: str) -> str:
    return SKOS + SKOS_TERMS[name] if name in SKOS_TERMS else f"{BASE_IRI}terms#{name}"


def _expected(of: TypeOf) -> dict[str, Any]:
    scope: dict[str, Any] = {"@protected": True}
    for term in of.terms:
        members = {"@id": _iri(term.name)}
        if term.datatype:
            members["@type"] = term.datatype.replace("xsd:", XSD)
        if term.container:
            members["@container"] = term.container
        scope[term.name] = members if len(members) > 1 else members["@id"]
    return {"@id": _iri(of.name), "@context": scope}


def test_the_context_is_what_the_mapping_writes() -> None:
    expected = {"@version": 1.1, "@protected": True} | {of.name: _expected(of) for of in types()}
    assert expected == OURS


def test_a_term_means_the_same_everywhere() -> None:
    meanings: dict[str, set[tuple[str, str]]] = {}
    for of in types():
        for term in of.terms:
            meanings.setdefault(term.name, set()).add((term.datatype, term.holds))
    assert {name for name, found in meanings.items() if len(found) > 1} == set()


@pytest.mark.parametrize("url", [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3])
def test_no_type_or_term_is_one_of_the_published_contexts(url: str) -> None:
    published = contexts.document(url)["@context"]
    assert set(OURS) & set(published) == {"@version", "@protected"} & set(published)
    general = {name for name in published if name[0].islower()}
    for of in types():
        beside = published.get(of.beside, {})
        scoped = beside.get("@context", {}) if isinstance(beside, dict) else {}
        ours = {term.name for term in of.terms}
        assert ours & (general | {name for name in scoped if name[0] != "@"}) == set(), of.name


@pytest.mark.parametrize("order", [0, 1, 2])
def test_it_may_stand_anywhere_after_the_first_context(order: int) -> None:
    badge = typical_badge()
    others = [
        contexts.OPEN_BADGES_V3,
        contexts.OPEN_BADGES_EXTENSIONS,
        contexts.DATA_INTEGRITY_V2,
    ]
    others.insert(order, contexts.MICROCRED_OB_V1)
    assert check_terms({**badge, "@context": [contexts.CREDENTIALS_V2, *others]}) == ()


def test_without_the_context_the_terms_are_lost_and_that_is_said() -> None:
    badge = typical_badge()
    with pytest.raises(JsonLdError) as caught:
        expand({**badge, "@context": badge["@context"][:2]})
    assert {problem.code for problem in caught.value.problems} >= {"DATA_UNDEFINED_TERM"}


def _holders(value: Any) -> list[tuple[str, set[str]]]:
    """The class of every object of the badge that is of Open Badges, with its members."""
    found = []
    if isinstance(value, dict):
        kinds = value.get("type", [])
        if isinstance(kinds, list) and kinds:
            found.append((kinds[0], set(value)))
        found += [pair for member in value.values() for pair in _holders(member)]
    elif isinstance(value, list):
        found += [pair for item in value for pair in _holders(item)]
    return found


@pytest.mark.reference
def test_only_classes_that_may_be_extended_are(reference: Path) -> None:
    import json

    path = reference / "openbadges" / "model" / "ob_v3p0_model.json"
    published = json.loads(path.read_bytes())
    classes = published.get("classes", published)
    terms = {term.name for of in types() for term in of.terms}
    extended = {kind for kind, members in _holders(typical_badge()) if members & terms}
    assert extended >= {"Profile", "Achievement", "Evidence", "Alignment", "Address"}
    assert "VerifiableCredential" not in extended
    assert "AchievementSubject" not in extended
    by_name = classes if isinstance(classes, dict) else {each["name"]: each for each in classes}
    for kind in extended & by_name.keys():
        assert str(by_name[kind].get("extensible")).lower() in ("true", "yes"), kind


PARTS = {
    "Organisation": Organisation,
    "Place": Place,
    "LearningOutcome": LearningOutcome,
    "QualificationLevel": Level,
    "QualityAssurance": QualityAssurance,
    "Assessment": Assessment,
    "AssessmentResult": Result,
    "EvidenceRecord": Evidence,
}


def _members(rows: tuple[Row, ...]) -> list[str]:
    return [row.member for row in rows]


def test_every_member_of_the_model_has_one_row() -> None:
    of_achievement = _members((*achievement.CREDENTIAL_ROWS, *achievement.ROWS))
    assert sorted(of_achievement) == sorted(set(Achievement.model_fields) - {"format"})
    left = set(Award.model_fields) - {"format", *OVERRIDES}
    assert sorted(_members(award.ROWS)) == sorted(left)
    assert sorted(_members(identity.ROWS)) == sorted(Learner.model_fields)
    assert {shape.extension for shape in SHAPES} == set(PARTS)
    for shape in SHAPES:
        assert sorted(_members(shape.rows)) == sorted(PARTS[shape.extension].model_fields)
    assert OUTCOME in SHAPES


def test_every_row_can_be_told_to_a_person() -> None:
    rows = [*achievement.CREDENTIAL_ROWS, *achievement.ROWS, *award.ROWS, *identity.ROWS]
    rows += [row for shape in SHAPES for row in shape.rows]
    for row in rows:
        assert row.what[0].isupper(), row.member
        assert row.badge or row.term, row.member


def test_the_pages_are_what_the_tables_say() -> None:
    script = ROOT / "tools" / "open_badges_pages.py"
    run = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
