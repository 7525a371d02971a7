"""Our own corpus of attacks (`tests/hostile`), run as any index of attacks is run."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import pytest

from corpus import attacks
from corpus.case import Result
from elm_microcred.codes import CODES
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.problem import Problem
from elm_microcred.proofs.dids import controlled_identifier_document
from elm_microcred.proofs.policy import Policy
from elm_microcred.retrieval import NotBundledError, Resource
from elm_microcred.verification import verify
from hostile import Case, World, corpus, write
from hostile.case import COURSE, COURSE_CONTEXT, NOW, as_bytes, credential, signed, subject

KINDS = {"data-integrity": 700, "presentation": 80, "status": 170, "did": 130}
"""The kinds, and how many cases there are at least of each."""


Made = tuple[list[Case], World]


@pytest.fixture(scope="module")
def made() -> Made:
    return corpus()


@pytest.fixture(scope="module")
def cases(made: Made) -> list[Case]:
    return made[0]


@pytest.fixture(scope="module")
def results(made: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    index = write(tmp_path_factory.mktemp("hostile") / "corpus", *made)
    return {result.id: result for result in attacks.run(index)}


def test_every_kind_has_many_attacks_and_controls(cases: list[Case]) -> None:
    counts = Counter(case.kind for case in cases)
    assert counts.keys() == KINDS.keys()
    assert all(counts[kind] >= least for kind, least in KINDS.items()), counts
    controls = Counter(case.kind for case in cases if case.outcome == "valid")
    assert all(controls[kind] >= 5 for kind in KINDS), controls
    assert {case.reason for case in cases} - {None} <= CODES.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_case_is_judged_rightly_and_for_the_right_reason(
    kind: str, cases: list[Case], results: dict[str, Result]
) -> None:
    wrong = [
        result
        for case in cases
        if case.kind == kind
        for result in [results[case.id]]
        if not result.right or result.reason_right is False
    ]
    assert wrong == []


def judged(case: Case, world: World) -> tuple[list[Problem], list[str]]:
    """What is found about a case, and what the network was asked for meanwhile."""
    asked: list[str] = []

    def resolve(url: str, /) -> Resource:
        asked.append(url)
        found = world.resources.get(url)
        if isinstance(found, bytes):
            return Resource(found)
        if isinstance(found, dict) and "id" in found:
            return Resource(as_bytes(found))
        raise NotBundledError("RESOURCE_NOT_BUNDLED", "There is no such file.", found=url)

    if case.op == "resolve-did":
        try:
            controlled_identifier_document(case.content.decode(), resolve=resolve)
        except ElmMicrocredError as error:
            return list(error.problems), asked
        return [], asked
    given = {name: case.options.get(name) for name in ("challenge", "domain")}
    found = verify(
        case.content,
        resolve=resolve,
        now=NOW,
        policy=Policy(**given),
        extra_contexts={COURSE: COURSE_CONTEXT},
    )
    return list(found.errors), asked


OF_THE_WHOLE = ("PARSE_", "LIMIT_", "CONTEXT_MISSING")


def test_nothing_forbidden_is_asked_for_and_every_refusal_says_where(made: Made) -> None:
    cases, world = made
    for case in cases:
        problems, asked = judged(case, world)
        for problem in problems:
            assert problem.detail
            assert len(problem.found or "") <= 80
            is_whole = problem.code.startswith(OF_THE_WHOLE) or case.op == "resolve-did"
            assert problem.pointer or is_whole, (case.id, problem)
        for url in asked:
            parts = urlsplit(url)
            assert parts.scheme == "https", case.id
            assert parts.hostname and parts.hostname.endswith(".example"), case.id


def ring(name: str, size: int, steps: tuple[int, ...] = (1,)) -> list[Any]:
    """Unnamed nodes in a circle, each linked to those so many steps on."""
    return [
        {
            "id": f"_:{name}{place}",
            "linked": [{"id": f"_:{name}{(place + step) % size}"} for step in steps],
        }
        for place in range(size)
    ]


GRAPHS: dict[str, list[Any]] = {
    "a ring": ring("r", 900),
    "three rings": [{"linked": ring(name, 990)} for name in "abc"],
    "a dense ring": ring("r", 200, (1, 2, 3, 5, 8, 13, 21)),
    "cliques": [node for k in range(100) for node in ring(f"k{k}x", 7, tuple(range(1, 7)))],
    "pairs": [node for k in range(400) for node in ring(f"k{k}x", 2)],
    "a torus": ring("t", 900, (1, 30)),
    "alike": [{"linked": {"remark": "same"}} for _ in range(999)],
    "a tree": [{"linked": [{"linked": [{"remark": "x"}] * 9}] * 9} for _ in range(100)],
    "long texts": [{"remark": f"{place}" * 300} for place in range(900)],
    "many languages": [{"title": {f"a-{k:03}": "x" for k in range(900)}} for _ in range(20)],
}


@pytest.mark.parametrize("linked", GRAPHS.values(), ids=GRAPHS)
def test_what_is_costly_ends_soon(linked: list[Any]) -> None:
    """Refused or solved, as the algorithm can; never slow, never a crash."""
    proof = signed(credential())["proof"]
    document = {**credential(credentialSubject=subject(linked=linked)), "proof": proof}
    content = as_bytes(document)
    began = time.process_time()
    result = verify(content, now=NOW, extra_contexts={COURSE: COURSE_CONTEXT})
    assert time.process_time() - began < 1
    codes = {problem.code for problem in result.errors}
    assert codes
    assert all(code.startswith("LIMIT_") or code == "PROOF_SIGNATURE_INVALID" for code in codes)


@pytest.mark.full
def test_the_corpus_is_the_same_each_time(cases: list[Case]) -> None:
    again = {case.id: case for case in corpus()[0]}
    assert [case.id for case in cases] == list(again)
    different = [case.id for case in cases if case.content != again[case.id].content]
    # Each proof of selective disclosure is made with a key of its own.
    assert all(id.startswith("suite-sd") for id in different)
