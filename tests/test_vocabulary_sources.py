"""Lists that the library does not have: regions, every language, all of ESCO."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import vocabulary_page
from elm_microcred import vocabularies
from elm_microcred.errors import ModelError, ParseError
from elm_microcred.mapping import builders as build
from elm_microcred.validation import validate
from elm_microcred.vocabularies import Concept, Lists, Membership, Scheme, concept, find, membership

OPTIONAL = Path(__file__).resolve().parent.parent / "vocab" / "optional"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
IRELAND = AUTHORITY + "atu/IRL"
SKILL = "http://data.europa.eu/esco/skill/"
REAL = SKILL + "03bc5f23-4317-41c2-9528-2db5c3c87b85"
UNREAL = SKILL + "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def lists() -> Lists:
    return Lists.read(*sorted(OPTIONAL.glob("*.json")))


class Esco:
    """What a service that looks skills up looks like."""

    def covers(self, scheme: Scheme) -> bool:
        return scheme.name == "esco-skill"

    def concept(self, scheme: Scheme, value: str) -> Concept | None:
        if not self.covers(scheme) or value not in (REAL, "programming"):
            return None
        return Concept(REAL, REAL.rpartition("/")[2], scheme.name, {"en": "programming"})


def test_regions(lists: Lists) -> None:
    assert membership("atu", IRELAND) is Membership.NOT_SHIPPED
    assert membership("atu", IRELAND, lists) is Membership.KNOWN
    assert membership("atu", AUTHORITY + "atu/ATLANTIS", lists) is Membership.UNKNOWN
    assert membership("nuts", "http://data.europa.eu/nuts/code/LV", lists) is Membership.KNOWN
    assert concept("atu", "IRL", lists).label["en"] == "Ireland"
    assert concept("atu", "ireland", lists).iri == IRELAND
    assert concept("atu", IRELAND, lists).label["en"] == "Ireland"
    assert concept("atu", IRELAND).label == {}
    assert find(IRELAND) is None
    found = find(IRELAND, lists)
    assert found is not None
    assert found.code == "IRL"
    with pytest.raises(ModelError):
        concept("atu", "ATLANTIS", lists)


def test_every_language(lists: Lists) -> None:
    iri = AUTHORITY + "language/AAB"
    assert membership("language", iri) is Membership.NOT_SHIPPED
    assert membership("language", iri, lists) is Membership.KNOWN
    assert membership("language", AUTHORITY + "language/XYZ9", lists) is Membership.UNKNOWN
    assert concept("language", "AAB", lists).label["en"]
    # What is shipped is the same with and without the long list.
    for each in vocabularies.concepts("language"):
        assert concept("language", each.code, lists) == each


def test_lists_hold_what_is_shipped(lists: Lists) -> None:
    of = vocabularies.scheme("language")
    for each in vocabularies.concepts("language"):
        told = lists.concept(of, each.iri)
        assert told is not None
        assert (told.code, told.label, told.notation) == (each.code, each.label, each.notation)


def test_skills_by_a_service() -> None:
    assert membership("esco-skill", UNREAL) is Membership.KNOWN  # by its form
    assert membership("esco-skill", REAL, Esco()) is Membership.KNOWN
    assert membership("esco-skill", UNREAL, Esco()) is Membership.UNKNOWN
    assert membership("esco-skill", SKILL + "x", Esco()) is Membership.UNKNOWN
    assert membership("eqf", "http://data.europa.eu/snb/eqf/6", Esco()) is Membership.KNOWN
    assert concept("esco-skill", "programming", Esco()).iri == REAL
    assert concept("esco-skill", REAL, Esco()).label["en"] == "analyse cultural trends"  # shipped
    with pytest.raises(ModelError):
        concept("esco-skill", UNREAL, Esco())
    assert find(UNREAL, Esco()) is None


def test_validation_with_lists(lists: Lists) -> None:
    zed = build.organisation("Zed", country="IE", eidas="NTRIE-1")

    def lawful(region: str) -> Any:
        decision = build.accreditation("x", by=zed, kind="programme-quality-assurance")
        region_concept = build.concept("atu", AUTHORITY + f"atu/{region}")
        limited = decision.model_copy(update={"limit_jurisdiction": (region_concept,)})
        done = build.achievement("x", by=zed, on="2026-06-30", accredited=limited)
        return build.credential(
            done, to=build.learner("Ana", "A"), issuer=zed, issued="2026-07-01"
        ).to_dict()

    def codes(document: Any, source: Any) -> list[str]:
        report = validate(document, profile="declared", lists=source)
        return [problem.code for problem in report.check("vocabularies").problems]

    assert codes(lawful("IRL"), None) == ["VOCABULARY_NOT_SHIPPED"]
    assert codes(lawful("IRL"), lists) == []
    assert codes(lawful("ATLANTIS"), lists) == ["VOCABULARY_UNKNOWN_CODE"]


GOOD = {"scheme": AUTHORITY + "atu", "also": {}, "concepts": {"IRL": "Ireland"}}


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "atu",
        {},
        {**GOOD, "scheme": "https://example.org/own"},
        {**GOOD, "scheme": 7},
        {**GOOD, "also": []},
        {**GOOD, "also": {"x": 7}},
        {**GOOD, "also": {"x": "NOWHERE"}},
        {**GOOD, "concepts": ["IRL"]},
        {**GOOD, "concepts": {"IRL": 7}},
        {**GOOD, "concepts": {"IRL": {"en": 7}}},
    ],
)
def test_what_is_no_list_is_refused(content: Any, tmp_path: Path) -> None:
    assert Lists(GOOD).covers(vocabularies.scheme("atu"))
    with pytest.raises(ParseError) as caught:
        Lists(content)
    assert caught.value.code == "VOCABULARY_MALFORMED"
    path = tmp_path / "list.json"
    path.write_text(json.dumps(content))
    with pytest.raises(ParseError):
        Lists.read(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, None])
def test_files_that_cannot_be_read_are_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ParseError) as caught:
        Lists.read(path)
    assert caught.value.code == "VOCABULARY_MALFORMED"
    assert "list.json" in str(caught.value.problem.found)


def test_the_page_is_the_generated_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert vocabulary_page.main(["--check"]) == 0, capsys.readouterr().err


def test_long_lists_are_no_part_of_the_wheel() -> None:
    project = tomllib.loads((OPTIONAL.parents[1] / "pyproject.toml").read_text("utf-8"))
    left_out = project["tool"]["setuptools"]["exclude-package-data"]
    assert left_out["elm_microcred.vocab_data"] == ["optional/*"]


def test_all_concepts_of_a_list(lists: Lists) -> None:
    assert len(lists.concepts(vocabularies.scheme("nuts"))) == 2160
    assert lists.concepts(vocabularies.scheme("eqf")) == ()
    assert lists.concept(vocabularies.scheme("eqf"), "6") is None


def test_labels_in_other_languages() -> None:
    mandate = concept("evidence-type", "c_18016257")
    assert mandate.label["lv"] == "Mandāts"
    assert len(mandate.label) > 20
    assert concept("evidence-type", "volitused") == mandate
    assert vocabularies.elm_concept(mandate)["prefLabel"]["fi"] == "Valtuutus"


@pytest.mark.reference
def test_every_gathered_concept_is_shipped_or_optional(reference: Path, lists: Lists) -> None:
    gathered = json.loads((reference / "elm" / "vocabularies.json").read_bytes())
    assert len(gathered) == 41
    count = 0
    for iri, entry in gathered.items():
        of = vocabularies.scheme(iri)
        for each in entry["concepts"]:
            count += 1
            found = concept(of.name, each["iri"], lists)
            assert found.label.get("en") == each.get("label_en"), each
            assert membership(of.name, each["iri"], lists) is Membership.KNOWN
            assert concept(of.name, each["code"], lists) == found
    assert count > 15_000
