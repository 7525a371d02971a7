"""Structure of documents: places, words, drafts, and documents in which there is nothing."""

from __future__ import annotations

import copy
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_exemplars import Exemplars
from elm_microcred import contexts, profiles
from elm_microcred.errors import ElmMicrocredError, LimitError, UsageError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem
from elm_microcred.validation.compiled import compile_layer, python_pattern
from elm_microcred.validation.graph import Graph, Places
from elm_microcred.validation.structure import check_structure, misfits

EXEMPLARS = Exemplars(profiles.table(), "edc-generic-full")
ELM = profiles.NAMESPACES["3.2"][0]


def credential(**members: Any) -> dict[str, Any]:
    """A whole credential with some members put in the place of its own."""
    whole: dict[str, Any] = EXEMPLARS.document("elm:EuropeanDigitalCredential")["@graph"][0]
    terms = {f"https://www.w3.org/2018/credentials#{t}": t for t in ("issuer", "issued", "proof")}
    said = {
        terms.get(name, name.rpartition("#")[2]): value
        for name, value in copy.deepcopy(whole).items()
        if not name.startswith("https://w3id.org/")
    }
    document = {"@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP], **said, **members}
    return {name: value for name, value in document.items() if value is not None}


def found(document: Any, profile: str = "edc-generic-full", **options: Any) -> list[Any]:
    """Code and place of each problem."""
    problems = check_structure(document, profile, **options)
    assert all(problem.expected and problem.entry for problem in problems)
    return [(problem.code, problem.pointer) for problem in problems]


def test_a_whole_credential_fits() -> None:
    assert check_structure(credential()) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"displayParameter": None}, [("SHAPES_MIN_COUNT", "/displayParameter")]),
        ({"issued": "yesterday"}, None),
        ({"issued": {"@value": "2026"}}, [("SHAPES_DATATYPE", "/issued")]),
        ({"attachment": [{"id": "urn:a"}]}, [("SHAPES_CLASS", "/attachment/0")]),
        ({"attachment": {"@value": "a"}}, [("SHAPES_CLASS", "/attachment")]),
        (
            {"credentialSchema": {"type": "ShaclValidator2017"}},
            [("SHAPES_NODE_KIND", "/credentialSchema")],
        ),
        ({"credentialProfiles": "urn:bare"}, [("SHAPES_CLASS", "/credentialProfiles")]),
    ],
)
def test_a_misfit_says_where(members: Any, expected: Any) -> None:
    problems = found(credential(**members))
    if expected is None:
        assert [code for code, _ in problems] == ["SHAPES_DATATYPE"]
    else:
        assert problems[: len(expected)] == expected


def test_values_in_arrays_and_language_maps_have_their_own_place() -> None:
    document = credential()
    identifier = document["identifier"]
    document["identifier"] = [identifier, {"id": "urn:i", "type": "Identifier"}]
    display = document["displayParameter"]
    display["title"] = {"en": "a", "lv": ["b", "c"]}
    assert found(document) == [
        ("SHAPES_UNIQUE_LANGUAGE", "/displayParameter/title/lv"),
        ("SHAPES_MIN_COUNT", "/identifier/1/notation"),
    ] or set(found(document)) == {
        ("SHAPES_UNIQUE_LANGUAGE", "/displayParameter/title/lv"),
        ("SHAPES_MIN_COUNT", "/identifier/1/notation"),
    }


def test_a_node_that_has_to_fit_a_shape_says_what_it_lacks() -> None:
    issuer = credential()["issuer"]
    del issuer["eIDASIdentifier"]
    (problem,) = check_structure(credential(issuer=issuer))
    assert (problem.code, problem.pointer) == ("SHAPES_MIN_COUNT", "/issuer/eIDASIdentifier")
    assert "eIDASIdentifier" in problem.detail and problem.remedy


def test_a_claim_of_no_kind_that_is_allowed() -> None:
    person = {"id": "urn:p", "type": "Person", "hasClaim": {"id": "urn:c", "type": "Note"}}
    problems = check_structure(credential(credentialSubject=person))
    claim = [each for each in problems if each.pointer == "/credentialSubject/hasClaim"]
    assert [each.code for each in claim] == ["SHAPES_NODE"]
    assert "Note" in str(claim[0].found)


def test_a_concept_of_another_vocabulary() -> None:
    concept = {
        "id": "http://data.europa.eu/snb/eqf/6",
        "type": "Concept",
        "inScheme": {"id": "http://data.europa.eu/snb/eqf/25831c2", "type": "ConceptScheme"},
    }
    (problem,) = check_structure(credential(credentialProfiles=concept))
    assert (problem.code, problem.pointer) == ("SHAPES_VOCABULARY", "/credentialProfiles")
    assert "snb/credential/25831c2" in str(problem.expected)
    assert "snb/eqf/25831c2" in str(problem.found)


def test_a_repeated_node_is_reported_once_where_it_stands_first() -> None:
    bad = {"id": "urn:i", "type": "Identifier"}
    document = credential(identifier=bad)
    document["displayParameter"]["identifier"] = bad
    assert found(document) == [("SHAPES_MIN_COUNT", "/displayParameter/identifier/notation")] or (
        found(document) == [("SHAPES_MIN_COUNT", "/identifier/notation")]
    )


def test_a_number_that_is_too_great() -> None:
    activity = EXEMPLARS.node("elm:LearningActivity")
    activity["levelOfCompletion"] = 101
    document = credential()
    document["credentialSubject"]["hasClaim"] = activity
    assert ("SHAPES_RANGE", "/credentialSubject/hasClaim/levelOfCompletion") in found(document)


# Profiles


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("edc-accredited", "/evidence/accreditation"),
        ("edc-converted", "/evidence/embeddedEvidence"),
        ("edc-issued-by-mandate", "/evidence/evidenceStatement"),
    ],
)
def test_a_stricter_profile_asks_for_more(profile: str, expected: str) -> None:
    evidence = EXEMPLARS.node("elm:Evidence")
    person = {**EXEMPLARS.node("elm:Person"), "hasClaim": EXEMPLARS.node("elm:LearningAchievement")}
    assert found(credential(evidence=evidence, credentialSubject=person)) == []
    assert found(credential(evidence=evidence, credentialSubject=person), profile) == [
        ("SHAPES_MIN_COUNT", expected)
    ]
    assert ("SHAPES_MIN_COUNT", "/evidence") in found(credential(evidence=None), profile)


def test_structure_alone_does_not_ask_for_vocabularies() -> None:
    concept = {"id": "urn:own", "type": "Concept"}
    assert found(credential(credentialProfiles=concept), "edc-generic-no-cv") == []
    assert found(credential(credentialProfiles=concept)) != []


def test_opportunities_are_closed() -> None:
    address = Exemplars(profiles.table("loq"), "loq-mdr").document("elm:Address")
    assert check_structure(address, "loq-mdr") == []
    address["@graph"][0]["title"] = {"en": "a"}
    assert found(address, "loq-mdr") == [("SHAPES_CLOSED", "/@graph/0/title/en")]


def test_forms_disjoint_texts_and_regions_of_opportunities() -> None:
    exemplars = Exemplars(profiles.table("loq"), "loq-mdr")
    organisation = exemplars.document("elm:Organisation")
    node = organisation["@graph"][0]
    node["altLabel"] = node["legalName"]
    node["homepage"]["contentURL"] = "ftp://example.org"
    node["registration"]["spatial"]["inScheme"]["id"] = "urn:nowhere"
    codes = {code for code, _ in found(organisation, "loq-mdr")}
    assert {"SHAPES_DISJOINT", "SHAPES_PATTERN", "SHAPES_VOCABULARY"} <= codes
    skill = exemplars.document("elm:LearningOutcome")
    skill["@graph"][0]["relatedESCOSkill"]["inScheme"]["id"] = "urn:nowhere"
    assert "SHAPES_VOCABULARY" in {code for code, _ in found(skill, "loq-mdr")}


def test_values_that_are_not_allowed() -> None:
    """No published profile asks for it at the top: a table of one's own may."""
    content = _table("edc-3.2")
    rows = content["layers"]["edc-generic-no-cv"]["classes"]["elm:Identifier"]["properties"]
    rows["dc:creator"] = {"in": ["urn:a"], "value": "urn:b"}
    profile = compile_layer(profiles.load(content), "edc-generic-full")
    quads = [
        ("_:b", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{ELM}Identifier>", ""),
        ("_:b", "<http://purl.org/dc/terms/creator>", "<urn:c>", ""),
        ("_:b", "<http://www.w3.org/2004/02/skos/core#notation>", '"x"', ""),
    ]
    graph = Graph(quads)
    assert {each.constraint.component for each in misfits(graph, profile) if each.constraint} == {
        "HasValue",
        "In",
    }
    from elm_microcred.validation.wording import problem_of

    for each in misfits(graph, profile):
        (problem,) = problem_of(each, graph, profile, Places({}, []))
        assert problem.code == "SHAPES_VALUE"


def _table(name: str) -> dict[str, Any]:
    path = Path(__file__).resolve().parents[2] / "vocab" / "profiles" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


@pytest.mark.parametrize("name", ["edc-generic", "", "annex-1"])
def test_an_unknown_profile_is_a_typed_error(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_structure(credential(), name)
    assert caught.value.code == "SHAPES_UNKNOWN_PROFILE"


# Drafts


def test_what_the_seal_adds_is_not_asked_of_a_draft() -> None:
    issuer = credential()["issuer"]
    del issuer["eIDASIdentifier"]
    for draft in (
        credential(issued=None, issuanceDate=None, issuer=issuer),
        credential(issued=None, issuanceDate=None, issuer=None),
        credential(issued=None, issuer=None, **{"@context": None}),
        {"credential": credential(issued=None, issuer=None, **{"@context": None})},
    ):
        assert found(draft) != []
        assert found(draft, before_sealing=True) == []


def test_a_draft_is_asked_for_everything_else() -> None:
    issuer = credential()["issuer"]
    del issuer["eIDASIdentifier"], issuer["legalName"]
    draft = credential(issued=None, issuer=issuer, displayParameter=None)
    assert found(draft, before_sealing=True) == [
        ("SHAPES_MIN_COUNT", "/displayParameter"),
        ("SHAPES_MIN_COUNT", "/issuer/legalName"),
    ] or set(found(draft, before_sealing=True)) == {
        ("SHAPES_MIN_COUNT", "/displayParameter"),
        ("SHAPES_MIN_COUNT", "/issuer/legalName"),
    }


def test_the_proof_that_secures_a_document_is_no_part_of_it() -> None:
    proof = {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod"}
    assert found(credential(proof=proof)) == []
    assert found(credential(proof=[proof])) == []


# Documents in which there is nothing to look at


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        None,
        "text",
        {"@context": []},
        {"@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP]},
        {"@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP], "id": "urn:a", "type": "Person"},
        credential(**{"@context": None}),
        credential(type="VerifiableCredential"),
        credential(type=None),
        {"credential": credential(**{"@context": None})},
        credential(**{"@context": "https://example.org/unknown"}),
        credential(**{"@context": [contexts.CREDENTIALS_V2, contexts.EDC_AP]}),
    ],
)
def test_a_document_without_anything_to_look_at_does_not_pass(document: Any) -> None:
    problems = check_structure(document)
    assert "SHAPES_NO_TARGET" in {problem.code for problem in problems}
    assert all(isinstance(problem, Problem) for problem in problems)


def test_limits_hold() -> None:
    with pytest.raises(LimitError):
        check_structure(credential(), limits=Limits(nodes=3))
    with pytest.raises(LimitError):
        check_structure(credential(identifier=[{"id": f"urn:{n}"} for n in range(1001)]))


def test_many_values_of_a_repeated_node_take_no_long_time() -> None:
    repeated = [
        {"id": "urn:r", "type": "Identifier", "schemeName": [f"{n}-{k}" for k in range(900)]}
        for n in range(50)
    ]
    started = time.process_time()
    problems = found(credential(identifier=repeated))
    assert ("SHAPES_MAX_COUNT", "/identifier/0/schemeName") in problems
    assert time.process_time() - started < 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["issuer", "credentialSubject", "identifier", "issued", "type", "id", "evidence"]
        ),
        JSON,
    ),
    st.sampled_from(["edc-generic-full", "edc-accredited", "loq-mdr"]),
)
def test_no_json_ends_in_an_untyped_error(members: dict[str, Any], profile: str) -> None:
    try:
        problems = check_structure(credential(**members), profile)
    except ElmMicrocredError as error:
        assert error.problems
    else:
        for problem in problems:
            json.dumps(problem.to_dict())


@pytest.mark.parametrize(
    ("text", "matches"), [("http://a", True), ("HTTPS://a", True), ("ftp://a", False), ("", False)]
)
def test_published_patterns_are_read(text: str, matches: bool) -> None:
    layer = profiles.table("loq").layers["loq"]
    rows = layer.nodes["URLRegexRestriction"]["properties"]["elm:contentUrl"]["all"]
    patterns = [python_pattern(row["pattern"]) for row in rows]
    assert all(pattern.search(text) for pattern in patterns) is matches


# Speed


def _cost(operation: Callable[[], Any], times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        operation()
    return (time.process_time() - started) / times


@pytest.mark.reference
def test_checking_costs_at_most_a_twentieth_of_the_referee(bench: Path, reference: Path) -> None:
    """The EU's own micro-credential: structure and vocabularies, from parsed JSON, in one run."""
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    from elm_microcred.validation.elm import elm_checks
    from shacl_referee import graph_of, published, shapes_of, verdict

    document = json.loads((bench / "w2_elm_mc_annex1.json").read_bytes())
    shapes = shapes_of(tuple(published(reference, "edc-generic-full")))
    elm_checks(document)
    rounds = [
        (
            _cost(lambda: elm_checks(document), 10),
            _cost(lambda: verdict(graph_of(document), shapes), 1),
        )
        for _ in range(7)
    ]
    mine, theirs = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(f"ours {mine * 1e3:.2f} ms, pyshacl {theirs * 1e3:.1f} ms, {theirs / mine:.0f} x")
    assert theirs >= 20 * mine
