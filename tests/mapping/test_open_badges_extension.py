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
from elm_microcred.jsonld import canonicalize, check_terms, expand
from elm_microcred.mapping.open_badges import achievement, award, identity
from elm_microcred.mapping.open_badges.extension import SHAPES, TYPES, terms
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
OF_SKOS = {"Concept", "notation", "inScheme", "prefLabel", "exactMatch"}
XSD = "http://www.w3.org/2001/XMLSchema#"
BESIDE = [
    contexts.CREDENTIALS_V1,
    contexts.CREDENTIALS_V2,
    contexts.OPEN_BADGES_V3,
    contexts.OPEN_BADGES_EXTENSIONS,
    contexts.CLR_V2,
    contexts.DATA_INTEGRITY_V2,
    contexts.MULTIKEY_V1,
    contexts.JWK_V1,
    contexts.CID_V1,
    contexts.ED25519_2020_V1,
]
"""Contexts that a badge of ours may be used with."""


def _iri(name: str) -> str:
    return SKOS + name if name in OF_SKOS else f"{BASE_IRI}terms#{name}"


def test_the_context_is_what_the_mapping_writes() -> None:
    expected: dict[str, Any] = {"@version": 1.1, "@protected": True}
    expected |= {name: _iri(name) for name in TYPES}
    for term in terms():
        members = {"@id": _iri(term.name)}
        if term.datatype:
            members["@type"] = term.datatype.replace("xsd:", XSD)
        if term.container:
            members["@container"] = term.container
        expected[term.name] = members if len(members) > 1 else members["@id"]
    assert expected == OURS


def test_a_term_means_the_same_everywhere() -> None:
    for term in terms():
        assert len({(use.datatype, use.holds) for use in term.uses}) == 1, term.name
        assert len({use.container == "@language" for use in term.uses}) == 1, term.name


def test_no_term_has_a_scoped_context() -> None:
    assert [name for name, of in OURS.items() if isinstance(of, dict) and "@context" in of] == []


def _names(context: Any) -> set[str]:
    """Every name that a context defines, at any place."""
    if isinstance(context, list):
        return {name for part in context for name in _names(part)}
    if not isinstance(context, dict):
        return set()
    found = {name for name in context if not name.startswith("@")}
    inner = [of["@context"] for of in context.values() if isinstance(of, dict) and "@context" in of]
    return found | _names(inner)


@pytest.mark.parametrize("url", BESIDE)
def test_no_name_is_one_of_another_context(url: str) -> None:
    assert _names(OURS) & _names(contexts.document(url)["@context"]) == set()


@pytest.mark.parametrize("order", [0, 1, 2])
def test_it_may_stand_anywhere_after_the_first_context(order: int) -> None:
    badge = typical_badge()
    others = [
        contexts.OPEN_BADGES_V3,
        contexts.OPEN_BADGES_EXTENSIONS,
        contexts.DATA_INTEGRITY_V2,
    ]
    others.insert(order, contexts.MICROCRED_OB_V1)
    document = {**badge, "@context": [contexts.CREDENTIALS_V2, *others]}
    assert check_terms(document) == ()
    assert canonicalize(document) == canonicalize(badge)


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
    ours = {term.name for term in terms()}
    extended = {kind for kind, members in _holders(typical_badge()) if members & ours}
    assert extended >= {"Profile", "Achievement", "Evidence", "Alignment", "Address"}
    assert "VerifiableCredential" not in extended
    assert "AchievementSubject" not in extended
    by_name = classes if isinstance(classes, dict) else {each["name"]: each for each in classes}
    for kind in extended & by_name.keys():
        assert str(by_name[kind].get("extensible")).lower() in ("true", "yes"), kind


PARTS = {
    "organisation": Organisation,
    "place": Place,
    "learning outcome": LearningOutcome,
    "level": Level,
    "quality assurance": QualityAssurance,
    "assessment": Assessment,
    "result": Result,
    "evidence": Evidence,
}


def _members(rows: tuple[Row, ...]) -> list[str]:
    return [row.member for row in rows]


def test_every_member_of_the_model_has_one_row() -> None:
    of_achievement = _members((*achievement.CREDENTIAL_ROWS, *achievement.ROWS))
    assert sorted(of_achievement) == sorted(set(Achievement.model_fields) - {"format"})
    left = set(Award.model_fields) - {"format", *OVERRIDES}
    assert sorted(_members(award.ROWS)) == sorted(left)
    assert sorted(_members(identity.ROWS)) == sorted(Learner.model_fields)
    for name, shape in SHAPES.items():
        assert sorted(_members(shape.rows)) == sorted(PARTS[name].model_fields)


def test_every_row_can_be_told_to_a_person() -> None:
    rows = [*achievement.CREDENTIAL_ROWS, *achievement.ROWS, *award.ROWS, *identity.ROWS]
    rows += [row for shape in SHAPES.values() for row in shape.rows]
    for row in rows:
        assert row.what[0].isupper(), row.member
        assert row.badge or row.term, row.member


def test_the_pages_are_what_the_tables_say() -> None:
    script = ROOT / "tools" / "open_badges_pages.py"
    run = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
