"""The packed code lists: what is found, by what, and what is honestly not known."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError, ModelError, UsageError
from elm_microcred.vocabularies import Membership, concept, elm_concept, find, membership

ROOT = Path(__file__).resolve().parent.parent
EQF = "http://data.europa.eu/snb/eqf/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
SKILL = "http://data.europa.eu/esco/skill/"
UUID = "03bc5f23-4317-41c2-9528-2db5c3c87b85"
SHIPPED = [of for of in vocabularies.schemes().values() if of.shipped]
ALL = [each for of in SHIPPED for each in vocabularies.concepts(of.name)]


@pytest.mark.parametrize(
    ("scheme", "value", "code"),
    [
        ("eqf", "6", "6"),
        ("eqf", "level  6", "6"),
        ("eqf", EQF + "6", "6"),
        (EQF + "25831c2", "6", "6"),
        ("isced-f", "0688", "0688"),
        ("isced-f", "Biology", "0511"),
        ("country", "nl", "NLD"),
        ("country", "NLD", "NLD"),
        ("country", "Netherlands", "NLD"),
        ("country", "EL", "GRC"),
        ("country", "GR", "GRC"),
        ("country", "XK", "1A0"),
        ("language", "nl", "NLD"),
        ("language", "Dutch", "NLD"),
        ("language", "cnr", "CNR"),
        ("currency", "EUR", "EUR"),
        ("file-type", "image/png", "PNG"),
        ("education-credit", "ECTS", "6fcec5c5af"),
        ("learning-assessment", "ONLINE", "920fbb3cbe"),
        ("supervision-verification", "Supervised with ID Verification", "70be69aaf9"),
        ("credential", "Generic", "e34929035b"),
        ("encoding", "base64", "6146cde7dd"),
        ("esco-skill", "think analytically", "4707da90-9cfc-46ca-8de0-38a0b7bfb137"),
    ],
)
def test_found_by_code_notation_iri_and_label(scheme: str, value: str, code: str) -> None:
    found = concept(scheme, value)
    assert found.code == code
    assert found.label["en"]
    assert found == find(found.iri)


@given(st.sampled_from(ALL), st.sampled_from([str, str.upper, str.lower, "\t{} ".format]))
def test_every_concept_is_found_by_each_of_its_names(
    each: vocabularies.Concept, spelling: Any
) -> None:
    assert concept(each.scheme, each.iri) == each
    assert find(each.iri) == each
    assert membership(each.scheme, each.iri) is Membership.KNOWN
    assert membership(each.scheme_iri, each.iri) is Membership.KNOWN
    assert concept(each.scheme, spelling(each.code)) == each
    if each.notation:
        assert concept(each.scheme, spelling(each.notation)) == each
    if "en" in each.label:
        try:
            found = concept(each.scheme, spelling(each.label["en"]))
        except ModelError as error:
            assert each.code in str(error.problem.expected)
        else:
            assert found == each or found.code.casefold() == each.label["en"].casefold()


@pytest.mark.parametrize(
    ("scheme", "iri", "expected"),
    [
        ("eqf", EQF + "6", Membership.KNOWN),
        ("eqf", EQF + "99", Membership.UNKNOWN),
        ("eqf", EQF, Membership.UNKNOWN),
        ("eqf", EQF + "25831c2", Membership.UNKNOWN),
        ("eqf", "https" + EQF.removeprefix("http") + "6", Membership.UNKNOWN),
        ("eqf", "6", Membership.UNKNOWN),
        ("eqf", AUTHORITY + "country/NLD", Membership.UNKNOWN),
        ("country", AUTHORITY + "country/XYZ", Membership.UNKNOWN),
        ("language", AUTHORITY + "language/ENG", Membership.KNOWN),
        ("language", AUTHORITY + "language/AAB", Membership.NOT_SHIPPED),
        ("language", AUTHORITY + "language/a b", Membership.UNKNOWN),
        ("language", AUTHORITY + "language/", Membership.UNKNOWN),
        ("qdr", "http://data.europa.eu/snb/qdr/c_ffffffff", Membership.NOT_SHIPPED),
        ("atu", AUTHORITY + "atu/IRL", Membership.NOT_SHIPPED),
        ("atu", AUTHORITY + "country/IRL", Membership.UNKNOWN),
        ("nuts", "http://data.europa.eu/nuts/code/NL33", Membership.NOT_SHIPPED),
        ("claim-type", "http://data.europa.eu/snb/claim-type/c_1", Membership.NOT_SHIPPED),
        ("esco-skill", SKILL + UUID, Membership.KNOWN),
        ("esco-skill", SKILL + "00000000-0000-4000-8000-000000000000", Membership.KNOWN),
        ("esco-skill", SKILL + "S4.8.1", Membership.KNOWN),
        ("esco-skill", "http://data.europa.eu/esco/isced-f/061", Membership.KNOWN),
        ("esco-skill", SKILL + "analytical-thinking", Membership.UNKNOWN),
        ("esco-skill", f"http://data.europa.eu/esco/occupation/{UUID}", Membership.UNKNOWN),
        ("esco-occupation", f"http://data.europa.eu/esco/occupation/{UUID}", Membership.KNOWN),
        ("esco-occupation", "http://data.europa.eu/esco/isco/C2512", Membership.KNOWN),
        ("urn:epass:conceptScheme:1", "urn:epass:concept:1", Membership.NOT_SHIPPED),
        ("", "", Membership.NOT_SHIPPED),
    ],
)
def test_three_answers(scheme: str, iri: str, expected: Membership) -> None:
    assert membership(scheme, iri) is expected


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("eqf", "9"),
        ("eqf", ""),
        ("eqf", EQF + "9"),
        ("country", "XX"),
        ("language", "zz"),
        ("atu", "IRL"),
        ("claim-type", "anything"),
        ("esco-skill", "flying"),
        ("isced-f", "x" * 1_000_000),
    ],
)
def test_unknown_codes_are_refused(scheme: str, value: str) -> None:
    with pytest.raises(ModelError) as caught:
        concept(scheme, value)
    assert caught.value.code == "VOCABULARY_UNKNOWN_CODE"
    assert caught.value.problem.found is not None
    assert caught.value.problem.expected


def test_a_list_that_is_not_whole_asks_for_the_iri() -> None:
    with pytest.raises(ModelError, match="give an IRI"):
        concept("atu", "IRL")
    assert concept("atu", AUTHORITY + "atu/IRL").code == "IRL"
    assert concept("language", AUTHORITY + "language/AAB").label == {}
    assert concept("esco-skill", "http://data.europa.eu/esco/isced-f/061").code == "061"


def test_an_ambiguous_label_names_the_codes() -> None:
    with pytest.raises(ModelError, match="Several concepts") as caught:
        concept("isced-f", "Literacy and numeracy")
    assert caught.value.problem.expected == "one of the codes 002, 0021"


def test_the_nearest_text_is_proposed() -> None:
    with pytest.raises(ModelError) as caught:
        concept("learning-assessment", "onlin")
    assert caught.value.problem.expected == "online"
    with pytest.raises(UsageError) as misspelt:
        concept("languages", "nl")
    assert misspelt.value.code == "VOCABULARY_UNKNOWN_SCHEME"
    assert misspelt.value.problem.expected == "language"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gets_a_typed_answer(scheme: str, value: str) -> None:
    assert membership(scheme, value) in Membership
    assert membership("qdr", value) is not Membership.KNOWN
    for name in (scheme, "country", "esco-skill", "atu"):
        try:
            assert concept(name, value).iri
        except ElmMicrocredError as error:
            assert error.code.startswith("VOCABULARY_")


def test_languages_and_countries_there_and_back() -> None:
    iri = AUTHORITY + "language/ENG"
    assert vocabularies.language("en-GB").iri == iri
    assert vocabularies.language(iri).iri == iri
    assert vocabularies.language_tag(iri) == "en"
    for each in vocabularies.concepts("language"):
        assert vocabularies.language(vocabularies.language_tag(each.iri)) == each
    iri = AUTHORITY + "country/GRC"
    assert vocabularies.country("GR").iri == iri
    assert vocabularies.country_code(iri) == "GR"
    assert vocabularies.country_code("gbr") == "GB"
    with pytest.raises(ModelError):
        vocabularies.country_code(AUTHORITY + "country/OP_DATPRO")
    with pytest.raises(ModelError):
        vocabularies.language_tag(AUTHORITY + "language/AAB")


def test_full_form_of_the_european_learning_model() -> None:
    assert elm_concept(concept("eqf", "6")) == {
        "id": EQF + "6",
        "type": "Concept",
        "inScheme": {"id": EQF + "25831c2", "type": "ConceptScheme"},
        "prefLabel": {"en": "Level 6"},
    }
    named = elm_concept(concept("esco-skill", SKILL + UUID), label={"nl": "denken"})
    assert named["prefLabel"] == {"nl": "denken"}
    unnamed = concept("verification-status", "9895008394")
    assert "prefLabel" not in elm_concept(unnamed)
    elm_concept(concept("eqf", "6"))["prefLabel"]["en"] = "changed"
    assert concept("eqf", "6").label == {"en": "Level 6"}


def test_concepts_travel_between_processes() -> None:
    found = concept("eqf", "6")
    assert pickle.loads(pickle.dumps(found)) == found
    assert len({found, concept("eqf", "6")}) == 1


def test_lists_are_read_when_first_asked_for() -> None:
    code = (
        "from elm_microcred import vocabularies as v; assert v._list.cache_info().currsize == 0;"
        "v.concept('eqf', '6'); assert v._list.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_threads_get_the_same_concept() -> None:
    vocabularies._list.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: concept("country", "NL"), range(64)))
    assert len(set(found)) == 1


def test_index_and_files_agree() -> None:
    files = {path.stem for path in (ROOT / "vocab").glob("*.json")} - {"index"}
    assert files == {of.name for of in SHIPPED}
    for of in SHIPPED:
        content = json.loads((ROOT / "vocab" / f"{of.name}.json").read_bytes())
        assert content["scheme"] == of.iri
        assert content["concepts"]
        assert set(content["also"].values()) <= set(content["concepts"])
    assert {"atu", "nuts", "claim-type"} == {
        of.name for of in vocabularies.schemes().values() if not of.shipped
    } - {"com-channel", "com-channel-usg", "grade-status"}


@pytest.mark.reference
def test_committed_files_are_what_the_table_says(reference: Path) -> None:
    table = reference / "elm" / "vocabularies.json"
    tool, samples = str(ROOT / "tools" / "vocabularies.py"), str(reference / "elm" / "samples")
    run = subprocess.run(
        [sys.executable, tool, str(table), samples, "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.reference
def test_complete_lists_are_those_of_the_published_xml_schemas(reference: Path) -> None:
    published: set[str] = set()
    for path in (reference / "elm" / "qdr-xml" / "cv").glob("*.xsd"):
        published |= set(re.findall(r'enumeration value="([^"]+)"', path.read_text("utf-8")))
    for of in SHIPPED:
        if of.complete:
            theirs = {iri for iri in published if vocabularies._base(iri) == of.base}
            ours = {each.iri for each in vocabularies.concepts(of.name)}
            # The accreditation schemas have a longer list of file types than these.
            assert ours >= theirs if of.name == "file-type" else ours == theirs, of.name
            assert theirs


@pytest.mark.reference
def test_every_scheme_that_the_shapes_demand_is_known(reference: Path) -> None:
    shapes = (reference / "elm" / "edc-3.2" / "EDC-generic-full.ttl").read_text("utf-8")
    demanded = set(re.findall(r"sh:hasValue <([^>]+)>", shapes))
    assert len(demanded) >= 19
    assert demanded <= {of.iri for of in vocabularies.schemes().values()}


def _concepts_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if value.get("type") == "Concept" and isinstance(value.get("inScheme"), dict):
            yield value["inScheme"]["id"], value["id"]
        for inner in value.values():
            yield from _concepts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _concepts_in(inner)


@pytest.mark.reference
def test_concepts_of_the_published_samples(reference: Path) -> None:
    seen: set[tuple[str, str]] = set()
    for path in sorted((reference / "elm" / "samples").rglob("*.json*")):
        document = json.loads(path.read_bytes())
        if isinstance(document.get("payload"), str):
            try:
                document = json.loads(document["payload"])
            except json.JSONDecodeError:
                continue  # the one sample that is invalid on purpose
        seen |= set(_concepts_in(document))
    answers = {pair: membership(*pair) for pair in seen}
    assert len(answers) > 90
    assert [pair for pair, answer in answers.items() if answer is Membership.UNKNOWN] == []
    not_shipped = {s for (s, _), answer in answers.items() if answer is Membership.NOT_SHIPPED}
    # Schemes of the issuers themselves, and the list of regions that is too long to ship.
    assert {s for s in not_shipped if not s.startswith("urn:epass:")} == {AUTHORITY + "atu"}
